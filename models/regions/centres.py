"""Centre points of counties, for telling whether a coordinate can lie where its problem is said to be."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from math import floor

from models.regions.division_files import FOLDER
from models.rules.distances import Point, distance_km

FAR_BEYOND = 3
"""So many times the limit is too far for any county; between, a wide county is told by whose centre is nearest."""


@cache
def centres() -> dict[str, Point]:
    """By county code; counties without a known point are missing."""
    with (FOLDER / "centres.csv").open(encoding="utf-8", newline="") as handle:
        return {row["code"]: (float(row["longitude"]), float(row["latitude"])) for row in csv.DictReader(handle)}


@cache
def centres_within(code: str) -> tuple[Point, ...]:
    """The centre of a county, or of all counties of a city or province; none where nothing is known of it."""
    own = centres().get(code)
    if own is not None:
        return (own,)
    head = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
    return tuple(point for one, point in centres().items() if one.startswith(head)) if len(head) < len(code) else ()


def too_far(code: str, point: Point, limit_km: float) -> bool:
    """Whether a point is farther than the limit from every centre of a place.

    In a wide county (阿拉善左旗) a point beyond the limit may still be right: it counts only where another county's
    centre is nearer, or where it is beyond three times the limit.
    """
    own = centres_within(code)
    if not own:
        return False
    nearest = min(distance_km(point, centre) for centre in own)
    if nearest <= limit_km:
        return False
    return nearest > FAR_BEYOND * limit_km or any(distance_km(point, one) < nearest for one in _around(point))


@cache
def _cells() -> dict[tuple[int, int], list[Point]]:
    """Centres by whole degrees of longitude and latitude."""
    found: dict[tuple[int, int], list[Point]] = {}
    for point in centres().values():
        found.setdefault((floor(point[0]), floor(point[1])), []).append(point)
    return found


def _around(point: Point) -> Iterator[Point]:
    """Centres in the cell of a point and those beside it, which reach at least 75 km."""
    east, north = floor(point[0]), floor(point[1])
    for across in (0, -1, 1):
        for up in (0, -1, 1):
            yield from _cells().get((east + across, north + up), ())
