"""What is printed of problems: the menu of the panel, the preview of a form with Word, and 一问题一档案."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QPushButton

from desktop.dialogs import file_prompts
from desktop.panels.problem_papers import archive, papers_menu
from desktop.printing.form_preview import MOST, preview_form
from desktop.printing.preview import PreviewDialog


@pytest.fixture
def page(app: Any) -> Any:
    opened = app.window.open_page("ledger")
    assert app.jobs.wait_idle()
    return opened


def settle(app: Any) -> None:
    for _round in range(4):
        assert app.jobs.wait_idle(60)
        QApplication.processEvents()


def test_the_button_of_the_panel_offers_every_form_and_opens_the_preview(app: Any, page: Any, qtbot: Any) -> None:
    first = page.table.model.all_ids[0]
    page.panel.show_problem(first)
    qtbot.waitUntil(lambda: page.panel.dossier is not None, timeout=5_000)
    qtbot.mouseClick(page.panel.head.papers_button, Qt.MouseButton.LeftButton)
    (menu,) = [one for one in page.panel.findChildren(QMenu) if one.isVisible()]
    ids = [action.data() for action in menu.actions() if action.data()]
    assert ids[:2] == ["problem-cards", "timeline"] and ids[-1] == "archive"
    assert {"closure-application", "closure-filing", "verification-sheet"} <= set(ids)
    next(action for action in menu.actions() if action.data() == "problem-cards").trigger()
    menu.close()
    (dialog,) = page.panel.findChildren(PreviewDialog)
    settle(app)
    assert dialog.pages is not None and dialog.pages.count >= 1 and dialog.word_button.isVisible()
    dialog.close()
    settle(app)


def test_a_form_is_saved_as_word_from_the_preview(
    app: Any, page: Any, qtbot: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    target = tmp_path / "时间线.docx"
    monkeypatch.setattr(file_prompts, "ask_save_file", lambda *_args: target)
    dialog = preview_form(page, app.context, "timeline", list(page.table.model.all_ids[:2]))
    assert dialog is not None
    settle(app)
    qtbot.mouseClick(dialog.word_button, Qt.MouseButton.LeftButton)
    settle(app)
    document = docx.Document(str(target))
    assert [one.text for one in document.paragraphs if one.style.name == "Heading 1"] == ["办理时间线"] * 2
    assert "已保存" in dialog.message_bar.text_label.text()
    dialog.close()
    settle(app)


def test_a_form_that_cannot_be_filled_says_why(app: Any, page: Any) -> None:
    told: list[Any] = []
    app.context.message_requested.connect(told.append)
    assert preview_form(page, app.context, "timeline", []) is None
    assert preview_form(page, app.context, "timeline", list(range(MOST + 1))) is None
    assert "先在列表里选问题" in told[0].text and "一次最多" in told[1].text


def test_the_selected_problems_are_archived_where_it_was_asked(
    app: Any, page: Any, qtbot: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    told: list[Any] = []
    app.context.message_requested.connect(told.append)
    target = tmp_path / "档案"
    target.mkdir()
    monkeypatch.setattr(file_prompts, "ask_folder", lambda *_args: target)

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        button = next(one for one in box.findChildren(QPushButton) if "ZIP" in one.text())
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(200, answer)
    archive(page, app.context, list(page.table.model.all_ids[:2]))
    settle(app)
    assert [one.suffix for one in target.iterdir()] == [".zip"]
    assert "已归档 2 条问题" in told[-1].text
    archive(page, app.context, [])
    assert "先在列表里选问题" in told[-1].text


def test_the_menu_of_nothing_selected_offers_nothing(app: Any, page: Any) -> None:
    menu = papers_menu(page, app.context, [], page.mapToGlobal(page.rect().topLeft()))
    offered = [action for action in menu.actions() if action.data()]
    assert len(offered) > 1 and not any(action.isEnabled() for action in offered)
    menu.close()


def test_forms_and_archive_are_actions_of_the_window(app: Any, page: Any) -> None:
    assert {"ledger.papers", "ledger.archive"} <= set(page.actions_handled())
    page.table.view.go_to_row(0, 1)
    app.commands.run("ledger.papers")
    (menu,) = [one for one in page.findChildren(QMenu) if one.isVisible()]
    assert any(action.data() == "timeline" and action.isEnabled() for action in menu.actions())
    menu.close()
