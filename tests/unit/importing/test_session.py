"""A session shows what it understood, takes corrections, and writes exactly what it showed."""

from __future__ import annotations

import time

import pytest

from models.errors import UserError
from models.importing import ImportOptions, ImportSession, list_batches, run_import, undo_import
from models.operations import CellEdit, edit_cells
from models.queries.filtering import ProblemQuery
from models.queries.problems import problem_ids

A = ("永年昊途铸造厂", "料场未苫盖，扬尘严重")
B = ("永年裕甄建材厂", "未安装治污设施，废气直排")


def test_a_session_shows_table_columns_samples_and_constants(ledger, simple):
    with ImportSession(ledger, [simple([A, B], title="第3轮督查清单（截至2018年6月30日）")]) as session:
        sheet = session.files[0].sheets[0]
    assert (sheet.role, sheet.included, sheet.row_count, sheet.layout.header_rows) == ("list", True, 2, [2])
    assert sheet.preview[2][3] == A[0]
    assert {one.field: one.value for one in sheet.constants} == {"as_of": "2018-06-30", "round": "3"}
    name = sheet.columns[3]
    assert (name.letter, name.header, name.fields, name.samples[0][1]) == ("D", "企业名称", ("site_name",), 1)
    assert [(p.example, p.reading, p.count) for p in sheet.date_patterns] == [("2018年7月31日", "2018-07-31", 2)]


def test_what_the_plan_counts_is_what_the_commit_does(ledger, simple):
    run_import(ledger, [simple([A])])
    second = simple([{"企业名称": A[0], "问题描述": A[1], "备注": "改"}, B], "二.xlsx")
    with ImportSession(ledger, [second], ImportOptions(scope="complete")) as session:
        plan = session.plan()
        report = session.commit()
    assert plan.counts() == report.plan.counts()
    changed = next(row for row in plan.rows if row.verdict == "changed")
    assert changed.changes == (("remarks", "备注", "", "改"),)
    assert changed.why == "地点、名称和问题描述一致"


def test_a_plan_is_made_anew_when_the_ledger_changed_meanwhile(ledger, simple):
    path = simple([A])
    with ImportSession(ledger, [path]) as session:
        assert session.plan().new == 1
        run_import(ledger, [path])
        assert session.commit().plan.counts()["unchanged"] == 1


def test_columns_can_be_mapped_by_hand_and_the_mapping_is_remembered(ledger, book, records):
    rows = [["企业名称", "问题描述", "甲方备忘"], ["甲厂", "扬尘", "三号楼"], ["乙厂", "废气", "四号楼"]]
    with ImportSession(ledger, [book(rows)]) as session:
        key = session.files[0].sheets[0].key
        view = session.set_columns(key, {2: ("address",)})
        assert view.columns[2].reason == "手工指定"
        session.commit()
    assert records()["甲厂"]["address"] == "三号楼"
    again = [[rows[0][2], *rows[0][:2]], ["五号楼", "丙厂", "噪声扰民"], ["六号楼", "丁厂", "废水直排"]]
    report = run_import(ledger, [book(again, "下月.xlsx")]).to_json()
    assert report["files"][0]["sheets"][0]["profile"] == "清单"
    assert records()["丙厂"]["address"] == "五号楼"


def test_an_unknown_field_or_sheet_is_refused_in_words(ledger, simple):
    with ImportSession(ledger, [simple([A])]) as session:
        with pytest.raises(UserError, match="没有这一列或这个字段"):
            session.set_columns(session.files[0].sheets[0].key, {0: ("状态",)})
        with pytest.raises(UserError, match="没有这张表"):
            session.set_included("9/9", True)


def test_the_header_can_be_pointed_out(ledger, book, records):
    rows = [["甲", "乙"], ["说明", "说明"], ["企业名称", "问题描述"], ["甲厂", "扬尘"], ["乙厂", "废气"]]
    with ImportSession(ledger, [book(rows)]) as session:
        view = session.set_header(session.files[0].sheets[0].key, 3, 3)
        assert view.layout.header_rows == [3]
        assert session.files[0].sheets[0] is view
        assert session.plan().new == 2
        session.commit()
    assert set(records()) == {"甲厂", "乙厂"}


def test_constants_can_be_changed_switched_off_and_added(ledger, simple, records):
    with ImportSession(ledger, [simple([A], title="第3轮督查清单")]) as session:
        key = session.files[0].sheets[0].key
        session.set_constant(key, "round", "4")
        session.set_constant(key, "inspection_team", "第一组")
        session.commit()
    assert (records()[A[0]]["round"], records()[A[0]]["inspection_team"]) == ("4", "第一组")
    with ImportSession(ledger, [simple([B], "二.xlsx", title="第3轮督查清单")]) as session:
        session.set_constant(session.files[0].sheets[0].key, "round", False)
        session.commit()
    assert records()[B[0]]["round"] is None


def test_a_second_table_with_other_columns_is_told_and_not_read(ledger, book, records):
    path = book([
        ["序号", "企业名称", "存在问题", "整改情况"],
        [1, "甲厂", "料场未苫盖", "已苫盖"],
        [2, "乙厂", "未装治污设施", "已停产"],
        [],
        ["序号", "企业名称", "整改时限", "存在问题", "责任人"],
        [1, "丙厂", "2018年7月底", "扬尘严重", "张三"],
        [2, "丁厂", "2018年8月底", "异味扰民", "李四"],
    ])  # fmt: skip
    report = run_import(ledger, [path]).to_json()
    assert report["new"] == len(records()) == 2
    [told] = [text for text in report["files"][0]["warnings"] if "另一张表" in text]
    assert "第 5 行起" in told and "共 3 行" in told


def test_a_sheet_can_be_left_out(ledger, book):
    head = ["企业名称", "问题描述"]
    path = book([head, ["甲厂", "扬尘"], ["乙厂", "废气"]], more={"附表": [head, ["丙厂", "废水"], ["丁厂", "噪声"]]})
    with ImportSession(ledger, [path]) as session:
        assert session.plan().new == 4
        session.set_included(session.files[0].sheets[1].key, False)
        assert session.plan().new == 2


def test_a_file_that_cannot_be_read_is_a_sentence_and_writes_nothing(ledger, tmp_path):
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    with ImportSession(ledger, [broken]) as session:
        assert session.files[0].problem.endswith("。")
    with pytest.raises(UserError):
        run_import(ledger, [broken])
    assert list_batches(ledger) == []
    assert list(ledger.backups_folder.iterdir()) == []


def test_a_file_seen_before_is_said_so(ledger, simple):
    path = simple([A])
    run_import(ledger, [path])
    with ImportSession(ledger, [path]) as session:
        assert "第 1 批" in session.files[0].imported_before
    undo_import(ledger)
    with ImportSession(ledger, [path]) as session:
        assert session.files[0].imported_before == ""


def test_batches_are_listed_newest_first_with_their_counts(ledger, simple):
    run_import(ledger, [simple([A, B])])
    run_import(ledger, [simple([A, B])])
    undo_import(ledger)
    lines = list_batches(ledger)
    assert [(line.id, line.kind, line.new, line.unchanged, line.can_undo) for line in lines] == [
        (3, "undo", 0, 0, False),
        (2, "import", 0, 2, False),
        (1, "import", 2, 0, True),
    ]
    assert (lines[1].undone_by, lines[0].undoes, lines[2].files) == (3, 2, ("清单.xlsx",))


def test_undo_works_after_restart_and_keeps_what_was_worked_on(ledger, simple, records, tmp_path):
    from models.store import Ledger

    run_import(ledger, [simple([A, B])])
    ids = list(problem_ids(ledger, ProblemQuery()))
    edit_cells(ledger, [CellEdit(ids[0], "address", "新址")])
    ledger.close()
    with Ledger.open(tmp_path / "ledger", actor="另一人") as again:
        report = undo_import(again).to_json()
    assert (report["removed"], report["restored"]) == (1, 0)
    assert [row["ledger_number"] for row in report["kept"]] == ["ZG-000001"]
    assert "详细地址" in report["kept"][0]["why"]


def test_undo_of_an_earlier_batch_keeps_what_a_later_one_wrote(ledger, simple, records):
    run_import(ledger, [simple([A, B])])
    run_import(ledger, [simple([{"企业名称": A[0], "问题描述": A[1], "备注": "二"}], "二.xlsx")])
    run_import(ledger, [simple([{"企业名称": A[0], "问题描述": A[1], "备注": "三"}], "三.xlsx")])
    second = undo_import(ledger, 2).to_json()
    assert (second["restored"], [row["why"] for row in second["kept"]]) == (0, ["之后的导入又更新过（备注）"])
    assert records()[A[0]]["remarks"] == "三"
    first = undo_import(ledger, 1).to_json()
    assert (first["removed"], len(first["kept"])) == (1, 1)
    with pytest.raises(UserError, match="已经撤销过"):
        undo_import(ledger, 1)


def test_after_undo_the_file_can_be_imported_again_with_new_numbers(ledger, simple, records):
    path = simple([A])
    run_import(ledger, [path])
    undo_import(ledger)
    assert run_import(ledger, [path]).plan.new == 1
    assert records()[A[0]]["ledger_number"] == "ZG-000002"


def test_cancelling_writes_nothing(ledger, simple, records):
    from models.errors import Cancelled
    from models.progress import Progress

    said: list[str] = []
    progress = Progress(lambda _, text: said.append(text), lambda: any("比对" in text for text in said))
    with pytest.raises(Cancelled):
        run_import(ledger, [simple([A, B])], None, progress)
    assert records() == {}
    assert list_batches(ledger) == []


def test_undo_keeps_a_row_whose_state_was_moved_and_removes_one_moved_back(ledger, simple, records):
    from models.operations import move_status

    run_import(ledger, [simple([A, B])])
    ids = list(problem_ids(ledger, ProblemQuery()))
    move_status(ledger, ids, "整改中")
    move_status(ledger, ids[1:], "待整改", reason="记错了")
    report = undo_import(ledger).to_json()
    assert (report["removed"], [row["ledger_number"] for row in report["kept"]]) == (1, ["ZG-000001"])
    assert "状态" in report["kept"][0]["why"]


def test_the_same_file_twice_in_one_import_is_taken_once(ledger, simple, tmp_path):
    path = simple([A, B])
    twin = tmp_path / "副本.xlsx"
    twin.write_bytes(path.read_bytes())
    report = run_import(ledger, [path, twin]).to_json()
    assert report["new"] == 2
    assert "完全相同" in report["files"][1]["warnings"][0]


def test_several_files_are_one_batch_and_one_step_back(ledger, simple, records):
    report = run_import(ledger, [simple([A]), simple([B], "二.xlsx")]).to_json()
    assert (report["new"], [file["file"] for file in report["files"]]) == (2, ["清单.xlsx", "二.xlsx"])
    assert [record["source"]["file"] for record in records().values()] == ["清单.xlsx", "二.xlsx"]
    assert undo_import(ledger).removed == 2


def test_the_time_that_somebody_looked_at_the_preview_is_not_told_as_time_it_took(ledger, simple, monkeypatch):
    with ImportSession(ledger, [simple([A, B])]) as session:
        session.plan()
        real = time.monotonic
        monkeypatch.setattr(time, "monotonic", lambda: real() + 3_600)
        assert session.commit().seconds < 600
