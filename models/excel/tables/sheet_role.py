"""What a sheet is: a list, a summary of counts, a form, an empty template, or notes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from models.excel.book import Value
from models.excel.tables.head_grid import HeadGrid
from models.excel.tables.header_block import HeaderBlock
from models.excel.tables.header_words import is_known_label, is_plain_number, squeeze
from models.late_regex import late_regex

_ROLE_NOTES = {
    "list": "",
    "summary": "像是统计汇总表，不是逐条清单",
    "form": "像是一张登记表，不是清单",
    "template": "只有表头，没有数据",
    "notes": "没有找到表头，像是说明文字",
}
_COUNTING = late_regex(r"汇总|统计|情况表|进度表|合计|考核|排名|数量|分布|完成情况|进展情况|进度情况")
_ITEMWISE = late_regex(
    r"名称|地址|描述|问题|信用代码|电话|点位|坐标|经度|措施|企业|单位|项目|姓名|编号|对象|公司|学校|[Aa]uthor|[Nn]ame"
)
_KEY = late_regex(
    r"^(?:省|省份|市|城市|地市|市州|县|区|县区|区县|县市区|县（?市、区）?|地区|区域|属地|辖区|乡镇|街道|镇街|乡镇(?:（?街道）?)|.*乡镇.*|村|部门|"
    r"类别|类型|种类|分类|.*类[型别]|行业|行标签|月份|时间|年份|季度|年度|组别|督查组|轮次|批次|指标|状态)$"
)
_COUNT = late_regex(
    r"数$|数量|目标|总数|个数|件数|家数|[件家个台户次]$|率$|比例|占比|得分|分数|总分|合计|总计|小计|平均|^已|^未|^正在|完成|^\d{1,2}月|季度$|排名|PM|浓度|达标"
)
_NO_COUNT = late_regex(r"[经纬]度|坐标|编[号码]|代码|电话|手机|日期|时间|时限|期限|邮编|标识|吨位|规模|面积")
_SERIAL = late_regex(r"^(?:序号?|编号|排名|名次|no\.?|位次|行号)$", re.I)
_REMARK = late_regex(r"备注|说明|附注")
_OFFICE = late_regex(r"[省市县区旗州盟镇乡村]$|街道|办事处|[局委厅办处院]$|政府$|管委会$|分局$|合计|总计")
_COUNTED = late_regex(
    r"^(?:共|计|已|未|完成|下降|上升|同比|整改|达标|交办|剩余){0,3}\d+(?:\.\d+)?(?:%|个|家|件|处|条|起|项|天|次)$"
)
_MOST_SUMMARY_ROWS = 500
_LONGEST_KEY = 14
_LEGEND, _FEW_ROWS = 2, 10
"""红色 | 逾期 and a few more lines of two columns without a label explain something."""
_CONTENTS = late_regex(r"^(?:目录|目次|索引|contents|index|sheet目录|工作表目录)$", re.I)


def role_note(role: str) -> str:
    """Why a sheet with this role is not ticked by itself."""
    return _ROLE_NOTES[role]


def sheet_role(
    grid: HeadGrid,
    block: HeaderBlock | None,
    columns: Mapping[int, str],
    data: list[int],
    title: str,
    has_totals: bool,
) -> str:
    """One of list, summary, form, template, notes; ``columns`` with their names, ``data`` rows counted from 0."""
    names = [name for name in columns.values() if name]
    if is_form(grid, block):
        return "form"
    if _is_contents(grid):
        return "notes"
    if block is None:
        return "notes"
    if not data:
        return "template" if len(names) >= 2 else "notes"
    if len(names) == 1:
        sure = block.score > 0.9 or (block.score > 0.8 and bool(_ITEMWISE.search(names[0])))
        return "list" if len(data) >= 3 and sure else "notes"
    if len(columns) == _LEGEND and not any(map(is_known_label, names)) and len(data) < _FEW_ROWS:
        return "notes"
    if _is_summary(grid, columns, data, title, has_totals):
        return "summary"
    return "list"


def _is_contents(grid: HeadGrid) -> bool:
    """目录 as the first words of a sheet of few columns."""
    row = next((row for row in range(len(grid.cells)) if grid.own(row)), None)
    first = grid.own(row) if row is not None else []
    return len(first) == 1 and isinstance(first[0][1], str) and bool(_CONTENTS.match(squeeze(first[0][1])))


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


@dataclass
class _Columns:
    """The columns of a table by what they hold; ``words`` and ``numbers`` are their labels with their values."""

    words: list[tuple[str, list[Value]]] = field(default_factory=list[tuple[str, list[Value]]])
    numbers: list[tuple[str, list[Value]]] = field(default_factory=list[tuple[str, list[Value]]])
    other: int = 0


def _is_summary(grid: HeadGrid, columns: Mapping[int, str], data: list[int], title: str, has_totals: bool) -> bool:
    """Counts by place or kind: one or two short text columns that name them, and the rest numbers."""
    rows = [row for row in data if row < len(grid.cells)]
    if not rows or len(data) > _MOST_SUMMARY_ROWS or len(columns) < 2:
        return False
    found = _sorted_columns(grid, columns, rows)
    if found is None or not found.numbers or not found.words or found.other:
        return False
    if len(found.words) > 3 or len(found.numbers) < len(found.words):
        return False
    if any(
        _ITEMWISE.search(label) and not _KEY.search(label) and not _all_offices(values) for label, values in found.words
    ):
        return False
    label, values = found.words[0]
    keys = bool(_KEY.search(label)) or _all_offices(values)
    counted = sum(bool(_COUNT.search(label)) for label, _ in found.numbers)
    said = bool(_COUNTING.search(title)) + has_totals
    if len(found.words) == 1:
        return keys or counted >= 0.5 * len(found.numbers) or said >= 1
    return said >= 1 or (keys and counted >= 0.5 * len(found.numbers))


def _sorted_columns(grid: HeadGrid, columns: Mapping[int, str], rows: list[int]) -> _Columns | None:
    """Text and number columns without serial numbers and remarks; None where a text is too long for a summary."""
    found = _Columns()
    for column, name in columns.items():
        label = squeeze(name.rsplit("/", 1)[-1])
        values: list[Value] = [value for row in rows if not _is_blank(value := grid.value(row, column))]
        if not values or _SERIAL.search(label):
            continue
        numeric = sum(_is_count(value) for value in values)
        if numeric >= 0.7 * len(values):
            if _NO_COUNT.search(label):
                found.other += 1
            else:
                found.numbers.append((label, values))
        elif not _REMARK.search(label) or len(values) >= 0.5 * len(rows):
            if any(not isinstance(value, str) for value in values[:5]):
                found.other += 1
            elif sum(len(str(value)) for value in values) > _LONGEST_KEY * len(values):
                return None
            else:
                found.words.append((label, values))
    return found


def _is_blank(value: Value) -> bool:
    """Nothing, or a sign that stands for it."""
    return value is None or (isinstance(value, str) and not value.strip("/／-—－ 无"))


def _is_count(value: Value) -> bool:
    """12, 50%, 10个, 完成5个"""
    if isinstance(value, str):
        return is_plain_number(value) or (len(value) < 16 and bool(_COUNTED.match(squeeze(value))))
    return isinstance(value, int | float) and not isinstance(value, bool)


def _all_offices(values: list[Value]) -> bool:
    """武安市, 北张庄镇, 市住建局: whose counts these are."""
    places = sum(isinstance(value, str) and bool(_OFFICE.search(squeeze(value))) for value in values)
    return places >= 0.8 * len(values)
