"""How the rules that a bureau may set are asked for: limits, choices, origin, and what holds until one is set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from models.paths import resource

MOST = 10_000
Value = int | str | bool


@dataclass(frozen=True)
class RuleForm:
    """How a rule is asked for: a number within limits, a choice, or yes and no (a bool).

    ``place`` is where its editor stands: empty for the list of all rules, else the name of a card of its own.
    """

    title: str
    origin: str
    preset: Value
    least: int = 0
    most: int = MOST
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict[str, str])
    place: str = ""


@lru_cache(maxsize=1)
def rule_forms() -> dict[str, RuleForm]:
    """Every rule there is, by key, in the order in which they are offered."""
    rows: list[dict[str, Any]] = json.loads(resource("presets/rules.json").read_text(encoding="utf-8"))
    return {
        row["key"]: RuleForm(
            row["title"], row["origin"], row["value"], row.get("least", 0), row.get("most", MOST),
            row.get("unit", ""), row.get("choices", {}), row.get("place", ""),
        )
        for row in rows
    }  # fmt: skip
