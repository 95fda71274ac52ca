"""The search index of a ledger: which rows may have a word, and for which rows it does not know that yet.

It is filled beside the work (``search_filling``) and never asked alone: rows that came or changed since are named
with every answer, so that whoever asks compares them as they stand in the ledger. What it is complete up to is a
change set and its hash; a ledger that was restored or taken elsewhere does not have that hash, and is indexed anew.
"""

from __future__ import annotations

import logging
import sqlite3
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Select, Table, func, select

from models.schema import Change, ChangeSet
from models.store.search_file import SearchFile, is_damage, is_ready, search_file
from models.store.version import HEAD

if TYPE_CHECKING:
    from models.store.ledger import Ledger

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")

ID_BITS = 32
_IDS = (1 << ID_BITS) - 1
_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_CHANGE: Table = Change.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class Beside:
    """A table whose listed rows belong to rows of another one, and the texts in it that are searched with those."""

    table: Table
    owner: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Recipe:
    """Which columns of a table are indexed, and how: ``texts`` hold words, the name and numbers further grams.

    ``beside`` are texts kept in tables of their own. The names of tables are also what history calls their rows.
    """

    table: Table
    numbers: tuple[str, ...]
    name: str
    texts: tuple[str, ...]
    group: str = "campaign_id"
    beside: tuple[Beside, ...] = ()

    @property
    def kind(self) -> str:
        return self.table.name

    @property
    def signature(self) -> str:
        """An index made by another recipe is not asked."""
        own = (self.kind, ",".join(self.numbers), self.name, ",".join(self.texts), self.group)
        return "|".join((*own, *(f"{one.table.name}:{','.join(one.texts)}" for one in self.beside)))


@dataclass(frozen=True)
class State:
    """Rows up to the id ``upto`` are in, as they stood after the change set ``set_id``."""

    recipe: str
    ledger_id: str
    schema: str
    upto: int
    set_id: int
    set_hash: str
    edition: int


def read_state(connection: sqlite3.Connection, kind: str) -> State | None:
    """What the index says of itself; None where it has nothing of that kind, or is only just being made."""
    if not is_ready(connection):
        return None
    row = connection.execute(
        "SELECT recipe, ledger_id, schema, upto, set_id, set_hash, edition FROM state WHERE kind = ?", (kind,)
    ).fetchone()
    return None if row is None else State(*row)


class View:
    """The index inside one question, next to the ledger as the asker sees it."""

    def __init__(
        self, connection: sqlite3.Connection, kind: str, state: State, dirty: frozenset[int], newest: int
    ) -> None:
        self._connection = connection
        self._kind = kind
        self.upto = state.upto
        self.dirty = dirty
        """Rows up to ``upto`` that changed since; what the index says of them holds no more."""
        self.complete = not dirty and newest <= state.upto
        """Whether the index knows every row as it is."""
        self.mostly = newest - state.upto + len(dirty) <= 20_000
        """Whether so few rows are missing that comparing them takes no time."""
        dead = connection.execute(f"SELECT EXISTS (SELECT 1 FROM {kind}_dead)").fetchone()[0]
        self._living = f" AND rowid NOT IN (SELECT docid FROM {kind}_dead)" if dead else ""

    def ids(self, match: str, most: int) -> array[int] | None:
        """The listed rows, newest first, without the dirty ones; None where there are more than ``most``."""
        found = self._rows(match, most + 1)
        return None if len(found) > most else found

    def newest(self, match: str, limit: int) -> array[int]:
        """The first of them."""
        return self._rows(match, limit)

    def count(self, match: str) -> int:
        """How many there are."""
        sql = f"SELECT count(*) FROM {self._kind}_words WHERE {self._kind}_words MATCH ?{self._living}"
        found = int(self._connection.execute(sql, (match,)).fetchone()[0])
        return found if not self.dirty else found - self._dirty_among(match)

    def _rows(self, match: str, limit: int) -> array[int]:
        sql = (
            f"SELECT rowid FROM {self._kind}_words WHERE {self._kind}_words MATCH ?{self._living}"
            " ORDER BY rowid DESC LIMIT ?"
        )
        rows = self._connection.execute(sql, (match, limit + len(self.dirty))).fetchall()
        if not self.dirty:
            return array("q", [row[0] & _IDS for row in rows])
        return array("q", [key for row in rows if (key := row[0] & _IDS) not in self.dirty][:limit])

    def _dirty_among(self, match: str) -> int:
        sql = f"SELECT rowid FROM {self._kind}_words WHERE {self._kind}_words MATCH ?{self._living}"
        return sum(row[0] & _IDS in self.dirty for row in self._connection.execute(sql, (match,)))


class SearchIndex:
    """Belongs to one open ledger; every question falls back to None, then the ledger itself is searched."""

    def __init__(self, path: Path, ledger_id: str) -> None:
        self.file = SearchFile(path)
        self.ledger_id = ledger_id
        self.damaged = False
        """Seen to be broken; thrown away by the next filling."""
        self._behind: dict[str, tuple[tuple[int, int, int], frozenset[int]]] = {}
        self.kept: dict[str, Any] = {}
        """What those who ask keep from one letter typed to the next."""

    @classmethod
    def of(cls, ledger: Ledger) -> SearchIndex:
        """The index of a ledger; nothing is opened yet."""
        beside = not ledger.read_only
        return cls(search_file(ledger.folder, ledger.ledger_id, beside=beside), ledger.ledger_id)

    def ask(self, connection: Connection, recipe: Recipe, question: Callable[[View], Answer]) -> Answer | None:
        """The answer to a question about rows as ``connection`` sees them; None where the index cannot say."""
        if self.damaged or connection.get_execution_options().get("writes") or not self.file.exists():
            return None
        try:
            with self.file.reading() as index:
                state = read_state(index, recipe.kind)
                if state is None or not self.fits(state, recipe):
                    return None
                view = self._view(connection, index, recipe, state)
                return None if view is None else question(view)
        except sqlite3.Error as error:
            self.note(error)
            return None

    def fits(self, state: State, recipe: Recipe) -> bool:
        """Whether the index was made for this ledger, by this recipe."""
        return (state.recipe, state.ledger_id, state.schema) == (recipe.signature, self.ledger_id, HEAD)

    def note(self, error: sqlite3.Error) -> None:
        """Something went wrong with the index: the ledger is searched without it."""
        self.damaged = self.damaged or is_damage(error)
        log.info("search index %s: %s", self.file.path, error)

    def throw_away(self) -> None:
        """Begin anew."""
        self.file.remove()
        self.damaged = False
        self._behind.clear()

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()

    def _view(self, connection: Connection, index: sqlite3.Connection, recipe: Recipe, state: State) -> View | None:
        last = last_set(connection)
        if last < state.set_id or hash_of(connection, state.set_id) != state.set_hash:
            return None
        known = self._behind.get(recipe.kind)
        key = (state.set_id, state.upto, last)
        if known is None or known[0] != key:
            known = self._behind[recipe.kind] = (key, frozenset(changed_since(connection, recipe, state, last)))
        newest = int(connection.execute(select(func.max(recipe.table.c.id))).scalar() or 0)
        return View(index, recipe.kind, state, known[1], newest)


def last_set(connection: Connection) -> int:
    """The newest change set of the ledger, 0 for none."""
    return int(connection.execute(select(func.max(_SET.c.id))).scalar() or 0)


def hash_of(connection: Connection, set_id: int) -> str:
    """The hash of a change set, '' where there is none."""
    return str(connection.execute(select(_SET.c.hash).where(_SET.c.id == set_id)).scalar() or "")


def changed_since(connection: Connection, recipe: Recipe, state: State, last: int) -> set[int]:
    """Indexed rows that a later change set names, themselves or something beside them."""
    if last == state.set_id:
        return set()

    def changed(entity: str) -> Select[tuple[int]]:
        named = select(_CHANGE.c.entity_id)
        return named.where(_CHANGE.c.change_set_id > state.set_id, _CHANGE.c.entity == entity)

    mine: Any = connection.execute(changed(recipe.kind).where(_CHANGE.c.entity_id <= state.upto))
    found: set[int] = {row[0] for row in mine}
    for one in recipe.beside:
        owner = one.table.c[one.owner]
        owners = select(owner).where(one.table.c.id.in_(changed(one.table.name)), owner <= state.upto)
        found.update(connection.execute(owners).scalars())
    return found
