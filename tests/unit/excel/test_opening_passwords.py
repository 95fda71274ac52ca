"""Passwords are tried in order; a file that needs another one says so in a way that the window can ask for it."""

from __future__ import annotations

import functools
import hashlib
import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import olefile
import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.rc4 import ARC4, Cipher, DocumentRC4, _makekey
from msoffcrypto.method.xor_obfuscation import DocumentXOR

from models.errors import UserError
from models.excel.formats.encrypted import PasswordNeeded
from models.excel.formats.opening import open_workbook
from models.excel.process.child import Child

LISTS = Path(__file__).parents[2] / "samples" / "lists"
_CLEAR = {0x809, 0x2F, 0x194, 0x195, 0xE1, 0x196, 0x138}
"""Records that stay readable in an encrypted .xls (MS-XLS 2.2.10)."""


def locked_xlsx(path: Path, password: str, size: int = 2) -> Path:
    book: Any = openpyxl.Workbook()
    for number in range(size):
        book.active.append([number, "甲"])
    plain = io.BytesIO()
    book.save(plain)
    with path.open("wb") as out:
        OOXMLFile(plain).encrypt(password, out)
    return path


def locked_xls(path: Path, password: str, *, weak: bool = False) -> Path:
    """The sample .xls with RC4 as Excel 97 does it, or masked as Excel 95 did; WRITEACCESS makes room for FILEPASS."""
    path.write_bytes(next(LISTS.glob("04*.xls")).read_bytes())
    with olefile.OleFileIO(str(path), write_mode=True) as ole:
        stream = ole.openstream("Workbook").read()
        salt, verifier = bytes(range(16)), bytes(range(16, 32))
        lock = struct.pack("<HHH", 1, 1, 1) + salt + _rc4(password, salt, verifier + hashlib.md5(verifier).digest())
        if weak:
            lock = struct.pack("<HHH", 0, 0, next(n for n in range(65536) if DocumentXOR.verifypw(password, n)))
        filler = 112 - 4 - len(lock)
        room = struct.pack("<HH", 0x2F, len(lock)) + lock + struct.pack("<HH", 0x1BC0, filler) + bytes(filler)
        place = stream.index(struct.pack("<HH", 0x5C, 112))
        stream = stream[:place] + room + stream[place + 116 :]
        mixed = DocumentRC4.decrypt(password, salt, io.BytesIO(stream), blocksize=1024).read()
        out, at = bytearray(stream), 0
        while at + 4 <= len(stream):
            kind, length = struct.unpack_from("<HH", stream, at)
            for number in range(length if kind in _CLEAR else 4 if kind == 0x85 else 0, length):
                byte = at + 4 + number
                out[byte] = _masked(stream[byte], password, at + 4 + length + number) if weak else mixed[byte]
            at += 4 + length
        ole.write_stream("Workbook", bytes(out))
    return path


def _masked(byte: int, password: str, turn: int) -> int:
    return ((byte << 5 | byte >> 3) & 0xFF) ^ _mask(password)[turn % 16]


@functools.lru_cache
def _mask(password: str) -> list[int]:
    return DocumentXOR.create_xor_array_method1(password)


def _rc4(password: str, salt: bytes, data: bytes) -> bytes:
    return Cipher(ARC4(_makekey(password, salt, 0)), mode=None).encryptor().update(data)


def test_passwords_of_a_list_are_tried_in_order(tmp_path: Path) -> None:
    path = locked_xlsx(tmp_path / "密.xlsx", "清废2018")
    assert len(open_workbook(path, ["错", "", "清废2018"]).sheets[0].rows) == 2
    assert len(open_workbook(path, "清废2018").sheets[0].rows) == 2


@pytest.mark.parametrize(
    ("passwords", "words"),
    [
        (None, "密.xlsx：这个文件设了打开密码，请输入；或另存一份无密码的再拖进来。"),
        ([], "密.xlsx：这个文件设了打开密码，请输入；或另存一份无密码的再拖进来。"),
        (["错", "也错"], "密.xlsx：打开密码不对，请核对后重新输入；或另存一份无密码的再拖进来。"),
    ],
)
def test_a_missing_or_wrong_password_is_asked_for(tmp_path: Path, passwords: list[str] | None, words: str) -> None:
    with pytest.raises(PasswordNeeded) as caught:
        open_workbook(locked_xlsx(tmp_path / "密.xlsx", "清废2018"), passwords)
    assert str(caught.value) == words


def test_a_file_locked_with_the_password_that_excel_tries_itself_opens(tmp_path: Path) -> None:
    assert open_workbook(locked_xlsx(tmp_path / "默认.xlsx", "VelvetSweatshop")).sheets


@pytest.mark.parametrize("weak", [False, True])
def test_an_old_workbook_with_a_password_opens(tmp_path: Path, weak: bool) -> None:
    path = locked_xls(tmp_path / "旧.xls", "2018", weak=weak)
    plain = open_workbook(next(LISTS.glob("04*.xls"))).sheets
    found = open_workbook(path, ["错", "2018"]).sheets
    assert [[list(row) for row in sheet.rows] for sheet in found] == [
        [list(row) for row in sheet.rows] for sheet in plain
    ]
    with pytest.raises(PasswordNeeded):
        open_workbook(path)
    with pytest.raises(PasswordNeeded, match="密码不对"):
        open_workbook(path, "错")


def test_the_need_of_a_password_travels_through_the_child(tmp_path: Path) -> None:
    path = locked_xlsx(tmp_path / "密.xlsx", "2018")
    with Child("models.importing.reading.session_child:serve", time_s=60) as child:
        with pytest.raises(PasswordNeeded, match="请输入；或另存一份无密码的再拖进来"):
            child.ask("open", str(path), None)
        child.ask("open", str(path), ["错", "2018"])
        with pytest.raises(UserError) as other:
            child.ask("open", str(tmp_path / "没有.xlsx"), None)
    assert not isinstance(other.value, PasswordNeeded)


def test_a_damaged_locked_file_is_not_asked_for_a_password(tmp_path: Path) -> None:
    path = locked_xlsx(tmp_path / "密.xlsx", "2018", size=2000)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"<encryption", b"<xncryption"))
    with pytest.raises(UserError, match="已损坏") as caught:
        open_workbook(path, "2018")
    assert not isinstance(caught.value, PasswordNeeded)


def test_a_locked_sheet_of_libreoffice_is_said_since_no_password_would_help(tmp_path: Path) -> None:
    path = tmp_path / "密.ods"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", bytes(range(256)) * 9)
        parts.writestr("META-INF/manifest.xml", "<m><file-entry><encryption-data/></file-entry></m>")
    with pytest.raises(UserError, match="ODS 表格设了打开密码，程序不能解开") as caught:
        open_workbook(path, "2018")
    assert not isinstance(caught.value, PasswordNeeded)
