"""Tell the rows under a header apart: data, or a reason for leaving the row out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from models.excel.book import Merge, Row, Value
from models.excel.tables.head_grid import VerticalMerges
from models.excel.tables.header_block import is_number_row
from models.excel.tables.header_words import label_score, label_text, squeeze
from models.excel.tables.row_words import (
    COUNT,
    FOOTER_CELL,
    GROUP_NUMERAL,
    ONLY_DATE,
    PLACE,
    SAMPLE,
    is_footer,
    is_group,
    is_hint_row,
    is_subtotal,
)
from models.late_regex import late_regex

SUBTOTAL, GROUP, FOOTER, REPEATED = "合计行", "分组行", "表尾说明", "重复的表头"
NUMBERS, SAMPLE_ROW, SERIAL_ONLY, LONE = "列号行", "示例行", "只有序号", "只有零星内容"
_WIDE = 5
"""From so many columns on, a lone cell is hardly a row of data."""
OTHER_TABLE, TITLE, HINTS, DOTS = "另一张表", "重复的标题", "填写说明行", "省略号行"
BESIDE, HIDDEN = "表旁的说明", "隐藏行，未导入"


_OFFICE = late_regex(
    r"^[^，。；]{2,24}(?:局|厅|委|部|办|办公室|政府|委员会|管委会|支队|总队|中心|指挥部|领导小组|督查组)$"
)


@dataclass
class RowKinds:
    """Rows counted from 0."""

    data: list[int] = field(default_factory=list[int])
    skipped: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    groups: dict[int, str] = field(default_factory=dict[int, str])
    texts: dict[int, str] = field(default_factory=dict[int, str])


@dataclass
class TableShape:
    """What is known of the table when its rows are judged."""

    columns: list[int]
    header: dict[int, set[str]]
    serial: int | None
    serial_is_digits: bool
    usual: int
    wide_merges: dict[int, int]
    """row -> columns spanned by its widest horizontal merge"""
    above: frozenset[str] = frozenset()
    """texts of the lines above the header, without blanks"""

    @property
    def left(self) -> int:
        return self.columns[0] if self.columns else 0


def judge_rows(rows: Sequence[Row], start: int, shape: TableShape, merged: Sequence[Merge]) -> RowKinds:
    """One pass from ``start`` to the end; only rows that look odd are looked at closely."""
    kinds = RowKinds()
    judge = _Judge(shape, VerticalMerges(merged), kinds)
    left = shape.left
    plenty = max(3, (shape.usual + 1) // 2)
    header_left = shape.header.get(left, set[str]())
    add = kinds.data.append
    suspects: dict[str, bool] = {}
    for number, row in enumerate(rows):
        if number < start:
            continue
        filled = len(row) - row.count(None)
        if not filled:
            judge.blank()
            continue
        if filled >= plenty and number > start + 2 and not judge.ended:
            first = row[left]
            if first is None or type(first) is float or type(first) is int:
                if (filled < 2 * plenty and judge.odd_inside(row)) or (first is not None and judge.numbers(row)):
                    judge.closely(number, row)
                else:
                    add(number)
                continue
            if type(first) is str:
                odd = suspects.get(first)
                if odd is None:
                    odd = _is_odd_first(first) or squeeze(first) in header_left
                    if len(suspects) < 50_000:
                        suspects[first] = odd
                if not odd:
                    add(number)
                    continue
        judge.closely(number, row)
    judge.finish()
    return kinds


def _is_odd_first(text: str) -> bool:
    bare = text.strip()
    return (
        not bare
        or is_subtotal(bare)
        or is_footer(bare)
        or is_group(bare)
        or bool(SAMPLE.match(bare))
        or (len(bare) <= 3 and not bare.isdigit())
    )


class _Judge:
    """Judges odd rows in order and remembers what has been seen."""

    def __init__(self, shape: TableShape, merges: VerticalMerges, kinds: RowKinds) -> None:
        self.shape = shape
        self.merges = merges
        self.kinds = kinds
        self.in_footer = False
        self.ended = False
        self.blanks = 0
        self.gap = False
        """Whether since the last blank row only lone cells came, as titles are."""
        self.signed: dict[int, str] = {}
        """Lone cells that may be the office under a list, or its last row."""

    def blank(self) -> None:
        self.blanks += 1

    def odd_inside(self, row: Row) -> bool:
        """A subtotal word in one of the first cells, behind an empty or numbered first cell."""
        return any(type(value) is str and is_subtotal(value) for value in row[: self.shape.left + 4])

    def numbers(self, row: Row) -> bool:
        """The row that numbers the columns, coming again after a page break."""
        return row[self.shape.left] == 1 and is_number_row([value for value in row if value is not None])

    def closely(self, number: int, row: Row) -> None:
        cells: list[tuple[int, Value]] = [
            (c, v) for c, v in enumerate(row) if v is not None and not (isinstance(v, str) and not v.strip())
        ]
        if not cells:
            self.blank()
            return
        why = self._why_not(number, row, cells)
        self.gap = (self.gap or self.blanks > 0) and len(cells) == 1
        self.blanks = 0
        if why is None:
            self.in_footer = False
            self.kinds.data.append(number)
            return
        text = " ".join(label_text(value) for _, value in cells)[:300]
        if why == REPEATED:
            self._title_of_part(number)
        self.kinds.skipped.append((number, why))
        self.kinds.texts[number] = text
        if why == GROUP:
            self.kinds.groups[number] = label_text(cells[0][1])
        self.in_footer = self.in_footer or why == FOOTER

    def _why_not(self, number: int, row: Row, cells: list[tuple[int, Value]]) -> str | None:
        if self.ended:
            if len(cells) < 3 or not self._repeats_header(cells):
                return OTHER_TABLE
            self.ended = False
        first_column, first = cells[0]
        text = first.strip() if isinstance(first, str) else ""
        values = [value for _, value in cells]
        if self._repeats_header(cells):
            return REPEATED
        if is_number_row(values) and (len(cells) >= 0.6 * len(self.shape.columns)) and not self._looks_serial(cells):
            return NUMBERS
        if squeeze(text) in self.shape.above and len({str(value) for value in values}) == 1:
            return TITLE
        if is_hint_row(text, values):
            return HINTS
        if all(isinstance(value, str) and not value.strip("…. ·⋯") for value in values):
            return DOTS
        if SAMPLE.match(text) and len(text) <= 12 and first_column <= self.shape.left + 1:
            return SAMPLE_ROW
        if self._is_total(cells):
            return SUBTOTAL
        if self.in_footer and len(cells) < max(3, self.shape.usual // 2):
            return FOOTER
        if text and self._is_footer(text, cells):
            return FOOTER
        if len(cells) == 1:
            return self._lone(number, first_column, first, text)
        if self._starts_other_table(cells):
            self.ended = True
            return OTHER_TABLE
        if self._is_numbered_group(cells):
            return GROUP
        if self._is_counted_place(cells):
            last = self.kinds.skipped[-1] if self.kinds.skipped else (-1, "")
            return SUBTOTAL if last == (number - 1, SUBTOTAL) else GROUP
        if set(map(str, values)) == {str(first)} and self.shape.wide_merges.get(number, 0) == 0 and is_group(text):
            return GROUP
        return None

    def _is_numbered_group(self, cells: list[tuple[int, Value]]) -> bool:
        """一 | 武安市（3家） among rows that are numbered 1, 2, 3."""
        column, first = cells[0]
        return (
            len(cells) <= min(3, self.shape.usual - 1)
            and column == self.shape.serial
            and self.shape.serial_is_digits
            and isinstance(first, str)
            and bool(GROUP_NUMERAL.match(first.strip()))
        )

    def _is_counted_place(self, cells: list[tuple[int, Value]]) -> bool:
        """邯郸市 | 12个 in a table of many columns: how many rows the place has, without a serial number."""
        (_, first), rest = cells[0], cells[1:]
        if len(cells) > 3 or self.shape.usual < 5 or not isinstance(first, str) or not PLACE.match(squeeze(first)):
            return False
        return all(
            isinstance(value, int | float) or (isinstance(value, str) and bool(COUNT.match(squeeze(value))))
            for _, value in rest
        )

    def _is_total(self, cells: list[tuple[int, Value]]) -> bool:
        """A total word in the first text cell; a serial number may stand before it."""
        for place, (_, value) in enumerate(cells[:3]):
            if not isinstance(value, str):
                continue
            if is_subtotal(value.strip()):
                return place == 0 or len(cells) <= 0.8 * self.shape.usual or not isinstance(cells[0][1], int | float)
            if label_score(value) > -0.6 and len(value) > 6:
                return False
        return False

    def _is_footer(self, text: str, cells: list[tuple[int, Value]]) -> bool:
        fields = sum(isinstance(value, str) and bool(FOOTER_CELL.match(value.strip())) for _, value in cells)
        if len(cells) > max(2, self.shape.usual // 2) and fields < max(2, 0.5 * len(cells)):
            return False
        if is_footer(text):
            return True
        marked = sum(isinstance(value, str) and is_footer(value.strip()) for _, value in cells)
        return marked >= 2 or (marked == 1 and len(cells) <= 2 and self.shape.usual > 4)

    def _repeats_header(self, cells: list[tuple[int, Value]]) -> bool:
        same = sum(
            isinstance(value, str) and squeeze(value) in self.shape.header.get(column, ()) for column, value in cells
        )
        return same >= 1 and same >= 0.6 * len(cells) and (len(cells) > 1 or len(self.shape.columns) == 1 or same == 1)

    def _looks_serial(self, cells: list[tuple[int, Value]]) -> bool:
        return self.shape.serial is not None and len(cells) <= 3

    def _lone(self, number: int, column: int, value: Value, text: str) -> str | None:
        """A row with one cell: a group, a bare serial number, a footer, or sparse data."""
        carried = self.merges.columns_at(number) & set(self.shape.columns)
        if len(self.shape.columns) == 1:
            return None
        if column == self.shape.serial and (isinstance(value, int | float) or text.isdigit() or not text):
            return SERIAL_ONLY
        if carried - {column}:
            return None
        if not text:
            return LONE if isinstance(value, int | float | dt.date | dt.time) else None
        if ONLY_DATE.match(text):
            return FOOTER
        wide = self.shape.wide_merges.get(number, 0) >= max(2, 0.5 * len(self.shape.columns))
        if is_group(text) or (wide and len(text) <= 60):
            return GROUP
        if wide:
            return FOOTER
        if column <= self.shape.left and len(self.shape.columns) >= 3:
            return GROUP if len(text) <= 30 else FOOTER
        if column == self.shape.left + 1 and len(self.shape.columns) >= _WIDE and PLACE.match(squeeze(text)):
            return GROUP  # the county of the rows below, written beside the empty serial number
        if column > self.shape.left and _OFFICE.search(text):
            self.signed[number] = text
        return None if len(self.shape.columns) <= 4 or column > self.shape.left else LONE

    def _starts_other_table(self, cells: list[tuple[int, Value]]) -> bool:
        """After a gap, a full row of known column labels that are not this table's."""
        if not (self.blanks or self.gap or self.in_footer) or len(cells) < 2 or not self.kinds.data:
            return False
        scores = [label_score(value) for _, value in cells]
        if len(cells) == 2:
            return min(scores) >= 1.0
        return sum(score >= 0.85 for score in scores) >= 0.75 * len(scores) and min(scores) > -0.2

    def _title_of_part(self, number: int) -> None:
        """A line right above a header that comes again is the title of what follows: it may name a county."""
        if not self.kinds.skipped:
            return
        above, why = self.kinds.skipped[-1]
        text = self.kinds.texts.get(above, "")
        if number - above <= 2 and why in (FOOTER, LONE) and len(text) <= 60 and not is_footer(text):
            self.kinds.skipped[-1] = (above, GROUP)
            self.kinds.groups[above] = text

    def finish(self) -> None:
        """Lone rows at the very end, after the last data row, are remarks and no groups; so is a lone office."""
        while self.kinds.data and self.kinds.data[-1] in self.signed and len(self.kinds.data) > 1:
            number = self.kinds.data.pop()
            self.kinds.skipped.append((number, FOOTER))
            self.kinds.texts[number] = self.signed[number]
        last = self.kinds.data[-1] if self.kinds.data else -1
        for place, (number, why) in enumerate(self.kinds.skipped):
            if why == GROUP and number > last:
                self.kinds.skipped[place] = (number, FOOTER)
                self.kinds.groups.pop(number, None)
