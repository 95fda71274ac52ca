"""Beside the calendar: units with the state of their report, by day, late, due this week or of the month; and rates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.panels.dossier.work import DossierWork
from desktop.panels.duties.record_form import ReminderForm, SendingForm
from desktop.panels.duties.sent_detail import SentDetail
from desktop.panels.duties.unit_columns import RATE_COLUMNS, UNIT_COLUMNS, count_words, owed_by, unit_words
from desktop.tables.short_list import ShortListTable
from desktop.widgets.card import CARD_MARGIN, Card, label, line
from desktop.widgets.flow import button, toolbar
from desktop.widgets.tab_rows import TabRows
from models.queries.duties import SENT, SENT_LATE, UnitDuty

if TYPE_CHECKING:
    from models.queries.duties import UnitRecord
    from models.queries.duty_month import DutyMonth
    from models.queries.duty_sent import SentReport, Urging

DAY, LATE, WEEK, ALL, RATES = "day", "late", "week", "all", "rates"
TABS = {DAY: "当天", LATE: "逾期未报", WEEK: "本周到期", ALL: "本月全部", RATES: "按时率"}
NOTHING = {
    DAY: "这一天没有要报送的任务。", LATE: "没有逾期未报的单位。", WEEK: "本周没有还没报送的任务。",
    ALL: "这个月没有要报送的任务。", RATES: "还没有到期的报送任务，没有按时率。",
}  # fmt: skip


class UnitList(Card):
    """``tab_changed(key)``, ``export_asked()``, ``print_asked()``; everything else is done here."""

    tab_changed = Signal(str)
    export_asked = Signal()
    print_asked = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self.work = DossierWork(context, self)
        self.month: DutyMonth | None = None
        self.day: date | None = None
        self.duty_id = 0
        self.records: list[UnitRecord] = []
        self._asked_for: list[UnitDuty] = []
        """Whom the open form is about, whatever is selected meanwhile."""
        self._make_tables()
        self._make_tools()
        self._lay_out()
        self._connect()

    def _make_tables(self) -> None:
        self.tabs = TabRows()
        self.tabs.setAccessibleName("单位列表")
        for title in TABS.values():
            self.tabs.addTab(title)
        self.table = ShortListTable(UNIT_COLUMNS, self.context.theme, several=True)
        self.table.setAccessibleName("报送单位")
        self.rates = ShortListTable(RATE_COLUMNS, self.context.theme, several=True)
        self.rates.setAccessibleName("各单位按时率")
        self.nothing = label("", "secondary", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.nothing.setContentsMargins(12, 28, 12, 12)

    def _make_tools(self) -> None:
        self.send_button = button("登记报送", "primary", "登记选中的单位报来的材料（Enter）")
        self.remind_button = button("催办", tooltip="记下催过选中的单位（Ctrl+U）")
        self.outstanding_button = button("选中未报的", "link", "选中列表里还没有报送的单位")
        self.export_button = button("导出…", tooltip="把逾期未报的单位导出为 Excel")
        self.print_button = button("打印…", tooltip="打印逾期未报的单位")
        self.detail = SentDetail()
        self.sending = SendingForm()
        self.reminder = ReminderForm()

    def _lay_out(self) -> None:
        self.body.setContentsMargins(1, 8, 1, CARD_MARGIN)
        self.stack = QStackedWidget()
        for part in (self.table, self.rates, self.nothing):
            self.stack.addWidget(part)
        lower = QWidget()
        lower.setProperty("role", "plain")
        column = QVBoxLayout(lower)
        column.setContentsMargins(CARD_MARGIN, 0, CARD_MARGIN, 0)
        column.setSpacing(8)
        for part in (self.detail, self.sending, self.reminder):
            column.addWidget(part)
        column.addLayout(
            toolbar(
                (self.send_button, self.remind_button, self.outstanding_button), (self.export_button, self.print_button)
            )
        )  # fmt: skip
        tabs = QVBoxLayout()
        tabs.setContentsMargins(10, 0, 10, 0)
        tabs.addWidget(self.tabs)
        self.body.addLayout(tabs)
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(line())
        self.body.addWidget(lower)
        self._close_forms()

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._on_tab)
        self.table.line_chosen.connect(lambda _line: self._show_line())
        self.table.selectionModel().selectionChanged.connect(lambda _on, _off: self._show_buttons())
        self.table.opened.connect(lambda _line: self.begin_sending())
        self.send_button.clicked.connect(self.begin_sending)
        self.remind_button.clicked.connect(self.begin_reminder)
        self.outstanding_button.clicked.connect(self.select_outstanding)
        self.export_button.clicked.connect(self.export_asked)
        self.print_button.clicked.connect(self.print_asked)
        self.sending.confirmed.connect(self.record)
        self.reminder.confirmed.connect(self.remind)
        self.reminder.copied.connect(self._copy)
        for form in (self.sending, self.reminder):
            form.given_up.connect(self.give_up)
        self.detail.change_asked.connect(self.begin_change)
        self.detail.removal_asked.connect(self.remove)
        self.detail.urging_removed.connect(self.remove_urging)
        shortcut = QShortcut(QKeySequence("Ctrl+U"), self.table, context=Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(self.begin_reminder)

    # ---- what is shown ---------------------------------------------------------------------------------------

    @property
    def tab(self) -> str:
        """The key of the tab in front."""
        return list(TABS)[self.tabs.currentIndex()]

    def set_tab(self, key: str) -> None:
        """Bring a tab to the front."""
        if key in TABS:
            self.tabs.setCurrentIndex(list(TABS).index(key))

    def show_month(self, month: DutyMonth) -> None:
        """Show what was read of a month."""
        self.month = month
        self._show()

    def show_day(self, day: date, duty_id: int = 0) -> None:
        """Show the units of a day, or of one duty of it."""
        self.day, self.duty_id = day, duty_id
        if self.tab != DAY:
            self.set_tab(DAY)
        else:
            self._show()

    def show_records(self, records: list[UnitRecord]) -> None:
        """The rates of the units, the lowest first."""
        self.records = sorted(records, key=lambda one: (one.rate if one.rate is not None else 2.0, -one.due))
        if self.tab == RATES:
            self._show()

    def lines(self, tab: str) -> list[UnitDuty]:
        """The units of a tab; those of a day that still owe come first."""
        month = self.month
        if month is None or tab == RATES:
            return []
        if tab in (LATE, WEEK):
            return list(month.late if tab == LATE else month.week)
        shown = month.of_day(self.day) if tab == DAY and self.day is not None else month.of_month()
        if tab == DAY and self.duty_id:
            shown = [one for one in shown if one.duty.id == self.duty_id] or shown
        units = [unit for one in shown for unit in one.units]
        return sorted(units, key=lambda unit: not unit.outstanding) if tab == DAY else units

    def _show(self) -> None:
        if self.month is None:
            return
        if self.day is not None:
            self.tabs.setTabText(0, f"{self.day.month}月{self.day.day}日")
        for place, key in enumerate(TABS):
            if key in (LATE, WEEK, ALL):
                number = len(self.lines(key))
                self.tabs.setTabText(place, f"{TABS[key]} {number:,}" if number else TABS[key])
        if self.tab == RATES:
            self.rates.set_lines(self.records, lambda one: one.unit, choose=False)
        else:
            self.table.set_lines(self.lines(self.tab), lambda one: one.key)
        some = bool(self.records if self.tab == RATES else self.lines(self.tab))
        self.nothing.setText(NOTHING[self.tab])
        self.stack.setCurrentWidget(self.nothing if not some else self.rates if self.tab == RATES else self.table)
        self._show_line()

    def _on_tab(self, _place: int) -> None:
        self._close_forms()
        self._show()
        self.tab_changed.emit(self.tab)

    def _show_line(self) -> None:
        if not self.sending.isVisible() and not self.reminder.isVisible():
            one = self.table.current_line() if self.tab != RATES else None
            self.detail.show_unit(one, not self.work.read_only)
        self._show_buttons()

    def _show_buttons(self) -> None:
        chosen, writable = self.chosen(), not self.work.read_only
        count = f" {len(chosen)} 个" if len(chosen) > 1 else ""
        self.send_button.setText(f"登记报送{count}")
        self.remind_button.setText(f"催办{count}")
        self.send_button.setEnabled(writable and bool(chosen))
        self.remind_button.setEnabled(writable and any(one.outstanding for one in chosen))
        self.outstanding_button.setEnabled(any(one.outstanding for one in self.lines(self.tab)))
        late = bool(self.month is not None and self.month.late)
        self.export_button.setEnabled(late)
        self.print_button.setEnabled(late)

    # ---- choosing --------------------------------------------------------------------------------------------

    def chosen(self) -> list[UnitDuty]:
        """The selected units."""
        if self.tab == RATES or self.stack.currentWidget() is not self.table:
            return []
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.table.lines.line(row) for row in rows]

    def select_outstanding(self) -> None:
        """Select the units of the list that sent nothing yet."""
        from PySide6.QtCore import QItemSelection, QItemSelectionModel

        wanted = QItemSelection()
        model = self.table.lines
        for row, one in enumerate(model.lines()):
            if one.outstanding:
                wanted.select(model.index(row, 0), model.index(row, model.columnCount() - 1))
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().select(wanted, flags.ClearAndSelect | flags.Rows)
        self.table.setFocus()

    # ---- recording -------------------------------------------------------------------------------------------

    def begin_sending(self) -> None:
        """Ask what the selected units sent; a further record of one that sent is a correction."""
        chosen = self.chosen()
        if not chosen or self.work.read_only:
            return
        self._asked_for = chosen
        again = all(one.state in (SENT, SENT_LATE) for one in chosen)
        self._close_forms()
        self._show_tools(False)
        self.detail.hide()
        self.sending.begin(f"{'登记更正：' if again else '登记报送：'}{unit_words(chosen)}")

    def begin_change(self, report: SentReport) -> None:
        """Ask what has to be put right in a record."""
        self._close_forms()
        self._show_tools(False)
        self.detail.hide()
        self.sending.begin("修改这条登记", report)

    def begin_reminder(self) -> None:
        """Ask how the selected units that still owe were urged."""
        from models.queries.duty_words import reminder_words

        owing = [one for one in self.chosen() if one.outstanding]
        if not owing or self.work.read_only:
            return
        self._asked_for = owing
        self._close_forms()
        self._show_tools(False)
        self.detail.hide()
        self.reminder.begin(f"催办：{unit_words(owing)}", reminder_words(owing))

    def record(self) -> None:
        """Write what the form says."""
        from models.operations.duty_reports import change_sent, record_sent

        sending = self.sending.sending()
        if sending is None:
            return
        report_id, owed = self.sending.report_id, owed_by(self._asked_for)
        if report_id is not None:
            self.work.write(
                "修改报送登记", lambda ledger: change_sent(ledger, report_id, sending), self._done,
                self.sending.refuse, "已修改这条登记。",
            )  # fmt: skip
            return
        self.work.write(
            "登记报送", lambda ledger: record_sent(ledger, owed, sending), self._done, self.sending.refuse,
            f"已登记 {count_words(owed)}的报送。",
        )  # fmt: skip

    def remind(self) -> None:
        """Write that the units were urged."""
        from models.operations.duty_reports import remind

        owed = owed_by(self._asked_for)
        form = self.reminder
        way, person, answer = form.way_box.currentText(), form.person_edit.text(), form.answer_edit.text()
        self.work.write(
            "催办", lambda ledger: remind(ledger, owed, way, person, answer), self._done, form.refuse,
            f"已记下催办 {count_words(owed)}。",
        )  # fmt: skip

    def remove(self, report: SentReport) -> None:
        """Take a record out."""
        from models.operations.duty_reports import remove_sent

        self.work.write("删除报送登记", lambda ledger: remove_sent(ledger, [report.id]), say="已删除这条登记。")

    def remove_urging(self, urging: Urging) -> None:
        """Take an urging out."""
        from models.operations.duty_reports import remove_reminders

        self.work.write("删除催办", lambda ledger: remove_reminders(ledger, [urging.id]), say="已删除这次催办。")

    def give_up(self) -> None:
        """Leave the form as if it had not been opened."""
        self._close_forms()
        self._show_line()
        self.table.setFocus()

    def _done(self, _change: Any) -> None:
        self._close_forms()
        self._show_line()
        self.table.setFocus()

    def _close_forms(self) -> None:
        self.sending.hide()
        self.reminder.hide()
        self._show_tools(True)

    def _show_tools(self, shown: bool) -> None:
        """While a form is open only its own buttons can be pressed."""
        for one in (self.send_button, self.remind_button, self.outstanding_button):
            one.setVisible(shown)

    def _copy(self, words: str) -> None:
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText(words)
        self.context.inform("已复制催办用语。", "green")
