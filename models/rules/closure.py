"""销号: which standard a problem is closed by, whether its conditions hold, which level comes next, who may decide.

Standards, conditions and levels are data of the ledger; the five conditions that most bureaus begin with are those of
安徽 2019 《突出生态环境问题整改验收销号管理办法（试行）》.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

SELF_CHECK, REVIEW, PREREVIEW, JOINT, PUBLICITY_LEVEL, FILING = (
    "self_check", "review", "prereview", "joint", "publicity", "filing",
)  # fmt: skip
LEVEL_KINDS: dict[str, str] = {
    SELF_CHECK: "自查", REVIEW: "审核", PREREVIEW: "档案预审", JOINT: "联审", PUBLICITY_LEVEL: "公示", FILING: "备案",
}  # fmt: skip
"""What a level does, by the word of ``closure_level.kind``."""
DECIDING = (REVIEW, PREREVIEW, JOINT)
"""Levels at which somebody passes or returns."""

PREPARING, REVIEWING, PUBLIC, APPROVAL, CLOSED, RETURNED, WITHDRAWN, REVOKED = (
    "preparing", "review", "publicity", "approval", "closed", "returned", "withdrawn", "revoked",
)  # fmt: skip
OPEN_STAGES = (PREPARING, REVIEWING, PUBLIC, APPROVAL)
"""An application in one of these is on its way; a problem has at most one of them."""
STAGE_WORDS: dict[str, str] = {
    PREPARING: "准备材料", REVIEWING: "审核中", PUBLIC: "公示中", APPROVAL: "待审签备案", CLOSED: "已销号",
    RETURNED: "已退回", WITHDRAWN: "已撤回", REVOKED: "已撤销销号",
}  # fmt: skip
PASSED, SENT_BACK = "passed", "returned"
_STAGE_OF_KIND = {PUBLICITY_LEVEL: PUBLIC, FILING: APPROVAL}
_NAMES = re.compile(r"[、，,;；/\s]+")


@dataclass(frozen=True)
class Condition:
    """销号条件: a line that needs a tick by a named person, and evidence where ``needs_evidence``."""

    id: int
    text: str
    needs_evidence: bool = True
    evidence_kind: str = ""
    origin: str = ""
    active: bool = True


@dataclass(frozen=True)
class Level:
    """审核层级; ``workdays`` is how long it may take, ``status`` the problem's state while it stands there."""

    id: int
    name: str
    kind: str
    unit: str = ""
    workdays: int | None = None
    status: str = ""
    active: bool = True


@dataclass(frozen=True)
class Standard:
    """销号标准 with its conditions and levels in order; no categories and no campaigns means all."""

    id: int
    name: str
    categories: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    publicity_days: int = 7
    conditions: tuple[Condition, ...] = ()
    levels: tuple[Level, ...] = ()
    origin: str = ""
    active: bool = True

    @property
    def route(self) -> tuple[Level, ...]:
        """The levels that an application passes: those in use; 公示 only where it takes at least a day."""
        return tuple(
            one for one in self.levels if one.active and (one.kind != PUBLICITY_LEVEL or self.publicity_days > 0)
        )

    def level(self, level_id: int | None) -> Level | None:
        """A level by its id, also one that is no longer in use."""
        return next((one for one in self.levels if one.id == level_id), None)


@dataclass(frozen=True)
class Tick:
    """Who confirmed a condition, when, and what shows it."""

    condition_id: int
    person: str
    ticked_on: date
    evidence: tuple[int, ...] = ()
    remark: str = ""
    id: int = 0


@dataclass(frozen=True)
class ConditionState:
    """A condition as it stands: ``missing`` is empty when it holds, else a word for what is not there yet."""

    condition: Condition
    tick: Tick | None
    evidence: tuple[int, ...]
    """Ids of the evidence that was named and is still there."""
    missing: str

    @property
    def met(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def standard_for(standards: Sequence[Standard], category: str | None, campaign: str | None) -> Standard | None:
    """The standard of a problem: the most specific that fits, campaign and category before one of the two before none.

    Among equals the first in order. None when no standard in use fits.
    """
    best: tuple[int, Standard] | None = None
    for one in standards:
        if not one.active or (one.categories and category not in one.categories):
            continue
        if one.campaigns and campaign not in one.campaigns:
            continue
        rank = 2 * bool(one.campaigns) + bool(one.categories)
        if best is None or rank > best[0]:
            best = rank, one
    return best[1] if best is not None else None


def judge_conditions(
    standard: Standard, ticks: Iterable[Tick], evidence: Collection[int]
) -> tuple[ConditionState, ...]:
    """Every condition in use, or ticked, with what is missing. ``evidence`` holds the ids that the problem has now."""
    by_condition = {one.condition_id: one for one in ticks}
    found: list[ConditionState] = []
    for condition in standard.conditions:
        tick = by_condition.get(condition.id)
        if not condition.active and tick is None:
            continue
        there = tuple(key for key in tick.evidence if key in evidence) if tick is not None else ()
        missing = ""
        if condition.active and condition.needs_evidence and not there:
            missing = "缺材料"
        elif condition.active and (tick is None or not tick.person.strip()):
            missing = "未确认"
        found.append(ConditionState(condition, tick, there, missing))
    return tuple(found)


def missing_words(states: Iterable[ConditionState]) -> str:
    """What is missing as a phrase: the conditions by name, each with what it lacks. Empty when all hold."""
    return "；".join(f"“{one.condition.text}”{one.missing}" for one in states if not one.met)


def first_level(standard: Standard) -> Level | None:
    """Where an application begins."""
    return standard.route[0] if standard.route else None


def next_level(standard: Standard, level_id: int | None) -> Level | None:
    """The level after this one; None after the last. A level taken out of use is followed by the next one in use."""
    order = [one.id for one in standard.levels]
    at = order.index(level_id) if level_id in order else -1
    route = {one.id for one in standard.route}
    return next((one for one in standard.levels[at + 1 :] if one.id in route), None)


def stage_at(level: Level | None) -> str:
    """The stage of an application that stands at a level; past the last level it waits for approval."""
    if level is None:
        return APPROVAL
    if level.kind == SELF_CHECK:
        return PREPARING
    return _STAGE_OF_KIND.get(level.kind, REVIEWING)


def status_at(standard: Standard, level: Level) -> str:
    """The state of the problem at a level, empty to leave it; that of 公示 is left out where nothing is published."""
    if standard.publicity_days > 0:
        return level.status
    shown = {one.status for one in standard.levels if one.kind == PUBLICITY_LEVEL}
    return "" if level.status in shown else level.status


def names_in(text: str | None) -> tuple[str, ...]:
    """The people that a line names, as it names them."""
    return tuple(dict.fromkeys(part for part in _NAMES.split(text or "") if part))


def refuse_reviewer(
    reviewer: str, submitter: str | None, earlier: Iterable[tuple[str, str]], *, same_person_allowed: bool = False
) -> str:
    """Why ``reviewer`` may not decide, empty when they may.

    ``earlier`` holds (level, who) of this application. Nobody decides on what they handed in themselves, and nobody
    decides at two levels unless the bureau's setting allows it.
    """
    mine = names_in(reviewer)
    if not mine:
        return "没有写由谁审核"
    handed_in = set(names_in(submitter))
    both = next((name for name in mine if name in handed_in), None)
    if both is not None:
        return f"{both} 是提交人，不能审核自己提交的申请"
    if same_person_allowed:
        return ""
    for level, who in earlier:
        twice = next((name for name in mine if name in names_in(who)), None)
        if twice is not None:
            return f"{twice} 已在“{level}”审核过，同一个人不能审两级"
    return ""


def place_words(unit: str, city: str | None, county: str | None, responsible: str | None = None) -> str:
    """The unit of a level for a problem: {市} and {县} filled in, 责任单位 by name where it is known."""
    if unit == "责任单位":
        return responsible or unit
    return unit.replace("{市}", city or "市级").replace("{县}", county or "县级")
