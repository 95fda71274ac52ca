"""Who wins field by field: presets, the ledger's own policies, those of one import, a person's choice, and 【清空】."""

from __future__ import annotations

import pytest

from models.errors import UserError
from models.importing import ImportOptions, ImportSession, run_import, undo_import
from models.importing.deciding.policies import preset_policies, read_policy
from models.operations import CellEdit, edit_cells
from models.operations.import_policies import import_policies, set_import_policies
from models.queries.filtering import ProblemQuery
from models.queries.problems import problem_ids

A = ("永年昊途铸造厂", "料场未苫盖，扬尘严重")
B = ("永年裕甄建材厂", "未安装治污设施，废气直排")


def row(pair, **more):
    return {"企业名称": pair[0], "问题描述": pair[1], **more}


def edit(ledger, field, value):
    edit_cells(ledger, [CellEdit(next(iter(problem_ids(ledger, ProblemQuery()))), field, value)])


def session(ledger, path, **options):
    return ImportSession(ledger, [path], ImportOptions(**options))


def test_editing_here_then_the_same_file_changes_nothing_and_a_new_title_asks(ledger, simple, records):
    first = simple([row(A, 详细地址="旧址")])
    run_import(ledger, [first])
    edit(ledger, "address", "新址")
    assert run_import(ledger, [first]).plan.counts() == {
        "new": 0, "changed": 0, "unchanged": 1, "suspect": 0, "refused": 0, "vanished": 0,
    }  # fmt: skip
    with session(ledger, simple([row(A, 详细地址="另址")], "二.xlsx")) as asking:
        plan = asking.plan()
        assert (plan.conflicts, plan.rows[0].verdict) == (1, "unchanged")
        assert plan.rows[0].conflicts == (("address", "详细地址", "新址", "另址"),)
        assert [issue.kind for issue in plan.issues] == ["conflict"]
        cell = next(cell for cell in asking.row_detail(plan.rows[0].key) if cell.field == "address")
        assert (cell.ours, cell.file, cell.outcome, cell.why) == ("新址", "另址", "conflict", "有人改过，请选择")
        assert asking.commit().to_json()["conflicts"] == 1
    assert records()[A[0]]["address"] == "新址"


def test_choosing_the_file_adopts_its_value_and_choosing_ours_is_not_asked_again(ledger, simple, records):
    run_import(ledger, [simple([row(A, 详细地址="旧址", 备注="甲")])])
    edit(ledger, "address", "新址")
    edit(ledger, "remarks", "乙")
    second = simple([row(A, 详细地址="另址", 备注="丙")], "二.xlsx")
    with session(ledger, second) as asking:
        key = asking.plan().rows[0].key
        asking.decide_fields([key], ["address"], "file")
        asking.decide_fields([key], ["remarks"], "ours")
        plan = asking.plan()
        assert (plan.conflicts, plan.changed) == (0, 1)
        assert plan.rows[0].changes == (("address", "详细地址", "新址", "另址"),)
        detail = {cell.field: cell for cell in asking.row_detail(key)}
        assert (detail["remarks"].outcome, detail["remarks"].why) == ("kept", "已选择保留本库")
        asking.commit()
    assert (records()[A[0]]["address"], records()[A[0]]["remarks"]) == ("另址", "乙")
    again = run_import(ledger, [second])
    assert (again.plan.unchanged, again.plan.conflicts, again.issues) == (1, 0, [])
    undo_import(ledger, 2)
    assert (records()[A[0]]["address"], records()[A[0]]["remarks"]) == ("新址", "乙")


def test_choosing_ours_alone_is_remembered_without_a_change_and_undone_with_the_batch(ledger, simple, records):
    run_import(ledger, [simple([row(A, 详细地址="旧址")])])
    edit(ledger, "address", "新址")
    second = simple([row(A, 详细地址="另址")], "二.xlsx")
    with session(ledger, second) as asking:
        asking.decide_fields([asking.plan().rows[0].key], ["address"], "ours")
        assert (asking.plan().unchanged, asking.plan().conflicts) == (1, 0)
        asking.commit()
    assert run_import(ledger, [second]).plan.conflicts == 0
    undo_import(ledger, 3)
    undo_import(ledger, 2)
    assert run_import(ledger, [second]).plan.conflicts == 1
    assert records()[A[0]]["address"] == "新址"


@pytest.mark.parametrize(
    ("policy", "filled", "blank"),
    [("file", "丙", "丙"), ("fill", "甲", "丙"), ("keep", "甲", None), ("never", "甲", None), ("ask", "甲", "丙")],
)
def test_each_policy_treats_a_filled_and_a_blank_field(ledger, simple, records, policy, filled, blank):
    run_import(ledger, [simple([row(A, 备注="甲"), row(B)])])
    path = simple([row(A, 备注="丙"), row(B, 备注="丙")], "二.xlsx")
    with session(ledger, path) as asking:
        asking.set_policy("remarks", policy)
        plan = asking.plan()
        assert plan.conflicts == (1 if policy == "ask" else 0)
        report = asking.commit()
    assert report.plan.counts() == plan.counts()
    assert (records()[A[0]]["remarks"], records()[B[0]]["remarks"]) == (filled, blank)
    with session(ledger, path) as asking:
        asking.set_policy("remarks", policy)
        assert asking.plan().changed == 0


def test_a_field_that_is_never_imported_stays_blank_in_new_problems_too(ledger, simple, records):
    path = simple([row(A, 备注="内部说明", 整改时限="2018年7月31日")])
    options = ImportOptions(policies={"remarks": "never", "deadline_text": "never"})
    run_import(ledger, [path], options)
    assert [records()[A[0]][name] for name in ("remarks", "deadline_text", "deadline")] == [None, None, None]
    assert run_import(ledger, [path], options).plan.unchanged == 1


def test_a_person_who_says_the_file_wins_in_this_import_overwrites_edits_even_of_unchanged_rows(
    ledger, simple, records
):
    path = simple([row(A, 备注="甲")])
    run_import(ledger, [path])
    edit(ledger, "remarks", "乙")
    with session(ledger, path) as asking:
        assert asking.plan().changed == 0
        asking.set_policy("remarks", "file")
        assert asking.plan().changed == 1
        asking.set_policy("remarks", None)
        assert asking.plan().changed == 0
        asking.set_policy("remarks", "file")
        asking.commit()
    assert records()[A[0]]["remarks"] == "甲"


def test_appending_adds_a_dated_record_once(ledger, simple, records):
    title = "强化督查问题清单（截至2019年4月26日）"
    run_import(ledger, [simple([row(A, 备注="四月已停产")])])
    second = simple([row(A, 备注="五月设备已拆除")], "二.xlsx", title=title)
    append = ImportOptions(policies={"remarks": "append"})
    with session(ledger, second, policies={"remarks": "append"}) as asking:
        row_ = asking.plan().rows[0]
        cell = next(cell for cell in asking.row_detail(row_.key) if cell.field == "remarks")
        assert cell.outcome == "appended"
        asking.commit()
    expected = "四月已停产\n（2019-04-26 第2批）五月设备已拆除"
    assert records()[A[0]]["remarks"] == expected
    assert row_.changes[0][3] == expected
    assert run_import(ledger, [second], append).plan.unchanged == 1
    whole = simple([row(A, 备注=expected + "；六月验收")], "三.xlsx")
    run_import(ledger, [whole], append)
    assert records()[A[0]]["remarks"] == expected + "；六月验收"
    undo_import(ledger)
    assert records()[A[0]]["remarks"] == expected


def test_appending_to_a_date_asks_instead(ledger, simple):
    run_import(ledger, [simple([row(A)])])
    with session(ledger, simple([row(A, 整改时限="2018年9月30日")], "二.xlsx")) as asking:
        asking.set_policy("deadline_text", "append")
        assert [one[0] for one in asking.plan().rows[0].conflicts] == ["deadline_text"]


def test_the_ledgers_own_policies_are_data_with_history_and_outranked_by_the_import(ledger, simple, records):
    run_import(ledger, [simple([row(A, 备注="甲")])])
    set_import_policies(ledger, {"remarks": "keep"})
    assert import_policies(ledger) == {"remarks": "keep"}
    second = simple([row(A, 备注="乙")], "二.xlsx")
    assert run_import(ledger, [second]).plan.changed == 0
    assert run_import(ledger, [second], ImportOptions(policies={"remarks": "file"})).plan.changed == 1
    assert set_import_policies(ledger, {"remarks": None}).change_set_id > 0
    assert import_policies(ledger) == {}
    with pytest.raises(UserError, match="没有这个字段"):
        set_import_policies(ledger, {"remarks": "偶尔"})


def test_presets_name_every_field_that_a_list_can_fill_and_policies_are_read_in_words():
    from models.importing.field_list import MAPPABLE

    assert set(preset_policies()) == set(MAPPABLE) - {"ledger_number"} | {"extra"}
    assert (read_policy("追加记录"), read_policy("keep")) == ("append", "keep")
    with pytest.raises(UserError, match="没有“随便”这种处理方式"):
        read_policy("随便")


def test_clearing_on_purpose_empties_texts_dates_and_lists_once_and_undo_restores(ledger, book, records):
    head = ["问题编号", "企业名称", "问题描述", "污染类型", "检查时间", "整改时限", "备注", "网格员"]
    first = [head, ["QH-1", *A, "大气、噪声", "2018-06-11", "2018年7月31日", "甲", "张三"]]
    run_import(ledger, [book(first)], ImportOptions(campaign="督查"))
    cleared = [head, ["QH-1", *A, "【清空】", "[清空]", "【清空】", "［清空］", "【清空】"]]
    path = book(cleared, "二.xlsx")
    with session(ledger, path, campaign="督查") as asking:
        plan = asking.plan()
        outcomes = {cell.field: cell.outcome for cell in asking.row_detail(plan.rows[0].key)}
        assert {outcomes[name] for name in ("pollutants", "found_on", "deadline", "remarks")} == {"cleared"}
        asking.commit()
    record = records()[A[0]]
    assert [record[name] for name in ("pollutants", "found_on", "deadline_text", "deadline", "remarks")] == [
        [], None, None, None, None,
    ]  # fmt: skip
    assert "网格员" not in (record["extra"] or {})
    again = run_import(ledger, [path], ImportOptions(campaign="督查"))
    assert (again.plan.changed, again.plan.unchanged) == (0, 1)
    undo_import(ledger, 2)
    record = records()[A[0]]
    assert (record["pollutants"], record["found_on"], record["deadline"]) == (
        ["大气", "噪声"], "2018-06-11", "2018-07-31",
    )  # fmt: skip
    assert record["extra"] == {"网格员": "张三"}


def test_clearing_counts_after_a_list_that_left_the_cell_blank(ledger, simple, records):
    run_import(ledger, [simple([row(A, 备注="甲")])])
    run_import(ledger, [simple([row(A)], "二.xlsx")])
    assert run_import(ledger, [simple([row(A, 备注="【清空】")], "三.xlsx")]).plan.changed == 1
    assert records()[A[0]]["remarks"] is None


def test_clearing_what_a_person_edited_asks(ledger, simple, records):
    run_import(ledger, [simple([row(A, 备注="甲")])])
    edit(ledger, "remarks", "乙")
    report = run_import(ledger, [simple([row(A, 备注="【清空】")], "二.xlsx")])
    assert (report.plan.changed, report.plan.conflicts) == (0, 1)
    assert records()[A[0]]["remarks"] == "乙"


def test_a_row_shown_field_by_field_says_what_was_blank_and_what_the_cell_said(ledger, simple):
    run_import(ledger, [simple([row(A, 备注="甲")])])
    with session(ledger, simple([row(A, 整改时限="7月底前")], "二.xlsx", title="2018年清单")) as asking:
        detail = {cell.field: cell for cell in asking.row_detail(asking.plan().rows[0].key)}
    assert (detail["remarks"].outcome, detail["remarks"].why) == ("blank", "文件为空，保留")
    assert (detail["site_name"].outcome, detail["site_name"].ours) == ("same", A[0])
    assert (detail["deadline_text"].outcome, detail["deadline_text"].file) == ("changed", "7月底前")


def test_a_field_that_the_ledger_never_imports_is_left_out_of_the_very_first_list_as_well(ledger, simple, records):
    set_import_policies(ledger, {"remarks": "never"})
    run_import(ledger, [simple([row(A, 备注="内部说明")])])
    assert records()[A[0]]["remarks"] is None
