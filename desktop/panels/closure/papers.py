"""The forms of 销号 on screen before they are printed or saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from desktop.context import AppContext
from desktop.printing.form_preview import open_form_preview
from desktop.printing.preview import PreviewDialog
from models import clock

if TYPE_CHECKING:
    from models.forms.sheet import FormSheet
    from models.queries.closure_detail import ClosureDetail
    from models.store import Ledger


def print_application(parent: QWidget, context: AppContext, detail: ClosureDetail) -> PreviewDialog | None:
    """销号申请表 of the application shown."""
    if detail.case is None:
        return None
    key = detail.case.id

    def sheets(ledger: Ledger) -> list[FormSheet]:
        from models.forms.closure_forms import application_form
        from models.queries.closure_forms import closure_facts

        return [application_form(one, ledger.name) for one in closure_facts(ledger, [key])]

    return _preview(parent, context, f"销号申请表 {detail.problem.ledger_number}", sheets, 1, landscape=False)


def print_filings(parent: QWidget, context: AppContext, closure_ids: Sequence[int]) -> PreviewDialog:
    """销号备案表 of many applications."""

    def sheets(ledger: Ledger) -> list[FormSheet]:
        from models.forms.closure_forms import filing_form
        from models.queries.closure_forms import closure_facts

        return [filing_form(closure_facts(ledger, closure_ids), ledger.name, clock.today())]

    return _preview(parent, context, "销号备案表", sheets, len(closure_ids), landscape=True)


def _preview(
    parent: QWidget,
    context: AppContext,
    title: str,
    sheets: Callable[[Any], list[FormSheet]],
    count: int,
    *,
    landscape: bool,
) -> PreviewDialog:
    ledger = context.ledger
    return open_form_preview(parent, context, title, lambda _progress: sheets(ledger), count, landscape=landscape)
