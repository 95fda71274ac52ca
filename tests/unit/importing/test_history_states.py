"""作为历史导入: a state that may not be entered so comes in as 待整改, and the import says why."""

from __future__ import annotations

from sqlalchemy import update

from models.importing import ImportOptions, ImportSession, run_import
from models.schema import StatusMove

ROWS = [
    {"企业名称": "永年甲厂", "问题描述": "料场未苫盖", "整改情况": "已销号"},
    {"企业名称": "永年乙厂", "问题描述": "废气直排", "整改情况": "已完成"},
    {"企业名称": "永年丙厂", "问题描述": "未密闭", "整改情况": "正在整改"},
]


def allow(ledger, status, **values):
    with ledger.writing() as connection:
        connection.execute(
            update(StatusMove).where(StatusMove.from_status == "", StatusMove.to_status == status).values(**values)
        )


def told(report):
    return [issue["message"] for file in report.to_json()["files"] for issue in file["issues"]
            if issue["field"] == "said_status"]  # fmt: skip


def test_states_come_in_as_the_list_says_where_the_matrix_allows_it(ledger, simple, records):
    report = run_import(ledger, [simple(ROWS)], ImportOptions(as_history=True))
    assert [records()[row["企业名称"]]["status"] for row in ROWS] == ["已销号", "待销号", "整改中"]
    assert told(report) == []


def test_what_only_another_role_may_enter_comes_in_as_not_begun_with_the_reason(ledger, simple, records):
    allow(ledger, "已销号", roles='["负责人"]')
    path = simple(ROWS)
    with ImportSession(ledger, [path], ImportOptions(as_history=True)) as session:
        plan = session.plan()
    assert any("不能以“已销号”登记" in issue.message for issue in plan.issues), "the plan says so beforehand"
    report = run_import(ledger, [path], ImportOptions(as_history=True))
    assert records()["永年甲厂"]["status"] == "待整改" and records()["永年乙厂"]["status"] == "待销号"
    assert told(report) == ["不能以“已销号”登记：要由负责人导入；先记为“待整改”"]


def test_a_move_that_asks_for_a_field_lets_in_the_rows_that_have_it(ledger, simple, records):
    allow(ledger, "已销号", required='["remarks"]')
    rows = [ROWS[0] | {"备注": "已核"}, ROWS[0] | {"企业名称": "永年丁厂", "备注": None}]
    report = run_import(ledger, [simple(rows)], ImportOptions(as_history=True))
    assert (records()["永年甲厂"]["status"], records()["永年丁厂"]["status"]) == ("已销号", "待整改")
    assert told(report) == ["不能以“已销号”登记：缺少备注；先记为“待整改”"]


def test_a_state_not_enterable_at_all_and_an_ordinary_import_are_told_apart(ledger, simple, records):
    allow(ledger, "待销号", active=False)
    report = run_import(ledger, [simple(ROWS[1:2])], ImportOptions(as_history=True))
    assert records()["永年乙厂"]["status"] == "待整改" and "没有允许这样登记" in told(report)[0]
    assert told(run_import(ledger, [simple(ROWS[:1], "二.xlsx")])) == [], "a list of today moves no state"
