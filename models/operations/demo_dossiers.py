"""What has gathered behind some problems of a demo ledger: measures, monthly reports and a note."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import Connection

from models.operations.demo_problems import PROBLEM_COLUMNS, DemoProblem
from models.operations.history import Recorder, open_change_set
from models.operations.rows import create_row
from models.rules.measure_shares import even_shares
from models.rules.periods import month_period

_EVERY, _FIRST, _MOST = 5, 3, 200
"""Every fifth problem has a dossier, as far as the first thousand goes."""
_LASTING = "建立长效机制，防止反弹。"
_SAID = ("已制定方案，正在组织实施。", "完成过半，其余按计划推进。", "主体完成，正在自查。")
_NOTES = ("电话问过，下周组织县级验收。", "照片不清楚，已请县里补拍。", "企业负责人换人，新电话待补。")


def write_dossiers(connection: Connection, actor: str, problems: list[DemoProblem], random: Random, today: date) -> int:
    """Write them in one step; returns how many problems have one."""
    chosen = problems[_FIRST : _EVERY * _MOST : _EVERY]
    if not chosen:
        return 0
    recorder = open_change_set(connection, actor, f"登记 {len(chosen)} 条问题的措施和进展", kind="demo")
    for one in chosen:
        _write(connection, recorder, one, random, today)
    recorder.close()
    return len(chosen)


def _write(connection: Connection, recorder: Recorder, problem: DemoProblem, random: Random, today: date) -> None:
    facts: dict[str, Any] = dict(zip(PROBLEM_COLUMNS, problem.row, strict=True))
    done = facts["completed_on"] is not None
    share = Decimal(100) if done else Decimal(10 * int(random.random() * 10))
    for row in _measures(facts, problem.round.assigned_on, share, done):
        create_row(connection, recorder, "measure", row | {"problem_id": problem.id})
    for row in _reports(facts, problem.round.assigned_on, share, today):
        create_row(connection, recorder, "progress_report", row | {"problem_id": problem.id})
    if random.random() < 0.4:
        row = {"at": recorder.at, "actor_id": recorder.actor_id, "text": _NOTES[int(random.random() * len(_NOTES))]}
        create_row(connection, recorder, "note", row | {"problem_id": problem.id})


def _measures(facts: dict[str, Any], assigned: date, share: Decimal, done: bool) -> Iterator[dict[str, Any]]:
    texts = [text for text in str(facts["measures"]).rstrip("。").split("，") if text]
    shares = even_shares(len(texts) + 1)
    for place, text in enumerate(texts):
        due = assigned + timedelta(days=20 * (place + 1))
        yield {
            "position": place, "text": f"{text}。", "responsible_unit": facts["responsible_unit"],
            "due_text": f"{due.year}年{due.month}月{due.day}日前", "due_on": due, "share": shares[place],
            "percent": share, "completed_on": date.fromisoformat(facts["completed_on"]) if done else None,
        }  # fmt: skip
    yield {
        "position": len(texts), "text": _LASTING, "responsible_unit": facts["responsible_unit"], "due_text": "长期坚持",
        "share": shares[-1], "percent": share,
    }  # fmt: skip


def _reports(facts: dict[str, Any], assigned: date, share: Decimal, today: date) -> Iterator[dict[str, Any]]:
    """One a month since the assignment, three at the most, each further than the one before."""
    days = [assigned + timedelta(days=30 * number) for number in (1, 2, 3)]
    passed = [day for day in days if day <= today]
    for place, day in enumerate(passed):
        yield {
            "period": month_period(day), "reported_on": day, "unit": facts["responsible_unit"], "text": _SAID[place],
            "percent": (share * (place + 1) / len(passed)).quantize(Decimal(1)),
        }  # fmt: skip
