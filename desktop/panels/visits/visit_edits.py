"""What the keys of the visit table write: filling, clearing, pasting, today, now; and why a cell cannot be changed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QPersistentModelIndex

from desktop.context import AppContext
from desktop.panels.visits.visit_writer import VisitWriter
from desktop.tables import cell_edits
from desktop.tables.cell_edits import EditPlan
from desktop.tables.table_view import LedgerTableView
from models import clock
from models.queries.visits_fields import VISIT_FIELDS

_TIMED = frozenset({"text", "long"})
_NO_TIME = frozenset({"number", "problem"})
"""Texts that name something; the time of day does not."""


class VisitEdits(QObject):
    """Connects the view's signals with the writer."""

    def __init__(self, context: AppContext, view: LedgerTableView, writer: VisitWriter) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        self._model = model = view.table
        self._writer = writer
        model.edit_wanted.connect(writer.write_one)
        view.delegate.refused.connect(self._on_refused)
        view.fill_asked.connect(lambda found: writer.write(cell_edits.fill_down(model, found), "向下填充"))
        view.fill_right_asked.connect(lambda found: writer.write(cell_edits.fill_right(model, found), "向右填充"))
        view.clear_asked.connect(lambda found: writer.write(cell_edits.clear(model, found), "清除"))
        view.paste_asked.connect(lambda rows, found: writer.write(cell_edits.paste(model, rows, found), "粘贴"))
        view.today_asked.connect(self._on_today)
        view.now_asked.connect(self._on_now)
        view.not_editable.connect(self._on_not_editable)
        view.too_many.connect(self._on_too_many)

    def _on_today(self, found: Any) -> None:
        plan = cell_edits.today(self._model, found, clock.today())
        self._write_only(plan, {key for key, one in VISIT_FIELDS.items() if one.kind == "date"}, "填入今天：")

    def _on_now(self, found: Any) -> None:
        moment = clock.now()
        plan = cell_edits.now(self._model, found, moment)
        texts = {key for key, one in VISIT_FIELDS.items() if one.kind in _TIMED and key not in _NO_TIME}
        self._write_only(plan, texts, f"填入 {moment:%H:%M}：")

    def _write_only(self, plan: EditPlan, fields: set[str], verb: str) -> None:
        """Write what falls into these fields; the rest counts as left out."""
        kept = tuple(edit for edit in plan.edits if edit[1] in fields)
        self._writer.write(EditPlan(kept, "", plan.left_out + len(plan.edits) - len(kept)), verb)

    def _on_refused(self, sentence: str, place: QPersistentModelIndex | None, text: str) -> None:
        if place is None:
            self._context.inform(sentence, "red")
            return

        def again() -> None:
            if place.isValid():
                self._view.edit_with(self._model.index(place.row(), place.column()), text)

        self._context.inform(sentence, "red", "继续修改", again)

    def _on_not_editable(self, section: int) -> None:
        """A key that does nothing leaves people guessing."""
        column = self._model.columns[section]
        if self._context.ledger.read_only:
            self._context.inform("台账是只读打开的，不能修改。")
        elif column.edits is None and len(column.fields) > 1:
            self._context.inform(f"{column.tip}。请加上单独的列来修改。")
        else:
            self._context.inform(column.tip)

    def _on_too_many(self, cells: int) -> None:
        text = f"选中了 {cells:,} 格，太多了，不适合复制，请用导出。"
        self._context.inform(text, "amber", "导出 Excel…", lambda: self._context.run_action("ledger.export"))
