"""督促阶梯 in the settings: steps shown, changed, ordered, retired; a ladder made; the shipped ones put back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from desktop.dialogs.ladder_step import LadderStepDialog, read_field_lines
from models.errors import UserError
from models.rules.ladders import Trigger


@pytest.fixture
def section(app: Any, hands: Any) -> Any:
    page = app.window.open_page("settings")
    page.open(tab="ladders")
    hands.settle()
    return page.widget("ladders")


def answer(act: Callable[[Any], None]) -> list[str]:
    """Do something in the next modal dialog; gives its title once it was there."""
    seen: list[str] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog) and dialog.isVisible():
            seen.append(dialog.windowTitle())
            act(dialog)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)
    return seen


def choose_province(section: Any, hands: Any) -> None:
    row = section.ladder_box.findText("省级五步法")
    section.ladder_box.setCurrentIndex(row)
    section.ladder_box.activated.emit(row)
    hands.settle()


def words(section: Any) -> list[tuple[str, ...]]:
    return section.table.lines.table(range(section.table.lines.rowCount()))[1:]


def test_the_steps_stand_with_their_triggers_and_origin(section: Any, hands: Any) -> None:
    choose_province(section, hands)
    assert [row[0] for row in words(section)] == ["预警", "通报", "约谈", "挂牌督办", "移交问责"]
    assert words(section)[2][1] == "逾期 30 天，或单位逾期问题达 10 条或占 20%"
    assert words(section)[2][5] == "20 个工作日"
    assert "未见成文规定" in section.origin_label.text()
    section.table.selectRow(3)
    assert "督办期限" in section.step_label.text()


def test_a_step_is_changed_and_the_change_undone(app: Any, section: Any, hands: Any) -> None:
    choose_province(section, hands)

    def change(dialog: Any) -> None:
        dialog.triggers[0].days_box.setValue(15)
        dialog.days_box.setValue(5)
        dialog.texts["document"].setText("提醒函")
        hands.qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)

    seen = answer(change)
    section.table.selectRow(0)
    hands.qtbot.mouseClick(section.edit_button, Qt.MouseButton.LeftButton)
    hands.settle()
    assert seen == ["修改步骤"]
    assert words(section)[0][1:6] == (
        "离期限不到 15 天，或落后序时进度 1 天",
        "提醒函",
        "省督察整改办",
        "负责人",
        "5 个工作日",
    )
    app.commands.run("edit.undo")
    hands.settle()
    assert words(section)[0][2] == "预警函"


def test_steps_are_moved_retired_and_put_back(section: Any, hands: Any) -> None:
    choose_province(section, hands)
    section.table.selectRow(2)
    hands.click(section.up_button)
    assert [row[0] for row in words(section)][:3] == ["预警", "约谈", "通报"]
    hands.click(section.active_button)
    assert words(section)[-1][0] == "约谈"
    assert words(section)[-1][6] == "已停用"
    seen = answer(lambda dialog: _accept(dialog, hands))
    hands.qtbot.mouseClick(section.preset_button, Qt.MouseButton.LeftButton)
    hands.settle()
    assert seen
    assert [row[0] for row in words(section)] == ["预警", "通报", "约谈", "挂牌督办", "移交问责"]


def _accept(dialog: Any, hands: Any) -> None:
    from PySide6.QtWidgets import QPushButton

    button = next(one for one in dialog.findChildren(QPushButton) if one.text() == "恢复")
    hands.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_ladder_of_the_bureaus_own_is_made_with_its_first_step(section: Any, hands: Any) -> None:
    def name(dialog: Any) -> None:
        assert not dialog.ok_button.isEnabled()
        dialog.name_edit.setText("市级两步法")
        hands.qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)

    answer(name)
    hands.qtbot.mouseClick(section.new_button, Qt.MouseButton.LeftButton)
    hands.settle()
    assert section.ladder_box.currentText() == "市级两步法"
    assert words(section) == []

    def step(dialog: Any) -> None:
        assert dialog.hint.text() == "请填写步骤名称。"
        dialog.texts["name"].setText("提醒")
        row = dialog.triggers[0]
        row.kind_box.setCurrentIndex(row.kind_box.findData("unit_overdue"))
        assert "数量或占比" in dialog.hint.text()
        row.share_box.setValue(30)
        assert dialog.said.text() == "单位逾期问题占 30%"
        dialog.fields_edit.setPlainText("抄送，一行字\n督办期限*，日期")
        hands.qtbot.mouseClick(dialog.ok_button, Qt.MouseButton.LeftButton)

    answer(step)
    hands.qtbot.mouseClick(section.add_button, Qt.MouseButton.LeftButton)
    hands.settle()
    assert words(section)[0][:2] == ("提醒", "单位逾期问题占 30%")
    (line,) = section.ladder.steps
    assert [(one.title, one.kind, one.due) for one in line.fields] == [
        ("抄送", "text", False), ("督办期限", "date", True),
    ]  # fmt: skip


def test_further_fields_keep_their_keys_and_say_what_is_wrong() -> None:
    found = read_field_lines("督办编号，一行字\n经办科室，多行字", {"督办编号": "supervision_number"})
    assert [(one.key, one.kind) for one in found] == [("supervision_number", "text"), ("own_1", "long")]
    with pytest.raises(UserError, match="“文号”的类型“文本”不认识"):
        read_field_lines("文号，文本", {})
    with pytest.raises(UserError, match="类型要是日期"):
        read_field_lines("期限*，一行字", {})


def test_the_dialog_shows_a_step_as_it_is(qtbot: Any, chinese_app: Any) -> None:
    from models.queries.escalation_ladders import StepField, StepLine

    line = StepLine(1, 1, 4, "挂牌督办", (Trigger("overdue", 60),), "", document="通知书", reply_workdays=None,
                    fields=(StepField("until", "督办期限", "date", due=True),))  # fmt: skip
    dialog = LadderStepDialog(None, line)
    qtbot.addWidget(dialog)
    settings = dialog.settings()
    assert (settings.triggers, settings.fields, settings.reply_workdays) == (line.triggers, line.fields, None)
    assert settings.texts["document"] == "通知书"
