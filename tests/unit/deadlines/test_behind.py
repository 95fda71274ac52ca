"""落后序时进度: problems with measures or stages that should be further on are found, with how many days they lag."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import text

from models.operations import CellEdit, edit_cells
from models.operations.calendar import set_day
from models.operations.extension_steps import read_suspension
from models.operations.extensions import grant_one
from models.operations.measures import add_measure, edit_measure
from models.operations.progress_reports import add_report
from models.queries.deadlines_behind import BEHIND, behind_problems, line_of
from models.queries.filtering import ProblemQuery
from models.queries.problems import count as count_problems
from models.queries.problems import problem_ids
from models.rules.measure_shares import Part
from models.rules.stage_lines import DatedPart, stage_line

TODAY = date(2019, 5, 6)


def staged(ledger, problem_id=2):
    """Half by the end of April and all by the end of June, assigned on the first of April."""
    words = "2019年4月30日前完成50%，2019年6月30日前全部完成"
    with ledger.writing() as connection:
        connection.execute(
            text(
                "UPDATE problem SET deadline_kind = 'staged', deadline_text = :t, deadline = '2019-06-30',"
                " assigned_on = '2019-04-01' WHERE id = :id"
            ),
            {"t": words, "id": problem_id},
        )


def test_a_staged_deadline_asks_for_its_share_on_the_way(ledger):
    assert behind_problems(ledger) == {}
    staged(ledger)
    assert behind_problems(ledger, today=TODAY) == {2: 35}
    add_report(ledger, 2, {"period": "2019-04", "percent": "50"})
    # The line passed one half on 30 April.
    assert behind_problems(ledger, today=TODAY) == {2: 6}
    add_report(ledger, 2, {"period": "2019-05", "percent": "60"})
    assert behind_problems(ledger, today=TODAY) == {}


def test_a_stage_in_working_days_lies_where_the_calendar_of_the_ledger_puts_it(ledger):
    words = "10个工作日内完成50%，20个工作日内全部完成"
    edit_cells(ledger, [CellEdit(2, "assigned_on", "2018-09-26"), CellEdit(2, "deadline_text", words)])

    def days():
        with ledger.reading() as connection:
            line = line_of(connection, 2)
        return [point.day for point in line.points] if line is not None else []

    assert days() == [date(2018, 10, 15), date(2018, 10, 29)]
    assert behind_problems(ledger, today=date(2018, 10, 16)) == {2: 20}
    set_day(ledger, date(2018, 10, 10), "holiday", "停电")
    assert days()[0] == date(2018, 10, 16)


def test_measures_with_dates_come_before_stages_and_shares_count(ledger):
    staged(ledger)
    add_measure(ledger, 2, {"text": "拆除", "due_text": "2019年4月20日前", "share": "40"})
    add_measure(ledger, 2, {"text": "安装", "due_text": "2019年6月30日前", "share": "60"})
    add_measure(ledger, 2, {"text": "坚持", "due_text": "长期坚持"})
    with ledger.reading() as connection:
        line = line_of(connection, 2)
    assert line is not None and line.source == "measures"
    assert [(point.day, float(point.share)) for point in line.points] == [
        (date(2019, 4, 20), 0.4),
        (date(2019, 6, 30), 1.0),
    ]
    assert behind_problems(ledger, today=TODAY) == {2: 35}
    from models.queries.dossier import dossier

    first = dossier(ledger, 2).measures[0]
    edit_measure(ledger, first.id, {"completed_on": "2019-4-20"})
    assert behind_problems(ledger, today=TODAY) == {2: 16}


def test_closed_and_suspended_problems_are_not_behind(ledger):
    staged(ledger)
    staged(ledger, 4)
    assert behind_problems(ledger, today=TODAY) == {2: 35}
    told = {"basis": "诉讼期间", "approver": "市整改办", "starts_on": "2019-5-1", "ends_on": "2019-5-10"}
    grant_one(ledger, 2, read_suspension(told))
    assert behind_problems(ledger, today=TODAY) == {}
    assert list(behind_problems(ledger, today=date(2019, 5, 11))) == [2]


def test_the_ledger_lists_them_as_a_question_of_its_own(ledger):
    staged(ledger)
    query = ProblemQuery(finding=BEHIND)
    assert list(problem_ids(ledger, query)) == [2] and count_problems(ledger, query) == 1
    assert count_problems(ledger, query.but(search="不存在")) == 0
    assert count_problems(ledger, query.but(as_of=date(2019, 4, 12))) == 1
    assert behind_problems(ledger, ProblemQuery(filters={"city": ("晋城市",)}), TODAY) == {}


def test_an_extended_deadline_is_the_last_point(ledger):
    from models.rules.deadline_kinds import Stage

    stages = (Stage("完成一半", date(2019, 4, 30)), Stage("全部完成", date(2019, 6, 30)))
    line = stage_line((), stages, date(2019, 8, 31), date(2019, 6, 30), date(2019, 4, 1), Decimal(50))
    assert line is not None and line.points[-1].day == date(2019, 8, 31)


def test_measures_without_dates_or_shares_say_nothing_about_time():
    parts = [DatedPart(Part(None, Decimal(10)), None)]
    assert stage_line(parts, (), date(2019, 6, 30), None, date(2019, 4, 1), None) is None
