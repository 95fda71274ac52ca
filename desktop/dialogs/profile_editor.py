"""Edits one remembered profile: which field each column of its header feeds, and whose files it is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFormLayout,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label

if TYPE_CHECKING:
    from models.importing.profiles.known import Profile

KEEP, IGNORE = "", "\0ignore"
SIZE = (640, 600)


class ProfileEditorDialog(QDialog):
    """``columns()`` and ``settings()`` once accepted; ``fields`` are (key, title) in the order of the drop-downs."""

    def __init__(self, parent: QWidget | None, profile: Profile, fields: Sequence[tuple[str, str]]) -> None:
        super().__init__(parent)
        from models.importing.profiles.fit import header_keys

        self.setWindowTitle(f"修改方案《{profile.name}》")
        self._profile = profile
        self._keys = header_keys(profile.headers)
        titles = dict(fields)
        ignored = set(profile.settings.get("ignored", ()))
        self.sender_edit = QLineEdit(profile.sender)
        self.sender_edit.setMaxLength(100)
        self.sender_edit.setPlaceholderText("不限；如填“永年区”，只用于文件名、表名或标题里有这几个字的清单")
        self.table = QTableWidget(len(self._keys), 2)
        self.table.setHorizontalHeaderLabels(["表头", "对应字段"])
        self.table.setAccessibleName("表头与字段")
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        self.table.setColumnWidth(1, 260)
        self.boxes: list[QComboBox] = []
        for row, (key, name) in enumerate(zip(self._keys, profile.headers, strict=True)):
            item = QTableWidgetItem(name or "（无列名）")
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            item.setToolTip(name)
            self.table.setItem(row, 0, item)
            chosen = IGNORE if key in ignored else "+".join(profile.columns.get(key, ()))
            self.boxes.append(_box(fields, titles, chosen, name))
            self.table.setCellWidget(row, 1, self.boxes[-1])
            self.table.setRowHeight(row, 36)
            self.boxes[-1].currentIndexChanged.connect(self._check)
        self.hint = label("", "secondary", wrap=True)
        buttons, self.ok_button = answer_buttons(self, "保存")
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.addRow("发送单位", self.sender_edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(form)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.hint)
        layout.addWidget(buttons)
        self.resize(*SIZE)
        self._check()

    def columns(self) -> dict[str, list[str]]:
        """Column key to the fields it feeds."""
        chosen = {key: str(box.currentData()) for key, box in zip(self._keys, self.boxes, strict=True)}
        return {key: value.split("+") for key, value in chosen.items() if value not in (KEEP, IGNORE)}

    def settings(self) -> Mapping[str, object]:
        """Sender and ignored columns."""
        boxes = zip(self._keys, self.boxes, strict=True)
        ignored = [key for key, box in boxes if box.currentData() == IGNORE]
        return {"sender": " ".join(self.sender_edit.text().split()), "ignored": ignored}

    def _check(self) -> None:
        columns = self.columns()
        fields = [name for names in columns.values() for name in names]
        twice = sorted({name for name in fields if fields.count(name) > 1})
        self.ok_button.setEnabled(bool(columns))
        if not columns:
            self.hint.setText("至少要有一列对应到字段；不想再用它时请停用或删除。")
        elif twice:
            self.hint.setText("有几列对应到同一个字段，导入时会按先后合并。")
        else:
            self.hint.setText("没有对应字段的列作为“原表附加列”保留；选“忽略”则完全不要。")


def _box(fields: Sequence[tuple[str, str]], titles: Mapping[str, str], chosen: str, name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(f"{name or '（无列名）'} 对应的字段")
    box.addItem("（原表附加列）", KEEP)
    box.addItem("（忽略）", IGNORE)
    if "+" in chosen:
        box.addItem(" + ".join(titles.get(one, one) for one in chosen.split("+")), chosen)
    for key, title in fields:
        box.addItem(title, key)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    box.setMaxVisibleItems(18)
    return box
