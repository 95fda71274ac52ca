"""Applications for 销号 in a demo ledger: one in every stage, with ticks, small pictures as evidence, and reviews."""

from __future__ import annotations

import json
import struct
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from models.operations.demo_problems import PROBLEM_COLUMNS, DemoProblem
from models.operations.history import Recorder, open_change_set
from models.operations.rows import create_row
from models.operations.stored_values import FieldChange, write_fields
from models.queries.closure_cases import read_problem_facts
from models.queries.closure_standards import read_standards
from models.queries.workday_calendar import read_calendar
from models.rules.closure import (
    SELF_CHECK,
    Level,
    Standard,
    place_words,
    stage_at,
    standard_for,
)
from models.rules.closure_publicity import Objection, run_clock
from models.rules.workdays import WorkdayCalendar
from models.store.evidence_files import store_file

if TYPE_CHECKING:
    from models.store import Ledger

_PEOPLE = ("孙丽", "赵刚", "周洁", "吴海", "高峰")
_SUBMITTER, _APPROVER = "王敏", "郑立新"
_KINDS = (("整改前照片", "整改前.png"), ("整改后照片", "整改后.png"), ("监测报告", "监测报告.png"))
_CLOSED, _SHARE, _LEAST, _MOST = 6, 25, 6, 36
"""Applications that are over; of the others one in so many problems, within these numbers."""
_NEAREST = ("待销号", "整改中")
"""Problems that are taken for them, those nearest to closing first."""
_SHAPES = ("lacking", "joint", "public", "returned", "approval", "waiting", "ready", "prereview", "objected", "over",
           "joint", "lacking")  # fmt: skip
"""Where an application stands, one after another."""
_RETURN = "整改不彻底"


def write_closures(
    connection: Connection, ledger: Ledger, problems: Sequence[DemoProblem], random: Random, today: date
) -> int:
    """Write them in one step; returns how many there are."""
    wanted = min(max(len(problems) // _SHARE, _LEAST), _MOST)
    states = {one.id: dict(zip(PROBLEM_COLUMNS, one.row, strict=True))["status"] for one in problems}
    newest = [one.id for one in reversed(problems)]
    near = [key for status in _NEAREST for key in newest if states[key] == status][:wanted]
    closed = [key for key in newest if states[key] == "已销号"][:_CLOSED]
    if not near and not closed:
        return 0
    recorder = open_change_set(connection, ledger.actor, f"登记 {len(near) + len(closed)} 件销号申请", kind="demo")
    maker = _Maker(connection, ledger, recorder, random, today)
    maker.read([*near, *closed])
    for place, key in enumerate(near):
        maker.write(key, _SHAPES[place % len(_SHAPES)], place)
    for place, key in enumerate(closed):
        maker.write(key, "closed", place)
    maker.write_states()
    recorder.close()
    return len(near) + len(closed)


class _Maker:
    """Knows the standards and the calendar; ``write`` makes the application of one problem."""

    def __init__(
        self, connection: Connection, ledger: Ledger, recorder: Recorder, random: Random, today: date
    ) -> None:  # fmt: skip
        self._connection, self._ledger, self._recorder = connection, ledger, recorder
        self._random, self._today = random, today
        self._standards = read_standards(connection)
        self._calendar: WorkdayCalendar = read_calendar(connection)
        self._facts: Mapping[int, Any] = {}
        self._moves: list[FieldChange] = []

    def read(self, ids: Sequence[int]) -> None:
        """The problems that are going to be written."""
        self._facts = read_problem_facts(self._connection, ids)

    def write(self, key: int, shape: str, place: int) -> None:
        """An application of one of ``_SHAPES``, or a closed one."""
        facts = self._facts[key]
        standard = standard_for(self._standards, facts.category, facts.campaign)
        if standard is None:
            return
        kinds = {"approval": "filing", "public": "publicity", "objected": "publicity", "over": "publicity"}
        level = next((one for one in standard.route if one.kind == kinds.get(shape, shape)), standard.route[1])
        if shape in ("waiting", "lacking", "ready", "returned"):
            self._move(facts, standard.route[0])
            self._waiting(facts, standard, shape)
        elif shape == "closed":
            self._apply(facts, standard, None, shape, place)
        else:
            self._move(facts, level)
            self._apply(facts, standard, level, shape, place)

    def _move(self, facts: Any, level: Level) -> None:
        if level.status and level.status != facts.status:
            self._moves.append(FieldChange(facts.id, "status", facts.status, level.status))

    def write_states(self) -> None:
        """Put the problems into the states of the levels where they stand."""
        write_fields(self._connection, self._recorder, self._moves)

    def _waiting(self, facts: Any, standard: Standard, shape: str) -> None:
        """Not applied for, preparing with something missing, ready, or returned and to be applied for again."""
        if shape == "waiting":
            return
        pieces = self._evidence(facts, 3)
        values: dict[str, Any] = {"stage": "preparing"}
        if shape == "returned":
            values = {
                "stage": "returned", "return_reason": _RETURN, "returned_on": self._back(2), "submitted_on":
                self._back(6),
            }  # fmt: skip
        level = standard.route[1] if shape == "returned" else standard.route[0]
        key = self._closure(facts, standard, level, values | {"level_since": self._back(9)})
        self._ticks(key, standard, pieces, self._back(7), leave=1 if shape == "lacking" else 0)
        if shape == "returned":
            self._review(key, facts, standard.route[0], _SUBMITTER, self._back(6))
            self._review(key, facts, level, _PEOPLE[0], self._back(2), back=True)

    def _apply(self, facts: Any, standard: Standard, at: Level | None, shape: str, place: int) -> None:
        """An application that came as far as a level, or to its end (None)."""
        levels = standard.route
        reached = levels.index(at) if at is not None else len(levels)
        pieces = self._evidence(facts, 2)
        on = self._days(levels, reached)
        values: dict[str, Any] = {"submitted_on": on[0], "stage": stage_at(at), "level_since": on[-1]}
        if at is not None and at.workdays:
            values["level_due_on"] = self._calendar.add(on[-1], at.workdays).day
        public = next((one for one in levels if one.kind == "publicity"), None)
        objections: tuple[Objection, ...] = ()
        if public is not None and reached >= levels.index(public):
            if shape == "objected":
                objections = (Objection(self._back(2), text="夜间仍有异味"),)
            values |= self._publicity(standard, {"public": 4, "objected": 5, "over": 16}.get(shape, 17), objections)
        if at is None:
            values |= self._filed(place)
        key = self._closure(facts, standard, at or levels[-1], values)
        self._ticks(key, standard, pieces, on[0])
        for number, level in enumerate(levels[:reached]):
            who = _SUBMITTER if level.kind == SELF_CHECK else _PEOPLE[number % len(_PEOPLE)]
            self._review(key, facts, level, who, on[number])
        for one in objections:
            row = {"closure_id": key, "received_on": one.received_on, "person": "附近居民", "text": one.text}
            create_row(self._connection, self._recorder, "closure_objection", row)

    def _days(self, levels: Sequence[Level], reached: int) -> list[date]:
        """When each level was passed, and since when it stands at the one reached; publicity takes two weeks."""
        public = next((number for number, one in enumerate(levels) if one.kind == "publicity"), len(levels))
        before = 19 if reached > public else 5
        return [
            self._back(3 * (min(reached, public) - number) + before if number < public or reached <= public else 3)
            for number in range(reached + 1)
        ]

    def _publicity(self, standard: Standard, since: int, objections: tuple[Objection, ...]) -> dict[str, Any]:
        start = self._back(since)
        clock = run_clock(self._calendar, start, standard.publicity_days, objections)
        return {
            "publicity_from": start, "publicity_days": standard.publicity_days, "publicity_until": clock.until,
            "publicity_used": clock.used, "publicity_estimated": clock.estimated, "publicity_place": "单位网站",
        }  # fmt: skip

    def _filed(self, place: int) -> dict[str, Any]:
        return {
            "stage": "closed", "approver": _APPROVER, "approved_on": self._back(2), "filed_on": self._back(1),
            "filing_number": f"督改备〔{self._today.year}〕{place + 1}号", "filed_to": "生态环境部",
        }  # fmt: skip

    def _back(self, days: int) -> date:
        """The working day at least so many days ago."""
        return self._calendar.on_or_before(self._today - timedelta(days=days)).day

    def _closure(self, facts: Any, standard: Standard, level: Level, values: dict[str, Any]) -> int:
        row: dict[str, Any] = {
            "problem_id": facts.id, "standard_id": standard.id, "number": 1, "level_id": level.id,
            "unit": facts.responsible_unit, "submitter": _SUBMITTER, "publicity_days": standard.publicity_days,
            "summary": "措施已全部完成，经自查达到要求，建立了日常巡查制度。",
        }  # fmt: skip
        return create_row(self._connection, self._recorder, "closure", row | values)

    def _ticks(
        self, key: int, standard: Standard, pieces: Sequence[int], on: date, leave: int = 0
    ) -> None:  # fmt: skip
        left_out = len(standard.conditions) - 2
        for number, condition in enumerate(standard.conditions):
            if leave and number == left_out:
                continue
            row = {
                "closure_id": key, "condition_id": condition.id, "text": condition.text, "ticked_on": on,
                "person": _PEOPLE[number % 2],
                "evidence": json.dumps([pieces[number % len(pieces)]] if condition.needs_evidence else []),
            }  # fmt: skip
            create_row(self._connection, self._recorder, "closure_tick", row)

    def _review(self, key: int, facts: Any, level: Level, who: str, on: date, *, back: bool = False) -> None:
        unit = place_words(level.unit, facts.city, facts.county, facts.responsible_unit)
        row = {
            "closure_id": key, "level_id": level.id, "level_name": level.name, "kind": level.kind, "reviewer": who,
            "unit": unit[:200], "reviewed_on": on, "result": "returned" if back else "passed",
            "opinion": "现场仍有未清理的物料" if back else "同意", "reason": _RETURN if back else None,
        }  # fmt: skip
        create_row(self._connection, self._recorder, "closure_review", row)

    def _evidence(self, facts: Any, count: int) -> list[int]:
        """Small pictures, each of its own colours, kept in the evidence folder as any other file."""
        found: list[int] = []
        for kind, name in _KINDS[:count]:
            with tempfile.TemporaryDirectory(prefix="rectledger-") as folder:
                path = Path(folder) / name
                path.write_bytes(_picture(self._random))
                stored = store_file(self._ledger.evidence_folder, path)
            row = {"problem_id": facts.id, "title": name.removesuffix(".png"), "kind": kind}
            key = create_row(self._connection, self._recorder, "evidence", row)
            version = {
                "evidence_id": key, "number": 1, "sha256": stored.sha256, "name": name, "size": stored.size,
                "media_type": "image/png", "added_at": self._recorder.at, "actor_id": self._recorder.actor_id,
            }  # fmt: skip
            create_row(self._connection, self._recorder, "evidence_version", version)
            found.append(key)
        return found


def _picture(random: Random, width: int = 64, height: int = 48) -> bytes:
    """A PNG of colours that run into one another, unlike any other."""
    columns, lines = 4, 3
    spots = [[[70 + random.random() * 150 for _part in range(3)] for _x in range(columns)] for _y in range(lines)]
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        upper, down = divmod(y / height * (lines - 1), 1)
        for x in range(width):
            left, right = divmod(x / width * (columns - 1), 1)
            near = spots[int(upper)][int(left) : int(left) + 2]
            far = spots[int(upper) + 1][int(left) : int(left) + 2]
            rows += bytes(
                round(
                    (near[0][part] * (1 - right) + near[1][part] * right) * (1 - down)
                    + (far[0][part] * (1 - right) + far[1][part] * right) * down
                )
                for part in range(3)
            )

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b"")
    )
