"""Writing from the dossier: one operation in the writer's lane, told to everyone once, with undo at hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject

from desktop.context import AppContext
from models.errors import UserError

if TYPE_CHECKING:
    from models.operations import Change
    from models.store import Ledger

Result = TypeVar("Result")


class DossierWork(QObject):
    """Shared by all tabs of a panel; every callback runs on the window's thread."""

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self.context = context

    @property
    def read_only(self) -> bool:
        """Whether nothing may be written."""
        return self.context.ledger.read_only

    def write(
        self,
        title: str,
        operation: Callable[[Ledger], Change],
        on_done: Callable[[Change], None] | None = None,
        on_refused: Callable[[str], None] | None = None,
        say: str = "",
    ) -> None:
        """Do it; ``on_refused`` gets the sentence of an error, which else stands above the page. ``say`` is what is
        told with 撤销 beside it when it is done.
        """

        def done(change: Change) -> None:
            if on_done is not None:
                on_done(change)
            self.tell(change, say)

        self.run_write(title, operation, done, on_refused)

    def run_write(
        self,
        title: str,
        operation: Callable[[Ledger], Result],
        on_done: Callable[[Result], None],
        on_refused: Callable[[str], None] | None = None,
    ) -> None:
        """The same for an operation whose result is more than a Change; the caller tells it."""
        if self.read_only:
            self.context.inform("台账是只读打开的，不能修改。", "amber")
            return
        ledger = self.context.ledger

        def failed(error: Exception) -> None:
            if isinstance(error, UserError):
                if on_refused is not None:
                    on_refused(str(error))
                else:
                    self.context.inform(str(error), "red")

        self.context.jobs.write(title, lambda _progress: operation(ledger), on_done, failed, owner=self)

    def write_line(
        self, title: str, operation: Callable[[Ledger], Change], load: Callable[[], None], *, quiet: bool = False
    ) -> None:
        """Write something about a line of a list, read the list anew, and say what the step is called."""

        def done(change: Change) -> None:
            load()
            self.tell(change, "" if quiet else f"已{change.title}。")

        self.run_write(title, operation, done)

    def tell(self, change: Change, say: str = "") -> None:
        """Broadcast a change, and offer to take it back."""
        if not change.change_set_id:
            return
        self.context.bus.broadcast(change)
        if say:
            self.context.inform(say, "green", "撤销", lambda: self.context.run_action("edit.undo"))

    def read(self, title: str, question: Callable[[Ledger], Result], on_done: Callable[[Result], None]) -> Any:
        """Ask something short, unseen; returns the job."""
        ledger = self.context.ledger
        return self.context.jobs.read(
            title,
            lambda _progress: question(ledger),
            on_done,
            lambda _error: None,
            lambda: None,
            owner=self,
            quiet=True,
        )
