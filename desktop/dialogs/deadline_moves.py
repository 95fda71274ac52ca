"""Lists the deadlines that a changed working calendar would move, old → new, and asks whether they shall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.theme.theme import Theme
from desktop.widgets.card import label, restyle
from models.operations.deadline_moves import DeadlineMove


class DeadlineMovesDialog(QDialog):
    """Accepted means that they move; the lines can be copied to Excel (Ctrl+A, Ctrl+C)."""

    def __init__(self, parent: QWidget | None, theme: Theme, moves: Sequence[DeadlineMove]) -> None:
        super().__init__(parent)
        self.setWindowTitle("期限随工作日历变动")
        shown = [move for move in moves if move.moves]
        settled = len(moves) - len(shown)
        self.table = ShortListTable(
            (
                ListColumn("期限", lambda move: move.title, 82),
                ListColumn("台账编号", lambda move: move.ledger_number or "（单位）", 104),
                ListColumn("名称", lambda move: move.name, STRETCH),
                ListColumn("原来", lambda move: day_words(move.old, move.was_estimated), 138),
                ListColumn("改为", lambda move: day_words(move.new, move.estimated), 138,
                           chip=lambda move: "amber" if move.estimated else "blue"),
                ListColumn("相差", _difference, 76, right=True),
            ),
            theme,
            several=True,
        )  # fmt: skip
        self.table.setAccessibleName("会变动的期限")
        self.table.set_lines(shown, lambda move: (move.kind, move.key))
        self.table.setVisible(bool(shown))
        words = f"按现在的工作日历，有 {len(shown):,} 个期限应当变动。" if shown else "没有期限要换日子。"
        if settled:
            words += f"另有 {settled:,} 个期限日子不变，只是不再是（或变成）预估。"
        self.head = label(words, wrap=True)
        self.note = label(
            "人工改过的、延期过的和已销号的期限不在其中，也不会变动。移动后可以撤销（Ctrl+Z）；"
            "不移动的，以后仍可在这里再看。",
            "secondary",
            wrap=True,
        )
        self.buttons = QDialogButtonBox()
        yes = f"移动 {len(shown):,} 个期限" if shown else "更新预估标记"
        self.move_button = self.buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self.move_button.setProperty("role", "primary")
        restyle(self.move_button)
        self.leave_button = self.buttons.addButton("不移动", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        for part in (self.head, self.table, self.note, self.buttons):
            layout.addWidget(part, 1 if part is self.table else 0)
        self.resize(820, 460 if shown else 200)


def day_words(day: date | None, estimated: bool) -> str:
    """2018-10-29, 2027-01-18（预估）or 没有日期."""
    return f"{day.isoformat()}{'（预估）' if estimated else ''}" if day is not None else "没有日期"


def _difference(move: DeadlineMove) -> str:
    if move.old is None or move.new is None:
        return ""
    days = (move.new - move.old).days
    return f"{'推迟' if days > 0 else '提前'} {abs(days)} 天"
