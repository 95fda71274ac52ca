"""Answers that later imports go by: what a wording means, who said so and when; taught, revoked and taught again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, insert, select, update

from models import clock
from models.errors import UserError
from models.operations.change import Change
from models.operations.history import Recorder, open_change_set
from models.schema import Actor, LearnedAnswer
from models.schema import Change as ChangeRow

if TYPE_CHECKING:
    from models.store import Ledger

_ANSWER: Table = LearnedAnswer.__table__  # type: ignore[assignment]
_ACTOR: Table = Actor.__table__  # type: ignore[assignment]
_CHANGE: Table = ChangeRow.__table__  # type: ignore[assignment]
ENTITY = "learned_answer"
KIND_WORDS: dict[str, str] = {"value": "取值", "place": "地名", "unit": "单位", "deadline": "时限用语"}
_LONGEST_SAID, _LONGEST_WITHIN = 300, 60


@dataclass(frozen=True)
class Teaching:
    """What to learn: ``meant`` is a text, None for blank, or an object (deadlines, rows left out)."""

    kind: str
    field: str
    said: str
    meant: Any
    within: str = ""


@dataclass(frozen=True)
class AnswerLine:
    """A learned answer as a screen lists it; ``batch`` None means that it was entered by hand."""

    id: int
    kind: str
    field: str
    said: str
    within: str
    meant: Any
    at: datetime
    actor: str
    batch: int | None
    active: bool


def list_answers(ledger: Ledger, *, revoked: bool = True) -> list[AnswerLine]:
    """All answers, newest first; without the revoked ones where ``revoked`` is False."""
    with ledger.reading() as connection:
        lines = read_taught(connection)
    return sorted((line for line in lines if revoked or line.active), key=lambda line: (line.at, line.id), reverse=True)


def read_taught(connection: Connection) -> list[AnswerLine]:
    """All answers in one question."""
    query = select(_ANSWER, _ACTOR.c.name.label("actor")).outerjoin(_ACTOR, _ACTOR.c.id == _ANSWER.c.actor_id)
    return [
        AnswerLine(
            row.id, row.kind, row.field, row.said, row.within, json.loads(row.meant), row.learned_at, row.actor or "",
            row.batch_id, row.active,
        )
        for row in connection.execute(query.order_by(_ANSWER.c.id))
    ]  # fmt: skip


def learn(ledger: Ledger, teachings: Iterable[Teaching], title: str = "") -> Change:
    """Teach by hand, in one step; a wording taught before gets the new meaning."""
    told = [_checked(one) for one in teachings]
    words = title or (f"教会“{told[0].said}”" if len(told) == 1 else f"教会 {len(told)} 个用语")
    with ledger.writing() as connection:
        recorder = open_change_set(connection, ledger.actor, words, kind="teach")
        written = learn_in(connection, recorder, told)
        if not written:
            raise UserError(f"“{told[0].said}”已经是这样理解的" if told else "没有要教的用语")
        recorder.close()
    return Change(recorder.id, words[:200], frozenset(), frozenset({"learned"}), "teach")


def learn_in(
    connection: Connection, recorder: Recorder, teachings: Iterable[Teaching], batch: int | None = None
) -> int:
    """Teach inside a transaction that the caller commits; returns how many answers are new or differ."""
    known = {(line.kind, line.field, line.said, line.within): line for line in read_taught(connection)}
    written = 0
    for one in teachings:
        text = json.dumps(one.meant, ensure_ascii=False, sort_keys=True)
        line = known.get((one.kind, one.field, one.said, one.within))
        if line is not None and line.active and line.meant == one.meant:
            continue
        values = {
            "meant": text, "learned_at": clock.now().replace(microsecond=0), "actor_id": recorder.actor_id,
            "batch_id": batch, "active": True,
        }  # fmt: skip
        if line is None:
            place = {"kind": one.kind, "field": one.field, "said": one.said, "within": one.within}
            made: Any = connection.execute(insert(_ANSWER).values(**place, **values)).inserted_primary_key
            recorder.created([made[0]], entity=ENTITY)
            recorder.changed(made[0], "meant", None, {"said": one.said, "meant": one.meant}, entity=ENTITY)
        else:
            connection.execute(update(_ANSWER).where(_ANSWER.c.id == line.id).values(**values))
            recorder.changed(line.id, "meant", line.meant, one.meant, entity=ENTITY)
            recorder.changed(line.id, "active", line.active, True, entity=ENTITY)
        written += 1
    return written


def revoke(ledger: Ledger, ids: Iterable[int]) -> Change:
    """Stop going by some answers; later imports ask again. They stay listed and can be taught again."""
    return _switch(ledger, list(ids), active=False)


def restore(ledger: Ledger, ids: Iterable[int]) -> Change:
    """Go by revoked answers again."""
    return _switch(ledger, list(ids), active=True)


def _switch(ledger: Ledger, ids: list[int], *, active: bool) -> Change:
    with ledger.writing() as connection:
        rows = connection.execute(
            select(_ANSWER.c.id, _ANSWER.c.said).where(_ANSWER.c.id.in_(ids), _ANSWER.c.active.is_not(active))
        ).all()
        if not rows:
            raise UserError("没有可以恢复的用语" if active else "没有可以撤销的用语", advice="请刷新列表")
        verb = "恢复" if active else "撤销"
        title = f"{verb}用语“{rows[0].said}”"[:200] if len(rows) == 1 else f"{verb} {len(rows)} 个用语"
        recorder = open_change_set(connection, ledger.actor, title, kind="teach")
        connection.execute(update(_ANSWER).where(_ANSWER.c.id.in_([row.id for row in rows])).values(active=active))
        recorder.changed_many(((row.id, "active", not active, active) for row in rows), entity=ENTITY)
        recorder.close()
    return Change(recorder.id, title, frozenset(), frozenset({"learned"}), "teach")


def take_back_answers(connection: Connection, recorder: Recorder, set_id: int) -> int:
    """Undo what a step taught or revoked, except what was taught anew since; returns how many answers it touched."""
    steps = connection.execute(
        select(_CHANGE.c.entity_id, _CHANGE.c.field, _CHANGE.c.old, _CHANGE.c.new)
        .where(_CHANGE.c.change_set_id == set_id, _CHANGE.c.entity == ENTITY)
        .order_by(_CHANGE.c.id)
    ).all()
    made = {row.entity_id for row in steps if row.field == ""}
    lines = {line.id: line for line in read_taught(connection)} if steps else {}
    touched = 0
    for key, field, old, new in steps:
        line = lines.get(key)
        if line is None or (key in made) != (field == ""):
            continue
        if field == "":
            name, before, after = "active", line.active, False
        else:
            name, before, after = field, getattr(line, field), json.loads(old) if old is not None else None
            if before != (json.loads(new) if new is not None else None):
                continue
        value = json.dumps(after, ensure_ascii=False, sort_keys=True) if name == "meant" else after
        connection.execute(update(_ANSWER).where(_ANSWER.c.id == key).values({name: value}))
        recorder.changed(key, name, before, after, entity=ENTITY)
        touched += before != after
    return touched


def _checked(one: Teaching) -> Teaching:
    said, within = one.said.strip(), one.within.strip()
    if not said:
        raise UserError("清单里写的用语不能为空")
    if one.kind not in KIND_WORDS:
        raise UserError(f"没有“{one.kind}”这一类用语")
    if len(said) > _LONGEST_SAID or len(within) > _LONGEST_WITHIN:
        raise UserError(f"用语最多 {_LONGEST_SAID} 个字，范围最多 {_LONGEST_WITHIN} 个字")
    if said == one.meant:
        raise UserError(f"“{said}”和它的含义相同，不必教")
    return Teaching(one.kind, one.field, said, one.meant, within)
