"""Filters on history (曾、从未、由…变为…): asked of the table of changes in SQL, combinable with every other filter.

What was undone does not count: neither the change nor its undoing. A value that a problem has now, or had before its
first recorded change, was its value too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import ColumnElement, Select, Table, Text, and_, case, exists, false, func, or_, select
from sqlalchemy import cast as sql_cast

from models.queries.fields import FIELDS, LIST_COLUMNS, PROBLEM
from models.queries.filter_tests import plain_value, read_filter
from models.queries.marks import CHECKING, CLOSING, OPEN, OVERDUE, MarkRule
from models.schema import Actor, Change, ChangeSet

if TYPE_CHECKING:
    from models.store import Ledger

WAS, MOVED, WAS_OVERDUE, RETURNED, RESCHEDULED, CHANGED = (
    "was", "moved", "overdue", "returned", "rescheduled", "changed",
)  # fmt: skip
HISTORY_KINDS: dict[str, str] = {
    WAS: "曾是某个值",
    MOVED: "由…变为…",
    WAS_OVERDUE: "曾逾期",
    RETURNED: "曾被退回",
    RESCHEDULED: "期限改过",
    CHANGED: "改过",
}
_STATUS, _DEADLINE = "status", "deadline"

_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_CHANGE: Table = Change.__table__  # type: ignore[assignment]
_ACTOR: Table = Actor.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class HistoryTest:
    """One condition on the past.

    ``field`` and ``old``/``new`` are of was (``new``), moved (null: any value) and changed (empty: any field).
    ``days`` looks only at the last so many days, today among them; ``actor`` only at what one person did.
    ``never`` turns the condition round. Values are as the field has them, dates as date.
    """

    kind: str
    field: str = ""
    old: Any = None
    new: Any = None
    days: int = 0
    actor: str = ""
    never: bool = False


def can_be_followed(key: str) -> bool:
    """Whether the history tells the values of a field one by one."""
    field = FIELDS[key]
    return not field.computed and key not in LIST_COLUMNS and field.kind != "object" and key != "campaign"


def history_clauses(tests: Sequence[HistoryTest], rule: MarkRule) -> list[ColumnElement[bool]]:
    """One clause for each test, on the rows of problem."""
    return [_clause(test, rule) for test in tests]


def _clause(test: HistoryTest, rule: MarkRule) -> ColumnElement[bool]:
    match test.kind:
        case "was":
            found = or_(_value_now(test), PROBLEM.c.id.in_(_moves(test, or_(*_either(test)), rule.today)))
        case "moved":
            found = PROBLEM.c.id.in_(_moves(test, and_(*_both(test)), rule.today))
        case "overdue":
            stretches = _with_one_deadline(rule), _with_several_deadlines(rule)
            found = or_(rule.condition(OVERDUE), *(PROBLEM.c.id.in_(stretch) for stretch in stretches))
        case "returned":
            came, went = rule.statuses_in(CHECKING, CLOSING), rule.statuses_in(OPEN)
            back = and_(
                _CHANGE.c.field == _STATUS, _CHANGE.c.old.in_(map(_text, came)), _CHANGE.c.new.in_(map(_text, went))
            )
            found = PROBLEM.c.id.in_(_moves(test, back, rule.today))
        case "rescheduled":
            moved = and_(_CHANGE.c.field == _DEADLINE, _CHANGE.c.old.is_not(None))
            found = PROBLEM.c.id.in_(_moves(test, moved, rule.today))
        case _:
            named = _CHANGE.c.field == test.field if test.field else _CHANGE.c.field.not_in(("", "removed_in"))
            found = PROBLEM.c.id.in_(_moves(test, named, rule.today))
    return ~func.coalesce(found, false()) if test.never else found


def _value_now(test: HistoryTest) -> ColumnElement[bool]:
    """Asked only where no time and no person narrows the question: the present value is nobody's doing."""
    column = FIELDS[test.field].sql
    if test.days or test.actor:
        return PROBLEM.c.id.is_(None)
    return column.is_(None) if test.new is None else column == test.new


def _either(test: HistoryTest) -> list[ColumnElement[bool]]:
    """Changes from or to the value; where a time or a person is asked for, only changes to it."""
    sides = (_CHANGE.c.new,) if test.days or test.actor else (_CHANGE.c.old, _CHANGE.c.new)
    return [and_(_CHANGE.c.field == test.field, _equals(side, test.new)) for side in sides]


def _both(test: HistoryTest) -> list[ColumnElement[bool]]:
    parts = [_CHANGE.c.field == test.field]
    parts += [_equals(_CHANGE.c.old, test.old)] if test.old is not None else []
    return parts + ([_equals(_CHANGE.c.new, test.new)] if test.new is not None else [])


def _equals(side: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    return side.is_(None) if value is None else side == _text(value)


def _text(value: Any) -> str:
    """A value as history keeps it; the same as ``models.operations.history.to_json`` writes."""
    if isinstance(value, date):
        value = value.isoformat()
    elif not isinstance(value, (str, int, float, bool)):
        value = format(value, "f")
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _stands() -> ColumnElement[bool]:
    """The step is no undoing, and the change was not taken back by one."""
    later, taken = _CHANGE.alias("later"), _SET.c.undone_by_id
    back = exists().where(
        later.c.entity == _CHANGE.c.entity, later.c.entity_id == _CHANGE.c.entity_id, later.c.field == _CHANGE.c.field,
        later.c.change_set_id == taken,
    )  # fmt: skip
    return and_(_SET.c.undoes_id.is_(None), or_(taken.is_(None), ~back))


def _moves(test: HistoryTest, wanted: ColumnElement[bool], today: date) -> Select[Any]:
    """The problems with a change that ``wanted`` finds, in the time and by the person asked for."""
    joined = _CHANGE.join(_SET, _SET.c.id == _CHANGE.c.change_set_id)
    clauses = [_CHANGE.c.entity == "problem", wanted, _stands(), _SET.c.at < _midnight(today + timedelta(days=1))]
    if test.days:
        clauses.append(_SET.c.at >= _midnight(today - timedelta(days=test.days - 1)))
    if test.actor:
        joined = joined.join(_ACTOR, _ACTOR.c.id == _SET.c.actor_id)
        clauses.append(_ACTOR.c.name == test.actor)
    return select(_CHANGE.c.entity_id).select_from(joined).where(*clauses)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)


# A problem once was overdue when it stood unrectified, with one state and one deadline, until a later day that was past
# the deadline. Every change of the state or the deadline ends such a stretch; its values are those before the change.
# A stretch within one day does not count: what is put right on the day it was entered never was overdue. An undoing
# ends nothing, as what it takes back never was.


def _with_one_deadline(rule: MarkRule) -> Select[Any]:
    """Stretches of the problems, nearly all, whose deadline never was changed."""
    before, before_set, born = _CHANGE.alias("before"), _SET.alias("before_set"), _SET.alias("born")
    last = (
        select(func.max(before_set.c.at))
        .select_from(before.join(before_set, before_set.c.id == before.c.change_set_id))
        .where(before.c.entity == "problem", before.c.entity_id == _CHANGE.c.entity_id, before.c.id < _CHANGE.c.id)
        .where(before.c.field == _STATUS)
        .correlate(_CHANGE)
        .scalar_subquery()
    )
    moved = select(_CHANGE.c.entity_id).where(_CHANGE.c.entity == "problem", _CHANGE.c.field == _DEADLINE)
    joined = (
        _CHANGE.join(_SET, _SET.c.id == _CHANGE.c.change_set_id)
        .join(PROBLEM, PROBLEM.c.id == _CHANGE.c.entity_id)
        .outerjoin(born, born.c.id == PROBLEM.c.created_in)
    )
    return (
        select(_CHANGE.c.entity_id)
        .select_from(joined)
        .where(
            _CHANGE.c.entity == "problem",
            _CHANGE.c.field == _STATUS,
            _CHANGE.c.old.in_([_text(name) for name in rule.unrectified]),
            _SET.c.undoes_id.is_(None),
            _SET.c.at < _midnight(rule.today + timedelta(days=1)),
            sql_cast(PROBLEM.c.deadline, Text) < _day(_SET.c.at),
            _CHANGE.c.entity_id.not_in(moved),
            _day(func.coalesce(last, born.c.at)) < _day(_SET.c.at),
        )
    )


def _with_several_deadlines(rule: MarkRule) -> Select[Any]:
    """Stretches of the problems whose deadline was changed."""
    steps = _stretch_ends(rule.today)
    status_change, due_change, born = _CHANGE.alias("status_change"), _CHANGE.alias("due_change"), _SET.alias("born")
    status = case((steps.c.status_change.is_not(None), status_change.c.old), else_=PROBLEM.c.status)
    due = case(
        (steps.c.due_change.is_not(None), func.substr(due_change.c.old, 2, 10)),
        else_=sql_cast(PROBLEM.c.deadline, Text),
    )
    joined = (
        steps.join(PROBLEM, PROBLEM.c.id == steps.c.entity_id)
        .outerjoin(status_change, status_change.c.id == steps.c.status_change)
        .outerjoin(due_change, due_change.c.id == steps.c.due_change)
        .outerjoin(born, born.c.id == PROBLEM.c.created_in)
    )
    began = func.coalesce(steps.c.began, born.c.at)
    names = [*rule.unrectified, *map(_text, rule.unrectified)]
    return (
        select(steps.c.entity_id)
        .select_from(joined)
        .where(steps.c.undoes_id.is_(None), due < _day(steps.c.at), _day(began) < _day(steps.c.at), status.in_(names))
    )


def _stretch_ends(today: date) -> Any:
    """Changes of state or deadline with the moment of the one before, and for each of the two fields the first change
    from here on, which tells what stood before it; where there is none the present value did.
    """
    joined = _CHANGE.join(_SET, _SET.c.id == _CHANGE.c.change_set_id)
    other = _CHANGE.alias("other")
    moved = select(other.c.entity_id).where(other.c.entity == "problem", other.c.field == _DEADLINE)

    def following(name: str) -> ColumnElement[Any]:
        mine = case((_CHANGE.c.field == name, _CHANGE.c.id))
        return func.min(mine).over(partition_by=_CHANGE.c.entity_id, order_by=_CHANGE.c.id, rows=(0, None))

    return (
        select(
            _CHANGE.c.entity_id,
            _SET.c.at,
            _SET.c.undoes_id,
            func.lag(_SET.c.at).over(partition_by=_CHANGE.c.entity_id, order_by=_CHANGE.c.id).label("began"),
            following(_STATUS).label("status_change"),
            following(_DEADLINE).label("due_change"),
        )
        .select_from(joined)
        .where(
            _CHANGE.c.entity == "problem",
            _CHANGE.c.entity_id.in_(moved),
            _CHANGE.c.field.in_((_STATUS, _DEADLINE)),
            _SET.c.at < _midnight(today + timedelta(days=1)),
        )
        .subquery("stretch_ends")
    )


def _day(moment: ColumnElement[Any]) -> ColumnElement[str]:
    """The day of a moment as ISO text, on either database."""
    return func.substr(sql_cast(moment, Text), 1, 10)


# ---- in words, and as JSON -------------------------------------------------------------------------------------


def history_words(test: HistoryTest, text: Callable[[str, Any], str]) -> str:
    """A condition as a clerk says it; ``text`` writes a value of a field."""
    title = FIELDS[test.field].title if test.field in FIELDS else ""
    when = f"最近 {test.days} 天" if test.days else ""
    who = f"{' ' if when else ''}{test.actor} " if test.actor else ""
    match test.kind:
        case "was":
            value = text(test.field, test.new) if test.new is not None else BLANK_WORD
            head = "从未是" if test.never else "曾是"
            return f"{title}：{when}{who}{head}“{value}”"
        case "moved":
            old = f"“{text(test.field, test.old)}”" if test.old is not None else "任意值"
            new = f"“{text(test.field, test.new)}”" if test.new is not None else "其他值"
            return f"{title}：{when}{who}{'从未' if test.never else ''}由{old}变为{new}"
        case "overdue":
            return "从未逾期" if test.never else "曾逾期"
        case "returned":
            return f"{when}{who}{'从未被退回' if test.never else '曾被退回'}"
        case "rescheduled":
            return f"{when}{who}{'期限没有改过' if test.never else '期限改过'}"
        case _:
            verb = "没有改过" if test.never else "改过"
            return f"{when}{who}{verb}{title}"


BLANK_WORD = "（空白）"


def written_history(tests: Sequence[HistoryTest]) -> list[dict[str, Any]]:
    """As JSON; what is not said is left out."""
    found: list[dict[str, Any]] = []
    for test in tests:
        line = {"kind": test.kind, "field": test.field, "old": plain_value(test.old), "new": plain_value(test.new),
                "days": test.days, "actor": test.actor, "never": test.never}  # fmt: skip
        found.append({key: value for key, value in line.items() if value})
    return found


def read_history(written: Any) -> tuple[HistoryTest, ...]:
    """The reverse; what is not known is left out."""
    found: list[HistoryTest] = []
    for line in cast("list[dict[str, Any]]", written) if isinstance(written, list) else []:
        kind, key = str(line.get("kind")), str(line.get("field") or "")
        if kind not in HISTORY_KINDS or (key and key not in FIELDS) or (kind in (WAS, MOVED) and not key):
            continue
        old, new = (read_filter(key, [line.get(side)])[:1] if key else () for side in ("old", "new"))
        found.append(
            HistoryTest(
                kind, key, old[0] if old else None, new[0] if new else None, int(line.get("days") or 0),
                str(line.get("actor") or ""), bool(line.get("never")),
            )
        )  # fmt: skip
    return tuple(found)


def actor_names(ledger: Ledger) -> list[str]:
    """Everybody who ever changed something, for the drop-down of 由谁."""
    with ledger.reading() as connection:
        return list(connection.execute(select(_ACTOR.c.name).order_by(_ACTOR.c.name)).scalars())
