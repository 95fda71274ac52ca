"""Puts the application together: appearance, window, lanes, and the ledger that is open."""

from __future__ import annotations

import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.bus import ChangeBus
from desktop.commands import Commands
from desktop.context import AppContext, Message
from desktop.crash import CrashGuard
from desktop.dialogs import confirm
from desktop.index_keeper import IndexKeeper
from desktop.jobs.job import Job
from desktop.jobs.jobs import Jobs
from desktop.opening import LedgerOpener
from desktop.state import AppState
from desktop.theme import fonts
from desktop.theme.theme import Theme
from desktop.widgets.empty_state import EmptyState
from desktop.window import MainWindow
from models.paths import cache_folder, data_folder, default_ledger_folder, resource
from models.settings import Settings, load_settings, save_settings

if TYPE_CHECKING:
    from models.store import Ledger

SWITCH_INTERVAL_S = 0.0015
"""How long a working thread may hold the interpreter before the window gets its turn."""

LOAD_NEXT_MS = 400
NEXT_PAGES = ("desktop.pages.ledger", "desktop.pages.import_list", "desktop.pages.visits")


def make_application(arguments: list[str]) -> QApplication:
    """The Qt application: Chinese words in Qt's own dialogs, our font, sharp scaling."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    return dress(QApplication(arguments))


def dress(application: QApplication) -> QApplication:
    """Make a bare Qt application ours."""
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    application.setApplicationName("整改台账")
    application.setApplicationDisplayName("")
    application.setStyle("Fusion")
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        application.installTranslator(translator)
    application.setFont(fonts.body_font(resource("fonts")))
    return application


class App(QObject):
    """One window and the ledger in it; ``ledger_entered(AppContext)`` each time one was opened."""

    ledger_entered = Signal(object)

    def __init__(
        self, application: QApplication, *, state_path: Path | None = None, guard: CrashGuard | None = None
    ) -> None:
        super().__init__()
        self.application = application
        self.settings: Settings = load_settings()
        self.state = AppState(state_path or data_folder() / "window.json")
        self.theme = Theme(application, resource("icons"), cache_folder() / "icons", self.settings.theme)
        self.jobs = Jobs()
        self.guard = guard or CrashGuard(None)
        self.window = MainWindow(self.jobs, self.theme, self.state)
        self.guard.window = self.window
        self.context: AppContext | None = None
        self.index_keeper: IndexKeeper | None = None
        self.opener = LedgerOpener(self.jobs, self.window, lambda: self.settings.operator)
        self.commands = Commands(self.window, self.opener, lambda: self.settings)
        self.opener.opened.connect(self.enter)
        self.opener.given_up.connect(self._on_given_up)
        self.opener.restored.connect(self._on_restored)
        self.window.ledger_chosen.connect(lambda folder: self.commands.open_folder(Path(folder)))
        self.window.closing.connect(self._on_closing)
        self.jobs.user_error.connect(self._on_user_error)
        self.jobs.crashed.connect(lambda error, job: self.guard.report(error, job.title))

    def start(self, folder: Path | None = None, *, open_at_once: bool = True) -> None:
        """Show the frame, and open the ledger after it was painted."""
        self.window.show()
        if open_at_once:
            self.window.painted.connect(lambda: QTimer.singleShot(0, self, lambda: self.open_first(folder)))

    def open_first(self, folder: Path | None = None) -> None:
        """Open ``folder``, else the ledger used last, else the default one, made when missing."""
        if folder is not None:
            self.opener.open(folder, make=True)
            return
        last = Path(self.settings.last_ledger) if self.settings.last_ledger else None
        if last is not None and (last / "ledger.sqlite").exists():
            self.opener.open(last)
        else:
            self.opener.open(default_ledger_folder(), make=True)

    def enter(self, ledger: Ledger) -> None:
        """Show a ledger in place of the one before."""
        self.leave()
        context = AppContext(ledger, ChangeBus(), self.jobs, self.theme, self.state, self.settings)
        context.settings_changed.connect(lambda: self._keep_settings(context.settings))
        context.restore_requested.connect(self._on_restore_requested, Qt.ConnectionType.QueuedConnection)
        remembered = self.state.get(f"campaign.{ledger.folder}")
        context.campaign = remembered if isinstance(remembered, str) else None
        self.context = context
        self.state.remember_ledger(ledger.folder)
        if str(ledger.folder) != self.settings.last_ledger:
            self._keep_settings(replace(self.settings, last_ledger=str(ledger.folder)))
            save_settings(self.settings)
            context.settings = self.settings
        self.window.enter(context)
        page = self.state.get("window.page")
        self.window.open_page(page if page in self.window.entries else "home")
        self.commands.enter(context)
        self.index_keeper = IndexKeeper(context)
        self.window.live_search.on_behind = self.index_keeper.on_behind
        # the widest pages are loaded beside the window once the first one stands, so that they open quickly
        QTimer.singleShot(LOAD_NEXT_MS, context, lambda: self._load_next_pages(context))
        self.ledger_entered.emit(context)

    def _load_next_pages(self, context: AppContext) -> None:
        context.jobs.read(
            "装入其他页面",
            lambda _progress: [import_module(module) for module in NEXT_PAGES],
            on_cancelled=lambda: None,
            owner=context,
            long=True,
            quiet=True,
        )

    def leave(self) -> None:
        """Put away the ledger that is open."""
        context, self.context = self.context, None
        if context is None:
            return
        self.state.set(f"campaign.{context.ledger.folder}", context.campaign)
        self.window.leave()
        if self.index_keeper is not None:
            self.index_keeper.stop()
            self.index_keeper = None
        context.waiting_watch.stop()
        context.ledger.close()
        context.deleteLater()

    def close(self) -> None:
        """End everything; the window is closed first."""
        self.jobs.close()
        self.leave()
        self.state.save()

    def _keep_settings(self, settings: Settings) -> None:
        self.settings = settings
        self.commands.update()

    def _on_user_error(self, error: Exception, job: Job) -> None:
        self.window.show_message(Message(str(error), "red"))

    def _on_restore_requested(self, backup_file: Path) -> None:
        """The ledger must be closed while it is replaced; work that runs is stopped first."""
        if self.context is None:
            return
        folder = self.context.ledger.folder
        self.jobs.cancel_all()
        self.jobs.wait_idle()
        self.leave()
        self.opener.restore(folder, backup_file)

    def _on_restored(self, sentence: str) -> None:
        self.window.show_message(
            Message(sentence, "red") if sentence else Message("已恢复到所选的备份。", "green", seconds=8)
        )

    def _on_given_up(self, sentence: str) -> None:
        if self.context is not None:
            return
        self.window.show_blank(
            EmptyState(
                "没有打开台账",
                sentence,
                (
                    ("打开台账…", self.commands.open_ledger),
                    ("新建台账…", self.commands.new_ledger),
                    ("用演示台账试用", self.commands.open_demo),
                ),
            )
        )

    def _on_closing(self, event: QCloseEvent) -> None:
        pages = self.window.pages_made().values()
        if not all(page.may_leave() for page in pages):
            event.ignore()
            return
        busy = [job for job in self.jobs.running() if job.lasting and not job.quiet]
        if busy and not confirm.ask_destructive(
            self.window,
            "还有工作没有完成",
            f"正在进行：{'、'.join(job.title for job in busy)}。",
            "取消这些工作并关闭",
            detail="关闭会取消它们。正在写入的内容会整批退回，台账保持原来的样子。",
            no="等它完成",
        ):
            event.ignore()
            return
        self.window.save_state()
        event.accept()
        QGuiApplication.quit()
