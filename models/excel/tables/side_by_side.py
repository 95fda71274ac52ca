"""What stands beside each other on one sheet: the same table twice, or a legend to the right of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from models.excel.book import Row, Value
from models.excel.tables.head_grid import HeadGrid
from models.excel.tables.header_block import HeaderBlock
from models.excel.tables.header_words import squeeze
from models.late_regex import late_regex

Paths = Mapping[int, tuple[str, ...]]

_MOST_BLOCKS = 6
_ENOUGH = 0.6
"""Share of the labels that a repetition of the table must have."""
_LEGEND = late_regex(
    r"^(?:填[写报表]?|编制|字段|使用|有关|相关)?(?:说明|须知|要求|提示|规则|注意事项)[:：]?$|^(?:图例|注|选项|字典|代码表|下拉选项|参考|示例)[:：]?$"
)
_SERIAL = late_regex(r"^(?:序号|编号|no\.?)$", re.IGNORECASE)
_DATA_WORDS = late_regex(r"^(?:说明|要求)[:：]?$")
"""Legend words that are ordinary columns as well; only a text longer than the table makes a legend of them."""


def repeated_blocks(columns: Sequence[int], paths: Paths) -> list[dict[int, int]]:
    """For each repetition of the header to the right: column of the first block -> column of this one.

    A repetition begins with the label with which the table begins; it may lack some of the labels.
    """
    labelled = [(column, tuple(map(squeeze, paths[column]))) for column in columns if paths.get(column)]
    if not labelled:
        return []
    starts = [at for at, (_, path) in enumerate(labelled) if path == labelled[0][1]]
    blocks = [labelled[start:end] for start, end in zip(starts, [*starts[1:], len(labelled)], strict=True)]
    own = {path: column for column, path in blocks[0]}
    if not 2 <= len(blocks) <= _MOST_BLOCKS or len(own) < max(len(blocks[0]), 2):
        return []
    found: list[dict[int, int]] = []
    for block in blocks[1:]:
        mine = [path for _, path in block]
        if len(set(mine)) < len(mine) or not own.keys() >= set(mine) or len(mine) < max(2, _ENOUGH * len(own)):
            return []
        found.append({own[path]: column for column, path in block})
    return found


def titles_of_blocks(columns: Sequence[int], paths: Paths) -> dict[int, tuple[str, ...]] | None:
    """The paths without their first labels, where these are titles over each repetition of the table: else None."""
    tops = {path[0] for column in columns if (path := paths.get(column))}
    if not 2 <= len(tops) <= _MOST_BLOCKS or any(len(path) < 2 for column in columns if (path := paths.get(column))):
        return None
    lower = {column: paths.get(column, ())[1:] for column in columns}
    repeated = repeated_blocks(columns, lower)
    return lower if len(repeated) == len(tops) - 1 else None


def only(rows: Iterable[Row], columns: Iterable[int]) -> list[Row]:
    """Copies of the rows in which all other columns are empty."""
    kept = frozenset(columns)
    return [[value if at in kept else None for at, value in enumerate(row)] for row in rows]


def columns_aside(grid: HeadGrid, block: HeaderBlock, columns: Sequence[int], paths: Paths) -> list[int]:
    """Columns right of a blank one that hold a legend or a small table of their own."""
    parts = _parts(columns)
    if len(parts) < 2 or len(grid.cells) <= block.last + 2:
        return []
    main = max(range(len(parts)), key=lambda at: (sum(bool(paths.get(c)) for c in parts[at]), -at))
    below = range(block.last + 1, len(grid.cells))
    inside = [row for row in below if _filled(grid, row, [c for part in parts[: main + 1] for c in part])]
    aside: list[int] = []
    for part in parts[main + 1 :]:
        mine = [row for row in below if _filled(grid, row, part)]
        counted = _first_label(parts[main], paths) in {squeeze(paths[c][-1]) for c in part if paths.get(c)}
        if mine and (counted or _is_aside(grid, part, paths, mine, inside)):
            aside += part
    return aside


def _parts(columns: Sequence[int]) -> list[list[int]]:
    """Runs of neighbouring columns."""
    parts: list[list[int]] = []
    for column in columns:
        if parts and column == parts[-1][-1] + 1:
            parts[-1].append(column)
        else:
            parts.append([column])
    return parts


def _first_label(part: list[int], paths: Paths) -> str | None:
    """The serial column's label, by which a table of its own begins to count again; None where there is none."""
    label = next((squeeze(paths[column][-1]) for column in part if paths.get(column)), "")
    return label if _SERIAL.match(label) else None


def _filled(grid: HeadGrid, row: int, columns: Iterable[int]) -> bool:
    return any(_cell(grid, row, column) is not None for column in columns)


def _cell(grid: HeadGrid, row: int, column: int) -> Value:
    cells = grid.cells[row]
    return cells[column] if column < len(cells) else None


def _is_aside(grid: HeadGrid, part: list[int], paths: Paths, mine: list[int], inside: list[int]) -> bool:
    labels = [squeeze(paths[column][-1]) for column in part if paths.get(column)]
    dense = mine[-1] - mine[0] + 1 == len(mine)
    from_top = not inside or mine[0] <= inside[0] + 1
    longer = bool(inside) and mine[-1] > inside[-1]
    if any(_LEGEND.match(label) for label in labels):
        return longer or not any(_DATA_WORDS.match(label) for label in labels)
    if not dense or not inside:
        return False
    if not labels:
        texts = sum(isinstance(_cell(grid, row, column), str) for row in mine for column in part)
        return len(mine) >= 3 and from_top and texts >= len(mine)
    if len(part) < 2 or len(labels) < len(part):
        return False
    complete = all(_cell(grid, row, column) is not None for row in mine for column in part)
    return complete and from_top and (longer or len(mine) <= 0.7 * len(inside)) and len(mine) >= 2
