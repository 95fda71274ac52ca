"""What a saved view of the ledger's table keeps, and how it comes back on screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.panels.problem_export import export_columns
from desktop.panels.problem_table import ProblemTable
from desktop.tables.ledger_filters import DUES, SCOPES, LedgerFilters
from models.queries.view_content import content_of, query_of

_OWN = "page"
"""Key of what only this page understands; the rest of a view is read by the command line as well."""
_SHAPE = ("group", "frozen", "wrap")


def view_content(table: ProblemTable) -> dict[str, Any]:
    """A query and columns that everything understands, and the page's own part."""
    columns = [(column.key, column.width) for column in export_columns(table)]
    filters, shape = table.filters, table.shape.state()
    own = {"columns": table.chosen_keys, "widths": table.widths(), "shape": shape}
    if filters.origin is None:
        own |= {"scope": filters.scope, "due": filters.due}
    return content_of(table.query(), columns) | {"group": shape.get("group") or [], _OWN: own}


def is_same(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Whether two views show the same; which groups are open, and widths that nobody set, do not count."""
    return _essence(first) == _essence(second)


def _essence(content: Mapping[str, Any]) -> tuple[Any, ...]:
    own = dict(content.get(_OWN) or {})
    shape = dict(own.get("shape") or {})
    return (
        [list(pair) for pair in content.get("sort") or []],
        content.get("filters") or {},
        content.get("history") or [],
        content.get("search") or "",
        own.get("scope"),
        own.get("due"),
        content.get("where") or [] if own.get("scope") is None else [],
        own.get("columns") or [],
        {key: int(width) for key, width in dict(own.get("widths") or {}).items()},
        [shape.get(key) for key in _SHAPE] if shape else None,
    )


def view_from(content: Mapping[str, Any], name: str) -> tuple[list[str], dict[str, int], dict[str, Any], LedgerFilters]:
    """Column keys, widths, shape and filters; a view made elsewhere is shown with its name on the chip."""
    own = dict(content.get(_OWN) or {})
    query = query_of({**content, "group": []})
    keys = [str(key) for key in own.get("columns") or [key for key, _width in content.get("columns") or []]]
    widths = {str(key): int(width) for key, width in dict(own.get("widths") or {}).items()}
    usual = LedgerFilters()
    sort = query.sort or usual.sort
    if own.get("scope") in SCOPES and own.get("due") in DUES:
        filters = LedgerFilters(
            own["scope"], own["due"], dict(query.filters), query.search, sort=sort, history=query.history
        )  # fmt: skip
    else:
        filters = LedgerFilters(sort=sort).opened_with(query, name)
    return keys, widths, dict(own.get("shape") or {}), filters
