"""What the import page asks in boxes of its own: folders, names, one value for all rows, and what was copied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label


@dataclass(frozen=True)
class Copied:
    """What stands on the clipboard."""

    text: str = ""
    html: str | None = None
    paths: list[Path] = field(default_factory=list[Path])


def clipboard() -> Copied:
    """Files copied in the file manager, or a range copied in a table program."""
    data = QGuiApplication.clipboard().mimeData()
    if data is None:
        return Copied()
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []
    return Copied(data.text(), data.html() if data.hasHtml() else None, paths)


class AskTextDialog(QDialog):
    """One line of text, with a sentence that says what it is for."""

    def __init__(self, parent: QWidget | None, title: str, question: str, yes: str, text: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.edit = QLineEdit(text)
        self.edit.setMaxLength(200)
        self.buttons, self.ok_button = answer_buttons(self, yes)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        for part in (label(question, wrap=True), self.edit, self.buttons):
            column.addWidget(part)
        self.setMinimumWidth(400)

    @classmethod
    def ask(cls, parent: QWidget | None, title: str, question: str, yes: str, text: str = "") -> str | None:
        """Show the dialog; None when cancelled."""
        dialog = cls(parent, title, question, yes, text)
        return dialog.edit.text().strip() if dialog.exec() else None


def constant(parent: QWidget, titles: Mapping[str, str], name: str, text: str) -> str | None:
    """The value that every row has in a field."""
    title = titles.get(name, name)
    return AskTextDialog.ask(parent, "每行都填同一个值", f"整张表每一行的“{title}”都填：", "填入", text)
