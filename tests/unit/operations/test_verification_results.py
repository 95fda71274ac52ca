"""核查结果 are the bureau's own: made, changed, ordered, switched off; findings go by them at once."""

from datetime import date

import pytest

from models.errors import UserError
from models.operations.undo import undo_last
from models.operations.verification import add_check
from models.operations.verification_results import ResultDraft, add_result, edit_result, move_result, switch_result
from models.queries.fields import PROBLEM
from models.queries.verification import problem_checks, results


def named(ledger, name, purpose="check"):
    return next(one for one in results(ledger, purpose, all_=True) if one.name == name)


def test_a_new_result_with_its_consequences_is_used_by_the_next_check(ledger):
    add_result(ledger, ResultDraft("check", "立即停产", "red", "整改不到位", failed=True, falsified=True))
    entered = add_check(ledger, 3, {"result": "立即停产", "checked_on": date(2019, 5, 5), "verifier": "王五"})
    assert entered.moved == 1
    with ledger.reading() as connection:
        row = connection.execute(PROBLEM.select().where(PROBLEM.c.id == 3)).mappings().one()
    assert (row["status"], row["falsified"]) == ("整改不到位", True)
    assert problem_checks(ledger, 3).lines[0].failed


def test_a_result_that_findings_bear_keeps_its_name_but_not_its_consequences(ledger):
    add_check(ledger, 3, {"result": "已整改", "checked_on": date(2019, 5, 5), "verifier": "王五"})
    line = named(ledger, "已整改")
    with pytest.raises(UserError, match="不能改名"):
        edit_result(ledger, line.id, ResultDraft("check", "整改完成", "green", "待销号"))
    edit_result(ledger, line.id, ResultDraft("check", "已整改", "green", None))
    assert named(ledger, "已整改").moves_to is None
    undo_last(ledger)
    assert named(ledger, "已整改").moves_to == "待销号"


def test_what_is_switched_off_is_no_longer_offered(ledger):
    switch_result(ledger, named(ledger, "不属实").id, False)
    assert "不属实" not in [one.name for one in results(ledger, "check")]
    undo_last(ledger)
    assert "不属实" in [one.name for one in results(ledger, "check")]


def test_the_order_is_the_bureau_s_own(ledger):
    names = [one.name for one in results(ledger, "check")]
    move_result(ledger, named(ledger, names[1]).id, -1)
    assert [one.name for one in results(ledger, "check")][:2] == [names[1], names[0]]
    assert move_result(ledger, named(ledger, names[1]).id, -1).change_set_id == 0
    assert results(ledger, "recheck")[0].name == "巩固"


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        (ResultDraft("check", " "), "名称"),
        (ResultDraft("check", "甲,乙"), "逗号"),
        (ResultDraft("check", "已整改"), "已经有"),
        (ResultDraft("check", "新", moves_to="没有"), "状态"),
        (ResultDraft("other", "新"), "没有这种核查"),
    ],
)
def test_what_cannot_be_a_result_is_refused(ledger, draft, why):
    with pytest.raises(UserError, match=why):
        add_result(ledger, draft)
