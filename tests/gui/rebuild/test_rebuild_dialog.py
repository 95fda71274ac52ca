"""The window 还原历史台账 driven with keys and mouse: choose, correct a day, try, write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt

from desktop.panels.rebuild.dialog import RebuildDialog
from desktop.panels.rebuild.file_list import DAY, NOTE
from models.queries.filtering import ProblemQuery
from models.queries.records import problem_records

HEADERS = ("序号", "县（市、区）", "企业名称", "存在问题", "整改时限", "完成情况")
STATES = (("未完成", "未完成"), ("已完成", "未完成"), ("未完成", "已完成"))


@pytest.fixture
def months(tmp_path: Path) -> Path:
    """A folder of three monthly ledgers, of which the last does not tell its day."""
    folder = tmp_path / "往月台账"
    folder.mkdir()
    for name, states in zip(("台账2018年3月.xlsx", "台账2018年4月.xlsx", "最新台账.xlsx"), STATES, strict=True):
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["大气污染整改台账"])
        sheet.append(list(HEADERS))
        for number, state in enumerate(states, start=1):
            sheet.append([number, "永年区", f"第{number}铸造厂", f"第{number}台炉子没有治污设施", "2018年底前", state])
        book.save(folder / name)
    (folder / "~$最新台账.xlsx").write_bytes(b"lock")
    return folder


@pytest.fixture
def dialog(start_app: Any, empty_folder: Path, months: Path) -> Any:
    app = start_app(empty_folder)
    made = RebuildDialog(app.window, app.context)
    made.show()
    made.app = app
    yield made
    made.close()


def settle(dialog: Any) -> None:
    assert dialog.app.jobs.wait_idle(60)


def test_a_year_is_chosen_dated_tried_and_written(dialog: Any, months: Path, qtbot: Any) -> None:
    assert not dialog.try_button.isEnabled()
    dialog.add_files([months])
    settle(dialog)
    assert [str(file.on) for file in dialog.files.files()] == ["2018-03-31", "2018-04-30", "None"]
    assert "请填上日期" in dialog.files.item(2, NOTE).text()
    dialog.campaign.clear()
    qtbot.keyClicks(dialog.campaign, "2018")
    assert "1 个文件还要填日期" in dialog.summary.text()
    dialog.files.item(2, DAY).setText("2018.5.31")
    assert [str(file.on) for file in dialog.files.files()][2] == "2018-05-31"
    qtbot.mouseClick(dialog.try_button, Qt.MouseButton.LeftButton)
    settle(dialog)
    assert dialog.tabs.tabText(0) == "各月 3"
    assert dialog.tabs.tabText(1) == "前后矛盾 1"
    ledger = dialog.app.context.ledger
    assert not list(problem_records(ledger, ProblemQuery()))
    qtbot.mouseClick(dialog.write_button, Qt.MouseButton.LeftButton)
    settle(dialog)
    assert not dialog.isVisible()
    assert {record["status"] for record in problem_records(ledger, ProblemQuery())} == {"整改中", "待销号"}


def test_what_was_tried_is_forgotten_when_a_file_is_taken_out(dialog: Any, months: Path, qtbot: Any) -> None:
    dialog.campaign.setText("历史")
    dialog.add_files([months / "台账2018年3月.xlsx", months / "台账2018年4月.xlsx"])
    settle(dialog)
    qtbot.mouseClick(dialog.try_button, Qt.MouseButton.LeftButton)
    settle(dialog)
    assert dialog.write_button.isEnabled()
    dialog.files.selectRow(0)
    qtbot.keyClick(dialog.files, Qt.Key.Key_Delete)
    assert len(dialog.files.files()) == 1
    assert not dialog.write_button.isEnabled()
    assert dialog.tabs.tabText(0) == "各月"


def test_a_day_that_cannot_be_read_is_not_taken(dialog: Any, months: Path) -> None:
    dialog.add_files([months / "台账2018年3月.xlsx"])
    settle(dialog)
    dialog.files.item(0, DAY).setText("那天")
    assert dialog.files.item(0, DAY).text() == "2018-03-31"


def test_the_menu_opens_it(start_app: Any, empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Any] = []
    monkeypatch.setattr(RebuildDialog, "exec", lambda self: opened.append(self.windowTitle()))
    app = start_app(empty_folder)
    app.commands.run("import.rebuild")
    assert opened == ["还原历史台账"]
