"""region: what a place name resolves to; needs no ledger."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from models.commands.terminal import Terminal
from models.errors import UserError

_LEVELS = {"province": "省级", "city": "地级", "county": "县级", "zone": "功能区"}


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("name", metavar="地名", help="例：武安、高新区、永年县")
    parser.add_argument("--in", dest="city", metavar="市", help="在哪个市里找")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """One answer: 0; several candidates: 1; none: refused."""
    from models.regions import describe, load_gazetteer

    resolution = load_gazetteer().resolve(arguments.name, city=arguments.city)
    told = describe(resolution)
    candidates = [told] if isinstance(told, dict) else told
    if not candidates:
        where = f"{arguments.city}里" if arguments.city else ""
        known = resolution.note and not resolution.note.startswith("没有认出")
        what = resolution.note if known else f"{where}没有找到“{arguments.name}”这个地方"
        raise UserError(what, advice="请核对名称，或用 --in 写明所在的市")
    if arguments.json:
        terminal.json(told)
    else:
        for one in candidates:
            terminal.line(_words(one))
    return 0 if isinstance(told, dict) else 1


def _words(told: dict[str, Any]) -> str:
    parts = [told["province"], told["city"], told["county"]]
    name = "".join(dict.fromkeys(part for part in parts if part))
    level = _LEVELS.get(told["level"], told["level"])
    note = f"（{told['note']}）" if told["note"] else ""
    return f"{told['code'] or '无代码'}  {name}  {level}{note}"
