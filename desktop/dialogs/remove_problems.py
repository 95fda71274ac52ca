"""Asks why problems are deleted, and before 彻底删除 for the word itself, with all that will be lost."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from desktop.widgets.card import label, restyle
from models.operations.purging import PurgePreview

PURGE_WORD = "彻底删除"
_REASONS = "如：重复登记、清单误列"


class RemoveDialog(QDialog):
    """How many go to 已删除; the reason is written into the history."""

    def __init__(self, parent: QWidget | None, count: int, first: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("删除")
        what = first if count == 1 else f"选中的 {count:,} 条问题"
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(_REASONS)
        self.reason.setAccessibleName("删除原因")
        self.reason.setMaxLength(100)
        self.buttons = QDialogButtonBox()
        self.ok_button = self.buttons.addButton(f"删除 {count:,} 条", QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok_button.setProperty("role", "primary")
        restyle(self.ok_button)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(label(f"删除{what}？", "heading"))
        layout.addWidget(
            label("删除的问题移到“变更记录 → 已删除”，随时可以恢复，也可以按 Ctrl+Z 撤销。", "secondary", wrap=True)
        )
        layout.addWidget(label("原因（可以不填，会记在变更记录里）"))
        layout.addWidget(self.reason)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(440)
        self.reason.setFocus()

    @classmethod
    def ask(cls, parent: QWidget | None, count: int, first: str) -> str | None:
        """The reason, possibly empty; None when cancelled."""
        dialog = cls(parent, count, first)
        return dialog.reason.text().strip() if dialog.exec() else None


class PurgeDialog(QDialog):
    """Says exactly what is lost; the button works only after the word was typed."""

    def __init__(self, parent: QWidget | None, preview: PurgePreview, first: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(PURGE_WORD)
        what = first if preview.problems == 1 else f"{preview.problems:,} 条问题（{first} 等）"
        behind = "、".join(f"{title} {count:,} 条" for title, count in preview.behind)
        self.lost = label(
            f"会永远失去：{what}的全部内容" + (f"，连同{behind}" if behind else "") + "。"
            "这一步不能撤销；要找回，只能用备份恢复整个台账。",
            "", "red", wrap=True,
        )  # fmt: skip
        self.word = QLineEdit()
        self.word.setAccessibleName(f"输入“{PURGE_WORD}”确认")
        self.word.setPlaceholderText(PURGE_WORD)
        self.buttons = QDialogButtonBox()
        self.ok_button = self.buttons.addButton("备份并彻底删除", QDialogButtonBox.ButtonRole.AcceptRole)
        self.cancel_button = self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.cancel_button.setDefault(True)
        self.ok_button.setEnabled(False)
        self.word.textChanged.connect(lambda text: self.ok_button.setEnabled(text.strip() == PURGE_WORD))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(label(f"彻底删除 {what}？", "heading", wrap=True))
        layout.addWidget(self.lost)
        layout.addWidget(
            label(
                "删除前会先自动做一次备份；备份不成功就不删除。变更记录里留下编号和名称，编号不会再用；"
                "佐证材料的文件仍留在台账文件夹里。",
                "secondary", wrap=True,
            )
        )  # fmt: skip
        layout.addWidget(label(f"请输入“{PURGE_WORD}”四个字确认："))
        layout.addWidget(self.word)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(500)
        self.word.setFocus()

    @classmethod
    def ask(cls, parent: QWidget | None, preview: PurgePreview, first: str) -> bool:
        """Whether it was confirmed by the typed word."""
        return bool(cls(parent, preview, first).exec())
