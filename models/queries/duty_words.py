"""What is said to a unit that owes reports: one sentence for each unit, ready for the telephone or a message."""

from __future__ import annotations

from collections.abc import Sequence

from models.queries.duties import UnitDuty
from models.rules.duties import ONCE_PERIOD


def reminder_words(lines: Sequence[UnitDuty]) -> str:
    """One line for each unit: what it owes, since when, and how often it was reminded."""
    by_unit: dict[str, list[UnitDuty]] = {}
    for one in lines:
        by_unit.setdefault(one.unit, []).append(one)
    return "\n".join(_sentence(unit, owed) for unit, owed in by_unit.items())


def _sentence(unit: str, owed: Sequence[UnitDuty]) -> str:
    parts = [_part(one) for one in owed]
    reminded = max(one.reminders for one in owed)
    again = f"经 {reminded} 次催办仍未报送，" if reminded else ""
    recipient = owed[0].duty.recipient
    return f"{unit}：{'；'.join(parts)}，{again}请尽快报送{recipient}。"


def _part(one: UnitDuty) -> str:
    due = one.occurrence.due_on
    hour = f" {one.duty.due_time} " if one.duty.due_time else ""
    when = f"应于 {due.year}年{due.month}月{due.day}日{hour}前报送"
    late = f"，已逾期 {one.days_late} 天（{one.workdays_late} 个工作日）" if one.days_late else ""
    about = "" if one.occurrence.period == ONCE_PERIOD else one.period_words
    return f"{about}《{one.duty.name}》{when}{late}"
