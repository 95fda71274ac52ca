"""Several problems side by side: each kind of problem has its own columns under a label of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from models.excel.tables.table_layout import HeaderColumn
from models.importing.columns.aliases import AliasTable, normal, without_brackets
from models.importing.columns.header_patterns import fields_by_words
from models.importing.columns.map_groups import Group
from models.late_regex import late_regex

_TOLD_WITH_IT = frozenset({("measures",), ("requirement",), ("goal",), ("progress",)})
"""What each kind of problem may have of its own beside its description."""
_LEVEL = late_regex(r"^(?:省|市|州|县|区|县区|乡|镇|乡镇|镇街|街道|村)级?$")
_ANSWERABLE = frozenset({("responsible_unit",), ("responsible_person",)})


def families(columns: Sequence[HeaderColumn], table: AliasTable) -> list[Group]:
    """废水 | 描述, 措施 beside 固废 | 描述, 措施: both descriptions are the problem's, both measures its measures.

    Only where the descriptions repeat below different labels; what repeats below 一季度 and 二季度 is no family. Units
    and people told by level (责任单位 | 市级, 县级) all answer for it.
    """
    by_label: dict[str, list[HeaderColumn]] = defaultdict(list)
    for column in columns:
        if len(column.path) > 1:
            by_label[normal(column.path[-1])].append(column)
    meanings = {label: _meaning(label, table) for label in by_label}
    parents = {
        member.path[:-1]
        for label, members in by_label.items()
        if meanings[label] == ("description",) and len({member.path[:-1] for member in members}) > 1
        for member in members
    }
    found: list[Group] = []
    for label, members in by_label.items():
        fields = meanings[label]
        own = [member for member in members if member.path[:-1] in parents]
        if len({member.path[:-1] for member in own}) < 2 or len(own) != len({member.path for member in own}):
            continue
        if fields == ("description",) or fields in _TOLD_WITH_IT:
            found += [(member.index, fields, "各类问题分列") for member in own]
    return found + _levels(columns, table)


def _levels(columns: Sequence[HeaderColumn], table: AliasTable) -> list[Group]:
    below: dict[tuple[str, ...], list[HeaderColumn]] = defaultdict(list)
    for column in columns:
        if len(column.path) > 1 and _LEVEL.match(normal(column.path[-1])):
            below[column.path[:-1]].append(column)
    return [
        (member.index, fields, "各级分列")
        for path, members in below.items()
        if len(members) > 1 and (fields := _meaning(path[-1], table)) in _ANSWERABLE
        for member in members
    ]


def _meaning(label: str, table: AliasTable) -> tuple[str, ...]:
    plain = without_brackets(label) or normal(label)
    return table.loose.get(plain) or fields_by_words(plain) or ()
