"""Divisions that a mistyped name may mean, best first; they are only ever offered, never taken."""

from __future__ import annotations

from collections.abc import Iterable

from models.regions.alike import reason_for
from models.regions.division_files import Unit
from models.regions.names import stem

_ORDER = ("同音", "形近", "少一个", "多一个", "字序颠倒", "一字之差")
"""Reasons by how much they say; a short form says nothing here: stems are known exactly."""
_WEAKEST = 2 * (len(_ORDER) - 1)
"""The rank of one differing character."""


def near_names(text: str, units: Iterable[Unit], *, everywhere: bool = False) -> list[Unit]:
    """Units whose full name, or whose name without class word, is like ``text``.

    ``everywhere``: among all units of the country one differing character of two says nothing.
    """
    found: list[tuple[int, int, Unit]] = []
    mine = set(stem(text))
    for place, unit in enumerate(units):
        if everywhere and mine.isdisjoint(stem(unit.name)):
            continue
        rank = _rank(text, unit.name)
        if rank is not None and not (everywhere and rank >= _WEAKEST and len(stem(text)) < 3):
            found.append((rank, place, unit))
    best = min((rank for rank, _, _ in found), default=0)
    return [unit for rank, _, unit in sorted(found, key=lambda one: one[:2]) if rank <= best + 2]


def _rank(text: str, name: str) -> int | None:
    """How little speaks for it, from 0, odd where only the name without class word is like; None for another name."""
    bare, short = stem(text), stem(name)
    ranks = [_place_of(reason_for(text, name))]
    if len(short) >= 2 and short != name and bare != short:
        # 水年县 for 永年区: the class word may differ too; one character alone decides nothing.
        ranks.append(_place_of(reason_for(bare, short)))
    known = [2 * rank + at for at, rank in enumerate(ranks) if rank is not None]
    return min(known) if known else None


def _place_of(reason: str) -> int | None:
    """Where a reason stands in ``_ORDER``; None for one that is too little."""
    return next((at for at, start in enumerate(_ORDER) if reason.startswith(start)), None)
