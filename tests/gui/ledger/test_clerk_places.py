"""What a clerk would miss in the table: the place after a deletion, whole dates beside a mark, plain sentences."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QPainter, QPixmap

from desktop.dialogs.remove_problems import RemoveDialog
from desktop.tables.chip_painting import shown_text
from desktop.undoing import change_words
from models.operations import Change
from models.queries.problems import ProblemQuery, problem_ids

_Flag = QItemSelectionModel.SelectionFlag


def take_rows(page: Any, *rows: int) -> None:
    """Select single rows as with Ctrl and the mouse; the last one is in hand."""
    view, model = page.table.view, page.table.model
    found = QItemSelection()
    for row in rows:
        found.select(model.index(row, 1), model.index(row, 1))
    view.selectionModel().setCurrentIndex(model.index(rows[-1], 1), _Flag.NoUpdate)
    view.selectionModel().select(found, _Flag.ClearAndSelect)


def remove(app: Any, page: Any, qtbot: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(RemoveDialog, "ask", lambda *_args: "重复登记")
    page.table.view.setFocus()
    qtbot.keyClick(page.table.view, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert app.jobs.wait_idle()


def in_hand(page: Any) -> int:
    return page.table.model.id_at(page.table.view.currentIndex().row())


def test_after_deleting_scattered_rows_the_next_row_is_in_hand(
    app: Any, everything: Any, qtbot: Any, monkeypatch: Any
) -> None:
    ids = list(everything.table.model.ids)
    take_rows(everything, 120, 123, 130)
    remove(app, everything, qtbot, monkeypatch)
    assert len(everything.table.model.ids) == len(ids) - 3
    assert in_hand(everything) == ids[131]


def test_after_deleting_a_block_the_row_below_it_is_in_hand(
    app: Any, everything: Any, qtbot: Any, monkeypatch: Any
) -> None:
    ids = list(everything.table.model.ids)
    take_rows(everything, 40, 41, 42)
    remove(app, everything, qtbot, monkeypatch)
    assert in_hand(everything) == ids[43]


def test_after_deleting_the_last_rows_the_row_above_is_in_hand(
    app: Any, everything: Any, qtbot: Any, monkeypatch: Any
) -> None:
    ids = list(everything.table.model.ids)
    take_rows(everything, len(ids) - 2, len(ids) - 1)
    remove(app, everything, qtbot, monkeypatch)
    assert in_hand(everything) == ids[-3]


def test_another_filter_begins_at_the_top(app: Any, everything: Any) -> None:
    table = everything.table
    first = table.model.text_at(0, table.chosen_keys.index("place"))
    table.view.go_to_row(200)
    city = next(
        value
        for value in ("保定市", "石家庄市", "北京市", "天津市")
        if not first.startswith(value[:2])
        and not table.model.text_at(200, table.chosen_keys.index("place")).startswith(value[:2])
    )
    table.ask(table.filters.with_values("city", (city,)))
    assert app.jobs.wait_idle()
    assert table.view.currentIndex().row() == 0


def test_a_marked_deadline_shows_its_whole_date_and_room_to_spare(app: Any, everything: Any) -> None:
    table = everything.table
    marked = problem_ids(app.context.ledger, ProblemQuery(where="mark = 逾期20天以上"))
    table.ask(table.filters.opened_with(app.context.query_base.but(ids=tuple(marked[:3])), "几条"))
    assert app.jobs.wait_idle()
    place = table.chosen_keys.index("deadline")
    view, marks = table.view, table.row_marks
    looks = marks.on_cell(table.model.id_at(0), "deadline", False)
    assert looks
    rect = view.visualRect(table.model.index(0, place))
    pixmap = QPixmap(400, 60)
    painter = QPainter(pixmap)
    room = marks.paint(painter, rect, rect.adjusted(10, 0, -10, -1), looks, False, False)
    painter.end()
    text = table.model.text_at(0, place)
    assert len(text) == len("2018-07-05")
    assert shown_text(text, room.width() - 8, view.fontMetrics()) == text


def test_several_steps_taken_back_are_told_in_plain_words() -> None:
    several = Change(1, "撤销：3 步", frozenset({1}), frozenset({"town"}), "edit", ())
    one = Change(1, "撤销：修改乡镇", frozenset({1}), frozenset({"town"}), "edit", ())
    assert change_words(several) == ("已撤销 3 步。", "green")
    assert change_words(one) == ("已撤销“修改乡镇”。", "green")
