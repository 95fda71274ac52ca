"""Deciding 待核实: what became of problems that a complete list no longer holds; no state moves by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select, update

from models.errors import UserError
from models.operations.change import Change
from models.operations.history import Recorder, open_change_set
from models.queries.vanished import OUTCOMES, VanishedLine, vanished_lines
from models.schema import BatchRow, VanishedItem

if TYPE_CHECKING:
    from models.store import Ledger

_ITEM: Table = VanishedItem.__table__  # type: ignore[assignment]
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_CHUNK = 1_000


def decide_vanished(ledger: Ledger, ids: Iterable[int], outcome: str, basis: str, detail: str = "") -> Change:
    """Conclude entries in one step; ``basis`` is the 依据文号, ``detail`` into which problem or to which province.

    UserError where the basis is missing, or an entry is decided already or gone.
    """
    basis, detail = basis.strip(), detail.strip()
    if outcome not in OUTCOMES:
        raise UserError(f"没有“{outcome}”这种结论", advice="可用的有" + "、".join(OUTCOMES))
    if not basis:
        raise UserError("没有填写依据文号", advice="请写明依据的文件或通知")
    if outcome in ("合并", "划转") and not detail:
        what = "合并到哪一条" if outcome == "合并" else "划转到哪里"
        raise UserError(f"没有写明{what}", advice="请在说明里填写")
    with ledger.writing() as connection:
        lines = _open_lines(connection, list(dict.fromkeys(ids)))
        title = f"{_named(lines)}清单已无，核实为“{outcome}”（{basis}）"[:200]
        recorder = open_change_set(connection, ledger.actor, title, kind="vanished")
        values = {
            "outcome": outcome, "basis": basis[:300], "detail": detail[:300] or None, "decided_at": recorder.at,
            "actor_id": recorder.actor_id, "decided_in": recorder.id,
        }  # fmt: skip
        _write(connection, recorder, lines, values)
        for line in lines:
            recorder.changed(line.id, "outcome", None, outcome, entity="vanished_item")
            recorder.changed(line.id, "basis", None, basis[:300], entity="vanished_item")
            recorder.changed(line.id, "detail", None, detail[:300] or None, entity="vanished_item")
        recorder.close()
        return Change(recorder.id, title, frozenset(line.problem_id for line in lines), frozenset(), "vanished")


def reopen_vanished(ledger: Ledger, ids: Iterable[int]) -> Change:
    """Take a conclusion back: the entries wait for a person again."""
    wanted = list(dict.fromkeys(ids))
    with ledger.writing() as connection:
        lines = [line for line in _lines(connection, wanted) if line.outcome in OUTCOMES]
        if not lines:
            raise UserError("所选各条没有可以撤回的结论", advice="请刷新列表")
        title = f"撤回{_named(lines)}的核实结论"[:200]
        recorder = open_change_set(connection, ledger.actor, title, kind="vanished")
        blank: dict[str, Any] = dict.fromkeys(("outcome", "basis", "detail", "decided_at", "actor_id", "decided_in"))
        _write(connection, recorder, lines, blank)
        for line in lines:
            recorder.changed(line.id, "outcome", line.outcome, None, entity="vanished_item")
            recorder.changed(line.id, "basis", line.basis or None, None, entity="vanished_item")
            recorder.changed(line.id, "detail", line.detail or None, None, entity="vanished_item")
        recorder.close()
        return Change(recorder.id, title, frozenset(line.problem_id for line in lines), frozenset(), "vanished")


def _lines(connection: Connection, ids: list[int]) -> list[VanishedLine]:
    found: list[VanishedLine] = []
    for start in range(0, len(ids), _CHUNK):
        found += vanished_lines(connection, _ITEM.c.id.in_(ids[start : start + _CHUNK]))
    return found


def _open_lines(connection: Connection, ids: list[int]) -> list[VanishedLine]:
    lines = _lines(connection, ids)
    if not ids or len(lines) != len(ids):
        raise UserError("所选的待核实条目已不在", advice="请刷新列表")
    decided = next((line for line in lines if line.outcome), None)
    if decided is not None:
        raise UserError(f"{decided.ledger_number} 已有结论“{decided.outcome}”", advice="要改请先撤回原来的结论")
    return lines


def _write(connection: Connection, recorder: Recorder, lines: list[VanishedLine], values: Mapping[str, Any]) -> None:
    """Write the entries, and mark the rows of the batch that reported them as settled."""
    settled = recorder.id if values["outcome"] else None
    for line in lines:
        connection.execute(update(_ITEM).where(_ITEM.c.id == line.id).values(**values))
        told = select(_ROW.c.id).where(
            _ROW.c.batch_id == line.batch_id, _ROW.c.outcome == "vanished", _ROW.c.problem_id == line.problem_id
        )
        connection.execute(update(_ROW).where(_ROW.c.id.in_(told)).values(resolved_id=settled))


def _named(lines: list[VanishedLine]) -> str:
    return lines[0].ledger_number if len(lines) == 1 else f" {len(lines)} 条问题"
