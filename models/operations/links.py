"""关联: one problem points at another: duplicate, merged into, come back after closing, split from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Table, select

from models.errors import UserError
from models.operations.change import Change
from models.operations.dossier_steps import on_problem, on_row
from models.operations.dossier_values import LINK_NOTE, typed_one
from models.operations.rows import create_row, remove_rows
from models.queries.fields import PROBLEM
from models.schema import ProblemLink

if TYPE_CHECKING:
    from models.store import Ledger

LINK_KINDS: dict[str, str] = {
    "duplicate": "重复于",
    "merged": "合并到",
    "reopened": "疑似反弹自",
    "rebound": "反弹自",
    "split": "拆分自",
}
"""How this problem stands to the other, by the kind that is stored."""
INVERSE: dict[str, str] = {
    "duplicate": "有重复件",
    "merged": "并入了",
    "reopened": "疑似反弹为",
    "rebound": "反弹为",
    "split": "拆分出",
}
"""The same, seen from the other problem."""
_KEY = "problem_link"
_LINK: Table = ProblemLink.__table__  # type: ignore[assignment]


def add_link(ledger: Ledger, problem_id: int, other_id: int, kind: str, note: str = "") -> Change:
    """Relate a problem to another; UserError when it is itself, the other is gone, or they are so related already."""
    if kind not in LINK_KINDS:
        raise UserError(f"没有“{kind}”这种关联", advice="可用的有" + "、".join(LINK_KINDS.values()))
    if problem_id == other_id:
        raise UserError("不能和自己关联", advice="请选另一条问题")
    said = typed_one(LINK_NOTE, note)
    with on_problem(ledger, problem_id, _KEY) as step:
        other = step.connection.execute(
            select(PROBLEM.c.ledger_number, PROBLEM.c.number, PROBLEM.c.removed_in).where(PROBLEM.c.id == other_id)
        ).one_or_none()
        if other is None or other.removed_in is not None:
            raise UserError("要关联的问题已不在台账里", advice="请重新查找")
        same = select(_LINK.c.id).where(_LINK.c.kind == kind, _LINK.c.removed_in.is_(None)).limit(1)
        for here, there in ((problem_id, other_id), (other_id, problem_id)):
            query = same.where(_LINK.c.problem_id == here, _LINK.c.other_id == there)
            if step.connection.execute(query).first() is not None:
                raise UserError(f"和 {other.ledger_number} 的这种关联已经有了")
        recorder = step.record(f"关联：{LINK_KINDS[kind]} {other.ledger_number}")
        row = {"problem_id": problem_id, "other_id": other_id, "kind": kind, "number": other.number, "note": said}
        create_row(step.connection, recorder, _KEY, row)
    return _with_other(step.change, other_id)


def remove_link(ledger: Ledger, link_id: int) -> Change:
    """Take a relation away; both problems stay as they are."""
    with on_row(ledger, _KEY, link_id) as (step, row):
        other = step.connection.execute(select(PROBLEM.c.ledger_number).where(PROBLEM.c.id == row["other_id"])).scalar()
        recorder = step.record(f"取消关联：{LINK_KINDS.get(row['kind'], '')} {other or row['number'] or ''}".rstrip())
        remove_rows(step.connection, recorder, _KEY, [link_id])
    return _with_other(step.change, row["other_id"])


def _with_other(change: Change, other_id: int | None) -> Change:
    """Both problems show the relation."""
    touched = change.entity_ids or frozenset()
    ids = touched | {other_id} if other_id is not None else touched
    return Change(change.change_set_id, change.title, frozenset(ids), change.fields, change.kind)
