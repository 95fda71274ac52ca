"""Filters on history from the bar and from the dialog, shown as chips, combined, exported and kept by a view."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from desktop.dialogs.history_filter import ANY_VALUE, HistoryFilterDialog
from desktop.panels.history_question import followed_fields, offered_words
from desktop.tables.problem_columns import value_text
from models.operations import move_status
from models.queries.history_conditions import HistoryTest
from models.queries.problems import ProblemQuery, problem_ids

LEFT = Qt.MouseButton.LeftButton


def expected(app: Any, *tests: HistoryTest, **more: Any) -> list[int]:
    return sorted(problem_ids(app.context.ledger, ProblemQuery(history=tests, **more)))


def shown(page: Any) -> list[int]:
    return sorted(page.table.model.ids)


@pytest.fixture
def dialog(app: Any, everything: Any, qtbot: Any) -> HistoryFilterDialog:
    choices = offered_words(everything.table.words.choices)
    made = HistoryFilterDialog(everything, followed_fields(), ["录入员", "李四"], choices, value_text)
    qtbot.addWidget(made)
    return made


def test_the_drop_down_offers_the_usual_ones_and_a_chip_takes_them_back(app: Any, everything: Any, qtbot: Any) -> None:
    bar = everything.filter_bar
    qtbot.mouseClick(bar.history_button, LEFT)
    assert bar.history_menu.isVisible()
    qtbot.keyClick(bar.history_menu, Qt.Key.Key_Down)
    qtbot.keyClick(bar.history_menu, Qt.Key.Key_Return)
    assert app.jobs.wait_idle()
    test = HistoryTest("overdue")
    assert everything.table.filters.history == (test,)
    assert shown(everything) == expected(app, test) and 0 < len(shown(everything)) < 300
    (chip,) = bar.filter_chips.values()
    assert chip.text == "曾逾期" and bar.history_button.isChecked()
    qtbot.mouseClick(chip.close_button, LEFT)
    assert app.jobs.wait_idle()
    assert everything.table.filters.history == () and len(shown(everything)) == 300


def test_it_combines_with_the_other_filters(app: Any, everything: Any, qtbot: Any) -> None:
    ids = shown(everything)[:3]
    move_status(app.context.ledger, ids, "核查中")
    move_status(app.context.ledger, ids, "整改不到位")
    table = everything.table
    table.ask(table.filters.with_history(HistoryTest("returned")).with_values("status", ("整改不到位",)))
    assert app.jobs.wait_idle()
    assert shown(everything) == expected(app, HistoryTest("returned"), filters={"status": ("整改不到位",)})
    assert set(ids) <= set(shown(everything))
    everything.filter_bar.clear_button.click()
    assert app.jobs.wait_idle()
    assert not table.filters.active


def test_the_dialog_puts_together_from_to_by_whom_and_when(dialog: HistoryFilterDialog, qtbot: Any) -> None:
    dialog.choose("moved")
    dialog.show()
    assert dialog.old_box.isVisible() and dialog.new_box.isVisible()
    assert not dialog.ok_button.isEnabled(), "from anything to anything says nothing"
    dialog.old_box.setCurrentText("核查中")
    dialog.new_box.setCurrentText("整改不到位")
    dialog.days_box.setValue(30)
    dialog.actor_box.setCurrentIndex(dialog.actor_box.findData("李四"))
    assert dialog.draft() == HistoryTest("moved", "status", "核查中", "整改不到位", 30, "李四")
    assert dialog.sentence.text() == "只看：状态：最近 30 天 李四 由“核查中”变为“整改不到位”"
    dialog.new_box.setCurrentText(ANY_VALUE)
    assert dialog.draft().new is None and dialog.ok_button.isEnabled()


def test_the_dialog_takes_dates_as_they_are_written_and_refuses_others(dialog: HistoryFilterDialog) -> None:
    dialog.choose("was", never=True)
    dialog.field_box.setCurrentIndex(dialog.field_box.findData("deadline"))
    dialog.new_box.setCurrentText("2019年5月6日")
    assert dialog.sentence.text() == "只看：整改期限：从未是“2019-05-06”"
    dialog.new_box.setCurrentText("五月")
    assert not dialog.ok_button.isEnabled() and "不能作为整改期限" in dialog.sentence.text()


def test_only_what_a_condition_needs_is_asked(dialog: HistoryFilterDialog) -> None:
    dialog.show()
    dialog.choose("overdue")
    assert not any(box.isVisible() for box in (dialog.field_box, dialog.new_box, dialog.days_box, dialog.actor_box))
    dialog.choose("changed")
    assert dialog.field_box.isVisible() and dialog.days_box.isVisible() and not dialog.new_box.isVisible()
    assert dialog.draft() == HistoryTest("changed")


def test_what_the_dialog_says_is_added_to_the_filters(app: Any, everything: Any, monkeypatch: Any, qtbot: Any) -> None:
    ids = shown(everything)[:2]
    app.context.ledger.actor = "李四"
    move_status(app.context.ledger, ids, "暂缓")
    test = HistoryTest("changed", actor="李四", days=1)
    offered: list[Any] = []

    def ask(*arguments: Any) -> HistoryTest:
        offered.extend(arguments[2])
        return test

    monkeypatch.setattr(HistoryFilterDialog, "ask", ask)
    everything.filter_bar.history_menu.actions()[-1].trigger()
    assert app.jobs.wait_idle()
    assert "李四" in offered
    qtbot.waitUntil(lambda: shown(everything) == ids)
    assert [chip.text for chip in everything.filter_bar.filter_chips.values()] == ["最近 1 天 李四 改过"]


def test_the_history_filter_comes_back_when_the_page_does(app: Any, everything: Any) -> None:
    table = everything.table
    table.ask(table.filters.with_history(HistoryTest("rescheduled", never=True)))
    assert app.jobs.wait_idle()
    state = everything.save_state()
    table.clear_filters()
    everything.restore_state(state)
    assert table.filters.history == (HistoryTest("rescheduled", never=True),)
