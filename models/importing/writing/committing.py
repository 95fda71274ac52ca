"""The one transaction of an import: read what is still to be read, decide, write, and seal the batch."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select, update

from models.errors import UserError
from models.importing.deciding.incoming import Incoming
from models.importing.deciding.match import Prefetch
from models.importing.deciding.plan import Decisions, decide
from models.importing.deciding.policies import Policies, policies_of
from models.importing.deciding.wishes import Wishes
from models.importing.report import ImportReport
from models.importing.views import ImportOptions
from models.importing.writing.write import BATCH, FileFacts, Writer, Written, campaign_row
from models.operations.history import Recorder, open_change_set
from models.progress import Progress
from models.schema import Campaign, ChangeSet

if TYPE_CHECKING:
    from models.store import Ledger

_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_SET: Table = ChangeSet.__table__  # type: ignore[assignment]

Arrived = Callable[[int], None]
"""Called with the position of the first row of each portion."""


@dataclass(frozen=True)
class Session:
    """What a session hands to its commit. ``read`` fills the rows; None where they are there already."""

    ledger: Ledger
    options: ImportOptions
    files: Sequence[FileFacts]
    title: str
    step: str
    incoming: Incoming
    read: Callable[[Progress, Arrived], None] | None
    planned: tuple[Decisions, int] | None
    """A plan that was shown, and the last change set that it knew of."""
    names_ledger_numbers: bool
    report: Callable[[Decisions, str, Written], ImportReport]
    finish: Callable[[Connection, Recorder, Written, ImportReport], None]
    """What else belongs to the transaction: profiles remembered, held rows kept as they stand."""
    wishes: Callable[[Connection, int], Wishes]
    """What a person said, once all rows are there; given the number of the batch."""
    policies: Callable[[Connection], Policies] = policies_of
    whole_first: bool = False
    """Whether all rows must be known before any is written."""


def commit(session: Session, progress: Progress) -> ImportReport:
    """Write everything or nothing; UserError when strict and a row has an error.

    Rows for a campaign that holds nothing yet are all new, so they are written while the rest is still being read;
    for others the problems of equal identity are looked up meanwhile.
    """
    options, incoming = session.options, session.incoming
    with session.ledger.writing() as connection:
        before = last_change_set(connection)
        campaign, known_id = campaign_of(connection, options, session.title)
        prefetch = Prefetch(connection, known_id)
        at = datetime.combine(options.stood_on, time(23, 59)) if options.stood_on else None
        recorder = open_change_set(connection, session.ledger.actor, session.step, kind="import", at=at)
        campaign_id = known_id or campaign_row(connection, campaign)
        who = session.ledger.actor
        writer = Writer(
            connection, incoming, campaign_id, recorder, session.files, options.scope, options.as_history, who
        )
        writer.follows_said_status = options.stood_on is not None
        writer.barred = session.policies(connection).barred
        at_once = session.read is not None and not prefetch.size and not session.names_ledger_numbers
        at_once = at_once and not session.whole_first

        def arrived(start: int) -> None:
            if at_once:
                out = incoming.skipped
                writer.write_new(
                    [at for at in range(start, len(incoming)) if not incoming.refused[at] and at not in out]
                )
            else:
                prefetch.take(incoming, start)

        decisions = session.planned[0] if session.planned and session.planned[1] == before else None
        if session.read is not None:
            session.read(progress.part(0, 0.6), arrived)
        elif decisions is None:
            prefetch.take(incoming, 0)
        progress(0.6, "与台账比对")
        if decisions is None:
            wishes = session.wishes(connection, writer.batch_id)
            decisions = decide(connection, known_id, incoming, wishes, prefetch)
        refuse_if_strict(options, decisions)
        written = writer.write(decisions, progress.part(0.65, 0.95), new_too=not at_once)
        report = session.report(decisions, campaign, written)
        recorder.title = f"{recorder.title}：新增 {report.plan.new}，变更 {report.plan.changed}"[:200]
        session.finish(connection, recorder, written, report)
        recorder.close()
        progress(0.97, "提交")
        values: dict[str, Any] = {"report": json.dumps(report.to_json(), ensure_ascii=False), "seconds": report.seconds}
        values["profile"] = "、".join(report.profiles)[:200] or None
        connection.execute(update(BATCH).where(BATCH.c.id == written.batch_id).values(**values))
    return report


def campaign_of(connection: Connection, options: ImportOptions, title: str) -> tuple[str, int | None]:
    """Name of the campaign that the rows go into, and its id where the ledger has it."""
    name = options.campaign
    if not name:
        opened = connection.execute(select(_CAMPAIGN.c.name).where(_CAMPAIGN.c.is_open)).scalars().all()
        name = opened[0] if len(opened) == 1 else title
    return name, connection.execute(select(_CAMPAIGN.c.id).where(_CAMPAIGN.c.name == name)).scalar()


def last_change_set(connection: Connection) -> int:
    """The ledger is unchanged while this is the same."""
    return int(connection.execute(select(func.max(_SET.c.id))).scalar() or 0)


def refuse_if_strict(options: ImportOptions, decisions: Decisions) -> None:
    """With ``strict`` one error refuses everything."""
    wrong = [issue for issue in decisions.issues if issue.severity == "error"]
    if options.strict and wrong:
        first = wrong[0]
        raise UserError(
            f"有 {len(wrong)} 处错误，第一处：{first.message}", where=f"{first.sheet} {first.cell}",
            advice="请改正后再导入，或不用 --strict",
        )  # fmt: skip
