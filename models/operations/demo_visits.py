"""The site visits of a demo ledger: those that found a problem, and the many that did not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from models.operations.demo_words import Ground, Words
from models.progress import Progress

if TYPE_CHECKING:
    from models.operations.demo import DemoRound
    from models.operations.demo_problems import DemoProblem

VISIT_COLUMNS = (
    "round_id", "visited_on", "team", "province", "city", "county", "region_code", "site_name", "address",
    "longitude", "latitude", "finding", "found_problem", "problem_id",
)  # fmt: skip
_NOTHING = "现场检查，没有发现问题。"
_CHUNK = 10_000


def visit_rows(
    random: Random,
    problems: list[DemoProblem],
    rounds: list[DemoRound],
    ground: Ground,
    words: Words,
    count: int,
    progress: Progress,
) -> Iterator[tuple[Any, ...]]:
    """``count`` visits round by round; the first of each round are those behind its problems."""
    by_round: dict[int, list[DemoProblem]] = {}
    for problem in problems:
        by_round.setdefault(problem.round.ordinal, []).append(problem)
    written = 0
    for place, one in enumerate(rounds):
        until = count * (place + 1) // len(rounds)
        found = by_round.get(one.ordinal, [])[: until - written]
        yield from (_with_problem(problem, one) for problem in found)
        written += len(found)
        while written < until:
            progress(written / count, "生成示例现场检查")
            some = min(_CHUNK, until - written)
            yield from _without(random, one, ground, words, some)
            written += some


def _with_problem(problem: DemoProblem, one: DemoRound) -> tuple[Any, ...]:
    county, row = problem.county, problem.row
    return (
        one.id, problem.found_on.isoformat(), row[23], county.province, county.city, county.name, county.code, row[7],
        row[8], row[9], row[10], row[14], 1, problem.id,
    )  # fmt: skip


def _without(random: Random, one: DemoRound, ground: Ground, words: Words, count: int) -> Iterator[tuple[Any, ...]]:
    days = [(one.start + timedelta(days=number)).isoformat() for number in range(14)]
    teams = [f"第 {number} 组" for number in range(1, 29)]
    sites = [site for topic in words.topics for site in topic.sites]
    counties = random.choices(ground.counties, ground.weights, k=count)
    chosen = zip(
        counties,
        random.choices(days, k=count),
        random.choices(teams, k=count),
        random.choices(words.shop_names, k=count),
        random.choices(sites, k=count),
        random.choices(words.towns, k=count),
        strict=True,
    )
    for county, day, team, shop, site, town in chosen:
        yield (
            one.id, day, team, county.province, county.city, county.name, county.code, shop + site, county.name + town,
            round(county.longitude + random.random() * 0.1, 6), round(county.latitude + random.random() * 0.1, 6),
            _NOTHING, 0, None,
        )  # fmt: skip
