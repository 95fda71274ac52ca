"""Fields of the bureau's own of the ledger at hand: each open ledger has its set, and a block of work sees its own.

Which set counts: that of the ledger whose ``reading()`` or ``writing()`` block the thread is in, else that of the
ledger opened last and still open. A process nearly always has one ledger; where it has two, neither sees the other's.
Nothing is imported here, so that the store may hold the sets and the queries may ask for them.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class CustomFieldSpec:
    """One field as its row says; ``kind`` is text, long, choice, bool, date or decimal."""

    id: int
    key: str
    title: str
    kind: str
    options: tuple[str, ...]
    unit: str
    position: int
    active: bool


@dataclass(eq=False)
class FieldSet:
    """The fields of one open ledger, retired ones too, in the order of their position; replaced as a whole."""

    specs: tuple[CustomFieldSpec, ...] = ()


class _Thread(threading.local):
    def __init__(self) -> None:
        self.blocks: list[FieldSet] = []


_thread = _Thread()
_opened: list[weakref.ref[FieldSet]] = []


def specs_at_hand() -> tuple[CustomFieldSpec, ...]:
    """The fields of the ledger that this thread is working on."""
    if _thread.blocks:
        return _thread.blocks[-1].specs
    while _opened:
        fields = _opened[-1]()
        if fields is not None:
            return fields.specs
        _opened.pop()
    return ()


def opened(fields: FieldSet) -> None:
    """A ledger was opened: outside of any block its fields count from now on."""
    _opened.append(weakref.ref(fields))


def closed(fields: FieldSet) -> None:
    """Its ledger was closed; may be said twice."""
    _opened[:] = [one for one in _opened if one() is not None and one() is not fields]


@contextmanager
def at_hand(fields: FieldSet) -> Generator[None, None, None]:
    """The block works on the ledger of these fields."""
    blocks = _thread.blocks
    blocks.append(fields)
    try:
        yield
    finally:
        # A generator that was left half-way may end after a later block began: take out this one, not the last.
        for place in range(len(blocks) - 1, -1, -1):
            if blocks[place] is fields:
                del blocks[place]
                break
