"""What a sheet is: a list, a summary of counts, a form, an empty template, or notes."""

from __future__ import annotations

import re

from models.excel.book import Value
from models.excel.head_grid import HeadGrid
from models.excel.header_block import HeaderBlock
from models.excel.header_words import is_known_label, is_plain_number, squeeze

_ROLE_NOTES = {
    "list": "",
    "summary": "像是统计汇总表，不是逐条清单",
    "form": "像是一张登记表，不是清单",
    "template": "只有表头，没有数据",
    "notes": "没有找到表头，像是说明文字",
}
_COUNTING = re.compile(r"汇总|统计|情况表|进度表|合计|考核|排名")
_ITEMWISE = re.compile(r"名称|地址|描述|问题|信用代码|电话|点位|坐标|经度|措施|企业|单位|项目|姓名|编号")


def role_note(role: str) -> str:
    """Why a sheet with this role is not ticked by itself."""
    return _ROLE_NOTES[role]


def sheet_role(
    grid: HeadGrid, block: HeaderBlock | None, names: list[str], data: list[int], title: str, has_totals: bool
) -> str:
    """One of list, summary, form, template, notes; ``data`` rows counted from 0."""
    if is_form(grid, block):
        return "form"
    if block is None:
        return "notes"
    if not data:
        return "template" if len(names) >= 2 else "notes"
    if len(names) == 1:
        return "list" if len(data) >= 5 and block.score > 0.9 else "notes"
    if _is_summary(grid, names, data, title, has_totals):
        return "summary"
    return "list"


def is_form(grid: HeadGrid, block: HeaderBlock | None) -> bool:
    """Labels stand on the left of what they name, row after row, instead of above it."""
    rows = [row for row in range(min(len(grid.cells), 60)) if grid.own(row)]
    if not 3 <= len(rows) <= 45:
        return False
    labelled = pairs = 0
    for row in rows:
        own = grid.own(row)
        if len(own) > 1 or grid.span(row, own[0][0]) < max(2, 0.8 * grid.width):
            labelled += _is_field(own[0][1])
            pairs += sum(_is_field(value) for _, value in own) >= 1 and len(own) >= 2
    distinct = {squeeze(str(grid.own(row)[0][1])) for row in rows}
    if len(distinct) < 0.8 * len(rows):
        return False
    if block is not None and block.score > 1.15 and _labels_in(grid, block.last) >= 4:
        return labelled >= 0.8 * len(rows) and labelled >= 5
    return labelled >= 0.55 * len(rows) and labelled >= 3 and pairs >= 2


def _labels_in(grid: HeadGrid, row: int) -> int:
    return sum(is_known_label(value) for _, value in grid.own(row))


def _is_field(value: Value) -> bool:
    return isinstance(value, str) and (is_known_label(value) or value.strip().endswith(("：", ":"))) and len(value) < 40


def _is_summary(grid: HeadGrid, names: list[str], data: list[int], title: str, has_totals: bool) -> bool:
    """Counts by place or kind: few text columns, all short, and the rest numbers."""
    rows = [row for row in data if row < len(grid.cells)]
    if not rows or len(names) < 3 or len(data) > 200:
        return False
    numeric = text_columns = 0
    for column in range(grid.width):
        values = [grid.value(row, column) for row in rows]
        values = [value for value in values if value is not None]
        if not values:
            continue
        if sum(is_plain_number(value) or isinstance(value, int | float) for value in values) >= 0.7 * len(values):
            numeric += 1
        else:
            text_columns += 1
            if sum(len(str(value)) for value in values) > 14 * len(values):
                return False
    itemwise = sum(bool(_ITEMWISE.search(name.rsplit("/", 1)[-1])) for name in names[:6])
    if numeric < 2 or text_columns > 3 or numeric < 2 * max(text_columns - 1, 1):
        return False
    counting = bool(_COUNTING.search(title)) + has_totals
    return counting >= 1 and itemwise <= 1
