"""Moving the state of problems: the only way a state changes besides typing it in, always with a name to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from models.errors import UserError
from models.operations.change import Change
from models.operations.edit import CellEdit, apply_edits

if TYPE_CHECKING:
    from models.store import Ledger


def move_status(ledger: Ledger, ids: Iterable[int], status: str, *, actor: str = "", reason: str = "") -> Change:
    """Set the state of problems; ``actor`` is who decided (default: who works with the ledger)."""
    problems = list(ids)
    if not problems:
        raise UserError("没有选中要办理的问题")
    who = (actor or ledger.actor).strip()
    if not who:
        raise UserError("不知道由谁办理", advice="请先在设置里填写经办人")
    title = f"{len(problems)} 条问题转为“{status}”" + (f"：{reason}" if reason else "")
    edits = [CellEdit(problem, "status", status) for problem in problems]
    return apply_edits(ledger, edits, title[:200], kind="status", actor=who)
