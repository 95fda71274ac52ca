"""The problems of a demo ledger, each with the life it has led until today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Any

from models.holidays import shipped_calendar
from models.operations.demo_words import County, Ground, Topic, Words
from models.operations.history import to_json as uncached_json
from models.rules.deadline_text import Deadline, read_deadline
from models.rules.workdays import WorkdayCalendar

if TYPE_CHECKING:
    from models.operations.demo import DemoRound

PROBLEM_COLUMNS = (
    "number", "round", "list_number", "province", "city", "county", "town", "site_name", "address", "longitude",
    "latitude", "industry", "category", "accountability_category", "description", "requirement", "measures",
    "deadline_text", "deadline_kind", "deadline", "responsible_unit", "responsible_person", "phone",
    "inspection_team", "found_on", "assigned_on", "progress", "status", "completed_on", "closed_on",
    "deadline_rule", "deadline_estimated",
)  # fmt: skip
_ACCOUNTABLE = ("散乱污企业整治不力", "电代煤气代煤工作不实", "燃煤小锅炉清零不到位", "重点行业错峰生产不落实")

to_json = lru_cache(maxsize=4_096)(uncached_json)

Step = tuple[date, str, str | None, str | None]
"""day, field, old and new as JSON texts."""


@dataclass
class DemoProblem:
    """A problem ready to be written; ``row`` follows ``PROBLEM_COLUMNS``."""

    round: DemoRound
    county: County
    row: tuple[Any, ...]
    pollutants: tuple[str, ...]
    found_on: date
    steps: list[Step] = field(default_factory=list)
    id: int = 0
    ledger_number: str = ""

    @property
    def place_name(self) -> str:
        """The county as a place of the problem."""
        return self.county.name

    @property
    def place_code(self) -> str:
        """Its code."""
        return self.county.code

    @property
    def version(self) -> int:
        """One more than the days on which it was touched."""
        return 1 + len({step[0] for step in self.steps})


@dataclass
class _Life:
    """State and dates as of today, with the steps that led there."""

    status: str = "待整改"
    progress: str | None = None
    completed_on: date | None = None
    closed_on: date | None = None
    steps: list[Step] = field(default_factory=list)


class ProblemMaker:
    """Makes problems one after another from a random source."""

    def __init__(self, random: Random, words: Words, ground: Ground, today: date) -> None:
        self._random = random
        self._words = words
        self._ground = ground
        self._today = today
        self._deadlines: dict[tuple[str, date, bool], Deadline] = {}

    def problems(self, count: int, rounds: list[DemoRound]) -> Iterator[DemoProblem]:
        """``count`` problems spread over the rounds, in the order of their lists."""
        random, words = self._random, self._words
        counties = random.choices(self._ground.counties, self._ground.weights, k=count)
        topics = random.choices(words.topics, [topic.weight for topic in words.topics], k=count)
        for place in range(count):
            one = rounds[place * len(rounds) // count]
            yield self._problem(place, one, counties[place], topics[place])

    def _problem(self, place: int, one: DemoRound, county: County, topic: Topic) -> DemoProblem:
        random, words = self._random, self._words
        found = one.start + timedelta(days=int(random.random() * 14))
        text = self._deadline_text(one.assigned_on)
        deadline = self._read(text, one.assigned_on)
        life = self._live(one.assigned_on, deadline)
        counted = self._read(text, one.assigned_on, shipped_calendar())
        town = _one_of(words.towns, random)
        short = county.name.rstrip("市区县") if len(county.name) > 2 else county.name
        site = short + _one_of(words.shop_names, random) + _one_of(topic.sites, random)
        row = (
            f"{county.code}{found:%m%d}{place + 1:05d}", one.name, str(place + 1), county.province, county.city,
            county.name, town, site,
            f"{county.name}{town}{_one_of(words.roads, random)}{1 + int(random.random() * 200)}号",
            round(county.longitude + (random.random() - 0.5) * 0.12, 6),
            round(county.latitude + (random.random() - 0.5) * 0.1, 6),
            topic.industry, topic.category, topic.category if topic.category in _ACCOUNTABLE else None,
            _one_of(topic.descriptions, random).replace("{n}", str(1 + int(random.random() * 8))),
            topic.requirement, topic.measures, text, counted.kind, _iso(counted.date), f"{county.name}人民政府",
            _one_of(words.people, random), f"1990000{int(random.random() * 10_000):04d}",
            f"第 {1 + int(random.random() * 28)} 组", _iso(found), _iso(one.assigned_on), life.progress, life.status,
            _iso(life.completed_on), _iso(life.closed_on), counted.rule or None, counted.estimated,
        )  # fmt: skip
        return DemoProblem(one, county, row, topic.pollutants, found, life.steps)

    def _deadline_text(self, assigned: date) -> str:
        chance = self._random.random()
        due = assigned + timedelta(days=7 + int(self._random.random() ** 1.7 * 110))
        if chance < 0.42:
            return f"{due.year}年{due.month}月{due.day}日前"
        if chance < 0.62:
            return due.isoformat()
        if chance < 0.80:
            return f"{due.year}年{due.month}月底前"
        if chance < 0.88:
            return "立行立改"
        if chance < 0.95:
            return f"{(15, 20, 30, 45, 60)[int(self._random.random() * 5)]}日内"
        return ("长期坚持", "20个工作日内", "立行立改、长期坚持")[int(self._random.random() * 3)]

    def _read(self, text: str, assigned: date, calendar: WorkdayCalendar | None = None) -> Deadline:
        """With the calendar as it is written; without one as lives were always drawn, so that a seed stays the same."""
        key = (text, assigned, calendar is not None)
        if key not in self._deadlines:
            self._deadlines[key] = read_deadline(
                text, assigned_on=assigned, year=assigned.year, as_of=assigned, calendar=calendar
            )
        return self._deadlines[key]

    def _live(self, assigned: date, deadline: Deadline) -> _Life:
        """Walk from the day of assignment to today."""
        random, life = self._random, _Life()
        chance = random.random()
        if deadline.kind == "standing":
            self._step(life, assigned + timedelta(days=3), status="长期坚持")
            return life
        if chance > 0.996:
            fate = ("合并", "不予采纳", "暂缓")[int(chance * 100_000) % 3]
            self._step(life, assigned + timedelta(days=6), status=fate)
            return life
        begun = assigned + timedelta(days=1 + int(random.random() * 6))
        if not self._step(life, begun, status="整改中", progress=_one_of(self._words.progress["doing"], random)):
            return life
        span = (deadline.date - assigned).days if deadline.date else 12
        share = 0.25 + 0.72 * random.random() if chance < 0.94 else 1.05 + 1.6 * random.random()
        if chance > 0.989:
            share = 8.0
        done = max(begun + timedelta(days=1), assigned + timedelta(days=int(span * share)))
        return self._finish(life, done)

    def _finish(self, life: _Life, done: date) -> _Life:
        random, progress = self._random, self._words.progress
        if not self._step(life, done, "已上报待核查", _one_of(progress["reported"], random), completed=done):
            return life
        day = done + timedelta(days=2 + int(random.random() * 7))
        if random.random() < 0.05:
            if not self._step(life, day, "整改不到位", progress["returned"][0]):
                return life
            day += timedelta(days=10 + int(random.random() * 15))
            if not self._step(life, day, "已上报待核查", _one_of(progress["reported"], random), completed=day):
                return life
            day += timedelta(days=2 + int(random.random() * 7))
        if not self._step(life, day, "待销号"):
            return life
        day += timedelta(days=1 + int(random.random() * 5))
        # on one day: so that none stands at a review of which no application is known
        if self._step(life, day, "销号审核中"):
            self._step(life, day, "已销号", closed=day)
        return life

    def _step(
        self,
        life: _Life,
        day: date,
        status: str,
        progress: str | None = None,
        completed: date | None = None,
        closed: date | None = None,
    ) -> bool:
        """Take one step unless it lies in the future."""
        if day >= self._today:
            return False
        life.steps.append((day, "status", to_json(life.status), to_json(status)))
        life.status = status
        if progress is not None and progress != life.progress:
            life.steps.append((day, "progress", to_json(life.progress), to_json(progress)))
            life.progress = progress
        if completed is not None:
            life.steps.append((day, "completed_on", to_json(life.completed_on), to_json(completed)))
            life.completed_on = completed
        if closed is not None:
            life.steps.append((day, "closed_on", None, to_json(closed)))
            life.closed_on = closed
        return True


def _one_of(choices: tuple[str, ...], random: Random) -> str:
    return choices[int(random.random() * len(choices))]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
