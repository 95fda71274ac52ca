"""Reads longitude and latitude in every spelling into decimal degrees."""

from __future__ import annotations


def read_coordinate(value: object) -> float | None:
    """One angle in decimal degrees, rounded to 6 places."""
    return None


def read_pair(value: object) -> tuple[float, float] | None:
    """(longitude, latitude) from one cell that holds both."""
    return None
