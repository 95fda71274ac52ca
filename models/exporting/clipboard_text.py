"""A table as the text that Excel and WPS understand when it is pasted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import cast

_NEEDS_QUOTES = ("\t", "\n", "\r", '"')
_FORMULA_START = ("=", "+", "-", "@")


def copy_table(rows: Iterable[Sequence[object]]) -> str:
    """Tab-separated lines; a cell with tabs, line breaks or quotes is quoted, and no text turns into a formula."""
    return "\r\n".join("\t".join(map(_cell, row)) for row in rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        several = cast("Sequence[object]", value)
        return _cell("、".join(map(str, several)))
    if not isinstance(value, str):
        return str(value)
    text = value.replace("\r\n", "\n")
    if len(text) > 1 and text.startswith(_FORMULA_START) and not _is_number(text):
        text = "'" + text
    if any(sign in text for sign in _NEEDS_QUOTES):
        text = '"' + text.replace('"', '""') + '"'
    return text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
