"""Our fields, a column of the list for each, samples, and why it was chosen; the rows to confirm can be jumped to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)
from typing_extensions import override

from desktop.panels.intake.feeding import feeding_of, suggested_for
from desktop.widgets.chip import Chip
from desktop.widgets.flow import button
from models.importing.field_list import REQUIRED

if TYPE_CHECKING:
    from models.importing.views import ColumnMatch, SheetView

COMMON = ("city", "county", "category", "found_on", "requirement", "deadline_text", "responsible_unit", "said_status")
NOT_MAPPED, JOIN, CONSTANT = "（未对应）", "合并几列…", "每行都填同一个值…"
ROWS_AT_ONCE = 3
SURE = 0.8
"""Below this score a match asks for a look."""
MOST_COLUMNS = 1_000
"""Columns that a drop-down offers."""
HEADINGS = ("", "台账字段", "清单中的列", "样例（次数）", "依据")
WIDTHS = (48, 128, 206, 240, 176)
_WALKING = (
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
)  # fmt: skip
_KIND = int(Qt.ItemDataRole.UserRole) + 1


class ColumnChoice(QComboBox):
    """A drop-down that leaves the wheel to the table around it, and shows words of its own where none fits."""

    def __init__(self, model: QStandardItemModel) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setModel(model)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows open the list: walking through columns would map the field anew at each step."""
        if event.key() in _WALKING:
            self.showPopup()
        else:
            super().keyPressEvent(event)

    def show_words(self, words: str) -> None:
        """Show what is not in the list."""
        self.setPlaceholderText(words)
        self.setCurrentIndex(-1)


class MappingTable(QTableWidget):
    """``columns_set({column: fields})``, ``join_wanted(field)``, ``constant_wanted(field)``."""

    columns_set = Signal(object)
    join_wanted = Signal(str)
    constant_wanted = Signal(str)

    def __init__(self, titles: Mapping[str, str], question: Callable[[str], str]) -> None:
        super().__init__(0, len(HEADINGS))
        self._titles = titles
        self._question = question
        """What is still asked about the values of a field, in a few words."""
        self._view: SheetView | None = None
        self._separators: Mapping[str, str] = {}
        self._waiting: list[tuple[str, list[ColumnMatch]]] = []
        """Rows still to be added; a drop-down for each field takes its time."""
        self._columns = QStandardItemModel()
        self.fields: list[str] = []
        self.choices: dict[str, ColumnChoice] = {}
        self.setHorizontalHeaderLabels(HEADINGS)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(38)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("字段对应")
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(40)
        for column, width in enumerate(WIDTHS):
            self.setColumnWidth(column, width)

    def show_view(self, view: SheetView | None, separators: Mapping[str, str]) -> None:
        """Show how a sheet is read."""
        top = self.verticalScrollBar().value()
        self._view, self._separators, self._waiting = view, separators, []
        self.setRowCount(0)
        self.fields, self.choices = [], {}
        if view is None:
            return
        self._columns = _column_model(view)
        feeding = feeding_of(view)
        first = [key for key in (*REQUIRED, *COMMON) if key in self._titles]
        rest = sorted((key for key in self._titles if key not in first), key=lambda key: key not in feeding)
        shown = [*first, *rest]
        self._waiting = [(field, feeding.get(field, [])) for field in shown]
        while self._waiting and top and len(self.fields) * 38 < top + self.height():
            self._add_rows()
        self.verticalScrollBar().setValue(top)
        self._add_rest()

    def refresh_reasons(self) -> None:
        """Say anew why each field is fed as it is, after the values were looked through."""
        if self._view is not None:
            feeding = feeding_of(self._view)
            for row, field in enumerate(self.fields):
                self.setCellWidget(row, 4, self._reason(field, feeding.get(field, [])))

    def jump(self, fields: Sequence[str]) -> None:
        """Go to the first of these fields after the one that has the focus."""
        while self._waiting:
            self._add_rows()
        rows = [row for row, field in enumerate(self.fields) if field in fields]
        at = next((row for row, field in enumerate(self.fields) if self.choices[field].hasFocus()), -1)
        row = next((row for row in rows if row > at), rows[0] if rows else -1)
        if row >= 0:
            self.scrollTo(self.model().index(row, 0))
            self.choices[self.fields[row]].setFocus(Qt.FocusReason.TabFocusReason)

    def _add_rest(self) -> None:
        self._add_rows()
        if self._waiting:
            QTimer.singleShot(0, self, self._add_rest)

    def _add_rows(self) -> None:
        """Some rows at once, the rest when the window has had its turn."""
        now, self._waiting = self._waiting[:ROWS_AT_ONCE], self._waiting[ROWS_AT_ONCE:]
        for field, columns in now:
            self._add_row(field, columns)

    def _add_row(self, field: str, columns: list[ColumnMatch]) -> None:
        row = self.rowCount()
        self.insertRow(row)
        self.fields.append(field)
        group = "必填" if field in REQUIRED else "常用" if field in COMMON else "其他"
        for column, text in ((0, group), (1, self._titles.get(field, field))):
            self.setItem(row, column, QTableWidgetItem(text))
        like = suggested_for(self._view, field) if not columns and not self._constant(field) else None
        samples = [sample for column in columns or ([like] if like else []) for sample in column.samples][:3]
        shown = "、".join(f"{_one_line(text)} ×{count:,}" if count > 1 else _one_line(text) for text, count in samples)
        constant = self._constant(field)
        if constant and not columns:
            shown = f"每行都是：{constant}"
        item = QTableWidgetItem(shown)
        item.setToolTip("\n".join(f"{text}　×{count:,}" for text, count in samples) or shown)
        self.setItem(row, 3, item)
        self.setCellWidget(row, 2, padded(self._choice(field, columns)))
        self.setCellWidget(row, 4, self._reason(field, columns))

    def _constant(self, field: str) -> str:
        assert self._view is not None
        return next((one.value for one in self._view.constants if one.field == field and one.use), "")

    def _choice(self, field: str, columns: list[ColumnMatch]) -> ColumnChoice:
        box = ColumnChoice(self._columns)
        box.setAccessibleName(f"{self._titles.get(field, field)}对应清单中的列")
        constant = self._constant(field)
        if len(columns) > 1:
            letters = "、".join(column.letter for column in columns)
            between = self._separators.get(field, "")
            box.show_words(f"{letters} 列合起来" + (f"（用“{between}”隔开）" if between.strip() else ""))
        elif columns:
            at = box.findData(columns[0].index)
            if at >= 0:
                box.setCurrentIndex(at)
            else:
                box.show_words(f"{columns[0].letter}  {columns[0].header}")
        elif constant:
            box.show_words(f"每行都填：{constant}")
        else:
            box.setCurrentIndex(0)
        box.setToolTip(box.currentText() or box.placeholderText())
        box.activated.connect(lambda place: self._on_chosen(field, place))
        self.choices[field] = box
        return box

    def _on_chosen(self, field: str, place: int) -> None:
        kind = self._columns.item(place).data(_KIND)
        if kind == "join":
            self.join_wanted.emit(field)
        elif kind == "constant":
            self.constant_wanted.emit(field)
        else:
            index = self._columns.item(place).data(int(Qt.ItemDataRole.UserRole))
            self.choose(field, () if index is None else (index,))

    def choose(self, field: str, indexes: Sequence[int]) -> None:
        """Let these columns feed a field, and no others."""
        if self._view is None:
            return
        wished: dict[int, tuple[str, ...]] = {}
        for column in self._view.columns:
            fields = tuple(one for one in column.fields if one != field)
            if column.index in indexes:
                fields = (*fields, field)
            if fields != column.fields or (column.index in indexes and column.score < SURE):
                wished[column.index] = fields
        if wished:
            self.columns_set.emit(wished)

    def _reason(self, field: str, columns: list[ColumnMatch]) -> QWidget:
        """Why a field is fed as it is, with a way to say that it is right."""
        asked = self._question(field) if columns else ""
        if not columns and self._constant(field):
            return padded(Chip("每行同一个值", "green"))
        like = suggested_for(self._view, field) if not columns else None
        if like is not None:
            return self._suggestion(field, like)
        if not columns:
            needed = field in REQUIRED
            return padded(Chip("没有对应的列" if needed else "可留空", "amber" if needed else "grey"))
        unsure = any(column.score < SURE for column in columns)
        words = columns[0].reason or "已对应"
        if not unsure:
            chip = Chip(asked or words, "amber" if asked else "green")
            chip.setToolTip(words)
            return padded(chip)
        chip = Chip(f"请确认：{words}" if len(words) <= 7 else "请确认", "amber")
        chip.setToolTip(f"请确认：{words}")
        right = button("确认", "link", "就是这一列")
        right.clicked.connect(lambda: self.choose(field, [column.index for column in columns]))
        return padded(chip, right)

    def _suggestion(self, field: str, like: ColumnMatch) -> QWidget:
        """A column that may be meant, and one click to take it."""
        name = _one_line(like.header) or "（没有列名）"
        chip = Chip(f"可能是 {like.letter} 列", "amber")
        chip.setToolTip(f"可能是 {like.letter} 列“{name}”，不够肯定，没有自动对应")
        take = button("采用", "link", f"用 {like.letter} 列“{name}”")
        take.clicked.connect(lambda: self.choose(field, (like.index,)))
        return padded(chip, take)


def padded(*widgets: QWidget) -> QWidget:
    """Widgets in a cell, with room around them."""
    box = QWidget()
    box.setProperty("role", "plain")
    row = QHBoxLayout(box)
    row.setContentsMargins(2, 4, 8, 4)
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget, 1 if isinstance(widget, QComboBox) else 0)
    if not isinstance(widgets[0], QComboBox):
        row.addStretch(1)
    return box


def _column_model(view: SheetView) -> QStandardItemModel:
    """One list for all drop-downs: a sheet may have thousands of columns."""
    model = QStandardItemModel()
    model.appendRow(_item(NOT_MAPPED, "none", None))
    for column in view.columns[:MOST_COLUMNS]:
        model.appendRow(_item(f"{column.letter}  {_one_line(column.header) or '（没有列名）'}", "column", column.index))
    model.appendRow(_item(JOIN, "join", None))
    model.appendRow(_item(CONSTANT, "constant", None))
    return model


def _item(words: str, kind: str, index: int | None) -> QStandardItem:
    item = QStandardItem(words)
    item.setData(index, int(Qt.ItemDataRole.UserRole))
    item.setData(kind, _KIND)
    return item


def _one_line(text: str) -> str:
    return text.replace("\n", " ")
