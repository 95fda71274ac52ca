"""Shows what a bulk fix of findings would write, before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.theme.theme import Theme
from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label

SIZE = (860, 520)


@dataclass(frozen=True)
class FixOffer:
    """``problems`` of ``found`` can be fixed; ``lines`` are cells as (number, field, old, new)."""

    title: str
    fix: str
    found: int
    problems: int
    lines: Sequence[tuple[str, str, str, str]]


class FixFindingsDialog(QDialog):
    """Accepted when the fix shall be done."""

    def __init__(self, parent: QWidget | None, theme: Theme, offer: FixOffer) -> None:
        super().__init__(parent)
        self.setWindowTitle("批量处理")
        left = offer.found - offer.problems
        words = f"“{offer.title}”有 {offer.found:,} 条，其中 {offer.problems:,} 条可以处理：{offer.fix}。"
        words += f"其余 {left:,} 条没有依据，请逐条核对。" if left else ""
        self.heading = label(words, "title", wrap=True)
        self.table = ShortListTable(
            (
                ListColumn("编号", lambda one: one[0], 112),
                ListColumn("字段", lambda one: one[1], 130),
                ListColumn("现在", lambda one: one[2] or "（空）", STRETCH),
                ListColumn("改为", lambda one: one[3] or "（空）", STRETCH),
            ),
            theme,
            several=True,
        )
        self.table.setAccessibleName("将要改动的内容")
        self.table.set_lines(list(offer.lines))
        shown = len({line[0] for line in offer.lines})
        more = f"这里列出前 {shown:,} 条。" if shown < offer.problems else ""
        buttons, self.ok_button = answer_buttons(self, f"处理 {offer.problems:,} 条")
        self.ok_button.setEnabled(offer.problems > 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(self.heading)
        layout.addWidget(label(f"{more}处理之后一次撤销就能全部恢复，之后又改过的除外。", "secondary", wrap=True))
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        self.resize(*SIZE)

    @classmethod
    def ask(cls, parent: QWidget | None, theme: Theme, offer: FixOffer) -> bool:
        """Show the dialog; true where the fix shall be done."""
        return bool(cls(parent, theme, offer).exec())


def shown_value(value: Any) -> str:
    """A value as a person reads it."""
    return "" if value is None else str(value)
