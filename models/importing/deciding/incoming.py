"""All rows of a session as the host holds them: columns of database values, keys, digests, and where each came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.importing.cells.row_edits import FIXED
from models.importing.choices import BLOCK_PARTS, RowKey
from models.importing.views import Issue


def _kind(message: str) -> str:
    return "fixed" if message.startswith(FIXED) else ""


@dataclass(frozen=True)
class Origin:
    """The sheet that a run of rows came from; ``file`` is the position of the file in the session."""

    file: int
    file_name: str
    sheet: str
    start: int
    letters: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)
    """Field to the letter of the first column that feeds it."""
    key: str = ""
    """The sheet's key in the session."""
    stated_on: str | None = None
    """The day (ISO) that the list says it shows."""
    city: str | None = None
    """The city for which the whole list is, where it says so outside the table."""
    links: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)
    """Header of an own column of the source to the kind of link that it names."""
    seen_before: bool = False
    """Whether the same file was imported before."""

    twins: Mapping[tuple[int, str], str] = field(default_factory=dict[tuple[int, str], str], compare=False)
    """(repetition, letter in the first of several tables side by side) to the letter in that repetition."""

    def cell(self, name: str, row: int, block: int = 0) -> str:
        """Where a field of a row stands, as Excel names it; column A where no column feeds it."""
        letter = self.letters.get(name, "A")
        return f"{self.twins.get((block, letter), letter)}{row}"


@dataclass
class Incoming:
    """Parallel lists over all rows; ``columns`` holds only the fields that some file gave."""

    rows: list[int] = field(default_factory=list[int])
    columns: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    identity: list[str] = field(default_factory=list[str])
    site: list[str] = field(default_factory=list[str])
    row_digest: list[bytes] = field(default_factory=list[bytes])
    field_digests: list[bytes] = field(default_factory=list[bytes])
    originals: list[str | None] = field(default_factory=list[Any])
    refused: list[bool] = field(default_factory=list[bool])
    origins: list[Origin] = field(default_factory=list[Origin])
    issues: list[Issue] = field(default_factory=list[Issue])
    as_said: dict[str, dict[int, Any]] = field(default_factory=dict[str, dict[int, Any]])
    """Field to row position to the value in the file, where a person's answer stands in ``columns`` instead."""
    skipped: set[int] = field(default_factory=set[int])
    """Positions of rows that an answer about a value leaves out."""
    parts: dict[int, int] = field(default_factory=dict[int, int])
    """Position to the part of its row, for rows that were split and for repetitions of a table side by side."""
    clears: dict[int, set[str]] = field(default_factory=dict[int, set[str]])
    """Position to the fields that 【清空】 empties."""
    _places: dict[RowKey, int] | None = None
    _starts: list[int] = field(default_factory=list[int])

    def __len__(self) -> int:
        return len(self.rows)

    def begin_sheet(self, file: int, file_name: str, sheet: str, letters: Mapping[str, str], **facts: Any) -> None:
        """The chunks that follow come from this sheet; ``facts`` are the further members of ``Origin``."""
        self.origins.append(Origin(file, file_name, sheet, len(self.rows), letters, **facts))
        self._starts.append(len(self.rows))

    def add(self, chunk: Mapping[str, Any]) -> None:
        """Take in a chunk of the child."""
        before = len(self.rows)
        given = chunk["columns"]
        for name in given.keys() - self.columns.keys():
            self.columns[name] = [None] * before
        missing = [None] * len(chunk["rows"])
        for name, column in self.columns.items():
            column.extend(given.get(name, missing))
        self.rows += chunk["rows"]
        for name in ("identity", "site", "row_digest", "field_digests", "originals", "refused"):
            getattr(self, name).extend(chunk[name])
        self._places = None
        for place, part in enumerate(chunk["parts"]):
            if part:
                self.parts[before + place] = part
        for place, name in chunk["clears"]:
            self.clears.setdefault(before + place, set()).add(name)
        for name, column in chunk["as_said"].items():
            told = self.as_said.setdefault(name, {})
            told.update((before + at, value) for at, value in enumerate(column) if value is not None)
        self.skipped.update(before + at for at in chunk["skipped"])
        sheet, file = self.origins[-1].sheet, self.origins[-1].file
        self.issues += [
            Issue(severity, sheet, f"{letter}{row}", name, value, message, file, _kind(message))
            for severity, row, letter, name, value, message in chunk["problems"]
        ]

    def column(self, name: str) -> list[Any]:
        """The values of a field; nulls where no file gave it."""
        return self.columns.get(name) or [None] * len(self.rows)

    def origin(self, at: int) -> Origin:
        """Where the row at a position came from."""
        return self.origins[bisect_right(self._starts, at) - 1]

    def cell(self, name: str, at: int) -> str:
        """Where a field of the row at a position stands, as Excel names it."""
        return self.origin(at).cell(name, self.rows[at], self.parts.get(at, 0) // BLOCK_PARTS)

    def key(self, at: int) -> RowKey:
        """The name of a row while the session lasts."""
        return RowKey(self.origin(at).key, self.rows[at], self.parts.get(at, 0))

    def position(self, key: RowKey) -> int | None:
        """Where the row with a key is; None where it is no longer among the rows."""
        if self._places is None:
            self._places = {self.key(at): at for at in range(len(self.rows))}
        return self._places.get(key)

    def parts_of(self, key: RowKey) -> list[int]:
        """Positions of what a row was split into; ``key`` is that of the whole row."""
        return [at for at in self.parts if self.rows[at] == key.row and self.key(at).whole == key]

    def value(self, name: str, at: int) -> Any:
        """One value."""
        column = self.columns.get(name)
        return column[at] if column is not None else None
