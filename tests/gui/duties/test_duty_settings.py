"""The settings section 报送任务 and its dialog: rules from drop-downs, the next days, presets that define nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt

from desktop.dialogs.duty import DutyDialog
from models.operations.duties import DutyDraft, draft_of, preset_duties
from models.rules.duties import Recurrence, recurrence_words


@pytest.fixture
def section(app: Any, settle: Any) -> Any:
    page = app.window.open_page("settings", tab="duties")
    settle()
    return page.widget("duties")


def row_of(section: Any, name: str) -> int:
    return [line.name for line in section.lines].index(name)


def press(qtbot: Any, widget: Any, settle: Any) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
    settle()


def test_the_duties_are_listed_with_their_next_six_days_and_their_origin(section: Any) -> None:
    section.table.selectRow(row_of(section, "整改月报"))
    text = section.detail.text()
    assert text.startswith("接下来：2019-05-24 周五（2019年5月）")
    assert text.count("周") == 6 and "从 2019-03-01 起" in text
    section.table.selectRow(row_of(section, "第一报（名称待填）"))
    assert "没有到期的日子" in section.detail.text() and "程序不作定义" in section.detail.text()


def test_a_preset_is_switched_on_and_off_and_one_that_is_not_defined_is_refused(
    app: Any, section: Any, qtbot: Any, settle: Any
) -> None:
    section.table.selectRow(row_of(section, "整改进展月报"))
    press(qtbot, section.active_button, settle)
    assert section.lines[row_of(section, "整改进展月报")].active and section.active_button.text() == "停用"
    press(qtbot, section.active_button, settle)
    assert not section.lines[row_of(section, "整改进展月报")].active
    section.table.selectRow(row_of(section, "第一报（名称待填）"))
    press(qtbot, section.active_button, settle)
    assert not section.lines[row_of(section, "第一报（名称待填）")].active
    assert "报送单位" in app.window.message_bar.text_label.text()


def test_a_duty_is_copied_moved_deleted_and_brought_back_by_keyboard(
    app: Any, section: Any, qtbot: Any, settle: Any
) -> None:
    section.table.selectRow(row_of(section, "整改进展月报"))
    press(qtbot, section.copy_button, settle)
    assert section.lines[-1].name == "整改进展月报（复制）"
    section.table.selectRow(len(section.lines) - 1)
    section.table.setFocus()
    qtbot.keyClick(section.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settle()
    assert (
        section.lines[-2].name == "整改进展月报（复制）"
        and section.table.currentIndex().row() == len(section.lines) - 2
    )
    qtbot.keyClick(section.table, Qt.Key.Key_Delete)
    settle()
    assert "整改进展月报（复制）" not in [line.name for line in section.lines]
    app.commands.run("edit.undo")
    settle()
    assert "整改进展月报（复制）" in [line.name for line in section.lines]


def test_a_duty_with_records_is_not_deleted_and_the_reason_is_said(
    app: Any, section: Any, qtbot: Any, settle: Any
) -> None:
    section.table.selectRow(row_of(section, "整改月报"))
    press(qtbot, section.delete_button, settle)
    assert "请停用它" in app.window.message_bar.text_label.text()
    assert "整改月报" in [line.name for line in section.lines]


def test_a_deleted_preset_can_be_added_again(section: Any, qtbot: Any, settle: Any) -> None:
    section.table.selectRow(row_of(section, "督察整改方案"))
    press(qtbot, section.delete_button, settle)
    assert section.preset_button.isVisible()
    press(qtbot, section.preset_button, settle)
    assert section.lines[-1].name == "督察整改方案" and section.preset_button.isHidden()


RULES = (
    Recurrence("daily", workdays=True),
    Recurrence("weekly", weekday=3),
    Recurrence("fortnightly", weekday=5, anchor=date(2019, 4, 15)),
    Recurrence("monthly", day=-3, workdays=True),
    Recurrence("monthly", day=5, about_before=True),
    Recurrence("quarterly", month=2, day=10),
    Recurrence("yearly", month=12, day=20),
    Recurrence("once", on=date(2019, 6, 1)),
    Recurrence("once", anchor=date(2019, 5, 3), after=20, workdays=True),
    Recurrence("once", anchor=date(2019, 5, 3), after_months=6),
)


@pytest.mark.parametrize("rule", RULES, ids=recurrence_words)
def test_every_kind_of_rule_stands_in_the_dialog_and_is_read_back(
    chinese_app: Any, qtbot: Any, rule: Recurrence
) -> None:
    asked: list[DutyDraft] = []

    def preview(draft: DutyDraft) -> list[str]:
        asked.append(draft)
        return ["2019-06-05 周三"]

    dialog = DutyDialog(None, DutyDraft("月报", rule=rule), ("月通报",), preview, new=True)
    qtbot.addWidget(dialog)
    dialog.show()
    assert recurrence_words(dialog.draft().rule) == recurrence_words(rule)
    assert dialog.ok_button.isEnabled() and dialog.next_label.text() == "2019-06-05 周三"
    assert asked[-1].units == ("*city",)


def test_the_dialog_says_what_is_missing_before_it_can_be_kept(chinese_app: Any, qtbot: Any) -> None:
    dialog = DutyDialog(None, DutyDraft(""), (), lambda _draft: [], new=True)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.ok_button.isEnabled() and "没有填写报送内容" in dialog.refusal.text()
    dialog.name_edit.setText("月报")
    assert dialog.ok_button.isEnabled()
    dialog.cities_box.setChecked(False)
    assert "没有填写报送单位" in dialog.refusal.text()
    dialog.units_edit.setPlainText("省住建厅、省工信厅")
    assert dialog.ok_button.isEnabled() and dialog.draft().units == ("省住建厅", "省工信厅")
    dialog.starts_edit.setText("五月")
    assert "不能作为开始日期" in dialog.refusal.text()


def test_every_shipped_duty_can_be_opened_and_closed_unchanged(chinese_app: Any, qtbot: Any) -> None:
    for draft in preset_duties():
        dialog = DutyDialog(None, draft, (), lambda _draft: [], new=False)
        qtbot.addWidget(dialog)
        assert dialog.draft() == draft, draft.name


def test_the_dialog_of_a_kept_duty_writes_what_was_changed(
    section: Any, settle: Any, qtbot: Any, monkeypatch: Any
) -> None:
    section.table.selectRow(row_of(section, "整改月报"))

    def change(dialog: DutyDialog) -> int:
        dialog.time_edit.setText("9:00")
        return int(DutyDialog.DialogCode.Accepted)

    monkeypatch.setattr(DutyDialog, "exec", change)
    section.table.setFocus()
    qtbot.keyClick(section.table, Qt.Key.Key_F2)
    settle()
    line = section.lines[row_of(section, "整改月报")]
    assert line.due_time == "09:00" and draft_of(line).units == ("邯郸市", "晋城市", "安阳市")
