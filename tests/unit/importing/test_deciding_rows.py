"""A person's word on rows: new, the same as a chosen problem, or not imported; the rest is matched again."""

from __future__ import annotations

import random
import time

import pytest

from models.errors import UserError
from models.importing import ImportOptions, ImportSession, run_import
from models.importing.choices import RowChoice, RowKey
from models.operations import CellEdit, edit_cells
from models.queries.filtering import ProblemQuery
from models.queries.problems import problem_ids

A = ("永年昊途铸造厂", "料场未苫盖，扬尘严重")
B = ("永年裕甄建材厂", "未安装治污设施，废气直排")
RENAMED = ("永年昊途精密铸造厂", A[1])


def row(pair, **more):
    return {"企业名称": pair[0], "问题描述": pair[1], **more}


def verdicts(plan):
    return [(line.verdict, line.ledger_number) for line in plan.rows if line.row]


def test_a_held_row_can_be_new_the_same_or_left_and_its_candidates_are_shown_beside_it(ledger, simple, records):
    run_import(ledger, [simple([A, B])])
    path = simple([row(RENAMED, 备注="新名")], "二.xlsx")
    with ImportSession(ledger, [path]) as session:
        held = session.plan().rows[0]
        assert (held.verdict, held.candidates, held.candidate_ids) == ("suspect", ("ZG-000001",), (1,))
        (candidate,) = session.candidates(held.key)
        assert (candidate.ledger_number, candidate.status) == ("ZG-000001", "待整改")
        assert candidate.likeness == pytest.approx(0.8, abs=0.1)
        cells = {cell.field: (cell.ours, cell.file, cell.outcome) for cell in candidate.cells}
        assert cells["site_name"] == (A[0], RENAMED[0], "changed")
        assert cells["description"][2] == "same"
        session.decide_rows([held.key], RowChoice("leave"))
        plan = session.plan()
        assert (plan.left, verdicts(plan), plan.rows[0].choice) == (1, [("left", "")], RowChoice("leave"))
        session.decide_rows([held.key], RowChoice("new"))
        assert verdicts(session.plan()) == [("new", "")]
        session.decide_rows([held.key], RowChoice("same", 1))
        plan = session.plan()
        assert (verdicts(plan), plan.rows[0].why) == ([("changed", "ZG-000001")], "手工认领")
        session.commit()
    assert records()[RENAMED[0]]["remarks"] == "新名"
    assert run_import(ledger, [path]).plan.unchanged == 1


def test_a_problem_taken_by_hand_is_not_there_for_other_rows(ledger, simple):
    run_import(ledger, [simple([A])])
    with ImportSession(ledger, [simple([A, row(B)], "二.xlsx")]) as session:
        first, second = session.plan().rows
        assert [line.verdict for line in (first, second)] == ["unchanged", "new"]
        session.decide_rows([second.key], RowChoice("same", 1))
        assert verdicts(session.plan()) == [("new", ""), ("changed", "ZG-000001")]
        session.decide_rows([first.key], RowChoice("same", 1))
        plan = session.plan()
        assert [line.verdict for line in plan.rows] == ["suspect", "suspect"]
        assert "几行都选定" in plan.rows[0].why
        session.decide_rows([first.key], RowChoice("same", 99))
        assert "已不在台账里" in session.plan().rows[0].why


def test_a_refused_row_may_be_left_out_or_assigned_without_taking_the_identity_of_its_problem(ledger, simple, records):
    run_import(ledger, [simple([A])])
    nameless = {"企业名称": None, "问题描述": None, "备注": "只有备注", "详细地址": None}
    path = simple([nameless, B], "二.xlsx")
    with ImportSession(ledger, [path]) as session:
        refused = session.plan().rows[0]
        session.decide_rows([refused.key], RowChoice("new"))
        assert session.plan().refused == 1
        session.decide_rows([refused.key], RowChoice("leave"))
        plan = session.plan()
        assert (plan.refused, plan.left, [issue for issue in plan.issues if issue.severity == "error"]) == (0, 1, [])
        session.decide_rows([refused.key], RowChoice("same", 1))
        report = session.commit()
        assert (report.plan.changed, report.exit_code) == (1, 0)
    assert records()[A[0]]["remarks"] == "只有备注"
    assert run_import(ledger, [simple([A], "三.xlsx")]).plan.unchanged == 1


def test_left_rows_are_counted_apart_and_only_when_there_are_any(ledger, simple):
    with ImportSession(ledger, [simple([A, B])]) as session:
        assert "left" not in session.plan().counts()
        session.decide_rows([session.plan().rows[1].key], RowChoice("leave"))
        told = session.commit().to_json()
    assert (told["new"], told["left"]) == (1, 1)
    assert run_import(ledger, [simple([A, B])]).to_json()["new"] == 1


def test_a_row_that_is_gone_is_said_so_and_stale_choices_are_passed_over(ledger, simple):
    with ImportSession(ledger, [simple([A, B])]) as session:
        session.decide_rows([RowKey("0/0", 99)], RowChoice("leave"))
        assert session.plan().new == 2
        with pytest.raises(UserError, match="没有第 99 行"):
            session.row_detail(RowKey("0/0", 99))


@pytest.mark.parametrize("seed", range(3))
def test_the_counts_before_are_the_counts_after_whatever_was_chosen(ledger, simple, seed):
    draw = random.Random(seed)
    sites = [(f"永年{a}{b}厂", f"{a}{b}工序未密闭，废气直排") for a in "甲乙丙丁" for b in "子丑寅卯辰"]
    run_import(ledger, [simple([row(site, 详细地址=f"{at}号", 备注="一") for at, site in enumerate(sites)])])
    known = list(problem_ids(ledger, ProblemQuery()))
    edit_cells(ledger, [CellEdit(key, draw.choice(["remarks", "address"]), "改过") for key in draw.sample(known, 8)])
    after = [
        row((site[0].replace("厂", "铸造厂") if draw.random() < 0.2 else site[0], site[1]),
            详细地址=draw.choice([f"{at}号", "另址", None]), 备注=draw.choice(["一", "二", None, "【清空】"]))
        for at, site in enumerate(sites) if draw.random() < 0.9
    ]  # fmt: skip
    after += [row(("永年新厂", "新的问题")), {"企业名称": None, "问题描述": None, "备注": "无名"}]
    options = ImportOptions(scope="complete")
    with ImportSession(ledger, [simple(after, "二.xlsx")], options) as session:
        for line in session.plan().rows:
            if line.key is None:
                continue
            if draw.random() < 0.3:
                kind = draw.choice(["new", "same", "leave"])
                choice = RowChoice(kind, draw.choice(known) if kind == "same" else None)
                session.decide_rows([line.key], choice)
            for field, *_ in line.conflicts:
                session.decide_fields([line.key], [field], draw.choice(["file", "ours", None]))
        for field in ("remarks", "address"):
            session.set_policy(field, draw.choice(["file", "fill", "keep", "append", "ask", "never", None]))
        plan = session.plan()
        cells = sum(len([one for one in line.changes if one[0] != "list_number"]) for line in plan.rows)
        report = session.commit()
    assert report.plan.counts() == plan.counts()
    assert plan.cells == cells
    with ledger.reading() as connection:
        asked = "SELECT outcome, count(*) FROM batch_row WHERE batch_id = 2 AND outcome != 'standing' GROUP BY outcome"
        written = dict(connection.exec_driver_sql(asked).all())
        cells = "change_set_id = ? AND entity = 'problem' AND field NOT IN ('', 'list_number')"
        found = connection.exec_driver_sql(f"SELECT count(*) FROM change WHERE {cells}", (report.change.change_set_id,))
        recorded = found.scalar()
    told = {name: count for name, count in plan.counts().items() if count and name not in ("conflicts", "returned")}
    assert written == told
    assert recorded == plan.cells
    assert len(list(problem_ids(ledger, ProblemQuery()))) == len(known) + plan.new


def test_five_thousand_rows_are_planned_again_within_a_second_and_one_row_is_shown_at_once(ledger, simple):
    rows = [row((f"永年{at}号铸造厂", f"第{at}处料场未苫盖，扬尘严重"), 详细地址=f"{at}号") for at in range(5_000)]
    run_import(ledger, [simple(rows)])
    changed = [line | {"备注": "改"} if at % 3 == 0 else line for at, line in enumerate(rows)]
    with ImportSession(ledger, [simple(changed, "二.xlsx")]) as session:
        plan = session.plan()
        assert (plan.changed, plan.unchanged) == (1_667, 3_333)
        session.decide_rows([plan.rows[0].key], RowChoice("leave"))
        session.set_policy("remarks", "append")
        started = time.process_time()
        again = session.plan()
        planned = time.process_time() - started
        started = time.process_time()
        detail = session.row_detail(again.rows[3].key)
        shown = time.process_time() - started
    assert (again.left, again.changed) == (1, 1_666)
    assert any(cell.field == "remarks" for cell in detail)
    assert planned < 1
    assert shown < 0.05
