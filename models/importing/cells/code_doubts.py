"""Points out codes and numbers of a chunk that cannot be right as typed; the cells stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from models.excel.book import Value
from models.excel.tables.table_layout import column_letter
from models.importing.cells.cell_text import as_text
from models.rules.codes import credit_code_note, truncated_note

if TYPE_CHECKING:
    from models.importing.cells.clean import Cleaned

_CODES = ("number", "credit_code", "phone")
_MOSTLY = 0.5
"""Share of wrong credit codes above which a list uses some other kind of code, and nothing is said of the form."""


def tell_code_doubts(out: Cleaned, feeds: Mapping[str, Sequence[int]], cells: Callable[[int], Sequence[Value]]) -> None:
    """Add a warning for each doubtful code; ``cells`` gives the cells of a column as the workbook has them."""
    for name in _CODES:
        if name not in feeds or name not in out.columns:
            continue
        index = feeds[name][0]
        values = cells(index)
        letter = column_letter(index)
        notes = {
            place: note for place, value in enumerate(values) if _can_lose(value) and (note := truncated_note(value))
        }
        if name == "credit_code":
            notes = _form(out.columns[name]) | notes
        for place, note in sorted(notes.items()):
            out.problems.append(("warning", out.rows[place], letter, name, as_text(values[place]), note))


def _can_lose(value: Value) -> bool:
    if type(value) is float:
        return value >= 1e15
    return type(value) is str and len(value) < 24 and ("E" in value or "e" in value)


def _form(codes: Sequence[str | None]) -> dict[int, str]:
    notes: dict[int, str] = {}
    given = 0
    for place, code in enumerate(codes):
        if code:
            given += 1
            note = credit_code_note(code)
            if note:
                notes[place] = note
    return notes if len(notes) <= max(3, _MOSTLY * given) else {}
