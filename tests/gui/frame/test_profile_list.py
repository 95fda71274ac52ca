"""导入方案 in a real window: found, renamed, mapped anew, switched off, deleted and brought back, handed on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from desktop.dialogs import file_prompts
from desktop.dialogs.ask_name import AskNameDialog
from desktop.dialogs.profile_editor import IGNORE, ProfileEditorDialog
from desktop.panels.profile_list import open_profiles
from models.importing import run_import
from models.importing.profiles.known import list_profiles
from models.store import Ledger

FIRST = Path(__file__).resolve().parents[2] / "samples" / "lists" / "01_强化督查交办清单_第一版.xlsx"


@pytest.fixture
def opened(start_app: Any, empty_folder: Path) -> Any:
    """The dialog on a ledger that remembers one layout."""
    with Ledger.open(empty_folder, actor="王敏") as ledger:
        run_import(ledger, [FIRST])
    app = start_app(empty_folder)
    page = app.window.open_page("history")
    assert app.jobs.wait_idle(10)
    dialog = open_profiles(page.context, app.window)
    assert app.jobs.wait_idle(10)
    dialog.panel.app = app
    yield dialog.panel
    dialog.close()


def settle(panel: Any) -> None:
    assert panel.app.jobs.wait_idle(15)


def names(panel: Any) -> list[str]:
    return [one.name for one in panel.table.lines.lines()]


def accept(monkeypatch: pytest.MonkeyPatch, kind: type[QDialog], fill: Any) -> None:
    monkeypatch.setattr(kind, "exec", lambda dialog: (fill(dialog), QDialog.DialogCode.Accepted)[1])


def test_f2_renames_and_the_search_finds_by_header(opened: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    accept(monkeypatch, AskNameDialog, lambda dialog: dialog.edit.setText("部级交办清单"))
    opened.table.setFocus()
    qtbot.keyClick(opened.table, Qt.Key.Key_F2)
    settle(opened)
    assert names(opened) == ["部级交办清单"]
    opened.search.setText("没有的表头")
    assert names(opened) == []
    opened.search.setText("序号")
    assert names(opened) == ["部级交办清单"]


def test_a_column_is_mapped_anew_and_another_ignored(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = list_profiles(opened.context.ledger)[0]

    def fill(dialog: ProfileEditorDialog) -> None:
        place = before.headers.index("备注")
        dialog.boxes[place].setCurrentIndex(dialog.boxes[place].findData("progress"))
        dialog.boxes[0].setCurrentIndex(dialog.boxes[0].findData(IGNORE))
        dialog.sender_edit.setText("永年区")

    accept(monkeypatch, ProfileEditorDialog, fill)
    opened.edit_button.click()
    settle(opened)
    after = list_profiles(opened.context.ledger)[0]
    assert after.columns["备注"] == ["progress"]
    assert after.headers[0] in after.settings["ignored"]
    assert after.sender == "永年区"
    others = {key: fields for key, fields in before.columns.items() if key not in ("备注", before.headers[0])}
    assert others == {key: fields for key, fields in after.columns.items() if key != "备注"}


def test_it_is_copied_switched_off_deleted_and_brought_back(opened: Any, qtbot: Any) -> None:
    opened.copy_button.click()
    settle(opened)
    assert len(names(opened)) == 2
    opened.table.selectRow(0)
    opened.active_button.click()
    settle(opened)
    assert not opened.table.lines.line(0).active
    opened.table.setFocus()
    qtbot.keyClick(opened.table, Qt.Key.Key_Delete)
    settle(opened)
    assert len(names(opened)) == 1
    opened.app.window.message_bar.action_button.click()
    settle(opened)
    assert len(names(opened)) == 2


def test_it_is_handed_on_as_a_file_and_a_bad_file_is_a_sentence(
    opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggested: list[str] = []

    def ask(*arguments: Any) -> Path:
        suggested.append(arguments[4])
        return tmp_path / arguments[4]

    monkeypatch.setattr(file_prompts, "ask_save_file", ask)
    opened.export_button.click()
    settle(opened)
    assert suggested[0].startswith("导入方案-")
    monkeypatch.setattr(file_prompts, "ask_open_file", lambda *_args: tmp_path / suggested[0])
    opened.import_button.click()
    settle(opened)
    assert len(names(opened)) == 2
    assert opened.current().name.endswith("（2）")
    (tmp_path / "坏.json").write_text("[", "utf-8")
    opened.take_in_file(tmp_path / "坏.json")
    settle(opened)
    assert "不完整" in opened.hint.text()


def test_without_profiles_it_says_where_they_come_from(start_app: Any, empty_folder: Path) -> None:
    app = start_app(empty_folder)
    page = app.window.open_page("history")
    dialog = open_profiles(page.context, app.window)
    assert app.jobs.wait_idle(10)
    assert dialog.panel.stack.currentWidget() is dialog.panel.empty
    dialog.close()
