"""Everything about one problem: its fields, marks, places, measures, where it came from and its history."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from models import clock
from models.errors import UserError
from models.queries.fields import FIELDS, PROBLEM
from models.queries.filtering import ProblemQuery
from models.queries.marks import NEAR, OVERDUE, MarkRule, mark_rule
from models.queries.matching import record_mark, value_of
from models.queries.records import records_with_ids
from models.queries.workdays_left import WORKDAYS_KEY
from models.schema import Actor, BatchRow, Change, ChangeSet, Measure, ProblemRegion

if TYPE_CHECKING:
    from models.store import Ledger

_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_CHANGE: Table = Change.__table__  # type: ignore[assignment]
_ACTOR: Table = Actor.__table__  # type: ignore[assignment]
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_MEASURE: Table = Measure.__table__  # type: ignore[assignment]
_REGION: Table = ProblemRegion.__table__  # type: ignore[assignment]
_WHOLE = 100


@dataclass(frozen=True)
class HistoryLine:
    """One change of one field; ``field`` '' is the creation, ``removed_in`` a removal or restoration.

    ``entity`` is the table; for what is not the problem itself ``subject`` names the row, e.g. 整改措施 2.
    """

    change_set_id: int
    at: datetime
    actor: str
    kind: str
    step: str
    field: str
    title: str
    old: Any
    new: Any
    batch_id: int | None
    entity: str = "problem"
    entity_id: int = 0
    subject: str = ""


@dataclass(frozen=True)
class MeasureLine:
    """A step of the rectification; ``mark`` is done, overdue, near or '', ``days_left`` until its day."""

    id: int
    text: str
    responsible_unit: str | None
    due_text: str | None
    due_on: date | None
    share: Decimal | None
    percent: Decimal | None
    completed_on: date | None
    remarks: str | None
    mark: str = ""
    days_left: int | None = None


@dataclass(frozen=True)
class ProblemDetail:
    """One problem; ``record`` has the keys of the command line, ``originals`` the cell texts by field where the
    reading differs from the text, ``regions`` (name, today's code) pairs, ``history`` newest first."""

    id: int
    record: Mapping[str, Any]
    mark: str | None
    days_left: int | None
    workdays_left: int | None
    suspended: bool
    """Whether a suspension of its deadline lasts today."""
    version: int
    removed: bool
    regions: tuple[tuple[str, str | None], ...]
    measures: tuple[MeasureLine, ...]
    originals: Mapping[str, str]
    history: tuple[HistoryLine, ...]

    @property
    def ledger_number(self) -> str:
        """Our own number."""
        return str(self.record["ledger_number"])


def detail(ledger: Ledger, problem_id: int) -> ProblemDetail:
    """The problem with this id, also when it is in the trash; UserError when there is none."""
    with ledger.reading() as connection:
        return detail_in(connection, problem_id)


def detail_in(connection: Connection, problem_id: int) -> ProblemDetail:
    """The same, inside a reading that asks more."""
    own = connection.execute(
        select(PROBLEM.c.version, PROBLEM.c.removed_in, PROBLEM.c.trace_id).where(PROBLEM.c.id == problem_id)
    ).one_or_none()
    if own is None:
        raise UserError("这条问题已不在台账里", advice="请刷新列表")
    removed = own.removed_in is not None
    ((_key, record),) = records_with_ids(connection, ProblemQuery(ids=(problem_id,), removed=removed))
    rule = mark_rule(connection, clock.today(), workdays=True)
    days = (date.fromisoformat(record["deadline"]) - rule.today).days if record["deadline"] else None
    return ProblemDetail(
        id=problem_id,
        record=record,
        mark=record_mark(record, rule),
        days_left=days,
        workdays_left=value_of(WORKDAYS_KEY, record, rule),
        suspended=bool(record["suspended_until"]) and _is_suspended(connection, problem_id, rule.today),
        version=own.version,
        removed=removed,
        regions=_regions(connection, problem_id),
        measures=_measures(connection, problem_id, rule),
        originals=_originals(connection, own.trace_id),
        history=_history(connection, problem_id),
    )


def _is_suspended(connection: Connection, problem_id: int, day: date) -> bool:
    """Loaded only for a problem that was ever suspended."""
    from models.queries.deadlines import is_suspended

    return is_suspended(connection, problem_id, day)


def _regions(connection: Connection, problem_id: int) -> tuple[tuple[str, str | None], ...]:
    lines = connection.execute(
        select(_REGION.c.name, _REGION.c.region_code)
        .where(_REGION.c.problem_id == problem_id)
        .order_by(_REGION.c.position)
    )
    return tuple((line.name, line.region_code) for line in lines)


def _measures(connection: Connection, problem_id: int, rule: MarkRule) -> tuple[MeasureLine, ...]:
    lines = connection.execute(
        select(_MEASURE)
        .where(_MEASURE.c.problem_id == problem_id, _MEASURE.c.removed_in.is_(None))
        .order_by(_MEASURE.c.position, _MEASURE.c.id)
    )
    return tuple(_measure(line, rule) for line in lines)


def _measure(line: Any, rule: MarkRule) -> MeasureLine:
    """A measure is done when it has a day of completion or is done to 100 percent."""
    days = (line.due_on - rule.today).days if line.due_on is not None else None
    if line.completed_on is not None or (line.percent is not None and line.percent >= _WHOLE):
        mark = "done"
    elif days is None:
        mark = ""
    else:
        mark = OVERDUE if days < 0 else NEAR if days <= (rule.near_until - rule.today).days else ""
    return MeasureLine(
        line.id, line.text, line.responsible_unit, line.due_text, line.due_on, line.share, line.percent,
        line.completed_on, line.remarks, mark, days,
    )  # fmt: skip


def _originals(connection: Connection, trace_id: int | None) -> dict[str, str]:
    if trace_id is None:
        return {}
    text = connection.execute(select(_ROW.c.originals).where(_ROW.c.id == trace_id)).scalar()
    return json.loads(text) if text else {}


def _history(connection: Connection, problem_id: int) -> tuple[HistoryLine, ...]:
    lines = connection.execute(
        select(
            _CHANGE.c.change_set_id, _SET.c.at, _ACTOR.c.name, _SET.c.kind, _SET.c.title, _CHANGE.c.field,
            _CHANGE.c.old, _CHANGE.c.new, _SET.c.batch_id,
        )
        .join(_SET, _SET.c.id == _CHANGE.c.change_set_id)
        .join(_ACTOR, _ACTOR.c.id == _SET.c.actor_id)
        .where(_CHANGE.c.entity == "problem", _CHANGE.c.entity_id == problem_id)
        .order_by(_CHANGE.c.id.desc())
    )  # fmt: skip
    return tuple(
        HistoryLine(
            set_id,
            at,
            actor,
            kind,
            step,
            name,
            _title(name),
            decoded(old),
            decoded(new),
            batch_id,
            entity_id=problem_id,
        )
        for set_id, at, actor, kind, step, name, old, new, batch_id in lines
    )


def _title(field: str) -> str:
    if field == "":
        return "登记"
    if field == "removed_in":
        return "删除与恢复"
    return FIELDS[field].title if field in FIELDS else {"campaign_id": "任务来源"}.get(field, field)


def decoded(text: str | None) -> Any:
    """A value of history as JSON has it."""
    return None if text is None else json.loads(text)
