"""The counts of a plan as cards; a card lists only its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.panels.intake.plan_lines import Shown
from desktop.widgets.card import restyle
from desktop.widgets.key_figure import KeyFigure

if TYPE_CHECKING:
    from models.importing.views import ImportOptions

FIGURES = (
    ("new", "新增", "green", "将写入台账"),
    ("changed", "变更", "amber", ""),
    ("unchanged", "未变", "grey", "跳过"),
    ("conflicts", "冲突", "purple", "没有"),
    ("vanished", "清单已无", "blue", "上次有、这次没有"),
    ("suspect", "待认领", "purple", "先不写入"),
    ("refused", "错误", "red", "不写入"),
    ("left", "不导入", "grey", "取消勾选的"),
)


class PlanFigures(QWidget):
    """``chosen(key)``: list only these rows."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.cards: dict[str, KeyFigure] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for key, words, tone, note in FIGURES:
            card = KeyFigure(words, tone)
            card.setMinimumWidth(92)
            card.set("0", note)
            card.setToolTip(f"只看{words}的行，再点一次看全部")
            card.clicked.connect(lambda key=key: self.chosen.emit(key))
            self.cards[key] = card
            row.addWidget(card)

    def show_plan(self, shown: Shown, options: ImportOptions) -> None:
        """Show the counts of a plan."""
        plan = shown.plan
        warnings = sum("warning" in entry.kinds for entry in shown.entries)
        complete = options.scope == "complete"
        notes = {
            "changed": f"共 {plan.cells:,} 个单元格" if plan.cells else "没有变化",
            "conflicts": "请选台账或清单" if plan.conflicts else "没有",
            "vanished": "待核实，不会销号" if complete else "完整清单才判断",
            "suspect": "先认领，再写入" if plan.suspect else "没有",
            "refused": (f"另有提醒 {warnings:,} 行" if warnings else "可就地更正" if plan.refused else "没有"),
            "left": "取消勾选的" if plan.left else "没有",
        }
        for key, _words, _tone, note in FIGURES:
            self.cards[key].set(f"{getattr(plan, key):,}", notes.get(key, note))

    def mark(self, only: str) -> None:
        """Show which card's rows are listed."""
        for key, card in self.cards.items():
            wanted = "true" if key == only else "false"
            if card.property("chosen") != wanted:
                card.setProperty("chosen", wanted)
                restyle(card)
