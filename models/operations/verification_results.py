"""核查结果 as a bureau has them: made, changed, put in order, switched off; each one step."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, or_, select

from models.errors import UserError
from models.operations.change import Change
from models.operations.history import open_change_set
from models.operations.rows import create_row, write_row_changes
from models.queries.verification import PLAN, PURPOSES, RESULT, VERIFICATION
from models.schema import Status

if TYPE_CHECKING:
    from models.store import Ledger

WORD, TONES = "results", ("green", "blue", "amber", "purple", "red", "grey")
MOST_NAME = 20
_RESULT = "verification_result"
_STATUS: Table = Status.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class ResultDraft:
    """A result as a person asks for it; see ``VerificationResult`` for what follows from each part."""

    purpose: str
    name: str
    tone: str = "grey"
    moves_to: str | None = None
    failed: bool = False
    needs_finding: bool = False
    falsified: bool = False
    opens_child: bool = False


def add_result(ledger: Ledger, draft: ResultDraft) -> Change:
    """Add a result behind the others of its purpose."""
    with ledger.writing() as connection:
        values = _checked(connection, draft, None)
        last = connection.execute(select(func.max(RESULT.c.position))).scalar() or 0
        recorder = open_change_set(connection, ledger.actor, f"添加核查结果“{draft.name.strip()}”")
        create_row(connection, recorder, _RESULT, values | {"position": last + 1})
        recorder.close()
        return _change(recorder.id, recorder.title)


def edit_result(ledger: Ledger, result_id: int, draft: ResultDraft) -> Change:
    """Change a result; one that findings bear keeps its name. What was entered before stays as it was entered."""
    with ledger.writing() as connection:
        row = _row(connection, result_id)
        values = _checked(connection, draft, result_id)
        if values["name"] != row["name"]:
            used = uses(connection, row["purpose"], row["name"])
            if used:
                raise UserError(
                    f"已有 {used:,} 条核查记录用了“{row['name']}”，不能改名", advice="可以停用它，再添加一个新的"
                )
        if values["purpose"] != row["purpose"]:
            raise UserError("核查结果不能换到另一种核查", advice="请停用它，再添加一个新的")
        if all(row[key] == value for key, value in values.items()):
            return _change(0, "")
        recorder = open_change_set(connection, ledger.actor, f"修改核查结果“{row['name']}”")
        write_row_changes(connection, recorder, _RESULT, result_id, values)
        recorder.close()
        return _change(recorder.id, recorder.title)


def switch_result(ledger: Ledger, result_id: int, active: bool) -> Change:
    """Offer a result again, or no longer; findings that bear it keep it."""
    with ledger.writing() as connection:
        row = _row(connection, result_id)
        title = f"{'启用' if active else '停用'}核查结果“{row['name']}”"
        recorder = open_change_set(connection, ledger.actor, title)
        write_row_changes(connection, recorder, _RESULT, result_id, {"active": active})
        recorder.close()
        return _change(recorder.id, title)


def move_result(ledger: Ledger, result_id: int, by: int) -> Change:
    """Move a result up or down among those of its purpose; the number keys follow the order."""
    with ledger.writing() as connection:
        row = _row(connection, result_id)
        order = (RESULT.c.position, RESULT.c.id)
        query = select(RESULT.c.id, RESULT.c.position).where(RESULT.c.purpose == row["purpose"]).order_by(*order)
        lines = connection.execute(query).all()
        ids, places = [line.id for line in lines], [line.position for line in lines]
        place = ids.index(result_id)
        target = min(max(place + by, 0), len(ids) - 1)
        if target == place:
            return _change(0, "")
        ids.insert(target, ids.pop(place))
        title = f"调整核查结果“{row['name']}”的次序"
        recorder = open_change_set(connection, ledger.actor, title)
        for key, position in zip(ids, sorted(places), strict=True):
            write_row_changes(connection, recorder, _RESULT, key, {"position": position})
        recorder.close()
        return _change(recorder.id, title)


def uses(connection: Connection, purpose: str, name: str) -> int:
    """How many checks bear a result; those without a plan count for every purpose that has the name."""
    query = (
        select(func.count())
        .select_from(VERIFICATION.outerjoin(PLAN, PLAN.c.id == VERIFICATION.c.plan_id))
        .where(
            VERIFICATION.c.result == name, VERIFICATION.c.removed_in.is_(None),
            or_(PLAN.c.purpose == purpose, VERIFICATION.c.plan_id.is_(None)),
        )
    )  # fmt: skip
    return int(connection.execute(query).scalar_one())


def _checked(connection: Connection, draft: ResultDraft, result_id: int | None) -> dict[str, Any]:
    values = asdict(draft)
    name = values["name"] = "".join(draft.name.split())
    if not name or len(name) > MOST_NAME or set(name) & set(',，"'):
        raise UserError(f"核查结果的名称要有 1 到 {MOST_NAME} 个字，不能有逗号和引号", advice="请改名称")
    if draft.purpose not in PURPOSES:
        raise UserError("没有这种核查", advice="可用的有" + "、".join(PURPOSES.values()))
    if draft.tone not in TONES:
        raise UserError("没有这种颜色")
    same = select(RESULT.c.id).where(RESULT.c.purpose == draft.purpose, RESULT.c.name == name)
    found = connection.execute(same).scalar()
    if found is not None and found != result_id:
        raise UserError(f"{PURPOSES[draft.purpose]}已经有“{name}”这个结果", advice="请换一个名称，或者启用原来的")
    if draft.moves_to is not None:
        known = select(_STATUS.c.name).where(_STATUS.c.name == draft.moves_to, _STATUS.c.active.is_(True))
        if connection.execute(known).scalar() is None:
            raise UserError(f"没有“{draft.moves_to}”这个状态", advice="请从列表中选择")
    return values


def _row(connection: Connection, result_id: int) -> Any:
    row = connection.execute(select(RESULT).where(RESULT.c.id == result_id)).mappings().one_or_none()
    if row is None:
        raise UserError("这个核查结果已经不在了", advice="请刷新")
    return row


def _change(key: int, title: str) -> Change:
    return Change(key, title, frozenset(), frozenset({WORD}), "edit")
