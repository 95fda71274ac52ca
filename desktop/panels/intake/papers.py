"""Papers around an import: profiles kept under a name and read in, receipt and correction workbook of its batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.dialogs import file_prompts
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


def show_receipt(page: ImportPage, batch: int | None) -> None:
    """The receipt of a batch as it prints; its preview saves it, too."""
    from desktop.printing.receipt_preview import open_receipt

    if batch is not None:
        open_receipt(page.context, batch, page.window())


def save_batch_corrections(page: ImportPage, batch: int | None) -> None:
    """The rows of a batch that still need a person, in the layout of their list."""
    from desktop.panels.correction_export import export_corrections

    if batch is not None:
        export_corrections(page, page.context, batch)
