"""Forms on screen before they are printed, or saved as PDF or Word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.context import AppContext
from desktop.printing.preview import PreviewDialog
from desktop.printing.print_settings import PrintSettings

if TYPE_CHECKING:
    from models.forms.sheet import FormSheet
    from models.progress import Progress

Sheets = Callable[["Progress"], "Iterable[FormSheet]"]
MOST = 500
"""Problems that are put into one preview; more are better asked for on the command line."""


def open_form_preview(
    parent: QWidget | None, context: AppContext, title: str, sheets: Sheets, count: int, *, landscape: bool = False
) -> PreviewDialog:
    """Show forms; ``sheets`` makes them from the ledger, in a job."""

    def build(_settings: PrintSettings, progress: Progress) -> bytes:
        from models.reports.form_pages import form_pdf_bytes

        made = list(sheets(progress.part(0.0, 0.4)))
        return form_pdf_bytes(made, progress.part(0.4, 1.0))

    def write_word(path: Path, progress: Progress) -> None:
        from models.archiving.form_files import write_forms

        made = list(sheets(progress.part(0.0, 0.4)))
        write_forms(made, path, progress.part(0.4, 1.0))

    settings = PrintSettings("A4", landscape, title=title)
    dialog = PreviewDialog(parent, context, title, build, (count, 0), settings)
    dialog.row.set_only_title()
    dialog.offer_word(write_word)
    dialog.open()
    return dialog


def preview_form(
    parent: QWidget | None, context: AppContext, form_id: str, problem_ids: Sequence[int], number: str = ""
) -> PreviewDialog | None:
    """Show a form of the catalogue for some problems; ``number`` names a single one in the title."""
    from models.reports.form_catalogue import FORMS, sheets_of

    ids, ledger = list(problem_ids), context.ledger
    kind = FORMS[form_id]
    if not ids:
        context.inform(f"先在列表里选问题，再打印{kind.title}。", "amber")
        return None
    if len(ids) > MOST:
        context.inform(f"一次最多打印 {MOST} 条，现在选了 {len(ids):,} 条。请少选一些，或用命令行 report。", "amber")
        return None
    title = f"{kind.title} {number}".strip() if len(ids) == 1 else f"{kind.title}（{len(ids)} 条）"
    landscape = form_id == "closure-filing"
    return open_form_preview(
        parent, context, title, lambda progress: sheets_of(form_id, ledger, ids, None, progress), len(ids),
        landscape=landscape,
    )  # fmt: skip
