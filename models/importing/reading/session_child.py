"""The child's side of an import session: opens workbooks, finds and maps tables, streams cleaned rows.

Runs in a process of its own (models.excel.process.child); neither SQLAlchemy nor Qt may be imported from here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.excel.book import Workbook
from models.excel.formats.opening import open_workbook
from models.importing.cells.clean import CHUNK, CleanSettings, TableReader
from models.importing.cells.own_fields import OwnFields
from models.importing.cells.statements import Chunk, Statements
from models.importing.columns.map import Match
from models.importing.corrections.marking import mark, take_stamp
from models.importing.corrections.standing import StandingSheet, standing_rows
from models.importing.reading.cuts import row_marks
from models.importing.reading.sheet_state import SheetState
from models.progress import Progress, silent
from models.rules.workdays import WorkdayCalendar, workday_calendar

if TYPE_CHECKING:
    from models.importing.visits.statements import VisitStatements

_KEEP_OPEN_CELLS = 6_000_000
"""Cells of workbooks kept open at a time; older ones are opened again when asked for."""

_opened: dict[str, tuple[Workbook, list[SheetState]]] = {}
_ahead: set[str] = set()


def open_file(path: str, password: str | None, progress: Progress = silent) -> None:
    """Open a file ahead of the first question about it."""
    _states(path, password, progress, fresh=True)
    _ahead.add(path)


def look(
    path: str,
    password: str | None,
    profiles: Sequence[Mapping[str, Any]],
    preview: bool,
    custom: OwnFields,
    progress: Progress = silent,
) -> Any:
    """Open a file and say what its sheets are; ``custom`` are the fields of the bureau's own."""
    progress(0.05, "打开工作簿")
    _, states = _states(path, password, progress, fresh=path not in _ahead)
    for state in states:
        state.know(custom)
    _ahead.discard(path)
    progress(0.8, "识别表头和列")
    content = Path(path).read_bytes()
    workbook = _opened[path][0]
    return {
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "kind": workbook.kind,
        "warnings": list(workbook.warnings),
        "sheets": [state.describe(profiles, preview) for state in states],
    }


def look_again(
    path: str,
    password: str | None,
    sheet: int,
    how: Mapping[str, Any],
    profiles: Sequence[Mapping[str, Any]],
    custom: OwnFields,
    progress: Progress = silent,
) -> Any:
    """Read one sheet anew as a person wants it: header rows pointed at, hidden rows left out, cells as text."""
    _, states = _states(path, password, progress)
    states[sheet].know(custom)
    states[sheet].find(how)
    return states[sheet].describe(profiles, True)


def marks(path: str, password: str | None, sheet: int, progress: Progress = silent) -> list[bytes]:
    """A digest of each row of a sheet, to see whether it is a cut of another."""
    _, states = _states(path, password, progress)
    return row_marks(states[sheet].sheet.rows, states[sheet].layout)


def rows(
    path: str,
    password: str | None,
    sheet: int,
    how: Mapping[str, Any],
    matches: Mapping[int, tuple[Sequence[str], float, bool]],
    constants: Mapping[str, str],
    settings: Mapping[str, Any],
    progress: Progress = silent,
) -> Iterator[Chunk]:
    """The data rows of a sheet, cleaned, in chunks; ``settings``: as_of, year, on, categories."""
    state, reader = _reader(path, password, sheet, how, matches, constants, settings, progress)
    names = reader.feeds.get("site_name") or reader.feeds.get("description") or [0]
    return _cleaned(state, reader, Statements(names[0]), progress)


def visits(
    path: str,
    password: str | None,
    sheet: int,
    how: Mapping[str, Any],
    matches: Mapping[int, tuple[Sequence[str], float, bool]],
    constants: Mapping[str, str],
    settings: Mapping[str, Any],
    progress: Progress = silent,
) -> Iterator[Chunk]:
    """The rows of a log of site visits; ``matches`` by the fields of problems whose cells look alike."""
    from models.importing.visits.statements import VisitStatements

    state, reader = _reader(path, password, sheet, how, matches, constants, settings, progress)
    names = reader.feeds.get("site_name") or reader.feeds.get("address") or [0]
    return _cleaned(state, reader, VisitStatements(names[0]), progress)


def _reader(
    path: str,
    password: str | None,
    sheet: int,
    how: Mapping[str, Any],
    matches: Mapping[int, tuple[Sequence[str], float, bool]],
    constants: Mapping[str, str],
    settings: Mapping[str, Any],
    progress: Progress,
) -> tuple[SheetState, TableReader]:
    _, states = _states(path, password, progress)
    state = states[sheet]
    state.know(settings.get("custom") or {})
    if how != state.how:
        state.find(how)
    feeding = {index: Match(tuple(fields), score, "", keep) for index, (fields, score, keep) in matches.items()}
    chosen = replace(_settings(constants, settings), own=state.own)
    return state, TableReader(state.sheet, state.layout, feeding, chosen)


def _cleaned(
    state: SheetState, reader: TableReader, statements: Statements | VisitStatements, progress: Progress
) -> Iterator[Chunk]:
    data = state.layout.data_rows
    for start, end in _portions(data):
        progress(start / max(len(data), 1), f"清洗第 {data[start]} 行起的数据")
        yield statements.chunk(reader.read(data[start:end]))


def _portions(data: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Chunks that never reach from one of several tables side by side into the next, where the rows begin anew."""
    start = 0
    for at in range(1, len(data) + 1):
        if at == len(data) or at - start == CHUNK or data[at] <= data[at - 1]:
            yield start, at
            start = at


def _settings(constants: Mapping[str, str], settings: Mapping[str, Any]) -> CleanSettings:
    def day(name: str) -> date | None:
        return date.fromisoformat(settings[name]) if settings.get(name) else None

    return CleanSettings(
        constants, day("as_of"), settings.get("year"), day("on"), settings.get("categories") or {},
        deadlines=settings.get("deadlines") or {},
        fixes=settings.get("fixes") or {}, split=bool(settings.get("split")),
        ignored=frozenset(settings.get("ignored") or ()), separators=settings.get("separators") or {},
        values=settings.get("values") or {}, custom=settings.get("custom") or {},
        calendar=_calendar(settings.get("calendar")), puts_off=bool(settings.get("puts_off")),
    )  # fmt: skip


def _calendar(told: Mapping[str, Any] | None) -> WorkdayCalendar | None:
    """The ledger's calendar from its exceptional days by ISO date and the years that are known."""
    if told is None:
        return None
    days = ((date.fromisoformat(day), kind, None) for day, kind in told["days"].items())
    return workday_calendar(days, told["years"])


def _states(
    path: str, password: str | None, progress: Progress, *, fresh: bool = False
) -> tuple[Workbook, list[SheetState]]:
    if fresh or path not in _opened:
        _opened.pop(path, None)
        workbook = open_workbook(path, password, progress.part(0.05, 0.8))
        _make_room(sum(_cells(sheet.rows) for sheet in workbook.sheets))
        stamp = take_stamp(workbook)
        states = [SheetState(sheet, position) for position, sheet in enumerate(workbook.sheets)]
        mark(states, stamp, workbook, path)
        _opened[path] = (workbook, states)
    return _opened[path]


def _make_room(coming: int) -> None:
    total = coming + sum(_cells(sheet.rows) for workbook, _ in _opened.values() for sheet in workbook.sheets)
    while _opened and total > _KEEP_OPEN_CELLS:
        workbook, _ = _opened.pop(next(iter(_opened)))
        total -= sum(_cells(sheet.rows) for sheet in workbook.sheets)


def _cells(sheet_rows: Sequence[Sequence[object]]) -> int:
    return len(sheet_rows) * (len(sheet_rows[0]) if sheet_rows else 0)


def standing(
    path: str, password: str | None, sheet: int, wanted: Sequence[int], progress: Progress = silent
) -> StandingSheet:
    """Some rows of a sheet as they stand, with what is above them, for a correction workbook."""
    workbook, states = _states(path, password, progress)
    return standing_rows(workbook, path, password, states[sheet], wanted)


serve = {"open": open_file, "look": look, "look_again": look_again, "rows": rows, "marks": marks, "standing": standing,
         "visits": visits}  # fmt: skip
