"""Asks which columns a table shows and in which order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.widgets.card import label, restyle

Offer = tuple[str, str, str]
"""key, title, group."""


class ChooseColumnsDialog(QDialog):
    """Ticked columns are shown, from top to bottom; the first stays at the left of the table and cannot be left out."""

    def __init__(
        self, parent: QWidget | None, offered: Sequence[Offer], chosen: Sequence[str], usual: Sequence[str]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("选择列")
        self._offered = {key: (title, group) for key, title, group in offered}
        self._fixed = chosen[0]
        self.wants_field = False
        """Whether a new field of the bureau's own was asked for; what is ticked counts all the same."""
        self._usual = list(usual)
        self.search = QLineEdit()
        self.search.setAccessibleName("查找列名")
        self.search.setPlaceholderText("查找列名")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._on_search)
        self.list = QListWidget()
        self.list.setAccessibleName("要显示的列")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setUniformItemSizes(True)
        self.count_label = label("", "secondary")
        self.list.itemChanged.connect(self._on_changed)
        self._fill(chosen)
        side = QVBoxLayout()
        side.setSpacing(8)
        for words, run in (
            ("上移", lambda: self._move(-1)), ("下移", lambda: self._move(1)), ("移到最前", lambda: self._move(-999)),
            ("恢复默认", lambda: self._fill(self._usual)),
        ):  # fmt: skip
            one = QPushButton(words)
            one.clicked.connect(run)
            side.addWidget(one)
        side.addStretch(1)
        self.new_button = QPushButton("新建字段…")
        self.new_button.setToolTip("台账里没有的列，可以自己加")
        self.new_button.clicked.connect(self._on_new_field)
        side.addWidget(self.new_button)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.list, 1)
        middle.addLayout(side)
        self.buttons = QDialogButtonBox()
        accept = self.buttons.addButton("确定", QDialogButtonBox.ButtonRole.AcceptRole)
        accept.setProperty("role", "primary")
        restyle(accept)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        ends = QHBoxLayout()
        ends.addWidget(self.count_label)
        ends.addStretch(1)
        ends.addWidget(self.buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(label("勾选要显示的列，拖动或用按钮调整先后。", "secondary"))
        layout.addWidget(self.search)
        layout.addLayout(middle, 1)
        layout.addLayout(ends)
        self.resize(460, 560)

    @classmethod
    def ask(
        cls, parent: QWidget | None, offered: Sequence[Offer], chosen: Sequence[str], usual: Sequence[str]
    ) -> list[str] | None:
        """Show the dialog; None when cancelled."""
        dialog = cls(parent, offered, chosen, usual)
        return dialog.draft() if dialog.exec() else None

    def draft(self) -> list[str]:
        """Keys of the ticked columns in their order."""
        items = [self.list.item(row) for row in range(self.list.count())]
        ticked = [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked]
        return [self._fixed, *(key for key in ticked if key != self._fixed)]

    def tick(self, key: str, ticked: bool) -> None:
        """Tick or clear a column."""
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(Qt.ItemDataRole.UserRole) == key:
                item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)

    def _fill(self, chosen: Sequence[str]) -> None:
        shown = [key for key in chosen if key in self._offered]
        self.list.blockSignals(True)
        self.list.clear()
        for key in [*shown, *(key for key in self._offered if key not in shown)]:
            title, group = self._offered[key]
            item = QListWidgetItem(f"{title}　·　{group}" if group else title)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(100, 28))
            item.setCheckState(Qt.CheckState.Checked if key in shown else Qt.CheckState.Unchecked)
            if key == self._fixed:
                item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDropEnabled)
                item.setToolTip("编号列总在最左边")
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._on_changed()

    def _move(self, rows: int) -> None:
        row = self.list.currentRow()
        target = min(max(row + rows, 1), self.list.count() - 1)
        if row > 0 and target != row:
            item = self.list.takeItem(row)
            self.list.insertItem(target, item)
            self.list.setCurrentItem(item)

    def _on_new_field(self) -> None:
        self.wants_field = True
        self.accept()

    def _on_search(self, text: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(text.strip() not in item.text())

    def _on_changed(self) -> None:
        self.count_label.setText(f"显示 {len(self.draft())} 列")
