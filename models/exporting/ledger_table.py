"""Exports the problems a query finds, with the columns, order and widths of the screen, as a formatted workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models import clock
from models.excel.formats.cell_xml import CellValue
from models.excel.writer.sheet_table import SheetColumn, TableBlock
from models.excel.writer.table_child import write_table_in_child
from models.excel.writer.table_writer import TableWritten, write_table
from models.exporting.cell_values import converter
from models.progress import Progress, silent
from models.queries.fields import FIELDS, RECORD_KEYS
from models.queries.marks import mark_rule
from models.queries.problems import ProblemQuery, problem_cells, problem_ids

if TYPE_CHECKING:
    from models.store import Ledger

_PAGE = 1_024
_DAYS_KEYS = ("days_left", "workdays_left")
_CENTRED_WIDTH = 7
"""Columns whose width hint (in Chinese characters) is at most this hold short words and stand centred."""


@dataclass(frozen=True)
class ExportColumn:
    """A field with the title and width (in characters) it has on screen."""

    key: str
    title: str
    width: float


def default_columns() -> tuple[ExportColumn, ...]:
    """Every field of a problem, in the order in which the command line prints them, then the bureau's own."""
    return export_columns((*RECORD_KEYS, *(field.key for field in FIELDS.custom())))


def export_columns(keys: Iterable[str]) -> tuple[ExportColumn, ...]:
    """Columns with the titles and widths that the fields suggest."""
    return tuple(ExportColumn(key, FIELDS[key].title, 2.0 * FIELDS[key].width_hint + 2) for key in keys)


def export_problems(
    ledger: Ledger,
    query: ProblemQuery,
    columns: Sequence[ExportColumn] | None,
    path: Path | str,
    title: str = "",
    progress: Progress = silent,
) -> TableWritten:
    """Write what the query finds, here in this process; for the command line.

    Without ``title`` the header is the first row and the file can be imported again as it is.
    """
    columns, ids, sheet = _asked(ledger, query, columns)
    rows = _rows(ledger, query, ids, columns)
    return write_table(path, sheet, rows, block=_block(title), total=len(ids), progress=progress)


def export_in_child(
    ledger: Ledger,
    query: ProblemQuery,
    columns: Sequence[ExportColumn] | None,
    path: Path | str,
    title: str = "",
    progress: Progress = silent,
) -> TableWritten:
    """The same from the window: the rows are read in this thread and formatted in a child process."""
    columns, ids, sheet = _asked(ledger, query, columns)
    rows = _rows(ledger, query, ids, columns)
    return write_table_in_child(path, sheet, rows, block=_block(title), total=len(ids), progress=progress)


def _asked(
    ledger: Ledger, query: ProblemQuery, columns: Sequence[ExportColumn] | None
) -> tuple[tuple[ExportColumn, ...], Sequence[int], list[SheetColumn]]:
    """The columns, the rows, and what the sheet's columns look like."""
    with ledger.at_hand():
        chosen = tuple(columns) if columns else default_columns()
        return chosen, problem_ids(ledger, query), [_sheet_column(column) for column in chosen]


def _block(title: str) -> TableBlock:
    return TableBlock(title=title)


def _sheet_column(column: ExportColumn) -> SheetColumn:
    field = FIELDS[column.key]
    width = min(max(column.width, 5.0), 80.0)
    if field.kind in ("number", "decimal"):
        return SheetColumn(column.title, width, "right")
    if field.kind in ("date", "bool", "status"):
        return SheetColumn(column.title, max(width, 12) if field.kind == "date" else width, "center")
    short = field.kind in ("choice", "list", "mark") and field.width_hint <= _CENTRED_WIDTH
    return SheetColumn(column.title, width, "center" if short else "left", wrap=True)


def _unrectified(ledger: Ledger) -> frozenset[str]:
    """The states in which the deadline still counts."""
    with ledger.reading() as connection:
        return frozenset(mark_rule(connection, clock.today()).unrectified)


def _rows(
    ledger: Ledger, query: ProblemQuery, ids: Sequence[int], columns: Sequence[ExportColumn]
) -> Iterator[Sequence[CellValue]]:
    """Rows page by page in the order of ``ids``; what was removed meanwhile is left out.

    As in the table, the days left of a problem that is rectified already are not told.
    """
    keys = [column.key for column in columns]
    days = [place for place, key in enumerate(keys) if key in _DAYS_KEYS]
    counting = _unrectified(ledger) if days else frozenset[str]()
    asked = [*keys, "status"] if days else keys
    converters = [(place, convert) for place, key in enumerate(keys) if (convert := converter(key)) is not None]
    size = max(len(ids), 1) if query.as_of is not None else _PAGE  # a past day is worked out for all at once
    for start in range(0, len(ids), size):
        page = ids[start : start + size]
        cells = problem_cells(ledger, page, asked, as_of=query.as_of, today=query.today)
        for problem_id in page:
            row = cells.get(problem_id)
            if row is None:
                continue
            values = list(row[: len(keys)])
            if days and row[-1] not in counting:
                for place in days:
                    values[place] = None
            for place, convert in converters:
                values[place] = convert(values[place])
            yield values
