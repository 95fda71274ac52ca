"""What is dropped or pasted arrives as private copies; folders, archives and locked files say what they are."""

from __future__ import annotations

import hashlib
import os
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from models.errors import Cancelled, UserError
from models.excel.formats.opening import open_workbook
from models.importing.sources import gathering as sources
from models.importing.sources.gathering import Source, clear, clear_stale, gather, new_folder, paste_source
from models.importing.sources.names import natural, safe_name
from models.progress import Progress

TABLE = "序号,企业名称,整改时限\n1,甲公司,立行立改\n2,乙公司,2018年6月底\n"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def given(tmp_path: Path) -> Path:
    folder = tmp_path / "材料"
    folder.mkdir()
    return folder


def table(path: Path, text: str = TABLE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def names(found: list[Source]) -> list[str]:
    return [source.name for source in found]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def zipped(path: Path, members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def in_gbk(path: Path, members: dict[str, bytes]) -> Path:
    """As Windows' own zip folder writes it: names in GBK, no flag for UTF-8."""
    body, directory = b"", b""
    for name, content in members.items():
        raw = name.encode("gbk")
        about = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0, zlib.crc32(content), len(content), len(content), len(raw), 0)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + about + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + raw
        body += b"PK\x03\x04" + about + raw + content
    end = struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(directory), len(body), 0)
    path.write_bytes(body + directory + b"PK\x05\x06" + end)
    return path


def locked_zip(path: Path, name: str, content: bytes, password: bytes) -> Path:
    """A ZIP with the traditional password, as WinRAR and 7-Zip write it."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    table_ = [_crc_entry(n) for n in range(256)]

    def update(byte: int) -> None:
        keys[0] = (keys[0] >> 8) ^ table_[(keys[0] ^ byte) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ table_[(keys[2] ^ (keys[1] >> 24)) & 0xFF]

    for byte in password:
        update(byte)
    out = bytearray()
    for byte in b"\x01" * 11 + bytes([zlib.crc32(content) >> 24]) + content:
        mask = (keys[2] | 2) & 0xFFFF
        out.append(byte ^ ((mask * (mask ^ 1)) >> 8 & 0xFF))
        update(byte)
    raw = name.encode()
    about = struct.pack("<HHHHHIIIHH", 20, 0x801, 0, 0, 0, zlib.crc32(content), len(out), len(content), len(raw), 0)
    head = b"PK\x03\x04" + about + raw
    directory = b"PK\x01\x02" + struct.pack("<H", 20) + about + struct.pack("<HHHII", 0, 0, 0, 0, 0) + raw
    end = struct.pack("<HHHHIIH", 0, 0, 1, 1, len(directory), len(head) + len(out), 0)
    path.write_bytes(head + bytes(out) + directory + b"PK\x05\x06" + end)
    return path


def _crc_entry(number: int) -> int:
    for _ in range(8):
        number = (number >> 1) ^ 0xEDB88320 if number & 1 else number >> 1
    return number


def test_a_copy_is_read_and_the_original_is_never_touched(given: Path, work: Path) -> None:
    path = table(given / "清单.csv")
    before = (digest(path), path.stat().st_mtime_ns)
    [found] = gather([path], work)
    assert found.path != path and work in found.path.parents and found.original == path
    assert found.path.name == found.name == "清单.csv" and digest(found.path) == before[0]
    path.unlink()
    assert found.path.read_text("utf-8") == TABLE


def test_a_folder_gives_its_tables_in_natural_order_without_lock_files_and_junk(given: Path, work: Path) -> None:
    for name in (
        "10月.csv",
        "2月.csv",
        "邯郸/一.xlsx",
        "邯郸/~$一.xlsx",
        ".隐藏.csv",
        "照片.jpg",
        "Thumbs.db",
        "说明.pdf",
    ):
        table(given / name)
    (given / "没有扩展名").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    found = gather([given], work)
    assert names(found) == ["材料 / 2月.csv", "材料 / 10月.csv", "材料 / 没有扩展名", "材料 / 邯郸 / 一.xlsx"]
    assert all(not source.problem for source in found)


def test_a_lock_file_swept_up_with_others_is_passed_over_and_alone_is_explained(given: Path, work: Path) -> None:
    lock, path = table(given / "~$清单.xlsx"), table(given / "清单.xlsx")
    assert names(gather([lock, path], work)) == ["清单.xlsx"]
    assert "临时文件" in gather([lock], work)[0].problem


def test_a_folder_without_tables_says_so(given: Path, work: Path) -> None:
    table(given / "照片.jpg")
    [found] = gather([given], work)
    assert found.problem == "材料：文件夹里没有表格，请选择放着 Excel 文件的文件夹。"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_folder_that_contains_itself_by_a_link_ends(given: Path, work: Path) -> None:
    table(given / "清单.csv")
    (given / "环").symlink_to(given, target_is_directory=True)
    assert names(gather([given], work)) == ["材料 / 清单.csv"]


def test_the_same_file_given_twice_is_read_once(given: Path, work: Path) -> None:
    path = table(given / "清单.csv")
    assert names(gather([path, path, given], work)) == ["清单.csv"]


def test_two_files_of_one_name_stay_two(given: Path, work: Path) -> None:
    one, two = table(given / "甲" / "清单.csv"), table(given / "乙" / "清单.csv", TABLE + "3,丙,长期坚持\n")
    found = gather([one, two], work)
    assert [len(source.path.read_text("utf-8").splitlines()) for source in found] == [3, 4]


def test_an_archive_with_names_in_gbk_and_folders_is_unpacked(given: Path, work: Path) -> None:
    path = in_gbk(
        given / "材料.zip", {"邯郸/清单一.csv": TABLE.encode(), "~$清单.xlsx": b"x", "照片.jpg": b"\xff\xd8\xff"}
    )
    [found] = gather([path], work)
    assert (found.name, found.original) == ("材料.zip / 邯郸 / 清单一.csv", path)
    assert found.path.name == "清单一.csv" and found.path.read_bytes() == TABLE.encode()


def test_an_archive_lists_its_files_in_the_order_of_a_folder(given: Path, work: Path) -> None:
    members = {name: TABLE.encode() for name in ("乙/一.csv", "丙.csv", "10.csv", "2.csv", "甲/丁/二.csv", "甲/三.csv")}
    shown = [name.removeprefix("包.zip / ") for name in names(gather([zipped(given / "包.zip", members)], work))]
    assert shown == ["2.csv", "10.csv", "丙.csv", "乙 / 一.csv", "甲 / 三.csv", "甲 / 丁 / 二.csv"]


def test_an_archive_under_the_name_of_a_workbook_is_an_archive_and_a_workbook_under_zip_a_workbook(
    given: Path, work: Path
) -> None:
    archive = zipped(given / "其实是压缩包.xlsx", {"清单.csv": TABLE.encode()})
    book = zipped(given / "其实是表格.zip", {"[Content_Types].xml": b"", "xl/workbook.xml": b""})
    assert names(gather([archive, book], work)) == ["其实是压缩包.xlsx / 清单.csv", "其实是表格.zip"]


def test_an_archive_inside_an_archive_is_unpacked_once_and_no_deeper(given: Path, work: Path) -> None:
    third = zipped(given / "三.zip", {"深.csv": TABLE.encode()}).read_bytes()
    second = zipped(given / "二.zip", {"三.zip": third, "中.csv": TABLE.encode()}).read_bytes()
    found = gather([zipped(given / "一.zip", {"二.zip": second})], work)
    assert names(found) == ["一.zip / 二.zip / 三.zip", "一.zip / 二.zip / 中.csv"]
    assert "又套了两层压缩包" in found[0].problem and not found[1].problem


@pytest.mark.parametrize("name", ["../../逃.csv", "/etc/逃.csv", "C:\\逃.csv", "..\\..\\逃.csv"])
def test_a_path_that_leads_out_of_the_archive_stays_in_the_work_folder(given: Path, work: Path, name: str) -> None:
    [found] = gather([zipped(given / "坏.zip", {name: TABLE.encode()})], work)
    assert work in found.path.resolve().parents and found.path.name.endswith("逃.csv")
    assert not list(given.parent.glob("逃*"))


def test_a_bomb_is_refused_before_and_while_unpacking(given: Path, work: Path) -> None:
    zeros = zipped(given / "炸弹.zip", {"零.csv": bytes(64 << 20)})
    lying = zipped(given / "谎.zip", {"小.csv": b"1,2\n" * 50_000})
    content = lying.read_bytes()
    lying.write_bytes(content.replace(struct.pack("<I", 200_000), struct.pack("<I", 2_000)))
    found = gather([zeros, lying], work)
    assert "像是恶意构造的" in found[0].problem and found[1].problem
    assert sum(path.stat().st_size for path in work.rglob("*") if path.is_file()) == 0


def test_a_locked_archive_asks_for_a_password_and_tries_those_given(given: Path, work: Path) -> None:
    path = locked_zip(given / "密.zip", "list.csv", TABLE.encode(), b"2018")
    [asked] = gather([path], work)
    assert asked.needs_password and "压缩包设了密码，请输入密码" in asked.problem
    [wrong] = gather([path], work, "错")
    assert wrong.needs_password and "密码不对" in wrong.problem
    [opened] = gather([path], work, ["错", "2018"])
    assert opened.path.read_bytes() == TABLE.encode()


def test_a_lock_that_cannot_be_opened_is_said_and_no_password_asked_for(given: Path, work: Path) -> None:
    path = locked_zip(given / "密.zip", "list.csv", TABLE.encode(), b"2018")
    path.write_bytes(path.read_bytes().replace(struct.pack("<HHH", 20, 0x801, 0), struct.pack("<HHH", 20, 0x801, 99)))
    [found] = gather([path], work, "2018")
    assert "AES" in found.problem and "解压软件" in found.problem and not found.needs_password


def test_archives_of_other_kinds_are_handed_on_to_the_reader_which_names_them(given: Path, work: Path) -> None:
    (given / "材料.rar").write_bytes(b"Rar!\x1a\x07\x00" + bytes(50))
    [found] = gather([given], work)
    with pytest.raises(UserError, match="这是压缩包，不是表格，请先解压"):
        open_workbook(found.path)


def test_a_damaged_archive_and_a_missing_file_are_a_sentence_and_the_rest_is_read(given: Path, work: Path) -> None:
    broken = given / "断.zip"
    broken.write_bytes(zipped(given / "整.zip", {"清单.csv": TABLE.encode()}).read_bytes()[:60])
    found = gather([broken, given / "没有.xlsx", table(given / "好.csv")], work)
    assert [bool(source.problem) for source in found] == [True, True, False]
    assert "不完整或已损坏" in found[0].problem and "找不到这个文件" in found[1].problem


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_may_not_be_read_is_a_sentence(given: Path, work: Path) -> None:
    path = table(given / "锁.csv")
    path.chmod(0)
    [found] = gather([path], work)
    assert "正被别的程序占用，或没有读取权限" in found.problem


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders there")
def test_a_pipe_is_refused_and_not_waited_for(given: Path, work: Path) -> None:
    os.mkfifo(given / "管道.xlsx")
    assert "不是普通文件" in gather([given / "管道.xlsx"], work)[0].problem


def test_more_files_than_the_limit_are_said(given: Path, work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_FILES", 3)
    for number in range(5):
        table(given / f"{number}.csv")
    found = gather([given], work)
    assert len(found) == 4 and found[-1].problem.startswith("材料：表格超过 3 个") and "其余 2 个" in found[-1].problem


def test_gathering_can_be_cancelled(given: Path, work: Path) -> None:
    with pytest.raises(Cancelled):
        gather([table(given / "清单.csv")], work, progress=Progress(cancelled=lambda: True))


def test_a_pasted_range_prefers_the_table_of_the_clipboard(work: Path) -> None:
    html = "Version:0.9\r\nStartHTML:0000000105\r\n<html><body><table><tr><td>0089</td></tr></table></body></html>"
    found = paste_source("89", html, work)
    assert found.name == "粘贴的内容" and found.path.suffix == ".html"
    assert found.path.read_text("utf-8-sig").startswith("<html>")


def test_codes_of_a_pasted_range_stay_text_and_pasted_blocks_become_a_list(work: Path) -> None:
    style = "<style>.xl65 {mso-number-format:'\\@';}</style>"
    rows = "<tr><td>编号</td><td>企业</td></tr><tr><td class=xl65>12</td><td>甲</td></tr>"
    pasted = paste_source("编号\t企业\n12\t甲\n", f"<html>{style}<table>{rows}</table></html>", work)
    assert open_workbook(pasted.path).sheets[0].rows[1] == ["12", "甲"]
    tabbed = paste_source("编号\t企业\n0012\t甲\n0013\t乙\n", None, work)
    assert open_workbook(tabbed.path).sheets[0].rows[1] == ["0012", "甲"]
    blocks = paste_source("一、督察意见：甲\n责任单位：A\n二、督察意见：乙\n责任单位：B\n", None, work)
    assert open_workbook(blocks.path).sheets[0].rows[2] == ["2", "乙", "B"]


def test_pasted_text_without_a_table_is_kept_as_text(work: Path) -> None:
    one = paste_source("序号\t企业\n1\t甲\n", "<p>序号</p>", work)
    two = paste_source("又一次", None, work)
    assert one.path.read_text("utf-8-sig") == "序号\t企业\n1\t甲\n" and two.path != one.path


def test_the_work_folder_goes_with_its_session_and_stale_ones_with_the_next_start(tmp_path: Path) -> None:
    mine = new_folder(tmp_path)
    code = (
        "import sys,pathlib; from models.importing.sources.gathering import new_folder;"
        "f=new_folder(pathlib.Path(sys.argv[1])); (f/'x').write_text('x'); print(f)"
    )
    said = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    dead = Path(said.stdout.strip())
    assert clear_stale(tmp_path) == 0 and dead.exists()  # young folders are left alone
    old = time.time() - 3600
    for folder in (dead, mine):
        os.utime(folder, (old, old))
    assert clear_stale(tmp_path) == 1
    assert (dead.exists(), mine.exists()) == (False, True)
    clear(mine)
    assert not mine.exists()


def test_names_are_ordered_as_people_count_and_safe_on_every_system() -> None:
    assert sorted(["清单10", "清单2", "2", "甲"], key=natural) == ["2", "清单2", "清单10", "甲"]
    assert safe_name('a<b>:"c".xlsx') == "a_b___c_.xlsx" and safe_name("con.xlsx") == "_.xlsx"
    assert len(safe_name("长" * 300 + ".xlsx")) == 90 and safe_name("长" * 300 + ".xlsx").endswith(".xlsx")
