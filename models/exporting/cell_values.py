"""What a field's value looks like in a cell that people read: lists joined, yes and no in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, cast

from models.excel.formats.cell_xml import CellValue
from models.queries.fields import DEADLINE_KIND_TITLES, FIELDS
from models.queries.marks import MARK_TITLES

Converter = Callable[[Any], CellValue]


def converter(key: str) -> Converter | None:
    """Turns the field's value into a cell's; None when it is one already."""
    if key == "deadline_kind":
        return lambda kind: DEADLINE_KIND_TITLES.get(kind, kind)
    if key == "source":
        return None
    return {"list": _list, "object": _object, "bool": _yes_no, "mark": MARK_TITLES.get}.get(FIELDS[key].kind)


def _list(values: Any) -> CellValue:
    if values is None or isinstance(values, str):
        return values
    return "、".join(str(value) for value in values if value is not None) or None


def _yes_no(value: bool | None) -> CellValue:
    return None if value is None else ("是" if value else "否")


def _object(value: Any) -> CellValue:
    if isinstance(value, str):
        value = json.loads(value)
    if not isinstance(value, Mapping):
        return None if value is None else str(value)
    lines = cast("Mapping[str, object]", value)
    return "；".join(f"{name}：{content}" for name, content in lines.items()) or None
