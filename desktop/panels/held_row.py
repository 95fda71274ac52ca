"""Settles a row that an import held: asks, writes it as a small batch of its own, and tells what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from desktop.context import AppContext
from desktop.dialogs.settle_held import SettleHeldDialog

if TYPE_CHECKING:
    from models.importing.report import ImportReport
    from models.importing.writing.attention import AttentionRow
    from models.progress import Progress


def settle_row(parent: QWidget, context: AppContext, row: AttentionRow) -> None:
    """Ask what becomes of a held row, and do it."""
    if row.batch_row_id is None or context.ledger.read_only:
        return
    dialog = SettleHeldDialog(parent.window(), context, row)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return
    ledger, key, choice, fixes = context.ledger, row.batch_row_id, dialog.choice(), dialog.fixes()

    def work(_progress: Progress) -> ImportReport:
        from models.importing.writing.settling import settle_held

        return settle_held(ledger, key, choice, fixes)

    def done(report: ImportReport) -> None:
        if report.change is not None:
            context.bus.broadcast(report.change)
        words = {"new": "已作为新问题写入", "same": "已认领到台账里的那一条", "leave": "已记下不要这一行"}[choice.kind]
        context.inform(f"第 {row.row} 行{words}，记为第 {report.batch} 批，可以撤销。", "green")

    context.jobs.write("处理没有写入的行", work, done, owner=parent)
