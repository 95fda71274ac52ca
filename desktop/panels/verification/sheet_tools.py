"""The buttons 导出核查表, 导入核查结果 and 打印核查单 of a plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.context import AppContext
from desktop.dialogs import file_prompts
from desktop.panels.verification.writing import VerificationWork
from desktop.widgets.flow import button

if TYPE_CHECKING:
    from models.exchange.verification_sheets.returning import ReturnPreview
    from models.exchange.verification_sheets.writing import SheetWritten
    from models.forms.sheet import FormSheet
    from models.progress import Progress
    from models.queries.verification import PlanLine

DOCX = "Word 文档 (*.docx)"


class SheetTools(QObject):
    """``plan`` is the plan in hand; ``buttons`` stand in the panel."""

    def __init__(self, context: AppContext, parent: QWidget, work: VerificationWork) -> None:
        super().__init__(parent)
        self._context = context
        self._parent = parent
        self._work = work
        self.plan: PlanLine | None = None
        self.export_button = button("导出核查表…", "", "导出 Excel 核查表，一个文件或每组一个，带到现场填写")
        self.import_button = button("导入核查结果…", "primary", "读取填好的核查表：先看会登记什么、哪里有问题，再写入")
        self.print_button = button("打印核查单…", "", "每条问题一页的核查单：选中的，或列出的全部")
        self.export_button.clicked.connect(self.export)
        self.import_button.clicked.connect(lambda: self.choose())
        self.import_button.setVisible(not work.read_only)
        self.buttons: list[QPushButton] = [self.export_button, self.import_button, self.print_button]

    # ---- out -------------------------------------------------------------------------------------------------

    def export(self) -> None:
        """Ask how, where to, and write."""
        from desktop.panels.verification.sheet_dialogs import ExportSheetsDialog
        from models.exchange.verification_sheets.writing import SheetWanted, suggested_name, write_sheets

        plan = self.plan
        if plan is None:
            return
        dialog = ExportSheetsDialog(self._parent, plan)
        if not dialog.exec():
            return
        state = self._context.state
        if dialog.by_team:
            target = file_prompts.ask_folder(self._parent, state, "verification", "核查表放在哪个文件夹")
        else:
            target = file_prompts.ask_save_file(
                self._parent, state, "verification", "导出核查表", suggested_name(plan), (file_prompts.XLSX,)
            )  # fmt: skip
        if target is None:
            return
        wanted = SheetWanted(target, dialog.by_team, dialog.only_open, "A4" if dialog.paper == "A4" else "A3")
        ledger = self._context.ledger

        def work(progress: Progress) -> list[SheetWritten]:
            return write_sheets(ledger, plan.id, wanted, progress)

        self._context.jobs.read(f"导出核查表 {plan.name}", work, self._exported, owner=self._parent, long=True)

    def _exported(self, written: list[SheetWritten]) -> None:
        rows = sum(one.rows for one in written)
        first = written[0].path
        where = first.name if len(written) == 1 else f"{len(written)} 个文件"
        opens = ("打开所在文件夹", lambda: _open(first.parent))
        self._context.inform(f"已导出 {rows:,} 条到 {where}。", "green", "打开文件", lambda: _open(first), opens)

    # ---- in --------------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for the returned files."""
        filters = ("核查表 (*.xlsx *.xlsm *.xls *.et *.ods *.csv)", file_prompts.ALL_FILES)
        paths = file_prompts.ask_open_files(
            self._parent, self._context.state, "verification", "导入核查结果", filters
        )  # fmt: skip
        if paths:
            self.take(paths)

    def take(self, paths: Sequence[Path]) -> None:
        """Read files, show what they would do, and write it once agreed."""
        ledger, plan = self._context.ledger, self.plan
        if self._work.read_only:
            self._context.inform("台账是只读打开的，不能修改。", "amber")
            return

        def work(progress: Progress) -> ReturnPreview:
            from models.exchange.verification_sheets.returning import read_returned

            return read_returned(ledger, paths, plan.id if plan is not None else None, progress)

        self._context.jobs.read(
            f"读取 {paths[0].name}", work, self._show, lambda error: self._context.inform(str(error), "red"),
            owner=self._parent, long=True,
        )  # fmt: skip

    def _show(self, preview: ReturnPreview) -> None:
        from desktop.panels.verification.sheet_dialogs import ReturnDialog

        if ReturnDialog(self._context, self._parent, preview).exec():
            self._enter(preview)

    def _enter(self, preview: ReturnPreview) -> None:
        ledger = self._context.ledger

        def work(progress: Progress) -> Any:
            from models.exchange.verification_sheets.returning import enter_returned

            return enter_returned(ledger, preview, progress)

        self._context.jobs.write(
            "登记核查结果", work, self._work.tell, lambda error: self._context.inform(str(error), "red"),
            owner=self._parent,
        )  # fmt: skip

    # ---- on paper --------------------------------------------------------------------------------------------

    def print_sheets(self, ids: Sequence[int]) -> None:
        """核查单 of these checks, a page each, as Word or PDF."""
        plan, ledger, wanted = self.plan, self._context.ledger, list(ids)
        if plan is None or not wanted:
            return

        def sheets() -> list[FormSheet]:
            from models.forms.verification_forms import check_form
            from models.queries.verification_forms import check_facts

            return [check_form(one, ledger.name) for one in check_facts(ledger, wanted)]

        self._to_paper(f"核查单_{plan.name}_{len(wanted)}条", "打印核查单", sheets)

    def print_draw(self) -> None:
        """抽样记录: population, seed, strata and what was drawn."""
        plan, ledger = self.plan, self._context.ledger
        if plan is None:
            return

        def sheets() -> list[FormSheet]:
            from models.forms.verification_forms import draw_form
            from models.queries.verification_forms import draw_facts

            return [draw_form(draw_facts(ledger, plan.id, members=not plan.share.all), ledger.name)]

        self._to_paper(f"抽样记录_{plan.name}", "打印抽样记录", sheets)

    def _to_paper(self, name: str, title: str, sheets: Callable[[], list[FormSheet]]) -> None:
        path = file_prompts.ask_save_file(
            self._parent, self._context.state, "verification", title, f"{name}.pdf", (file_prompts.PDF, DOCX)
        )  # fmt: skip
        if path is None:
            return

        def work(progress: Progress) -> int:
            progress(0.0, "读取核查记录")
            made = sheets()
            if path.suffix.lower() == ".docx":
                from models.documents.form_docx import write_form_docx

                return write_form_docx(made, path, progress.part(0.1, 1.0))
            from models.reports.form_pages import write_form_pdf

            return len(write_form_pdf(made, path, progress.part(0.1, 1.0)).pages)

        def done(count: int) -> None:
            opens = ("打开所在文件夹", lambda: _open(path.parent))
            self._context.inform(
                f"{path.name} 已生成，共 {count:,} 份。", "green", "打开文件", lambda: _open(path), opens
            )

        self._context.jobs.read(title, work, done, owner=self._parent, long=True)


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
