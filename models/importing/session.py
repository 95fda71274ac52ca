"""An import from files to batch: holds the child that reads, takes corrections, plans, and writes when told to."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from models.errors import UserError
from models.importing.ahead import ReadAhead
from models.importing.choices import Choices
from models.importing.deciding.incoming import Incoming
from models.importing.deciding.plan import Decisions, suspect_lines
from models.importing.deciding.plan_rows import plan_rows
from models.importing.profiles import known as profiles
from models.importing.report import ImportReport
from models.importing.session_cuts import SessionCuts
from models.importing.session_edits import SessionEdits
from models.importing.session_paperwork import SessionPaperwork
from models.importing.session_rows import SessionRows
from models.importing.session_sheets import (
    FileInHand,
    SheetInHand,
    file_in_hand,
    file_report,
    unread,
)
from models.importing.sources.gathering import Source, gather
from models.importing.values.known import known_values
from models.importing.values.session_values import SessionValues
from models.importing.views import FileView, ImportOptions, ImportPlan
from models.importing.visits.in_session import SessionVisits
from models.importing.visits.visit_list import VISIT
from models.importing.writing import committing
from models.importing.writing.committing import campaign_of, refuse_if_strict
from models.importing.writing.write import FileFacts, Written
from models.operations import Change
from models.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from models.operations.history import Recorder
    from models.store import Ledger


class ImportSession(SessionVisits, SessionCuts, SessionEdits, SessionValues, SessionRows, SessionPaperwork):
    """Files being imported; every call may come from a worker thread, one at a time."""

    def __init__(
        self,
        ledger: Ledger,
        paths: Sequence[Path | str],
        options: ImportOptions | None = None,
        progress: Progress = silent,
        *,
        preview: bool = True,
        ahead: ReadAhead | None = None,
    ) -> None:
        self.options = options or ImportOptions()
        self.choices = Choices()
        self._ledger = ledger
        self._started = ahead.started if ahead else time.monotonic()
        self._ahead = ahead or ReadAhead(paths, self.options.password, progress=progress.part(0, 0.1))
        self._child = self._ahead.child
        self._passwords = [self.options.password] if self.options.password else []
        self._preview = preview
        self._incoming: Incoming | None = None
        self._planned: tuple[Decisions, int] | None = None
        self._hands: list[FileInHand] = []
        try:
            with ledger.reading() as connection:
                self._profiles = profiles.known_profiles(connection)
                named = profiles.profile_named(connection, self.options.profile) if self.options.profile else None
                self._known = known_values(connection)
            sources = self._ahead.sources
            for number, source in enumerate(sources):
                part = progress.part(0.1 + 0.9 * number / len(sources), 0.1 + 0.9 * (number + 1) / len(sources))
                self._hands.append(self._look(source, number, part))
            self._leave_out_cuts(range(len(self._hands)))
            if named is not None:
                self._apply(named)
            self._as_asked()
            self._settle_target()
        except BaseException:
            self.close()
            raise

    @property
    def files(self) -> list[FileView]:
        """The files in the order given."""
        return [hand.view for hand in self._hands]

    def refuse_unread(self, paths: Sequence[Path | str]) -> None:
        """UserError where a file that was named itself, or every file, cannot be read.

        Of folders and archives the others are taken, and what could not be read is told.
        """
        named = {Path(path) for path in paths if not Path(path).is_dir()}
        alone = [hand.error for hand in self._hands if hand.error is not None and hand.name == hand.source.original.name
                 and hand.source.original in named]  # fmt: skip
        errors = alone or (self.errors if len(self.errors) == len(self._hands) else [])
        if errors:
            raise errors[0]

    @property
    def errors(self) -> list[UserError]:
        """Why files cannot be read."""
        return [hand.error for hand in self._hands if hand.error is not None]

    def set_options(self, options: ImportOptions) -> None:
        """Change campaign, round, scope …; the next plan uses them."""
        if options.round != self.options.round:
            self._incoming = None
            self._forget_visits()
        # A correction workbook holds only some rows, whatever is said about it.
        self.options = replace(options, scope="partial") if self.continues else options
        self._plan_changed()

    def plan(self, progress: Progress = silent) -> ImportPlan:
        """What a commit would do; writes nothing."""
        if self.target == VISIT:
            return self._visits_plan(progress)
        incoming = self._rows(progress.part(0, 0.7))
        progress(0.7, "与台账比对")
        with self._ledger.reading() as connection:
            campaign, _ = campaign_of(connection, self.options, self._list_title())
            decisions = self._decisions(connection, incoming)
            progress(0.9, "整理预览")
            plan = decisions.counted(campaign, self._round())
            plan.rows = plan_rows(connection, incoming, decisions, self.choices)
        progress(1.0, "")
        return plan

    def commit(self, progress: Progress = silent) -> ImportReport:
        """Back up, then write the plan in one transaction; UserError when strict and a row has an error."""
        if self.target == VISIT and self._taken():
            return self._commit_visits(progress)
        if self.options.dry_run:
            return self._dry_run(progress)
        if not self._taken():
            raise self._nothing_to_take()
        if self._preview:
            self._started = time.monotonic()  # how long somebody looked at the preview is not told as time it took
        progress(0.0, "备份台账")
        self._ledger.backup("导入前", progress=progress.part(0, 0.1))
        ready = self._incoming
        incoming = ready if ready is not None else Incoming()
        report = committing.commit(
            committing.Session(
                ledger=self._ledger,
                options=self.options,
                files=[FileFacts(hand.name, hand.view.sha256, hand.size) for hand in self._hands],
                title=self._list_title(),
                step="导入 " + "、".join(hand.name for hand in self._hands)[:150],
                incoming=incoming,
                read=None if ready is not None else lambda part, arrived: self._stream(incoming, part, arrived),
                planned=self._planned,
                names_ledger_numbers=any(
                    "ledger_number" in column.fields for sheet in self._taken() for column in sheet.view.columns
                ),
                report=lambda decisions, campaign, written: self._report(incoming, decisions, campaign, written),
                finish=self._seal,
                wishes=lambda connection, batch: self._said(connection, incoming, batch),
                policies=self._policies,
                whole_first=self._whole_first,
            ),
            progress.part(0.1, 1),
        )
        self._incoming, self._planned = None, None
        return report

    def close(self) -> None:
        """End the child and remove the copies."""
        self._ahead.close()

    def __enter__(self) -> ImportSession:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def give_password(self, number: int, password: str, progress: Progress = silent) -> FileView:
        """Try another password on a file (position in ``files``) that wants one; it is tried on later files too.

        An archive may turn out to hold several files; the others come at the end.
        """
        hand = self._hands[number]
        if password not in self._passwords:
            self._passwords.insert(0, password)
        found = [hand.source]
        if hand.source.problem and self._ahead.folder is not None:
            known = {other.source.name for other in self._hands} - {hand.source.name}
            gathered = gather([hand.source.original], self._ahead.folder, self._passwords, progress.part(0, 0.5))
            found = [source for source in gathered if source.name not in known] or found
        for at, source in enumerate(found):
            place = number if at == 0 else len(self._hands)
            self._hands[place : place + 1] = [self._look(source, place, progress)]
        self._leave_out_cuts({number, *range(len(self._hands) - len(found) + 1, len(self._hands))})
        self._settle_target()
        self._cells_changed()
        return self._hands[number].view

    def _look(self, source: Source, number: int, progress: Progress) -> FileInHand:
        if source.problem:
            return unread(source, UserError(source.problem), source.needs_password)
        try:
            self._ahead.settle(progress.part(0, 0.8))
            found = self._child.ask(
                "look", str(source.path), self._all_passwords(), self._profiles, self._preview, self._own_fields(),
                progress=progress.part(0.8, 1),
            )  # fmt: skip
        except UserError as error:
            return unread(source, error, bool(getattr(error, "needs_password", False)))
        hand = file_in_hand(source, found, number)
        twin = next((other for other in self._hands if other.view.sha256 == found["sha256"]), None)
        if twin is not None and twin.view.sha256:
            hand.view.warnings.append(f"内容与 {twin.name} 完全相同，不再导入一遍")
            for sheet in hand.sheets:
                sheet.view.included = False
        hand.view.imported_before = self._imported_before(found["sha256"])
        self._take_up(hand)
        return hand

    @override
    def _own_fields(self) -> dict[str, dict[str, Any]]:
        """The bureau's own fields as the child is told of them; asked anew, since a person may make one meanwhile."""
        return {
            spec.key: {
                "title": spec.title, "kind": spec.kind, "options": list(spec.options), "unit": spec.unit,
                "active": spec.active,
            }
            for spec in self._ledger.custom_fields
        }  # fmt: skip

    def _seal(self, connection: Connection, recorder: Recorder, written: Written, report: ImportReport) -> None:
        """The last of the transaction: what was answered for good, and the paper side."""
        self._teach(connection, recorder, written.batch_id)
        self._finish(connection, recorder, written, report)

    def _imported_before(self, sha256: str) -> str:
        if not self._preview:
            return ""
        from models.importing.writing.batches import batch_of_file

        return batch_of_file(self._ledger, sha256)

    @override
    def _password(self, sheet: SheetInHand) -> list[str] | None:
        return self._all_passwords()

    def _all_passwords(self) -> list[str] | None:
        return list(self._passwords) or None

    @override
    def _cells_changed(self) -> None:
        self._incoming, self._planned = None, None
        self._forget_visits()

    @override
    def _plan_changed(self) -> None:
        self._planned = self._visit_plan = None

    def _taken(self) -> list[SheetInHand]:
        return [sheet for hand in self._hands for sheet in hand.sheets if sheet.taken]

    @override
    def _rows(self, progress: Progress) -> Incoming:
        """All rows of the sheets taken in, read once until something changes."""
        if self._incoming is None:
            incoming = Incoming()
            self._stream(incoming, progress, lambda start: None)
            self._incoming = incoming
        return self._incoming

    def _stream(self, incoming: Incoming, progress: Progress, arrived: committing.Arrived) -> None:
        """Fill the rows from the child, telling of each portion."""
        total = sum(sheet.view.row_count for sheet in self._taken()) or 1
        for number, hand in enumerate(self._hands):
            for sheet in hand.sheets:
                if not sheet.taken:
                    continue
                facts = self._origin_facts(hand, sheet)
                incoming.begin_sheet(number, hand.name, sheet.view.name, sheet.letters(), **facts)
                position, how, matches, constants, settings = sheet.request(self.options.round)
                settings |= {
                    "categories": dict(self._known.categories),
                    "values": self._value_settings(),
                    "fixes": self.choices.fixes_of(sheet.view.key),
                    "deadlines": {**self._known.deadlines, **self.choices.deadlines},
                    "split": sheet.view.key in self.choices.splits,
                    "custom": self._own_fields(),
                    **self._known.counting,
                }
                done = len(incoming) / total
                part = progress.part(done, done + sheet.view.row_count / total)
                arguments = (sheet.path, self._password(sheet), position, how, matches, constants, settings)
                for chunk in self._child.stream("rows", *arguments, progress=part):
                    start = len(incoming)
                    incoming.add(chunk)
                    arrived(start)
        self._mark_values(incoming)

    @override
    def _list_title(self) -> str:
        """Title of the first list, else the name of its file."""
        for hand in self._hands:
            for sheet in hand.sheets:
                if sheet.taken:
                    return ("".join(sheet.view.layout.title.split()) or hand.path.stem)[:200]
        return self._hands[0].path.stem[:200] if self._hands else ""

    def _round(self) -> str:
        if self.options.round:
            return self.options.round
        said = {
            one.value for hand in self._hands for sheet in hand.sheets if sheet.taken
            for one in sheet.view.constants if one.field == "round" and one.use
        }  # fmt: skip
        return said.pop() if len(said) == 1 else ""

    def _dry_run(self, progress: Progress) -> ImportReport:
        incoming = self._rows(progress.part(0, 0.8))
        with self._ledger.reading() as connection:
            campaign, _ = campaign_of(connection, self.options, self._list_title())
            decisions = self._decisions(connection, incoming)
        refuse_if_strict(self.options, decisions)
        return self._report(incoming, decisions, campaign, None)

    def _report(self, incoming: Incoming, decisions: Decisions, campaign: str, written: Written | None) -> ImportReport:
        change = None
        if written is not None:
            change = Change(written.change_set_id, f"导入到 {campaign}", None, frozenset(), "import")
        return ImportReport(
            batch=written.batch_id if written else None,
            dry_run=written is None,
            seconds=time.monotonic() - self._started,
            plan=decisions.counted(campaign, self._round()),
            files=[
                file_report(
                    hand, self.options.round, suspect_lines(incoming, decisions, number), decisions.issues_of(number)
                )
                for number, hand in enumerate(self._hands)
            ],
            change=change,
        )

    def _nothing_to_take(self) -> UserError:
        sheets = [(hand, sheet.view) for hand in self._hands for sheet in hand.sheets]
        if len(sheets) == 1:
            note = sheets[0][1].role_note or "没有表头和数据行"
            return UserError(
                f"没有认出清单（{note}）", where=sheets[0][0].name, advice="请检查文件，或在导入页指出表头"
            )
        where = self._hands[0].name if self._hands else ""
        return UserError("各张表里都没有认出清单", where=where, advice="请检查文件，或在导入页指出表头")


def run_import(
    ledger: Ledger,
    paths: Sequence[Path | str],
    options: ImportOptions | None = None,
    progress: Progress = silent,
    *,
    ahead: ReadAhead | None = None,
) -> ImportReport:
    """Import without asking: what is held or refused is in the report. UserError when nothing can be done.

    ``ahead`` is a reading of the first file that was begun before the ledger was open.
    """
    with ImportSession(ledger, paths, options, progress.part(0, 0.4), preview=False, ahead=ahead) as session:
        session.refuse_unread(paths)
        return session.commit(progress.part(0.4, 1))
