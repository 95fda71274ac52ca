"""The search box used with real keys: what it shows while letters are typed, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from desktop.search_lines import search_colours
from models.operations import CellEdit, edit_cells
from models.operations.campaigns import create_campaign
from models.queries.problems import ProblemQuery, count, problem_cells, problem_ids
from models.queries.search import all_query, find
from models.queries.search_words import recipes
from models.store.search_filling import is_behind

KEY = Qt.Key


@pytest.fixture
def box(app: Any, qtbot: Any) -> Any:
    """The box of the window on the practice ledger, its index complete, the keys in it."""
    app.index_keeper.start()
    assert app.jobs.wait_idle(20)
    app.window.activateWindow()
    search = app.window.top_bar.search
    search.setFocus()
    qtbot.waitUntil(search.hasFocus, timeout=2000)
    return search


def type_in(app: Any, qtbot: Any, text: str) -> None:
    """Letters by keys, Chinese as an input method commits it; then the answer is waited for."""
    search = app.window.top_bar.search
    search.selectAll()
    if text.isascii():
        qtbot.keyClicks(search, text)
    else:
        search.setText(text)
        search.textEdited.emit(text)
    live = app.window.live_search
    qtbot.waitUntil(lambda: live._answer is not None and live._answer.text == text, timeout=5000)
    assert app.jobs.wait_idle(20)


def texts(box: Any) -> list[str]:
    return [box.list.item(row).text() for row in range(box.list.count())]


def go_to(box: Any, qtbot: Any, wanted: str) -> None:
    """Down to the line with this id."""
    for _ in range(40):
        if box.list.currentItem().data(Qt.ItemDataRole.UserRole) == wanted:
            return
        qtbot.keyClick(box, KEY.Key_Down)
    raise AssertionError(f"{wanted} is not among {box.suggestions()}")


def shown_ids(app: Any) -> list[int]:
    assert app.jobs.wait_idle(20)
    return sorted(app.window.page("ledger").table.model.ids)


def test_a_city_tells_what_is_open_and_overdue_and_enter_opens_exactly_these(app: Any, box: Any, qtbot: Any) -> None:
    ledger = app.context.ledger
    (first, *_rest) = problem_ids(ledger, ProblemQuery(marks=("overdue",)))
    (city,) = problem_cells(ledger, [first], ["city"])[first]
    hit = next(hit for hit in find(ledger, city).hits if hit.kind == "region")
    type_in(app, qtbot, city)
    lines = texts(box)
    assert lines[0] == "地区"
    assert lines[1] == f"{city} · 未整改 {hit.named.unrectified} 条 · 逾期 {hit.named.overdue} 条"
    qtbot.keyClick(box, KEY.Key_Return)
    assert app.window.current_page().page_id == "ledger"
    rows = shown_ids(app)
    assert len(rows) == hit.named.unrectified
    assert rows == sorted(problem_ids(ledger, hit.query))
    assert not box.popup.isVisible()


def test_the_overdue_ones_of_a_city_are_one_line_below(app: Any, box: Any, qtbot: Any) -> None:
    ledger = app.context.ledger
    (first, *_rest) = problem_ids(ledger, ProblemQuery(marks=("overdue",)))
    (city,) = problem_cells(ledger, [first], ["city"])[first]
    type_in(app, qtbot, city)
    qtbot.keyClick(box, KEY.Key_Down)
    assert box.list.currentItem().text().startswith("只看逾期未改的 ")
    qtbot.keyClick(box, KEY.Key_Enter)
    assert shown_ids(app) == sorted(problem_ids(ledger, ProblemQuery(marks=("overdue",), filters={"city": (city,)})))


def test_a_number_leads_to_its_row(app: Any, box: Any, qtbot: Any) -> None:
    type_in(app, qtbot, "zg-000123")
    assert texts(box)[0] == "问题"
    qtbot.keyClick(box, KEY.Key_Return)
    page = app.window.current_page()
    assert app.jobs.wait_idle(20)
    assert page.page_id == "ledger"
    assert page.table.model.id_at(page.table.view.currentIndex().row()) == 123


def test_words_open_all_rows_by_enter_and_one_row_by_the_arrows(app: Any, box: Any, qtbot: Any) -> None:
    number = count(app.context.ledger, ProblemQuery(search="锅炉"))
    type_in(app, qtbot, "锅炉")
    assert f"全部 {number:,} 条在台账中查看" in texts(box)
    first = find(app.context.ledger, "锅炉").hits[0].id
    go_to(box, qtbot, f"problem:{first}")
    qtbot.keyClick(box, KEY.Key_Return)
    page = app.window.current_page()
    assert app.jobs.wait_idle(20)
    assert page.table.model.id_at(page.table.view.currentIndex().row()) == first
    box.setFocus()
    type_in(app, qtbot, "锅炉")
    qtbot.keyClick(box, KEY.Key_Return)
    assert len(shown_ids(app)) == number


def test_ctrl_enter_opens_all_rows_from_any_line(app: Any, box: Any, qtbot: Any) -> None:
    type_in(app, qtbot, "ZG-0001")
    qtbot.keyClick(box, KEY.Key_Down)
    qtbot.keyClick(box, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(shown_ids(app)) == count(app.context.ledger, ProblemQuery(search="ZG-0001")) == 100


def test_initials_find_a_county_of_its_city(app: Any, box: Any, qtbot: Any) -> None:
    ledger = app.context.ledger
    edit_cells(ledger, [CellEdit(1, "city", "邯郸市"), CellEdit(1, "county", "永年区")])
    type_in(app, qtbot, "hdyn")
    assert texts(box)[:2][0] == "地区"
    assert texts(box)[1].startswith("邯郸市 永年区 · ")
    qtbot.keyClick(box, KEY.Key_Return)
    hit = next(hit for hit in find(ledger, "hdyn").hits if hit.kind == "region")
    assert shown_ids(app) == sorted(problem_ids(ledger, hit.query))
    box.setFocus()
    type_in(app, qtbot, "hdyn")
    qtbot.keyClick(box, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert shown_ids(app) == sorted(problem_ids(ledger, all_query(hit, ProblemQuery())))


def test_pages_and_actions_stand_below_and_are_done_by_enter(app: Any, box: Any, qtbot: Any) -> None:
    type_in(app, qtbot, "tjtb")
    assert texts(box) == ["页面", "统计图表"]
    qtbot.keyClick(box, KEY.Key_Return)
    assert app.window.current_page().page_id == "charts"
    assert app.jobs.wait_idle(30)
    box.setFocus()
    type_in(app, qtbot, "shuaxin")
    assert texts(box) == ["操作", "刷新"]


def test_visits_are_a_group_of_their_own_and_open_their_page(app: Any, box: Any, qtbot: Any) -> None:
    type_in(app, qtbot, "XC0100001")
    assert texts(box)[0] == "现场检查"
    qtbot.keyClick(box, KEY.Key_Return)
    page = app.window.current_page()
    assert app.jobs.wait_idle(20)
    assert page.page_id == "visits"
    assert page.table.current_id() == int(find(app.context.ledger, "XC0100001").hits[0].id)


def test_all_visits_found_are_opened_too(app: Any, box: Any, qtbot: Any) -> None:
    type_in(app, qtbot, "没有发现问题")
    number = find(app.context.ledger, "没有发现问题").totals["visit"].count
    assert f"全部 {number:,} 次在现场检查中查看" in texts(box)
    go_to(box, qtbot, "visits")
    qtbot.keyClick(box, KEY.Key_Return)
    assert app.jobs.wait_idle(20)
    assert len(app.window.page("visits").table.model.ids) == number


def test_escape_closes_and_a_late_answer_does_not_open_it_again(app: Any, box: Any, qtbot: Any) -> None:
    qtbot.keyClicks(box, "ZG")
    qtbot.keyClick(box, KEY.Key_Escape)
    assert app.jobs.wait_idle(20)
    qtbot.wait(120)
    assert not box.popup.isVisible()
    box.setFocus()
    type_in(app, qtbot, "ZG")
    assert box.popup.isVisible()
    qtbot.keyClick(box, KEY.Key_Escape)
    assert not box.popup.isVisible() and box.text() == "ZG"
    qtbot.keyClick(box, KEY.Key_Escape)
    assert box.text() == ""


def test_only_the_last_letters_are_answered(app: Any, box: Any, qtbot: Any) -> None:
    asked: list[str] = []
    app.jobs.started.connect(lambda job: asked.append(job.title))
    qtbot.keyClicks(box, "ZG-00001")
    live = app.window.live_search
    qtbot.waitUntil(lambda: live._answer is not None and live._answer.text == "ZG-00001", timeout=5000)
    assert app.jobs.wait_idle(20)
    assert asked.count("查找") < 2 * len("ZG-00001")
    assert box._answered == "ZG-00001"


def test_enter_before_the_answer_opens_all_rows(app: Any, box: Any, qtbot: Any) -> None:
    qtbot.keyClicks(box, "ZG-0001")
    qtbot.keyClick(box, KEY.Key_Return)
    assert len(shown_ids(app)) == 100


def test_searches_of_before_are_offered_and_can_be_forgotten(app: Any, box: Any, qtbot: Any) -> None:
    type_in(app, qtbot, "zg-000123")
    qtbot.keyClick(box, KEY.Key_Return)
    assert app.jobs.wait_idle(20)
    box.setFocus()
    box.clear()
    app.commands.run("window.search")
    assert texts(box) == ["最近查找", "zg-000123", "清除查找记录"]
    qtbot.keyClick(box, KEY.Key_Return)
    assert app.jobs.wait_idle(20)
    qtbot.waitUntil(lambda: "problem:123" in box.suggestions(), timeout=5000)
    qtbot.keyClick(box, KEY.Key_Escape)
    box.clear()
    app.commands.run("window.search")
    go_to(box, qtbot, "forget")
    qtbot.keyClick(box, KEY.Key_Return)
    box.clear()
    app.commands.run("window.search")
    assert texts(box) == [] or not box.popup.isVisible()


def test_a_line_is_chosen_with_the_mouse(app: Any, box: Any, qtbot: Any) -> None:
    type_in(app, qtbot, "zg-000123")
    row = next(row for row in range(box.list.count()) if box.list.item(row).data(Qt.ItemDataRole.UserRole))
    place = box.list.visualItemRect(box.list.item(row)).center()
    qtbot.mouseClick(box.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert app.jobs.wait_idle(20)
    page = app.window.current_page()
    assert page.table.model.id_at(page.table.view.currentIndex().row()) == 123


def test_what_is_not_there_is_said_with_what_can_be_found(app: Any, box: Any, qtbot: Any) -> None:
    type_in(app, qtbot, "饕餮")
    (line,) = texts(box)
    assert line.startswith("没有找到“饕餮”。")
    assert box.suggestions() == []


def test_a_campaign_chosen_at_the_top_narrows_the_search(app: Any, box: Any, qtbot: Any) -> None:
    type_in(app, qtbot, "zg-000123")
    assert "problem:123" in box.suggestions()
    create_campaign(app.context.ledger, "没有问题的来源")
    app.commands.read_facts()
    assert app.jobs.wait_idle(20)
    app.context.campaign = "没有问题的来源"
    assert app.jobs.wait_idle(20)
    app.window.live_search._answer = None
    type_in(app, qtbot, "zg-000123")
    assert texts(box)[0].startswith("没有找到")


def test_lines_are_read_out_whole_and_the_box_and_list_have_names(app: Any, box: Any, qtbot: Any) -> None:
    type_in(app, qtbot, "锅炉")
    spoken = [box.list.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(box.list.count())]
    assert any("问题描述：" in line and "锅炉" in line for line in spoken)
    assert box.accessibleName() == "搜索"
    for _ in range(2):
        qtbot.keyClick(box, KEY.Key_Down)
        assert box.accessibleDescription().startswith(box.list.currentItem().text())
    assert box.list.accessibleName() == "查找结果"


def test_what_was_found_stands_out_in_both_appearances(app: Any, box: Any, qtbot: Any) -> None:
    type_in(app, qtbot, "锅炉")
    for choice in ("light", "dark"):
        app.theme.set_choice(choice)
        tint = search_colours(app.theme).mark_tint.name()
        picture = box.list.grab().toImage()
        colours = {picture.pixelColor(x, y).name() for x in range(0, picture.width(), 2) for y in range(30, 130, 2)}
        assert tint in colours, choice


def test_the_index_follows_each_change_by_itself(app: Any, box: Any, qtbot: Any) -> None:
    ledger = app.context.ledger

    def behind() -> int:
        with ledger.at_hand():
            return is_behind(ledger, recipes())

    assert behind() == 0
    change = edit_cells(ledger, [CellEdit(7, "remarks", "全新的一句话")])
    assert behind() > 0
    app.context.bus.broadcast(change)
    type_in(app, qtbot, "全新的一句话")
    assert "problem:7" in box.suggestions()
    qtbot.waitUntil(lambda: behind() == 0, timeout=8000)


def test_without_a_ledger_pages_and_actions_are_still_found(start_app: Callable[..., Any], qtbot: Any) -> None:
    app = start_app()
    search: QLineEdit = app.window.top_bar.search
    qtbot.keyClicks(search, "dk")
    assert "action:ledger.open" in app.window.top_bar.search.suggestions()


def test_a_read_only_ledger_is_searched_through_an_index_in_the_cache(
    start_app: Callable[..., Any], demo_folder: Path, qtbot: Any
) -> None:
    app = start_app()
    with qtbot.waitSignal(app.ledger_entered, timeout=20_000):
        app.opener.open(demo_folder, read_only=True)
    app.index_keeper.start()
    assert app.jobs.wait_idle(20)
    assert app.context.ledger.search.file.exists()
    assert not (demo_folder / "search.sqlite").exists()
    app.window.activateWindow()
    app.window.top_bar.search.setFocus()
    type_in(app, qtbot, "zg-000123")
    assert "problem:123" in app.window.top_bar.search.suggestions()
