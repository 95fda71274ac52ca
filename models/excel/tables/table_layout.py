"""What was found on a sheet: the header block, the data rows, and a reason for every other row."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.excel.book import Merge


@dataclass(frozen=True)
class HeaderColumn:
    """One column of the table. ``index`` counts from 0, ``letter`` is Excel's, ``name`` is the path joined by "/".

    Where the same table stands several times side by side, ``block`` counts the repetitions (0 is the first) and
    ``twin`` is the column of the first that this one repeats.
    """

    index: int
    letter: str
    path: tuple[str, ...]
    name: str
    block: int = 0
    twin: int | None = None


@dataclass(frozen=True)
class TableLayout:
    """Rows are numbered as Excel shows them, from 1; ``skipped`` has every used row that is neither header nor data.

    ``data_rows`` rise, and begin anew for every repetition of the table side by side. ``runs`` are cells to fill as if
    they were merged (first row, column, last row, column from 0): a value that stands once for the blanks below it.
    """

    role: str
    role_note: str
    header_rows: list[int]
    first_row: int
    last_row: int
    columns: list[HeaderColumn]
    data_rows: list[int]
    skipped: list[tuple[int, str]]
    group_rows: dict[int, str] = field(default_factory=dict[int, str])
    title: str = ""
    outside: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    confidence: float = 0.0
    runs: list[Merge] = field(default_factory=list[Merge])


def column_letter(index: int) -> str:
    """Excel's letters for a column counted from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
