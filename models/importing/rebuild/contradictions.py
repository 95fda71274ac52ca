"""Where successive ledgers contradict each other about one problem: finished in May, unfinished in June."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

Told = tuple[date, Any]
"""The day of a ledger, and the value from that day on."""


@dataclass(frozen=True)
class Contradiction:
    """``kind`` is a short heading, ``words`` the sentence with both ledgers' months."""

    problem_id: int
    ledger_number: str
    site_name: str
    kind: str
    on: date
    words: str


@dataclass(frozen=True)
class Story:
    """What the ledgers told of one problem, per field oldest first, and the days on which it was missing."""

    problem_id: int
    ledger_number: str
    site_name: str
    told: Mapping[str, Sequence[Told]]
    missing: Sequence[date] = ()
    present: Sequence[date] = ()


def contradictions_of(story: Story, finished: Mapping[str, bool]) -> list[Contradiction]:
    """Every contradiction of one story; ``finished`` tells for each said status whether it means 完成."""
    found: list[Contradiction] = []

    def tell(kind: str, on: date, words: str) -> None:
        found.append(Contradiction(story.problem_id, story.ledger_number, story.site_name, kind, on, words))

    for (then, before), (on, after) in _steps(story, "said_status"):
        if before and after and finished.get(before) and not finished.get(after):
            tell("完成后又未完成", on, f"{_month(then)}台账写“{before}”，{_month(on)}台账又写“{after}”")
    for (then, before), (on, after) in _steps(story, "completed_on"):
        if before and after:
            tell("完成时间改动", on, f"完成时间{_month(then)}台账为 {before}，{_month(on)}台账改为 {after}")
    for (_then, before), (on, after) in _steps(story, "deadline"):
        if before and after and before < on.isoformat() and after > before:
            tell("过期后改期限", on, f"期限 {before} 已过，{_month(on)}台账改为 {after}")
    for (then, before), (on, after) in _steps(story, "found_on"):
        if before and after:
            tell("发现时间改动", on, f"发现时间{_month(then)}台账为 {before}，{_month(on)}台账改为 {after}")
    first_found = next((value for _, value in story.told.get("found_on", ()) if value), None)
    for on, completed in story.told.get("completed_on", ()):
        if completed and first_found and completed < first_found:
            tell("完成早于发现", on, f"{_month(on)}台账的完成时间 {completed} 早于发现时间 {first_found}")
    for gone in story.missing:
        again = next((day for day in story.present if day > gone), None)
        if again is not None:
            tell("消失后又出现", again, f"{_month(gone)}台账里没有，{_month(again)}台账又有")
            break
    return found


def _steps(story: Story, field: str) -> list[tuple[Told, Told]]:
    told = story.told.get(field, ())
    return list(pairwise(told))


def _month(day: date) -> str:
    return f"{day.year}年{day.month}月"
