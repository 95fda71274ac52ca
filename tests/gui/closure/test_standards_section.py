"""The section 销号标准 of the settings, by keys and mouse."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from desktop.dialogs import confirm
from models.queries.closure_standards import read_standards
from tests.gui.closure.conftest import put


def standards(hands: Any) -> Any:
    with hands.app.context.ledger.reading() as connection:
        return read_standards(connection)


@pytest.fixture
def section(hands: Any) -> Any:
    page = hands.app.window.open_page("settings")
    page.open(tab="standards")
    hands.settle()
    return page.widget("standards")


def press(hands: Any, table: Any, key: Any, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    """A key that is a shortcut of the table, which must have the keyboard in the window in front."""
    window = hands.app.window
    with hands.qtbot.waitActive(window):
        window.activateWindow()
    table.setFocus()
    hands.qtbot.keyClick(table, key, modifier)
    hands.settle()


def answer(hands: Any, section: Any, **typed: Any) -> None:
    dialog = section.steps.dialog
    for key, value in typed.items():
        put(dialog.editors[key], value)
    hands.click(dialog.ok_button)


def test_the_standards_stand_with_their_conditions_and_levels(section: Any) -> None:
    assert [one.name for one in section.standards.lines.lines()] == ["一般问题", "双替代类", "散乱污和燃煤锅炉"]
    assert section.conditions.lines.rowCount() == 5 and section.levels.lines.rowCount() == 7
    section.standards.selectRow(1)
    assert section.conditions.lines.rowCount() == 6
    assert "安徽 2019 年" in section.origin.text()


def test_a_condition_is_added_moved_and_left_aside_by_keys(hands: Any, section: Any) -> None:
    part = section.parts[1]
    press(hands, part.table, Qt.Key.Key_Insert)
    answer(hands, section, text="群众满意", needs=False)
    assert standards(hands)[0].conditions[-1].text == "群众满意"
    part.table.selectRow(5)
    press(hands, part.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert standards(hands)[0].conditions[4].text == "群众满意"
    press(hands, part.table, Qt.Key.Key_Delete)
    assert not standards(hands)[0].conditions[4].active
    assert part.active_button.text() == "启用"
    hands.undo()
    assert standards(hands)[0].conditions[4].active


def test_a_wrong_number_is_said_in_the_dialog_and_what_was_typed_stays(hands: Any, section: Any) -> None:
    section.parts[2].table.selectRow(1)
    press(hands, section.parts[2].table, Qt.Key.Key_F2)
    answer(hands, section, workdays="十天")
    assert section.steps.dialog.error_label.text() == "办理工作日“十天”不是整数，请填工作日数，如 7。"
    answer(hands, section, workdays="15")
    assert standards(hands)[0].levels[1].workdays == 15


def test_the_presets_come_back_after_a_question(hands: Any, section: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    hands.click(section.parts[0].active_button)
    assert not standards(hands)[0].active
    monkeypatch.setattr(confirm, "ask", lambda *_words, **_more: True)
    hands.click(section.preset_button)
    assert standards(hands)[0].active
