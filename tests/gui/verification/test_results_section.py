"""核查结果 in the settings: added, changed, ordered and switched off by keys."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from desktop.panels.verification.results_section import ResultsSection
from models.queries.verification import results


def answer(fill):
    def act():
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(20, act)
            return
        fill(dialog)

    QTimer.singleShot(0, act)


def press(room, section, *keys):
    """After a dialog the window must be in front again before keys reach it."""
    with room.qtbot.waitActive(section):
        section.activateWindow()
    section.table.setFocus()
    room.press(section.table, *keys)


def shown(room):
    section = ResultsSection(room.context)
    room.qtbot.addWidget(section)
    section.resize(900, 500)
    with room.qtbot.waitActive(section):
        section.show()
        section.activateWindow()
    section.load_once()
    room.settle()
    return section


def test_a_result_is_added_changed_moved_and_switched_off(room):
    section = shown(room)

    def new(dialog):
        assert not dialog.ok_button.isEnabled()
        dialog.name_edit.setText("部分完成")
        dialog.status_box.setCurrentIndex(dialog.status_box.findData("整改中"))
        dialog.marks["needs_finding"].setChecked(True)
        dialog.accept()

    answer(new)
    press(room, section, Qt.Key.Key_Insert)
    ledger = room.context.ledger
    made = next(one for one in results(ledger, "check") if one.name == "部分完成")
    assert (made.moves_to, made.needs_finding) == ("整改中", True)
    lines = section.table.lines.lines()
    section.table.selectRow(next(row for row, line in enumerate(lines) if line.id == made.id))
    press(room, section, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [one.name for one in results(ledger, "check")][-2] == "部分完成"
    assert section.table.current_line().id == made.id

    def change(dialog):
        assert dialog.name_edit.text() == "部分完成" and not dialog.purpose_box.isEnabled()
        dialog.marks["failed"].setChecked(True)
        dialog.accept()

    answer(change)
    press(room, section, Qt.Key.Key_F2)
    assert next(one for one in results(ledger, "check") if one.id == made.id).failed
    room.click(section.active_button)
    assert made.id not in [one.id for one in results(ledger, "check")]
    assert section.active_button.text() == "启用"
