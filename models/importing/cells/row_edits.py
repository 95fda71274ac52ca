"""Rows of a chunk as a person wants them: cells corrected, cells emptied on purpose, and rows split into several."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from models.excel.book import Row, Value
from models.importing.cells.cell_text import as_text
from models.rules.text import is_clear_word

Fixes = Mapping[int, Mapping[int, str]]
"""Row as Excel counts to column (from 0) to the text that stands there instead; '' empties the cell."""

_SPELLINGS = frozenset(
    f"{before}{first}{word}{last}{after}"
    for first in "【[［〔〖「"
    for last in "】]］〕〗」"
    for word in ("清空", " 清空", "清空 ", " 清空 ", "清 空")
    for before in ("", " ", "\n")
    for after in ("", " ", "\n")
)
"""Spellings of 【清空】, so that a whole column is passed over at once where none occurs."""
FIXED = "已在导入时更正为"
"""How the remark about a corrected cell begins."""


@dataclass
class RowEdits:
    """What is done to the lines of a chunk before they are read; nothing at all is the usual case."""

    fixes: Fixes = field(default_factory=dict[int, dict[int, str]])
    split_columns: Sequence[int] = ()
    """Columns of the description, the first of which that tells several problems is split."""
    split: Callable[[str], Sequence[str]] | None = None
    fixed: list[tuple[int, int, str, str]] = field(default_factory=list[tuple[int, int, str, str]])
    """Of the last chunk: (position, column, the file's own text, the text instead)."""

    def corrected(
        self, rows: Sequence[int], lines: list[Row], own: Callable[[int, int], int | None] | None = None
    ) -> list[Row]:
        """The lines with corrected cells.

        ``own`` tells where a column of the sheet stands in the line at a position; None where that line has no part
        of it, as with tables side by side.
        """
        self.fixed = []
        if not self.fixes:
            return lines
        for place, row in enumerate(rows):
            cells = self.fixes.get(row)
            if not cells:
                continue
            line = list(lines[place])
            for named, text in cells.items():
                column = named if own is None else own(place, named)
                if column is None:
                    continue
                line.extend([None] * (column + 1 - len(line)))
                self.fixed.append((place, column, as_text(line[column]), text))
                line[column] = text or None
            lines[place] = line
        return lines

    def parted(self, lines: list[Row]) -> tuple[list[Row], list[int], list[int]] | None:
        """Lines, their position before and their part (0: whole), where any line of the chunk was split."""
        if self.split is None:
            return None
        found: list[Row] = []
        origin: list[int] = []
        parts: list[int] = []
        for place, line in enumerate(lines):
            column, pieces = self._pieces(line)
            if not pieces:
                found.append(line)
                origin.append(place)
                parts.append(0)
                continue
            for part, text in enumerate(pieces, start=1):
                piece = list(line)
                piece[column] = text
                found.append(piece)
                origin.append(place)
                parts.append(part)
        if len(found) == len(lines):
            return None
        at: dict[int, list[int]] = {}
        for now, before in enumerate(origin):
            at.setdefault(before, []).append(now)
        self.fixed = [(now, column, old, new) for place, column, old, new in self.fixed for now in at[place]]
        return found, origin, parts

    def _pieces(self, line: Row) -> tuple[int, Sequence[str]]:
        assert self.split is not None
        for column in self.split_columns:
            value = line[column] if column < len(line) else None
            if isinstance(value, str):
                pieces = self.split(value)
                if len(pieces) > 1:
                    return column, pieces
        return 0, ()


def without_clears(cells: Sequence[Value]) -> tuple[Sequence[Value], list[int]]:
    """The cells with 【清空】 as nothing, and where it stood."""
    if _SPELLINGS.isdisjoint(cells):
        return cells, []
    places = [place for place, value in enumerate(cells) if is_clear_word(value)]
    emptied = list(cells)
    for place in places:
        emptied[place] = None
    return emptied, places


def split_counts(texts: Sequence[str], split: Callable[[str], Sequence[str]]) -> tuple[int, str]:
    """How many of the texts tell several problems, and one of them."""
    several = [text for text in texts if len(split(text)) > 1]
    return len(several), several[0] if several else ""


def splitter(wanted: bool) -> Callable[[str], Sequence[str]] | None:
    """What parts a description that tells several problems; None where nobody asked for it."""
    if not wanted:
        return None
    from models.rules.split_text import split_problems

    return split_problems
