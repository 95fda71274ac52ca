"""Broken .xls files: cut and flipped containers, chains that run in circles, records that lie, locked books."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterable
from pathlib import Path

import ole_writer as old
from cases import EITHER, SENTENCE, Case, bytes_case, family

LISTS = Path(__file__).parent.parent / "samples" / "lists"
HEAD = ["序号", "企业名称", "整改时限"]
ROWS = 30


def rows(mark: str, count: int = ROWS) -> list[list[old.Cell]]:
    return [list(HEAD), *([float(n), f"某公司{mark}{n}", old.number(n, 2, 43262, 1)] for n in range(1, count + 1))]


def book(mark: str, version: int = 8, *, before: bytes = b"", after: bytes = b"", count: int = ROWS) -> old.Biff:
    return old.Biff(version).sheet("交办", rows(mark, count), before=before, after=after)


def ole(stream: bytes) -> bytes:
    return old.ole({"Workbook": stream})


@family
def cut_old_workbooks() -> Iterable[Case]:
    whole = ole(book("断").stream())
    for number in range(16):
        yield bytes_case(f"旧断{number}.xls", whole[: max(1, len(whole) * number // 16)], SENTENCE)
    real = next(LISTS.glob("04*.xls")).read_bytes()
    for number in range(1, 12):
        yield bytes_case(f"真断{number}.xls", real[: len(real) * number // 12], EITHER, 50)
    stream = book("流断").stream()
    for share in (0.3, 0.6, 0.9, 0.99):
        yield bytes_case(f"流断{share}.xls", ole(stream[: int(len(stream) * share)]), SENTENCE)


@family
def flipped_old_workbooks() -> Iterable[Case]:
    noise = random.Random(5)
    real = next(LISTS.glob("04*.xls")).read_bytes()
    for number in range(30):
        content = bytearray(real if number % 2 else ole(book(f"翻{number}").stream()))
        for _ in range(noise.choice((1, 4, 40))):
            content[noise.randrange(len(content))] = noise.randrange(256)
        yield bytes_case(f"旧翻{number}.xls", bytes(content), EITHER, 400)


@family
def versions_of_excel() -> Iterable[Case]:
    pages = [
        (936, "gbk"),
        (10008, "gbk"),
        (10000, "gbk"),
        (1252, "gbk"),
        (0, "gbk"),
        (54936, "gb18030"),
        (20936, "gbk"),
        (65001, "utf-8"),
    ]
    for page, charset in pages:
        made = old.Biff(5, page, charset).sheet("交办", rows(str(page)))
        yield bytes_case(f"五版{page}.xls", old.ole({"Book": made.stream()}), ROWS)
    yield bytes_case("裸八版.xls", book("裸八").stream(), ROWS)
    yield bytes_case("裸五版.xls", book("裸五", 5).stream(), ROWS)
    both = {"Book": book("旧的", 5, count=5).stream(), "Workbook": book("新的").stream()}
    yield bytes_case("双版.xls", old.ole(both), ROWS)
    yield bytes_case("一九零四.xls", ole(old.Biff(8, year1904=True).sheet("交办", rows("四")).stream()), ROWS)
    yield bytes_case("金山.et", ole(book("金山").stream()), ROWS)


@family
def lying_records() -> Iterable[Case]:
    pack = struct.pack
    absurd = {
        "合并数": old.record(0xE5, pack("<H", 65535) + pack("<4H", 5, 5, 0, 1)),
        "合并倒": old.record(0xE5, pack("<H4H", 1, 9, 2, 5, 1)),
        "全并": old.record(0xE5, pack("<H4H", 1, 0, 65535, 0, 255)),
        "多数": old.record(0xBD, pack("<HH", 40, 9) + b"\1" * 13),
        "短数": old.record(0x203, b"\1"),
        "短串": old.record(0x204, b"\1\0\1\0"),
        "长串": old.record(0x204, pack("<HHHHB", 40, 9, 0, 65535, 1) + b"ab"),
        "串号": old.record(0xFD, pack("<HHHI", 40, 9, 0, 0xFFFFFFFF)),
        "远列": old.number(40, 65535, 1.0),
        "错值": old.record(0x205, pack("<HHHBB", 3, 9, 0, 99, 1)),
        "孤续": old.record(0x3C, b"\xff" * 900),
        "空公式": old.record(0x06, b""),
        "无文": old.formula(3, 9, b"\0\0\0\0\0\0\xff\xff"),
        "非数": old.number(3, 9, float("nan")),
        "无穷": old.number(3, 9, float("inf"), 1),
        "史前": old.number(3, 9, -1e308, 1),
        "样式": old.number(3, 9, 1.0, 65535),
        "维度": old.record(0x200, pack("<IIHHH", 0, 0xFFFFFFFF, 0, 65535, 0)),
        "列宽": old.record(0x7D, pack("<6H", 9, 65535, 0, 0, 1, 0)),
        "筛选": old.record(0x9B),
        "嵌图": old.record(0x809, pack("<HHHHII", 0x600, 0x20, 0, 0, 0, 0)) + old.number(3, 9, 7.0) + old.record(0x0A),
    }
    for name, extra in absurd.items():
        yield bytes_case(
            f"旧记录{name}.xls", ole(book(name, after=extra).stream()), EITHER if name == "长串" else ROWS, ROWS + 1
        )
        yield bytes_case(f"旧记录前{name}.xls", ole(book(f"前{name}", before=extra).stream()), EITHER, ROWS + 2)
    stream = book("偏").stream()
    at = stream.find(b"\x85\0") + 4
    for number, place in enumerate((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, len(stream))):
        lying = stream[:at] + pack("<I", place) + stream[at + 4 :]
        yield bytes_case(f"偏移{number}.xls", ole(lying), EITHER, ROWS)
    head = old.record(0x809, pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    yield bytes_case("层层开头.xls", ole(head * 9000), SENTENCE)
    strings = old.record(0xFC, pack("<II", 0x7FFFFFFF, 0x7FFFFFFF) + pack("<HB", 65535, 1) + "某".encode("utf-16-le"))
    yield bytes_case("共享串数.xls", ole(head + strings + stream[len(head) :]), EITHER, ROWS)
    runs = pack("<HBHI", 2, 13, 65535, 0xFFFFFFFF) + "甲乙".encode("utf-16-le")
    yield bytes_case(
        "注音长度.xls", ole(head + old.record(0xFC, pack("<II", 1, 1) + runs) + stream[len(head) :]), EITHER, ROWS
    )
    yield bytes_case("末格.xls", ole(book("末", after=old.number(65535, 255, 1.0)).stream()), EITHER, ROWS + 1)


@family
def broken_containers() -> Iterable[Case]:
    whole = bytearray(ole(book("容").stream()))
    fat = 512
    lies: dict[str, tuple[int, bytes]] = {
        "链成环": (fat + 4, struct.pack("<I", 1)),
        "链越界": (fat + 4, struct.pack("<I", 0x00FFFFFF)),
        "扇区位": (30, b"\x20\0"),
        "扇区零": (30, b"\0\0"),
        "小扇区": (32, b"\x1f\0"),
        "目录位": (48, struct.pack("<I", 0x7FFFFFFF)),
        "目录环": (48, struct.pack("<I", 0)),
        "表扇区数": (44, struct.pack("<I", 0x7FFFFFFF)),
        "二级表": (68, struct.pack("<II", 0, 0x7FFFFFFF)),
        "字节序": (28, b"\xff\xfe"),
        "小流界": (56, struct.pack("<I", 0xFFFFFFFF)),
        "小表": (60, struct.pack("<II", 0, 999999)),
        "版本": (26, b"\x63\0"),
        "表指己": (76, struct.pack("<I", 0x7FFFFFF0)),
    }
    for name, (place, lie) in lies.items():
        content = bytearray(whole)
        content[place : place + len(lie)] = lie
        yield bytes_case(f"容器{name}.xls", bytes(content), EITHER, ROWS)
    directory = whole.rfind("Workbook".encode("utf-16-le"))
    changes = {
        "流长": (120, struct.pack("<Q", 1 << 40)),
        "流短": (120, struct.pack("<Q", 40)),
        "流始": (116, struct.pack("<I", 0x00FFFFFF)),
        "兄弟环": (68, struct.pack("<II", 1, 1)),
        "名长": (64, b"\xff\xff"),
        "类型": (66, b"\x09"),
    }
    for name, (place, lie) in changes.items():
        content = bytearray(whole)
        content[directory + place : directory + place + len(lie)] = lie
        yield bytes_case(f"目录{name}.xls", bytes(content), EITHER, ROWS)
    yield bytes_case("空容器.xls", old.ole({}), SENTENCE)
    yield bytes_case("别的流.xls", old.ole({"随便": b"x" * 5000}), SENTENCE)
    yield bytes_case("空工作簿流.xls", old.ole({"Workbook": b""}), SENTENCE)
    yield bytes_case("乱工作簿流.xls", old.ole({"Workbook": random.Random(6).randbytes(9000)}), SENTENCE)
    yield bytes_case("文档.xls", old.ole({"WordDocument": b"\xec\xa5" * 3000}), SENTENCE)
    yield bytes_case("金山文字.wps", old.ole({"WordDocument": b"\xec\xa5" * 3000, "WpsContent": b"x"}), SENTENCE)
    yield bytes_case("演示.xls", old.ole({"PowerPoint Document": b"\0" * 5000}), SENTENCE)


@family
def locked_workbooks() -> Iterable[Case]:
    import io

    import standard_cipher
    from msoffcrypto.format.ooxml import OOXMLFile
    from package_cases import packed, parts

    plain = packed({**parts("锁"), "docProps/x.bin": random.Random(7).randbytes(20_000)})
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(plain)).encrypt("secret", locked)
    whole = locked.getvalue()
    yield bytes_case("加密.xlsx", whole, SENTENCE)
    for number in range(1, 8):
        yield bytes_case(f"加密断{number}.xlsx", whole[: len(whole) * number // 8], SENTENCE)
    noise = random.Random(8)
    for number in range(8):
        content = bytearray(whole)
        for _ in range(30):
            content[noise.randrange(512, len(content))] = noise.randrange(256)
        yield bytes_case(f"加密翻{number}.xlsx", bytes(content), SENTENCE)
    yield bytes_case("加密二〇〇七.xlsx", standard_cipher.locked(plain, "secret"), SENTENCE)
    standard = struct.pack("<HHII", 4, 2, 0x24, 0x8C) + bytes(200)
    yield bytes_case("标准加密.xlsx", old.ole({"EncryptionInfo": standard, "EncryptedPackage": bytes(5000)}), SENTENCE)
    yield bytes_case(
        "未知加密.xlsx", old.ole({"EncryptionInfo": b"\x63\0\x63\0" * 99, "EncryptedPackage": b"x" * 5000}), SENTENCE
    )
    yield bytes_case("无加密信息.xlsx", old.ole({"EncryptedPackage": b"x" * 5000}), SENTENCE)
    rights = {"EncryptedPackage": b"x" * 5000, "DRMEncryptedTransform": b"x" * 5000}
    yield bytes_case("权限.xlsx", old.ole(rights), SENTENCE)
    for name, body in (
        ("异或", b"\0\0\x12\x34\x56\x78"),
        ("RC4", struct.pack("<HHH", 1, 1, 1) + bytes(48)),
        ("坏", b"\xff" * 3),
    ):
        stream = book(f"锁{name}").stream()
        head = stream.find(b"\x42\0")
        yield bytes_case(f"旧锁{name}.xls", ole(stream[:head] + old.record(0x2F, body) + stream[head:]), SENTENCE)
