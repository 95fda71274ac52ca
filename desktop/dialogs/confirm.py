"""The only place of message boxes: questions and notices that stop the clerk."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from desktop.widgets.card import restyle


def ask(parent: QWidget | None, title: str, text: str, yes: str, no: str = "取消", detail: str = "") -> bool:
    """A question whose two buttons say what they do; Enter means ``yes``, Esc means ``no``."""
    return choose(parent, title, text, {"yes": yes}, detail=detail, cancel=no) == "yes"


def ask_destructive(
    parent: QWidget | None, title: str, text: str, yes: str, detail: str = "", no: str = "取消"
) -> bool:
    """A question before something is lost: ``text`` says exactly what; Enter and Esc both mean no."""
    return choose(parent, title, text, {"yes": yes}, detail=detail, cancel=no, dangerous=True) == "yes"


def choose(
    parent: QWidget | None,
    title: str,
    text: str,
    choices: dict[str, str],
    *,
    detail: str = "",
    cancel: str = "取消",
    dangerous: bool = False,
) -> str | None:
    """A question with several answers; ``choices`` maps an id to the words on its button; None when cancelled."""
    box = question_box(parent, title, text, choices, detail=detail, cancel=cancel, dangerous=dangerous)
    box.exec()
    clicked = box.clickedButton()
    return clicked.property("choice") if clicked is not None else None


def tell(parent: QWidget | None, title: str, text: str, detail: str = "") -> None:
    """A notice that must be read before going on."""
    box = question_box(parent, title, text, {}, detail=detail, cancel="知道了")
    box.exec()


def question_box(
    parent: QWidget | None,
    title: str,
    text: str,
    choices: dict[str, str],
    *,
    detail: str = "",
    cancel: str = "取消",
    dangerous: bool = False,
) -> QMessageBox:
    """The box of ``choose``, not yet shown."""
    box = QMessageBox(parent)
    box.setWindowTitle(title)
    box.setText(text)
    box.setInformativeText(detail)
    if dangerous or choices:
        box.setIcon(QMessageBox.Icon.Warning if dangerous else QMessageBox.Icon.Question)
    else:
        box.setIcon(QMessageBox.Icon.Information)
    buttons: list[QPushButton] = []
    for choice, words in choices.items():
        button = box.addButton(words, QMessageBox.ButtonRole.AcceptRole)
        button.setProperty("choice", choice)
        buttons.append(button)
    leave = box.addButton(cancel, QMessageBox.ButtonRole.RejectRole)
    box.setEscapeButton(leave)
    box.setDefaultButton(leave if dangerous or not buttons else buttons[0])
    if buttons and not dangerous:
        buttons[0].setProperty("role", "primary")
        restyle(buttons[0])
    return box
