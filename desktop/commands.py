"""What the window's own actions do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from desktop.actions import ACTIONS, IMPORTED, LEDGER, REDO, UNDO, WRITABLE
from desktop.context import AppContext
from desktop.crash import program_version
from desktop.dialogs import confirm, file_prompts
from desktop.facts import FrameFacts, read_frame_facts
from desktop.jobs.job import Job
from desktop.opening import LedgerOpener
from desktop.stepping import Stepping
from desktop.undoing import ask_and_undo_import
from desktop.window import PROGRAM, MainWindow
from models.paths import data_folder, log_folder
from models.settings import Settings, save_settings

if TYPE_CHECKING:
    from models.importing.writing.batches import BatchLine

DEMO_PROBLEMS = 2_000


class Commands(QObject):
    """Connects the window's actions to operations; ``facts_read(FrameFacts)`` after the frame was read anew."""

    facts_read = Signal(object)

    def __init__(self, window: MainWindow, opener: LedgerOpener, settings: Callable[[], Settings]) -> None:
        super().__init__(window)
        self._window = window
        self._opener = opener
        self._settings = settings
        self.facts: FrameFacts | None = None
        self._facts_job: Job | None = None
        self.stepping = Stepping(window)
        self.handlers: dict[str, Callable[[], None]] = {
            "ledger.open": self.open_ledger,
            "ledger.new": self.new_ledger,
            "ledger.demo": self.open_demo,
            "backup.now": self.back_up,
            "window.quit": self._quit,
            "edit.undo": self.stepping.undo,
            "edit.redo": self.stepping.redo,
            "edit.steps": self.stepping.show_list,
            "import.files": self.choose_import,
            "import.rebuild": self.rebuild_history,
            "import.undo": self.undo_import,
            "window.search": self._search,
            "window.refresh": self._refresh,
            "window.menu": self._window.show_menu,
            "theme.system": lambda: self._set_theme("system"),
            "theme.light": lambda: self._set_theme("light"),
            "theme.dark": lambda: self._set_theme("dark"),
            "help.open": self._open_help,
            "help.logs": self._open_logs,
            "help.about": self._about,
        }
        window.action_triggered.connect(self.run)
        window.files_dropped.connect(self.import_files)
        self.update()

    # --- dispatch

    def run(self, action_id: str) -> None:
        """Do an action; one that belongs to a page is done by that page, opened first."""
        page_id = ACTIONS[action_id].page
        if not page_id:
            self.handlers[action_id]()
            return
        page = self._window.current_page()
        if page is None or (page.page_id != page_id and action_id not in page.actions_handled()):
            page = self._window.open_page(page_id)
        handler = page.actions_handled().get(action_id) if page is not None else None
        if handler is not None:
            handler()

    def enter(self, context: AppContext) -> None:
        """A ledger was opened."""
        context.bus.changed.connect(lambda _change: self.read_facts())
        context.campaign_changed.connect(self.read_facts)
        context.quality_ran.connect(self.read_facts)
        context.quality_watch.begin()
        context.waiting_watch.changed.connect(self._show_counts)
        self.facts = None
        self.update()
        self.read_facts()

    def read_facts(self) -> None:
        """Bring campaigns, undo, counts and last backup up to date."""
        context = self._window.context
        if context is None:
            return
        if self._facts_job is not None:
            self._facts_job.cancel()
        query = context.query_base
        self._facts_job = context.jobs.read(
            "读取台账概况",
            lambda progress: read_frame_facts(context.ledger, query, progress),
            lambda facts: self._show_facts(context, facts),
            on_cancelled=lambda: None,
            owner=context,
            quiet=True,
        )

    def _show_facts(self, context: AppContext, facts: FrameFacts) -> None:
        if self._window.context is not context:
            return
        self.facts = facts
        names = list(facts.campaigns)
        if context.campaign is not None and context.campaign not in names:
            context.campaign = None
        self._window.top_bar.set_campaigns(names, context.campaign)
        self._window.status_bar.set_backup(facts.last_backup)
        self._show_counts()
        self.update()
        context.waiting_watch.read_soon()
        self.facts_read.emit(facts)

    def _show_counts(self) -> None:
        """What waits, beside the pages of the navigation."""
        context = self._window.context
        if context is None or self.facts is None:
            return
        found = context.waiting_watch.found
        lines = len(found.lines) if found is not None else 0
        self._window.navigation.set_count("home", self.facts.waiting + lines)
        for page_id in ("closure", "escalation", "duties"):
            self._window.navigation.set_count(page_id, found.counts.get(page_id, 0) if found is not None else 0)

    def update(self) -> None:
        """Enable what can be done and name the steps."""
        context, facts = self._window.context, self.facts
        have = set[str]()
        if context is not None:
            have.add(LEDGER)
            if not context.ledger.read_only:
                have.add(WRITABLE)
        if facts is not None:
            have.update(
                name for name, step in ((UNDO, facts.undo), (REDO, facts.redo), (IMPORTED, facts.imported)) if step
            )
        for spec in ACTIONS.values():
            if not spec.page:
                self._window.set_action(spec.id, have.issuperset(spec.needs))
        undo, redo = (facts.undo, facts.redo) if facts is not None else (None, None)
        self._window.set_action(
            "edit.undo",
            UNDO in have and WRITABLE in have,
            f"撤销：{undo.title}" if undo else "撤销",
            f"撤销：{undo.title}（Ctrl+Z）" if undo else "撤销（Ctrl+Z）",
        )
        self._window.set_action(
            "edit.redo", REDO in have and WRITABLE in have, f"重做：{redo.title}" if redo else "重做"
        )
        for choice in ("system", "light", "dark"):
            action = self._window.actions_.qactions[f"theme.{choice}"]
            action.setChecked(self._window.theme.choice == choice)
        self._window.update_actions()

    # --- ledgers

    def open_ledger(self) -> None:
        """Choose a folder and open its ledger."""
        folder = file_prompts.ask_folder(self._window, self._window.state, "ledger", "选择台账所在的文件夹")
        if folder is not None:
            self.open_folder(folder)

    def open_folder(self, folder: Path) -> None:
        """Open the ledger in ``folder``, unless it is the one that is open."""
        context = self._window.context
        if context is not None and context.ledger.folder == folder.absolute():
            context.inform("这个台账已经打开。")
        else:
            self._opener.open(folder)

    def new_ledger(self) -> None:
        """Ask for name and place and make an empty ledger."""
        from desktop.dialogs.new_ledger import NewLedgerDialog

        draft = NewLedgerDialog.ask(self._window, self._window.state)
        if draft is not None:
            self._opener.create(draft.folder, draft.name)

    def open_demo(self) -> None:
        """Open the practice ledger."""
        self._opener.create_demo(data_folder() / "演示台账", DEMO_PROBLEMS)

    def back_up(self) -> None:
        """Copy the ledger into its backups folder."""
        context = self._window.context
        if context is None:
            return

        def done(path: Path) -> None:
            context.inform(f"已备份到 {path.name}。", "green", "查看备份", lambda: context.open_page("settings"))
            self.read_facts()
            settings_page = self._window.pages_made().get("settings")
            if settings_page is not None:
                settings_page.refresh(None)

        context.jobs.read(
            "备份台账",
            lambda progress: context.ledger.backup("manual", progress=progress),
            done,
            owner=context,
            long=True,
        )

    # --- steps

    def undo_import(self) -> None:
        """Take back the latest import after a question that names the counts."""
        from models.importing.writing.batches import last_undoable

        context = self._window.context
        if context is None:
            return

        def found(batch: BatchLine | None) -> None:
            if batch is not None:
                # a question must not be asked inside the delivery of an answer
                QTimer.singleShot(0, context, lambda: ask_and_undo_import(self._window, context, batch))

        context.jobs.read("查找上次导入", lambda _progress: last_undoable(context.ledger), found, owner=context)

    # --- importing

    def choose_import(self) -> None:
        """Choose files and take them to the import page."""
        paths = file_prompts.ask_open_files(self._window, self._window.state, "import", "选择要导入的清单")
        if paths:
            self.import_files([str(path) for path in paths])

    def rebuild_history(self) -> None:
        """Open the window that turns old monthly ledgers into history."""
        from desktop.panels.rebuild.dialog import RebuildDialog

        context = self._window.context
        if context is not None:
            RebuildDialog(self._window, context).exec()

    def import_files(self, paths: list[str]) -> None:
        """Take files to the page in front if it wants them, else to the import page."""
        context = self._window.context
        page = self._window.current_page()
        if context is None or (page is not None and page.page_id != "import" and page.accept_files(paths)):
            return
        if context.ledger.read_only:
            context.inform("台账是只读打开的，不能导入。", "amber")
            return
        page = self._window.open_page("import")
        if page is not None:
            page.start([Path(path) for path in paths])  # type: ignore[attr-defined]

    # --- window

    def _quit(self) -> None:
        self._window.close()

    def _search(self) -> None:
        self._window.top_bar.search.setFocus()
        self._window.top_bar.search.selectAll()
        self._window.top_bar.search.ask()

    def _refresh(self) -> None:
        page = self._window.current_page()
        if page is not None:
            page.refresh(None)
        self.read_facts()

    def _set_theme(self, choice: str) -> None:
        context = self._window.context
        if context is not None:
            context.replace_settings(replace(context.settings, theme=choice))
        else:
            save_settings(replace(self._settings(), theme=choice))
            self._window.theme.set_choice(choice)
        self.update()

    def _open_help(self) -> None:
        """The manual at the page in front; one window, however often it is asked for."""
        from desktop.panels.help.window import HelpWindow

        page = self._window.current_page()
        shown = self._window.findChild(HelpWindow) or HelpWindow(self._window, self._window.theme)
        shown.open_topic(page.page_id if page is not None else "")

    def _open_logs(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))

    def _about(self) -> None:
        confirm.tell(
            self._window,
            f"关于{PROGRAM}",
            f"{PROGRAM} {program_version()}",
            "生态环境问题整改的清单、时限与销号。\n\n"
            f"数据文件夹：{data_folder()}\n按 Apache 2.0 许可证发布；界面字体为思源黑体（OFL）。",
        )
