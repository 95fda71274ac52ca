"""A report as data: title, lines above, columns, rows, signatures, footnotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from models.excel.sheet_table import Align

CellText = str


@dataclass(frozen=True)
class ReportColumn:
    """``width`` in mm, or as a share of what is left when ``flexible``; short columns stand centred."""

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
    """A table on paper. ``rows`` hold ready texts, one for each column; it is read once."""

    id: str
    title: str
    unit_line: str
    as_of_line: str
    columns: tuple[ReportColumn, ...]
    rows: Iterable[Sequence[CellText]]
    row_count: int
    signatures: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    paper: Paper = field(default_factory=Paper)
