"""The bureau's own marks: painted, in tooltips, filtered by, made in the settings by keys, taken back by undo."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QStyleOptionViewItem, QToolTip
from sqlalchemy import update

from desktop.dialogs.marking_rule import MarkingRuleDialog
from models.operations.marking import RuleDraft, add_rules, list_rules
from models.queries.fields import PROBLEM
from models.queries.problems import ProblemQuery, problem_ids

LEFT = Qt.MouseButton.LeftButton
FURNACE = RuleDraft("锅炉", "star", "green", "description ~ 锅炉", "category")


@pytest.fixture
def settings(app: Any) -> Any:
    """The tab of the rules."""
    app.window.resize(1366, 768)
    page = app.window.open_page("settings", tab="marks")
    assert app.jobs.wait_idle()
    return page.widget("marks")


def by_word(app: Any) -> dict[str, Any]:
    return {line.draft.word: line for line in list_rules(app.context.ledger)}


def tooltip(view: Any, index: Any) -> str:
    """What the tooltip of a cell says."""
    option = QStyleOptionViewItem()
    option.rect = view.visualRect(index)
    at = view.viewport().mapToGlobal(option.rect.center())
    event = QHelpEvent(QEvent.Type.ToolTip, option.rect.center(), at)
    told: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QToolTip, "showText", lambda _at, text, *_more: told.append(text))
        view.itemDelegate().helpEvent(event, view, option, index)
    return "".join(told)


def ask_for(app: Any, page: Any, *ids: int) -> None:
    """Show only these rows."""
    page.table.ask(page.table.filters.opened_with(app.context.query_base.but(ids=tuple(ids)), "几条"))
    assert app.jobs.wait_idle()


def test_a_marked_cell_is_tinted_and_says_its_word(app: Any, everything: Any, qtbot: Any) -> None:
    ledger, view = app.context.ledger, everything.table.view
    (marked, plain) = (problem_ids(ledger, ProblemQuery(where=where))[0] for where in
                       ("mark = 逾期20天以上", "deadline is not null and markings is null"))  # fmt: skip
    ask_for(app, everything, marked, plain)
    column = everything.table.chosen_keys.index("deadline")
    rows = {key: everything.table.model.row_of(key) for key in (marked, plain)}
    picture = view.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()

    def ground(key: int) -> str:
        rect = view.visualRect(everything.table.model.index(rows[key], column))
        return picture.pixelColor(QPoint(rect.right() - 2, rect.top() + 2) * ratio).name()

    view.setCurrentIndex(everything.table.model.index(0, 0))
    assert ground(marked) == app.theme.colours.tone("red").tint
    assert ground(plain) != ground(marked)
    assert "标记：逾期20天以上" in tooltip(view, everything.table.model.index(rows[marked], column))
    assert "标记" not in tooltip(view, everything.table.model.index(rows[plain], column))


def test_the_mark_of_a_row_stands_beside_its_number(app: Any, everything: Any) -> None:
    key = everything.table.model.ids[0]
    with app.context.ledger.writing() as connection:
        connection.execute(update(PROBLEM).where(PROBLEM.c.id == key).values(falsified=True))
    ask_for(app, everything, key)
    view = everything.table.view.frozen
    assert "标记：弄虚作假" in tooltip(view, everything.table.model.index(0, 0))


def test_the_column_of_marks_says_all_of_them_and_filters(app: Any, everything: Any, qtbot: Any) -> None:
    table = everything.table
    table.set_columns(["ledger_number", "markings", "deadline"])
    popup = table.offer_values("markings", "标记", everything.filter_bar.anchor_of("status"))
    assert app.jobs.wait_idle()
    popup.search_box.setText("逾期20")
    qtbot.keyClick(popup.search_box, Qt.Key.Key_Return)
    assert app.jobs.wait_idle()
    assert table.filters.values == {"markings": ("逾期20天以上",)}
    assert table.model.rowCount() > 0
    column = table.chosen_keys.index("markings")
    assert all("逾期20天以上" in table.model.text_at(row, column) for row in range(table.model.rowCount()))
    assert everything.filter_bar.filter_chips["markings"].text == "标记：逾期20天以上"


def test_a_new_rule_shows_in_the_table_at_once_and_undo_takes_it_back(app: Any, everything: Any) -> None:
    table = everything.table
    table.set_columns(["ledger_number", "markings", "description"])
    row = next(row for row in range(300) if "锅炉" in table.model.text_at(row, 2))
    before = table.model.text_at(row, 1)
    app.context.bus.broadcast(add_rules(app.context.ledger, [FURNACE]))
    assert app.jobs.wait_idle()
    assert "锅炉" in table.model.text_at(row, 1)
    app.commands.run("edit.undo")
    assert app.jobs.wait_idle()
    assert table.model.text_at(row, 1) == before


def test_the_settings_list_the_rules_with_what_they_find(app: Any, settings: Any) -> None:
    texts = [settings.table.model().index(0, column).data() for column in range(6)]
    found = by_word(app)["逾期20天以上"].found
    assert texts[0] == "逾期20天以上" and texts[2] == "标记是“逾期未改”，并且剩余天数不大于“-20”"
    assert texts[3:] == ["整改期限", f"{found:,} 条", "使用中"]
    assert not settings.preset_button.isVisible()


def test_keys_order_switch_and_delete_rules_and_undo_brings_them_back(app: Any, settings: Any, qtbot: Any) -> None:
    settings.table.setFocus()
    settings.table.selectRow(1)
    QTest.keyClick(settings.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert app.jobs.wait_idle()
    assert [line.draft.word for line in settings.lines[:2]] == ["弄虚作假", "逾期20天以上"]
    qtbot.mouseClick(settings.active_button, LEFT)
    assert app.jobs.wait_idle()
    assert not by_word(app)["弄虚作假"].draft.active and settings.active_button.text() == "启用"
    settings.table.setFocus()
    QTest.keyClick(settings.table, Qt.Key.Key_Delete)
    assert app.jobs.wait_idle()
    assert "弄虚作假" not in by_word(app)
    assert settings.preset_button.isVisible()
    for _step in range(3):
        app.commands.run("edit.undo")
        assert app.jobs.wait_idle()
    assert [line.draft.word for line in settings.lines[:2]] == ["逾期20天以上", "弄虚作假"]
    assert settings.lines[1].draft.active


def test_shipped_rules_can_be_added_to_a_ledger_that_lacks_them(app: Any, settings: Any, qtbot: Any) -> None:
    for _rule in range(3):
        settings.table.selectRow(0)
        qtbot.mouseClick(settings.delete_button, LEFT)
        assert app.jobs.wait_idle()
    qtbot.mouseClick(settings.preset_button, LEFT)
    assert app.jobs.wait_idle()
    assert len(by_word(app)) == 7 and not settings.preset_button.isVisible()


def test_the_dialog_builds_a_condition_and_counts_what_it_finds(app: Any, settings: Any, qtbot: Any) -> None:
    dialog: MarkingRuleDialog = settings.make_dialog(None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.ok_button.isEnabled()
    dialog.word_edit.setText("难办")
    row = dialog.rows.rows[0]
    row.field_box.setCurrentIndex(row.field_box.findData("days_left"))
    row.op_box.setCurrentIndex(row.op_box.findData("<="))
    row.value_box.setCurrentText("很久")
    assert not dialog.ok_button.isEnabled() and "数字" in dialog.found.text()
    row.value_box.setCurrentText("-30")
    qtbot.mouseClick(dialog.rows.add_button, LEFT)
    second = dialog.rows.rows[1]
    second.field_box.setCurrentIndex(second.field_box.findData("status"))
    second.op_box.setCurrentIndex(second.op_box.findData("in"))
    second.value_box.setCurrentText("整改中、待整改")
    assert dialog.draft().condition == "days_left <= -30 and status in (整改中, 待整改)"
    expected = len(problem_ids(app.context.ledger, ProblemQuery(where=dialog.draft().condition)))
    qtbot.waitUntil(lambda: dialog.found.text() == f"现在有 {expected:,} 条问题符合。")
    assert dialog.sentence.text() == "标记：剩余天数不大于“-30”，并且状态是其中之一（整改中、待整改）"
    qtbot.mouseClick(dialog.typed_box, LEFT)
    assert dialog.text_edit.text() == dialog.draft().condition
    dialog.text_edit.setText("状态 = ")
    assert not dialog.ok_button.isEnabled()


def test_a_rule_made_in_the_dialog_is_written(app: Any, settings: Any, qtbot: Any, monkeypatch: Any) -> None:
    def fill(dialog: MarkingRuleDialog) -> int:
        dialog.word_edit.setText("锅炉")
        row = dialog.rows.rows[0]
        row.field_box.setCurrentIndex(row.field_box.findData("description"))
        row.value_box.setCurrentText("锅炉")
        dialog.tone_box.setCurrentIndex(dialog.tone_box.findData("green"))
        dialog.icon_box.setCurrentIndex(dialog.icon_box.findData("star"))
        dialog.cell_box.setCurrentIndex(dialog.cell_box.findData("category"))
        return int(QDialog.DialogCode.Accepted)

    monkeypatch.setattr(MarkingRuleDialog, "exec", fill)
    settings.table.setFocus()
    QTest.keyClick(settings.table, Qt.Key.Key_Insert)
    assert app.jobs.wait_idle()
    assert by_word(app)["锅炉"].draft == FURNACE
    qtbot.mouseClick(settings.rows_button, LEFT)
    assert app.jobs.wait_idle()
    page = app.window.open_page("ledger")
    assert list(page.table.filters.values) == ["markings"]
    QApplication.processEvents()
