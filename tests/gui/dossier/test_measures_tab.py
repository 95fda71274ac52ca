"""Measures, progress, notes and relations are added, edited, moved and taken out in the panel by keys and mouse."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.panels.problem_panel import TABS
from models.operations import CellEdit, edit_cells
from models.operations.measures import add_measure
from models.operations.progress_reports import add_report

ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def fill(form: Any, **values: str) -> None:
    for key, text in values.items():
        editor = form.editors[key]
        if hasattr(editor, "setPlainText"):
            editor.setPlainText(text)
        elif hasattr(editor, "setEditText"):
            editor.setEditText(text)
        else:
            editor.setText(text)


def test_a_measure_is_added_with_its_own_unit_date_and_share(desk: Any) -> None:
    tab = desk.show(1, "measures")
    desk.click(tab.add_button)
    form = tab.list.form
    assert form.editors["text"].hasFocus()
    fill(form, text="拆除燃煤锅炉", responsible_unit="武安市工信局", due_text="2019年6月底前", share="60")
    desk.key(form.editors["share"], Qt.Key.Key_Return)
    desk.settle()
    (one,) = desk.dossier.measures
    assert (one.responsible_unit, one.due_on, one.share) == ("武安市工信局", date(2019, 6, 30), 60)
    assert tab.list.form is None
    assert desk.panel.tabs.tabText(list(TABS).index("measures")) == "整改措施 1"
    (card,) = tab.list.cards
    assert card.hasFocus() and "超期" in card.accessibleDescription()
    assert "占比合计 60 %，还差 40 %" in tab.warning_label.text() and not tab.warning_label.isHidden()


def test_what_is_wrong_is_said_in_the_form_and_nothing_typed_is_lost(desk: Any) -> None:
    tab = desk.show(1, "measures")
    desk.click(tab.add_button)
    form = tab.list.form
    fill(form, text="完善台账", share="一半")
    desk.key(form.editors["text"], Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert "“一半”不能作为占比" in form.error_label.text() and not form.error_label.isHidden()
    assert form.editors["text"].toPlainText() == "完善台账" and desk.dossier.measures == ()
    fill(form, share="50%")
    desk.click(form.save_button)
    desk.settle()
    assert desk.dossier.measures[0].share == 50


def test_the_form_says_how_the_words_of_a_limit_are_read(desk: Any) -> None:
    tab = desk.show(1, "measures")
    form = tab.list.open_form(0, "新", {})
    fill(form, due_text="2019年9月底前")
    said = [one.text() for one in form.findChildren(type(form.title_label)) if one.text().startswith("读作")]
    assert len(said) == 1 and said[0].startswith("读作 2019-09-30")
    desk.key(form.editors["due_text"], Qt.Key.Key_Escape)
    assert tab.list.form is None


def test_a_measure_is_edited_completed_moved_and_taken_out_by_keys(desk: Any) -> None:
    for text in ("甲方案", "乙方案", "丙方案"):
        add_measure(desk.ledger, 1, {"text": text})
    tab = desk.show(1, "measures")
    cards = tab.list.cards
    cards[0].setFocus()
    desk.key(cards[0], Qt.Key.Key_Down)
    assert cards[1].hasFocus()
    desk.key(cards[1], Qt.Key.Key_F2)
    fill(tab.list.form, text="乙方案（改）")
    desk.key(tab.list.form.editors["text"], Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert [one.text for one in desk.dossier.measures] == ["甲方案", "乙方案（改）", "丙方案"]
    desk.key(tab.list.cards[1], Qt.Key.Key_Up, ALT)
    desk.settle()
    assert [one.text for one in desk.dossier.measures] == ["乙方案（改）", "甲方案", "丙方案"]
    desk.key(tab.list.cards[2], Qt.Key.Key_Delete)
    desk.settle()
    assert len(desk.dossier.measures) == 2 and desk.messages[-1].action_text == "撤销"
    desk.undo()
    assert len(tab.list.cards) == 3


def test_the_menu_of_a_measure_marks_it_complete(desk: Any) -> None:
    add_measure(desk.ledger, 1, {"text": "甲方案", "share": "100"})
    tab = desk.show(1, "measures")
    desk.click(tab.list.cards[0].more_button)
    menu = tab.list.cards[0].findChild(type(tab.list.cards[0].open_menu(tab.mapToGlobal(tab.rect().center()))))
    next(one for one in menu.actions() if one.data() == "complete").trigger()
    menu.close()
    desk.settle()
    assert desk.dossier.measures[0].mark == "done" and tab.sum_label.text() == "总进度 100 %"
    assert tab.list.cards[0].view.chips[0][0].startswith("已完成")


def test_the_words_of_the_list_are_split_into_measures_on_request(desk: Any) -> None:
    edit_cells(desk.ledger, [CellEdit(1, "measures", "1.拆除锅炉，2019年6月底前。2.完善台账；3.长期坚持。")])
    tab = desk.show(1, "measures")
    assert "拆除锅炉" in tab.source_label.text() and tab.source_label.isVisible()
    desk.click(tab.split_button)
    desk.settle()
    assert len(tab.list.cards) == 3 and desk.messages[-1].action_text == "撤销"
    assert not tab.source_label.isVisible()


def test_shares_that_do_not_make_100_can_be_spread_evenly(desk: Any) -> None:
    for text in ("甲方案", "乙方案"):
        add_measure(desk.ledger, 1, {"text": text, "share": "80"})
    tab = desk.show(1, "measures")
    assert "多出 60 %" in tab.warning_label.text()
    desk.click(tab.even_button)
    desk.settle()
    assert not tab.warning_label.isVisible() and not tab.even_button.isVisible()
    assert [one.share for one in desk.dossier.measures] == [50, 50]


def test_what_was_typed_and_not_saved_waits_for_its_problem(desk: Any) -> None:
    tab = desk.show(1, "measures")
    desk.click(tab.add_button)
    fill(tab.list.form, text="写到一半")
    desk.show(2, "measures")
    assert tab.list.form is None and "还没有保存" in desk.messages[-1].text
    desk.show(1, "measures")
    assert tab.list.form.editors["text"].toPlainText() == "写到一半"


def test_reports_are_added_by_period_and_make_a_line(desk: Any) -> None:
    add_report(desk.ledger, 1, {"period": "2019-03", "text": "刚开始", "percent": "10"})
    tab = desk.show(1, "progress")
    assert not tab.trend.isVisible()
    desk.click(tab.add_button)
    fill(tab.list.form, period="2019年4月", text="拆除一半", percent="50", unit="武安市人民政府")
    desk.click(tab.list.form.save_button)
    desk.settle()
    assert [one.period for one in desk.dossier.reports] == ["2019-04", "2019-03"]
    assert tab.trend.values == (10.0, 50.0) and tab.trend.isVisible()
    assert tab.trend_label.text() == "2019年4月完成 50 %，比上期增加 40 个百分点"
    assert [card.view.when for card in tab.list.cards] == ["2019年4月", "2019年3月"]
    desk.key(tab.list.cards[0], Qt.Key.Key_F2)
    fill(tab.list.form, percent="55")
    desk.click(tab.list.form.save_button)
    desk.settle()
    assert desk.dossier.reports[0].percent == 55
    desk.key(tab.list.cards[1], Qt.Key.Key_Delete)
    desk.settle()
    assert len(desk.dossier.reports) == 1


def test_notes_are_written_and_the_course_tells_what_was_reported(desk: Any) -> None:
    tab = desk.show(1, "notes")
    desk.click(tab.add_button)
    fill(tab.list.form, text="电话问过，下周验收")
    desk.key(tab.list.form.editors["text"], Qt.Key.Key_Return, CTRL)
    desk.settle()
    assert desk.dossier.notes[0].actor == "录入员" and desk.panel.tabs.tabText(list(TABS).index("notes")) == "备忘 1"
    add_report(desk.ledger, 1, {"period": "2019-03", "text": "刚开始", "percent": "10"})
    course = desk.show(1, "course")
    desk.panel.refresh(None)
    desk.settle()
    assert any(line.heading == "填报 2019年3月 进展" for line in course.lines)


def test_a_relation_is_found_by_number_and_seen_from_the_other_side(desk: Any, qtbot: Any) -> None:
    other = desk.show(2, "links").dossier.detail.ledger_number
    tab = desk.show(1, "links")
    desk.click(tab.add_button)
    form = tab.list.form
    picker = form.editors["other"]
    picker.setFocus()
    qtbot.keyClicks(picker, other)
    qtbot.waitUntil(lambda: picker.problem_id == 2, timeout=3_000)
    picker.completer().popup().hide()
    desk.click(form.save_button)
    desk.settle()
    assert tab.list.cards[0].view.heading == f"重复于 {other}"
    with qtbot.waitSignal(desk.panel.jump_wanted) as jumped:
        desk.key(tab.list.cards[0], Qt.Key.Key_Return)
    assert jumped.args == [2]
    there = desk.show(2, "links")
    assert there.list.cards[0].view.heading.startswith("有重复件 ")
    desk.key(there.list.cards[0], Qt.Key.Key_Delete)
    desk.settle()
    assert there.list.cards == []


def test_a_relation_without_a_problem_is_refused_in_the_form(desk: Any) -> None:
    tab = desk.show(1, "links")
    desk.click(tab.add_button)
    desk.click(tab.list.form.save_button)
    desk.settle()
    assert "没有找到要关联的问题" in tab.list.form.error_label.text()


def test_a_read_only_ledger_shows_everything_and_changes_nothing(desk_of: Any, demo_folder: Any) -> None:
    from models.store import Ledger

    with Ledger.open(demo_folder, actor="录入员") as ledger:
        add_measure(ledger, 1, {"text": "甲方案"})
    desk = desk_of(demo_folder, read_only=True)
    tab = desk.show(1, "measures")
    assert not tab.add_button.isVisible() and tab.list.cards[0].view.actions == ()
    desk.key(tab.list.cards[0], Qt.Key.Key_Delete)
    assert tab.list.form is None and len(tab.list.cards) == 1
    notes = desk.show(2, "notes")
    words = [one.text() for one in notes.findChildren(QLabel) if one.isVisible()]
    assert "还没有备忘。" in words and not any("可以记在这里" in one for one in words)


def test_records_are_copied_as_rows_for_excel(desk: Any) -> None:
    from PySide6.QtWidgets import QApplication

    add_measure(desk.ledger, 1, {"text": "甲方案", "responsible_unit": "工信局", "share": "60"})
    add_measure(desk.ledger, 1, {"text": "乙方案\n第二行", "percent": "30"})
    tab = desk.show(1, "measures")
    measure = tab.dossier.measures[0].id
    desk.key(tab.list.cards[0], Qt.Key.Key_C, CTRL)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:4] == ["措施内容", "责任单位", "完成时限", "占比 %"]
    assert lines[1].split("\t")[:4] == ["甲方案", "工信局", "", "60"] and len(lines) == 2
    menu = tab.list.cards[1].open_menu(tab.mapToGlobal(tab.rect().center()))
    next(one for one in menu.actions() if one.data() == "copy-all").trigger()
    menu.close()
    assert '"乙方案\n第二行"' in QApplication.clipboard().text()
    add_report(desk.ledger, 1, {"period": "4月", "percent": "5"}, measure)
    tab = desk.show(1, "progress")
    desk.panel.refresh(None)
    desk.settle()
    desk.key(tab.list.cards[0], Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text().splitlines()[1].endswith("第 1 条 甲方案")


def test_a_measure_tells_how_much_evidence_and_how_many_reports_are_about_it(desk: Any) -> None:
    add_measure(desk.ledger, 1, {"text": "甲方案"})
    measure = desk.show(1, "measures").dossier.measures[0].id
    add_report(desk.ledger, 1, {"period": "4月", "percent": "5"}, measure)
    desk.panel.refresh(None)
    desk.settle()
    assert any("进展 1 期" in note for note in desk.panel.measures.list.cards[0].view.notes)
