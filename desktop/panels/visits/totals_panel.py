"""Beside the visit table: visits, visits with a problem and problems by round and by city; numbers open their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import label
from desktop.widgets.flow import FlowLayout, button

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from models.progress import Progress
    from models.queries.visits_filtering import VisitQuery
    from models.queries.visits_totals import CityLine, RoundLine, VisitTotals

WIDTH, NARROWEST = 446, 340
_LEFT_OUT: tuple[tuple[str, int], ...] = (("组数", 440), ("占比", 398))
"""Columns that a panel narrower than this goes without; the dialog of a round and the line below say them too."""
VISITS, FOUND, PROBLEMS = "visits", "with_problem", "problems"
NO_ROUND, NO_CITY = "（无轮次）", "（无市）"


class TotalsPanel(QFrame):
    """``rows_wanted(key, value, what)``: the rows of a round (key ``round``) or city; ``what`` names the number.

    ``round_asked(line or None)`` to change or add a round, ``removal_asked(line)``, ``closed()``.
    """

    rows_wanted = Signal(str, object, str)
    round_asked = Signal(object)
    removal_asked = Signal(object)
    closed = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._context = context
        self._job: Job | None = None
        self._narrowed = False
        self.found: VisitTotals | None = None
        self.round_tab = button("按轮次", "tab", "每轮的起止日期、检查组数和检查结果")
        self.city_tab = button("按市", "tab", "每个市检查了多少、发现多少问题")
        self.tabs = (self.round_tab, self.city_tab)
        for place, one in enumerate(self.tabs):
            one.setCheckable(True)
            one.clicked.connect(lambda _=False, at=place: self.set_tab(at))
        self.close_button = button("✕", "link", "收起合计")
        self.close_button.setAccessibleName("收起合计")
        self.close_button.clicked.connect(self.closed)
        self.rounds = ShortListTable(
            (ListColumn("轮次", _round_name, 44), ListColumn("起止", _dates, STRETCH),
             ListColumn("组数", lambda line: _count(line.teams), 42, right=True), *_numbers()), context.theme,
        )  # fmt: skip
        self.cities = ShortListTable(
            (ListColumn("市", lambda line: line.city or NO_CITY, STRETCH), *_numbers()), context.theme
        )
        self.rounds.setAccessibleName("按轮次合计")
        self.cities.setAccessibleName("按市合计")
        for table in (self.rounds, self.cities):
            for corner in table.findChildren(QAbstractButton):
                corner.setAccessibleName("全选")
        self.whole = label("", "secondary", wrap=True)
        self.add_button = button("新增轮次…", tooltip="轮次的名称、起止日期、检查组数")
        self.edit_button = button("修改…", tooltip="改这一轮的名称、日期、检查组数")
        self.remove_button = button("删除", tooltip="只能删除没有检查记录和问题的轮次")
        self.found_button = button("有问题的检查", "link", "打开这一行里发现问题的检查")
        self.problems_button = button("对应的问题", "link", "在问题台账里打开对应的问题")
        self._lay_out()
        self._connect()
        self.set_tab(0)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        for one in self.tabs:
            head.addWidget(one)
        head.addStretch(1)
        head.addWidget(self.close_button)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.rounds)
        self.stack.addWidget(self.cities)
        acts = QWidget()
        acts.setProperty("role", "plain")
        flow = FlowLayout(acts)
        for one in (self.add_button, self.edit_button, self.remove_button, self.found_button, self.problems_button):
            flow.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(label("双击一行，或点行里的数字，打开对应的记录。", "small"))
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.whole)
        layout.addWidget(acts)
        self.setMinimumWidth(NARROWEST)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for table in (self.rounds, self.cities):
            for place in range(table.lines.columnCount()):
                least = dict(_LEFT_OUT).get(table.lines.headerData(place, Qt.Orientation.Horizontal), 0)
                table.setColumnHidden(place, self.width() < least)

    def _connect(self) -> None:
        for table in (self.rounds, self.cities):
            table.opened.connect(lambda line: self._open(line, VISITS))
            table.clicked.connect(self._on_clicked)
            table.line_chosen.connect(lambda _line: self._show_actions())
        self.add_button.clicked.connect(lambda: self.round_asked.emit(None))
        self.edit_button.clicked.connect(lambda: self.round_asked.emit(self.rounds.current_line()))
        self.remove_button.clicked.connect(lambda: self.removal_asked.emit(self.rounds.current_line()))
        self.found_button.clicked.connect(lambda: self._open(self.table.current_line(), FOUND))
        self.problems_button.clicked.connect(lambda: self._open(self.table.current_line(), PROBLEMS))

    @property
    def table(self) -> ShortListTable:
        """The list in front."""
        return self.rounds if self.stack.currentIndex() == 0 else self.cities

    @property
    def tab(self) -> int:
        """0 by round, 1 by city."""
        return self.stack.currentIndex()

    def set_tab(self, place: int) -> None:
        """Show the totals by round (0) or by city (1)."""
        self.stack.setCurrentIndex(1 if place else 0)
        for at, one in enumerate(self.tabs):
            one.setChecked(at == self.stack.currentIndex())
        self._show_actions()

    def read(self, query: VisitQuery, narrowed: bool) -> None:
        """Count what the query finds; of a narrowed list rounds without a visit are left out."""
        self._narrowed = narrowed
        if self._job is not None and not self._job.done:
            self._job.cancel()
        ledger = self._context.ledger

        def work(_progress: Progress) -> VisitTotals:
            from models.queries.visits_totals import visit_totals

            return visit_totals(ledger, query)

        self._job = self._context.jobs.read(
            "合计现场检查", work, self._show, on_cancelled=lambda: None, owner=self, quiet=True
        )

    def _show(self, found: VisitTotals) -> None:
        self.found = found
        rounds = [line for line in found.rounds if line.totals.visits or not self._narrowed]
        self.rounds.set_lines(rounds, lambda line: line.id)
        self.cities.set_lines(found.cities, lambda line: line.city)
        whole = found.whole
        share = f"，占 {whole.share:.1f}%" if whole.share is not None else ""
        self.whole.setText(
            f"合计 {whole.visits:,} 家次，{whole.with_problem:,} 家次发现问题{share}，对应问题 {whole.problems:,} 个"
        )
        self._show_actions()

    def _show_actions(self) -> None:
        by_round, line = self.tab == 0, self.table.current_line()
        known = by_round and line is not None and line.id is not None
        writable = not self._context.ledger.read_only
        for one in (self.add_button, self.edit_button, self.remove_button):
            one.setVisible(by_round)
        self.add_button.setEnabled(writable)
        self.edit_button.setEnabled(writable and known)
        self.remove_button.setEnabled(writable and known)
        self.found_button.setEnabled(line is not None and line.totals.with_problem > 0)
        self.problems_button.setEnabled(line is not None and line.totals.problems > 0)

    def _on_clicked(self, index: QModelIndex) -> None:
        """A number opens its rows; the rest of the line only makes it the current one."""
        titles = {"家次": VISITS, "有问题": FOUND, "问题": PROBLEMS}
        title = self.table.lines.headerData(index.column(), Qt.Orientation.Horizontal)
        if title in titles:
            self._open(self.table.lines.line(index.row()), titles[title])

    def _open(self, line: RoundLine | CityLine | None, what: str) -> None:
        if line is None or not getattr(line.totals, what):
            return
        if self.tab == 0:
            self.rows_wanted.emit("round", line.name or None, what)  # type: ignore[union-attr]
        else:
            self.rows_wanted.emit("city", line.city, what)  # type: ignore[union-attr]


def _numbers() -> tuple[ListColumn, ...]:
    return (
        ListColumn("家次", lambda line: f"{line.totals.visits:,}", 62, right=True),
        ListColumn("有问题", lambda line: f"{line.totals.with_problem:,}", 58, right=True),
        ListColumn(
            "占比", lambda line: "" if line.totals.share is None else f"{line.totals.share:.1f}%", 58, right=True
        ),
        ListColumn("问题", lambda line: f"{line.totals.problems:,}", 54, right=True),
    )


def _round_name(line: RoundLine) -> str:
    return line.name if line.id is not None else NO_ROUND


def _dates(line: RoundLine) -> str:
    """``6.11～6.24``; the years stand in the dialog."""
    if line.started_on is None or line.ended_on is None:
        one = line.started_on or line.ended_on
        return one.isoformat() if one is not None else ""
    start, end = line.started_on, line.ended_on
    return f"{start.month}.{start.day}～{end.month}.{end.day}"


def _count(value: Any) -> str:
    return "" if value is None else f"{value:,}"
