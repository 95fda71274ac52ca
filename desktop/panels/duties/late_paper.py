"""The late list as a workbook and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from desktop.context import AppContext
from desktop.dialogs import file_prompts
from desktop.panels.attention_list import offer_file
from desktop.printing.preview import PreviewDialog
from desktop.printing.print_settings import PrintSettings
from models import clock

if TYPE_CHECKING:
    from models.progress import Progress
    from models.queries.problems import ProblemQuery
    from models.store import Ledger

TITLE = "逾期未报单位清单"


def export_late(parent: QWidget, context: AppContext) -> None:
    """Ask where, and write who is late."""
    name = f"{TITLE}{clock.today():%Y%m%d}.xlsx"
    path = file_prompts.ask_save_file(parent, context.state, "export", "导出 Excel", name, (file_prompts.XLSX,))
    if path is None:
        return
    ledger, query = context.ledger, context.query_base

    def work(progress: Progress) -> Any:
        from models.reports.late_duties import late_duties
        from models.reports.sheet import set_sheet

        return set_sheet(late_duties(ledger, query, clock.today(), {}), path, progress)

    context.jobs.read(
        f"导出 {path.name}", work,
        lambda written: offer_file(context, path, f"已导出 {written.rows:,} 份逾期未报的材料到 {path.name}。"),
        owner=parent, long=True,
    )  # fmt: skip


def print_late(parent: QWidget, context: AppContext, count: int) -> PreviewDialog:
    """Show the list before it is printed or saved as PDF."""
    ledger, query = context.ledger, context.query_base

    def build(_settings: PrintSettings, progress: Progress) -> bytes:
        return late_pdf(ledger, query, progress)

    dialog = PreviewDialog(parent, context, TITLE, build, (count, 0), PrintSettings("A4", True, title=TITLE))
    dialog.row.set_only_title()
    dialog.open()
    return dialog


def late_pdf(ledger: Ledger, query: ProblemQuery, progress: Progress) -> bytes:
    """The PDF of the list; typesetting runs in a child process."""
    from models.reports.late_duties import late_duties
    from models.reports.pages import set_pages

    return set_pages(late_duties(ledger, query, clock.today(), {}), None, progress).content
