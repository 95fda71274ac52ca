"""What demo ledgers are made of: words from resources and the counties of the 39 cities from the ledger."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from models.paths import resource
from models.regions.centres import centres_within
from models.schema import Region, RegionSetMember

_REGION: Table = Region.__table__  # type: ignore[assignment]
_MEMBER: Table = RegionSetMember.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class Topic:
    """A category of problems with its words."""

    category: str
    weight: int
    pollutants: tuple[str, ...]
    industry: str
    sites: tuple[str, ...]
    descriptions: tuple[str, ...]
    requirement: str
    measures: str


@dataclass(frozen=True)
class Words:
    """The word lists."""

    topics: tuple[Topic, ...]
    shop_names: tuple[str, ...]
    people: tuple[str, ...]
    towns: tuple[str, ...]
    roads: tuple[str, ...]
    actors: tuple[str, ...]
    progress: dict[str, tuple[str, ...]]
    centres: dict[str, tuple[float, float]]


@dataclass(frozen=True)
class County:
    """A county with its code and where it is, roughly."""

    code: str
    name: str
    city: str
    province: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Ground:
    """The counties problems happen in, and how often each is chosen."""

    counties: tuple[County, ...]
    weights: tuple[int, ...]


def read_words() -> Words:
    """Read the word lists."""
    told: dict[str, Any] = json.loads(resource("demo/words.json").read_text(encoding="utf-8"))
    topics = tuple(
        Topic(
            kind["category"], kind["weight"], tuple(kind["pollutants"]), kind["industry"], tuple(kind["sites"]),
            tuple(kind["descriptions"]), kind["requirement"], kind["measures"],
        )
        for kind in told["kinds"]
    )  # fmt: skip
    people = tuple(surname + given for surname in told["surnames"] for given in told["given_names"])
    return Words(
        topics=topics,
        shop_names=tuple(told["shop_names"]),
        people=people,
        towns=tuple(told["town_names"]),
        roads=tuple(told["road_names"]),
        actors=tuple(told["actors"]),
        progress={key: tuple(texts) for key, texts in told["progress"].items()},
        centres={city: (place[0], place[1]) for city, place in told["centres"].items()},
    )


def read_ground(connection: Connection, words: Words) -> Ground:
    """The counties that exist today of every city in a named set, in the order of their codes."""
    cities = connection.execute(
        select(_REGION.c.code, _REGION.c.name, _REGION.c.parent_code, _REGION.c.level)
        .where(_REGION.c.code.in_(select(_MEMBER.c.region_code)))
        .order_by(_REGION.c.code)
    ).all()
    names: dict[str, str] = {
        line.code: line.name for line in connection.execute(select(_REGION.c.code, _REGION.c.name))
    }
    counties: list[County] = []
    weights: list[int] = []
    for place, city in enumerate(cities):
        longitude, latitude = words.centres.get(city.name, (114.5, 36.6))
        province = city.name if city.level == "province" else names[city.parent_code]
        below = connection.execute(
            select(_REGION.c.code, _REGION.c.name)
            .where(_REGION.c.parent_code == city.code, _REGION.c.valid_to.is_(None), _REGION.c.level == "county")
            .order_by(_REGION.c.code)
        ).all()
        for number, county in enumerate(below):
            east, north = (number * 7 % 9 - 4) * 0.06, (number * 5 % 9 - 4) * 0.05
            centre = centres_within(county.code)
            point = centre[0] if centre else (longitude + east, latitude + north)
            counties.append(County(county.code, county.name, city.name, province, *point))
            weights.append(2 + (place * 11 + number * 5) % 9)
    return Ground(tuple(counties), tuple(weights))
