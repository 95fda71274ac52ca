"""Columns that only together say something: degrees-minutes-seconds in three columns, answers given by a tick."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from models.excel.tables.table_layout import HeaderColumn
from models.importing.columns.aliases import AliasTable, normal, without_brackets
from models.importing.columns.evidence import Evidence
from models.importing.columns.header_patterns import fields_by_words, two_in_one
from models.late_regex import late_regex

_PART = late_regex(r"^(?:.*?)(经度|东经|纬度|维度|北纬)(度|分|秒)$")
_WAYS = frozenset(
    ("关停取缔", "整合搬迁", "升级改造", "加强监管", "关停取缔类", "整合搬迁类", "升级改造类", "提升改造", "整改提升")
)
_MEDIA = frozenset(
    ("水", "大气", "土壤", "生态", "噪声", "辐射", "海洋", "固废", "固体废物", "油烟", "扬尘", "垃圾", "重金属",
     "水污染", "大气污染", "土壤污染", "生态破坏", "噪声污染", "其他污染")
)  # fmt: skip

_ANSWERS = frozenset({"said_status", "category", "pollutants", "industry"})
"""Fields that a ticked column under their header can answer."""

_SURE = 0.8
_NUMBERED_LABEL = late_regex(r"^([^\d]{2,10}?)[1-9一二三四五六七八九①-⑨]$")
_SEVERAL_TEXTS = frozenset(("description", "measures", "requirement"))
_DATE_PARTS = ("年", "月", "日")
_DATE_ORDERS = (["年", "月", "日"], ["年", "月"], ["月", "日"])
_DATED = frozenset(("found_on", "assigned_on", "completed_on", "closed_on", "deadline_text"))

Group = tuple[int, tuple[str, ...], str]
"""column index, fields, reason"""


def angle_part(column: HeaderColumn) -> tuple[str, str] | None:
    """("longitude", "度") for a column that holds one part of an angle."""
    found = _PART.match(normal("".join(column.path) or column.name))
    if not found:
        return None
    return "longitude" if found[1] in ("经度", "东经") else "latitude", found[2]


def angle_parts(columns: Sequence[HeaderColumn]) -> list[Group]:
    """The columns of angles split into parts, where at least degrees and minutes stand apart."""
    parts: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for column in columns:
        part = angle_part(column)
        if part:
            parts[part[0]].append((column.index, part[1]))
    return [
        (index, (field,), "度分秒分列")
        for field, members in parts.items()
        if {"度", "分"} <= {part for _, part in members}
        for index, _ in members
    ]


def date_part(column: HeaderColumn) -> str | None:
    """年, 月 or 日 for a column under a label of its own that holds one part of a date."""
    part = normal(column.path[-1]) if len(column.path) > 1 else ""
    return part if part in _DATE_PARTS else None


def date_parts(columns: Sequence[HeaderColumn], table: AliasTable) -> list[Group]:
    """The columns of dates split into 年, 月 and 日 under one label (检查日期, 整改时限)."""
    families: dict[tuple[str, ...], list[HeaderColumn]] = defaultdict(list)
    for column in columns:
        if date_part(column):
            families[column.path[:-1]].append(column)
    found: list[Group] = []
    for parents, members in families.items():
        if [date_part(member) for member in members] not in _DATE_ORDERS:
            continue
        label = parents[-1]
        fields = table.loose.get(normal(label)) or fields_by_words(without_brackets(label)) or ()
        if fields and fields[0] in _DATED:
            found += [(member.index, fields[:1], "年月日分列") for member in members]
    return found


def tick_groups(columns: Sequence[HeaderColumn], evidence: Mapping[int, Evidence], table: AliasTable) -> list[Group]:
    """Neighbouring columns under one header whose cells are ticks: the ticked header is the answer."""
    families: dict[tuple[str, ...], list[HeaderColumn]] = defaultdict(list)
    for column in columns:
        families[column.path[:-1] if len(column.path) > 1 else ()].append(column)
    found: list[Group] = []
    for parents, members in families.items():
        if parents:
            field = _field_of(parents, table)
        else:
            words = [without_brackets(member.name) for member in members]
            ways = [member for member, word in zip(members, words, strict=True) if word in _WAYS]
            media = [member for member, word in zip(members, words, strict=True) if word in _MEDIA]
            field, members = ("measures", ways) if len(ways) >= len(media) else ("pollutants", media)
        if field is None or len(members) < 2 or not _ticked(members, evidence):
            continue
        found += [(member.index, (field,), "勾选列") for member in members]
    return found


def _field_of(parents: tuple[str, ...], table: AliasTable) -> str | None:
    for parent in reversed(parents):
        for key in (normal(parent), without_brackets(parent)):
            if key in table.tick_parents:
                return table.tick_parents[key]
            if table.loose.get(key, ("",))[0] in _ANSWERS:
                return table.loose[key][0]
    return None


def _ticked(members: Sequence[HeaderColumn], evidence: Mapping[int, Evidence]) -> bool:
    seen = [evidence[member.index] for member in members if not evidence[member.index].empty]
    return bool(seen) and all(column.ticks >= 0.8 for column in seen)


def numbered_headers(columns: Sequence[HeaderColumn], table: AliasTable) -> list[Group]:
    """问题1, 问题2, 问题3: one text in several columns."""
    stems: dict[tuple[str, ...], list[HeaderColumn]] = defaultdict(list)
    for column in columns:
        found = _NUMBERED_LABEL.match(normal(column.path[-1] if column.path else column.name))
        fields = table.loose.get(found[1]) if found else None
        if fields and fields[0] in _SEVERAL_TEXTS:
            stems[fields].append(column)
    return [(c.index, fields, "同类多列") for fields, members in stems.items() if len(members) > 1 for c in members]


def own_headers(columns: Sequence[HeaderColumn], custom: Mapping[str, str]) -> list[Group]:
    """Columns headed like a field of the bureau's own, its unit behind it or not: 罚款金额（万元）; each field once."""
    if not custom:
        return []
    keys = {normal(title): key for title, key in custom.items()}
    found: dict[str, Group] = {}
    for column in columns:
        last = column.path[-1] if column.path else column.name
        for text in (normal(column.name), normal(last), without_brackets(last)):
            if text in keys and keys[text] not in found:
                found[keys[text]] = (column.index, (keys[text],), "自定义字段")
                break
    return list(found.values())


def shared_headers(columns: Sequence[HeaderColumn], evidence: Mapping[int, Evidence], table: AliasTable) -> list[Group]:
    """Two neighbours under one label that names two things: 经纬度 over two columns, 联系人及电话 over two."""
    found: list[Group] = []
    for left, right in pairwise(columns):
        if not left.name or left.name != right.name or right.index != left.index + 1:
            continue
        last = left.path[-1] if left.path else left.name
        fields = two_in_one(last) or table.loose.get(normal(last), ())
        if len(fields) != 2 or evidence[left.index].empty or evidence[right.index].empty:
            continue
        first, second = evidence[left.index], evidence[right.index]
        if fields == ("longitude", "latitude"):
            if min(first.angles, second.angles) < _SURE:
                continue
            fields = fields if first.middle >= second.middle else fields[::-1]
        elif fields[1] == "phone" and first.phones > second.phones:
            fields = fields[::-1]
        found += [(left.index, fields[:1], "一个表头两列"), (right.index, fields[1:], "一个表头两列")]
    return found
