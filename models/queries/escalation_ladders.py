"""The ladders of the ledger with their steps, as the window, the command line and the writing know them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Table, select

from models.errors import UserError
from models.rules.ladders import Trigger, read_triggers
from models.schema import Ladder, LadderStep

LADDER: Table = Ladder.__table__  # type: ignore[assignment]
STEP: Table = LadderStep.__table__  # type: ignore[assignment]
FIELD_KINDS: dict[str, str] = {"text": "一行字", "long": "多行字", "date": "日期", "number": "数字"}
SCOPES: dict[str, str] = {"both": "问题和单位", "problem": "只对问题", "unit": "只对单位"}


@dataclass(frozen=True)
class StepField:
    """A further field that a step asks for; ``due`` is a date by which the step must be answered."""

    key: str
    title: str
    kind: str
    due: bool = False


@dataclass(frozen=True)
class StepLine:
    """One step as it is set up now."""

    id: int
    ladder_id: int
    position: int
    name: str
    triggers: tuple[Trigger, ...]
    taken_by: str
    """The date of a problem that stands for this step, see ``rules.ladders``; empty mostly."""
    issuer: str = ""
    addressee: str = ""
    approver: str = ""
    document: str = ""
    reply_workdays: int | None = None
    reply_what: str = ""
    effect: str = ""
    fields: tuple[StepField, ...] = ()
    origin: str = ""
    active: bool = True


@dataclass(frozen=True)
class LadderLine:
    """A ladder with the steps that are in use, in their order (``steps``), and those retired."""

    id: int
    name: str
    scope: str
    origin: str
    active: bool
    steps: tuple[StepLine, ...]
    retired: tuple[StepLine, ...] = ()

    def step(self, step_id: int) -> StepLine:
        """A step by its id; UserError when there is none."""
        found = next((one for one in (*self.steps, *self.retired) if one.id == step_id), None)
        if found is None:
            raise UserError("督促阶梯里没有这一步", advice="请刷新")
        return found

    def named(self, name: str) -> StepLine:
        """A step in use by its name; UserError names those there are."""
        found = next((one for one in self.steps if one.name == name), None)
        if found is None:
            names = "、".join(one.name for one in self.steps)
            raise UserError(f"“{self.name}”里没有“{name}”这一步", advice=f"可用：{names}")
        return found

    @property
    def triggers(self) -> list[tuple[int, tuple[Trigger, ...]]]:
        """Positions, rising, with the alternatives of each."""
        return [(one.position, one.triggers) for one in self.steps]


def read_ladders(connection: Connection, *, retired: bool = False) -> tuple[LadderLine, ...]:
    """The ladders in use in their order; with ``retired`` all that were ever made."""
    steps: dict[int, list[StepLine]] = {}
    for row in connection.execute(select(STEP).order_by(STEP.c.position, STEP.c.id)).mappings():
        steps.setdefault(row["ladder_id"], []).append(step_of(row))
    query = select(LADDER).order_by(LADDER.c.position, LADDER.c.id)
    found: list[LadderLine] = []
    for row in connection.execute(query if retired else query.where(LADDER.c.active)):
        mine = steps.get(row.id, [])
        used, gone = tuple(one for one in mine if one.active), tuple(one for one in mine if not one.active)
        found.append(LadderLine(row.id, row.name, row.scope, row.origin or "", bool(row.active), used, gone))
    return tuple(found)


def ladder_of(connection: Connection, which: int | str | None = None) -> LadderLine:
    """A ladder by id or name, the first in use where none is named; UserError names those there are."""
    lines = read_ladders(connection, retired=isinstance(which, int))
    if which is None and lines:
        return lines[0]
    found = next((one for one in lines if which in (one.id, one.name)), None)
    if found is None:
        if not lines:
            raise UserError("还没有督促阶梯", advice="请在“设置与备份—督促阶梯”里恢复预设或新建")
        raise UserError(f"没有“{which}”这个督促阶梯", advice=f"可用：{'、'.join(one.name for one in lines)}")
    return found


def step_of(row: Mapping[Any, Any]) -> StepLine:
    """A row of the table as a step."""
    triggers, taken_by = read_triggers(row["trigger"])
    return StepLine(
        row["id"], row["ladder_id"], row["position"], row["name"], triggers, taken_by, row["issuer"] or "",
        row["addressee"] or "", row["approver"] or "", row["document"] or "", row["reply_workdays"],
        row["reply_what"] or "", row["effect"] or "", read_fields(row["fields"]), row["origin"] or "",
        bool(row["active"]),
    )  # fmt: skip


def read_fields(text: str | None) -> tuple[StepField, ...]:
    """The further fields as a step keeps them; what cannot be read is left out."""
    try:
        told = json.loads(text or "[]")
    except ValueError:
        return ()
    found: list[StepField] = []
    for one in cast("list[Any]", told) if isinstance(told, list) else []:
        if isinstance(one, dict):
            line = cast("dict[str, Any]", one)
            kind = str(line.get("kind") or "text")
            if line.get("key") and line.get("title"):
                found.append(
                    StepField(
                        str(line["key"]), str(line["title"]), kind if kind in FIELD_KINDS else "text",
                        bool(line.get("due")),
                    )
                )  # fmt: skip
    return tuple(found)


def fields_text(fields: Iterable[StepField]) -> str:
    """The reverse."""
    return json.dumps(
        [{"key": one.key, "title": one.title, "kind": one.kind} | ({"due": True} if one.due else {}) for one in fields],
        ensure_ascii=False,
    )
