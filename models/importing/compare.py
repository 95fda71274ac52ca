"""What a matched row changes, field by field: blanks erase nothing, and what a person edited is kept and told."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from models.importing import digests
from models.importing.field_list import FIELDS, GROUP_OF, LIST_FIELDS, NOT_SAID, ORDINAL
from models.importing.incoming import Incoming
from models.importing.match import Matching, Stored
from models.operations.stored_values import read_fields

WHOLE = frozenset({"deadline_text", "deadline_kind", "deadline", "category", "accountability_category"})
"""Groups that a file replaces as one, also with nulls: a date does not outlive the wording it was read from."""


@dataclass
class RowChange:
    """A changed problem: (field, old, new) in Python values, the fields kept, and the digests to store."""

    problem_id: int
    changes: list[tuple[str, Any, Any]] = field(default_factory=list[tuple[str, Any, Any]])
    kept: list[tuple[str, Any, Any]] = field(default_factory=list[tuple[str, Any, Any]])
    field_digests: bytes = b""
    identity_before: tuple[str | None, str | None] = (None, None)

    @property
    def cells(self) -> int:
        """Changed cells that a reader counts: a serial number is none."""
        return sum(name != "list_number" for name, _, _ in self.changes)


def compare_rows(connection: Connection, incoming: Incoming, matching: Matching) -> dict[int, RowChange]:
    """Row position to its change, for matched rows that say something new (kept fields alone count as a change too)."""
    asked = [at for at in matching.target if at not in matching.same_words]
    news = {at: _news(incoming, at, matching.target[at]) for at in asked}
    asked = [at for at in asked if news[at]]
    names = {name for at in asked for name in news[at]}
    wanted = {"list_number"} | {member for name in names for member in GROUP_OF.get(name, {name})}
    if "extra" in incoming.columns:
        wanted.add("extra")
    current = read_fields(connection, [matching.target[at].id for at in asked], wanted) if asked else {}
    found: dict[int, RowChange] = {}
    for at in asked:
        stored = matching.target[at]
        change = _change(incoming, at, stored, news[at], current[stored.id])
        if change.changes or change.kept:
            found[at] = change
    return found


def _news(incoming: Incoming, at: int, stored: Stored) -> list[str]:
    """Fields about which the row says something else than the last import did."""
    if incoming.field_digests[at] == stored.field_digests:
        return []
    before = digests.unpack(stored.field_digests)
    said = digests.unpack(incoming.field_digests[at])
    names = [name for name in digests.stated_anew(before, said) if name != "list_number"]
    groups = {member for name in names for member in GROUP_OF.get(name, ()) if member in WHOLE}
    gone = [name for name in groups if name not in names and ORDINAL[name] in before and ORDINAL[name] not in said]
    return names + gone


def _change(incoming: Incoming, at: int, stored: Stored, names: Sequence[str], current: Mapping[str, Any]) -> RowChange:
    before = digests.unpack(stored.field_digests)
    after = dict(before)
    said = digests.unpack(incoming.field_digests[at])
    change = RowChange(stored.id)
    if same("deadline_text", current.get("deadline_text"), incoming.value("deadline_text", at)):
        # The same words are no new statement, though another list may suggest another year for them.
        names = [name for name in names if name not in ("deadline_kind", "deadline")]
    for name in names:
        new = as_python(name, incoming.value(name, at))
        old = current[name]
        if name == "extra":
            new = _merged(old, new)
        if same(name, old, new):
            _adopt(after, said, name)
        elif name != "extra" and _edited(name, before, current):
            if name not in NOT_SAID and (name not in GROUP_OF or name == _head(name, names)):
                change.kept.append((name, old, new))
        else:
            change.changes.append((name, old, new))
            _adopt(after, said, name)
    if change.changes and "list_number" in incoming.columns:
        # A new serial number is no change by itself but follows other changes.
        new, old = incoming.value("list_number", at), current["list_number"]
        if new is not None and new != old and not _edited("list_number", before, current):
            change.changes.append(("list_number", old, new))
            _adopt(after, said, "list_number")
    change.field_digests = digests.join(after)
    return change


def _adopt(after: dict[int, bytes], said: Mapping[int, bytes], name: str) -> None:
    """The file owns the field now, with what it says."""
    digests.adopt(after, said, name)


def _head(name: str, names: Sequence[str]) -> str:
    """The one field of a group under which something kept is told."""
    return next(other for other in names if other in GROUP_OF[name] and other not in NOT_SAID)


def _edited(name: str, before: Mapping[int, bytes], current: Mapping[str, Any]) -> bool:
    """Whether a person changed the field, or one that belongs to it, since a file last wrote it."""
    for member in GROUP_OF.get(name, (name,)):
        value = as_stored(member, current[member])
        digest = digests.field_digest(value) if value is not None else None
        if digest != before.get(ORDINAL[member]):
            return True
    return False


def _merged(old: str | None, new: str | None) -> str | None:
    """Own columns of the source: what a file does not have stays."""
    if not old or not new:
        return new or old
    merged = {**json.loads(old), **json.loads(new)}
    return json.dumps(merged, ensure_ascii=False, separators=(",", ":"))


def same(name: str, old: Any, new: Any) -> bool:
    """Whether two values are the same statement: extra columns in any order, texts but for white space and width."""
    if name == "extra" and old and new:
        return json.loads(old) == json.loads(new)
    if name == "regions":
        return as_stored(name, old or []) == as_stored(name, new or [])
    if name == "pollutants":
        return list(old or []) == list(new or [])
    if isinstance(old, str) and isinstance(new, str):
        return digests.plain(old) == digests.plain(new)
    return old == new


def as_python(name: str, value: Any) -> Any:
    """A value from the child as ``read_fields`` gives it."""
    if name in LIST_FIELDS:
        return [list(item) if name == "regions" else item for item in value or ()]
    if value is None:
        return None
    kind = FIELDS[name][1]
    if kind == "date" or name == "deadline":
        return date.fromisoformat(value)
    return Decimal(value) / 1_000_000 if kind == "decimal" else value


def as_stored(name: str, value: Any) -> Any:
    """A value of ``read_fields`` as digests see it."""
    if name == "regions":
        return "、".join(pair[0] for pair in value) or None
    if name == "pollutants":
        return "、".join(value) or None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value * 1_000_000)
    return value
