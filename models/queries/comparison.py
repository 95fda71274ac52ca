"""The ledger of one day beside that of another: which problems came, which went, and what changed in the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from models.progress import Progress, silent
from models.queries.as_of import rollback_to
from models.queries.fields import FIELDS, RECORD_KEYS
from models.queries.filtering import ProblemQuery
from models.queries.records import records_with_ids

if TYPE_CHECKING:
    from models.store import Ledger

NEW, CHANGED, GONE = "new", "changed", "gone"
KINDS = (NEW, CHANGED, GONE)
_NOT_COMPARED = frozenset({"ledger_number", "source", "region_codes", "extra"})
"""Given once, or following from another column that is compared."""
_TELL_EVERY = 2_000

Record = dict[str, Any]


@dataclass(frozen=True)
class ComparedRow:
    """A problem that differs. ``changes`` leads from field to (then, now), values as the command line prints them."""

    id: int
    kind: str
    changes: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Comparison:
    """What differs between the ends of two days; ``now`` None stands for this moment.

    Where the query narrows the list, new means that a problem fulfils it now and did not then, gone the reverse:
    it may have changed only, and its changes are told.
    """

    then: date
    now: date | None
    rows: tuple[ComparedRow, ...]
    same: int

    def count(self, kind: str) -> int:
        """How many problems are new, changed or gone."""
        return sum(row.kind == kind for row in self.rows)

    def fields(self) -> list[tuple[str, int]]:
        """(field, number of problems in which it changed), the most frequent first."""
        counts = Counter(name for row in self.rows for name in row.changes)
        return sorted(counts.items(), key=lambda pair: (-pair[1], list(FIELDS).index(pair[0])))


def compare_days(
    ledger: Ledger, query: ProblemQuery, then: date, now: date | None = None, progress: Progress = silent
) -> Comparison:
    """Compare what the query finds at the end of ``then`` with what it finds at the end of ``now``, or at present."""
    with ledger.reading() as connection:
        touched = _touched(connection, then)
        if not touched:
            ids = _read(connection, query.but(as_of=None), frozenset(), progress)[0]
            return Comparison(then, now, (), len(ids))
        before, old = _read(connection, query.but(as_of=then), touched, progress.part(0.0, 0.5))
        after, new = _read(connection, query.but(as_of=now), touched, progress.part(0.5, 0.9))
        came, went = sorted(after - before), sorted(before - after)
        old |= _moved(connection, came, then)
        new |= _moved(connection, went, now)
    rows: list[ComparedRow] = []
    for key in sorted((before & after & old.keys()) | set(came) | set(went)):
        changes = _changes(old.get(key), new.get(key))
        kind = NEW if key not in before else GONE if key not in after else CHANGED
        if kind != CHANGED or changes:
            rows.append(ComparedRow(key, kind, changes))
    progress(1.0, "")
    return Comparison(then, now, tuple(rows), len(before & after) - sum(row.kind == CHANGED for row in rows))


def _touched(connection: Connection, then: date) -> frozenset[int]:
    """Problems about which anything was written after that day; an earlier ``now`` only narrows them."""
    rollback = rollback_to(connection, then)
    if rollback is None:
        return frozenset()
    return frozenset({*rollback.values, *rollback.absent, *rollback.removed})


def _read(
    connection: Connection, query: ProblemQuery, wanted: frozenset[int], progress: Progress
) -> tuple[set[int], dict[int, Record]]:
    """All ids of a day, and the records of those that may differ."""
    ids: set[int] = set()
    kept: dict[int, Record] = {}
    for key, record in records_with_ids(connection, query):
        ids.add(key)
        if key in wanted:
            kept[key] = record
        if len(ids) % _TELL_EVERY == 0:
            progress(None, "比较台账")
    return ids, kept


def _moved(connection: Connection, ids: Sequence[int], day: date | None) -> dict[int, Record]:
    """Records of problems that stood in the ledger that day without fulfilling the query."""
    if not ids:
        return {}
    return dict(records_with_ids(connection, ProblemQuery(ids=tuple(ids), as_of=day, sort=())))


def _changes(old: Record | None, new: Record | None) -> dict[str, tuple[Any, Any]]:
    if old is None or new is None:
        return {}
    return {
        name: (old.get(name), new.get(name)) for name in _compared(old) if _said(old.get(name)) != _said(new.get(name))
    }


def _compared(record: Record) -> Iterator[str]:
    keys: Iterable[str] = (*RECORD_KEYS, *(key for key in record if key not in RECORD_KEYS))
    return (key for key in keys if key not in _NOT_COMPARED and key in FIELDS)


def _said(value: Any) -> Any:
    """Blank is blank, whether null, empty text or empty list."""
    return None if value in ("", [], {}) else value
