"""Step four, 核对差异: what the import will do to the ledger, counted and row by row, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.panels.intake import plan_menu
from desktop.panels.intake.fix_cell import FixCellDialog
from desktop.panels.intake.plan_bar import PlanBar
from desktop.panels.intake.plan_delegate import LEDGER_HEIGHT, LINE_HEIGHT, LedgerDelegate, LinesDelegate
from desktop.panels.intake.plan_detail import PlanDetail
from desktop.panels.intake.plan_figures import PlanFigures
from desktop.panels.intake.plan_lines import Entry, Shown, column_index, entry_of, row_number
from desktop.panels.intake.plan_model import LedgerModel, LinesModel
from desktop.panels.intake.plan_order import AT_ONCE, Wish, arrange
from desktop.panels.intake.plan_table import PlanTable
from desktop.widgets.card import label
from models.importing.choices import RowChoice, RowKey

if TYPE_CHECKING:
    from models.importing.views import Candidate, CellView, ImportOptions, ImportPlan, Issue

LEDGER_WIDTHS = (122, 44, 92, 164, 112)
LINES_WIDTHS = (92, 44, 92, 164, 120, 140)
DETAIL_WIDTH = 360
READ_AHEAD_MS = 150
TICKED = frozenset({"new", "changed", "unchanged", "left"})


class PlanStep(QWidget):
    """``rows_decided(keys, RowChoice or None, words)``, ``sides_decided(keys, fields, side, words)``,
    ``policy_set({field: policy or None})``, ``fixed([(sheet, row, column)], text)``, ``cells_wanted(keys)``,
    ``detail_wanted(entry)``, ``problem_opened(id)``, ``corrections_wanted()``; ``bar`` tells of options."""

    rows_decided = Signal(object, object, str)
    sides_decided = Signal(object, object, str, str)
    policy_set = Signal(object)
    fixed = Signal(object, str)
    cells_wanted = Signal(object)
    detail_wanted = Signal(object)
    problem_opened = Signal(int)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._context = context
        self.plan: ImportPlan | None = None
        self.shown: Shown | None = None
        self.wish = Wish()
        self._titles: dict[str, str] = {}
        self._headings: tuple[str, ...] = ()
        self._turn = 0
        self.figure_row = PlanFigures()
        self.figures = self.figure_row.cards
        self.bar = PlanBar()
        self.lines_model, self.ledger_model = LinesModel(), LedgerModel()
        self.ledger = PlanTable(self.ledger_model, LEDGER_WIDTHS, LEDGER_HEIGHT, ticks=True)
        self.lines = PlanTable(self.lines_model, LINES_WIDTHS, LINE_HEIGHT, ticks=False)
        self.ledger.set_delegate(LedgerDelegate(self.ledger_model, context.theme, self.ledger))
        self.lines.set_delegate(LinesDelegate(self.lines_model, context.theme, self.lines))
        self.ledger.setAccessibleName("导入后的台账")
        self.lines.setAccessibleName("差异")
        for table in (self.ledger, self.lines):
            table.horizontalHeader().setStretchLastSection(True)
        self.detail = PlanDetail(context.theme)
        self.empty = label("", "secondary")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._look_ahead = QTimer(self)
        self._look_ahead.setSingleShot(True)
        self._look_ahead.setInterval(READ_AHEAD_MS)
        self._look_ahead.timeout.connect(self._want_cells)
        self._compose()
        self._connect()
        self.set_shape("ledger")

    @property
    def table(self) -> PlanTable:
        """The table in front."""
        return self.ledger if self.tables.currentWidget() is self.ledger else self.lines

    @property
    def shape(self) -> str:
        """``ledger`` or ``lines``."""
        return "ledger" if self.table is self.ledger else "lines"

    def _compose(self) -> None:
        self.tables = QStackedWidget()
        self.tables.addWidget(self.ledger)
        self.tables.addWidget(self.lines)
        frame = QFrame()
        frame.setProperty("role", "card")
        box = QVBoxLayout(frame)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(self.tables, 1)
        box.addWidget(self.empty)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(12)
        self.splitter.addWidget(frame)
        self.splitter.addWidget(self.detail)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([820, DETAIL_WIDTH])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.figure_row)
        column.addWidget(self.bar)
        row = QHBoxLayout()
        row.addWidget(self.splitter)
        column.addLayout(row, 1)

    def _connect(self) -> None:
        self.figure_row.chosen.connect(lambda key: self.look_for(only="" if key == self.wish.only else key))
        self.bar.looked_for.connect(self._on_looked_for)
        self.bar.all_wanted.connect(self._show_all)
        self.bar.shape_set.connect(self.set_shape)
        for table in (self.ledger, self.lines):
            table.ticked.connect(self._on_ticked)
            table.decided.connect(self.detail.decide)
            table.next_wanted.connect(self.next_open)
            table.fix_wanted.connect(self.fix_row)
            table.menu_wanted.connect(self._on_menu)
            table.current_changed.connect(self._on_current)
            table.header_clicked.connect(self._on_header)
            table.scrolled.connect(self._look_ahead.start)
        self.detail.decided.connect(self._on_decided)
        self.detail.side_chosen.connect(self._on_side)
        self.detail.fix_wanted.connect(self.fix_issue)
        self.detail.problem_opened.connect(self.problem_opened)

    # --- what is shown

    def show_plan(self, shown: Shown, options: ImportOptions, campaigns: Sequence[str], titles: dict[str, str]) -> None:
        """Show a plan; the counts are those that will hold after the commit."""
        self.plan, self.shown, self._titles = shown.plan, shown, titles
        self._headings = self.ledger_model.set_fields(shown.fields)
        self.figure_row.show_plan(shown, options)
        self.bar.show_plan(shown.plan, options, campaigns, shown.reasons)
        kinds = {kind for entry in shown.entries for kind in entry.kinds}
        if self.wish.only and self.wish.only not in kinds and self.wish.only != "warning":
            self.wish = replace(self.wish, only="")
        self.arrange()

    def forget(self) -> None:
        """The import is over; nothing of it is looked at any more."""
        self.shown = self.plan = None
        self.wish = Wish()
        self._turn += 1
        self._look_ahead.stop()
        for model in (self.ledger_model, self.lines_model):
            model.set_items((), ())
        self.bar.forget_search()
        self.detail.show_entry(None)

    def look_for(self, **wish: Any) -> None:
        """List other rows, or in another order."""
        self.wish = replace(self.wish, **wish)
        self.arrange()

    def arrange(self) -> None:
        """List the rows as wished; many of them are looked through in a lane."""
        shown = self.shown
        if shown is None:
            return
        self._turn += 1
        turn, wish, ledger = self._turn, self.wish, self.table is self.ledger
        items: Sequence[Any] = shown.entries if ledger else shown.lines
        fields = [name for name, _title in shown.fields]
        self.figure_row.mark(wish.only)
        if len(items) <= AT_ONCE:
            self._fill(items, arrange(items, wish, fields))
            return

        def done(places: list[int]) -> None:
            if turn == self._turn:
                self._fill(items, places)

        self._context.jobs.read(
            "整理列表", lambda _progress: arrange(items, wish, fields), done, owner=self, quiet=True, long=False
        )

    def _fill(self, items: Sequence[Any], places: Sequence[int]) -> None:
        shown, table = self.shown, self.table
        if shown is None:
            return
        headings = self._headings if table is self.ledger else None
        none = not places
        words = {"": "文件里的每一行都和台账一致，没有要写入的内容。", "unchanged": "没有未变的行。"}
        narrowed = self.wish.search or self.wish.reason
        self.empty.setText("没有符合的行。" if narrowed else words.get(self.wish.only, "没有这一类的行。"))
        self.empty.setVisible(none)
        self.tables.setVisible(not none)
        self.bar.show_all.setVisible(bool(self.wish.only or narrowed))
        self.bar.count_label.setText(f"{len(places):,} {'条' if table is self.ledger else '项'}")
        table.show_items(items, places, headings)
        header = table.horizontalHeader()
        header.setSortIndicatorShown(self.wish.column >= 0)
        if self.wish.column >= 0:
            order = Qt.SortOrder.DescendingOrder if self.wish.descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(self.wish.column, order)
        self._look_ahead.start()

    def set_shape(self, shape: str) -> None:
        """Show the ledger, or the list of single changes."""
        wanted = self.lines if shape == "lines" else self.ledger
        changed = wanted is not self.table
        self.tables.setCurrentWidget(wanted)
        self.bar.shape_buttons[self.shape].setChecked(True)
        if changed:
            self.wish = replace(self.wish, column=-1, descending=False)
            self.arrange()

    def show_cells(self, keys: Sequence[RowKey], cells: Sequence[Sequence[CellView]]) -> None:
        """What was read of rows in sight."""
        for key, one in zip(keys, cells, strict=True):
            self.ledger_model.learn(key, one)
        self.ledger.viewport().update()

    def show_detail(self, key: RowKey, cells: Sequence[CellView], candidates: Sequence[Candidate]) -> None:
        """All fields of the row in hand."""
        entry = self.detail.entry
        if entry is not None and entry.key == key:
            self.detail.show_cells(cells, candidates)

    def next_open(self) -> None:
        """Go to the next row that waits for a person, from the top when there is none below."""
        model = self.table.plan_model
        count, here = model.rowCount(), self.table.current_row()
        for row in [*range(here + 1, count), *range(max(here, 0))]:
            if plan_menu.waits(model.item(row)):
                self.table.select_row(row)
                self.table.scrollTo(model.index(row, 0))
                return
        if here + 1 < count:
            self.table.select_row(here + 1)

    def _entry_at(self, row: int) -> Entry | None:
        model = self.table.plan_model
        if not 0 <= row < model.rowCount():
            return None
        item = model.item(row)
        if isinstance(item, Entry):
            return item
        if item.plan_row is None or self.shown is None:
            return None
        return self.shown.by_key.get(item.key) or entry_of(item.plan_row, ())

    def _want_cells(self) -> None:
        if self.table is not self.ledger or not self.isVisible():
            return
        first = self.ledger.rowAt(0)
        last = self.ledger.rowAt(self.ledger.viewport().height() - 1)
        last = last if last >= 0 else first + 60
        if first >= 0 and (keys := self.ledger_model.unknown(first, last)):
            self.cells_wanted.emit(keys)

    # --- what a person does

    def _on_looked_for(self) -> None:
        self.look_for(search=self.bar.search_edit.text(), reason=self.bar.reason_box.currentData() or "")

    def _show_all(self) -> None:
        self.bar.forget_search()
        self.look_for(only="", reason="", search="")

    def _on_header(self, column: int) -> None:
        if self.wish.column != column:
            self.look_for(column=column, descending=False)
        elif not self.wish.descending:
            self.look_for(descending=True)
        else:
            self.look_for(column=-1, descending=False)

    def _on_current(self, row: int) -> None:
        entry = self._entry_at(row)
        self.detail.show_entry(entry)
        if entry is not None and entry.key is not None:
            self.detail_wanted.emit(entry)

    def _on_ticked(self, rows: Iterable[int]) -> None:
        model = self.ledger_model
        chosen = [model.items[model.shown[row]].row for row in rows if row < len(model.shown)]
        chosen = [one for one in chosen if one.verdict in TICKED and one.key is not None]
        if not chosen:
            return
        keys = [one.key for one in chosen]
        leave = any(one.verdict != "left" for one in chosen)
        words = f"{len(keys):,} 行{'不导入' if leave else '恢复导入'}"
        self.rows_decided.emit(keys, RowChoice("leave") if leave else None, words)

    def _on_decided(self, kind: str, problem: object) -> None:
        entry = self.detail.entry
        if entry is None or entry.key is None:
            return
        words = {"same": "就是这一条", "new": "作为新问题", "leave": "不导入", "back": "恢复原来的判断"}[kind]
        choice = None if kind == "back" else RowChoice(kind, problem)  # type: ignore[arg-type]
        self.next_open()
        self.rows_decided.emit([entry.key], choice, f"第 {entry.row.row} 行{words}")

    def _on_side(self, field: str, side: str) -> None:
        entry = self.detail.entry
        if entry is None or entry.key is None:
            return
        fields = [field] if field else sorted(entry.open_fields)
        words = "用台账的" if side == "ours" else "用清单的"
        self.sides_decided.emit([entry.key], fields, side, f"第 {entry.row.row} 行{words}")

    def fix_row(self, row: int) -> None:
        """Correct the cell that the first remark of a row is about."""
        entry = self._entry_at(row)
        item = self.table.plan_model.item(row) if entry is not None else None
        issue = getattr(item, "issue", None) or next(
            (one for one in sorted(entry.issues, key=lambda one: one.severity) if one.cell), None
        ) if entry is not None else None  # fmt: skip
        if issue is not None:
            self.fix_issue(issue)

    def fix_issue(self, issue: Issue) -> None:
        """Ask what shall stand in the cell of a remark, and whether in all that say the same."""
        if column_index(issue.cell) < 0 or self.shown is None:
            return
        alike = [
            (entry.key, other) for entry in self.shown.entries for other in entry.issues
            if entry.key is not None and other.field == issue.field and other.value == issue.value
            and other.severity == issue.severity and column_index(other.cell) >= 0
        ]  # fmt: skip
        title = self._titles.get(issue.field, issue.field)
        draft = FixCellDialog.ask(self, issue, title, len(alike) - 1)
        if draft is None:
            return
        chosen = alike if draft.everywhere else [one for one in alike if one[1] is issue or one[1] == issue][:1]
        cells = [(key.sheet, row_number(other.cell), column_index(other.cell)) for key, other in chosen]
        self.fixed.emit(cells, draft.text)

    def _on_menu(self, point: QPoint) -> None:
        menu = self.row_menu(point)
        if menu is not None:
            menu.popup(self.table.viewport().mapToGlobal(point))

    def row_menu(self, point: QPoint) -> QMenu | None:
        """What can be done with the selected rows."""
        return plan_menu.row_menu(self, point)
