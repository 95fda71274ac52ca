"""Reads longitude and latitude in every spelling into decimal degrees, rounded to 6 places.

Degrees, minutes and seconds by any sign, by 度分秒, by spaces, hyphens or colons; decimal degrees with or without 东经,
E, lon …; both values in one cell in either order, put right where only one order lies in China. What is doubtful is
not guessed: a number that lost its decimal point (1133959) or counts metres is no angle, and ``angle_note`` says so.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from models.late_regex import late_regex
from models.rules.text import half_width

LONGITUDE_RANGE = (73.0, 136.0)
LATITUDE_RANGE = (3.0, 54.0)
"""China's extent; it tells longitude from latitude where the cell does not."""

_DEGREE = "°º˚∘度d"
_MINUTE = "′'’‘`´ˊ‵分m"
_SECOND = '″"”“〞〃‶秒s'
_COMMON = late_regex(r"(\d{1,3})[°度](\d{1,2})[′'分](\d{1,2}(?:\.\d+)?)[″\"秒]?\Z")
_ANGLE = late_regex(
    r"(?P<name>东经度?|西经度?|北纬度?|南纬度?|经度?|纬度?|维度|lon(?:g|gitude)?|lng|lat(?:itude)?|[EWNSewns]|[XYxy])?[:=]?\s*"
    r"(?P<sign>[+-])?(?P<d>\d{1,3}(?:\.\d+)?)"
    rf"(?:[{_DEGREE}](?:(?P<m>\d{{1,2}}(?:\.\d+)?)(?:[{_MINUTE}](?:(?P<s>\d{{1,2}}(?:\.\d+)?)(?![{_DEGREE}\d.])[{_SECOND}]?)?)?)?)?"
    r"(?P<after>[EWNSewns](?![A-Za-z])|\s[EWNSewns](?=\s*(?:[,;、/|)]|$)))?"
)
_DOUBLE_SIGN = late_regex(f"[{_MINUTE[:-2]}]{{2}}")
_SIGN_FIRST = late_regex(rf"(?<=\d)([{_SECOND}])\.(\d+)")
"""45″.6, as surveyors write it."""
_COMMA_SECONDS = late_regex(rf"(?<=\d),(\d+)(?=[{_SECOND}])")
_LETTER_DEGREE = late_regex(rf"(?<=\d)[oO。](?=\d{{1,2}}(?:\.\d+)?[{_MINUTE}])")
_SYSTEM = late_regex(
    r"[(]?(?:WGS-?84|CGCS-?2000|GCJ-?02|BD-?09|GPS|国家2000|2000国家大地|百度|高德|火星|大地)(?:坐标系?)?[:)]?", re.I
)
_TITLE = late_regex(r"(?:经度|纬度|维度)[:=]?\s*(?=[东西南北EWNS])")
_SIX_NUMBERS = late_regex(
    r"(\d{1,3})\s(\d{1,2})\s(\d{1,2}(?:\.\d+)?)[\s,;/]+(\d{1,3})\s(\d{1,2})\s(\d{1,2}(?:\.\d+)?)\Z"
)
_COMMA_DECIMAL = late_regex(r"(?P<name>[EWNS]|东经|北纬)?(?P<d>\d{2,3}),(?P<rest>\d{3,})°?\Z", re.I)
_POINTS = late_regex(r"(?P<d>\d{2,3})\.(?P<m>\d{1,2})\.(?P<s>\d{1,2}(?:\.\d+)?)\Z")
_RUN_TOGETHER = late_regex(r"(?P<d>\d{2,3})\.(?P<m>\d\d)(?P<s>\d\d\.\d+)\Z")
_METRES = ((1e5, 9e5), (2e6, 6e6), (13e6, 46e6))
"""Plane coordinates in metres: the easting without and with the number of its zone, the northing between them."""
_LOOSE = late_regex(rf"\s*([:{_DEGREE}{_MINUTE}{_SECOND}])\s*|(?<=[经纬度])\s+(?=\d)|(?<![\d.])([EWNS])\s+(?=\d)")
_SPACED = late_regex(r"([EWNSewns]?)(\d{1,3})[ :：\-](\d{1,2})[ :：\-](\d{1,2}(?:\.\d+)?)([EWNSewns]?)\Z")


class Pair(NamedTuple):
    """A position in decimal degrees; ``swapped`` says that the cell or columns had latitude first."""

    longitude: float
    latitude: float
    swapped: bool = False


class AngleReading(NamedTuple):
    """Decimal degrees or None; ``note`` says in Chinese what was assumed or why there is no value."""

    value: float | None
    note: str = ""


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


def read_angle(value: object) -> AngleReading:
    """One angle as ``read_coordinate`` has it, also where it was typed oddly, with what a person should know."""
    found = read_coordinate(value)
    if found is not None:
        return AngleReading(None, "是0，没有坐标") if found == 0 else AngleReading(found)
    if not isinstance(value, str):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return AngleReading(None)
        return AngleReading(None, _number_note(float(value)))
    text = half_width(value).strip()
    comma = _COMMA_DECIMAL.match(text)
    if comma and float(comma["d"]) <= LONGITUDE_RANGE[1]:
        angle = round(float(f"{comma['d']}.{comma['rest']}"), 6)
        return AngleReading(angle, "逗号当作小数点")
    parts = _POINTS.match(text) or _RUN_TOGETHER.match(text)
    if parts:
        angle = combine_parts(parts["d"], parts["m"], parts["s"])
        return AngleReading(angle, "按度、分、秒读取" if angle is not None else "")
    number = _number(text)
    if number is not None:
        return AngleReading(None, _number_note(number))
    pair = read_pair(value)
    return AngleReading(None, "一格里写了经度和纬度" if pair is not None and in_china(pair) else "")


def _number_note(number: float) -> str:
    if any(least <= number <= most for least, most in _METRES):
        whole = number == int(number)
        return "像是平面坐标（米），也可能丢了小数点" if whole and number < 1e7 else "像是平面坐标（米），没有换算"
    digits = f"{number:.0f}"
    if len(digits) > 3 and (73 <= int(digits[:3]) <= 135 or 3 <= int(digits[:2]) <= 54 or 73 <= int(digits[:2]) <= 99):
        return "可能丢了小数点"
    return "超出经纬度的范围"


def read_points(value: object) -> tuple[Pair, ...]:
    """Several positions in one cell (the corners of a plot), where every one of them lies in China; else none."""
    angles = _angles(value) if isinstance(value, str) else []
    if len(angles) < 4 or len(angles) % 2:
        return ()
    pairs = [order_pair(angles[at].value, angles[at + 1].value) for at in range(0, len(angles), 2)]
    found = tuple(pair for pair in pairs if pair is not None and in_china(pair))
    return found if len(found) == len(pairs) else ()


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
    if not text.isascii() or any(letter in text for letter in "WCGBoO\"'"):
        text = _SYSTEM.sub("", _LETTER_DEGREE.sub("°", _COMMA_SECONDS.sub(r".\1", text))).strip(" .。")
        text = _TITLE.sub("", text)
    six = _SIX_NUMBERS.match(text)
    if six:
        text = f"{six[1]}°{six[2]}′{six[3]}″,{six[4]}°{six[5]}′{six[6]}″"
    spaced = _SPACED.match(text)
    if spaced:
        text = f"{spaced[1]}{spaced[2]}°{spaced[3]}′{spaced[4]}″{spaced[5]}"
    text = _SIGN_FIRST.sub(r".\2\1", _DOUBLE_SIGN.sub("″", text))
    text = _LOOSE.sub(lambda match: match[1] or match[2] or "", text)
    found: list[_Angle] = []
    position = 0
    while position < len(text):
        between = found and text[position] in "-—–~～_。和至"
        if between or text[position] in " \t\r\n,;、/|()[]{}【】":
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
    name = (match["name"] or match["after"] or "").strip().upper()
    negative = match["sign"] == "-" or name in ("W", "S") or name[:1] in ("西", "南")
    axis = (
        "N"
        if name in ("N", "S") or name[:3] == "LAT" or "纬" in name or "维" in name
        else "E"
        if name and name not in "XY"
        else ""
    )
    return _Angle(round(-size if negative else size, 6), axis)
