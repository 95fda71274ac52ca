"""The card 台账规则 of the settings: every rule of the ledger with its value, its limits and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox, QWidget

from desktop.context import AppContext
from desktop.widgets.card import Card, label
from desktop.widgets.flow import toolbar
from models.rule_forms import RuleForm, Value, rule_forms

if TYPE_CHECKING:
    from models.operations import Change
    from models.operations.rule_settings import RuleLine

_NUMBER_WIDTH, _CHOICE_WIDTH = 110, 130


class LedgerRules(Card):
    """Rules that have no card of their own; what is set is kept when the field is left."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("台账规则", "存在台账里，所有人一致")
        self._context = context
        self._values: dict[str, Value] = {}
        self.editors: dict[str, QWidget] = {}
        for key, form in rule_forms().items():
            if form.place:
                continue
            editor = self._editor(key, form)
            editor.setAccessibleName(form.title)
            editor.setToolTip(form.origin)
            self.editors[key] = editor
            self.body.addWidget(label(form.title, wrap=True))
            self.body.addLayout(toolbar((editor,)))
            self.body.addWidget(label(form.origin, "small", wrap=True))
            self.body.addSpacing(4)

    def _editor(self, key: str, form: RuleForm) -> QWidget:
        if isinstance(form.preset, bool):
            tick = QCheckBox("是")
            tick.clicked.connect(lambda on: self._keep(key, bool(on)))
            return tick
        if form.choices:
            box = QComboBox()
            box.setFixedWidth(_CHOICE_WIDTH)
            for value, words in form.choices.items():
                box.addItem(words, value)
            box.activated.connect(lambda row: self._keep(key, str(box.itemData(row))))
            return box
        number = QSpinBox()
        number.setRange(form.least, form.most)
        number.setFixedWidth(_NUMBER_WIDTH)
        if form.unit:
            number.setSuffix(f" {form.unit}")
        number.editingFinished.connect(lambda: self._keep(key, number.value()))
        return number

    def show_rules(self, rules: list[RuleLine]) -> None:
        """Show what the ledger has; a rule that it does not have yet stands at its preset."""
        known = {rule.key: rule.value for rule in rules}
        writable = not self._context.ledger.read_only
        for key, editor in self.editors.items():
            value = known.get(key, rule_forms()[key].preset)
            self._values[key] = value
            if isinstance(editor, QSpinBox):
                editor.setValue(int(value))
            elif isinstance(editor, QCheckBox):
                editor.setChecked(bool(value))
            elif isinstance(editor, QComboBox):
                editor.setCurrentIndex(max(0, editor.findData(value)))
            editor.setEnabled(writable)

    def _keep(self, key: str, value: Value) -> None:
        from models.operations.rule_settings import set_rule

        if self._values.get(key) == value:
            return
        self._values[key] = value
        ledger = self._context.ledger

        def done(change: Change) -> None:
            if change.change_set_id:
                self._context.bus.broadcast(change)
                self._context.inform(f"{change.title}。", "green")

        self._context.jobs.write("修改规则", lambda _progress: set_rule(ledger, key, value), done, owner=self)
