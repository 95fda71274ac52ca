"""The shortest ways that the manual writes down are walked with real keys, and take as many keys as it counts."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.panels.help.topics import topic
from models import clock
from models.operations import CellEdit, edit_cells
from models.queries.problems import ProblemQuery, problem_ids, problem_records

OURS = re.compile(r"^本程序：(\d+) 次按键", re.MULTILINE)
EXCEL = re.compile(r"^Excel：(\d+) 次", re.MULTILINE)
LETTERS = {"j": Qt.Key.Key_J, "c": Qt.Key.Key_C}


class Hands:
    """Presses keys on whatever has the keyboard, as a person does, and counts them."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.presses = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.presses += 1
        QTest.keyClick(QApplication.focusWidget() or self._app.window, key, modifier)
        assert self._app.jobs.wait_idle(20)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def hands(app: Any, qtbot: Any) -> Hands:
    app.window.resize(1366, 768)
    app.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return Hands(app)


def counted(key: str, pattern: re.Pattern[str]) -> int:
    found = pattern.search(topic(key).text)
    assert found is not None
    return int(found[1])


def test_each_morning_all_five_lines_are_opened_in_as_many_keys_as_the_manual_says(
    app: Any, hands: Hands, qtbot: Any
) -> None:
    ledger = app.context.ledger
    first = problem_ids(ledger, ProblemQuery(where="status in (待整改, 整改中)"))[0]
    change = edit_cells(ledger, [CellEdit(first, "deadline", clock.today())])
    app.window.open_page("charts")
    app.context.bus.broadcast(change)
    assert app.jobs.wait_idle(60)
    app.window.current_page().setFocus()
    hands.press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    home = app.window.current_page()
    assert home.page_id == "home"
    said = {row.todo.word: row.todo.count for row in home.todo.rows}
    assert list(said)[:5] == ["今日到期", "逾期", "临期", "核查", "销号"]
    for line in list(said)[:5]:
        if line != "今日到期":
            hands.press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
            hands.press(Qt.Key.Key_Down)
        hands.press(Qt.Key.Key_Return)
        page = app.window.current_page()
        assert page.page_id == "ledger"
        assert page.table.model.rowCount() == said[line], line
    assert hands.presses == counted("home", OURS) < counted("home", EXCEL)


def test_the_question_about_a_city_is_answered_in_as_many_keys_as_the_manual_says(
    app: Any, hands: Hands, qtbot: Any
) -> None:
    ledger = app.context.ledger
    open_rows = Counter(
        one["city"] for one in problem_records(ledger, ProblemQuery(where="status != 已销号 and status != 合并"))
    )
    hands.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    for letter in "jc":
        hands.press(LETTERS[letter])
    box = app.window.top_bar.search

    def lines() -> list[str]:
        return [str(box.list.item(row).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(box.list.count())]

    qtbot.waitUntil(lambda: any("晋城市" in one for one in lines()), timeout=10_000)
    line = next(one for one in lines() if "晋城市" in one)
    assert f"未整改 {open_rows['晋城市']:,} 条" in line
    hands.press(Qt.Key.Key_Return)
    page = app.window.current_page()
    assert page.page_id == "ledger"
    assert page.table.model.rowCount() == open_rows["晋城市"]
    assert hands.presses == counted("search", OURS) < counted("search", EXCEL)


def test_f1_opens_the_manual_at_the_page_in_front_and_finds_words(app: Any, hands: Hands, qtbot: Any) -> None:
    app.window.open_page("home")
    assert app.jobs.wait_idle(20)
    hands.press(Qt.Key.Key_F1)
    from desktop.panels.help.window import HelpWindow

    shown = app.window.findChild(HelpWindow)
    assert shown.isVisible() and shown.shown == "home"
    assert "今日待办" in shown.page.toPlainText()
    shown.search.setText("Ctrl+Enter")
    assert shown.list.count() >= 1 and shown.shown == "search"
    shown.search.setText("没有这样的词")
    assert shown.list.count() == 0 and shown.nothing.isVisible()
    shown.search.clear()
    shown.open_topic("home")
    from PySide6.QtCore import QUrl

    shown.page.anchorClicked.emit(QUrl("help:search"))
    assert shown.shown == "search"
    qtbot.keyClick(shown.list, Qt.Key.Key_Escape)
    assert not shown.isVisible()


def test_every_page_has_its_page_in_the_manual_and_every_link_leads_somewhere() -> None:
    from desktop.pages.catalogue import existing_pages
    from desktop.panels.help.topics import topics

    keys = {one.key for one in topics()}
    assert {page.page_id for page in existing_pages()} <= keys
    links = {found for one in topics() for found in re.findall(r"\(help:([a-z-]+)\)", one.text)}
    assert links and links <= keys


def test_every_key_that_the_manual_names_is_known_to_the_program() -> None:
    from PySide6.QtGui import QKeySequence

    from desktop.actions import ACTIONS

    named = set(re.findall(r"(?:Ctrl|Alt)\+(?:Shift\+|Alt\+)?[A-Z](?![a-zA-Z])", topic("keys").text))
    own = {"Ctrl+F", "Ctrl+D", "Ctrl+R", "Ctrl+C", "Ctrl+Shift+C", "Ctrl+V"}
    shortcuts = {QKeySequence(spec.shortcut).toString() for spec in ACTIONS.values()}
    assert named - own <= shortcuts
