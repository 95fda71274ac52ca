"""What happens when the program itself is wrong: it is logged, and the clerk gets a report to copy."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from models import clock
from models.errors import Cancelled

log = logging.getLogger(__name__)

_fault_file: TextIO | None = None


class CrashGuard(QObject):
    """Catches what nobody caught, on any thread, and shows it once on the window's thread.

    ``show`` is called with the report; tests replace it. While a report is open further ones are only logged.
    """

    _caught = Signal(str)

    def __init__(self, log_path: Path | None, show: Callable[[str], None] | None = None) -> None:
        super().__init__()
        self.log_path = log_path
        self.show = show or self._show_box
        self.window: QWidget | None = None
        self._showing = False
        self._caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over the hooks of Python, its threads and Qt's messages; hard faults go to a file beside the log."""
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        qInstallMessageHandler(_on_qt_message)
        if self.log_path is not None:
            global _fault_file
            _fault_file = (self.log_path.parent / "faults.log").open("a", encoding="utf-8")
            faulthandler.enable(_fault_file)

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        global _fault_file
        if _fault_file is not None:
            faulthandler.disable()
            _fault_file.close()
            _fault_file = None

    def report(self, error: BaseException, doing: str = "") -> None:
        """Log ``error`` and show its report; callable from any thread."""
        text = report_text(error, doing, self.log_path)
        log.critical("%s", text, exc_info=(type(error), error, error.__traceback__))
        self._caught.emit(text)

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt | Cancelled):
            sys.__excepthook__(kind, error, trace)
        else:
            self.report(error)

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.report(arguments.exc_value, arguments.thread.name if arguments.thread else "")

    def _on_caught(self, text: str) -> None:
        if self._showing:
            return
        self._showing = True
        try:
            self.show(text)
        finally:
            self._showing = False

    def _show_box(self, text: str) -> None:
        box = crash_box(self.window, text, self.log_path)
        box.exec()
        clicked = box.clickedButton()
        if clicked is not None and clicked.property("choice") == "copy":
            QGuiApplication.clipboard().setText(text)


def crash_box(parent: QWidget | None, text: str, log_path: Path | None) -> QMessageBox:
    """The box that offers the report."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Critical)
    box.setWindowTitle("程序出错")
    box.setText("程序刚才出了一个错误，这一步没有完成。台账里已经保存的内容不受影响。")
    where = f"\n日志：{log_path}" if log_path else ""
    box.setInformativeText(f"可以继续使用。请复制报告发给维护人员，报告里没有清单的内容。{where}")
    box.setDetailedText(text)
    copy = box.addButton("复制报告", QMessageBox.ButtonRole.AcceptRole)
    copy.setProperty("choice", "copy")
    box.addButton("关闭", QMessageBox.ButtonRole.RejectRole)
    for button in box.buttons():
        if box.buttonRole(button) == QMessageBox.ButtonRole.ActionRole:
            button.setText("查看报告…")
    box.setDefaultButton(copy)
    return box


def report_text(error: BaseException, doing: str, log_path: Path | None) -> str:
    """The report: versions, what was being done, and where it failed."""
    import platform

    lines = [
        "整改台账 错误报告",
        f"时间：{clock.now():%Y-%m-%d %H:%M:%S}",
        f"版本：{program_version()}",
        f"系统：{platform.platform()}，Python {platform.python_version()}，Qt {qVersion()}",
        f"正在做：{doing or '（未知）'}",
        f"日志：{log_path or '（无）'}",
        "",
        "".join(traceback.format_exception(error)).rstrip(),
    ]
    return "\n".join(lines)


def program_version() -> str:
    """The version installed, or 开发版 from a working tree."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("rectification-ledger")
    except PackageNotFoundError:
        return "开发版"


_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    category = getattr(context, "category", None) or ""
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s: %s", category, text)
