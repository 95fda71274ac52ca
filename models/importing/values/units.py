"""The normal form of a unit's name: 邯郸市永年区人民政府, 永年区政府 and 永年区委、区政府 are one unit."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache

from models.importing.values.said import fingerprint
from models.late_regex import late_regex
from models.paths import resource
from models.regions import Place, load_gazetteer
from models.regions.names import clean_place, stem

_LEVELS = "省市区县旗盟州镇乡"
_PARTY = late_regex(rf"(?<=[{_LEVELS}])委(?:员会)?[、，,和]?[^、，,]*政府$")
_OFFICE = late_regex(r"(?:人民政府|政府|管理委员会|管委会)$")
_OWN_LEVEL = late_regex(rf"^[{_LEVELS}](?=.{{2,}})")


@cache
def _words() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Long forms of offices and the short form that stands for them, longest first."""
    text = (resource("import") / "unit_words.json").read_text(encoding="utf-8")
    data: dict[str, list[str]] = json.loads(text)
    pairs = [(word, short) for short, words in data.items() for word in words]
    pairs.sort(key=lambda pair: -len(pair[0]))
    return tuple((re.compile(re.escape(word)), short) for word, short in pairs)


@lru_cache(maxsize=8192)
def unit_key(name: str) -> str:
    """Region code and office, e.g. 130408:政府; without a place that is certain, the name with offices in short form.

    Two names of one key are one unit; nothing is concluded from keys that differ.
    """
    text = _PARTY.sub("政府", clean_place(name).removeprefix("中共"))
    place = _place(text)
    if place is None:
        return fingerprint(_short(text))
    rest = text
    for owner in (place.province, place.city, place.county, place.name):
        rest = _without(rest, owner)
    code = place.today_code or place.code or place.name
    branch = re.fullmatch(rf"(.+局)(?:{re.escape(place.name)}|{re.escape(stem(place.name))})?分局", rest)
    return f"{code}:{_office(branch[1] if branch else rest)}"


def _place(text: str) -> Place | None:
    """The one place of a unit's name; None where there are several or none for certain."""
    gazetteer = load_gazetteer()
    places = gazetteer.find_places_in(text)
    if places:
        return places[0] if len(places) == 1 else None
    bare = _OFFICE.sub("", text)
    return gazetteer.resolve(bare).place if bare != text and len(bare) >= 2 else None


def _without(text: str, owner: str) -> str:
    """The text without the name of a division before it; 永年政府 as well as 永年区政府."""
    if not owner:
        return text
    if text.startswith(owner):
        return text[len(owner) :]
    bare = stem(owner)
    return text[len(bare) :] if len(bare) >= 2 and text.startswith(bare) else text


def _office(rest: str) -> str:
    """政府 for every way of naming a government, else the office in its short form."""
    short = _short(rest)
    return fingerprint(_OWN_LEVEL.sub("", short)) or "政府"


def _short(text: str) -> str:
    for pattern, short in _words():
        text = pattern.sub(short, text)
    return text
