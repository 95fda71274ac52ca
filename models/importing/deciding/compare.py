"""What a matched row changes, field by field: blanks erase nothing, and what a person edited is kept and told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from models.importing.cells import digests
from models.importing.choices import POLICY_WORDS
from models.importing.deciding.incoming import Incoming
from models.importing.deciding.match import Matching, Stored
from models.importing.deciding.policies import side_of
from models.importing.deciding.wishes import Wishes
from models.importing.field_list import FIELDS, GROUP_OF, LIST_FIELDS, NOT_SAID, ORDINAL
from models.operations.stored_values import read_fields

_PLACES = frozenset({"province", "city", "county"})
WHOLE = frozenset({"deadline_text", "deadline_kind", "deadline", "category", "accountability_category"})
"""Groups that a file replaces as one, also with nulls: a date does not outlive the wording it was read from."""
_CLEARED_TOO = {
    "deadline_text": ("deadline_kind", "deadline"), "category": ("accountability_category",), "city": ("regions",),
}  # fmt: skip
"""What 【清空】 in a field empties with it."""

Told = tuple[str, Any, Any]
"""Field, the ledger's value, the file's value."""


@dataclass
class RowChange:
    """A changed problem: (field, old, new) in Python values, the fields kept, and the digests to store."""

    problem_id: int
    changes: list[Told] = field(default_factory=list[Told])
    kept: list[Told] = field(default_factory=list[Told])
    """Edited here and different in the file: ours stays until a person chooses."""
    held: list[tuple[str, Any, Any, str]] = field(default_factory=list[tuple[str, Any, Any, str]])
    """(field, ours, the file's, why) of what a policy or a person's choice keeps."""
    appended: set[str] = field(default_factory=set[str])
    cleared: set[str] = field(default_factory=set[str])
    settled: bool = False
    """Whether a person chose the ledger's side, which is remembered although no field changes."""
    by_policy: bool = False
    """Whether a policy held something back, so that the row has to be looked at again next time."""
    field_digests: bytes = b""

    @property
    def cells(self) -> int:
        """Changed cells that a reader counts: a serial number is none."""
        return sum(name != "list_number" for name, _, _ in self.changes)

    @property
    def says_all(self) -> bool:
        """Whether everything that the row says is in the ledger or was decided."""
        return not self.kept and not self.by_policy


def compare_rows(
    connection: Connection, incoming: Incoming, matching: Matching, wishes: Wishes, mark: Callable[[int], str]
) -> dict[int, RowChange]:
    """Row position to its change, for matched rows that say something new (kept fields alone count as a change too).

    ``mark`` gives the words that stand before a text that a row appends, e.g. （2019-04-26 第7批）.
    """
    forced = wishes.policies.all_forced
    asked = [
        at for at, stored in matching.target.items()
        if forced or at not in matching.same_words or at in wishes.sides or _says_more(incoming, at, stored)
    ]  # fmt: skip
    news = {at: _news(incoming, at, matching.target[at], wishes, forced) for at in asked}
    asked = [at for at in asked if news[at]]
    current = current_values(connection, incoming, {at: matching.target[at] for at in asked}, news)
    found: dict[int, RowChange] = {}
    for at in asked:
        stored = matching.target[at]
        change = row_change(incoming, at, stored, news[at], current[stored.id], wishes, mark)
        if change.changes or change.kept or change.settled:
            found[at] = change
    return found


def _says_more(incoming: Incoming, at: int, stored: Stored) -> bool:
    """Whether the same words hold a field that was barred (禁止导入) when they were written."""
    return len(incoming.field_digests[at]) > len(stored.field_digests or b"")


def current_values(
    connection: Connection, incoming: Incoming, stored: Mapping[int, Stored], news: Mapping[int, Sequence[str]]
) -> dict[int, dict[str, Any]]:
    """What the ledger holds of the fields in question, and of those that belong to them."""
    names = {name for at in stored for name in news[at]}
    wanted = {"list_number"} | {member for name in names for member in GROUP_OF.get(name, {name})}
    if "extra" in incoming.columns:
        wanted.add("extra")
    return read_fields(connection, [one.id for one in stored.values()], wanted) if stored else {}


def news_of(incoming: Incoming, at: int, stored: Stored, wishes: Wishes) -> list[str]:
    """Fields of one matched row that have to be looked at."""
    return _news(incoming, at, stored, wishes, wishes.policies.all_forced)


def _news(incoming: Incoming, at: int, stored: Stored, wishes: Wishes, forced: frozenset[str]) -> list[str]:
    """Fields about which the row says something else than the last import did, or for which a person spoke."""
    named = {member for name in wishes.sides.get(at, ()) for member in (name, *GROUP_OF.get(name, ()))} | forced
    named |= _cleared(incoming, at)
    if incoming.field_digests[at] == stored.field_digests and not named:
        return []
    before = digests.unpack(stored.field_digests)
    said = digests.unpack(incoming.field_digests[at])
    names = [name for name in digests.stated_anew(before, said) if name != "list_number"]
    if not _PLACES.isdisjoint(names) and "regions" not in names and ORDINAL["regions"] in said:
        names.append("regions")  # the same county in the right city has another code
    groups = {member for name in names for member in GROUP_OF.get(name, ()) if member in WHOLE}
    gone = [name for name in groups if name not in names and ORDINAL[name] in before and ORDINAL[name] not in said]
    if not named:
        return names + gone
    emptied = _cleared(incoming, at)
    more = [name for name in ORDINAL if name in named and (name in emptied or ORDINAL[name] in said)]
    return list(dict.fromkeys([*names, *gone, *more]))


def _cleared(incoming: Incoming, at: int) -> set[str]:
    """Fields that the row empties on purpose."""
    said = incoming.clears.get(at)
    if not said:
        return set()
    plain = {name.split("/")[0] for name in said}
    more = {
        other for name in plain for other in _CLEARED_TOO.get(name, ())
        if incoming.value(other, at) in (None, []) or name in ("deadline_text", "category")
    }  # fmt: skip
    return plain | more


def row_change(
    incoming: Incoming, at: int, stored: Stored, names: Sequence[str], current: Mapping[str, Any], wishes: Wishes,
    mark: Callable[[int], str],
) -> RowChange:  # fmt: skip
    """What becomes of the named fields of one row."""
    before = digests.unpack(stored.field_digests)
    after = dict(before)
    said = digests.unpack(incoming.field_digests[at])
    change = RowChange(stored.id)
    emptied = _cleared(incoming, at)
    wording = "deadline_text" not in emptied and "deadline_text" not in wishes.sides.get(at, ())
    if wording and same("deadline_text", current.get("deadline_text"), incoming.value("deadline_text", at)):
        # The same words are no new statement, though another list may suggest another year for them.
        names = [name for name in names if name not in ("deadline_kind", "deadline")]
    for name in names:
        old = current[name]
        new = _offered(incoming, at, name, old, emptied)
        if same(name, old, new):
            _adopt(after, said, name)
            continue
        taken = _judged(change, name, old, new, names, _Fact(before, current, wishes, at, mark))
        if taken is not None and not same(name, old, taken[0]):
            change.changes.append((name, old, taken[0]))
            if name in emptied and name != "extra":
                change.cleared.add(name)
        if taken is not None or (change.settled and _sided(name, at, wishes) == "ours"):
            _adopt(after, said, name)
    if change.changes and "list_number" in incoming.columns:
        # A new serial number is no change by itself but follows other changes.
        new, old = incoming.value("list_number", at), current["list_number"]
        free = wishes.policies.of("list_number") == "file"
        if new is not None and new != old and free and not _edited("list_number", before, current):
            change.changes.append(("list_number", old, new))
            _adopt(after, said, "list_number")
    change.field_digests = digests.join(after)
    return change


@dataclass(frozen=True)
class _Fact:
    """What judging a field of one row goes by."""

    before: Mapping[int, bytes]
    current: Mapping[str, Any]
    wishes: Wishes
    at: int
    mark: Callable[[int], str]


def _offered(incoming: Incoming, at: int, name: str, old: Any, emptied: set[str]) -> Any:
    """The value that the file offers; null where it empties the field."""
    if name == "extra":
        merged = _merged(old, incoming.value("extra", at))
        gone = [said.removeprefix("extra/") for said in incoming.clears.get(at, ()) if said.startswith("extra/")]
        if not gone or not merged:
            return merged
        members = {key: text for key, text in json.loads(merged).items() if key not in gone}
        return json.dumps(members, ensure_ascii=False, separators=(",", ":")) if members else None
    if name in emptied:
        return [] if name in LIST_FIELDS else None
    return as_python(name, incoming.value(name, at))


def _sided(name: str, at: int, wishes: Wishes) -> str | None:
    sides = wishes.sides.get(at)
    return side_of(name, sides) if sides else None


def _judged(change: RowChange, name: str, old: Any, new: Any, names: Sequence[str], fact: _Fact) -> tuple[Any] | None:
    """The value to write, in a tuple; None where the ledger's stays, which is noted in ``change``."""
    side = _sided(name, fact.at, fact.wishes)
    if side == "file":
        return (new,)
    if side == "ours":
        change.settled = True
        change.held.append((name, old, new, "已选择保留本库"))
        return None
    policies = fact.wishes.policies
    policy = policies.of(name)
    blank = old is None or old in ("", [])
    if policy in ("never", "keep") or (policy == "fill" and not blank):
        change.by_policy = True
        change.held.append((name, old, new, f"按“{POLICY_WORDS[policy]}”"))
        return None
    if policy == "append" and isinstance(new, str) and not blank:
        return _appended(change, name, str(old), new, fact)
    edited = name != "extra" and not policies.forced(name) and _edited(name, fact.before, fact.current)
    if (policy == "ask" and (edited or not blank)) or (edited and policy == "file"):
        if name not in NOT_SAID and (name not in GROUP_OF or name == _head(name, names)):
            change.kept.append((name, old, new))
        return None
    return (new,)


def _appended(change: RowChange, name: str, old: str, new: str, fact: _Fact) -> tuple[Any] | None:
    """The ledger's text with the file's behind it, once; a text that goes on where ours ends replaces it."""
    ours, theirs = digests.plain(old), digests.plain(new)
    if theirs in ours:
        return (old,)
    change.appended.add(name)
    return (new,) if ours in theirs else (f"{old}\n{fact.mark(fact.at)}{new}",)


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
        return [tuple(pair) for pair in old or ()] == [tuple(pair) for pair in new or ()]
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
