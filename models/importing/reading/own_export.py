"""Recognises a table that this program exported, so that reading it back says nothing new.

Its headers are the titles of ``queries/fields.py``; they stand in resources/import/own_export.json, since the child
process that reads files knows no database. Columns that the ledger computes or decides (状态, 整改期限 …) are no
statement of a file and are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache

from models.excel.tables.table_layout import HeaderColumn
from models.importing.cells.own_fields import OwnFields
from models.paths import resource

MARK = "台账编号"
OWN_NAME = "本程序导出的台账"
"""Stands where a profile's name would."""
SHARE = 0.8
"""How many of the headers must be our titles, beside the ledger number."""


@cache
def own_titles() -> dict[str, str | None]:
    """Title to the field it feeds, None for a column that is passed over."""
    return json.loads((resource("import") / "own_export.json").read_text(encoding="utf-8"))


def is_own_export(columns: Sequence[HeaderColumn], custom: OwnFields) -> bool:
    """Whether a header is one that this program wrote; ``custom`` are the fields of the bureau's own."""
    names = [column.name for column in columns]
    known = {**own_titles(), **by_title(custom)}
    return MARK in names and len(names) >= 3 and sum(name in known for name in names) >= SHARE * len(names)


def by_title(custom: OwnFields) -> dict[str, str]:
    """Title to key of the bureau's own fields that are in use."""
    return {str(field["title"]): key for key, field in custom.items() if field.get("active", True)}


def stated_columns(columns: Sequence[HeaderColumn]) -> list[HeaderColumn]:
    """The columns of such a table that state something."""
    known = own_titles()
    return [column for column in columns if known.get(column.name, "") is not None]


def own_mapping(columns: Sequence[HeaderColumn], custom: OwnFields) -> dict[str, list[str]]:
    """Header to the fields it feeds."""
    known = {**own_titles(), **by_title(custom)}
    return {column.name: [field] for column in columns if (field := known.get(column.name))}
