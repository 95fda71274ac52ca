"""Builds a sheet cell by cell for readers of formats without rows of their own (XML 2003, HTML, Word), bounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from models.errors import UserError
from models.excel.book import MAX_LISTED, Merge, Row, Sheet, Value
from models.excel.formats import extent as extents
from models.excel.number_formats import shown_text
from models.late_regex import late_regex

MAX_ROWS, MAX_COLUMNS = 1 << 20, 1 << 14
MAX_CELLS = 8_000_000
"""Cells of one file held in memory, gaps inside a row included; about 100 bytes each with their text."""
_MAX_MERGES = 400_000
_OWN_FORMATS = 2_000
_SHARED = 400_000
_PLAIN = late_regex(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,14})?")
_GROUPED = late_regex(r"-?[1-9]\d{0,2}(?:,\d{3}){1,4}(?:\.(\d{1,6}))?")
_PERCENT = late_regex(r"-?(?:0|[1-9]\d{0,5})(?:\.(\d{1,6}))?%")


class Budget:
    """Cells that the sheets of one file may still take."""

    def __init__(self, file: str, cells: int = MAX_CELLS) -> None:
        self.file = file
        self._left = cells

    def take(self, cells: int) -> None:
        """UserError once the file holds more than can be kept in memory."""
        self._left -= cells
        if self._left < 0:
            raise UserError(
                "表格过大，超出这种格式能读取的范围",
                where=self.file,
                advice="请用 Excel 或 WPS 打开后另存为 .xlsx 再导入",
            )


class SheetBuilder:
    """Put cells in any order (rows and columns from 0), then call ``sheet``."""

    def __init__(self, name: str, budget: Budget) -> None:
        self.name = name
        self.visible = True
        self.has_filter = False
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.filtered_rows: set[int] = set()
        self.warnings: list[str] = []
        self._budget = budget
        self._rows: dict[int, Row] = {}
        self._merges: list[Merge] = []
        self._formats: dict[tuple[int, int], str] = {}
        self._votes: dict[tuple[int, bool], Counter[str]] = {}
        self._errors: list[tuple[int, int, str]] = []
        self._error_count = 0
        self._uncomputed: list[tuple[int, int]] = []
        self._uncomputed_count = 0
        self._shared: dict[str, str] = {}

    def put(self, row: int, column: int, value: Value, number_format: str = "") -> None:
        """One cell; ``number_format`` says how Excel shows a value that is not text."""
        self._check(row, column)
        cells = self._rows.setdefault(row, [])
        if column >= len(cells):
            self._budget.take(column + 1 - len(cells))
            cells.extend([None] * (column + 1 - len(cells)))
        if isinstance(value, str):
            cells[column] = self._share(value) if value.strip() else None
            return
        cells[column] = value
        if number_format and value is not None:
            if row < _OWN_FORMATS:
                self._formats[row, column] = number_format
            key = (column, not isinstance(value, int | float))
            self._votes.setdefault(key, Counter())[number_format] += 1

    def error(self, row: int, column: int, text: str) -> None:
        """A cell that shows an error such as #N/A; it is empty."""
        self.put(row, column, None)
        self._error_count += 1
        if len(self._errors) < MAX_LISTED:
            self._errors.append((row, column, text))

    def uncomputed(self, row: int, column: int) -> None:
        """A formula without a computed value."""
        self.put(row, column, None)
        self._uncomputed_count += 1
        if len(self._uncomputed) < MAX_LISTED:
            self._uncomputed.append((row, column))

    def merge(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Cells shown as one; beyond 400,000 merges the rest is left out."""
        self._check(last_row, last_column)
        if len(self._merges) < _MAX_MERGES and (first_row, first_column) != (last_row, last_column):
            self._merges.append((first_row, first_column, last_row, last_column))

    def sheet(self) -> Sheet:
        """The sheet; lonely cells far from the table are left out with a warning."""
        widths = [(row, len(cells)) for row, cells in self._rows.items() if cells]
        reach = extents.measure(widths)
        if reach.rows * reach.columns > extents.MAX_AREA:
            raise UserError(
                f"工作表“{self.name}”有 {reach.rows} 行 × {reach.columns} 列，超出能读取的范围",
                where=self._budget.file,
                advice="请删去空白区域里的零散内容，或拆成几个文件后再导入",
            )
        if reach.cut_rows or reach.cut_cells:
            self.warnings.append("远离表格的零散内容没有读入")
        rows = [self._padded(row, reach.columns) for row in range(reach.rows)]
        return Sheet(
            self.name,
            self.visible,
            rows,
            [merge for merge in self._merges if merge[0] < reach.rows and merge[1] < reach.columns],
            self.hidden_rows,
            self.hidden_columns,
            self.has_filter,
            filtered_rows=self.filtered_rows,
            warnings=self.warnings + self._spoken(),
            error_cells=self._errors,
            uncomputed_count=self._uncomputed_count,
            uncomputed_cells=self._uncomputed,
            shown=self._shown(),
        )

    def _check(self, row: int, column: int) -> None:
        if not (0 <= row < MAX_ROWS and 0 <= column < MAX_COLUMNS):
            raise UserError(
                "文件里写的行列位置超出 Excel 的范围", where=self._budget.file, advice="请重新传送或索取原件"
            )

    def _share(self, text: str) -> str:
        if len(self._shared) > _SHARED:
            self._shared.clear()
        return self._shared.setdefault(text, text)

    def _padded(self, row: int, width: int) -> Row:
        cells = self._rows.pop(row, [])
        del cells[width:]
        cells.extend([None] * (width - len(cells)))
        return cells

    def _spoken(self) -> list[str]:
        said: list[str] = []
        if self._uncomputed_count:
            column = Counter(column for _, column in self._uncomputed).most_common(1)[0][0]
            said.append(
                f"第 {column + 1} 列等处有 {self._uncomputed_count} 个公式未计算，请用 Excel 或 WPS 打开后保存一次"
            )
        if self._error_count:
            row, column, text = self._errors[0]
            said.append(
                f"有 {self._error_count} 个单元格是公式错误（如第 {row + 1} 行第 {column + 1} 列 {text}），按空白处理"
            )
        return said

    def _shown(self) -> Callable[[int, int, Value], str]:
        """A cell's own format near the top; below, the one usual in its column for that kind of value."""
        formats = self._formats
        usual = {key: votes.most_common(1)[0][0] for key, votes in self._votes.items()}

        def shown(row: int, column: int, value: Value) -> str:
            if isinstance(value, str):
                return value
            own = formats.get((row, column))
            if own is None and row >= _OWN_FORMATS:
                own = usual.get((column, not isinstance(value, int | float)))
            return shown_text(value, own or "")

        return shown


def typed(text: str) -> tuple[Value, str]:
    """What Excel would make of typed text that is nothing but a number, and the format that shows it as typed.

    Text stays where a number would lose something: leading zeros, more than 15 digits, zeros behind the point.
    """
    if not text or text[-1] not in "0123456789%" or len(text) > 24:
        return text, ""
    if _PLAIN.fullmatch(text):
        number = float(text)
        return (number, "") if shown_text(number) == text else (text, "")
    if match := _GROUPED.fullmatch(text):
        places = len(match[1] or "")
        return float(text.replace(",", "")), "#,##0" + (f".{'0' * places}" if places else "")
    if match := _PERCENT.fullmatch(text):
        places = len(match[1] or "")
        number = round(float(text[:-1]) / 100, places + 2)
        return number, "0" + (f".{'0' * places}" if places else "") + "%"
    return text, ""
