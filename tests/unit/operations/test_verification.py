"""核查: plans drawn and given to teams, findings with what follows from them, rebounds; each one step that undoes."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from models.errors import UserError
from models.operations.links import INVERSE, LINK_KINDS
from models.operations.numbering import take_numbers
from models.operations.undo import redo, undo_last
from models.operations.verification import Finding, add_check, enter_findings, remove_check
from models.operations.verification_plan_edits import edit_plan, remove_plan, set_team
from models.operations.verification_plans import PlanWanted, create_plan, preview_draw, redraw
from models.queries.change_log import step_changes
from models.queries.dossier import dossier
from models.queries.fields import PROBLEM
from models.queries.filtering import ProblemQuery
from models.queries.verification import MEMBER, VERIFICATION, Team, plans, problem_checks
from models.rules.sampling import Candidate, Share, draw

PASSED = {"result": "已整改", "checked_on": date(2019, 5, 5), "verifier": "王五"}
FAILED = {"result": "整改不到位", "checked_on": "2019年5月5日", "verifier": "王五", "finding": "仍在生产",
          "demand": "5月20日前断水断电"}  # fmt: skip


def everything(name="第一轮核查", **more):
    return PlanWanted(name, ProblemQuery(), **more)


def rows(ledger, plan_id):
    with ledger.reading() as connection:
        query = select(VERIFICATION).where(VERIFICATION.c.plan_id == plan_id, VERIFICATION.c.removed_in.is_(None))
        return {row["problem_id"]: row for row in connection.execute(query.order_by(VERIFICATION.c.place)).mappings()}


def problem(ledger, key):
    with ledger.reading() as connection:
        return connection.execute(select(PROBLEM).where(PROBLEM.c.id == key)).mappings().one()


def test_a_plan_keeps_its_population_and_draw_and_comes_and_goes_as_one_step(demo):
    wanted = everything(
        strata=("city",), share=Share(Decimal(10), 1), seed="2019",
        teams=(Team("一组", "甲、乙", ("邯郸市",)), Team("二组")),
    )  # fmt: skip
    seen = preview_draw(demo, wanted)
    made = create_plan(demo, wanted)
    assert made.drawn == seen
    plan = plans(demo)[0]
    assert (plan.total, plan.checked, plan.population_size, plan.seed) == (len(seen.numbers), 0, 400, "2019")
    assert plan.population_digest == seen.digest
    with demo.reading() as connection:
        members = list(connection.execute(select(MEMBER).where(MEMBER.c.plan_id == made.plan_id)))
    again = draw([Candidate(one.ledger_number, one.stratum) for one in members], plan.share, plan.seed)
    assert again == seen
    items = rows(demo, made.plan_id)
    assert {row["team"] for key, row in items.items() if problem(demo, key)["city"] == "邯郸市"} <= {"一组"}
    assert {row["team"] for key, row in items.items() if problem(demo, key)["city"] != "邯郸市"} == {"二组"}
    assert [row["place"] for row in items.values()] == list(range(1, plan.total + 1))
    undo_last(demo)
    assert made.plan_id not in {one.id for one in plans(demo)} and rows(demo, made.plan_id) == {}
    redo(demo)
    assert plans(demo)[0].total == plan.total


def test_a_plan_without_share_checks_all_and_one_of_nothing_is_refused(ledger):
    made = create_plan(ledger, everything())
    assert len(rows(ledger, made.plan_id)) == 5 and plans(ledger)[0].seed is None
    with pytest.raises(UserError, match="没有问题"):
        create_plan(ledger, PlanWanted("空", ProblemQuery(where="city = 北京市")))
    with pytest.raises(UserError, match="名称"):
        create_plan(ledger, PlanWanted(" ", ProblemQuery()))


def test_drawing_anew_is_told_with_its_reason_and_keeps_what_was_checked(demo):
    wanted = everything(share=Share(number=20), seed="a", strata=("city",))
    made = create_plan(demo, wanted)
    first = rows(demo, made.plan_id)
    checked = next(iter(first.values()))
    enter_findings(demo, [Finding(checked["id"], {"result": "无法核查", "checked_on": date(2019, 5, 5),
                                                  "verifier": "王五", "finding": "道路不通"})])  # fmt: skip
    with pytest.raises(UserError, match="原因"):
        redraw(demo, made.plan_id, " ")
    with pytest.raises(UserError, match="同一个种子"):
        redraw(demo, made.plan_id, "再来", seed="a")
    redraw(demo, made.plan_id, "样本里企业已搬迁", seed="b")
    second = rows(demo, made.plan_id)
    plan = plans(demo)[0]
    assert checked["problem_id"] in second and plan.seed == "b"
    assert plan.draws[0].seed == "a" and plan.draws[0].why == "样本里企业已搬迁" and plan.draws[0].drawn == 20
    numbers = {problem(demo, key)["ledger_number"] for key in second}
    fresh = draw(_members(demo, made.plan_id), Share(number=20), "b").chosen
    assert numbers - fresh <= {problem(demo, checked["problem_id"])["ledger_number"]} and fresh <= numbers
    undo_last(demo)
    assert rows(demo, made.plan_id).keys() == first.keys() and plans(demo)[0].seed == "a"


def _members(ledger, plan_id):
    with ledger.reading() as connection:
        found = connection.execute(select(MEMBER).where(MEMBER.c.plan_id == plan_id))
        return [Candidate(one.ledger_number, one.stratum) for one in found]


def test_a_passed_check_moves_the_state_where_the_ledger_allows_it_and_tells_where_not(ledger):
    made = create_plan(ledger, everything())
    items = rows(ledger, made.plan_id)
    entered = enter_findings(ledger, [Finding(items[key]["id"], PASSED) for key in (1, 3)])
    assert entered.written == 2 and entered.moved == 1
    assert problem(ledger, 3)["status"] == "待销号"
    assert problem(ledger, 1)["status"] == "整改中"
    (refused,) = entered.refusals
    assert refused.ledger_number == "ZG-000001" and "已上报待核查" in refused.why
    after = rows(ledger, made.plan_id)
    assert after[1]["result"] == after[3]["result"] == "已整改" and after[3]["status_before"] == "已上报待核查"
    undo_last(ledger)
    assert problem(ledger, 3)["status"] == "已上报待核查" and rows(ledger, made.plan_id)[3]["result"] is None


def test_a_failed_check_sends_back_with_its_demand_and_falsified_work_is_marked(ledger):
    made = create_plan(ledger, everything())
    items = rows(ledger, made.plan_id)
    enter_findings(ledger, [Finding(items[3]["id"], FAILED | {"result": "虚假整改"})])
    assert problem(ledger, 3)["status"] == "整改不到位" and problem(ledger, 3)["falsified"] is True
    row = rows(ledger, made.plan_id)[3]
    assert row["demand"] == "5月20日前断水断电" and row["checked_on"] == date(2019, 5, 5)
    assert plans(ledger)[0].failed == 1
    undo_last(ledger)
    assert problem(ledger, 3)["falsified"] is None


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (PASSED | {"verifier": " "}, "核查人"),
        (PASSED | {"checked_on": None}, "核查日期"),
        (PASSED | {"checked_on": "2019-05-07"}, "晚于今天"),
        (PASSED | {"checked_on": "2019-02-30"}, "不是日期"),
        (PASSED | {"result": "差不多"}, "没有“差不多”"),
        (PASSED | {"result": "反弹"}, "没有“反弹”"),
        (FAILED | {"finding": "", "demand": ""}, "要写明"),
        ({"verifier": "王五"}, "没有填写"),
    ],
)
def test_a_finding_that_lacks_something_is_told_and_left_out(ledger, values, why):
    made = create_plan(ledger, everything())
    items = rows(ledger, made.plan_id)
    entered = enter_findings(ledger, [Finding(items[3]["id"], values), Finding(items[1]["id"], PASSED)])
    assert [one.ledger_number for one in entered.wrong] == ["ZG-000003"] and why in entered.wrong[0].why
    assert entered.written == 1 and rows(ledger, made.plan_id)[3]["result"] is None
    with pytest.raises(UserError, match=why):
        enter_findings(ledger, [Finding(items[3]["id"], values)], strict=True)


def test_the_same_findings_again_write_nothing(ledger):
    made = create_plan(ledger, everything())
    items = rows(ledger, made.plan_id)
    findings = [Finding(items[3]["id"], PASSED)]
    enter_findings(ledger, findings)
    again = enter_findings(ledger, findings)
    assert again.change.change_set_id == 0 and again.unchanged == 1


def test_a_rebound_opens_a_linked_problem_that_counts_as_open_and_names_the_first_verifier(ledger):
    enter = add_check(ledger, 3, PASSED)
    assert enter.moved == 1
    with ledger.writing() as connection:
        take_numbers(connection, 5)
        connection.execute(
            PROBLEM.update().where(PROBLEM.c.id == 3).values(status="已销号", closed_on=date(2019, 5, 6))
        )
    plan = create_plan(ledger, PlanWanted("回头看", ProblemQuery(where="status = 已销号"), purpose="recheck"))
    items = rows(ledger, plan.plan_id)
    found = FAILED | {"result": "反弹", "finding": "又在露天堆放"}
    entered = enter_findings(ledger, [Finding(items[3]["id"], found)])
    ((child, number),) = entered.children
    made = problem(ledger, child)
    assert (made["status"], made["site_name"], made["description"]) == ("待整改", "高平市盛源洗煤", "又在露天堆放")
    assert made["requirement"] == "5月20日前断水断电" and made["found_on"] == date(2019, 5, 5)
    assert problem(ledger, 3)["status"] == "已销号"
    (link,) = dossier(ledger, child).links
    assert (LINK_KINDS[link.kind], link.outgoing, link.other_id) == ("反弹自", True, 3)
    (back,) = dossier(ledger, 3).links
    assert INVERSE[back.kind] == "反弹为" and not back.outgoing
    assert problem_checks(ledger, 3).lines[0].child_number == number
    told = problem_checks(ledger, child)
    assert told.rebound_id == 3 and "2019-05-06 销号" in told.rebound_of and "原核查人 王五" in told.rebound_of
    again = enter_findings(ledger, [Finding(items[3]["id"], {"result": "部分反弹"})])
    assert again.children == ()
    undo_last(ledger)
    undo_last(ledger)
    assert problem(ledger, child)["removed_in"] is not None and problem_checks(ledger, 3).lines[0].child_id is None


def test_a_check_by_hand_goes_by_the_state_of_the_problem(ledger):
    assert problem_checks(ledger, 4).purpose == "recheck" and problem_checks(ledger, 3).purpose == "check"
    entered = add_check(ledger, 4, PASSED | {"result": "巩固"})
    assert entered.moved == 0 and problem(ledger, 4)["status"] == "已销号"
    (line,) = problem_checks(ledger, 4).lines
    assert (line.purpose, line.result, line.tone, line.plan) == ("recheck", "巩固", "green", "")
    remove_check(ledger, line.id)
    assert problem_checks(ledger, 4).lines == ()
    with pytest.raises(UserError, match="核查结果"):
        add_check(ledger, 4, {"verifier": "王五"})


def test_teams_are_changed_for_all_that_is_open_or_by_hand(ledger):
    made = create_plan(ledger, everything(teams=(Team("一组"),)))
    items = rows(ledger, made.plan_id)
    enter_findings(ledger, [Finding(items[3]["id"], PASSED)])
    edit_plan(ledger, made.plan_id, {"teams": (Team("甲组", "", ("邯郸市",)), Team("乙组", "", ("晋城",)))})
    teams = {key: row["team"] for key, row in rows(ledger, made.plan_id).items()}
    assert teams == {1: "甲组", 2: "甲组", 3: "一组", 4: "乙组", 5: None}
    set_team(ledger, [items[5]["id"]], "乙组")
    assert rows(ledger, made.plan_id)[5]["team"] == "乙组"
    taken_out = items[1]["id"]
    remove_check(ledger, taken_out)
    with pytest.raises(UserError, match="已经不在了"):
        set_team(ledger, [taken_out], "乙组")
    with pytest.raises(UserError, match="只能分给一个组"):
        edit_plan(ledger, made.plan_id, {"teams": (Team("甲", "", ("邯郸市",)), Team("乙", "", ("邯郸市",)))})


def test_history_says_in_words_what_a_step_on_a_plan_changed(ledger):
    made = create_plan(ledger, everything(share=Share(number=3), seed="a"))
    again = redraw(ledger, made.plan_id, "换一批", seed="b", share=Share(number=2))
    said = {line.title: (line.old, line.new) for line in step_changes(ledger, again.change.change_set_id)}
    assert said["抽样种子"] == ("a", "b")
    assert said["抽样"] == ("共抽 3 条，按各层数量比例分配", "共抽 2 条，按各层数量比例分配")
    edited = edit_plan(ledger, made.plan_id, {"teams": (Team("甲"), Team("乙", "", ("邯郸市",)))})
    said = {line.title: line.new for line in step_changes(ledger, edited.change_set_id)}
    assert said["核查组"] == "甲、乙" and said["核查的分组"]


def test_a_plan_taken_out_comes_back_whole(ledger):
    made = create_plan(ledger, everything())
    remove_plan(ledger, made.plan_id)
    assert plans(ledger) == ()
    undo_last(ledger)
    assert plans(ledger)[0].total == 5
