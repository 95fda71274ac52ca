"""What a list declared complete no longer holds, only within what the list is about: its rounds, and its city."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.importing.cells.numbers import number_key
from models.importing.columns.constants import round_number
from models.importing.deciding.incoming import Incoming
from models.importing.deciding.match import Matching, chunked
from models.importing.deciding.wishes import Wishes
from models.queries.fields import PROBLEM


@dataclass(frozen=True)
class Reach:
    """What a complete list covers; no rounds or no cities means all of them."""

    rounds: frozenset[str] = frozenset()
    cities: frozenset[str] = frozenset()

    @property
    def words(self) -> str:
        """范围：邯郸市 第22轮."""
        rounds = "、".join(f"第{name}轮" if name.isdigit() else name for name in sorted(self.rounds, key=_by_number))
        parts = ["、".join(sorted(self.cities)), rounds]
        return "范围：" + (" ".join(part for part in parts if part) or "整个任务来源")


def reach_of(incoming: Incoming, wishes: Wishes) -> Reach:
    """From what a person said, else from the list: a list of one city does not speak of others.

    A list of several cities is taken for one of the whole campaign, since a city without a problem left has no row.
    """
    rounds = frozenset(round_number(text) for text in set(incoming.column("round")) if text)
    if wishes.cities is not None:
        return Reach(rounds, frozenset(wishes.cities))
    stated = {origin.city for origin in incoming.origins}
    if stated and None not in stated:
        return Reach(rounds, frozenset(city for city in stated if city))
    said = set(incoming.column("city"))
    only = frozenset(city for city in said if city) if len(said) == 1 else frozenset[str]()
    return Reach(rounds, only)


def vanished_ids(
    connection: Connection, campaign_id: int, incoming: Incoming, matching: Matching, reach: Reach
) -> list[int]:
    """Problems of the campaign within the reach of the list, which no row is or may be."""
    seen = {stored.id for stored in matching.target.values()}
    seen |= {key for ids in matching.candidates.values() for key in ids}
    seen |= _of_rows_not_taken(connection, campaign_id, incoming, matching)
    query = select(PROBLEM.c.id, PROBLEM.c.round, PROBLEM.c.city).where(
        PROBLEM.c.campaign_id == campaign_id, PROBLEM.c.removed_in.is_(None)
    )
    return [
        key
        for key, round_name, city in connection.execute(query.order_by(PROBLEM.c.id))
        if key not in seen
        and (not reach.rounds or round_name is None or round_number(round_name) in reach.rounds)
        and (not reach.cities or city in reach.cities)
    ]


def _of_rows_not_taken(connection: Connection, campaign_id: int, incoming: Incoming, matching: Matching) -> set[int]:
    """Rows that a person left out, and rows without name and words, stand in the list all the same.

    They were not matched, so whatever has their identity or one of their numbers counts as seen: what is taken for
    gone must not rest on a row that was not looked at.
    """
    rows = {at for at, refused in enumerate(incoming.refused) if refused and at not in matching.target} | matching.left
    if not rows:
        return set()
    found: set[int] = set()
    for column, said in (("identity_key", incoming.identity), ("ledger_number", incoming.column("ledger_number"))):
        for some in chunked(sorted({said[at] for at in rows if said[at]})):
            query = select(PROBLEM.c.id).where(PROBLEM.c.campaign_id == campaign_id, PROBLEM.c[column].in_(some))
            found |= set(connection.execute(query).scalars())
    numbers = {number_key(number) for at in rows if (number := incoming.value("number", at))}
    if numbers:
        query = select(PROBLEM.c.id, PROBLEM.c.number).where(
            PROBLEM.c.campaign_id == campaign_id, PROBLEM.c.number.is_not(None)
        )
        found |= {key for key, number in connection.execute(query) if number_key(number) in numbers}
    return found


def _by_number(name: str) -> tuple[int, str]:
    return (int(name), "") if name.isdigit() else (10**6, name)
