"""The receipt of an import on screen before it is printed or saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.context import AppContext
from desktop.printing.preview import PreviewDialog
from desktop.printing.print_settings import PrintSettings

if TYPE_CHECKING:
    from models.progress import Progress
    from models.store import Ledger


def open_receipt(context: AppContext, batch_id: int, parent: QWidget | None = None) -> PreviewDialog:
    """Show the receipt of a batch; it prints and saves from there."""
    ledger = context.ledger

    def build(_settings: PrintSettings, progress: Progress) -> bytes:
        return receipt_pdf(ledger, batch_id, progress)

    settings = PrintSettings("A4", False, title=f"导入回执（第 {batch_id} 批）")
    dialog = PreviewDialog(parent, context, settings.title, build, (1, 0), settings)
    dialog.row.set_only_title()
    dialog.open()
    return dialog


def receipt_pdf(ledger: Ledger, batch_id: int, progress: Progress) -> bytes:
    """The PDF of a receipt; typesetting runs in a child process."""
    from models import clock
    from models.queries.problems import ProblemQuery
    from models.reports.catalogue import build_report
    from models.reports.pages import set_pages

    report = build_report("import-receipt", ledger, ProblemQuery(), clock.today(), {"batch": str(batch_id)})
    return set_pages(report, None, progress).content
