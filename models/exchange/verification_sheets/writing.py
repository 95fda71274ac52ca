"""核查表 out: one workbook for the whole plan, or one for each team, with a stamp by which it is known again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from models import clock
from models.errors import UserError
from models.excel.writer.sheet_table import HiddenSheet, PageSetup, TableBlock
from models.excel.writer.table_child import write_table_in_child
from models.exchange.verification_sheets.layout import FILLED, GIVEN, MARK, META, Stamp, sheet_columns
from models.progress import Progress, silent
from models.queries.verification import PlanLine, read_plan, results
from models.queries.verification_items import OPEN, ItemQuery, item_cells, item_ids

if TYPE_CHECKING:
    from models.store import Ledger

_BATCH = 2_000
_BAD_NAME = r'[\\/:*?"<>|\x00-\x1f]+'
_NO_TEAM = "未分组"
_SIGNATURES = "核查组长（签字）：" + "　" * 12 + "被核查单位（签字）：" + "　" * 12 + "日期：　　　年　　月　　日"
_MOST_CHOICES = 250
"""Characters that Excel takes in the list of a drop-down."""


@dataclass(frozen=True)
class SheetWanted:
    """``by_team`` makes a workbook for each team in the folder ``target``; else ``target`` is the workbook."""

    target: Path
    by_team: bool = False
    only_open: bool = False
    """Only what has no result yet."""
    paper: Literal["A4", "A3"] = "A3"


@dataclass(frozen=True)
class SheetWritten:
    """One workbook: how many checks stand in it."""

    path: Path
    team: str
    rows: int


def write_sheets(ledger: Ledger, plan_id: int, wanted: SheetWanted, progress: Progress = silent) -> list[SheetWritten]:
    """Write the workbooks; UserError where there is nothing to write."""
    with ledger.reading() as connection:
        plan = read_plan(connection, plan_id)
    if plan is None:
        raise UserError("这个核查方案已经不在了", advice="请刷新")
    filters = {"result": (OPEN,)} if wanted.only_open else {}
    query = ItemQuery(plan_id, filters)
    ids = item_ids(ledger, query, progress)
    if not ids:
        raise UserError("没有要核查的问题" if not wanted.only_open else "全部核查完了，没有未核查的问题")
    offered = tuple(one.name for one in results(ledger, plan.purpose))
    if not wanted.by_team:
        return [_write(ledger, plan, "", list(ids), wanted.target, offered, wanted.paper, progress)]
    if not wanted.target.is_dir():
        raise UserError("文件夹不存在", where=str(wanted.target), advice="请先建好文件夹，或者换一个位置")
    teams = item_cells(ledger, ids, ("team",))
    by_team: dict[str, list[int]] = {}
    for key in ids:
        by_team.setdefault(teams[key][0] or "", []).append(key)
    written: list[SheetWritten] = []
    for place, (team, mine) in enumerate(by_team.items()):
        part = progress.part(place / len(by_team), (place + 1) / len(by_team))
        path = wanted.target / f"{_file_name(plan.name)}_{_file_name(team or _NO_TEAM)}.xlsx"
        written.append(_write(ledger, plan, team or _NO_TEAM, mine, path, offered, wanted.paper, part))
    return written


def suggested_name(plan: PlanLine) -> str:
    """What the workbook of a whole plan is called."""
    return f"核查表_{_file_name(plan.name)}_{clock.today():%Y%m%d}.xlsx"


def _write(
    ledger: Ledger, plan: PlanLine, team: str, ids: Sequence[int], path: Path, offered: tuple[str, ...],
    paper: Literal["A4", "A3"], progress: Progress,
) -> SheetWritten:  # fmt: skip
    progress(0.0, "读取核查清单")
    numbers = item_cells(ledger, ids, ("place", "ledger_number"))
    stamp = Stamp(ledger.ledger_id, plan.id, tuple((*numbers[key], key) for key in ids if key in numbers))
    days = " 至 ".join(day.isoformat() for day in (plan.starts_on, plan.ends_on) if day)
    members = next((one.members for one in plan.teams if one.name == team), "")
    left = "　".join(part for part in (f"核查组：{team}" if team else "", members, days) if part)
    block = TableBlock(
        f"{plan.name}核查表", (left, "白色各栏由核查组填写，灰色各栏请不要改"),
        (_SIGNATURES,),
        frozen_columns=2, row_height=34, most_lines=10,
    )  # fmt: skip
    hidden = HiddenSheet(META, stamp.pieces(), (MARK, str(plan.id)))
    choices = offered if len(",".join(offered)) <= _MOST_CHOICES and not any("," in one for one in offered) else ()
    made = write_table_in_child(
        path, sheet_columns(choices), _rows(ledger, ids), sheet_name="核查表", block=block,
        page=PageSetup(paper), total=len(ids), progress=progress.part(0.05, 1.0), hidden=hidden,
    )  # fmt: skip
    return SheetWritten(made.path, team, made.rows)


def _rows(ledger: Ledger, ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    """In the order of the columns of the sheet."""
    keys = [key for key, *_rest in (*GIVEN, *FILLED) if key != "place_words"]
    wanted = (*keys, "city", "county")
    at = {key: place for place, key in enumerate(wanted)}
    order = [key for key, *_rest in (*GIVEN, *FILLED)]
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        cells = item_cells(ledger, some, wanted)
        for key in some:
            row = cells.get(key)
            if row is not None:
                place = "".join(part for part in (row[at["city"]], row[at["county"]]) if part)
                yield tuple(place if one == "place_words" else row[at[one]] for one in order)


def _file_name(text: str) -> str:
    return re.sub(_BAD_NAME, " ", text).strip(" .")[:80] or "核查"
