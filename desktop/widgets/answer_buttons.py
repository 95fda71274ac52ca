"""The two buttons at the foot of a dialog that asks: what is done, in the main colour, and 取消."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton

from desktop.widgets.card import restyle


def answer_buttons(dialog: QDialog, yes: str) -> tuple[QDialogButtonBox, QPushButton]:
    """The box and the button that accepts; both buttons are connected."""
    buttons = QDialogButtonBox()
    accept = buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
    accept.setProperty("role", "primary")
    restyle(accept)
    buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons, accept
