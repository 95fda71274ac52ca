"""Moves of state asked for in the window: done at once where nothing is missing, else asked for in one small dialog."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from desktop.context import AppContext
from models.errors import UserError
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from desktop.panels.problem_panel import ProblemPanel
    from models.operations.moving import AllowedMove, MoveOutcome, MoveRefused, Refusal
    from models.progress import Progress

_ASKED_FOR = ("reason", "field", "role")
"""What the dialog asks for; anything else is told, with the way to it."""


class StatusMover(QObject):
    """``lead_to`` takes a person to what a refusal names."""

    def __init__(self, context: AppContext, window: QWidget, lead_to: Callable[[Refusal], None]) -> None:
        super().__init__(window)
        self.context, self._window, self._lead_to = context, window, lead_to

    def read(self, ids: Sequence[int], on_read: Callable[[list[AllowedMove]], None]) -> Any:
        """Ask where some problems may go; unseen."""
        ledger = self.context.ledger

        def work(_progress: Progress) -> list[AllowedMove]:
            from models.operations.moving import allowed_moves

            return allowed_moves(ledger, ids)

        return self.context.jobs.read(
            "可转为哪些状态", work, on_read, lambda _error: None, lambda: None, owner=self, quiet=True
        )

    def begin(self, ids: Sequence[int], choice: AllowedMove) -> None:
        """Move at once where all may go and nothing is missing; else ask."""
        if self.context.ledger.read_only:
            self.context.inform("台账是只读打开的，不能修改。", "amber")
        elif choice.asks or choice.count < len(ids) or not self.context.ledger.actor:
            self.ask(ids, choice.status)
        else:
            self._move(ids, choice.status)

    def ask(self, ids: Sequence[int], status: str = "") -> None:
        """Open the dialog for some problems, once it is known where they may go."""

        def opened(choices: list[AllowedMove]) -> None:
            from desktop.dialogs.move_status import MoveDialog

            if not choices:
                self.context.inform("所选问题没有可转为的状态；可在设置的“状态与流转”里添加。", "amber")
                return
            MoveDialog(self._window, self.context, ids, choices, status, self._lead_to).open()

        self.read(list(ids), opened)

    def refused(self, error: MoveRefused) -> None:
        """A move that was typed or chosen was refused: ask for what is missing, or say why with the way to it."""
        statuses = {one.to_status for one in error.refusals}
        kinds = {one.lead.kind if one.lead is not None else "" for one in error.refusals}
        if len(statuses) == 1 and kinds <= set(_ASKED_FOR):
            self.ask([one.problem_id for one in error.refusals], statuses.pop())
            return
        first = next((one for one in error.refusals if one.lead is not None), None)
        if first is None:
            self.context.inform(str(error), "red")
        else:
            self.context.inform(str(error), "red", "去处理", lambda: self._lead_to(first))

    def _move(self, ids: Sequence[int], status: str) -> None:
        ledger = self.context.ledger

        def work(progress: Progress) -> MoveOutcome:
            from models.operations.moving import move_problems

            return move_problems(ledger, ids, status, progress=progress)

        def done(outcome: MoveOutcome) -> None:
            from desktop.dialogs.move_status import tell_moved

            tell_moved(self.context, outcome)

        def failed(error: Exception) -> None:
            from models.operations.moving import MoveRefused

            if isinstance(error, MoveRefused):
                self.refused(error)
            elif isinstance(error, UserError):
                self.context.inform(str(error), "red")

        self.context.jobs.write("办理流转", work, done, failed, owner=self)


def lead_in_panel(panel: ProblemPanel, refusal: Refusal) -> None:
    """Take a person to what a refusal names: the field, the closing conditions, the roles."""
    from models.operations.move_judging import REVOKE, Lead

    lead = refusal.lead
    if lead is None:
        return
    if lead.kind == "role":
        panel.mover.context.open_page("settings", tab="people")
        return

    if lead == Lead("closure", REVOKE):
        panel.mover.context.open_page("closure", tab="closure", problem=refusal.problem_id, action=REVOKE)
        return

    def go() -> None:
        if lead.kind == "field" and lead.key in FIELDS:
            panel.set_tab("facts")
            panel.fields.start_editing(lead.key)
        elif lead.kind == "closure" and "closure" in panel.by_key:
            panel.set_tab("closure")
            panel.closing.lead_to(lead.key)

    if panel.dossier is not None and panel.dossier.id == refusal.problem_id:
        go()
    else:
        panel.shown.connect(lambda _id: go(), Qt.ConnectionType.SingleShotConnection)
        panel.jump_wanted.emit(refusal.problem_id)
