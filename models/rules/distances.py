"""How far two places on the earth are from each other."""

from __future__ import annotations

import math

EARTH_KM = 6371.0
Point = tuple[float, float]
"""Longitude and latitude in decimal degrees."""


def distance_km(one: Point, other: Point) -> float:
    """Great-circle distance in kilometres; the national coordinate systems differ by less than one."""
    (east, north), (far_east, far_north) = one, other
    first, second = math.radians(north), math.radians(far_north)
    half = math.sin((second - first) / 2) ** 2
    half += math.cos(first) * math.cos(second) * math.sin(math.radians(far_east - east) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
