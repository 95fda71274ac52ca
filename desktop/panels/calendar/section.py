"""工作日历: the years with their source, a year as twelve months, days to change, deadlines that move by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.dialogs.calendar_notice import CalendarNoticeDialog
from desktop.dialogs.deadline_moves import DeadlineMovesDialog
from desktop.panels.calendar.day_menu import DayMenu, name_dialog
from desktop.panels.calendar.legend import Legend
from desktop.panels.calendar.reading import CalendarShown, YearRow, read_moves, read_shown
from desktop.panels.calendar.year_view import YearView, scrolled
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import Card, label
from desktop.widgets.flow import button, toolbar
from models.errors import UserError
from models.queries.workday_calendar import PUT_OFF

if TYPE_CHECKING:
    from models.operations import Change
    from models.operations.calendar import NoticePreview
    from models.operations.deadline_moves import DeadlineMove
    from models.store import Ledger

_LIST_WIDTH = 170
_UNKNOWN = (
    "{year} 年还没有节假日安排：按周一至周五计算，涉及这一年的期限都标“预估”。"
    "国务院办公厅一般在上一年 10—11 月发布通知，发布后请粘贴到这里。"
)


class CalendarSettings(QWidget):
    """Reads the calendar when first shown and after every change; what would move is counted after that."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.context = context
        self.loaded = False
        self.shown = CalendarShown((), {}, False)
        self.moves: list[DeadlineMove] = []
        self._offers_moves = False
        self._wanted_year: int | None = None
        self.table = ShortListTable(
            (
                ListColumn("年", lambda row: str(row.year), 50),
                ListColumn("放假", lambda row: str(row.holidays) if row.known else "预估", 48,
                           chip=lambda row: None if row.known else "amber"),
                ListColumn("上班", lambda row: str(row.makeups) if row.known else "", STRETCH, right=True),
            ),
            context.theme,
        )  # fmt: skip
        self.table.setAccessibleName("工作日历的年份")
        self.table.setFixedWidth(_LIST_WIDTH)
        self.view = YearView(context.theme)
        self.paste_button = button("粘贴通知…", "primary", "国务院办公厅关于某年部分节假日安排的通知（Insert）")
        self.add_button = button("手工新建年份…", tooltip="没有通知文字时，自己逐日设置")
        self.remove_button = button("删除这一年", tooltip="可以撤销（Delete）")
        self.moves_button = button("", "link", "看哪些期限会变动，决定移动或不移动")
        self.put_off_box = QCheckBox("整改期限落在休息日时，顺延到下一个工作日")
        self.head = label("", "title")
        self.told = label("", "secondary", wrap=True)
        self.day_label = label("", "secondary")
        self._menu = DayMenu(self, self.set_day)
        self._connect()
        self._lay_out()
        self._show_buttons()

    def _connect(self) -> None:
        for one, act in (
            (self.paste_button, self.paste), (self.add_button, self.add_year), (self.remove_button, self.remove_year),
            (self.moves_button, self.show_moves),
        ):  # fmt: skip
            one.clicked.connect(lambda _=False, run=act: run())
        for keys, act in (("Insert", self.paste), ("Delete", self.remove_year)):
            QShortcut(QKeySequence(keys), self.table, context=Qt.ShortcutContext.WidgetShortcut).activated.connect(act)
        self.table.line_chosen.connect(lambda _row: self._show_year())
        self.table.opened.connect(lambda _row: self.view.setFocus())
        self.view.day_changed.connect(lambda _day: self._show_day())
        self.view.day_asked.connect(self.ask_day)
        self.put_off_box.clicked.connect(self._keep_put_off)

    def _lay_out(self) -> None:
        card = Card("工作日历", "用于计算“若干个工作日内”的期限、公示期和回复期限")
        tools = toolbar((self.paste_button, self.add_button, self.moves_button), (self.remove_button,))
        card.body.addLayout(tools)
        right = QVBoxLayout()
        right.setSpacing(6)
        heads = QHBoxLayout()
        heads.setSpacing(14)
        heads.addWidget(self.head, 0, Qt.AlignmentFlag.AlignTop)
        heads.addWidget(self.told, 1)
        right.addLayout(heads)
        right.addWidget(scrolled(self.view), 1)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addWidget(self.table)
        both.addLayout(right, 1)
        card.body.addLayout(both, 1)
        foot = QHBoxLayout()
        foot.setSpacing(20)
        foot.addWidget(self.day_label, 1)
        foot.addWidget(Legend())
        card.body.addLayout(foot)
        card.body.addWidget(self.put_off_box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)

    # ---- reading -----------------------------------------------------------------------------------------------

    def load_once(self) -> None:
        """Read unless that was done."""
        if not self.loaded:
            self.load()

    def load(self) -> None:
        """Read the calendar anew, then which deadlines it would move."""
        self.loaded = True
        ledger = self.context.ledger
        self.context.jobs.read("读取工作日历", lambda _progress: read_shown(ledger), self._show, owner=self)

    def _show(self, shown: CalendarShown) -> None:
        self.shown = shown
        self.table.set_lines(shown.rows, lambda row: row.year)
        self.put_off_box.setChecked(shown.puts_off)
        if self._wanted_year is not None:
            self.choose_year(self._wanted_year)
            self._wanted_year = None
        self._show_year()
        ledger = self.context.ledger
        self.context.jobs.read(
            "核对期限", lambda progress: read_moves(ledger, progress), self._show_moves, owner=self, quiet=True
        )

    def _show_moves(self, moves: list[DeadlineMove]) -> None:
        self.moves = moves
        self._show_buttons()
        offers, self._offers_moves = self._offers_moves, False
        if offers and any(move.moves for move in moves) and not self.context.ledger.read_only:
            self.show_moves()

    def row(self) -> YearRow | None:
        """The year at hand."""
        return self.table.current_line()

    def choose_year(self, year: int) -> None:
        """Put a year of the list in front."""
        years = [row.year for row in self.shown.rows]
        if year in years:
            self.table.selectRow(years.index(year))

    def _show_year(self) -> None:
        row = self.row()
        if row is not None:
            self.view.show_year(row.year, self.shown.days.get(row.year, {}))
            self.head.setText(f"{row.year} 年")
            self.told.setText(f"依据：{row.source}" if row.known else _UNKNOWN.format(year=row.year))
            self._show_day()
        self._show_buttons()

    def _show_day(self) -> None:
        row = self.row()
        how = "　（单击或按回车更改）" if row is not None and row.known and not self.context.ledger.read_only else ""
        self.day_label.setText(self.view.words(self.view.current) + how)

    def _show_buttons(self) -> None:
        writable, row = not self.context.ledger.read_only, self.row()
        self.paste_button.setEnabled(writable)
        self.add_button.setEnabled(writable)
        self.put_off_box.setEnabled(writable)
        self.remove_button.setEnabled(writable and row is not None and row.known)
        moved = sum(move.moves for move in self.moves)
        words = f"{moved:,} 个期限与现在的日历不一致，查看…" if moved else "预估标记有变化，查看…"
        self.moves_button.setText(words)
        self.moves_button.setVisible(bool(self.moves))

    # ---- what the clerk does -----------------------------------------------------------------------------------

    def paste(self) -> None:
        """Ask for a notice, show the year it gives, and take it in."""
        if self.context.ledger.read_only:
            return
        dialog = self.make_notice_dialog()
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.preview is not None:
            self.accept(dialog.preview)

    def make_notice_dialog(self) -> CalendarNoticeDialog:
        """The dialog of ``paste``."""
        return CalendarNoticeDialog(self.window(), self.context.theme, self._read_notice)

    def _read_notice(
        self, text: str, year: int | None, told: Callable[[NoticePreview], None], refused: Callable[[UserError], None]
    ) -> None:
        from models.operations.calendar import preview_notice

        ledger = self.context.ledger
        self.context.jobs.read(
            "读通知", lambda _progress: preview_notice(ledger, text, year), told,
            lambda error: refused(error if isinstance(error, UserError) else UserError(str(error))),
            owner=self, quiet=True,
        )  # fmt: skip

    def accept(self, preview: NoticePreview) -> None:
        """Take the notice in, then offer the deadlines that move."""
        from models.operations.calendar import accept_notice

        year = preview.notice.year
        self._write("采用节假日安排", lambda ledger: accept_notice(ledger, preview.notice), year)

    def add_year(self) -> None:
        """Ask for a year that is filled in by hand."""
        taken = {str(row.year) for row in self.shown.rows if row.known}
        first = next((row.year for row in reversed(self.shown.rows) if not row.known), None)
        dialog = name_dialog(
            self.window(), "手工新建年份", "要自己逐日设置的年份（四位数字）：", "新建", str(first or ""), taken
        )
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        name = dialog.draft().name
        if not (name.isascii() and name.isdigit()):
            self.context.inform(f"“{name}”不是年份，请写成 2028。", "amber")
            return
        self.make_year(int(name))

    def make_year(self, year: int) -> None:
        """Make a year without exceptional days."""
        from models.operations.calendar import add_year

        self._write("新建年份", lambda ledger: add_year(ledger, year, "手工设置"), year)

    def remove_year(self) -> None:
        """Take the year at hand out; undo brings it back."""
        row = self.row()
        if row is None or not row.known or self.context.ledger.read_only:
            return
        from models.operations.calendar import remove_year

        self._write("删除年份", lambda ledger: remove_year(ledger, row.year))

    def ask_day(self, day: date) -> None:
        """Offer what the day can be."""
        row = self.row()
        if row is None or self.context.ledger.read_only:
            return
        if not row.known:
            self.context.inform(f"{row.year} 年还没有节假日安排，请先粘贴通知，或手工新建这一年。", "amber",
                                "手工新建", lambda: self.make_year(row.year))  # fmt: skip
            return
        kind, name = self.view.days.get(day, ("", ""))
        corner = self.view.mapToGlobal(self.view.day_rect(day).bottomLeft())
        self._menu.offer(day, kind, name, corner)

    def set_day(self, day: date, kind: str, name: str) -> None:
        """Say what a day is."""
        from models.operations.calendar import set_day

        self._write("更改日历", lambda ledger: set_day(ledger, day, kind, name))

    def show_moves(self) -> None:
        """List what would move and move it on yes."""
        moves = list(self.moves)
        if not moves:
            return
        dialog = DeadlineMovesDialog(self.window(), self.context.theme, moves)
        dialog.move_button.setEnabled(not self.context.ledger.read_only)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        from models.operations.deadline_moves import apply_deadline_moves

        ledger = self.context.ledger
        self.context.jobs.write(
            "调整期限", lambda progress: apply_deadline_moves(ledger, moves, progress), self._done, owner=self
        )

    def _keep_put_off(self, on: bool) -> None:
        from models.operations.rule_settings import set_rule

        self._write("修改规则", lambda ledger: set_rule(ledger, PUT_OFF, bool(on)))

    def _write(self, name: str, act: Callable[[Ledger], Change], year: int | None = None) -> None:
        """Write; afterwards ``year`` stands in front, and what would move is offered."""
        ledger = self.context.ledger

        def done(change: Change) -> None:
            self._offers_moves = bool(change.change_set_id)
            self._wanted_year = year
            self._done(change)

        self.context.jobs.write(name, lambda _progress: act(ledger), done, owner=self)

    def _done(self, change: Change) -> None:
        if not change.change_set_id:
            return
        self.context.bus.broadcast(change)
        self.load()
        if change.kind == "setting":
            self.context.inform(f"{change.title}。", "green")
            return
        undo = self.context.run_action
        self.context.inform(f"已{change.title}。", "green", "撤销", lambda: undo("edit.undo"))
