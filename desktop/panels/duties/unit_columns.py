"""What the lists of units show, and how units are named in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.tables.short_list import STRETCH, ListColumn
from models.operations.duty_reports import Owed
from models.queries.duties import UnitDuty


def _what(one: UnitDuty) -> str:
    return one.duty.name if one.period_words == "一次性" else f"{one.duty.name}（{one.period_words}）"


UNIT_COLUMNS = (
    ListColumn("单位", lambda one: one.unit, 88),
    ListColumn("报送内容", lambda one: one.duty.name, STRETCH),
    ListColumn("应报", lambda one: one.occurrence.due_on.isoformat(), 88, right=True),
    ListColumn("状态", lambda one: one.state_words, 92, chip=lambda one: one.tone),
    ListColumn("催办", lambda one: f"{one.reminders} 次" if one.reminders else "", 50, right=True),
)

RATE_COLUMNS = (
    ListColumn("单位", lambda one: one.unit, STRETCH),
    ListColumn("应报", lambda one: f"{one.due}", 56, right=True),
    ListColumn("按时", lambda one: f"{one.on_time}", 56, right=True),
    ListColumn("迟报", lambda one: f"{one.sent_late}" if one.sent_late else "", 56, right=True),
    ListColumn("未报", lambda one: f"{one.missing}" if one.missing else "", 56, right=True),
    ListColumn("按时率", lambda one: "" if one.rate is None else f"{one.rate:.0%}", 70, right=True),
)


def unit_words(chosen: Sequence[UnitDuty]) -> str:
    """The units in a few words."""
    first = f"{chosen[0].unit}　{_what(chosen[0])}"
    return first + (f"，等 {len(chosen)} 个" if len(chosen) > 1 else "")


def owed_by(chosen: Sequence[UnitDuty]) -> list[Owed]:
    """What an operation takes for these units."""
    return [Owed(one.duty.id, one.unit, one.occurrence.period, one.occurrence.due_on) for one in chosen]


def count_words(owed: Sequence[Owed]) -> str:
    """The unit, or how many there are."""
    return f"{owed[0].unit}" if len(owed) == 1 else f"{len(owed)} 个单位"
