"""Find the table on a sheet: titles, header block, data, subtotals, group rows, footers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from models.excel.book import Merge, Row
from models.excel.table_layout import HeaderColumn, TableLayout, column_letter


def find_table(
    rows: Sequence[Row] | Iterable[Row],
    merged: Sequence[Merge] = (),
    *,
    header: tuple[int, int] | None = None,
    known_words: Collection[str] = (),
) -> TableLayout:
    """The table of a sheet; ``header`` (first, last row counted from 1) overrides the guess, as a drag does."""
    first, last = header or (1, 1)
    all_rows = list(rows)
    names = [str(value or "") for value in (all_rows[last - 1] if all_rows else [])]
    columns = [HeaderColumn(i, column_letter(i), (name,), name) for i, name in enumerate(names) if name]
    data = [i + 1 for i in range(last, len(all_rows)) if any(value is not None for value in all_rows[i])]
    return TableLayout(
        "list", "", list(range(first, last + 1)), last + 1, data[-1] if data else last, columns, data, []
    )
