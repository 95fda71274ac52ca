"""What the totals panel asks to be done with rounds: add, change and delete them, each as one step that undoes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.context import AppContext
from desktop.panels.visits.totals_panel import TotalsPanel

if TYPE_CHECKING:
    from models.operations import Change
    from models.progress import Progress
    from models.queries.visits_totals import RoundLine


class RoundWork(QObject):
    """Asks in a dialog over the panel and writes in the writer's lane."""

    def __init__(self, context: AppContext, totals: TotalsPanel) -> None:
        super().__init__(totals)
        self._context = context
        self._totals = totals

    def ask(self, line: RoundLine | None) -> None:
        """Ask for a round and write it."""
        from desktop.panels.visits.round_dialog import RoundDialog

        campaign = line.campaign if line is not None else self._campaign_of_rounds()
        if not campaign:
            self._context.inform("请先在顶部选择任务来源，再新增轮次。", "amber")
            return
        ordinals = [
            one.ordinal for one in self._totals.rounds.lines.lines() if one.ordinal and one.campaign == campaign
        ]
        draft = RoundDialog.ask(self._totals, campaign, line, max(ordinals, default=0) + 1)
        if draft is None:
            return
        ledger = self._context.ledger

        def work(_progress: Progress) -> Change:
            from models.operations.rounds import create_round, edit_round

            if line is not None and line.id is not None:
                return edit_round(ledger, line.id, draft)
            return create_round(ledger, campaign, draft)

        self._write("保存轮次", work)

    def remove(self, line: RoundLine | None) -> None:
        """Delete a round that nothing belongs to; it can be undone."""
        if line is None or line.id is None:
            return
        ledger, round_id = self._context.ledger, line.id

        def work(_progress: Progress) -> Change:
            from models.operations.rounds import remove_round

            return remove_round(ledger, round_id)

        self._write("删除轮次", work)

    def _write(self, title: str, work: Callable[[Progress], Change]) -> None:
        def done(change: Change) -> None:
            if change.change_set_id:
                self._context.bus.broadcast(change)
                self._context.inform(
                    f"{change.title}。", "green", "撤销", lambda: self._context.run_action("edit.undo")
                )  # fmt: skip

        self._context.jobs.write(title, work, done, lambda error: self._context.inform(str(error), "red"), owner=self)

    def _campaign_of_rounds(self) -> str:
        if self._context.campaign:
            return self._context.campaign
        known = {line.campaign for line in self._totals.rounds.lines.lines() if line.campaign}
        return known.pop() if len(known) == 1 else ""
