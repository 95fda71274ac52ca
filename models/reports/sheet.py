"""A report as a workbook: the same title, lines, table and signatures as on paper."""

from __future__ import annotations

from pathlib import Path

from models.excel.writer.sheet_table import PageSetup, SheetColumn, TableBlock
from models.excel.writer.table_child import write_table_in_child
from models.excel.writer.table_writer import TableWritten
from models.progress import Progress, silent
from models.reports.report import Report


def set_sheet(report: Report, path: Path | str, progress: Progress = silent) -> TableWritten:
    """Write the report as .xlsx, formatted in a child process."""
    columns = [SheetColumn(column.title, 2 * column.width + 1.5, column.align, wrap=True) for column in report.columns]
    gap = "　" * 8
    closing = (*report.footnotes, *((gap.join(report.signatures),) if report.signatures else ()))
    block = TableBlock(
        title=report.title, notes=(report.unit_line, report.as_of_line), closing=closing, filter=False, frozen_columns=0
    )
    return write_table_in_child(
        path,
        columns,
        report.rows,
        sheet_name=report.title,
        block=block,
        page=PageSetup(report.paper.size, report.paper.landscape),
        total=report.row_count,
        progress=progress,
    )
