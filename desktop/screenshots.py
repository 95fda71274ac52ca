"""Pictures of every page and dialog on a practice ledger, at both sizes, light and dark."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.app import App, make_application
from desktop.dialogs.gallery import dialogs_for_pictures
from desktop.panels.pictures import ledger_dialogs
from models.paths import resource
from models.settings import Settings, save_settings
from models.store import Ledger

SIZES = ((1366, 768), (1920, 1080))
APPEARANCES = ("light", "dark")
PROBLEMS = 2_000
SETTLE_MS = 250
SHOWN_STEP = 4
"""Of a page with steps, the one that stands for the page: 核对差异."""


def take_all(ledger_folder: Path | None, target: Path) -> int:
    """Write all pictures to ``target``; 0 when every page could be pictured."""
    if not os.environ.get("DISPLAY") and sys.platform != "win32":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    target.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="pictures-"))
    os.environ["RECTLEDGER_HOME"] = str(work / "home")
    save_settings(Settings(operator="录入员", unit="省生态环境厅"))
    application = make_application([sys.argv[0]])
    qInstallMessageHandler(_on_qt_message)
    try:
        folder = _practice_ledger(ledger_folder, work)
        _import_sample(folder)
        photographer = Photographer(application, target, work)
        photographer.pages(folder, "")
        empty = work / "空台账"
        Ledger.create(empty, actor="录入员", name="空台账").close()
        photographer.pages(empty, "empty-")
        photographer.dialogs(folder)
        print(f"{photographer.taken} 张图片在 {target}")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 0


def _on_qt_message(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """The screenless platform says of every window that it cannot hint at its size; everything else matters."""
    if kind != QtMsgType.QtDebugMsg and "propagateSizeHints" not in text:
        print(text, file=sys.stderr)


def _practice_ledger(given: Path | None, work: Path) -> Path:
    """A copy of the ledger given, or a fresh practice ledger: pictures never change anybody's data."""
    from models.operations.demo import make_demo

    folder = work / "ledger"
    if given is not None and (given / "ledger.sqlite").exists():
        with Ledger.open(given, read_only=True) as ledger:
            folder.mkdir()
            ledger.backup("pictures", to=folder / "ledger.sqlite")
        return folder
    with Ledger.create(folder, actor="录入员", name="省生态环境厅") as ledger:
        make_demo(ledger, problems=PROBLEMS)
    return folder


def _import_sample(folder: Path) -> None:
    """One import done, so that there is history, a backup and something to take back."""
    from models.importing import ImportOptions, run_import

    samples = sorted(resource("samples").glob("*.xlsx"), key=lambda path: len(path.name))
    with Ledger.open(folder, actor="录入员") as ledger:
        run_import(ledger, samples[:1], ImportOptions())


class Photographer:
    """Opens the real window and saves what it shows."""

    def __init__(self, application: QApplication, target: Path, work: Path) -> None:
        self._application = application
        self._target = target
        self._work = work
        self.taken = 0

    def pages(self, folder: Path, prefix: str) -> None:
        """Every page of the ledger in ``folder``."""
        app = self._open(folder)
        try:
            for appearance in APPEARANCES:
                app.commands.run(f"theme.{appearance}")
                for width, height in SIZES:
                    app.window.resize(width, height)
                    for page_id in app.window.entries:
                        self._page(app, page_id, f"{width}x{height}-{appearance}", prefix)
        finally:
            self._close(app)

    def dialogs(self, folder: Path) -> None:
        """Every dialog, once at each size and appearance of the window behind it."""
        app = self._open(folder)
        try:
            for appearance in APPEARANCES:
                app.commands.run(f"theme.{appearance}")
                for width, height in SIZES:
                    app.window.resize(width, height)
                    makers = dialogs_for_pictures(app.window, app.state)
                    if app.context is not None:
                        makers |= ledger_dialogs(app.window, app.context)
                    for dialog_id, make in makers.items():
                        self._dialog(app, make, f"dialog-{dialog_id}-{width}x{height}-{appearance}")
        finally:
            self._close(app)

    def _open(self, folder: Path) -> App:
        app = App(self._application, state_path=self._work / "window.json")
        app.window.show()
        app.opener.open(folder)
        self._settle(app)
        return app

    def _close(self, app: App) -> None:
        app.close()
        app.window.close()
        app.window.deleteLater()
        self._application.processEvents()

    def _page(self, app: App, page_id: str, ending: str, prefix: str) -> None:
        page = app.window.open_page(page_id)
        if page is None:
            return
        self._settle(app)
        page.prepare_for_screenshot()
        self._settle(app)
        app.window.message_bar.dismiss()
        self._save(app.window, f"{prefix}{page_id}-{ending}")
        if prefix:
            return
        for number, step in enumerate(page.screenshot_steps(), 1):
            step()
            self._settle(app)
            app.window.message_bar.dismiss()
            self._save(app.window, f"{page_id}-{number}-{ending}")
            if number == SHOWN_STEP:
                self._save(app.window, f"{page_id}-{ending}")
        for name, show in page.screenshot_variants().items():
            show()
            self._settle(app)
            if name:
                self._save(app.window, f"{page_id}-{name}-{ending}")

    def _dialog(self, app: App, make: Callable[[], QDialog], name: str) -> None:
        """The pages of a preview are drawn in the lanes, and only once they are to be seen."""
        dialog = make()
        dialog.show()
        self._settle(app)
        self._save(dialog, name)
        dialog.close()
        dialog.deleteLater()

    def _settle(self, app: App) -> None:
        """Until nothing is running and what was read is painted."""
        for _round in range(3):
            app.jobs.wait_idle()
            self._wait(SETTLE_MS // 3)

    def _wait(self, milliseconds: int) -> None:
        clock = QElapsedTimer()
        clock.start()
        while clock.elapsed() < milliseconds:
            self._application.processEvents()

    def _save(self, widget: QWidget, name: str) -> None:
        widget.grab().save(str(self._target / f"{name}.png"))
        self.taken += 1
