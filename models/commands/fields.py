"""fields: list the columns that a ledger knows, and add, rename, retire or bring back one of the bureau's own."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from models.commands.terminal import Terminal

if TYPE_CHECKING:
    from models.custom_fields import CustomFieldSpec
    from models.operations.change import Change
    from models.store import Ledger


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--add", metavar="名称", help="新建自定义字段")
    what.add_argument("--rename", nargs=2, metavar=("名称", "新名称"), help="改名")
    what.add_argument("--retire", metavar="名称", help="停用：各处不再显示，已填的值保留")
    what.add_argument("--restore", metavar="名称", help="恢复停用的字段")
    parser.add_argument("--kind", default="", metavar="类型", help="文本 长文本 选项 是/否 日期 数字（默认文本）")
    parser.add_argument("--choices", default="", metavar="选项", help="选项字段的选项，用逗号分开")
    parser.add_argument("--unit", default="", metavar="单位", help="数字的单位，如 万元")
    parser.add_argument("--json", action="store_true", help="每行一个 JSON 对象")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Do what is asked, then list the fields."""
    changes = any((arguments.add, arguments.rename, arguments.retire, arguments.restore))
    with terminal.ledger(writing=changes) as ledger:
        if changes:
            terminal.line(_changed(ledger, arguments).title)
            return 0
        _list(ledger, arguments.json, terminal)
    return 0


def _changed(ledger: Ledger, arguments: Namespace) -> Change:
    from models.operations.custom_fields import FieldDraft, edit_field, make_field, restore_field, retire_field

    if arguments.add:
        options = tuple(arguments.choices.replace("，", ",").split(","))
        return make_field(ledger, FieldDraft(arguments.add, _kind(arguments.kind), options, arguments.unit))
    if arguments.rename:
        old, new = arguments.rename
        spec = _named(ledger, old)
        return edit_field(ledger, spec.key, FieldDraft(new, spec.kind, spec.options, spec.unit))
    if arguments.retire:
        return retire_field(ledger, _named(ledger, arguments.retire).key)
    return restore_field(ledger, _named(ledger, arguments.restore).key)


def _kind(said: str) -> str:
    from models.operations.custom_fields import KIND_TITLES

    return {title: kind for kind, title in KIND_TITLES.items()}.get(said, said) or "text"


def _named(ledger: Ledger, name: str) -> CustomFieldSpec:
    from models.errors import UserError

    found = next((spec for spec in ledger.custom_fields if name in (spec.title, spec.key)), None)
    if found is None:
        titles = "、".join(spec.title for spec in ledger.custom_fields)
        raise UserError(f"没有名为“{name}”的自定义字段", advice=f"现有：{titles}" if titles else "还没有自定义字段")
    return found


def _list(ledger: Ledger, as_json: bool, terminal: Terminal) -> None:
    from models.operations.custom_fields import KIND_TITLES, list_custom_fields
    from models.queries.fields import FIELDS

    with ledger.at_hand():
        fixed = [field for field in FIELDS.values() if not field.custom]
        own = list_custom_fields(ledger)
    if as_json:
        for field in fixed:
            terminal.json({"key": field.key, "title": field.title, "kind": field.kind, "custom": False})
        for line in own:
            spec = line.spec
            terminal.json({
                "key": spec.key, "title": spec.title, "kind": spec.kind, "custom": True, "options": list(spec.options),
                "unit": spec.unit, "active": spec.active, "used": line.used,
            })  # fmt: skip
        return
    for field in fixed:
        terminal.line(f"{field.key}  {field.title}")
    terminal.line(f"自定义字段 {len(own)} 个" + ("，用 --add 名称 新建" if not own else "："))
    for line in own:
        spec = line.spec
        more = ("：" + "、".join(spec.options) if spec.options else "") + (f"（{spec.unit}）" if spec.unit else "")
        state = "" if spec.active else "，已停用"
        terminal.line(f"{spec.key}  {spec.title}  {KIND_TITLES[spec.kind]}{more}，{line.used:,} 条有值{state}")
