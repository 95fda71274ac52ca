"""An import from files to batch: holds the child that reads, takes corrections, plans, and writes when told to."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select, update

from models.errors import UserError
from models.excel.child import Child
from models.importing import profiles
from models.importing.incoming import Incoming
from models.importing.plan import Decisions, decide, plan_rows, suspect_lines
from models.importing.report import ImportReport
from models.importing.session_sheets import (
    FileInHand,
    SheetInHand,
    file_in_hand,
    file_report,
    sheet_view,
    with_constant,
    with_fields,
)
from models.importing.views import FileView, ImportOptions, ImportPlan, SheetView
from models.importing.write import BATCH, FileFacts, Writer, Written, campaign_row
from models.operations import Change
from models.operations.consequences import read_presets
from models.operations.history import open_change_set
from models.progress import Progress, silent
from models.schema import Campaign, ChangeSet

if TYPE_CHECKING:
    from models.store import Ledger

_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
TARGET = "models.importing.session_child:serve"


class ImportSession:
    """Files being imported; every call may come from a worker thread, one at a time."""

    def __init__(
        self,
        ledger: Ledger,
        paths: Sequence[Path | str],
        options: ImportOptions | None = None,
        progress: Progress = silent,
        *,
        preview: bool = True,
    ) -> None:
        self.options = options or ImportOptions()
        self._ledger = ledger
        self._started = time.monotonic()
        self._child = Child(TARGET, task="读取这个文件")
        self._child.start()
        self._preview = preview
        self._incoming: Incoming | None = None
        self._planned: tuple[Decisions, int] | None = None
        with ledger.reading() as connection:
            self._profiles = profiles.known_profiles(connection)
            named = profiles.profile_named(connection, self.options.profile) if self.options.profile else None
            self._categories = dict(read_presets(connection).categories)
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

    def set_included(self, sheet_key: str, included: bool) -> SheetView:
        """Take a sheet in or leave it out."""
        sheet = self._sheet(sheet_key)
        sheet.view.included = included
        return self._changed(sheet)

    def set_header(self, sheet_key: str, first: int, last: int) -> SheetView:
        """Say which rows (as Excel counts) are the header; the sheet is read anew."""
        sheet = self._sheet(sheet_key)
        sheet.header = (first, last)
        found = self._child.ask(
            "look_again", sheet.path, self.options.password, sheet.position, sheet.header, self._profiles
        )
        included = sheet.view.included or not sheet.view.layout.data_rows
        sheet.found, sheet.corrected = found, True
        sheet.view = replace(sheet_view(found, sheet_key), included=included)
        self._renew_views()
        return self._changed(sheet)

    def set_columns(self, sheet_key: str, fields: dict[int, tuple[str, ...]]) -> SheetView:
        """Say which fields some columns feed; an empty tuple keeps the column as 原表附加列."""
        sheet = self._sheet(sheet_key)
        sheet.view.columns = with_fields(sheet.view.columns, fields)
        sheet.found["keep"] = {index: kept for index, kept in sheet.found["keep"].items() if index not in fields}
        sheet.corrected = True
        return self._changed(sheet)

    def set_constant(self, sheet_key: str, field: str, value: str | bool) -> SheetView:
        """Change the value of a constant, or whether it is used."""
        sheet = self._sheet(sheet_key)
        sheet.view.constants = with_constant(sheet.view.constants, field, value)
        return self._changed(sheet)

    def set_options(self, options: ImportOptions) -> None:
        """Change campaign, round, scope …; the next plan uses them."""
        if options.round != self.options.round:
            self._incoming = None
        self.options = options
        self._planned = None

    def plan(self, progress: Progress = silent) -> ImportPlan:
        """What a commit would do; writes nothing."""
        incoming = self._read(progress.part(0, 0.7))
        progress(0.7, "与台账比对")
        with self._ledger.reading() as connection:
            campaign, campaign_id = self._campaign(connection)
            decisions = self._decide(connection, incoming, campaign_id)
            self._planned = (decisions, _last_set(connection))
            progress(0.9, "整理预览")
            plan = decisions.counted(campaign, self._round())
            plan.rows = plan_rows(connection, incoming, decisions)
        progress(1.0, "")
        return plan

    def commit(self, progress: Progress = silent) -> ImportReport:
        """Back up, then write the plan in one transaction; UserError when strict and a row has an error."""
        incoming = self._read(progress.part(0, 0.5))
        if self.options.dry_run:
            return self._dry_run(incoming)
        if not any(sheet.taken for hand in self._hands for sheet in hand.sheets):
            raise self._nothing_to_take()
        self._child.close()
        progress(0.5, "备份台账")
        self._ledger.backup("导入前", progress=progress.part(0.5, 0.6))
        with self._ledger.writing() as connection:
            campaign, campaign_id = self._campaign(connection)
            progress(0.6, "与台账比对")
            decisions = self._decide_again(connection, incoming, campaign_id)
            self._refuse_if_strict(decisions)
            recorder = open_change_set(connection, self._ledger.actor, self._title(campaign), kind="import")
            campaign_id = campaign_id or campaign_row(connection, campaign)
            writer = Writer(
                connection, incoming, decisions, campaign_id, recorder, self._facts(), self.options.scope,
                self.options.as_history, progress.part(0.65, 0.95),
            )  # fmt: skip
            written = writer.write()
            report = self._report(incoming, decisions, campaign, written)
            recorder.title = f"{recorder.title}：新增 {report.plan.new}，更新 {report.plan.changed}"[:200]
            recorder.close()
            self._remember(connection)
            progress(0.97, "提交")
            self._seal(connection, report)
        self._incoming, self._planned = None, None
        progress(1.0, "")
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
            found = self._child.ask(
                "look", str(path), self.options.password, self._profiles, self._preview, progress=progress
            )
        except UserError as error:
            view = FileView(path.name, "", problem=str(error))
            return FileInHand(path, view, error=error)
        hand = file_in_hand(path, found, number)
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

    def _sheet(self, key: str) -> SheetInHand:
        for hand in self._hands:
            for sheet in hand.sheets:
                if sheet.view.key == key:
                    return sheet
        raise UserError(f"没有这张表：{key}")

    def _changed(self, sheet: SheetInHand) -> SheetView:
        self._incoming, self._planned = None, None
        return sheet.view

    def _renew_views(self) -> None:
        for hand in self._hands:
            hand.view.sheets = [sheet.view for sheet in hand.sheets]

    def _read(self, progress: Progress) -> Incoming:
        """All rows of the sheets taken in, once until something changes."""
        if self._incoming is not None:
            return self._incoming
        incoming = Incoming()
        total = sum(sheet.view.row_count for hand in self._hands for sheet in hand.sheets if sheet.taken) or 1
        for number, hand in enumerate(self._hands):
            for sheet in hand.sheets:
                if not sheet.taken:
                    continue
                incoming.begin_sheet(number, hand.path.name, sheet.view.name)
                position, header, matches, constants, settings = sheet.request(self.options.round)
                settings["categories"] = self._categories
                start = len(incoming) / total
                part = progress.part(start, start + sheet.view.row_count / total)
                arguments = (sheet.path, self.options.password, position, header, matches, constants, settings)
                for chunk in self._child.stream("rows", *arguments, progress=part):
                    incoming.add(chunk)
        incoming.finish()
        self._incoming = incoming
        return incoming

    def _campaign(self, connection: Connection) -> tuple[str, int | None]:
        """Name of the campaign, and its id where the ledger has it."""
        name = self.options.campaign
        if not name:
            opened = connection.execute(select(_CAMPAIGN.c.name).where(_CAMPAIGN.c.is_open)).scalars().all()
            name = opened[0] if len(opened) == 1 else self._list_title()
        found = connection.execute(select(_CAMPAIGN.c.id).where(_CAMPAIGN.c.name == name)).scalar()
        return name, found

    def _list_title(self) -> str:
        for hand in self._hands:
            for sheet in hand.sheets:
                if sheet.taken and sheet.view.layout.title:
                    return "".join(sheet.view.layout.title.split())[:200]
        return self._hands[0].path.stem[:200] if self._hands else ""

    def _round(self) -> str:
        if self.options.round:
            return self.options.round
        said = {
            one.value for hand in self._hands for sheet in hand.sheets if sheet.taken
            for one in sheet.view.constants if one.field == "round" and one.use
        }  # fmt: skip
        return said.pop() if len(said) == 1 else ""

    def _decide(self, connection: Connection, incoming: Incoming, campaign_id: int | None) -> Decisions:
        return decide(connection, campaign_id, incoming, self.options.scope == "complete")

    def _decide_again(self, connection: Connection, incoming: Incoming, campaign_id: int | None) -> Decisions:
        """The plan that was shown, or a new one where the ledger changed since."""
        if self._planned is not None and self._planned[1] == _last_set(connection):
            return self._planned[0]
        return self._decide(connection, incoming, campaign_id)

    def _refuse_if_strict(self, decisions: Decisions) -> None:
        wrong = [issue for issue in decisions.issues if issue.severity == "error"]
        if self.options.strict and wrong:
            first = wrong[0]
            raise UserError(
                f"有 {len(wrong)} 处错误，第一处：{first.message}", where=f"{first.sheet} {first.cell}",
                advice="请改正后再导入，或不用 --strict",
            )  # fmt: skip

    def _dry_run(self, incoming: Incoming) -> ImportReport:
        with self._ledger.reading() as connection:
            campaign, campaign_id = self._campaign(connection)
            decisions = self._decide(connection, incoming, campaign_id)
        self._refuse_if_strict(decisions)
        return self._report(incoming, decisions, campaign, None)

    def _report(
        self, incoming: Incoming, decisions: Decisions, campaign: str, written: Written | None
    ) -> ImportReport:
        change = None
        if written is not None:
            change = Change(written.change_set_id, self._title(campaign), None, frozenset(), "import")
        return ImportReport(
            batch=written.batch_id if written else None,
            dry_run=written is None,
            seconds=time.monotonic() - self._started,
            plan=decisions.counted(campaign, self._round()),
            files=[file_report(hand) for hand in self._hands if hand.error is None],
            suspects=suspect_lines(incoming, decisions),
            change=change,
        )

    def _seal(self, connection: Connection, report: ImportReport) -> None:
        """Keep the report with the batch."""
        report.seconds = time.monotonic() - self._started
        text = json.dumps(report.to_json(), ensure_ascii=False)
        values: dict[str, Any] = {"report": text, "seconds": report.seconds}
        connection.execute(update(BATCH).where(BATCH.c.id == report.batch).values(**values))

    def _remember(self, connection: Connection) -> None:
        for hand in self._hands:
            for sheet in hand.sheets:
                if sheet.taken and sheet.worth_remembering:
                    name = "".join(sheet.view.layout.title.split()) or hand.path.stem
                    profiles.remember(
                        connection, sheet.found["fingerprint"], name, sheet.headers(), sheet.columns_by_header()
                    )

    def _facts(self) -> list[FileFacts]:
        return [FileFacts(hand.path.name, hand.view.sha256, hand.size) for hand in self._hands]

    def _title(self, campaign: str) -> str:
        names = "、".join(hand.path.name for hand in self._hands)
        return f"导入 {names}"[:150]

    def _nothing_to_take(self) -> UserError:
        sheets = [(hand, sheet.view) for hand in self._hands for sheet in hand.sheets]
        if len(sheets) == 1:
            note = sheets[0][1].role_note or "没有表头和数据行"
            return UserError(f"没有认出清单（{note}）", where=sheets[0][0].path.name, advice="请检查文件，或在导入页指出表头")
        where = self._hands[0].path.name if self._hands else ""
        return UserError("各张表里都没有认出清单", where=where, advice="请检查文件，或在导入页指出表头")


def _last_set(connection: Connection) -> int:
    """The last change set: the ledger is unchanged while it is the same."""
    return int(connection.execute(select(func.max(_SET.c.id))).scalar() or 0)


def run_import(
    ledger: Ledger, paths: Sequence[Path | str], options: ImportOptions | None = None, progress: Progress = silent
) -> ImportReport:
    """Import without asking: what is held or refused is in the report. UserError when nothing can be done."""
    with ImportSession(ledger, paths, options, progress.part(0, 0.4), preview=False) as session:
        if session.errors:
            raise session.errors[0]
        return session.commit(progress.part(0.4, 1))
