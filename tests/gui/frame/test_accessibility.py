"""A screen reader finds a name on every control that the keyboard can reach, on every page and in every dialog."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from desktop.dialogs.gallery import dialogs_for_pictures
from desktop.panels.pictures import ledger_dialogs

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit,
)  # fmt: skip


def nameless(root: QWidget) -> list[str]:
    """Controls below ``root`` that can have the keyboard and have no name, told by where they stand."""
    found: list[str] = []
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, CONTROLS) or not widget.isVisibleTo(root):
            continue
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or isinstance(widget.parent(), (QComboBox, QAbstractSpinBox)):
            continue
        interface = QAccessible.queryAccessibleInterface(widget)
        if interface is None or not interface.text(QAccessible.Text.Name).strip():
            path: list[str] = []
            step: Any = widget
            while step is not None and step is not root:
                path.append(type(step).__name__)
                step = step.parentWidget()
            found.append(" < ".join(path[:5]))
    return found


def test_every_control_of_every_page_has_a_name(app: Any) -> None:
    app.window.resize(1366, 768)
    found: dict[str, list[str]] = {}
    for page_id in app.window.entries:
        page = app.window.open_page(page_id)
        assert app.jobs.wait_idle(30)
        page.prepare_for_screenshot()
        assert app.jobs.wait_idle(30)
        lines = nameless(app.window)
        for show in page.screenshot_variants().values():
            show()
            assert app.jobs.wait_idle(30)
            lines += nameless(app.window)
        if lines:
            found[page_id] = sorted(set(lines))
    assert not found, "\n".join(f"{name}: {line}" for name, lines in found.items() for line in lines)


def test_every_control_of_every_dialog_has_a_name(app: Any) -> None:
    found: dict[str, list[str]] = {}
    makers = dialogs_for_pictures(app.window, app.state) | ledger_dialogs(app.window, app.context)
    for name, make in makers.items():
        dialog = make()
        dialog.show()
        assert app.jobs.wait_idle(30)
        lines = nameless(dialog)
        if lines:
            found[name] = sorted(set(lines))
        dialog.close()
        dialog.deleteLater()
    assert not found, "\n".join(f"{name}: {line}" for name, lines in found.items() for line in lines)


def test_a_control_without_a_name_is_found(qtbot: Any) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    QLineEdit(root)
    assert nameless(root) == ["QLineEdit"]
