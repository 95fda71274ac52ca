"""Readings of deadline wordings that a person once corrected; they come before every rule."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.late_regex import late_regex
from models.rules.deadline_counting import Counted, counted_days, counted_workdays
from models.rules.deadline_kinds import KINDS, Deadline, Stage
from models.rules.text import half_width, trim
from models.rules.workdays import WorkdayCalendar

NOTE = "按此前的更正"
_LONGEST_KEY = 300
_KEPT_OF_LONG = 260
_WHITE = late_regex(r"[\s\u200b-\u200f\ufeff\u00ad]+")
_EDGES = "。.，,；;、:：!！?？\"'“”‘’【】[]"
_YEARLY = late_regex(r"(\d{1,2})-(\d{1,2})\Z")


def wording_key(text: object) -> str:
    """The form under which a corrected wording is remembered: width, case, white space and outer signs do not count.

    Never longer than 300 characters: of a longer wording the beginning and a digest.
    """
    if text is None:
        return ""
    key = _WHITE.sub("", half_width(trim(str(text)))).casefold().strip(_EDGES)
    if len(key) > _LONGEST_KEY:
        key = key[:_KEPT_OF_LONG] + hashlib.sha256(key.encode()).hexdigest()[:32]
    return key


def learned_deadline(
    learned: Mapping[str, Mapping[str, Any]],
    text: object,
    *,
    assigned_on: date | None,
    year: int | None,
    calendar: WorkdayCalendar | None,
) -> Deadline | None:
    """What a person said that this wording means; None where nobody did.

    The answer is ``{"kind", "date", "days", "stages"}`` as ``deadline --json`` prints it. A ``date`` of month and day
    only ("11-14") holds for every year: the list's year is put before it. ``days`` and ``working_days`` count from
    the day of assignment.
    """
    answer = learned.get(wording_key(text))
    if not answer or answer.get("kind") not in KINDS:
        return None
    kind = str(answer["kind"])
    stages = tuple(
        Stage(str(stage.get("text") or ""), _day(stage.get("date"), year)) for stage in _rows(answer.get("stages"))
    )
    days = answer.get("days")
    days = days if isinstance(days, int) and not isinstance(days, bool) and 0 < days < 20000 else None
    day = _day(answer.get("date"), year)
    if kind == "staged" and stages and day is None:
        day = stages[-1].date
    counted = Counted()
    if days and assigned_on and kind in ("days", "working_days"):
        counted = counted_days(assigned_on, days) if kind == "days" else counted_workdays(assigned_on, days, calendar)
        day = counted.day
    if kind in ("standing", "immediate", "done", "unknown"):
        day = None
    if kind not in ("days", "working_days"):
        days = None
    return Deadline(
        kind, day, days, stages if kind == "staged" else (), 1.0, NOTE, rule=counted.rule, estimated=counted.estimated
    )


def _rows(stages: object) -> Sequence[Mapping[str, Any]]:
    return [stage for stage in stages if isinstance(stage, Mapping)] if isinstance(stages, (list, tuple)) else []  # type: ignore[misc]


def _day(text: object, year: int | None) -> date | None:
    if isinstance(text, date):
        return text
    if not isinstance(text, str):
        return None
    yearly = _YEARLY.match(text)
    if yearly:
        if year is None:
            return None
        text = f"{year}-{int(yearly[1]):02}-{int(yearly[2]):02}"
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
