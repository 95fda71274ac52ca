"""What became of the deadlines of a demo ledger: some were extended, some are suspended, closed ones were judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from sqlalchemy import Connection, select

from models.operations.demo_problems import DemoProblem
from models.operations.extension_plans import judged
from models.operations.extension_steps import Grant, read_extension, read_suspension
from models.operations.extensions import write_granted
from models.operations.history import Recorder, open_change_set
from models.operations.stored_values import FieldChange, write_fields
from models.operations.timeliness import timeliness_of_many
from models.queries.fields import PROBLEM
from models.queries.marks import CLOSED, mark_rule

_EXTENDED, _SUSPENDED = 12, 3
_EVERY = 3
_WHY = ("工程量大、工期不足", "征地拆迁未完成", "受采暖季、汛期等季节限制", "资金未落实到位")
_APPROVER = "市生态环境保护督察整改工作领导小组办公室"


def write_deadlines(
    connection: Connection, actor: str, problems: Sequence[DemoProblem], random: Random, today: date
) -> None:
    """Write them in two steps: what was granted, and what was judged at closing."""
    rule = mark_rule(connection, today)
    columns = (PROBLEM.c.id, PROBLEM.c.status, PROBLEM.c.deadline, PROBLEM.c.closed_on, PROBLEM.c.timeliness)
    rows = connection.execute(select(*columns).order_by(PROBLEM.c.id)).all()
    mine = {one.id for one in problems}
    waiting = [row for row in rows if row.id in mine and row.status in rule.unrectified and row.deadline is not None]
    over = [(row.id, row.deadline) for row in waiting if row.deadline < today]
    ahead = [(row.id, row.deadline) for row in waiting if row.deadline > today]
    recorder = open_change_set(connection, actor, "登记批准的延期和暂停", kind="demo")
    for number, (key, deadline) in enumerate(over[::_EVERY][:_EXTENDED], 1):
        _grant(connection, recorder, key, _extension(deadline, number, random))
    for number, (key, _deadline) in enumerate(ahead[::_EVERY][:_SUSPENDED], 1):
        _grant(connection, recorder, key, _suspension(today, number))
    recorder.close()
    states = rule.statuses_in(CLOSED)
    closed = {row.id: row.closed_on for row in rows if row.status in states and row.timeliness is None}
    told = timeliness_of_many(connection, closed)
    if told:
        recorder = open_change_set(connection, actor, f"判定 {len(told)} 条已销号问题是否按期", kind="demo")
        changes = [FieldChange(key, "timeliness", None, values["timeliness"]) for key, values in told.items()]
        write_fields(connection, recorder, changes)
        recorder.close()


def _extension(deadline: date, number: int, random: Random) -> Grant:
    approved = deadline - timedelta(days=3 + int(random.random() * 5))
    return read_extension({
        "workdays": "20" if number % 2 else "10", "basis": _WHY[number % len(_WHY)], "approver": _APPROVER,
        "document_number": f"整改办〔{approved.year}〕{number + 20}号", "approved_on": approved,
        "requested_on": approved - timedelta(days=7),
    })  # fmt: skip


def _suspension(today: date, number: int) -> Grant:
    return read_suspension({
        "starts_on": today - timedelta(days=4 * number), "ends_on": today + timedelta(days=20),
        "basis": "诉讼或行政复议期间", "approver": _APPROVER, "approved_on": today - timedelta(days=4 * number),
    })  # fmt: skip


def _grant(connection: Connection, recorder: Recorder, key: int, grant: Grant) -> None:
    """One of the few; what is refused (a deadline that the suspension would not meet) is left out."""
    allowed = [pair for pair in judged(connection, [key], grant) if not pair[0].why]
    if allowed:
        write_granted(connection, recorder, grant, allowed)
