"""报送任务: the duties of the bureau, to add, change, copy, switch, order, delete and take from those shipped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.dialogs.duty import DutyDialog
from desktop.panels.dossier.work import DossierWork
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import Card, label
from desktop.widgets.flow import FlowLayout, button
from models import clock
from models.operations.duties import DutyDraft, draft_of
from models.rules.duties import WEEKDAYS, next_occurrences
from models.rules.periods import period_title

if TYPE_CHECKING:
    from models.operations import Change
    from models.queries.duty_lines import DutyLine
    from models.rules.workdays import WorkdayCalendar
    from models.store import Ledger

_NEXT = 6
"""How many days a preview shows."""


class DutySettings(QWidget):
    """Reads the duties and the working calendar when it is first shown and after every change of them."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.context = context
        self.work = DossierWork(context, self)
        self.loaded = False
        self.lines: list[DutyLine] = []
        self.calendar: WorkdayCalendar | None = None
        self._missing: list[DutyDraft] = []
        self.table = ShortListTable(
            (
                ListColumn("所属制度", lambda one: one.preset, 160),
                ListColumn("报送内容", lambda one: one.name, STRETCH),
                ListColumn("级别", lambda one: one.level, 54),
                ListColumn("报送单位", lambda one: one.unit_words or "待填", 150),
                ListColumn("什么时候报", lambda one: one.broken or one.words, 214),
                ListColumn("状态", _state, 84, chip=lambda one: "green" if one.active else "grey"),
            ),
            context.theme,
        )
        self.table.setAccessibleName("报送任务")
        self.detail = label("", "secondary", wrap=True)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._make_buttons()
        self._lay_out()
        self._show_buttons()

    def _make_buttons(self) -> None:
        self.add_button = button("添加任务…", "primary", "Insert")
        self.preset_button = button("补回自带任务", tooltip="程序自带、这本台账里已经删掉的任务")
        self.active_button = button("启用")
        self.edit_button = button("修改…", tooltip="Enter 或 F2")
        self.copy_button = button("复制一份", tooltip="照着做一份新的，再改单位或日期")
        self.restore_button = button("恢复预设", tooltip="自带的任务改回原来的周期、单位和时刻，可以撤销")
        self.up_button = button("上移", tooltip="Alt+↑")
        self.down_button = button("下移", tooltip="Alt+↓")
        self.delete_button = button("删除", tooltip="没有报送记录的才能删除，可以撤销（Delete）")
        acts: tuple[tuple[Any, Callable[[], None]], ...] = (
            (self.add_button, self.add), (self.preset_button, self.add_presets), (self.active_button, self.switch),
            (self.edit_button, self.edit), (self.copy_button, self.copy), (self.restore_button, self.restore),
            (self.up_button, lambda: self.move_line(-1)), (self.down_button, lambda: self.move_line(1)),
            (self.delete_button, self.delete),
        )  # fmt: skip
        for one, act in acts:
            one.clicked.connect(lambda _=False, run=act: run())
        for keys, act in (
            ("Insert", self.add), ("F2", self.edit), ("Alt+Up", lambda: self.move_line(-1)),
            ("Alt+Down", lambda: self.move_line(1)), ("Delete", self.delete),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self.table, context=Qt.ShortcutContext.WidgetShortcut).activated.connect(act)
        self.table.opened.connect(lambda _line: self.edit())
        self.table.line_chosen.connect(lambda _line: self._show_line())

    def _lay_out(self) -> None:
        card = Card("报送任务", " ")
        self.note = card.note_label
        card.body.setContentsMargins(1, 14, 1, 14)
        card.heading.setContentsMargins(14, 0, 14, 0)
        tools = QWidget()
        tools.setProperty("role", "plain")
        flow = FlowLayout(tools)
        for one in (
            self.add_button, self.preset_button, self.active_button, self.edit_button, self.copy_button,
            self.restore_button, self.up_button, self.down_button, self.delete_button,
        ):  # fmt: skip
            flow.addWidget(one)
        rows = QVBoxLayout()
        rows.setContentsMargins(14, 0, 14, 0)
        rows.addWidget(tools)
        foot = QVBoxLayout()
        foot.setContentsMargins(14, 4, 14, 0)
        foot.addWidget(self.detail)
        card.body.addLayout(rows)
        card.body.addWidget(self.table, 1)
        card.body.addLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)

    # ---- reading ---------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the duties anew."""
        ledger = self.context.ledger
        self.loaded = True

        def read(_progress: Any) -> Any:
            from models.operations.duties import missing_presets
            from models.queries.duty_lines import read_duties
            from models.queries.workday_calendar import read_calendar

            with ledger.reading() as connection:
                found = read_duties(connection, retired=True), read_calendar(connection)
            return (*found, missing_presets(ledger))

        self.context.jobs.read("读取报送任务", read, self._show, owner=self)

    def load_once(self) -> None:
        """Read them unless that was done."""
        if not self.loaded:
            self.load()

    def _show(self, found: tuple[list[DutyLine], WorkdayCalendar, list[DutyDraft]]) -> None:
        self.lines, self.calendar, self._missing = found
        self.table.set_lines(self.lines, lambda line: line.id)
        used = sum(line.active for line in self.lines)
        self.note.setText(f"启用 {used} 项，共 {len(self.lines)} 项")
        self._show_line()

    def _show_line(self) -> None:
        line: DutyLine | None = self.table.current_line()
        if line is None:
            self.detail.setText("报送任务存在台账里，所有人一致；每一步都可以撤销（Ctrl+Z）。")
        else:
            days = self.next_days(draft_of(line))
            coming = (
                "　".join(days) if days else "没有到期的日子：请先填写什么时候报" if not line.active else "不会再到期"
            )
            since = f"　从 {line.starts_on.isoformat()} 起" if line.active and line.starts_on else ""
            self.detail.setText(f"接下来：{coming}{since}\n出处：{line.origin or '没有写'}")
        self._show_buttons()

    def _show_buttons(self) -> None:
        writable, line = not self.context.ledger.read_only, self.table.current_line()
        self.add_button.setEnabled(writable)
        self.preset_button.setVisible(bool(self._missing))
        self.preset_button.setEnabled(writable)
        for one in (
            self.active_button, self.edit_button, self.copy_button, self.restore_button, self.up_button,
            self.down_button, self.delete_button,
        ):  # fmt: skip
            one.setEnabled(writable and line is not None)
        self.active_button.setText("启用" if line is None or not line.active else "停用")

    def next_days(self, draft: DutyDraft) -> list[str]:
        """The next days a duty is due, with its period; 预估 where the year is not known."""
        if self.calendar is None:
            return []
        found = next_occurrences(
            draft.rule, draft.shift, self.calendar, clock.today(), _NEXT, starts_on=draft.starts_on,
            ends_on=draft.ends_on,
        )  # fmt: skip
        return [
            f"{one.due_on.isoformat()} 周{WEEKDAYS[one.due_on.weekday()]}"
            + (f"（{'预估，' if one.estimated else ''}{period_title(one.period)}）")
            for one in found
        ]

    # ---- what the clerk does ---------------------------------------------------------------------------------

    def add(self) -> None:
        """Ask for a duty and add it."""
        from models.operations.duties import add_duties

        draft = self._ask(DutyDraft(""), new=True)
        if draft is not None:
            self._write("添加报送任务", lambda ledger: add_duties(ledger, [draft]))

    def add_presets(self) -> None:
        """Add the shipped duties that this ledger does not have, switched off."""
        from models.operations.duties import add_duties

        missing = self._missing
        if missing:
            self._write("补回自带任务", lambda ledger: add_duties(ledger, missing))

    def edit(self) -> None:
        """Change the duty at hand."""
        from models.operations.duties import change_duty

        line: DutyLine | None = self.table.current_line()
        if line is None:
            return
        before = draft_of(line)
        draft = self._ask(before, new=False)
        if draft is not None and draft != before:
            self._write("修改报送任务", lambda ledger: change_duty(ledger, line.id, draft))

    def copy(self) -> None:
        """Make another of the duty at hand."""
        from models.operations.duties import copy_duty

        self._on_line("复制报送任务", copy_duty)

    def restore(self) -> None:
        """Give a shipped duty its shipped rule again."""
        from models.operations.duties import restore_preset

        self._on_line("恢复预设", restore_preset)

    def switch(self) -> None:
        """Ask for the reports of the duty at hand from today on, or no more."""
        from models.operations.duties import switch_duties

        line: DutyLine | None = self.table.current_line()
        if line is not None:
            self._write("启用或停用", lambda ledger: switch_duties(ledger, [line.id], not line.active))

    def move_line(self, by: int) -> None:
        """Move the duty at hand up or down."""
        from models.operations.duties import move_duty

        line: DutyLine | None = self.table.current_line()
        if line is not None:
            self._write("调整报送任务", lambda ledger: move_duty(ledger, line.id, by), quiet=True)

    def delete(self) -> None:
        """Delete the duty at hand, if nothing was sent for it."""
        from models.operations.duties import delete_duty

        if not self.context.ledger.read_only:
            self._on_line("删除报送任务", delete_duty)

    def _on_line(self, title: str, act: Callable[[Ledger, int], Change]) -> None:
        line: DutyLine | None = self.table.current_line()
        if line is not None:
            self._write(title, lambda ledger: act(ledger, line.id))

    def _ask(self, draft: DutyDraft, *, new: bool) -> DutyDraft | None:
        if self.context.ledger.read_only:
            return None
        dialog = self.make_dialog(draft, new=new)
        return dialog.draft() if dialog.exec() == QDialog.DialogCode.Accepted else None

    def make_dialog(self, draft: DutyDraft, *, new: bool) -> DutyDialog:
        """The dialog for a duty, or for a new one."""
        presets = list(dict.fromkeys(line.preset for line in self.lines))
        return DutyDialog(self.window(), draft, presets, self.next_days, new=new)

    def _write(self, title: str, act: Callable[[Ledger], Change], quiet: bool = False) -> None:
        self.work.write_line(title, act, self.load, quiet=quiet)


def _state(line: DutyLine) -> str:
    if line.active:
        return "使用中"
    return "未启用" if line.starts_on is None else "已停用"
