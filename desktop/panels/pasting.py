"""Pasting a worksheet range into the ledger table: checked first, one step, what does not fit is listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from shiboken6 import isValid

from desktop.panels.place_jump import go_to_cell
from desktop.tables.paste_layout import lay_out
from desktop.tables.selection import Block

if TYPE_CHECKING:
    from desktop.context import AppContext
    from desktop.dialogs.paste_rejects import PasteRejectsDialog
    from desktop.panels.problem_table import ProblemTable
    from models.operations import Change
    from models.operations.pasting import PasteCheck, Reject
    from models.progress import Progress

MOST_CELLS = 200_000


def paste(table: ProblemTable, context: AppContext, rows: Sequence[Sequence[str]], found: Sequence[Block]) -> None:
    """Check the cells in the reader's lane, then write them, or first show what does not fit."""
    from models.operations.pasting import check_cells

    if not table.may_edit():
        return
    asked = max(len(rows), sum(block.rows for block in found)) * max((len(row) for row in rows), default=0)
    if asked > MOST_CELLS:
        context.inform(f"一次最多粘贴 {MOST_CELLS:,} 格，现在约 {asked:,} 格；请用导入。", "amber")
        return
    cells, outside = lay_out(table.model, rows, found)
    ledger = context.ledger

    def checked(check: PasteCheck) -> None:
        check.rejects[:0] = outside
        if check.rejects:
            _ask(table, context, check)
        elif check.good:
            _write(table, context, check, None)

    def work(progress: Progress) -> Any:
        return check_cells(ledger, cells, progress)

    context.jobs.read("检查要粘贴的内容", work, checked, owner=table)


def _ask(table: ProblemTable, context: AppContext, check: PasteCheck) -> None:
    if not check.good and len(check.rejects) == 1:
        only = check.rejects[0]
        if only.field == "status" and only.problem_id:
            # As if it were typed: the refusal asks for what is missing, or leads to it.
            table.writer.write_one(only.problem_id, only.field, only.text)
            return
        context.inform(f"没有写入：{check.rejects[0].why}。", "red")
        return
    from desktop.dialogs.paste_rejects import PasteRejectsDialog

    def jump(reject: Reject) -> None:
        if not reject.problem_id or not go_to_cell(table, reject.problem_id, reject.field):
            context.inform("这一格不在现在的列表里。", "amber")

    def write() -> None:
        _write(table, context, check, dialog)

    dialog = PasteRejectsDialog(table, context.theme, len(check.good), check.rejects, write, jump)
    dialog.show()


def _write(table: ProblemTable, context: AppContext, check: PasteCheck, dialog: PasteRejectsDialog | None) -> None:
    from models.operations.pasting import write_cells

    ledger, good = context.ledger, check.good

    def done(change: Change) -> None:
        if change.change_set_id:
            table.writer.tell(change)
        missing = len(check.rejects)
        text = f"{len(good):,} 格写入，{missing:,} 格未写入。" if missing else f"{len(good):,} 格写入。"
        undo = ("撤销", lambda: context.run_action("edit.undo")) if change.change_set_id else ("", None)
        context.inform(text, "amber" if missing else "green", *undo)
        if dialog is not None and isValid(dialog):
            dialog.show_done(len(good))

    context.jobs.write("粘贴", lambda _progress: write_cells(ledger, good), done, owner=table)
