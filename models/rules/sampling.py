"""抽样: a stratified draw that anybody can repeat from the numbers drawn from, the share and the seed.

How it is drawn: each number gets the SHA-256 of ``seed``, a line break and the number (UTF-8), read as hexadecimal
text; of each stratum those with the smallest digests are drawn, as many as its share. Nothing else enters, so that
neither the order of the list, nor the version of Python, nor the other strata change who is drawn, and whoever can
compute a SHA-256 can check it.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Any

_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Candidate:
    """One number of the population and the stratum that it belongs to; without strata all have the same, ''."""

    number: str
    stratum: str = ""


@dataclass(frozen=True)
class Share:
    """How many are drawn: everything, a percentage of each stratum, or a number shared out among the strata.

    ``percent`` is above 0 up to 100 and rounds up in each stratum; ``least`` are drawn of each stratum in any case, as
    far as it has them. ``number`` is shared out in proportion to the sizes of the strata.
    """

    percent: Decimal | None = None
    least: int = 0
    number: int | None = None

    @property
    def all(self) -> bool:
        """Whether everything is checked, so that nothing is drawn."""
        return self.percent is None and self.number is None

    def to_json(self) -> dict[str, Any]:
        """As a plan keeps it."""
        if self.all:
            return {}
        if self.number is not None:
            return {"number": self.number}
        return {"percent": format(self.percent or Decimal(0), "f"), "least": self.least}

    def words(self) -> str:
        """As a person says it."""
        if self.all:
            return "全部核查"
        if self.number is not None:
            return f"共抽 {self.number:,} 条，按各层数量比例分配"
        least = f"，每层至少 {self.least} 条" if self.least else ""
        return f"每层抽 {format(self.percent or Decimal(0), 'f')} %{least}"


EVERYTHING = Share()


@dataclass(frozen=True)
class Stratum:
    """One stratum with how many it has and how many are drawn of it."""

    name: str
    size: int
    drawn: int


@dataclass(frozen=True)
class Draw:
    """What was drawn, by number; the strata in the order of their names."""

    numbers: tuple[str, ...]
    strata: tuple[Stratum, ...]
    digest: str
    """SHA-256 of the population: its numbers in order, one a line."""
    chosen: frozenset[str] = field(default=frozenset(), repr=False)


def share_from_json(given: Mapping[str, Any]) -> Share:
    """A share as a plan keeps it."""
    if given.get("number") is not None:
        return Share(number=int(given["number"]))
    if given.get("percent") is not None:
        return Share(Decimal(str(given["percent"])), int(given.get("least") or 0))
    return Share()


def read_percent(text: str) -> Decimal | None:
    """A percentage as typed, 10, 10% or 12.5 %; None where it is none between 0 (excluded) and 100."""
    plain = text.strip().rstrip("%％").strip()
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 < found <= _HUNDRED else None


def draw(population: Iterable[Candidate], share: Share, seed: str) -> Draw:
    """Draw from the population, in whatever order it is given. ValueError when a number occurs twice."""
    members = sorted(population, key=lambda one: one.number)
    for one, other in itertools.pairwise(members):
        if one.number == other.number:
            raise ValueError(f"{one.number} occurs twice in the population")
    by_stratum: dict[str, list[str]] = {}
    for one in members:
        by_stratum.setdefault(one.stratum, []).append(one.number)
    names = sorted(by_stratum)
    counts = stratum_counts([len(by_stratum[name]) for name in names], share)
    chosen: set[str] = set()
    for name, count in zip(names, counts, strict=True):
        numbers = by_stratum[name]
        chosen.update(numbers if count == len(numbers) else _smallest(numbers, count, seed))
    strata = tuple(
        Stratum(name, len(by_stratum[name]), count) for name, count in zip(names, counts, strict=True)
    )  # fmt: skip
    numbers = tuple(one.number for one in members if one.number in chosen)
    return Draw(numbers, strata, population_digest(one.number for one in members), frozenset(chosen))


def stratum_counts(sizes: Sequence[int], share: Share) -> list[int]:
    """How many of each stratum are drawn, in the order of ``sizes``."""
    if share.number is not None:
        return largest_remainder(sizes, share.number)
    if share.percent is None:
        return list(sizes)
    percent = share.percent
    return [min(size, max(_rounded_up(size, percent), share.least)) for size in sizes]


def largest_remainder(sizes: Sequence[int], number: int) -> list[int]:
    """``number`` shared out in proportion to ``sizes`` (Hamilton); equal remainders go to the earlier stratum.

    Never more than a stratum has; a number above the whole draws everything.
    """
    whole = sum(sizes)
    if number >= whole:
        return list(sizes)
    counts = [size * number // whole for size in sizes]
    remainders = [size * number % whole for size in sizes]
    missing = number - sum(counts)
    for place in sorted(range(len(sizes)), key=lambda at: (-remainders[at], at))[:missing]:
        counts[place] += 1
    return counts


def population_digest(numbers: Iterable[str]) -> str:
    """SHA-256 of the numbers in the order given, each followed by a line break."""
    digest = hashlib.sha256()
    for number in numbers:
        digest.update(f"{number}\n".encode())
    return digest.hexdigest()


def rank(seed: str, number: str) -> str:
    """What decides who is drawn: the smaller, the earlier."""
    return hashlib.sha256(f"{seed}\n{number}".encode()).hexdigest()


def _smallest(numbers: Sequence[str], count: int, seed: str) -> list[str]:
    return sorted(numbers, key=lambda number: (rank(seed, number), number))[:count]


def _rounded_up(size: int, percent: Decimal) -> int:
    return int((size * percent / _HUNDRED).to_integral_value(ROUND_CEILING))
