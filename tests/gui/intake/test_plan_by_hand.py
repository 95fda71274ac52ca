"""Step four by hand: ticks, keys, conflicts, cells put right, policies, order and search, and taking it all back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt

from desktop.pages import import_list
from desktop.panels.intake import fix_cell, policies_dialog

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def planned(go: Any, first: Path, faulty: Path) -> Any:
    """The second edition, with faults, against a ledger that holds the first."""
    go(first, import_list.DONE)
    return go(faulty, import_list.PLAN)


def rows_of(page: Any, **wish: Any) -> list[Any]:
    return [
        one for one in page.plan.shown.entries if all(getattr(one.row, key) == value for key, value in wish.items())
    ]


def place(page: Any, row: int) -> int:
    model = page.plan.ledger_model
    return next(at for at in range(model.rowCount()) if model.entry(at).row.row == row)


def click_tick(page: Any, qtbot: Any, at: int) -> None:
    table = page.plan.ledger
    rect = table.visualRect(page.plan.ledger_model.index(at, 0))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.left() + 14, rect.center().y()))


def figure(page: Any, key: str) -> int:
    return int(page.plan.figures[key].figure_label.text().replace(",", ""))


def test_a_row_is_left_out_by_its_tick_and_comes_back_with_ctrl_z(planned: Any, idle: Any, qtbot: Any) -> None:
    changed = figure(planned, "changed")
    at = next(at for at in range(8) if planned.plan.ledger_model.entry(at).row.verdict == "changed")
    key = planned.plan.ledger_model.key(at)
    click_tick(planned, qtbot, at)
    idle()
    assert (figure(planned, "changed"), figure(planned, "left")) == (changed - 1, 1)
    assert planned.plan.shown.by_key[key].row.verdict == "left"
    qtbot.keyClick(planned.plan.ledger, Qt.Key.Key_Z, CTRL)
    idle()
    assert (figure(planned, "changed"), figure(planned, "left")) == (changed, 0)


def test_space_turns_over_all_selected_rows_and_the_counts_hold_after_the_import(
    planned: Any, idle: Any, qtbot: Any
) -> None:
    planned.plan.figures["changed"].clicked.emit()
    planned.plan.ledger.setFocus()
    qtbot.keyClick(planned.plan.ledger, Qt.Key.Key_A, CTRL)
    qtbot.keyClick(planned.plan.ledger, Qt.Key.Key_Space)
    idle()
    assert figure(planned, "changed") == 0
    expected = {key: figure(planned, key) for key in ("new", "left", "suspect", "refused")}
    planned.next_button.click()
    idle()
    assert {key: getattr(planned.report.plan, key) for key in expected} == expected


def test_a_row_to_claim_is_settled_by_the_keys_1_2_and_3(planned: Any, idle: Any, qtbot: Any) -> None:
    plan = planned.plan
    plan.figures["suspect"].clicked.emit()
    idle()
    assert [one.ledger_number for one in plan.detail.candidates] == list(plan.detail.entry.row.candidates)
    assert plan.detail.sides.columnCount() == 4
    plan.ledger.setFocus()
    qtbot.keyClick(plan.ledger, Qt.Key.Key_2)
    idle()
    assert (figure(planned, "suspect"), figure(planned, "new")) == (0, 6)
    planned.flow.desk.undo()
    idle()
    plan.look_for(only="suspect")
    idle()
    plan.detail.sides.setCurrentCell(0, 3)
    second = plan.detail.candidates[1]
    assert second.ledger_number in plan.detail.same_button.text()
    plan.ledger.setFocus()
    qtbot.keyClick(plan.ledger, Qt.Key.Key_1)
    idle()
    assert rows_of(planned, row=56)[0].row.problem_id == second.problem_id
    planned.flow.desk.undo()
    idle()
    plan.look_for(only="suspect")
    qtbot.keyClick(plan.ledger, Qt.Key.Key_3)
    idle()
    assert figure(planned, "left") == 1


def test_enter_goes_to_the_next_row_that_waits_for_a_person(planned: Any, qtbot: Any) -> None:
    table, model = planned.plan.ledger, planned.plan.ledger_model
    table.setFocus()
    table.select_row(0)
    assert model.entry(0).look == "refused"
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert model.entry(table.current_row()).look == "suspect"
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert model.entry(table.current_row()).look == "refused", "from the last one to the first again"


def test_the_same_wrong_cells_are_put_right_together_with_f2(
    planned: Any, idle: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(dialog: Any) -> int:
        asked.append(dialog.all_box.text())
        dialog.edit.setText("2018年6月30日")
        return 1

    monkeypatch.setattr(fix_cell.FixCellDialog, "exec", answer)
    table = planned.plan.ledger
    table.select_row(place(planned, 8))
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_F2)
    idle()
    assert asked == ["同样的 2 处一起改"]
    assert {key.row for key in planned.flow.session.choices.fixes} == {8, 12}
    assert not any("6月31日" in issue.message for issue in planned.plan.plan.issues)


def test_an_error_is_put_right_in_place_and_the_row_goes_in(
    planned: Any, idle: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(dialog: Any) -> int:
        dialog.edit.setText("房山补上名称的工厂")
        return 1

    monkeypatch.setattr(fix_cell.FixCellDialog, "exec", answer)
    planned.plan.figures["refused"].clicked.emit()
    rect = planned.plan.ledger.visualRect(planned.plan.ledger_model.index(0, 3))
    viewport = planned.plan.ledger.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=rect.center())
    qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=rect.center())
    idle()
    assert figure(planned, "refused") == 0
    assert rows_of(planned, row=9)[0].row.verdict in ("new", "changed")


def test_all_or_nothing_holds_the_button_until_the_errors_are_gone(planned: Any, idle: Any, qtbot: Any) -> None:
    assert planned.next_button.isEnabled()
    qtbot.mouseClick(planned.plan_foot.strict_box, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    idle()
    assert not planned.next_button.isEnabled()
    assert "更正后才能写入" in planned.plan_foot.note.text()
    qtbot.mouseClick(planned.plan_foot.strict_box, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    idle()
    assert planned.next_button.isEnabled()


def test_a_column_is_not_updated_at_all_when_its_menu_says_so(planned: Any, idle: Any) -> None:
    plan = planned.plan
    plan.look_for(only="changed")
    column = plan.ledger_model.headings.index("整改期限")
    at = next(at for at in range(plan.ledger_model.rowCount()) if plan.ledger_model.change(at, column))
    plan.ledger.select_row(at)
    rect = plan.ledger.visualRect(plan.ledger_model.index(at, column))
    plan.ledger.scrollTo(plan.ledger_model.index(at, column))
    rect = plan.ledger.visualRect(plan.ledger_model.index(at, column))
    menu = plan.row_menu(rect.center())
    action = next(one for one in menu.actions() if "本列一律不更新" in one.text())
    action.trigger()
    idle()
    name = next(iter(planned.flow.session.choices.policies))
    assert planned.flow.session.choices.policies[name] == "keep"
    assert not any(name in one.changes for one in plan.shown.entries)


def test_policies_are_chosen_field_by_field(
    planned: Any, idle: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(dialog: Any) -> int:
        box = dialog.boxes["remarks"]
        box.setCurrentIndex(box.findData("never"))
        return 1

    monkeypatch.setattr(policies_dialog.PoliciesDialog, "exec", answer)
    before = sum("remarks" in one.changes for one in planned.plan.shown.entries)
    qtbot.mouseClick(planned.plan.bar.policies_button, Qt.MouseButton.LeftButton)
    idle()
    assert before > 0
    assert not any("remarks" in one.changes for one in planned.plan.shown.entries)


def test_search_reason_and_order_work_as_in_the_ledger(planned: Any, qtbot: Any) -> None:
    plan, model = planned.plan, planned.plan.ledger_model
    everything = model.rowCount()
    plan.bar.search_edit.setFocus()
    plan.bar.search_edit.setText("房山")
    qtbot.waitUntil(lambda: model.rowCount() < everything)
    assert all("房山" in model.entry(at).search for at in range(model.rowCount()))
    qtbot.mouseClick(plan.bar.show_all, Qt.MouseButton.LeftButton)
    assert model.rowCount() == everything
    header = plan.ledger.horizontalHeader()
    middle = QPoint(header.sectionViewportPosition(1) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    rows = [model.entry(at).row.row for at in range(model.rowCount())]
    assert rows == sorted(rows)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert [model.entry(at).row.row for at in range(model.rowCount())] == sorted(rows, reverse=True)
    at = next(at for at in range(plan.bar.reason_box.count()) if "不是存在的日期" in plan.bar.reason_box.itemText(at))
    assert "（2）" in plan.bar.reason_box.itemText(at)
    plan.bar.reason_box.setCurrentIndex(at)
    plan.bar.reason_box.activated.emit(at)
    assert {model.entry(one).row.row for one in range(model.rowCount())} == {8, 12}


def test_the_view_stays_where_it_is_when_the_plan_is_made_anew(planned: Any, idle: Any, qtbot: Any) -> None:
    table, model = planned.plan.ledger, planned.plan.ledger_model
    at = model.rowCount() - 12
    table.select_row(at)
    table.scrollTo(model.index(at, 0))
    scrolled, key = table.verticalScrollBar().value(), model.key(at)
    other = next(one for one in planned.plan.shown.entries if one.row.verdict == "new")
    planned.plan.rows_decided.emit([other.key], import_choice("leave"), "不导入")
    idle()
    assert model.key(table.current_row()) == key
    assert abs(table.verticalScrollBar().value() - scrolled) <= 1


def import_choice(kind: Any) -> Any:
    from models.importing.choices import RowChoice

    return RowChoice(kind)


@pytest.fixture
def in_conflict(go: Any, idle: Any, first: Path, second: Path) -> Any:
    """The second edition against a ledger in which a person changed what it changes too."""
    from models.operations import CellEdit, edit_cells

    page = go(first, import_list.DONE)
    page = go(second, import_list.PLAN)
    rows = [one.row for one in page.plan.shown.entries if "deadline_text" in one.changes][:2]
    page.leave()
    edits = [CellEdit(row.problem_id, "deadline_text", "我局另定的时限") for row in rows]
    change = edit_cells(page.context.ledger, edits, "改时限")
    page.context.bus.broadcast(change)
    idle()
    return go(second, import_list.PLAN)


def test_a_person_s_edit_asks_for_a_side_and_the_answer_is_what_is_written(
    in_conflict: Any, idle: Any, qtbot: Any
) -> None:
    page, plan = in_conflict, in_conflict.plan
    assert figure(page, "conflicts") == 2
    plan.figures["conflicts"].clicked.emit()
    plan.ledger.select_row(0)
    idle()
    assert "台账：我局另定的时限" in plan.ledger_model.tip(0, plan.ledger_model.headings.index("时限原文"))
    qtbot.mouseClick(plan.detail.theirs_button, Qt.MouseButton.LeftButton)
    idle()
    assert figure(page, "conflicts") == 1
    plan.ledger.select_row(0)
    plan.ledger.selectAll()
    menu = plan.row_menu(QPoint(5, 5))
    next(one for one in menu.actions() if one.text().startswith("冲突都用台账的")).trigger()
    idle()
    assert figure(page, "conflicts") == 0
    sides = sorted(page.flow.session.choices.sides.values())
    assert sides[0] == "file"
    assert sides[-1] == "ours"


def test_cancelling_the_comparison_offers_to_compare_again(planned: Any, idle: Any, qtbot: Any) -> None:
    planned.plan_foot.set_stale(True)
    planned.say()
    assert planned.next_button.text() == "重新核对"
    qtbot.mouseClick(planned.next_button, Qt.MouseButton.LeftButton)
    idle()
    assert planned.steps.current == import_list.PLAN
    assert planned.next_button.text().startswith("导入")
