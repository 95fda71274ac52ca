"""Find the table on a sheet: titles, header block, data, subtotals, group rows, footers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from models.excel.book import Merge, Row, Value
from models.excel.row_source import StreamedRows
from models.excel.tables import row_kinds, side_by_side
from models.excel.tables.blank_below import blank_runs
from models.excel.tables.head_grid import HeadGrid, head_grid
from models.excel.tables.header_block import HeaderBlock, find_header, header_paths
from models.excel.tables.header_words import label_text, squeeze
from models.excel.tables.other_registers import other_register
from models.excel.tables.row_words import is_footer
from models.excel.tables.sheet_role import role_note, sheet_role
from models.excel.tables.table_layout import HeaderColumn, TableLayout, column_letter

_MAX_COLUMNS = 2000


def find_table(
    rows: Sequence[Row],
    merged: Sequence[Merge] = (),
    *,
    header: tuple[int, int] | None = None,
    leave_out: frozenset[int] = frozenset(),
    leave_out_columns: frozenset[int] = frozenset(),
) -> TableLayout:
    """The table of a sheet.

    ``header`` (first and last row as Excel numbers them) overrides the guess, as a drag of the band does.
    ``leave_out`` and ``leave_out_columns`` (from 0) are hidden rows and columns that a person does not want.
    The rows are read once; those below the first 300 are only looked at closely when they seem odd.
    """
    grid = head_grid(rows, merged)
    if header is not None:
        block: HeaderBlock | None = HeaderBlock(header[0] - 1, header[1] - 1, 1.0)
    else:
        block = find_header(grid)
    if block is None:
        return _without_table(grid, rows)
    start = block.last + 1
    columns = _columns(grid, block)
    paths = header_paths(grid, block.first, block.last, columns)
    under_titles = side_by_side.titles_of_blocks(columns, paths) if header is None else None
    if under_titles is not None:
        block, paths = HeaderBlock(block.first + 1, block.last, block.score), under_titles
    blocks = _blocks(rows, columns, paths)
    aside = [] if blocks else side_by_side.columns_aside(grid, block, columns, paths)
    columns = [column for column in columns if column not in set(aside)]
    if blocks:
        kinds = _judge_blocks(rows, start, grid, block, blocks, paths, merged)
    else:
        within = side_by_side.only(rows, columns) if aside and not isinstance(rows, StreamedRows) else rows
        kinds = row_kinds.judge_rows(within, start, _shape(grid, block, columns, paths, merged), merged)
        if aside:
            _tell_beside(rows, start, kinds)
        columns = _with_late_columns(rows, kinds.data, columns, set(aside))
    _leave_out(kinds, leave_out)
    columns = [column for column in columns if column not in leave_out_columns]
    found = _header_columns(columns, paths, blocks)
    above = [(row, _line(grid.own(row))) for row in range(block.first) if grid.own(row)]
    title = _title([text for _, text in above])
    skipped = [(row + 1, _why_above(text, title)) for row, text in above]
    skipped += [(row + 1, why) for row, why in kinds.skipped]
    outside = [(row + 1, text) for row, text in above]
    outside += [(row + 1, kinds.texts[row]) for row, why in kinds.skipped if why == row_kinds.FOOTER]
    has_totals = any(why == row_kinds.SUBTOTAL for _, why in kinds.skipped)
    names = {column.index: column.name for column in found if column.twin is None}
    role = sheet_role(grid, block, names, kinds.data, title, has_totals) if header is None else "list"
    other = other_register(grid, names, kinds.data, title) if role == "list" and header is None else None
    role, note = other or (role, role_note(role))
    return TableLayout(
        role=role,
        role_note=note,
        header_rows=list(range(block.first + 1, block.last + 2)),
        first_row=kinds.data[0] + 1 if kinds.data else start + 1,
        last_row=max(kinds.data) + 1 if kinds.data else start,
        columns=found,
        data_rows=[row + 1 for row in kinds.data],
        skipped=sorted(skipped),
        group_rows={row + 1: text for row, text in kinds.groups.items()},
        title=title,
        outside=outside,
        confidence=max(0.0, min(1.0, block.score / 1.4)),
        runs=_runs(rows, kinds, found, grid, merged) if role == "list" and not blocks else [],
    )


def _blocks(rows: Sequence[Row], columns: list[int], paths: dict[int, tuple[str, ...]]) -> list[dict[int, int]]:
    """The repetitions of the table to its right, where there are rows in memory to look at."""
    if isinstance(rows, StreamedRows):
        return []
    repeated = side_by_side.repeated_blocks(columns, paths)
    return [{column: column for column in repeated[0]}, *repeated] if repeated else []


def _judge_blocks(
    rows: Sequence[Row],
    start: int,
    grid: HeadGrid,
    block: HeaderBlock,
    blocks: list[dict[int, int]],
    paths: dict[int, tuple[str, ...]],
    merged: Sequence[Merge],
) -> row_kinds.RowKinds:
    """The rows of every repetition, one after the other: rows of data stand as often as they hold a problem."""
    total = row_kinds.RowKinds()
    for at, twins in enumerate(blocks):
        columns = sorted(twins.values())
        part = side_by_side.only(rows, columns)
        mine = [merge for merge in merged if merge[1] in columns or merge[0] <= block.last]
        shape = _shape(head_grid(part, mine), block, columns, {c: paths.get(c, ()) for c in columns}, mine)
        kinds = row_kinds.judge_rows(part, start, shape, mine)
        total.data += kinds.data
        total.groups |= kinds.groups
        total.texts |= kinds.texts
        total.skipped += [line for line in kinds.skipped if at == 0 or line[0] not in dict(total.skipped)]
    kept = set(total.data)
    total.skipped = sorted(line for line in total.skipped if line[0] not in kept)
    return total


def _tell_beside(rows: Sequence[Row], start: int, kinds: row_kinds.RowKinds) -> None:
    """Rows in which only the legend beside the table has something."""
    if isinstance(rows, StreamedRows) or len(kinds.data) + len(kinds.skipped) >= len(rows) - start:
        return
    told = set(kinds.data) | {row for row, _ in kinds.skipped}
    beside = [
        row
        for row in range(start, len(rows))
        if row not in told and any(value is not None and str(value).strip() for value in rows[row])
    ]
    kinds.skipped += [(row, row_kinds.BESIDE) for row in beside]


def _leave_out(kinds: row_kinds.RowKinds, leave_out: frozenset[int]) -> None:
    gone = leave_out.intersection(kinds.data)
    if gone:
        kinds.data = [row for row in kinds.data if row not in gone]
        kinds.skipped += [(row, row_kinds.HIDDEN) for row in gone]


def _header_columns(
    columns: list[int], paths: dict[int, tuple[str, ...]], blocks: list[dict[int, int]]
) -> list[HeaderColumn]:
    place = {twin: (at, base) for at, twins in enumerate(blocks) for base, twin in twins.items() if at}
    return [
        HeaderColumn(
            column, column_letter(column), paths.get(column, ()), "/".join(paths.get(column, ())),
            *place.get(column, (0, None)),
        )
        for column in columns
    ]  # fmt: skip


def _runs(
    rows: Sequence[Row],
    kinds: row_kinds.RowKinds,
    columns: list[HeaderColumn],
    grid: HeadGrid,
    merged: Sequence[Merge],
) -> list[Merge]:
    labels = {column.index: column.path[-1] if column.path else "" for column in columns}
    below = [row for row in kinds.data if row < len(grid.cells)]
    serial = _serial_column(grid, below, list(labels), {column.index: column.path for column in columns})
    return blank_runs(rows, kinds.data, labels, serial, merged, kinds.groups)


def _without_table(grid: HeadGrid, rows: Sequence[Row]) -> TableLayout:
    outside = [(row + 1, _line(grid.own(row))) for row in range(len(grid.cells)) if grid.own(row)]
    role = sheet_role(grid, None, {}, [], "", False)
    used = [row + 1 for row, cells in enumerate(rows) if len(cells) > cells.count(None)]
    return TableLayout(
        role=role,
        role_note=role_note(role),
        header_rows=[],
        first_row=0,
        last_row=0,
        columns=[],
        data_rows=[],
        skipped=[(row, "不在表格内") for row in used[:20_000]],
        title=_title([text for _, text in outside[:3]]),
        outside=outside,
    )


def _columns(grid: HeadGrid, block: HeaderBlock) -> list[int]:
    """Columns with a label of their own, or with values in the first rows of data."""
    used = {
        column
        for row in range(block.first, block.last + 1)
        for column in range(grid.width)
        if grid.filled[row][column] and not grid.continues(block.last, column)
    }
    below = Counter(column for row in range(block.last + 1, len(grid.cells)) for column, _ in grid.own(row))
    used.update(column for column, count in below.items() if count >= 2)
    return sorted(used)[:_MAX_COLUMNS]


def _with_late_columns(rows: Sequence[Row], data: list[int], columns: list[int], aside: set[int]) -> list[int]:
    """Add columns without a label that hold values only further down, so that nothing is lost."""
    if not data or not rows:
        return columns
    width = len(rows[0])
    known = aside.union(columns)
    missing = [column for column in range(min(width, _MAX_COLUMNS)) if column not in known]
    if not missing or isinstance(rows, list) is False:
        return columns
    found = [column for column in missing if any(rows[row][column] is not None for row in data)]
    return sorted(columns + found)


def _shape(
    grid: HeadGrid, block: HeaderBlock, columns: list[int], paths: dict[int, tuple[str, ...]], merged: Sequence[Merge]
) -> row_kinds.TableShape:
    below = [row for row in range(block.last + 1, len(grid.cells)) if grid.own(row)]
    counts = sorted(len(grid.own(row)) for row in below)
    header: dict[int, set[str]] = {}
    for row in range(block.first, block.last + 1):
        for column, value in grid.own(row):
            header.setdefault(column, set()).add(squeeze(str(value)))
    wide: dict[int, int] = {}
    for r1, c1, r2, c2 in merged:
        if c2 > c1 and r1 > block.last and r1 == r2:
            wide[r1] = max(wide.get(r1, 0), c2 - c1 + 1)
    serial = _serial_column(grid, below, columns, paths)
    return row_kinds.TableShape(
        columns=columns,
        header=header,
        serial=serial,
        serial_is_digits=_counts_in_digits(grid, below, serial),
        usual=counts[len(counts) // 2] if counts else len(columns),
        wide_merges=wide,
        above=frozenset(squeeze(str(value)) for row in range(block.first) for _, value in grid.own(row)),
    )


def _serial_column(
    grid: HeadGrid, below: list[int], columns: list[int], paths: dict[int, tuple[str, ...]]
) -> int | None:
    """The column that counts the rows, by its label or by its values."""
    for column in columns[:4]:
        label = squeeze("".join(paths.get(column, ()))[-6:]).lower()
        if label.endswith(("序号", "编号", "no.", "no", "号")):
            return column
        numbers = [_as_number(grid.cells[row][column]) for row in below if column < len(grid.cells[row])]
        steps = [b - a for a, b in pairwise(numbers) if a is not None and b is not None]
        if len(steps) >= 3 and sum(step == 1 for step in steps) >= 0.8 * len(steps):
            return column
    return None


def _counts_in_digits(grid: HeadGrid, below: list[int], serial: int | None) -> bool:
    """Whether the serial column holds mostly numbers, so that 一 or Ⅱ in it begins a group."""
    if serial is None:
        return False
    values = [grid.cells[row][serial] for row in below if serial < len(grid.cells[row])]
    values = [value for value in values if value is not None]
    return sum(_as_number(value) is not None for value in values) >= 0.6 * max(len(values), 1)


def _as_number(value: Value) -> int | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if abs(value) < 1e9 else None
    if isinstance(value, str):
        text = squeeze(value).rstrip("、.．")
        return int(text) if text.isdecimal() and len(text) < 7 else None
    return None


def _line(cells: list[tuple[int, Value]]) -> str:
    return "  ".join(label_text(value) for _, value in cells)[:1000]


def _title(lines: list[str]) -> str:
    """The longest line above the table that is neither a label such as 附件1 nor 填报单位：…"""
    candidates = [
        line
        for line in lines
        if (len(line) > 3 or line.endswith(("清单", "台账", "表")))
        and not line.startswith(("附件", "附表", "截至", "截止", "单位：", "单位:", "注"))
        and not is_footer(line)
    ]
    plain = [line for line in candidates if "：" not in line and ":" not in line] or candidates
    return max(plain, key=lambda line: min(len(line), 60), default="")


def _why_above(text: str, title: str) -> str:
    return "标题" if text == title or text.startswith(("附件", "附表")) else "表头上方的说明"
