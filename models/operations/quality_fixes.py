"""Bulk fixes of data-quality findings: what each would write, shown before, then written as one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from models.errors import UserError
from models.operations.change import Change
from models.operations.consequences import (
    NEEDED,
    Presets,
    consequences,
    deadline_again,
    deadline_values,
    read_presets,
)
from models.operations.edit import shown_fields
from models.operations.history import open_change_set, to_json
from models.operations.stored_values import FieldChange, read_fields, write_fields
from models.progress import Progress, silent
from models.queries.fields import FIELDS
from models.queries.marks import CLOSED
from models.queries.quality import BY_KEY, check_of, quality_ids
from models.queries.quality_judged import category_words, preset_category, unit_corrections
from models.queries.workday_calendar import read_counting
from models.regions import load_gazetteer
from models.rules.coordinates import order_pair
from models.schema import Change as ChangeRow
from models.schema import ChangeSet, Region, Status

if TYPE_CHECKING:
    from models.store import Ledger

_CHANGE: Table = ChangeRow.__table__  # type: ignore[assignment]
_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_REGION: Table = Region.__table__  # type: ignore[assignment]
_STATUS: Table = Status.__table__  # type: ignore[assignment]
_CHUNK = 1_000
_ASIDE = frozenset({"regions", "deadline_kind", "province", "deadline_rule", "deadline_estimated"})
"""What follows from another field of the same fix and needs no line of its own in the preview."""
_READ = NEEDED | {"ledger_number", "status", "closed_on", "longitude", "latitude", "responsible_unit"}

Now = Mapping[str, Any]
Values = dict[str, Any]
Propose = Callable[[int, Now], Values]


@dataclass(frozen=True)
class FixLine:
    """One cell that would change, as the preview shows it."""

    problem_id: int
    ledger_number: str
    field_title: str
    old: Any
    new: Any


@dataclass(frozen=True)
class FixPreview:
    """``problems`` would change of ``found``; the others cannot be fixed without looking at each."""

    key: str
    found: int
    problems: int
    lines: tuple[FixLine, ...]


def preview_fix(
    ledger: Ledger, key: str, ids: Iterable[int] | None = None, progress: Progress = silent, most: int = 200
) -> FixPreview:
    """What ``fix`` would write: how many problems, and the first ``most`` cells."""
    with ledger.reading() as connection:
        wanted = _wanted(connection, key, ids)
        lines: list[FixLine] = []
        touched: set[int] = set()
        for number, change in _changes(connection, key, wanted, progress):
            touched.add(change.problem_id)
            field = FIELDS[change.field]
            if len(lines) < most and change.field not in _ASIDE:
                lines.append(FixLine(change.problem_id, number, field.title, change.old, change.new))
    return FixPreview(key, len(wanted), len(touched), tuple(lines))


def fix(ledger: Ledger, key: str, ids: Iterable[int] | None = None, progress: Progress = silent) -> Change:
    """Fix the findings of a check, or those of them in ``ids``, in one step; UserError where nothing can be fixed."""
    check = check_of(key)
    with ledger.writing() as connection:
        changes = [change for _number, change in _changes(connection, key, _wanted(connection, key, ids), progress)]
        if not changes:
            raise UserError(f"“{check.title}”没有能自动处理的问题", advice="请逐条打开核对")
        touched = frozenset(change.problem_id for change in changes)
        recorder = open_change_set(connection, ledger.actor, f"体检：{check.fix} {len(touched)} 条"[:200])
        write_fields(connection, recorder, changes)
        recorder.close()
        return Change(recorder.id, recorder.title, touched, shown_fields({change.field for change in changes}), "edit")


def _wanted(connection: Connection, key: str, ids: Iterable[int] | None) -> list[int]:
    if not check_of(key).fix:
        raise UserError(f"“{BY_KEY[key].title}”不能批量处理", advice="请逐条打开核对")
    found = quality_ids(connection, key)
    if ids is None:
        return found
    chosen = frozenset(ids)
    return [one for one in found if one in chosen]


def _changes(connection: Connection, key: str, ids: list[int], progress: Progress) -> Iterator[tuple[str, FieldChange]]:
    """(ledger number, change) for everything that the fix of a check would write."""
    propose = _FIXES[key](connection, ids)
    for start in range(0, len(ids), _CHUNK):
        progress(start / len(ids), f"{BY_KEY[key].fix} {start:,} / {len(ids):,}")
        current = read_fields(connection, ids[start : start + _CHUNK], _READ)
        for problem, now in current.items():
            for name, value in propose(problem, now).items():
                if now[name] != value:
                    yield now["ledger_number"], FieldChange(problem, name, now[name], value)


# --- the fixes; each reads what it needs once and then says what to write into one problem


def _city_of_county(connection: Connection, _ids: list[int]) -> Propose:
    """The city that the county's code lies in, else the only city of the country with a county of that name."""
    presets, gazetteer = read_presets(connection), load_gazetteer()
    counties = select(_REGION.c.code, _REGION.c.parent_code).where(_REGION.c.level.in_(("county", "zone")))
    above = {row[0]: row[1] for row in connection.execute(counties)}
    names = {row[0]: row[1] for row in connection.execute(select(_REGION.c.code, _REGION.c.name))}

    def propose(_problem: int, now: Now) -> Values:
        cities: set[str | None] = {names.get(above.get(code) or code) for _name, code in now["regions"] if code}
        if len(cities) != 1:
            place = gazetteer.resolve(now["county"], province=now["province"]).place if now["county"] else None
            cities = {place.city} if place is not None else set[str | None]()
        city = cities.pop() if len(cities) == 1 else None
        return {} if not city else {"city": city} | _following(now, {"city": city}, presets)

    return propose


def _closing_date(connection: Connection, ids: list[int]) -> Propose:
    """The day of the last change of state to a closed one, as history has it."""
    names = connection.execute(select(_STATUS.c.name).where(_STATUS.c.phase == CLOSED)).scalars()
    closed = [to_json(name) for name in names]
    moved = (
        select(_CHANGE.c.entity_id, func.max(_SET.c.at))
        .join(_SET, _SET.c.id == _CHANGE.c.change_set_id)
        .where(_CHANGE.c.entity == "problem", _CHANGE.c.field == "status", _CHANGE.c.new.in_(closed))
        .group_by(_CHANGE.c.entity_id)
    )
    wanted = frozenset(ids)
    days: dict[int, date] = {key: at.date() for key, at in connection.execute(moved) if key in wanted}
    return lambda problem, _now: {"closed_on": days[problem]} if problem in days else {}


def _reread_deadline(connection: Connection, _ids: list[int]) -> Propose:
    """The wording read again by the rules, days and calendar as they are now."""
    counting = read_counting(connection)

    def propose(_problem: int, now: Now) -> Values:
        read = deadline_again(now, counting)
        return {} if read.kind == "unknown" else deadline_values(read)

    return propose


def _place_again(connection: Connection, _ids: list[int]) -> Propose:
    """City and county looked up again; only where more places get their code than had one."""
    presets = read_presets(connection)

    def propose(_problem: int, now: Now) -> Values:
        found = _following(now, {"city": now["city"], "county": now["county"]}, presets)
        regions: list[Any] = found.get("regions") or []
        return found if regions and all(code for _name, code in regions) else {}

    return propose


def _swap_coordinates(_connection: Connection, _ids: list[int]) -> Propose:
    """Longitude and latitude exchanged where only so they lie in China."""

    def propose(_problem: int, now: Now) -> Values:
        pair = order_pair(now["longitude"], now["latitude"])
        swapped = pair is not None and pair.swapped
        return {"longitude": pair.longitude, "latitude": pair.latitude} if pair is not None and swapped else {}

    return propose


def _preset_category(connection: Connection, _ids: list[int]) -> Propose:
    """The preset's own name in place of another wording of it."""
    table, presets = category_words(connection), read_presets(connection)

    def propose(_problem: int, now: Now) -> Values:
        name = preset_category(now["category"] or "", table)
        return {} if name is None else {"category": name} | _following(now, {"category": name}, presets)

    return propose


def _usual_unit(connection: Connection, _ids: list[int]) -> Propose:
    """The spelling that is used most in the county."""
    usual = unit_corrections(connection)

    def propose(_problem: int, now: Now) -> Values:
        name = usual.get((now["city"], now["county"], now["responsible_unit"]))
        return {} if name is None else {"responsible_unit": name}

    return propose


def _following(now: Now, edited: Values, presets: Presets) -> Values:
    return consequences(now, edited, presets)


_FIXES: dict[str, Callable[[Connection, list[int]], Propose]] = {
    "missing_city": _city_of_county,
    "closed_without_date": _closing_date,
    "deadline_unread": _reread_deadline,
    "region_unknown": _place_again,
    "coordinates_impossible": _swap_coordinates,
    "category_other_wording": _preset_category,
    "unit_spellings": _usual_unit,
}
