"""Extending and suspending from the ledger: the dialog about the selected problems, or all that the filter finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.context import AppContext

if TYPE_CHECKING:
    from desktop.panels.problem_table import ProblemTable


def ask_extension(parent: QWidget, context: AppContext, table: ProblemTable, kind: str) -> None:
    """Open the dialog; ``kind`` is extension or suspension."""
    if not table.may_edit():
        return
    from desktop.dialogs.extend import ExtendDialog

    ExtendDialog(parent, context, kind, table.selected(), table.model.all_ids).open()
