"""Opens the popup of a header filter of the visit table; values are counted in a job that ends when it closes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect

from desktop.context import AppContext
from desktop.panels.filter_popup import FilterPopup
from desktop.tables.facet_model import facet_lines
from models.queries.visits_fields import VISIT_FIELDS

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from desktop.panels.visits.visit_table import VisitTable
    from models.progress import Progress

_MOST_DAYS, _MOST_VALUES = 20_000, 2_000


def offer_visit_values(
    table: VisitTable, context: AppContext, field: str, title: str, anchor: QRect, sorts: str | None
) -> FilterPopup:
    """Open the popup with the values of a field; they are counted under the other filters."""
    kind, bound = VISIT_FIELDS[field].kind, partial(_bound, field)
    popup = FilterPopup(title, context.theme, sorts is not None, table, key=field, kind=kind, bound=bound)
    popup.applied.connect(lambda values: table.ask(table.filters.with_values(field, values)))
    if sorts is not None:
        popup.sort_asked.connect(lambda down: table.sort_by(sorts, down))
    chosen, ledger, query = table.filters.values.get(field), context.ledger, table.query()
    running: list[Job] = []

    def count(holding: str = "") -> None:
        for job in running:
            job.cancel()

        def work(progress: Progress) -> Any:
            from models.queries.visits import visit_facet_lines

            limit = _MOST_DAYS if kind == "date" else _MOST_VALUES
            found = visit_facet_lines(ledger, query, field, limit=limit, holding=holding, progress=progress)
            return facet_lines(field, found.pairs), found.more

        def show(found: Any) -> None:
            lines, more = found
            if holding or popup.narrowed:
                popup.set_found(lines, more)
            else:
                popup.set_lines(lines, chosen, more)

        running[:] = [context.jobs.read("统计取值", work, show, on_cancelled=lambda: None, owner=popup, quiet=True)]

    popup.closing.connect(lambda: [job.cancel() for job in running])
    popup.search_wanted.connect(count)
    if popup.listed:
        count()
    else:
        popup.show_chosen(chosen)
    popup.show_at(anchor)
    return popup


def _bound(field: str, text: str) -> Any:
    """A typed end of a from–to; null where nothing was typed."""
    from models.queries.values import typed_value

    return typed_value(VISIT_FIELDS[field], text)
