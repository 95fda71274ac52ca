"""What a person is asked about a value, and values that seem to be one; plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.importing.choices import ValueAnswer
from models.importing.values.said import answer_key

Verdict = Literal["known", "near", "unknown"]
VERDICT_SIGNS: dict[str, str] = {"known": "✔", "near": "≈", "unknown": "✖"}


@dataclass(frozen=True)
class ValueQuestion:
    """One different value of a controlled field, as the files say it, with how it was understood.

    To answer it: ``session.answer_value(question.field, question.key, ValueAnswer(...))``; None takes it back.
    """

    field: str
    title: str
    said: str
    """As the files say it, for reading."""
    count: int
    """Rows that say it."""
    verdict: Verdict
    suggestion: str = ""
    """The known value that is probably meant; "" where there is none. Never applied by itself."""
    reason: str = ""
    """Why it is suggested: 同音, 少一个“市”字, 形近, 一字之差, 简称, 写法不同, 此前的回答 …"""
    options: tuple[str, ...] = ()
    """Known values to choose from, best first; empty for a field with an open vocabulary."""
    answer: ValueAnswer | None = None
    """What a person said in this import, or (``learned``) earlier for good."""
    learned: bool = False
    """The answer was given in an earlier import and applies by itself."""
    within: str = ""
    """The city inside which the value stands, for a county; else ""."""
    rows_example: tuple[tuple[str, int], ...] = ()
    """Sheet and row (as Excel counts) of the first rows that say it, at most three."""
    can_add: bool = False
    """Whether the value can be added to the known ones (问题类别)."""

    @property
    def key(self) -> str:
        """What ``answer_value`` takes as the value said: a county is told together with its city."""
        return answer_key(self.field, self.said, self.within)

    @property
    def open(self) -> bool:
        """Whether it still waits for a person."""
        return self.verdict != "known" and self.answer is None


@dataclass(frozen=True)
class ValueCluster:
    """Values that seem to be one, most frequent first; ``target`` is the one that the others would become."""

    members: tuple[tuple[str, int], ...]
    target: str
    reason: str = ""
    """Why they seem to be one: 写法不同, 同音, 一字之差, 同一单位."""

    @property
    def count(self) -> int:
        """Rows of all members."""
        return sum(count for _, count in self.members)
