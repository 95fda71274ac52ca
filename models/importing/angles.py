"""Longitude and latitude of a chunk: two columns, one column with both, or degrees, minutes and seconds apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from models.importing.cell_text import as_text
from models.importing.readers import Complaints, Memo, angle_reader
from models.rules.coordinates import read_pair
from models.rules.text import is_blank_word

if TYPE_CHECKING:
    from models.importing.clean import Cleaned

EAST = (73.0, 136.0)
NORTH = (3.0, 54.0)
"""Degrees within which a place in China lies."""


def read_angles(
    out: Cleaned,
    wanted: Mapping[str, Sequence[int]],
    raw: Mapping[int, Sequence[Any]],
    parts: Mapping[int, tuple[str, str] | None],
    memo: Callable[[str, Callable[[Any], Any]], Memo],
    complaint: Callable[[str], Complaints],
    tell: Callable[[Cleaned, str, Sequence[Any], Complaints], None],
    keep: Callable[[Cleaned, str, Sequence[Any], Sequence[Any]], None],
) -> None:
    """Fill the columns longitude and latitude of ``out``."""
    if len(wanted) == 2 and wanted["longitude"] == wanted["latitude"]:
        _pairs(out, raw[wanted["longitude"][0]], memo, complaint, tell, keep)
        return
    for name, indexes in wanted.items():
        complaints = complaint(name)
        if len(indexes) > 1:
            values: Sequence[Any] = _assembled(indexes, raw, parts)
        else:
            values = raw[indexes[0]]
        out.columns[name] = memo(name, angle_reader(complaints)).all(values)
        keep(out, name, values, out.columns[name])
        tell(out, name, values, complaints)
    if len(wanted) == 2:
        _unswap(out)


def _pairs(
    out: Cleaned,
    values: Sequence[Any],
    memo: Callable[[str, Callable[[Any], Any]], Memo],
    complaint: Callable[[str], Complaints],
    tell: Callable[[Cleaned, str, Sequence[Any], Complaints], None],
    keep: Callable[[Cleaned, str, Sequence[Any], Sequence[Any]], None],
) -> None:
    complaints = complaint("longitude")

    def read(value: Any) -> tuple[float | None, float | None]:
        text = as_text(value)
        if not text or is_blank_word(text):
            return (None, None)
        found = read_pair(text)
        if found is None:
            complaints.note(value, f"“{text}”不能读成经纬度，已保留原文")
            return (None, None)
        return found.longitude, found.latitude

    readings = memo("pair", read).all(values)
    out.columns["longitude"] = [pair[0] for pair in readings]
    out.columns["latitude"] = [pair[1] for pair in readings]
    keep(out, "longitude", values, out.columns["longitude"])
    tell(out, "longitude", values, complaints)


def _assembled(indexes: Sequence[int], raw: Mapping[int, Sequence[Any]], parts: Mapping[int, Any]) -> list[Any]:
    """Degrees, minutes, seconds from their columns as one text."""
    signs = [{"度": "°", "分": "′", "秒": "″"}.get(parts[index][1], "") if parts[index] else "" for index in indexes]
    rows = zip(*(raw[index] for index in indexes), strict=True)
    return [
        "".join(f"{as_text(value)}{sign}" for value, sign in zip(row, signs, strict=True) if as_text(value)) or None
        for row in rows
    ]


def _unswap(out: Cleaned) -> None:
    """A longitude that can only be a latitude, beside the reverse, was swapped."""
    east, north = out.columns["longitude"], out.columns["latitude"]
    for place, (x, y) in enumerate(zip(east, north, strict=True)):
        if x is None or y is None or x > NORTH[1]:
            continue
        if NORTH[0] <= x <= NORTH[1] and EAST[0] <= y <= EAST[1]:
            east[place], north[place] = y, x
            out.problems.append(("warning", out.rows[place], "", "longitude", f"{x}，{y}", "经度和纬度写反了，已对调"))
