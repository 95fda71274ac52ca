"""The table writer in a child process, so that formatting thousands of rows never holds up the window."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from models.errors import LedgerProgramError
from models.excel.formats.cell_xml import CellValue
from models.excel.process.child import Child
from models.excel.writer.sheet_table import HiddenSheet, PageSetup, SheetColumn, TableBlock
from models.excel.writer.table_writer import BATCH, TableWriter, TableWritten
from models.output_file import replacing
from models.progress import Progress, silent

_ROWS_A_REQUEST = 2 * BATCH


def write_table_in_child(
    path: Path | str,
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[CellValue]],
    *,
    sheet_name: str = "问题台账",
    block: TableBlock | None = None,
    page: PageSetup | None = None,
    total: int | None = None,
    progress: Progress = silent,
    hidden: HiddenSheet | None = None,
) -> TableWritten:
    """``write_table`` with the same result; ``rows`` are read here and formatted there. ``hidden`` goes with them."""
    path = Path(path)
    with (
        replacing(path) as temporary,
        Child("models.excel.writer.table_child:SERVED", memory_mb=2048, time_s=600, task="写入工作簿") as child,
    ):
        child.ask("begin", temporary, tuple(columns), sheet_name, block, page, hidden, progress=progress)
        done = 0
        iterator = iter(rows)
        while batch := [tuple(row) for row in itertools.islice(iterator, _ROWS_A_REQUEST)]:
            done = child.ask("rows", batch)
            progress(done / total if total else None, "正在写入工作簿")
        shortened, sheets = child.ask("finish")
    return TableWritten(path, done, sheets, shortened)


_open_writers: list[TableWriter] = []


def _begin(
    path: Path,
    columns: Sequence[SheetColumn],
    sheet_name: str,
    block: TableBlock | None,
    page: PageSetup | None,
    hidden: HiddenSheet | None,
    *,
    progress: Progress,
) -> None:
    writer = TableWriter(path, columns, sheet_name=sheet_name, block=block, page=page, hidden=hidden)
    _open_writers.append(writer)


def _rows(batch: Sequence[Sequence[CellValue]], *, progress: Progress) -> int:
    _open_writers[-1].add(batch)
    return _open_writers[-1].rows


def _finish(*, progress: Progress) -> tuple[int, int]:
    if not _open_writers:
        raise LedgerProgramError("finish without begin")
    written = _open_writers.pop().close()
    return written.shortened, written.sheets


SERVED: dict[str, Callable[..., Any]] = {"begin": _begin, "rows": _rows, "finish": _finish}
"""What the child answers."""
