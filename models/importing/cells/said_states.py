"""The state that the words of a list stand for, from ``resources/import/history_statuses.json``."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from models.paths import resource

FIRST_STATUS = "待整改"


@cache
def _history_words() -> list[tuple[tuple[str, ...], str]]:
    data: list[Mapping[str, Any]] = json.loads(resource("import/history_statuses.json").read_text(encoding="utf-8"))
    return [(tuple(line["contains"]), line["status"]) for line in data]


def names_a_state(text: str) -> bool:
    """Whether a short text says how far a problem is: 整改中, 未完成; not 正在调试设备."""
    return any(word in text for words, _ in _history_words() for word in words)


def history_status(said: str | None, known: Collection[str]) -> str:
    """The state that an earlier list's words stand for; only states that the ledger has."""
    if said:
        if said in known:
            return said
        for words, status in _history_words():
            if status in known and any(word in said for word in words):
                return status
    return FIRST_STATUS
