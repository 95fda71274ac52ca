"""Reads the cells of a bureau's own fields by the kind of each: text, long text, choice, yes or no, date, number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from models.excel.book import Value
from models.importing.cells import readers
from models.importing.cells.cell_text import as_text
from models.importing.cells.readers import Complaints
from models.rules.text import half_width

OwnFields = Mapping[str, Mapping[str, Any]]
"""Key of a field to its title, kind, options, unit and whether it is active, as plain values for the child process."""
YES, NO = "是", "否"
_MOST = 1_000_000_000 * readers.MILLIONTHS
_SHOWN = 6


def read_own(
    name: str, field: Mapping[str, Any], complaints: Complaints, year: int | None = None
) -> Callable[[Value], Any]:
    """Cell to the value as the database keeps it; None for blank and for what cannot be read, which is told."""
    if name.startswith("custom_date_"):
        return readers.date_reader(year, complaints)
    if name.startswith("custom_number_"):
        return _number(str(field.get("unit") or ""), complaints)
    match field.get("kind", "text"):
        case "long":
            return readers.read_long
        case "bool":
            return _yes_no(complaints)
        case "choice":
            return _choice(tuple(field.get("options") or ()), str(field.get("title") or ""), complaints)
        case _:
            return readers.read_name


def lost_texts(name: str, values: Sequence[Value], read: Sequence[Any]) -> list[str]:
    """The words of the cells that could not be read, as JSON members."""
    member = readers.json_member(name)
    return [member(as_text(value)) if found is None else "" for value, found in zip(values, read, strict=True)]


def _number(unit: str, complaints: Complaints) -> Callable[[Value], int | None]:
    plain = readers.decimal_reader(complaints)

    def read(value: Value) -> int | None:
        text = half_width(as_text(value)).strip()
        if unit and text.endswith(half_width(unit)):
            number = readers.decimal_reader(Complaints())(text.removesuffix(half_width(unit)).strip())
            if number is None:
                complaints.note(value, f"“{as_text(value)}”不能读成数字，已保留原文")
        else:
            number = plain(value)
        if number is not None and abs(number) >= _MOST:
            complaints.note(value, f"“{as_text(value)}”太大，已保留原文")
            return None
        return number

    return read


def _yes_no(complaints: Complaints) -> Callable[[Value], str | None]:
    plain = readers.bool_reader(complaints)

    def read(value: Value) -> str | None:
        said = plain(value)
        return None if said is None else YES if said else NO

    return read


def _choice(options: tuple[str, ...], title: str, complaints: Complaints) -> Callable[[Value], str | None]:
    """A word that is no option is taken as it is, and told: a list may know more than the settings."""
    known = {readers.one_line(word): word for word in options}

    def read(value: Value) -> str | None:
        text = readers.read_name(value)
        if text is None or not known:
            return text
        if text not in known:
            shown = "、".join(options[:_SHOWN]) + ("等" if len(options) > _SHOWN else "")
            complaints.note(value, f"“{text}”不是{title}的选项（{shown}），已照写，请核对")
        return known.get(text, text)

    return read
