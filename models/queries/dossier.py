"""The whole dossier of one problem in one reading: facts, measures, progress, evidence, relations, history, notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, and_, or_, select

from models.queries.details import MeasureLine, ProblemDetail, detail_in
from models.queries.dossier_history import HistoryLine, dossier_history
from models.queries.evidence import EVIDENCE, VERSION, evidence_kinds
from models.queries.fields import PROBLEM
from models.queries.timeline import Event, course_events
from models.rules.measure_shares import Overall, Part, overall
from models.rules.periods import period_end
from models.schema import Actor, Note, ProblemLink, ProgressReport

if TYPE_CHECKING:
    from models.store import Ledger

_ACTOR: Table = Actor.__table__  # type: ignore[assignment]
_REPORT: Table = ProgressReport.__table__  # type: ignore[assignment]
_NOTE: Table = Note.__table__  # type: ignore[assignment]
_LINK: Table = ProblemLink.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class ReportLine:
    """What a unit reported for a period."""

    id: int
    measure_id: int | None
    period: str
    reported_on: date | None
    unit: str | None
    text: str | None
    percent: Decimal | None
    said_status: str | None


@dataclass(frozen=True)
class VersionLine:
    """One state of a piece of evidence."""

    id: int
    number: int
    sha256: str
    name: str
    size: int
    added_at: datetime
    actor: str
    note: str | None
    taken_at: datetime | None
    place: tuple[float, float] | None
    """Longitude and latitude, as the camera wrote them."""
    change_set_id: int | None = None
    """The step that added it."""


@dataclass(frozen=True)
class EvidenceLine:
    """A piece of evidence with its versions, newest first."""

    id: int
    title: str
    kind: str | None
    measure_id: int | None
    versions: tuple[VersionLine, ...]


@dataclass(frozen=True)
class LinkLine:
    """A relation; ``outgoing`` when this problem points at the other. Without ``other_id`` only ``number`` is known."""

    id: int
    kind: str
    outgoing: bool
    other_id: int | None
    other_number: str
    other_name: str
    other_status: str
    number: str | None
    note: str | None


@dataclass(frozen=True)
class NoteLine:
    """A note with who wrote it first, and when."""

    id: int
    at: datetime
    actor: str
    text: str


@dataclass(frozen=True)
class Dossier:
    """Everything that the panel shows. Reports stand newest period first, notes newest first, history as well."""

    detail: ProblemDetail
    overall: Overall | None
    reports: tuple[ReportLine, ...]
    evidence: tuple[EvidenceLine, ...]
    links: tuple[LinkLine, ...]
    notes: tuple[NoteLine, ...]
    history: tuple[HistoryLine, ...]
    kinds: tuple[str, ...]
    course: tuple[Event, ...] = ()
    """办理过程 without the notes, the earliest first."""

    @property
    def id(self) -> int:
        """The problem's."""
        return self.detail.id

    @property
    def measures(self) -> tuple[MeasureLine, ...]:
        """In their order."""
        return self.detail.measures


def dossier(ledger: Ledger, problem_id: int) -> Dossier:
    """The dossier of the problem with this id, also in the trash; UserError when there is none."""
    with ledger.reading() as connection:
        detail = detail_in(connection, problem_id)
        reports, evidence = _reports(connection, problem_id), _evidence(connection, problem_id)
        return Dossier(
            detail=detail,
            overall=overall([Part(one.share, one.percent, one.completed_on) for one in detail.measures]),
            reports=reports,
            evidence=evidence,
            links=_links(connection, problem_id),
            notes=_notes(connection, problem_id),
            history=dossier_history(connection, problem_id, detail.history),
            kinds=evidence_kinds(connection),
            course=course_events(connection, detail, reports, evidence),
        )


def find_problems(ledger: Ledger, text: str, most: int = 8) -> list[tuple[int, str]]:
    """Problems whose ledger number or list number begins with, else contains, what was typed; id and a line to show."""
    wanted = text.strip()
    if not wanted:
        return []
    plain = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    found: dict[int, str] = {}
    with ledger.reading() as connection:
        for pattern in (f"{plain}%", f"%{plain}%"):
            query = (
                select(PROBLEM.c.id, PROBLEM.c.ledger_number, PROBLEM.c.number, PROBLEM.c.site_name)
                .where(
                    PROBLEM.c.removed_in.is_(None),
                    or_(
                        PROBLEM.c.ledger_number.like(pattern, escape="\\"),
                        PROBLEM.c.number.like(pattern, escape="\\"),
                    ),
                )
                .order_by(PROBLEM.c.ledger_number)
                .limit(most)
            )
            for row in connection.execute(query):
                line = "　".join(part for part in (row.ledger_number, row.number, row.site_name) if part)
                found.setdefault(row.id, line)
            if len(found) >= most:
                break
    return list(found.items())[:most]


def _reports(connection: Connection, problem_id: int) -> tuple[ReportLine, ...]:
    rows = connection.execute(select(_REPORT).where(_REPORT.c.problem_id == problem_id, _REPORT.c.removed_in.is_(None)))
    lines = [
        ReportLine(
            row.id, row.measure_id, row.period, row.reported_on, row.unit, row.text, row.percent, row.said_status
        )
        for row in rows
    ]

    def order(line: ReportLine) -> tuple[date, date, int]:
        reported = line.reported_on or date.min
        return period_end(line.period) or reported, reported, line.id

    return tuple(sorted(lines, key=order, reverse=True))


def _evidence(connection: Connection, problem_id: int) -> tuple[EvidenceLine, ...]:
    of_problem = and_(EVIDENCE.c.problem_id == problem_id, EVIDENCE.c.removed_in.is_(None))
    versions: dict[int, list[VersionLine]] = {}
    rows = connection.execute(
        select(VERSION, _ACTOR.c.name.label("actor"))
        .join(EVIDENCE, EVIDENCE.c.id == VERSION.c.evidence_id)
        .outerjoin(_ACTOR, _ACTOR.c.id == VERSION.c.actor_id)
        .where(of_problem, VERSION.c.removed_in.is_(None))
        .order_by(VERSION.c.number.desc())
    )
    for row in rows:
        line = VersionLine(
            row.id, row.number, row.sha256, row.name, row.size, row.added_at, row.actor or "", row.note, row.taken_at,
            (row.longitude, row.latitude) if row.longitude is not None and row.latitude is not None else None,
            row.created_in,
        )  # fmt: skip
        versions.setdefault(row.evidence_id, []).append(line)
    pieces = connection.execute(select(EVIDENCE).where(of_problem).order_by(EVIDENCE.c.id.desc()))
    return tuple(
        EvidenceLine(row.id, row.title, row.kind, row.measure_id, tuple(versions.get(row.id, ()))) for row in pieces
    )


def _links(connection: Connection, problem_id: int) -> tuple[LinkLine, ...]:
    found: list[LinkLine] = []
    for outgoing in (True, False):
        mine, other = (_LINK.c.problem_id, _LINK.c.other_id) if outgoing else (_LINK.c.other_id, _LINK.c.problem_id)
        rows = connection.execute(
            select(_LINK, PROBLEM.c.id.label("there"), PROBLEM.c.ledger_number, PROBLEM.c.site_name, PROBLEM.c.status)
            .outerjoin(PROBLEM, and_(PROBLEM.c.id == other, PROBLEM.c.removed_in.is_(None)))
            .where(mine == problem_id, _LINK.c.removed_in.is_(None))
            .order_by(_LINK.c.id)
        ).mappings()
        found += [_link(row, outgoing) for row in rows if outgoing or row["there"] is not None]
    return tuple(found)


def _link(row: Mapping[Any, Any], outgoing: bool) -> LinkLine:
    return LinkLine(
        row["id"], row["kind"], outgoing, row["there"], row["ledger_number"] or "", row["site_name"] or "",
        row["status"] or "", row["number"], row["note"],
    )  # fmt: skip


def _notes(connection: Connection, problem_id: int) -> tuple[NoteLine, ...]:
    rows = connection.execute(
        select(_NOTE.c.id, _NOTE.c.at, _ACTOR.c.name, _NOTE.c.text)
        .outerjoin(_ACTOR, _ACTOR.c.id == _NOTE.c.actor_id)
        .where(_NOTE.c.problem_id == problem_id, _NOTE.c.removed_in.is_(None))
        .order_by(_NOTE.c.id.desc())
    )
    return tuple(NoteLine(row.id, row.at, row.name or "", row.text) for row in rows)
