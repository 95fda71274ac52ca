"""The deadline column of a list: wording, kind and date, with the year and the day of assignment that a row lacks."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from models.excel.book import Value
from models.importing.cell_text import as_text
from models.rules.dates import read_date
from models.rules.deadline_text import Deadline, read_deadline
from models.rules.text import is_blank_word

_HAS_YEAR = re.compile(r"(?:19|20)\d{2}|\d{2}\s*年|\d{2}[./-]\d{1,2}[./-]\d{1,2}")


class DeadlineReading(NamedTuple):
    """Text, kind and ISO date; ``note`` complains about an impossible one."""

    text: str | None
    kind: str | None
    date: str | None
    note: str


NOTHING = DeadlineReading(None, None, None, "")


class DeadlineReader:
    """Reads each different wording once, and once per day of assignment only where that day matters."""

    def __init__(self, year: int | None, as_of: date | None, is_sentence: bool = False) -> None:
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
                depends = dated[value] = _depends_on_row(value)
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
            return DeadlineReading(shown or day.isoformat(), "date", day.isoformat(), "")
        text = as_text(value)
        if not text or is_blank_word(text):
            return NOTHING
        if not isinstance(value, str):
            reading = read_date(value)
            if reading.date is not None:
                return DeadlineReading(text, "date", reading.date.isoformat(), "")
        deadline = self._deadline(text, assigned, base)
        note = ""
        if deadline.kind == "unknown" and not self.is_sentence:
            note = f"时限“{text}”没有读出日期" + (f"（{deadline.note}）" if deadline.note else "") + "，已保留原文"
        elif deadline.kind == "date" and deadline.date is None:
            wrong = "没有写年份，表内表外也没有" if "没有写年份" in deadline.note else "不是存在的日期"
            note = f"时限“{text}”{wrong}，已保留原文"
        return DeadlineReading(text, deadline.kind, deadline.date.isoformat() if deadline.date else None, note)

    def _deadline(self, text: str, assigned: str | None, base: str | None) -> Deadline:
        """A year that is not written is that of the row's own day, else of the list; never one that lies before it."""
        given = date.fromisoformat(assigned) if assigned else None
        if base is None:
            return read_deadline(text, assigned_on=given, year=self.year, as_of=self.as_of)
        day = date.fromisoformat(base)
        reading = read_deadline(text, assigned_on=given, year=day.year, as_of=day)
        if reading.date is not None and reading.date < day:
            return read_deadline(text, assigned_on=given, year=day.year + 1, as_of=day)
        return reading


def _depends_on_row(value: Value) -> bool:
    return isinstance(value, str) and not _HAS_YEAR.search(value)
