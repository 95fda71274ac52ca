"""How far two long id lists agree, and where what one of them lost was; compared at C speed."""

from __future__ import annotations

from array import array
from itertools import chain


def common_head(a: array[int], b: array[int]) -> int:
    """How many leading entries are equal."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_tail(a: array[int], b: array[int], head: int) -> int:
    """How many trailing entries are equal, not counting those of the common head."""
    low, high = 0, min(len(a), len(b)) - head
    while low < high:
        middle = (low + high + 1) // 2
        if a[len(a) - middle : len(a) - low] == b[len(b) - middle : len(b) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def place_of(ids: array[int], key: int) -> int:
    """Where an id stands in a long list, or -1; compared as bytes, since making numbers of them all takes long."""
    raw, wanted = ids.tobytes(), array("q", [key]).tobytes()
    at = raw.find(wanted)
    while at >= 0 and at % ids.itemsize:
        at = raw.find(wanted, at + 1)
    return at // ids.itemsize if at >= 0 else -1


def next_left(before: array[int], place: int, after: array[int]) -> int:
    """Where the first entry from ``place`` on that is still there stands now, else the last one above it, else 0."""
    left = set(after)
    for at in chain(range(place, len(before)), range(place - 1, -1, -1)):
        if before[at] in left:
            return place_of(after, before[at])
    return 0
