"""Step three, 对应字段: our fields at the left, a column of the list for each, samples, and why it was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.widgets.card import label
from desktop.widgets.chip import Chip
from models.importing.field_list import REQUIRED
from models.queries.fields import DEADLINE_KIND_TITLES

if TYPE_CHECKING:
    from models.importing.views import ColumnMatch, SheetView

COMMON = ("city", "county", "category", "found_on", "requirement", "deadline_text", "responsible_unit", "said_status")
NOT_MAPPED = "（未对应）"
ROWS_AT_ONCE = 9
SURE = 0.8
"""Below this score a match asks for a look."""
HEADINGS = ("", "台账字段", "清单中的列", "样例（次数）", "依据")
WIDTHS = (48, 132, 206, 300, 168)


class ColumnChoice(QComboBox):
    """A drop-down that leaves the wheel to the table around it."""

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class MappingStep(QWidget):
    """``columns_set(sheet key, {column index: fields})`` when a person chose; ``sheet_shown(key)``."""

    columns_set = Signal(str, object)
    sheet_shown = Signal(str)

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._titles = dict(fields)
        self._views: dict[str, SheetView] = {}
        self._waiting: list[tuple[SheetView, str, list[ColumnMatch]]] = []
        """Rows still to be added; a drop-down for each field takes its time."""
        self.key = ""
        self.sheet_box = QComboBox()
        self.sheet_box.activated.connect(self._on_sheet_chosen)
        self.table = QTableWidget(0, len(HEADINGS))
        self._set_up_table()
        self.unused = label("", "small", wrap=True)
        self._side = QVBoxLayout()
        self._side.setContentsMargins(14, 14, 14, 14)
        self._side.setSpacing(6)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._main_card(), 3)
        row.addWidget(self._side_card(), 1)

    def show_sheets(self, sheets: Sequence[SheetView], key: str = "") -> None:
        """Show how the taken sheets are read."""
        self._views = {sheet.key: sheet for sheet in sheets}
        self.key = next((one for one in (key, self.key) if one in self._views), next(iter(self._views), ""))
        self.sheet_box.clear()
        for sheet in sheets:
            self.sheet_box.addItem(f"{sheet.name}（{sheet.row_count:,} 行）", sheet.key)
        self.sheet_box.setCurrentIndex(max(0, self.sheet_box.findData(self.key)))
        self.sheet_box.setVisible(len(sheets) > 1)
        self._fill()

    def summary(self) -> str:
        """What is still open on the sheet shown, in a few words."""
        view = self._views.get(self.key)
        if view is None:
            return ""
        fed = {field for column in view.columns for field in column.fields}
        named = [self._titles[field] for field in REQUIRED if field in fed]
        missing = [self._titles[field] for field in REQUIRED if field not in fed]
        unsure = sum(bool(column.fields) and column.score < SURE for column in view.columns)
        words = "、".join(named) + "已对应" if named else "还没有对应" + "或".join(missing)
        return f"{words}   ·   待确认 {unsure}   ·   未使用的列 {sum(not column.fields for column in view.columns)}"

    def _set_up_table(self) -> None:
        table = self.table
        table.setHorizontalHeaderLabels(HEADINGS)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(38)
        table.setShowGrid(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate(WIDTHS):
            table.setColumnWidth(column, width)

    def _main_card(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        box = QVBoxLayout(frame)
        box.setContentsMargins(1, 1, 1, 8)
        box.addWidget(self.sheet_box)
        box.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 12, 0)
        foot.addWidget(self.unused, 1)
        box.addLayout(foot)
        return frame

    def _side_card(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        frame.setMinimumWidth(200)
        frame.setMaximumWidth(290)
        inner = QWidget()
        inner.setProperty("role", "plain")
        inner.setLayout(self._side)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inner)
        box = QVBoxLayout(frame)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(area)
        return frame

    def _fill(self) -> None:
        view = self._views.get(self.key)
        self._waiting = []
        self.table.setRowCount(0)
        if view is None:
            self.unused.setText("")
            return
        feeding: dict[str, list[ColumnMatch]] = {}
        for column in view.columns:
            for field in column.fields:
                feeding.setdefault(field, []).append(column)
        order = [*REQUIRED, *COMMON, *(key for key in self._titles if key not in REQUIRED + COMMON)]
        rest = sorted(order[len(REQUIRED) + len(COMMON) :], key=lambda key: key not in feeding)
        shown = [*order[: len(REQUIRED) + len(COMMON)], *rest]
        self._waiting = [(view, field, feeding.get(field, [])) for field in shown]
        self._add_rows()
        unused = [column.header or f"{column.letter} 列" for column in view.columns if not column.fields]
        names = "、".join(unused[:8]) + ("等" if len(unused) > 8 else "")
        self.unused.setText(
            f"未使用的列 {len(unused)}：{names} → 保留为「原表其他列」（不会丢失）" if unused else "每一列都用上了。"
        )
        self._fill_side(view)

    def _add_rows(self) -> None:
        """Some rows at once, the rest when the window has had its turn."""
        now, self._waiting = self._waiting[:ROWS_AT_ONCE], self._waiting[ROWS_AT_ONCE:]
        for view, field, columns in now:
            self._add_row(view, field, columns)
        if self._waiting:
            QTimer.singleShot(0, self, self._add_rows)

    def _add_row(self, view: SheetView, field: str, columns: list[ColumnMatch]) -> None:
        row = self.table.rowCount()
        self.table.insertRow(row)
        group = "必填" if field in REQUIRED else "常用" if field in COMMON else "其他"
        for column, text in ((0, group), (1, self._titles.get(field, field))):
            self.table.setItem(row, column, QTableWidgetItem(text))
        samples = [sample for column in columns for sample in column.samples][:3]
        shown = "、".join(
            f"{text.replace(chr(10), ' ')} ×{count:,}" if count > 1 else text.replace("\n", " ")
            for text, count in samples
        )
        outside = next((one.value for one in view.constants if one.field == field and one.use), "")
        if outside and not columns:
            shown = f"每行都是：{outside}"
        item = QTableWidgetItem(shown)
        item.setToolTip("\n".join(f"{text}　×{count:,}" for text, count in samples) or shown)
        self.table.setItem(row, 3, item)
        self.table.setCellWidget(row, 2, _padded(self._choice(view, field, columns)))
        self.table.setCellWidget(row, 4, _padded(_reason(field, columns, bool(outside))))

    def _choice(self, view: SheetView, field: str, columns: list[ColumnMatch]) -> QComboBox:
        box = ColumnChoice()
        box.setAccessibleName(f"{self._titles.get(field, field)}对应清单中的列")
        box.addItem(NOT_MAPPED, ())
        if len(columns) > 1:
            letters = "、".join(column.letter for column in columns)
            box.addItem(f"{letters} 列合起来", tuple(column.index for column in columns))
        for column in view.columns:
            box.addItem(f"{column.letter}  {column.header or '（没有列名）'}", (column.index,))
        wanted = tuple(column.index for column in columns)
        box.setCurrentIndex(next((i for i in range(box.count()) if tuple(box.itemData(i)) == wanted), 0))
        box.setToolTip(box.currentText())
        box.activated.connect(lambda _=0: self._on_chosen(field, tuple(box.currentData())))
        return box

    def _on_chosen(self, field: str, indexes: tuple[int, ...]) -> None:
        view = self._views.get(self.key)
        if view is None:
            return
        wished: dict[int, tuple[str, ...]] = {}
        for column in view.columns:
            fields = tuple(one for one in column.fields if one != field)
            if column.index in indexes:
                fields = (*fields, field)
            if fields != column.fields:
                wished[column.index] = fields
        if wished:
            self.columns_set.emit(self.key, wished)

    def _fill_side(self, view: SheetView) -> None:
        while (item := self._side.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        self._side.addWidget(label("日期与时限写法", "title"))
        if not view.date_patterns:
            self._side.addWidget(label("这张表没有日期列。", "secondary"))
        for pattern in view.date_patterns[:24]:
            reading = DEADLINE_KIND_TITLES.get(pattern.reading, pattern.reading)
            words = f"{pattern.example} ×{pattern.count:,} → {reading or '读不出日期，保留原文'}"
            self._side.addWidget(label(words, tone="" if pattern.reading else "red", wrap=True))
        self._side.addStretch(1)

    def _on_sheet_chosen(self, index: int) -> None:
        self.key = self.sheet_box.itemData(index)
        self._fill()
        self.sheet_shown.emit(self.key)


def _reason(field: str, columns: list[ColumnMatch], outside: bool = False) -> QWidget:
    """Why a field is fed as it is; ``outside`` when what stands around the table fills it."""
    if not columns and outside:
        return Chip("表外信息", "green")
    if not columns:
        return Chip("没有对应的列" if field in REQUIRED else "可留空", "amber" if field in REQUIRED else "grey")
    unsure = any(column.score < SURE for column in columns)
    words = columns[0].reason or "已对应"
    return Chip(f"请确认：{words}" if unsure else words, "amber" if unsure else "green")


def _padded(widget: QWidget) -> QWidget:
    box = QWidget()
    box.setProperty("role", "plain")
    row = QHBoxLayout(box)
    row.setContentsMargins(2, 4, 8, 4)
    row.addWidget(widget, 1 if isinstance(widget, QComboBox) else 0)
    if not isinstance(widget, QComboBox):
        row.addStretch(1)
    return box
