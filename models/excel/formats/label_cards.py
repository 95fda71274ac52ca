"""Small tables of label and value, one per matter or one below the other: read like text written by label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from models.excel.formats.text_blocks import OTHER, PROBLEM, SERIAL, BlockTable
from models.excel.tables.block_numbers import numbered
from models.excel.tables.header_words import label_score

_KNOWN = 0.85
_SHARE = 0.7
_MOST_ROWS = 200_000
_LOOKED_AT = 20

Rows = Sequence[Sequence[str]]
"""The cells of each row, those that only continue a merge left out."""


def find_cards(tables: Sequence[tuple[Sequence[str], Rows]]) -> BlockTable | None:
    """``tables`` are the text above each and its rows; None when they are lists or anything else."""
    labels: Counter[str] = Counter()
    total = 0
    for _, rows in tables:
        if sum(bool(_pairs(row)) for row in rows[:_LOOKED_AT]) < _SHARE / 2 * len(rows[:_LOOKED_AT]):
            return None
        pairs = [pair for row in rows for pair in _pairs(row)]
        labels.update(label for label, _ in pairs)
        total += len(rows)
        if not pairs or total > _MOST_ROWS or sum(bool(_pairs(row)) for row in rows) < _SHARE * len(rows):
            return None
    if len(labels) < 2 or max(labels.values()) < 2:
        return None
    return _filled(tables)


def _filled(tables: Sequence[tuple[Sequence[str], Rows]]) -> BlockTable:
    """One row per table, or per return of the label that began it."""
    # What stands above each card belongs to it; more than that above the first is the title of all.
    first = list(tables[0][0])
    split = max(len(first) - (len(tables[1][0]) if len(tables) > 1 else 0), 0)
    titles, leads = first[:split], [first[split:], *(list(above) for above, _ in tables[1:])]
    repeated = all(lead == leads[0] for lead in leads)
    header: dict[str, None] = {}
    blocks: list[dict[str, list[str]]] = []
    for lead, (_, rows) in zip(leads, tables, strict=True):
        opening, waiting = "", [] if repeated else lead
        for row in rows:
            pairs = _pairs(row)
            if not pairs and any(row):
                waiting = [*waiting, " ".join(text for text in row if text)]
            for label, value in pairs:
                if not opening or label == opening:
                    opening = label
                    blocks.append({})
                header.setdefault(label)
                if value:
                    blocks[-1].setdefault(label, []).append(value)
            if pairs and waiting:
                _add_above(blocks[-1], waiting)
                waiting = []
        if waiting and blocks:
            blocks[-1].setdefault(OTHER, []).extend(waiting)
    used = {name for block in blocks for name in block}
    leading = [name for name in (SERIAL, PROBLEM) if name in used and name not in header]
    names = [*leading, *header, *([OTHER] if OTHER in used else [])]
    rows_made = [["\n".join(block.get(name, [])) for name in names] for block in blocks]
    return BlockTable(titles + (leads[0] if repeated else []), names, rows_made)


def _add_above(block: dict[str, list[str]], lines: Sequence[str]) -> None:
    """Text above a card: its number is the serial, what follows the number the problem, the rest other content."""
    for line in lines:
        found = numbered(line)
        if found.style and SERIAL not in block:
            block[SERIAL] = [str(found.ordinal)]
            if found.text:
                block.setdefault(PROBLEM, []).append(found.text)
        else:
            block.setdefault(OTHER, []).append(line)


def _pairs(row: Sequence[str]) -> list[tuple[str, str]]:
    """Label and value, once or several times beside each other; [] for any other row.

    A label merged downwards over 牵头单位 and 配合单位 gives way to them.
    """
    if len(row) == 3 and label_score(row[0]) >= _KNOWN and label_score(row[1]) >= _KNOWN > label_score(row[2]):
        row = row[1:]
    if len(row) < 2 or len(row) % 2:
        return []
    found = [(row[place].rstrip("：: "), row[place + 1]) for place in range(0, len(row), 2)]
    named = all(label_score(label) >= _KNOWN and "\n" not in label for label, _ in found)
    return found if named and not any(label_score(value) >= 1.0 for _, value in found) else []
