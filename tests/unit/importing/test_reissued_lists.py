"""清单换发核对: piles of a re-issued list, what it no longer holds, what returns, and what a person concludes."""

from __future__ import annotations

import pytest

from models.errors import UserError
from models.importing import ImportOptions, ImportSession, run_import, undo_import
from models.importing.deciding.piles import NAMES, piles
from models.operations import CellEdit, edit_cells, move_status
from models.operations.vanished import decide_vanished, reopen_vanished
from models.queries.filtering import ProblemQuery
from models.queries.problems import problem_ids
from models.queries.vanished import open_vanished, vanished_of_batch
from tests.unit.operations.open_matrix import allow_every_move

SITES = [(f"永年{name}厂", f"{name}工序未密闭，废气直排") for name in "甲乙丙丁戊己庚辛壬癸子丑"]
A, B, C = SITES[:3]
COMPLETE = ImportOptions(campaign="督查", scope="complete")
JANUARY, FEBRUARY = "强化督查清单（截至2019年1月31日）", "强化督查清单（截至2019年2月28日）"


@pytest.fixture
def ledger(ledger):
    """What states lead to is tested here, not who may move to which."""
    allow_every_move(ledger)
    return ledger


def row(pair, **more):
    return {"企业名称": pair[0], "问题描述": pair[1], **more}


def ids(ledger):
    return list(problem_ids(ledger, ProblemQuery()))


def plan_of(ledger, path, options=COMPLETE):
    with ImportSession(ledger, [path], options) as session:
        return session.plan()


def test_january_then_february_gives_exactly_the_piles_and_february_again_nothing(ledger, simple):
    rows = [row(site, 详细地址=f"{at}号") for at, site in enumerate(SITES)]
    run_import(ledger, [simple(rows, title=JANUARY)], COMPLETE)
    move_status(ledger, [ids(ledger)[11]], "已销号")
    second = [
        *(line | {"企业名称": line["企业名称"].replace("永年", "永年区")} for line in rows[3:5]),
        *(line | {"备注": "二月更新"} for line in rows[5:10]),
        *rows[10:],
        row(("永年新厂", "新发现的问题")),
    ]
    path = simple(second, "二.xlsx", title=FEBRUARY)
    with ImportSession(ledger, [path], COMPLETE) as session:
        plan = session.plan()
        found = {name: len(rows) for name, rows in piles(plan).items() if rows}
        assert found == {
            "新增": 1, "未变": 1, "部级字段变更": 5, "疑似同一": 2, "部级清单已无": 3, "曾销号又出现": 1,
        }  # fmt: skip
        assert all(row.marks == ("改名",) for row in piles(plan)["疑似同一"])
        assert (plan.returned, plan.scope_words) == (1, "范围：邯郸市")
        told = next(issue for issue in plan.issues if issue.kind == "returned")
        assert "ZG-000012 已于" in told.message
        assert "第 1 批" in told.message
        from models.importing.choices import RowChoice

        for held in piles(plan)["疑似同一"]:
            session.decide_rows([held.key], RowChoice("same", held.candidate_ids[0]))
        assert session.plan().suspect == 0
        report = session.commit()
    assert report.to_json()["returned"] == 1
    again = plan_of(ledger, path)
    assert {name: len(rows) for name, rows in piles(again).items() if rows} == {"未变": 10, "部级清单已无": 3}
    assert again.returned == 0
    assert (again.new, again.changed) == (0, 0)
    assert set(piles(again)) == set(NAMES)


def test_a_closed_problem_stays_closed_whatever_the_list_says_and_is_marked(ledger, simple, book, records):
    run_import(ledger, [simple([row(A), row(B), row(C)], title=JANUARY)], ImportOptions(campaign="督查"))
    move_status(ledger, ids(ledger)[:2], "已销号")
    move_status(ledger, ids(ledger)[2:], "暂缓")
    edit_cells(ledger, [CellEdit(key, "closed_on", "2019-02-10") for key in ids(ledger)[:2]])

    def listed(title, name):
        lines = [[title], ["地市", "县（市、区）", "企业名称", "问题描述", "整改状态"]]
        return book([*lines, *(["邯郸市", "永年区", *site, said] for site, said in
                               ((A, "已销号"), (B, "整改中"), (C, "整改中")))], name)  # fmt: skip

    plan = plan_of(ledger, listed(FEBRUARY, "二.xlsx"), ImportOptions())
    assert [[change[0] for change in line.changes] for line in plan.rows] == [["said_status"]] * 3
    assert [line.marks for line in plan.rows] == [("台账已销号",), ("疑似反弹",), ("台账暂缓",)]
    older = plan_of(ledger, listed(JANUARY, "三.xlsx"), ImportOptions())
    assert [line.marks for line in older.rows] == [("台账已销号",), ("台账已销号",), ("台账暂缓",)]
    run_import(ledger, [listed(FEBRUARY, "四.xlsx")])
    assert [records()[name]["status"] for name, _ in (A, B, C)] == ["已销号", "已销号", "暂缓"]


def test_what_a_complete_list_lacks_waits_for_a_person_and_moves_no_state(ledger, simple, records):
    run_import(ledger, [simple([row(A), row(B), row(C)])], COMPLETE)
    run_import(ledger, [simple([row(A)], "二.xlsx")], COMPLETE)
    lines = open_vanished(ledger)
    assert [(line.ledger_number, line.batch_id) for line in lines] == [("ZG-000002", 2), ("ZG-000003", 2)]
    with pytest.raises(UserError, match="没有填写依据文号"):
        decide_vanished(ledger, [lines[0].id], "部里销号", " ")
    with pytest.raises(UserError, match="合并到哪一条"):
        decide_vanished(ledger, [lines[0].id], "合并", "环办督察〔2019〕3号")
    with pytest.raises(UserError, match="没有“忘了”这种结论"):
        decide_vanished(ledger, [lines[0].id], "忘了", "环办督察〔2019〕3号")
    change = decide_vanished(ledger, [lines[0].id], "部里销号", "环办督察〔2019〕3号")
    assert (change.entity_ids, change.kind) == (frozenset({lines[0].problem_id}), "vanished")
    assert [line.id for line in open_vanished(ledger)] == [lines[1].id]
    decided = vanished_of_batch(ledger, 2)[0]
    assert (decided.outcome, decided.basis, decided.decided_by) == ("部里销号", "环办督察〔2019〕3号", "测试员")
    assert {record["status"] for record in records().values()} == {"待整改"}
    with pytest.raises(UserError, match="已有结论"):
        decide_vanished(ledger, [lines[0].id], "漏列", "电话核实")
    reopen_vanished(ledger, [lines[0].id])
    assert len(open_vanished(ledger)) == 2
    run_import(ledger, [simple([row(A)], "三.xlsx")], COMPLETE)
    assert len(open_vanished(ledger)) == 2


def test_a_vanished_problem_that_a_later_list_has_again_ends_the_wait(ledger, simple):
    run_import(ledger, [simple([row(A), row(B)])], COMPLETE)
    run_import(ledger, [simple([row(A)], "二.xlsx")], COMPLETE)
    back = simple([row(A), row(B, 备注="又有")], "三.xlsx")
    with ImportSession(ledger, [back], COMPLETE) as session:
        assert [line.marks for line in session.plan().rows] == [(), ("重新出现",)]
        session.commit()
    assert open_vanished(ledger) == []
    assert [line.outcome for line in vanished_of_batch(ledger, 2)] == ["重新出现"]
    undo_import(ledger)
    assert len(open_vanished(ledger)) == 1


def test_a_problem_closed_by_the_ministry_that_a_later_list_has_again_is_told(ledger, simple):
    run_import(ledger, [simple([row(A), row(B)])], COMPLETE)
    run_import(ledger, [simple([row(A)], "二.xlsx")], COMPLETE)
    decide_vanished(ledger, [open_vanished(ledger)[0].id], "部里销号", "环办督察〔2019〕3号")
    plan = plan_of(ledger, simple([row(A), row(B, 备注="又有")], "三.xlsx"))
    assert (plan.returned, plan.rows[1].marks) == (1, ("疑似反弹",))
    assert any("环办督察〔2019〕3号" in issue.message for issue in plan.issues)


def test_closed_problems_that_a_list_no_longer_holds_need_no_looking_into(ledger, simple):
    run_import(ledger, [simple([row(A), row(B), row(C)])], COMPLETE)
    move_status(ledger, [ids(ledger)[1]], "已销号")
    report = run_import(ledger, [simple([row(A)], "二.xlsx")], COMPLETE)
    assert report.plan.vanished == 2
    assert [line.ledger_number for line in open_vanished(ledger)] == ["ZG-000003"]


def test_undoing_takes_back_what_nobody_decided_and_keeps_conclusions(ledger, simple):
    run_import(ledger, [simple([row(A), row(B), row(C)])], COMPLETE)
    run_import(ledger, [simple([row(A)], "二.xlsx")], COMPLETE)
    first = open_vanished(ledger)[0]
    decide_vanished(ledger, [first.id], "划转", "函〔2019〕5号", "山东省")
    report = undo_import(ledger, 2)
    assert [(kept.ledger_number, kept.why) for kept in report.kept] == [
        (first.ledger_number, "待核实已作“划转”结论，结论保留")
    ]
    assert open_vanished(ledger) == []
    assert [line.outcome for line in vanished_of_batch(ledger, 2)] == ["划转"]


@pytest.mark.parametrize("how", ["rows", "title", "asked"])
def test_a_complete_list_of_one_city_makes_no_other_city_vanish(ledger, simple, book, how):
    both = [row(A), row(B, 地市="保定市", **{"县（市、区）": "清苑区"}), row(C)]
    run_import(ledger, [simple(both)], COMPLETE)
    options, path = COMPLETE, simple([row(A)], "二.xlsx")
    if how == "title":
        path = book(
            [["2018年邯郸市强化督查问题清单"], ["县（市、区）", "企业名称", "问题描述"], ["永年区", *A]], "二.xlsx"
        )
    if how == "asked":
        options = ImportOptions(campaign="督查", scope="complete", cities=("邯郸市",))
        path = simple([row(A), row(B, 地市="保定市", **{"县（市、区）": "清苑区"}, 备注="x")], "二.xlsx")
    plan = plan_of(ledger, path, options)
    assert [line.ledger_number for line in plan.rows if line.verdict == "vanished"] == ["ZG-000003"]
    assert "邯郸市" in plan.scope_words


def test_a_row_left_out_by_a_person_does_not_vanish(ledger, simple):
    from models.importing.choices import RowChoice

    run_import(ledger, [simple([row(A), row(B)])], COMPLETE)
    with ImportSession(ledger, [simple([row(A), row(B, 备注="改")], "二.xlsx")], COMPLETE) as session:
        session.decide_rows([session.plan().rows[1].key], RowChoice("leave"))
        plan = session.plan()
    assert (plan.left, plan.vanished, plan.unchanged) == (1, 0, 1)


def test_the_first_complete_list_of_a_campaign_that_was_entered_before_makes_nothing_vanish(ledger, simple):
    from models.operations import create_campaign

    create_campaign(ledger, "督查")
    report = run_import(ledger, [simple([row(A), row(B)])], COMPLETE)
    assert (report.plan.new, report.plan.vanished) == (2, 0)
    assert open_vanished(ledger) == []


def test_a_list_taken_back_and_imported_again_still_ends_the_wait_of_what_it_has(ledger, simple):
    run_import(ledger, [simple([row(site) for site in SITES[:3]], title=JANUARY)], COMPLETE)
    run_import(ledger, [simple([row(SITES[0]), row(SITES[1])], "二.xlsx", title=FEBRUARY)], COMPLETE)
    third = simple([row(site, 备注="三月") for site in SITES[:3]], "三.xlsx", title="2018年3月问题清单")
    first = run_import(ledger, [third], COMPLETE)
    assert vanished_outcomes(ledger) == ["重新出现"]
    undo_import(ledger, first.batch)
    assert vanished_outcomes(ledger) == [None]
    run_import(ledger, [third], COMPLETE)
    assert vanished_outcomes(ledger) == ["重新出现"]


def vanished_outcomes(ledger):
    with ledger.reading() as connection:
        found = connection.exec_driver_sql("SELECT outcome FROM vanished_item WHERE removed_in IS NULL ORDER BY id")
        return list(found.scalars())
