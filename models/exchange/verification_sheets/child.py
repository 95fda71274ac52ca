"""Reads returned 核查表 in a child process: finds the stamp, the header and the filled rows; judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.excel.book import Sheet, Value, Workbook
from models.excel.formats.cell_xml import column_letter
from models.excel.formats.opening import open_workbook
from models.exchange.verification_sheets.layout import ALIASES, FILLED, GIVEN, META, Stamp, plain_title, read_stamp
from models.progress import Progress

_LOOK = 60
"""The header stands in one of the first rows."""
_MOST_ROWS = 300_000
_CHUNK = 1_000
_TITLES = {plain_title(name): key for key, names in ALIASES.items() for name in names}
_ORDER = [key for key, *_rest in (*GIVEN, *FILLED)]
_FILLED = [key for key, *_rest in FILLED]
_NEEDED = 2
"""So many of the white columns must be known by their titles for a row to be the header."""


@dataclass(frozen=True)
class ReturnedSheet:
    """A sheet with checks: its columns by key as letters, and what was taken for what by its place alone."""

    name: str
    header_row: int
    columns: dict[str, str]
    guessed: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReturnedBook:
    """What a file is, before its rows."""

    stamp: Stamp | None
    sheets: tuple[ReturnedSheet, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReturnedRow:
    """A row with something in it: ``cells`` by key; ``row`` as Excel counts."""

    sheet: str
    row: int
    cells: dict[str, Value] = field(default_factory=dict[str, Value])


_open: list[tuple[Workbook, list[tuple[Sheet, int, dict[str, int]]]]] = []


def _begin(path: str, *, progress: Progress) -> ReturnedBook:
    workbook = open_workbook(Path(path), None, progress)
    stamp = _stamp(workbook)
    found: list[tuple[Sheet, int, dict[str, int]]] = []
    told: list[ReturnedSheet] = []
    for sheet in workbook.sheets:
        if sheet.name == META:
            continue
        header = _header(sheet)
        if header is None:
            continue
        row, columns, guessed = header
        found.append((sheet, row, columns))
        letters = {key: column_letter(at) for key, at in columns.items()}
        told.append(ReturnedSheet(sheet.name, row + 1, letters, tuple(guessed)))
    _open[:] = [(workbook, found)]
    return ReturnedBook(stamp, tuple(told), tuple(workbook.warnings))


def _rows(*, progress: Progress) -> Iterator[list[ReturnedRow]]:
    """All rows below the headers that say something, some at a time."""
    chunk: list[ReturnedRow] = []
    for sheet, header, columns in _open[-1][1]:
        for number, row in enumerate(sheet.rows):
            if number <= header:
                continue
            if number > _MOST_ROWS:
                break
            cells = {key: row[at] for key, at in columns.items() if at < len(row) and _said(row[at])}
            if not cells or plain_title(str(cells.get("result", ""))) in _TITLES:
                continue  # nothing there, or the header repeated
            chunk.append(ReturnedRow(sheet.name, number + 1, cells))
            if len(chunk) >= _CHUNK:
                progress(number / max(len(sheet.rows), 1), "读取核查表")
                yield chunk
                chunk = []
    if chunk:
        yield chunk


def _stamp(workbook: Workbook) -> Stamp | None:
    sheet = next((one for one in workbook.sheets if one.name == META), None)
    if sheet is None:
        return None
    return read_stamp([row[0] for row in sheet.rows if row and isinstance(row[0], str)])


def _header(sheet: Sheet) -> tuple[int, dict[str, int], list[str]] | None:
    """The row with the most known titles, its columns by key, and the keys found by their place alone."""
    best: tuple[int, dict[str, int]] | None = None
    for number, row in enumerate(sheet.rows[:_LOOK]):
        columns: dict[str, int] = {}
        for at, cell in enumerate(row):
            key = _TITLES.get(plain_title(cell)) if isinstance(cell, str) else None
            if key is not None and key not in columns:
                columns[key] = at
        white = sum(1 for key in _FILLED if key in columns)
        told = white >= _NEEDED and ("ledger_number" in columns or "place" in columns)
        if told and (best is None or len(columns) > len(best[1])):
            best = (number, columns)
    if best is None:
        return None
    number, columns = best
    return number, columns, _by_place(sheet.rows[number], columns)


def _by_place(row: Sequence[Value], columns: dict[str, int]) -> list[str]:
    """White columns whose title was changed: the one right behind the column that came before it, if it is unknown."""
    guessed: list[str] = []
    for key in _FILLED:
        if key in columns:
            continue
        before = columns.get(_ORDER[_ORDER.index(key) - 1])
        after = columns.get(_ORDER[_ORDER.index(key) + 1]) if key != _ORDER[-1] else None
        taken = set(columns.values())
        for at in (None if before is None else before + 1, None if after is None else after - 1):
            if at is not None and 0 <= at < len(row) and at not in taken and _said(row[at]):
                columns[key] = at
                guessed.append(key)
                break
    return guessed


def _said(value: Value) -> bool:
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


SERVED: dict[str, Callable[..., Any]] = {"begin": _begin, "rows": _rows}
"""What the child answers."""
