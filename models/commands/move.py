"""move: take problems to another state, with the person who decides; those that may not go are listed with why."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from models.commands.arguments import key_value
from models.commands.chosen_problems import chosen_ids
from models.commands.terminal import Terminal
from models.errors import UserError

if TYPE_CHECKING:
    from models.operations.moving import Refusal
    from models.store import Ledger

_DONE, _PARTLY, _NONE = 0, 1, 2
_MOST_SHOWN = 20


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("status", metavar="状态", help="转为哪个状态，如 整改中")
    parser.add_argument("numbers", nargs="*", metavar="编号", help="台账编号，可写多个")
    parser.add_argument("--where", default="", metavar="条件", help="例：'city = 邯郸市 and status = 待整改'")
    parser.add_argument("--by", default="", metavar="人", help="由谁决定（默认：设置里的经办人）")
    parser.add_argument("--reason", default="", metavar="原因", help="退回、暂缓等要写明原因")
    parser.add_argument(
        "--set", action="append", type=key_value, default=[], metavar="字段=值", help="一并填写，如 销号日期=2026-05-06"
    )
    parser.add_argument("--dry-run", action="store_true", help="只看哪些能转、哪些不能，不写入")
    parser.add_argument("--json", action="store_true", help="结果写成一个 JSON 对象")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Move what may be moved; 1 when some were refused, 2 when none could be moved."""
    from models.operations.moving import MoveRefused, move_problems, preview_moves

    dry = bool(arguments.dry_run)
    with terminal.ledger(writing=not dry) as ledger:
        ids = chosen_ids(ledger, arguments.numbers, arguments.where, "move")
        values = _values(ledger, arguments.set)
        said: dict[str, Any] = {"actor": arguments.by, "reason": arguments.reason, "values": values}
        change_set: int | None = None
        if dry:
            preview = preview_moves(ledger, ids, arguments.status, **said, progress=terminal.progress)
            moved, refusals = preview.moving, preview.refusals
        else:
            try:
                outcome = move_problems(
                    ledger, ids, arguments.status, **said, skip_refused=True, progress=terminal.progress
                )
                moved, refusals = outcome.moved, outcome.refusals
                change_set = outcome.change.change_set_id or None
            except MoveRefused as error:
                moved, refusals = 0, error.refusals
    terminal.end_progress()
    still = len(ids) - moved - len(refusals)
    if arguments.json:
        terminal.json({
            "status": arguments.status, "dry_run": dry, "moved": moved, "unchanged": still, "change_set": change_set,
            "refused": [_told(one) for one in refusals],
        })  # fmt: skip
    else:
        _say(terminal, arguments.status, moved, still, refusals, dry)
    return _DONE if not refusals else _PARTLY if moved else _NONE


def _values(ledger: Ledger, said: list[tuple[str, str]]) -> dict[str, str]:
    """Fields by key; a field may be named by its title."""
    from models.queries.fields import FIELDS

    found: dict[str, str] = {}
    with ledger.at_hand():
        for name, value in said:
            field = FIELDS[name] if name in FIELDS else FIELDS.titled(name)
            if field is None:
                raise UserError(f"没有“{name}”这个字段", advice="字段名见 rectledger fields")
            if field.key == "status":
                raise UserError("状态写在命令后面，不用 --set")
            found[field.key] = value
    return found


def _told(one: Refusal) -> dict[str, Any]:
    return {
        "ledger_number": one.ledger_number, "name": one.name, "from": one.from_status, "to": one.to_status,
        "why": one.why, "lead": None if one.lead is None else {"kind": one.lead.kind, "key": one.lead.key},
    }  # fmt: skip


def _say(terminal: Terminal, status: str, moved: int, still: int, refusals: tuple[Refusal, ...], dry: bool) -> None:
    verb = "可以转为" if dry else "已转为"
    parts = [f"{moved:,} 条{verb}“{status}”"]
    if still:
        parts.append(f"{still:,} 条本来就是“{status}”")
    if refusals:
        parts.append(f"{len(refusals):,} 条不能转")
    terminal.line("，".join(parts) + "。")
    for one in refusals[:_MOST_SHOWN]:
        terminal.line(f"  {one.sentence}")
    if len(refusals) > _MOST_SHOWN:
        terminal.line(f"  另有 {len(refusals) - _MOST_SHOWN:,} 条；用 --json 可看到全部。")
