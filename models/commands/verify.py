"""verify: plans of verification, their sheets out and in, results, from the command line."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.commands.arguments import BadUsage, day, whole_number
from models.commands.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.operations.verification import Entered
    from models.queries.verification import PlanLine
    from models.store import Ledger

ACTIONS = ("list", "plan", "redraw", "sheets", "collect", "result")
DONE, PARTLY = 0, 1


def add_arguments(parser: ArgumentParser) -> None:
    """What may follow the command."""
    parser.add_argument("action", choices=ACTIONS, metavar="做什么",
                        help="list 列出方案或一个方案的问题；plan 新建方案；redraw 重新抽取；sheets 导出核查表；"
                             "collect 收回核查表；result 登记结果")  # fmt: skip
    parser.add_argument(
        "items",
        nargs="*",
        metavar="内容",
        help="方案编号（result 也可以直接写一个台账编号）；plan 时是方案名称；collect 时是文件",
    )
    choose = parser.add_argument_group("范围和抽样（plan）")
    choose.add_argument("--campaign", metavar="名称", help="只要这个任务来源的问题")
    choose.add_argument("--where", default="", metavar="条件", help="哪些问题；result 时是登记给哪些")
    choose.add_argument("--recheck", action="store_true", help="回头看（不写是核查）")
    choose.add_argument("--percent", metavar="比例", help="每层抽百分之几，如 10")
    choose.add_argument("--least", type=whole_number, default=1, metavar="条", help="每层至少几条（默认 1）")
    choose.add_argument("--number", type=whole_number, metavar="条", help="一共抽几条，按各层数量分配")
    choose.add_argument("--strata", default="", metavar="字段", help="按什么分层，用逗号分开，如 city,category")
    choose.add_argument("--seed", default="", metavar="种子", help="抽样种子（不写就随机取一个并说出来）")
    choose.add_argument("--team", action="append", default=[], metavar="组名:成员:市,市", help="核查组，可写几次")
    choose.add_argument("--round", default="", metavar="轮次")
    choose.add_argument("--basis", default="", metavar="依据")
    choose.add_argument("--starts", type=day, metavar="日期")
    choose.add_argument("--ends", type=day, metavar="日期")
    choose.add_argument("--why", default="", metavar="原因", help="重新抽取的原因（redraw）")
    sheets = parser.add_argument_group("核查表（sheets、collect）")
    sheets.add_argument("--out", type=Path, metavar="文件或文件夹", help="写到哪里")
    sheets.add_argument("--by-team", action="store_true", help="每个核查组一个文件，--out 是文件夹")
    sheets.add_argument("--only-open", action="store_true", help="只要还没有结果的")
    sheets.add_argument("--paper", choices=("A3", "A4"), default="A3", metavar="纸张", help="A3 或 A4")
    sheets.add_argument("--plan", type=whole_number, metavar="编号", help="核查表没有识别标记时属于哪个方案")
    sheets.add_argument("--dry-run", action="store_true", help="只看会怎样，不写入")
    found = parser.add_argument_group("结果（result）")
    found.add_argument("--result", default="", metavar="结果", help="如 已整改、整改不到位、巩固、反弹")
    found.add_argument("--verifier", default="", metavar="姓名", help="核查人")
    found.add_argument("--date", type=day, metavar="日期", help="核查日期（默认今天）")
    found.add_argument("--finding", default="", metavar="文字", help="核查情况")
    found.add_argument("--demand", default="", metavar="文字", help="存在问题及要求")
    found.add_argument("--open", action="store_true", dest="only_blank", help="只登记还没有结果的")
    parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")


def run(arguments: Namespace, terminal: Terminal) -> int:
    """Do one of the actions; 1 where some rows or moves were refused."""
    match arguments.action:
        case "list":
            return _list(arguments, terminal)
        case "plan":
            return _plan(arguments, terminal)
        case "redraw":
            return _redraw(arguments, terminal)
        case "sheets":
            return _sheets(arguments, terminal)
        case "collect":
            return _collect(arguments, terminal)
        case _:
            return _result(arguments, terminal)


def _list(arguments: Namespace, terminal: Terminal) -> int:
    from models.queries.verification import plans

    with terminal.ledger() as ledger:
        if arguments.items:
            return _items(ledger, _plan_id(arguments.items), arguments, terminal)
        found = plans(ledger)
    for one in found:
        if arguments.json:
            terminal.json(_plan_object(one))
        else:
            ended = "，已结束" if one.closed_on else ""
            terminal.line(f"{one.id}  {one.name}  已核查 {one.checked}/{one.total}，不通过 {one.failed}{ended}")
            terminal.line(f"    {one.draw_words()}")
    if not found and not arguments.json:
        terminal.line("还没有核查方案")
    return DONE


def _items(ledger: Ledger, plan_id: int, arguments: Namespace, terminal: Terminal) -> int:
    from models.queries.filtering import json_value
    from models.queries.verification_items import ITEM_TITLES, OPEN, ItemQuery, item_cells, item_ids

    keys = tuple(ITEM_TITLES)
    ids = item_ids(ledger, ItemQuery(plan_id, {"result": (OPEN,)} if arguments.only_open else {}))
    cells = item_cells(ledger, ids, keys)
    for key in ids:
        row = dict(zip(keys, cells[key], strict=True))
        if arguments.json:
            terminal.json({name: json_value(value) for name, value in row.items()})
        else:
            words = (row["ledger_number"], row["city"], row["site_name"], row["team"], row["result"] or "未核查")
            terminal.line("  ".join(str(one) for one in words if one))
    return DONE


def _plan(arguments: Namespace, terminal: Terminal) -> int:
    from models.operations.verification_plans import PlanWanted, create_plan, fresh_seed, preview_draw
    from models.queries.filtering import ProblemQuery

    if len(arguments.items) != 1:
        raise BadUsage("要写方案名称", advice="例：rectledger verify plan 第一轮核查 --where 'status = 已销号'")
    wanted = PlanWanted(
        arguments.items[0], ProblemQuery(arguments.where, campaign=arguments.campaign),
        "recheck" if arguments.recheck else "check", arguments.round, arguments.basis, arguments.starts,
        arguments.ends, tuple(map(_team, arguments.team)),
        tuple(one.strip() for one in arguments.strata.split(",") if one.strip()), _share(arguments),
        arguments.seed or fresh_seed(),
    )  # fmt: skip
    with terminal.ledger(writing=not arguments.dry_run) as ledger:
        if arguments.dry_run:
            plan_id, drawn = None, preview_draw(ledger, wanted, terminal.progress)
        else:
            made = create_plan(ledger, wanted, terminal.progress)
            plan_id, drawn = made.plan_id, made.drawn
    terminal.end_progress()
    strata = [{"stratum": one.name, "size": one.size, "drawn": one.drawn} for one in drawn.strata]
    size = sum(one.size for one in drawn.strata)
    if arguments.json:
        terminal.json(
            {"plan": plan_id, "population": size, "digest": drawn.digest, "seed": wanted.seed,
             "drawn": len(drawn.numbers), "strata": strata, "numbers": list(drawn.numbers)}
        )  # fmt: skip
        return DONE
    named = f"核查方案 {plan_id}" if plan_id is not None else "预览（没有写入）"
    terminal.line(
        f"{named}：总体 {size:,} 条，{wanted.share.words()}，核查 {len(drawn.numbers):,} 条，种子 {wanted.seed}"
    )
    for one in drawn.strata if wanted.strata else ():
        terminal.line(f"  {one.name}  {one.size:,} 条抽 {one.drawn:,} 条")
    return DONE


def _redraw(arguments: Namespace, terminal: Terminal) -> int:
    from models.operations.verification_plans import redraw

    with terminal.ledger(writing=True) as ledger:
        made = redraw(
            ledger, _plan_id(arguments.items), arguments.why, seed=arguments.seed, progress=terminal.progress
        )  # fmt: skip
    if arguments.json:
        terminal.json({"plan": made.plan_id, "drawn": len(made.drawn.numbers), "numbers": list(made.drawn.numbers)})
    else:
        terminal.line(f"已重新抽取，抽中 {len(made.drawn.numbers):,} 条")
    return DONE


def _sheets(arguments: Namespace, terminal: Terminal) -> int:
    from models.exchange.verification_sheets.writing import SheetWanted, write_sheets

    if arguments.out is None:
        raise BadUsage("缺少 --out", advice="请写明核查表放在哪里")
    with terminal.ledger() as ledger:
        wanted = SheetWanted(arguments.out, arguments.by_team, arguments.only_open, arguments.paper)
        written = write_sheets(ledger, _plan_id(arguments.items), wanted, terminal.progress)
    terminal.end_progress()
    for one in written:
        if arguments.json:
            terminal.json({"file": str(one.path), "team": one.team or None, "rows": one.rows})
        else:
            terminal.line(f"{one.path}  {one.rows:,} 条")
    return DONE


def _collect(arguments: Namespace, terminal: Terminal) -> int:
    from models.exchange.verification_sheets.returning import KIND_TITLES, enter_returned, read_returned

    if not arguments.items:
        raise BadUsage("要写收回来的文件", advice="例：rectledger verify collect 核查表_一组.xlsx")
    with terminal.ledger(writing=not arguments.dry_run) as ledger:
        paths = [Path(one) for one in arguments.items]
        preview = read_returned(ledger, paths, arguments.plan, terminal.progress)
        entered = None if arguments.dry_run else enter_returned(ledger, preview, terminal.progress)
    terminal.end_progress()
    counts = {kind: len(preview.of(kind)) for kind in KIND_TITLES}
    wrong = preview.of("wrong")
    if arguments.json:
        issues = [
            {"file": line.file, "sheet": line.sheet, "cell": line.cell or None, "row": line.row,
             "ledger_number": line.ledger_number or None, "value": line.value, "message": line.why}
            for line in wrong
        ]  # fmt: skip
        told = {"plan": preview.plan.id, "dry_run": arguments.dry_run, **counts, "blank": preview.blank}
        terminal.json({**told, "notes": list(preview.notes), "issues": issues, **_entered_object(entered)})
    else:
        parts = "，".join(f"{title} {counts[kind]:,} 条" for kind, title in KIND_TITLES.items())
        terminal.line(f"{preview.plan.name}：{parts}，没有填的 {preview.blank:,} 条")
        for note in preview.notes:
            terminal.line(f"  提示：{note}")
        for line in wrong:
            terminal.line(f"  {line.file}《{line.sheet}》{line.ledger_number} {line.words()}")
        _say_entered(entered, terminal)
    refused = bool(wrong) or (entered is not None and bool(entered.refusals or entered.wrong))
    return PARTLY if refused else DONE


def _result(arguments: Namespace, terminal: Terminal) -> int:
    from models import clock
    from models.operations.verification import Finding, enter_findings
    from models.queries.verification_items import OPEN, ItemQuery, item_ids

    alone = bool(arguments.items) and not arguments.items[0].isdigit()
    plan_id = 0 if alone else _plan_id(arguments.items[:1])
    said = {
        "result": arguments.result, "checked_on": arguments.date or clock.today(), "verifier": arguments.verifier,
        "finding": arguments.finding, "demand": arguments.demand,
    }  # fmt: skip
    if not arguments.result:
        raise BadUsage("缺少 --result", advice="请写明核查结果")
    values = {key: value for key, value in said.items() if value}
    if alone:
        return _check_alone(arguments, values, terminal)
    with terminal.ledger(writing=True) as ledger:
        ids = item_ids(ledger, ItemQuery(plan_id, {"result": (OPEN,)} if arguments.only_blank else {}))
        chosen = _chosen(ledger, ids, arguments)
        entered = enter_findings(
            ledger, [Finding(key, values) for key in chosen], strict=len(chosen) == 1, progress=terminal.progress
        )  # fmt: skip
    terminal.end_progress()
    if arguments.json:
        terminal.json(_entered_object(entered))
    else:
        _say_entered(entered, terminal)
    return PARTLY if entered.refusals or entered.wrong else DONE


def _check_alone(arguments: Namespace, values: dict[str, Any], terminal: Terminal) -> int:
    """The finding of a check outside of any plan, of one problem named by its number."""
    from models.commands.chosen_problems import chosen_ids
    from models.operations.verification import add_check

    if len(arguments.items) != 1:
        raise BadUsage("不在方案里的核查一次登记一条", advice="写一个台账编号，或写方案编号和几个台账编号")
    with terminal.ledger(writing=True) as ledger:
        (problem_id,) = chosen_ids(ledger, [arguments.items[0].upper()], "", "verify")
        entered = add_check(ledger, problem_id, values)
    if arguments.json:
        terminal.json(_entered_object(entered))
    else:
        _say_entered(entered, terminal)
    return PARTLY if entered.refusals or entered.wrong else DONE


def _chosen(ledger: Ledger, ids: Sequence[int], arguments: Namespace) -> list[int]:
    """The checks of the problems that --where or the numbers behind the plan name; one of both must be given."""
    from models.queries.filtering import ProblemQuery
    from models.queries.problems import problem_ids
    from models.queries.verification_items import item_cells

    numbers = {one.upper() for one in arguments.items[1:]}
    if not numbers and not arguments.where and not arguments.only_blank:
        raise BadUsage("要写登记给哪些问题", advice="在方案编号后写台账编号，或用 --where、--open")
    cells = item_cells(ledger, ids, ("ledger_number", "problem_id"))
    if numbers:
        known = {cells[key][0] for key in ids}
        unknown = sorted(numbers - known)
        if unknown:
            raise BadUsage(f"{unknown[0]} 不在这个核查方案里")
        return [key for key in ids if cells[key][0] in numbers]
    if not arguments.where:
        return list(ids)
    wanted = set(problem_ids(ledger, ProblemQuery(arguments.where)))
    return [key for key in ids if cells[key][1] in wanted]


def _plan_id(items: Sequence[str]) -> int:
    if len(items) != 1 or not items[0].isdigit():
        raise BadUsage("要写核查方案的编号", advice="rectledger verify list 列出方案")
    return int(items[0])


def _share(arguments: Namespace) -> Any:
    from models.rules.sampling import EVERYTHING, Share, read_percent

    if arguments.number is not None and arguments.percent is not None:
        raise BadUsage("--percent 和 --number 只能写一个")
    if arguments.number is not None:
        return Share(number=arguments.number)
    if arguments.percent is None:
        return EVERYTHING
    percent: Decimal | None = read_percent(arguments.percent)
    if percent is None:
        raise BadUsage(f"--percent 不能是“{arguments.percent}”", advice="请写 0 到 100 之间的数")
    return Share(percent, arguments.least)


def _team(text: str) -> Any:
    from models.queries.verification import Team

    name, _sign, rest = text.partition(":")
    members, _sign, cities = rest.partition(":")
    return Team(name.strip(), members.strip(), tuple(one.strip() for one in cities.split(",") if one.strip()))


def _plan_object(plan: PlanLine) -> dict[str, Any]:
    def iso(value: Any) -> str | None:
        return value.isoformat() if value is not None else None

    return {
        "plan": plan.id, "name": plan.name, "purpose": plan.purpose, "round": plan.round, "basis": plan.basis,
        "starts_on": iso(plan.starts_on), "ends_on": iso(plan.ends_on), "closed_on": iso(plan.closed_on),
        "teams": [team.to_json() for team in plan.teams], "population": plan.population_words,
        "population_size": plan.population_size, "digest": plan.population_digest, "strata": list(plan.strata),
        "share": plan.share.to_json(), "seed": plan.seed, "draws": len(plan.draws) + 1, "total": plan.total,
        "checked": plan.checked, "failed": plan.failed,
    }  # fmt: skip


def _entered_object(entered: Entered | None) -> dict[str, Any]:
    if entered is None:
        return {"written": 0}
    refused = [
        {"ledger_number": one.ledger_number, "from": one.from_status, "to": one.to_status, "why": one.why}
        for one in entered.refusals
    ]
    wrong = [{"ledger_number": one.ledger_number, "why": one.why} for one in entered.wrong]
    return {
        "written": entered.written, "moved": entered.moved, "unchanged": entered.unchanged,
        "rebounds": [number for _key, number in entered.children], "refused_moves": refused, "refused": wrong,
    }  # fmt: skip


def _say_entered(entered: Entered | None, terminal: Terminal) -> None:
    if entered is None:
        terminal.line("没有写入")
        return
    terminal.line(f"登记 {entered.written:,} 条，状态转变 {entered.moved:,} 条，没有变化 {entered.unchanged:,} 条")
    for _key, number in entered.children:
        terminal.line(f"  反弹登记为新问题 {number}")
    for one in entered.refusals:
        terminal.line(f"  状态没有转：{one.sentence}")
    for one in entered.wrong:
        terminal.line(f"  没有登记：{one.ledger_number} {one.why}")
