"""Takes the measures of a list apart into single measures, each with the limit and unit that its words name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.late_regex import late_regex
from models.rules.deadline_limits import limits_of
from models.rules.deadline_moments import find_moments
from models.rules.split_text import split_problems
from models.rules.text import many_lines

_UNIT = late_regex(r"(?:责任|牵头|整改|实施)单位[：:]\s*([^；;。，,（）()\n]{2,60})")


@dataclass(frozen=True)
class MeasurePart:
    """One measure of the text; ``due_text`` and ``unit`` are '' where it names none."""

    text: str
    due_text: str = ""
    unit: str = ""


def measure_parts(text: str, *, year: int | None = None, today: date | None = None) -> tuple[MeasurePart, ...]:
    """The measures that a text tells, in order; the whole text as the only one where it is no list; () for nothing.

    ``year`` is that of the list, for limits without one.
    """
    whole = many_lines(text)
    if not whole:
        return ()
    return tuple(_part(one, year, today) for one in split_problems(whole))


def _part(text: str, year: int | None, today: date | None) -> MeasurePart:
    bare = "".join(text.split())
    limits = [one for one in limits_of(find_moments(bare, year, today)) if one.date is not None]
    due = bare[limits[0].start : limits[0].end] if len(limits) == 1 and limits[0].marked else ""
    unit = _UNIT.search(text)
    return MeasurePart(text, due, unit[1].strip() if unit else "")
