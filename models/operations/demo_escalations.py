"""Chains of supervision against some cities and problems of a demo ledger, with answers, reminders and one lifted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection

from models.operations.demo_problems import PROBLEM_COLUMNS, DemoProblem
from models.operations.history import Recorder, open_change_set
from models.operations.rows import create_row
from models.queries.escalation_ladders import LadderLine, StepLine, read_ladders
from models.queries.workday_calendar import read_calendar
from models.rules.workdays import WorkdayCalendar

_UNITS, _PROBLEMS = 5, 4
_CHAINS = (
    ("预警", "通报", "约谈", "挂牌督办"),
    ("预警", "通报", "约谈"),
    ("预警", "通报"),
    ("预警",),
    ("预警", "通报"),
)
_DAYS_AGO = {1: (12,), 2: (34, 9), 3: (74, 46, 24), 4: (118, 87, 52, 21)}
_SAID = ("已制定整改方案，逐条明确责任人和完成时间。", "已完成过半，其余按计划推进，附进展清单。")
_CALLED = (("赵科长", "正在汇总，下周报来"), ("市办值班室", "已转主要领导"), ("钱主任", ""))
_APPROVERS = ("孙副厅长", "李处长")
_PROVINCE = "省级五步法"


def write_escalations(
    connection: Connection, actor: str, problems: Sequence[DemoProblem], random: Random, today: date
) -> int:
    """Write them in one step; returns how many steps were taken."""
    ladder = next((one for one in read_ladders(connection) if one.name == _PROVINCE), None)
    late = _overdue(problems, today)
    if ladder is None or not late:
        return 0
    by_city: dict[str, list[int]] = {}
    for key, city in late:
        by_city.setdefault(city, []).append(key)
    cities = sorted(by_city, key=lambda city: (-len(by_city[city]), city))[:_UNITS]
    recorder = open_change_set(connection, actor, "登记督促措施和催办", kind="demo")
    writer = _Writer(connection, recorder, ladder, read_calendar(connection), random, today)
    for city, names in zip(cities, _CHAINS, strict=False):
        writer.chain(city, by_city[city], names)
    single = [key for key, city in late if city not in cities][:_PROBLEMS]
    for key in single:
        writer.chain("", [key], ("预警",))
    recorder.close()
    return writer.count


def _overdue(problems: Sequence[DemoProblem], today: date) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for one in problems:
        facts: dict[str, Any] = dict(zip(PROBLEM_COLUMNS, one.row, strict=True))
        deadline = facts["deadline"]
        if deadline and facts["status"] in ("待整改", "整改中", "整改不到位") and facts["city"]:
            left = (date.fromisoformat(str(deadline)) - today).days
            if left < 20:
                found.append((one.id, str(facts["city"])))
    return found


class _Writer:
    """Writes the chains one after another; the last step of each waits, those before were answered."""

    def __init__(
        self,
        connection: Connection,
        recorder: Recorder,
        ladder: LadderLine,
        calendar: WorkdayCalendar,
        random: Random,
        today: date,
    ) -> None:
        self._connection = connection
        self._recorder = recorder
        self._steps = {step.name: step for step in ladder.steps}
        self._calendar = calendar
        self._random = random
        self._today = today
        self._shift = 0
        self.count = 0

    def chain(self, unit: str, problem_ids: Sequence[int], names: Sequence[str]) -> None:
        """One chain, its last step the newest."""
        self._shift += 2
        for place, (name, ago) in enumerate(zip(names, _DAYS_AGO[len(names)], strict=True)):
            if name in self._steps:
                taken_on = self._today - timedelta(days=ago + self._shift)
                self._step(self._steps[name], unit, problem_ids, taken_on, last=place == len(names) - 1)

    def _step(
        self, step: StepLine, unit: str, problem_ids: Sequence[int], taken_on: date, *, last: bool
    ) -> None:  # fmt: skip
        self.count += 1
        workdays = step.reply_workdays or (10 if step.name == "预警" else None)
        reached = self._calendar.add(taken_on, workdays) if workdays else None
        values: dict[str, Any] = {
            "ladder_id": step.ladder_id, "step_id": step.id, "step_name": step.name, "position": step.position,
            "unit": unit or None, "taken_on": taken_on, "document": step.document, "document_on": taken_on,
            "document_number": f"督改办〔{taken_on.year}〕{10 + self.count}号", "issuer": step.issuer,
            "addressee": f"{unit}人民政府" if unit else step.addressee, "effect": step.effect or None,
            "approver": _APPROVERS[int(self._random.random() * 2)], "reply_workdays": workdays,
            "why": f"{len(problem_ids)} 条问题临近或超过整改期限" if unit else "超过整改期限，进展滞后",
            "due_on": reached.day if reached else None, "due_estimated": bool(reached and reached.estimated),
        }  # fmt: skip
        if any(one.due for one in step.fields):
            until = taken_on + timedelta(days=180)
            details = {
                "supervision_number": f"{taken_on.year}-{self.count:02d}",
                "supervision_until": until.isoformat(),
            }
            values |= {"details": json.dumps(details, ensure_ascii=False), "due_on": until}
        if not last and values["due_on"] is not None and values["due_on"] < self._today:
            values |= {
                "replied_on": values["due_on"] - timedelta(days=1),
                "reply": _SAID[int(self._random.random() * 2)],
            }
        key = create_row(self._connection, self._recorder, "escalation", values)
        for problem_id in problem_ids:
            link = {"escalation_id": key, "problem_id": problem_id}
            create_row(self._connection, self._recorder, "escalation_problem", link)
        if last:
            self._calls(key, unit, problem_ids, taken_on)

    def _calls(self, key: int, unit: str, problem_ids: Sequence[int], taken_on: date) -> None:
        for number in range(1 + int(self._random.random() * 3)):
            day = taken_on + timedelta(days=4 + 3 * number)
            if day >= self._today:
                return
            person, answer = _CALLED[(self.count + number) % len(_CALLED)]
            row = {
                "escalation_id": key, "unit": unit or None, "problem_id": None if unit else problem_ids[0],
                "at": datetime.combine(day, time(9, 20 + number)), "way": "电话", "person": person,
                "answer": answer or None, "actor_id": self._recorder.actor_id,
            }  # fmt: skip
            create_row(self._connection, self._recorder, "reminder", row)
