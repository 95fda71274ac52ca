"""Some rows of a sheet exactly as they stand, with title, header, widths and formats: what a correction workbook shows.

No SQLAlchemy here: it runs in the child process that holds the opened workbook.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.excel.book import Value
from models.excel.formats.encrypted import Passwords
from models.excel.writer.sheet_looks import SheetLooks, looks_of

if TYPE_CHECKING:
    from models.excel.book import Workbook
    from models.importing.reading.sheet_state import SheetState

MOST_ROWS = 5_000
_MOST_ABOVE = 30
_MOST_COLUMNS = 300

Merge = tuple[int, int, int, int]


@dataclass(frozen=True)
class StandingSheet:
    """Rows as Excel counts them; ``above`` are all rows from the top to the end of the header.

    ``columns`` are (place from 0, letter, name) of the table's columns; ``merges`` (rows and columns from 0) those
    within ``above``; ``widths`` by column, in characters; ``formats`` by column, the usual number format below.
    """

    above: tuple[tuple[Value, ...], ...]
    header: tuple[int, int]
    columns: tuple[tuple[int, str, str], ...]
    merges: tuple[Merge, ...]
    widths: dict[int, float]
    heights: dict[int, float]
    formats: dict[int, str]
    rows: dict[int, tuple[Value, ...]]


def standing_rows(
    workbook: Workbook, path: str, password: Passwords, state: SheetState, wanted: Sequence[int]
) -> StandingSheet:
    """The wanted rows; merged cells are filled, since a row that stands alone must say all."""
    layout, rows = state.layout, state.sheet.rows
    first, last = layout.header_rows[0], layout.header_rows[-1]
    width = min(max((column.index + 1 for column in layout.columns), default=1), _MOST_COLUMNS)
    top = max(last - _MOST_ABOVE, 0)
    above = tuple(tuple(_cells(rows[row], width)) for row in range(top, last))
    merges = tuple(
        (r1 - top, c1, r2 - top, min(c2, width - 1))
        for r1, c1, r2, c2 in state.sheet.merged
        if r1 >= top and r2 < last and c1 < width
    )
    looks = looks_of(path, password, state.sheet.name) if workbook.kind == "xlsx" else SheetLooks()
    chosen = sorted(set(wanted))[:MOST_ROWS]
    return StandingSheet(
        above=above,
        header=(first - top, last - top),
        columns=tuple((column.index, column.letter, column.name) for column in layout.columns if column.index < width),
        merges=merges,
        widths={column: size for column, size in looks.widths.items() if column < width},
        heights={row - top: size for row, size in looks.heights.items() if top <= row < last},
        formats={column: text for column, text in looks.formats.items() if column < width},
        rows={row: tuple(_cells(rows[row - 1], width)) for row in chosen if row <= len(rows)},
    )


def _cells(row: Sequence[Value], width: int) -> list[Value]:
    cells = list(row[:width])
    return cells + [None] * (width - len(cells))
