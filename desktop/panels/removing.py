"""Deleting the selected problems of the ledger table: how many is said, the reason asked, one undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.dialogs.remove_problems import RemoveDialog

if TYPE_CHECKING:
    from desktop.context import AppContext
    from desktop.panels.problem_table import ProblemTable
    from models.operations import Change


def remove_selected(table: ProblemTable, context: AppContext) -> None:
    """Ask, and move the selected problems to the trash."""
    if not table.may_edit():
        return
    ids = table.selected()
    if not len(ids):
        context.inform("请先选中要删除的问题。", "amber")
        return
    row = table.model.row_of(ids[0])
    first = f" {table.model.text_at(row, 0)}" if row >= 0 else ""
    reason = RemoveDialog.ask(table, len(ids), first)
    if reason is None:
        return
    ledger = context.ledger

    def work(_progress: object) -> Change:
        from models.operations.trash import remove_problems

        return remove_problems(ledger, ids, reason)

    def done(change: Change) -> None:
        context.bus.broadcast(change)
        context.inform(
            f"已{change.title}。", "green", "撤销", lambda: context.run_action("edit.undo"),
            ("查看已删除", lambda: context.open_page("history", tab="trash")),
        )  # fmt: skip

    context.jobs.write("删除问题", work, done, owner=table)
