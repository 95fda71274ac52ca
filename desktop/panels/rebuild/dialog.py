"""The window 还原历史台账: choose old ledgers, look at what they would become, and enter them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.dialogs import file_prompts
from desktop.panels.rebuild.file_list import OldLedgers
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import label
from desktop.widgets.flow import button, toolbar
from desktop.widgets.message_bar import MessageBar
from desktop.widgets.progress_strip import ProgressStrip
from models.progress import Progress

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from models.importing.rebuild import DatedFile, RebuildReport

INTRODUCTION = (
    "把去年各月的台账一起放进来，次序不限。程序按日期从早到晚逐份比对，"
    "把每条问题的变化记成历史，指出前后矛盾，最后的状态就是台账的现状。先试算，看过再写入。"
)
_MONTHS = (
    ListColumn("日期", lambda month: month.on.isoformat(), 100),
    ListColumn("文件", lambda month: "、".join(month.files), STRETCH),
    ListColumn("新增", lambda month: f"{month.new:,}", 66, right=True),
    ListColumn("变更", lambda month: f"{month.changed:,}", 66, right=True),
    ListColumn("未变", lambda month: f"{month.unchanged:,}", 66, right=True),
    ListColumn("已无", lambda month: f"{month.vanished:,}", 66, right=True),
    ListColumn("待认领", lambda month: f"{month.suspect:,}", 66, right=True),
    ListColumn("错误", lambda month: f"{month.refused:,}", 66, right=True),
)
_CONTRADICTIONS = (
    ListColumn("日期", lambda one: one.on.isoformat(), 100),
    ListColumn("台账编号", lambda one: one.ledger_number, 120),
    ListColumn("点位（企业）名称", lambda one: one.site_name, 220),
    ListColumn("矛盾", lambda one: one.kind, 116, chip=lambda _one: "amber"),
    ListColumn("说明", lambda one: one.words, STRETCH),
)
_TIMELINE = (
    ListColumn("日期", lambda line: line.on.isoformat(), 100),
    ListColumn("台账编号", lambda line: line.ledger_number, 120),
    ListColumn("点位（企业）名称", lambda line: line.site_name, 220),
    ListColumn("字段", lambda line: line.title, 110),
    ListColumn("原来", lambda line: line.old or "（空）", STRETCH),
    ListColumn("改为", lambda line: line.new or "（空）", STRETCH),
)


class RebuildDialog(QDialog):
    """Stays open until the history is in, or is left; what it shows before that is written nowhere."""

    def __init__(self, parent: QWidget | None, context: AppContext, paths: Sequence[Path] = ()) -> None:
        super().__init__(parent)
        self.setWindowTitle("还原历史台账")
        self.setAcceptDrops(True)
        self._context = context
        self._job: Job | None = None
        self._shown: RebuildReport | None = None
        self._make_parts()
        self._lay_out()
        self._connect()
        area = self.screen().availableSize()
        self.resize(min(1180, area.width() - 60), min(760, area.height() - 60))
        self._say()
        if paths:
            self.add_files(paths)

    def _make_parts(self) -> None:
        theme = self._context.theme
        self.campaign = QLineEdit(self._context.campaign or "")
        self.campaign.setAccessibleName("任务来源")
        self.campaign.setPlaceholderText("写明这些台账属于哪项任务，如：2018年强化督查（历史）")
        self.complete = QCheckBox("每份台账都列出了当时的全部问题（少了的记为“已无”，进入待核实）")
        self.complete.setChecked(True)
        self.files = OldLedgers(theme)
        self.add_button = button("添加文件…")
        self.folder_button = button("添加文件夹…")
        self.remove_button = button("移除")
        self.message_bar = MessageBar()
        self.months = ShortListTable(_MONTHS, theme)
        self.contradictions = ShortListTable(_CONTRADICTIONS, theme, several=True)
        self.timeline = ShortListTable(_TIMELINE, theme, several=True)
        for table, name in ((self.months, "各月"), (self.contradictions, "前后矛盾"), (self.timeline, "变化")):
            table.setAccessibleName(name)
        self.tabs = QTabWidget()
        for table, title in (
            (self.months, "各月"), (self.contradictions, "前后矛盾"), (self.timeline, "时间线"),
        ):  # fmt: skip
            self.tabs.addTab(table, title)
        self.strip = ProgressStrip()
        self.strip.hide()
        self.summary = label("", "secondary")
        self.close_button = button("关闭")
        self.try_button = button("试算")
        self.write_button = button("写入台账", "primary")
        self._ticker = QTimer(self)
        self._ticker.setInterval(100)

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(label("任务来源"))
        first.addWidget(self.campaign, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(INTRODUCTION, "secondary", wrap=True))
        column.addLayout(first)
        column.addWidget(self.message_bar)
        column.addLayout(toolbar((self.add_button, self.folder_button, self.remove_button), (self.complete,)))
        column.addWidget(self.files, 3)
        column.addWidget(self.tabs, 4)
        column.addLayout(toolbar((self.summary, self.strip), (self.close_button, self.try_button, self.write_button)))

    def _connect(self) -> None:
        self.add_button.clicked.connect(self._on_add)
        self.folder_button.clicked.connect(self._on_folder)
        self.remove_button.clicked.connect(self.files.take_out)
        self.files.changed.connect(self._forget)
        self.campaign.textChanged.connect(lambda _text: self._forget())
        self.complete.toggled.connect(lambda _on: self._forget())
        self.try_button.clicked.connect(self._on_try)
        self.write_button.clicked.connect(self._on_write)
        self.close_button.clicked.connect(self.close)
        self.strip.cancel_clicked.connect(self._on_cancel)
        self._ticker.timeout.connect(self._show_progress)

    # --- files

    def add_files(self, paths: Sequence[Path]) -> None:
        """Look into files and folders for their days."""
        known = {file.path for file in self.files.files()}
        found = [path for one in paths for path in _files_of(one) if path not in known]
        if not found:
            self.message_bar.show_message("没有新的台账文件。", "amber")
            return
        ledger = self._context.ledger

        def work(progress: Progress) -> list[DatedFile]:
            from models.importing.rebuild import date_files

            return date_files(ledger, found, progress)

        self._run("正在查看台账日期", work, self._on_dated)

    def _on_dated(self, found: list[DatedFile]) -> None:
        self.files.show_files([*self.files.files(), *found])
        self._forget()

    def _on_add(self) -> None:
        self.add_files(file_prompts.ask_open_files(self, self._context.state, "import", "选择往月台账"))

    def _on_folder(self) -> None:
        folder = file_prompts.ask_folder(self, self._context.state, "import", "选择放着往月台账的文件夹")
        if folder is not None:
            self.add_files([folder])

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self._job is None:
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.add_files([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    # --- work

    def _on_try(self) -> None:
        self._start("正在试算", preview=True, done=self._on_tried)

    def _on_write(self) -> None:
        self._start("正在还原历史", preview=False, done=self._on_written)

    def _start(self, title: str, *, preview: bool, done: Callable[[Any], None]) -> None:
        ledger, files = self._context.ledger, self.files.files()
        campaign, complete = self.campaign.text().strip(), self.complete.isChecked()

        def work(progress: Progress) -> RebuildReport:
            from models.importing.rebuild import preview_rebuild, rebuild_history

            run = preview_rebuild if preview else rebuild_history
            return run(ledger, files, campaign, complete=complete, progress=progress)

        self._run(title, work, done, writes=not preview)

    def _run(
        self, title: str, work: Callable[[Progress], Any], done: Callable[[Any], None], *, writes: bool = False
    ) -> None:
        if self._job is not None:
            return
        jobs = self._context.jobs

        def finished(result: Any) -> None:
            self._end()
            done(result)

        def failed(error: Exception) -> None:
            self._end()
            self.message_bar.show_message(str(error), "red")

        def cancelled() -> None:
            self._end()
            self.message_bar.show_message("已取消，台账没有改动。", "blue")

        self.message_bar.dismiss()
        if writes:
            self._job = jobs.write(title, work, finished, failed, cancelled, owner=self)
        else:
            self._job = jobs.read(title, work, finished, failed, cancelled, owner=self, long=True)
        self._ticker.start()
        self._say()

    def _end(self) -> None:
        self._job = None
        self._ticker.stop()
        self.strip.hide()
        self._say()

    def _show_progress(self) -> None:
        if self._job is not None:
            self.strip.set(self._job.text or self._job.title, self._job.fraction, self._job.cancelling)
            self.strip.show()

    def _on_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_tried(self, report: RebuildReport) -> None:
        self._show(report)

    def _on_written(self, report: RebuildReport) -> None:
        self._show(report)
        if report.change is not None:
            self._context.bus.broadcast(report.change)
        self._context.inform(
            f"已还原“{report.campaign}”：{report.problems:,} 条问题，{report.changes:,} 处变化，"
            f"前后矛盾 {len(report.contradictions):,} 处。",
            "green", "查看台账", lambda: self._context.open_page("ledger"),
        )  # fmt: skip
        self.accept()

    def _show(self, report: RebuildReport) -> None:
        self._shown = report
        self.months.set_lines(report.months)
        self.contradictions.set_lines(report.contradictions)
        self.timeline.set_lines(report.timeline)
        self.tabs.setTabText(0, f"各月 {len(report.months)}")
        self.tabs.setTabText(1, f"前后矛盾 {len(report.contradictions):,}")
        self.tabs.setTabText(2, f"时间线 {report.changes:,}")
        self._say()

    def _forget(self) -> None:
        """What was computed before no longer holds."""
        self._shown = None
        for table in (self.months, self.contradictions, self.timeline):
            table.set_lines(())
        for place, title in enumerate(("各月", "前后矛盾", "时间线")):
            self.tabs.setTabText(place, title)
        self._say()

    def _say(self) -> None:
        files, busy = self.files.files(), self._job is not None
        for part in (self.add_button, self.folder_button, self.remove_button, self.files, self.campaign, self.complete):
            part.setEnabled(not busy)
        ready = bool(files) and bool(self.campaign.text().strip()) and all(f.on and not f.problem for f in files)
        self.try_button.setEnabled(ready and not busy)
        self.write_button.setEnabled(self._shown is not None and not busy)
        self.summary.setVisible(not busy)
        if self._shown is not None:
            words = f"将写入 {self._shown.problems:,} 条问题和 {self._shown.changes:,} 处变化"
        elif not files:
            words = "还没有选择台账文件，也可以直接拖进来。"
        elif not self.campaign.text().strip():
            words = "请写明任务来源。"
        else:
            waiting = sum(not file.on or bool(file.problem) for file in files)
            words = f"{waiting} 个文件还要填日期或移除" if waiting else f"{len(files)} 个文件，可以试算了"
        self.summary.setText(words)

    def show_example(self) -> None:
        """Three months made up for a picture."""
        from models.importing.rebuild import Contradiction, DatedFile, MonthResult, RebuildReport

        days = (date(2018, 4, 28), date(2018, 5, 31), date(2018, 6, 30))
        names = [f"邯郸市整改台账{day:%Y%m}.xlsx" for day in days]
        self.files.show_files([
            DatedFile(Path(name), name, day, "表内日期" if at == 0 else "文件名", 380 + 12 * at)
            for at, (name, day) in enumerate(zip(names, days, strict=True))
        ] + [DatedFile(
            Path("7月.xlsx"), "邯郸市整改台账7月（改）.xlsx", date(2018, 8, 2), "表内日期", 411,
            doubt="文件名像是 2018 年 7 月，表里写的是 2018-08-02，请核对",
        )])  # fmt: skip
        self.campaign.setText("2018年强化督查（历史）")
        report = RebuildReport(self.campaign.text(), preview=True, problems=404, changes=1_126)
        for at, (name, day) in enumerate(zip(names, days, strict=True)):
            report.months.append(MonthResult(day, (name,), at + 1, (380, 12, 12)[at], 300 * at, 80 * at, at, 0, at))
        report.contradictions.append(
            Contradiction(
                1, "ZG-000021", "武安市兴旺铸造厂", "完成后又未完成", days[2],
                "2018年5月台账写“已完成”，2018年6月台账又写“未完成”",
            )
        )  # fmt: skip
        self._show(report)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._job is not None:
            self._job.cancel()
        super().closeEvent(event)


def _files_of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(one for one in path.rglob("*") if one.suffix.lower() in _TABLES and not one.name.startswith("~$"))


_TABLES = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".csv", ".xlsb", ".ods"})
