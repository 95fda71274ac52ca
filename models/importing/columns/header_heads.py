"""Headers that no alias and no pattern knows, understood as Chinese builds them: the last word says the kind."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache

from models.late_regex import late_regex
from models.paths import resource

_ASKED = late_regex(r"[?？吗呢]+$")
_FILLING = late_regex(r"^(?:具体|详细|主要|目前|当前|最新|有关|相关|本次|本轮|其)+的?")


@dataclass(frozen=True)
class _Head:
    """A last word, what the words before it make of it, and what it is without them (None: nothing)."""

    word: re.Pattern[str]
    cases: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
    otherwise: tuple[str, ...] | None


@cache
def _heads() -> tuple[_Head, ...]:
    rules = json.loads(resource("import/header_heads.json").read_text(encoding="utf-8"))["heads"]
    return tuple(
        _Head(
            re.compile(f"(?:{rule['head']})$"),
            tuple((re.compile(words), tuple(fields)) for words, fields in rule.get("cases", ())),
            tuple(rule["else"]) if "else" in rule else None,
        )
        for rule in rules
    )


def fields_by_head(plain: str) -> tuple[str, ...]:
    """Fields that a normalised header means by its last word and those before it; () where it stays unknown.

    督办进展 is a progress, 应反馈日 a limit, 包保干部 a person. The longest last word that is known decides; what the
    words before it name as foreign (处罚情况) is nothing.
    """
    return _read(plain) or ()


def names_something_else(plain: str) -> bool:
    """Whether the last word of a normalised header is known, and what it says is no field: 签收时间, 许可证号."""
    return _read(plain) == ()


def _read(plain: str) -> tuple[str, ...] | None:
    text = _FILLING.sub("", _ASKED.sub("", plain)) or plain
    best: tuple[int, tuple[str, ...] | None] = (0, None)
    for head in _heads():
        found = head.word.search(text)
        if found is None or len(found[0]) <= best[0]:
            continue
        named = next((fields for words, fields in head.cases if words.search(text)), head.otherwise)
        if named is not None:
            best = (len(found[0]), named)
    return best[1]
