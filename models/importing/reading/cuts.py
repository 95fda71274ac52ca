"""Sheets whose rows all stand in another sheet as well: the cuts by city beside the whole list."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from models.excel.book import Row, Value
from models.excel.tables.header_words import squeeze
from models.excel.tables.table_layout import TableLayout
from models.importing.cells.cell_text import as_text
from models.late_regex import late_regex

MOST_ROWS = 20_000
"""Longer sheets are not compared: a cut of that size is no convenience, and the digests take time."""

_SERIAL = late_regex(r"^(?:序号?|顺序号|行号|排序|no\.?|id)$", re.IGNORECASE)


@dataclass(frozen=True)
class SheetMarks:
    """What is needed of a sheet: ``key`` of the caller's own, the name to show, header fingerprint, row digests."""

    key: Hashable
    name: str
    fingerprint: str
    marks: Sequence[bytes]
    file: str = ""


def row_marks(rows: Sequence[Row], layout: TableLayout) -> list[bytes]:
    """A digest of eight bytes for each row of data: its texts without blanks and without the serial number.

    The columns go in the order of their names, so that another order makes no difference. Empty for what is no list,
    for long sheets, and for tables side by side.
    """
    if layout.role != "list" or not 0 < len(layout.data_rows) <= MOST_ROWS:
        return []
    if any(column.twin is not None for column in layout.columns):
        return []
    named = sorted((column.name, column.index) for column in layout.columns if not _SERIAL.match(squeeze(column.name)))
    order = [index for _, index in named]
    known: dict[Value, str] = {}
    marks: list[bytes] = []
    for number in layout.data_rows:
        row = rows[number - 1]
        width = len(row)
        texts: list[str] = []
        for index in order:
            value = row[index] if index < width else None
            text = known.get(value) if value is not None else ""
            if text is None:
                text = known[value] = "".join(as_text(value).split())
            texts.append(text)
        marks.append(blake2b("\x1f".join(texts).encode(), digest_size=8).digest())
    return marks


def find_cuts(sheets: Sequence[SheetMarks]) -> dict[Hashable, str]:
    """Key of each sheet that need not be imported -> a sentence that says where its rows are.

    Of sheets with the same header one is a cut of another when all its rows stand in it and it is not the larger one;
    of two with the same rows the later one is.
    """
    by_header: dict[str, list[tuple[int, SheetMarks, frozenset[bytes]]]] = {}
    for place, sheet in enumerate(sheets):
        if sheet.marks:
            by_header.setdefault(sheet.fingerprint, []).append((place, sheet, frozenset(sheet.marks)))
    notes: dict[Hashable, str] = {}
    for alike in by_header.values():
        alike.sort(key=lambda entry: (-len(entry[2]), entry[0]))
        for at, (_, sheet, marks) in enumerate(alike):
            whole = next((other for _, other, more in alike[:at] if other.key not in notes and marks <= more), None)
            if whole is not None:
                notes[sheet.key] = f"内容都在“{_shown(whole, sheet)}”里，不再重复导入"
    return notes


def _shown(whole: SheetMarks, cut: SheetMarks) -> str:
    return whole.name if whole.file == cut.file else f"{whole.file}：{whole.name}"
