"""How values are compared: the key of an answer, the fingerprint under which spellings meet, and which fields count."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from models.late_regex import late_regex
from models.paths import resource
from models.rules.text import normalise_identity

_WHITE = late_regex(r"\s+")
_SAID_SUFFIX = late_regex(r"(?:有限责任公司|股份有限公司|有限公司|公司|问题|情况|方面|行业|类型|类)$")
_LONGEST_KEY = 300


@dataclass(frozen=True)
class Controlled:
    """A field whose values are looked at one by one; ``open`` has no list of known values, only spellings.

    ``longest`` is the number of characters beyond which a value is free text and nobody is asked about it.
    """

    name: str
    vocabulary: Literal["closed", "open"]
    kind: Literal["value", "place", "unit"]
    several: bool = False
    can_add: bool = False
    longest: int = 60
    known: tuple[str, ...] = ()
    wordings: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)


@cache
def controlled_fields() -> dict[str, Controlled]:
    """The controlled fields of resources/import/controlled_fields.json in their order."""
    text = (resource("import") / "controlled_fields.json").read_text(encoding="utf-8")
    data: dict[str, dict[str, Any]] = json.loads(text)
    found: dict[str, Controlled] = {}
    for name, line in data.items():
        line["known"] = tuple(line.get("known", ()))
        found[name] = Controlled(name, **line)
    return found


def said_key(said: str, within: str = "") -> str:
    """The key under which an answer is remembered: width, case and white space do not count."""
    folded = _WHITE.sub("", unicodedata.normalize("NFKC", said)).casefold()
    return f"{within}/{folded}"[:_LONGEST_KEY] if within else folded[:_LONGEST_KEY]


def answer_key(field: str, said: str, within: str = "") -> str:
    """What ``answer_value`` takes as the value said: 邯郸市/永年曲 for a county, whose own strokes become ／."""
    if field != "county":
        return said
    plain = said.replace("/", "／")
    return f"{within}/{plain}" if within else plain


def split_answer_key(field: str, key: str) -> tuple[str, str]:
    """City and value of an ``answer_key``; the city is "" where the value stands alone."""
    if field != "county" or "/" not in key:
        return "", key
    within, _, said = key.partition("/")
    return within, said


def fingerprint(text: str) -> str:
    """The key under which spellings of one value meet: width, case, white space, signs and an empty tail apart."""
    bare = normalise_identity(text)
    shorter = _SAID_SUFFIX.sub("", bare)
    return shorter if len(shorter) >= 2 else bare
