"""The page 报送日历: the month by mouse and keys, the units of a day, recording, urging, the late list."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop.theme.theme import Theme
from models.queries.duties import late_list


def press(qtbot: Any, widget: Any, settle: Any) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
    settle()


def units(page: Any) -> list[tuple[str, str]]:
    return [(one.unit, one.state) for one in page.units.table.lines.lines()]


def test_it_opens_with_who_is_late_because_somebody_is(page: Any) -> None:
    assert page.title_label.text() == "2019年5月"
    assert page.units.tab == "late"
    assert [one.unit for one in page.units.table.lines.lines()] == ["晋城市", "安阳市", "邯郸市", "晋城市", "安阳市"]
    assert page.units.tabs.tabText(1) == "逾期未报 5"
    assert page.units.detail.chip.text() == "逾期 42 天"
    assert "28 个工作日" in page.units.detail.facts.text()


def test_the_arrow_keys_move_by_day_and_over_the_edge_into_the_next_month(page: Any, qtbot: Any, settle: Any) -> None:
    grid = page.grid
    grid.setFocus()
    for key, day in (
        (Qt.Key.Key_Right, date(2019, 5, 7)), (Qt.Key.Key_Down, date(2019, 5, 14)), (Qt.Key.Key_Up, date(2019, 5, 7)),
        (Qt.Key.Key_Home, date(2019, 5, 6)), (Qt.Key.Key_End, date(2019, 5, 12)),
    ):  # fmt: skip
        qtbot.keyClick(grid, key)
        assert grid.day == day
    for _ in range(4):
        qtbot.keyClick(grid, Qt.Key.Key_Down)
        settle()
    assert (page.title_label.text(), grid.day) == ("2019年6月", date(2019, 6, 9))
    qtbot.keyClick(grid, Qt.Key.Key_PageUp)
    settle()
    assert (page.title_label.text(), grid.day) == ("2019年5月", date(2019, 5, 9))


def test_a_click_on_a_duty_shows_its_units_and_enter_goes_to_them(page: Any, qtbot: Any, settle: Any) -> None:
    cell = page.grid.cell_rect(date(2019, 5, 24))
    qtbot.mouseClick(page.grid, Qt.MouseButton.LeftButton, pos=QPoint(cell.center().x(), cell.top() + 34))
    settle()
    assert page.units.tab == "day" and page.units.tabs.tabText(0) == "5月24日"
    assert units(page) == [("邯郸市", "open"), ("晋城市", "open"), ("安阳市", "open")]
    page.grid.setFocus()
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    assert page.units.table.hasFocus()
    assert "2019-05-24 周五" in page.grid.accessibleDescription()


def test_the_may_holiday_is_marked_and_the_make_up_sunday_is_no_rest_day(page: Any) -> None:
    assert "休" in page.grid.day_words(date(2019, 5, 1)) and "班" in page.grid.day_words(date(2019, 5, 5))
    assert date(2019, 5, 5) not in page.facts.rest


def test_a_report_is_recorded_in_two_clicks_and_undo_takes_it_back(
    app: Any, page: Any, qtbot: Any, settle: Any
) -> None:
    press(qtbot, page.units.send_button, settle)
    assert page.units.sending.at_edit.text() == "2019-05-06 09:30"
    press(qtbot, page.units.sending.ok_button, settle)
    assert page.units.sending.isHidden() and page.units.table.hasFocus()
    assert len(late_list(app.context.ledger)) == 4
    assert page.units.tabs.tabText(1) == "逾期未报 4"
    app.commands.run("edit.undo")
    settle()
    assert page.units.tabs.tabText(1) == "逾期未报 5"


def test_several_units_are_recorded_at_once_by_keyboard(app: Any, page: Any, qtbot: Any, settle: Any) -> None:
    page.grid.choose(date(2019, 4, 30))
    page.turn(-1, date(2019, 4, 25))
    settle()
    page.units.set_tab("day")
    settle()
    press(qtbot, page.units.outstanding_button, settle)
    assert page.units.send_button.text() == "登记报送 3 个"
    qtbot.keyClick(page.units.table, Qt.Key.Key_Return)
    page.units.sending.what_edit.setText("四月月报")
    page.units.sending.at_edit.setText("4月26日 9:00")
    qtbot.keyClick(page.units.sending.what_edit, Qt.Key.Key_Return)
    settle()
    assert units(page) == [("邯郸市", "sent_late"), ("晋城市", "sent_late"), ("安阳市", "sent_late")]
    assert "四月月报" in page.units.detail.rows[0].layout().itemAt(0).widget().text()


def test_a_moment_that_cannot_be_read_is_said_in_the_form_and_escape_gives_up(
    page: Any, qtbot: Any, settle: Any
) -> None:
    press(qtbot, page.units.send_button, settle)
    page.units.sending.at_edit.setText("昨天下午")
    press(qtbot, page.units.sending.ok_button, settle)
    assert "不是时间" in page.units.sending.refusal.text() and page.units.sending.isVisible()
    page.units.sending.at_edit.setText("2019-05-07 9:00")
    press(qtbot, page.units.sending.ok_button, settle)
    assert "还没有到" in page.units.sending.refusal.text()
    qtbot.keyClick(page.units.sending.at_edit, Qt.Key.Key_Escape)
    assert page.units.sending.isHidden() and page.units.detail.isVisible()


def test_a_record_is_put_right_corrected_and_removed(page: Any, qtbot: Any, settle: Any) -> None:
    page.turn(-2, date(2019, 3, 25))
    settle()
    page.units.set_tab("day")
    settle()
    assert units(page) == [("晋城市", "late"), ("安阳市", "late"), ("邯郸市", "sent")]
    page.units.table.selectRow(2)
    row = page.units.detail.rows[0].layout()
    press(qtbot, row.itemAt(1).widget(), settle)
    page.units.sending.at_edit.setText("2019-03-26 8:00")
    press(qtbot, page.units.sending.ok_button, settle)
    assert units(page)[2] == ("邯郸市", "sent_late")
    page.units.table.selectRow(2)
    press(qtbot, page.units.send_button, settle)
    assert page.units.sending.heading.text().startswith("登记更正")
    press(qtbot, page.units.sending.ok_button, settle)
    assert len(page.units.detail.rows) == 2
    press(qtbot, page.units.detail.rows[1].layout().itemAt(2).widget(), settle)
    assert len(page.units.detail.rows) == 1


def test_a_unit_is_urged_in_two_clicks_with_the_sentence_at_hand(page: Any, qtbot: Any, settle: Any) -> None:
    press(qtbot, page.units.remind_button, settle)
    assert page.units.reminder.sentence.text().startswith(
        "晋城市：2019年3月《整改月报》应于 2019年3月25日 17:00 前报送"
    )
    press(qtbot, page.units.reminder.copy_button, settle)
    assert "请尽快报送省生态环境厅" in QApplication.clipboard().text()
    page.units.reminder.person_edit.setText("王五")
    page.units.reminder.answer_edit.setText("明天报")
    press(qtbot, page.units.reminder.ok_button, settle)
    assert page.units.table.lines.lines()[0].reminders == 1
    assert "已催办 1 次" in page.units.detail.facts.text()
    row = page.units.detail.rows[0].layout()
    assert row.itemAt(0).widget().text() == "催办 2019-05-06 09:30 电话 王五：明天报"
    press(qtbot, row.itemAt(1).widget(), settle)
    assert page.units.table.lines.lines()[0].reminders == 0 and page.units.detail.rows == []


def test_an_open_form_is_about_the_unit_it_was_opened_for_whatever_is_selected_meanwhile(
    app: Any, page: Any, qtbot: Any, settle: Any
) -> None:
    press(qtbot, page.units.send_button, settle)
    page.units.table.selectRow(2)
    press(qtbot, page.units.sending.ok_button, settle)
    late = [(one.unit, one.occurrence.period) for one in late_list(app.context.ledger)]
    assert ("晋城市", "2019-03") not in late and len(late) == 4


def test_the_rates_of_the_units_are_listed_lowest_first(page: Any, settle: Any) -> None:
    page.units.set_tab("rates")
    settle()
    found = [(one.unit, one.due, one.on_time, one.missing) for one in page.units.rates.lines.lines()]
    assert found == [("晋城市", 2, 0, 2), ("安阳市", 2, 0, 2), ("邯郸市", 2, 1, 1)]
    assert not page.units.send_button.isEnabled()


def test_the_late_list_is_copied_exported_and_set_for_print(
    page: Any, qtbot: Any, settle: Any, monkeypatch: Any, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    page.units.table.selectAll()
    qtbot.keyClick(page.units.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text().splitlines()[1].startswith("晋城市\t整改月报\t2019-03-25\t逾期 42 天")
    target = tmp_path / "逾期.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), "Excel 工作簿 (*.xlsx)"))
    press(qtbot, page.units.export_button, settle)
    rows = [
        [cell for cell in row if cell is not None] for row in load_workbook(target).active.iter_rows(values_only=True)
    ]
    assert any("晋城市" in row and "整改月报" in row for row in rows)
    dialog = page.print_late() or page.findChild(object, "")
    settle()
    previews = [one for one in QApplication.topLevelWidgets() if one.windowTitle() == "打印预览" and one.isVisible()]
    assert dialog is not None and len(previews) == 1 and previews[0].pdf.startswith(b"%PDF")
    previews[0].close()


def test_the_month_and_the_tab_are_as_they_were_left(page: Any, settle: Any) -> None:
    page.turn(-1)
    page.units.set_tab("all")
    settle()
    assert len(units(page)) == 3
    state = page.save_state()
    page.go_to_today()
    page.units.set_tab("late")
    page.restore_state(state)
    page.load()
    settle()
    assert (page.title_label.text(), page.units.tab) == ("2019年4月", "all")


def test_it_can_be_opened_on_a_day_or_a_list(app: Any, page: Any, settle: Any) -> None:
    app.context.open_page("duties", day=date(2019, 4, 25), tab="day")
    settle()
    assert (page.title_label.text(), page.units.tab, len(units(page))) == ("2019年4月", "day", 3)
    app.context.open_page("duties", tab="late")
    settle()
    assert page.units.tab == "late"


def test_dark_colours_are_painted_too(app: Any, page: Any, settle: Any) -> None:
    theme: Theme = app.theme
    light = page.grid.grab().toImage().pixelColor(5, 5)
    theme.set_choice("dark")
    settle()
    assert page.grid.grab().toImage().pixelColor(5, 5) != light
    theme.set_choice("light")


def test_an_empty_page_offers_the_shipped_duties(start_app: Any, empty_folder: Path, qtbot: Any) -> None:
    app = start_app(empty_folder)
    page = app.window.open_page("duties")
    assert app.jobs.wait_idle(20)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1)
    qtbot.mouseClick(page.empty.buttons[0], Qt.MouseButton.LeftButton)
    assert app.jobs.wait_idle(20)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 0)
    assert page.facts.duties == 2


def test_a_ledger_opened_only_for_reading_shows_everything_and_offers_nothing_to_record(
    start_app: Any, owing_folder: Path, qtbot: Any
) -> None:
    from models.store import Ledger

    app = start_app(None)
    app.enter(Ledger.open(owing_folder, read_only=True))
    assert app.jobs.wait_idle(20)
    page = app.window.open_page("duties")
    assert app.jobs.wait_idle(20)
    qtbot.waitUntil(lambda: page.facts is not None)
    assert page.units.table.lines.rowCount() == 5
    assert not page.units.send_button.isEnabled() and not page.units.remind_button.isEnabled()
    qtbot.keyClick(page.units.table, Qt.Key.Key_Return)
    assert page.units.sending.isHidden()
    assert page.units.print_button.isEnabled() and page.units.export_button.isEnabled()
