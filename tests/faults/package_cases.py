"""Broken packages: cut, flipped, with parts missing, misdirected, encrypted by nobody, or built to explode."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import cases
import package_writer as made
from cases import EITHER, SENTENCE, Case, bytes_case, family

ROWS = 40
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET, STRINGS, BOOK, RELS = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
)


def parts(mark: str, rows: int = ROWS, sheet: str = "") -> dict[str, str | bytes]:
    """Parts of a list whose first company has this mark, so that no two files are alike."""
    return dict(made.parts_of(sheet or made.sheet_xml(marked(mark, rows), dimension=f"A1:C{rows + 1}")))


def marked(mark: str, rows: int = ROWS) -> str:
    return made.plain_rows(rows).replace("某某公司2", f"某公司{mark}", 1)


def packed(content: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, body in content.items():
            package.writestr(zipfile.ZipInfo(name, (2018, 6, 11, 0, 0, 0)), body, method)
    return out.getvalue()


def package_case(name: str, content: Mapping[str, str | bytes], expected: int | str, most: int = 0) -> Case:
    return bytes_case(f"{name}.xlsx", packed(content), expected, most)


@family
def cut_packages() -> Iterable[Case]:
    whole = packed(parts("断"))
    for number in range(24):
        yield bytes_case(f"断{number}.xlsx", whole[: max(1, len(whole) * number // 24)], SENTENCE)
    for left in (1, 2, 10, 21, 22, 60):
        yield bytes_case(f"断尾{left}.xlsx", whole[:-left], SENTENCE)
    for first in (1, 3, 30, 500):
        yield bytes_case(f"断头{first}.xlsx", whole[first:], EITHER, ROWS)


@family
def flipped_directories() -> Iterable[Case]:
    noise = random.Random(1)
    for number in range(32):
        content = bytearray(packed(parts(f"录{number}")))
        directory = content.rfind(b"PK\1\2", 0, content.find(b"PK\5\6"))
        directory = content.find(b"PK\1\2") if number % 2 else directory
        for _ in range(1 + number % 3):
            place = noise.randrange(directory, len(content))
            content[place] ^= 1 << noise.randrange(8)
        yield bytes_case(f"录{number}.xlsx", bytes(content), EITHER, ROWS)


@family
def flipped_streams() -> Iterable[Case]:
    """A bit wrong in the packed data shows in the check sum; such a file is never read in part."""
    noise = random.Random(2)
    for number in range(20):
        content = bytearray(packed(parts(f"流{number}")))
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            info = package.getinfo(SHEET)
        start = info.header_offset + 30 + len(info.filename)
        content[start + noise.randrange(info.compress_size)] ^= 1 << noise.randrange(8)
        yield bytes_case(f"流{number}.xlsx", bytes(content), EITHER if number == 99 else SENTENCE)
    content = packed(parts("校"))
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        told = struct.pack("<I", package.getinfo(SHEET).CRC)
    yield bytes_case("校验.xlsx", content.replace(told, b"\1\2\3\4"), SENTENCE)


@family
def scribbled_parts() -> Iterable[Case]:
    noise = random.Random(3)
    names = [SHEET, BOOK, RELS, STRINGS, "xl/styles.xml", "[Content_Types].xml", "_rels/.rels"]
    scribbles = (b"<", b">", b'"', b"", b"9999999999", b"\0", b"&", b"]]>", b"</row>", b"<!--")
    for number in range(42):
        content = parts(f"涂{number}")
        name = names[number % len(names)]
        body = bytearray(str(content[name]).encode())
        for _ in range(noise.choice((1, 2, 8))):
            place = noise.randrange(len(body))
            body[place : place + noise.randrange(1, 5)] = noise.choice(scribbles)
        content[name] = bytes(body)
        yield package_case(f"涂{number}", content, EITHER, ROWS + 8)


@family
def missing_parts() -> Iterable[Case]:
    fates: dict[str, int | str] = {
        "[Content_Types].xml": ROWS,
        "_rels/.rels": ROWS,
        RELS: SENTENCE,
        BOOK: SENTENCE,
        SHEET: SENTENCE,
        "xl/styles.xml": ROWS,
        STRINGS: ROWS,
    }
    for number, (name, fate) in enumerate(fates.items()):
        content = parts(f"缺{number}")
        del content[name]
        yield package_case(f"缺{number}", content, fate)
        content = parts(f"空{number}")
        content[name] = ""
        yield package_case(f"空{number}", content, EITHER, ROWS)
    yield package_case("只有类型", {"[Content_Types].xml": "<Types/>"}, SENTENCE)
    yield bytes_case("空包.xlsx", packed({}), SENTENCE)


@family
def misdirected_parts() -> Iterable[Case]:
    targets: list[tuple[str, str, int | str]] = [
        ("/xl/worksheets/sheet1.xml", SHEET, ROWS),
        ("worksheets\\sheet1.xml", SHEET, ROWS),
        ("./worksheets/sheet1.xml", SHEET, ROWS),
        ("../xl/worksheets/sheet1.xml", SHEET, ROWS),
        ("xl/worksheets/sheet1.xml", SHEET, ROWS),
        ("Worksheets/SHEET1.xml", SHEET, ROWS),
        ("worksheets/sheet1.xml", "xl\\worksheets\\sheet1.xml", ROWS),
        ("/深/处/s.xml", "深/处/s.xml", ROWS),
        ("worksheets/没有.xml", SHEET, SENTENCE),
        ("../../../../etc/passwd", SHEET, SENTENCE),
        ("workbook.xml", SHEET, SENTENCE),
        ("_rels/workbook.xml.rels", SHEET, SENTENCE),
        ("", SHEET, SENTENCE),
    ]
    for number, (target, place, fate) in enumerate(targets):
        content = parts(f"指{number}")
        content[RELS] = str(content[RELS]).replace("worksheets/sheet1.xml", target)
        content[place] = content.pop(SHEET)
        yield package_case(f"指{number}", content, fate)
    content = parts("外")
    content[RELS] = str(content[RELS]).replace(
        'Target="worksheets/sheet1.xml"', 'Target="file:///etc/passwd" TargetMode="External"'
    )
    yield package_case("外部工作表", content, SENTENCE)
    content = parts("己")
    content["_rels/.rels"] = str(content["_rels/.rels"]).replace("xl/workbook.xml", "_rels/.rels")
    yield package_case("指向自己", content, EITHER, ROWS)
    yield package_case("改名的工作簿", _renamed_book(parts("改")), ROWS)
    content = parts("兜")
    content["xl/worksheets/_rels/sheet1.xml.rels"] = str(content[RELS]).replace("worksheets/", "../worksheets/")
    yield package_case("表指向表", content, ROWS)
    content = parts("双")
    content[BOOK] = str(content[BOOK]).replace("</sheets>", '<sheet name="交办" sheetId="1" r:id="r1"/></sheets>')
    yield package_case("同一张表两次", content, ROWS)
    content = parts("无")
    content[BOOK] = str(content[BOOK]).replace('r:id="r1"', 'r:id="没有"')
    yield package_case("关系号不存在", content, SENTENCE)


def _renamed_book(content: dict[str, str | bytes]) -> dict[str, str | bytes]:
    content["xl/book2.xml"] = content.pop(BOOK)
    content["xl/_rels/book2.xml.rels"] = content.pop(RELS)
    for name in ("_rels/.rels", "[Content_Types].xml"):
        content[name] = str(content[name]).replace("xl/workbook.xml", "xl/book2.xml")
    return content


@family
def packages_built_to_explode() -> Iterable[Case]:
    content = parts("弹")
    content[SHEET] = made.sheet_xml(" " * (200 << 20))
    bomb = packed(content)
    yield Case("压缩弹.xlsx", lambda folder: _write(folder / "压缩弹.xlsx", bomb), SENTENCE)
    inner = packed(parts("套"))
    for depth in range(4):
        inner = packed({f"套{depth}.xlsx": inner})
    yield bytes_case("套中套.xlsx", inner, SENTENCE)
    yield bytes_case("重叠.xlsx", _overlapping(), SENTENCE)
    for told in (0, 10, 500, 0x7FFFFFFF, 0xFFFFFFFF):
        whole = packed(parts(f"谎{told}"))
        with zipfile.ZipFile(io.BytesIO(whole)) as package:
            size = struct.pack("<I", package.getinfo(SHEET).file_size)
        yield bytes_case(f"谎称{told}.xlsx", whole.replace(size, struct.pack("<I", told)), SENTENCE)
    content = parts("多")
    content.update({f"xl/media/{number}.bin": b"" for number in range(20_000)})
    yield package_case("两万个空件", content, ROWS)
    merges = "".join(f'<mergeCell ref="D{row}:E{row + 2}"/>' for row in range(1, 120_001, 3))
    after = f"<mergeCells>{merges}</mergeCells>"
    yield package_case("四万合并", parts("合", sheet=made.sheet_xml(marked("合"), after=after)), ROWS)
    yield package_case(
        "嵌套", parts("嵌", sheet=made.sheet_xml(marked("嵌"), after="<a>" * 90_000 + "</a>" * 90_000)), EITHER, ROWS
    )
    for name, junk in (
        ("单元", "<c " * 300_000),
        ("行", "<row " * 300_000),
        ("列", "<cols>" + "<col " * 300_000),
        ("属性", "<c r" + "a" * 900_000),
    ):
        yield package_case(f"不闭合{name}", parts(name, sheet=made.sheet_xml(made.ROW_1 + junk + " hidden")), SENTENCE)
    noise = random.Random(4)
    strings = "".join(f"<si><t>{noise.getrandbits(40):x}</t></si>" for _ in range(200_000))
    content = parts("串")
    content[STRINGS] = f'<sst xmlns="{made._MAIN}" count="4294967295" uniqueCount="4294967295">{strings}</sst>'
    yield package_case("二十万共享串", content, ROWS)


def _overlapping() -> bytes:
    """Entries of the directory that all point at the same packed data."""
    whole = packed(parts("叠"))
    at, end = whole.find(b"PK\1\2"), whole.find(b"PK\5\6")
    entries = whole[at:end]
    start = entries.rfind(b"PK\1\2", 0, entries.find(b"xl/worksheets/"))
    entry = entries[start : entries.find(b"xl/worksheets/") + len(SHEET)]
    copies = b"".join(entry.replace(b"sheet1.xml", b"s%05d.xm" % number) for number in range(3000))
    tail = bytearray(whole[end:])
    struct.pack_into("<HHII", tail, 8, 3007, 3007, len(entries) + len(copies), at)
    return whole[:at] + entries + copies + bytes(tail)


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


__all__ = ["cases"]
