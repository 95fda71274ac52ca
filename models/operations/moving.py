"""Moving problems from state to state: the one way a state changes, checked against 状态与流转, with a name to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from models.errors import UserError
from models.operations.change import Change
from models.operations.edit import checked_value, shown_fields
from models.operations.history import Recorder, open_change_set
from models.operations.move_choices import AllowedMove, allowed_moves, move_choices
from models.operations.move_judging import Judge, Lead, Move, MoveRefused, Refusal
from models.operations.stored_values import write_fields
from models.progress import Progress, silent

if TYPE_CHECKING:
    from models.store import Ledger

__all__ = [
    "AllowedMove",
    "Lead",
    "Move",
    "MoveOutcome",
    "MovePreview",
    "MoveRefused",
    "Refusal",
    "allowed_moves",
    "check_moves",
    "move_choices",
    "move_problems",
    "preview_moves",
    "write_moves",
]  # fmt: skip


@dataclass(frozen=True)
class MoveOutcome:
    """What a move of many did: ``moved`` problems, and those that were refused and left alone."""

    change: Change
    moved: int
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class MovePreview:
    """What a move would do: how many would move, how many are there already, and who may not."""

    moving: int
    unchanged: int
    refusals: tuple[Refusal, ...] = ()


def check_moves(connection: Connection, moves: Sequence[Move], actor: str, reason: str = "") -> list[Refusal]:
    """Those that may not be moved so by this person, with why; UserError where a state does not exist."""
    return Judge(connection, actor, reason).take(moves).refusals


def write_moves(
    connection: Connection, recorder: Recorder, moves: Sequence[Move], actor: str, reason: str = ""
) -> frozenset[str]:
    """Move them all inside a transaction of the caller's; MoveRefused (nothing written) if any is refused.

    Returns the fields changed. A move to a closed state writes 按期/超期 with it; one that leaves it empties 销号日期
    (history and the application keep it) and keeps 按期/超期.
    """
    judged = Judge(connection, actor, reason).take(moves)
    if judged.refusals:
        raise MoveRefused(judged.refusals)
    write_fields(connection, recorder, judged.changes)
    return frozenset(change.field for change in judged.changes)


def preview_moves(
    ledger: Ledger,
    ids: Sequence[int],
    status: str,
    *,
    actor: str = "",
    reason: str = "",
    values: Mapping[str, Any] | None = None,
    progress: Progress = silent,
) -> MovePreview:
    """What ``move_problems`` would do with the same arguments; writes nothing."""
    with ledger.at_hand():
        typed = {name: checked_value(name, value) for name, value in (values or {}).items()}
    with ledger.reading() as connection:
        moves = [Move(problem, status, typed) for problem in ids]
        judge = Judge(connection, (actor or ledger.actor).strip(), reason)
        judged = judge.take(moves, lambda done: progress(done, "核对能否这样流转"))
    still = len(ids) - len(judged.moved) - len(judged.refusals)
    return MovePreview(len(judged.moved), still, tuple(judged.refusals))


def move_problems(
    ledger: Ledger,
    ids: Iterable[int],
    status: str,
    *,
    actor: str = "",
    reason: str = "",
    values: Mapping[str, Any] | None = None,
    skip_refused: bool = False,
    progress: Progress = silent,
) -> MoveOutcome:
    """Move problems in one step; ``actor`` is who decided (default: who works with the ledger).

    ``values`` are fields written to each of them, as typed. Without ``skip_refused`` one refusal refuses all;
    MoveRefused also where none is left.
    """
    problems = list(dict.fromkeys(ids))
    if not problems:
        raise UserError("没有选中要办理的问题")
    who = (actor or ledger.actor).strip()
    if not who:
        raise UserError("不知道由谁办理", advice="请先在设置里填写经办人")
    with ledger.at_hand():
        typed = {name: checked_value(name, value) for name, value in (values or {}).items()}
    with ledger.writing() as connection:
        judge = Judge(connection, who, reason)
        moves = [Move(problem, status, typed) for problem in problems]
        judged = judge.take(moves, lambda done: progress(0.4 * done, "核对能否这样流转"))
        if judged.refusals and (not skip_refused or not judged.moved):
            raise MoveRefused(judged.refusals)
        title = f"{len(judged.moved):,} 条问题转为“{status}”" + (f"：{reason.strip()}" if reason.strip() else "")
        if not judged.changes:
            return MoveOutcome(Change(0, title[:200], frozenset(), frozenset(), "status"), 0, tuple(judged.refusals))
        recorder = open_change_set(connection, who, title[:200], kind="status")
        write_fields(connection, recorder, judged.changes, progress.part(0.4, 0.95))
        recorder.close()
        progress(0.97, "保存")
    touched = frozenset(change.problem_id for change in judged.changes)
    fields = shown_fields(change.field for change in judged.changes)
    change = Change(recorder.id, title[:200], touched, fields, "status")
    return MoveOutcome(change, len(judged.moved), tuple(judged.refusals))
