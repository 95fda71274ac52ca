"""Beside the button that writes a plan: how it is written, the correction workbook, and what still keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from desktop.widgets.card import label
from desktop.widgets.flow import button

if TYPE_CHECKING:
    from models.importing.views import ImportPlan


class PlanFoot(QWidget):
    """``strict_set(bool)``, ``corrections_wanted()``, ``undo_wanted()``."""

    strict_set = Signal(bool)
    corrections_wanted = Signal()
    undo_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.plan: ImportPlan | None = None
        self.stale = False
        self.corrections_button = button(
            "导出更正表…", tooltip="照原表的样子，只留错误、待认领和提醒的行，标出原因；改好拖回来就接着这一批导入"
        )
        self.undo_button = button("撤回", tooltip="收回刚才的一个决定（Ctrl+Z）")
        self.strict_box = QCheckBox("全部成功才写入")
        self.strict_box.setToolTip("不勾选：先写入正确的行，其余的留在更正表里；勾选：有一行错误就一行也不写")
        self.note = label("", "secondary")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for part in (self.corrections_button, self.undo_button, self.strict_box, self.note):
            row.addWidget(part)
        self.corrections_button.clicked.connect(self.corrections_wanted)
        self.undo_button.clicked.connect(self.undo_wanted)
        self.strict_box.clicked.connect(self.strict_set)

    def show_plan(self, plan: ImportPlan, strict: bool, can_undo: bool) -> None:
        """Show what a plan allows."""
        self.plan = plan
        self.set_stale(False)
        self.strict_box.setChecked(strict)
        self.strict_box.setVisible(plan.refused > 0 or strict)
        self.corrections_button.setVisible(plan.refused + plan.suspect > 0 or bool(plan.issues))
        self.undo_button.setVisible(can_undo)
        held = strict and plan.refused > 0
        self.note.setText(f"有 {plan.refused:,} 行错误，更正后才能写入" if held else "")

    def say_visits(self, plan: ImportPlan) -> None:
        """Of a log of visits there is no correction workbook; of very many rows alike only the first are listed."""
        self.corrections_button.hide()
        words = (self.note.text(), plan.scope_words)
        self.note.setText("　".join(text for text in words if text))

    def set_stale(self, stale: bool) -> None:
        """Whether the plan shown is no longer what was chosen."""
        self.stale = stale

    @property
    def ready(self) -> bool:
        """Whether the plan can be written, or made anew."""
        plan = self.plan
        return plan is not None and (self.stale or not (self.strict_box.isChecked() and plan.refused))

    def commit_words(self) -> str:
        """What the button will do."""
        plan = self.plan
        if plan is None:
            return "导入"
        if self.stale:
            return "重新核对"
        waiting = (("待认领", plan.suspect), ("错误", plan.refused))
        held = [f"{count:,} 条{word}" for word, count in waiting if count]
        more = f"（{'，'.join(held)}）" if held else ""
        written = plan.new + plan.changed
        return f"导入 {written:,} 条{more}" if written else f"没有要写入的，登记这一批{more}"
