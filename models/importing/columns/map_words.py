"""What the words of a header mean: its name, its labels on several levels, its last word, a slip of the pen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.excel.tables.table_layout import HeaderColumn
from models.importing.columns.aliases import AliasTable, nearest, normal, one_sign_off, without_brackets
from models.importing.columns.header_heads import fields_by_head, names_something_else
from models.importing.columns.header_patterns import fields_by_words, two_in_one
from models.late_regex import late_regex
from models.rules.text import half_width

Reading = tuple[float, str, tuple[str, ...], int]
"""score, reason, fields and rank of one way to understand a header"""

ACCEPT = 0.7
"""Best total a match needs; below 0.8 it is shown as 请确认."""
_LIKENESS = 0.7
_BARE = 2
"""A last label of so few signs (名称, 单位) means what the label above it makes of it."""
_ABOUT = late_regex(r"(?:的)?(?:基本)?(?:信息|情况)$")
"""问题信息 above 类型 means 问题类型."""
_JOINT = late_regex(r"[及和与、/（(]")
_PLACE_HEADER = late_regex(r"(?:所在|所属|属地|涉及|行政)*[省市县区州盟旗]{2,}(?:名称)?")
_ASIDE = late_regex(r"[(]([^)]{3,})[)]$")
_TEXTS = frozenset({("description",), ("measures",), ("progress",)})
"""溯源结论（存在问题) is what the brackets say, where the words before them say no more than a guess."""
_TRANSLATION = late_regex(r"(?<=[\u4e00-\u9fff）)])\s*(?=.*[a-z]{3})[A-Za-z][A-Za-z .'/\-]{2,}[A-Za-z.]$")
"""检查日期 Date: the same once more for readers of another language."""
_PLAN = late_regex(r"任务|计划|方案|要求|目标")
_DONE = ("completed_on",)
"""完成时间 below 整治任务 is the day by which, below 整改落实 the day on which."""
_SHARE_A_CELL = frozenset(
    [frozenset({"responsible_person", "phone"})]
    + [frozenset({name, "deadline_text"}) for name in ("requirement", "measures", "goal")]
)


def by_words(column: HeaderColumn, table: AliasTable) -> list[Reading]:
    """Score, reason, fields and rank for each way in which the header's words lead to fields."""
    path = chinese_of(column.path)
    last = path[-1] if path else column.name
    if normal(last) in table.never or normal(column.name) in table.never:
        return []
    for text in (last, "".join(path)):
        both = two_in_one(text)
        if both:
            return [(0.95, "名称相同", both, 0)]
    found: list[Reading] = []

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
        found = _by_likeness((without_brackets(last), normal("/".join(path) or column.name)), table)
    if all(score < ACCEPT for score, *_ in found):
        found += _by_guess(last, table)
    if len(path) > 1 and _PLAN.search(path[-2]):
        return _planned(found)
    return found


def _planned(found: list[Reading]) -> list[Reading]:
    """The same where what is done is what is to be done."""
    sure: list[Reading] = []
    for score, reason, fields, rank in found:
        if fields == _DONE:
            sure.append((score, reason, ("deadline_text",), rank))
            score -= 0.05
        sure.append((score, reason, fields, rank))
    return sure


def _by_likeness(texts: Sequence[str], table: AliasTable) -> list[Reading]:
    """Names that a header is like, or is but for one sign."""
    found: list[Reading] = []
    for text in dict.fromkeys(texts):
        best, likeness = nearest(text)
        if likeness >= _LIKENESS and len(text) >= 3:
            found.append((likeness * 0.8, "名称相近", table.loose[best], table.rank[best]))
        elif misspelt := _misspelt(text, table):
            found.append((0.76, "疑似错别字", table.loose[misspelt], table.rank[misspelt]))
    return found


def _by_guess(last: str, table: AliasTable) -> list[Reading]:
    """What the brackets behind an unknown label say, else what its last word does."""
    aside = _ASIDE.search(half_width(last))
    inside = table.loose.get(normal(aside[1]), ()) if aside else ()
    fields = inside if inside in _TEXTS else fields_by_head(without_brackets(last) or normal(last))
    return [(0.76, "按词义推断，请确认", fields, 60)] if fields else []


def _misspelt(text: str, table: AliasTable) -> str:
    """The alias that a header stands for but for one sign; 限办日期 and 签收时间 say something of their own."""
    alias, said = one_sign_off(text), fields_by_head(text)
    if names_something_else(text) or (alias and said and said != table.loose[alias]):
        return ""
    return alias


def chinese_of(path: Sequence[str]) -> tuple[str, ...]:
    """The labels without the Latin line that translates them: 企业名称 | Name of Enterprise; X is none."""
    path = tuple(_TRANSLATION.sub("", part) for part in path)
    chinese = tuple(part for part in path if not part.isascii())
    return (
        chinese
        if chinese and all(len(part) > 1 and part[:1].isalpha() for part in path if part.isascii())
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
