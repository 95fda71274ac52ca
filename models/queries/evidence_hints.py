"""佐证体检: the hints about the evidence of problems, with what somebody explained of them.

Each problem is judged by what the ledger knows of all others: the same file by its SHA-256, near-same pictures by
their 64 bits, which are compared a piece of the bits at a time, so that fifty thousand pictures take a second.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, and_, func, select

from models.queries.evidence import EVIDENCE, VERSION
from models.queries.fields import PROBLEM
from models.rule_forms import rule_forms
from models.rules.evidence_checks import (
    CHECKS,
    NEAR_PICTURE,
    SAME_FILE,
    About,
    Finding,
    Limits,
    Piece,
    judge_before_after,
    judge_piece,
)
from models.rules.picture_likeness import near_pairs
from models.schema import EvidenceAnswer, RuleSetting
from models.store.id_lists import among

if TYPE_CHECKING:
    from models.store import Ledger

_ANSWER: Table = EvidenceAnswer.__table__  # type: ignore[assignment]
_RULE: Table = RuleSetting.__table__  # type: ignore[assignment]
_CHUNK = 800
_MOST_NAMED = 5
_ALMOST_SAME = 2
"""Bits."""


@dataclass(frozen=True)
class Hint:
    """Something to look at again. ``explained`` holds the words of 已说明, None while nobody said anything."""

    evidence_id: int
    check_key: str
    subject: str
    sentence: str
    explained: str | None = None
    problem_id: int = 0
    title: str = ""
    """Of the evidence."""

    @property
    def name(self) -> str:
        """Of the check."""
        return CHECKS[self.check_key]


def hints(ledger: Ledger, problem_ids: Iterable[int]) -> list[Hint]:
    """All hints about the evidence of these problems, explained or not, by problem and evidence."""
    with ledger.reading() as connection:
        return hints_in(connection, problem_ids)


def hints_in(connection: Connection, problem_ids: Iterable[int]) -> list[Hint]:
    """The same inside a reading that asks more."""
    wanted = sorted(set(problem_ids))
    pieces = _pieces(connection, wanted)
    if not pieces:
        return []
    limits = _limits(connection)
    abouts = _abouts(connection, sorted(pieces))
    found: list[tuple[int, Finding]] = []
    for problem_id, own in pieces.items():
        for piece in own:
            found += [(problem_id, one) for one in judge_piece(piece, abouts[problem_id], limits)]
        found += [(problem_id, one) for one in judge_before_after(own, limits)]
    found += _same_files(connection, pieces)
    found += _near_pictures(connection, pieces, limits)
    return _explained(connection, found)


def unread_count(ledger: Ledger, problem_ids: Sequence[int]) -> int:
    """How many versions of evidence of these problems nobody looked into yet."""
    with ledger.reading() as connection:
        query = (
            select(func.count())
            .select_from(VERSION)
            .join(EVIDENCE, EVIDENCE.c.id == VERSION.c.evidence_id)
            .where(
                VERSION.c.facts_read.is_(False), VERSION.c.removed_in.is_(None), EVIDENCE.c.removed_in.is_(None),
                among(EVIDENCE.c.problem_id, problem_ids),
            )
        )  # fmt: skip
        return int(connection.execute(query).scalar_one())


def _limits(connection: Connection) -> Limits:
    stored = {row.key: json.loads(row.value) for row in connection.execute(select(_RULE.c.key, _RULE.c.value))}

    def number(key: str) -> int:
        return int(stored.get(key, rule_forms()[key].preset))

    return Limits(number("evidence_far_metres"), number("evidence_near_bits"), number("evidence_grace_days"))


def _current() -> Any:
    """The newest version of every piece of evidence of problems in the ledger."""
    newest = (
        select(func.max(VERSION.c.number))
        .where(VERSION.c.evidence_id == EVIDENCE.c.id, VERSION.c.removed_in.is_(None))
        .correlate(EVIDENCE)
        .scalar_subquery()
    )
    return (
        select(
            EVIDENCE.c.problem_id, EVIDENCE.c.kind, VERSION.c.evidence_id, VERSION.c.name, VERSION.c.sha256,
            VERSION.c.taken_at, VERSION.c.longitude, VERSION.c.latitude, VERSION.c.likeness, VERSION.c.saved_by,
            VERSION.c.has_text,
        )
        .join(VERSION, and_(VERSION.c.evidence_id == EVIDENCE.c.id, VERSION.c.number == newest))
        .join(PROBLEM, PROBLEM.c.id == EVIDENCE.c.problem_id)
        .where(EVIDENCE.c.removed_in.is_(None), VERSION.c.removed_in.is_(None), PROBLEM.c.removed_in.is_(None))
    )  # fmt: skip


def _pieces(connection: Connection, wanted: Sequence[int]) -> dict[int, list[Piece]]:
    found: dict[int, list[Piece]] = defaultdict(list)
    for some in _chunks(wanted):
        query = _current().where(EVIDENCE.c.problem_id.in_(some)).order_by(EVIDENCE.c.problem_id, EVIDENCE.c.id)
        for row in connection.execute(query):
            place = (row.longitude, row.latitude) if row.longitude is not None and row.latitude is not None else None
            piece = Piece(
                row.evidence_id, row.kind, row.name, row.sha256, row.taken_at, place, row.likeness, row.saved_by,
                row.has_text,
            )  # fmt: skip
            found[row.problem_id].append(piece)
    return found


def _abouts(connection: Connection, problem_ids: Sequence[int]) -> dict[int, About]:
    columns = PROBLEM.c
    found: dict[int, About] = {}
    for some in _chunks(problem_ids):
        for row in connection.execute(select(PROBLEM).where(columns.id.in_(some))):
            place = (row.longitude, row.latitude) if row.longitude is not None and row.latitude is not None else None
            names = (row.responsible_unit, row.site_name, row.county, row.city, row.inspection_team)
            found[row.id] = About(
                row.found_on, row.assigned_on, row.completed_on, place, tuple(name for name in names if name)
            )
    return found


def _same_files(connection: Connection, pieces: Mapping[int, Sequence[Piece]]) -> Iterator[tuple[int, Finding]]:
    """The very same contents shown for another problem, in any version of it."""
    sums = sorted({piece.sha256 for own in pieces.values() for piece in own})
    users: dict[str, dict[int, str]] = defaultdict(dict)
    for some in _chunks(sums):
        query = (
            select(VERSION.c.sha256, PROBLEM.c.id, PROBLEM.c.ledger_number)
            .join(EVIDENCE, EVIDENCE.c.id == VERSION.c.evidence_id)
            .join(PROBLEM, PROBLEM.c.id == EVIDENCE.c.problem_id)
            .where(
                VERSION.c.sha256.in_(some), VERSION.c.removed_in.is_(None), EVIDENCE.c.removed_in.is_(None),
                PROBLEM.c.removed_in.is_(None),
            )
        )  # fmt: skip
        for sha256, problem_id, number in connection.execute(query):
            users[sha256][problem_id] = number
    for problem_id, own in pieces.items():
        for piece in own:
            others = {key: number for key, number in users[piece.sha256].items() if key != problem_id}
            if others:
                numbers = sorted(others.values())
                more = f"等 {len(numbers)} 条" if len(numbers) > _MOST_NAMED else ""
                sentence = f"同一个文件也用于问题 {'、'.join(numbers[:_MOST_NAMED])}{more}。"
                subject = _digest(",".join(map(str, sorted(others))))
                yield problem_id, Finding(piece.evidence_id, SAME_FILE, subject, sentence)


def _near_pictures(
    connection: Connection, pieces: Mapping[int, Sequence[Piece]], limits: Limits
) -> Iterator[tuple[int, Finding]]:
    """Pictures that differ in few bits from one of another problem, in any version of it; the very same file is told
    elsewhere."""
    if not any(piece.likeness for own in pieces.values() for piece in own):
        return
    query = (
        select(EVIDENCE.c.problem_id, VERSION.c.evidence_id, VERSION.c.likeness, VERSION.c.sha256)
        .join(EVIDENCE, EVIDENCE.c.id == VERSION.c.evidence_id)
        .join(PROBLEM, PROBLEM.c.id == EVIDENCE.c.problem_id)
        .where(
            VERSION.c.likeness.is_not(None), VERSION.c.removed_in.is_(None), EVIDENCE.c.removed_in.is_(None),
            PROBLEM.c.removed_in.is_(None),
        )
    )  # fmt: skip
    rows = [tuple(row) for row in connection.execute(query)]
    current = {(piece.evidence_id, piece.sha256) for own in pieces.values() for piece in own}
    near: dict[int, list[tuple[int, int]]] = defaultdict(list)
    asked = [(row[1], row[3]) in current for row in rows]
    for one, other, apart in near_pairs([row[2] for row in rows], asked, limits.near_bits):
        if rows[one][0] != rows[other][0] and rows[one][3] != rows[other][3]:
            for mine, theirs in ((one, other), (other, one)):
                if asked[mine]:
                    near[mine].append((apart, theirs))
    if not near:
        return
    numbers = _numbers(connection, {rows[theirs][0] for some in near.values() for _apart, theirs in some})
    for mine in sorted(near):
        problem_id, evidence_id, _likeness, _sha = rows[mine]
        nearest = sorted(near[mine])
        others = list(dict.fromkeys(numbers[rows[theirs][0]] for _apart, theirs in nearest))
        like = "几乎一样" if nearest[0][0] <= _ALMOST_SAME else "很相近"
        more = f"等 {len(others)} 条" if len(others) > _MOST_NAMED else ""
        sentence = f"与问题 {'、'.join(others[:_MOST_NAMED])}{more or ' '}的照片{like}。"
        shown = ",".join(sorted({rows[theirs][3] for _apart, theirs in nearest}))
        yield problem_id, Finding(evidence_id, NEAR_PICTURE, _digest(shown), sentence)


def _digest(words: str) -> str:
    """A short name for what a hint is about: with another file or problem it is another hint."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _numbers(connection: Connection, problem_ids: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in _chunks(sorted(problem_ids)):
        query = select(PROBLEM.c.id, PROBLEM.c.ledger_number).where(PROBLEM.c.id.in_(some))
        found.update((row[0], row[1]) for row in connection.execute(query))
    return found


def _explained(connection: Connection, found: Sequence[tuple[int, Finding]]) -> list[Hint]:
    evidence = sorted({finding.evidence_id for _problem, finding in found})
    answers: dict[tuple[int, str, str], str] = {}
    titles: dict[int, str] = {}
    for some in _chunks(evidence):
        query = select(_ANSWER).where(_ANSWER.c.evidence_id.in_(some), _ANSWER.c.removed_in.is_(None))
        for row in connection.execute(query):
            answers[row.evidence_id, row.check_key, row.subject] = row.explanation
        titles.update(
            (row[0], row[1])
            for row in connection.execute(select(EVIDENCE.c.id, EVIDENCE.c.title).where(EVIDENCE.c.id.in_(some)))
        )
    return [
        Hint(
            one.evidence_id, one.check_key, one.subject, one.sentence,
            answers.get((one.evidence_id, one.check_key, one.subject)), problem_id, titles[one.evidence_id],
        )
        for problem_id, one in sorted(found, key=lambda pair: (pair[0], pair[1].evidence_id))
    ]  # fmt: skip


def _chunks(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]
