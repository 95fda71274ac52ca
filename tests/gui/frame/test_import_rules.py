"""The card 导入规则 on the settings page: what is set there holds for later imports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from desktop.panels.intake.policies_dialog import PoliciesDialog
from models.operations.import_policies import import_policies
from models.operations.rule_settings import list_rules


@pytest.fixture
def card(start_app: Any, empty_folder: Path) -> Any:
    app = start_app(empty_folder)
    page = app.window.open_page("settings")
    assert app.jobs.wait_idle(10)
    card = page.widget("general").import_rules
    card.app = app
    return card


def test_the_distance_that_is_the_same_place_is_kept_in_the_ledger(card: Any) -> None:
    assert card.near_box.value() == 50
    assert "50 米" in card.note.text()
    card.near_box.setValue(120)
    card.near_box.editingFinished.emit()
    assert card.app.jobs.wait_idle(10)
    rules = {rule.key: rule.value for rule in list_rules(card.app.context.ledger)}
    assert rules["import_near_metres"] == 120


def test_the_policies_of_the_ledger_are_chosen_field_by_field(card: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def choose(dialog: PoliciesDialog) -> int:
        box = dialog.boxes["remarks"]
        box.setCurrentIndex(box.findData("append"))
        return 1

    monkeypatch.setattr(PoliciesDialog, "exec", choose)
    card.policies_button.click()
    assert card.app.jobs.wait_idle(10)
    assert import_policies(card.app.context.ledger) == {"remarks": "append"}
