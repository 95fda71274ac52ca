"""The deadline column of a list: wording, kind and date, with the year and the day of assignment that a row lacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from models.excel.book import Value
from models.importing.cells.cell_text import as_text
from models.late_regex import late_regex
from models.rules.dates import read_date
from models.rules.deadline_counting import put_off
from models.rules.deadline_learned import NOTE as LEARNED_NOTE
from models.rules.deadline_text import Deadline, read_deadline, wording_key
from models.rules.text import is_blank_word
from models.rules.workdays import WorkdayCalendar

_HAS_YEAR = late_regex(r"(?:19|20)\d{2}|\d{2}\s*年|\d{2}[./-]\d{1,2}[./-]\d{1,2}")
_COUNTED = late_regex(r"工作日|[日天周月年]\s*[之以]?\s*内|个月")
SURE_ENOUGH = 0.55
"""Confidence below which a date is shown to a person before it counts."""


class DeadlineReading(NamedTuple):
    """Text, kind and ISO date; ``note`` complains about an impossible one.

    ``rule`` tells how a counted date was reached, ``estimated`` that the calendar does not know all years on the way.
    """

    text: str | None
    kind: str | None
    date: str | None
    note: str
    rule: str | None = None
    estimated: bool = False


NOTHING = DeadlineReading(None, None, None, "")


class DeadlineReader:
    """Reads each different wording once, and once per day of assignment only where that day matters."""

    def __init__(
        self,
        year: int | None,
        as_of: date | None,
        is_sentence: bool = False,
        learned: Mapping[str, Mapping[str, Any]] | None = None,
        calendar: WorkdayCalendar | None = None,
        puts_off: bool = False,
    ) -> None:
        """``learned`` holds what a person said that a wording means, by ``wording_key``.

        ``calendar`` is the ledger's, ``puts_off`` its rule about rest days (遇休息日顺延).
        """
        self._calendar = calendar
        self._puts_off = puts_off
        self.learned = {wording_key(wording): dict(reading) for wording, reading in (learned or {}).items()}
        self.year = year
        self.as_of = as_of
        self.is_sentence = is_sentence
        self._known: dict[tuple[Value, str | None], DeadlineReading] = {}
        self._dated: dict[Value, bool] = {}

    def column(
        self,
        values: Sequence[Value],
        shown: Callable[[int], str],
        assigned: Sequence[str | None],
        found: Sequence[str | None],
    ) -> list[DeadlineReading]:
        """Readings of a chunk; ``shown(position)`` is what Excel shows, ``assigned`` and ``found`` ISO dates."""
        readings: list[DeadlineReading] = []
        known, dated = self._known, self._dated
        for position, value in enumerate(values):
            if value is None:
                readings.append(NOTHING)
                continue
            depends = dated.get(value)
            if depends is None:
                depends = dated[value] = _depends_on_row(value) or (
                    bool(self.learned) and wording_key(value) in self.learned
                )
            base = (assigned[position] or found[position]) if depends else None
            reading = known.get((value, base))
            if reading is None:
                text = shown(position) if isinstance(value, (date, datetime)) else ""
                reading = known[value, base] = self._read(value, text, assigned[position] if depends else None, base)
            readings.append(reading)
        return readings

    def _read(self, value: Value, shown: str, assigned: str | None, base: str | None) -> DeadlineReading:
        if isinstance(value, (date, datetime)):
            day = value.date() if isinstance(value, datetime) else value
            return self._typed(day, shown)
        text = as_text(value)
        if not text or (is_blank_word(text) and wording_key(text) not in self.learned):
            return NOTHING
        if not isinstance(value, str):
            reading = read_date(value)
            if reading.date is not None:
                return self._clear(DeadlineReading(text, "date", reading.date.isoformat(), ""), reading.date)
        deadline = self._deadline(value, assigned, base)
        day = deadline.date.isoformat() if deadline.date else None
        note = self._note(text, deadline)
        return DeadlineReading(text, deadline.kind, day, note, deadline.rule or None, deadline.estimated)

    def _typed(self, day: date, shown: str) -> DeadlineReading:
        """A real date cell; one with an odd year is pointed out, and 1900-01-00 is nothing."""
        reading = read_date(day)
        if reading.date is None:
            return DeadlineReading(shown or day.isoformat(), "unknown", None, f"时限没有读出日期（{reading.note}）")
        note = f"时限{day.isoformat()}的{reading.note}，请核对" if reading.doubtful else ""
        return self._clear(DeadlineReading(shown or day.isoformat(), "date", day.isoformat(), note), day)

    def _clear(self, reading: DeadlineReading, day: date) -> DeadlineReading:
        """A typed day that keeps clear of rest days where the ledger wants it so."""
        if not self._puts_off or self._calendar is None:
            return reading
        moved = put_off(Deadline("date", day), self._calendar)
        if moved.date is None or moved.date == day:
            return reading
        return reading._replace(date=moved.date.isoformat(), rule=moved.rule, estimated=moved.estimated)

    def _note(self, text: str, deadline: Deadline) -> str:
        """What a person has to know about the reading; '' for nearly every cell."""
        if deadline.note == LEARNED_NOTE:
            return ""
        reason = f"（{deadline.note}）" if deadline.note else ""
        if deadline.impossible:
            return f"时限“{text}”不是存在的日期{reason}，已保留原文"
        if deadline.kind == "unknown":
            return "" if self.is_sentence else f"时限“{text}”没有读出日期{reason}，已保留原文"
        if deadline.kind == "date" and deadline.date is None:
            return f"时限“{text}”没有写年份，表内表外也没有，已保留原文"
        if deadline.confidence < SURE_ENOUGH and deadline.date is not None and not self.is_sentence:
            return f"时限“{text}”读成{deadline.date.isoformat()}{reason}，请核对"
        return ""

    def _deadline(self, value: Value, assigned: str | None, base: str | None) -> Deadline:
        """A year that is not written is that of the row's own day, else of the list; never one that lies before it."""
        given = date.fromisoformat(assigned) if assigned else None
        day = date.fromisoformat(base) if base else None
        return read_deadline(
            value,
            assigned_on=given,
            since=day,
            year=day.year if day else self.year,
            as_of=day or self.as_of,
            learned=self.learned,
            calendar=self._calendar,
            puts_off=self._puts_off,
        )


def _depends_on_row(value: Value) -> bool:
    """Whether the day on which the matter became known matters to the reading."""
    return isinstance(value, str) and (not _HAS_YEAR.search(value) or _COUNTED.search(value) is not None)
