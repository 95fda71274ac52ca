"""Taking back an import, and telling what a step taken back or done again has done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.context import AppContext, Message
from desktop.dialogs import confirm

if TYPE_CHECKING:
    from models.importing.writing.batches import BatchLine
    from models.importing.writing.undo import UndoPreview, UndoReport
    from models.operations import Change
    from models.progress import Progress

MOST_KEPT = 10
_STEPS = re.compile(r"\d+ 步")


def say_change(context: AppContext, change: Change) -> None:
    """A sentence for a step that was taken back or done again, with what had to be kept."""
    context.inform(*change_words(change))


def change_words(change: Change) -> tuple[str, str]:
    """That sentence and its tone."""
    verb, _, what = change.title.partition("：")
    named = what and not _STEPS.fullmatch(what)
    text = f"已{verb}“{what}”。" if named else f"已{verb} {what}。" if what else f"{change.title}。"
    if not change.kept:
        return text, "green"
    first = change.kept[0]
    more = f"等 {len(change.kept)} 处" if len(change.kept) > 1 else ""
    return f"{text}{first.ledger_number}{more}没有动：{first.why}。", "amber"


def ask_and_undo_import(parent: QWidget, context: AppContext, batch: BatchLine) -> None:
    """Look what taking an import back would do, ask, and take it back."""

    def look(_progress: Progress) -> UndoPreview:
        from models.importing.writing.undo import undo_preview

        return undo_preview(context.ledger, batch.id)

    def ask(preview: UndoPreview) -> None:
        yes = confirm.ask_destructive(
            parent, "撤销本批", f"撤销第 {batch.id} 批（{batch.at:%Y-%m-%d %H:%M} 的导入）？", "撤销本批",
            detail=undo_words(batch, preview),
        )  # fmt: skip
        if yes:
            _undo_import(context, batch.id)

    context.jobs.read("查看撤销会改动什么", look, ask, owner=context)


def undo_words(batch: BatchLine, preview: UndoPreview) -> str:
    """What will go, what will be put back, and what stays and why."""
    files = "、".join(batch.files) or "（没有文件名）"
    lines = [
        f"文件：{files}",
        f"这次导入新增 {batch.new:,} 条、变更 {batch.changed:,} 条。",
        f"会移出台账 {preview.removed:,} 条，恢复到导入前 {preview.restored:,} 条，保留 {len(preview.kept):,} 条。",
    ]
    if preview.kept:
        lines.append("保留的是导入之后又有人改过的，撤销不会动它们：")
        lines += [f"　{row.ledger_number}　{row.why}" for row in preview.kept[:MOST_KEPT]]
        if len(preview.kept) > MOST_KEPT:
            lines.append(f"　……还有 {len(preview.kept) - MOST_KEPT:,} 条，撤销后在变更记录的这一批里全部列出")
    lines.append("撤销本身也是一个批次，记在变更记录里。")
    return "\n".join(lines)


def _undo_import(context: AppContext, batch_id: int) -> None:
    from models.importing.writing.undo import undo_import

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
        "撤销导入", lambda progress: undo_import(context.ledger, batch_id, progress), done, owner=context
    )
