"""Finds for each row of a file the problem that it speaks of: exact passes first, then likeness, which only asks.

A person's word comes first. Then: our own number, the same words as last time, the source's number with equal words,
equal place, site and description, the source's number where name or words are near, a number that the problem had
before. Each pass is done for all rows before the next begins, so the order of rows does not matter. What is not certain
becomes a suspect and is held for a person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, select

from models.importing.choices import RowChoice
from models.importing.columns.constants import same_round
from models.importing.deciding.incoming import Incoming
from models.importing.deciding.similar import find_similar
from models.queries.fields import PROBLEM
from models.schema import BatchRow

_TRACE: Table = BatchRow.__table__  # type: ignore[assignment]
IN_CHUNK = 5_000
"""Keys asked for at a time; SQLite takes at most 32,766 parameters."""


class Stored(NamedTuple):
    """What matching needs to know of a problem."""

    id: int
    identity_key: str | None
    site_key: str | None
    number: str | None
    round: str | None
    row_digest: bytes | None
    field_digests: bytes | None
    trace_id: int | None
    status: str


@dataclass
class Matching:
    """Per row position: the matched problem, or the candidates that a person has to choose from."""

    target: dict[int, Stored] = field(default_factory=dict[int, Stored])
    why: dict[int, str] = field(default_factory=dict[int, str])
    candidates: dict[int, tuple[int, ...]] = field(default_factory=dict[int, tuple[int, ...]])
    same_words: set[int] = field(default_factory=set[int])
    """Rows that say exactly what the last import of their problem said."""
    repeats: dict[int, int] = field(default_factory=dict[int, int])
    """Row position to the first row of the files that is the same matter."""
    remarks: list[tuple[int, str, str]] = field(default_factory=list[tuple[int, str, str]])
    """(row position, field, words) to be told as warnings."""
    notes: list[str] = field(default_factory=list[str])
    left: set[int] = field(default_factory=set[int])
    """Rows that a person does not want imported."""

    def accept(self, at: int, stored: Stored, why: str) -> None:
        """This row is that problem."""
        self.target[at] = stored
        self.why[at] = why

    def suspect(self, at: int, ids: Iterable[int], why: str) -> None:
        """This row may be one of those."""
        self.candidates[at] = tuple(sorted(set(ids)))
        self.why[at] = why


class Prefetch:
    """Asks for the problems of equal identity while rows still arrive; ``groups`` leads from key to problems."""

    def __init__(self, connection: Connection, campaign_id: int | None) -> None:
        self.size = campaign_size(connection, campaign_id)
        self.groups: dict[str, list[Stored]] = {}
        self._connection = connection
        self._campaign_id = campaign_id
        self._asked: set[str] = set()

    def take(self, incoming: Incoming, start: int) -> None:
        """Ask for the rows from a position on."""
        if not self.size:
            return
        wanted = set(incoming.identity[start:]) - self._asked
        self._asked |= wanted
        found = _by_identity(self._connection, self._campaign_id or 0, list(wanted))
        self.groups.update(found)


def match_rows(
    connection: Connection,
    campaign_id: int | None,
    incoming: Incoming,
    prefetch: Prefetch | None = None,
    choices: Mapping[int, RowChoice] | None = None,
) -> Matching:
    """Match every row that is not refused; ``choices`` are a person's, by position."""
    from models.importing.cells.numbers import SourceNumbers

    found = Matching()
    taken: set[int] = set()
    left = [at for at, refused in enumerate(incoming.refused) if not refused]
    if choices:
        left = _by_hand(connection, incoming, left, choices, found, taken)
    _note_repeats(incoming, left, found)
    if any(incoming.column("ledger_number")):
        left = _by_ledger_number(connection, incoming, left, found, taken)
    if prefetch is None:
        prefetch = Prefetch(connection, campaign_id)
        prefetch.take(incoming, 0)
    size, groups = prefetch.size, prefetch.groups
    if campaign_id is None or not size:
        return found
    left = _same_words(incoming, left, groups, found, taken)
    numbers = SourceNumbers(connection, campaign_id, size, incoming, left)
    left = numbers.with_equal_words(left, found, taken)
    left = _same_matter(connection, incoming, left, groups, found, taken)
    left = numbers.near(left, found, taken)
    left = numbers.former(left, found, taken)
    left = numbers.unresolved(left, found, taken)
    if left:
        find_similar(connection, campaign_id, size, incoming, left, taken, found)
    return found


def chunked(keys: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """Keys in portions that one question can carry."""
    for start in range(0, len(keys), IN_CHUNK):
        yield keys[start : start + IN_CHUNK]


def stored_columns() -> Any:
    """The question for ``Stored`` rows that are not removed."""
    return (
        select(
            PROBLEM.c.id, PROBLEM.c.identity_key, PROBLEM.c.site_key, PROBLEM.c.number, PROBLEM.c.round,
            _TRACE.c.row_digest, _TRACE.c.field_digests, PROBLEM.c.trace_id, PROBLEM.c.status,
        )
        .select_from(PROBLEM.outerjoin(_TRACE, _TRACE.c.id == PROBLEM.c.trace_id))
        .where(PROBLEM.c.removed_in.is_(None))
    )  # fmt: skip


def stored_by_id(connection: Connection, ids: Iterable[int], campaign_id: int | None = None) -> dict[int, Stored]:
    """Problems by id, of one campaign where it is named."""
    found: dict[int, Stored] = {}
    for keys in chunked(sorted(set(ids))):
        query = stored_columns().where(PROBLEM.c.id.in_(keys))
        if campaign_id is not None:
            query = query.where(PROBLEM.c.campaign_id == campaign_id)
        found |= {row[0]: Stored(*row) for row in connection.execute(query)}
    return found


def campaign_size(connection: Connection, campaign_id: int | None) -> int:
    """Problems of a campaign, removed ones too."""
    if campaign_id is None:
        return 0
    query = select(func.count()).select_from(PROBLEM).where(PROBLEM.c.campaign_id == campaign_id)
    return int(connection.execute(query).scalar_one())


def _by_hand(
    connection: Connection, incoming: Incoming, left: list[int], choices: Mapping[int, RowChoice], found: Matching,
    taken: set[int],
) -> list[int]:  # fmt: skip
    """What a person said of single rows; a problem taken so is not there for other rows."""
    wanted = Counter(choice.problem_id for choice in choices.values() if choice.kind == "same")
    stored = stored_by_id(connection, [key for key in wanted if key is not None])
    taken.update(stored)
    for at, choice in choices.items():
        if choice.kind == "leave":
            found.left.add(at)
            found.why[at] = "选择不导入"
        elif choice.kind == "new":
            found.why[at] = "选择作为新问题"
        elif choice.problem_id not in stored:
            found.suspect(at, (), "选定的那条问题已不在台账里，请重新选择")
        elif wanted[choice.problem_id] > 1:
            found.suspect(at, [choice.problem_id], "有几行都选定为同一条问题，请重新选择")
        else:
            found.accept(at, stored[choice.problem_id], "手工认领")
            if stored[choice.problem_id].row_digest == incoming.row_digest[at]:
                found.same_words.add(at)
    return [at for at in left if at not in choices]


def _note_repeats(incoming: Incoming, left: Sequence[int], found: Matching) -> None:
    first: dict[Any, int] = {}
    identity, digest, texts = incoming.identity, incoming.row_digest, incoming.column("description")
    for at in left:
        # Without a description the same name may well stand for two matters; then all must be equal.
        key = identity[at] if texts[at] else digest[at]
        if first.setdefault(key, at) != at:
            found.repeats[at] = first[key]


def _by_ledger_number(
    connection: Connection, incoming: Incoming, left: list[int], found: Matching, taken: set[int]
) -> list[int]:
    """A file that we produced names our own numbers."""
    numbers = incoming.column("ledger_number")
    counts = Counter(numbers[at] for at in left if numbers[at])
    known: dict[str, Stored] = {}
    for keys in chunked([number for number, count in counts.items() if count == 1]):
        query = stored_columns().add_columns(PROBLEM.c.ledger_number).where(PROBLEM.c.ledger_number.in_(keys))
        for row in connection.execute(query):
            values = tuple(row)
            known[values[-1]] = Stored(*values[:-1])
    rest: list[int] = []
    for at in left:
        stored = known.get(numbers[at]) if numbers[at] else None
        if stored is None or stored.id in taken:
            rest.append(at)
            if numbers[at] and counts[numbers[at]] > 1:
                words = f"台账编号 {numbers[at]} 在清单里出现 {counts[numbers[at]]} 次，没有按编号认领"
                found.remarks.append((at, "ledger_number", words))
            continue
        found.accept(at, stored, "台账编号一致")
        taken.add(stored.id)
        if stored.row_digest == incoming.row_digest[at]:
            found.same_words.add(at)
    return rest


def _by_identity(connection: Connection, campaign_id: int, wanted: Sequence[str]) -> dict[str, list[Stored]]:
    """Problems of the campaign by identity key."""
    groups: dict[str, list[Stored]] = defaultdict(list)
    for keys in chunked(wanted):
        query = stored_columns().where(PROBLEM.c.campaign_id == campaign_id, PROBLEM.c.identity_key.in_(keys))
        for row in connection.execute(query).all():
            stored = Stored(*row)
            groups[stored.identity_key or ""].append(stored)
    return groups


def _same_words(
    incoming: Incoming, left: list[int], groups: dict[str, list[Stored]], found: Matching, taken: set[int]
) -> list[int]:
    """Rows that say exactly what was said last time, pair by pair: nothing can be lost by taking either of twins."""
    waiting: dict[tuple[str, bytes], list[Stored]] = {}
    for key, members in groups.items():
        for stored in sorted(members, reverse=True, key=_id):
            if stored.row_digest is not None and stored.id not in taken:
                waiting.setdefault((key, stored.row_digest), []).append(stored)
    rest: list[int] = []
    identity, digest = incoming.identity, incoming.row_digest
    for at in left:
        twins = waiting.get((identity[at], digest[at]))
        if twins:
            stored = twins.pop()
            found.target[at] = stored
            found.same_words.add(at)
            taken.add(stored.id)
        else:
            rest.append(at)
    return rest


def _id(stored: Stored) -> int:
    return stored.id


def _same_matter(
    connection: Connection, incoming: Incoming, left: list[int], groups: dict[str, list[Stored]], found: Matching,
    taken: set[int],
) -> list[int]:  # fmt: skip
    """Same place, site and description: certain only one to one, or where address, position and date decide."""
    asking: dict[str, list[int]] = defaultdict(list)
    rest: list[int] = []
    for at in left:
        if incoming.identity[at] in groups:
            asking[incoming.identity[at]].append(at)
        else:
            rest.append(at)
    rounds = incoming.column("round")
    for key, members in asking.items():
        free = [stored for stored in groups[key] if stored.id not in taken]
        here = {at: [stored for stored in free if same_round(stored.round, rounds[at])] for at in members}
        other_round = [at for at in members if free and not here[at]]
        for at in other_round:
            found.suspect(at, [stored.id for stored in free], "其他轮次已有相同的问题")
        members = [at for at in members if at not in other_round]
        ours = {stored.id: stored for at in members for stored in here[at]}
        if len(members) == 1 and len(ours) == 1:
            _take(found, taken, members[0], next(iter(ours.values())), "地点、名称和问题描述一致")
        elif not ours:
            rest += members
        else:
            _by_detail(connection, incoming, members, list(ours.values()), found, taken)
    return sorted(rest)


def _take(found: Matching, taken: set[int], at: int, stored: Stored, why: str) -> None:
    found.accept(at, stored, why)
    taken.add(stored.id)


_DETAILS = ("address", "longitude", "latitude", "found_on", "credit_code")


def _by_detail(
    connection: Connection,
    incoming: Incoming,
    members: list[int],
    stored: list[Stored],
    found: Matching,
    taken: set[int],
) -> None:
    """Among equals, those that alone share address, position and date belong together; the rest is held."""
    columns = [PROBLEM.c[name] for name in _DETAILS]
    query = select(PROBLEM.c.id, *columns).where(PROBLEM.c.id.in_([one.id for one in stored]))
    details = {row[0]: tuple(map(_plain, row[1:])) for row in connection.execute(query)}
    by_detail: dict[tuple[str, ...], list[Stored]] = defaultdict(list)
    for one in stored:
        by_detail[details[one.id]].append(one)
    asking: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at in members:
        asking[tuple(_plain(incoming.value(name, at)) for name in _DETAILS)].append(at)
    held = list(members)
    for detail, rows in asking.items():
        if len(rows) == 1 and len(by_detail.get(detail, ())) == 1:
            _take(found, taken, rows[0], by_detail[detail][0], "地点、名称、描述、位置和日期一致")
            held.remove(rows[0])
    free = [one.id for one in stored if one.id not in taken]
    if len(held) == 1 and len(free) == 1:
        last = next(one for one in stored if one.id == free[0])
        _take(found, taken, held[0], last, "地点、名称和问题描述一致")
        return
    for at in held:
        if free:
            words = "两" if len(free) == 2 else str(len(free))
            found.suspect(at, free, f"与{words}条相同" if len(free) > 1 else "清单中有几行与同一条相同")


def _plain(value: Any) -> str:
    return "" if value is None else str(value)
