"""An import from files to batch: holds the child that reads, takes corrections, plans, and writes when told to."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection
from typing_extensions import override

from models.errors import UserError
from models.importing import committing, profiles
from models.importing.ahead import ReadAhead
from models.importing.choices import Choices
from models.importing.committing import campaign_of, last_change_set, refuse_if_strict
from models.importing.incoming import Incoming
from models.importing.plan import Decisions, decide, plan_rows, suspect_lines
from models.importing.report import ImportReport
from models.importing.session_edits import SessionEdits
from models.importing.session_sheets import (
    FileInHand,
    SheetInHand,
    file_in_hand,
    file_report,
    with_fields,
)
from models.importing.values.known import known_values
from models.importing.values.session_values import SessionValues
from models.importing.views import FileView, ImportOptions, ImportPlan
from models.importing.write import FileFacts, Written
from models.operations import Change
from models.progress import Progress, silent

if TYPE_CHECKING:
    from models.store import Ledger


class ImportSession(SessionEdits, SessionValues):
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
        self._ahead = ahead or ReadAhead(paths, self.options.password)
        self._child = self._ahead.child
        self._preview = preview
        self._incoming: Incoming | None = None
        self._planned: tuple[Decisions, int] | None = None
        with ledger.reading() as connection:
            self._profiles = profiles.known_profiles(connection)
            named = profiles.profile_named(connection, self.options.profile) if self.options.profile else None
            self._known = known_values(connection)
        self._hands: list[FileInHand] = []
        try:
            for number, path in enumerate(paths):
                part = progress.part(number / len(paths), (number + 1) / len(paths))
                self._hands.append(self._look(Path(path), number, part))
        except BaseException:
            self.close()
            raise
        if named is not None and self.options.profile:
            self._apply(named, self.options.profile)

    @property
    def files(self) -> list[FileView]:
        """The files in the order given."""
        return [hand.view for hand in self._hands]

    @property
    def errors(self) -> list[UserError]:
        """Why files cannot be read."""
        return [hand.error for hand in self._hands if hand.error is not None]

    def set_options(self, options: ImportOptions) -> None:
        """Change campaign, round, scope …; the next plan uses them."""
        if options.round != self.options.round:
            self._incoming = None
        self.options = options
        self._plan_changed()

    def plan(self, progress: Progress = silent) -> ImportPlan:
        """What a commit would do; writes nothing."""
        incoming = self._rows(progress.part(0, 0.7))
        progress(0.7, "与台账比对")
        with self._ledger.reading() as connection:
            campaign, campaign_id = campaign_of(connection, self.options, self._list_title())
            decisions = decide(connection, campaign_id, incoming, self.options.scope == "complete")
            self._planned = (decisions, last_change_set(connection))
            progress(0.9, "整理预览")
            plan = decisions.counted(campaign, self._round())
            plan.rows = plan_rows(connection, incoming, decisions)
        progress(1.0, "")
        return plan

    def commit(self, progress: Progress = silent) -> ImportReport:
        """Back up, then write the plan in one transaction; UserError when strict and a row has an error."""
        if self.options.dry_run:
            return self._dry_run(progress)
        if not self._taken():
            raise self._nothing_to_take()
        progress(0.0, "备份台账")
        self._ledger.backup("导入前", progress=progress.part(0, 0.1))
        ready = self._incoming
        incoming = ready if ready is not None else Incoming()
        report = committing.commit(
            committing.Session(
                ledger=self._ledger,
                options=self.options,
                files=[FileFacts(hand.path.name, hand.view.sha256, hand.size) for hand in self._hands],
                title=self._list_title(),
                step="导入 " + "、".join(hand.path.name for hand in self._hands)[:150],
                incoming=incoming,
                read=None if ready is not None else lambda part, arrived: self._stream(incoming, part, arrived),
                planned=self._planned,
                names_ledger_numbers=any(
                    "ledger_number" in column.fields for sheet in self._taken() for column in sheet.view.columns
                ),
                report=lambda decisions, campaign, written: self._report(incoming, decisions, campaign, written),
                remember=self._remember,
            ),
            progress.part(0.1, 1),
        )
        self._incoming, self._planned = None, None
        return report

    def close(self) -> None:
        """End the child."""
        self._child.close()

    def __enter__(self) -> ImportSession:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _look(self, path: Path, number: int, progress: Progress) -> FileInHand:
        try:
            self._ahead.settle(progress.part(0, 0.8))
            found = self._child.ask(
                "look", str(path), self.options.password, self._profiles, self._preview, progress=progress.part(0.8, 1)
            )
        except UserError as error:
            view = FileView(path.name, "", problem=str(error))
            return FileInHand(path, view, error=error)
        hand = file_in_hand(path, found, number)
        twin = next((other for other in self._hands if other.view.sha256 == found["sha256"]), None)
        if twin is not None:
            hand.view.warnings.append(f"内容与 {twin.path.name} 完全相同，不再导入一遍")
            for sheet in hand.sheets:
                sheet.view.included = False
        hand.view.imported_before = self._imported_before(found["sha256"])
        return hand

    def _imported_before(self, sha256: str) -> str:
        if not self._preview:
            return ""
        from models.importing.batches import batch_of_file

        return batch_of_file(self._ledger, sha256)

    def _apply(self, columns: dict[str, list[str]], name: str) -> None:
        """Use a profile that was asked for by name on every list whose headers it knows."""
        for hand in self._hands:
            for sheet in hand.sheets:
                known = {c.index: tuple(columns[c.header]) for c in sheet.view.columns if c.header in columns}
                if known:
                    others = {c.index: () for c in sheet.view.columns if c.header not in columns}
                    sheet.view.columns = with_fields(sheet.view.columns, {**others, **known})
                    sheet.found["keep"], sheet.view.profile = {}, name

    @override
    def _password(self, sheet: SheetInHand) -> str | None:
        return self.options.password

    @override
    def _cells_changed(self) -> None:
        self._incoming, self._planned = None, None

    @override
    def _plan_changed(self) -> None:
        self._planned = None

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
                incoming.begin_sheet(number, hand.path.name, sheet.view.name, sheet.letters())
                position, how, matches, constants, settings = sheet.request(self.options.round)
                settings |= {
                    "categories": dict(self._known.categories),
                    "values": self._value_settings(),
                    "fixes": self.choices.fixes_of(sheet.view.key),
                    "deadlines": {**self._known.deadlines, **self.choices.deadlines},
                    "split": sheet.view.key in self.choices.splits,
                }
                done = len(incoming) / total
                part = progress.part(done, done + sheet.view.row_count / total)
                arguments = (sheet.path, self._password(sheet), position, how, matches, constants, settings)
                for chunk in self._child.stream("rows", *arguments, progress=part):
                    start = len(incoming)
                    incoming.add(chunk)
                    arrived(start)

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
            campaign, campaign_id = campaign_of(connection, self.options, self._list_title())
            decisions = decide(connection, campaign_id, incoming, self.options.scope == "complete")
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
                if hand.error is None
            ],
            change=change,
        )

    def _remember(self, connection: Connection) -> None:
        for hand in self._hands:
            for sheet in hand.sheets:
                if sheet.taken and sheet.worth_remembering:
                    name = "".join(sheet.view.layout.title.split()) or hand.path.stem
                    profiles.remember(
                        connection, sheet.found["fingerprint"], name, sheet.headers(), sheet.columns_by_header()
                    )

    def _nothing_to_take(self) -> UserError:
        sheets = [(hand, sheet.view) for hand in self._hands for sheet in hand.sheets]
        if len(sheets) == 1:
            note = sheets[0][1].role_note or "没有表头和数据行"
            return UserError(
                f"没有认出清单（{note}）", where=sheets[0][0].path.name, advice="请检查文件，或在导入页指出表头"
            )
        where = self._hands[0].path.name if self._hands else ""
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
        if session.errors:
            raise session.errors[0]
        return session.commit(progress.part(0.4, 1))
