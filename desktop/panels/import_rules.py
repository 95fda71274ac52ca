"""The card 导入规则 of the settings page: who wins for each field, how near is the same place, remembered layouts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QSpinBox, QWidget

from desktop.context import AppContext
from desktop.panels.intake.policies_dialog import EVERY_IMPORT, PoliciesDialog
from desktop.widgets.card import Card, label
from desktop.widgets.flow import button, toolbar

if TYPE_CHECKING:
    from models.operations import Change
    from models.operations.rule_settings import RuleLine

NEAR_KEY = "import_near_metres"
NEAR_TITLE = "导入时视为同一地点的距离"
MOST_METRES = 2_000


class ImportRules(Card):
    """What is set here holds for every later import into this ledger."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("导入规则", "存在台账里，所有人一致")
        self._context = context
        self.near_box = QSpinBox()
        self.near_box.setRange(0, MOST_METRES)
        self.near_box.setSuffix(" 米")
        self.near_box.setFixedWidth(96)
        self.near_box.setAccessibleName(NEAR_TITLE)
        self.near_box.editingFinished.connect(self._on_near_edited)
        self.policies_button = button("字段策略…", tooltip="清单和台账不一致时，每个字段以谁为准")
        self.policies_button.clicked.connect(self._on_policies)
        self.profiles_button = button("导入方案…", tooltip="各种版式的清单是怎样对应字段的")
        self.profiles_button.clicked.connect(self._on_profiles)
        self.body.addLayout(toolbar((label("坐标相距"), self.near_box, label("以内视为同一地点", "secondary"))))
        self.body.addLayout(toolbar((self.policies_button, self.profiles_button)))
        self.note = label("", "small", wrap=True)
        self.body.addWidget(self.note)

    def show_rules(self, rules: list[RuleLine]) -> None:
        """Show what the ledger has."""
        writable = not self._context.ledger.read_only
        for rule in rules:
            if rule.key == NEAR_KEY:
                self.near_box.setValue(int(rule.value))
                self.note.setText(rule.origin)
        for part in (self.near_box, self.policies_button):
            part.setEnabled(writable)

    def _on_near_edited(self) -> None:
        from models.operations.rule_settings import set_rule

        ledger, metres = self._context.ledger, self.near_box.value()
        self._write(lambda: set_rule(ledger, NEAR_KEY, metres), "。")

    def _on_policies(self) -> None:
        from models.operations.import_policies import import_policies, set_import_policies

        ledger = self._context.ledger
        said = PoliciesDialog.ask(self.window(), policy_fields(), import_policies(ledger), EVERY_IMPORT)
        if said:
            self._write(lambda: set_import_policies(ledger, said), "。")

    def _on_profiles(self) -> None:
        from desktop.panels.profile_list import open_profiles

        open_profiles(self._context, self.window())

    def _write(self, work: Callable[[], Change], ending: str) -> None:
        def done(change: Any) -> None:
            if change.change_set_id:
                self._context.bus.broadcast(change)
                self._context.inform(f"{change.title}{ending}", "green")

        self._context.jobs.write("修改导入规则", lambda _progress: work(), done, owner=self)


def policy_fields() -> list[tuple[str, str]]:
    """The fields that a list may fill, with their titles; those that only follow another one are left out."""
    from desktop.panels.intake.own_fields import fields_to_feed

    return [(key, title) for key, title in fields_to_feed() if key != "ledger_number"]


def example(parent: QWidget) -> PoliciesDialog:
    """The dialog with two fields set, for a picture."""
    return PoliciesDialog(parent, policy_fields(), {"remarks": "append", "phone": "fill"}, EVERY_IMPORT)
