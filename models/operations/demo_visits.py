"""The site visits of a demo ledger: those that found a problem, and the many that did not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from models.operations.bulk import insert_rows
from models.operations.demo_words import Ground, Words
from models.operations.history import open_change_set
from models.progress import Progress
from models.rules.visit_key import site_words, visit_key
from models.schema import Visit

if TYPE_CHECKING:
    from models.operations.demo import DemoRound
    from models.operations.demo_problems import DemoProblem

_VISIT: Table = Visit.__table__  # type: ignore[assignment]
_COLUMNS = (
    "campaign_id", "round_id", "number", "visited_on", "team", "inspectors", "province", "city", "county", "town",
    "region_code", "site_name", "address", "longitude", "latitude", "industry", "finding", "found_problem",
    "problem_id", "identity_key", "created_in", "version",
)  # fmt: skip
_NOTHING = (
    "现场检查，没有发现问题。",
    "生产设施停产，现场没有人员。",
    "治污设施运行正常，台账齐全。",
    "已按要求整改到位。",
)
_CHUNK = 10_000
_TEAMS = 28


def write_visits(
    connection: Connection,
    actor: str,
    problems: list[DemoProblem],
    rounds: list[DemoRound],
    ground: Ground,
    words: Words,
    campaign_id: int,
    count: int,
    random: Random,
    progress: Progress,
) -> None:
    """``count`` visits, each round one step of the history; the first of each round are those behind its problems."""
    by_round: dict[int, list[DemoProblem]] = {}
    for problem in problems:
        by_round.setdefault(problem.round.ordinal, []).append(problem)
    maker = _Maker(random, ground, words, campaign_id)
    first = int(connection.execute(select(func.max(_VISIT.c.id))).scalar() or 0) + 1
    written = 0
    for place, one in enumerate(rounds):
        until = count * (place + 1) // len(rounds)
        number = until - written
        if not number:
            continue
        progress(written / count, "生成示例现场检查")
        at = datetime.combine(one.end, time(18, 0))
        recorder = open_change_set(connection, actor, f"登记第 {one.name} 轮现场检查", kind="demo", at=at)
        found = by_round.get(one.ordinal, [])[:number]
        insert_rows(connection, _VISIT, _COLUMNS, maker.rows(found, one, number, recorder.id))
        recorder.created(range(first + written, first + until), entity="visit")
        recorder.close()
        written = until


class _Maker:
    """Draws visits; what is the same for many rows is made once."""

    def __init__(self, random: Random, ground: Ground, words: Words, campaign_id: int) -> None:
        self._random = random
        self._ground = ground
        self._campaign_id = campaign_id
        self._teams = [f"第 {number} 组" for number in range(1, _TEAMS + 1)]
        self._towns, self._shops = words.towns, words.shop_names
        self._sites = [(site, topic.industry) for topic in words.topics for site in topic.sites]
        self._words = {shop + site: site_words(shop + site) for shop in words.shop_names for site, _ in self._sites}
        self._pairs = [f"{one}、{other}" for one, other in zip(words.people, words.people[7:], strict=False)]

    def rows(self, found: list[DemoProblem], one: DemoRound, count: int, change_set: int) -> Iterator[tuple[Any, ...]]:
        """The visits of a round in the order of their numbers."""
        mine = self._campaign_id
        for place, problem in enumerate(found):
            county, row = problem.county, problem.row
            day, site = problem.found_on.isoformat(), str(row[7])
            key = visit_key(one.name, day, county.city, county.name, site_words(site))
            yield (
                mine, one.id, f"XC{one.ordinal:02d}{place + 1:05d}", day, row[23], self._pair(), county.province,
                county.city, county.name, row[6], county.code, site, row[8], row[9], row[10], row[11], row[14], 1,
                problem.id, key, change_set, 1,
            )  # fmt: skip
        for start in range(len(found), count, _CHUNK):
            yield from self._without(one, start, min(_CHUNK, count - start), change_set)

    def _pair(self) -> str:
        return self._pairs[int(self._random.random() * len(self._pairs))]

    def _without(self, one: DemoRound, start: int, count: int, change_set: int) -> Iterator[tuple[Any, ...]]:
        random, mine, ordinal = self._random, self._campaign_id, one.ordinal
        days = [(one.start + timedelta(days=number)).isoformat() for number in range((one.end - one.start).days + 1)]
        chosen = zip(
            random.choices(self._ground.counties, self._ground.weights, k=count),
            sorted(random.choices(days, k=count)),
            random.choices(self._teams, k=count),
            random.choices(self._pairs, k=count),
            random.choices(self._shops, k=count),
            random.choices(self._sites, k=count),
            random.choices(self._towns, k=count),
            random.choices(_NOTHING, (17, 1, 1, 1), k=count),
            strict=True,
        )
        words, draw = self._words, random.random
        number = start
        for county, day, team, pair, shop, (site, industry), town, nothing in chosen:
            number += 1
            name = shop + site
            yield (
                mine, one.id, f"XC{ordinal:02d}{number:05d}", day, team, pair, county.province, county.city,
                county.name, town, county.code, name, county.name + town, round(county.longitude + draw() * 0.1, 6),
                round(county.latitude + draw() * 0.1, 6), industry, nothing, 0, None,
                visit_key(one.name, day, county.city, county.name, words[name]), change_set, 1,
            )  # fmt: skip
