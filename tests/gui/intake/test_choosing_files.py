"""Step one by hand: several files, folders, archives, pasted ranges and protected files, each told in a sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication

from desktop.dialogs import file_prompts
from desktop.pages import import_list

RANGE = (
    "序号\t企业名称\t所在县\t存在问题\n1\t永年标准件厂\t永年区\t未安装治污设施\n2\t武安铸造厂\t武安市\t物料露天堆放\n"
)


def copied(text: str, html: str = "", paths: tuple[Path, ...] = ()) -> None:
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    if paths:
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    QGuiApplication.clipboard().setMimeData(data)


def test_a_range_copied_in_excel_is_pasted_with_ctrl_v(intake: Any, idle: Any, qtbot: Any) -> None:
    copied(RANGE)
    intake.choose.zone.button.setFocus()
    qtbot.keyClick(intake.choose.zone.button, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    idle()
    assert intake.steps.current == import_list.HEADER
    assert intake.header.included_rows() == 2


def test_the_html_of_a_range_keeps_codes_as_they_are(intake: Any, idle: Any, qtbot: Any) -> None:
    html = (
        "<table><tr><td>编号</td><td>企业名称</td><td>存在问题</td></tr>"
        "<tr><td style=\"mso-number-format:'\\@'\">0089</td><td>永年标准件厂</td><td>未安装治污设施</td></tr>"
        "<tr><td style=\"mso-number-format:'\\@'\">0090</td><td>武安铸造厂</td><td>物料露天堆放</td></tr></table>"
    )
    copied("编号\t企业名称\t存在问题\n89\t永年标准件厂\t未安装\n", html)
    qtbot.mouseClick(intake.choose.zone.paste_button, Qt.MouseButton.LeftButton)
    idle()
    assert intake.steps.current == import_list.HEADER
    assert intake.files[0].sheets[0].preview[1][0] == "0089"


def test_an_empty_clipboard_says_what_to_do(intake: Any, qtbot: Any) -> None:
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(intake.choose.zone.paste_button, Qt.MouseButton.LeftButton)
    assert "复制" in intake.app.window.message_bar.text_label.text()


def test_files_copied_in_the_file_manager_are_pasted_as_files(intake: Any, idle: Any, qtbot: Any, first: Path) -> None:
    copied("", paths=(first,))
    qtbot.mouseClick(intake.choose.zone.paste_button, Qt.MouseButton.LeftButton)
    idle()
    assert intake.header.included_rows() == 55


def test_a_folder_brings_all_its_lists_and_says_of_the_others_why_not(
    intake: Any, idle: Any, qtbot: Any, tmp_path: Path, first: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "第22轮"
    (folder / "邯郸").mkdir(parents=True)
    (folder / "邯郸" / "清单.xlsx").write_bytes(first.read_bytes())
    (folder / "坏的.xlsx").write_bytes(first.read_bytes()[:3000])
    monkeypatch.setattr(file_prompts, "ask_folder", lambda *_args: folder)
    qtbot.mouseClick(intake.choose.zone.folder_button, Qt.MouseButton.LeftButton)
    idle()
    states = {line.name.rpartition(" / ")[2]: line.state for line in intake.choose.found.lines}
    assert states == {"清单.xlsx": "清单", "坏的.xlsx": "没有读成"}
    assert intake.steps.current == import_list.CHOOSE
    qtbot.mouseClick(intake.next_button, Qt.MouseButton.LeftButton)
    assert intake.steps.current == import_list.HEADER


def test_an_archive_is_opened_and_its_lists_are_named_by_it(
    intake: Any, idle: Any, tmp_path: Path, first: Path
) -> None:
    target = tmp_path / "材料.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.write(first, "邯郸.xlsx")
    intake.accept_files([str(target)])
    idle()
    assert intake.header.included_rows() == 55
    assert "材料.zip" in intake.files[0].name


def test_a_protected_file_asks_for_its_password_and_tries_again(
    intake: Any, idle: Any, qtbot: Any, tmp_path: Path, make_list: Any
) -> None:
    plain = make_list(
        "清单.xlsx", ["企业名称", "存在问题", "所在县"], [["永年标准件厂", "未安装治污设施", "永年区"]] * 3
    )
    protected = lock(plain, tmp_path / "有密码.xlsx", "hd2019")
    intake.start([protected])
    idle()
    found = intake.choose.found
    assert intake.steps.current == import_list.CHOOSE
    assert [line.state for line in found.lines] == ["需要密码"]
    assert found.password_edit.isVisible()
    qtbot.keyClicks(found.password_edit, "wrong")
    qtbot.keyClick(found.password_edit, Qt.Key.Key_Return)
    idle()
    assert "不对" in found.lines[0].sentence
    qtbot.keyClicks(found.password_edit, "hd2019")
    qtbot.mouseClick(found.password_button, Qt.MouseButton.LeftButton)
    idle()
    assert intake.steps.current == import_list.HEADER
    assert intake.header.included_rows() == 3
    # the password is tried by itself while the window is open
    intake.start([protected])
    idle()
    assert intake.steps.current == import_list.HEADER


def lock(source: Path, target: Path, password: str) -> Path:
    import msoffcrypto.format.ooxml as ooxml

    with source.open("rb") as plain, target.open("wb") as out:
        ooxml.OOXMLFile(plain).encrypt(password, out)
    return target


def test_the_same_file_again_says_which_batch_had_it(go: Any, idle: Any, first: Path) -> None:
    page = go(first, import_list.DONE)
    page.start([first])
    idle()
    assert page.choose.found.lines[0].state == "已导入过"
    assert "第 1 批" in page.choose.found.lines[0].sentence


def test_a_workbook_without_a_list_is_said_and_not_taken(intake: Any, idle: Any, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "填表说明"
    book.active["A2"] = "一、本表由各县分局填报。"
    path = tmp_path / "说明.xlsx"
    book.save(path)
    intake.start([path])
    idle()
    assert intake.choose.found.lines[0].state == "不是清单"
    assert not intake.next_button.isEnabled()


def test_cancelling_the_reading_leaves_the_page_ready(intake: Any, idle: Any, qtbot: Any, first: Path) -> None:
    intake.start([first])
    qtbot.mouseClick(intake.strip.cancel_button, Qt.MouseButton.LeftButton)
    idle()
    assert intake.steps.current == import_list.CHOOSE
    assert intake.stack.currentWidget().isEnabled()
    intake.start([first])
    idle()
    assert intake.steps.current == import_list.HEADER
