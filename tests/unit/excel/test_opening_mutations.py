"""Files of each text format and Word, damaged at random, are read or refused in one sentence, quickly."""

from __future__ import annotations

import io
import random
import time
import zipfile
from pathlib import Path

import docx
import pytest

from models.errors import UserError
from models.excel.formats.opening import open_workbook

ROWS = [["序号", "企业名称", "整改时限"], ["1", "甲公司", "立行立改"], ["2", "乙公司", "2018年6月底"]]
SS = "urn:schemas-microsoft-com:office:spreadsheet"
BLOCKS = "一、督察意见：甲。\n责任单位：A\n整改措施：1.停。\n2.拆。\n二、督察意见：乙。\n责任单位：B\n整改措施：改。\n"
TOKENS = [
    b"<table>", b"</table>", b"<td rowspan=99999999>", b'colspan="16384"', b'<!DOCTYPE x [<!ENTITY a "b">]>', b"&a;",
    b"\0",
    b'"', b"\xff\xfe", b' ss:Index="16385"', b' ss:MergeDown="1048576"', b"<Row>", b"</Cell>", b"\r\n", b"\t",
    b' x:num="nan"', b' x:num="1e999"', b' x:num="-1" style="mso-number-format:yyyy"', "：".encode(), "一、".encode(),
    b'<w:gridSpan w:val="99999"/>', b"<w:vMerge/>", b"<w:tbl>", b"<p>", b"sep=;\n", b' ss:Span="2000000"',
]  # fmt: skip


def word(paragraphs: str, *, table: bool) -> bytes:
    document = docx.Document()
    for line in paragraphs.splitlines():
        document.add_paragraph(line)
    if table:
        made = document.add_table(3, 3)
        for row, texts in enumerate(ROWS):
            for column, text in enumerate(texts):
                made.cell(row, column).text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def originals() -> dict[str, bytes]:
    rows = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in ROWS)
    page = f"<html><meta charset=gb2312><h3>清单</h3><table>{rows}</table></html>"
    cells = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in row) + "</Row>"
        for row in ROWS
    )
    head = f'<?xml version="1.0"?><Workbook xmlns="{SS}" xmlns:ss="{SS}"><Worksheet ss:Name="S"><Table>'
    xml = f"{head}{cells}</Table></Worksheet></Workbook>"
    return {
        "xml.xls": xml.encode(),
        "html.xls": page.encode("gb18030"),
        "mht.xls": b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="P"\r\n\r\n--P\r\n'
        b"Content-Location: a.htm\r\nContent-Type: text/html\r\n\r\n" + page.encode("gb18030") + b"\r\n--P--\r\n",
        "u16.xls": "\r\n".join("\t".join(row) for row in ROWS).encode("utf-16"),
        "a.csv": "\n".join(",".join(f'"{text}"' for text in row) for row in ROWS).encode(),
        "b.txt": BLOCKS.encode(),
        "t.docx": word("清单", table=True),
        "b.docx": word(BLOCKS, table=False),
    }


def damaged(content: bytes, chance: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        if len(data) < 2:
            break
        place, kind = chance.randrange(len(data)), chance.random()
        if kind < 0.25:
            data[place] = chance.randrange(256)
        elif kind < 0.6:
            data[place:place] = chance.choice(TOKENS)
        elif kind < 0.8:
            del data[place : place + chance.randint(1, 200)]
        elif kind < 0.9:
            start = chance.randrange(len(data))
            data[place:place] = data[start : start + chance.randint(1, 2000)]
        else:
            del data[place:]
    return bytes(data)


def damaged_package(content: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            hit = name in ("word/document.xml", "word/numbering.xml", "word/styles.xml") and chance.random() < 0.6
            target.writestr(name, damaged(part, chance) if hit else part)
    return out.getvalue()


@pytest.mark.parametrize("name", ["xml.xls", "html.xls", "mht.xls", "u16.xls", "a.csv", "b.txt", "t.docx", "b.docx"])
def test_a_damaged_file_is_read_or_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    chance = random.Random(name)
    content = originals()[name]
    path = tmp_path / name
    for _ in range(60):
        packed = content.startswith(b"PK") and chance.random() < 0.9
        path.write_bytes(damaged_package(content, chance) if packed else damaged(content, chance))
        began = time.monotonic()
        try:
            for sheet in open_workbook(path).sheets:
                for row in range(min(len(sheet.rows), 50)):
                    for column in range(len(sheet.rows[row])):
                        sheet.display(row, column)
        except UserError as error:
            assert str(error).startswith(f"{name}：") and "\n" not in str(error)
        assert time.monotonic() - began < 10
