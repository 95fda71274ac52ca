"""Papers around an import: profiles saved and read in, correction workbook and receipt of a batch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from desktop.context import AppContext
from desktop.dialogs import file_prompts
from desktop.panels.attention_list import offer_file
from desktop.panels.intake.asking import AskTextDialog

if TYPE_CHECKING:
    from desktop.pages.import_list import ImportPage
    from models.operations import Change
    from models.progress import Progress

PROFILE_FILE = "导入方案 (*.json)"


def save_profile(page: ImportPage, key: str) -> None:
    """Ask for a name, and keep how the sheet is read under it."""
    session, sheet = page.flow.session, next((one for one in page.included() if one.key == key), None)
    if session is None or sheet is None:
        return
    before = sheet.profile or "".join(sheet.layout.title.split())[:60] or sheet.name
    name = AskTextDialog.ask(page, "保存为方案", "以后同样表头的清单直接套用这个方案。方案名称：", "保存", before)
    if not name:
        return

    def work(_progress: Progress) -> Change:
        return session.save_profile(key, name)

    def done(change: Change) -> None:
        page.context.bus.broadcast(change)
        page.context.inform(f"已保存方案《{name}》。", "green")

    page.context.jobs.write("保存方案", work, done, owner=page)


def open_profile(page: ImportPage) -> None:
    """Read a profile from a file, and use it on the sheets shown."""
    path = file_prompts.ask_open_file(page, page.context.state, "profile", "导入方案", (PROFILE_FILE,))
    if path is None:
        return
    ledger = page.context.ledger

    def work(_progress: Progress) -> tuple[str, Change]:
        from models.importing.profiles.file import import_profile

        return import_profile(ledger, path)

    def done(found: tuple[str, Change]) -> None:
        name, change = found
        page.context.bus.broadcast(change)
        page.context.inform(f"已导入方案《{name}》，并套用到这份清单。", "green")
        page.flow.desk.edit(f"套用方案《{name}》", lambda session: session.use_profile(name))

    page.context.jobs.write("导入方案", work, done, owner=page)


def save_receipt(parent: QWidget, context: AppContext, batch: int | None) -> None:
    """The receipt of a batch on one page, as a PDF to print or to file."""
    if batch is None:
        return
    path = file_prompts.ask_save_file(
        parent, context.state, "export", "导入回执", f"导入回执（第 {batch} 批）.pdf", (file_prompts.PDF,)
    )
    if path is None:
        return
    ledger = context.ledger

    def work(progress: Progress) -> None:
        from models import clock
        from models.queries.problems import ProblemQuery
        from models.reports.catalogue import build_report, write_report

        report = build_report("import-receipt", ledger, ProblemQuery(), clock.today(), {"batch": str(batch)})
        write_report(report, path, progress)

    context.jobs.read(
        "生成导入回执", work, lambda _none: offer_file(context, path, f"已存为 {path.name}，打开后可以打印。"),
        owner=parent, long=True,
    )  # fmt: skip


def save_batch_corrections(parent: QWidget, context: AppContext, batch: int | None) -> None:
    """The rows of a batch that still need a person, in the layout of their list."""
    if batch is None:
        return
    path = file_prompts.ask_save_file(
        parent, context.state, "export", "导出更正表", f"第 {batch} 批 更正表.xlsx", (file_prompts.XLSX,)
    )
    if path is None:
        return
    ledger = context.ledger

    def work(progress: Progress) -> Path:
        from models.importing.corrections.writing import write_batch_corrections

        return write_batch_corrections(ledger, batch, path, progress)

    def done(_path: Any) -> None:
        offer_file(context, path)

    context.jobs.read("导出更正表", work, done, owner=parent, long=True)
