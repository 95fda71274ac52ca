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


def test_the_keyboard_stays_on_the_page_when_a_file_cannot_be_read(
    go: Any, idle: Any, first: Path, tmp_path: Path
) -> None:
    page = go(first, import_list.HEADER)
    page.next_button.setFocus()
    broken = tmp_path / "坏的.xlsx"
    broken.write_bytes(first.read_bytes()[:2_000])
    page.start([broken])
    idle()
    assert page.steps.current == import_list.CHOOSE
    assert page.choose.zone.button.hasFocus()


def test_the_keyboard_stays_on_the_page_when_another_list_follows_from_the_last_step(
    go: Any, idle: Any, first: Path, second: Path
) -> None:
    page = go(first, import_list.DONE)
    assert page.done.open_button.hasFocus()
    page.start([second])
    idle()
    assert page.steps.current != import_list.DONE
    assert page.isAncestorOf(page.window().focusWidget()), page.window().focusWidget()


def test_what_was_said_of_an_earlier_try_is_gone_when_the_import_goes_on(go: Any, idle: Any, first: Path) -> None:
    page = go(first, import_list.PLAN)
    page.on_cancelled("commit")
    assert page.app.window.message_bar.isVisible()
    page.next_button.click()
    idle()
    assert page.steps.current == import_list.DONE
    assert not page.app.window.message_bar.isVisible()


def test_lists_of_different_matters_in_one_import_are_pointed_out(
    intake: Any, idle: Any, first: Path, three_header_rows: Path
) -> None:
    intake.start([first, three_header_rows])
    idle()
    while intake.steps.current < import_list.PLAN:
        intake.next_button.click()
        idle()
    assert "2 份清单的标题不一样" in intake.app.window.message_bar.text_label.text()


def test_a_list_of_one_city_can_be_said_to_cover_all_of_them(go: Any, idle: Any, make_list: Any, qtbot: Any) -> None:
    header = ["企业名称", "市", "县（市、区）", "存在问题"]
    rows = [
        [f"第{n}建材厂", city, county, f"物料露天堆放{n}处"]
        for n, (city, county) in enumerate(
            [("邯郸市", "永年区"), ("邯郸市", "磁县"), ("晋城市", "高平市"), ("晋城市", "阳城县")]
        )
    ]
    title = "2019年第3轮强化督查交办清单"
    go(make_list("一.xlsx", header, rows, title), import_list.DONE)
    page = go(make_list("二.xlsx", header, rows[:1], title), import_list.PLAN)
    box = page.plan.bar.scope_box
    for scope, gone, words in (("complete", 1, "邯郸市"), ("whole", 3, "")):
        box.setCurrentIndex(box.findData(scope))
        box.activated.emit(box.currentIndex())
        idle()
        assert page.plan.plan.vanished == gone
        assert box.currentData() == scope
        assert ("邯郸市" in page.plan.bar.scope_label.text()) == bool(words)
