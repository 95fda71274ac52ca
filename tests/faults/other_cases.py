"""Odd and broken .xlsb and .ods workbooks."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Iterable

import bin_writer as bins
from cases import EITHER, SENTENCE, Case, bytes_case, family
from package_cases import packed

ROWS = 20


def bin_cells(mark: str) -> bytes:
    cells = bins.row(0) + b"".join(bins.text(at, name) for at, name in enumerate(("序号", "企业名称", "整改时限")))
    for n in range(1, ROWS + 1):
        cells += bins.row(n) + bins.number(0, n) + bins.text(1, f"某公司{mark}{n}") + bins.number(2, 43262, 1)
    return cells


def ods_rows(mark: str) -> str:
    rows = bins.ods_row(("序号", "企业名称", "存在问题"))
    return rows + "".join(bins.ods_row((float(n), f"某公司{mark}{n}", "扬尘")) for n in range(1, ROWS + 1))


@family
def binary_workbooks() -> Iterable[Case]:
    yield bytes_case("二进制.xlsb", bins.xlsb(bins.sheet(bin_cells("好"))), ROWS)
    for name, value in (
        ("史前", -1e308),
        ("末日", 1e308),
        ("负", -5.0),
        ("非数", float("nan")),
        ("长数", 110101199003074578.0),
    ):
        for style in (0, 1):
            cells = (
                bin_cells(f"{name}{style}")
                + bins.row(ROWS + 1)
                + bins.number(0, 21)
                + bins.text(1, "末")
                + bins.number(2, value, style)
            )
            yield bytes_case(f"二进制{name}{style}.xlsb", bins.xlsb(bins.sheet(cells)), ROWS + 1)
    merged = bins.record(176, struct.pack("<4I", 0, 0xFFFFFFFF, 0, 0xFFFFFFFF))
    yield bytes_case("二进制全并.xlsb", bins.xlsb(bins.sheet(bin_cells("并"), after=merged)), ROWS)
    yield bytes_case(
        "二进制大维.xlsb",
        bins.xlsb(bins.sheet(bin_cells("维"), dimension=(0, 0xFFFFFFFF, 0, 0xFFFFFFFF))),
        EITHER,
        ROWS,
    )
    yield bytes_case("二进制倒维.xlsb", bins.xlsb(bins.sheet(bin_cells("倒"), dimension=(9, 0, 9, 0))), EITHER, ROWS)
    yield bytes_case(
        "二进制远格.xlsb",
        bins.xlsb(bins.sheet(bin_cells("远") + bins.row(1048575) + bins.number(16383, 1))),
        EITHER,
        ROWS + 1,
    )
    yield bytes_case(
        "二进制远行.xlsb",
        bins.xlsb(bins.sheet(bin_cells("行") + bins.row(0xFFFFFFF0) + bins.number(0, 1))),
        EITHER,
        ROWS + 1,
    )
    noise = random.Random(11)
    body = bins.sheet(bin_cells("翻"))
    for number in range(14):
        content = bytearray(body)
        for _ in range(noise.choice((1, 3, 20))):
            content[noise.randrange(len(content))] = noise.randrange(256)
        yield bytes_case(f"二进制翻{number}.xlsb", bins.xlsb(bytes(content)), EITHER, ROWS + 5)
    for number in range(1, 6):
        yield bytes_case(f"二进制断{number}.xlsb", bins.xlsb(body[: len(body) * number // 6]), EITHER, ROWS)
    yield bytes_case("二进制空书.xlsb", bins.xlsb(body, extra={"xl/workbook.bin": b""}), SENTENCE)
    yield bytes_case("二进制乱书.xlsb", bins.xlsb(body, extra={"xl/workbook.bin": noise.randbytes(500)}), SENTENCE)


@family
def open_documents() -> Iterable[Case]:
    many = ' table:number-rows-repeated="1048576"'
    wide = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    yield bytes_case("开放.ods", bins.ods(ods_rows("好")), ROWS)
    yield bytes_case(
        "开放隐.ods",
        bins.ods(ods_rows("隐") + bins.ods_row((99.0, "末", "扬尘"), ' table:visibility="collapse"')),
        ROWS + 1,
    )
    yield bytes_case(
        "开放空行.ods", bins.ods(ods_rows("空") + f"<table:table-row{many}><table:table-cell/></table:table-row>"), ROWS
    )
    yield bytes_case(
        "开放重复弹.ods", bins.ods(ods_rows("弹") + f"<table:table-row{many}>{wide}</table:table-row>"), SENTENCE
    )
    yield bytes_case(
        "开放重复数.ods",
        bins.ods(
            ods_rows("数").replace(
                "<table:table-row>", '<table:table-row table:number-rows-repeated="99999999999999999999">', 1
            )
        ),
        EITHER,
        ROWS,
    )
    declared = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    yield bytes_case("开放实体.ods", bins.ods(ods_rows("&f;"), head=declared), SENTENCE)
    for number, kind in enumerate(("date", "time", "boolean", "currency", "percentage", "error", "什么")):
        odd = (
            f'<table:table-cell office:value-type="{kind}" office:date-value="9999-99-99" '
            'office:time-value="PT9X" office:boolean-value="也许" office:value="abc"/>'
        )
        rows = (
            ods_rows(f"型{number}")
            + '<table:table-row><table:table-cell office:value-type="float" office:value="21"/>'
            + f"{odd}{odd}</table:table-row>"
        )
        yield bytes_case(f"开放型{number}.ods", bins.ods(rows), EITHER, ROWS + 1)
    noise = random.Random(12)
    frame: dict[str, str | bytes] = {"mimetype": bins.ODS_KIND, "META-INF/manifest.xml": bins.MANIFEST}
    with zipfile.ZipFile(io.BytesIO(bins.ods(ods_rows("涂")))) as package:
        body = package.read("content.xml")
    for number in range(12):
        content = bytearray(body)
        for _ in range(noise.choice((1, 3))):
            place = noise.randrange(len(content))
            content[place : place + 2] = noise.choice((b"<", b"&", b"\0", b'"', b"99999", b""))
        yield bytes_case(f"开放涂{number}.ods", packed(frame | {"content.xml": bytes(content)}), EITHER, ROWS + 2)
    yield bytes_case("开放缺内容.ods", packed(frame), SENTENCE)
    nested = "<table:table>" * 5000 + "</table:table>" * 5000
    yield bytes_case("开放嵌套.ods", bins.ods(ods_rows("嵌"), before=nested), EITHER, ROWS)
