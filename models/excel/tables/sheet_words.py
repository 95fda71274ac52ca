"""What a reader of a sheet has to be told: formulas never computed, errors, numbers cut short, impossible dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from models.excel.book import Sheet
from models.excel.tables.table_layout import column_letter

_EXAMPLES = 3


def add_warnings(sheet: Sheet, *, errors: int, long_numbers: int | None = None, odd_dates: int | None = None) -> None:
    """Warnings for what the sheet lists; the counts are those of all cells, also of such as are not listed."""
    if sheet.uncomputed_count:
        sheet.warnings.append(
            f"{_columns(sheet.uncomputed_cells)}有 {sheet.uncomputed_count} 个公式未计算"
            f"（{_examples(sheet.uncomputed_cells, sheet.uncomputed_count)}），请用 Excel 或 WPS 打开后保存一次"
        )
    if errors:
        row, column, text = sheet.error_cells[0]
        places = [(row, column) for row, column, _ in sheet.error_cells]
        sheet.warnings.append(
            f"有 {errors} 个单元格是公式错误（{_examples(places, errors)}，"
            f"如第 {row + 1} 行第 {column + 1} 列 {text}），按空白处理"
        )
    count = len(sheet.long_numbers) if long_numbers is None else long_numbers
    if count:
        sheet.warnings.append(
            f"{_columns(sheet.long_numbers)}有 {count} 个长数字（{_examples(sheet.long_numbers, count)}）超过 15 位，"
            "末尾几位已被 Excel 截断成 0，请按原件核对"
        )
    count = len(sheet.odd_dates) if odd_dates is None else odd_dates
    if count:
        sheet.warnings.append(
            f"{_columns(sheet.odd_dates)}有 {count} 个日期单元格的数值超出日历（{_examples(sheet.odd_dates, count)}），"
            "按数字读入，请核对"
        )


def cell_name(row: int, column: int) -> str:
    """B7 for row 6 and column 1, counted from 0."""
    return f"{column_letter(column)}{row + 1}"


def _columns(cells: Sequence[tuple[int, int]]) -> str:
    columns = Counter(column for _, column in cells)
    if not columns:
        return ""
    return f"第 {columns.most_common(1)[0][0] + 1} 列{'等处' if len(columns) > 1 else ''}"


def _examples(cells: Sequence[tuple[int, int]], count: int) -> str:
    names = "、".join(cell_name(row, column) for row, column in cells[:_EXAMPLES])
    return f"{names} 等" if count > _EXAMPLES and names else names
