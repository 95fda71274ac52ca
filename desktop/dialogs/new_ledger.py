"""Asks for the name and the place of a new ledger."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from desktop.dialogs.file_prompts import ask_folder
from desktop.state import AppState
from desktop.widgets.card import label, restyle

_REFUSED = '\\/:*?"<>|'


@dataclass(frozen=True)
class NewLedger:
    """What was asked for."""

    name: str
    folder: Path


class NewLedgerDialog(QDialog):
    """The ledger gets a folder of its own, called by its name, in the place chosen."""

    def __init__(self, parent: QWidget | None, state: AppState, place: Path | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setWindowTitle("新建台账")
        self.name_edit = QLineEdit()
        self.name_edit.setAccessibleName("台账名称")
        self.name_edit.setPlaceholderText("例如：2019年度问题台账")
        self.name_edit.setMaxLength(60)
        remembered = state.get("folder.ledger")
        self.place_edit = QLineEdit(str(place or remembered or Path.home()))
        self.place_edit.setReadOnly(True)
        self.place_edit.setAccessibleName("台账放在哪个文件夹")
        choose = QPushButton("选择…")
        choose.clicked.connect(self._on_choose)
        self.hint_label = label("", "secondary", wrap=True)
        place_row = QHBoxLayout()
        place_row.addWidget(self.place_edit, 1)
        place_row.addWidget(choose)
        self.buttons = QDialogButtonBox()
        self.ok_button = self.buttons.addButton("新建", QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok_button.setProperty("role", "primary")
        restyle(self.ok_button)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        grid = QGridLayout(self)
        grid.setContentsMargins(20, 18, 20, 16)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        grid.addWidget(QLabel("台账名称"), 0, 0)
        grid.addWidget(self.name_edit, 0, 1)
        grid.addWidget(QLabel("放在"), 1, 0)
        grid.addLayout(place_row, 1, 1)
        grid.addWidget(self.hint_label, 2, 1)
        grid.addWidget(self.buttons, 3, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        self.setMinimumWidth(520)
        self.name_edit.textChanged.connect(self._check)
        self._check()

    @classmethod
    def ask(cls, parent: QWidget | None, state: AppState) -> NewLedger | None:
        """Show the dialog; None when cancelled."""
        dialog = cls(parent, state)
        return dialog.draft() if dialog.exec() else None

    def draft(self) -> NewLedger:
        """What stands in the dialog now."""
        name = " ".join(self.name_edit.text().split())
        return NewLedger(name, Path(self.place_edit.text()) / name)

    def _on_choose(self) -> None:
        folder = ask_folder(self, self._state, "ledger", "新台账放在哪个文件夹")
        if folder is not None:
            self.place_edit.setText(str(folder))
            self._check()

    def _check(self) -> None:
        name = " ".join(self.name_edit.text().split())
        bad = next((char for char in name if char in _REFUSED), "")
        exists = bool(name) and not bad and self.draft().folder.exists()
        if bad:
            hint = f"名称里不能有“{bad}”。"
        elif exists:
            hint = "这个位置已有同名的文件夹，请换一个名称。"
        elif name:
            hint = f"台账、佐证材料和备份都放在 {self.draft().folder}"
        else:
            hint = "台账是一个文件夹，里面有数据库、佐证材料和备份。"
        self.hint_label.setText(hint)
        self.ok_button.setEnabled(bool(name) and not bad and not exists)
