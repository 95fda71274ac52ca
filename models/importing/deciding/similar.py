"""Rows that are like a problem without being equal: the same site with other words, the same words renamed, or near."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Connection, select

from models.importing.cells.digests import words_of
from models.importing.columns.aliases import similarity
from models.importing.columns.near_names import NameBlocks, PointBlocks
from models.importing.deciding.incoming import Incoming
from models.late_regex import late_regex
from models.queries.fields import PROBLEM

if TYPE_CHECKING:
    from models.importing.deciding.match import Matching

POOL_MOST = 120_000
"""Campaigns up to this size are compared in memory; larger ones only by equal place and name."""
COMPARISONS_MOST = 3_000_000
"""Pairs that are looked at; a list that would need more is matched by exact keys only."""
_BUCKET = 200
SAME_TEXT = 0.6
SAME_NAME = 0.5
LIKE_NAME = 0.85
_LEGAL_FORM = late_regex(r"(?:集团|股份|有限|责任)*公司$")
_PETITION = late_regex(r"\s*([DX]\s?(?:\d{6}|\d?[A-Z]{2})\d{8}\d{2,5})\s*[*＊]?\s*$", re.IGNORECASE)
"""受理编号 of inspections: by call (D) or letter (X), region, day, serial; an asterisk marks important ones."""
_DIGITS = late_regex(r"\d+")


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
    number: str | None
    category: str | None
    credit_code: str | None


_NAMES = (
    "id", "site_key", "site_name", "description", "city", "county", "address", "longitude", "latitude", "number",
    "category", "credit_code",
)  # fmt: skip


def alike(incoming: Incoming, at: int, site: str | None, description: str | None) -> bool:
    """Whether name or words are near enough that an equal number can be believed."""
    return (
        likeness(incoming.value("site_name", at), site) >= SAME_NAME
        or likeness(incoming.value("description", at), description) >= SAME_NAME
    )


def find_similar(
    connection: Connection, campaign_id: int, size: int, incoming: Incoming, left: Sequence[int], taken: set[int],
    found: Matching,
) -> None:  # fmt: skip
    """Hold every row that is like a problem nobody has taken; the others stay new."""
    if size <= POOL_MOST:
        pool = _pool(connection, campaign_id, taken)
    else:
        pool = _pool_by_site(connection, campaign_id, incoming, left, taken)
        found.notes.append(f"台账里已有 {size} 条，只查找了地点和名称相同的问题，没有查找名称相近的")
    if not pool:
        return
    search = _Search(incoming, left, pool, near_metres(connection))
    if search.comparisons() > COMPARISONS_MOST:
        found.notes.append(f"相近的行太多（{len(left)} 行），只按编号和相同的内容认领，没有查找名称相近的问题")
        return
    search.run(found)


def near_metres(connection: Connection) -> int:
    """Within how many metres two points may be one site; a rule of the ledger."""
    from models.importing.deciding.rules import import_rule

    return import_rule(connection, "import_near_metres")


def likeness(a: str | None, b: str | None) -> float:
    """0..1, of names or texts without width, white space and punctuation."""
    if not a or not b:
        return 0.0
    return 1.0 if a == b else similarity(words_of(a), words_of(b))


def _pool(connection: Connection, campaign_id: int, taken: set[int]) -> list[Known]:
    query = select(*(PROBLEM.c[name] for name in _NAMES)).where(
        PROBLEM.c.campaign_id == campaign_id, PROBLEM.c.removed_in.is_(None)
    )
    return [Known(*row) for row in connection.execute(query.order_by(PROBLEM.c.id)) if row[0] not in taken]


def _pool_by_site(
    connection: Connection, campaign_id: int, incoming: Incoming, left: Sequence[int], taken: set[int]
) -> list[Known]:
    keys = list(dict.fromkeys(incoming.site[at] for at in left))
    pool: list[Known] = []
    for start in range(0, len(keys), 5_000):
        # The campaign is compared here: asked for it too, SQLite would walk the whole campaign instead of the keys.
        query = select(*(PROBLEM.c[name] for name in (*_NAMES, "campaign_id", "removed_in"))).where(
            PROBLEM.c.site_key.in_(keys[start : start + 5_000])
        )
        for row in connection.execute(query):
            values = tuple(row)
            if values[-2:] == (campaign_id, None) and values[0] not in taken:
                pool.append(Known(*values[:-2]))
    return sorted(pool)


@dataclass(frozen=True)
class _Row:
    """A row as it is compared."""

    at: int
    site: str | None
    text: str | None
    city: str | None
    county: str | None
    address: str | None
    point: tuple[float, float] | None
    number: str | None
    category: str | None
    credit_code: str | None
    site_words: str
    text_words: str


class _Search:
    """Blocks of the problems that may be like a row, so that only those are compared."""

    def __init__(self, incoming: Incoming, left: Sequence[int], pool: Sequence[Known], metres: int) -> None:
        self._metres = metres
        self._site_keys = incoming.site
        self._rows = [_row(incoming, at) for at in left]
        self._by_site: dict[str, list[Known]] = defaultdict(list)
        self._by_words: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        for known in pool:
            if known.site_key:
                self._by_site[known.site_key].append(known)
            if known.description:
                self._by_words[words_of(known.description), known.city or ""].append(known)
            if known.site:
                self._by_name[words_of(known.site)].append(known)
        # Two numbers that differ speak against each other, so only what lacks one is compared by likeness alone.
        self._loose = pool if any(not row.number for row in self._rows) else [one for one in pool if not one.number]
        self._names = NameBlocks([(one.county or one.city or "", words_of(one.site or "")) for one in self._loose])
        self._points = PointBlocks([_point(one) for one in self._loose], metres)

    def comparisons(self) -> int:
        """How many pairs ``run`` will look at, at most."""
        total = 0
        for row in self._rows:
            total += min(len(self._by_site.get(self._site_keys[row.at], ())), _BUCKET)
            total += min(len(self._by_words.get((row.text_words, row.city or ""), ())), _BUCKET)
            total += min(len(self._by_name.get(row.site_words, ())), _BUCKET)
            total += self._names.count(row.county or row.city or "", row.site_words) + self._points.count(row.point)
        return total

    def run(self, found: Matching) -> None:
        """Hold the rows that are like a problem; what only evidence suggests must be one to one."""
        pairs: dict[int, dict[int, str]] = {}
        for row in self._rows:
            near = self._by_words_or_name(row)
            if near:
                found.suspect(row.at, near, next(iter(near.values())))
            else:
                suggested = self._by_evidence(row)
                if suggested:
                    pairs[row.at] = suggested
        wanted = Counter(key for near in pairs.values() for key in near)
        for at, near in pairs.items():
            (key, why), *more = near.items()
            if not more and wanted[key] == 1:
                found.suspect(at, [key], why)

    def _by_words_or_name(self, row: _Row) -> dict[int, str]:
        near: dict[int, str] = {}
        for known in self._by_site.get(self._site_keys[row.at], ())[:_BUCKET]:
            if _are_two_petitions(row, known):
                continue
            if not row.text or not known.description or likeness(row.text, known.description) >= SAME_TEXT:
                near[known.id] = "地点和名称相同，问题描述相近"
        if row.text:
            for known in self._by_words.get((row.text_words, row.city or ""), ())[:_BUCKET]:
                if known.id not in near and not _are_two_petitions(row, known) and self._same_site(row, known):
                    near[known.id] = f"问题描述相同，{self._how_near(row, known)}"
        if row.site:
            for known in self._by_name.get(row.site_words, ())[:_BUCKET]:
                if (
                    known.id not in near
                    and not _are_two_petitions(row, known)
                    and likeness(row.text, known.description) >= SAME_TEXT
                ):
                    near[known.id] = "名称相同，问题描述相近，地点不同"
        return near

    def _same_site(self, row: _Row, known: Known) -> bool:
        """Renamed: a like name in the same county, the same address, or the same position."""
        if known.address and known.address == row.address:
            return True
        apart = _metres_between(row.point, _point(known))
        if apart is not None and apart <= self._metres:
            return True
        if known.county != row.county:
            return False
        places = [place for place in (known.city, row.county) if place]
        return (
            likeness(row.site, known.site) >= 0.7 or _own_name(row.site, places) == _own_name(known.site, places) != ""
        )

    def _by_evidence(self, row: _Row) -> dict[int, str]:
        """The same kind of problem in the same county under a like name, or at the same place."""
        near: dict[int, str] = {}
        places = [*self._names.near(row.county or row.city or "", row.site_words), *self._points.near(row.point)]
        for place in dict.fromkeys(places):
            known = self._loose[place]
            if _contradicts(row, known):
                continue
            name = likeness(row.site, known.site)
            apart = _metres_between(row.point, _point(known))
            close = apart is not None and apart <= self._metres
            here = known.county == row.county and known.city == row.city
            told = not row.text or not known.description
            if (here and name >= LIKE_NAME and (told or likeness(row.text, known.description) >= SAME_NAME)) or (
                close and (name >= SAME_NAME if told else likeness(row.text, known.description) >= SAME_NAME)
            ):
                near[known.id] = self._how_near(row, known)
        return near

    def _how_near(self, row: _Row, known: Known) -> str:
        """名称相似 0.91 且同县，坐标相距 35 米."""
        words: list[str] = []
        if row.site and known.site:
            where = " 且同县" if row.county and row.county == known.county else ""
            words.append(f"名称相似 {likeness(row.site, known.site):.2f}{where}")
        if known.address and known.address == row.address:
            words.append("地址相同")
        apart = _metres_between(row.point, _point(known))
        if apart is not None and apart <= 1_000:
            words.append(f"坐标相距 {apart:.0f} 米")
        return "，".join(words) or "名称相近"


def _row(incoming: Incoming, at: int) -> _Row:
    site, text = incoming.value("site_name", at), incoming.value("description", at)
    x, y = incoming.value("longitude", at), incoming.value("latitude", at)
    return _Row(
        at, site, text, incoming.value("city", at), incoming.value("county", at), incoming.value("address", at),
        (x, y) if x is not None and y is not None else None, incoming.value("number", at),
        incoming.value("category", at), incoming.value("credit_code", at), words_of(site or ""), words_of(text or ""),
    )  # fmt: skip


def _point(known: Known) -> tuple[float, float] | None:
    if known.longitude is None or known.latitude is None:
        return None
    return known.longitude, known.latitude


def _contradicts(row: _Row, known: Known) -> bool:
    """Whether number, credit code, type or the digits in the name say that these are two matters."""
    pairs = ((row.number, known.number), (row.credit_code, known.credit_code), (row.category, known.category))
    if any(ours and theirs and ours != theirs for ours, theirs in pairs):
        return True
    return _DIGITS.findall(row.site or "") != _DIGITS.findall(known.site or "")


def _are_two_petitions(row: _Row, known: Known) -> bool:
    """Whether numbers tell two matters apart: of petitions always, else where both name no site and other digits.

    Every petition has its own number; lists say themselves which of them repeat one another.
    """
    if not row.number or not known.number or row.number == known.number:
        return False
    ours, theirs = _PETITION.match(row.number), _PETITION.match(known.number)
    if ours and theirs:
        return ours[1] != theirs[1]
    if row.site or known.site or words_of(row.number) == words_of(known.number):
        return False
    return _DIGITS.findall(row.text or "") != _DIGITS.findall(known.description or "")


def _metres_between(a: tuple[float, float] | None, b: tuple[float, float] | None) -> float | None:
    if a is None or b is None:
        return None
    x = (a[0] - b[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
    return math.hypot(x, a[1] - b[1]) * 111_320


def _own_name(site: str | None, places: Sequence[str]) -> str:
    """What is left of a name without places at its start and legal form: 武安市昊天铸造有限公司 is 昊天铸造."""
    name = _LEGAL_FORM.sub("", words_of(site or ""))
    for place in places:
        for start in (place, re.sub(r"(?:自治县|[市县区])$", "", place)):
            if len(start) > 1 and len(name) > len(start) + 1 and name.startswith(start):
                name = name.removeprefix(start)
                break
    return name


def candidates_at_site(
    connection: Connection, campaign_id: int, incoming: Incoming, at: int, most: int = 10
) -> Mapping[int, Any]:
    """Problems of the campaign with the row's place and name, or its name alone, for a person who looks for one."""
    wanted = [PROBLEM.c.site_key == incoming.site[at]]
    if incoming.value("site_name", at):
        wanted.append(PROBLEM.c.site_name == incoming.value("site_name", at))
    ids: dict[int, Any] = {}
    for clause in wanted:
        query = select(PROBLEM.c.id).where(clause, PROBLEM.c.campaign_id == campaign_id, PROBLEM.c.removed_in.is_(None))
        ids |= dict.fromkeys(connection.execute(query.order_by(PROBLEM.c.id).limit(most)).scalars())
    return ids
