"""The rows behind a data-quality finding, each with what exactly is wrong with it, in the order of the cities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from models.progress import Progress, silent
from models.queries.fields import FIELDS, PROBLEM
from models.queries.filtering import ProblemQuery, where_clauses
from models.queries.quality import CHECKS, SEVERITIES, check_of
from models.queries.quality_conditions import CUT_AT, blank
from models.queries.quality_judged import category_words, preset_category, unit_corrections
from models.regions.centres import centres_within
from models.rules.codes import credit_code_note
from models.rules.distances import distance_km
from models.rules.phones import phone_note
from models.rules.text import half_width
from models.schema import ProblemRegion, Region

if TYPE_CHECKING:
    from models.store import Ledger

HEADINGS = (
    "市", "县（市、区）", "序号", "台账编号", "问题编号", "点位（企业）名称", "责任单位", "体检项", "程度", "具体情况",
    "核对结果",
)  # fmt: skip
"""What the notice of findings has; the serial number begins anew in each city, the last column is to be filled in."""
_PLACE: Table = ProblemRegion.__table__  # type: ignore[assignment]
_REGION: Table = Region.__table__  # type: ignore[assignment]
_BLANK = "（空）"

_SHOWN: dict[str, tuple[str, ...]] = {
    "missing_unit": ("responsible_unit",),
    "missing_city": ("city", "county"),
    "missing_category": ("category",),
    "missing_deadline": ("deadline_text", "deadline"),
    "deadline_unread": ("deadline_text",),
    "deadline_before_found": ("deadline", "found_on"),
    "deadline_before_assigned": ("deadline", "assigned_on"),
    "assigned_without_date": ("assigned_on", "deadline_text"),
    "found_in_future": ("found_on",),
    "finished_before_found": ("found_on", "completed_on", "closed_on"),
    "closed_without_date": ("status", "closed_on"),
    "closed_without_evidence": ("status", "closed_on"),
    "overdue_said_finished": ("deadline", "status", "said_status"),
    "closed_said_otherwise": ("status", "said_status"),
    "region_unknown": ("city", "county"),
    "region_not_in_city": ("city", "county"),
    "coordinates_impossible": ("longitude", "latitude"),
    "far_from_county": ("longitude", "latitude"),
    "category_unmatched": ("category",),
    "category_other_wording": ("category",),
    "unit_spellings": ("responsible_unit",),
    "same_site_same_day": ("site_name", "found_on"),
    "phone_impossible": ("phone",),
    "credit_code_wrong": ("credit_code",),
    "text_truncated": (),
    "round_without_number": ("round",),
}
"""The fields whose values are the evidence of a finding."""
_CUT_FIELDS = ("description", "requirement", "measures", "goal", "progress", "remarks", "deadline_text")
_NAMED = ("ledger_number", "number", "city", "county", "site_name", "responsible_unit")

More = Callable[[Any], str]


@dataclass(frozen=True)
class FindingRow:
    """One problem that a check found; ``reason`` says what is wrong with it."""

    check_key: str
    problem_id: int
    ledger_number: str
    number: str
    city: str
    county: str
    site_name: str
    responsible_unit: str
    reason: str

    @property
    def place(self) -> str:
        """City and county."""
        return " ".join(filter(None, (self.city, self.county)))


def finding_rows(
    ledger: Ledger, query: ProblemQuery, most: int | None = None, progress: Progress = silent
) -> list[FindingRow]:
    """The rows of ``query.finding`` within the query, by city, county and id; at most ``most``."""
    with ledger.reading() as connection:
        return _rows(connection, query, most, progress)


def all_finding_rows(
    ledger: Ledger, query: ProblemQuery, keys: Sequence[str] = (), progress: Progress = silent
) -> list[FindingRow]:
    """The rows of several checks (default: all), by city first; a problem stands once for each of its findings."""
    wanted = list(keys) or [check.key for check in CHECKS]
    found: list[FindingRow] = []
    with ledger.reading() as connection:
        for place, key in enumerate(wanted):
            part = progress.part(place / len(wanted), (place + 1) / len(wanted))
            found += _rows(connection, query.but(finding=key), None, part)
    return sorted(found, key=lambda row: (row.city == "", row.city, row.county, row.problem_id))


def notice_cells(rows: Sequence[FindingRow]) -> list[tuple[str | int, ...]]:
    """The rows under ``HEADINGS``, numbered within each city."""
    cells: list[tuple[str | int, ...]] = []
    city, serial = "", 0
    for row in rows:
        serial = serial + 1 if cells and row.city == city else 1
        city = row.city
        check = check_of(row.check_key)
        cells.append((
            row.city or "（未写明）", row.county, serial, row.ledger_number, row.number, row.site_name,
            row.responsible_unit, check.title, SEVERITIES[check.severity][0], row.reason, "",
        ))  # fmt: skip
    return cells


def _rows(connection: Connection, query: ProblemQuery, most: int | None, progress: Progress) -> list[FindingRow]:
    check = check_of(query.finding)
    fields = _SHOWN[check.key]
    names = dict.fromkeys((*_NAMED, *fields, *(_CUT_FIELDS if check.key == "text_truncated" else ())))
    clauses = where_clauses(connection, query)
    order = (blank("city"), PROBLEM.c.city, func.coalesce(PROBLEM.c.county, ""), PROBLEM.c.id)
    columns = [PROBLEM.c[name] for name in names]
    statement = select(PROBLEM.c.id, *columns).where(*clauses).order_by(*order)
    more = _MORE[check.key](connection) if check.key in _MORE else None
    found: list[FindingRow] = []
    for row in connection.execute(statement if most is None else statement.limit(most)):
        if len(found) % 500 == 0:
            progress(None, f"整理体检发现：{check.title}")
        parts = [f"{FIELDS[name].title} {_text(getattr(row, name))}" for name in fields]
        extra = more(row) if more is not None else ""
        reason = "，".join(parts) + ("：" if parts and extra else "") + extra
        named = {name: getattr(row, name) or "" for name in _NAMED}
        found.append(FindingRow(check.key, row.id, **named, reason=reason))
    return found


def _text(value: Any) -> str:
    if value is None or value == "":
        return _BLANK
    return value.isoformat() if isinstance(value, date) else str(value)


# --- what beside the values must be said, by check


def _distance(connection: Connection) -> More:
    places: dict[int, list[tuple[str, str | None]]] = {}
    found = connection.execute(select(_PLACE.c.problem_id, _PLACE.c.name, _PLACE.c.region_code))
    for problem, name, code in found:
        places.setdefault(problem, []).append((name, code))

    def say(row: Any) -> str:
        point = (row.longitude, row.latitude)
        known = [(name, centre) for name, code in places.get(row.id, []) if code for centre in centres_within(code)]
        if not known:
            return ""
        kilometres, name = min((distance_km(point, centre), name) for name, centre in known)
        return f"离{name}中心约 {kilometres:,.0f} 公里"

    return say


def _home_city(connection: Connection) -> More:
    counties = select(_REGION.c.code, _REGION.c.parent_code).where(_REGION.c.level == "county")
    above = {row[0]: row[1] for row in connection.execute(counties)}
    names = {row[0]: row[1] for row in connection.execute(select(_REGION.c.code, _REGION.c.name))}
    found: dict[int, str] = {}
    for problem, name, code in connection.execute(select(_PLACE.c.problem_id, _PLACE.c.name, _PLACE.c.region_code)):
        if code in above:
            found[problem] = f"{name}属于{names.get(above[code], '')}"
    return lambda row: found.get(row.id, "")


def _usual_unit(connection: Connection) -> More:
    usual = unit_corrections(connection)
    return lambda row: f"当地多写作“{usual.get((row.city, row.county, row.responsible_unit), '')}”"


def _preset(connection: Connection) -> More:
    table = category_words(connection)
    return lambda row: f"预设为“{preset_category(row.category, table)}”"


def _cut(_connection: Connection) -> More:
    def say(row: Any) -> str:
        cut = [FIELDS[name].title for name in _CUT_FIELDS if len(getattr(row, name) or "") == CUT_AT]
        return f"{'、'.join(cut)}正好 {CUT_AT} 个字"

    return say


_MORE: dict[str, Callable[[Connection], More]] = {
    "far_from_county": _distance,
    "region_not_in_city": _home_city,
    "unit_spellings": _usual_unit,
    "category_other_wording": _preset,
    "text_truncated": _cut,
    "phone_impossible": lambda _connection: lambda row: phone_note(row.phone),
    "credit_code_wrong": lambda _connection: lambda row: credit_code_note(half_width(row.credit_code).strip()),
}
