"""The list on screen as a workbook: asks where, writes in a child process, and offers to open it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.context import AppContext
from desktop.dialogs import confirm, file_prompts
from desktop.tables.problem_columns import PLACE_KEY
from models import clock
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from desktop.panels.problem_table import ProblemTable
    from models.exporting import ExportColumn
    from models.queries.problems import ProblemQuery

_PX_PER_CHARACTER = 7.5


def export_list(parent: QWidget, context: AppContext, table: ProblemTable, selected: bool = False) -> None:
    """Write the list, or only its selected rows, to a workbook."""
    query = _query_to_export(parent, context, table, selected)
    if query is None:
        return
    title = table.filters.origin_title or context.campaign or "问题台账"
    name = f"{title}{clock.today():%Y%m%d}.xlsx"
    path = file_prompts.ask_save_file(parent, context.state, "export", "导出 Excel", name, (file_prompts.XLSX,))
    if path is None:
        return
    ledger, columns = context.ledger, export_columns(table)

    def work(progress: Any) -> Any:
        from models.exporting import export_in_child

        return export_in_child(ledger, query, columns, path, "", progress)

    def done(written: Any) -> None:
        text = f"已导出 {written.rows:,} 条到 {path.name}。"
        if written.shortened:
            text += f"有 {written.shortened:,} 处文字超过 Excel 一格的上限，已截短。"
        context.inform(
            text, "green", "打开文件", lambda: _open(path), ("打开所在文件夹", lambda: _open(path.parent))
        )  # fmt: skip

    context.jobs.read(f"导出 {path.name}", work, done, owner=parent, long=True)


def export_columns(table: ProblemTable) -> list[ExportColumn]:
    """The columns of the screen as the workbook has them; city and county get a column each."""
    from models.exporting import ExportColumn

    widths = table.view.widths()
    columns: list[ExportColumn] = []
    for key in table.chosen_keys:
        width = widths.get(key, 100) / _PX_PER_CHARACTER
        if key == PLACE_KEY:
            parts = [one for one in ("city", "county") if one not in table.chosen_keys]
            columns += [ExportColumn(one, FIELDS[one].title, max(width / 2, 12)) for one in parts]
        else:
            columns.append(ExportColumn(key, FIELDS[key].title, width))
    return columns


def _query_to_export(parent: QWidget, context: AppContext, table: ProblemTable, selected: bool) -> ProblemQuery | None:
    """The whole list, or only the selected rows; None when there is nothing or the question was cancelled."""
    query, ids, shown = table.listed_query(), table.selected(), len(table.model.all_ids)
    if not shown:
        context.inform("列表里没有问题，没有可导出的内容。", "amber")
        return None
    if not selected and 1 < len(ids) < shown:
        answer = confirm.choose(
            parent, "导出 Excel", f"选中了 {len(ids):,} 条，列表里共有 {shown:,} 条。",
            {"all": f"导出全部 {shown:,} 条", "selected": f"只导出选中的 {len(ids):,} 条"},
        )  # fmt: skip
        if answer is None:
            return None
        selected = answer == "selected"
    return table.selected_query() if selected else query


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
