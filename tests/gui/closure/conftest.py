"""The page 核查销号 on a ledger with one closable problem, and what a person does there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import insert

from models.operations.history import open_change_set
from models.schema import Actor, Campaign, Problem
from models.store import Ledger

PROBLEM = 1


class Hands:
    """What a person does on the page, step by step."""

    def __init__(self, app: Any, qtbot: Any) -> None:
        self.app = app
        self.qtbot = qtbot
        self.messages: list[Any] = []
        self._page: Any = None
        app.context.message_requested.connect(self.messages.append)

    @property
    def page(self) -> Any:
        """The page, opened when it was not yet; asking for it does not bring it to the front again."""
        if self._page is None:
            self._page = self.app.window.open_page("closure")
        return self._page

    @property
    def desk(self) -> Any:
        return self.page.desk

    @property
    def card(self) -> Any:
        return self.desk.card

    @property
    def dialog(self) -> Any:
        """The dialog of a step that is open."""
        return self.desk.doing.steps.dialog

    @property
    def status(self) -> str:
        """The state of the problem, asked of the ledger."""
        from models.queries.closure_detail import closure_detail

        return closure_detail(self.app.context.ledger, PROBLEM).problem.status

    @property
    def focused(self) -> Any:
        """Where the keyboard is in the window."""
        return self.app.window.focusWidget()

    def settle(self) -> None:
        for _round in range(3):
            assert self.app.jobs.wait_idle(30)
            self.qtbot.wait(5)
        page = self.app.window.current_page()
        desk = page.desk if page.page_id == "closure" else None
        self.qtbot.waitUntil(lambda: (desk is None or not desk._timer.isActive()) and not self.app.jobs.running())

    def click(self, widget: QWidget) -> None:
        self.qtbot.waitUntil(lambda: widget.isVisible() and widget.isEnabled())
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def key(self, widget: QWidget, key: Any) -> None:
        self.qtbot.keyClick(widget, key)
        self.settle()

    def choose(self, problem: int = PROBLEM) -> Any:
        """Open the page on a problem."""
        self.app.window.open_page("closure", problem=problem)
        self.settle()
        # the first card of a run takes its time: fonts, pictures and the reading of new files follow one another
        self.qtbot.waitUntil(lambda: not self.desk.hint_reader._looking and self.card.next_button.isVisible())
        self.settle()
        return self.card

    def answer(self, **typed: Any) -> None:
        """Fill the open dialog and confirm it with the mouse."""
        dialog = self.dialog
        for key, value in typed.items():
            put(dialog.editors[key], value)
        self.click(dialog.ok_button)

    def next(self, **typed: Any) -> None:
        """Press the main button, and answer what it asks."""
        self.click(self.card.next_button)
        if typed:
            self.answer(**typed)
            assert self.dialog is None, self.dialog.error_label.text()

    def more(self, action: str, **typed: Any) -> None:
        """An entry of 更多, or of the foot."""
        self.card.asked.emit(action)
        self.settle()
        self.answer(**typed)
        assert self.dialog is None, self.dialog.error_label.text()

    def undo(self) -> None:
        self.app.context.run_action("edit.undo")
        self.settle()


def put(editor: QWidget, value: Any) -> None:
    """Type or choose a value."""
    from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit

    if isinstance(editor, QCheckBox):
        editor.setChecked(value)
    elif isinstance(editor, QComboBox) and editor.isEditable():
        editor.setEditText(value)
    elif isinstance(editor, QComboBox):
        editor.setCurrentIndex(editor.findData(value))
    elif isinstance(editor, QPlainTextEdit):
        editor.setPlainText(value)
    elif isinstance(editor, QLineEdit):
        editor.setText(value)
    else:
        for row in range(editor.list.count()):
            item = editor.list.item(row)
            chosen = row + 1 in value
            item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)


@pytest.fixture(scope="session")
def closing_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two problems that can be closed, one of them with evidence, and the head of the bureau."""
    folder = tmp_path_factory.mktemp("closing") / "ledger"
    with Ledger.create(folder, actor="王敏", name="省督察整改办") as ledger:
        with ledger.writing() as connection:
            recorder = open_change_set(connection, "王敏", "导入", kind="import")
            connection.execute(insert(Campaign).values(id=1, name="2018—2019 强化监督", is_open=True))
            rows = [
                {"id": key, "ledger_number": f"ZG-00000{key}", "campaign_id": 1, "city": "阳泉市", "county": "平定县",
                 "site_name": name, "category": "双替代进度滞后", "description": "煤改气进度滞后", "status": status,
                 "responsible_unit": "平定县人民政府", "deadline_kind": "date", "deadline": date(2019, 4, 30),
                 "deadline_text": "2019年4月30日前", "created_in": recorder.id}
                for key, name, status in ((1, "平定县张庄镇西沟村", "待销号"), (2, "平定县娘子关镇", "待销号"))
            ]  # fmt: skip
            connection.execute(insert(Problem), rows)
            connection.execute(insert(Actor).values(name="郑局长", role="负责人"))
            recorder.created([1, 2])
            recorder.close()
        from models.operations.evidence import add_evidence, take_in

        path = folder.parent / "整改后照片.txt"
        path.write_text("照片", encoding="utf-8")
        add_evidence(ledger, PROBLEM, take_in(ledger, [path]))
    return folder


@pytest.fixture
def hands(
    start_app: Callable[..., Any], closing_master: Path, tmp_path: Path, own_home: Path, qtbot: Any
) -> Hands:  # fmt: skip
    """The window on that ledger, worked by 王敏."""
    import shutil

    from models.settings import Settings, save_settings

    save_settings(Settings(operator="王敏"))
    folder = Path(shutil.copytree(closing_master, tmp_path / "ledger"))
    app = start_app(folder)
    app.context.ledger.actor = "王敏"
    return Hands(app, qtbot)


@pytest.fixture(autouse=True)
def no_dialogs_left() -> Any:
    yield
    for widget in QApplication.topLevelWidgets():
        if widget.inherits("QDialog") and widget.isVisible():
            widget.close()
