"""What each data-quality check asks that needs judgement: distinct values are judged once each, then found by SQL."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, false, not_, select

from models import clock
from models.late_regex import late_regex
from models.paths import resource
from models.queries.fields import PROBLEM
from models.queries.marks import CLOSED, OVERDUE, mark_rule
from models.queries.quality_conditions import blank
from models.regions.centres import too_far
from models.rules.categories import CategoryTable, category_table, match_category
from models.rules.codes import credit_code_note
from models.rules.phones import phone_note
from models.rules.text import half_width
from models.schema import Category, CategoryAlias, ProblemRegion, RuleSetting, Status
from models.store.id_lists import among

FAR_KEY = "far_from_county_km"
_FAR_UNSET = 80
_CATEGORY: Table = Category.__table__  # type: ignore[assignment]
_ALIAS: Table = CategoryAlias.__table__  # type: ignore[assignment]
_PLACE: Table = ProblemRegion.__table__  # type: ignore[assignment]
_RULE: Table = RuleSetting.__table__  # type: ignore[assignment]
_STATUS: Table = Status.__table__  # type: ignore[assignment]

_HERE = PROBLEM.c.removed_in.is_(None)
_SEVERAL = late_regex(r"[、,，;；/／\n]")
_HAS_NUMBER = late_regex(r"[0-9０-９一二三四五六七八九十百零〇两首]")
_UNIT_WORDS = ((late_regex(r"人民政府"), "政府"), (late_regex(r"(?:生态)?环境(?:保护)?局|环保局"), "环境局"),
               (late_regex(r"委员会"), "委"), (late_regex(r"[\s（）()“”\"·.。,，]"), ""))  # fmt: skip
_MOST_UNITS = 200
"""Units of one county that are held against each other."""
_CERTAIN = ("同音", "形近", "少一个", "多一个", "字序颠倒")
"""Reasons of ``alike`` that say one name is the other mistyped; one other character of the same class does not."""


def _values(connection: Connection, column: str) -> list[str]:
    found = connection.execute(select(PROBLEM.c[column]).where(_HERE, not_(blank(column))).distinct())
    return [str(text) for (text,) in found]


def _where_odd(connection: Connection, column: str, odd: Callable[[str], bool]) -> ColumnElement[bool]:
    """Rows whose text in a column is odd; each text is judged once."""
    wrong = {text for text in _values(connection, column) if odd(text)}
    if not wrong:
        return false()
    if len(wrong) <= 500:
        return PROBLEM.c[column].in_(sorted(wrong))
    rows = connection.execute(select(PROBLEM.c.id, PROBLEM.c[column]).where(_HERE, not_(blank(column))))
    return among(PROBLEM.c.id, [key for key, text in rows if text in wrong])


def category_words(connection: Connection) -> CategoryTable:
    """Categories and their wordings as the ledger holds them."""
    return category_table(
        ((line.name, line.accountability_category) for line in connection.execute(select(_CATEGORY))),
        ((line.wording, line.category) for line in connection.execute(select(_ALIAS))),
    )


def preset_category(text: str, table: CategoryTable) -> str | None:
    """The preset that one wording means as a whole; None where it means none, or several things."""
    if _SEVERAL.search(text):
        return None
    match = match_category(text, table)
    return match.category if match.how in ("exact", "alias") else None


def category_unmatched(connection: Connection) -> ColumnElement[bool]:
    table = category_words(connection)
    return _where_odd(connection, "category", lambda text: match_category(text, table).category is None)


def category_other_wording(connection: Connection) -> ColumnElement[bool]:
    table = category_words(connection)
    return _where_odd(connection, "category", lambda text: preset_category(text, table) not in (None, text))


def phone_impossible(connection: Connection) -> ColumnElement[bool]:
    return _where_odd(connection, "phone", lambda text: bool(phone_note(text)))


def credit_code_wrong(connection: Connection) -> ColumnElement[bool]:
    return _where_odd(connection, "credit_code", lambda text: bool(credit_code_note(half_width(text).strip())))


def round_without_number(connection: Connection) -> ColumnElement[bool]:
    return _where_odd(connection, "round", lambda text: not _HAS_NUMBER.search(text))


# --- what the list says against what the ledger decided


@cache
def _said_words() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Words of lists and the state that they mean, as the import of old ledgers reads them."""
    lines: list[dict[str, Any]] = json.loads((resource("import") / "history_statuses.json").read_text("utf-8"))
    return tuple((tuple(line["contains"]), str(line["status"])) for line in lines)


def said_phase(text: str, phases: dict[str, str]) -> str | None:
    """The phase of the state that a list's words mean; None where they say nothing known."""
    for words, status in _said_words():
        if any(word in text for word in words):
            return phases.get(status)
    return None


def _phases(connection: Connection) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute(select(_STATUS.c.name, _STATUS.c.phase))}


def overdue_said_finished(connection: Connection) -> ColumnElement[bool]:
    phases = _phases(connection)
    done = (CLOSED, "closing")
    says = _where_odd(connection, "said_status", lambda text: said_phase(text, phases) in done)
    return and_(mark_rule(connection, clock.today()).condition(OVERDUE), says)


def closed_said_otherwise(connection: Connection) -> ColumnElement[bool]:
    phases = _phases(connection)
    names = [name for name, phase in phases.items() if phase == CLOSED]
    says = _where_odd(connection, "said_status", lambda text: said_phase(text, phases) not in (None, CLOSED, "closing"))
    return and_(PROBLEM.c.status.in_(names), says)


# --- places


def far_limit_km(connection: Connection) -> int:
    """How far a point may be from its county's centre, as the ledger sets it."""
    text = connection.execute(select(_RULE.c.value).where(_RULE.c.key == FAR_KEY)).scalar()
    return int(json.loads(text)) if text else _FAR_UNSET


def far_from_county(connection: Connection) -> ColumnElement[bool]:
    """A point that none of the problem's places can hold; impossible coordinates are another check's."""
    limit = far_limit_km(connection)
    rows = connection.execute(
        select(PROBLEM.c.id, PROBLEM.c.longitude, PROBLEM.c.latitude, _PLACE.c.region_code)
        .join(_PLACE, _PLACE.c.problem_id == PROBLEM.c.id)
        .where(_HERE, PROBLEM.c.longitude.between(73, 136), PROBLEM.c.latitude.between(3, 54))
    )
    far: dict[int, bool] = {}
    for key, east, north, code in rows:
        if far.get(key, True):
            far[key] = code is not None and too_far(code, (east, north), limit)
    return among(PROBLEM.c.id, [key for key, is_far in far.items() if is_far])


# --- responsible units


def unit_corrections(connection: Connection) -> dict[tuple[str | None, str | None, str], str]:
    """(city, county, spelling) -> the spelling most used there, for every unit that is spelled in several ways."""
    counted = connection.execute(
        select(PROBLEM.c.city, PROBLEM.c.county, PROBLEM.c.responsible_unit).where(
            _HERE, not_(blank("responsible_unit"))
        )
    )
    used = Counter[tuple[str | None, str | None, str]]((city, county, unit) for city, county, unit in counted)
    places: dict[tuple[str | None, str | None], dict[str, int]] = defaultdict(dict)
    for (city, county, unit), number in used.items():
        places[city, county][unit] = number
    found: dict[tuple[str | None, str | None, str], str] = {}
    for (city, county), units in places.items():
        for spelling, usual in _usual_spellings(units, city or "", county or "").items():
            found[city, county, spelling] = usual
    return found


def unit_spellings(connection: Connection) -> ColumnElement[bool]:
    odd = unit_corrections(connection)
    if not odd:
        return false()
    columns = (PROBLEM.c.id, PROBLEM.c.city, PROBLEM.c.county, PROBLEM.c.responsible_unit)
    rows = connection.execute(select(*columns).where(_HERE, not_(blank("responsible_unit"))))
    return among(PROBLEM.c.id, [key for key, city, county, unit in rows if (city, county, unit) in odd])


def _usual_spellings(units: dict[str, int], city: str, county: str) -> dict[str, str]:
    """spelling -> the most used of those that mean the same unit."""
    group = {unit: unit for unit in units}

    def root(unit: str) -> str:
        while group[unit] != unit:
            unit = group[unit]
        return unit

    ordered = sorted(units, key=lambda unit: (-units[unit], -len(unit), unit))
    bare = {unit: _bare_unit(unit, city, county) for unit in units}
    few = len(units) <= _MOST_UNITS
    for usual, other in combinations(ordered, 2) if few else _equal_pairs(ordered, bare):
        if root(usual) != root(other) and _same_unit(bare[other], bare[usual]):
            group[root(other)] = root(usual)
    return {unit: root(unit) for unit in ordered if root(unit) != unit}


def _equal_pairs(ordered: list[str], bare: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Pairs that are equal but for their words, where there are too many units to hold each against each."""
    first: dict[str, str] = {}
    for unit in ordered:
        if first.setdefault(bare[unit], unit) != unit:
            yield first[bare[unit]], unit


def _same_unit(first: str, second: str) -> bool:
    if first == second:
        return True
    if min(len(first), len(second)) < 4 or abs(len(first) - len(second)) > 1:
        return False
    from models.regions.alike import reason_for

    return reason_for(first, second).startswith(_CERTAIN)


def _bare_unit(unit: str, city: str, county: str) -> str:
    """A unit without the names of the places above it and with its words in their shortest form."""
    text = half_width(unit)
    for pattern, short in _UNIT_WORDS:
        text = pattern.sub(short, text)
    for above in (city,) if county else ():
        if above and text.startswith(above) and len(text) > len(above) + 2:
            text = text[len(above) :]
    return text


def ids_where(connection: Connection, condition: ColumnElement[bool]) -> list[int]:
    """The problems in the ledger that a condition finds, in the order of their ids."""
    found: Iterable[Any] = connection.execute(select(PROBLEM.c.id).where(_HERE, condition).order_by(PROBLEM.c.id))
    return [row[0] for row in found]
