"""The columns of the problem table: titles and kinds come from models.queries.fields, looks are decided here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from desktop.tables.columns import Align, EditKind, Look, TableColumn
from models import clock
from models.queries.fields import DEADLINE_KIND_TITLES, FIELDS, Field
from models.rules.timeliness import remaining
from models.rules.workdays import WorkdayCalendar

NUMBER_KEY = "ledger_number"
"""The column that stays at the left while the others scroll."""
PLACE_KEY = "place"
REMAINING_KEY, WORKDAYS_KEY = "days_left", "workdays_left"

DEFAULT_COLUMNS: tuple[str, ...] = (
    NUMBER_KEY, PLACE_KEY, "site_name", "category", "description", "deadline", REMAINING_KEY, "status",
    "responsible_unit", "progress", "assigned_on", "requirement",
)  # fmt: skip
"""What a new ledger shows; the first eight fit a screen of 1366 with the panel open."""

_WIDTHS: dict[str, int] = {
    NUMBER_KEY: 110, "number": 112, PLACE_KEY: 104, "site_name": 124, "category": 90, "description": 90,
    "deadline": 100, REMAINING_KEY: 84, "status": 108, "responsible_unit": 130, "progress": 150,
    "assigned_on": 98, "requirement": 150,
}  # fmt: skip
FLEXIBLE: dict[str, float] = {
    "site_name": 2.0, "category": 1.0, "description": 3.0, "progress": 2.0, "requirement": 2.0,
}  # fmt: skip
"""Columns that take up spare room, and in which proportion, until somebody sets a width by hand."""
CORE = 8
"""So many of the first default columns must be seen without scrolling."""
_PX_PER_HINT = 14
_NOT_SHOWN = frozenset({"mark"})
_NOT_ADDED = frozenset({"longitude", "latitude"})
FROZEN = 3
"""So many columns stay at the left until a person says otherwise: as far as the name of the site."""


@dataclass
class StatusLooks:
    """What the table must know of the ledger's states: tone by name, and which still count as not rectified.

    ``renew`` takes over what was read anew, so that whoever holds it need not be told.
    """

    tones: Mapping[str, str] = field(default_factory=dict)
    unrectified: frozenset[str] = frozenset()
    phases: Mapping[str, str] = field(default_factory=dict)
    calendar: WorkdayCalendar | None = None
    """What working days left are counted by."""

    def tone(self, status: str | None) -> str:
        return self.tones.get(status or "", "grey")

    def names(self) -> list[str]:
        return list(self.tones)

    def renew(self, other: StatusLooks) -> None:
        self.tones, self.unrectified, self.phases = other.tones, other.unrectified, other.phases
        self.calendar = other.calendar


def problem_columns(looks: StatusLooks, today: Callable[[], date] = clock.today) -> dict[str, TableColumn]:
    """Every column that can be shown, by key, in the order of the column dialog; ``today`` is what days count from."""
    columns = {NUMBER_KEY: _from_field(FIELDS[NUMBER_KEY])}
    columns[PLACE_KEY] = TableColumn(
        PLACE_KEY, "市 · 县", ("city", "county"), place_text, _WIDTHS[PLACE_KEY], sorts="city", filters="city",
        tip="市和县（市、区）", group="地点",
    )  # fmt: skip
    for key, one in FIELDS.items():
        if key == REMAINING_KEY:
            columns[key] = TableColumn(
                key, "剩余", ("deadline", "status"), _remaining_of(looks, today), _WIDTHS[key], "right", "remaining",
                sorts="deadline", filters=REMAINING_KEY, group=one.group, totals=(key,),
                tip="到整改期限还剩或已超的天数，已完成整改的不计", hint=_both_kinds_of(looks, today),
            )  # fmt: skip
        elif key == WORKDAYS_KEY:
            columns[key] = TableColumn(
                key, one.title, (key, "status"), _workdays_of(looks), 96, "right", sorts=key, filters=key,
                group=one.group, totals=(key,), tip="到整改期限还剩的工作日，负数是已超的；已完成整改的不计",
            )  # fmt: skip
        elif key not in columns and key not in _NOT_SHOWN:
            columns[key] = _from_field(one)
    return columns


def place_text(city: str | None, county: str | None) -> str:
    """``邯郸 · 永年区``; the whole names stand in the panel. A blank part is left out."""
    if city and county and len(city) > 2 and city.endswith("市"):
        city = city[:-1]
    return " · ".join(part for part in (city, county) if part)


def fitted_widths(columns: Sequence[TableColumn], room: int) -> dict[str, int]:
    """Widths that fill ``room``: of all columns where they fit, else of the first eight, so that these are seen."""
    for part in (columns, columns[:CORE]):
        spare = room - sum(one.width for one in part)
        shares = {one.key: FLEXIBLE[one.key] for one in part if one.key in FLEXIBLE}
        if spare >= 0 and shares:
            whole = sum(shares.values())
            widths = {key: int(spare * share / whole) for key, share in shares.items()}
            widths[next(reversed(shares))] += spare - sum(widths.values())
            return {one.key: one.width + widths.get(one.key, 0) for one in columns}
    return {one.key: one.width for one in columns}


def remaining_text(days: int | None, counts: bool) -> str:
    """``剩 3 天``, ``超 4 天``; a dash when there is no date or nothing is left to do."""
    if days is None or not counts:
        return "—"
    return f"超 {-days} 天" if days < 0 else f"剩 {days} 天"


def value_text(key: str, value: Any) -> str:
    """A typed value as a cell shows it."""
    if value is None or value == "":
        return ""
    if key == "deadline_kind":
        return DEADLINE_KIND_TITLES.get(str(value), str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return format(value, ".6f").rstrip("0").rstrip(".")
    if isinstance(value, (tuple, list)):
        return "、".join(str(part) for part in value)
    if isinstance(value, dict):
        return "；".join(f"{name}：{text}" for name, text in value.items())
    return str(value)


def one_line(text: str) -> str:
    """A longer text on one line of a table."""
    return " ".join(text.split()) if "\n" in text or "\r" in text else text


def _from_field(one: Field) -> TableColumn:
    key = one.key

    def text(value: Any) -> str:
        return one_line(value_text(key, value))

    look: Look = "chip" if one.kind == "status" else "number" if key == NUMBER_KEY else "text"
    if key == "escalation":
        look = "raised"
    if key == "markings":
        return TableColumn(
            key, one.title, (key,), text, 150, filters=key, group=one.group,
            tip="标记规则给这一行的标记；规则在“设置与备份”里",
        )  # fmt: skip
    align: Align = "right" if one.kind in ("date", "number", "decimal") else "left"
    width = _WIDTHS.get(key) or max(72, one.width_hint * _PX_PER_HINT + 22)
    editor = _editor(one) if one.editable else None
    return TableColumn(
        key, one.title + (f"（{one.unit}）" if one.unit else ""), (key,), text, width, align, look,
        edits=key if one.editable else None, editor=editor, sorts=key,
        filters=None if one.kind == "object" else key,
        tip=one.title if one.editable else f"{one.title}：{one.readonly_why}", group=one.group,
        adds=one.kind in ("number", "decimal") and key not in _NOT_ADDED,
    )  # fmt: skip


def _editor(one: Field) -> EditKind:
    if one.key in ("status", "category") or one.kind == "bool" or one.options:
        return "choice"
    kinds: dict[str, EditKind] = {"long": "long", "date": "date", "number": "number", "decimal": "number"}
    return kinds.get(one.kind, "text")


def _remaining_of(looks: StatusLooks, today: Callable[[], date]) -> Callable[..., str]:
    """Counted here and not in SQL: the cells it needs are on screen anyway, and a page loads three times as fast."""

    def text(deadline: date | None, status: str | None) -> str:
        return remaining_text((deadline - today()).days if deadline else None, status in looks.unrectified)

    return text


def _workdays_of(looks: StatusLooks) -> Callable[..., str]:
    def text(left: int | None, status: str | None) -> str:
        return str(left) if left is not None and status in looks.unrectified else ""

    return text


def _both_kinds_of(looks: StatusLooks, today: Callable[[], date]) -> Callable[..., str]:
    """逾期 12 天（8 个工作日）: worked out for the one cell that is pointed at."""

    def text(deadline: date | None, status: str | None) -> str:
        if deadline is None or status not in looks.unrectified or looks.calendar is None:
            return ""
        return remaining(deadline, today(), looks.calendar).sentence

    return text
