"""Files that are no workbooks under a workbook's name, text of every kind, and odd places on the disk."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from cases import EITHER, SENTENCE, Case, bytes_case, family
from package_cases import ROWS, packed, parts

LINES = 20


def table(mark: str, separator: str = ",", count: int = LINES) -> str:
    lines = [separator.join(("序号", "企业名称", "存在问题", "整改时限"))]
    lines += [separator.join((str(n), f"某公司{mark}{n}", f"扬尘{n}", "2018年6月底")) for n in range(1, count + 1)]
    return "\r\n".join(lines) + "\r\n"


@family
def disguises() -> Iterable[Case]:
    heads = {
        "png": b"\x89PNG\r\n\x1a\n",
        "jpg": b"\xff\xd8\xff\xe0",
        "gif": b"GIF89a",
        "bmp": b"BM\x36\0",
        "tif": b"II*\0",
        "webp": b"RIFF\0\0\0\0WEBP",
        "pdf": b"%PDF-1.7\n",
        "exe": b"MZ\x90\0",
        "elf": b"\x7fELF\2\1\1",
        "class": b"\xca\xfe\xba\xbe",
        "rar": b"Rar!\x1a\x07\0",
        "7z": b"7z\xbc\xaf'\x1c",
        "gz": b"\x1f\x8b\x08\0",
        "bz2": b"BZh91AY",
        "xz": b"\xfd7zXZ\0",
        "rtf": b"{\\rtf1\\ansi ",
        "mp4": b"\0\0\0\x18ftypmp42",
        "mp3": b"ID3\3\0",
        "psd": b"8BPS\0\1",
        "ico": b"\0\0\1\0\1\0",
        "wasm": b"\0asm\1\0\0\0",
        "dwg": b"AC1027\0\0",
        "tar": b"a.xls".ljust(257, b"\0") + b"ustar\0",
    }
    noise = random.Random(9)
    for number, (kind, head) in enumerate(heads.items()):
        ending = ("xlsx", "xls", "csv", "et")[number % 4]
        yield bytes_case(f"伪{kind}.{ending}", head + noise.randbytes(700), SENTENCE)
    packages = {
        "docx": {"word/document.xml": "<w/>", "[Content_Types].xml": "<T/>"},
        "pptx": {"ppt/presentation.xml": "<p/>", "[Content_Types].xml": "<T/>"},
        "odt": {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"},
        "numbers": {"Index/Document.iwa": b"\0" * 99},
        "jar": {"META-INF/MANIFEST.MF": "Manifest-Version: 1.0"},
        "epub": {"mimetype": "application/epub+zip"},
        "txt": {"说明.txt": "没有表"},
    }
    for kind, content in packages.items():
        yield bytes_case(f"伪{kind}.xlsx", packed(content), SENTENCE)


@family
def wrong_endings() -> Iterable[Case]:
    import ole_cases

    for ending in ("xls", "csv", "et", "txt", "xlsm", "xlsb", "ods", "dat", "XLSX"):
        yield bytes_case(f"新格式.{ending}", packed(parts(f"尾{ending}")), ROWS)
    for ending in ("xlsx", "csv", "et", "wps"):
        yield bytes_case(f"旧格式.{ending}", ole_cases.ole(ole_cases.book(f"尾{ending}").stream()), ole_cases.ROWS)
    for ending in ("xlsx", "xls", "et", "tsv"):
        yield bytes_case(f"文本.{ending}", table(ending, "\t").encode("gb18030"), LINES)


@family
def texts() -> Iterable[Case]:
    for codec in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"):
        yield bytes_case(f"文本{codec}.csv", table(codec).encode(codec), LINES)
    for separator in ("\t", ";", "|"):
        yield bytes_case(f"分隔{ord(separator)}.csv", table(f"分{ord(separator)}", separator).encode(), LINES)
    for number, mark in enumerate(
        (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0", b"\r\n" * 50, b" " * 500, b"\t\t\t\n" * 99)
    ):
        yield bytes_case(f"几乎空{number}.csv", mark, SENTENCE)
    yield bytes_case("零字节.xlsx", b"", SENTENCE)
    yield bytes_case("全零.xlsx", bytes(70_000), SENTENCE)
    body = table("怪").encode()
    odd = {
        "夹零": (body.replace("扬尘".encode(), "扬\0尘".encode()), EITHER),
        "尾零": (body + bytes(9000), EITHER),
        "坏字节": (body.replace("扬".encode(), b"\xff\xfe\xfd"), EITHER),
        "半个字": (body[:-3] + b"\xe6\x9c", EITHER),
        "代理": (body.replace("扬".encode(), b"\xed\xa0\x80"), EITHER),
        "混编": (body + table("混").encode("gb18030"), EITHER),
        "方向": (table("‮").encode(), LINES),
        "零宽": (table("​﻿").encode(), LINES),
        "生僻": (table("𠮷㐂").encode("gb18030"), LINES),
        "引号": (body.replace("某公司".encode(), '"某公司'.encode()), EITHER),
        "全引号": (b'"' * 70_000, SENTENCE),
        "长行": ("某公司,".encode() * 400_000, SENTENCE),
        "宽行": (b"a,b,c\n" + b"1," * 70_000 + b"\n", EITHER),
        "换行": (body.replace(b"\r\n", b"\r"), LINES),
        "公式": (table("=cmd|' /C calc'!A0").encode(), LINES),
        "散文": ("第一段，没有表。\n第二段，也没有。\n".encode() * 90, SENTENCE),
        "日志": (b"2018-06-11 08:00:00 INFO started\n" * 90, SENTENCE),
        "json": (b'{"a": [1, 2, 3]}\n' * 50, SENTENCE),
        "脚本": (b"#!/bin/sh\nrm -rf ~\n", SENTENCE),
        "随机": (random.Random(10).randbytes(9000), SENTENCE),
        "xml": (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>', SENTENCE),
        "svg": (b"<svg xmlns='x'><text>1</text></svg>", SENTENCE),
        "网页无表": ("<html><body><p>没有表格</p></body></html>".encode(), SENTENCE),
        "网页不闭合": (b"<html>" + b"<table><tr><td>" * 3000, SENTENCE),
        "二〇〇三断": (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Work',
            SENTENCE,
        ),
    }
    for name, (content, fate) in odd.items():
        yield bytes_case(f"{name}.csv", content, fate, 2 * LINES)


@family
def odd_places() -> Iterable[Case]:
    def folder(inbox: Path) -> Path:
        (inbox / "空文件夹.xlsx").mkdir()
        return inbox / "空文件夹.xlsx"

    def link(inbox: Path) -> Path:
        (inbox / "原件.xlsx").write_bytes(packed(parts("链接")))
        (inbox / "链接.xlsx").symlink_to("原件.xlsx")
        return inbox / "链接.xlsx"

    def dangling(inbox: Path) -> Path:
        (inbox / "断链.xlsx").symlink_to("没有这个文件.xlsx")
        return inbox / "断链.xlsx"

    def circle(inbox: Path) -> Path:
        (inbox / "环链.xlsx").symlink_to("环链.xlsx")
        return inbox / "环链.xlsx"

    def pipe(inbox: Path) -> Path:
        os.mkfifo(inbox / "管道.xlsx")
        return inbox / "管道.xlsx"

    def huge(inbox: Path) -> Path:
        with (inbox / "庞大.xlsx").open("wb") as out:
            out.truncate(600 << 20)
        return inbox / "庞大.xlsx"

    def database(inbox: Path) -> Path:
        connection = sqlite3.connect(inbox / "库.xlsx")
        connection.execute("create table 问题 (编号, 名称)")
        connection.commit()
        connection.close()
        return inbox / "库.xlsx"

    def unreadable(inbox: Path) -> Path:
        (inbox / "无权.xlsx").write_bytes(packed(parts("无权")))
        (inbox / "无权.xlsx").chmod(0)
        return inbox / "无权.xlsx"

    def named(name: str) -> Case:
        return bytes_case(name, packed(parts(name)), ROWS)

    yield Case("空文件夹", folder, SENTENCE)
    yield Case("没有这个文件", lambda inbox: inbox / "没有.xlsx", SENTENCE)
    yield Case("庞大", huge, SENTENCE)
    yield Case("库", database, SENTENCE)
    if os.name == "posix":
        yield Case("链接", link, ROWS)
        yield Case("断链", dangling, SENTENCE)
        yield Case("环链", circle, SENTENCE)
        yield Case("管道", pipe, SENTENCE)
        yield Case("设备", lambda _: Path("/dev/zero"), SENTENCE)
        yield Case("无权", unreadable, SENTENCE if os.geteuid() else ROWS)
        yield named("换\n行.xlsx")
        yield named("引\"号'与%s.xlsx")
    yield named("长" * 80 + ".xlsx")
    yield named(" 前后有空格 .xlsx")
    yield named("🏭‮倒.xlsx")
    yield named(".隐藏.xlsx")
    yield named("没有扩展名")
