"""Columns whose value stands once and holds for the blank cells below it, although nothing is merged."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from models.excel.book import Merge, Row, Value
from models.excel.tables.header_words import squeeze
from models.late_regex import late_regex

_PLACE = late_regex(
    r"^(?:省份?|城市|地市|市|设区市|地级市|市州|县|区|旗|县区|区县|县市区|县区市|区市县|区县市|市县区?|市区县|县市|市州地?|地市州|乡镇|镇街|街道|乡镇街道|地区|属地|辖区|片区|区域|"
    r"行政区域|行政区划|省市|(?:所在|所属)(?:的)?(?:[省市县区旗地级]+|城市|乡镇|街道|镇街|乡镇街道|区域|片区))(?:名称|名)?$|(?:督查|检查|监督|工作)?组别?$|^(?:轮次|批次)$"
)
_TOWN = late_regex(r"[乡镇街]")
_NAME = late_regex(r"(?:企业|单位|点位|项目|污染源|对象|公司|场所|工地|被检查单位)(?:名称|全称)?$|^名称$|名称$")
_OWN = late_regex(r"序号|编号|编码|代码|备注|说明|销号|完成时间|完成日期|进展|情况")
"""Labels of columns that say something of one row only."""
_LEADING = 8
_HEAD = 300
_LEAST_BLANK = 0.1
_MANY_BLANK = 0.25
"""Share of blanks from which a name that nothing else confirms holds for the rows below."""


def blank_runs(
    rows: Sequence[Row],
    data: Sequence[int],
    labels: Mapping[int, str],
    serial: int | None,
    merged: Iterable[Merge],
    groups: Iterable[int],
) -> list[Merge]:
    """What would be merged had the office merged it: (first row, column, last row, column), counted from 0.

    ``data`` are the rows of data and ``groups`` the group rows, from 0; ``labels`` the last label of each column.
    A column of places qualifies when every wording stands in one run only; a column of serial numbers when it counts
    over blanks; any other column when it is filled exactly where one of those is.
    """
    carried = _carried(merged, data, max(labels, default=0)) if data else set[int]()
    columns = [column for column in labels if column not in carried]
    leading = columns[:_LEADING]
    if len(data) < 3 or not _worth_a_look(rows, data, leading):
        return []
    cells = _columns_of(rows, data, columns)
    breaks = sorted(groups)
    parts = [bisect_right(breaks, row) for row in data]
    anchors = _anchors(cells, leading, labels, serial, parts)
    if not anchors:
        return []
    found: list[Merge] = []
    for column in columns:
        starts = anchors.get(column) if column != serial else None
        if starts is None and column != serial:
            starts = _going_with(cells[column], labels[column], anchors)
        if starts is not None:
            found += _runs(cells[column], starts, parts, data, column)
    return found


def _carried(merged: Iterable[Merge], data: Sequence[int], last: int) -> set[int]:
    """Columns up to ``last`` in which merges carry values down within the data."""
    found: set[int] = set()
    for r1, c1, r2, c2 in merged:
        if r2 > r1 and r2 >= data[0] and len(found) <= last:
            found.update(range(c1, min(c2, last) + 1))
    return found


def _worth_a_look(rows: Sequence[Row], data: Sequence[int], leading: Sequence[int]) -> bool:
    """Whether a leading column has blanks below its first value within the first rows."""
    head = [rows[row] for row in data[:_HEAD]]
    for column in leading:
        values = [row[column] if column < len(row) else None for row in head]
        blanks = values.count(None)
        if values[0] is not None and blanks >= max(1, _LEAST_BLANK * len(values)):
            return True
    return False


def _columns_of(rows: Sequence[Row], data: Sequence[int], columns: Sequence[int]) -> dict[int, list[Value]]:
    wanted = set(data)
    lines = (
        [row for number, row in enumerate(rows) if number in wanted] if len(data) > 1000 else [rows[r] for r in data]
    )
    return {
        column: [
            None if isinstance(value, str) and not value.strip() else value
            for value in (row[column] if column < len(row) else None for row in lines)
        ]
        for column in columns
    }


def _anchors(
    cells: Mapping[int, list[Value]],
    leading: Sequence[int],
    labels: Mapping[int, str],
    serial: int | None,
    parts: Sequence[int],
) -> dict[int, set[int]]:
    """Column to the positions at which its runs begin."""
    found: dict[int, set[int]] = {}
    parent: set[int] = set()
    for column in leading:
        values, label = cells[column], _bare(labels[column])
        blanks = values.count(None)
        filled = {at for at, value in enumerate(values) if value is not None}
        if values[0] is None:
            continue
        if column == serial:
            starts = filled if blanks >= _LEAST_BLANK * len(values) else _restarts(values)
            if starts:
                found[column] = starts
        elif _PLACE.search(label):
            if blanks == 0:
                parent |= {at for at in range(1, len(values)) if values[at] != values[at - 1]}
            elif blanks >= _LEAST_BLANK * len(values):
                above = parent | _parents(found, serial)
                firsts = above | {at for at in range(1, len(parts)) if parts[at] != parts[at - 1]}
                told = sum(values[at] is not None for at in firsts) >= 0.9 * len(firsts)
                if told and (firsts or not _TOWN.search(label)) and _each_once(values, above, parts):
                    found[column] = filled | above
        elif (
            _NAME.search(label)
            and not found
            and serial is None
            and parent <= filled
            and blanks >= _MANY_BLANK * len(values)
            and all(values[a] != values[b] for a, b in pairwise(sorted(filled)))
        ):
            found[column] = filled
    return found


def _restarts(values: Sequence[Value]) -> set[int]:
    """Where numbers that count every row begin anew at 1, at least twice; else nothing."""
    numbers = [int(value) if isinstance(value, int | float) else 0 for value in values]
    starts = {at for at, number in enumerate(numbers) if number == 1}
    runs_on = all(at in starts or number == numbers[at - 1] + 1 for at, number in enumerate(numbers))
    return starts if len(starts) >= 2 and runs_on and 0 in starts else set()


def _bare(label: str) -> str:
    """县（市、区）（必填） as 县市区."""
    return re.sub(r"必填|选填|[^\w]", "", squeeze(label))


def _parents(found: Mapping[int, set[int]], serial: int | None) -> set[int]:
    """Run starts of the place columns further left."""
    return {at for column, starts in found.items() if column != serial for at in starts}


def _each_once(values: Sequence[Value], parent: set[int], parts: Sequence[int]) -> bool:
    """Whether no wording comes again within its parent's run or the same group."""
    seen: set[tuple[int, int, Value]] = set()
    above = 0
    for at, value in enumerate(values):
        above += at in parent
        if value is None:
            continue
        key = (above, parts[at], value)
        if key in seen:
            return False
        seen.add(key)
    return True


def _going_with(values: Sequence[Value], label: str, anchors: Mapping[int, set[int]]) -> set[int] | None:
    """The runs of an anchor that this column is filled exactly with."""
    if _OWN.search(_bare(label)):
        return None
    filled = {at for at, value in enumerate(values) if value is not None}
    blank = len(values) - len(filled)
    for starts in anchors.values():
        several = len(values) - len(starts)
        if blank >= several >= 2 and filled <= starts and len(filled) >= 0.9 * len(starts) and len(starts) >= 2:
            return starts
    return None


def _runs(
    values: Sequence[Value], starts: set[int], parts: Sequence[int], data: Sequence[int], column: int
) -> list[Merge]:
    found: list[Merge] = []
    begin: int | None = None
    for at, value in enumerate([*values, None]):
        ends = at == len(values) or at in starts or value is not None or (at > 0 and parts[at] != parts[at - 1])
        if ends and begin is not None:
            if at - 1 > begin:
                found.append((data[begin], column, data[at - 1], column))
            begin = None
        if at < len(values) and value is not None:
            begin = at
    return found
