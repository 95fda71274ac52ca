"""What a header filter may ask beside plain values: words in a text, from–to, a period that moves with today.

A filter of a field is a tuple of values and tests, of which one must hold; null stands for blank.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, exists, false, func, not_, or_

from models.errors import UserError
from models.queries.expressions import Comparison
from models.queries.fields import DEADLINE_KEYS, FIELDS, LIST_COLUMNS, PROBLEM
from models.queries.marks import MarkRule
from models.queries.values import typed_value
from models.schema import BatchRow

CONTAINS, LACKS, STARTS, EQUALS = "contains", "lacks", "starts", "equals"
BETWEEN, PERIOD, EXCEPT = "between", "period", "except"
FILLED, EMPTY, UNREADABLE = "filled", "empty", "unreadable"
TEXT_OPS: dict[str, str] = {CONTAINS: "包含", LACKS: "不包含", STARTS: "开头是", EQUALS: "等于"}
OPS = (*TEXT_OPS, BETWEEN, PERIOD, EXCEPT, FILLED, EMPTY, UNREADABLE)

PERIODS: dict[str, str] = {
    "today": "今天",
    "week": "本周",
    "month": "本月",
    "next7": "未来 7 天",
    "last7": "最近 7 天",
    "overdue": "逾期",
}
"""Periods that move with today. 逾期 is of the deadline: it has passed and the problem is not rectified."""

_EAST, _NORTH = (73.0, 136.0), (3.0, 54.0)
"""Degrees between which China lies; a coordinate outside of them is a slip of the pen."""
_DAYS_KEYS = ("days_left", "workdays_left")
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class FilterTest:
    """``values``: the text of a text test; low and high (either may be null) of between; the key of a period; the
    values left out of except; nothing for filled, empty (blank, and nothing was to be read) and unreadable (the
    source said something that could not be read, or that cannot be).
    """

    op: str
    values: tuple[Any, ...] = ()


def period_bounds(key: str, today: date) -> tuple[date, date]:
    """First and last day of a period; weeks begin on Monday."""
    match key:
        case "week":
            first = today - timedelta(days=today.weekday())
            return first, first + timedelta(days=6)
        case "month":
            following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
            return today.replace(day=1), following - timedelta(days=1)
        case "next7":
            return today, today + timedelta(days=7)
        case "last7":
            return today - timedelta(days=6), today
        case _:
            return today, today


def can_be_unreadable(key: str) -> bool:
    """Whether the source may say something for the field that is no value of it."""
    field = FIELDS[key]
    if field.custom:
        return False
    if key in DEADLINE_KEYS:
        return False
    return key in (*_DAYS_KEYS, "deadline_text") or (field.kind in ("date", "number", "decimal", "bool"))


def unreadable_sql(key: str) -> ColumnElement[bool]:
    """Rows for which the source said something that could not be read, or that cannot be true."""
    if key in ("deadline", *_DAYS_KEYS, "deadline_text"):
        said = and_(PROBLEM.c.deadline_text.is_not(None), PROBLEM.c.deadline_text != "")
        unread = or_(PROBLEM.c.deadline_kind.is_(None), PROBLEM.c.deadline_kind.in_(("unknown", "date")))
        return and_(said, PROBLEM.c.deadline.is_(None), unread)
    column = PROBLEM.c[key]
    told = _ROW.c.originals.contains(f'"{key}"', autoescape=True)
    lost = and_(column.is_(None), exists().where(_ROW.c.id == PROBLEM.c.trace_id, told))
    if key in ("longitude", "latitude"):
        low, high = _EAST if key == "longitude" else _NORTH
        return or_(lost, column < low, column > high)
    return lost


Compare = Callable[[Comparison], ColumnElement[bool]]


def test_sql(key: str, test: FilterTest, rule: MarkRule | None, today: date, compare: Compare) -> ColumnElement[bool]:
    """The rows that a test finds; ``compare`` makes the SQL of a plain comparison."""
    match test.op:
        case "contains":
            return compare(Comparison(key, "~", test.values[0]))
        case "lacks":
            return not_(_known(compare(Comparison(key, "~", test.values[0])), key))
        case "starts":
            return _starts(key, str(test.values[0]))
        case "equals":
            return compare(Comparison(key, "=", test.values[0]))
        case "except":
            return not_(_any_of(key, test.values, compare))
        case "filled":
            return compare(Comparison(key, "is not null"))
        case "between":
            return _between(key, test.values, compare)
        case "period":
            return _period(key, str(test.values[0]), rule, today, compare)
        case "empty":
            blank = compare(Comparison(key, "is null"))
            return and_(blank, not_(_known(unreadable_sql(key), key))) if can_be_unreadable(key) else blank
        case _:
            return unreadable_sql(key) if can_be_unreadable(key) else false()


def _known(clause: ColumnElement[bool], key: str) -> ColumnElement[bool]:
    """A clause on a column that may be null, as one that is never null."""
    return clause if key in LIST_COLUMNS else func.coalesce(clause, false())


def _starts(key: str, text: str) -> ColumnElement[bool]:
    if key in LIST_COLUMNS:
        column: Any = LIST_COLUMNS[key]
        mine = column.table.c.problem_id == PROBLEM.c.id
        return exists().where(mine, column.startswith(text, autoescape=True))
    return FIELDS[key].sql.startswith(text, autoescape=True)


def _any_of(key: str, values: tuple[Any, ...], compare: Compare) -> ColumnElement[bool]:
    present = tuple(value for value in values if value is not None)
    parts = [_known(compare(Comparison(key, "in", present)), key)] if present else []
    if None in values:
        parts.append(compare(Comparison(key, "is null")))
    return or_(*parts) if parts else false()


def _between(key: str, values: tuple[Any, ...], compare: Compare) -> ColumnElement[bool]:
    low, high = values
    parts = [compare(Comparison(key, ">=", low))] if low is not None else []
    if high is not None:
        parts.append(compare(Comparison(key, "<=", high)))
    return and_(*parts) if parts else compare(Comparison(key, "is not null"))


def _period(key: str, period: str, rule: MarkRule | None, today: date, compare: Compare) -> ColumnElement[bool]:
    if period == "overdue":
        if key == "deadline" and rule is not None:
            return rule.condition("overdue")
        return compare(Comparison(key, "<", today))
    first, last = period_bounds(period, today)
    return and_(compare(Comparison(key, ">=", first)), compare(Comparison(key, "<=", last)))


def test_holds(key: str, test: FilterTest, value: Any, record: Mapping[str, Any], rule: MarkRule) -> bool:
    """The same on a record of a past day; ``value`` as ``matching.value_of`` gives it, dates as ISO text."""
    if test.op in (FILLED, EMPTY, UNREADABLE):
        unread = _record_unreadable(key, record)
        blank = value is None or value == []
        return {FILLED: not blank, EMPTY: blank and not unread, UNREADABLE: unread}[test.op]
    if test.op in (LACKS, EXCEPT):
        positive = FilterTest(CONTAINS, test.values) if test.op == LACKS else None
        if positive is not None:
            return not test_holds(key, positive, value, record, rule)
        return (None not in test.values) if value is None else not _among(value, test.values)
    if value is None:
        return False
    if test.op in TEXT_OPS:
        return any(_text_holds(test.op, str(one), str(test.values[0])) for one in _elements(value))
    if test.op == PERIOD:
        if test.values[0] == "overdue":
            return rule.mark_of(record["status"], _day(record["deadline"])) == "overdue" if key == "deadline" else (
                value < rule.today.isoformat()
            )  # fmt: skip
        low, high = period_bounds(str(test.values[0]), rule.today)
        return low.isoformat() <= value <= high.isoformat()
    low, high = (bound.isoformat() if isinstance(bound, date) else bound for bound in test.values)
    return (low is None or value >= low) and (high is None or value <= high)


def _elements(value: Any) -> Sequence[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else (value,)


def _among(value: Any, values: tuple[Any, ...]) -> bool:
    wanted = [one.isoformat() if isinstance(one, date) else one for one in values]
    return any(one in wanted for one in _elements(value))


def _text_holds(op: str, text: str, wanted: str) -> bool:
    text, wanted = text.lower(), wanted.lower()
    if op == CONTAINS:
        return wanted in text
    return text.startswith(wanted) if op == STARTS else text == wanted


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _record_unreadable(key: str, record: Mapping[str, Any]) -> bool:
    """What a record itself can tell: the words of a deadline, and coordinates that cannot be."""
    if key in ("deadline", *_DAYS_KEYS, "deadline_text"):
        unread = record["deadline_kind"] in (None, "unknown", "date")
        return bool(record["deadline_text"]) and not record["deadline"] and unread
    if key in ("longitude", "latitude") and record[key] is not None:
        low, high = _EAST if key == "longitude" else _NORTH
        return not low <= record[key] <= high
    return False


# ---- as JSON, for saved views and the remembered state ---------------------------------------------------------


def written_filter(values: Sequence[Any]) -> list[Any]:
    """The values and tests of one filter as JSON."""
    return [
        {"test": one.op, "values": [plain_value(value) for value in one.values]} if isinstance(one, FilterTest) else
        plain_value(one)
        for one in values
    ]  # fmt: skip


def read_filter(key: str, written: Sequence[Any]) -> tuple[Any, ...]:
    """The reverse; tests that are not known, and values that are none of the field's, are left out."""
    found: list[Any] = []
    for one in written:
        try:
            if isinstance(one, dict):
                told = cast("dict[str, Any]", one)
                values: tuple[Any, ...] = tuple(told.get("values") or ())
                known = told.get("test") in OPS and (told["test"] != PERIOD or values[0] in PERIODS)
                if known:
                    keep = told["test"] in (*TEXT_OPS, PERIOD)
                    found.append(FilterTest(told["test"], values if keep else tuple(_typed(key, v) for v in values)))
            else:
                found.append(_typed(key, one))
        except (ValueError, TypeError, ArithmeticError, LookupError):
            continue
    return tuple(found)


def plain_value(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value


def _typed(key: str, value: Any) -> Any:
    if value is None:
        return None
    match FIELDS[key].kind:
        case "date":
            return date.fromisoformat(value)
        case "decimal":
            return Decimal(str(value))
        case _:
            return value


def typed_bound(key: str, text: str) -> Any:
    """A typed end of a from–to; null where nothing was typed, UserError where it is no value of the field."""
    if not text.strip():
        return None
    if key in _DAYS_KEYS:
        try:
            return int(text)
        except ValueError:
            raise UserError(f"“{text}”不是天数", advice="请填写整数，逾期的用负数") from None
    return typed_value(FIELDS[key], text)
