"""How a sheet of an .xlsx looks, as far as a copy of some of its rows needs it: widths, heights, number formats."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from models.excel.formats import encrypted, sniff
from models.excel.formats.sheet_scan import column_index
from models.excel.formats.zip_parts import ZipParts, attributes
from models.excel.number_formats import cell_formats
from models.late_regex import late_regex

_COLUMN = late_regex(rb"<(?:\w+:)?col\b[^>]*>")
_ROW = late_regex(rb"<(?:\w+:)?row\b[^>]*>")
_CELL = late_regex(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Z]{1,3})\d{1,7}["'][^>]*>""")
_STYLE = late_regex(rb"""\bs\s*=\s*["'](\d+)["']""")
_WIDEST = 120.0
_HIGHEST = 400.0
_MOST_COLUMNS = 400


@dataclass(frozen=True)
class SheetLooks:
    """Columns and rows from 0; ``widths`` in characters, ``heights`` in points, ``formats`` the usual of a column."""

    widths: dict[int, float] = field(default_factory=dict[int, float])
    heights: dict[int, float] = field(default_factory=dict[int, float])
    formats: dict[int, str] = field(default_factory=dict[int, str])


def looks_of(path: Path | str, password: encrypted.Passwords, sheet: str) -> SheetLooks:
    """Read from the first MiB of the sheet's XML; nothing where the file is no plain .xlsx."""
    path = Path(path)
    content = path.read_bytes()
    if sniff.recognise(path, content) == "encrypted":
        content = encrypted.decrypt(path.name, content, password)
    if content[:2] != b"PK":
        return SheetLooks()
    parts = ZipParts(path.name, content)
    part = next((one.part for one in parts.sheet_parts() if one.name == sheet), "")
    head = next(iter(parts.stream(part)), b"")
    return read_looks(head, cell_formats(parts.read("xl/styles.xml")))


def read_looks(xml: bytes, formats: list[str]) -> SheetLooks:
    """Looks from the beginning of a sheet's XML."""
    widths: dict[int, float] = {}
    for tag in _COLUMN.findall(xml[: xml.find(b"sheetData") if b"sheetData" in xml else len(xml)]):
        about = attributes(tag)
        first, last, width = (_number(about.get(name)) for name in ("min", "max", "width"))
        if 0 < first <= last and width > 0 and about.get("hidden") not in ("1", "true"):
            widths.update(dict.fromkeys(range(int(first) - 1, min(int(last), _MOST_COLUMNS)), min(width, _WIDEST)))
    heights: dict[int, float] = {}
    for tag in _ROW.findall(xml)[:60]:
        about = attributes(tag)
        row, height = _number(about.get("r")), _number(about.get("ht"))
        if row > 0 and height > 0:
            heights[int(row) - 1] = min(height, _HIGHEST)
    votes: dict[int, Counter[str]] = {}
    for match in _CELL.finditer(xml):
        style = _STYLE.search(match[0])
        if style is not None and int(style[1]) < len(formats) and formats[int(style[1])]:
            votes.setdefault(column_index(match[1]), Counter())[formats[int(style[1])]] += 1
    usual = {column: counter.most_common(1)[0][0] for column, counter in votes.items()}
    return SheetLooks(widths, heights, usual)


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
