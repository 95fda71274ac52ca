"""The panel inside the ledger page: it follows the row, writes through the window, jumps, compares and takes files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from desktop.dialogs import confirm
from desktop.panels.dossier.compare import CompareDialog
from desktop.panels.problem_panel import TABS
from models.operations import CellEdit, edit_cells
from models.operations.links import add_link
from models.queries.dossier import dossier

BARE = (1, 2, 3, 5, 6, 7, 8, 10)
"""Problems of the practice ledger behind which nothing has gathered yet."""


def shown(app: Any, page: Any, qtbot: Any, number: int, tab: str) -> int:
    """Go to the row of the bare problem ``number``; returns its id."""
    page.panel.set_tab(tab)
    wanted = BARE[number]
    assert page.table.go_to(wanted)
    qtbot.waitUntil(lambda: page.panel.dossier is not None and page.panel.dossier.id == wanted, timeout=5_000)
    app.jobs.wait_idle()
    return wanted


def compare_dialog() -> CompareDialog:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, CompareDialog) and one.isVisible())


def test_a_measure_added_in_the_panel_is_undone_by_the_windows_undo(app: Any, everything: Any, qtbot: Any) -> None:
    key = shown(app, everything, qtbot, 3, "measures")
    tab = everything.panel.measures
    qtbot.mouseClick(tab.add_button, Qt.MouseButton.LeftButton)
    tab.list.form.editors["text"].setPlainText("拆除燃煤锅炉")
    qtbot.keyClick(tab.list.form.editors["text"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(tab.list.cards) == 1, timeout=5_000)
    app.jobs.wait_idle()
    assert len(dossier(app.context.ledger, key).measures) == 1
    app.window.action_triggered.emit("edit.undo")
    qtbot.waitUntil(lambda: tab.list.cards == [], timeout=5_000)
    assert dossier(app.context.ledger, key).measures == ()


def test_an_old_value_is_put_back_as_a_named_step(app: Any, everything: Any, qtbot: Any) -> None:
    ledger, key = app.context.ledger, BARE[2]
    for text in ("第一次", "第二次"):
        edit_cells(ledger, [CellEdit(key, "remarks", text)])
    shown(app, everything, qtbot, 2, "history")
    card = everything.panel.changes.list.cards[0]
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dossier(ledger, key).detail.record["remarks"] == "第一次", timeout=5_000)
    app.jobs.wait_idle()
    assert "的备注恢复到" in dossier(ledger, key).history[0].step


def test_files_dropped_on_the_panel_are_evidence_and_not_an_import(
    app: Any, everything: Any, qtbot: Any, tmp_path: Path
) -> None:
    key = shown(app, everything, qtbot, 1, "course")
    list_ = tmp_path / "验收意见.xlsx"
    list_.write_bytes(b"PK")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(list_))])
    panel, none = everything.panel, Qt.KeyboardModifier.NoModifier
    at, button = panel.rect().center(), Qt.MouseButton.LeftButton
    QApplication.sendEvent(panel, QDragEnterEvent(at, Qt.DropAction.CopyAction, mime, button, none))
    QApplication.sendEvent(panel, QDropEvent(QPointF(at), Qt.DropAction.CopyAction, mime, button, none))
    qtbot.waitUntil(lambda: len(panel.evidence.list.cards) == 1, timeout=5_000)
    app.jobs.wait_idle()
    assert dossier(app.context.ledger, key).evidence[0].title == "验收意见"
    assert app.window.current_page() is everything and not app.window.drop_overlay.isVisible()


def test_a_relation_leads_to_the_other_row(app: Any, everything: Any, qtbot: Any) -> None:
    here, there = BARE[0], BARE[7]
    add_link(app.context.ledger, here, there, "duplicate")
    shown(app, everything, qtbot, 0, "links")
    card = everything.panel.links.list.cards[0]
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert everything.table.model.id_at(everything.table.view.currentIndex().row()) == there
    qtbot.waitUntil(lambda: everything.panel.dossier.id == there, timeout=5_000)


def test_two_selected_rows_are_compared_by_the_action(app: Any, everything: Any, qtbot: Any) -> None:
    view, model = everything.table.view, everything.table.model
    shown(app, everything, qtbot, 4, "facts")
    row = view.currentIndex().row()
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert list(everything.table.selected()) == [model.id_at(row), model.id_at(row + 1)]
    app.window.action_triggered.emit("ledger.compare")
    app.jobs.wait_idle()
    dialog = compare_dialog()
    qtbot.waitUntil(lambda: len(dialog.sides) == 2, timeout=5_000)
    assert dialog.ids == (model.id_at(row), model.id_at(row + 1))
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_one_row_asks_for_the_other_and_typing_survives_a_visit_to_another_row(
    app: Any, everything: Any, qtbot: Any
) -> None:
    shown(app, everything, qtbot, 4, "notes")
    qtbot.mouseClick(everything.panel.head.compare_button, Qt.MouseButton.LeftButton)
    dialog = compare_dialog()
    assert dialog.picker.isVisible() and dialog.ids[1] == 0
    dialog.reject()
    notes = everything.panel.notes
    qtbot.mouseClick(notes.add_button, Qt.MouseButton.LeftButton)
    notes.list.form.editors["text"].setPlainText("写到一半")
    shown(app, everything, qtbot, 5, "notes")
    assert notes.list.form is None
    shown(app, everything, qtbot, 4, "notes")
    assert notes.list.form.editors["text"].toPlainText() == "写到一半"


def test_closing_asks_before_something_typed_in_the_panel_is_lost(
    app: Any, everything: Any, qtbot: Any, monkeypatch: Any
) -> None:
    shown(app, everything, qtbot, 4, "notes")
    assert everything.may_leave()
    notes = everything.panel.notes
    qtbot.mouseClick(notes.add_button, Qt.MouseButton.LeftButton)
    assert everything.may_leave()
    notes.list.form.editors["text"].setPlainText("写到一半")
    asked: list[str] = []
    monkeypatch.setattr(
        confirm, "ask_destructive", lambda _parent, _title, text, *_rest, **_more: bool(asked.append(text))
    )
    assert not everything.may_leave() and "备忘还没有保存" in asked[0]


def test_f6_goes_from_the_table_to_the_panel_and_back(app: Any, everything: Any, qtbot: Any) -> None:
    shown(app, everything, qtbot, 4, "measures")
    everything.show_panel(False)
    everything.table.view.setFocus()
    app.window.action_triggered.emit("ledger.panel")
    tab = everything.panel.tabs.buttons[list(TABS).index("measures")]
    assert everything.focusWidget() is tab and not everything.panel.isHidden()
    app.window.action_triggered.emit("ledger.panel")
    qtbot.waitUntil(lambda: everything.focusWidget() is everything.table.view, timeout=2_000)
