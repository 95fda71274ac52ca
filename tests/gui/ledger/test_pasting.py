"""Ranges from Excel and WPS: validated cell by cell, the rejects listed, one undo."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication

from desktop.dialogs.paste_rejects import PasteRejectsDialog
from models.queries.problems import problem_cells

CTRL = Qt.KeyboardModifier.ControlModifier
_Flag = QItemSelectionModel.SelectionFlag


def stored(app: Any, ids: Any, field: str) -> list[Any]:
    cells = problem_cells(app.context.ledger, ids, [field])
    return [cells[key][0] for key in ids]


@pytest.fixture
def paste(app: Any, everything: Any, qtbot: Any) -> Any:
    """``paste(text, top, bottom)`` into the columns deadline, responsible_unit, remarks, from the first on."""
    table = everything.table
    table.set_columns(["deadline", "responsible_unit", "remarks"])

    def do(text: str, top: int, bottom: int, left: str = "deadline", right: str = "") -> None:
        QGuiApplication.clipboard().setText(text)
        first = table.chosen_keys.index(left)
        last = table.chosen_keys.index(right or left)
        area = QItemSelection(table.model.index(top, first), table.model.index(bottom, last))
        table.view.selectionModel().setCurrentIndex(table.model.index(top, first), _Flag.NoUpdate)
        table.view.selectionModel().select(area, _Flag.ClearAndSelect)
        table.view.setFocus()
        qtbot.keyClick(table.view, Qt.Key.Key_V, CTRL)
        app.jobs.wait_idle()

    return do


def test_a_block_with_bad_cells_lists_them_and_writes_the_others_when_asked(
    app: Any, everything: Any, paste: Any, qtbot: Any, messages: list[Any]
) -> None:
    ids = list(everything.table.model.ids[:3])
    before = stored(app, ids, "deadline")
    paste('2019-5-6\t城管局\n没有这一天\t住建局\n2019年5月8日\t"农业\n农村局"\n', 0, 0)
    dialog = everything.table.findChild(PasteRejectsDialog)
    assert dialog.sentence.text().startswith("5 格可以写入，1 格写不进去")
    assert stored(app, ids, "deadline") == before
    line = dialog.list.lines.line(0)
    number = stored(app, ids, "ledger_number")[1]
    assert (line.where, line.text) == (f"{number} · 整改期限", "没有这一天")
    qtbot.mouseClick(dialog.write_button, Qt.MouseButton.LeftButton)
    app.jobs.wait_idle()
    assert stored(app, ids, "deadline") == [date(2019, 5, 6), before[1], date(2019, 5, 8)]
    assert stored(app, ids, "responsible_unit") == ["城管局", "住建局", "农业农村局"]
    assert messages[-1].text == "5 格写入，1 格未写入。"
    everything.table.view.go_to_row(9, 2)
    qtbot.mouseClick(dialog.jump_button, Qt.MouseButton.LeftButton)
    current = everything.table.view.currentIndex()
    assert (everything.table.model.id_at(current.row()), current.column()) == (ids[1], 1)
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert "没有这一天" in QGuiApplication.clipboard().text() and "位置\t内容" in QGuiApplication.clipboard().text()
    dialog.close()
    messages[-1].action()
    app.jobs.wait_idle()
    assert stored(app, ids, "deadline") == before


def test_nothing_is_written_when_that_is_chosen(app: Any, everything: Any, paste: Any, qtbot: Any) -> None:
    ids = list(everything.table.model.ids[:2])
    before = stored(app, ids, "deadline")
    paste("2019-5-6\n没有\n", 0, 0)
    dialog = everything.table.findChild(PasteRejectsDialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    app.jobs.wait_idle()
    assert stored(app, ids, "deadline") == before


def test_one_cell_fills_the_selection_and_a_pattern_is_repeated_over_it(
    app: Any, everything: Any, paste: Any, messages: list[Any]
) -> None:
    ids = list(everything.table.model.ids[:6])
    paste("城管局", 0, 5, "responsible_unit", "remarks")
    assert stored(app, ids, "responsible_unit") == stored(app, ids, "remarks") == ["城管局"] * 6
    assert messages[-1].text == "12 格写入。"
    paste("甲\n乙\n", 0, 5, "remarks")
    assert stored(app, ids, "remarks") == ["甲", "乙"] * 3


def test_pasting_goes_down_the_rows_as_they_are_filtered_and_sorted(app: Any, everything: Any, paste: Any) -> None:
    table = everything.table
    every = list(table.model.ids)
    city = stored(app, every[:1], "city")[0]
    table.ask(table.filters.with_values("city", (city,)))
    app.jobs.wait_idle()
    shown = list(table.model.ids[:3])
    others = [key for key in every if key not in shown]
    before = stored(app, others, "remarks")
    paste("一\n二\n三\n", 0, 0, "remarks")
    assert stored(app, shown, "remarks") == ["一", "二", "三"]
    assert stored(app, others, "remarks") == before


def test_what_has_no_place_is_listed_too(app: Any, everything: Any, paste: Any) -> None:
    last = everything.table.model.rowCount() - 1
    paste("甲\t乙\n丙\n", last, last, "remarks")
    dialog = everything.table.findChild(PasteRejectsDialog)
    assert [line.why for line in dialog.list.lines.lines()] == [
        "表格没有这么多列", "列表没有这么多行", "表格没有这么多列",
    ]  # fmt: skip
    dialog.close()


def test_a_single_wrong_cell_is_only_said(app: Any, everything: Any, paste: Any, messages: list[Any]) -> None:
    paste("不是日期", 0, 0)
    assert messages[-1].tone == "red" and "不是日期" in messages[-1].text
    assert everything.table.findChild(PasteRejectsDialog) is None
