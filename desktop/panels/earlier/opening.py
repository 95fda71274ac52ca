"""Opens 与以前比较 for the list in hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.context import AppContext

if TYPE_CHECKING:
    from desktop.panels.problem_table import ProblemTable
    from models.progress import Progress


def open_earlier(parent: QWidget, context: AppContext, table: ProblemTable) -> None:
    """Ask when the last import was, which is one of the days offered, and open the window."""
    ledger = context.ledger

    def work(_progress: Progress) -> date | None:
        from models.importing.writing.batches import list_batches

        days = [line.at.date() for line in list_batches(ledger) if line.kind == "import" and line.undone_by is None]
        return max(days, default=None)

    def done(last_import: date | None) -> None:
        from desktop.panels.earlier.window import EarlierWindow

        query = table.query()
        narrowed = table.found is not None and len(table.found.ids) < table.found.total and query.as_of is None
        words = f"{len(table.found.ids):,} 条" if narrowed and table.found is not None else ""
        window = EarlierWindow(parent, context, query, words, last_import)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.problem_opened.connect(lambda problem: context.open_page("ledger", problem_id=problem))
        window.show()

    context.jobs.read("查找上次导入", work, done, owner=parent, quiet=True)
