"""What a person decided about one import: corrected cells, values, rows, fields and policies; plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Policy = Literal["file", "fill", "keep", "append", "ask", "never"]
POLICY_WORDS: dict[str, str] = {
    "file": "以文件为准",
    "fill": "仅补空",
    "keep": "保留本库",
    "append": "追加记录",
    "ask": "每次询问",
    "never": "禁止导入",
}
Side = Literal["file", "ours"]
BLOCK_PARTS = 1_000
"""Rows of the n-th repetition of a table side by side have parts from n times this on."""


class RowKey(NamedTuple):
    """One row of the files: key of the sheet, row as Excel counts, and the part where a row was split."""

    sheet: str
    row: int
    part: int = 0

    @property
    def whole(self) -> RowKey:
        """The row that this is a part of, within its own one of several tables side by side."""
        return self._replace(part=self.part - self.part % BLOCK_PARTS)


@dataclass(frozen=True)
class RowChoice:
    """``new``: a problem of its own; ``same``: the problem ``problem_id``; ``leave``: not imported."""

    kind: Literal["new", "same", "leave"]
    problem_id: int | None = None


@dataclass(frozen=True)
class ValueAnswer:
    """What a value of a controlled field means.

    ``map``: the known value ``meant``; ``add``: a new known value; ``blank``: leave the field blank, marked;
    ``skip``: leave the rows out. ``for_good`` is remembered for later imports.
    """

    kind: Literal["map", "add", "blank", "skip"]
    meant: str = ""
    for_good: bool = True


@dataclass
class Choices:
    """Everything said about this import so far; empty means that the program decides."""

    fixes: dict[RowKey, dict[int, str]] = field(default_factory=dict[RowKey, dict[int, str]])
    """Row (part 0) to column index to the text that stands there instead; '' empties the cell."""
    values: dict[tuple[str, str], ValueAnswer] = field(default_factory=dict[tuple[str, str], ValueAnswer])
    """(field, value as the file says it) to what it means."""
    deadlines: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    """Normalised deadline wording to its reading: kind, date (ISO), days, stages."""
    rows: dict[RowKey, RowChoice] = field(default_factory=dict[RowKey, RowChoice])
    sides: dict[tuple[RowKey, str], Side] = field(default_factory=dict[tuple[RowKey, str], Side])
    """(row, field) of a conflict to the side that wins."""
    policies: dict[str, Policy] = field(default_factory=dict[str, Policy])
    """Field to the policy of this import, where it is not the ledger's or the profile's own."""
    splits: set[str] = field(default_factory=set[str])
    """Sheets whose cells with several problems become several rows."""
    asserted: set[str] = field(default_factory=set[str])
    """Fields whose policy a person chose for this very import, not a profile: 以文件为准 then outranks edits."""

    def fixes_of(self, sheet: str) -> dict[int, dict[int, str]]:
        """The corrected cells of one sheet: row to column index to text."""
        return {key.row: dict(cells) for key, cells in self.fixes.items() if key.sheet == sheet}
