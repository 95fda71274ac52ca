"""What a new ledger knows from the start: states, categories, rules and divisions, read from ``resources``."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from models.holidays import arranging_year, shipped_days, shipped_years
from models.paths import resource
from models.schema import whole_schema

_PROCESS: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...] = (
    ("roles", "role", ()),
    ("status_moves", "status_move", ()),
    ("status_fields", "status_field", ()),
    ("reasons", "reason", ()),
    ("ladders", "ladder", (("steps", "ladder_step", "ladder_id"),)),
    ("verification_results", "verification_result", ()),
    (
        "closure_standards", "closure_standard",
        (("conditions", "closure_condition", "standard_id"), ("levels", "closure_level", "standard_id")),
    ),
    ("duties", "duty", ()),
)  # fmt: skip
"""Preset file -> its table, and for lists inside its rows: key, table, and the column that leads back."""
_SEEDED = "process_presets"


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
    _fill(connection, "rule_setting", [_rule_row(row) for row in _preset("rules")])
    marking = [{**row, "position": place} for place, row in enumerate(_preset("marking_rules"), start=1)]
    _fill(connection, "marking_rule", marking)
    seed_process(connection)


def seed_process(connection: Connection) -> None:
    """Working calendar, moves, ladders, standards and duties: once in the life of a ledger, also of an upgraded one."""
    meta = whole_schema().tables["meta"]
    if connection.execute(select(meta.c.value).where(meta.c.key == _SEEDED)).scalar() is not None:
        return
    _fill(connection, "meta", [{"key": _SEEDED, "value": "1"}])
    _seed_calendar(connection)
    for file, table, parts in _PROCESS:
        for place, row in enumerate(_preset(file), start=1):
            key = _add(connection, table, row, place, frozenset(name for name, _table, _link in parts))
            for name, child, link in parts:
                for number, line in enumerate(row[name], start=1):
                    _add(connection, child, {**line, link: key}, number)
    _seed_missing_rules(connection)


def _seed_calendar(connection: Connection) -> None:
    years = {year: place for place, (year, _source) in enumerate(shipped_years(), start=1)}
    rows = [{"id": years[year], "year": year, "source": source} for year, source in shipped_years()]
    _fill(connection, "calendar_year", rows)
    days = [
        {"day": day, "kind": kind, "name": name, "year_id": years.get(arranging_year(day, name)) or years[day.year]}
        for day, kind, name in shipped_days()
    ]
    _fill(connection, "calendar_day", days)


def _seed_missing_rules(connection: Connection) -> None:
    """Rules that came with a newer program than the one that made the ledger."""
    table = whole_schema().tables["rule_setting"]
    known = set(connection.execute(select(table.c.key)).scalars())
    _fill(connection, "rule_setting", [_rule_row(row) for row in _preset("rules") if row["key"] not in known])


def _rule_row(row: dict[str, Any]) -> dict[str, Any]:
    """What is stored of a rule; how it is asked for stays with the preset."""
    value = json.dumps(row["value"], ensure_ascii=False)
    return {"key": row["key"], "value": value, "title": row["title"], "origin": row["origin"]}


def _add(
    connection: Connection, table: str, row: dict[str, Any], place: int, apart: frozenset[str] = frozenset()
) -> int:
    """Insert one preset row; lists and objects become JSON texts. Returns its id."""
    target: Table = whole_schema().tables[table]
    values = {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value
        for name, value in row.items()
        if name not in apart
    }
    if "position" in target.c:
        values.setdefault("position", place)
    return int(connection.execute(insert(target).values(**values)).inserted_primary_key[0])  # type: ignore[index]


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
    target: Table = whole_schema().tables[table]
    if rows:
        connection.execute(insert(target), rows)
