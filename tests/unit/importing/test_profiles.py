"""A layout is known again: the same header silently, a like one with its differences, and profiles can be worked on."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from models.errors import UserError
from models.importing import ImportOptions, ImportSession, run_import
from models.importing.profiles.edits import (
    copy_profile,
    delete_profile,
    edit_profile,
    rename_profile,
    restore_profile,
    set_profile_active,
)
from models.importing.profiles.file import export_profile, import_profile
from models.importing.profiles.fit import fit, header_keys
from models.importing.profiles.known import list_profiles

ROWS = [
    ["企业名称", "问题描述", "甲方备忘", "备注"],
    ["甲厂", "扬尘", "三号楼", "急"],
    ["乙厂", "废气", "四号楼", "缓"],
]
HEADERS = ["序号", "地市", "企业名称", "问题描述", "整改时限", "责任单位", "备注"]


def sheet_of(session):
    return session.files[0].sheets[0]


@pytest.fixture
def remembered(ledger, book):
    """A ledger into which one list with a column mapped by hand was imported."""
    with ImportSession(ledger, [book(ROWS, "一月.xlsx")]) as session:
        session.set_columns(sheet_of(session).key, {2: ("address",)})
        session.commit()
    return ledger


def test_next_months_file_needs_no_click_and_says_which_profile_was_used_when(remembered, book):
    rows = [ROWS[0], ["丙厂", "噪声", "五号楼", None], ["丁厂", "废水", "六号楼", None]]
    with ImportSession(remembered, [book(rows, "二月.xlsx")]) as session:
        sheet = sheet_of(session)
        assert [column.fields for column in sheet.columns] == [
            ("site_name",), ("description",), ("address",), ("remarks",)]  # fmt: skip
        assert all(column.score == 1 for column in sheet.columns)
        assert sheet.profile == "一月"
        assert sheet.profile_note.startswith("已套用《一月》方案（上次 20")
        assert sheet.profile_fit.same
        batch = session.commit().batch
    with remembered.reading() as connection:
        kept = connection.execute(text("SELECT profile FROM import_batch WHERE id = :id"), {"id": batch}).scalar()
    assert kept == "一月"


def test_a_like_header_is_taken_with_its_differences_in_three_lists(ledger, book):
    rows = [
        HEADERS,
        [1, "邯郸市", "甲厂", "扬尘严重", "2018年7月31日", "某局", None],
        [2, "邯郸市", "乙厂", "废气直排", "2018年8月31日", "某局", None],
    ]
    run_import(ledger, [book(rows, "旧.xlsx")])
    new = ["序号", "地市", "企业名称", "问题描述", "整改完成时限", "责任单位", "备注", "督办人手记"]
    lines = [[*line, "老王"] for line in rows[1:]]
    with ImportSession(ledger, [book([new, *lines], "新.xlsx")]) as session:
        sheet = sheet_of(session)
        assert sheet.profile == "旧"
        assert (sheet.profile_fit.added, sheet.profile_fit.missing) == (("督办人手记",), ())
        assert sheet.profile_fit.renamed == (("整改时限", "整改完成时限"),)
        assert "新增列 1（督办人手记）" in sheet.profile_note
        assert "改名列 1（整改时限→整改完成时限）" in sheet.profile_note
        renamed = sheet.columns[4]
        assert (renamed.fields, renamed.reason) == (("deadline_text",), "方案（原名 整改时限）")
        assert renamed.score < 0.8, "a renamed column asks for a look"


def test_two_columns_of_one_name_are_remembered_each_by_its_place(ledger, book):
    rows = [["企业名称", "问题描述", "说明", "说明"], ["甲厂", "扬尘", "路东", "急"], ["乙厂", "废气", "路西", "缓"]]
    with ImportSession(ledger, [book(rows, "一.xlsx")]) as session:
        session.set_columns(sheet_of(session).key, {2: ("address",), 3: ("remarks",)})
        session.commit()
    with ImportSession(ledger, [book([rows[0], ["丙厂", "噪声", "路南", "慢"]], "二.xlsx")]) as session:
        assert [column.fields for column in sheet_of(session).columns][2:] == [("address",), ("remarks",)]


def test_a_header_that_was_pointed_out_is_found_again(ledger, book):
    head = [["甲", "乙"], ["企业名称", "问题描述"], ["（填全称）", "（如实）"]]
    january = [*head, ["甲厂", "扬尘"], ["乙厂", "废气"]]
    with ImportSession(ledger, [book(january, "一.xlsx")]) as session:
        session.set_header(sheet_of(session).key, 2, 3)
        session.commit()
    with ImportSession(ledger, [book([*head, ["丙厂", "噪声"]], "二.xlsx")]) as session:
        assert sheet_of(session).layout.header_rows == [2, 3]
        assert sheet_of(session).profile == "甲乙"
        assert session.plan().new == 1


def test_ignored_columns_separators_and_policies_come_back_with_the_profile(ledger, book):
    with ImportSession(ledger, [book(ROWS, "一.xlsx")]) as session:
        key = sheet_of(session).key
        session.set_ignored(key, [2])
        session.set_separator(key, "remarks", "；")
        session.set_policy("remarks", "keep")
        session.commit()
    with ImportSession(ledger, [book(ROWS, "二.xlsx")]) as session:
        hand = session._hands[0].sheets[0]
        assert (hand.ignored, hand.separators) == ({2}, {"remarks": "；"})
        assert session.choices.policies["remarks"] == "keep"


def test_a_profile_with_a_sender_is_only_for_files_that_name_the_sender(remembered, book):
    profile = list_profiles(remembered)[0]
    edit_profile(remembered, profile.id, profile.columns, {"sender": "永年区"})
    with ImportSession(remembered, [book(ROWS, "武安市.xlsx")]) as session:
        assert sheet_of(session).profile is None
    with ImportSession(remembered, [book(ROWS, "永年区二月.xlsx")]) as session:
        assert sheet_of(session).profile == "一月"


def test_profiles_are_renamed_copied_switched_off_deleted_and_brought_back_with_history(remembered, book):
    profile = list_profiles(remembered)[0]
    rename_profile(remembered, profile.id, "部级清单")
    copy_profile(remembered, profile.id)
    assert [(one.name, one.active) for one in list_profiles(remembered)] == [
        ("部级清单", True),
        ("部级清单 副本", False),
    ]
    with pytest.raises(UserError, match="已有名为"):
        rename_profile(remembered, profile.id, "部级清单 副本")
    set_profile_active(remembered, profile.id, False)
    with ImportSession(remembered, [book(ROWS, "二.xlsx")]) as session:
        assert sheet_of(session).profile is None
    delete_profile(remembered, profile.id)
    assert [one.name for one in list_profiles(remembered)] == ["部级清单 副本"]
    restore_profile(remembered, profile.id)
    assert {one.name for one in list_profiles(remembered)} == {"部级清单", "部级清单 副本"}
    with remembered.reading() as connection:
        query = text("SELECT count(DISTINCT change_set_id) FROM change WHERE entity = 'import_profile'")
        assert connection.execute(query).scalar() == 6


def test_a_profile_asked_for_by_name_is_used_though_it_is_switched_off(remembered, book):
    set_profile_active(remembered, list_profiles(remembered)[0].id, False)
    with ImportSession(remembered, [book(ROWS, "二.xlsx")], ImportOptions(profile="一月")) as session:
        assert sheet_of(session).columns[2].fields == ("address",)
    with pytest.raises(UserError, match="没有名为“不存在”的导入方案"):
        ImportSession(remembered, [book(ROWS, "三.xlsx")], ImportOptions(profile="不存在"))


def test_a_profile_travels_as_a_file_a_person_can_read(remembered, tmp_path, book):
    profile = list_profiles(remembered)[0]
    path = export_profile(remembered, profile.id, tmp_path / "导入方案-一月.json")
    told = json.loads(path.read_text("utf-8"))
    assert (told["格式"], told["版本"], told["名称"]) == ("整改台账导入方案", 1, "一月")
    assert told["列"][2] == {"表头": "甲方备忘", "字段": ["address"], "忽略": False}
    name, _change = import_profile(remembered, path)
    assert name == "一月（2）"
    copy = next(one for one in list_profiles(remembered) if one.name == name)
    assert (copy.columns, copy.fingerprint) == (profile.columns, profile.fingerprint)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "不完整"),
        ("[" * 100_000, "不完整"),
        ('{"格式": "别的"}', "不是导入方案"),
        ('{"格式": "整改台账导入方案", "版本": 99, "列": [{}]}', "新版程序"),
        ('{"格式": "整改台账导入方案", "版本": 1, "列": []}', "没有列"),
        ('{"格式": "整改台账导入方案", "版本": 1, "列": [3]}', "第 1 列写得不对"),
        ('{"格式": "整改台账导入方案", "版本": 1, "列": [{"表头": "甲", "字段": ["status"]}]}', "不认识的字段"),
        ('{"格式": "整改台账导入方案", "版本": 1, "列": [{"表头": "甲", "字段": []}]}', "没有一列对应"),
        ("x" * (2 << 20), "超过 1 MiB"),
    ],
)
def test_a_hostile_profile_file_is_one_sentence(ledger, tmp_path, content, sentence):
    path = tmp_path / "坏.json"
    path.write_text(content, "utf-8")
    with pytest.raises(UserError, match=sentence):
        import_profile(ledger, path)
    assert list_profiles(ledger) == []


def test_fit_pairs_by_name_and_takes_nothing_for_renamed_that_only_stands_at_the_same_place():
    found = fit(HEADERS, [*HEADERS[:-1], "联系电话"])
    assert (found.added, found.missing, found.renamed) == (("联系电话",), ("备注",), ())
    assert fit(HEADERS, list(reversed(HEADERS))).same
    assert fit(HEADERS, ["甲", "乙"]).likeness == 0
    assert header_keys(["说明", "说明", "备注"]) == ["说明", "说明 #2", "备注"]
