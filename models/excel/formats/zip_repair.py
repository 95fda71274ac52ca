"""Puts right a package that Excel opens and the native reader refuses: odd paths, encodings, names, bad cells."""

from __future__ import annotations

import re
from html import escape

from models.excel.formats.zip_parts import ZipParts, in_utf8
from models.late_regex import late_regex

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAX_REPAIR = 256 << 20
"""Bytes of XML that are put right; what is larger and damaged is refused."""

_PLAIN_ENTITY = late_regex(rb"&(?!(?:lt|gt|amp|quot|apos|#\d{1,9}|#x[0-9A-Fa-f]{1,8});)")
_NUMBERED = late_regex(rb"&#(?:(\d{1,9})|x([0-9A-Fa-f]{1,8}));")
_FORBIDDEN = late_regex(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BAD_REFERENCE = late_regex(
    rb"""\sr\s*=\s*(?:"(?![A-Z]{1,3}[1-9]\d{0,6}")[^"<>]*"|'(?![A-Z]{1,3}[1-9]\d{0,6}')[^'<>]*')"""
)
_TYPE = late_regex(rb"""(\st\s*=\s*)(?:"([^"<>]*)"|'([^'<>]*)')""")
_VALUE = late_regex(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]*)<")
_ITEM = late_regex(rb"<(?:\w+:)?si[\s/>]")
_STYLE = late_regex(rb"""\ss\s*=\s*["'](\d{1,12})["']""")
_NUMBER = late_regex(rb"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?\s*")
_COUNT = late_regex(rb"""\s(?:uniqueCount|count)\s*=\s*["'](\d+)["']""")
_CELL_TAG = late_regex(rb"<(?:\w+:)?c(?=[\s/>])[^<>]*>")
_FORMULA = late_regex(rb"<(?:\w+:)?f(?=[\s/>])[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)")
_MOST_STYLES = 65_535
_DIMENSION = late_regex(rb"<(?:\w+:)?dimension\b[^<>]*/>")
_MERGE = late_regex(rb"<(?:\w+:)?mergeCell\b[^<>]*/>")
_GOOD_MERGE = late_regex(rb"""\sref\s*=\s*["']\$?[A-Z]{1,3}\$?[1-9]\d{0,6}:\$?[A-Z]{1,3}\$?[1-9]\d{0,6}["']""")
_KNOWN_ERRORS = frozenset(
    {b"#NULL!", b"#DIV/0!", b"#VALUE!", b"#REF!", b"#NAME?", b"#NUM!", b"#N/A", b"#DATA!", b"#GETTING_DATA"}
)
"""Errors that the native reader knows; newer ones (#SPILL!, #CALC! …) are written as #VALUE!."""
_TYPES = frozenset({b"s", b"str", b"inlineStr", b"n", b"b", b"e", b"d"})


def twin_names(parts: ZipParts) -> bool:
    """Whether two sheets have the same name, which the native reader cannot tell apart."""
    names = [sheet.name.lower() for sheet in parts.sheet_parts()]
    return len(set(names)) < len(names)


def honest_counts(parts: ZipParts) -> bytes | None:
    """The package without the count of its shared texts where that is absurd; None where it is not.

    The native reader makes room for as many texts as the count says and would end for want of memory.
    """
    part = next((part for kind, part in parts.relations(parts.workbook_part()).values() if kind == "sharedStrings"), "")
    if not parts.has(part):
        return None
    told = _COUNT.findall(next(parts.stream(part), b"")[:4096])
    if all(int(count) <= parts.size(part) for count in told):
        return None
    xml = b"".join(parts.stream(part))
    return parts.with_parts({part: _COUNT.sub(b"", xml[:4096]) + xml[4096:]})


def repaired(parts: ZipParts, *, cells: bool) -> bytes | None:
    """The package with canonical paths, UTF-8 and distinct sheet names; with ``cells`` also without nonsense in cells.

    None when it names no sheet that exists, or is too large for that.
    """
    listed = [sheet for sheet in parts.sheet_parts() if parts.has(sheet.part)]
    if not listed or sum(parts.size(sheet.part) for sheet in listed) > MAX_REPAIR:
        return None
    workbook = parts.workbook_part()
    others = {kind: part for kind, part in parts.relations(workbook).values() if parts.has(part)}
    strings = _clean(parts.text(others["sharedStrings"])) if "sharedStrings" in others else b""
    styles = parts.text(others["styles"]) if "styles" in others else b""
    changed: dict[str, bytes] = {}
    names: set[str] = set()
    tags = relations = ""
    for number, sheet in enumerate(listed, start=1):
        xml = in_utf8(b"".join(parts.stream(sheet.part)))
        changed[f"xl/worksheets/repaired{number}.xml"] = _repaired_sheet(xml, strings) if cells else xml
        name = _distinct(sheet.name, names)
        state = f' state="{sheet.state}"' if sheet.state in ("hidden", "veryHidden") else ""
        tags += f'<sheet name="{escape(name)}" sheetId="{number}"{state} r:id="s{number}"/>'
        kind = sheet.kind if sheet.kind.endswith("sheet") else "worksheet"
        relations += f'<Relationship Id="s{number}" Type="{_REL}/{kind}" Target="worksheets/repaired{number}.xml"/>'
    if styles:
        changed["xl/styles.xml"] = styles
        relations += f'<Relationship Id="styles" Type="{_REL}/styles" Target="styles.xml"/>'
    if strings:
        changed["xl/sharedStrings.xml"] = strings
        relations += f'<Relationship Id="strings" Type="{_REL}/sharedStrings" Target="sharedStrings.xml"/>'
    about = '<workbookPr date1904="1"/>' if parts.uses_1904() else ""
    head = f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">{about}<sheets>'
    changed["xl/workbook.xml"] = f"{head}{tags}</sheets></workbook>".encode("utf-8", "replace")
    changed["xl/_rels/workbook.xml.rels"] = _relations(relations)
    target = f'<Relationship Id="book" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/>'
    changed["_rels/.rels"] = _relations(target)
    return _package(changed)


def _relations(inner: str) -> bytes:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'.encode()


def _package(parts: dict[str, bytes]) -> bytes:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        target.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>')
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def _distinct(name: str, names: set[str]) -> str:
    """The name, with a number behind it where another sheet has it already, as Excel repairs it."""
    found, number = name or "Sheet", 1
    while found.lower() in names:
        number += 1
        found = f"{name or 'Sheet'} ({number})"
    names.add(found.lower())
    return found


def _clean(xml: bytes) -> bytes:
    """Entities that nobody declared and characters that XML forbids, as text or left out."""
    if b"&" in xml:
        xml = _NUMBERED.sub(_allowed, _PLAIN_ENTITY.sub(b"&amp;", xml))
    return _FORBIDDEN.sub(b"", xml)


def _allowed(found: re.Match[bytes]) -> bytes:
    """A numbered character as it is, nothing where XML has no such character."""
    code = int(found[1]) if found[1] else int(found[2], 16)
    fine = code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    return found[0] if fine else b""


def _repaired_sheet(xml: bytes, strings: bytes) -> bytes:
    """The sheet with each cell whose type, style, place or value makes no sense turned into text or an empty one."""
    xml = _clean(xml)
    start, end = xml.find(b"sheetData"), xml.rfind(b"sheetData")
    if start < 0:
        return xml
    count = sum(1 for _ in _ITEM.finditer(strings))
    parts = [_DIMENSION.sub(b"", xml[:start])]
    place = start
    for match in _CELL_TAG.finditer(xml, start, end):
        parts.append(xml[place : match.start()])
        place = match.end()
        value = None if match[0].endswith(b"/>") else _VALUE.match(xml, _value_start(xml, place))
        text = value[1].strip() if value else b""
        tag, wanted = _repaired_tag(match[0], text, count)
        parts.append(tag)
        if value and wanted != text:
            parts += [xml[place : value.start(1)], wanted]
            place = value.end(1)
    parts.append(xml[place:end])
    parts.append(_MERGE.sub(lambda found: found[0] if _GOOD_MERGE.search(found[0]) else b"", xml[end:]))
    return b"".join(parts)


def _value_start(xml: bytes, place: int) -> int:
    """Where the value of a cell begins, behind its formula."""
    formula = _FORMULA.match(xml, place)
    return formula.end() if formula else place


def _repaired_tag(tag: bytes, text: bytes, count: int) -> tuple[bytes, bytes]:
    """The start tag and the value of a cell as they are to be written instead."""
    tag = _BAD_REFERENCE.sub(b"", tag)
    style = _STYLE.search(tag)
    if style and int(style[1]) > _MOST_STYLES:
        tag = tag.replace(style[0], b"")
    kind = _TYPE.search(tag)
    said = (kind[2] or kind[3] or b"n") if kind else b"n"
    if tag.endswith(b"/>"):
        return tag, text
    if said == b"s" and (not text.isdigit() or int(text[:9]) >= count):
        return _typed(tag, kind, b"str"), b""
    if said == b"e" and text not in _KNOWN_ERRORS:
        return tag, b"#VALUE!"
    wrong = (
        said not in _TYPES
        or (said == b"n" and text and not _NUMBER.fullmatch(text))
        or (said == b"b" and text not in (b"", b"0", b"1", b"true", b"false"))
    )
    return (_typed(tag, kind, b"str") if wrong else tag), text


def _typed(tag: bytes, kind: re.Match[bytes] | None, wanted: bytes) -> bytes:
    if kind is None:
        return tag[:-1] + b' t="' + wanted + b'">'
    return tag[: kind.start()] + b' t="' + wanted + b'"' + tag[kind.end() :]
