"""核查 of a demo ledger: a round of checks that is half done, and a sample of closed problems looked at again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import Connection, select

from models.operations.bulk import insert_rows
from models.operations.history import Recorder, open_change_set
from models.operations.rows import create_row
from models.queries.fields import PROBLEM
from models.queries.verification import MEMBER, VERIFICATION, Team, team_of
from models.rules.sampling import EVERYTHING, Candidate, Share, draw

_TEAMS = (
    Team("核查一组", "李明、王芳", ("石家庄市", "唐山市", "邯郸市", "邢台市", "保定市", "廊坊市")),
    Team("核查二组", "赵强、孙丽", ("太原市", "长治市", "晋城市", "临汾市", "运城市")),
    Team("核查三组", "周伟、吴敏"),
)
_PEOPLE = ("李明", "王芳", "赵强", "孙丽", "周伟", "吴敏")
_PASSED = ("设备已拆除，原料、产品已清空。", "治污设施已安装并正常运行，台账齐全。", "物料已入棚，道路已硬化。")
_FAILED = ("生产设备仍在，具备生产条件。", "治污设施没有运行，现场有异味。", "只覆盖了一半，裸露物料仍在。")
_DEMAND = ("一周内断水断电、清除设备。", "三日内恢复运行，报送监测数据。", "五日内全部入棚或覆盖。")
_SEED = "20190506-031415"
_EVERY_OPEN = 3
"""Of what waits for a check, every third problem is left open."""


def write_verifications(connection: Connection, actor: str, random: Random, today: date) -> int:
    """Write both plans in steps of their own; returns how many checks there are."""
    waiting = _problems(connection, ("已上报待核查", "待销号", "整改不到位"))
    closed = _problems(connection, ("已销号",))
    count = 0
    if waiting:
        count += _round(connection, actor, waiting, random, today)
    if closed:
        count += _sample(connection, actor, closed, random, today)
    return count


def _round(
    connection: Connection, actor: str, rows: Sequence[Mapping[str, Any]], random: Random, today: date
) -> int:  # fmt: skip
    """All that was reported done: checked where the state shows what came of it, the rest still to do."""
    begun = today - timedelta(days=12)
    plan = {
        "name": f"{today.year}年第一轮整改核查", "purpose": "check", "round": "1",
        "basis": "强化监督整改核查工作方案", "starts_on": begun, "ends_on": today + timedelta(days=9),
    }  # fmt: skip
    results = {"待销号": "已整改", "整改不到位": "整改不到位"}
    said: dict[int, dict[str, Any]] = {}
    for row in rows:
        result = results.get(row["status"])
        if result is not None:
            said[row["id"]] = _finding(result, random, begun, failed=result != "已整改")
    return _write(connection, actor, plan, "上报完成的问题", rows, EVERYTHING, "", said, begun, "已上报待核查")


def _sample(
    connection: Connection, actor: str, rows: Sequence[Mapping[str, Any]], random: Random, today: date
) -> int:  # fmt: skip
    """A tenth of what was closed, by city; two thirds looked at so far."""
    begun = today - timedelta(days=5)
    plan = {
        "name": f"{today.year}年已销号问题回头看抽查", "purpose": "recheck",
        "basis": "“回头看”工作安排", "starts_on": begun, "ends_on": today + timedelta(days=25),
    }  # fmt: skip
    share = Share(Decimal(10), 1)
    chosen = draw([Candidate(row["ledger_number"], row["city"] or "") for row in rows], share, _SEED).chosen
    drawn = [row for row in rows if row["ledger_number"] in chosen]
    said = {
        row["id"]: _finding("巩固", random, begun, failed=False)
        for place, row in enumerate(drawn)
        if place % _EVERY_OPEN
    }
    return _write(connection, actor, plan, "已销号的问题", rows, share, _SEED, said, begun, "已销号")


def _write(
    connection: Connection, actor: str, plan: Mapping[str, Any], words: str, rows: Sequence[Mapping[str, Any]],
    share: Share, seed: str, said: Mapping[int, Mapping[str, Any]], begun: date, before: str,
) -> int:  # fmt: skip
    by_city = not share.all
    members = [Candidate(row["ledger_number"], (row["city"] or "") if by_city else "") for row in rows]
    found = draw(members, share, seed)
    recorder = open_change_set(
        connection, actor, f"新建核查方案“{plan['name']}”", kind="demo", at=datetime.combine(begun, time(8, 40))
    )  # fmt: skip
    plan_id = create_row(connection, recorder, "verification_plan", {
        **plan, "teams": json.dumps([team.to_json() for team in _TEAMS], ensure_ascii=False),
        "population": json.dumps({"words": words}, ensure_ascii=False), "population_size": len(rows),
        "population_digest": found.digest, "strata": json.dumps(["city"] if by_city else []),
        "share": json.dumps(share.to_json()), "seed": seed or None, "drawn_at": recorder.at,
    })  # fmt: skip
    ordered = sorted(members, key=lambda one: one.number)
    insert_rows(
        connection, MEMBER, ("plan_id", "place", "ledger_number", "stratum"),
        ((plan_id, place, one.number, one.stratum) for place, one in enumerate(ordered, 1)),
    )  # fmt: skip
    chosen = [row for row in rows if row["ledger_number"] in found.chosen]
    _write_checks(connection, recorder, plan_id, chosen, said, before, by_city=by_city)
    recorder.close()
    return len(chosen)


def _write_checks(
    connection: Connection, recorder: Recorder, plan_id: int, rows: Sequence[Mapping[str, Any]],
    said: Mapping[int, Mapping[str, Any]], before: str, *, by_city: bool,
) -> None:  # fmt: skip
    columns = (
        "plan_id", "problem_id", "place", "stratum", "team", "created_in", "result", "checked_on", "verifier",
        "finding", "demand", "status_before",
    )  # fmt: skip
    entries = ("result", "checked_on", "verifier", "finding", "demand")
    lines: list[tuple[Any, ...]] = []
    for place, row in enumerate(rows, 1):
        found = said.get(row["id"], {})
        team = team_of(_TEAMS, row["city"], row["county"])
        told = [found.get(key) for key in entries]
        told[1] = told[1].isoformat() if told[1] is not None else None
        stratum = (row["city"] or "") if by_city else ""
        lines.append(
            (plan_id, row["id"], place, stratum, team, recorder.id, *told, before if found else None)
        )  # fmt: skip
    insert_rows(connection, VERIFICATION, columns, lines)
    made = select(VERIFICATION.c.id).where(VERIFICATION.c.plan_id == plan_id).order_by(VERIFICATION.c.id)
    recorder.created(connection.execute(made).scalars(), "verification")


def _finding(result: str, random: Random, begun: date, *, failed: bool) -> dict[str, Any]:
    kind = int(random.random() * len(_PASSED))
    return {
        "result": result, "checked_on": begun + timedelta(days=int(random.random() * 5)),
        "verifier": _PEOPLE[int(random.random() * len(_PEOPLE))], "finding": (_FAILED if failed else _PASSED)[kind],
        "demand": _DEMAND[kind] if failed else None,
    }  # fmt: skip


def _problems(connection: Connection, states: Sequence[str]) -> list[Mapping[str, Any]]:
    query = (
        select(PROBLEM.c.id, PROBLEM.c.ledger_number, PROBLEM.c.city, PROBLEM.c.county, PROBLEM.c.status)
        .where(PROBLEM.c.status.in_(states))
        .order_by(PROBLEM.c.city, PROBLEM.c.county, PROBLEM.c.ledger_number)
    )
    return [dict(row) for row in connection.execute(query).mappings()]
