"""What stays and what goes while the import works: the keyboard, and what was said of an earlier try."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from desktop.pages import import_list


def test_the_keyboard_stays_on_the_page_while_it_works(intake: Any, idle: Any, first: Path, qtbot: Any) -> None:
    intake.choose.zone.button.setFocus()
    intake.start([first])
    idle()
    assert intake.steps.current == import_list.HEADER
    for step in (import_list.MAPPING, import_list.PLAN):
        assert intake.next_button.hasFocus(), "Enter goes on, and does not leave for another page"
        qtbot.keyClick(intake.next_button, Qt.Key.Key_Space)
        idle()
        assert intake.steps.current == step
        intake.next_button.setFocus()


def test_what_was_said_of_an_earlier_try_is_gone_when_the_import_goes_on(go: Any, idle: Any, first: Path) -> None:
    page = go(first, import_list.PLAN)
    page.on_cancelled("commit")
    assert page.app.window.message_bar.isVisible()
    page.next_button.click()
    idle()
    assert page.steps.current == import_list.DONE
    assert not page.app.window.message_bar.isVisible()
