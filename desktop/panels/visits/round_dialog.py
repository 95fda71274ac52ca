"""Asks for a round: name, order, dates, how many teams, and a note."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.widgets.card import label, restyle
from models.errors import UserError

if TYPE_CHECKING:
    from models.operations.rounds import RoundDraft
    from models.queries.visits_totals import RoundLine

_DAY = "如 2018-06-11"


class RoundDialog(QDialog):
    """Says what is wrong while it is typed; ``draft()`` is what stands in it now."""

    def __init__(self, parent: QWidget | None, campaign: str, line: RoundLine | None = None, ordinal: int = 1) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"修改第 {line.name} 轮" if line is not None else "新增轮次")
        self.name_edit = QLineEdit(line.name if line is not None else str(ordinal))
        self.ordinal_edit = QLineEdit(_text(line.ordinal if line is not None else ordinal))
        self.start_edit = QLineEdit(_text(line.started_on if line is not None else None))
        self.end_edit = QLineEdit(_text(line.ended_on if line is not None else None))
        self.teams_edit = QLineEdit(_text(line.teams if line is not None else None))
        self.note_edit = QLineEdit((line.note or "") if line is not None else "")
        self.hint = label("", "secondary", tone="red", wrap=True)
        self.buttons = QDialogButtonBox()
        self.ok_button = self.buttons.addButton("确定", QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok_button.setProperty("role", "primary")
        restyle(self.ok_button)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setSpacing(10)
        for words, edit in (
            ("轮次", self.name_edit), ("次序", self.ordinal_edit), ("开始日期", self.start_edit),
            ("结束日期", self.end_edit), ("检查组数", self.teams_edit), ("备注", self.note_edit),
        ):  # fmt: skip
            edit.setAccessibleName(words)
            edit.textChanged.connect(self._check)
            form.addRow(words, edit)
        for edit in (self.start_edit, self.end_edit):
            edit.setPlaceholderText(_DAY)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label(f"任务来源：{campaign}", "secondary", wrap=True))
        layout.addLayout(form)
        layout.addWidget(self.hint)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(400)
        self._check()
        self.name_edit.selectAll()

    @classmethod
    def ask(
        cls, parent: QWidget | None, campaign: str, line: RoundLine | None = None, ordinal: int = 1
    ) -> RoundDraft | None:
        """Show the dialog; None when cancelled."""
        dialog = cls(parent, campaign, line, ordinal)
        return dialog.draft() if dialog.exec() else None

    def draft(self) -> RoundDraft:
        """What stands in the dialog now; UserError where a part cannot be read."""
        from models.operations.rounds import RoundDraft

        return RoundDraft(
            self.name_edit.text(), _number(self.ordinal_edit.text(), "次序"), _day(self.start_edit.text(), "开始日期"),
            _day(self.end_edit.text(), "结束日期"), _number(self.teams_edit.text(), "检查组数"), self.note_edit.text(),
        )  # fmt: skip

    def _check(self) -> None:
        try:
            self.draft().values()
        except UserError as error:
            self.hint.setText(str(error))
        else:
            self.hint.setText("")
        self.ok_button.setEnabled(not self.hint.text())
        self.hint.setVisible(bool(self.hint.text()))


def _text(value: object) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _number(text: str, what: str) -> int | None:
    if not text.strip():
        return None
    try:
        return int(text)
    except ValueError:
        raise UserError(f"{what}要填整数") from None


def _day(text: str, what: str) -> date | None:
    from models.rules.dates import read_date

    if not text.strip():
        return None
    found = read_date(text.strip()).date
    if found is None:
        raise UserError(f"{what}“{text.strip()}”不是日期", advice="例如 2018-06-11")
    return found
