"""Chinese working days: weekdays, statutory holidays and make-up workdays, counted and added up.

The day from which is counted is never counted itself: day 1 is the first working day after it. A year whose
arrangement is not known is counted Monday to Friday, and every result that touches it says so (预估).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from models.errors import UserError

HOLIDAY, WORKDAY = "holiday", "workday"
_SATURDAY = 5
_ONE = timedelta(days=1)
MOST = 20_000
"""More working days than any deadline has; asked for more, a sentence says so."""


@dataclass(frozen=True, slots=True)
class Reached:
    """The day that was reached; ``estimated`` when a year on the way is not known."""

    day: date
    estimated: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """How many working days there are; negative when counted backwards."""

    days: int
    estimated: bool


@dataclass(frozen=True)
class WorkdayCalendar:
    """``days`` holds what differs from the weekday (holiday or workday), ``years`` the years that are known.

    Calendars with the same days are the same, so that readings which depend on one can be remembered by it.
    """

    days: Mapping[date, str]
    years: frozenset[int]
    names: Mapping[date, str] = field(default_factory=dict[date, str], compare=False)
    _digest: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_digest", hash((frozenset(self.days.items()), self.years)))

    def __hash__(self) -> int:
        return self._digest

    def is_workday(self, day: date) -> bool:
        """Whether people work on that day."""
        kind = self.days.get(day)
        return kind == WORKDAY if kind is not None else day.weekday() < _SATURDAY

    def knows(self, day: date) -> bool:
        """Whether the arrangement of its year is known."""
        return day.year in self.years

    def add(self, start: date, count: int) -> Reached:
        """The ``count``-th working day after ``start``; before it when negative; ``start`` itself for 0."""
        if abs(count) > MOST:
            raise UserError(f"工作日数太大：{count}", advice=f"最多 {MOST} 个工作日")
        day, left, sure = start, abs(count), True
        step = _ONE if count > 0 else -_ONE
        while left:
            day = _next(day, step)
            sure = sure and self.knows(day)
            left -= self.is_workday(day)
        return Reached(day, not sure)

    def count(self, start: date, end: date) -> Counted:
        """Working days in (start, end]; counted backwards, in [end, start), as a negative number."""
        if end < start:
            back = self._days(end, start - _ONE)
            return Counted(-back.days, back.estimated)
        if end == start:
            return Counted(0, False)
        return self._days(start + _ONE, end)

    def on_or_after(self, day: date) -> Reached:
        """The day itself when it is worked, else the next working day (遇休息日顺延)."""
        return self._nearest(day, _ONE)

    def on_or_before(self, day: date) -> Reached:
        """The day itself when it is worked, else the working day before (提前)."""
        return self._nearest(day, -_ONE)

    def _nearest(self, day: date, step: timedelta) -> Reached:
        sure = self.knows(day)
        while not self.is_workday(day):
            day = _next(day, step)
            sure = sure and self.knows(day)
        return Reached(day, not sure)

    def _days(self, first: date, last: date) -> Counted:
        """Working days of [first, last], however long: whole weeks by arithmetic, exceptions one by one."""
        length = (last - first).days + 1
        weeks, rest = divmod(length, 7)
        worked = weeks * 5 + sum((first.weekday() + place) % 7 < _SATURDAY for place in range(rest))
        for day, kind in self.days.items():
            if first <= day <= last:
                worked += (kind == WORKDAY) - (day.weekday() < _SATURDAY)
        known = all(year in self.years for year in range(first.year, last.year + 1))
        return Counted(worked, not known)


def _next(day: date, step: timedelta) -> date:
    try:
        return day + step
    except OverflowError:
        raise UserError("日期超出了历法范围", advice="请核对起算日和天数") from None


def kind_word(day: date, kind: str) -> str:
    """工作日, 休息日, 节假日 or 调休上班: what a day of a kind ("" for what its weekday says) is called."""
    if kind == HOLIDAY:
        return "节假日"
    weekend = day.weekday() >= _SATURDAY
    if kind == WORKDAY:
        return "调休上班" if weekend else "工作日"
    return "休息日" if weekend else "工作日"


def workday_calendar(days: Iterable[tuple[date, str, str | None]], years: Iterable[int]) -> WorkdayCalendar:
    """A calendar from (day, kind, name) and the years that are known."""
    listed = list(days)
    return WorkdayCalendar(
        {day: kind for day, kind, _name in listed}, frozenset(years), {day: name for day, _kind, name in listed if name}
    )
