"""What a file may change: blanks erase nothing, edits are kept, states never move, unedited means unchanged."""

from __future__ import annotations

import random

import pytest

from models.importing import ImportOptions, ImportSession, run_import
from models.operations import CellEdit, edit_cells
from models.queries.filtering import ProblemQuery
from models.queries.problems import problem_ids

A = ("永年昊途铸造厂", "料场未苫盖，扬尘严重")
B = ("永年裕甄建材厂", "未安装治污设施，废气直排")
C = ("永年晟珏焦化厂", "危险废物露天存放，无标识标牌")


def counts(report) -> tuple[int, ...]:
    told = report.to_json()
    return tuple(told[name] for name in ("new", "changed", "unchanged", "suspect", "refused", "vanished"))


def edit(ledger, records, site, field, value):
    number = records()[site]["ledger_number"]
    ids = list(problem_ids(ledger, ProblemQuery()))
    numbers = {r["ledger_number"]: i for i, r in zip(ids, records().values(), strict=True)}
    edit_cells(ledger, [CellEdit(numbers[number], field, value)])


def test_the_same_file_again_changes_nothing_but_is_a_batch(ledger, simple):
    path = simple([A, B])
    assert counts(run_import(ledger, [path])) == (2, 0, 0, 0, 0, 0)
    again = run_import(ledger, [path])
    assert counts(again) == (0, 0, 2, 0, 0, 0)
    assert again.batch == 2


def test_a_blank_in_the_file_erases_nothing(ledger, simple, records):
    run_import(ledger, [simple([{"企业名称": A[0], "问题描述": A[1], "备注": "重点"}])])
    report = run_import(
        ledger, [simple([{"企业名称": A[0], "问题描述": A[1], "详细地址": None, "整改时限": "/"}], "二.xlsx")]
    )
    assert counts(report) == (0, 0, 1, 0, 0, 0)
    record = records()[A[0]]
    assert (record["remarks"], record["address"], record["deadline"]) == ("重点", "1号", "2018-07-31")


def test_a_different_serial_number_alone_is_no_change_but_follows_another(ledger, simple, records):
    run_import(ledger, [simple([A, B])])
    assert counts(
        run_import(ledger, [simple([{**_row(B), "详细地址": "2号"}, {**_row(A), "详细地址": "1号"}], "二.xlsx")])
    ) == (
        0,
        0,
        2,
        0,
        0,
        0,
    )
    assert records()[B[0]]["list_number"] == "2"
    run_import(ledger, [simple([{**_row(B), "详细地址": "2号", "备注": "新"}], "三.xlsx")])
    assert records()[B[0]]["list_number"] == "1"


def _row(pair):
    return {"企业名称": pair[0], "问题描述": pair[1]}


def test_what_a_person_edited_is_kept_and_told_unless_the_file_says_nothing_new(ledger, simple, records):
    first = simple([_row(A) | {"详细地址": "旧址"}])
    run_import(ledger, [first])
    edit(ledger, records, A[0], "address", "新址")
    assert counts(run_import(ledger, [first])) == (0, 0, 1, 0, 0, 0)
    report = run_import(ledger, [simple([_row(A) | {"详细地址": "另址", "备注": "补充"}], "二.xlsx")])
    assert counts(report) == (0, 1, 0, 0, 0, 0)
    told = [issue for issue in report.issues if issue.field == "address"]
    assert len(told) == 1
    assert "新址" in told[0].message
    assert "另址" in told[0].message
    assert (records()[A[0]]["address"], records()[A[0]]["remarks"]) == ("新址", "补充")


def test_a_deadline_that_a_person_moved_is_kept_with_its_wording(ledger, simple, records):
    run_import(ledger, [simple([A])])
    edit(ledger, records, A[0], "deadline", "2018-12-31")
    report = run_import(ledger, [simple([_row(A) | {"整改时限": "长期坚持"}], "二.xlsx")])
    assert counts(report) == (0, 0, 1, 0, 0, 0)
    assert [issue.field for issue in report.issues] == ["deadline_text"]
    assert records()[A[0]]["deadline"] == "2018-12-31"


def test_a_new_wording_of_the_deadline_takes_the_old_date_with_it(ledger, simple, records):
    run_import(ledger, [simple([A])])
    run_import(ledger, [simple([_row(A) | {"整改时限": "长期坚持"}], "二.xlsx")])
    record = records()[A[0]]
    assert (record["deadline_text"], record["deadline_kind"], record["deadline"]) == ("长期坚持", "standing", None)


def test_renaming_here_does_not_break_the_next_match(ledger, simple, records):
    path = simple([A])
    run_import(ledger, [path])
    edit(ledger, records, A[0], "site_name", "昊途铸造（已更名）")
    assert counts(run_import(ledger, [path])) == (0, 0, 1, 0, 0, 0)


def test_no_file_moves_a_state_but_history_may_set_it_once(ledger, simple, records):
    done = _row(A) | {"整改情况": "已完成"}
    run_import(ledger, [simple([done])])
    assert (records()[A[0]]["said_status"], records()[A[0]]["status"]) == ("已完成", "待整改")
    history = ImportOptions(as_history=True)
    run_import(ledger, [simple([done, _row(B) | {"整改情况": "已销号"}], "二.xlsx")], history)
    assert (records()[A[0]]["status"], records()[B[0]]["status"]) == ("待整改", "已销号")


def test_line_breaks_and_width_are_no_change(ledger, simple):
    run_import(ledger, [simple([A])])
    other = {"企业名称": A[0], "问题描述": "料场未苫盖，\n扬尘严重", "详细地址": "１号"}
    assert counts(run_import(ledger, [simple([other], "二.xlsx")])) == (0, 0, 1, 0, 0, 0)


def test_a_renamed_site_is_held_for_a_person(ledger, simple):
    run_import(ledger, [simple([A, B])])
    report = run_import(ledger, [simple([{"企业名称": "永年昊途精密铸造厂", "问题描述": A[1]}, B], "二.xlsx")])
    assert counts(report) == (0, 0, 1, 1, 0, 0)
    assert report.suspects[0]["candidates"] == ["ZG-000001"]


def test_a_company_written_with_another_legal_form_and_its_place_is_held(ledger, simple):
    rows = [{"县（市、区）": "武安市", "企业名称": name, "问题描述": A[1], "详细地址": None}
            for name in ("武安昊天铸造有限公司", "武安市昊天铸造公司", "武安宏远铸造公司")]  # fmt: skip
    run_import(ledger, [simple(rows[:1])])
    assert counts(run_import(ledger, [simple(rows[1:2], "二.xlsx")])) == (0, 0, 0, 1, 0, 0)
    assert counts(run_import(ledger, [simple(rows[2:], "三.xlsx")])) == (1, 0, 0, 0, 0, 0)


def test_what_is_told_of_rows_stands_with_their_file(ledger, simple):
    """Several files in one call: suspects and issues under the file they are in, also where sheet names are equal."""
    run_import(ledger, [simple([A])])
    nameless = {"企业名称": None, "问题描述": None, "详细地址": "一号路"}
    renamed = {"企业名称": "永年昊途精密铸造厂", "问题描述": A[1]}
    report = run_import(
        ledger, [simple([B], "二.xlsx"), simple([_row(C), nameless, renamed], "三.xlsx")], ImportOptions(round="7")
    ).to_json()
    clean, other = report["files"]
    assert (clean["suspects"], clean["issues"]) == ([], [])
    assert [line["row"] for line in other["suspects"]] == [5]
    assert [(line["severity"], line["cell"][1:]) for line in other["issues"]] == [("error", "4")]
    assert [file["sheets"][0]["constants"]["round"] for file in report["files"]] == ["7", "7"]


def test_another_matter_at_the_same_site_is_new(ledger, simple):
    run_import(ledger, [simple([A])])
    assert counts(run_import(ledger, [simple([(A[0], C[1])], "二.xlsx")])) == (1, 0, 0, 0, 0, 0)


def test_shuffling_the_rows_gives_the_same_plan(ledger, simple):
    rows = [(f"永年{name}厂", f"{name}工序未密闭") for name in "甲乙丙丁戊己庚辛"]
    rows = [_row(row) | {"详细地址": f"{place}巷"} for place, row in enumerate(rows)]
    run_import(ledger, [simple([*rows, rows[0]])])
    after = [row | {"备注": "改"} for row in rows[:4]] + rows[4:7] + [_row(A)]
    plans = []
    for seed in range(3):
        random.Random(seed).shuffle(after)
        with ImportSession(ledger, [simple(after, f"{seed}.xlsx")], ImportOptions(scope="complete")) as session:
            plan = session.plan()
            plans.append({(row.site_name, row.verdict, row.ledger_number, row.candidates) for row in plan.rows})
    assert plans[0] == plans[1] == plans[2]


def test_vanished_is_only_asked_of_a_complete_list_and_only_in_its_round(ledger, simple):
    run_import(ledger, [simple([A, B], title="2018年第一轮督查清单")], ImportOptions(campaign="督查"))
    run_import(ledger, [simple([C], "二.xlsx", title="2018年第二轮督查清单")])
    complete = ImportOptions(scope="complete")
    assert counts(run_import(ledger, [simple([A], "三.xlsx", title="2018年第一轮督查清单")])) == (0, 0, 1, 0, 0, 0)
    report = run_import(ledger, [simple([A], "四.xlsx", title="2018年第一轮督查清单")], complete)
    assert counts(report) == (0, 0, 1, 0, 0, 1)


def test_the_same_matter_in_another_round_is_held(ledger, simple):
    run_import(ledger, [simple([A], title="2018年第一轮督查清单")], ImportOptions(campaign="督查"))
    report = run_import(ledger, [simple([A], "二.xlsx", title="2018年第二轮督查清单")])
    assert counts(report) == (0, 0, 0, 1, 0, 0)


def test_the_sources_own_number_finds_a_reworded_problem_but_never_a_different_one(ledger, book):
    head = ["问题编号", "地市", "企业名称", "问题描述"]
    run_import(ledger, [book([head, ["QH-1", "邯郸市", *A], ["QH-2", "邯郸市", *B]])])
    second = [
        head,
        ["QH-1", "邯郸市", A[0], "料场未完全苫盖，扬尘严重，道路未硬化"],
        ["QH-2", "邯郸市", "磁县另一家公司", "无环评手续"],
    ]
    report = run_import(ledger, [book(second, "二.xlsx")], ImportOptions(campaign="清单"))
    assert counts(report) == (0, 1, 0, 1, 0, 0)


def test_a_row_that_nothing_identifies_is_refused_and_strict_refuses_the_file(ledger, simple, records):
    path = simple([A, {"企业名称": None, "问题描述": None, "备注": "只有备注"}])
    with pytest.raises(Exception, match="1 处错误"):
        run_import(ledger, [path], ImportOptions(strict=True))
    assert records() == {}
    report = run_import(ledger, [path])
    assert counts(report) == (1, 0, 0, 0, 1, 0)
    assert report.exit_code == 1
    assert [issue.severity for issue in report.issues] == ["error"]


def test_a_dry_run_counts_the_same_and_writes_nothing(ledger, simple, records):
    path = simple([A, B])
    report = run_import(ledger, [path], ImportOptions(dry_run=True))
    assert (report.batch, counts(report), records()) == (None, (2, 0, 0, 0, 0, 0), {})
    assert counts(run_import(ledger, [path])) == counts(report)
