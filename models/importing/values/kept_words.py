"""Carries the file's own words of an answered field over to the next trace of its problem, while the answer holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Table, select

from models.importing.cells.digests import ANSWERED, unpack
from models.importing.field_list import KEY_OF
from models.schema import BatchRow

_TRACE: Table = BatchRow.__table__  # type: ignore[assignment]
_IN_CHUNK = 5_000


class Renewed(NamedTuple):
    """A row whose problem gets a new trace: the trace before, its new digests, and the words kept of this file."""

    at: int
    trace_id: int | None
    field_digests: bytes
    originals: str | None


def kept_words(connection: Connection, rows: Iterable[Renewed]) -> dict[int, str]:
    """Row position to ``originals`` with what an earlier file said, for rows whose new trace would lose it.

    A field keeps its answer where its words are told again without one; see values/apply.py.
    """
    wanted: dict[int, tuple[Renewed, list[str]]] = {}
    for row in rows:
        names = [KEY_OF[one - ANSWERED] for one in unpack(row.field_digests) if one > ANSWERED]
        if names and row.trace_id is not None:
            wanted[row.trace_id] = (row, names)
    found: dict[int, str] = {}
    for trace_id, text in _before(connection, list(wanted)):
        row, names = wanted[trace_id]
        said: dict[str, str] = json.loads(row.originals) if row.originals else {}
        more = {name: words for name, words in json.loads(text).items() if name in names and name not in said}
        if more:
            found[row.at] = json.dumps({**said, **more}, ensure_ascii=False, separators=(",", ":"))
    return found


def _before(connection: Connection, ids: Sequence[int]) -> Iterable[tuple[int, str]]:
    for start in range(0, len(ids), _IN_CHUNK):
        query = select(_TRACE.c.id, _TRACE.c.originals).where(_TRACE.c.id.in_(ids[start : start + _IN_CHUNK]))
        for row in connection.execute(query):
            if row.originals:
                yield row.id, row.originals
