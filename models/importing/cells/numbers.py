"""Matching by the source's own number: as it is now, as it was before, and what is told where it is not unique."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from sqlalchemy import Connection, Table, select

from models.importing.deciding.incoming import Incoming
from models.importing.deciding.match import Matching, Stored, chunked, stored_by_id, stored_columns
from models.importing.deciding.similar import alike
from models.late_regex import late_regex
from models.queries.fields import PROBLEM
from models.schema import Change, ChangeSet

_CHANGE: Table = Change.__table__  # type: ignore[assignment]
_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
ALL_COMPARED = 120_000
"""Campaigns up to this size have all their numbers compared; in larger ones only usual spellings are looked for."""
_ASCII_NOISE = dict.fromkeys(map(ord, " \t\r\n-_*"))
_NOISE = late_regex(r"[\s\-‐‑–—－_*＊]+")


def number_key(text: str) -> str:
    """A number without width, case, spaces, dashes and the asterisk of a 重点件."""
    if text.isascii():
        return text.translate(_ASCII_NOISE).lower()
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


class SourceNumbers:
    """The numbers of the rows that no earlier pass matched, beside those of the ledger."""

    def __init__(
        self, connection: Connection, campaign_id: int, size: int, incoming: Incoming, left: Sequence[int]
    ) -> None:
        self._connection = connection
        self._campaign_id = campaign_id
        self._size = size
        self._incoming = incoming
        numbers = incoming.column("number")
        self._key = {at: key for at in left if numbers[at] and (key := number_key(numbers[at]))}
        self._counts: Counter[str] = Counter()
        self._doubtful: dict[int, Stored] = {}
        if self._key:
            self._counts.update(
                number_key(number)
                for number, refused in zip(numbers, incoming.refused, strict=True)
                if number and not refused
            )

    def with_equal_words(self, left: list[int], found: Matching, taken: set[int]) -> list[int]:
        """Rows whose number and words are both those of one problem."""
        incoming = self._incoming
        return self._pass(
            left, found, taken, "编号一致", lambda at, one: one.identity_key == incoming.identity[at], self._now
        )

    def near(self, left: list[int], found: Matching, taken: set[int]) -> list[int]:
        """Rows whose number is that of one problem, at the same site or with a like name or like words."""
        incoming = self._incoming
        left = self._pass(
            left, found, taken, "编号一致，地点和名称相同", lambda at, one: one.site_key == incoming.site[at], self._now
        )
        left = self._alike(left, found, taken, "编号一致，内容相近", self._now, keep=True)
        self._tell(left, found)
        return left

    def former(self, left: list[int], found: Matching, taken: set[int]) -> list[int]:
        """Rows whose number a problem had before it got another one."""
        if not any(at in self._key for at in left):
            return left
        incoming = self._incoming
        left = self._pass(
            left, found, taken, "与曾用编号一致，地点和名称相同",
            lambda at, one: one.site_key == incoming.site[at], lambda: self._before,
        )  # fmt: skip
        return self._alike(left, found, taken, "与曾用编号一致，内容相近", lambda: self._before, keep=False)

    def unresolved(self, left: list[int], found: Matching, taken: set[int]) -> list[int]:
        """Rows whose number speaks for a problem that nothing else speaks for are held; so are repeated numbers."""
        rest: list[int] = []
        for at in left:
            key = self._key.get(at)
            if at in self._doubtful and self._doubtful[at].id not in taken:
                found.suspect(at, [self._doubtful[at].id], "编号相同，但名称和内容都不同")
            elif key is not None and (self._counts[key] > 1 or len(self._current.get(key, ())) > 1):
                free = [one.id for one in self._current.get(key, ()) if one.id not in taken]
                if free:
                    twice = "编号在清单里不唯一" if self._counts[key] > 1 else "台账里有几条同编号的问题"
                    found.suspect(at, free, f"{twice}，请选择是哪一条")
                else:
                    rest.append(at)
            else:
                rest.append(at)
        return rest

    def _now(self) -> dict[str, list[Stored]]:
        return self._current

    def _pass(
        self, left: list[int], found: Matching, taken: set[int], why: str, fits: Callable[[int, Stored], bool],
        source: Callable[[], dict[str, list[Stored]]],
    ) -> list[int]:  # fmt: skip
        """Accept where the number is unique on both sides and ``fits`` agrees."""
        if not self._key:
            return left
        known = source()
        rest: list[int] = []
        for at in left:
            one = self._only(at, known)
            if one is not None and one.id not in taken and fits(at, one):
                found.accept(at, one, why)
                taken.add(one.id)
            else:
                rest.append(at)
        return rest

    def _only(self, at: int, known: dict[str, list[Stored]]) -> Stored | None:
        key = self._key.get(at)
        if key is None or self._counts[key] != 1:
            return None
        members = known.get(key, ())
        return members[0] if len(members) == 1 else None

    def _alike(
        self, left: list[int], found: Matching, taken: set[int], why: str,
        source: Callable[[], dict[str, list[Stored]]], *, keep: bool,
    ) -> list[int]:  # fmt: skip
        """Accept where name or words are near; ``keep`` remembers the others as doubtful."""
        if not self._key:
            return left
        known = source()
        asked = {at: one for at in left if (one := self._only(at, known)) is not None and one.id not in taken}
        texts = self._texts([one.id for one in asked.values()])
        for at, one in asked.items():
            if alike(self._incoming, at, *texts[one.id]):
                found.accept(at, one, why)
                taken.add(one.id)
            elif keep:
                self._doubtful[at] = one
        return [at for at in left if at not in found.target]

    def _texts(self, ids: Sequence[int]) -> dict[int, tuple[str | None, str | None]]:
        found: dict[int, tuple[str | None, str | None]] = {}
        for keys in chunked(ids):
            query = select(PROBLEM.c.id, PROBLEM.c.site_name, PROBLEM.c.description).where(PROBLEM.c.id.in_(keys))
            found |= {row[0]: (row[1], row[2]) for row in self._connection.execute(query)}
        return found

    def _tell(self, left: Sequence[int], found: Matching) -> None:
        """Numbers that the file or the ledger has more than once."""
        numbers = self._incoming.column("number")
        twice: dict[str, list[int]] = defaultdict(list)
        for at in left:
            key = self._key.get(at)
            if key is None:
                continue
            if self._counts[key] > 1:
                twice[key].append(at)
            members = self._current.get(key, ())
            if len(members) > 1:
                named = "、".join(_ledger_numbers(self._connection, [one.id for one in members]))
                words = f"台账里有 {len(members)} 条问题的编号都是 {numbers[at]}（{named}），没有按编号认领"
                found.remarks.append((at, "number", words))
        for key, rows in twice.items():
            for at in rows:
                words = f"编号 {numbers[at]} 在清单里出现 {self._counts[key]} 次，没有按编号认领"
                found.remarks.append((at, "number", words))

    @cached_property
    def _current(self) -> dict[str, list[Stored]]:
        """Problems by the key of their number, of the keys that the rows have."""
        wanted = set(self._key.values())
        if not wanted:
            return {}
        if self._size <= ALL_COMPARED:
            query = select(PROBLEM.c.id, PROBLEM.c.number).where(
                PROBLEM.c.campaign_id == self._campaign_id, PROBLEM.c.number.is_not(None)
            )
            ids = [key for key, number in self._connection.execute(query) if number_key(number) in wanted]
            return _grouped(stored_by_id(self._connection, ids, self._campaign_id).values())
        numbers = self._incoming.column("number")
        spellings = {text for at in self._key for text in _spellings(numbers[at])}
        members: list[Stored] = []
        for keys in chunked(sorted(spellings)):
            query = stored_columns().where(PROBLEM.c.campaign_id == self._campaign_id, PROBLEM.c.number.in_(keys))
            members += [Stored(*row) for row in self._connection.execute(query)]
        return _grouped(members)

    @cached_property
    def _before(self) -> dict[str, list[Stored]]:
        """Problems by the key of a number that they had before; steps that were taken back do not count."""
        wanted = {key for key in self._key.values() if key not in self._current}
        query = (
            select(_CHANGE.c.entity_id, _CHANGE.c.old)
            .join(_SET, _SET.c.id == _CHANGE.c.change_set_id)
            .where(
                _CHANGE.c.entity == "problem", _CHANGE.c.field == "number", _CHANGE.c.old.is_not(None),
                _SET.c.undone_by_id.is_(None), _SET.c.undoes_id.is_(None),
            )
        )  # fmt: skip
        keys_of: dict[int, set[str]] = defaultdict(set)
        for entity, old in self._connection.execute(query):
            key = number_key(str(json.loads(old)))
            if key in wanted:
                keys_of[entity].add(key)
        found: dict[str, list[Stored]] = defaultdict(list)
        for entity, one in stored_by_id(self._connection, keys_of, self._campaign_id).items():
            for key in keys_of[entity]:
                found[key].append(one)
        return found


def _spellings(number: str) -> set[str]:
    plain = unicodedata.normalize("NFKC", number)
    bare = _NOISE.sub("", plain)
    return {number, plain, plain.upper(), bare, bare.upper(), f"{bare}*"}


def _grouped(members: Iterable[Stored]) -> dict[str, list[Stored]]:
    groups: dict[str, list[Stored]] = defaultdict(list)
    for one in members:
        if one.number:
            groups[number_key(one.number)].append(one)
    return groups


def _ledger_numbers(connection: Connection, ids: Sequence[int]) -> list[str]:
    query = select(PROBLEM.c.ledger_number).where(PROBLEM.c.id.in_(ids)).order_by(PROBLEM.c.id)
    return [str(number) for number in connection.execute(query).scalars()]
