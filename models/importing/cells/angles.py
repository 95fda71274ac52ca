"""Longitude and latitude of a chunk: two columns, one column with both, or degrees, minutes and seconds apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from models.importing.cells.cell_text import as_text
from models.importing.cells.readers import Complaints, Memo, angle_reader
from models.late_regex import late_regex
from models.rules.coordinates import LATITUDE_RANGE, LONGITUDE_RANGE, in_china, read_angle, read_pair, read_points
from models.rules.text import is_blank_word

if TYPE_CHECKING:
    from models.importing.cells.clean import Cleaned

_PART_SIGNS = {"度": "°", "分": "′", "秒": "″"}
_SIGNS = " °º˚′'’″\"”度分秒"
_OTHER_SYSTEM = late_regex(r"GCJ|BD-?09|火星|百度|高德", re.IGNORECASE)


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
    columns: dict[str, Sequence[Any]] = {}
    for name, indexes in wanted.items():
        complaints = complaint(name)
        values = _assembled(indexes, raw, parts) if len(indexes) > 1 else raw[indexes[0]]
        columns[name] = values
        out.columns[name] = memo(name, angle_reader(complaints)).all(values)
        keep(out, name, values, out.columns[name])
        tell(out, name, values, complaints)
    if len(wanted) == 2:
        _put_right(out, columns)


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
            points = read_points(text)
            if points:
                complaints.note(value, f"“{_short(text)}”写了{len(points)}个点，取第一个")
                return points[0].longitude, points[0].latitude
            reason = read_angle(value).note
            complaints.note(value, f"“{_short(text)}”不能读成经纬度{f'（{reason}）' if reason else ''}，已保留原文")
            return (None, None)
        if found.longitude == found.latitude == 0:
            complaints.note(value, f"“{_short(text)}”是0，没有坐标")
            return (None, None)
        if not in_china(found):
            complaints.note(value, f"“{_short(text)}”不在中国范围内，请核对")
        elif _OTHER_SYSTEM.search(text):
            complaints.note(value, f"“{_short(text)}”写明是别的坐标系，没有换算")
        return found.longitude, found.latitude

    readings = memo("pair", read).all(values)
    out.columns["longitude"] = [pair[0] for pair in readings]
    out.columns["latitude"] = [pair[1] for pair in readings]
    keep(out, "longitude", values, out.columns["longitude"])
    tell(out, "longitude", values, complaints)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"


def _assembled(indexes: Sequence[int], raw: Mapping[int, Sequence[Any]], parts: Mapping[int, Any]) -> list[Any]:
    """Degrees, minutes, seconds from their columns as one text, whatever signs the cells have of their own."""
    order = {"度": 0, "分": 1, "秒": 2}
    named = sorted(indexes, key=lambda index: order.get(parts[index][1], 3) if parts[index] else 3)
    signs = [_PART_SIGNS.get(parts[index][1], "") if parts[index] else "" for index in named]
    found: list[Any] = []
    for row in zip(*(raw[index] for index in named), strict=True):
        texts = [as_text(value).strip(_SIGNS) for value in row]
        found.append("".join(f"{text}{sign}" for text, sign in zip(texts, signs, strict=True) if text) or None)
    return found


def _put_right(out: Cleaned, columns: Mapping[str, Sequence[Any]]) -> None:
    """Swapped values back in their columns, a cell that holds both taken apart, points outside China pointed out."""
    east, north = out.columns["longitude"], out.columns["latitude"]
    (west_end, east_end), (south_end, north_end) = LONGITUDE_RANGE, LATITUDE_RANGE
    for place, (x, y) in enumerate(zip(east, north, strict=True)):
        if x is not None and y is not None:
            if west_end <= x <= east_end and south_end <= y <= north_end:
                continue
            if south_end <= x <= north_end and west_end <= y <= east_end:
                east[place], north[place] = y, x
                _warn(out, place, f"{x}，{y}", "经度和纬度写反了，已对调")
            else:
                _warn(out, place, f"{x}，{y}", "坐标不在中国范围内，请核对")
        elif x is None and y is None:
            _take_apart(out, place, columns)


def _take_apart(out: Cleaned, place: int, columns: Mapping[str, Sequence[Any]]) -> None:
    for values in columns.values():
        pair = read_pair(values[place]) if isinstance(values[place], str) else None
        if pair is not None and in_china(pair):
            out.columns["longitude"][place], out.columns["latitude"][place] = pair.longitude, pair.latitude
            _warn(out, place, values[place], "一格里写了经度和纬度，已分开")
            return


def _warn(out: Cleaned, place: int, value: str, message: str) -> None:
    out.problems.append(("warning", out.rows[place], "", "longitude", value, message))
