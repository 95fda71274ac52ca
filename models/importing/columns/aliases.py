"""The words that lists use for each field, from ``resources/import/aliases.json``."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from models.late_regex import late_regex
from models.paths import resource
from models.rules.text import half_width

_BRACKETS = late_regex(r"[（(\[【〔][^）)\]】〕]*[）)\]】〕]")
_NUMBERED = late_regex(r"^\s*(?:[(（]\d{1,2}[)）]|\d{1,2}\s*[.、．)）])\s*(?=[^\d\s])")
"""1.企业名称, (2)地址: the number of a box in a form."""
_LEAST_TO_MISSPELL = 4
_HINT = late_regex(
    r"[（(\[【][^）)\]】]{0,6}(?:必填|选填|可选|必选|单选|多选|下拉|选择|填写|格式|自动)[^）)\]】]{0,10}[）)\]】]"
)
"""What a form says about filling in a column: （必填）, （下拉选择）, （格式：2018-06-30）."""
_NOISE = late_regex(r"[\s_\-—:：、，,。.*＊“”\"'‘’·/\\]+")


def normal(header: str) -> str:
    """A header without blanks, width, brackets' signs and punctuation, in lower case."""
    text = _NUMBERED.sub("", _HINT.sub("", half_width(header)))
    text = re.sub(r"[（(）)\[\]【】〔〕]", "", text)
    return _NOISE.sub("", text).lower()


def without_brackets(header: str) -> str:
    """The same without what stands in brackets (units, remarks)."""
    return normal(_BRACKETS.sub("", half_width(header)))


def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters; a single character stands for itself."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset({text})


def similarity(a: str, b: str) -> float:
    """Dice coefficient of the two texts' bigrams, 0..1."""
    if not a or not b:
        return 0.0
    one, two = bigrams(a), bigrams(b)
    return 2 * len(one & two) / (len(one) + len(two))


def nearest(text: str) -> tuple[str, float]:
    """The alias most like a text, and how like it is; only those that share a pair of characters are compared."""
    mine, pairs = bigrams(text), _aliases_by_pair()
    shared = Counter(alias for pair in mine for alias in pairs.get(pair, ()))
    best, likeness = "", 0.0
    for alias, count in shared.items():
        found = 2 * count / (len(mine) + len(bigrams(alias)))
        if found > likeness or (found == likeness and alias < best):
            best, likeness = alias, found
    return best, likeness


def one_sign_off(text: str) -> str:
    """The alias of the same length that differs in one sign only (整改时现 for 整改时限); "" where none or several."""
    if len(text) < _LEAST_TO_MISSPELL or text.isascii():
        return ""
    found = {
        alias
        for at in range(len(text))
        for alias in _aliases_with_gap().get((at, text[:at] + text[at + 1 :]), ())
        if len(alias) == len(text)
    }
    meanings = {alias_table().loose[alias] for alias in found}
    return min(found) if len(meanings) == 1 else ""


@cache
def _aliases_with_gap() -> dict[tuple[int, str], list[str]]:
    """Aliases by what is left of them when one sign is taken out."""
    gaps: dict[tuple[int, str], list[str]] = {}
    for alias in alias_table().loose:
        if len(alias) >= _LEAST_TO_MISSPELL:
            for at in range(len(alias)):
                gaps.setdefault((at, alias[:at] + alias[at + 1 :]), []).append(alias)
    return gaps


@cache
def _aliases_by_pair() -> dict[str, list[str]]:
    pairs: dict[str, list[str]] = {}
    for alias in alias_table().loose:
        for pair in bigrams(alias):
            pairs.setdefault(pair, []).append(alias)
    return pairs


@dataclass(frozen=True)
class AliasTable:
    """``exact`` and ``loose`` lead from a header to the fields it feeds; ``rank`` says which of several comes first."""

    exact: dict[str, tuple[str, ...]]
    loose: dict[str, tuple[str, ...]]
    rank: dict[str, int]
    never: frozenset[str]
    tick_parents: dict[str, str]
    yes_no: frozenset[str]
    words: frozenset[str]


@cache
def alias_table() -> AliasTable:
    """The shipped table, read once."""
    data = json.loads(resource("import/aliases.json").read_text(encoding="utf-8"))
    exact: dict[str, tuple[str, ...]] = {}
    loose: dict[str, tuple[str, ...]] = {}
    rank: dict[str, int] = {}

    def add(header: str, fields: tuple[str, ...], position: int) -> None:
        exact.setdefault(header, fields)
        key = normal(header)
        loose.setdefault(key, fields)
        rank.setdefault(key, position)

    for field, headers in data["fields"].items():
        for position, header in enumerate(headers):
            add(header, (field,), position)
    for header, fields in data["combined"].items():
        add(header, tuple(fields), 0)
    return AliasTable(
        exact,
        loose,
        rank,
        frozenset(normal(header) for header in data["never"]),
        {normal(parent): field for parent, field in data["tick_parents"].items()},
        frozenset(data["yes_no"]),
        frozenset(loose),
    )
