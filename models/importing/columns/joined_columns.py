"""Several columns for one field, and one column for two."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

from models.excel.book import Value
from models.excel.tables.table_layout import HeaderColumn
from models.importing.cells.cell_text import as_text
from models.importing.columns.map import Match
from models.importing.field_list import FIELDS
from models.late_regex import late_regex
from models.rules.said_status import phrase_for

Column = list[Any]
_UNTICKED = frozenset("否×✗✘0N")
_YES_OR_NO = frozenset("是否有无")
_PHONE = late_regex(r"[\d][\d\-—()（）、,，/\s]{5,}\d")


def feeds_of(matches: Mapping[int, Match]) -> dict[str, list[int]]:
    """Field to the columns that feed it, the surest first where they stand in for each other."""
    feeds: dict[str, list[int]] = {}
    for index, match in sorted(matches.items(), key=lambda item: (-item[1].score if item[1].keep else 0, item[0])):
        for name in match.fields:
            feeds.setdefault(name, []).append(index)
    return feeds


def joined(name: str, headers: Sequence[HeaderColumn], columns: Sequence[Column], glue: str | None = None) -> Column:
    """The headers of the ticked columns, else all texts one after another; ``glue`` is what a person wants between."""
    if all(value is None or len(str(value)) <= 1 for column in columns for value in column):
        heads = [_word(header) for header in headers]
        return [
            "、".join(head for head, tick in zip(heads, row, strict=True) if tick and tick not in _UNTICKED) or None
            for row in zip(*columns, strict=True)
        ]
    if glue is None:
        glue = "" if name in ("address", "town") else "；" if FIELDS[name][1] == "long" else "、"
    return [glue.join(dict.fromkeys(text for text in row if text)) or None for row in zip(*columns, strict=True)]


def dated(parts: Sequence[str | None], cells: Sequence[Value]) -> str | None:
    """2019 | 4 | 10 under 年 | 月 | 日 as one date in words; what is not there is left out."""
    texts = [as_text(cell).strip().rstrip("年月日") for cell in cells]
    return "".join(text + (part or "") for text, part in zip(texts, parts, strict=True) if text) or None


def split_person_and_phone(columns: MutableMapping[str, Column]) -> None:
    """张三 13800000000 in one cell: the digits are the phone, the rest the person."""
    people: Column = []
    phones: Column = []
    for text in columns["responsible_person"]:
        found = _PHONE.search(text) if text else None
        phones.append(found[0].strip() if found else None)
        people.append((_PHONE.sub("", text).strip(" ，,、:：()（）") or None) if text else None)
    columns["responsible_person"], columns["phone"] = people, phones


def _word(header: HeaderColumn) -> str:
    word = re.sub(r"\s+", "", header.path[-1] if header.path else header.name)
    if len(header.path) > 1 and word in _YES_OR_NO:
        return phrase_for(header.path[-2], word) or word
    return word
