"""Asks for one finding, for one check or for all that are selected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.panels.person_box import PersonBox
from desktop.tables.editors import DateEditor
from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label
from models import clock

if TYPE_CHECKING:
    from models.queries.verification import ResultLine

_HEIGHT = 78


class FindingDialog(QDialog):
    """``values()`` once accepted: result, day, verifier, and the words that were typed (blank ones are left out)."""

    def __init__(
        self, context: AppContext, parent: QWidget | None, results: Sequence[ResultLine], head: str,
        chosen: str = "", verifier: str = "", day: str = "",
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle("登记核查结果")
        self._results = {one.name: one for one in results}
        self.result_box = QComboBox()
        self.result_box.setAccessibleName("核查结果")
        for one in results:
            self.result_box.addItem(one.name)
        self.result_box.setCurrentIndex(max(self.result_box.findText(chosen), 0))
        self.follows = label("", "secondary", wrap=True)
        self.day_edit = DateEditor(self, "left")
        self.day_edit.setFrame(True)
        self.day_edit.setAccessibleName("核查日期")
        self.day_edit.setText(day or clock.today().isoformat())
        self.person = PersonBox(context, self)
        self.person.setAccessibleName("核查人")
        if verifier:
            self.person.set_person(verifier)
        self.finding_edit, self.demand_edit = QPlainTextEdit(), QPlainTextEdit()
        for edit, name, hint in (
            (self.finding_edit, "核查情况", "现场看到的情况"),
            (self.demand_edit, "存在问题及要求", "还要做什么、什么时候做完"),
        ):
            edit.setAccessibleName(name)
            edit.setPlaceholderText(hint)
            edit.setTabChangesFocus(True)
            edit.setFixedHeight(_HEIGHT)
            edit.textChanged.connect(self._check)
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.addRow("核查结果", self.result_box)
        form.addRow("", self.follows)
        form.addRow("核查日期", self.day_edit)
        form.addRow("核查人", self.person)
        form.addRow("核查情况", self.finding_edit)
        form.addRow("存在问题及要求", self.demand_edit)
        self.hint = label("", tone="amber", wrap=True)
        buttons, self.ok_button = answer_buttons(self, "登记")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label(head, "title", wrap=True))
        layout.addLayout(form)
        layout.addWidget(self.hint)
        layout.addWidget(buttons)
        self.setMinimumWidth(520)
        self.result_box.currentIndexChanged.connect(self._check)
        self.day_edit.textChanged.connect(self._check)
        self.person.person_changed.connect(self._check)
        self._check()
        (self.finding_edit if chosen else self.result_box).setFocus()

    def values(self) -> dict[str, Any]:
        """What was said."""
        said = {
            "result": self.result_box.currentText(), "checked_on": self.day_edit.text().strip(),
            "verifier": self.person.person,
        }  # fmt: skip
        words = {"finding": self.finding_edit.toPlainText().strip(), "demand": self.demand_edit.toPlainText().strip()}
        return said | {key: text for key, text in words.items() if text}

    def _check(self) -> None:
        from models.rules.dates import read_date

        result = self._results.get(self.result_box.currentText())
        self.follows.setText(f"登记后：{result.consequences()}。" if result is not None else "")
        missing: list[str] = []
        if read_date(self.day_edit.text().strip(), year=clock.today().year).date is None:
            missing.append("核查日期")
        if not self.person.person:
            missing.append("核查人")
        words = self.finding_edit.toPlainText().strip() or self.demand_edit.toPlainText().strip()
        if result is not None and result.needs_finding and not words:
            missing.append("核查情况或存在问题")
        self.hint.setText(f"还要填写：{'、'.join(missing)}" if missing else "")
        self.ok_button.setEnabled(not missing)
