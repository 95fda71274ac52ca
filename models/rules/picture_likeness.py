"""How alike two pictures are: 64 bits that say where a small grey copy grows darker, compared bit by bit.

The difference hash (Krawetz, 2013) survives another size, another quality and a chat program; it does not see through
cropping, turning or mirroring. Few differing bits make a hint, never a proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

COLUMNS, ROWS = 9, 8
"""Size of the small grey copy."""
_FLATTEST = 10
"""A picture whose grey values differ by less (a blank page, a black photograph) is like every other such picture."""
_FEWEST = 8
"""A hash with fewer bits of one kind is that of a smooth slope (sky, an empty sheet), which looks like any other."""
_LARGE_GROUP = 1_500
_BITS = 64


def difference_hash(grey: bytes) -> str | None:
    """64 bits in hexadecimal of 9 × 8 grey values, row by row; None for a picture that shows too little to be told
    from others."""
    if len(grey) != COLUMNS * ROWS:
        raise ValueError(f"{len(grey)} grey values instead of {COLUMNS * ROWS}")
    if max(grey) - min(grey) < _FLATTEST:
        return None
    bits = 0
    for row in range(ROWS):
        for column in range(COLUMNS - 1):
            at = row * COLUMNS + column
            bits = bits << 1 | (grey[at] > grey[at + 1])
    return f"{bits:016x}" if _FEWEST <= bits.bit_count() <= _BITS - _FEWEST else None


def bits_apart(one: str, other: str) -> int:
    """In how many of the 64 bits two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def near_pairs(hashes: Sequence[str], wanted: Sequence[bool], most_bits: int) -> Iterator[tuple[int, int, int]]:
    """(place, other place, bits apart) of pictures that differ in at most ``most_bits``, one of each pair wanted.

    Two hashes that differ in at most n bits agree in one of n + 1 pieces, so only those that share a piece are
    compared: sorted by each piece in turn, group by group. A pair is told once, the smaller place first.
    """
    import numpy

    values = numpy.array([int(one, 16) for one in hashes], dtype=numpy.uint64)
    asked = numpy.array(wanted, dtype=bool)
    counts = numpy.array([number.bit_count() for number in range(1 << 16)], dtype=numpy.uint8)
    seen: set[tuple[int, int]] = set()
    for low, width in _pieces(most_bits + 1):
        keys = (values >> numpy.uint64(low)) & numpy.uint64((1 << width) - 1)
        order = numpy.argsort(keys, kind="stable")
        ordered = keys[order]
        cuts = [0, *(numpy.flatnonzero(ordered[1:] != ordered[:-1]) + 1), len(order)]
        for start, end in pairwise(cuts):
            group = order[start:end]
            for one, other, apart in _within(values, asked, group, counts, most_bits):
                pair = (min(one, other), max(one, other))
                if pair not in seen:
                    seen.add(pair)
                    yield *pair, apart


def _pieces(number: int) -> list[tuple[int, int]]:
    """(lowest bit, width) of 64 bits cut into so many pieces, as even as they can be."""
    edges = [round(_BITS * place / number) for place in range(number + 1)]
    return [(low, high - low) for low, high in pairwise(edges)]


def _within(values: Any, asked: Any, group: Any, counts: Any, most_bits: int) -> Iterator[tuple[int, int, int]]:
    """Close pairs of a group, those asked for against all; large groups a part at a time."""
    import numpy

    mine = group[asked[group]]
    for start in range(0, len(mine), _LARGE_GROUP):
        some = mine[start : start + _LARGE_GROUP]
        for other_start in range(0, len(group), _LARGE_GROUP):
            others = group[other_start : other_start + _LARGE_GROUP]
            differing = values[some][:, None] ^ values[others][None, :]
            apart = counts[differing.view(numpy.uint16).reshape(*differing.shape, 4)].sum(axis=2)
            for row, column in zip(*numpy.nonzero(apart <= most_bits), strict=True):
                one, other = int(some[row]), int(others[column])
                if one != other:
                    yield one, other, int(apart[row, column])
