"""The rows of one kind that have the typed words: the best few in their order, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, literal, or_, select

from models.progress import Progress
from models.queries.search_words import compared, index_of
from models.regions.sounds import is_sound, sounds_like
from models.store.id_lists import among
from models.store.search_grams import (
    askable,
    exact,
    has_all,
    in_group,
    name_has,
    name_sounds,
    name_starts,
    number_is,
)
from models.store.search_index import Recipe, View

NUMBER, STARTS, NAME, TEXT, SOUND = range(5)
"""How well a row fits: its number is what was typed, its name begins with it, has it, another text has it; by sound."""
_MOST_COMPARED = {"problem": 40_000}
_MOST_COMPARED_ELSE = 20_000
_SCANNED_AT_ONCE = 50_000
_LOOKED_AT = 50


@dataclass(frozen=True)
class Total:
    """How many rows; ``exact`` false where so many may have a long word that comparing them all would take long."""

    count: int = 0
    exact: bool = True


@dataclass(frozen=True)
class FoundRow:
    """A row and how well it fits."""

    id: int
    rank: int


class RowSearch:
    """One question about one kind of rows; ``groups`` are the ids of the campaign, None for all campaigns."""

    def __init__(
        self,
        connection: Connection,
        recipe: Recipe,
        words: Sequence[str],
        progress: Progress,
        *,
        group: int | None = None,
    ) -> None:
        self._connection = connection
        self._recipe = recipe
        self._words = words
        self._progress = progress
        self._group = group
        self._columns = recipe.table.c
        self._number = "".join(words)

    def best(self, limit: int) -> tuple[list[FoundRow], Total, bool]:
        """The best rows, their number, and whether the index answered for nearly all of them."""
        if not self._words:
            return [], Total(), True
        index = index_of(self._connection)
        answer = None
        if index is not None and askable(self._words):
            answer = index.ask(self._connection, self._recipe, lambda view: self._by_index(view, limit))
        rows, total, upto, dirty = answer or ([], Total(), 0, frozenset[int]())
        fresh, number = self._by_comparing(upto, dirty, limit)
        rows = sorted({row.id: row for row in (*rows, *fresh)}.values(), key=lambda row: (row.rank, -row.id))
        return rows[:limit], Total(total.count + number, total.exact), answer is not None

    def by_sound(self, letters: str, limit: int) -> tuple[list[int], bool]:
        """Rows whose name is typed so by its initials, newest first, and whether these are all; index only."""
        index = index_of(self._connection)
        if index is None or len(letters) < 3 or not is_sound(letters):
            return [], True
        match = self._in_group(name_sounds(letters.lower()))
        ids = index.ask(self._connection, self._recipe, lambda view: view.newest(match, limit)) or ()
        names = self._select(self._columns[self._recipe.name]).where(among(self._columns.id, ids))
        order = {key: place for place, key in enumerate(ids)}
        lines: Any = self._connection.execute(names)
        found: list[int] = [line[0] for line in lines if line[1] and sounds_like(letters, line[1])]
        return sorted(found, key=order.__getitem__), len(ids) < limit

    # ---- by the index ------------------------------------------------------------------------------------------

    def _by_index(self, view: View, limit: int) -> tuple[list[FoundRow], Total, int, frozenset[int]]:
        words = self._words
        every = self._in_group(has_all(words))
        if not exact(words):
            ids = view.ids(every, _MOST_COMPARED.get(self._recipe.kind, _MOST_COMPARED_ELSE))
            if ids is not None:
                found = self._ranked(among(self._columns.id, ids))
                return found, Total(len(found)), view.upto, view.dirty
        tiers = (
            self._in_group(number_is(self._number)),
            f"{name_starts(words[0])} AND {every}",
            f"{name_has(words[0])} AND {every}",
            every,
        )
        rows: dict[int, FoundRow] = {}
        for match in tiers:
            if len(rows) < limit:
                ids = [key for key in view.newest(match, 2 * limit + _LOOKED_AT) if key not in rows]
                rows.update((row.id, row) for row in self._ranked(among(self._columns.id, ids)))
        return list(rows.values()), Total(view.count(every), exact(words)), view.upto, view.dirty

    def _in_group(self, match: str) -> str:
        return match if self._group is None else f"{in_group(self._group)} AND {match}"

    # ---- by comparing ------------------------------------------------------------------------------------------

    def _by_comparing(self, upto: int, dirty: Iterable[int], limit: int) -> tuple[list[FoundRow], int]:
        """What the index does not know, compared piece by piece so that the next letter need not wait."""
        key = self._columns.id
        some = sorted(dirty)
        pieces: list[ColumnElement[bool]] = [
            among(key, some[start : start + _SCANNED_AT_ONCE]) for start in range(0, len(some), _SCANNED_AT_ONCE)
        ]
        newest = int(self._connection.execute(select(func.max(key))).scalar() or 0)
        pieces += [
            key.between(start + 1, min(start + _SCANNED_AT_ONCE, newest))
            for start in range(upto, newest, _SCANNED_AT_ONCE)
        ]
        rows: list[FoundRow] = []
        number = 0
        for piece in reversed(pieces):
            self._progress(None, "")
            found = self._ranked(piece)
            number += len(found)
            rows = sorted([*rows, *found], key=lambda row: (row.rank, -row.id))[:limit]
        return rows, number

    def _ranked(self, among_these: ColumnElement[bool]) -> list[FoundRow]:
        columns, recipe, first = self._columns, self._recipe, self._words[0]
        name = columns[recipe.name]
        numbers = or_(*(func.lower(columns[key]) == self._number.lower() for key in recipe.numbers))
        rank = case(
            (numbers, literal(NUMBER)),
            (name.startswith(first, autoescape=True), literal(STARTS)),
            (name.contains(first, autoescape=True), literal(NAME)),
            else_=literal(TEXT),
        )
        query = self._select(rank).where(among_these, *self._conditions())
        lines: Any = self._connection.execute(query)
        return [FoundRow(line[0], line[1]) for line in lines]

    def _conditions(self) -> list[ColumnElement[bool]]:
        columns, recipe = self._columns, self._recipe
        conditions = [columns.removed_in.is_(None), *compared(recipe, self._words)]
        if self._group is not None:
            conditions.append(columns[recipe.group] + 0 == self._group)
        return conditions

    def _select(self, more: ColumnElement[Any]) -> Any:
        return select(self._columns.id, more)


def texts_of(
    connection: Connection, recipe: Recipe, ids: Sequence[int], more: Sequence[str] = ()
) -> dict[int, Row[Any]]:
    """The texts of some rows, by id."""
    columns = recipe.table.c
    wanted = dict.fromkeys((*recipe.texts, recipe.name, *recipe.numbers, *more))
    query = select(columns.id, *(columns[name] for name in wanted)).where(among(columns.id, ids))
    return {row.id: row for row in connection.execute(query)}


def snippet(text: str, words: Sequence[str], room: int = 34) -> str:
    """The part of a text around the first of the words, with … where it was cut."""
    plain = " ".join(text.split())
    places = [place for word in words if (place := plain.lower().find(word.lower())) >= 0]
    start = max(min(places, default=0) - 8, 0)
    cut = plain[start : start + room]
    return ("…" if start else "") + cut + ("…" if start + room < len(plain) else "")
