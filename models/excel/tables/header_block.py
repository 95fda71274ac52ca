"""Find the header block: the row that reads like labels, and the rows above and below that belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from models.excel.book import Value
from models.excel.tables.head_grid import HeadGrid
from models.excel.tables.header_words import NUMBERED, UNIT, is_plain_number, label_score, label_text, squeeze
from models.excel.tables.row_words import SAMPLE, is_footer, is_group, is_hint_row, is_subtotal
from models.late_regex import late_regex

_CANDIDATES = 40
_MAX_ROWS = 7
_LEAST_SCORE = 0.3
_TITLE = late_regex(r"(?:清单|台账|一览表|汇总表|明细表|登记表|统计表|情况表|任务表|表)(?:[（(].*[）)])?$")
_HALF = 4
"""Longest part of a label that is broken over two rows."""
_LATIN = late_regex(r"[A-Za-z][A-Za-z0-9 .,_/()&'\-]*")


@dataclass(frozen=True)
class HeaderBlock:
    """Rows ``first``..``last`` counted from 0; ``score`` 1 and more is a sure header, 0.3 a doubtful one."""

    first: int
    last: int
    score: float


def find_header(grid: HeadGrid) -> HeaderBlock | None:
    """The most header-like block in the upper part of the grid, or None."""
    best_row, best = -1, _LEAST_SCORE
    looked = 0
    for row in range(len(grid.cells)):
        if not grid.own(row):
            continue
        looked += 1
        if looked > _CANDIDATES:
            break
        score = _row_score(grid, row) - 0.01 * looked
        if score > best + 0.02:
            best_row, best = row, score
    if best_row < 0:
        return None
    best_row = next(row for row in range(best_row + 1) if grid.own(row) == grid.own(best_row))
    first = best_row
    while first > 0 and best_row - first < _MAX_ROWS and _belongs_above(grid, first - 1, first):
        first -= 1
    last = best_row
    while last + 1 < len(grid.cells) and last + 1 - first < _MAX_ROWS and _belongs_below(grid, first, last, last + 1):
        last += 1
    return HeaderBlock(first, last, best)


def _row_score(grid: HeadGrid, row: int) -> float:
    """How much a row reads like (part of) a header: labels, coverage, contrast with what stands below."""
    own = grid.own(row)
    texts = {squeeze(str(value)) for _, value in own}
    if is_number_row([value for _, value in own]):
        return -1.0
    below = [r for r in range(row + 1, min(row + 41, len(grid.cells))) if grid.own(r)]
    if len(own) < 2 or len(texts) < 2:
        return _single_column_score(grid, row, own, below)
    if any(isinstance(value, str) and is_subtotal(value) for _, value in own[:1]):
        return -1.0
    labels = grid.labels(row) / len(own)
    repeats = 1 - len(texts) / len(own)
    used = {column for r in below for column, _ in grid.own(r)} or {column for column, _ in own}
    covered = sum(grid.filled[row][column] for column in used if column < grid.width)
    coverage = min(covered / len(used), 1.0)
    wider = sum(
        len(cells) >= max(2, 0.7 * len(own)) and grid.labels(upper) < 0.45 * len(cells)
        for upper, cells in enumerate(map(grid.own, range(row)))
    )
    return labels - 0.15 * wider + 0.45 * coverage + 0.4 * _contrast(grid, own, below) - 0.5 * repeats


def _single_column_score(grid: HeadGrid, row: int, own: list[tuple[int, Value]], below: list[int]) -> float:
    """A one-column list may have a one-cell header; a lone cell above a wider table is a title."""
    widest = max((grid.seen_count(r) for r in range(len(grid.cells))), default=0)
    if widest > 1 or not below or not isinstance(own[0][1], str):
        return -1.0
    return label_score(own[0][1]) - 0.1


def _contrast(grid: HeadGrid, own: list[tuple[int, Value]], below: list[int]) -> float:
    """From -1 (the same values come again below) to 1 (below stand numbers, dates, longer or other texts)."""
    if not below:
        return 0.0
    total = 0.0
    for column, value in own:
        values = [grid.cells[r][column] for r in below if column < len(grid.cells[r])]
        values = [other for other in values if other is not None]
        if not values:
            continue
        if value in values:
            total -= 1.0 if label_score(value) < 0.8 else 0.0
        elif not isinstance(value, str):
            total -= 0.3
        elif sum(not isinstance(other, str) or is_plain_number(other) for other in values) * 2 > len(values):
            total += 1.0
        else:
            length = sum(len(str(other)) for other in values) / len(values)
            total += 0.5 if length > 1.6 * len(value) or length < 0.5 * len(value) else 0.15
    return total / len(own)


def is_number_row(values: list[Value]) -> bool:
    """(1)(2)(3), 甲乙丙 1 2 3, 1 2 3 4 …: the row that numbers the columns."""
    if len(values) < 3:
        return False
    texts = [squeeze(label_text(value)) for value in values]
    if not all(NUMBERED.match(text) for text in texts):
        return False
    digits = [int(inner) for text in texts if (inner := text.strip("（()）【】.、").split("=")[0]).isdecimal()]
    if len(digits) >= 2:
        steps = sum(b - a == 1 for a, b in pairwise(digits))
        return steps >= 0.7 * (len(digits) - 1) and digits[0] <= 3
    return len(set(texts)) == len(texts) and not digits


def _belongs_above(grid: HeadGrid, upper: int, lower: int) -> bool:
    """Whether row ``upper`` is a header row over ``lower``."""
    own = grid.own(upper)
    if not own or _is_outside(grid, upper, own):
        return False
    if any(is_plain_number(value) for _, value in own):
        return False
    if _linked(grid, upper, lower) or _translates(grid, upper, lower) or _halves(grid, upper, lower):
        return True
    labels = grid.labels(upper) / len(own)
    return labels > 0.05 and _fits_under(grid, upper, lower) and len(own) >= (2 if own[0][0] == _left(grid) else 1)


def _left(grid: HeadGrid) -> int:
    return min((column for row in grid.filled for column, is_filled in enumerate(row) if is_filled), default=0)


def _is_outside(grid: HeadGrid, row: int, own: list[tuple[int, Value]]) -> bool:
    """A title or a line such as 填报单位：… 单位：万元."""
    column, value = own[0]
    text = str(value)
    if len(own) == 1:
        used = grid.widest
        wide = grid.span(row, column) >= 0.6 * used
        plain = grid.span(row, column) == 1 and bool(_TITLE.search(squeeze(text)))
        return wide or plain or column == _left(grid) or is_footer(text) or len(text) > 30
    marks = sum(isinstance(other, str) and ("：" in other or ":" in other) for _, other in own)
    return marks >= 0.5 * len(own) or (marks > 0 and len(own) <= 3)


def _linked(grid: HeadGrid, upper: int, lower: int) -> bool:
    """A merge that is not a title joins both rows."""
    used = grid.widest
    for column in range(grid.width):
        merge = grid.cover.get((upper, column))
        if merge is None or merge[2] - merge[0] > _MAX_ROWS:  # a title written down the side of the table
            continue
        if merge[2] >= lower and merge[0] <= upper and merge[3] - merge[1] + 1 < max(0.8 * used, 2):
            return grid.value(upper, column) is not None
    return False


def _halves(grid: HeadGrid, upper: int, lower: int) -> bool:
    """Whether labels are broken over two rows: 企业 above 名称, 序 above 号."""
    above = {column: value for column, value in grid.own(upper) if isinstance(value, str)}
    if len(set(above.values())) < 0.7 * len(above):
        return False
    whole = [
        len(above[column]) <= _HALF
        and len(value) <= _HALF
        and above[column] != value
        and label_score(squeeze(above[column] + value)) >= 1.0
        for column, value in grid.own(lower)
        if column in above and isinstance(value, str)
    ]
    return len(whole) >= 3 and sum(whole) >= 0.75 * len(whole) and len(whole) >= 0.6 * len(above)


def _translates(grid: HeadGrid, latin: int, chinese: int) -> bool:
    """Whether one row has Latin words or codes for nearly all labels of the other, and the data have no such words."""
    own = grid.own(latin)
    if len(own) < 3 or any(not isinstance(value, str) or not _LATIN.fullmatch(value.strip()) for _, value in own):
        return False
    labels = {column: value for column, value in grid.own(chinese) if isinstance(value, str) and not value.isascii()}
    both = [column for column, _ in own if column in labels or (chinese, column) in grid.cover]
    if len(both) < 0.8 * len(own) or len(both) < 0.6 * len(labels):
        return False
    after = max(latin, chinese) + 1
    data = [
        value
        for row in range(after, min(after + 20, len(grid.cells)))
        for column, value in grid.own(row)
        if column in both
    ]
    words = sum(isinstance(value, str) and bool(_LATIN.fullmatch(value.strip())) for value in data)
    return words <= 0.3 * len(data)


def _fits_under(grid: HeadGrid, upper: int, lower: int) -> bool:
    """Most of the lower row's labels stand under parents that span several columns, or under nothing."""
    fitting = alone = 0
    for column, _ in grid.own(lower):
        if not grid.filled[upper][column]:
            fitting += 1
            continue
        merge = grid.cover.get((upper, column))
        spans = (merge is not None and merge[3] > merge[1]) or (
            column + 1 < grid.width and not grid.filled[upper][column + 1] and grid.filled[lower][column + 1]
        )
        if spans:
            fitting += 1
        else:
            alone += 1
    return fitting >= 1 and alone <= 0.35 * (fitting + alone)


def _belongs_below(grid: HeadGrid, first: int, last: int, row: int) -> bool:
    """Whether ``row`` continues the header that ends in ``last``."""
    own = grid.own(row)
    if not own:
        return any(_linked(grid, upper, row) for upper in range(first, last + 1)) and row + 1 < len(grid.cells)
    values = [value for _, value in own]
    if is_number_row(values):
        return False
    if _translates(grid, row, last):
        return True
    first_text = str(values[0]).strip()
    if (SAMPLE.match(first_text) and len(first_text) <= 12) or is_hint_row(first_text, values):
        return False
    linked = any(_linked(grid, upper, row) for upper in range(first, last + 1))
    numbers = sum(is_plain_number(value) for value in values)
    if linked and numbers <= 0.3 * len(values):
        return True
    if numbers or any(not isinstance(value, str | int | float) for value in values):
        return False
    texts = [squeeze(str(value)) for value in values]
    if own[0][0] <= _left(grid) + 2 and is_subtotal(texts[0]):
        return False
    if len(own) >= 2 and _is_unit_row(texts):
        return True
    if len(own) == 1 and (is_group(texts[0]) or is_footer(texts[0]) or own[0][0] <= _left(grid)):
        return False
    labels = [label_score(value) for value in values]
    return sum(labels) / len(labels) >= 0.1 and min(labels) > -0.35 and _fits_under(grid, last, row)


def _is_unit_row(texts: list[str]) -> bool:
    """个, 亿元, 强/弱 under the labels; single labels of columns may stand among them."""
    units = sum(bool(UNIT.match(text)) for text in texts)
    return units >= 0.6 * len(texts) and all(UNIT.match(text) or label_score(text) >= 0.85 for text in texts)


def header_paths(grid: HeadGrid, first: int, last: int, used_columns: list[int]) -> dict[int, tuple[str, ...]]:
    """For each column its labels from top to bottom, repeats dropped; unmerged parents reach over empty neighbours."""
    lines: list[dict[int, str]] = []
    for row in range(first, last + 1):
        line: dict[int, str] = {}
        carried, carried_at = "", -2
        for column in range(grid.width):
            text = label_text(grid.value(row, column))
            if text:
                is_parent = (row, column) not in grid.cover and _has_label_below(grid, row, last, column)
                carried, carried_at = (text if is_parent else ""), column
            elif carried and column == carried_at + 1 and _has_label_below(grid, row, last, column):
                text, carried_at = carried, column
            if text:
                line[column] = text
        lines.append(line)
    paths: dict[int, tuple[str, ...]] = {}
    for column in used_columns:
        path: list[str] = []
        for line in lines:
            text = line.get(column, "")
            if text and (not path or path[-1] != text):
                path.append(text)
        paths[column] = tuple(path)
    return paths


def _has_label_below(grid: HeadGrid, row: int, last: int, column: int) -> bool:
    """Whether a further label of the header stands under this cell."""
    return any(
        column < len(grid.cells[lower]) and grid.cells[lower][column] is not None for lower in range(row + 1, last + 1)
    )
