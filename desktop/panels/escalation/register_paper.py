"""The register of supervision on paper and in Excel, and the question for which unit a step is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.context import AppContext
from desktop.dialogs import file_prompts
from desktop.panels.attention_list import offer_file
from desktop.panels.dossier.forms import FormField
from desktop.panels.escalation.form_dialog import FormDialog, Told
from models import clock

if TYPE_CHECKING:
    from desktop.printing.preview import PreviewDialog
    from desktop.printing.print_settings import PrintSettings
    from models.progress import Progress
    from models.queries.problems import ProblemQuery
    from models.reports.report import Report
    from models.store import Ledger


def ask_unit(parent: QWidget, context: AppContext, tell: Callable[[str], None]) -> None:
    """Ask for a city, a county or a responsible unit; one that has no problems may be typed as well."""
    if context.ledger.read_only:
        context.inform("台账是只读打开的，不能修改。", "amber")
        return
    ledger = context.ledger

    def ask(names: list[str]) -> None:
        def save(values: dict[str, Any], accept: Callable[[], None], refused: Told) -> None:
            unit = " ".join(str(values["unit"] or "").split())
            if not unit:
                refused("请选择或填写单位。")
                return
            accept()
            QTimer.singleShot(0, parent, lambda: tell(unit))

        field = FormField("unit", "单位", "choice", tuple((one, one) for one in names), hint="市、县或责任单位")
        about = "市、县写全名（县前带市）；它未整改的问题会列出来，逾期的已勾选。"
        dialog = FormDialog(parent.window(), "对单位采取措施", about, (field,), {}, save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def work(_progress: Progress) -> list[str]:
        from models.queries.escalation_problems import unit_names

        return unit_names(ledger)

    context.jobs.read(
        "读取单位", work, lambda names: QTimer.singleShot(0, parent, lambda: ask(names)), owner=parent, quiet=True
    )


def export(parent: QWidget, context: AppContext, settings: Mapping[str, str]) -> None:
    """Ask where, and write the register as a workbook; ``settings`` as the report takes them."""
    name = f"{settings['title'].partition('（')[0]}{clock.today():%Y%m%d}.xlsx"
    path = file_prompts.ask_save_file(parent, context.state, "export", "导出督促登记表", name, (file_prompts.XLSX,))
    if path is None:
        return
    ledger, query = context.ledger, context.query_base

    def work(progress: Progress) -> int:
        from models.reports.sheet import set_sheet

        report = build(ledger, query, settings)
        set_sheet(report, path, progress)
        return report.row_count

    context.jobs.read(
        f"导出 {path.name}", work, lambda rows: offer_file(context, path, f"已导出 {rows:,} 条到 {path.name}。"),
        owner=parent, long=True,
    )  # fmt: skip


def preview(parent: QWidget, context: AppContext, settings: Mapping[str, str]) -> PreviewDialog:
    """Show the register as it would be printed."""
    from desktop.printing.preview import PreviewDialog
    from desktop.printing.print_settings import PrintSettings

    ledger, query = context.ledger, context.query_base

    def make(shown: PrintSettings, progress: Progress) -> bytes:
        from models.reports.pages import set_pages

        return set_pages(build(ledger, query, {**settings, "title": shown.title}), None, progress).content

    paper = PrintSettings("A3", True, title=settings["title"])
    dialog = PreviewDialog(parent, context, paper.title, make, (1, 0), paper)
    dialog.row.set_only_title()
    dialog.open()
    return dialog


def build(ledger: Ledger, query: ProblemQuery, settings: Mapping[str, str]) -> Report:
    """The register as data."""
    from models.reports.escalation_register import escalation_register

    return escalation_register(ledger, query, clock.today(), {key: text for key, text in settings.items() if text})
