"""The columns of the visit table: titles and kinds come from models.queries.visits_fields, looks are decided here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from desktop.panels.table_shape import Groups
from desktop.tables.columns import Align, EditKind, TableColumn
from desktop.tables.problem_columns import one_line, place_text, value_text
from models.queries.visits_fields import FOUND_WORDS, VISIT_FIELDS, visits_groupable

if TYPE_CHECKING:
    from models.queries.fields import Field
    from models.store import Ledger

NUMBER_KEY = "number"
"""The column that stays at the left while the others scroll."""
PLACE_KEY = "place"
FOUND_KEY = "found_problem"
FROZEN = 1
"""So many columns stay at the left until a person says otherwise."""
VISIT_GROUPS = Groups(
    VISIT_FIELDS, ("round", "city", "county", "team", "visited_on", "found_problem", "campaign"), visits_groupable,
    frozenset({"found_problem"}), "把相同的放在一起，每组有家次和有问题的家次",
)  # fmt: skip
DEFAULT_COLUMNS: tuple[str, ...] = (
    NUMBER_KEY, "round", "visited_on", PLACE_KEY, "site_name", FOUND_KEY, "problem", "finding", "team", "inspectors",
    "address", "industry",
)  # fmt: skip
"""What a new ledger shows; the first seven fit a screen of 1366 with the totals open."""
_CORE = 7
_WIDTHS: dict[str, int] = {
    NUMBER_KEY: 112, "round": 48, "visited_on": 90, PLACE_KEY: 104, "site_name": 108, FOUND_KEY: 80, "problem": 86,
    "finding": 76, "team": 76, "inspectors": 104,
}  # fmt: skip
_FLEXIBLE = {"site_name": 2.0, "finding": 3.0}
YES, NO = FOUND_WORDS[True], FOUND_WORDS[False]


def visit_columns() -> dict[str, TableColumn]:
    """Every column that can be shown, by key, in the order of the column dialog."""
    columns = {NUMBER_KEY: _from_field(VISIT_FIELDS[NUMBER_KEY])}
    columns[PLACE_KEY] = TableColumn(
        PLACE_KEY, "市 · 县", ("city", "county"), place_text, _WIDTHS[PLACE_KEY], sorts="city", filters="city",
        tip="市和县（市、区）", group="地点",
    )  # fmt: skip
    for key, one in VISIT_FIELDS.items():
        if key == FOUND_KEY:
            columns[key] = TableColumn(
                key, one.title, (key,), _found_text, _WIDTHS[key], look="chip", edits=key, editor="choice", sorts=key,
                filters=key, tip="这次检查有没有发现问题", group=one.group,
            )  # fmt: skip
        elif key not in columns:
            columns[key] = _from_field(one)
    return columns


def tone_of(text: str) -> str:
    """The tone of the chip in the column 发现问题."""
    return "amber" if text == YES else "grey"


def choices_of(field: str) -> list[str]:
    """The words of a drop-down."""
    return ["是", "否"] if field == FOUND_KEY else []


def fitted(columns: Sequence[TableColumn], room: int) -> dict[str, int]:
    """Widths that fill ``room``: of all columns where they fit, else of the first seven, so that these are seen."""
    for part in (columns, columns[:_CORE]):
        spare = room - sum(one.width for one in part)
        shares = {one.key: _FLEXIBLE[one.key] for one in part if one.key in _FLEXIBLE}
        if spare >= 0 and shares:
            whole = sum(shares.values())
            return {one.key: one.width + int(spare * shares.get(one.key, 0) / whole) for one in columns}
    return {one.key: one.width for one in columns}


class VisitRows:
    """``load`` for the paged model: 200 rows by their ids take about a millisecond, so it is asked while painting."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def load(self, ids: Sequence[int], fields: tuple[str, ...]) -> dict[int, tuple[Any, ...]]:
        from models.queries.visits_cells import visit_cells

        return visit_cells(self._ledger, ids, fields)

    def prepare(self, fields: tuple[str, ...]) -> None:
        """Make the question ready in a lane; made while painting, the first page would hold up the window."""
        self.load([0], fields)


def _found_text(found: bool | None) -> str:
    return YES if found else NO


def _from_field(one: Field) -> TableColumn:
    key = one.key

    def text(value: Any) -> str:
        if key == "extra" and value:
            value = json.loads(value)
        return one_line(value_text(key, value))

    align: Align = "right" if one.kind in ("date", "number") else "left"
    kinds: dict[str, EditKind] = {"long": "long", "date": "date", "number": "number"}
    return TableColumn(
        key, one.title, (key,), text, _WIDTHS.get(key) or max(72, one.width_hint * 14 + 22), align,
        "number" if key == NUMBER_KEY else "text", edits=key if one.editable else None,
        editor=kinds.get(one.kind, "text") if one.editable else None, sorts=key,
        filters=None if one.kind == "object" else key,
        tip=one.title if one.editable else f"{one.title}：{one.readonly_why}", group=one.group,
    )  # fmt: skip
