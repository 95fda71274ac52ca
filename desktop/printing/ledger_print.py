"""The preview of the ledger's list: turns its settings into a report and the report into a PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.context import AppContext
from desktop.printing.preview import PreviewDialog
from desktop.printing.print_settings import STATE_KEY, PrintSettings, settings_from
from desktop.tables.problem_columns import NUMBER_KEY, PLACE_KEY
from models import clock
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from desktop.panels.problem_table import ProblemTable
    from models.progress import Progress
    from models.queries.problems import ProblemQuery
    from models.store import Ledger


def preview_ledger(
    parent: QWidget, context: AppContext, table: ProblemTable, selected: bool = False
) -> PreviewDialog | None:
    """Open the preview of what the table shows; None when it shows nothing."""
    shown = len(table.model.all_ids)
    if not shown:
        context.inform("列表里没有问题，没有可打印的内容。", "amber")
        return None
    count = len(table.selected())
    query, keys, ledger = table.listed_query(), printed_keys(table.chosen_keys), context.ledger
    some = count if selected or 1 < count < shown else 0
    narrowed = table.selected_query() if some else query
    if narrowed is None:
        if selected:
            return None
        some, narrowed = 0, query

    def build(settings: PrintSettings, progress: Progress) -> bytes:
        return make_pdf(ledger, narrowed if settings.rows == "selected" else query, settings, keys, progress)

    settings = settings_from(context.state.get(STATE_KEY))
    if selected:
        settings = PrintSettings(settings.size, settings.landscape, settings.columns, "selected")
    counts = (shown, some)
    title = table.filters.origin_title or "问题整改台账"
    dialog = PreviewDialog(parent, context, title, build, counts, settings)
    dialog.open()
    return dialog


def printed_keys(chosen: list[str]) -> list[str]:
    """Columns of the screen as the paper has them: a serial number first, city and county apart."""
    keys = ["serial"]
    for key in chosen:
        keys += ["city", "county"] if key == PLACE_KEY else [key]
    return [key for key in dict.fromkeys(keys) if key == "serial" or key in FIELDS or key == NUMBER_KEY]


def make_pdf(
    ledger: Ledger, query: ProblemQuery, settings: PrintSettings, keys: list[str], progress: Progress
) -> bytes:
    """The PDF of a list; typesetting runs in a child process."""
    from models.reports.ledger_table import ledger_table
    from models.reports.pages import set_pages
    from models.reports.report import Paper

    progress(None, "正在查询")
    report = ledger_table(
        ledger, query, clock.today(), {"title": settings.title} if settings.title else None,
        keys=keys if settings.columns == "screen" else None,
        paper=Paper(settings.size, settings.landscape),
    )  # fmt: skip
    return set_pages(report, None, progress).content
