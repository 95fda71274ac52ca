"""Files that are broken, disguised or hostile: one clear sentence or a valid reading, and the program goes on."""

from __future__ import annotations

import random
import re
import struct
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.errors import UserError
from models.excel.process.child import Child

HERE = Path(__file__).parent
LISTS = HERE.parent / "samples" / "lists"


def load_writer() -> Any:
    import importlib.util

    spec = importlib.util.spec_from_file_location("package_writer", HERE / "package_writer.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


made = load_writer()


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    with Child("hostile_target:serve", memory_mb=1024, time_s=20, search=[HERE]) as host:
        yield host


def sentence(child: Child, path: Path, password: str | None = None) -> str:
    """The sentence with which the file is refused; checks that it is one Chinese sentence."""
    before = path.read_bytes()
    with pytest.raises(UserError) as caught:
        child.ask("open", str(path), password)
    text = str(caught.value)
    assert path.read_bytes() == before
    assert text.endswith("。") and text.count("。") == 1 and "\n" not in text and "Traceback" not in text
    assert re.search("[\u4e00-\u9fff]{4}", text)
    return text


def written(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def sample_bytes() -> bytes:
    return next(LISTS.glob("01*.xlsx")).read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.xlsx", b"", "空的"),
        ("零.xlsx", bytes(4096), "全是零"),
        ("文字.xlsx", "这是一段说明，不是表格。\n第二行也只是文字。\n".encode(), "普通文本"),
        ("国标.xls", "会议纪要\n参加人员若干\n".encode("gb18030"), "普通文本"),
        ("图.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(100), "图片"),
        ("照片.xls", b"\xff\xd8\xff\xe0" + bytes(100), "图片"),
        ("公文.xlsx", b"%PDF-1.7\n%abc", "PDF"),
        ("网页.xls", "<html><table><tr><td>序号</td></tr></table></html>".encode(), "网页"),
        (
            "旧.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "2003 XML",
        ),
        ("包.xlsx", b"Rar!\x1a\x07\x00" + bytes(50), "压缩包"),
        ("程序.xlsx", b"MZ\x90\x00" + bytes(50), "程序文件"),
        ("随机.xlsx", random.Random(7).randbytes(5000), "无法识别|普通文本|损坏"),
        ("头.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "损坏"),
    ],
)
def test_what_is_no_workbook_is_called_by_its_name(
    child: Child, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    assert re.search(words, sentence(child, written(tmp_path, name, content)))


def test_a_missing_file_and_a_folder_get_a_sentence(child: Child, tmp_path: Path) -> None:
    for path, words in ((tmp_path / "没有.xlsx", "找不到"), (tmp_path, "文件夹")):
        with pytest.raises(UserError, match=words):
            child.ask("open", str(path))


def test_a_word_document_and_an_archive_are_told_apart(child: Child, tmp_path: Path) -> None:
    word = made.write_package(tmp_path / "通知.xlsx", {"word/document.xml": "<w/>", "[Content_Types].xml": "<T/>"})
    assert "Word" in sentence(child, word)
    archive = made.write_package(tmp_path / "打包.xlsx", {"清单/一.txt": "x"})
    assert "压缩包" in sentence(child, archive)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.95, 0.999])
def test_a_truncated_workbook_is_said_to_be_incomplete(child: Child, tmp_path: Path, share: float) -> None:
    content = sample_bytes()
    assert re.search("不完整|损坏", sentence(child, written(tmp_path, "断.xlsx", content[: int(len(content) * share)])))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_xls_is_refused_or_read(child: Child, tmp_path: Path, share: float) -> None:
    content = next(LISTS.glob("04*.xls")).read_bytes()
    outcome(child, written(tmp_path, "断.xls", content[: int(len(content) * share)]))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(child: Child, tmp_path: Path) -> None:
    parts = {name: text.encode() for name, text in made.parts_of("").items()}
    parts["xl/worksheets/sheet1.xml"] = made.sheet_xml(" " * (300 << 20)).encode()
    assert "恶意" in sentence(child, made.write_package(tmp_path / "炸弹.xlsx", parts))


def test_a_part_that_is_larger_than_it_says_is_refused(child: Child, tmp_path: Path) -> None:
    path = made.write_package(tmp_path / "谎.xlsx", made.parts_of(made.sheet_xml(made.plain_rows(2000))))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as package:
        size = package.getinfo("xl/worksheets/sheet1.xml").file_size
    told = struct.pack("<I", size)
    content = content.replace(told, struct.pack("<I", 500))
    assert re.search("损坏|不符|不完整", sentence(child, written(tmp_path, "谎2.xlsx", bytes(content))))


def test_entities_are_neither_read_nor_expanded(child: Child, tmp_path: Path) -> None:
    lines = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "lol"><!ENTITY f SYSTEM "file:///etc/passwd">{lines}]>'
    sheet = made.sheet_xml(made.ROW_1 + '<row r="2"><c r="A2" t="inlineStr"><is><t>&f;&l9;</t></is></c></row>')
    sheet = sheet.replace("?><worksheet", f"?>{bomb}<worksheet")
    assert "实体" in sentence(child, made.write_package(tmp_path / "实体.xlsx", made.parts_of(sheet)))


def test_a_workbook_that_exhausts_memory_gets_a_sentence_and_the_next_file_opens(child: Child, tmp_path: Path) -> None:
    parts = {name: text.encode() for name, text in made.parts_of(made.sheet_xml(made.plain_rows(3))).items()}
    noise = random.Random(3)
    shared = b"".join(b"<si><t>%x</t></si>" % noise.getrandbits(24) for _ in range(200_000)) * 60
    parts["xl/sharedStrings.xml"] = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + shared
    parts["xl/sharedStrings.xml"] += b"</sst>"
    path = made.write_package(tmp_path / "撑爆.xlsx", parts)
    with Child("hostile_target:serve", memory_mb=400, time_s=60, search=[HERE]) as small:
        assert re.search("内存|恶意", sentence(small, path))
        good = made.write_package(tmp_path / "好.xlsx", made.parts_of(made.sheet_xml(made.plain_rows(3))))
        assert small.ask("open", str(good))[0]["data"] == 3


def test_a_wrong_dimension_and_a_stray_cell_in_the_last_corner_do_no_harm(child: Child, tmp_path: Path) -> None:
    stray = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = made.write_package(
        tmp_path / "远.xlsx", made.parts_of(made.sheet_xml(made.plain_rows(20) + stray, dimension="A1:XFD1048576"))
    )
    found = child.ask("open", str(path))[0]
    assert found["data"] == 20 and "1048576" in found["warnings"][0]
    path = made.write_package(
        tmp_path / "错.xlsx", made.parts_of(made.sheet_xml(made.plain_rows(20), dimension="A1:XFD1048576"))
    )
    assert child.ask("open", str(path))[0]["rows"] == 21


def test_a_stray_cell_that_the_dimension_hides_does_no_harm(child: Child, tmp_path: Path) -> None:
    rows = made.plain_rows(20).replace("</row>", '<c r="XFD1"><v>1</v></c></row>', 1)
    rows += '<row r="900000"><c r="A900000"><v>1</v></c></row>'
    path = made.write_package(tmp_path / "藏.xlsx", made.parts_of(made.sheet_xml(rows, dimension="A1:C21")))
    assert child.ask("open", str(path))[0]["data"] == 20


def test_all_16384_columns_are_read_or_refused(child: Child, tmp_path: Path) -> None:
    cells = "".join(f"<c><v>{i}</v></c>" for i in range(16384))
    rows = made.ROW_1 + "".join(f'<row r="{n}">{cells}</row>' for n in range(2, 5))
    began = time.monotonic()
    found = child.ask("open", str(made.write_package(tmp_path / "宽.xlsx", made.parts_of(made.sheet_xml(rows)))))
    assert found[0]["rows"] == 4
    assert time.monotonic() - began < 15


def test_all_1048576_rows_are_read_or_refused(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 1_048_577))
    path = made.write_package(tmp_path / "长.xlsx", made.parts_of(made.sheet_xml(rows)))
    with Child("hostile_target:serve", memory_mb=2048, time_s=60, search=[HERE]) as roomy:
        assert roomy.ask("open", str(path))[0]["rows"] == 1_048_576


def outcome(child: Child, path: Path) -> str:
    """'read' or the sentence; anything else fails the test."""
    try:
        child.ask("open", str(path))
    except UserError:
        return sentence(child, path)
    return "read"


def mutants() -> Iterator[tuple[str, bytes]]:
    noise = random.Random(20180611)
    sources = [next(LISTS.glob("01*.xlsx")), next(LISTS.glob("07*.xlsx")), next(LISTS.glob("04*.xls"))]
    for number in range(60):
        source = sources[number % 3]
        content = bytearray(source.read_bytes())
        for _ in range(noise.choice((1, 3, 20, 200))):
            place = noise.randrange(len(content))
            content[place] = noise.randrange(256)
        if number % 5 == 0:
            cut = noise.randrange(len(content))
            del content[cut : cut + noise.randrange(1, 400)]
        yield f"{number:02d}{source.suffix}", bytes(content)


def mutated_parts() -> Iterator[tuple[str, bytes]]:
    """Packages whose directory is sound and whose XML is not."""
    noise = random.Random(411)
    source = next(LISTS.glob("01*.xlsx"))
    with zipfile.ZipFile(source) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    for number in range(30):
        name = noise.choice(names)
        body = bytearray(parts[name])
        for _ in range(noise.choice((1, 5, 50))):
            place = noise.randrange(len(body))
            body[place : place + noise.randrange(1, 5)] = noise.choice((b"<", b">", b'"', b"", b"9999999999", b"\0"))
        yield f"p{number:02d}.xlsx", name.encode() + b"\0" + bytes(body)


@pytest.mark.timeout(240)
def test_mutated_workbooks_are_read_or_refused_and_never_stop_the_program(child: Child, tmp_path: Path) -> None:
    slowest = 0.0
    for name, content in mutants():
        began = time.monotonic()
        outcome(child, written(tmp_path, name, content))
        slowest = max(slowest, time.monotonic() - began)
    with zipfile.ZipFile(next(LISTS.glob("01*.xlsx"))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, packed in mutated_parts():
        part, _, body = packed.partition(b"\0")
        began = time.monotonic()
        outcome(child, made.write_package(tmp_path / name, parts | {part.decode(): body}))
        slowest = max(slowest, time.monotonic() - began)
    assert slowest < 15
