"""Bugs become a report to copy; what is remembered survives damage; dialogs take and give plain values."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton

from desktop.crash import CrashGuard, crash_box, report_text
from desktop.dialogs import file_prompts
from desktop.dialogs.confirm import question_box
from desktop.dialogs.gallery import dialogs_for_pictures
from desktop.dialogs.new_ledger import NewLedgerDialog
from desktop.state import AppState


def _error() -> ZeroDivisionError:
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError as error:
        return error
    raise AssertionError


def test_a_report_says_when_where_and_what_in_chinese() -> None:
    text = report_text(_error(), "导入清单", Path("/logs/rectledger.log"))
    assert text.startswith("整改台账 错误报告")
    assert "正在做：导入清单" in text
    assert "ZeroDivisionError" in text
    assert "/logs/rectledger.log" in text


def test_a_bug_on_any_thread_is_shown_once_on_the_windows_thread(qtbot: Any, expected_log: Any) -> None:
    expected_log("错误报告")
    shown: list[tuple[str, threading.Thread]] = []
    guard = CrashGuard(None, lambda text: shown.append((text, threading.current_thread())))
    worker = threading.Thread(target=lambda: guard.report(_error(), "算数"))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: len(shown) == 1, timeout=2000)
    assert shown[0][1] is threading.main_thread()


def test_a_bug_in_a_job_reaches_the_report(app: Any, expected_log: Any) -> None:
    expected_log("错误报告")
    shown: list[str] = []
    app.guard.show = shown.append
    app.jobs.read("算数", lambda progress: 1 / 0)
    assert app.jobs.wait_idle(5)
    QApplication.processEvents()
    assert len(shown) == 1
    assert "正在做：算数" in shown[0]


def test_the_crash_box_has_chinese_buttons_and_no_trace_on_its_face(qtbot: Any, chinese_app: Any) -> None:
    box = crash_box(None, "Traceback …", Path("/logs/rectledger.log"))
    qtbot.addWidget(box)
    assert {button.text() for button in box.buttons()} == {"复制报告", "关闭", "查看报告…"}
    assert "Traceback" not in box.text() + box.informativeText()


def test_hooks_are_given_back(chinese_app: Any, tmp_path: Path) -> None:
    import sys

    guard = CrashGuard(tmp_path / "rectledger.log")
    guard.install()
    assert sys.excepthook == guard._on_exception
    guard.uninstall()
    assert sys.excepthook is sys.__excepthook__
    assert (tmp_path / "faults.log").exists()


def test_remembered_values_survive_and_a_damaged_file_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "window.json"
    state = AppState(path)
    state.set("page.ledger", {"columns": ["number"]})
    for number in range(12):
        state.remember_ledger(tmp_path / f"台账{number}")
    state.save()
    again = AppState(path)
    assert again.get("page.ledger") == {"columns": ["number"]}
    assert len(again.recent_ledgers()) == 8
    assert again.recent_ledgers()[0].endswith("台账11")
    path.write_text("{half", "utf-8")
    assert AppState(path).get("page.ledger") is None


def test_a_destructive_question_is_refused_by_enter_and_by_escape(qtbot: Any, chinese_app: Any) -> None:
    box = question_box(None, "撤销导入", "撤销？", {"yes": "撤销导入"}, dangerous=True)
    qtbot.addWidget(box)
    assert box.defaultButton().text() == "取消"
    assert box.escapeButton().text() == "取消"
    harmless = question_box(None, "恢复", "恢复？", {"yes": "恢复"})
    qtbot.addWidget(harmless)
    assert harmless.defaultButton().text() == "恢复"


def test_a_new_ledger_needs_a_name_that_can_be_a_folder(qtbot: Any, chinese_app: Any, tmp_path: Path) -> None:
    (tmp_path / "已有").mkdir()
    dialog = NewLedgerDialog(None, AppState(None), tmp_path)
    qtbot.addWidget(dialog)
    for name, good in (("", False), ("2019/2020", False), ("已有", False), ("2019年度", True)):
        dialog.name_edit.setText(name)
        assert dialog.ok_button.isEnabled() is good, name
    assert dialog.draft().folder == tmp_path / "2019年度"


def test_a_saved_file_gets_the_ending_of_its_kind_and_the_folder_is_remembered(
    chinese_app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = AppState(None)
    started: list[str] = []

    def get(_parent: Any, _title: str, start: str, _filters: str) -> tuple[str, str]:
        started.append(start)
        return str(tmp_path / "台账"), file_prompts.XLSX

    monkeypatch.setattr(QFileDialog, "getSaveFileName", get)
    for _ in range(2):
        path = file_prompts.ask_save_file(None, state, "export", "导出", "2019/问题: 台账", (file_prompts.XLSX,))
        assert path == tmp_path / "台账.xlsx"
    assert Path(started[1]).parent == tmp_path
    assert Path(started[1]).name == "2019_问题_ 台账"


def test_no_dialog_speaks_english(qtbot: Any, chinese_app: Any, app: Any) -> None:
    for name, make in dialogs_for_pictures(app.window, app.state).items():
        dialog = make()
        words = [button.text() for button in dialog.findChildren(QPushButton)]
        if isinstance(dialog, QMessageBox):
            words += [dialog.text(), dialog.windowTitle()]
        for word in words:
            assert not word or any("一" <= char <= "鿿" for char in word), (name, word)
        dialog.deleteLater()
