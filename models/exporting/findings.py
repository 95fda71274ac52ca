"""体检发现通报: the findings of the data-quality checks by city, as a workbook to send back or text to paste."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models import clock
from models.excel.writer.sheet_table import SheetColumn, TableBlock
from models.excel.writer.table_child import write_table_in_child
from models.excel.writer.table_writer import TableWritten
from models.exporting.clipboard_text import copy_table
from models.progress import Progress, silent
from models.queries.filtering import ProblemQuery
from models.queries.quality import check_of
from models.queries.quality_rows import HEADINGS, FindingRow, all_finding_rows, notice_cells

if TYPE_CHECKING:
    from models.store import Ledger

_WIDTHS = (10, 14, 6, 12, 16, 30, 24, 24, 7, 44, 18)
_CENTRED = frozenset({"序号", "程度"})


def findings_title(keys: Sequence[str], rows: int) -> str:
    """What the notice is called."""
    what = check_of(keys[0]).title if len(keys) == 1 else "台账数据体检"
    return f"体检发现通报：{what}（{rows:,} 条）"


def export_findings(
    ledger: Ledger, query: ProblemQuery, keys: Sequence[str], path: Path | str, progress: Progress = silent
) -> TableWritten:
    """Write the findings of some checks (all where none is named), numbered within each city."""
    rows = all_finding_rows(ledger, query, keys, progress.part(0.0, 0.5))
    columns = [
        SheetColumn(title, width, "center" if title in _CENTRED else "left", wrap=True)
        for title, width in zip(HEADINGS, _WIDTHS, strict=True)
    ]
    today = clock.today()
    note = "请核对后在最后一栏写明结果：已更正、核对无误（写明理由），或其他情况"
    block = TableBlock(
        title=findings_title(keys, len(rows)), notes=(note, f"截至 {today.year}年{today.month}月{today.day}日"),
        frozen_columns=2,
    )  # fmt: skip
    return write_table_in_child(
        path, columns, notice_cells(rows), sheet_name="体检发现", block=block, total=len(rows),
        progress=progress.part(0.5, 1.0),
    )  # fmt: skip


def findings_text(rows: Sequence[FindingRow]) -> str:
    """The same rows as Excel and WPS paste them."""
    return copy_table([HEADINGS, *notice_cells(rows)])
