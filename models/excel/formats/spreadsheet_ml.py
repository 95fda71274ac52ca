"""Excel 2003 XML (SpreadsheetML): read as a stream; no entity is ever resolved."""

from __future__ import annotations

import codecs
import datetime as dt
import math
from collections.abc import Iterator
from xml.parsers import expat

from models.errors import UserError
from models.excel.book import Sheet, Value
from models.excel.day_numbers import day_value
from models.excel.formats.sheet_builder import MAX_COLUMNS, MAX_ROWS, Budget, SheetBuilder
from models.excel.number_formats import is_date_format, is_duration_format
from models.late_regex import late_regex
from models.progress import Progress, silent

_SS = "urn:schemas-microsoft-com:office:spreadsheet"
_PIECE = 1 << 20
_MAX_SHEETS = 500
_MAX_DEPTH = 200
_NAMED = {
    "general date": "yyyy/m/d h:mm", "short date": "yyyy/m/d", "medium date": "yyyy/m/d",
    "long date": 'yyyy"年"m"月"d"日"', "short time": "h:mm", "medium time": "h:mm AM/PM", "long time": "h:mm:ss",
    "fixed": "0.00", "standard": "#,##0.00", "percent": "0.00%", "scientific": "0.00E+00", "currency": "#,##0.00",
    "euro currency": "#,##0.00", "general": "", "general number": "",
}  # fmt: skip
_MOMENT = late_regex(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?Z?")
_DECLARED = late_regex(rb"""^[^<]{0,8}<\?xml[^>]*?encoding\s*=\s*["']([\w.\-]+)["']""")


def is_spreadsheet_ml(content: bytes) -> bool:
    """Whether the file is Excel 2003 XML, in whatever character set."""
    head = content[:8192].replace(b"\0", b"")
    return _SS.encode() in head and b"Workbook" in head


def read_spreadsheet_ml(name: str, content: bytes, progress: Progress = silent) -> list[Sheet]:
    """All worksheets; UserError when the XML is damaged, too large, or declares entities."""
    reader = _Reader(name)
    parser = expat.ParserCreate(_override(content), " ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        for place, piece in _pieces(content):
            progress(place / max(len(content), 1), "正在读取 Excel 2003 XML 表格")
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, UnicodeError, LookupError):
        raise UserError("Excel 2003 XML 表格不完整或已损坏", where=name, advice="请重新传送或索取原件") from None
    return reader.sheets()


def _override(content: bytes) -> str | None:
    """The character set that the pieces are handed over in; None leaves it to the file."""
    return None if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"


def _pieces(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The file in pieces of UTF-8 (UTF-16 as it is); a Chinese character set is recoded on the way."""
    declared = _DECLARED.match(content[:300])
    charset = declared[1].decode("ascii").lower() if declared else "utf-8"
    plain = _override(content) is None or charset in ("utf-8", "utf8", "us-ascii")
    if charset in ("gb2312", "gbk", "gb_2312-80", "x-gbk"):
        charset = "gb18030"
    if content.startswith(b"\xef\xbb\xbf"):
        plain = True
    decoder = None if plain else codecs.getincrementaldecoder(charset)("replace")
    for place in range(0, len(content), _PIECE):
        piece = content[place : place + _PIECE]
        yield place, piece if decoder is None else decoder.decode(piece).encode("utf-8", "replace")


class _Reader:
    """Receives the elements in order; keeps where it is, not what it has passed."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._budget = Budget(name)
        self._built: list[SheetBuilder] = []
        self._formats: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._from_1904 = False
        self._style = ""
        self._sheet: SheetBuilder | None = None
        self._depth = 0
        self._row = self._column = self._table_column = 0
        self._row_step = 1
        self._cell: dict[str, str] = {}
        self._in_cell = self._in_comment = False
        self._kind = ""
        self._texts: list[str] | None = None
        self._filtered = False

    def sheets(self) -> list[Sheet]:
        """What was read."""
        if not self._built:
            raise UserError("Excel 2003 XML 文件里没有工作表", where=self._name, advice="请检查是不是发错了文件")
        return [builder.sheet() for builder in self._built]

    def doctype(self, *_: object) -> None:
        """A document type can declare entities; nothing Excel writes has one."""
        raise UserError(
            "文件里有外部实体声明，像是恶意构造的，没有打开", where=self._name, advice="请核对来源或索取原件"
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise UserError("XML 嵌套过深，像是恶意构造的", where=self._name, advice="请核对来源或索取原件")
        space, _, local = tag.rpartition(" ")
        about = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if self._in_cell:
            self._inside_cell(local, about)
        elif local == "Cell" and self._sheet is not None:
            self._begin_cell(about)
        elif local == "Row" and self._sheet is not None:
            self._begin_row(about, self._sheet)
        elif local == "Column" and self._sheet is not None:
            self._column_element(about, self._sheet)
        elif local == "Worksheet" and space in (_SS, ""):
            self._begin_sheet(about)
        elif local in ("Style", "NumberFormat"):
            self._style_element(local, about)
        elif local == "AutoFilter" and self._sheet is not None:
            self._sheet.has_filter = True
        elif local in ("AutoFilterColumn", "AutoFilterAnd", "AutoFilterOr") and about.get("Type", "") != "All":
            self._filtered = True
        elif local in ("Date1904", "Visible"):
            self._texts = []

    def end(self, tag: str) -> None:
        self._depth -= 1
        local = tag.rpartition(" ")[2]
        if local == "Data" and self._in_cell and not self._in_comment and self._texts is not None:
            self._value("".join(self._texts))
            self._texts = None
        elif local == "Comment":
            self._in_comment = False
        elif local == "Cell" and self._in_cell:
            self._end_cell()
        elif local == "Row" and not self._in_cell:
            self._row += self._row_step
        elif local == "Worksheet" and self._sheet is not None:
            if self._filtered:
                self._sheet.filtered_rows = set(self._sheet.hidden_rows)
            self._sheet = None
        elif local in ("Date1904", "Visible") and not self._in_cell and self._texts is not None:
            self._option(local, "".join(self._texts).strip().lower())
            self._texts = None

    def text(self, text: str) -> None:
        if self._texts is not None and not self._in_comment:
            self._texts.append(text)

    def _option(self, local: str, said: str) -> None:
        if local == "Date1904":
            self._from_1904 = said not in ("false", "0")
        elif self._sheet is not None:
            self._sheet.visible = not said.startswith("sheet")

    def _style_element(self, local: str, about: dict[str, str]) -> None:
        if local == "Style":
            self._style = about.get("ID", "")
            self._parents[self._style] = about.get("Parent", "")
        elif self._style:
            text = about.get("Format", "")
            self._formats[self._style] = _NAMED.get(text.strip().lower(), text)

    def _format(self, style: str) -> str:
        for _ in range(20):
            if style in self._formats or not style:
                break
            style = self._parents.get(style, "")
        return self._formats.get(style, "")

    def _begin_sheet(self, about: dict[str, str]) -> None:
        if len(self._built) >= _MAX_SHEETS:
            raise UserError(f"工作表超过 {_MAX_SHEETS} 张", where=self._name, advice="请拆成几个文件后再导入")
        self._sheet = SheetBuilder(about.get("Name") or f"Sheet{len(self._built) + 1}", self._budget)
        self._built.append(self._sheet)
        self._row = self._table_column = 0
        self._filtered = False

    def _column_element(self, about: dict[str, str], sheet: SheetBuilder) -> None:
        first = self._index(about, self._table_column)
        last = first + self._number(about, "Span", 0)
        if _is_hidden(about, "Width"):
            sheet.hidden_columns.update(range(first, min(last + 1, MAX_COLUMNS)))
        self._table_column = last + 1

    def _begin_row(self, about: dict[str, str], sheet: SheetBuilder) -> None:
        self._row = self._index(about, self._row)
        self._row_step = 1 + min(self._number(about, "Span", 0), MAX_ROWS)
        self._column = 0
        if _is_hidden(about, "Height"):
            sheet.hidden_rows.update(range(self._row, min(self._row + self._row_step, MAX_ROWS)))

    def _begin_cell(self, about: dict[str, str]) -> None:
        self._in_cell, self._cell, self._kind, self._texts = True, about, "", None
        self._column = self._index(about, self._column)

    def _inside_cell(self, local: str, about: dict[str, str]) -> None:
        if local == "Comment":
            self._in_comment = True
        elif local == "Data" and not self._in_comment:
            self._kind, self._texts = about.get("Type", "String"), []

    def _end_cell(self) -> None:
        assert self._sheet is not None
        right, down = self._number(self._cell, "MergeAcross", 0), self._number(self._cell, "MergeDown", 0)
        if right or down:
            self._sheet.merge(self._row, self._column, self._row + down, self._column + right)
        if not self._kind and "Formula" in self._cell:
            self._sheet.uncomputed(self._row, self._column)
        self._in_cell, self._texts = False, None
        self._column += right + 1

    def _value(self, text: str) -> None:
        assert self._sheet is not None
        row, column = self._row, self._column
        number_format = self._format(self._cell.get("StyleID", ""))
        if self._kind == "Error":
            self._sheet.error(row, column, text)
        elif self._kind == "Boolean":
            self._sheet.put(row, column, text.strip().lower() in ("1", "true"))
        elif self._kind == "Number":
            self._sheet.put(row, column, self._number_value(text, number_format), number_format)
        elif self._kind == "DateTime":
            self._sheet.put(row, column, self._moment(text.strip()), number_format)
        else:
            self._sheet.put(row, column, text)

    def _number_value(self, text: str, number_format: str) -> Value:
        try:
            number = float(text)
        except ValueError:
            return text
        if not math.isfinite(number):
            return text
        if is_date_format(number_format):
            return day_value(number, from_1904=self._from_1904, duration=is_duration_format(number_format))
        return number

    def _moment(self, text: str) -> Value:
        """A date where the time is midnight, a time of day on the calendar's day 0, else both; text if no date."""
        match = _MOMENT.fullmatch(text)
        if match is None:
            return text
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        try:
            moment = dt.datetime(year, month, day, hour, minute, second)
        except ValueError:
            return text
        zero = dt.date(1904, 1, 1) if self._from_1904 else dt.date(1899, 12, 31)
        if moment.date() == zero:
            return moment.time()
        return moment.date() if moment.time() == dt.time(0) else moment

    def _index(self, about: dict[str, str], otherwise: int) -> int:
        return self._number(about, "Index", otherwise + 1) - 1

    def _number(self, about: dict[str, str], key: str, otherwise: int) -> int:
        text = about.get(key, "")
        if not text:
            return otherwise
        if not text.isascii() or not text.isdigit() or len(text) > 9 or (key == "Index" and int(text) < 1):
            raise UserError("文件里写的行列位置不对，已损坏", where=self._name, advice="请重新传送或索取原件")
        return int(text)


def _is_hidden(about: dict[str, str], size: str) -> bool:
    return about.get("Hidden") == "1" or about.get(size) in ("0", "0.0")
