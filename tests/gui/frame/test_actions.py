"""Actions are data: keys are unique, each can be reached, and each is done by somebody."""

from __future__ import annotations

from collections import Counter
from typing import Any

from PySide6.QtGui import QKeySequence

from desktop.actions import ACTIONS, BUTTONS, MENUS, PAGES, RECENT, SEPARATOR
from desktop.pages.catalogue import ENTRIES, GROUPS


def test_no_two_actions_or_pages_share_a_key() -> None:
    keys = [spec.shortcut for spec in ACTIONS.values() if spec.shortcut] + [entry.shortcut for entry in ENTRIES]
    assert [key for key, count in Counter(keys).items() if count > 1] == []
    for key in keys:
        assert not QKeySequence(key).isEmpty(), key


def test_every_action_can_be_reached_from_a_menu_or_a_button() -> None:
    listed = {line for _title, lines in MENUS for line in lines} - {SEPARATOR, RECENT, PAGES}
    assert listed | set(BUTTONS) == set(ACTIONS)


def test_every_page_stands_in_a_group_of_the_navigation() -> None:
    assert {entry.group for entry in ENTRIES} <= set(GROUPS)


def test_every_action_is_done_by_the_window_or_by_its_page(app: Any) -> None:
    for spec in ACTIONS.values():
        if spec.page:
            page = app.window.page(spec.page)
            assert page is not None, spec.id
            assert spec.id in page.actions_handled(), spec.id
        else:
            assert spec.id in app.commands.handlers, spec.id
    assert set(app.commands.handlers) == {spec.id for spec in ACTIONS.values() if not spec.page}


def test_the_menu_shows_every_action_with_its_key(app: Any) -> None:
    menu = app.window.actions_.build_menu(["/somewhere/台账"])
    shown = {action for part in menu.actions() for action in part.menu().actions()}
    wanted = {app.window.actions_.qactions[line] for _t, lines in MENUS for line in lines if line in ACTIONS}
    assert wanted <= shown
    assert set(app.window.actions_.page_actions.values()) <= shown
    menu.deleteLater()


def test_actions_that_cannot_be_done_are_disabled(start_app: Any, empty_folder: Any) -> None:
    app = start_app(empty_folder)
    enabled = {name for name, action in app.window.actions_.qactions.items() if action.isEnabled()}
    assert not {"edit.undo", "edit.redo", "import.undo"} & enabled
    assert {"import.files", "ledger.open", "backup.now", "window.search"} <= enabled


def test_pages_and_actions_are_found_by_syllables_too(app: Any) -> None:
    assert "page:charts" in [one.id for one in app.window.finder.suggest("tongji")]
    assert "action:ledger.print" in [one.id for one in app.window.finder.suggest("dytz")]


def test_the_search_box_suggests_pages_and_actions_by_name_and_pinyin(app: Any) -> None:
    found = [one.id for one in app.window.finder.suggest("台账")]
    assert "page:ledger" in found
    assert "action:ledger.open" in found
    assert "page:charts" in [one.id for one in app.window.finder.suggest("tjtb")]
    assert "action:edit.undo" not in [one.id for one in app.window.finder.suggest("撤销")]
