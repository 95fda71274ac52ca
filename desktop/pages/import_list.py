"""The page 导入清单: five steps on one page, from dropped files to a batch in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QStackedWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.pages.base import Page
from desktop.panels.attention_list import export_rows
from desktop.panels.intake.choose_step import ChooseStep
from desktop.panels.intake.done_step import DoneStep
from desktop.panels.intake.header_step import HeaderStep
from desktop.panels.intake.mapping_step import MappingStep
from desktop.panels.intake.plan_lines import PlanLine, lines_of
from desktop.panels.intake.plan_step import PlanStep
from desktop.widgets.card import label
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar
from desktop.widgets.progress_strip import ProgressStrip
from desktop.widgets.steps_bar import StepsBar
from models.progress import Progress

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from models.importing.attention import AttentionRow
    from models.importing.batches import BatchLine
    from models.importing.report import ImportReport
    from models.importing.session import ImportSession
    from models.importing.views import ImportPlan, SheetView
    from models.operations import Change

STEPS = ["选择文件", "识别表头", "对应字段", "核对差异", "完成"]
CHOOSE, HEADER, MAPPING, PLAN, DONE = range(5)
NEXT_WORDS = {HEADER: "下一步：对应字段", MAPPING: "下一步：核对差异"}


class ImportPage(Page):
    """Holds one ``ImportSession`` from the files being chosen until they are in, or left."""

    page_id: ClassVar[str] = "import"
    title: ClassVar[str] = "导入清单"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        from models.importing.field_list import MAPPABLE
        from models.queries.fields import FIELDS

        self._titles = {key: field.title for key, field in FIELDS.items()}
        self._session: ImportSession | None = None
        self._plan: ImportPlan | None = None
        self._report: ImportReport | None = None
        self._job: Job | None = None
        self._campaigns: list[str] = []
        self.steps = StepsBar(STEPS)
        self.choose = ChooseStep(context.theme)
        self.header = HeaderStep(context.theme)
        self.mapping = MappingStep([(key, self._titles[key]) for key in MAPPABLE])
        self.plan = PlanStep(context.theme)
        self.done = DoneStep(context)
        self.stack = QStackedWidget()
        self.stack.setProperty("role", "pages")
        self.strip = ProgressStrip()
        self.back_button, self.next_button = button("上一步"), button("下一步", "primary")
        self.leave_button = button("不导入了")
        self.summary = label("", "secondary")
        self._compose()
        self._connect()
        self._go(CHOOSE)

    # --- what the window calls

    @override
    def open(self, **arguments: Any) -> None:
        paths = arguments.get("paths")
        if paths:
            self.start([Path(path) for path in paths])

    @override
    def activated(self) -> None:
        if self.steps.current == CHOOSE:
            self._read_latest()

    @override
    def refresh(self, change: Change | None) -> None:
        if self.steps.current == CHOOSE:
            self._read_latest()
        elif self.steps.current == DONE:
            self._read_whether_undone()

    def screenshot_steps(self) -> list[Callable[[], None]]:
        """Each step on the program's own sample list, for pictures; the practice ledger is put back each time."""
        from models.importing.undo import undo_import
        from models.paths import resource

        samples = sorted(resource("samples").glob("*.xlsx"), key=lambda path: len(path.name))

        def first() -> None:
            report, self._report = self._report, None
            if report is not None and report.batch is not None:
                undo_import(self.context.ledger, report.batch)
            self._go(CHOOSE)

        if self.context.ledger.read_only or not samples:
            return [first]
        return [first, lambda: self.start(samples[-1:]), self._on_next, self._on_next, self._on_next]

    @override
    def accept_files(self, paths: list[str]) -> bool:
        self.start([Path(path) for path in paths])
        return True

    def start(self, paths: Sequence[Path]) -> None:
        """Begin with these files; an import that was under way is left, and so is what was said about it."""
        self._leave()
        self.context.quieten()
        self._go(CHOOSE)
        if self.context.ledger.read_only:
            self.context.inform("台账是只读打开的，不能导入。", "amber")
            return
        from models.importing.session import ImportSession
        from models.importing.views import ImportOptions

        ledger, options = self.context.ledger, ImportOptions(campaign=self.context.campaign)
        names = paths[0].name if len(paths) == 1 else f"{len(paths)} 个文件"
        self._run(f"正在读取 {names}", lambda progress: ImportSession(ledger, paths, options, progress), self._on_read)

    # --- composing

    def _compose(self) -> None:
        column = self.page_layout()
        column.addWidget(self.steps)
        for step in (self.choose, self.header, self.mapping, self.plan, self.done):
            self.stack.addWidget(step)
        if self.context.ledger.read_only:
            column.addWidget(
                EmptyState("台账是只读打开的", "导入需要写入台账。请等占用的人退出后重新打开，再导入清单。")
            )
        else:
            column.addWidget(self.stack, 1)
        self.strip.hide()
        self.footer = self.plain_box(
            toolbar((self.leave_button, self.summary, self.strip), (self.back_button, self.next_button))
        )
        column.addWidget(self.footer)

    def _connect(self) -> None:
        self.steps.step_clicked.connect(self._go_back_to)
        self.choose.browse_clicked.connect(lambda: self.context.run_action("import.files"))
        self.choose.files_dropped.connect(self.accept_files)
        self.choose.batch_clicked.connect(lambda batch: self._open_rows(batch, "", f"第 {batch} 批"))
        self.choose.history_clicked.connect(lambda: self.context.open_page("history"))
        self.header.sheet_ticked.connect(lambda key, on: self._correct(lambda s: s.set_included(key, on)))
        self.header.header_set.connect(lambda key, a, b: self._correct(lambda s: s.set_header(key, a, b)))
        self.header.constant_ticked.connect(lambda key, f, on: self._correct(lambda s: s.set_constant(key, f, on)))
        self.mapping.columns_set.connect(lambda key, wish: self._correct(lambda s: s.set_columns(key, wish)))
        self.mapping.sheet_shown.connect(lambda _key: self._say())
        self.plan.scope_chosen.connect(lambda scope: self._set_options(scope=scope))
        self.plan.campaign_chosen.connect(lambda name: self._set_options(campaign=name))
        self.plan.export_wanted.connect(self._export_attention)
        self.done.rows_wanted.connect(self._on_rows_wanted)
        self.done.ledger_wanted.connect(lambda: self.context.open_page("ledger"))
        self.done.again_wanted.connect(lambda: self.context.run_action("import.files"))
        self.done.undo_wanted.connect(lambda: self.context.run_action("import.undo"))
        self.back_button.clicked.connect(lambda: self._go_back_to(self.steps.current - 1))
        self.next_button.clicked.connect(self._on_next)
        self.leave_button.clicked.connect(self._on_leave)
        self.strip.cancel_clicked.connect(self._on_cancel)

    # --- the steps

    def _go(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self.steps.set_current(step)
        self.steps.set_can_go_back(step < DONE and self._job is None)
        self.footer.setVisible(step not in (CHOOSE, DONE) or self._job is not None)
        self._say()

    def _go_back_to(self, step: int) -> None:
        if self._job is None and 0 <= step < self.steps.current < DONE:
            if step == CHOOSE:
                self._on_leave()
            else:
                self._go(step)

    def _say(self) -> None:
        """Notes and buttons for the present step."""
        step, busy = self.steps.current, self._job is not None
        for part in (self.back_button, self.next_button, self.leave_button):
            part.setVisible(step in (HEADER, MAPPING, PLAN))
            part.setEnabled(not busy)
        self.stack.setEnabled(not busy)
        self.summary.setVisible(not busy)
        self.summary.setText(self.mapping.summary() if step == MAPPING else "")
        self.next_button.setText(NEXT_WORDS.get(step, self._commit_words()))
        if step in (HEADER, MAPPING):
            self.next_button.setEnabled(not busy and self.header.included_rows() > 0)
        self.steps.set_note(self._note() if step != CHOOSE else "")

    def _commit_words(self) -> str:
        if self._plan is None:
            return "导入"
        held = [
            f"{count:,} 条{word}"
            for word, count in (("待认领", self._plan.suspect), ("错误", self._plan.refused))
            if count
        ]
        if not self._plan.new + self._plan.changed:
            return "没有要写入的，登记这一批" + (f"（{'，'.join(held)}）" if held else "")
        return f"导入 {self._plan.new + self._plan.changed:,} 条" + (f"（{'，'.join(held)}）" if held else "")

    def _note(self) -> str:
        if self._session is None:
            return ""
        files = self._session.files
        names = files[0].name if len(files) == 1 else f"{len(files)} 个文件"
        sheets = self._included()
        parts = [names]
        if self.steps.current == PLAN and len(sheets) == 1:
            rows = sheets[0].layout.header_rows
            parts.append(f"表「{sheets[0].name}」· 表头第 {_span(rows)} 行" if rows else f"表「{sheets[0].name}」")
        profile = next((sheet.profile for sheet in sheets if sheet.profile), None)
        if profile:
            parts.append(f"已按「{profile}」方案识别")
        return "   ·   ".join(parts)

    def _included(self) -> list[SheetView]:
        files = self._session.files if self._session is not None else []
        return [sheet for file in files for sheet in file.sheets if sheet.included]

    # --- work

    def _run(
        self, title: str, work: Callable[[Progress], Any], done: Callable[[Any], None], *, writes: bool = False
    ) -> None:
        """One job at a time; the page is still while it runs."""
        if self._job is not None:
            return
        start = self.context.jobs.write if writes else self.context.jobs.read
        options: dict[str, Any] = {} if writes else {"long": True}

        def finished(result: Any) -> None:
            self._ended()
            done(result)

        def failed(error: Exception) -> None:
            self._ended()
            if self.steps.current == CHOOSE:
                self.choose.show_problems([str(error)])
            else:
                self.context.inform(str(error), "red")

        self._job = start(title, work, finished, failed, self._on_cancelled, owner=self, **options)
        self._go(self.steps.current)
        self.startTimer(100)

    @override
    def timerEvent(self, event: Any) -> None:
        if self._job is None:
            self.killTimer(event.timerId())
            self.strip.hide()
            return
        self.strip.set(self._job.text or self._job.title, self._job.fraction, self._job.cancelling)
        self.strip.show()

    def _ended(self) -> None:
        self._job = None
        self.strip.hide()
        self._go(self.steps.current)

    def _on_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _on_cancelled(self) -> None:
        self._ended()
        self.context.inform("已取消，台账没有改动。")

    def _on_read(self, session: ImportSession) -> None:
        self._session = session
        problems = [f"{file.name}：{file.problem}" if file.name not in file.problem else file.problem
                    for file in session.files if file.problem]  # fmt: skip
        self.choose.show_problems(problems)
        if not any(file.sheets for file in session.files):
            self._leave()
            return
        if problems:
            self.context.inform("　".join(problems), "amber")
        self._show_session()
        self._go(HEADER)

    def _show_session(self) -> None:
        if self._session is not None:
            self.header.show_files(self._session.files, self.header.key)
            if self.steps.current == MAPPING:
                self._show_columns()
            self._say()

    def _show_columns(self) -> None:
        """The columns are shown when their step comes: a drop-down for each field takes its time."""
        self.mapping.show_sheets(self._included(), self.mapping.key)

    def _correct(self, work: Callable[[ImportSession], Any]) -> None:
        """A correction by the clerk: the child reads anew, and the page shows the outcome."""
        session = self._session
        if session is not None:
            self._run("正在重新识别", lambda _progress: work(session), lambda _view: self._show_session())

    def _set_options(self, **wish: Any) -> None:
        if self._session is not None:
            self._session.set_options(replace(self._session.options, **wish))
            self._make_plan()

    def _on_next(self) -> None:
        step = self.steps.current
        if step == HEADER:
            self._show_columns()
            self._go(MAPPING)
        elif step == MAPPING:
            self._make_plan()
        elif step == PLAN:
            self._commit()

    def _make_plan(self) -> None:
        session, titles, ledger = self._session, self._titles, self.context.ledger
        if session is None:
            return

        def work(progress: Progress) -> tuple[ImportPlan, list[PlanLine], list[str]]:
            from models.operations.campaigns import list_campaigns

            plan = session.plan(progress)
            return plan, lines_of(plan, titles), [campaign.name for campaign in list_campaigns(ledger)]

        self._run("正在和台账核对", work, self._on_planned)

    def _on_planned(self, outcome: tuple[ImportPlan, list[PlanLine], list[str]]) -> None:
        self._plan, lines, campaigns = outcome
        scope = self._session.options.scope if self._session is not None else "partial"
        self.plan.show_plan(self._plan, lines, scope, campaigns)
        self._go(PLAN)

    def _commit(self) -> None:
        session = self._session
        if session is not None:
            self._run("正在导入", session.commit, self._on_committed, writes=True)

    def _on_committed(self, report: ImportReport) -> None:
        self._report = report
        self.done.show_report(report)
        self._leave()
        self._go(DONE)
        self.done.open_button.setFocus()
        self._read_attention(report)
        if report.change is not None:
            self.context.bus.broadcast(report.change)

    def _read_attention(self, report: ImportReport) -> None:
        """The rows that stayed out, read from the batch that keeps them."""
        ledger, batch = self.context.ledger, report.batch
        if batch is None:
            return

        def work(_progress: Progress) -> list[AttentionRow]:
            from models.importing.attention import attention_rows

            return attention_rows(ledger, batch)

        self.context.jobs.read(
            "读取需要处理的行", work, lambda rows: self.done.show_attention(rows, f"第 {batch} 批"), owner=self
        )

    def _export_attention(self) -> None:
        if self._plan is not None and self._session is not None:
            from models.importing.attention import attention_of_plan

            name = Path(self._session.files[0].name).stem
            export_rows(self, self.context, attention_of_plan(self._plan), name)

    # --- leaving

    def _on_leave(self) -> None:
        self._leave()
        self._go(CHOOSE)
        self._read_latest()

    def _leave(self) -> None:
        """End the session and its child."""
        session, self._session, self._plan = self._session, None, None
        if session is not None:
            session.close()

    def _on_rows_wanted(self, outcome: str) -> None:
        if self._report is not None and self._report.batch is not None:
            words = {"new": "新增", "changed": "变更", "vanished": "清单已无"}[outcome]
            self._open_rows(self._report.batch, outcome, f"第 {self._report.batch} 批{words}")

    def _open_rows(self, batch: int, outcome: str, title: str) -> None:
        query = self.context.query_base.but(batch=(batch, outcome), campaign=None)
        self.context.open_page("ledger", query=query, title=title)

    def _read_whether_undone(self) -> None:
        from models.importing.batches import list_batches

        ledger, batch = self.context.ledger, self._report.batch if self._report is not None else None
        if batch is None:
            return

        def work(_progress: Progress) -> bool:
            return any(line.id == batch and line.undone_by is not None for line in list_batches(ledger))

        self.context.jobs.read(
            "看这一批是否还在", work, lambda undone: self.done.show_undone(batch) if undone else None, owner=self,
            quiet=True,
        )  # fmt: skip

    def _read_latest(self) -> None:
        from models.importing.batches import list_batches

        ledger = self.context.ledger

        def work(_progress: Progress) -> list[BatchLine]:
            return list_batches(ledger)

        self.context.jobs.read("最近导入", work, self.choose.show_latest, owner=self, quiet=True)

    def closeEvent(self, event: Any) -> None:
        """End the child with the page."""
        self._leave()
        super().closeEvent(event)


def _span(rows: Sequence[int]) -> str:
    """``3–5``, or ``1`` alone."""
    first, last = min(rows), max(rows)
    return f"{first}–{last}" if last > first else str(first)
