"""Columns whose header says nothing to us, told by their cells: counting numbers, places, limits, addresses, codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from models.excel.tables.table_layout import HeaderColumn
from models.importing.columns.aliases import alias_table, normal, without_brackets
from models.importing.columns.evidence import Evidence
from models.importing.columns.header_patterns import fields_by_words
from models.late_regex import late_regex

if TYPE_CHECKING:
    from models.importing.columns.map import Match

_SCORE = 0.72
_SURE = 0.8
_MOSTLY = 0.6
_LEAST = 2
"""Fewer cells than these prove nothing."""
_ADDRESS = late_regex(
    r"^(?=.{3,60}$).*(?:[镇乡村屯庄组]|街道|社区|[路街巷道]\S{0,12}|\d号|工业区|园区|开发区|[东西南北]侧|交叉口|附近)$"
)

_SAYS: tuple[tuple[str, Callable[[Evidence], bool]], ...] = (
    ("list_number", lambda seen: seen.running and seen.different > _SURE),
    ("city", lambda seen: seen.places("city") >= _SURE),
    ("county", lambda seen: seen.places("county") >= _SURE),
    ("deadline_text", lambda seen: seen.limits >= _MOSTLY),
    ("credit_code", lambda seen: seen.codes >= _SURE and seen.numbers == 0),
    ("address", lambda seen: seen.share(lambda text: bool(_ADDRESS.match(text))) >= _SURE),
)


def fields_by_cells(
    columns: Sequence[HeaderColumn], evidence: Mapping[int, Evidence], matches: dict[int, Match], taken: set[str]
) -> None:
    """Give each column that no word explained the free field that its cells speak for; a person confirms it.

    A header that is known to name something else (处罚决定书文号, 是否断水) is left alone, as is a list of which
    less than a third was understood: it is probably no list of problems at all.
    """
    understood = sum(bool(match.fields) for match in matches.values())
    if understood * 3 < len(matches):
        return
    table = alias_table()
    for column in columns:
        seen, match = evidence[column.index], matches[column.index]
        last = column.path[-1] if column.path else column.name
        plain = without_brackets(last) or normal(last)
        if match.fields or len(seen.values) < max(_LEAST, seen.total // 2):
            continue
        if plain in table.never or fields_by_words(plain) == ():
            continue
        field = next((field for field, says in _SAYS if field not in taken and says(seen)), None)
        if field is not None:
            match.fields, match.score, match.keep = (field,), _SCORE, True
            match.reason = "按内容推断，请确认"
            taken.add(field)
