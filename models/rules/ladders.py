"""督促阶梯: which step comes next, what a chosen one leaves out, when a trigger is met, and by when an answer is due.

- The place on a ladder is its latest step that still stands; what was lifted (解除) counts no more.
- The next step is the one above that place, the first where there is none. Taking a higher one is skipping, taking
  the same or a lower one is stepping down or repeating; skipping and stepping down ask for a reason, repeating does
  not (a second 约谈 of one matter is usual).
- Several triggers of one step are alternatives.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, TypeVar, cast

from models.errors import UserError
from models.rules.workdays import Reached, WorkdayCalendar

NONE, NEAR, OVERDUE, BEHIND = "none", "near", "overdue", "behind"
UNANSWERED, FAILED, UNIT_OVERDUE = "unanswered", "failed_verification", "unit_overdue"
TRIGGER_TITLES: dict[str, str] = {
    NONE: "不自动建议",
    NEAR: "离期限不到若干天",
    OVERDUE: "逾期若干天",
    BEHIND: "落后序时进度若干天",
    UNANSWERED: "上一步到期未回复",
    FAILED: "核查不通过",
    UNIT_OVERDUE: "单位逾期问题达到数量或占比",
}
FOUND, ASSIGNED, VERIFIED = "found_on", "assigned_on", "checked_on"
TAKEN_BY_TITLES: dict[str, str] = {FOUND: "发现日期", ASSIGNED: "交办日期", VERIFIED: "核查记录"}
"""Steps that a problem has taken once the ledger knows such a date of it, without being entered."""
MOST_DAYS = 3_650
_COUNTED = frozenset({NEAR, OVERDUE, BEHIND, UNANSWERED})


@dataclass(frozen=True)
class Trigger:
    """One condition. ``days`` of near, overdue, behind and unanswered; ``count`` of failed checks or of overdue
    problems of a unit; ``unit_share`` percent of the unit's open problems that are overdue (either is enough).
    """

    kind: str = NONE
    days: int = 0
    count: int = 0
    unit_share: int = 0


@dataclass(frozen=True)
class Facts:
    """What is known of a problem, or of a unit, on a day; None where it is not known or does not apply."""

    days_left: int | None = None
    """Until the deadline, negative when overdue; None where it is rectified or has no date."""
    days_behind: int = 0
    failed: int = 0
    """Checks that found it not rectified."""
    unanswered_days: int | None = None
    """Days since the answer to the present step was due; None where it came or none is asked for."""
    unit_overdue: int = 0
    unit_open: int = 0
    """Of a unit: overdue problems, and all that are not rectified."""


class Step(Protocol):
    """What a rule must know of a step."""

    @property
    def name(self) -> str: ...

    @property
    def position(self) -> int: ...


AnyStep = TypeVar("AnyStep", bound=Step)


@dataclass(frozen=True)
class Departure:
    """A step that is not the next one: ``kind`` skip or down; ``left_out`` are the names of those passed over."""

    kind: str
    chosen: str
    left_out: tuple[str, ...]
    place: str
    """Name of the step that stands now; empty where there is none."""

    def sentence(self) -> str:
        """What is out of order, in words."""
        if self.kind == "skip":
            return f"还没有{'、'.join(f'“{name}”' for name in self.left_out)}，不能直接“{self.chosen}”"
        return f"已经到“{self.place}”，“{self.chosen}”是降级"


def next_step(steps: Sequence[AnyStep], place: int | None) -> AnyStep | None:
    """The step above ``place`` (a position; None at the beginning); None at the top."""
    above = [step for step in steps if place is None or step.position > place]
    return min(above, key=lambda step: step.position) if above else None


def departure(steps: Sequence[Step], place: int | None, chosen: Step) -> Departure | None:
    """What taking ``chosen`` leaves out or goes down from; None where it is in order."""
    standing = next((step.name for step in steps if step.position == place), "")
    if place is not None and chosen.position < place:
        return Departure("down", chosen.name, (), standing)
    passed = [
        step.name for step in steps if (place is None or step.position > place) and step.position < chosen.position
    ]
    return Departure("skip", chosen.name, tuple(passed), standing) if passed else None


def check_departure(found: Departure | None, reason: str, whom: str = "") -> None:
    """UserError naming the step left out, unless there is none or a reason is given."""
    if found is not None and not reason.strip():
        what = "跳过" if found.kind == "skip" else "降级"
        raise UserError(f"{whom}{found.sentence()}", advice=f"确需{what}的，请写明理由")


def why_met(trigger: Trigger, facts: Facts) -> str:
    """Why the trigger is met, in words; empty where it is not."""
    left = facts.days_left
    match trigger.kind:
        case "near" if left is not None and left <= trigger.days:
            return f"离整改期限 {left} 天" if left > 0 else "今天到期" if left == 0 else f"逾期 {-left} 天"
        case "overdue" if left is not None and -left >= trigger.days:
            return f"逾期 {-left} 天" if left < 0 else "今天到期"
        case "behind" if facts.days_behind >= max(trigger.days, 1):
            return f"落后序时进度 {facts.days_behind} 天"
        case "unanswered" if facts.unanswered_days is not None and facts.unanswered_days >= max(trigger.days, 1):
            return f"到期 {facts.unanswered_days} 天未回复"
        case "failed_verification" if facts.failed >= max(trigger.count, 1):
            return f"{facts.failed} 次核查不通过"
        case "unit_overdue":
            return _unit_met(trigger, facts)
        case _:
            return ""


def _unit_met(trigger: Trigger, facts: Facts) -> str:
    if not facts.unit_overdue:
        return ""
    share = Decimal(facts.unit_overdue * 100) / max(facts.unit_open, 1)
    many = trigger.count > 0 and facts.unit_overdue >= trigger.count
    large = trigger.unit_share > 0 and share >= trigger.unit_share
    words = f"逾期 {facts.unit_overdue} 条，占未整改的 {share.quantize(Decimal('0.1')):f}%"
    return words if many or large else ""


def first_met(triggers: Iterable[Trigger], facts: Facts) -> str:
    """Why the first of the alternatives that is met is met; empty where none is."""
    return next((why for why in (why_met(one, facts) for one in triggers) if why), "")


def suggest(
    triggers: Sequence[tuple[int, Sequence[Trigger]]], place: int | None, facts: Facts
) -> tuple[int, str] | None:
    """Position of the lowest step above the place whose trigger is met, and why; ``triggers`` by position, rising.

    An answer that does not come leads to the very next step only.
    """
    for position, alternatives in triggers:
        if place is None or position > place:
            why = first_met(alternatives, facts)
            if why:
                return position, why
            facts = replace(facts, unanswered_days=None)
    return None


def reply_due(calendar: WorkdayCalendar, document_on: date, workdays: int | None) -> Reached | None:
    """The last day for an answer: so many working days after the document's date; None where none is asked for."""
    if workdays is None:
        return None
    if not 0 < workdays <= MOST_DAYS:
        raise UserError(f"回复时限不能是 {workdays} 个工作日", advice=f"请填写 1 到 {MOST_DAYS} 之间的数")
    return calendar.add(document_on, workdays)


def reminded_words(days: Sequence[date], replied: bool = False, what: str = "报送") -> str:
    """How a letter tells of reminders: 经 3 次催办（5月6日、5月8日、5月10日）仍未报送; empty without any."""
    if not days:
        return ""
    told = "、".join(f"{day.month}月{day.day}日" for day in sorted(set(days)))
    return f"经 {len(days)} 次催办（{told}）{'后已' if replied else '仍未'}{what}"


# ---- triggers as they are kept and as they are read ----------------------------------------------------------------


def read_triggers(text: str | None) -> tuple[tuple[Trigger, ...], str]:
    """The alternatives that a step keeps as JSON, and the date of the problem that stands for the step ('' mostly)."""
    try:
        told = json.loads(text or "{}")
    except ValueError:
        return (), ""
    if not isinstance(told, dict):
        return (), ""
    kept = cast("dict[str, Any]", told)
    parts: list[Any] = kept["any"] if isinstance(kept.get("any"), list) else [kept]
    found = [_read_one(cast("dict[str, Any]", one)) for one in parts if isinstance(one, dict)]
    taken_by = str(kept.get("taken_by") or "")
    return tuple(one for one in found if one.kind != NONE), taken_by if taken_by in TAKEN_BY_TITLES else ""


def _read_one(one: dict[str, Any]) -> Trigger:
    def number(key: str) -> int:
        value = one.get(key)
        return value if isinstance(value, int) else 0

    kind = str(one.get("kind") or NONE)
    return Trigger(
        kind if kind in TRIGGER_TITLES else NONE, number("days"), number("count"), number("unit_share")
    )  # fmt: skip


def triggers_text(triggers: Sequence[Trigger], taken_by: str = "") -> str:
    """The reverse."""
    written = [_written(one) for one in triggers if one.kind != NONE] or [{"kind": NONE}]
    kept: dict[str, Any] = dict(written[0]) if len(written) == 1 else {"any": written}
    if taken_by:
        kept["taken_by"] = taken_by
    return json.dumps(kept, ensure_ascii=False)


def _written(one: Trigger) -> dict[str, Any]:
    numbers = {"days": one.days, "count": one.count, "unit_share": one.unit_share}
    return {"kind": one.kind} | {key: value for key, value in numbers.items() if value or (key, one.kind) == (
        "days", OVERDUE)}  # fmt: skip


def trigger_words(triggers: Sequence[Trigger], taken_by: str = "") -> str:
    """As a clerk reads it: 离期限不到 30 天，或落后序时进度 10 天."""
    parts = [_words(one) for one in triggers]
    if taken_by:
        parts.append(f"有{TAKEN_BY_TITLES[taken_by]}即算")
    return "，或".join(part for part in parts if part) or "不自动建议"


def _words(one: Trigger) -> str:
    match one.kind:
        case "near":
            return f"离期限不到 {one.days} 天"
        case "overdue":
            return f"逾期 {one.days} 天" if one.days else "到期"
        case "behind":
            return f"落后序时进度 {max(one.days, 1)} 天"
        case "unanswered":
            return f"上一步到期 {max(one.days, 1)} 天未回复"
        case "failed_verification":
            return f"{max(one.count, 1)} 次核查不通过"
        case "unit_overdue":
            parts = [f"达 {one.count} 条"] if one.count else []
            parts += [f"占 {one.unit_share}%"] if one.unit_share else []
            return f"单位逾期问题{'或'.join(parts)}"
        case _:
            return ""


def check_trigger(one: Trigger) -> None:
    """UserError says which number is missing or makes no sense."""
    title = TRIGGER_TITLES.get(one.kind)
    if title is None:
        raise UserError(f"没有“{one.kind}”这种触发条件", advice=f"可用：{'、'.join(TRIGGER_TITLES)}")
    if one.kind in _COUNTED and not 0 <= one.days <= MOST_DAYS:
        raise UserError(f"“{title}”的天数不能是 {one.days}", advice=f"请填写 0 到 {MOST_DAYS} 之间的数")
    if one.kind == UNIT_OVERDUE and not (one.count > 0 or 0 < one.unit_share <= 100):
        raise UserError("没有写单位逾期问题的数量或占比", advice="请填写条数，或 1 到 100 之间的百分数")
