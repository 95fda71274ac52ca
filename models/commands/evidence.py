"""evidence: the evidence of a problem listed with its hints, and files added to it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.commands.chosen_problems import chosen_ids
from models.commands.terminal import Terminal

if TYPE_CHECKING:
    from models.store import Ledger


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("number", metavar="台账编号", help="如 ZG-000123")
    parser.add_argument("--add", nargs="+", type=Path, default=[], metavar="文件", help="添加为佐证材料，可以几个")
    parser.add_argument("--kind", default="", metavar="种类", help="如 整改后照片；不写时按文件名判断")
    parser.add_argument("--json", action="store_true", help="给出一个 JSON 对象")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Add the files, if any, look into what is new, and list all evidence in its order with the hints about it."""
    with terminal.ledger(writing=bool(arguments.add)) as ledger:
        problem_id = chosen_ids(ledger, [arguments.number], "", "evidence")[0]
        told: dict[str, Any] = {"problem": arguments.number}
        if arguments.add:
            told |= _add(ledger, problem_id, arguments, terminal)
        told["evidence"] = _listed(ledger, problem_id)
    if arguments.json:
        terminal.json(told)
        return 0
    for number, one in enumerate(told["evidence"], start=1):
        terminal.line(f"{number}  {one['kind'] or '未分类'}  {one['title']}  {one['sha256'][:12]}…")
        for hint in one["hints"]:
            explained = f"（已说明：{hint['explained']}）" if hint["explained"] else ""
            terminal.line(f"   提示：{hint['sentence']}{explained}")
    for name in told.get("known", ()):
        terminal.note(f"{name} 这条问题已经有了，没有再添加。")
    if not told["evidence"]:
        terminal.line("还没有佐证材料")
    return 0


def _add(ledger: Ledger, problem_id: int, arguments: Namespace, terminal: Terminal) -> dict[str, Any]:
    from models.operations.evidence import add_evidence, take_in
    from models.operations.evidence_facts import read_evidence_facts

    files = take_in(ledger, arguments.add, terminal.progress)
    added = add_evidence(ledger, problem_id, files, arguments.kind)
    read_evidence_facts(ledger, [problem_id])
    return {"added": added.added, "known": list(added.known), "change_set": added.change.change_set_id or None}


def _listed(ledger: Ledger, problem_id: int) -> list[dict[str, Any]]:
    """In the order by which ``close tick --evidence`` numbers them."""
    from models.queries.dossier import dossier
    from models.queries.evidence_hints import hints

    about: dict[int, list[dict[str, Any]]] = {}
    for hint in hints(ledger, [problem_id]):
        line = {"check": hint.check_key, "sentence": hint.sentence, "explained": hint.explained}
        about.setdefault(hint.evidence_id, []).append(line)
    return [
        {
            "title": one.title, "kind": one.kind, "versions": len(one.versions), "name": one.versions[0].name,
            "sha256": one.versions[0].sha256, "size": one.versions[0].size, "hints": about.get(one.id, []),
        }
        for one in sorted(dossier(ledger, problem_id).evidence, key=lambda one: one.id)
    ]  # fmt: skip
