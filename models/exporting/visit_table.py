"""Exports the visits that a query finds, with the columns, order and widths of the screen, as a formatted workbook."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.excel.formats.cell_xml import CellValue
from models.excel.writer.sheet_table import SheetColumn, TableBlock
from models.excel.writer.table_child import write_table_in_child
from models.excel.writer.table_writer import TableWritten
from models.progress import Progress, silent
from models.queries.visits import VISIT_FIELDS, VisitQuery, visit_cells, visit_ids

if TYPE_CHECKING:
    from models.exporting.ledger_table import ExportColumn
    from models.store import Ledger

_PAGE = 2_000


def export_visits(
    ledger: Ledger,
    query: VisitQuery,
    columns: Sequence[ExportColumn],
    path: Path | str,
    progress: Progress = silent,
) -> TableWritten:
    """Write what the query finds; rows are read in this thread and formatted in a child process.

    The header is the first row, so that the file can be imported again as it is.
    """
    ids = visit_ids(ledger, query)
    sheet = [_column(column) for column in columns]
    rows = _rows(ledger, ids, [column.key for column in columns])
    return write_table_in_child(path, sheet, rows, block=TableBlock(title=""), total=len(ids), progress=progress)


def _column(column: ExportColumn) -> SheetColumn:
    field = VISIT_FIELDS[column.key]
    width = min(max(column.width, 6.0), 80.0)
    title = "是否发现问题" if column.key == "found_problem" else column.title
    if field.kind == "number":
        return SheetColumn(title, width, "right")
    if field.kind in ("date", "bool"):
        return SheetColumn(title, max(width, 12), "center")
    return SheetColumn(title, width, "left", wrap=True)


def _rows(ledger: Ledger, ids: Sequence[int], keys: Sequence[str]) -> Iterator[Sequence[CellValue]]:
    truths = [place for place, key in enumerate(keys) if VISIT_FIELDS[key].kind == "bool"]
    others = [place for place, key in enumerate(keys) if key == "extra"]
    for start in range(0, len(ids), _PAGE):
        page = ids[start : start + _PAGE]
        cells = visit_cells(ledger, page, keys)
        for one in page:
            if one not in cells:
                continue
            row: list[Any] = list(cells[one])
            for place in truths:
                row[place] = "是" if row[place] else "否"
            for place in others:
                told: dict[str, Any] = json.loads(row[place]) if row[place] else {}
                row[place] = "；".join(f"{name}：{text}" for name, text in told.items()) or None
            yield row
