"""Edits of visits: shown at once, checked, written in the writer's lane, told to everyone once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from desktop.context import AppContext
from desktop.tables.cell_edits import MOST_CELLS, Edit, EditPlan
from desktop.tables.paged_model import PagedTableModel
from models.errors import UserError
from models.queries.visits_fields import VISIT_FIELDS

if TYPE_CHECKING:
    from models.operations import Change

_PENDING_SHOWN = 500
"""More edits than this are checked in the writer's lane and shown when they are written, not before."""


class VisitWriter(QObject):
    """Every write is one named step; a refused one leaves the ledger and the screen as they were and says why."""

    def __init__(self, context: AppContext, model: PagedTableModel, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._model = model
        self.is_own = False
        """True while a change of this writer is broadcast."""
        self.own_fields: frozenset[str] = frozenset()
        """The fields that it changed."""

    def check(self, field: str, value: Any) -> str:
        """Why a value cannot be taken, in a sentence; empty when it can."""
        from models.operations.visits import checked_visit_value

        try:
            checked_visit_value(field, value)
        except UserError as error:
            return str(error)
        return ""

    def write_one(self, visit_id: int, field: str, value: Any) -> None:
        """Write a single cell."""
        self.write(EditPlan(((visit_id, field, value),), ""))

    def write(self, plan: EditPlan, verb: str = "") -> None:
        """Write a step."""
        if not self._may_write(plan):
            return
        typed = self._typed(plan.edits) if len(plan.edits) <= _PENDING_SHOWN else plan.edits
        if typed is None:
            return
        if len(plan.edits) <= _PENDING_SHOWN:
            self._show(typed)
        ids, edits, fields = {edit[0] for edit in typed}, typed, frozenset(edit[1] for edit in typed)
        title = _title(plan, verb, len(ids))
        ledger = self._context.ledger

        def work(_progress: Any) -> Change:
            from models.operations.visits import VisitEdit, edit_visits

            return edit_visits(ledger, [VisitEdit(*edit) for edit in edits], title)

        def done(change: Change) -> None:
            self._model.forget_pending(ids)
            self.own_fields = fields
            self._tell(change)
            if plan.left_out:
                self._context.inform(f"{change.title}；另有 {plan.left_out:,} 格由系统生成，没有改。")
            elif len(ids) > 1 and change.change_set_id:
                self._offer_undo(change)

        def failed(error: Exception) -> None:
            self._model.forget_pending(ids)
            if isinstance(error, UserError):
                self._context.inform(str(error), "red")

        self._context.jobs.write(
            title or "保存修改", work, done, failed, lambda: self._model.forget_pending(ids), owner=self
        )

    def move(self, ids: Sequence[int], *, into_trash: bool) -> None:
        """Delete visits, or restore deleted ones."""
        ledger, wanted = self._context.ledger, list(ids)

        def work(_progress: Any) -> Change:
            from models.operations.visits import remove_visits, restore_visits

            return (remove_visits if into_trash else restore_visits)(ledger, wanted)

        def done(change: Change) -> None:
            self._context.bus.broadcast(change)
            self._offer_undo(change)

        self._context.jobs.write("删除现场检查" if into_trash else "恢复现场检查", work, done, owner=self)

    def _may_write(self, plan: EditPlan) -> bool:
        if self._context.ledger.read_only:
            self._context.inform("台账是只读打开的，不能修改。", "amber")
        elif not plan.edits:
            only_given = f"选中的 {plan.left_out:,} 格由系统生成，不能修改。"
            self._context.inform(only_given if plan.left_out else "没有可改的内容。")
        elif len(plan.edits) > MOST_CELLS:
            self._context.inform(f"一次最多修改 {MOST_CELLS:,} 格，现在是 {len(plan.edits):,} 格。", "amber")
        else:
            return True
        return False

    def _tell(self, change: Change) -> None:
        if not change.change_set_id:
            return
        self.is_own = True
        try:
            self._context.bus.broadcast(change)
        finally:
            self.is_own = False

    def _offer_undo(self, change: Change) -> None:
        run: Callable[[str], None] = self._context.run_action
        self._context.inform(f"{change.title}。", "green", "撤销", lambda: run("edit.undo"))

    def _typed(self, edits: Sequence[Edit]) -> list[Edit] | None:
        """Edits with typed values; None after the first wrong one was named."""
        from models.operations.visits import checked_visit_value

        try:
            return [(key, field, checked_visit_value(field, value)) for key, field, value in edits]
        except UserError as error:
            self._context.inform(str(error), "red")
            return None

    def _show(self, typed: Sequence[Edit]) -> None:
        values: dict[int, dict[str, Any]] = {}
        for key, field, value in typed:
            values.setdefault(key, {})[field] = value
        self._model.show_pending(values)


def _title(plan: EditPlan, verb: str, count: int) -> str:
    """The step in words, by the titles of the visit's own fields; ``count`` visits."""
    if not verb:
        return ""
    titles = "、".join(VISIT_FIELDS[field].title for field in dict.fromkeys(edit[1] for edit in plan.edits))
    return f"{verb}现场检查的{titles}" + (f"（{count:,} 次）" if count > 1 else "")
