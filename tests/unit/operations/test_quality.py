"""What a run of the checks found is kept, findings are let stand with a reason, and bulk fixes are one step."""

from datetime import date, datetime

import pytest
from sqlalchemy import insert, update

from models import clock
from models.errors import UserError
from models.operations import CellEdit, edit_cells, move_status, next_undo, redo, undo_last
from models.operations.quality import keep_run, let_stand, take_up_again
from models.operations.quality_fixes import _FIXES, fix, preview_fix
from models.queries.check import check_ledger
from models.queries.fields import PROBLEM
from models.queries.problems import ProblemQuery, count, problem_records
from models.queries.quality import CHECKS, quality_ids
from models.queries.quality_runs import exceptions, grown_checks, measure, must_run, standing
from models.schema import CategoryAlias, Problem
from tests.unit.operations.open_matrix import allow_every_move


def plant(ledger, problem_id=1, **values):
    with ledger.writing() as connection:
        connection.execute(update(Problem.__table__).where(PROBLEM.c.id == problem_id).values(**values))


def found(ledger, key):
    with ledger.reading() as connection:
        return quality_ids(connection, key)


def run(ledger):
    keep_run(ledger, measure(ledger))


def line(ledger, key, campaign=None):
    return next(one for one in standing(ledger, campaign).lines if one.key == key)


def record(ledger, problem_id):
    return next(problem_records(ledger, ProblemQuery(ids=[problem_id])))


# --- runs


def test_a_run_is_wanted_at_first_after_a_change_and_on_another_day(ledger):
    assert must_run(ledger)
    assert standing(ledger).at is None
    run(ledger)
    assert not must_run(ledger)
    assert standing(ledger).fresh
    edit_cells(ledger, [CellEdit(1, "remarks", "甲")])
    assert must_run(ledger)
    assert not standing(ledger).fresh
    run(ledger)
    with clock.freeze(datetime(2019, 5, 7, 8, 0)):
        assert must_run(ledger)


def test_a_run_counts_as_many_as_each_check_opens_also_by_campaign(ledger):
    run(ledger)
    for campaign in (None, "2018—2019 强化监督", "第二轮中央督察"):
        for one in standing(ledger, campaign).lines:
            assert one.found == count(ledger, ProblemQuery(finding=one.key, campaign=campaign)), one.key


def test_a_new_finding_stays_new_for_the_day_and_is_old_the_day_after(ledger):
    run(ledger)
    assert line(ledger, "missing_unit").before is None
    edit_cells(ledger, [CellEdit(1, "responsible_unit", None)])
    run(ledger)
    assert (line(ledger, "missing_unit").found, line(ledger, "missing_unit").more) == (5, 1)
    edit_cells(ledger, [CellEdit(1, "remarks", "甲")])
    run(ledger)
    assert line(ledger, "missing_unit").more == 1
    with ledger.reading() as connection:
        assert grown_checks(connection) == [("missing_unit", 1)]
        assert grown_checks(connection, 1) == [("missing_unit", 1)]
        assert grown_checks(connection, 2) == []
    with clock.freeze(datetime(2019, 5, 7, 8, 0)):
        run(ledger)
        assert line(ledger, "missing_unit").more == 0


def test_a_run_makes_no_history_and_can_be_shown_without_being_kept(ledger):
    steps = check_ledger(ledger)
    run(ledger)
    assert next_undo(ledger) is None
    assert check_ledger(ledger).ok == steps.ok
    shown = standing(ledger, None, measure(ledger))
    assert shown.fresh
    assert sum(one.found for one in shown.lines) == sum(one.found for one in standing(ledger).lines)


# --- 核对无误


def test_a_finding_let_stand_is_no_longer_found_and_comes_back_with_undo(ledger):
    before = found(ledger, "missing_unit")
    change = let_stand(ledger, "missing_unit", [2, 3], " 经与原件核对属实 ")
    assert change.entity_ids == {2, 3}
    assert change.title == "2 条问题核对无误（没有责任单位）：经与原件核对属实"
    assert found(ledger, "missing_unit") == [one for one in before if one not in (2, 3)]
    assert line(ledger, "missing_unit").let_stand == 2
    assert {(one.problem_id, one.reason, one.actor) for one in exceptions(ledger, "missing_unit")} == {
        (2, "经与原件核对属实", "张三"), (3, "经与原件核对属实", "张三"),
    }  # fmt: skip
    undo_last(ledger)
    assert found(ledger, "missing_unit") == before
    assert exceptions(ledger) == []
    redo(ledger)
    assert 2 not in found(ledger, "missing_unit")
    assert check_ledger(ledger).ok


def test_a_finding_taken_up_again_can_be_let_stand_anew(ledger):
    let_stand(ledger, "missing_unit", [2], "甲")
    change = take_up_again(ledger, [one.id for one in exceptions(ledger)])
    assert "ZG-000002" in change.title
    assert 2 in found(ledger, "missing_unit")
    let_stand(ledger, "missing_unit", [2], "乙")
    assert [one.reason for one in exceptions(ledger)] == ["乙"]
    undo_last(ledger)
    assert 2 in found(ledger, "missing_unit")
    assert check_ledger(ledger).ok


def test_letting_stand_needs_a_reason_a_check_and_a_problem(ledger):
    with pytest.raises(UserError, match="理由"):
        let_stand(ledger, "missing_unit", [2], "  ")
    with pytest.raises(UserError, match="没有"):
        let_stand(ledger, "nothing", [2], "甲")
    let_stand(ledger, "missing_unit", [2], "甲")
    with pytest.raises(UserError, match="已经标为"):
        let_stand(ledger, "missing_unit", [2, 999], "甲")
    with pytest.raises(UserError, match="不在核对无误之列"):
        take_up_again(ledger, [999])


# --- bulk fixes


def test_every_check_that_offers_a_fix_has_one(ledger):
    assert {check.key for check in CHECKS if check.fix} == set(_FIXES)
    with pytest.raises(UserError, match="不能批量处理"):
        fix(ledger, "missing_unit")


def check_fix(ledger, key, problem_id=1):
    """Preview and fix name the same problems, the finding goes, and one undo brings all back."""
    before = record(ledger, problem_id)
    assert problem_id in found(ledger, key)
    preview = preview_fix(ledger, key)
    assert preview.problems >= 1
    assert problem_id in {one.problem_id for one in preview.lines} or key in ("deadline_unread", "region_unknown")
    change = fix(ledger, key)
    assert len(change.entity_ids) == preview.problems
    assert problem_id not in found(ledger, key)
    after = record(ledger, problem_id)
    assert undo_last(ledger).kept == ()
    assert record(ledger, problem_id) == before
    assert check_ledger(ledger).ok
    return after


def test_the_city_is_filled_from_the_county(ledger):
    plant(ledger, city=None, province=None)
    after = check_fix(ledger, "missing_city")
    assert (after["city"], after["province"], after["county"]) == ("邯郸市", "河北省", "武安市")


def test_the_closing_date_is_that_of_the_last_step_to_closed(ledger):
    allow_every_move(ledger)
    with clock.freeze(datetime(2019, 4, 20, 9, 0)):
        move_status(ledger, [1], "已销号")
    after = check_fix(ledger, "closed_without_date")
    assert after["closed_on"] == "2019-04-20"


def test_a_deadline_is_read_again(ledger):
    plant(ledger, deadline_kind="unknown", deadline=None)
    after = check_fix(ledger, "deadline_unread")
    assert (after["deadline_kind"], after["deadline"]) == ("date", "2019-04-25")


def test_a_wording_that_still_says_nothing_is_left(ledger):
    plant(ledger, deadline_kind="unknown", deadline=None, deadline_text="另行通知")
    assert preview_fix(ledger, "deadline_unread").problems == 0
    with pytest.raises(UserError, match="逐条打开核对"):
        fix(ledger, "deadline_unread")


def test_places_get_their_code_from_city_and_county(ledger):
    after = check_fix(ledger, "region_unknown")
    assert after["region_codes"] == ["130481"]


def test_swapped_coordinates_are_put_right(ledger):
    plant(ledger, longitude=36.7, latitude=114.2)
    after = check_fix(ledger, "coordinates_impossible")
    assert (after["longitude"], after["latitude"]) == (114.2, 36.7)


def test_a_category_gets_the_name_of_its_preset(ledger):
    with ledger.writing() as connection:
        connection.execute(insert(CategoryAlias).values(wording="小散乱污", category="散乱污企业整治不力"))
    plant(ledger, category="小散乱污", accountability_category=None)
    after = check_fix(ledger, "category_other_wording")
    assert after["category"] == after["accountability_category"] == "散乱污企业整治不力"


def test_units_get_the_usual_spelling(ledger):
    for key in (1, 2, 3):
        plant(ledger, key, city="邯郸市", county="武安市", responsible_unit="武安市人民政府")
    plant(ledger, 1, responsible_unit="武安市政府")
    after = check_fix(ledger, "unit_spellings")
    assert after["responsible_unit"] == "武安市人民政府"


def test_a_fix_may_be_for_chosen_rows_only(ledger):
    for key in (1, 2):
        plant(ledger, key, longitude=36.7, latitude=114.2)
    assert preview_fix(ledger, "coordinates_impossible", [2]).problems == 1
    fix(ledger, "coordinates_impossible", [2])
    assert found(ledger, "coordinates_impossible") == [1]


def test_what_was_changed_since_a_fix_is_kept_by_its_undo(ledger):
    plant(ledger, longitude=36.7, latitude=114.2)
    fix(ledger, "coordinates_impossible")
    step = next_undo(ledger)
    edit_cells(ledger, [CellEdit(1, "longitude", 114.3)])
    from models.operations.undo import undo

    kept = undo(ledger, step.change_set_id).kept
    assert [one.field for one in kept] == ["longitude"]
    assert record(ledger, 1)["found_on"] == date(2019, 3, 26).isoformat()
