"""Finds the remembered profile that suits a header, and tells in what the header differs from it.

No SQLAlchemy here: the child process that reads files chooses the profile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.importing.columns.aliases import alias_table, normal, similarity
from models.importing.profiles.key import fingerprint

ENOUGH = 0.8
"""Share of like header names from which a profile is applied, with its differences shown."""
_NEIGHBOUR = 0.3
_SAME_FIELD = 0.5
_LEAST_LIKENESS = 0.25
_PAIRED = 0.6
_FEW = 8

Spec = Mapping[str, Any]
"""A profile as the child gets it: id, name, fingerprint, headers, columns (by key), settings, used (ISO day or '')."""


@dataclass(frozen=True)
class ProfileFit:
    """How a header suits a profile; ``pairs`` are (place in the profile's headers, place in the header).

    ``renamed`` are (name in the profile, name in the header), paired by likeness and by their neighbours.
    """

    likeness: float
    added: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()

    @property
    def same(self) -> bool:
        """Whether the names are the same, in whatever order."""
        return not (self.added or self.missing or self.renamed)

    def differences(self) -> str:
        """The three lists in words; '' where nothing differs."""
        parts = (
            ("新增列", [_shown(name) for name in self.added]),
            ("缺少列", [_shown(name) for name in self.missing]),
            ("改名列", [f"{_shown(old)}→{_shown(new)}" for old, new in self.renamed]),
        )
        return "；".join(
            f"{word} {len(names)}（{'、'.join(names[:_FEW])}{'…' if len(names) > _FEW else ''}）"
            for word, names in parts
            if names
        )


@dataclass(frozen=True)
class Chosen:
    """The profile that is applied to a sheet, with the fields and the reason for each column by its place."""

    spec: Spec
    fit: ProfileFit

    @property
    def note(self) -> str:
        """The line that is shown instead of the questions."""
        used = self.spec.get("used")
        last = f"（上次 {used}）" if used else ""
        more = "" if self.fit.same else f"，表头有不同：{self.fit.differences()}"
        return f"已套用《{self.spec['name']}》方案{last}{more}"

    def fields(self) -> dict[int, tuple[tuple[str, ...], float, str]]:
        """Place of a column in the header to its fields, score and reason; columns that feed nothing are there too."""
        keys = header_keys(self.spec["headers"])
        columns: Mapping[str, Sequence[str]] = self.spec["columns"]
        headers: Sequence[str] = self.spec["headers"]
        old_names = {old for old, _ in self.fit.renamed}
        found: dict[int, tuple[tuple[str, ...], float, str]] = {}
        for mine, theirs in self.fit.pairs:
            fields = tuple(columns.get(keys[mine], ()))
            changed = headers[mine] in old_names
            score, reason = (0.75, f"方案（原名 {headers[mine]}）") if changed else (1.0, "方案")
            found[theirs] = (fields, score if fields else 0.0, reason)
        return found

    def settings(self) -> dict[str, Any]:
        """The rest of the profile; ``ignored`` by the places of the columns here."""
        kept: Mapping[str, Any] = self.spec.get("settings") or {}
        keys = header_keys(self.spec["headers"])
        ignored = set(kept.get("ignored", ()))
        here = [theirs for mine, theirs in self.fit.pairs if keys[mine] in ignored]
        return {**kept, "ignored": sorted(here)}


def header_keys(headers: Sequence[str]) -> list[str]:
    """What each column is remembered by: its name, from the second of a name on with its ordinal."""
    seen: dict[str, int] = {}
    keys: list[str] = []
    for header in headers:
        seen[header] = seen.get(header, 0) + 1
        keys.append(header if seen[header] == 1 else f"{header} #{seen[header]}")
    return keys


def fit(profile_headers: Sequence[str], headers: Sequence[str]) -> ProfileFit:
    """How a header suits the headers of a profile; ``likeness`` from 0 to 1, columns paired for renaming count in."""
    waiting: dict[str, list[int]] = {}
    for place, header in enumerate(headers):
        waiting.setdefault(normal(header), []).append(place)
    pairs: list[tuple[int, int]] = []
    missing: list[int] = []
    for place, header in enumerate(profile_headers):
        places = waiting.get(normal(header))
        if places:
            pairs.append((place, places.pop(0)))
        else:
            missing.append(place)
    added = sorted(place for places in waiting.values() for place in places)
    total = len(profile_headers) + len(headers)
    if not total:
        return ProfileFit(0.0)
    likeness = 2.0 * len(pairs) / total
    renamed: list[tuple[int, int]] = []
    if missing and added and likeness >= ENOUGH / 2:
        renamed, gained = _renamed(profile_headers, headers, missing, added, dict(pairs))
        likeness += 2.0 * gained / total
    lost, fresh = {mine for mine, _ in renamed}, {theirs for _, theirs in renamed}
    return ProfileFit(
        min(likeness, 1.0),
        tuple(headers[place] for place in added if place not in fresh),
        tuple(profile_headers[place] for place in missing if place not in lost),
        tuple((profile_headers[mine], headers[theirs]) for mine, theirs in renamed),
        tuple(sorted([*pairs, *renamed])),
    )


def choose(profiles: Sequence[Spec], headers: Sequence[str], about: str = "") -> Chosen | None:
    """The profile to apply: same fingerprint first, else the most alike of those that are alike enough.

    ``about`` is what the file says of itself (its name, the sheet's name, what stands around the table); a profile
    with a sender is only for files that name the sender. Among equals a named sender, the sheet's name and the last
    use decide; ``profiles`` come with the last used first.
    """
    mine = fingerprint(headers)
    best: tuple[tuple[float, int, int], Chosen] | None = None
    for spec in profiles:
        settings: Mapping[str, Any] = spec.get("settings") or {}
        sender = settings.get("sender") or ""
        if sender and sender not in about:
            continue
        equal = spec["fingerprint"] == mine
        if not equal and not settings.get("headers"):
            continue
        found = fit(spec["headers"], headers)
        if not equal and found.likeness < ENOUGH:
            continue
        sheet = settings.get("sheet") or ""
        rank = (1.0 if equal else found.likeness / 2, int(bool(sender)), int(bool(sheet) and sheet in about))
        if best is None or rank > best[0]:
            best = (rank, Chosen(spec, found))
    return best[1] if best is not None else None


def _renamed(
    old: Sequence[str], new: Sequence[str], missing: Sequence[int], added: Sequence[int], paired: Mapping[int, int]
) -> tuple[list[tuple[int, int]], float]:
    """Pairs of columns that are one under two names, and how much of each pair counts as the same."""
    table = alias_table().loose
    scored: list[tuple[float, int, int]] = []
    for mine in missing:
        for theirs in added:
            like = similarity(normal(old[mine]), normal(new[theirs]))
            fields = table.get(normal(old[mine]))
            same_field = fields is not None and fields == table.get(normal(new[theirs]))
            if like < _LEAST_LIKENESS and not same_field:
                continue
            before = mine > 0 and paired.get(mine - 1) == theirs - 1
            after = mine + 1 < len(old) and paired.get(mine + 1) == theirs + 1
            score = like + _SAME_FIELD * same_field + _NEIGHBOUR * (before + after)
            if score >= _PAIRED:
                scored.append((score, mine, theirs))
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for _score, mine, theirs in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if mine not in taken_old and theirs not in taken_new:
            taken_old.add(mine)
            taken_new.add(theirs)
            pairs.append((mine, theirs))
    gained = sum(max(similarity(normal(old[mine]), normal(new[theirs])), 0.5) for mine, theirs in pairs)
    return sorted(pairs), gained


def _shown(name: str) -> str:
    return name or "（无列名）"
