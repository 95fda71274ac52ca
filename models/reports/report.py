"""A report as data: title, lines above, columns, rows, signatures, footnotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from models.excel.formats.cell_xml import CellValue
from models.excel.writer.sheet_table import Align


def cell_text(value: CellValue) -> str:
    """How a value stands on paper: dates as 2019-05-06."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


@dataclass(frozen=True)
class ReportColumn:
    """``width`` in Chinese characters; ``flexible`` columns share what the others leave, in proportion to theirs."""

    title: str
    width: float
    align: Align = "left"
    flexible: bool = False


@dataclass(frozen=True)
class Paper:
    """Size and direction of the pages."""

    size: Literal["A4", "A3"] = "A3"
    landscape: bool = True


@dataclass(frozen=True)
class Report:
    """A table on paper. ``rows`` hold a value for each column and are read once."""

    id: str
    title: str
    unit_line: str
    as_of_line: str
    columns: tuple[ReportColumn, ...]
    rows: Iterable[Sequence[CellValue]]
    row_count: int
    signatures: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    paper: Paper = field(default_factory=Paper)
