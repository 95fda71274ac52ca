"""Where an application stands, as a chip says it: a few words and a colour by meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.rules.closure import (
    APPROVAL,
    CLOSED,
    JOINT,
    PREPARING,
    PREREVIEW,
    PUBLIC,
    RETURNED,
    REVIEWING,
    REVOKED,
    WITHDRAWN,
    Level,
    Standard,
    first_level,
)
from models.rules.closure_publicity import days_left, is_over
from models.rules.workdays import WorkdayCalendar

_SHORT_REASON = 8


@dataclass(frozen=True)
class Stand:
    """The words of a chip, and its tone."""

    chip: str
    tone: str


def stand_of(
    row: Mapping[Any, Any] | None, standard: Standard, missing: int, calendar: WorkdayCalendar, today: date
) -> Stand:
    """The chip of a problem in the list; ``row`` holds the columns of its latest application, None before the first."""
    first = first_level(standard)
    if row is None:
        return Stand(f"待{first.name}" if first is not None else "未申请", "grey")
    stage = row["stage"]
    if stage == RETURNED:
        return Stand(f"退回：{_short(row['return_reason'])}", "purple")
    if stage in (CLOSED, REVOKED, WITHDRAWN):
        words = {CLOSED: ("已销号", "green"), REVOKED: ("已撤销销号", "red"), WITHDRAWN: ("已撤回", "grey")}
        return Stand(*words[stage])
    if missing:
        return Stand(f"缺 {missing} 项", "red")
    if stage == PREPARING:
        return Stand("材料齐全", "green")
    level = standard.level(row["level_id"])
    return at_level(row, level, calendar, today)


def at_level(row: Mapping[Any, Any], level: Level | None, calendar: WorkdayCalendar, today: date) -> Stand:
    """The chip of an application with nothing missing at the level where it stands."""
    stage = row["stage"]
    if stage == PUBLIC:
        return _in_publicity(row, calendar, today)
    if stage == APPROVAL:
        return Stand("待备案" if row["approver"] else "待审签", "amber")
    name = level.name if level is not None else "审核"
    return _due(name, row["level_due_on"], calendar, today, "blue" if stage == REVIEWING else "grey")


def doing_at(row: Mapping[Any, Any], level: Level, calendar: WorkdayCalendar, today: date) -> Stand:
    """The chip of the card of the level where it stands."""
    stage = row["stage"]
    if stage == PREPARING:
        return Stand("准备中", "amber")
    if stage in (PUBLIC, APPROVAL):
        return at_level(row, level, calendar, today)
    words = {PREREVIEW: "预审中", JOINT: "联审中"}.get(level.kind, "审核中")
    return _due(words, row["level_due_on"], calendar, today, "amber")


def _in_publicity(row: Mapping[Any, Any], calendar: WorkdayCalendar, today: date) -> Stand:
    if row["publicity_from"] is None:
        return Stand("待公示", "amber")
    until = row["publicity_until"]
    if until is None:
        return Stand("有异议 暂停", "purple")
    if is_over(until, today):
        return Stand("公示期满", "green")
    left = days_left(calendar, until, today)
    return Stand(f"公示中 剩 {left} 天" if left else "公示中 最后一天", "blue")


def _due(words: str, due: date | None, calendar: WorkdayCalendar, today: date, tone: str) -> Stand:
    if due is None:
        return Stand(words, tone)
    left = calendar.count(today, due).days
    if today > due:
        return Stand(f"{words} 超 {max(-left, 1)} 天", "red")
    return Stand(f"{words} 剩 {left} 天" if left else f"{words} 今天到期", tone)


def _short(reason: str | None) -> str:
    """A reason as a chip has room for it."""
    text = " ".join((reason or "").split())
    for opening in ("整改", "公示"):
        if text.startswith(opening) and len(text) > len(opening) + 1 and text[len(opening)] not in "未异":
            text = text.removeprefix(opening)
            break
    return text if len(text) <= _SHORT_REASON else text[: _SHORT_REASON - 1] + "…"
