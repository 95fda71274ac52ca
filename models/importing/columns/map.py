"""Matches the columns of a sheet to the ledger's fields by header words, then by what the cells look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from models.excel.tables.table_layout import HeaderColumn
from models.importing.columns.aliases import AliasTable, alias_table
from models.importing.columns.evidence import Evidence
from models.importing.columns.map_cells import fields_by_cells
from models.importing.columns.map_families import families
from models.importing.columns.map_fitness import fitness
from models.importing.columns.map_groups import (
    angle_parts,
    date_parts,
    numbered_headers,
    own_headers,
    shared_headers,
    tick_groups,
)
from models.importing.columns.map_repairs import by_content, name_by_content, settle_choices
from models.importing.columns.map_words import ACCEPT, Reading, by_words
from models.late_regex import late_regex

SUGGEST = 0.5
"""From here on a use is shown to the clerk, who may take it."""

_WORTH_MOVING = 0.75
_SURE_CODE = 0.8
_CODE = 8
"""From so many signs on, what is headed 编号 is more than the number of a row."""
_LONG_COUNT = 5
"""图斑号 140001, 140002 … counts as well, yet is the source's own number."""
_STATES, _LIMITS = 0.5, 0.2
"""So many cells with words of a state, or of a limit, say what 进展 or 完成时间 stands for."""
_HARDLY = 0.1
_TASK = late_regex(r"(?:整改|整治|治理)任务$")
_WEAK = 0.78
"""Below what any header says that names the problem itself."""


@dataclass
class Candidate:
    """One way to use a column."""

    index: int
    fields: tuple[str, ...]
    score: float
    reason: str
    rank: int = 0


@dataclass
class Match:
    """What was decided for a column; ``keep`` says that its text goes to the extra columns as well."""

    fields: tuple[str, ...] = ()
    score: float = 0.0
    reason: str = "未匹配"
    keep: bool = False
    suggested: tuple[str, ...] = ()
    """What it may mean, too unsure to be taken without a person's word."""


def match_columns(
    columns: Sequence[HeaderColumn],
    evidence: Mapping[int, Evidence],
    known: Mapping[str, Sequence[str]] | None = None,
    custom: Mapping[str, str] | None = None,
) -> dict[int, Match]:
    """Column index to its match; ``known`` is a remembered header -> fields table that goes before everything.

    ``custom`` leads from the titles of the bureau's own fields to their keys; an equal header is taken for them.

    A column that repeats another one (the same table again, side by side) is matched as that one.
    """
    twins = {column.index: column.twin for column in columns if column.twin is not None}
    if twins:
        first = match_columns([column for column in columns if column.twin is None], evidence, known, custom)
        return first | {index: first.get(twin, Match()) for index, twin in twins.items()}
    table = alias_table()
    matches = {column.index: Match() for column in columns}
    taken: set[str] = set()
    if known is not None:
        for column in columns:
            if column.name in known:
                matches[column.index] = Match(tuple(known[column.name]), 1.0, "方案")
                taken.update(known[column.name])
        return matches
    groups = [
        *angle_parts(columns),
        *date_parts(columns, table),
        *tick_groups(columns, evidence, table),
        *shared_headers(columns, evidence, table),
        *numbered_headers(columns, table),
        *families(columns, table),
        *own_headers(columns, custom or {}),
    ]
    for index, fields, reason in groups:
        matches[index] = Match(fields, 0.95, reason)
        taken.update(fields)
    candidates = [
        candidate
        for column in columns
        if not matches[column.index].fields
        for candidate in _candidates(column, evidence[column.index], table)
    ]
    for index, match in _best_total(candidates, taken).items():
        matches[index] = match
        taken.update(match.fields)
    by_content(columns, evidence, matches, taken)
    settle_choices(columns, evidence, matches)
    fields_by_cells(columns, evidence, matches, taken)
    name_by_content(columns, evidence, matches)
    _suggest(candidates, matches)
    return matches


def _suggest(candidates: Sequence[Candidate], matches: Mapping[int, Match]) -> None:
    """The best use of each free column that no other column has and that is not sure enough to be taken."""
    taken = {field for match in matches.values() for field in match.fields}
    for candidate in sorted(candidates, key=lambda c: (-c.score, c.rank, c.index)):
        match = matches[candidate.index]
        if match.fields or match.suggested or not SUGGEST <= candidate.score < ACCEPT:
            continue
        if not taken.intersection(candidate.fields):
            match.suggested, match.score = candidate.fields, round(candidate.score, 2)
            taken.update(candidate.fields)


def _best_total(candidates: Sequence[Candidate], taken: set[str]) -> dict[int, Match]:
    """Each column to one use and each field to one column, so that the scores add up to the most.

    The best go first; a column that finds its field taken may move the holder to the holder's next best use.
    """
    good = sorted((c for c in candidates if c.score >= ACCEPT), key=lambda c: (-c.score, c.rank, c.index))
    chosen: dict[int, Candidate] = {}
    held: dict[str, int] = {}

    def place(candidate: Candidate, moving: frozenset[int]) -> bool:
        free = [field for field in candidate.fields if field not in taken and field not in held]
        if free and (len(candidate.fields) == 1 or candidate.fields[0] in free):
            chosen[candidate.index] = replace(candidate, fields=tuple(free))
            held.update(dict.fromkeys(free, candidate.index))
            return True
        holder = held.get(candidate.fields[0])
        if holder is None or holder in moving or len(candidate.fields) > 1:
            return False
        old = chosen.pop(holder)
        for field in old.fields:
            del held[field]
        others = [c for c in good if c.index == holder and not set(c.fields) & set(old.fields)]
        for other in others:
            gain = candidate.score + other.score - old.score
            if gain > _WORTH_MOVING and place(other, moving | {candidate.index, holder}):
                return place(candidate, moving | {candidate.index, holder})
        chosen[holder] = old
        held.update(dict.fromkeys(old.fields, holder))
        return False

    for candidate in good:
        if candidate.index not in chosen:
            place(candidate, frozenset({candidate.index}))
    return {
        index: Match(candidate.fields, round(min(candidate.score, 1.0), 2), candidate.reason)
        for index, candidate in chosen.items()
    }


def _candidates(column: HeaderColumn, evidence: Evidence, table: AliasTable) -> list[Candidate]:
    found: dict[tuple[str, ...], Candidate] = {}
    for score, reason, fields, rank in _without_tasks(column, by_words(column, table)):
        for position, use in enumerate(_uses(fields, evidence)):
            total = score + fitness(use[0], use, evidence) - 0.05 * position
            if use in (("said_status",), ("deadline_text",)) and use != fields:
                total -= 0.03  # 办理情况 with short answers gives way to 是否办结, 完成时间 to 整改时限
            if use == ("number",) and fields == ("list_number",) and use != _uses(fields, evidence)[0]:
                total -= 0.15  # 编号 beside 序号
            if use not in found or found[use].score < total:
                found[use] = Candidate(column.index, use, total, reason, rank)
    return list(found.values())


def _without_tasks(column: HeaderColumn, readings: list[Reading]) -> list[Reading]:
    """整改任务 is the problem of a list of tasks, yet the measures of one that has a column for the problem itself."""
    if not _TASK.search(column.path[-1] if column.path else column.name):
        return readings
    found: list[Reading] = []
    for score, reason, fields, rank in readings:
        if fields == ("description",):
            score = min(score, _WEAK)
            found.append((score - 0.03, reason, ("measures",), rank))
        found.append((score, reason, fields, rank))
    return found


def _uses(fields: tuple[str, ...], evidence: Evidence) -> list[tuple[str, ...]]:
    """The fields that an alias can mean, given the cells."""
    field = fields[0]
    if field == "place":
        use = _place_use(evidence)
        return [use] if len(use) == 1 else [use, ("county",)]
    if field == "ledger_number" and not evidence.empty and evidence.own_numbers < _STATES:
        return _uses(("number",), evidence)  # the 台账编号 of another office
    if field == "address" and evidence.places("city") >= 0.8:
        return [("city",)]
    if field in ("said_status", "progress"):
        short = (evidence.length <= 8 and evidence.different <= 0.5) or (evidence.total <= 6 and evidence.length <= 6)
        if short and not evidence.empty:
            if field == "said_status":
                return [("said_status",)]
            both = [("said_status",), ("progress",)]
            return both if evidence.states >= _STATES else both[::-1]
        return [("progress",)] if evidence.length > 14 else [fields]
    long = evidence.length >= _CODE or evidence.coded >= _SURE_CODE
    if field == "list_number" and long and evidence.different > 0.9 and not evidence.running:
        return [("number",), ("list_number",)]
    if field == "list_number" and evidence.different > 0.9 and not evidence.running:
        return [fields, ("number",)]
    if field == "number" and evidence.running and evidence.length < _LONG_COUNT:
        return [("list_number",), ("number",)]
    if field == "completed_on" and evidence.limits >= _LIMITS:
        return [("deadline_text",), ("completed_on",)]  # 整改到位时间 with 6月底前 below it
    if field == "measures" and evidence.ticks >= 0.8:
        return []
    return [fields]


def _place_use(evidence: Evidence) -> tuple[str, ...]:
    """What 所在地区 holds: a county, a city, a province, or several levels in one cell."""
    shares = {level: evidence.places(level) for level in ("city", "county", "province")}
    if evidence.city_first >= 0.6:
        return ("city", "county")
    best = max(shares, key=lambda level: shares[level])
    if shares[best] >= 0.6:
        return (best,)
    if shares["city"] + shares["province"] <= _HARDLY and max(shares["county"], evidence.several_places) > 0:
        return ("county",)  # many cells name several counties, a zone or a department
    return ("city", "county")
