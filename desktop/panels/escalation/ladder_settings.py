"""督促阶梯 in the settings: ladders and their steps, made, changed, put in order, retired, or taken as shipped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.dialogs import confirm
from desktop.dialogs.ladder import LadderDialog
from desktop.dialogs.ladder_step import LadderStepDialog
from desktop.panels.dossier.work import DossierWork
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import Card, label
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar
from models.queries.escalation_ladders import SCOPES
from models.rules.ladders import trigger_words

if TYPE_CHECKING:
    from models.operations import Change
    from models.queries.escalation_ladders import LadderLine, StepLine
    from models.store import Ledger


class LadderSettings(QWidget):
    """Reads the ladders when it is first shown and after every change of them."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.context = context
        self.work = DossierWork(context, self)
        self.loaded = False
        self.ladders: tuple[LadderLine, ...] = ()
        self._chosen: int | None = None
        self.ladder_box = QComboBox()
        self.ladder_box.setAccessibleName("督促阶梯")
        self.ladder_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.ladder_box.setMinimumWidth(150)
        self.ladder_box.activated.connect(self._on_ladder)
        self.table = ShortListTable(
            (
                ListColumn("步骤", lambda one: one.name, 92, chip=lambda one: "purple" if one.active else "grey"),
                ListColumn("触发条件", lambda one: trigger_words(one.triggers, one.taken_by), STRETCH),
                ListColumn("文书", lambda one: one.document, 108),
                ListColumn("印发单位", lambda one: one.issuer, 150),
                ListColumn("批准", lambda one: one.approver, 70),
                ListColumn("回复", _reply, 108, right=True),
                ListColumn("状态", lambda one: "使用中" if one.active else "已停用", 84,
                           chip=lambda one: "green" if one.active else "grey"),
            ),
            context.theme,
        )  # fmt: skip
        self.table.setAccessibleName("阶梯的步骤")
        self._make_buttons()
        self._lay_out()
        self._show_buttons()

    def _make_buttons(self) -> None:
        self.new_button = button("新建阶梯…")
        self.rename_button = button("修改阶梯…", tooltip="名称、适用范围、依据")
        self.retire_button = button("停用阶梯")
        self.preset_button = button("恢复预设", tooltip="部级、省级五步法恢复成程序自带的内容；自己加的步骤保留在后面")
        self.add_button = button("添加步骤…", "primary", "Insert")
        self.edit_button = button("修改…", tooltip="Enter 或 F2")
        self.up_button = button("上移", tooltip="Alt+↑")
        self.down_button = button("下移", tooltip="Alt+↓")
        self.active_button = button("停用", tooltip="停用的步骤不再提供；已经采取的不受影响")
        for one, act in (
            (self.new_button, self.new_ladder), (self.rename_button, self.edit_ladder),
            (self.retire_button, self.switch_ladder), (self.preset_button, self.restore),
            (self.add_button, self.add), (self.edit_button, self.edit), (self.up_button, lambda: self.move_line(-1)),
            (self.down_button, lambda: self.move_line(1)), (self.active_button, self.switch),
        ):  # fmt: skip
            one.clicked.connect(lambda _=False, run=act: run())
        for keys, act in (
            ("Insert", self.add), ("F2", self.edit), ("Alt+Up", lambda: self.move_line(-1)),
            ("Alt+Down", lambda: self.move_line(1)),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self.table, context=Qt.ShortcutContext.WidgetShortcut).activated.connect(act)
        self.table.opened.connect(lambda _line: self.edit())
        self.table.line_chosen.connect(self._on_line)

    def _lay_out(self) -> None:
        nothing = EmptyState(
            "还没有督促阶梯",
            "阶梯是一串越来越重的督促措施，例如预警、通报、约谈、挂牌督办、移交问责；每一步写明触发条件、文书和回复时限。",
            (("恢复预设", self.restore), ("新建阶梯…", self.new_ladder)),
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(nothing)
        self.origin_label = label("", "small", wrap=True)
        self.step_label = label("", "secondary", wrap=True)
        card = Card("督促阶梯", " ")
        self.note = card.note_label
        card.body.setContentsMargins(1, 14, 1, 14)
        card.heading.setContentsMargins(14, 0, 14, 0)
        top = toolbar((self.ladder_box, self.rename_button, self.retire_button), (self.new_button, self.preset_button))
        steps = toolbar((self.add_button,), (self.edit_button, self.up_button, self.down_button, self.active_button))
        for row in (top, steps):
            row.setContentsMargins(14, 0, 14, 0)
        for one in (self.origin_label, self.step_label):
            one.setContentsMargins(14, 0, 14, 0)
        card.body.addLayout(top)
        card.body.addWidget(self.origin_label)
        card.body.addLayout(steps)
        card.body.addWidget(self.stack, 1)
        card.body.addWidget(self.step_label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)

    # ---- reading ---------------------------------------------------------------------------------------------

    @property
    def ladder(self) -> LadderLine | None:
        """The ladder in hand."""
        return next((one for one in self.ladders if one.id == self._chosen), None)

    def load(self) -> None:
        """Read the ladders anew."""
        ledger = self.context.ledger
        self.loaded = True

        def read(_progress: Any) -> tuple[LadderLine, ...]:
            from models.operations.ladders import list_ladders

            return list_ladders(ledger)

        self.context.jobs.read("读取督促阶梯", read, self._show, owner=self)

    def load_once(self) -> None:
        """Read them unless that was done."""
        if not self.loaded:
            self.load()

    def _show(self, ladders: tuple[LadderLine, ...]) -> None:
        before = {one.id for one in self.ladders}
        added = [one.id for one in ladders if one.id not in before]
        self.ladders = ladders
        if before and len(added) == 1:
            self._chosen = added[0]
        if self.ladder is None:
            self._chosen = next((one.id for one in ladders if one.active), ladders[0].id if ladders else None)
        self.ladder_box.clear()
        for one in ladders:
            self.ladder_box.addItem(one.name if one.active else f"{one.name}（已停用）", one.id)
        self.ladder_box.setCurrentIndex(self.ladder_box.findData(self._chosen))
        self._show_ladder()

    def _show_ladder(self) -> None:
        ladder = self.ladder
        lines = [*ladder.steps, *ladder.retired] if ladder is not None else []
        self.table.set_lines(lines, lambda one: one.id)
        self.stack.setCurrentIndex(0 if self.ladders else 1)
        self.note.setText(f"{SCOPES[ladder.scope]}，{len(ladder.steps)} 步" if ladder is not None else "")
        self.origin_label.setText(f"依据：{ladder.origin}" if ladder is not None and ladder.origin else "")
        self._show_buttons()

    def _on_ladder(self, _row: int) -> None:
        self._chosen = self.ladder_box.currentData()
        self._show_ladder()

    def _on_line(self, line: StepLine | None) -> None:
        words = []
        if line is not None:
            words = [line.origin and f"依据：{line.origin}", line.effect and f"措施和后果：{line.effect}"]
            if line.fields:
                words.append(f"另填：{'、'.join(one.title for one in line.fields)}")
        self.step_label.setText("　".join(part for part in words if part))
        self._show_buttons()

    def _show_buttons(self) -> None:
        writable, line, ladder = not self.context.ledger.read_only, self.table.current_line(), self.ladder
        self.new_button.setEnabled(writable)
        self.preset_button.setEnabled(writable)
        for one in (self.rename_button, self.retire_button, self.add_button):
            one.setEnabled(writable and ladder is not None)
        self.retire_button.setText("停用阶梯" if ladder is None or ladder.active else "启用阶梯")
        for one in (self.edit_button, self.active_button):
            one.setEnabled(writable and line is not None)
        for one in (self.up_button, self.down_button):
            one.setEnabled(writable and line is not None and line.active)
        self.active_button.setText("停用" if line is None or line.active else "启用")

    # ---- what the clerk does ---------------------------------------------------------------------------------

    def new_ladder(self) -> None:
        """Ask for a ladder and add it."""
        self._ask_ladder(None)

    def edit_ladder(self) -> None:
        """Change name, scope and origin of the ladder in hand."""
        if self.ladder is not None:
            self._ask_ladder(self.ladder)

    def _ask_ladder(self, ladder: LadderLine | None) -> None:
        from models.operations.ladders import save_ladder

        known = (ladder.name, ladder.scope, ladder.origin) if ladder is not None else ("", "both", "")
        dialog = LadderDialog(self.window(), *known, new=ladder is None)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            key, given = (ladder.id if ladder is not None else None), dialog.values()
            self._write("保存督促阶梯", lambda ledger: save_ladder(ledger, key, *given))

    def switch_ladder(self) -> None:
        """Retire the ladder in hand, or take it up again."""
        from models.operations.ladders import switch_ladder

        ladder = self.ladder
        if ladder is not None:
            self._write("停用或启用督促阶梯", lambda ledger: switch_ladder(ledger, ladder.id, not ladder.active))

    def restore(self) -> None:
        """Put the shipped ladders back after asking; undo takes it back."""
        from models.operations.ladders import restore_presets

        text = "把部级五步法和省级五步法恢复成程序自带的内容？"
        detail = "改过的触发条件、文书和时限会换成自带的；自己加的步骤保留在后面，已经采取的措施不变。可以撤销。"
        if self.ladders and not confirm.ask(self, "恢复预设", text, "恢复", detail=detail):
            return
        self._write("恢复预设", restore_presets)

    def add(self) -> None:
        """Ask for a step and add it at the end."""
        self._ask_step(None)

    def edit(self) -> None:
        """Change the step in hand."""
        line: StepLine | None = self.table.current_line()
        if line is not None:
            self._ask_step(line)

    def _ask_step(self, line: StepLine | None) -> None:
        from models.operations.ladders import save_step

        ladder = self.ladder
        if ladder is None or self.context.ledger.read_only:
            return
        dialog = LadderStepDialog(self.window(), line)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            settings, key = dialog.settings(), line.id if line is not None else None
            self._write("保存步骤", lambda ledger: save_step(ledger, ladder.id, key, settings))

    def move_line(self, by: int) -> None:
        """Move the step in hand up or down."""
        from models.operations.ladders import move_step

        line = self.table.current_line()
        if line is not None:
            self._write("调整次序", lambda ledger: move_step(ledger, line.id, by), quiet=True)

    def switch(self) -> None:
        """Retire the step in hand, or take it up again."""
        from models.operations.ladders import switch_step

        line = self.table.current_line()
        if line is not None:
            self._write("停用或启用步骤", lambda ledger: switch_step(ledger, line.id, not line.active))

    def _write(self, name: str, act: Callable[[Ledger], Change], quiet: bool = False) -> None:
        self.work.write_line(name, act, self.load, quiet=quiet)


def _reply(step: StepLine) -> str:
    return f"{step.reply_workdays} 个工作日" if step.reply_workdays else "—"
