"""As what kind of field of the bureau's own the values of a column would do; a person may say otherwise."""

from __future__ import annotations

from models.importing.columns.evidence import Evidence
from models.late_regex import late_regex
from models.rules.text import half_width

_MOSTLY = 0.8
_LONG = 30
_WORD = 10
_OPTIONS = (2, 8)
_REPEATED = 3
"""A choice is a few short words, each said so often on the average."""
_YES_NO = frozenset("是否√×✓✔✗✘有无")
_CODE = late_regex(r"0\d+$|\d{11,}$")
"""Digits that are no amount: 0102, telephone and credit numbers."""


def guessed_kind(evidence: Evidence) -> tuple[str, tuple[str, ...]]:
    """The kind, and for a choice its words, the most frequent first."""
    if evidence.empty:
        return "text", ()
    if evidence.share(lambda text: text in _YES_NO) >= _MOSTLY:
        return "bool", ()
    if evidence.numbers >= _MOSTLY:
        coded = evidence.share(lambda text: bool(_CODE.match(half_width(text).strip())))
        return ("text", ()) if coded else ("decimal", ())
    if evidence.dates >= _MOSTLY:
        return "date", ()
    if evidence.length > _LONG or evidence.share(lambda text: "\n" in text) > 0:
        return "long", ()
    words = [word for word, _ in evidence.distinct.most_common()]
    few = _OPTIONS[0] <= len(words) <= _OPTIONS[1] and len(evidence.texts) >= _REPEATED * len(words)
    if few and max(map(len, words)) <= _WORD:
        return "choice", tuple(words)
    return "text", ()
