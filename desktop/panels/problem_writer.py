"""Edits from the table and the panel: shown at once, checked, written in the writer's lane, told to everyone once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.context import AppContext
from desktop.tables.cell_edits import MOST_CELLS, Edit, EditPlan
from desktop.tables.paged_model import PagedTableModel
from models.errors import UserError

if TYPE_CHECKING:
    from models.operations import Change

_PENDING_SHOWN = 500
"""More edits than this are checked in the writer's lane and shown when they are written, not before."""


class ProblemWriter(QObject):
    """``written(Change)`` after a step; the change has been broadcast then, with ``is_own`` true meanwhile.

    ``move_refused(MoveRefused)`` where a state was typed that may not be, or that needs more to be said.
    """

    written = Signal(object)
    move_refused = Signal(object)

    def __init__(self, context: AppContext, model: PagedTableModel, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._model = model
        self.is_own = False

    def check(self, field: str, value: Any) -> str:
        """Why a value cannot be taken, in a sentence; empty when it can."""
        from models.operations.edit import checked_value

        try:
            checked_value(field, value)
        except UserError as error:
            return str(error)
        return ""

    def write_one(self, problem_id: int, field: str, value: Any) -> None:
        """Write a single cell."""
        self.write(EditPlan(((problem_id, field, value),), ""))

    def write(self, plan: EditPlan, on_done: Callable[[Change], None] | None = None) -> None:
        """Write a step; a refused one leaves the ledger and the screen as they were and says why."""
        if self._context.ledger.read_only:
            self._context.inform("台账是只读打开的，不能修改。", "amber")
            return
        if not plan.edits:
            only_given = f"选中的 {plan.left_out:,} 格由系统生成或不能这样填，没有改。"
            self._context.inform(only_given if plan.left_out else "没有可改的内容。")
            return
        if len(plan.edits) > MOST_CELLS:
            self._context.inform(f"一次最多修改 {MOST_CELLS:,} 格，现在是 {len(plan.edits):,} 格。", "amber")
            return
        typed: Sequence[Edit] | None = plan.edits
        if len(plan.edits) <= _PENDING_SHOWN:
            typed = self._typed(plan)
            if typed is None:
                return
            self._show(typed)
        edits = typed
        ids = {key for key, _field, _value in edits}
        ledger = self._context.ledger

        def work(_progress: Any) -> Change:
            from models.operations.edit import CellEdit, edit_cells

            return edit_cells(ledger, [CellEdit(*edit) for edit in edits], plan.title)

        def done(change: Change) -> None:
            self._model.forget_pending(ids)
            if change.change_set_id:
                self.tell(change)
            if plan.left_out:
                self._context.inform(f"{change.title}；另有 {plan.left_out:,} 格由系统生成或不能这样填，没有改。")
            elif len(ids) > 1 and change.change_set_id:
                undo = self._context.run_action
                self._context.inform(f"{change.title}。", "green", "撤销", lambda: undo("edit.undo"))
            if on_done is not None:
                on_done(change)
            self.written.emit(change)

        def failed(error: Exception) -> None:
            from models.operations.move_judging import MoveRefused

            self._model.forget_pending(ids)
            if isinstance(error, MoveRefused) and all(field == "status" for _key, field, _value in edits):
                self.move_refused.emit(error)
            elif isinstance(error, UserError):
                self._context.inform(str(error), "red")

        self._context.jobs.write(
            plan.title or "保存修改", work, done, failed, lambda: self._model.forget_pending(ids), owner=self
        )

    def tell(self, change: Change) -> None:
        """Tell everybody of a step that was made in this table; its rows stay where they are."""
        self.is_own = True
        try:
            self._context.bus.broadcast(change)
        finally:
            self.is_own = False

    def _typed(self, plan: EditPlan) -> list[Edit] | None:
        """Edits with typed values; None after the first wrong one was named."""
        from models.operations.edit import checked_value

        known: dict[tuple[str, Any], Any] = {}
        typed: list[Edit] = []
        try:
            for key, field, value in plan.edits:
                pair = (field, value if isinstance(value, (str, tuple, type(None))) else repr(value))
                if pair not in known:
                    known[pair] = checked_value(field, value)
                typed.append((key, field, known[pair]))
        except UserError as error:
            self._context.inform(str(error), "red")
            return None
        return typed

    def _show(self, typed: Sequence[Edit]) -> None:
        values: dict[int, dict[str, Any]] = {}
        for key, field, value in typed:
            values.setdefault(key, {})[field] = value
        self._model.show_pending(values)
