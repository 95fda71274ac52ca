"""Editing site visits and rounds: what is accepted and refused, and that undo takes it back."""

from datetime import date

import pytest
from sqlalchemy import insert, select

from models.errors import UserError
from models.operations import redo, undo_last
from models.operations.rounds import RoundDraft, create_round, edit_round, remove_round
from models.operations.visits import VisitEdit, checked_visit_value, edit_visits, remove_visits, restore_visits
from models.queries.problems import ProblemQuery, problem_records
from models.queries.visits import VisitQuery, visit_cells, visit_ids
from models.queries.visits_fields import VISIT
from models.queries.visits_totals import round_lines, visits_of_step
from models.schema import Round

CAMPAIGN = "2018—2019 强化监督"


@pytest.fixture
def visited(ledger):
    with ledger.writing() as connection:
        for key, name in ((1, "1"), (2, "2")):
            connection.execute(insert(Round).values(id=key, campaign_id=1, name=name, ordinal=key))
        for key, site in ((1, "武安市兴旺铸造厂"), (2, "永年区方圆桶业")):
            connection.execute(
                insert(VISIT).values(
                    id=key, campaign_id=1, round_id=1, site_name=site, found_problem=False, version=1,
                    visited_on=date(2019, 3, 26),
                )
            )  # fmt: skip
    return ledger


def cell(ledger, key, field):
    return visit_cells(ledger, [key], [field])[key][0]


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("visited_on", "2019年4月3日", date(2019, 4, 3)),
        ("team", " 第 3 组 ", "第 3 组"),
        ("round", "2", "2"),
        ("found_problem", "是", True),
        ("longitude", "114.2", 114.2),
        ("finding", "正常\n生产", "正常\n生产"),
        ("number", "ＸＣ１", "XC1"),
        ("site_name", "", None),
        ("problem", "ZG-000001", "ZG-000001"),
        ("problem", "A-2", "ZG-000002"),
    ],
)
def test_a_value_is_typed_for_its_field_and_can_be_taken_back(visited, field, typed, kept):
    before = cell(visited, 1, field)
    change = edit_visits(visited, [VisitEdit(1, field, typed)])
    assert cell(visited, 1, field) == kept
    assert change.fields == {"visits"}
    assert visits_of_step(visited, change.change_set_id) == [1]
    undo_last(visited)
    assert cell(visited, 1, field) == before
    redo(visited)
    assert cell(visited, 1, field) == kept


def test_a_visit_that_is_linked_with_a_problem_has_found_one(visited):
    edit_visits(visited, [VisitEdit(2, "problem", "A-2")])
    assert cell(visited, 2, "found_problem") is True
    undo_last(visited)
    assert cell(visited, 2, "found_problem") is False


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("visited_on", "昨天下午", "不能作为检查日期"),
        ("round", "77", "没有第“77”轮"),
        ("problem", "ZG-999999", "没有编号为“ZG-999999”的问题"),
        ("source", "x", "不能直接修改"),
        ("campaign", "x", "不能直接修改"),
        ("team", "组" * 101, "最多 100 个字"),
        ("longitude", "200", "不超过 180 的度数"),
        ("weather", "晴", "没有“weather”这个字段"),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_words_and_nothing_is_written(visited, field, typed, said):
    with pytest.raises(UserError, match=said):
        edit_visits(visited, [VisitEdit(1, "team", "第 9 组"), VisitEdit(2, field, typed)])
    assert cell(visited, 1, "team") is None


def test_a_step_that_changes_nothing_is_none(visited):
    assert edit_visits(visited, [VisitEdit(1, "round", "1")]).change_set_id == 0


def test_clearing_found_problem_means_no(visited):
    assert checked_visit_value("found_problem", "") is False


def test_deleted_visits_leave_the_list_and_come_back_by_restore_or_undo(visited):
    remove_visits(visited, [1, 2])
    assert list(visit_ids(visited, VisitQuery())) == []
    restore_visits(visited, [2])
    assert list(visit_ids(visited, VisitQuery())) == [2]
    undo_last(visited)
    undo_last(visited)
    assert sorted(visit_ids(visited, VisitQuery())) == [1, 2]
    with pytest.raises(UserError, match="已不在列表里"):
        restore_visits(visited, [1])


def test_a_deleted_visit_cannot_be_edited(visited):
    remove_visits(visited, [1])
    with pytest.raises(UserError, match="已不在台账里"):
        edit_visits(visited, [VisitEdit(1, "team", "第 1 组")])


def test_a_round_is_made_edited_and_removed_each_with_undo(visited):
    create_round(visited, CAMPAIGN, RoundDraft("3", 3, date(2019, 5, 8), date(2019, 5, 21), 28, "五一后"))
    (made,) = [line for line in round_lines(visited, CAMPAIGN) if line.name == "3"]
    assert (made.started_on, made.teams, made.note) == (date(2019, 5, 8), 28, "五一后")
    edit_round(visited, made.id, RoundDraft("3", 3, date(2019, 5, 9), date(2019, 5, 21), 30))
    assert [line.teams for line in round_lines(visited, CAMPAIGN)] == [None, None, 30]
    undo_last(visited)
    assert [line.teams for line in round_lines(visited, CAMPAIGN)] == [None, None, 28]
    remove_round(visited, made.id)
    assert [line.name for line in round_lines(visited, CAMPAIGN)] == ["1", "2"]
    undo_last(visited)
    assert [line.name for line in round_lines(visited, CAMPAIGN)] == ["1", "2", "3"]


def test_a_round_that_is_renamed_is_renamed_in_its_problems_too(visited):
    edit_round(visited, 1, RoundDraft("第一轮", 1))
    problems = list(problem_records(visited, ProblemQuery(ids=(1, 2, 3))))
    assert [record["round"] for record in problems] == ["第一轮", "第一轮", "2"]
    assert cell(visited, 1, "round") == "第一轮"
    undo_last(visited)
    assert [record["round"] for record in problem_records(visited, ProblemQuery(ids=(1,)))] == ["1"]
    assert cell(visited, 1, "round") == "1"


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (RoundDraft(" "), "要有名称"),
        (RoundDraft("2"), "已有第 2 轮"),
        (RoundDraft("9", None, date(2019, 5, 2), date(2019, 5, 1)), "早于开始日期"),
        (RoundDraft("9", None, None, None, -1), "检查组数要在"),
    ],
)
def test_a_round_that_cannot_be_is_refused(visited, draft, said):
    with pytest.raises(UserError, match=said):
        create_round(visited, CAMPAIGN, draft)


def test_a_round_that_something_belongs_to_stays(visited):
    with pytest.raises(UserError, match="还有现场检查"):
        remove_round(visited, 1)
    with pytest.raises(UserError, match="还有问题"):
        remove_round(visited, 2)
    with visited.reading() as connection:
        assert len(connection.execute(select(Round.id)).all()) == 2
