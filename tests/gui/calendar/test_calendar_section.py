"""The settings section 工作日历: years, days changed by mouse and keys, a pasted notice, deadlines that move on yes."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from desktop.dialogs.deadline_moves import DeadlineMovesDialog
from models import clock
from models.operations import CellEdit, edit_cells
from models.operations.stored_values import read_fields
from models.queries.workday_calendar import read_calendar, read_counting

NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
国办发明电〔2026〕8号
一、元旦：2026年12月31日至2027年1月2日放假调休，共3天。2027年1月3日（周日）上班。
二、春节：2月5日（农历除夕、周五）至12日（周五）放假调休，共8天。2月13日（周六）、2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""


@pytest.fixture(autouse=True)
def still_clock() -> Any:
    with clock.freeze(datetime(2026, 12, 22, 9, 30)):
        yield


@pytest.fixture(scope="module")
def counted_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two problems whose deadlines run over new year 2027, which no notice arranged yet."""
    from models.operations.demo import make_demo
    from models.store import Ledger

    folder = tmp_path_factory.mktemp("counted") / "ledger"
    with clock.freeze(datetime(2026, 12, 22, 9, 30)), Ledger.create(folder, actor="录入员") as ledger:
        make_demo(ledger, problems=2, visits=0, seed=3)
        with ledger.writing() as connection:
            connection.exec_driver_sql("UPDATE problem SET status='整改中', closed_on=NULL")
        for key in (1, 2):
            edits = [("assigned_on", f"2026-12-0{key}"), ("deadline_text", "收到之日起22个工作日内")]
            edit_cells(ledger, [CellEdit(key, field, value) for field, value in edits])
    return folder


@pytest.fixture
def app(start_app: Any, counted_master: Path, tmp_path: Path) -> Any:
    return start_app(Path(shutil.copytree(counted_master, tmp_path / "counted")))


@pytest.fixture
def settle(app: Any, qtbot: Any) -> Any:
    def wait() -> None:
        for _round in range(4):
            assert app.jobs.wait_idle(20)
            qtbot.wait(1)

    return wait


@pytest.fixture
def section(app: Any, settle: Any) -> Any:
    app.window.resize(1366, 768)
    page = app.window.open_page("settings", tab="calendar")
    settle()
    found = page.widget("calendar")
    found.choose_year(2026)
    return found


def calendar(app: Any) -> Any:
    with app.context.ledger.reading() as connection:
        return read_calendar(connection)


def deadlines(app: Any) -> list[tuple[date, bool]]:
    with app.context.ledger.reading() as connection:
        found = read_fields(connection, [1, 2], ("deadline", "deadline_estimated"))
    return [(found[key]["deadline"], found[key]["deadline_estimated"]) for key in (1, 2)]


def answer_dialog(qtbot: Any, act: Any) -> list[QDialog]:
    """Once a dialog stands in front, ``act`` on it; returns what was met."""
    met: list[QDialog] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(20, look)
            return
        met.append(dialog)
        act(dialog)

    QTimer.singleShot(0, look)
    return met


def test_the_years_are_listed_with_the_next_one_marked_as_estimated(section: Any) -> None:
    years = [row.year for row in section.shown.rows]
    assert years[:3] == [2027, 2026, 2025] and years[-1] == 2004
    section.choose_year(2027)
    assert "按周一至周五计算" in section.told.text() and "预估" in section.told.text()
    assert not section.remove_button.isEnabled()
    section.choose_year(2018)
    assert section.told.text().startswith("依据：国办发明电〔2017〕12号")
    assert section.view.words(date(2018, 4, 8)) == "2018-04-08 周日 调休上班 清明节"
    assert section.view.words(date(2018, 10, 1)) == "2018-10-01 周一 节假日 国庆节"


def test_the_whole_year_fits_the_small_window_and_each_day_is_found_where_it_stands(section: Any) -> None:
    view = section.view
    room = view.parentWidget().rect()
    assert view.width() <= room.width() and view.height() <= room.height()
    grid = view._grid()
    for day in (date(2026, 1, 1), date(2026, 2, 28), date(2026, 8, 31), date(2026, 12, 31)):
        assert grid.day_at(view.day_rect(day).center()) == day
        assert view.rect().contains(view.day_rect(day))


def test_a_day_is_walked_to_by_keys_and_changed_from_its_menu(app: Any, section: Any, qtbot: Any, settle: Any) -> None:
    view = section.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Home)
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(view, key)
    assert view.current == date(2026, 2, 10)
    assert section.day_label.text().startswith("2026-02-10 周二 工作日")
    assert view.accessibleDescription() == "2026-02-10 周二 工作日"
    qtbot.keyClick(view, Qt.Key.Key_Return)
    spring = next(action for action in section._menu.holidays.actions() if action.text() == "春节")
    spring.trigger()
    section._menu.menu.close()
    settle()
    assert calendar(app).is_workday(date(2026, 2, 10)) is False
    assert section.view.words(date(2026, 2, 10)) == "2026-02-10 周二 节假日 春节"
    app.commands.run("edit.undo")
    settle()
    assert calendar(app).is_workday(date(2026, 2, 10)) is True
    assert section.view.words(date(2026, 2, 10)) == "2026-02-10 周二 工作日"


def test_a_saturday_becomes_a_working_day_by_a_click(app: Any, section: Any, qtbot: Any, settle: Any) -> None:
    day = date(2026, 3, 7)
    qtbot.mouseClick(section.view, Qt.MouseButton.LeftButton, pos=section.view.day_rect(day).center())
    menu = section._menu.menu
    words = [action.text() for action in menu.actions() if action.text()]
    assert words == ["2026-03-07 周六：休息日", "改为调休上班", "改为节假日"]
    next(action for action in menu.actions() if action.text() == "改为调休上班").trigger()
    menu.close()
    settle()
    assert calendar(app).is_workday(day) is True


def test_a_day_of_an_unknown_year_asks_for_the_notice_first(app: Any, section: Any, qtbot: Any, settle: Any) -> None:
    section.choose_year(2027)
    section.view.setFocus()
    qtbot.keyClick(section.view, Qt.Key.Key_Space)
    assert section._menu.menu is None
    assert "还没有节假日安排" in app.window.message_bar.text_label.text()


def test_a_notice_is_shown_before_it_is_accepted_and_the_deadlines_are_asked_about(
    app: Any, section: Any, qtbot: Any, settle: Any
) -> None:
    before = deadlines(app)
    assert before == [(date(2026, 12, 31), False), (date(2027, 1, 1), True)]

    def fill(dialog: Any) -> None:
        dialog.text_edit.setPlainText(NOTICE)
        qtbot.waitUntil(lambda: dialog.preview is not None, timeout=10_000)
        assert dialog.head.text() == "2027 年　国办发明电〔2026〕8号　放假 28 天，调休上班 6 天"
        assert dialog.view.words(date(2027, 2, 13)) == "2027-02-13 周六 调休上班 春节"
        assert not dialog.seen_box.isVisible()
        answer_dialog(qtbot, on_moves)
        qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)

    lines: list[Any] = []

    def on_moves(dialog: Any) -> None:
        assert isinstance(dialog, DeadlineMovesDialog)
        lines.extend(dialog.table.lines.lines())
        qtbot.mouseClick(dialog.move_button, Qt.MouseButton.LeftButton)

    answer_dialog(qtbot, fill)
    qtbot.mouseClick(section.paste_button, Qt.MouseButton.LeftButton)
    settle()
    assert [(line.old, line.new) for line in lines] == [
        (date(2026, 12, 31), date(2027, 1, 3)), (date(2027, 1, 1), date(2027, 1, 4))
    ]  # fmt: skip
    assert deadlines(app) == [(date(2027, 1, 3), False), (date(2027, 1, 4), False)]
    assert section.row().year == 2027 and section.row().known
    assert not section.moves_button.isVisible()
    app.commands.run("edit.undo")
    settle()
    assert deadlines(app) == before
    assert section.moves_button.text() == "2 个期限与现在的日历不一致，查看…"


def test_not_moving_leaves_the_deadlines_and_the_offer(app: Any, section: Any, qtbot: Any, settle: Any) -> None:
    from models.operations.calendar import accept_notice
    from models.rules.holiday_notice import read_notice

    before = deadlines(app)
    app.context.bus.broadcast(accept_notice(app.context.ledger, read_notice(NOTICE)))
    settle()
    assert section.moves_button.isVisible()
    met = answer_dialog(qtbot, lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    qtbot.mouseClick(section.moves_button, Qt.MouseButton.LeftButton)
    settle()
    assert len(met) == 1
    assert deadlines(app) == before
    assert section.moves_button.isVisible()


def test_contradictions_must_be_looked_at_before_a_notice_is_taken(section: Any, qtbot: Any, settle: Any) -> None:
    dialog = section.make_notice_dialog()
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.ok_button.isEnabled()
    dialog.set_text(NOTICE.replace("5月8日（周六）", "5月8日（周日）"))
    settle()
    told = [dialog.warnings.item(row).text() for row in range(dialog.warnings.count())]
    assert told[0] == "⚠ “劳动节”中2027年5月8日写的是星期日，实际是星期六"
    assert "2026-12-31" in told[1]
    assert not dialog.ok_button.isEnabled()
    dialog.seen_box.click()
    assert dialog.ok_button.isEnabled()
    dialog.set_text("各单位：请做好值班工作。")
    settle()
    assert not dialog.ok_button.isEnabled()
    assert "哪一年" in dialog.head.text()
    dialog.set_text(NOTICE[NOTICE.index("一、") :].replace("2026年", "").replace("2027年", ""))
    settle()
    assert not dialog.ok_button.isEnabled()
    dialog.year_box.setValue(2027)
    dialog.read_now()
    settle()
    assert dialog.preview is not None and dialog.preview.notice.year == 2027


def test_a_year_is_made_by_hand_and_taken_out_again(app: Any, section: Any, qtbot: Any, settle: Any) -> None:
    def fill(dialog: Any) -> None:
        assert (dialog.edit.text(), dialog.ok_button.text()) == ("2027", "新建")
        dialog.edit.setText("2026")
        assert not dialog.ok_button.isEnabled()
        dialog.edit.setText("2027")
        qtbot.keyClick(dialog.edit, Qt.Key.Key_Return)

    answer_dialog(qtbot, fill)
    qtbot.mouseClick(section.add_button, Qt.MouseButton.LeftButton)
    settle()
    assert section.row().year == 2027 and section.row().known
    app.window.message_bar.dismiss()
    app.window.activateWindow()
    section.table.setFocus()
    qtbot.waitUntil(section.table.hasFocus, timeout=5_000)
    qtbot.keyClick(section.table, Qt.Key.Key_Delete)
    settle()
    assert 2027 not in calendar(app).years


def test_the_rule_about_rest_days_is_kept_in_the_ledger(app: Any, section: Any, qtbot: Any, settle: Any) -> None:
    answer_dialog(qtbot, lambda dialog: dialog.reject())
    section.put_off_box.click()
    settle()
    with app.context.ledger.reading() as connection:
        assert read_counting(connection).puts_off is True
    assert section.put_off_box.isChecked()
