"""A realistic ledger to try things on: a year of supervision rounds in 39 cities, made anew from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, insert, select

from models import clock
from models.errors import UserError
from models.operations.bulk import insert_rows
from models.operations.demo_closure import write_closures
from models.operations.demo_deadlines import write_deadlines
from models.operations.demo_dossiers import write_dossiers
from models.operations.demo_duties import write_duties
from models.operations.demo_escalations import write_escalations
from models.operations.demo_evidence import write_evidence
from models.operations.demo_people import write_people
from models.operations.demo_problems import PROBLEM_COLUMNS, DemoProblem, ProblemMaker
from models.operations.demo_verification import write_verifications
from models.operations.demo_visits import write_visits
from models.operations.demo_words import Words, read_ground, read_words
from models.operations.history import Recorder, open_change_set
from models.operations.numbering import take_numbers
from models.progress import Progress, silent
from models.queries.fields import PROBLEM
from models.schema import Campaign, ProblemPollutant, ProblemRegion, Round

if TYPE_CHECKING:
    from models.store import Ledger

ROUNDS = 22
ROUND_DAYS = 14
DEFAULT_PROBLEMS = 2_000
_DEFAULT_VISITS = 6_000

_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_ROUND: Table = Round.__table__  # type: ignore[assignment]
_REGION: Table = ProblemRegion.__table__  # type: ignore[assignment]
_POLLUTANT: Table = ProblemPollutant.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class DemoMade:
    """How much was written."""

    problems: int
    visits: int
    campaign: str


@dataclass(frozen=True)
class DemoRound:
    """A round: its ordinal, name and days; its list is assigned the day after it ends."""

    id: int
    ordinal: int
    name: str
    start: date
    end: date

    @property
    def assigned_on(self) -> date:
        """When its list was handed over."""
        return self.end + timedelta(days=1)


def make_demo(
    ledger: Ledger,
    *,
    problems: int = DEFAULT_PROBLEMS,
    visits: int | None = None,
    seed: int = 1,
    progress: Progress = silent,
) -> DemoMade:
    """Fill a ledger that has no problems yet; the same seed on the same day gives the same ledger.

    The rounds end just before today, so that there is work due, near due and overdue.
    """
    number = min(3 * problems, _DEFAULT_VISITS) if visits is None else visits
    today = clock.today()
    words = read_words()
    with ledger.writing() as connection:
        if connection.execute(select(func.count()).select_from(PROBLEM)).scalar_one():
            raise UserError("台账里已有问题", advice="示例数据只能放进空台账，请换一个文件夹")
        progress(0.0, "生成示例问题")
        ground = read_ground(connection, words)
        campaign, rounds = _campaign(connection, today)
        maker = ProblemMaker(Random(seed), words, ground, today)
        made = list(maker.problems(problems, rounds))
        _write_history(connection, ledger.actor, made, rounds, words, campaign, progress.part(0.1, 0.5))
        write_people(connection)
        progress(0.5, "生成示例现场检查")
        write_visits(
            connection, ledger.actor, made, rounds, ground, words, campaign[0], number, Random(seed + 1),
            progress.part(0.5, 0.98),
        )  # fmt: skip
        write_duties(connection, ledger.actor, Random(seed + 6), today)
        write_dossiers(connection, ledger.actor, made, Random(seed + 2), today)
        write_closures(connection, ledger, made, Random(seed + 4), today)
        write_evidence(connection, ledger, made, Random(seed + 9))
        write_escalations(connection, ledger.actor, made, Random(seed + 3), today)
        write_deadlines(connection, ledger.actor, made, Random(seed + 7), today)
        write_verifications(connection, ledger.actor, Random(seed + 8), today)
        progress(0.99, "写入台账")
    return DemoMade(len(made), number, campaign[1])


def _campaign(connection: Connection, today: date) -> tuple[tuple[int, str], list[DemoRound]]:
    last = today - timedelta(days=2)
    first = last - timedelta(days=ROUNDS * ROUND_DAYS - 1)
    years = f"{first.year}—{last.year}" if first.year != last.year else f"{first.year}"
    name = f"{years} 蓝天保卫战重点区域强化监督"
    values = {"name": name, "issuer": "生态环境部", "started_on": first, "ended_on": None, "is_open": True}
    key: Any = connection.execute(insert(_CAMPAIGN).values(**values)).inserted_primary_key
    rounds: list[DemoRound] = []
    for ordinal in range(1, ROUNDS + 1):
        start = first + timedelta(days=ROUND_DAYS * (ordinal - 1))
        end = start + timedelta(days=ROUND_DAYS - 1)
        made: Any = connection.execute(
            insert(_ROUND).values(
                campaign_id=key[0], name=str(ordinal), ordinal=ordinal, started_on=start, ended_on=end, teams=28
            )
        ).inserted_primary_key
        rounds.append(DemoRound(made[0], ordinal, str(ordinal), start, end))
    return (key[0], name), rounds


def _write_history(
    connection: Connection,
    actor: str,
    made: list[DemoProblem],
    rounds: list[DemoRound],
    words: Words,
    campaign: tuple[int, str],
    progress: Progress,
) -> None:
    """Enter the rounds and move the states day by day, as it would have happened."""
    numbers = take_numbers(connection, len(made))
    by_round: dict[int, list[DemoProblem]] = {}
    for place, problem in enumerate(made):
        problem.id = place + 1
        problem.ledger_number = numbers[place]
        by_round.setdefault(problem.round.ordinal, []).append(problem)
    steps: dict[date, list[tuple[int, str, str | None, str | None]]] = {}
    for problem in made:
        for day, field, old, new in problem.steps:
            steps.setdefault(day, []).append((problem.id, field, old, new))
    entered = {one.assigned_on: one for one in rounds}
    days = sorted({*entered, *steps})
    for place, day in enumerate(days):
        progress(place / len(days), "写入示例问题")
        one = entered.get(day)
        if one is not None:
            title = f"登记第 {one.name} 轮交办清单"
            at = datetime.combine(day, time(9, 0))
            recorder = open_change_set(connection, actor, title, kind="demo", at=at)
            mine = by_round.get(one.ordinal, [])
            _write_problems(connection, mine, campaign[0], recorder)
            recorder.close()
        moved = steps.get(day)
        if moved:
            who = words.actors[day.toordinal() % len(words.actors)]
            title = f"办理 {len({step[0] for step in moved})} 条问题"
            at = datetime.combine(day, time(16, 30))
            recorder = open_change_set(connection, who, title, kind="demo", at=at)
            recorder.encoded(moved)
            recorder.close()


def _write_problems(connection: Connection, problems: list[DemoProblem], campaign_id: int, recorder: Recorder) -> None:
    insert_rows(
        connection,
        PROBLEM,
        ("id", "ledger_number", "campaign_id", "created_in", "version", *PROBLEM_COLUMNS),
        ((one.id, one.ledger_number, campaign_id, recorder.id, one.version, *one.row) for one in problems),
    )
    places = ((one.id, 0, one.place_name, one.place_code) for one in problems)
    insert_rows(connection, _REGION, ("problem_id", "position", "name", "region_code"), places)
    named = ((one.id, place, name) for one in problems for place, name in enumerate(one.pollutants))
    insert_rows(connection, _POLLUTANT, ("problem_id", "position", "pollutant"), named)
    recorder.created(one.id for one in problems)
