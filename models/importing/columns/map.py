"""Matches the columns of a sheet to the ledger's fields by header words, then by what the cells look like."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from models.excel.tables.table_layout import HeaderColumn
from models.importing.columns.aliases import AliasTable, alias_table, nearest, normal, one_sign_off, without_brackets
from models.importing.columns.evidence import Evidence
from models.importing.columns.header_heads import fields_by_head
from models.importing.columns.header_patterns import fields_by_words, two_in_one
from models.importing.columns.map_cells import fields_by_cells
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
from models.late_regex import late_regex

ACCEPT = 0.7
"""Best total a match needs; below 0.8 it is shown as 请确认."""
SUGGEST = 0.5
"""From here on a use is shown to the clerk, who may take it."""

_WORTH_MOVING = 0.75
_LIKENESS = 0.7
_SURE_CODE = 0.8
_CODE = 8
"""From so many signs on, what is headed 编号 is more than the number of a row."""
_STATES, _LIMITS = 0.5, 0.2
"""So many cells with words of a state, or of a limit, say what 进展 or 完成时间 stands for."""
_HARDLY = 0.1
_BARE = 2
"""A last label of so few signs (名称, 单位) means what the label above it makes of it."""
_ABOUT = late_regex(r"(?:的)?(?:基本)?(?:信息|情况)$")
"""问题信息 above 类型 means 问题类型."""
_JOINT = late_regex(r"[及和与、/（(]")
_PLACE_HEADER = late_regex(r"(?:所在|所属|属地|涉及|行政)*[省市县区州盟旗]{2,}(?:名称)?")
_SHARE_A_CELL = frozenset(
    [frozenset({"responsible_person", "phone"})]
    + [frozenset({name, "deadline_text"}) for name in ("requirement", "measures", "goal")]
)


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
    for score, reason, fields, rank in _by_words(column, table):
        for position, use in enumerate(_uses(fields, evidence)):
            total = score + fitness(use[0], use, evidence) - 0.05 * position
            if use in (("said_status",), ("deadline_text",)) and use != fields:
                total -= 0.03  # 办理情况 with short answers gives way to 是否办结, 完成时间 to 整改时限
            if use == ("number",) and fields == ("list_number",) and use != _uses(fields, evidence)[0]:
                total -= 0.15  # 编号 beside 序号
            if use not in found or found[use].score < total:
                found[use] = Candidate(column.index, use, total, reason, rank)
    return list(found.values())


def _by_words(column: HeaderColumn, table: AliasTable) -> list[tuple[float, str, tuple[str, ...], int]]:
    """Score, reason, fields and rank for each way in which the header's words lead to fields."""
    path = chinese_of(column.path)
    last = path[-1] if path else column.name
    if normal(last) in table.never or normal(column.name) in table.never:
        return []
    for text in (last, "".join(path)):
        both = two_in_one(text)
        if both:
            return [(0.95, "名称相同", both, 0)]
    found: list[tuple[float, str, tuple[str, ...], int]] = []

    def look(text: str, exact: float, loose: float, reason: str) -> bool:
        plain = re.sub(r"\s+", "", text)
        if plain in table.exact:
            found.append((exact, reason, table.exact[plain], table.rank[normal(plain)]))
            return True
        for key in (normal(text), without_brackets(text)):
            if key and key in table.loose:
                found.append((loose, reason, table.loose[key], table.rank[key]))
                return True
        return False

    look("/".join(path) or column.name, 1.0, 0.95, "名称相同")
    if not found:
        parts = _compound(last, table)
        if parts:
            found.append((0.9, "合并的名称", parts, 0))
        elif _PLACE_HEADER.fullmatch(normal(last)):
            found.append((0.9, "名称相近", ("place",), 0))
    if len(path) > 1:
        joined = _ABOUT.sub("", path[-2]) + last
        if normal(joined) in table.never:
            return []
        if not look(joined, 0.97, 0.95, "两级名称相同") and len(normal(last)) <= _BARE:
            fields = fields_by_words(without_brackets(joined) or normal(joined))
            if fields == ():
                return []
            if fields:
                found.append((0.88, "按字面含义", fields, 50))
        if not found or normal(last) not in table.loose:
            look("".join(path), 0.9, 0.9, "名称相同")
        if not found or len(normal(last)) > _BARE:
            look(last, 0.87, 0.85, "下级名称相同")
    if not found:
        fields = fields_by_words(without_brackets(last) or normal(last))
        if fields == ():
            return []
        if fields:
            found.append((0.8, "按字面含义", fields, 50))
    if len(path) > 1:
        for parent in reversed(path[:-1]):
            look(parent, 0.72, 0.71, "上级名称相同")
    if not found:
        for text in dict.fromkeys((without_brackets(last), normal("/".join(path) or column.name))):
            best, likeness = nearest(text)
            if likeness >= _LIKENESS and len(text) >= 3:
                found.append((likeness * 0.8, "名称相近", table.loose[best], table.rank[best]))
            elif misspelt := one_sign_off(text):
                found.append((0.76, "疑似错别字", table.loose[misspelt], table.rank[misspelt]))
    if all(score < ACCEPT for score, *_ in found):
        fields = fields_by_head(without_brackets(last) or normal(last))
        if fields:
            found.append((0.76, "按词义推断，请确认", fields, 60))
    return found


def chinese_of(path: Sequence[str]) -> tuple[str, ...]:
    """The labels without the Latin line that translates them: 企业名称 | Name of Enterprise."""
    chinese = tuple(part for part in path if not part.isascii())
    return (
        chinese
        if chinese and all(part.isascii() and part[:1].isalpha() for part in path if part.isascii())
        else tuple(path)
    )


def _compound(header: str, table: AliasTable) -> tuple[str, ...] | None:
    """包保领导及电话, 整改要求和时限: two known words for two fields that can share a cell."""
    parts = [normal(part) for part in _JOINT.split(header) if normal(part)]
    if len(parts) != 2:
        return None
    fields = tuple(table.loose[part][0] for part in parts if part in table.loose)
    if len(fields) == 2 and frozenset(fields) in _SHARE_A_CELL:
        return fields
    return None


def _uses(fields: tuple[str, ...], evidence: Evidence) -> list[tuple[str, ...]]:
    """The fields that an alias can mean, given the cells."""
    field = fields[0]
    if field == "place":
        use = _place_use(evidence)
        return [use] if len(use) == 1 else [use, ("county",)]
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
    if field == "number" and evidence.running:
        return [("list_number",), ("number",)]
    if field == "completed_on" and evidence.limits >= _LIMITS:
        return [("deadline_text",), ("completed_on",)]  # 整改到位时间 with 6月底前 below it
    if field == "measures" and evidence.ticks >= 0.8:
        return []
    return [fields]


def _place_use(evidence: Evidence) -> tuple[str, ...]:
    """What 所在地区 holds: a county, a city, a province, or several levels in one cell."""
    shares = {level: evidence.places(level) for level in ("city", "county", "province")}
    best = max(shares, key=lambda level: shares[level])
    if shares[best] >= 0.6:
        return (best,)
    if shares["city"] + shares["province"] <= _HARDLY and max(shares["county"], evidence.several_places) > 0:
        return ("county",)  # many cells name several counties, a zone or a department
    return ("city", "county")
