"""All rows of a session as the host holds them: columns of database values, keys, digests, and where each came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.importing.views import Issue


@dataclass(frozen=True)
class Origin:
    """The sheet that a run of rows came from; ``file`` is the position of the file in the session."""

    file: int
    file_name: str
    sheet: str
    start: int
    letters: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)
    """Field to the letter of the first column that feeds it."""

    def cell(self, name: str, row: int) -> str:
        """Where a field of a row stands, as Excel names it; column A where no column feeds it."""
        return f"{self.letters.get(name, 'A')}{row}"


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
    _starts: list[int] = field(default_factory=list[int])

    def __len__(self) -> int:
        return len(self.rows)

    def begin_sheet(self, file: int, file_name: str, sheet: str, letters: Mapping[str, str]) -> None:
        """The chunks that follow come from this sheet."""
        self.origins.append(Origin(file, file_name, sheet, len(self.rows), letters))
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
        sheet, file = self.origins[-1].sheet, self.origins[-1].file
        self.issues += [
            Issue(severity, sheet, f"{letter}{row}", name, value, message, file)
            for severity, row, letter, name, value, message in chunk["problems"]
        ]

    def column(self, name: str) -> list[Any]:
        """The values of a field; nulls where no file gave it."""
        return self.columns.get(name) or [None] * len(self.rows)

    def origin(self, at: int) -> Origin:
        """Where the row at a position came from."""
        return self.origins[bisect_right(self._starts, at) - 1]

    def value(self, name: str, at: int) -> Any:
        """One value."""
        column = self.columns.get(name)
        return column[at] if column is not None else None
