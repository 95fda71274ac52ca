"""What a new ledger knows from the start: states, categories, rules and divisions, read from ``resources``."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, insert

from models.paths import resource
from models.schema import Base


def seed_presets(connection: Connection) -> None:
    """Fill the preset tables; all of them are data that the bureau may change afterwards."""
    statuses = _preset("statuses")
    categories = _preset("categories")
    _fill(connection, "status", [{**row, "position": place} for place, row in enumerate(statuses, start=1)])
    _fill(
        connection,
        "category",
        [{**row, "position": place, "active": True} for place, row in enumerate(categories, start=1)],
    )
    _fill(connection, "category_alias", [{**row, "learned": False} for row in _preset("category_aliases")])
    rules = [{**row, "value": json.dumps(row["value"], ensure_ascii=False)} for row in _preset("rules")]
    _fill(connection, "rule_setting", rules)
    marking = [{**row, "position": place} for place, row in enumerate(_preset("marking_rules"), start=1)]
    _fill(connection, "marking_rule", marking)


def seed_divisions(connection: Connection) -> None:
    """Regions, their other names, and the named city sets."""
    from models.regions import divisions

    regions, aliases, members = divisions()
    fields = ("code", "name", "level", "parent_code", "valid_from", "valid_to", "today_code")
    # Parents come first, so that every row's parent is there when it is written.
    rank = {"province": 0, "city": 1, "county": 2}
    ordered = sorted(regions, key=lambda row: rank.get(row[2], 3))
    _fill(connection, "region", [_row(fields, values) for values in ordered])
    fields = ("region_code", "name", "kind", "valid_from", "valid_to", "note")
    _fill(connection, "region_alias", [_row(fields, values) for values in aliases])
    fields = ("set_key", "region_code", "set_name")
    _fill(connection, "region_set_member", [_row(fields, values) for values in members])


def _preset(name: str) -> list[dict[str, Any]]:
    return json.loads(resource(f"presets/{name}.json").read_text(encoding="utf-8"))


def _row(fields: tuple[str, ...], values: tuple[Any, ...]) -> dict[str, Any]:
    row = dict(zip(fields, values, strict=True))
    for day in ("valid_from", "valid_to"):
        if isinstance(row.get(day), str):
            row[day] = date.fromisoformat(row[day])
    return row


def _fill(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    target: Table = Base.metadata.tables[table]
    if rows:
        connection.execute(insert(target), rows)
