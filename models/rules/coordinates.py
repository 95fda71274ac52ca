"""Reads longitude and latitude in every spelling into decimal degrees, rounded to 6 places."""

from __future__ import annotations

import re
from typing import NamedTuple

from models.rules.text import half_width

LONGITUDE_RANGE = (73.0, 136.0)
LATITUDE_RANGE = (3.0, 54.0)
"""China's extent; it tells longitude from latitude where the cell does not."""

_DEGREE = "°º˚∘度d"
_MINUTE = "′'’‘`´分m"
_SECOND = '″"”“秒s'
_COMMON = re.compile(r"(\d{1,3})[°度](\d{1,2})[′'分](\d{1,2}(?:\.\d+)?)[″\"秒]?\Z")
_ANGLE = re.compile(
    r"(?P<name>东经|西经|北纬|南纬|经度|纬度|维度|[EWNSewns])?:?(?P<sign>[+-])?(?P<d>\d{1,3}(?:\.\d+)?)"
    rf"(?:[{_DEGREE}](?:(?P<m>\d{{1,2}}(?:\.\d+)?)(?:[{_MINUTE}](?:(?P<s>\d{{1,2}}(?:\.\d+)?)[{_SECOND}]?)?)?)?)?"
    r"(?P<after>[EWNSewns](?![A-Za-z]))?"
)
_DOUBLE_SIGN = re.compile(f"[{_MINUTE[:-2]}]{{2}}")
_LOOSE = re.compile(rf"\s*([:{_DEGREE}{_MINUTE}{_SECOND}])\s*|(?<=[经纬度])\s+(?=\d)|(?<![\d.])([EWNS])\s+(?=\d)")
_SPACED = re.compile(r"([EWNSewns]?)(\d{1,3})[ :：\-](\d{1,2})[ :：\-](\d{1,2}(?:\.\d+)?)([EWNSewns]?)\Z")


class Pair(NamedTuple):
    """A position in decimal degrees; ``swapped`` says that the cell or columns had latitude first."""

    longitude: float
    latitude: float
    swapped: bool = False


class _Angle(NamedTuple):
    value: float
    axis: str


def read_coordinate(value: object) -> float | None:
    """One angle in decimal degrees; None where the cell holds none, or something beyond it."""
    if isinstance(value, str):
        match = _COMMON.match(value)
        if match is not None:
            degrees, minutes, seconds = match.groups()
            minute, second = int(minutes), float(seconds)
            if minute < 60 and second <= 60:  # rounding writes 60.0″
                return round(int(degrees) + minute / 60 + second / 3600, 6)
            return None
        angles = _angles(value)
        return angles[0].value if len(angles) == 1 else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return round(float(value), 6) if -180 <= value <= 180 else None
    return None


def read_pair(value: object) -> Pair | None:
    """Longitude and latitude from one cell that holds both, in either order."""
    if not isinstance(value, str):
        return None
    angles = _angles(value)
    if len(angles) != 2:
        return None
    first, second = angles
    if first.axis and second.axis:
        if first.axis == second.axis:
            return None
        return _pair(second.value, first.value, True) if first.axis == "N" else _pair(first.value, second.value, False)
    if first.axis == "N" or second.axis == "E":
        return _pair(second.value, first.value, True)
    if first.axis == "E" or second.axis == "N":
        return _pair(first.value, second.value, False)
    return order_pair(first.value, second.value)


def order_pair(longitude: float | None, latitude: float | None) -> Pair | None:
    """Two angles as a position, put right where only the other order lies in China."""
    if longitude is None or latitude is None:
        return None
    if _in(latitude, LONGITUDE_RANGE) and _in(longitude, LATITUDE_RANGE):
        return Pair(latitude, longitude, True)
    return _pair(longitude, latitude, False)


def in_china(pair: Pair) -> bool:
    """Whether the position can lie in China at all."""
    return _in(pair.longitude, LONGITUDE_RANGE) and _in(pair.latitude, LATITUDE_RANGE)


def combine_parts(degrees: object, minutes: object, seconds: object) -> float | None:
    """One angle from three columns of degrees, minutes and seconds; blank minutes or seconds count as 0."""
    numbers = [_number(part) for part in (degrees, minutes, seconds)]
    degree, minute, second = numbers
    if degree is None:
        return None
    minute, second = minute or 0.0, second or 0.0
    if not (abs(degree) <= 180 and 0 <= minute < 60 and 0 <= second <= 60):
        return None
    size = abs(degree) + minute / 60 + second / 3600
    return round(-size if degree < 0 else size, 6)


def _pair(longitude: float, latitude: float, swapped: bool) -> Pair | None:
    if abs(longitude) > 180 or abs(latitude) > 90:
        return None
    return Pair(longitude, latitude, swapped)


def _in(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def _number(part: object) -> float | None:
    if part is None or isinstance(part, bool):
        return None
    if isinstance(part, (int, float)):
        return float(part)
    text = half_width(str(part)).strip().rstrip("".join((_DEGREE, _MINUTE, _SECOND)))
    try:
        return float(text)
    except ValueError:
        return None


def _angles(value: str) -> list[_Angle]:
    """All angles of a cell in order; empty when the cell says something else besides."""
    text = half_width(value).strip()
    spaced = _SPACED.match(text)
    if spaced:
        text = f"{spaced[1]}{spaced[2]}°{spaced[3]}′{spaced[4]}″{spaced[5]}"
    text = _LOOSE.sub(lambda match: match[1] or match[2] or "", _DOUBLE_SIGN.sub("″", text))
    found: list[_Angle] = []
    position = 0
    while position < len(text):
        if text[position] in " \t\r\n,;、/|()":
            position += 1
            continue
        match = _ANGLE.match(text, position)
        angle = _angle(match) if match else None
        if match is None or angle is None:
            return []
        found.append(angle)
        position = match.end()
    return found


def _angle(match: re.Match[str]) -> _Angle | None:
    degree = float(match["d"])
    minute, second = float(match["m"] or 0), float(match["s"] or 0)
    if degree > 180 or minute >= 60 or second > 60:
        return None
    size = degree + minute / 60 + second / 3600
    name = (match["name"] or match["after"] or "").upper()
    negative = match["sign"] == "-" or name in ("W", "S", "西经", "南纬")
    axis = "N" if name in ("N", "S", "北纬", "南纬", "纬度", "维度") else "E" if name else ""
    return _Angle(round(-size if negative else size, 6), axis)
