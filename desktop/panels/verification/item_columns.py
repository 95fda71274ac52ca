"""The columns of the table of checks, and where its cells come from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.tables.columns import Align, EditKind, TableColumn
from models.queries.verification_items import ITEM_TITLES

if TYPE_CHECKING:
    from models.store import Ledger

NUMBER_KEY = "ledger_number"
ENTERED = ("result", "checked_on", "verifier", "finding", "demand")
"""Columns that a person fills in."""
DEFAULT_COLUMNS = (
    NUMBER_KEY, "place_words", "site_name", "result", "checked_on", "verifier", "finding", "demand", "status",
    "team", "description", "requirement", "child", "stratum",
)  # fmt: skip
_WIDTHS = {
    NUMBER_KEY: 118, "site_name": 170, "result": 96, "checked_on": 92, "verifier": 84, "finding": 150, "demand": 150,
    "status": 104, "team": 84, "description": 220, "requirement": 180, "child": 104, "stratum": 150,
}  # fmt: skip
_EDITORS: dict[str, EditKind] = {
    "result": "choice", "checked_on": "date", "verifier": "text", "finding": "long", "demand": "long",
}  # fmt: skip
_SHARES = {"site_name": 2, "finding": 3, "demand": 3}
_CORE = 9


def item_columns() -> dict[str, TableColumn]:
    """Every column by key, in the order of the table."""
    columns: dict[str, TableColumn] = {}
    for key in DEFAULT_COLUMNS:
        if key == "place_words":
            columns[key] = TableColumn(key, "市 · 县", ("city", "county"), _place, 128, sorts="city")
            continue
        align: Align = "right" if key == "checked_on" else "left"
        chip = key in ("result", "status")
        columns[key] = TableColumn(
            key, ITEM_TITLES[key], (key,), _text, _WIDTHS[key], align,
            "number" if key == NUMBER_KEY else "chip" if chip else "text",
            edits=key if key in ENTERED else None, editor=_EDITORS.get(key), sorts=key,
            tip=ITEM_TITLES[key] + ("：可以直接填写" if key in ENTERED else ""),
        )  # fmt: skip
    return columns


def fitted(columns: Sequence[TableColumn], room: int) -> dict[str, int]:
    """Widths that fill the room with the columns that are filled in."""
    for part in (columns, columns[:_CORE]):
        spare = room - sum(one.width for one in part)
        if spare >= 0:
            whole = sum(_SHARES.get(one.key, 0) for one in part) or 1
            return {one.key: one.width + spare * _SHARES.get(one.key, 0) // whole for one in columns}
    return {one.key: one.width for one in columns}


class ItemRows:
    """``load`` for the paged model: 200 checks by their ids, a millisecond or two."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def load(self, ids: Sequence[int], fields: tuple[str, ...]) -> dict[int, tuple[Any, ...]]:
        """The cells of these checks."""
        from models.queries.verification_items import item_cells

        return item_cells(self._ledger, ids, fields)


def _place(city: str | None, county: str | None) -> str:
    return " · ".join(part for part in (city, county) if part)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else " ".join(str(value).split())
