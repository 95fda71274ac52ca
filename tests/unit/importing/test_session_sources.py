"""Folders, archives, pasted ranges, protected files and cuts of one list, as one session takes them."""

from __future__ import annotations

import shutil
import zipfile

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from models.errors import UserError
from models.excel.process.child import Child
from models.importing import ImportSession, run_import
from models.importing.ahead import ReadAhead
from models.importing.sources.gathering import new_folder, paste_source

HEADER = ["序号", "县（市、区）", "企业名称", "存在问题", "整改时限"]


def row(number, county="永年区"):
    return [number, county, f"第{number}铸造厂", f"第{number}台炉子没有治污设施", "2019年6月底"]


@pytest.fixture
def lists(book):
    """Two lists of three rows in a folder with things that are no lists."""
    first = book([HEADER, *map(row, range(1, 4))], "一.xlsx")
    second = book([HEADER, *map(row, range(4, 7))], "二.xlsx")
    folder = first.parent / "来件"
    (folder / "分市").mkdir(parents=True)
    shutil.move(first, folder / "一.xlsx")
    shutil.move(second, folder / "分市" / "二.xlsx")
    (folder / "~$一.xlsx").write_bytes(b"lock")
    (folder / "照片.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 torn")
    return folder


def test_a_folder_is_taken_with_all_its_lists_and_says_what_it_could_not_read(ledger, lists):
    with ImportSession(ledger, [lists]) as session:
        names = [file.name for file in session.files]
        assert names == ["来件 / 一.xlsx", "来件 / 坏.xlsx", "来件 / 分市 / 二.xlsx"]
        assert "损坏" in session.files[1].problem
    report = run_import(ledger, [lists])
    assert report.plan.new == 6
    assert next(file["warnings"] for file in report.to_json()["files"] if "坏" in file["file"])


def test_an_archive_is_the_same_as_its_folder(ledger, lists, tmp_path):
    archive = tmp_path / "来件.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for path in sorted(lists.rglob("*.xlsx")):
            target.write(path, path.relative_to(lists))
    before = archive.read_bytes()
    assert run_import(ledger, [archive]).plan.new == 6
    assert archive.read_bytes() == before


def test_a_file_named_itself_that_cannot_be_read_stops_the_import(ledger, lists):
    with pytest.raises(UserError, match="损坏"):
        run_import(ledger, [lists / "一.xlsx", lists / "坏.xlsx"])


def test_a_pasted_range_is_a_list_like_any_other(ledger):
    text = "\n".join("\t".join(map(str, line)) for line in [HEADER, row(1), row(2)])
    folder = new_folder()
    ahead = ReadAhead([], sources=[paste_source(text, None, folder)], folder=folder)
    with ImportSession(ledger, [], ahead=ahead) as session:
        assert session.files[0].name == "粘贴的内容"
        assert session.plan().new == 2
        assert session.commit().plan.new == 2
    assert not folder.exists()


def test_the_copy_is_read_and_goes_with_the_session(ledger, lists):
    session = ImportSession(ledger, [lists / "一.xlsx"])
    shutil.rmtree(lists)
    assert session.plan().new == 3
    copies = session._ahead.folder
    assert copies is not None and copies.exists()
    session.close()
    assert not copies.exists()


@pytest.fixture
def protected(lists):
    path = lists.parent / "加密.xlsx"
    with (lists / "一.xlsx").open("rb") as plain, path.open("wb") as target:
        OOXMLFile(plain).encrypt("2019", target)
    return path


def test_a_password_is_asked_for_and_then_tried_on_every_file(ledger, protected, lists):
    with ImportSession(ledger, [protected, lists / "分市" / "二.xlsx"]) as session:
        assert session.files[0].needs_password
        assert "密码" in session.files[0].problem
        assert session.give_password(0, "错的").needs_password
        assert session.give_password(0, "2019").problem == ""
        assert session.plan().new == 6


def test_a_protected_member_of_an_archive_takes_the_same_password(ledger, protected, tmp_path):
    archive = tmp_path / "来件.zip"
    with zipfile.ZipFile(archive, "w") as target:
        target.write(protected, "加密.xlsx")
    with ImportSession(ledger, [archive]) as session:
        assert session.files[0].needs_password
        session.give_password(0, "2019")
        assert session.plan().new == 3


def test_a_sheet_that_is_a_cut_of_another_is_not_taken_twice(ledger, book):
    whole = [*[row(n) for n in range(1, 4)], *[row(n, "磁县") for n in range(4, 6)]]
    again = [[1, *whole[3][1:]], [2, *whole[4][1:]]]
    path = book([HEADER, *whole], "总表.xlsx", more={"磁县": [HEADER, *again]})
    with ImportSession(ledger, [path]) as session:
        cut = session.files[0].sheets[1]
        assert not cut.included
        assert cut.role_note == "内容都在“清单”里，不再重复导入"
        assert session.plan().new == 5


def test_a_reading_process_that_dies_while_cuts_are_looked_for_costs_no_file(ledger, lists, monkeypatch):
    ask = Child.ask

    def dying(child, name, *args, **named):
        if name == "marks":
            raise UserError("读取这个文件的程序意外中止", advice="请再试一次")
        return ask(child, name, *args, **named)

    monkeypatch.setattr(Child, "ask", dying)
    with ImportSession(ledger, [lists / "一.xlsx", lists / "分市" / "二.xlsx"]) as session:
        assert session.plan().new == 6


def test_a_choice_made_before_a_password_opened_more_files_can_still_be_taken_back(ledger, protected, lists):
    with ImportSession(ledger, [lists / "分市" / "二.xlsx", protected]) as session:
        first = session.files[0].sheets[0].key
        before = session.remember()
        session.set_included(first, included=False)
        opened = session.give_password(1, "2019")
        session.recall(before)
        assert session.files[0].sheets[0].included
        assert [sheet.key for sheet in session.files[1].sheets] == [sheet.key for sheet in opened.sheets] != []
