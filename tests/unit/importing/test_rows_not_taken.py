"""What was not taken in is not lost: rows left out are not gone, held rows keep all they said, barred fields follow."""

from __future__ import annotations

from sqlalchemy import text

import models.importing
from models.importing import ImportOptions, ImportSession, run_import
from models.importing.choices import RowChoice
from models.importing.writing.settling import settle_held

HEAD = ["序号", "问题编号", "地市", "县（市、区）", "企业名称", "问题描述"]
A = [1, "HD-001", "邯郸市", "永年区", "永年昊途铸造厂", "料场未苫盖，扬尘严重"]
B = [2, "HD-002", "邯郸市", "永年区", "永年裕甄建材厂", "未安装治污设施，废气直排"]
COMPLETE = ImportOptions(campaign="督查", scope="complete")


def asked(ledger, question):
    with ledger.reading() as connection:
        return connection.execute(text(question)).all()


def test_every_name_that_the_room_offers_can_be_had():
    for name in models.importing.__all__:
        assert getattr(models.importing, name) is not None


def test_a_row_left_out_though_its_words_changed_is_not_taken_for_gone(ledger, book):
    run_import(ledger, [book([HEAD, A, B])], ImportOptions(campaign="督查"))
    changed = book([HEAD, [*A[:5], "料场未苫盖，道路未硬化，车辆未冲洗"], B], "二.xlsx")
    with ImportSession(ledger, [changed], COMPLETE) as session:
        first = session.plan().rows[0]
        assert first.verdict == "changed"
        session.decide_rows([first.key], RowChoice("leave"))
        plan = session.plan()
    assert (plan.left, plan.vanished) == (1, 0)


def test_a_row_without_name_and_words_does_not_make_the_problem_of_its_number_gone(ledger, book):
    run_import(ledger, [book([HEAD, A, B])], ImportOptions(campaign="督查"))
    bare = book([HEAD, [*A[:4], None, None], B], "二.xlsx")
    with ImportSession(ledger, [bare], COMPLETE) as session:
        plan = session.plan()
    assert (plan.refused, plan.vanished) == (1, 0)
    with ImportSession(ledger, [book([HEAD, B], "三.xlsx")], COMPLETE) as session:
        assert session.plan().vanished == 1


def test_a_field_that_was_barred_comes_in_with_the_same_file_once_it_is_not(ledger, simple):
    path = simple([("甲厂", "料场未苫盖"), ("乙厂", "废气直排")])
    run_import(ledger, [path], ImportOptions(campaign="督查", policies={"address": "never"}))
    again = run_import(ledger, [path], ImportOptions(campaign="督查", policies={"address": "never"}))
    assert again.plan.unchanged == 2
    assert run_import(ledger, [path], ImportOptions(campaign="督查")).plan.changed == 2
    assert [row.address for row in asked(ledger, "SELECT address FROM problem")] == ["1号", "2号"]
    assert run_import(ledger, [path], ImportOptions(campaign="督查")).plan.unchanged == 2


def test_a_held_row_that_clears_a_field_still_clears_it_when_it_is_settled(ledger, simple):
    first = {"企业名称": A[4], "问题描述": A[5], "备注": "旧备注"}
    run_import(ledger, [simple([first])], ImportOptions(campaign="督查"))
    renamed = simple([{**first, "企业名称": "永年昊途精密铸造厂", "备注": "【清空】"}], "二.xlsx")
    assert run_import(ledger, [renamed], ImportOptions(campaign="督查")).plan.suspect == 1
    ((held,),) = asked(ledger, "SELECT id FROM batch_row WHERE outcome = 'suspect'")
    settle_held(ledger, held, RowChoice("same", 1))
    assert asked(ledger, "SELECT site_name, remarks FROM problem") == [("永年昊途精密铸造厂", None)]
    assert run_import(ledger, [renamed], ImportOptions(campaign="督查")).plan.unchanged == 1


def test_a_held_row_keeps_the_link_that_it_names(ledger, book):
    head = [*HEAD, "重复件编号"]
    run_import(ledger, [book([head, [*A, None]])], ImportOptions(campaign="督查"))
    renamed = [1, "HD-101", *A[2:4], "永年昊途精密铸造厂", A[5], "HD-001"]
    assert run_import(ledger, [book([head, renamed], "二.xlsx")], ImportOptions(campaign="督查")).plan.suspect == 1
    ((held,),) = asked(ledger, "SELECT id FROM batch_row WHERE outcome = 'suspect'")
    settle_held(ledger, held, RowChoice("new"))
    assert asked(ledger, "SELECT problem_id, kind, number, other_id FROM problem_link") == [
        (2, "duplicate", "HD-001", 1)
    ]
