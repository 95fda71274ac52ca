"""Bringing the search index up to date, in pieces that each stand by themselves: a kill costs at most the last one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, func, select

from models.progress import Progress, silent
from models.regions.sounds import all_initials
from models.store.id_lists import among
from models.store.search_file import make_tables
from models.store.search_grams import Texts, group_gram, name_grams, number_gram
from models.store.search_index import (
    ID_BITS,
    Recipe,
    SearchIndex,
    State,
    changed_since,
    hash_of,
    last_set,
    read_state,
)
from models.store.version import HEAD

if TYPE_CHECKING:
    from models.store.ledger import Ledger

_CHUNK = 5_000
_AGAIN_CHUNK = 2_000
_ROUNDS = 20
_MOST_DEAD = 20_000
"""Grams that hold no more slow every question down; beyond this and an eighth of the rows all is made anew."""


def is_behind(ledger: Ledger, recipes: Sequence[Recipe]) -> int:
    """How many rows the index lacks or knows as they were; an estimate, 0 only when it is complete."""
    index = ledger.search
    missing = 0
    with ledger.reading() as connection:
        for recipe in recipes:
            found = index.ask(connection, recipe, lambda view: (view.upto, len(view.dirty)))
            newest = int(connection.execute(select(func.max(recipe.table.c.id))).scalar() or 0)
            upto, dirty = found or (0, 0)
            missing += max(newest - upto, 0) + dirty + (found is None)
    return missing


def fill(
    ledger: Ledger, recipes: Sequence[Recipe], progress: Progress = silent, pause: Callable[[], bool] = lambda: False
) -> bool:
    """Bring the index up to date; false where it was paused or the file cannot be used now.

    Only reads the ledger, a piece at a time, so that nobody who writes waits. A damaged file is made anew.
    """
    index = ledger.search
    for _attempt in range(2):
        if index.damaged:
            index.throw_away()
        try:
            return all(_Filling(ledger, recipe, progress, pause).run() for recipe in recipes)
        except (sqlite3.Error, OSError) as error:
            if isinstance(error, sqlite3.Error):
                index.note(error)
            if not index.damaged:
                return False
    return False


class _Filling:
    """One kind of rows."""

    def __init__(self, ledger: Ledger, recipe: Recipe, progress: Progress, pause: Callable[[], bool]) -> None:
        self._ledger = ledger
        self._index: SearchIndex = ledger.search
        self._recipe = recipe
        self._progress = progress
        self._pause = pause
        self._texts = Texts()

    def run(self) -> bool:
        """True once nothing is missing."""
        for _round in range(_ROUNDS):
            state = self._begin()
            if not self._put_changed_again(state) or not self._put_new():
                return False
            with self._ledger.reading() as connection:
                if last_set(connection) == self._state().set_id:
                    return True
        return False

    def _begin(self) -> State:
        """The state to go on from; empty tables where there is none that can be gone on from."""
        with self._ledger.reading() as connection:
            last = last_set(connection)
            last_hash = hash_of(connection, last)
            state = self._known_state()
            fits = state is not None and self._index.fits(state, self._recipe) and not self._too_many_dead(state)
            if state is not None and fits and hash_of(connection, state.set_id) == state.set_hash:
                return state
        kind = self._recipe.kind
        with self._index.file.writing() as index:
            make_tables(index, kind)
            edition = 1 if state is None else state.edition + 1
            fresh = State(self._recipe.signature, self._index.ledger_id, HEAD, 0, last, last_hash, edition)
            index.execute("DELETE FROM state WHERE kind = ?", (kind,))
            index.execute("INSERT INTO state VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (kind, *astuple(fresh)))
        return fresh

    def _known_state(self) -> State | None:
        if not self._index.file.exists():
            return None
        with self._index.file.writing() as index:
            return read_state(index, self._recipe.kind)

    def _state(self) -> State:
        state = self._known_state()
        assert state is not None
        return state

    def _too_many_dead(self, state: State) -> bool:
        with self._index.file.reading() as index:
            dead = index.execute(f"SELECT count(*) FROM {self._recipe.kind}_dead").fetchone()[0]
        return dead > max(_MOST_DEAD, state.upto // 8)

    def _put_changed_again(self, state: State) -> bool:
        """Rows that changed since: their grams as they are now, the old ones dead."""
        kind = self._recipe.kind
        with self._ledger.reading() as connection:
            last = last_set(connection)
            last_hash = hash_of(connection, last)
            ids = sorted(changed_since(connection, self._recipe, state, last))
        for start in range(0, len(ids), _AGAIN_CHUNK):
            self._progress(start / len(ids), "更新搜索索引")
            if self._pause():
                return False
            some = ids[start : start + _AGAIN_CHUNK]
            with self._ledger.reading() as connection:
                rows = self._rows(connection, self._select().where(among(self._recipe.table.c.id, some)))
                beside = self._texts_beside(connection, some)
            with self._index.file.writing() as index:
                versions = _next_versions(index, kind, some)
                found = ((versions[key] << ID_BITS | key, grams) for key, grams in self._grams(rows, beside))
                index.executemany(f"INSERT INTO {kind}_words (rowid, grams) VALUES (?, ?)", found)
        if last != state.set_id:
            with self._index.file.writing() as index:
                index.execute(
                    "UPDATE state SET set_id = ?, set_hash = ?, edition = edition + 1 WHERE kind = ?",
                    (last, last_hash, kind),
                )
        return True

    def _put_new(self) -> bool:
        """Rows behind the last one that is in."""
        kind, key = self._recipe.kind, self._recipe.table.c.id
        upto = self._state().upto
        with self._ledger.reading() as connection:
            newest = int(connection.execute(select(func.max(key))).scalar() or 0)
        words = f"INSERT INTO {kind}_words (rowid, grams) VALUES (?, ?)"
        while True:
            self._progress(upto / max(newest, 1), f"整理搜索索引：{upto:,} / {newest:,}")
            if upto < newest and self._pause():
                return False
            with self._ledger.reading() as connection:
                rows = self._rows(connection, self._select().where(key > upto).order_by(key).limit(_CHUNK))
                beside = self._texts_beside(connection, [row[0] for row in rows])
            if not rows:
                return True
            with self._index.file.writing() as index:
                index.executemany(words, self._grams(rows, beside))
                upto = rows[-1][0]
                index.execute("UPDATE state SET upto = ?, edition = edition + 1 WHERE kind = ?", (upto, kind))

    def _select(self) -> Select[Any]:
        table, recipe = self._recipe.table, self._recipe
        names = (recipe.group, *recipe.numbers, recipe.name, *recipe.texts)
        return select(
            table.c.id, table.c.removed_in, *(table.c[name].label(f"{place}") for place, name in enumerate(names))
        )

    @staticmethod
    def _rows(connection: Connection, query: Select[Any]) -> list[tuple[Any, ...]]:
        result = connection.execute(query)
        cursor: Any = result.cursor
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        result.close()
        return rows

    def _texts_beside(self, connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
        """The texts that other tables hold about these rows, by their id."""
        found: dict[int, list[str]] = {}
        for one in self._recipe.beside:
            owner = one.table.c[one.owner]
            query = select(owner, *(one.table.c[name] for name in one.texts))
            listed = query.where(among(owner, ids), one.table.c.removed_in.is_(None))
            for row in self._rows(connection, listed):
                found.setdefault(row[0], []).extend([text for text in row[1:] if text])
        return found

    def _grams(self, rows: Iterable[tuple[Any, ...]], beside: Mapping[int, Sequence[str]]) -> Iterable[tuple[int, str]]:
        """Listed rows only: the trash is not searched by the index."""
        texts, initials = self._texts, all_initials
        last_number = 3 + len(self._recipe.numbers)
        for row in rows:
            if row[1] is not None:
                continue
            parts = [group_gram(row[2])]
            parts += [number_gram(number) for number in row[3:last_number] if number]
            if name := row[last_number]:
                parts.append(name_grams(name, initials))
            parts += [texts(text) for text in row[last_number + 1 :] if text]
            parts += [texts(text) for text in beside.get(row[0], ())]
            yield row[0], " ".join(parts)


def _next_versions(index: sqlite3.Connection, kind: str, ids: Sequence[int]) -> dict[int, int]:
    """The number under which each row is put in again; what it was put in under before is dead from now on."""
    versions: dict[int, int] = {}
    for key in ids:
        row = index.execute(f"SELECT version FROM {kind}_again WHERE id = ?", (key,)).fetchone()
        versions[key] = 1 if row is None else row[0] + 1
    index.executemany(
        f"INSERT OR IGNORE INTO {kind}_dead VALUES (?)",
        ((version - 1 << ID_BITS | key,) for key, version in versions.items()),
    )
    index.executemany(f"INSERT OR REPLACE INTO {kind}_again VALUES (?, ?)", versions.items())
    return versions
