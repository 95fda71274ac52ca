"""The part of an import session for logs of site visits: what the files are taken as, the plan, and the writing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from models.importing.choices import Choices, RowKey
from models.importing.report import ImportReport
from models.importing.session_sheets import FileInHand, SheetInHand, file_report
from models.importing.views import Candidate, CellView, ImportOptions, ImportPlan, SheetView
from models.importing.visits.visit_list import PROBLEM, TARGET_WORDS, VISIT, carried_request
from models.progress import Progress, silent

if TYPE_CHECKING:
    from models.excel.process.child import Child
    from models.importing.visits.deciding import VisitDecisions
    from models.importing.visits.incoming import VisitIncoming
    from models.store import Ledger


class SessionVisits:
    """Mixed into ``ImportSession``; all sheets of one import become the same: problems or visits."""

    options: ImportOptions
    choices: Choices
    set_header: Callable[..., SheetView]
    _child: Child
    _ledger: Ledger
    _hands: list[FileInHand]
    _started: float
    _preview: bool
    _taken: Callable[[], list[SheetInHand]]
    _password: Callable[[SheetInHand], Any]
    _look_again: Callable[[SheetInHand, bool], SheetView]
    _list_title: Callable[[], str]
    _round: Callable[[], str]
    _cells_changed: Callable[[], None]
    _visit_rows: VisitIncoming | None = None
    _visit_plan: tuple[VisitDecisions, int] | None = None

    @property
    def target(self) -> str:
        """``problem`` or ``visit``: as a person said, else what most rows of the lists are recognised as."""
        if self.options.target:
            return self.options.target
        rows = {PROBLEM: 0, VISIT: 0}
        for hand in self._hands:
            for sheet in hand.sheets:
                if sheet.view.role == "list":
                    rows[sheet.found.get("target", PROBLEM)] += sheet.view.row_count
        return VISIT if rows[VISIT] > rows[PROBLEM] else PROBLEM

    def set_target(self, target: str) -> None:
        """Take the files as 问题清单 (``problem``) or 现场检查记录 (``visit``), whatever they look like."""
        if target not in TARGET_WORDS:
            raise ValueError(target)
        self.options = replace(self.options, target=target)
        for hand in self._hands:
            for sheet in hand.sheets:
                if sheet.view.target != target:
                    sheet.how["target"] = target
                    self._look_again(sheet, sheet.view.role == "list" and sheet.view.visible)
        self._cells_changed()

    def _settle_target(self) -> None:
        """Sheets that are recognised as something else than this import is stay out, and say so."""
        if self.options.target:
            self.set_target(self.options.target)
            return
        target = self.target
        for hand in self._hands:
            for sheet in hand.sheets:
                if sheet.view.included and sheet.view.target != target:
                    words = f"像是{TARGET_WORDS[sheet.view.target]}，和这次导入的{TARGET_WORDS[target]}分开，请另外导入"
                    sheet.view.included, sheet.view.role_note = False, words
                    sheet.view.warnings.append(words)

    def _forget_visits(self) -> None:
        self._visit_rows, self._visit_plan = None, None

    # ---- rows ------------------------------------------------------------------------------------------------

    def _visits(self, progress: Progress) -> VisitIncoming:
        """All rows of the sheets taken in, read once until something changes."""
        from models.importing.visits.incoming import VisitIncoming

        if self._visit_rows is not None:
            return self._visit_rows
        incoming = VisitIncoming()
        total = sum(sheet.view.row_count for sheet in self._taken()) or 1
        for number, hand in enumerate(self._hands):
            for sheet in hand.sheets:
                if not sheet.taken:
                    continue
                key = sheet.view.key
                incoming.begin_sheet(number, hand.name, sheet.view.name, sheet.letters(), key)
                position, how, matches, constants, settings = sheet.request(self.options.round)
                settings |= {"fixes": self.choices.fixes_of(key)}
                part = progress.part(len(incoming) / total, (len(incoming) + sheet.view.row_count) / total)
                request = carried_request(VISIT, (position, how, matches, constants, settings))
                for chunk in self._child.stream("visits", sheet.path, self._password(sheet), *request, progress=part):
                    incoming.add(chunk)
        self._visit_rows = incoming
        return incoming

    def _decide_visits(self, connection: Any, incoming: VisitIncoming) -> VisitDecisions:
        """The plan that was shown, made anew where the ledger or a choice changed since."""
        from models.importing.visits.deciding import decide_visits
        from models.importing.writing.committing import campaign_of, last_change_set

        now = last_change_set(connection)
        if self._visit_plan is None or self._visit_plan[1] != now:
            _, campaign_id = campaign_of(connection, self.options, self._list_title())
            left = [key for key, choice in self.choices.rows.items() if choice.kind == "leave"]
            self._visit_plan = (decide_visits(connection, campaign_id, incoming, left), now)
        return self._visit_plan[0]

    def _visits_plan(self, progress: Progress) -> ImportPlan:
        from models.importing.visits.plan_view import listed_words, visit_plan_rows
        from models.importing.writing.committing import campaign_of

        incoming = self._visits(progress.part(0, 0.8))
        progress(0.8, "与台账比对")
        with self._ledger.reading() as connection:
            campaign, _ = campaign_of(connection, self.options, self._list_title())
            decisions = self._decide_visits(connection, incoming)
            progress(0.95, "整理预览")
            plan = decisions.counted(campaign, self._round())
            plan.rows = visit_plan_rows(connection, incoming, decisions, self.choices)
            plan.scope_words = listed_words(decisions)
        progress(1.0, "")
        return plan

    def row_detail(self, key: RowKey) -> tuple[CellView, ...]:
        """Every field of a row beside what the ledger holds, with what will become of it and why."""
        return self._visit_detail(key) if self.target == VISIT else super().row_detail(key)  # type: ignore[misc]

    def candidates(self, key: RowKey) -> tuple[Candidate, ...]:
        """The problems that a row may be; a visit is never in doubt."""
        return () if self.target == VISIT else super().candidates(key)  # type: ignore[misc]

    def _values(self, progress: Progress) -> Any:
        """No value of a visit log is asked about."""
        if self.target == VISIT:
            from models.importing.values.questions import ValuesFound

            return ValuesFound()
        return super()._values(progress)  # type: ignore[misc]

    def _visit_detail(self, key: RowKey) -> tuple[CellView, ...]:
        from models.importing.visits.plan_view import visit_row_detail

        incoming = self._visits(silent)
        at = incoming.position(key)
        if at is None:
            return ()
        with self._ledger.reading() as connection:
            return visit_row_detail(connection, incoming, self._decide_visits(connection, incoming), at)

    # ---- writing ---------------------------------------------------------------------------------------------

    def _commit_visits(self, progress: Progress) -> ImportReport:
        """Back up, then write the plan in one transaction; with ``dry_run`` only say what it would do."""
        from models.importing.visits.writing import VisitWriter, refuse_wrong, seal
        from models.importing.writing.committing import campaign_of
        from models.importing.writing.write import FileFacts

        if self._preview:
            self._started = time.monotonic()
        if self.options.dry_run:
            incoming = self._visits(progress.part(0, 0.8))
            with self._ledger.reading() as connection:
                campaign, _ = campaign_of(connection, self.options, self._list_title())
                decisions = self._decide_visits(connection, incoming)
            refuse_wrong(self.options, decisions)
            return self._visits_report(decisions, campaign, None, 0)
        progress(0.0, "备份台账")
        self._ledger.backup("导入前", progress=progress.part(0, 0.1))
        incoming = self._visits(progress.part(0.1, 0.6))
        progress(0.6, "与台账比对")
        with self._ledger.writing() as connection:
            campaign, _ = campaign_of(connection, self.options, self._list_title())
            decisions = self._decide_visits(connection, incoming)
            refuse_wrong(self.options, decisions)
            step = "导入 " + "、".join(hand.name for hand in self._hands)[:150]
            files = [FileFacts(hand.name, hand.view.sha256, hand.size) for hand in self._hands]
            writer = VisitWriter(connection, incoming, campaign, self._ledger.actor, step, files, self.options)
            written = writer.write(decisions, progress.part(0.65, 0.95))
            report = self._visits_report(decisions, campaign, written.batch_id, written.change_set_id)
            title = f"{step}：现场检查新增 {report.plan.new}，变更 {report.plan.changed}"
            writer.recorder.title = title[:200]
            writer.recorder.close()
            progress(0.97, "提交")
            seal(connection, written, report)
        self._forget_visits()
        return report

    def _visits_report(
        self, decisions: VisitDecisions, campaign: str, batch: int | None, change_set: int
    ) -> ImportReport:
        from models.operations import Change

        asked = self.options.round
        change = None
        if batch is not None:
            change = Change(change_set, f"导入到 {campaign}", None, frozenset(), "import")
        return ImportReport(
            batch=batch, dry_run=batch is None, seconds=time.monotonic() - self._started,
            plan=decisions.counted(campaign, self._round()),
            files=[
                file_report(hand, asked, [], [issue for issue in decisions.issues if issue.file == number])
                for number, hand in enumerate(self._hands)
            ],
            change=change, target=VISIT,
        )  # fmt: skip
