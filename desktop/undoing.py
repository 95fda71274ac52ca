"""Taking back an import, and telling what a step taken back or done again has done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.context import AppContext, Message
from desktop.dialogs import confirm

if TYPE_CHECKING:
    from models.importing.batches import BatchLine
    from models.operations import Change


def say_change(context: AppContext, change: Change) -> None:
    """A sentence for a step that was taken back or done again, with what had to be kept."""
    verb, _, what = change.title.partition("：")
    text = f"已{verb}“{what}”。" if what else f"{change.title}。"
    if not change.kept:
        context.inform(text, "green")
        return
    first = change.kept[0]
    more = f"等 {len(change.kept)} 处" if len(change.kept) > 1 else ""
    context.inform(f"{text}{first.ledger_number}{more}没有动：{first.why}。", "amber")


def ask_and_undo_import(parent: QWidget, context: AppContext, batch: BatchLine) -> None:
    """The question before an import is taken back, and the taking back."""
    from models.importing.undo import UndoReport, undo_import

    files = "、".join(batch.files) or "（没有文件名）"
    yes = confirm.ask_destructive(
        parent,
        "撤销导入",
        f"撤销 {batch.at:%Y-%m-%d %H:%M} 的导入？",
        "撤销导入",
        detail=f"文件：{files}\n这次导入新增 {batch.new:,} 条、变更 {batch.changed:,} 条。\n"
        "新增的问题会移出台账，变更的字段改回导入前的值。导入之后人工改过的内容会保留，并逐条列出。",
    )
    if not yes:
        return

    def done(report: UndoReport) -> None:
        if report.change is not None:
            context.bus.broadcast(report.change)
        text = f"已撤销导入：移出 {report.removed:,} 条，恢复 {report.restored:,} 条。"
        if report.kept:
            numbers = "、".join(row.ledger_number for row in report.kept[:3])
            more = "等" if len(report.kept) > 3 else ""
            text += f"有 {len(report.kept):,} 条之后改过，予以保留（{numbers}{more}）。"
        context.message_requested.emit(Message(text, "amber" if report.kept else "green"))

    context.jobs.write(
        "撤销导入", lambda progress: undo_import(context.ledger, batch.id, progress), done, owner=context
    )
