"""The editors inside cells: words by pinyin, places inside their city, errors said at the cell, Esc gives back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QWidget

from desktop.panels.problem_fields import ProblemFields
from desktop.tables.completing import CompletingEditor, fitting
from desktop.tables.editors import CellEditor, ChoiceEditor, DateEditor, NumberEditor, make_editor
from desktop.tables.said import Said
from models.queries.problems import problem_cells
from models.regions.offers import offered_places


def stored(app: Any, key: int, field: str) -> Any:
    return problem_cells(app.context.ledger, [key], [field])[key][0]


@pytest.fixture
def edit_cell(app: Any, everything: Any, qtbot: Any) -> Any:
    """``edit_cell(field, row)`` opens the editor by F2 and returns it with the id of the row."""

    def begin(field: str, row: int = 0) -> tuple[Any, int]:
        table = everything.table
        table.set_columns(["province", "city", "county", "deadline", "status", "falsified", "weight", "remarks"])
        table.view.go_to_row(row, table.chosen_keys.index(field))
        qtbot.keyClick(table.view, Qt.Key.Key_F2)
        inside = table.view.findChildren(QWidget)
        return next(one for one in inside if isinstance(one, CellEditor) and one.isVisible()), table.model.id_at(row)

    return begin


def test_words_are_found_by_characters_initials_and_syllables() -> None:
    words = ["整改中", "待整改", "待销号", "已销号"]
    assert fitting(words, "zgz") == ["整改中"]
    assert fitting(words, "dai") == ["待整改", "待销号"]
    assert fitting(words, "销号") == ["待销号", "已销号"]
    assert fitting(words, "") == words


def test_counties_are_those_inside_the_city() -> None:
    assert "丛台区" in offered_places("county", "邯郸市")
    assert "武安市" in offered_places("county", "邯郸")
    assert "滦州市" not in offered_places("county", "邯郸市")
    assert "东城区" in offered_places("county", "北京市")
    assert offered_places("city", None, "山西省")[0] == "太原市"
    assert offered_places("status") == ()


def test_a_county_is_offered_inside_its_city_and_taken_by_its_initials(app: Any, edit_cell: Any, qtbot: Any) -> None:
    editor, key = edit_cell("county")
    assert isinstance(editor, CompletingEditor)
    inside = offered_places("county", stored(app, key, "city"))
    editor.clear()
    qtbot.keyClick(editor, Qt.Key.Key_X)
    assert editor.offered and set(editor.offered) <= set(inside)
    wanted = inside[0]
    editor.setText(wanted)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    app.jobs.wait_idle()
    assert stored(app, key, "county") == wanted


def test_a_city_is_typed_by_its_sound_and_brings_its_province(app: Any, edit_cell: Any, qtbot: Any) -> None:
    editor, key = edit_cell("city")
    editor.setText("handan")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    app.jobs.wait_idle()
    assert (stored(app, key, "city"), stored(app, key, "province")) == ("邯郸市", "河北省")


def test_the_panel_offers_the_counties_of_the_city_too(app: Any, everything: Any, qtbot: Any) -> None:
    fields = everything.panel.findChild(ProblemFields)
    everything.table.view.go_to_row(0)
    app.jobs.wait_idle()
    everything.panel.set_tab(1)
    app.jobs.wait_idle()
    key = everything.panel.problem_id
    qtbot.waitUntil(lambda: fields.values_shown("city") == [stored(app, key, "city")])
    editor = fields.start_editing("county")
    assert isinstance(editor, CompletingEditor)
    editor.clear()
    qtbot.keyClick(editor, Qt.Key.Key_X)
    assert set(editor.offered) <= set(offered_places("county", stored(app, key, "city")))
    qtbot.keyClick(editor, Qt.Key.Key_Escape)


def test_letters_that_mean_one_place_only_are_that_place(edit_cell: Any, qtbot: Any) -> None:
    editor, _key = edit_cell("province")
    editor.setText("hebei")
    assert editor.value() == "河北省"
    editor.setText("h")
    assert editor.value() == "h"  # 河北, 河南, 湖北 and others
    qtbot.keyClick(editor, Qt.Key.Key_Escape)


def test_a_state_is_chosen_by_typing_its_initials(app: Any, edit_cell: Any, qtbot: Any) -> None:
    editor, key = edit_cell("status")
    assert isinstance(editor, ChoiceEditor)
    for letter in (Qt.Key.Key_D, Qt.Key.Key_X, Qt.Key.Key_H):
        qtbot.keyClick(editor, letter)
    assert editor.currentText() == "待销号"
    editor.hidePopup()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    app.jobs.wait_idle()
    assert stored(app, key, "status") == "待销号"


def test_yes_and_no_are_typed_as_letters(app: Any, edit_cell: Any, qtbot: Any) -> None:
    editor, key = edit_cell("falsified")
    qtbot.keyClick(editor, Qt.Key.Key_Y)
    assert editor.currentText() == "是"
    qtbot.keyClick(editor, Qt.Key.Key_N)
    editor.hidePopup()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    app.jobs.wait_idle()
    assert stored(app, key, "falsified") is False


def test_an_error_is_said_at_the_cell_and_what_was_typed_stays(
    app: Any, everything: Any, edit_cell: Any, qtbot: Any
) -> None:
    editor, key = edit_cell("deadline")
    before = stored(app, key, "deadline")
    editor.setText("十三月")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    said = everything.table.view.viewport().findChild(Said)
    assert said.isVisible() and "十三月" in said.text()
    assert editor.isVisible() and editor.text() == "十三月"
    assert said.geometry().top() > editor.geometry().bottom() - 1
    qtbot.keyClick(editor, Qt.Key.Key_1)
    assert not said.isVisible()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    app.jobs.wait_idle()
    assert stored(app, key, "deadline") == before
    assert everything.table.model.text_at(0, 4) == before.isoformat()


def test_the_calendar_opens_on_the_day_that_was_typed_in_words(app: Any, edit_cell: Any, qtbot: Any) -> None:
    editor, key = edit_cell("deadline")
    assert isinstance(editor, DateEditor)
    editor.setText("2019年5月6日")
    qtbot.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert editor.calendar.month.selectedDate() == QDate(2019, 5, 6)
    editor.calendar.month.clicked.emit(QDate(2019, 5, 8))
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    app.jobs.wait_idle()
    assert stored(app, key, "deadline") == date(2019, 5, 8)


def test_a_number_takes_full_width_digits_and_shows_its_unit(page: Any, qtbot: Any) -> None:
    editor = make_editor(page, "number", (), "right", unit="万元")
    assert isinstance(editor, NumberEditor)
    qtbot.addWidget(editor)
    assert editor.unit_label.text() == "万元"
    editor.setText("１,２３４.5")
    assert editor.value() == "1234.5"


def test_escape_leaves_a_long_text_as_it_was(app: Any, edit_cell: Any, qtbot: Any) -> None:
    editor, key = edit_cell("remarks")
    before = stored(app, key, "remarks")
    editor.setPlainText("别的")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert "\n" in editor.toPlainText()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    app.jobs.wait_idle()
    assert stored(app, key, "remarks") == before
