"""All rows of a visit log as the host holds them: columns of values, keys, digests, and where each row came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.importing.choices import RowKey
from models.importing.deciding.incoming import Origin
from models.importing.views import Issue

_SHARED = frozenset({
    "round", "visited_on", "team", "inspectors", "province", "city", "county", "town", "site_name", "industry",
    "finding", "remarks", "address",
})  # fmt: skip
"""Fields whose texts come again and again; each different one is held once."""
_MOST_SHARED = 400_000


@dataclass
class VisitIncoming:
    """Parallel lists over all rows; ``columns`` holds only the fields that some file gave."""

    rows: list[int] = field(default_factory=list[int])
    columns: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    identity: list[str] = field(default_factory=list[str])
    digest: list[bytes] = field(default_factory=list[bytes])
    refused: set[int] = field(default_factory=set[int])
    parts: dict[int, int] = field(default_factory=dict[int, int])
    origins: list[Origin] = field(default_factory=list[Origin])
    issues: list[Issue] = field(default_factory=list[Issue])
    _starts: list[int] = field(default_factory=list[int])
    _texts: dict[Any, Any] = field(default_factory=dict[Any, Any])
    _places: dict[RowKey, int] | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def begin_sheet(self, file: int, file_name: str, sheet: str, letters: Mapping[str, str], key: str) -> None:
        """The chunks that follow come from this sheet."""
        self.origins.append(Origin(file, file_name, sheet, len(self.rows), letters, key=key))
        self._starts.append(len(self.rows))

    def add(self, chunk: Mapping[str, Any]) -> None:
        """Take in a chunk of the child."""
        before, given = len(self.rows), chunk["columns"]
        for name in given.keys() - self.columns.keys():
            self.columns[name] = [None] * before
        missing = [None] * len(chunk["rows"])
        share = self._texts.setdefault
        if len(self._texts) > _MOST_SHARED:
            self._texts.clear()
        for name, column in self.columns.items():
            values = given.get(name, missing)
            column.extend([share(value, value) for value in values] if name in _SHARED else values)
        self.rows += chunk["rows"]
        self.identity += chunk["identity"]
        self.digest += chunk["digest"]
        self.refused.update(before + at for at, bad in enumerate(chunk["refused"]) if bad)
        self.parts.update((before + at, part) for at, part in enumerate(chunk["parts"]) if part)
        self._places = None
        sheet, file = self.origins[-1].sheet, self.origins[-1].file
        self.issues += [
            Issue(severity, sheet, f"{letter}{row}", name, value, message, file)
            for severity, row, letter, name, value, message in chunk["problems"]
        ]

    def value(self, name: str, at: int) -> Any:
        """One value; null where no file gave the field."""
        column = self.columns.get(name)
        return column[at] if column is not None else None

    def column(self, name: str) -> list[Any]:
        """The values of a field; nulls where no file gave it."""
        return self.columns.get(name) or [None] * len(self.rows)

    def origin(self, at: int) -> Origin:
        """Where the row at a position came from."""
        return self.origins[bisect_right(self._starts, at) - 1]

    def key(self, at: int) -> RowKey:
        """The name of a row while the session lasts."""
        return RowKey(self.origin(at).key, self.rows[at], self.parts.get(at, 0))

    def position(self, key: RowKey) -> int | None:
        """Where the row with a key is; None where it is no longer among the rows."""
        if self._places is None:
            self._places = {self.key(at): at for at in range(len(self.rows))}
        return self._places.get(key)

    def issue(self, at: int, name: str, message: str, value: str = "", kind: str = "") -> Issue:
        """Something to tell of a row that is taken all the same."""
        origin = self.origin(at)
        return Issue("warning", origin.sheet, origin.cell(name, self.rows[at]), name, value, message, origin.file, kind)
