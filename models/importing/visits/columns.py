"""Tells a log of site visits from a list of problems, and matches its columns to the fields of a visit.

No SQLAlchemy here: it runs in the child process that reads files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from models.excel.tables.table_layout import HeaderColumn
from models.importing.columns.aliases import normal, without_brackets
from models.importing.columns.evidence import Evidence
from models.importing.columns.map import Match
from models.importing.visits.visit_list import CARRIED, as_visit_fields
from models.paths import resource

_OF_A_TASK = frozenset({"deadline_text", "requirement", "measures", "goal", "said_status", "completed_on", "closed_on"})
"""A list with one of these hands over problems, whatever else it tells of their discovery."""
_SURE, _LIKELY = 1.0, 0.9


@dataclass(frozen=True)
class VisitWords:
    """Headers by field, those that tell a visit log by themselves, and words of its titles."""

    fields: Mapping[str, str]
    telling: frozenset[str]
    titles: tuple[str, ...]


@cache
def visit_words() -> VisitWords:
    """The shipped table, read once."""
    data = json.loads(resource("import/visit_aliases.json").read_text(encoding="utf-8"))
    fields: dict[str, str] = {}
    for name, headers in data["fields"].items():
        for header in headers:
            fields.setdefault(normal(header), name)
    return VisitWords(fields, frozenset(normal(header) for header in data["telling"]), tuple(data["titles"]))


def is_visit_log(columns: Sequence[HeaderColumn], matches: Mapping[int, Match], title: str) -> bool:
    """Whether the rows are visits: they say of each whether a problem was found, or the title says so.

    ``matches`` is how the columns would be read as a list of problems.
    """
    words = visit_words()
    heads = [_head(column) for column in columns]
    told = any(words.telling.intersection(one) for one in heads)
    titled = not told and any(one in title for one in words.titles)
    if not told and not titled:
        return False
    as_problem = {name for match in matches.values() for name in match.fields}
    if _OF_A_TASK & as_problem:
        return False
    found = {words.fields[text] for one in heads for text in one if text in words.fields}
    if not found & {"site_name", "address"}:
        return False
    return bool(found & {"visited_on", "team", "inspectors"})


def visit_matches(
    columns: Sequence[HeaderColumn], matches: Mapping[int, Match], evidence: Mapping[int, Evidence]
) -> dict[int, Match]:
    """Column index to its match; what the words of visit logs do not know is taken from the reading as problems."""
    words = visit_words().fields
    found: dict[int, Match] = {column.index: Match() for column in columns}
    taken: set[str] = set()
    for place in (0, 1):
        for column in columns:
            name = words.get(_head(column)[place], "")
            if name and name not in taken and not found[column.index].fields and not evidence[column.index].empty:
                found[column.index] = Match((name,), _SURE if place == 0 else _LIKELY, "列名")
                taken.add(name)
    for column in columns:
        guess = matches.get(column.index, Match())
        fields = tuple(name for name in as_visit_fields(guess.fields) if name not in taken)
        if fields and not found[column.index].fields and guess.fields[0] in CARRIED:
            found[column.index] = replace(guess, fields=fields, suggested=())
            taken.update(fields)
    return found


def _head(column: HeaderColumn) -> tuple[str, str]:
    """The last label of a header as words are compared, with and without what stands in brackets."""
    text = column.name.rsplit("/", 1)[-1] if normal(column.name) not in visit_words().fields else column.name
    return normal(text), without_brackets(text)
