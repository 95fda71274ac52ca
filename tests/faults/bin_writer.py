"""Writes small .xlsb and .ods workbooks, so that their parts can be made odd on purpose."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ODS_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def record(kind: int, data: bytes = b"") -> bytes:
    """One record of an .xlsb part."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(data), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 127 else 0)])
        size >>= 7
        if not size:
            return head + length + data


def wide(text: str) -> bytes:
    """A string with its length before it."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def row(number: int, *, hidden: bool = False) -> bytes:
    """The head of a row."""
    return record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 if hidden else 0, 0, 0))


def text(column: int, value: str) -> bytes:
    """A text cell."""
    return record(6, struct.pack("<II", column, 0) + wide(value))


def number(column: int, value: float, style: int = 0) -> bytes:
    """A number cell."""
    return record(5, struct.pack("<IId", column, style, value))


def sheet(cells: bytes, *, before: bytes = b"", after: bytes = b"", dimension: Sequence[int] = (0, 40, 0, 9)) -> bytes:
    """A worksheet part."""
    head = record(129) + record(148, struct.pack("<4I", *dimension)) + before
    return head + record(145) + cells + record(146) + after + record(130)


def xlsb(sheet_part: bytes, *, name: str = "交办", state: int = 0, extra: Mapping[str, bytes] | None = None) -> bytes:
    """A one-sheet package; style 1 is a date."""
    bundle = record(156, struct.pack("<II", state, 1) + wide("r1") + wide(name))
    styles = record(278) + record(617, struct.pack("<I", 2))
    styles += record(47, struct.pack("<HH", 0, 0) + bytes(12)) + record(47, struct.pack("<HH", 0, 14) + bytes(12))
    styles += record(618) + record(279)
    parts: dict[str, bytes] = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": _relations(("r1", "officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": record(131) + record(143) + bundle + record(144) + record(132),
        "xl/_rels/workbook.bin.rels": _relations(
            ("r1", "worksheet", "worksheets/sheet1.bin"), ("r2", "styles", "styles.bin")
        ),
        "xl/styles.bin": styles,
        "xl/worksheets/sheet1.bin": sheet_part,
    }
    return _zipped(parts | dict(extra or {}))


def _relations(*targets: tuple[str, str, str]) -> bytes:
    inner = "".join(f'<Relationship Id="{key}" Type="{_REL}/{kind}" Target="{to}"/>' for key, kind, to in targets)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'.encode()


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2018, 6, 11, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def ods(rows: str, *, before: str = "", after: str = "", head: str = "") -> bytes:
    """A one-sheet .ods; ``rows`` are its table rows."""
    spaces = " ".join(f'xmlns:{short}="{_OFFICE}:{short}:1.0"' for short in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content {spaces} '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="交办">{before}{rows}</table:table>{after}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return _zipped({"mimetype": ODS_KIND, "META-INF/manifest.xml": MANIFEST, "content.xml": content.encode()})


def ods_row(values: Sequence[str | float], attributes: str = "") -> str:
    """A row of an .ods."""
    cells = "".join(
        f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        if isinstance(value, float)
        else f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        for value in values
    )
    return f"<table:table-row{attributes}>{cells}</table:table-row>"
