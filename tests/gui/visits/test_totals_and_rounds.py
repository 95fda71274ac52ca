"""The totals beside the visits: numbers open their rows; rounds are made, changed and removed there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from desktop.panels.visits.round_dialog import RoundDialog
from models.queries.visits_totals import round_lines


def click(page: Any, qtbot: Any, title: str, row: int = 0) -> None:
    table = page.totals.table
    titles = [table.lines.headerData(at, Qt.Orientation.Horizontal) for at in range(table.lines.columnCount())]
    index = table.lines.index(row, titles.index(title))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())


def test_rounds_and_cities_add_up_to_the_list(page: Any) -> None:
    rounds, cities = page.totals.rounds.lines.lines(), page.totals.cities.lines.lines()
    assert len(rounds) == 22
    assert sum(line.totals.visits for line in rounds) == 900 == sum(line.totals.visits for line in cities)
    assert page.totals.whole.text().startswith("合计 900 家次，300 家次发现问题，占 33.3%")


def test_a_number_of_a_round_opens_its_rows(page: Any, qtbot: Any, settle: Any) -> None:
    line = page.totals.rounds.lines.line(0)
    click(page, qtbot, "有问题")
    settle()
    assert page.table.model.rowCount() == line.totals.with_problem
    assert dict(page.table.filters.values) == {"round": ("1",), "found_problem": (True,)}
    assert page.bar.value_buttons["round"].text().strip() == "第 1 轮"


def test_the_number_of_problems_opens_them_in_the_ledger(app: Any, page: Any, qtbot: Any, settle: Any) -> None:
    line = page.totals.rounds.lines.line(2)
    click(page, qtbot, "问题", row=2)
    settle()
    shown = app.window.current_page()
    assert shown.page_id == "ledger"
    assert len(shown.table.model.ids) == line.totals.problems


def test_enter_on_a_city_opens_its_rows_by_keyboard_alone(page: Any, qtbot: Any, settle: Any) -> None:
    page.totals.city_tab.setFocus()
    qtbot.keyClick(page.totals.city_tab, Qt.Key.Key_Space)
    page.totals.cities.setFocus()
    line = page.totals.cities.current_line()
    qtbot.keyClick(page.totals.cities, Qt.Key.Key_Return)
    settle()
    assert page.table.model.rowCount() == line.totals.visits
    assert page.table.filters.values["city"] == (line.city,)


def test_the_totals_follow_the_filters_of_the_list(page: Any, settle: Any) -> None:
    city = page.totals.cities.lines.line(0).city
    page.table.ask(page.table.filters.with_values("city", (city,)))
    settle()
    assert [line.city for line in page.totals.cities.lines.lines()] == [city]


def answer(monkeypatch: pytest.MonkeyPatch, fill: Any) -> None:
    def run(dialog: RoundDialog) -> int:
        fill(dialog)
        return int(QDialog.DialogCode.Accepted)

    monkeypatch.setattr(RoundDialog, "exec", run)


def test_a_round_is_added_with_dates_and_teams_and_undone(
    app: Any, page: Any, qtbot: Any, settle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(dialog: RoundDialog) -> None:
        assert dialog.name_edit.text() == "23"
        dialog.start_edit.setText("2019年5月8日")
        dialog.end_edit.setText("2019-5-21")
        dialog.teams_edit.setText("39")

    answer(monkeypatch, fill)
    qtbot.mouseClick(page.totals.add_button, Qt.MouseButton.LeftButton)
    settle()
    line = page.totals.rounds.lines.line(22)
    assert (line.name, line.started_on, line.ended_on, line.teams) == ("23", date(2019, 5, 8), date(2019, 5, 21), 39)
    app.commands.run("edit.undo")
    settle()
    assert len(page.totals.rounds.lines.lines()) == 22


def test_a_round_is_renamed_and_its_visits_show_the_new_name(
    page: Any, settle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, lambda dialog: dialog.name_edit.setText("第一轮"))
    page.totals.rounds.selectRow(0)
    page.totals.edit_button.click()
    settle()
    page.table.ask(page.table.filters.with_values("round", ("第一轮",)))
    settle()
    assert page.table.model.rowCount() == page.totals.rounds.lines.line(0).totals.visits > 0


def test_a_round_with_visits_cannot_be_removed_and_says_why(app: Any, page: Any, settle: Any) -> None:
    page.totals.rounds.selectRow(0)
    page.totals.remove_button.click()
    settle()
    assert "还有现场检查，不能删除" in app.window.message_bar.text_label.text()
    assert len(round_lines(app.context.ledger)) == 22


def test_the_dialog_says_what_is_wrong_while_it_is_typed(page: Any, qtbot: Any) -> None:
    dialog = RoundDialog(page, "强化监督", page.totals.rounds.lines.line(0))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.end_edit.setText("2018-01-01")
    assert "早于开始日期" in dialog.hint.text()
    assert not dialog.ok_button.isEnabled()
    dialog.end_edit.setText("")
    assert dialog.ok_button.isEnabled()
