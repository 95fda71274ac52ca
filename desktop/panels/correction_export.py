"""Asks where the correction workbook of a batch goes, and writes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.context import AppContext
from desktop.dialogs import file_prompts
from desktop.panels.attention_list import offer_file

if TYPE_CHECKING:
    from models.progress import Progress


def export_corrections(parent: QWidget, context: AppContext, batch_id: int) -> None:
    """The rows of a batch that nobody has settled, in the layout of their list."""
    path = file_prompts.ask_save_file(
        parent, context.state, "export", "导出更正表", f"第{batch_id}批更正表.xlsx", (file_prompts.XLSX,)
    )
    if path is None:
        return
    ledger = context.ledger

    def work(progress: Progress) -> Path:
        from models.importing.corrections.writing import write_batch_corrections

        return write_batch_corrections(ledger, batch_id, path, progress)

    def done(written: Path) -> None:
        offer_file(context, written, f"更正表已存为 {written.name}。改好后拖回窗口，会接着第 {batch_id} 批继续。")

    context.jobs.read(f"导出 {path.name}", work, done, owner=parent, long=True)
