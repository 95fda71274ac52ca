"""Step three by hand: columns confirmed, joined, ignored or replaced by one value; values and deadlines answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop.dialogs import file_prompts
from desktop.pages import import_list
from desktop.panels.intake import asking, dates_panel, join_columns
from desktop.widgets.chip import Chip

HEADER = ["序号", "企业名称", "所在县", "问题类别", "存在问题", "乡镇", "村名", "整改时限", "陪同人员"]
ROWS = [
    [1, "永年标准件厂", "永年区", "散乱污", "未安装治污设施", "西苏镇", "东苏村", "4月底前", "张三"],
    [2, "武安铸造厂", "武安市", "杨尘", "物料露天堆放", "午汲镇", "西村", "雨季前", "李四"],
    [3, "磁县六合工业", "磁县", "杨尘", "道路未硬化", "讲武城镇", "南村", "立行立改", "王五"],
    [4, "成安县商城锅炉", "成安县", "怪类别", "燃煤锅炉未拆除", "商城镇", "北村", "2019-06-30", "赵六"],
]


@pytest.fixture
def mapping(go: Any, make_list: Any) -> Any:
    return go(make_list("清单.xlsx", HEADER, ROWS, "2019年第3轮强化督查交办清单"), import_list.MAPPING)


def column(page: Any, header: str) -> Any:
    return next(one for one in page.files[0].sheets[0].columns if one.header == header)


def test_a_column_is_chosen_with_the_keyboard(mapping: Any, idle: Any, qtbot: Any) -> None:
    table = mapping.mapping.table
    box = table.choices["requirement"]
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.view().isVisible(), "arrows open the list; they do not map the field at each step"
    at = box.findData(column(mapping, "陪同人员").index)
    box.view().setCurrentIndex(box.model().index(at, 0))
    qtbot.keyClick(box.view(), Qt.Key.Key_Return)
    idle()
    assert column(mapping, "陪同人员").fields == ("requirement",)


def test_a_column_that_may_be_meant_is_offered_and_taken_with_one_click(
    go: Any, make_list: Any, idle: Any, qtbot: Any
) -> None:
    header = ["整改目标表" if name == "陪同人员" else name for name in HEADER]
    page = go(make_list("像.xlsx", header, ROWS), import_list.MAPPING)
    like = column(page, "整改目标表")
    (field,) = like.suggested
    table = page.mapping.table
    assert field in page.mapping.open_fields()["unsure"]
    table.jump([field])
    cell = table.cellWidget(table.fields.index(field), 4)
    assert [one.text() for one in cell.findChildren(Chip)] == [f"可能是 {like.letter} 列"]
    (take,) = cell.findChildren(QPushButton)
    qtbot.mouseClick(take, Qt.MouseButton.LeftButton)
    idle()
    assert column(page, "整改目标表").fields == (field,)
    assert field not in page.mapping.open_fields()["unsure"]


def test_two_columns_are_joined_with_what_stands_between(
    mapping: Any, idle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = (column(mapping, "乡镇").index, column(mapping, "村名").index)

    def answer(dialog: Any) -> int:
        for at, one in enumerate(dialog._columns):
            wanted = Qt.CheckState.Checked if one.index in places else Qt.CheckState.Unchecked
            dialog.list.item(at).setCheckState(wanted)
        dialog.separator_box.setCurrentIndex(dialog.separator_box.findData(" "))
        assert "西苏镇 东苏村" in dialog.hint.text()
        return 1

    monkeypatch.setattr(join_columns.JoinColumnsDialog, "exec", answer)
    mapping.mapping.join("address")
    idle()
    assert all("address" in column(mapping, name).fields for name in ("乡镇", "村名"))
    assert mapping.flow.session.wishes("0/0")["separators"]["address"] == " "
    assert "列合起来" in mapping.mapping.table.choices["address"].placeholderText()


def test_every_row_gets_one_value_where_no_column_has_it(
    mapping: Any, idle: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking.AskTextDialog, "ask", lambda *_args: "市生态环境局")
    mapping.mapping.table.constant_wanted.emit("responsible_unit")
    idle()
    values = {one.field: one.value for one in mapping.files[0].sheets[0].constants}
    assert values["responsible_unit"] == "市生态环境局"
    assert "市生态环境局" in mapping.mapping.table.choices["responsible_unit"].placeholderText()


def test_unused_columns_are_kept_unless_they_are_turned_over(mapping: Any, idle: Any, qtbot: Any) -> None:
    unused = mapping.mapping.unused
    names = [one.header for one in unused.columns]
    assert "陪同人员" in names
    unused.table.selectRow(names.index("陪同人员"))
    unused.table.setFocus()
    qtbot.keyClick(unused.table, Qt.Key.Key_Return)
    idle()
    assert mapping.flow.session.wishes("0/0")["ignored"] == {column(mapping, "陪同人员").index}
    assert "不要 1 列" in unused.heading.text()


def test_what_is_open_is_counted_and_each_count_jumps_to_its_place(mapping: Any, qtbot: Any) -> None:
    jumps = mapping.mapping.jumps
    assert jumps["values"].isVisible()
    qtbot.mouseClick(jumps["values"], Qt.MouseButton.LeftButton)
    assert mapping.mapping.values.field_box.currentData() == "category"
    qtbot.mouseClick(jumps["unused"], Qt.MouseButton.LeftButton)
    assert mapping.mapping.unused.table.hasFocus()


def test_a_near_value_is_taken_with_enter_and_an_unknown_one_is_chosen(mapping: Any, idle: Any, qtbot: Any) -> None:
    values = mapping.mapping.values
    values.show_field("category")
    waiting = [one.said for one in values._by_field["category"] if one.open]
    assert set(waiting) >= {"怪类别"}
    row = next(at for at in range(values.table.lines.rowCount()) if values.table.lines.line(at).said == "怪类别")
    values.table.selectRow(row)
    assert values.choice.currentIndex() == -1, "nobody answers for the person"
    blank = next(at for at in range(values.choice.count()) if values.choice.itemData(at)[0] == "blank")
    values.choice.setCurrentIndex(blank)
    values.table.setFocus()
    qtbot.keyClick(values.table, Qt.Key.Key_Return)
    idle()
    answer = mapping.flow.session.choices.values["category", "怪类别"]
    assert (answer.kind, answer.for_good) == ("blank", True)
    assert "怪类别" not in [one.said for one in values._by_field["category"] if one.open]


def test_an_answer_is_taken_back_with_ctrl_z(mapping: Any, idle: Any, qtbot: Any) -> None:
    values = mapping.mapping.values
    question = next(one for one in values._by_field["category"] if one.said == "怪类别")
    from models.importing.choices import ValueAnswer

    values.answered.emit([(question.field, question.key, ValueAnswer("skip"))], "不导入")
    idle()
    assert mapping.flow.session.choices.values
    values.table.setFocus()
    qtbot.keyClick(values.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert not mapping.flow.session.choices.values


def test_a_deadline_wording_is_taught_by_one_click(
    mapping: Any, idle: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(dialog: Any) -> int:
        dialog.kind_box.setCurrentIndex(dialog.kind_box.findData("days"))
        dialog.days_box.setValue(45)
        return 1

    monkeypatch.setattr(dates_panel.ReadingDialog, "exec", answer)
    line = next(one for one in mapping.mapping.dates.lines if "雨季前" in one.text())
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    idle()
    readings = mapping.flow.session.choices.deadlines
    assert [(one["kind"], one["days"]) for one in readings.values()] == [("days", 45)]
    assert any("45天内（已改正）" in one.text() for one in mapping.mapping.dates.lines)


def test_a_day_that_no_calendar_has_comes_first_and_in_red(go: Any, make_list: Any) -> None:
    said = ["2019年6月30日", "2019年5月30日", "2019年6月31日", "年底前完成主体工程，2020年6月底全面完成并通过验收"]
    rows = [[*row[:7], limit, row[8]] for row, limit in zip(ROWS, said, strict=True)]
    page = go(make_list("日期.xlsx", HEADER, rows), import_list.MAPPING)
    first, *others = page.mapping.dates.lines
    assert (first.text(), first.property("tone")) == ("2019年6月31日 ×1 → 没有这一天，请更正", "red")
    assert any(one.text() == "2019年6月30日 ×2 → 2019-06-30" for one in others)
    assert any("…" in one.text() and one.text().endswith("→ 2020-06-30") for one in others), "never the reading is cut"


def test_a_reading_is_saved_as_a_profile_and_applied_next_month(
    mapping: Any, idle: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch, make_list: Any, go: Any
) -> None:
    monkeypatch.setattr(asking.AskTextDialog, "ask", lambda *_args: "市级交办清单")
    mapping.mapping.table.choose("requirement", (column(mapping, "陪同人员").index,))
    idle()
    qtbot.mouseClick(mapping.mapping.save_button, Qt.MouseButton.LeftButton)
    idle()
    again = go(make_list("下月.xlsx", HEADER, ROWS), import_list.MAPPING)
    assert "已套用《市级交办清单》方案" in again.mapping.profile_label.text()
    assert column(again, "陪同人员").fields == ("requirement",)


def test_a_profile_from_a_file_is_applied_to_the_list_shown(
    mapping: Any, idle: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from models.importing.profiles.file import export_profile
    from models.importing.profiles.known import list_profiles

    mapping.mapping.table.choose("requirement", (column(mapping, "陪同人员").index,))
    idle()
    monkeypatch.setattr(asking.AskTextDialog, "ask", lambda *_args: "外来方案")
    mapping.mapping.save_button.click()
    idle()
    ledger = mapping.context.ledger
    target = tmp_path / "方案.json"
    export_profile(ledger, list_profiles(ledger)[0].id, target)
    mapping.mapping.table.choose("requirement", ())
    idle()
    assert column(mapping, "陪同人员").fields == ()
    monkeypatch.setattr(file_prompts, "ask_open_file", lambda *_args: target)
    qtbot.mouseClick(mapping.mapping.open_button, Qt.MouseButton.LeftButton)
    idle()
    assert column(mapping, "陪同人员").fields == ("requirement",)
