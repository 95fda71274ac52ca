"""Reporting duties of a demo ledger: two that run since the first rounds, most reports sent in time, some late, a few
outstanding, and some units urged.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, Table, select

from models.operations.history import Recorder, open_change_set
from models.operations.rows import create_row, write_row_changes
from models.queries.duties import DutyDay, DutyReading
from models.schema import Duty

_DUTY: Table = Duty.__table__  # type: ignore[assignment]
_RUNNING = (("双周调度", "整改进展双周调度表"), ("月通报", "整改进展月报"), ("月通报", "全省整改进展月通报"))
_SINCE_DAYS, _RECENT_DAYS = 100, 24
_MISSING, _LATE = 0.07, 0.12
"""Shares of the recent reports that are outstanding, and of all that came late."""
_WHO = ("张工", "李工", "王科", "赵科", "刘工")


def write_duties(connection: Connection, actor: str, random: Random, today: date) -> int:
    """Switch the duties on some months ago and record what was sent since; returns how many reports there are."""
    start = today - timedelta(days=_SINCE_DAYS)
    recorder = open_change_set(connection, actor, "登记报送任务和各单位报送的材料", kind="demo")
    for preset, name in _RUNNING:
        key = connection.execute(select(_DUTY.c.id).where(_DUTY.c.preset == preset, _DUTY.c.name == name)).scalar()
        if key is not None:
            write_row_changes(connection, recorder, "duty", int(key), {"active": True, "starts_on": start})
    reading = DutyReading(connection, datetime.combine(today, time(0, 0)))
    days = reading.days(start, today - timedelta(days=1))
    made = sum(_write_day(connection, recorder, random, day, today) for day in days)
    recorder.close()
    return made


def _write_day(connection: Connection, recorder: Recorder, random: Random, day: DutyDay, today: date) -> int:
    """What came in for one duty on one day, and who of the others was urged since."""
    due = day.occurrence.due_on
    recent = (today - due).days <= _RECENT_DAYS
    yesterday = today - timedelta(days=1)
    made = 0
    for unit in day.units:
        drawn = random.random()
        owed: dict[str, Any] = {"duty_id": day.duty.id, "unit": unit.unit, "period": day.occurrence.period}
        if recent and len(day.units) > 1 and drawn < _MISSING:
            if random.random() < 0.6:
                _remind(connection, recorder, owed, random, due, yesterday)
            continue
        late = len(day.units) > 1 and drawn > 1 - _LATE
        shift = int(random.random() * 3)
        sent = min(due + timedelta(days=1 + shift) if late else due - timedelta(days=shift), yesterday)
        number = 1 + int(random.random() * 60)
        row = {
            "number": 1, "due_on": due, "sent_at": datetime.combine(sent, time(9 + number % 8, number % 60)),
            "sent_by": _WHO[number % len(_WHO)], "what": f"{day.duty.name}（{unit.unit}）.xlsx",
            "document_number": f"〔{due.year}〕{number}号" if day.duty.level == "省级" else None,
        }  # fmt: skip
        create_row(connection, recorder, "duty_report", owed | row)
        made += 1
    return made


def _remind(
    connection: Connection, recorder: Recorder, owed: dict[str, Any], random: Random, due: date, last: date
) -> None:
    for number in range(1 + int(random.random() * 2)):
        at = min(due + timedelta(days=1 + 2 * number), last)
        row = {
            "at": datetime.combine(at, time(10 + number, 15)), "way": ("电话", "微信")[number % 2],
            "person": _WHO[int(random.random() * len(_WHO))], "answer": "尽快报", "actor_id": recorder.actor_id,
        }  # fmt: skip
        create_row(connection, recorder, "reminder", owed | row)
