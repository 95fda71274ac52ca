"""The popup of a header by mouse and keys: conditions, days, only this, the reverse, unreadable values, chips."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from sqlalchemy import update

from desktop.panels.filter_popup import FilterPopup
from desktop.tables.facet_model import FacetModel, facet_lines
from desktop.tables.filter_words import filter_words
from desktop.tables.ledger_filters import LedgerFilters, filters_from_state
from models.queries.fields import FIELDS, PROBLEM
from models.queries.filter_tests import FilterTest
from models.queries.problems import ProblemQuery, count, facet, problem_ids

LEFT = Qt.MouseButton.LeftButton
AT = QRect(300, 200, 90, 30)


def offer(app: Any, page: Any, field: str, sorts: bool = True) -> FilterPopup:
    popup = page.table.offer_values(field, FIELDS[field].title, AT, field if sorts else None)
    assert app.jobs.wait_idle()
    return popup


def line_point(popup: FilterPopup, text: str, from_right: int = 0) -> QPoint:
    for row in range(popup.model.rowCount()):
        if popup.model.line_at(row).text == text:
            rect = popup.list.visualRect(popup.model.index(row))
            popup.list.scrollTo(popup.model.index(row))
            rect = popup.list.visualRect(popup.model.index(row))
            return QPoint(rect.right() - from_right if from_right else 100, rect.center().y())
    raise AssertionError(f"no line {text}: {[popup.model.line_at(row).text for row in range(popup.model.rowCount())]}")


def shown(page: Any) -> list[int]:
    return list(page.table.model.ids)


def test_alt_down_opens_it_and_keys_alone_choose_a_value(app: Any, everything: Any, qtbot: Any) -> None:
    table = everything.table
    column = [one.key for one in table.model.columns].index("status")
    table.view.go_to_row(0, column)
    qtbot.keyClick(table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert app.jobs.wait_idle()
    popup = next(one for one in QApplication.topLevelWidgets() if isinstance(one, FilterPopup) and one.isVisible())
    assert popup.accessibleName() == "筛选“状态”"
    first = popup.model.line_at(0)
    qtbot.keyClick(popup.search_box, Qt.Key.Key_Down)
    qtbot.keyClick(popup.list, Qt.Key.Key_Space)
    assert popup.model.counts()[0] == popup.model.counts()[1] - 1
    qtbot.mouseClick(popup.turn_button, LEFT)
    assert popup.model.counts()[0] == 1, "反选: only the one that was cleared"
    qtbot.keyClick(popup.list, Qt.Key.Key_Return)
    assert app.jobs.wait_idle()
    assert table.filters.values == {"status": first.values}
    assert table.model.rowCount() == first.count


def test_escape_closes_it_and_changes_nothing(app: Any, everything: Any, qtbot: Any) -> None:
    popup = offer(app, everything, "status")
    qtbot.mouseClick(popup.turn_button, LEFT)
    closed: list[bool] = []
    popup.closing.connect(lambda: closed.append(True))
    qtbot.keyClick(popup.list, Qt.Key.Key_Escape)
    assert closed
    assert everything.table.filters.values == {}


def test_a_click_at_the_right_end_shows_only_that_value(app: Any, everything: Any, qtbot: Any) -> None:
    popup = offer(app, everything, "city")
    line = popup.model.line_at(2)
    qtbot.mouseClick(popup.list.viewport(), LEFT, pos=line_point(popup, line.text, from_right=12))
    assert app.jobs.wait_idle()
    assert everything.table.filters.values == {"city": line.values}
    assert everything.table.model.rowCount() == line.count


def test_words_in_a_text_are_a_condition(app: Any, everything: Any, qtbot: Any) -> None:
    popup = offer(app, everything, "site_name")
    popup.conditions.op_box.setCurrentIndex(popup.conditions.op_box.findData("lacks"))
    popup.conditions.text_edit.setText("厂")
    assert not popup.list.isEnabled(), "the values below do not count now"
    qtbot.keyClick(popup.conditions.text_edit, Qt.Key.Key_Return)
    assert app.jobs.wait_idle()
    assert everything.table.filters.values == {"site_name": (FilterTest("lacks", ("厂",)),)}
    names = [everything.table.model.text_at(row, 2) for row in range(everything.table.model.rowCount())]
    assert names and not any("厂" in name for name in names)
    again = offer(app, everything, "site_name")
    assert again.conditions.text_edit.text() == "厂" and again.conditions.op_box.currentText() == "不包含"
    again.close()


def test_a_long_text_has_conditions_without_a_list(app: Any, everything: Any, qtbot: Any) -> None:
    popup = offer(app, everything, "description", sorts=False)
    assert not popup.list.isVisible()
    popup.conditions.text_edit.setText("锅炉")
    qtbot.mouseClick(popup.apply_button, LEFT)
    assert app.jobs.wait_idle()
    expected = problem_ids(app.context.ledger, ProblemQuery(where="description ~ 锅炉"))
    assert sorted(shown(everything)) == sorted(expected)


def test_from_to_of_a_date_and_what_is_no_date(app: Any, everything: Any, qtbot: Any) -> None:
    popup = offer(app, everything, "assigned_on")
    days = [value for value, _number in facet(app.context.ledger, ProblemQuery(), "assigned_on") if value]
    low, high = days[len(days) // 3], days[len(days) // 2]
    popup.conditions.low_edit.setText("二月三十")
    qtbot.mouseClick(popup.apply_button, LEFT)
    assert popup.isVisible() and "不能作为交办日期" in popup.conditions.hint.text()
    popup.conditions.low_edit.setText(f"{low.year}年{low.month}月{low.day}日")
    popup.conditions.high_edit.setText(high.isoformat())
    qtbot.mouseClick(popup.apply_button, LEFT)
    assert app.jobs.wait_idle()
    assert everything.table.filters.values == {"assigned_on": (FilterTest("between", (low, high)),)}
    where = f"assigned_on >= {low} and assigned_on <= {high}"
    assert everything.table.model.rowCount() == count(app.context.ledger, ProblemQuery(where=where))


def test_remaining_days_from_to(app: Any, everything: Any, qtbot: Any) -> None:
    popup = offer(app, everything, "days_left", sorts=False)
    popup.conditions.low_edit.setText("-10")
    popup.conditions.high_edit.setText("5")
    qtbot.keyClick(popup.conditions.high_edit, Qt.Key.Key_Return)
    assert app.jobs.wait_idle()
    found = count(app.context.ledger, ProblemQuery(where="days_left >= -10 and days_left <= 5"))
    assert everything.table.model.rowCount() == found > 0


def test_a_period_is_one_click(app: Any, everything: Any, qtbot: Any) -> None:
    popup = offer(app, everything, "deadline")
    qtbot.mouseClick(popup.conditions.period_buttons["overdue"], LEFT)
    assert app.jobs.wait_idle()
    assert everything.table.model.rowCount() == count(app.context.ledger, ProblemQuery(marks=("overdue",))) > 0
    assert everything.filter_bar.filter_chips["deadline"].text == "整改期限：逾期"
    again = offer(app, everything, "deadline")
    assert again.conditions.period_buttons["overdue"].isChecked()
    again.close()


def test_days_stand_under_months_and_years_and_open_with_the_arrows(app: Any, everything: Any, qtbot: Any) -> None:
    popup = offer(app, everything, "deadline")
    rows = popup.model.rowCount()
    assert popup.model.line_at(0).text.endswith("年")
    qtbot.keyClick(popup.search_box, Qt.Key.Key_Down)
    qtbot.keyClick(popup.list, Qt.Key.Key_Right)
    assert popup.model.rowCount() > rows
    month = popup.model.line_at(1)
    qtbot.keyClick(popup.list, Qt.Key.Key_Down)
    qtbot.keyClick(popup.list, Qt.Key.Key_Right)
    assert popup.model.line_at(2).level == 2
    qtbot.keyClick(popup.list, Qt.Key.Key_Left)
    qtbot.keyClick(popup.list, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert app.jobs.wait_idle()
    assert everything.table.filters.values == {"deadline": (FilterTest("between", month.span),)}
    assert everything.table.model.rowCount() == month.count


def test_values_are_searched_by_pinyin_initials(app: Any, everything: Any) -> None:
    popup = offer(app, everything, "city")
    city = popup.model.line_at(0).values[0]
    from models.regions.sounds import initials

    popup.search_box.setText(initials(city)[:2])
    texts = [popup.model.line_at(row).text for row in range(popup.model.rowCount())]
    assert city in texts and len(texts) < popup.model.counts()[1]
    popup.close()


def test_what_could_not_be_read_is_a_line_of_its_own(app: Any, everything: Any, qtbot: Any) -> None:
    keys = shown(everything)[:2]
    with app.context.ledger.writing() as connection:
        values = {"deadline": None, "deadline_kind": "unknown", "deadline_text": "待定"}
        connection.execute(update(PROBLEM).where(PROBLEM.c.id.in_(keys)).values(values))
    popup = offer(app, everything, "deadline")
    qtbot.mouseClick(popup.list.viewport(), LEFT, pos=line_point(popup, "（读不出）", from_right=12))
    assert app.jobs.wait_idle()
    assert sorted(shown(everything)) == sorted(keys)
    assert everything.filter_bar.filter_chips["deadline"].text == "整改期限：（读不出）"


def test_filters_are_chips_in_words_and_each_is_closed_by_itself(app: Any, everything: Any, qtbot: Any) -> None:
    bar, table = everything.filter_bar, everything.table
    words = (FilterTest("contains", ("厂",)),)
    table.ask(table.filters.with_values("status", ("整改中",)).with_values("site_name", words))
    assert app.jobs.wait_idle()
    assert [chip.text for chip in bar.filter_chips.values()] == ["状态：整改中", "点位（企业）名称：包含“厂”"]
    assert all(chip.isVisible() for chip in bar.filter_chips.values())
    qtbot.mouseClick(bar.filter_chips["status"].close_button, LEFT)
    assert app.jobs.wait_idle()
    assert list(table.filters.values) == ["site_name"]
    assert bar.filter_chips["site_name"].close_button.accessibleName() == "移除“点位（企业）名称：包含“厂””"


def test_the_keyboard_stays_on_the_chips_while_they_are_closed(app: Any, everything: Any, qtbot: Any) -> None:
    bar, table = everything.filter_bar, everything.table
    asked = table.filters.with_values("status", ("整改中",))
    table.ask(asked.with_values("city", (None,)).with_values("county", (None,)))
    assert app.jobs.wait_idle()
    app.window.activateWindow()
    bar.filter_chips["status"].close_button.setFocus()
    for left in (["city", "county"], ["county"], []):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
        assert app.jobs.wait_idle()
        assert list(table.filters.values) == left
        now = QApplication.focusWidget()
        assert now is (bar.filter_chips[left[0]].close_button if left else bar.history_button)


def test_only_whole_values_of_coded_fields_are_asked_for(app: Any, everything: Any, qtbot: Any) -> None:
    popup = offer(app, everything, "deadline_kind")
    assert not popup.conditions.text_edit.isVisible()
    line = popup.model.line_at(0)
    assert line.text == "具体日期"
    qtbot.mouseClick(popup.list.viewport(), LEFT, pos=line_point(popup, line.text, from_right=12))
    assert app.jobs.wait_idle()
    assert everything.table.model.rowCount() == line.count
    assert everything.filter_bar.filter_chips["deadline_kind"].text == "时限类型：具体日期"


def test_closing_the_popup_stops_the_count(app: Any, everything: Any, monkeypatch: Any) -> None:
    popup = everything.table.offer_values("site_name", "名称", AT)
    (job,) = [one for one in app.jobs.running() if one.title == "统计取值"]
    popup.close()
    assert job.cancelling or job.done
    assert app.jobs.wait_idle()


def test_a_search_asks_the_ledger_where_not_all_values_are_listed(
    app: Any, everything: Any, qtbot: Any, monkeypatch: Any
) -> None:
    from models.queries import facets

    real = facets.facet_lines
    monkeypatch.setattr(facets, "facet_lines", lambda *args, **more: real(*args, **(more | {"limit": 3})))
    popup = offer(app, everything, "site_name")
    assert "只列出前 3 项" in popup.note.text()
    name = everything.table.model.text_at(200, 2)
    popup.search_box.setText(name)
    qtbot.waitUntil(lambda: popup.model.rowCount() == 1 and popup.model.line_at(0).text == name)
    qtbot.keyClick(popup.search_box, Qt.Key.Key_Return)
    assert app.jobs.wait_idle()
    assert everything.table.filters.values == {"site_name": (name,)}


def test_values_left_out_of_the_list_stay_when_one_is_cleared() -> None:
    model = FacetModel()
    model.set_lines(facet_lines("city", [("甲", 3), ("乙", 2), ("丙", 1)]), None, more=40)
    model.toggle(model.index(1))
    assert model.chosen() == (FilterTest("except", ("乙",)),)
    assert filter_words("city", model.chosen() or ()) == "市：除 乙 以外"


def test_the_model_of_the_values_keeps_qts_rules() -> None:
    model = FacetModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    pairs: list[Any] = [(date(2018, 12, 30), 2), (date(2019, 1, 2), 1), (date(2019, 2, 2), 1), (None, 4)]
    model.set_lines(facet_lines("deadline", pairs), (FilterTest("between", (date(2019, 1, 1), date(2019, 12, 31))),))
    assert model.chosen() == (FilterTest("between", (date(2019, 1, 1), date(2019, 12, 31))),)
    model.search("2018-12")
    model.tick_only_shown()
    model.search("")
    assert model.chosen() == (FilterTest("between", (date(2018, 1, 1), date(2018, 12, 31))),)
    model.set_lines(facet_lines("deadline", pairs), (date(2019, 1, 2), None))
    assert model.chosen() == (FilterTest("between", (date(2019, 1, 1), date(2019, 1, 31))), None)
    assert tester.model() is model


@pytest.mark.parametrize("origin", [None, "x"])
def test_filters_come_back_from_the_remembered_state(origin: str | None) -> None:
    filters = LedgerFilters().with_values("deadline", (FilterTest("period", ("week",)), None))
    again = filters_from_state(filters.to_state(), FIELDS)
    assert again.values == filters.values
    old = {"scope": "overdue", "due": "week", "sort": [["city", True]], "values": {"gone": [1]}, "history": [{}]}
    kept = filters_from_state(old if origin else {"scope": "all"}, FIELDS)
    assert kept.values == {} and kept.history == ()
