"""Rows that are like a problem without being equal: the same site with other words, or the same words renamed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, select

from models.importing.aliases import similarity
from models.importing.incoming import Incoming
from models.queries.fields import PROBLEM
from models.rules.text import normalise_identity

if TYPE_CHECKING:
    from models.importing.match import Matching

SMALL = 20_000
"""Campaigns up to this size are compared in memory; larger ones only by site."""
_MOST_LEFT = 60_000
_BUCKET = 200
SAME_TEXT = 0.6
SAME_NAME = 0.5
_NEAR_DEGREES = 0.0005
_LEGAL_FORM = re.compile(r"(?:集团|股份|有限|责任)*公司$")


class Known(NamedTuple):
    """A problem of the ledger that no row has taken."""

    id: int
    site_key: str | None
    site: str | None
    description: str | None
    city: str | None
    county: str | None
    address: str | None
    longitude: float | None
    latitude: float | None


def alike(incoming: Incoming, at: int, site: str | None, description: str | None) -> bool:
    """Whether name or words are near enough that an equal number can be believed."""
    return (
        _likeness(incoming.value("site_name", at), site) >= SAME_NAME
        or _likeness(incoming.value("description", at), description) >= SAME_NAME
    )


def find_similar(
    connection: Connection, campaign_id: int, size: int, incoming: Incoming, left: Sequence[int], taken: set[int],
    found: Matching,
) -> None:  # fmt: skip
    """Hold every row that is like a problem nobody has taken; the others stay new."""
    if size <= SMALL:
        _compare(incoming, left, _pool(connection, campaign_id, taken), found)
        return
    if len(left) > _MOST_LEFT:
        found.notes.append("清单很长，没有查找名称相近的问题")
        return
    _compare(incoming, left, _pool_by_site(connection, campaign_id, incoming, left, taken), found)


def _columns(*more: Any) -> Any:
    names = ("id", "site_key", "site_name", "description", "city", "county", "address", "longitude", "latitude")
    return select(*(PROBLEM.c[name] for name in names), *more)


def _pool(connection: Connection, campaign_id: int, taken: set[int]) -> list[Known]:
    query = _columns().where(PROBLEM.c.campaign_id == campaign_id, PROBLEM.c.removed_in.is_(None))
    return [Known(*row) for row in connection.execute(query) if row[0] not in taken]


def _pool_by_site(
    connection: Connection, campaign_id: int, incoming: Incoming, left: Sequence[int], taken: set[int]
) -> list[Known]:
    keys = list(dict.fromkeys(incoming.site[at] for at in left))
    pool: list[Known] = []
    for start in range(0, len(keys), 5_000):
        # The campaign is compared here: asked for it too, SQLite would walk the whole campaign instead of the keys.
        query = _columns(PROBLEM.c.campaign_id, PROBLEM.c.removed_in).where(
            PROBLEM.c.site_key.in_(keys[start : start + 5_000])
        )
        for row in connection.execute(query):
            values = tuple(row)
            if values[-2:] == (campaign_id, None) and values[0] not in taken:
                pool.append(Known(*values[:-2]))
    return pool


def _compare(incoming: Incoming, left: Sequence[int], pool: Sequence[Known], found: Matching) -> None:
    if not pool:
        return
    by_site: dict[str, list[Known]] = defaultdict(list)
    by_words: dict[tuple[str, str], list[Known]] = defaultdict(list)
    by_name: dict[str, list[Known]] = defaultdict(list)
    for known in pool:
        if known.site_key:
            by_site[known.site_key].append(known)
        if known.description:
            by_words[normalise_identity(known.description), known.city or ""].append(known)
        if known.site:
            by_name[normalise_identity(known.site)].append(known)
    sites, texts, cities = (incoming.column(name) for name in ("site_name", "description", "city"))
    for at in left:
        near: dict[int, str] = {}
        for known in by_site.get(incoming.site[at], ())[:_BUCKET]:
            if not texts[at] or not known.description or _likeness(texts[at], known.description) >= SAME_TEXT:
                near[known.id] = "地点和名称相同，问题描述相近"
        if texts[at]:
            for known in by_words.get((normalise_identity(texts[at]), cities[at] or ""), ())[:_BUCKET]:
                if known.id not in near and _same_site(incoming, at, sites[at], known):
                    near[known.id] = "问题描述相同，名称相近"
        if sites[at]:
            for known in by_name.get(normalise_identity(sites[at]), ())[:_BUCKET]:
                if known.id not in near and _likeness(texts[at], known.description) >= SAME_TEXT:
                    near[known.id] = "名称相同，问题描述相近，地点不同"
        if near:
            found.suspect(at, near, next(iter(near.values())))


def _same_site(incoming: Incoming, at: int, site: str | None, known: Known) -> bool:
    """Renamed: a like name in the same county, the same address, or the same position."""
    if known.address and known.address == incoming.value("address", at):
        return True
    x, y = incoming.value("longitude", at), incoming.value("latitude", at)
    if None not in (x, y, known.longitude, known.latitude) and (
        abs(x - known.longitude) <= _NEAR_DEGREES and abs(y - known.latitude) <= _NEAR_DEGREES  # type: ignore[operator]
    ):
        return True
    county = incoming.value("county", at)
    if known.county != county:
        return False
    places = [place for place in (known.city, county) if place]
    return _likeness(site, known.site) >= 0.7 or _own_name(site, places) == _own_name(known.site, places) != ""


def _own_name(site: str | None, places: Sequence[str]) -> str:
    """What is left of a name without places at its start and legal form: 武安市昊天铸造有限公司 is 昊天铸造."""
    name = _LEGAL_FORM.sub("", normalise_identity(site or ""))
    for place in places:
        for start in (place, re.sub(r"(?:自治县|[市县区])$", "", place)):
            if len(start) > 1 and len(name) > len(start) + 1 and name.startswith(start):
                name = name.removeprefix(start)
                break
    return name


def _likeness(a: str | None, b: str | None) -> float:
    if not a or not b:
        return 0.0
    return 1.0 if a == b else similarity(normalise_identity(a), normalise_identity(b))
