"""What the tables of the process tell of a problem, as events: deadlines moved, urging, checks, closing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, or_, select

from models.rules.closure_publicity import resolution_parts
from models.schema import (
    Actor,
    Change,
    ChangeSet,
    Closure,
    ClosureObjection,
    ClosureReview,
    Escalation,
    EscalationProblem,
    Extension,
    Reminder,
    Verification,
    VerificationPlan,
)

_EXTENSION: Table = Extension.__table__  # type: ignore[assignment]
_ESCALATION: Table = Escalation.__table__  # type: ignore[assignment]
_OF_PROBLEM: Table = EscalationProblem.__table__  # type: ignore[assignment]
_REMINDER: Table = Reminder.__table__  # type: ignore[assignment]
_VERIFICATION: Table = Verification.__table__  # type: ignore[assignment]
_PLAN: Table = VerificationPlan.__table__  # type: ignore[assignment]
_CLOSURE: Table = Closure.__table__  # type: ignore[assignment]
_REVIEW: Table = ClosureReview.__table__  # type: ignore[assignment]
_OBJECTION: Table = ClosureObjection.__table__  # type: ignore[assignment]
_CHANGE: Table = Change.__table__  # type: ignore[assignment]
_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_ACTOR: Table = Actor.__table__  # type: ignore[assignment]

FIRST, LAST = -1, 1 << 60
"""Order within a day of what no step of the ledger tells the order of: facts of the list, and days that are due."""


@dataclass(frozen=True)
class Event:
    """Something that happened, or (``kind`` due) falls due, on a day.

    ``kind`` is found, assigned, entered, imported, status, deadline, extension, suspension, escalation, reminder,
    verification, closure, objection, publicity, filing, evidence, report, measure, completed, closed, progress,
    removed, restored, due or note. ``order`` is the change set that wrote it, which orders the events of a day.
    """

    day: date
    kind: str
    heading: str
    note: str = ""
    person: str = ""
    time: str = ""
    """Hour and minute, where the ledger knows them."""
    order: int = FIRST


def joined(*parts: Any) -> str:
    """Those parts that say something, a dot between."""
    return " · ".join(" ".join(str(part).split()) for part in parts if part not in (None, ""))


def step_events(connection: Connection, problem_id: int) -> Iterator[Event]:
    """Everything of the process that was not taken out again, in no order."""
    yield from _extensions(connection, problem_id)
    yield from _escalations(connection, problem_id)
    yield from _reminders(connection, problem_id)
    yield from _verifications(connection, problem_id)
    yield from _closures(connection, problem_id)


def _extensions(connection: Connection, problem_id: int) -> Iterator[Event]:
    query = select(_EXTENSION).where(_EXTENSION.c.problem_id == problem_id, _EXTENSION.c.removed_in.is_(None))
    rows = connection.execute(query).all()
    sets = _written(connection, "extension", [row.id for row in rows])
    for row in rows:
        number = row.document_number and f"文号 {row.document_number}"
        set_id = row.created_in or FIRST
        if row.kind == "suspension":
            heading = f"第 {row.number} 次暂停：{row.starts_on} 至 {row.ends_on}"
            moved = row.to_deadline and f"期限改为 {row.to_deadline}"
            yield Event(
                row.approved_on, "suspension", heading, joined(row.basis, number, moved), row.approver, order=set_id
            )
            if row.lifted_on:
                yield Event(row.lifted_on, "suspension", "提前恢复，不再暂停", order=_order(sets, row, "lifted_on"))
        else:
            moved = f"{row.from_deadline or '未定'} → {row.to_deadline or '未定'}"
            heading = f"第 {row.number} 次延期：{moved}"
            yield Event(row.approved_on, "extension", heading, joined(row.basis, number), row.approver, order=set_id)


def _escalations(connection: Connection, problem_id: int) -> Iterator[Event]:
    query = (
        select(_ESCALATION)
        .join(_OF_PROBLEM, _OF_PROBLEM.c.escalation_id == _ESCALATION.c.id)
        .where(
            _OF_PROBLEM.c.problem_id == problem_id, _OF_PROBLEM.c.removed_in.is_(None),
            _ESCALATION.c.removed_in.is_(None),
        )
    )  # fmt: skip
    rows = connection.execute(query).all()
    sets = _written(connection, "escalation", [row.id for row in rows])
    for row in rows:
        what = joined(row.document, row.document_number)
        to = row.addressee or row.unit
        due = row.due_on and f"要求 {row.due_on} 前回复{'（预估）' if row.due_estimated else ''}"
        skipped = row.skip_reason and f"跳级或降级理由：{row.skip_reason}"
        note = joined(what, to and f"对 {to}", row.why, due, skipped)
        set_id = row.created_in or FIRST
        yield Event(row.taken_on, "escalation", f"督促：{row.step_name}", note, row.approver or "", order=set_id)
        if row.replied_on:
            words = joined(row.reply_number, row.reply)
            order = _order(sets, row, "replied_on")
            yield Event(row.replied_on, "escalation", f"对“{row.step_name}”作出回复", words, order=order)
        if row.lifted_on:
            order = _order(sets, row, "lifted_on")
            yield Event(row.lifted_on, "escalation", f"解除“{row.step_name}”", row.lift_reason or "", order=order)


def _reminders(connection: Connection, problem_id: int) -> Iterator[Event]:
    """Those about the problem, and those about a step that was taken for several problems."""
    steps = select(_OF_PROBLEM.c.escalation_id).where(
        _OF_PROBLEM.c.problem_id == problem_id, _OF_PROBLEM.c.removed_in.is_(None)
    )
    about = or_(
        _REMINDER.c.problem_id == problem_id,
        and_(_REMINDER.c.problem_id.is_(None), _REMINDER.c.escalation_id.in_(steps)),
    )
    query = (
        select(_REMINDER, _ACTOR.c.name.label("actor"))
        .outerjoin(_ACTOR, _ACTOR.c.id == _REMINDER.c.actor_id)
        .where(about, _REMINDER.c.removed_in.is_(None))
    )
    for row in connection.execute(query):
        to = joined(row.unit, row.person)
        note = joined(to and f"对 {to}", row.answer and f"答复：{row.answer}")
        yield _at(row.at, "reminder", f"{row.way}催办", note, row.actor or "", row.created_in)


def _verifications(connection: Connection, problem_id: int) -> Iterator[Event]:
    query = (
        select(_VERIFICATION, _PLAN.c.name.label("plan"), _PLAN.c.purpose)
        .outerjoin(_PLAN, _PLAN.c.id == _VERIFICATION.c.plan_id)
        .where(
            _VERIFICATION.c.problem_id == problem_id, _VERIFICATION.c.removed_in.is_(None),
            _VERIFICATION.c.checked_on.is_not(None),
        )
    )  # fmt: skip
    rows = connection.execute(query).all()
    sets = _written(connection, "verification", [row.id for row in rows])
    for row in rows:
        order = _order(sets, row, "result")
        what = "回头看" if row.purpose == "recheck" else "核查"
        note = joined(row.plan, row.finding, row.demand and f"要求：{row.demand}")
        person = row.verifier or row.team or ""
        heading = f"{what}：{row.result or '未定'}"
        yield Event(row.checked_on, "verification", heading, note, person, order=order)


def _closures(connection: Connection, problem_id: int) -> Iterator[Event]:
    closures = connection.execute(
        select(_CLOSURE).where(_CLOSURE.c.problem_id == problem_id, _CLOSURE.c.removed_in.is_(None))
    ).mappings()
    rows = {row["id"]: row for row in closures}
    if not rows:
        return
    sets = _written(connection, "closure", list(rows))
    for key, row in rows.items():
        yield from _closure(row, {column: line for (closure, column), line in sets.items() if closure == key})
    mine = list(rows)
    reviews = select(_REVIEW).where(_REVIEW.c.closure_id.in_(mine), _REVIEW.c.removed_in.is_(None))
    for row in connection.execute(reviews):
        passed = "通过" if row.result == "passed" else "退回"
        words = joined(row.reason and f"原因：{row.reason}", row.opinion, row.unit, row.session)
        yield Event(
            row.reviewed_on, "closure", f"{row.level_name}{passed}", words, row.reviewer, order=row.created_in or FIRST
        )
    objections = select(_OBJECTION).where(_OBJECTION.c.closure_id.in_(mine), _OBJECTION.c.removed_in.is_(None))
    lines = connection.execute(objections).all()
    ends = _written(connection, "closure_objection", [row.id for row in lines])
    for row in lines:
        set_id = row.created_in or FIRST
        stopped = "公示计时暂停" if row.stops_clock else ""
        yield Event(
            row.received_on, "objection", "收到公示异议", joined(row.text, stopped), row.person or "", order=set_id
        )
        if row.resolved_on:
            held = {True: "属实", False: "不属实", None: "已处理"}[row.upheld]
            order = _order(ends, row, "resolved_on")
            said, who = resolution_parts(row.resolution or "")
            yield Event(row.resolved_on, "objection", f"公示异议{held}", said, who, order=order)


def _closure(row: Mapping[Any, Any], written: Mapping[str, tuple[int, datetime, str]]) -> Iterator[Event]:
    """The steps of one application; each stands where the change set that wrote it stands."""
    nth = f"（第 {row['number']} 次）" if row["number"] > 1 else ""
    made = row["created_in"] or FIRST

    def order(column: str) -> int:
        found = written.get(column)
        return found[0] if found is not None else made

    def writer(column: str) -> str:
        found = written.get(column)
        return found[2] if found is not None else ""

    if row["submitted_on"]:
        words = joined(row["unit"], row["summary"])
        yield Event(
            row["submitted_on"],
            "closure",
            f"提交销号申请{nth}",
            words,
            row["submitter"] or "",
            order=order("submitted_on"),
        )
    if row["publicity_from"]:
        days = row["publicity_days"] and f"{row['publicity_days']} 个工作日"
        until = row["publicity_until"] and f"至 {row['publicity_until']}"
        estimated = "预估" if row["publicity_estimated"] else ""
        words = joined(row["publicity_place"], days, until, estimated)
        yield Event(
            row["publicity_from"],
            "publicity",
            f"开始公示{nth}",
            words,
            writer("publicity_from"),
            order=order("publicity_from"),
        )
    if row["approved_on"]:
        yield Event(
            row["approved_on"], "closure", f"审签同意销号{nth}", row["timeliness"] or "", row["approver"] or "",
            order=order("approved_on"),
        )  # fmt: skip
    if row["filed_on"]:
        number = row["filing_number"] and f"备案编号 {row['filing_number']}"
        words = joined(number, row["filed_to"] and f"报 {row['filed_to']}")
        yield Event(row["filed_on"], "filing", f"销号备案{nth}", words, writer("filed_on"), order=order("filed_on"))
    if row["returned_on"]:
        words = row["return_reason"] or ""
        yield Event(row["returned_on"], "closure", f"销号申请被退回{nth}", words, order=order("returned_on"))
    if row["revoked_on"]:
        words = row["revoke_reason"] or ""
        yield Event(
            row["revoked_on"], "closure", f"撤销销号{nth}", words, writer("revoked_on"), order=order("revoked_on")
        )
    withdrawn = written.get("stage")
    if row["stage"] == "withdrawn" and withdrawn is not None:
        yield _at(withdrawn[1], "closure", f"撤回销号申请{nth}", "", withdrawn[2], withdrawn[0])


def _written(connection: Connection, entity: str, keys: list[int]) -> dict[tuple[int, str], tuple[int, datetime, str]]:
    """Which change set last wrote a column of a row, when and by whom."""
    if not keys:
        return {}
    query = (
        select(_CHANGE.c.entity_id, _CHANGE.c.field, _SET.c.id, _SET.c.at, _ACTOR.c.name)
        .join(_SET, _SET.c.id == _CHANGE.c.change_set_id)
        .join(_ACTOR, _ACTOR.c.id == _SET.c.actor_id)
        .where(_CHANGE.c.entity == entity, _CHANGE.c.entity_id.in_(keys), _CHANGE.c.field != "")
        .order_by(_CHANGE.c.id)
    )
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in connection.execute(query)}


def _order(sets: Mapping[tuple[int, str], tuple[int, datetime, str]], row: Any, column: str) -> int:
    """Where an event stands in its day: at the step that wrote the column, else at the one that made the row."""
    found = sets.get((row.id, column))
    return found[0] if found is not None else row.created_in or FIRST


def _at(at: datetime, kind: str, heading: str, note: str, person: str, set_id: int | None) -> Event:
    return Event(at.date(), kind, heading, note, person, f"{at:%H:%M}", set_id or FIRST)
