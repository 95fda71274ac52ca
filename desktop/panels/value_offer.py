"""Opens the popup of a header filter and fills it: values are counted in a job that ends when the popup closes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect

from desktop.panels.filter_popup import FilterPopup
from desktop.tables.facet_model import facet_lines
from models.queries.fields import FIELDS
from models.queries.filter_tests import typed_bound

if TYPE_CHECKING:
    from desktop.context import AppContext
    from desktop.jobs.job import Job
    from desktop.panels.problem_table import ProblemTable

_MOST_DAYS = 20_000
_ONLY_VALUES = frozenset({"deadline_kind", "markings"})
"""What stands in the ledger is not the words that a person reads, so that only whole values can be asked for."""


def offer_values(
    table: ProblemTable, context: AppContext, field: str, title: str, anchor: QRect, sorts: str | None
) -> FilterPopup:
    """Offer the values of a field; they are counted under the other filters."""
    kind = "bool" if field in _ONLY_VALUES else FIELDS[field].kind
    bound = partial(typed_bound, field)
    popup = FilterPopup(title, context.theme, sorts is not None, table, key=field, kind=kind, bound=bound)
    popup.applied.connect(lambda values: table.ask(table.filters.with_values(field, values)))
    if sorts is not None:
        popup.sort_asked.connect(lambda down: table.sort_by(sorts, down))
    chosen = table.filters.values.get(field)
    ledger, query = context.ledger, table.query()
    running: list[Job] = []

    def count(holding: str = "") -> None:
        for job in running:
            job.cancel()

        def work(progress: Any) -> Any:
            from models.queries import facets

            limit = _MOST_DAYS if kind == "date" else 2_000
            found = facets.facet_lines(ledger, query, field, limit=limit, holding=holding, progress=progress)
            return facet_lines(field, found.pairs), found.more

        def show(found: Any) -> None:
            lines, more = found
            if holding or popup.narrowed:
                popup.set_found(lines, more)
            else:
                popup.set_lines(lines, chosen, more)

        job = context.jobs.read("统计取值", work, show, on_cancelled=lambda: None, owner=popup, quiet=True)
        running[:] = [job]

    popup.closing.connect(lambda: [job.cancel() for job in running])
    popup.search_wanted.connect(count)
    if popup.listed:
        count()
    else:
        popup.show_chosen(chosen)
    popup.show_at(anchor)
    return popup
