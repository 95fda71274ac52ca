"""What the visit table asks of the ledger: the first rows, the whole list, and the values of a header filter."""

from __future__ import annotations

import time
from array import array
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect

from desktop.context import AppContext
from desktop.panels.filter_popup import FilterPopup
from desktop.tables.facet_model import facet_lines
from models.queries.visits_fields import VISIT_FIELDS

if TYPE_CHECKING:
    from desktop.panels.visits.visit_table import VisitTable
    from models.progress import Progress
    from models.queries.visits_filtering import VisitQuery
    from models.store import Ledger

FIRST_PAGE = 1_000
"""Rows shown at once where an index orders them; the others follow while these are looked at."""


@dataclass(frozen=True)
class Found:
    """What a query answered; ``total`` None while only the first page is there."""

    query: VisitQuery
    ids: array[int]
    total: int | None
    seconds: float


def first_page(ledger: Ledger, query: VisitQuery, _progress: Progress) -> Found | None:
    """The first rows where an index orders them; else nothing, and the whole list is asked at once."""
    from models.queries.visits import INDEXED, visit_ids

    if not query.sort or query.sort[0][0] not in INDEXED or query.search or query.batch is not None:
        return None
    started = time.perf_counter()
    ids = visit_ids(ledger, query, limit=FIRST_PAGE)
    return Found(query, ids, None, time.perf_counter() - started)


def whole_list(ledger: Ledger, query: VisitQuery, base: VisitQuery, progress: Progress) -> Found:
    """All ids in their order, and how many visits there are without filters."""
    from models.queries.visits import visit_count, visit_ids

    started = time.perf_counter()
    ids = visit_ids(ledger, query)
    seconds = time.perf_counter() - started
    progress(None, "")
    return Found(query, ids, visit_count(ledger, base), seconds)


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

    def work(_progress: Progress) -> Any:
        from models.queries.visits import visit_facet

        return facet_lines(field, visit_facet(ledger, query, field))

    if popup.listed:
        job = context.jobs.read(
            "统计取值", work, lambda lines: popup.set_lines(lines, chosen), on_cancelled=lambda: None, owner=popup,
            quiet=True,
        )  # fmt: skip
        popup.closing.connect(job.cancel)
    else:
        popup.show_chosen(chosen)
    popup.show_at(anchor)
    return popup


def _bound(field: str, text: str) -> Any:
    """A typed end of a from–to; null where nothing was typed."""
    from models.queries.values import typed_value

    return typed_value(VISIT_FIELDS[field], text)
