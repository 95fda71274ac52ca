"""What every page is given: the ledger, the lanes, the bus, the appearance, the remembered state, and navigation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.bus import ChangeBus
from desktop.jobs.jobs import Jobs
from desktop.state import AppState
from desktop.theme.theme import Theme
from models.settings import Settings, save_settings

if TYPE_CHECKING:
    from desktop.quality_watch import QualityWatch
    from desktop.waiting_watch import WaitingWatch
    from models.queries.problems import ProblemQuery
    from models.store import Ledger


@dataclass(frozen=True)
class Message:
    """A sentence for the bar above the page; ``tone`` is blue, green, amber or red."""

    text: str
    tone: str = "blue"
    action_text: str = ""
    action: Callable[[], None] | None = None
    seconds: float = 0.0
    """How long it stays by itself; 0 until it is closed."""
    second: tuple[str, Callable[[], None]] | None = None
    """Another thing that can be done about it: words and action."""


class AppContext(QObject):
    """Built once for each opened ledger and passed to constructors; nothing is reached through globals.

    Signals: ``page_requested(page_id, arguments)``, ``action_requested(action_id)``, ``message_requested(Message)``,
    ``found_changed(text)`` for the status bar, ``campaign_changed()`` after ``campaign`` was set,
    ``settings_changed()`` after ``settings`` was replaced, ``restore_requested(path of a backup)``,
    ``quality_ran()`` after the data-quality checks ran and what they found was kept.
    """

    page_requested = Signal(str, object)
    action_requested = Signal(str)
    message_requested = Signal(object)
    found_changed = Signal(str)
    campaign_changed = Signal()
    settings_changed = Signal()
    restore_requested = Signal(object)
    quality_ran = Signal()

    def __init__(
        self, ledger: Ledger, bus: ChangeBus, jobs: Jobs, theme: Theme, state: AppState, settings: Settings
    ) -> None:
        super().__init__()
        self.ledger = ledger
        self.bus = bus
        self.jobs = jobs
        self.theme = theme
        self.state = state
        self.settings = settings
        self._campaign: str | None = None
        self.open_import = ""
        """How far an import on the import page is that was not written yet; empty while there is none."""
        self._quality_watch: QualityWatch | None = None
        self._waiting_watch: WaitingWatch | None = None

    @property
    def campaign(self) -> str | None:
        """The campaign chosen at the top, or None for all."""
        return self._campaign

    @campaign.setter
    def campaign(self, name: str | None) -> None:
        if name != self._campaign:
            self._campaign = name
            self.campaign_changed.emit()

    @property
    def query_base(self) -> ProblemQuery:
        """The query every page starts from: all problems of the chosen campaign."""
        from models.queries.problems import ProblemQuery

        return ProblemQuery(campaign=self._campaign)

    @property
    def quality_watch(self) -> QualityWatch:
        """What runs the data-quality checks of this ledger."""
        from desktop.quality_watch import QualityWatch

        if self._quality_watch is None:
            self._quality_watch = QualityWatch(self)
        return self._quality_watch

    @property
    def waiting_watch(self) -> WaitingWatch:
        """What reads the work that the process of closing leaves to do."""
        from desktop.waiting_watch import WaitingWatch

        if self._waiting_watch is None:
            self._waiting_watch = WaitingWatch(self)
        return self._waiting_watch

    def replace_settings(self, settings: Settings) -> None:
        """Keep new settings, on disk too; UserError where they cannot be written."""
        save_settings(settings)
        self.settings = settings
        self.ledger.actor = settings.operator
        self.theme.set_choice(settings.theme)
        self.settings_changed.emit()

    def open_page(self, page_id: str, **arguments: Any) -> None:
        """Go to a page, e.g. ``open_page("ledger", query=..., title="逾期未改")``."""
        self.page_requested.emit(page_id, arguments)

    def run_action(self, action_id: str) -> None:
        """Do what the menu entry ``action_id`` does."""
        self.action_requested.emit(action_id)

    def inform(
        self,
        text: str,
        tone: str = "blue",
        action_text: str = "",
        action: Callable[[], None] | None = None,
        second: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        """Show a sentence above the page; good news (blue, green) leaves by itself."""
        seconds = 8.0 if tone in ("blue", "green") else 0.0
        self.message_requested.emit(Message(text, tone, action_text, action, seconds, second))

    def quieten(self) -> None:
        """Take away what stands above the page; it is no longer about what is being done."""
        self.message_requested.emit(Message(""))

    def show_found(self, count: int, total: int | None = None, seconds: float | None = None) -> None:
        """Tell the status bar how many rows were found and how long it took."""
        text = f"找到 {count:,} 条" if total is None or total == count else f"找到 {count:,} / {total:,} 条"
        if seconds is not None:
            text += f"，用时 {seconds * 1000:.0f} 毫秒" if seconds < 1 else f"，用时 {seconds:.1f} 秒"
        self.found_changed.emit(text)
