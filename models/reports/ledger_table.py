"""The ledger as a table on paper: which columns, how they are headed and filled, what stands above and below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from models import clock
from models.errors import UserError
from models.excel.formats.cell_xml import CellValue
from models.queries.facets import facet
from models.queries.fields import FIELDS
from models.queries.filtering import ProblemQuery
from models.queries.marks import OVERDUE
from models.queries.problems import problem_cells, problem_ids
from models.reports.report import Paper, Report, ReportColumn
from models.reports.scope import narrowed
from models.rules.dates import read_date

if TYPE_CHECKING:
    from models.store import Ledger

SERIAL = "serial"
COLUMNS: dict[str, ReportColumn] = {
    SERIAL: ReportColumn("序号", 2.6, "center"),
    "number": ReportColumn("问题编号", 7, "center"),
    "city": ReportColumn("市", 5, "center"),
    "county": ReportColumn("县（市、区）", 5, "center"),
    "site_name": ReportColumn("点位名称", 11, flexible=True),
    "category": ReportColumn("问题类别", 5.5, "center"),
    "description": ReportColumn("问题描述", 30, flexible=True),
    "requirement": ReportColumn("整改要求", 8, flexible=True),
    "deadline": ReportColumn("整改时限", 6.8, "center"),
    "responsible_unit": ReportColumn("责任单位", 8.6),
    "progress": ReportColumn("整改情况", 12.5, flexible=True),
    "status": ReportColumn("状态", 4.8, "center"),
    "remarks": ReportColumn("备注", 5),
}
"""Columns of the printed ledger with widths in Chinese characters; city stands only where there are several."""

SIGNATURES = ("填表人：", "审核人：", "单位负责人：", "填表日期：　　　年　　月　　日")
_PAGE = 1_000
_SHORT_KINDS = ("choice", "date", "bool", "status", "number", "decimal", "mark")


def ledger_table(
    ledger: Ledger,
    query: ProblemQuery,
    as_of: date,
    settings: Mapping[str, str] | None = None,
    *,
    keys: Sequence[str] | None = None,
    paper: Paper | None = None,
) -> Report:
    """The problems a query finds as a report.

    ``settings`` may give title, unit, where, region, problem, date (the day it is filled in) and paper (A3, A4, A4竖);
    ``keys`` other columns than the usual ones.
    """
    settings = settings or {}
    query = query.but(as_of=as_of) if as_of < clock.today() else query.but(as_of=None, today=as_of)
    query = narrowed(query, settings)
    cities = _values(ledger, query, "city")
    if keys is None:
        keys = [key for key in COLUMNS if key != "city" or len(cities) > 1]
    ids = problem_ids(ledger, query)
    return Report(
        id="ledger-table",
        title=settings.get("title") or _title(ledger, query, cities),
        unit_line=f"填报单位：{settings.get('unit') or ledger.name}",
        as_of_line=f"截至 {as_of.year} 年 {as_of.month} 月 {as_of.day} 日　单位：个",
        columns=tuple(_column(key, len(ids)) for key in keys),
        rows=_rows(ledger, query, ids, keys),
        row_count=len(ids),
        signatures=_signatures(settings.get("date", "")),
        paper=paper or paper_of(settings.get("paper", "A3")),
    )


def _signatures(filled_on: str) -> tuple[str, ...]:
    if not filled_on:
        return SIGNATURES
    day = read_date(filled_on).date
    if day is None:
        raise UserError(f"“{filled_on}”不是日期", advice="请写成 2019-05-06")
    return (*SIGNATURES[:-1], f"填表日期：{day.year} 年 {day.month} 月 {day.day} 日")


def paper_of(words: str) -> Paper:
    """A3, A4, A3竖, A4竖: the tables lie unless said otherwise."""
    papers = {
        "A3": Paper("A3"),
        "A4": Paper("A4"),
        "A3竖": Paper("A3", landscape=False),
        "A4竖": Paper("A4", landscape=False),
    }
    paper = papers.get(words.strip().upper().replace("横", ""))
    if paper is None:
        raise UserError(f"没有“{words}”这种纸", advice=f"可用：{'、'.join(papers)}")
    return paper


def _column(key: str, rows: int) -> ReportColumn:
    if key == SERIAL:
        return replace(COLUMNS[SERIAL], width=max(COLUMNS[SERIAL].width, 0.7 * len(str(rows)) + 1.4))
    if key in COLUMNS:
        return COLUMNS[key]
    field = FIELDS[key]
    align = "center" if field.kind in _SHORT_KINDS else "left"
    title = field.title + (f"（{field.unit}）" if field.unit else "")
    return ReportColumn(title, max(field.width_hint, 4), align, flexible=field.kind == "long")


def _title(ledger: Ledger, query: ProblemQuery, cities: Sequence[str]) -> str:
    campaigns = _values(ledger, query, "campaign")
    campaign = campaigns[0] if len(campaigns) == 1 else ""
    name = campaign if campaign.endswith("台账") else f"{campaign}问题整改台账"
    return f"{name}（{cities[0]}）" if len(cities) == 1 else name


def _values(ledger: Ledger, query: ProblemQuery, field: str) -> list[str]:
    """Distinct values among the problems found."""
    kept = query.filters.get(field)
    return [value for value, _ in facet(ledger, query, field) if value is not None and (kept is None or value in kept)]


def _rows(
    ledger: Ledger, query: ProblemQuery, ids: Sequence[int], keys: Sequence[str]
) -> Iterator[Sequence[CellValue]]:
    """Ready cells page by page; a problem removed meanwhile is left out."""
    asked = [key for key in keys if key != SERIAL]
    extra = [key for key in ("deadline_text", "mark", "ledger_number") if key not in asked]
    place = {key: number for number, key in enumerate([*asked, *extra])}
    size = len(ids) if query.as_of is not None else _PAGE
    serial = 0
    for start in range(0, len(ids), max(size, 1)):
        page = ids[start : start + size]
        cells = problem_cells(ledger, page, list(place), as_of=query.as_of, today=query.today)
        for problem_id in page:
            row = cells.get(problem_id)
            if row is not None:
                serial += 1
                yield [serial if key == SERIAL else _cell(key, row, place) for key in keys]


def _cell(key: str, row: Sequence[Any], place: Mapping[str, int]) -> CellValue:
    value = row[place[key]]
    if key == "deadline" and value is None:
        return row[place["deadline_text"]]
    if key == "number" and not value:
        return row[place["ledger_number"]]
    if key == "status" and row[place["mark"]] == OVERDUE:
        return f"{value}（逾期）"
    if isinstance(value, tuple | list):
        several = cast("Sequence[object]", value)
        return "、".join(map(str, several))
    if isinstance(value, bool):
        return "是" if value else "否"
    return value
