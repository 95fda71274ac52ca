"""Values that seem to be one: spelled with other signs or width, sounding alike, or one or two characters apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from models.importing.values.question import ValueCluster
from models.importing.values.said import fingerprint
from models.regions.alike import edits, reason_for, same_numbers, sound

MOST_COMPARED = 2_000
"""Different values beyond which only equal fingerprints are put together."""
_SHORTEST = 4
"""Characters that a value must have for one differing character to say little."""
_LONG_ENOUGH = 6
"""Characters from which any other character may be a slip."""

Key = Callable[[str], str]


def clusters_of(counts: Mapping[str, int], key: Key = fingerprint, same: str = "写法不同") -> list[ValueCluster]:
    """Groups of at least two values, largest first; the most frequent member is the target.

    ``key`` is what equal values share, ``same`` the words for that; values of other keys meet when they sound alike
    or, from four characters on, differ in one character (two from eight on). Numbers that differ are never one value
    (一组 and 二组).
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for said in counts:
        groups[key(said)].append(said)
    parent = {name: name for name in groups}
    reasons: dict[str, str] = {}
    if len(groups) <= MOST_COMPARED:
        for name, other, why in _pairs(list(groups)):
            a, b = _root(parent, name), _root(parent, other)
            if a != b:
                parent[b] = a
                reasons[a] = reasons.get(a) or reasons.get(b) or why
    together: dict[str, list[str]] = defaultdict(list)
    for name, members in groups.items():
        together[_root(parent, name)] += members
    found: list[ValueCluster] = []
    for name, members in together.items():
        if len(members) > 1:
            ranked = sorted(((said, counts[said]) for said in members), key=lambda one: (-one[1], len(one[0]), one[0]))
            found.append(ValueCluster(tuple(ranked), ranked[0][0], reasons.get(name, same)))
    return sorted(found, key=lambda cluster: (-cluster.count, cluster.target))


def _root(parent: dict[str, str], name: str) -> str:
    while parent[name] != name:
        parent[name] = parent[parent[name]]
        name = parent[name]
    return name


def _pairs(names: list[str]) -> list[tuple[str, str, str]]:
    """Keys that are near each other, with the reason."""
    found: list[tuple[str, str, str]] = []
    by_sound: dict[str, str] = {}
    for name in names:
        if len(name) >= 2:
            heard = sound(name)
            other = by_sound.setdefault(heard, name) if heard else name
            if other != name and same_numbers(name, other):
                found.append((other, name, "同音"))
    by_part: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if len(name) >= _SHORTEST:
            for part in _parts(name):
                by_part[part].append(name)
    seen: set[tuple[str, str]] = set()
    for members in by_part.values():
        for at, name in enumerate(members[:50]):
            for other in members[at + 1 : 50]:
                pair = (name, other) if name <= other else (other, name)
                if pair not in seen:
                    seen.add(pair)
                    most = 2 if min(len(name), len(other)) >= 8 else 1
                    if _near(name, other, most):
                        found.append((name, other, "一字之差" if edits(name, other, 1) == 1 else "两字之差"))
    return found


def _near(name: str, other: str, most: int) -> bool:
    """Few characters apart; in a short value another character must sound or look alike (城区政府 and 郊区政府)."""
    if not same_numbers(name, other) or not 0 < edits(name, other, most) <= most:
        return False
    return len(name) != len(other) or len(name) >= _LONG_ENOUGH or reason_for(name, other) in ("同音", "形近")


def _parts(name: str) -> set[str]:
    """Pieces of which near names share at least one: three thirds where two may differ, else two halves."""
    pieces = 3 if len(name) >= 8 else 2
    size = len(name) // pieces
    found = {f"{name[:size]}<", f">{name[-size:]}"}
    if pieces == 3:
        found |= {name[at : at + size] for at in range(len(name) - size + 1)}
    return found
