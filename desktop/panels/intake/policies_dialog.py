"""Asks for each field who wins where list and ledger differ, for this import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.panels.intake.mapping_table import padded
from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label
from models.importing.choices import POLICY_WORDS

USUAL = "按通常做法"
THIS_IMPORT = "只管这一次导入。"
EVERY_IMPORT = "以后每次导入都这样，导入时还可以另外指定。"
EXPLAINED = {
    "": "没人改过就以文件为准，有人改过就问",
    "file": "清单写什么就是什么",
    "fill": "台账是空的才写",
    "keep": "台账有内容就不动",
    "append": "清单的话接在后面",
    "ask": "不一致就逐条问",
    "never": "这个字段不从清单导入",
}


class PoliciesDialog(QDialog):
    """A drop-down for each field that the list fills."""

    def __init__(
        self, parent: QWidget | None, fields: Sequence[tuple[str, str]], policies: Mapping[str, str],
        reach: str = THIS_IMPORT,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setWindowTitle("字段策略")
        self.boxes: dict[str, QComboBox] = {}
        self._before = {name: policies.get(name, "") for name, _title in fields}
        self.table = QTableWidget(len(fields), 2)
        self.table.setHorizontalHeaderLabels(("字段", "清单和台账不一致时"))
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(38)
        self.table.setShowGrid(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(0, 150)
        for row, (name, title) in enumerate(fields):
            self.table.setItem(row, 0, QTableWidgetItem(title))
            self.table.setCellWidget(row, 1, padded(self._box(name, title)))
        self.buttons, self.ok_button = answer_buttons(self, "确定")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        words = f"{reach}清单里的空格从不清除台账的内容；要清除，请在清单里写【清空】。"
        column.addWidget(label(words, "secondary", wrap=True))
        column.addWidget(self.table, 1)
        column.addWidget(self.buttons)
        self.resize(560, 560)

    @classmethod
    def ask(
        cls, parent: QWidget | None, fields: Sequence[tuple[str, str]], policies: Mapping[str, str],
        reach: str = THIS_IMPORT,
    ) -> dict[str, Any] | None:  # fmt: skip
        """The policies that were changed (None: as usual); None when cancelled. ``reach`` says what they hold for."""
        dialog = cls(parent, fields, policies, reach)
        return dialog.draft() if dialog.exec() else None

    def draft(self) -> dict[str, Any]:
        """What was changed in the dialog."""
        now = {name: box.currentData() for name, box in self.boxes.items()}
        return {name: policy or None for name, policy in now.items() if policy != self._before[name]}

    def _box(self, name: str, title: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(f"{title}：清单和台账不一致时")
        for policy, words in {"": USUAL, **POLICY_WORDS}.items():
            box.addItem(f"{words}（{EXPLAINED[policy]}）", policy)
        box.setCurrentIndex(max(0, box.findData(self._before[name])))
        self.boxes[name] = box
        return box
