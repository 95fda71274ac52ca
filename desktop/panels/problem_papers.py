"""What can be put on paper about problems: the forms of the catalogue, and 一问题一档案 as folders or a ZIP."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QWidget

from desktop.context import AppContext
from desktop.dialogs import confirm, file_prompts

if TYPE_CHECKING:
    from models.archiving.packing import Archived
    from models.progress import Progress

TITLE = "一问题一档案"


def add_papers(menu: QMenu, parent: QWidget, context: AppContext, ids: Sequence[int], number: str = "") -> None:
    """Entries of every form, then the file of each problem."""
    from models.reports.form_catalogue import FORMS

    for kind in FORMS.values():
        entry = menu.addAction(f"{kind.title}…")
        entry.setData(kind.id)
        entry.setEnabled(bool(ids))
        entry.triggered.connect(lambda _=False, form=kind.id: _preview(parent, context, form, ids, number))
    menu.addSeparator()
    entry = menu.addAction(f"{TITLE}包…")
    entry.setData("archive")
    entry.setEnabled(bool(ids))
    entry.triggered.connect(lambda: archive(parent, context, ids))


def papers_menu(parent: QWidget, context: AppContext, ids: Sequence[int], at: QPoint, number: str = "") -> QMenu:
    """The same as a menu of its own, at a place of the screen."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    add_papers(menu, parent, context, ids, number)
    menu.popup(at)
    return menu


def _preview(parent: QWidget, context: AppContext, form_id: str, ids: Sequence[int], number: str) -> None:
    from desktop.printing.form_preview import preview_form

    preview_form(parent, context, form_id, ids, number)


def archive(parent: QWidget, context: AppContext, ids: Sequence[int]) -> None:
    """Ask whether as folders or as a ZIP, and where; then write in the background, and offer to open it."""
    if not ids:
        context.inform(f"先在列表里选问题，再生成{TITLE}。", "amber")
        return
    text = (
        f"为 {len(ids):,} 条问题各建一个文件夹：问题卡片、办理时间线、佐证材料、销号表、往来文书、目录，"
        "封面上列出缺项。已有的同名档案不会覆盖，新的加 _v2。"
    )
    form = confirm.choose(parent, TITLE, text, {"folder": "存为文件夹", "zip": "存为一个 ZIP"})
    if form is None:
        return
    folder = file_prompts.ask_folder(parent, context.state, "archive", f"{TITLE}存到哪个文件夹")
    if folder is None:
        return
    ledger, wanted = context.ledger, list(ids)

    def work(progress: Progress) -> Archived:
        from models.archiving.packing import archive_problems

        return archive_problems(ledger, wanted, folder, as_zip=form == "zip", progress=progress)

    def done(archived: Archived) -> None:
        lacking = f"，其中 {archived.incomplete:,} 条有缺项（见封面）" if archived.incomplete else ""
        text = f"已归档 {len(archived.problems):,} 条问题，{archived.files:,} 个文件{lacking}。"
        context.inform(text, "green", "打开所在文件夹", lambda: _open(folder))

    context.jobs.read(f"生成{TITLE}", work, done, owner=parent, long=True)


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
