"""与以前比较: each change between two days as a line of a workbook, what it was beside what it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models import clock
from models.excel.formats.cell_xml import CellValue
from models.excel.writer.sheet_table import SheetColumn, TableBlock
from models.excel.writer.table_child import write_table_in_child
from models.excel.writer.table_writer import TableWritten
from models.progress import Progress, silent
from models.queries.cells import problem_cells

if TYPE_CHECKING:
    from models.store import Ledger

_COLUMNS = (
    ("序号", 6, "center"), ("台账编号", 13, "left"), ("市", 10, "left"), ("县（市、区）", 12, "left"),
    ("点位（企业）名称", 28, "left"), ("变化", 9, "center"), ("项目", 14, "left"),
    ("原来", 36, "left"), ("现在", 36, "left"),
)  # fmt: skip
_CHUNK = 1_000

Line = tuple[int, str, str, str, str]
"""Problem id, kind of change in words, title of the field, what it said then, what it says now."""


def export_comparison(
    ledger: Ledger, title: str, note: str, lines: Sequence[Line], path: Path | str, progress: Progress = silent
) -> TableWritten:
    """Write the lines in their order; the title names both days."""
    columns = [SheetColumn(name, width, "center" if align == "center" else "left", wrap=True)
               for name, width, align in _COLUMNS]  # fmt: skip
    today = clock.today()
    block = TableBlock(title=title, notes=(note, f"截至 {today.year}年{today.month}月{today.day}日"), frozen_columns=2)
    return write_table_in_child(
        path, columns, _rows(ledger, lines), sheet_name="变化", block=block, total=len(lines), progress=progress
    )


def _rows(ledger: Ledger, lines: Sequence[Line]) -> Iterator[Sequence[CellValue]]:
    for start in range(0, len(lines), _CHUNK):
        part = lines[start : start + _CHUNK]
        keys = list(dict.fromkeys(line[0] for line in part))
        cells = problem_cells(ledger, keys, ("ledger_number", "city", "county", "site_name"))
        for number, (key, *rest) in enumerate(part, start + 1):
            yield (number, *cells.get(key, (None,) * 4), *rest)
