"""The cells of a chunk by column: 同上 resolved, numbers as Excel shows them where that differs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from models.excel.book import Row, Sheet, Value
from models.excel.tables.table_layout import TableLayout, column_letter
from models.importing.cells import readers
from models.importing.cells.cell_text import as_text
from models.importing.cells.row_edits import RowEdits, without_clears
from models.importing.choices import BLOCK_PARTS

_NUMERIC = frozenset({int, float, bool})
_SAMPLE = 20


class CellColumns:
    """Chunks of one sheet in order; remembers the last cell of each column for a 同上 at the start of the next."""

    def __init__(self, sheet: Sheet, layout: TableLayout | None = None, edits: RowEdits | None = None) -> None:
        self.sheet = sheet
        self.edits = edits or RowEdits()
        self.parts: list[int] = []
        """Which part of its row each position is; empty where all are whole."""
        self.cleared: dict[int, list[int]] = {}
        """Column to the positions of the chunk that say 【清空】, of the columns asked for so far."""
        self._twins = _twins(layout) if layout is not None else {}
        self._first = [c.index for c in layout.columns if c.twin is None] if layout is not None else []
        """Columns of the first of several tables side by side."""
        self._repeating = frozenset(self._twins.values())
        self._block, self._last_row = 0, 0
        self._blocks: Sequence[int] = ()
        self.rows: Sequence[int] = ()
        self._cells: list[tuple[Value, ...]] = []
        self._values: dict[int, Sequence[Value]] = {}
        self._texts: dict[int, Sequence[Value]] = {}
        self._above: dict[int, Value] = {}
        self._shown: dict[int, bool] = {}

    def begin(self, rows: Sequence[int]) -> None:
        """Take the rows with these numbers (as Excel counts)."""
        for index, values in self._values.items():
            self._above[index] = readers.last_value(values, self._above.get(index))
        cells = self.sheet.rows
        self.rows = rows
        lines = [cells[row - 1] for row in rows]
        self.parts, self.cleared = [], {}
        if self._twins:
            lines = self._first_block_lines(lines)
            self.parts = [block * BLOCK_PARTS for block in self._blocks]
        lines = self.edits.corrected(rows, lines, self._place_in_line if self._twins else None)
        parted = self.edits.parted(lines)
        if parted is not None:
            lines, origin, parts = parted
            self.rows = [rows[place] for place in origin]
            if self._twins:
                self._blocks = [self._blocks[place] for place in origin]
                parts = [block * BLOCK_PARTS + part for block, part in zip(self._blocks, parts, strict=True)]
            self.parts = parts
        self._cells = list(zip_longest(*lines))
        self._values, self._texts = {}, {}

    def values(self, index: int) -> Sequence[Value]:
        """The cells of a column of dates or angles, whose values count."""
        found = self._values.get(index)
        if found is None:
            cells = self._cells[index] if index < len(self._cells) else (None,) * len(self.rows)
            cells, cleared = without_clears(cells)
            if cleared:
                self.cleared[index] = cleared
            found = self._values[index] = readers.resolve_ditto(cells, self._above.get(index))
        return found

    def texts(self, index: int) -> Sequence[Value]:
        """The cells of a column of words; numbers stay numbers unless Excel shows them otherwise (0001)."""
        found = self._texts.get(index)
        if found is None:
            found = self.values(index)
            if not _NUMERIC.isdisjoint(map(type, found)) and self._differs_on_screen(index, found):
                found = [
                    self.display(place, index) if isinstance(value, (int, float)) else value
                    for place, value in enumerate(found)
                ]
            self._texts[index] = found
        return found

    def display(self, place: int, index: int) -> str:
        """What Excel shows in the cell at a position of the chunk."""
        return self.sheet.display(self.rows[place] - 1, self.column_at(place, index))

    def _first_block_lines(self, lines: Sequence[Row]) -> list[Row]:
        """Rows of a repetition of the table, moved under the columns of the first; the next begins where rows do."""
        blocks: list[int] = []
        moved: list[Row] = []
        for row, line in zip(self.rows, lines, strict=True):
            self._block += row <= self._last_row
            self._last_row = row
            blocks.append(self._block)
            if self._block:
                shifted = list(line)
                for base in self._first:
                    twin = self._twins.get((self._block, base))
                    if base < len(shifted):
                        shifted[base] = line[twin] if twin is not None and twin < len(line) else None
                line = shifted
            moved.append(line)
        self._blocks = blocks
        return moved

    def column_at(self, place: int, index: int) -> int:
        """The column of the sheet that a column of the first table stands for at a position of the chunk."""
        return self._twins.get((self._blocks[place], index), index) if self._twins else index

    @property
    def moved(self) -> dict[str, str]:
        """Letter of the first table to the letter here, in a chunk of a repetition of it; else nothing."""
        block = self._blocks[0] if self._twins and self._blocks else 0
        return {column_letter(base): column_letter(twin) for (at, base), twin in self._twins.items() if at == block}

    def _place_in_line(self, place: int, column: int) -> int | None:
        block = self._blocks[place]
        if not block:
            return None if column in self._repeating else column
        return next((base for (at, base), twin in self._twins.items() if at == block and twin == column), None)

    def _differs_on_screen(self, index: int, values: Sequence[Value]) -> bool:
        """Judged once, by a sample."""
        known = self._shown.get(index)
        if known is None:
            numeric = [place for place, value in enumerate(values) if isinstance(value, (int, float))]
            known = self._shown[index] = any(
                self.display(place, index) not in ("", as_text(values[place]))
                for place in numeric[:: max(1, len(numeric) // _SAMPLE)]
            )
        return known


def _twins(layout: TableLayout) -> dict[tuple[int, int], int]:
    """(repetition, column of the first block) -> the column that repeats it."""
    return {(c.block, c.twin): c.index for c in layout.columns if c.twin is not None}
