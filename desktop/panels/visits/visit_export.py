"""The visits on screen as a workbook: asks where, writes in a child process, and offers to open it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.context import AppContext
from desktop.dialogs import file_prompts
from desktop.panels.visits.visit_columns import PLACE_KEY
from models import clock
from models.queries.visits_fields import VISIT_FIELDS

if TYPE_CHECKING:
    from desktop.panels.visits.visit_table import VisitTable
    from models.exporting import ExportColumn
    from models.progress import Progress

_PX_PER_CHARACTER = 7.5


def export_visit_list(parent: QWidget, context: AppContext, table: VisitTable, selected: bool = False) -> None:
    """Write the list, or only its selected rows, to a workbook."""
    if not table.model.rowCount():
        context.inform("列表里没有现场检查，没有可导出的内容。", "amber")
        return
    query = table.listed_query()
    if selected:
        query = query.but(ids=table.selected())
    name = f"{table.filters.origin_title or '现场检查'}{clock.today():%Y%m%d}.xlsx"
    path = file_prompts.ask_save_file(parent, context.state, "export", "导出 Excel", name, (file_prompts.XLSX,))
    if path is None:
        return
    ledger, columns = context.ledger, export_columns(table)

    def work(progress: Progress) -> Any:
        from models.exporting.visit_table import export_visits

        return export_visits(ledger, query, columns, path, progress)

    def done(written: Any) -> None:
        text = f"已导出 {written.rows:,} 次现场检查到 {path.name}。"
        context.inform(
            text, "green", "打开文件", lambda: _open(path), ("打开所在文件夹", lambda: _open(path.parent))
        )  # fmt: skip

    context.jobs.read(f"导出 {path.name}", work, done, owner=parent, long=True)


def export_columns(table: VisitTable) -> list[ExportColumn]:
    """The columns of the screen as the workbook has them; city and county get a column each."""
    from models.exporting import ExportColumn

    widths = table.view.widths()
    columns: list[ExportColumn] = []
    for key in table.chosen_keys:
        width = widths.get(key, 100) / _PX_PER_CHARACTER
        keys = [one for one in ("city", "county") if one not in table.chosen_keys] if key == PLACE_KEY else [key]
        columns += [ExportColumn(one, VISIT_FIELDS[one].title, max(width / len(keys), 10)) for one in keys]
    return columns


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
