"""Judges one value of a field with known values: known, near a known one and why, or unknown."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from models.importing.values.known import KnownValues
from models.importing.values.question import Verdict
from models.importing.values.said import Controlled
from models.paths import resource
from models.regions import Resolution, load_gazetteer
from models.regions.alike import ranked, reason_for
from models.regions.names import clean_place, is_whole_city
from models.rules.categories import match_category
from models.rules.text import normalise_identity

_MOST_OPTIONS = 60


class Judgement(NamedTuple):
    """A verdict with what is suggested, why, and what there is to choose from."""

    verdict: Verdict
    suggestion: str
    reason: str
    options: tuple[str, ...]


KNOWN = Judgement("known", "", "", ())


class Judge:
    """Judges values by what a ledger knows; pinyin is loaded only for values that are not known exactly."""

    def __init__(self, known: KnownValues) -> None:
        self._known = known

    def judge(self, rule: Controlled, said: str, within: str = "") -> Judgement:
        """The verdict on one value of a field with a closed vocabulary."""
        if rule.kind == "place":
            return self._place(rule.name, said, within)
        if self.knows(rule, said):
            return KNOWN
        match rule.name:
            case "category":
                return self._category(said)
            case "said_status":
                return self._status(said)
            case _:
                return self._listed(said, rule.known, rule.wordings)

    def knows(self, rule: Controlled, said: str) -> bool:
        """Whether a value of a field with a closed vocabulary, other than a place, is known; asks nothing further."""
        match rule.name:
            case "category":
                return match_category(said, self._known.categories).how in ("exact", "alias")
            case "said_status":
                return said in self._known.statuses or any(word in said for word in _status_words())
            case _:
                return normalise_identity(said) in _known_forms(rule)

    def _category(self, said: str) -> Judgement:
        match = match_category(said, self._known.categories)
        names = self._known.category_names
        if match.how == "contains" and match.category:
            return Judgement("near", match.category, "含有它的写法", tuple(_first(match.category, ranked(said, names))))
        near = _near(said, names)
        return near if near.verdict == "near" else self._like_a_wording(said, near)

    def _like_a_wording(self, said: str, unknown: Judgement) -> Judgement:
        """A slip of the pen in another wording of a category: 杨尘 is 扬尘, and so 扬尘污染."""
        for wording, (name, _accountability) in self._known.categories.items():
            if name and len(wording) == len(said) and (reason := reason_for(said, wording)):
                return Judgement("near", name, f"与“{wording}”{reason}", tuple(_first(name, unknown.options)))
        return unknown

    def _status(self, said: str) -> Judgement:
        return _near(said, self._known.statuses)

    def _listed(self, said: str, known: Sequence[str], wordings: Mapping[str, str]) -> Judgement:
        near = _near(said, (*known, *wordings))
        meant = wordings.get(near.suggestion, near.suggestion)
        return near._replace(suggestion=meant, options=tuple(_first(meant, ranked(said, known))))

    def _place(self, field: str, said: str, within: str) -> Judgement:
        gazetteer = load_gazetteer()
        city = within if field == "county" else None
        level = "city" if field == "city" else None
        found = gazetteer.resolve(said, city=city or None, level=level)
        if found.place is not None or is_whole_city(clean_place(said)):
            return KNOWN
        many = gazetteer.resolve_all(said, city=city or None) if field == "county" else []
        if any(one.place for one in many):
            return _several(many)
        names = [place.county or place.city or place.province for place in found.candidates]
        if not names:
            return Judgement("unknown", "", "", ())
        reason = reason_for(said, names[0]) or "名称相近"
        return Judgement("near", names[0], reason, tuple(dict.fromkeys(names)))


def _several(many: Sequence[Resolution]) -> Judgement:
    """A cell of several places: known, unless one of them is like a name that was meant."""
    places = [one.place or (one.candidates[0] if one.candidates else None) for one in many]
    if all(one.place or not one.candidates for one in many):
        return KNOWN
    names = [place.county or place.city for place in places if place is not None]
    return Judgement("near", "、".join(names), "名称相近", ("、".join(names),))


def _first(name: str, names: Sequence[str]) -> list[str]:
    return [name, *(other for other in names if other != name)] if name else list(names)


def _near(said: str, known: Sequence[str]) -> Judgement:
    """The known value that most speaks for, else unknown."""
    order = ranked(said, known)
    for name in order:
        reason = reason_for(said, name)
        if reason:
            return Judgement("near", name, reason, tuple(_first(name, order)[:_MOST_OPTIONS]))
    return Judgement("unknown", "", "", tuple(order[:_MOST_OPTIONS]))


@cache
def _known_forms(rule: Controlled) -> frozenset[str]:
    return frozenset(normalise_identity(word) for word in (*rule.known, *rule.wordings))


@cache
def _status_words() -> tuple[str, ...]:
    lines: list[dict[str, list[str]]] = json.loads(
        (resource("import") / "history_statuses.json").read_text(encoding="utf-8")
    )
    return tuple(word for line in lines for word in line["contains"])
