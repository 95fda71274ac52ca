"""Visits as the command line prints them: one dict each, in the agreed order of keys, streamed in pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from models.queries.visits import visit_ids
from models.queries.visits_cells import visit_cells
from models.queries.visits_fields import VISIT_FIELDS
from models.queries.visits_filtering import VisitQuery

if TYPE_CHECKING:
    from models.store import Ledger

_PAGE = 2_000


def visit_records(ledger: Ledger, query: VisitQuery) -> Iterator[dict[str, Any]]:
    """Every visit of the query in its order; dates ISO, null where unknown, ``extra`` as an object."""
    keys, ids = tuple(VISIT_FIELDS), visit_ids(ledger, query)
    for start in range(0, len(ids), _PAGE):
        page = ids[start : start + _PAGE]
        cells = visit_cells(ledger, page, keys)
        for one in page:
            if one in cells:
                yield {key: _plain(key, value) for key, value in zip(keys, cells[one], strict=True)}


def _plain(key: str, value: Any) -> Any:
    if key == "extra":
        return json.loads(value) if value else {}
    return value.isoformat() if isinstance(value, date) else value
