"""What the last run of the data-quality checks found, whether it still holds, and which findings were let stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from models import clock
from models.progress import Progress, silent
from models.queries.fields import PROBLEM
from models.queries.quality import CHECKS, SEVERITIES, QualityCheck, campaign_counts, check_of
from models.schema import Actor, Campaign, ChangeSet, QualityException, QualityRun

if TYPE_CHECKING:
    from models.store import Ledger

SEEN = "@step"
"""The row of ``quality_run`` whose ``found`` is the last change set that the run saw."""
_RUN: Table = QualityRun.__table__  # type: ignore[assignment]
_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_EXCEPTION: Table = QualityException.__table__  # type: ignore[assignment]
_ACTOR: Table = Actor.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class Measured:
    """One run: the change set it saw and how many rows it found, by the key of a check and by check@campaign id."""

    step: int
    at: datetime
    found: Mapping[str, int]


@dataclass(frozen=True)
class CheckLine:
    """One check as the page lists it; ``before`` is None where it never ran before. ``let_stand`` counts 核对无误."""

    check: QualityCheck
    found: int
    before: int | None
    let_stand: int = 0

    @property
    def key(self) -> str:
        """Of the check."""
        return self.check.key

    @property
    def more(self) -> int:
        """How many more than the run before it found; negative where fewer."""
        return 0 if self.before is None else self.found - self.before

    @property
    def severity(self) -> tuple[str, str]:
        """Word and tone."""
        return SEVERITIES[self.check.severity] if self.found else ("没有发现", "green")


@dataclass(frozen=True)
class Standing:
    """Everything the page shows at once: the last run (``at`` None where there was none) and whether it still holds."""

    at: datetime | None
    fresh: bool
    lines: tuple[CheckLine, ...]


@dataclass(frozen=True)
class ExceptionLine:
    """A finding that a person let stand, with the reason."""

    id: int
    check_key: str
    check_title: str
    problem_id: int
    ledger_number: str
    site_name: str
    place: str
    reason: str
    at: datetime
    actor: str


def measure(ledger: Ledger, progress: Progress = silent) -> Measured:
    """Run every check now; nothing is written. Some seconds on a large ledger; can be cancelled between checks."""
    found: dict[str, int] = {}
    with ledger.reading() as connection:
        step = last_step(connection)
    for place, check in enumerate(CHECKS):
        progress(place / len(CHECKS), f"体检：{check.title}")
        # each check asks by itself: on a share nobody could write while all of them were asked at one go; what is
        # written meanwhile makes the run stale, since it saw the change set of its beginning
        with ledger.reading() as connection:
            by_campaign = campaign_counts(connection, check.key)
        found[check.key] = sum(by_campaign.values())
        found |= {f"{check.key}@{campaign}": number for campaign, number in by_campaign.items()}
    return Measured(step, clock.now().replace(microsecond=0), found)


def last_step(connection: Connection) -> int:
    """The latest change set: while it stays the same, nothing in the ledger has changed."""
    return int(connection.execute(select(func.max(_SET.c.id))).scalar() or 0)


def standing(ledger: Ledger, campaign: str | None = None, measured: Measured | None = None) -> Standing:
    """The last run, narrowed to one campaign; ``measured`` takes its place where it could not be kept."""
    with ledger.reading() as connection:
        rows = {row.check_key: row for row in connection.execute(select(_RUN))}
        step = last_step(connection)
        number: int | None = None
        if campaign is not None:
            number = connection.execute(select(_CAMPAIGN.c.id).where(_CAMPAIGN.c.name == campaign)).scalar()
        stood = _let_stand(connection, number)
    ending = "" if number is None else f"@{number}"
    seen = rows.get(SEEN)
    lines: list[CheckLine] = []
    for check in CHECKS:
        row = rows.get(check.key + ending)
        found, before = (row.found, row.before) if row is not None else (0, None)
        if measured is not None:
            found, before = measured.found.get(check.key + ending, 0), None
        lines.append(CheckLine(check, found, before, stood.get(check.key, 0)))
    if measured is not None:
        return Standing(measured.at, measured.step == step, tuple(lines))
    at = seen.at if seen is not None else None
    return Standing(at, is_fresh(rows, step), tuple(lines))


def is_fresh(rows: Mapping[str, Any], step: int) -> bool:
    """Whether the run kept in ``rows`` says what a run would say now: nothing changed, the same day and checks."""
    seen = rows.get(SEEN)
    if seen is None or seen.found != step or seen.at.date() != clock.today():
        return False
    return all(check.key in rows for check in CHECKS)


def must_run(ledger: Ledger) -> bool:
    """Whether the ledger, the day or the checks changed since the last run."""
    with ledger.reading() as connection:
        rows = {row.check_key: row for row in connection.execute(select(_RUN).where(_RUN.c.check_key.not_like("%@_%")))}
        seen = connection.execute(select(_RUN).where(_RUN.c.check_key == SEEN)).one_or_none()
        if seen is not None:
            rows[SEEN] = seen
        return not is_fresh(rows, last_step(connection))


def grown_checks(connection: Connection, campaign_id: int | None = None) -> list[tuple[str, int]]:
    """(check, how many more) for the checks that found more in the last run than in the one before."""
    ending = "" if campaign_id is None else f"@{campaign_id}"
    wanted = [check.key + ending for check in CHECKS]
    rows = connection.execute(
        select(_RUN.c.check_key, _RUN.c.found - _RUN.c.before).where(
            _RUN.c.check_key.in_(wanted), _RUN.c.before.is_not(None), _RUN.c.found > _RUN.c.before
        )
    )
    more = {key: int(number) for key, number in rows}
    return [(key.removesuffix(ending), more[key]) for key in wanted if key in more]


def exceptions(ledger: Ledger, key: str | None = None) -> list[ExceptionLine]:
    """Findings that were let stand, of one check or of all, the latest first."""
    statement = (
        select(_EXCEPTION, _ACTOR.c.name.label("actor"), PROBLEM.c.ledger_number, PROBLEM.c.site_name, PROBLEM.c.city,
               PROBLEM.c.county)
        .join(PROBLEM, PROBLEM.c.id == _EXCEPTION.c.problem_id)
        .outerjoin(_ACTOR, _ACTOR.c.id == _EXCEPTION.c.actor_id)
        .where(_EXCEPTION.c.removed_in.is_(None), PROBLEM.c.removed_in.is_(None))
        .order_by(_EXCEPTION.c.at.desc(), _EXCEPTION.c.id.desc())
    )  # fmt: skip
    if key is not None:
        statement = statement.where(_EXCEPTION.c.check_key == check_of(key).key)
    with ledger.reading() as connection:
        rows = connection.execute(statement).all()
    titles = {check.key: check.title for check in CHECKS}
    return [
        ExceptionLine(
            row.id, row.check_key, titles.get(row.check_key) or str(row.check_key), row.problem_id, row.ledger_number,
            row.site_name or "", " ".join(filter(None, (row.city, row.county))), row.reason, row.at, row.actor or "",
        )
        for row in rows
    ]  # fmt: skip


def _let_stand(connection: Connection, campaign_id: int | None) -> dict[str, int]:
    counted = (
        select(_EXCEPTION.c.check_key, func.count())
        .join(PROBLEM, PROBLEM.c.id == _EXCEPTION.c.problem_id)
        .where(_EXCEPTION.c.removed_in.is_(None), PROBLEM.c.removed_in.is_(None))
        .group_by(_EXCEPTION.c.check_key)
    )
    if campaign_id is not None:
        counted = counted.where(PROBLEM.c.campaign_id == campaign_id)
    return {key: int(number) for key, number in connection.execute(counted)}
