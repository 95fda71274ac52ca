"""Step three, 对应字段: our fields and columns of the list, the columns left over, how values and dates read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.panels.intake.dates_panel import DatesPanel
from desktop.panels.intake.feeding import feeding_of, suggested_for
from desktop.panels.intake.join_columns import JoinColumnsDialog
from desktop.panels.intake.mapping_table import SURE, MappingTable
from desktop.panels.intake.unused_columns import UnusedColumns
from desktop.panels.intake.values_panel import ValuesPanel
from desktop.theme.theme import Theme
from desktop.widgets.card import label, line
from desktop.widgets.flow import button
from models.importing.field_list import REQUIRED

if TYPE_CHECKING:
    from models.importing.views import SheetView

DEFAULT_SEPARATOR = "；"
SIDE = 380


class MappingStep(QWidget):
    """``columns_set(key, {column: fields})``, ``ignored_set(key, columns)``, ``joined(key, field, wish, separator)``,
    ``constant_wanted(key, field)``, ``sheet_shown(key)``, ``profile_saved(key)``, ``profile_opened()``."""

    columns_set = Signal(str, object)
    ignored_set = Signal(str, object)
    joined = Signal(str, str, object, str)
    constant_wanted = Signal(str, str)
    sheet_shown = Signal(str)
    profile_saved = Signal(str)
    profile_opened = Signal()
    field_wanted = Signal(str, object)
    """``field_wanted(key, column)``: a column that feeds nothing is to become a new field."""

    def __init__(self, fields: Sequence[tuple[str, str]], theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.titles = dict(fields)
        self._views: dict[str, SheetView] = {}
        self._reading: Mapping[str, Mapping[str, Any]] = {}
        self.key = ""
        self.sheet_box = QComboBox()
        self.sheet_box.setAccessibleName("工作表")
        self.sheet_box.activated.connect(self._on_sheet_chosen)
        self.profile_label = label("", "secondary", wrap=True)
        self.values = ValuesPanel(theme)
        self.dates = DatesPanel()
        self.table = MappingTable(self.titles, self._question)
        self.table.columns_set.connect(lambda wish: self.columns_set.emit(self.key, wish))
        self.table.join_wanted.connect(self.join)
        self.table.constant_wanted.connect(lambda field: self.constant_wanted.emit(self.key, field))
        self.unused = UnusedColumns(theme)
        self.unused.ignored_set.connect(lambda columns: self.ignored_set.emit(self.key, columns))
        self.unused.field_wanted.connect(lambda column: self.field_wanted.emit(self.key, column))
        self.bar = self._bar()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._main_card())
        self.splitter.addWidget(self._side_card())
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setHandleWidth(14)
        self.splitter.setSizes([770, SIDE])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)

    def show_sheets(
        self, sheets: Sequence[SheetView], key: str = "", reading: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        """Show how the taken sheets are read; ``reading`` gives by sheet what is ignored and the separators."""
        self._views = {sheet.key: sheet for sheet in sheets}
        self._reading = reading or {}
        self.key = next((one for one in (key, self.key) if one in self._views), next(iter(self._views), ""))
        self.sheet_box.clear()
        for sheet in sheets:
            self.sheet_box.addItem(f"{sheet.name}（{sheet.row_count:,} 行）", sheet.key)
        self.sheet_box.setCurrentIndex(max(0, self.sheet_box.findData(self.key)))
        self.sheet_box.setVisible(len(sheets) > 1)
        self._fill()

    def show_values(self, questions: Sequence[Any], clusters: Mapping[str, Any], note: str = "") -> None:
        """Show what is asked about values."""
        self.values.show_questions(questions, clusters, note)
        self.table.refresh_reasons()
        self._say()

    def open_fields(self) -> dict[str, list[str]]:
        """What is still open on the sheet shown: fields that are missing, unsure, or have values to confirm."""
        view = self._views.get(self.key)
        if view is None:
            return {"missing": [], "unsure": [], "values": []}
        feeding = feeding_of(view)
        filled = {one.field for one in view.constants if one.use and one.value}
        has_one = any(field in feeding or field in filled for field in REQUIRED)
        missing = [] if has_one else [field for field in REQUIRED if field not in feeding and field in self.titles]
        unsure = [field for field, columns in feeding.items() if any(column.score < SURE for column in columns)]
        unfed = [field for field in self.titles if field not in feeding and field not in filled]
        unsure += [field for field in unfed if suggested_for(view, field) is not None]
        return {"missing": missing, "unsure": unsure, "values": list(self.values.open_counts())}

    def show_answers(self, answers: Mapping[str, Mapping[str, Any]]) -> None:
        """Show the readings of deadlines with what a person corrected."""
        view = self._views.get(self.key)
        self.dates.show_patterns(view.date_patterns if view is not None else [], answers)

    def join(self, field: str) -> None:
        """Ask which columns are joined into a field."""
        view = self._views.get(self.key)
        if view is None:
            return
        separator = self._settings().get("separators", {}).get(field, DEFAULT_SEPARATOR)
        chosen = [column.index for column in feeding_of(view).get(field, [])]
        draft = JoinColumnsDialog.ask(self, self.titles.get(field, field), view.columns, chosen, separator)
        if draft is None:
            return
        wish: dict[int, tuple[str, ...]] = {}
        for column in view.columns:
            fields = tuple(one for one in column.fields if one != field)
            wish_here = (*fields, field) if column.index in draft.columns else fields
            if wish_here != column.fields:
                wish[column.index] = wish_here
        self.joined.emit(self.key, field, wish, draft.separator)

    def _bar(self) -> QWidget:
        """What stands beside the buttons of the page: profiles, and counts that jump to their place."""
        box = QWidget()
        box.setProperty("role", "plain")
        self.save_button = button("保存为方案…", tooltip="起个名字记下这些对应，以后同样表头的清单直接套用")
        self.open_button = button("导入方案…", tooltip="读入别处导出的方案文件")
        self.save_button.clicked.connect(lambda: self.profile_saved.emit(self.key))
        self.open_button.clicked.connect(self.profile_opened)
        self.jumps: dict[str, QPushButton] = {}
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.save_button)
        row.addWidget(self.open_button)
        for name in ("missing", "unsure", "values", "unused"):
            jump = button("", "link")
            jump.clicked.connect(lambda _=False, name=name: self.jump(name))
            self.jumps[name] = jump
            row.addWidget(jump)
        self.done_label = label("", "secondary")
        row.addWidget(self.done_label)
        return box

    def jump(self, name: str) -> None:
        """Go to the first place of a kind that is still open."""
        if name == "unused":
            self.unused.table.setFocus()
            if self.unused.columns:
                self.unused.table.selectRow(0)
        elif name == "values":
            self.values.show_field(next(iter(self.values.open_counts()), ""))
        else:
            self.table.jump(self.open_fields()[name])

    def _say(self) -> None:
        opened = self.open_fields()
        counts = {name: len(fields) for name, fields in opened.items()}
        counts["values"] = sum(self.values.open_counts().values())
        counts["unused"] = len(self.unused.columns)
        words = {"missing": "必填未对应", "unsure": "请确认", "values": "取值待确认", "unused": "未使用的列"}
        for name, jump in self.jumps.items():
            jump.setText(f"{words[name]} {counts[name]:,}")
            jump.setVisible(counts[name] > 0)
        self.jumps["missing"].setText("必填未对应（名称或描述至少一项）")
        self.done_label.setText("" if any(opened.values()) else "名称、描述已对应")

    def _question(self, field: str) -> str:
        count = self.values.open_counts().get(field, 0)
        return f"{count:,} 个值待确认" if count else ""

    def _main_card(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        head = QVBoxLayout()
        head.setContentsMargins(12, 8, 12, 0)
        head.addWidget(self.sheet_box)
        head.addWidget(self.profile_label)
        box = QVBoxLayout(frame)
        box.setContentsMargins(1, 1, 1, 8)
        box.setSpacing(4)
        box.addLayout(head)
        box.addWidget(self.table, 1)
        box.addWidget(line())
        box.addWidget(self.unused)
        return frame

    def _side_card(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        frame.setMinimumWidth(240)
        inner = QWidget()
        inner.setProperty("role", "plain")
        side = QVBoxLayout(inner)
        side.setContentsMargins(14, 14, 14, 14)
        side.setSpacing(10)
        side.addWidget(self.values)
        side.addWidget(line())
        side.addWidget(self.dates)
        side.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        box = QVBoxLayout(frame)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(area)
        return frame

    def _settings(self) -> Mapping[str, Any]:
        return self._reading.get(self.key, {})

    def _fill(self) -> None:
        view = self._views.get(self.key)
        settings = self._settings()
        self.table.show_view(view, settings.get("separators", {}))
        ignored: Collection[int] = settings.get("ignored", ())
        self.unused.offers_fields = view is None or view.target == "problem"
        self.unused.show_columns([one for one in view.columns if not one.fields] if view is not None else [], ignored)
        note = ""
        if view is not None:
            note = view.profile_note or (f"已套用《{view.profile}》方案" if view.profile else "")
        self.profile_label.setText(note)
        self.profile_label.setVisible(bool(note))
        self.show_answers(settings.get("deadlines", {}))
        self._say()

    def _on_sheet_chosen(self, index: int) -> None:
        self.key = self.sheet_box.itemData(index)
        self._fill()
        self.sheet_shown.emit(self.key)
