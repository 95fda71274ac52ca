"""The tabs of the panel, its history that can be put back, and two problems side by side, by keys and mouse."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from desktop.panels.dossier.compare import CompareDialog
from desktop.panels.problem_panel import TABS
from models.operations import CellEdit, edit_cells
from models.operations.evidence import add_evidence, take_in
from models.operations.links import add_link
from models.operations.measures import add_measure, edit_measure
from models.operations.notes import add_note
from models.operations.progress_reports import add_report


def write_everything(ledger: Any, tmp_path: Any) -> None:
    add_measure(ledger, 1, {"text": "拆除两台燃煤锅炉并接通管网" * 4, "due_text": "2019年6月底前", "share": "40"})
    add_report(ledger, 1, {"period": "2019-04", "text": "一半" * 40, "percent": "50"})
    add_note(ledger, 1, "电话问过" * 30)
    add_link(ledger, 1, 2, "duplicate")
    long = tmp_path / f"{'很长的文件名' * 12}.pdf"
    long.write_bytes(b"%PDF")
    add_evidence(ledger, 1, take_in(ledger, [long]))
    edit_cells(ledger, [CellEdit(1, "remarks", "备注" * 60)])


def seen(widget: QWidget) -> list[QWidget]:
    return [one for one in widget.findChildren(QWidget) if one.isVisible()]


@pytest.mark.parametrize("width", [320, 600])
def test_nothing_is_cut_off_and_every_control_has_a_name(
    desk_of: Any, demo_folder: Any, tmp_path: Any, width: int
) -> None:
    from models.store import Ledger

    with Ledger.open(demo_folder, actor="录入员") as ledger:
        write_everything(ledger, tmp_path)
    desk = desk_of(demo_folder, width=width)
    for key in TABS:
        page = desk.show(1, key)
        desk.panel.refresh(None)
        desk.settle()
        room = desk.panel.rect()
        for one in seen(desk.panel):
            right = one.mapTo(desk.panel, one.rect().topRight()).x()
            assert right <= room.right(), (key, one, one.objectName(), right)
            if isinstance(one, (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit)):
                face = QAccessible.queryAccessibleInterface(one)
                assert face is not None and face.text(QAccessible.Text.Name), (key, one)
        opened = getattr(page, "add", None)
        if opened is not None:
            opened()
            desk.settle()
            for one in seen(page.list.form):
                assert one.mapTo(desk.panel, one.rect().topRight()).x() <= room.right(), (key, one)
            for editor in page.list.form.editors.values():
                assert editor.accessibleName() and editor.width() > 100
            page.list.close_form()


def test_the_tabs_are_walked_by_the_arrow_keys_and_remembered_by_number(desk: Any) -> None:
    desk.show(1, "course")
    tabs = desk.panel.tabs
    assert (
        tabs.count() == len(TABS)
        and [one.focusPolicy() == Qt.FocusPolicy.StrongFocus for one in tabs.buttons].count(True) == 1
    )
    tabs.buttons[0].setFocus()
    desk.key(tabs.buttons[0], Qt.Key.Key_Right)
    assert tabs.currentIndex() == 1 and tabs.buttons[1].hasFocus()
    assert desk.panel.pages.currentWidget() is desk.panel.fields
    desk.key(tabs.buttons[1], Qt.Key.Key_End)
    assert tabs.currentIndex() == tabs.count() - 1
    desk.click(tabs.buttons[2])
    assert desk.panel.pages.currentWidget() is desk.panel.deadline


def test_the_history_is_narrowed_to_a_field_and_an_old_value_put_back(desk: Any) -> None:
    for text in ("0310-1", "0310-2", "0310-3"):
        edit_cells(desk.ledger, [CellEdit(1, "phone", text)])
    edit_cells(desk.ledger, [CellEdit(1, "town", "午汲镇")])
    tab = desk.show(1, "history")
    box = tab.field_box
    assert box.currentText().startswith("全部")
    box.setFocus()
    at = next(number for number in range(box.count()) if box.itemText(number) == "联系电话　3")
    box.setCurrentIndex(at)
    box.activated.emit(at)
    assert [line.heading for line in tab.lines] == ["联系电话：0310-2 → 0310-3", "联系电话：0310-1 → 0310-2",
                                                    tab.lines[2].heading]  # fmt: skip
    plans: list[Any] = []
    desk.panel.plan_wanted.connect(plans.append)
    card = tab.list.cards[1]
    assert [words for _id, words in card.view.actions] == ["恢复到改之前：0310-1", "恢复到这一版：0310-2"]
    card.setFocus()
    desk.key(card, Qt.Key.Key_Return)
    (plan,) = plans
    assert plan.edits == ((1, "phone", "0310-1"),) and plan.title.startswith("把 ZG-000001 的联系电话恢复到")


def test_an_old_value_of_a_measure_is_put_back_at_once(desk: Any) -> None:
    add_measure(desk.ledger, 1, {"text": "拆除锅炉", "percent": "30"})
    key = desk.show(1, "measures").dossier.measures[0].id
    edit_measure(desk.ledger, key, {"percent": "80"})
    tab = desk.show(1, "history")
    desk.panel.refresh(None)
    desk.settle()
    assert tab.lines[0].heading == "整改措施“拆除锅炉” 完成进度：30 → 80"
    tab.list.asked.emit(1, "old")
    desk.settle()
    assert desk.dossier.measures[0].percent == 30


def test_stepping_quickly_through_rows_reads_only_where_one_stops(desk: Any, qtbot: Any) -> None:
    desk.show(1, "course")
    shown: list[int] = []
    desk.panel.shown.connect(shown.append)
    for key in range(2, 30):
        desk.panel.show_problem(key)
    desk.settle()
    qtbot.waitUntil(lambda: bool(shown))
    assert shown == [29]


def test_two_problems_side_by_side_mark_what_differs_and_are_edited_there(desk: Any, qtbot: Any) -> None:
    edit_cells(desk.ledger, [CellEdit(1, "phone", "0310-1"), CellEdit(2, "phone", "0310-2")])
    edit_cells(desk.ledger, [CellEdit(1, "town", "同一个镇"), CellEdit(2, "town", "同一个镇")])
    desk.show(1, "facts")
    dialog = CompareDialog(desk.window, desk.context, desk.panel._words, 1, 2)
    qtbot.addWidget(dialog)
    dialog.show()
    desk.settle()
    fields = dialog.fields
    assert "phone" in fields.different and "town" not in fields.different
    assert fields._titles["phone"].text() == "≠ 联系电话" and fields._titles["town"].text() == "乡镇（街道）"
    assert fields.value_label("phone", 1).accessibleDescription() == "两条不同"
    assert f"有 {len(fields.different)} 项不同" in dialog.difference_label.text()
    dialog.only_box.click()
    assert not fields.value_label("town", 0).isVisible() and fields._titles["phone"].isVisibleTo(dialog)
    label = fields.value_label("phone", 1)
    label.setFocus()
    desk.key(label, Qt.Key.Key_Return)
    editor = fields._editor
    editor.setText("0310-1")
    desk.key(editor, Qt.Key.Key_Return)
    desk.settle()
    assert "phone" not in fields.different and not fields.value_label("phone", 0).isVisible()
    with qtbot.waitSignal(dialog.jump_asked) as jumped:
        desk.click(dialog.heads[1].jump_button)
    assert jumped.args == [2]
    dialog.reject()


def test_the_second_problem_is_found_by_its_number(desk: Any, qtbot: Any) -> None:
    number = desk.show(2, "facts") and desk.dossier.detail.ledger_number
    desk.show(1, "facts")
    asked: list[tuple[int, int]] = []
    desk.panel.compare_wanted.connect(lambda first, second: asked.append((first, second)))
    desk.click(desk.panel.head.compare_button)
    assert asked == [(1, 0)]
    dialog = CompareDialog(desk.window, desk.context, desk.panel._words, 1)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.picker, number)
    qtbot.waitUntil(lambda: dialog.ids == (1, 2), timeout=3_000)
    desk.settle()
    dialog.picker.completer().popup().hide()
    assert dialog.heads[1].number_label.text() == number
    dialog.reject()
    assert QApplication.activeModalWidget() is None


def test_tab_goes_from_the_head_to_the_tabs_to_the_buttons_to_the_records(desk: Any) -> None:
    add_measure(desk.ledger, 1, {"text": "甲方案"})
    tab = desk.show(1, "measures")
    desk.panel.head.compare_button.setFocus()
    walked: list[Any] = []
    for _step in range(10):
        desk.key(QApplication.focusWidget(), Qt.Key.Key_Tab)
        walked.append(QApplication.focusWidget())
    card = tab.list.cards[0]
    head, tabs = desk.panel.head, desk.panel.tabs
    moves = [*head.moves.buttons, head.moves.more_button]
    shown = len(moves)
    assert walked[: 4 + shown] == [
        head.close_button,
        *moves,
        tabs.buttons[list(TABS).index("measures")],
        tab.add_button,
        tab.split_button,
    ]
    assert walked[4 + shown : 6 + shown] == [card, card.more_button]


def test_save_and_give_up_stay_in_sight_and_come_last_for_the_keyboard(desk: Any) -> None:
    tab = desk.show(1, "measures")
    desk.click(tab.add_button)
    desk.qtbot.wait(80)
    form = tab.list.form
    for one in (form.save_button, form.cancel_button):
        assert not one.visibleRegion().isEmpty()
    form.editors["remarks"].setFocus()
    for wanted in (form.save_button, form.cancel_button):
        desk.key(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is wanted


def test_taking_a_step_back_brings_its_tab_to_the_front(desk: Any) -> None:
    desk.show(1, "course")
    add_note(desk.ledger, 1, "电话问过")
    desk.undo()
    assert desk.panel.pages.currentWidget() is desk.panel.notes


def test_a_long_name_without_spaces_is_broken_and_not_cut(desk: Any, tmp_path: Any) -> None:
    path = tmp_path / f"IMG_{'20190428093000' * 5}_edited.pdf"
    path.write_bytes(b"%PDF")
    add_evidence(desk.ledger, 1, take_in(desk.ledger, [path]))
    tab = desk.show(1, "evidence")
    (heading,) = [one for one in tab.list.cards[0].findChildren(QLabel) if one.text().startswith("IMG_")]
    bounds = heading.fontMetrics().boundingRect(heading.rect(), int(Qt.TextFlag.TextWordWrap), heading.text())
    assert bounds.width() <= heading.width() and bounds.height() > heading.fontMetrics().height()
    assert heading.text().replace("\u200b", "") == path.stem == tab.list.cards[0].view.heading
