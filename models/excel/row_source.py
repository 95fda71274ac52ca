"""Rows of a sheet: all in memory while small, streamed from the reader and kept in compact blocks when large."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

from models.excel.book import Row, Value

KEEP_CELLS = 4_000_000
"""Up to this many cells a sheet is held as lists (about 60 bytes a cell with its text)."""
_HEAD = 1000

Fill = tuple[int, int, int, Value]
"""first row, last row, column, value"""


class StreamedRows(Sequence[Row]):
    """A large sheet's rows. Iterate it (again and again); single rows are cheap near the top or in rising order.

    ``source()`` starts a fresh pass over all rows; nothing but the first rows and one block is kept.
    """

    def __init__(self, source: Callable[[], Iterator[Row]], length: int) -> None:
        self._raw_source = source
        self._fills: Sequence[Fill] = ()
        self._length = length
        self._head = list(itertools.islice(source(), _HEAD))
        self._cursor: Iterator[Row] = iter(())
        self._at = length
        self._block: list[Row] = []
        self._block_at = 0

    def fill(self, fills: Sequence[Fill]) -> None:
        """Put values into the empty cells of every later pass."""
        self._fills = sorted(fills, key=lambda fill: fill[0])
        self._head = list(itertools.islice(self._source(), _HEAD))
        self._at, self._block = self._length, []

    def _source(self) -> Iterator[Row]:
        if not self._fills:
            return self._raw_source()
        return self._filled()

    def _filled(self) -> Iterator[Row]:
        waiting = iter(self._fills)
        coming = next(waiting, None)
        active: list[Fill] = []
        for number, row in enumerate(self._raw_source()):
            if coming is not None and coming[0] <= number:
                active = [fill for fill in active if fill[1] >= number]
                while coming is not None and coming[0] <= number:
                    active.append(coming)
                    coming = next(waiting, None)
            for _, last, column, value in active:
                if number <= last and row[column] is None:
                    row[column] = value
            yield row

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Row]:
        return iter(self._head) if len(self._head) == self._length else self._source()

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self._row(place) for place in range(*index.indices(self._length))]
        if index < 0:
            index += self._length
        if not 0 <= index < self._length:
            raise IndexError(index)
        return self._row(index)

    def _row(self, index: int) -> Row:
        if index < len(self._head):
            return self._head[index]
        if not self._block_at <= index < self._block_at + len(self._block):
            self._read_block(index)
        return self._block[index - self._block_at]

    def _read_block(self, index: int) -> None:
        start = index // _HEAD * _HEAD
        if start < self._at:
            self._cursor, self._at = self._source(), 0
        for _ in itertools.islice(self._cursor, start - self._at):
            pass
        self._block = list(itertools.islice(self._cursor, _HEAD))
        self._block_at, self._at = start, start + _HEAD


def clean_rows(raw: Callable[[], Iterator[list[Any]]], left: int, columns: int, exact: bool) -> Iterator[Row]:
    """Rows with '' as None, ``left`` empty cells put before, equal values shared.

    ``exact`` keeps True apart from 1.0 (equal keys of the table of shared values); it is slower.
    """
    pad: Row = [None] * left
    memo: dict[Any, Any] = {"": None}
    share = memo.setdefault
    width = columns - left
    for cells in raw():
        if len(memo) > 400_000:
            memo.clear()
            memo[""] = None
        if exact:
            row: Row = [share(cell, cell) if type(cell) is str else cell for cell in cells]
        else:
            row = [share(cell, cell) for cell in cells]
        if left:
            row = pad + row
        if len(cells) > width:
            del row[columns:]
        yield row


def rows_of(
    raw: Callable[[], Iterator[list[Any]]], *, height: int, left: int, columns: int, exact: bool
) -> Sequence[Row]:
    """A list, or StreamedRows where a list would take too much memory."""

    def fresh() -> Iterator[Row]:
        return itertools.islice(clean_rows(raw, left, columns, exact), height)

    if height * columns <= KEEP_CELLS:
        return list(fresh())
    return StreamedRows(fresh, height)
