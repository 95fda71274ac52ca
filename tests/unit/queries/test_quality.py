"""Each data-quality check finds the row planted for it and lets the sound row pass."""

from datetime import date

import pytest
from sqlalchemy import insert, select, text, update

from models.errors import UserError
from models.queries.fields import PROBLEM
from models.queries.problems import ProblemQuery, count, problem_ids, problem_records
from models.queries.quality import CHECKS, SEVERITIES, check_of, quality_counts, quality_ids
from models.schema import CategoryAlias, Evidence, Problem, ProblemRegion, RuleSetting

LONG = "长" * 255


def plant(ledger, problem_id=1, **values):
    with ledger.writing() as connection:
        connection.execute(update(Problem.__table__).where(PROBLEM.c.id == problem_id).values(**values))


def drop_places_without_code(ledger):
    with ledger.writing() as connection:
        connection.execute(text("DELETE FROM problem_region WHERE region_code IS NULL"))


def found(ledger, key):
    with ledger.reading() as connection:
        return quality_ids(connection, key)


SOUND = {"phone": "0310-5555555", "longitude": 114.2, "latitude": 36.7, "accountability_category": None}


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("missing_unit", {"responsible_unit": ""}),
        ("missing_city", {"city": None}),
        ("missing_category", {"category": " "[:0]}),
        ("missing_deadline", {"deadline_text": None, "deadline": None}),
        ("deadline_unread", {"deadline_kind": "unknown"}),
        ("deadline_before_found", {"deadline": date(2019, 3, 1)}),
        ("deadline_before_assigned", {"deadline": date(2019, 3, 27)}),
        ("assigned_without_date", {"assigned_on": None}),
        ("found_in_future", {"found_on": date(2019, 5, 7)}),
        ("finished_before_found", {"completed_on": date(2018, 1, 1)}),
        ("finished_before_found", {"closed_on": date(2019, 3, 25)}),
        ("closed_without_date", {"status": "已销号"}),
        ("closed_without_evidence", {"status": "已销号"}),
        ("overdue_said_finished", {"said_status": "已整改到位，通过验收"}),
        ("overdue_said_finished", {"said_status": "已完成"}),
        ("closed_said_otherwise", {"status": "已销号", "said_status": "未完成"}),
        ("closed_said_otherwise", {"status": "已销号", "said_status": "整改不到位"}),
        ("region_not_in_city", {"city": "石家庄市"}),
        ("coordinates_impossible", {"longitude": 11.4, "latitude": 36.7}),
        ("coordinates_impossible", {"latitude": None}),
        ("far_from_county", {"longitude": 116.4, "latitude": 39.9}),
        ("category_unmatched", {"category": "没见过的类别"}),
        ("category_other_wording", {"category": "散乱污"}),
        ("phone_impossible", {"phone": "1399999999"}),
        ("phone_impossible", {"phone": "待补"}),
        ("credit_code_wrong", {"credit_code": "91130481MA07ABCD12"}),
        ("text_truncated", {"measures": LONG}),
        ("round_without_number", {"round": "专项"}),
    ],
)
def test_a_planted_row_is_found_and_was_not_before(ledger, key, values):
    plant(ledger, **SOUND)
    drop_places_without_code(ledger)
    with ledger.writing() as connection:
        known = connection.execute(select(CategoryAlias.wording).where(CategoryAlias.wording == "散乱污")).first()
        if known is None:
            connection.execute(insert(CategoryAlias).values(wording="散乱污", category="散乱污企业整治不力"))
    assert 1 not in found(ledger, key)
    plant(ledger, **values)
    assert 1 in found(ledger, key)


def test_every_check_has_its_words_and_a_test(ledger):
    tested = {line[0] for line in test_a_planted_row_is_found_and_was_not_before.pytestmark[0].args[1]}
    apart = {"region_unknown", "unit_spellings", "same_site_same_day"}
    assert tested | apart == {check.key for check in CHECKS}
    assert all(check.title and check.meaning and check.why and check.severity in SEVERITIES for check in CHECKS)
    with ledger.reading() as connection:
        assert [key for key, _ in quality_counts(connection)] == [check.key for check in CHECKS]
    with pytest.raises(UserError, match="没有"):
        check_of("nothing")


def test_a_place_without_code_is_found(ledger):
    assert found(ledger, "region_unknown") == [1]


def test_the_same_site_on_one_day_is_suspected_twice(ledger):
    assert found(ledger, "same_site_same_day") == []
    plant(ledger, 2, county="武安市", site_name="武安市兴旺铸造厂", found_on=date(2019, 3, 26))
    assert found(ledger, "same_site_same_day") == [1, 2]
    plant(ledger, 2, campaign_id=2)
    assert found(ledger, "same_site_same_day") == []


@pytest.mark.parametrize(
    ("usual", "rare"),
    [("武安市人民政府", "武安市政府"), ("武安市人民政府", "邯郸市武安市人民政府"), ("武安市人民政府", "武案市人民政府"),
     ("武安市生态环境局", "武安市环保局"), ("武安市生态环境局", "武安市生态环境局 ")],
)  # fmt: skip
def test_a_unit_spelled_in_another_way_is_found_by_the_usual_spelling(ledger, usual, rare):
    for key in (1, 2, 3):
        plant(ledger, key, city="邯郸市", county="武安市", responsible_unit=usual)
    assert found(ledger, "unit_spellings") == []
    plant(ledger, 2, responsible_unit=rare)
    assert found(ledger, "unit_spellings") == [2]


@pytest.mark.parametrize(
    ("one", "other"),
    [("武安市桥东街道办事处", "武安市桥西街道办事处"), ("武安市人民政府", "武安市公安局"), ("第一中队", "第二中队")],
)
def test_other_units_of_a_county_are_no_spellings_of_each_other(ledger, one, other):
    for key, unit in ((1, one), (2, other), (3, one)):
        plant(ledger, key, city="邯郸市", county="武安市", responsible_unit=unit)
    assert found(ledger, "unit_spellings") == []


def test_evidence_lifts_the_finding_of_a_closed_problem(ledger):
    assert 4 in found(ledger, "closed_without_evidence")
    with ledger.writing() as connection:
        connection.execute(insert(Evidence).values(problem_id=4, title="验收意见"))
    assert 4 not in found(ledger, "closed_without_evidence")


def test_how_far_is_far_is_a_setting_of_the_ledger(ledger):
    drop_places_without_code(ledger)
    plant(ledger, longitude=114.2, latitude=37.1)
    assert found(ledger, "far_from_county") == []
    with ledger.writing() as connection:
        table = RuleSetting.__table__
        connection.execute(update(table).where(table.c.key == "far_from_county_km").values(value="30"))
    assert found(ledger, "far_from_county") == [1]


def test_a_point_that_one_of_several_places_can_or_may_hold_is_not_far(ledger):
    plant(ledger, longitude=112.9, latitude=35.8)
    assert found(ledger, "far_from_county") == []
    drop_places_without_code(ledger)
    assert found(ledger, "far_from_county") == [1]
    with ledger.writing() as connection:
        connection.execute(insert(ProblemRegion).values(problem_id=1, position=2, name="高平市", region_code="140581"))
    assert found(ledger, "far_from_county") == []


def test_a_place_known_only_as_a_city_is_held_against_all_its_counties(ledger):
    drop_places_without_code(ledger)
    with ledger.writing() as connection:
        connection.execute(text("UPDATE problem_region SET region_code = '130400' WHERE problem_id = 1"))
    plant(ledger, longitude=114.5, latitude=36.6)
    assert found(ledger, "far_from_county") == []
    plant(ledger, longitude=119.6, latitude=39.9)
    assert found(ledger, "far_from_county") == [1]


def test_a_finding_is_a_query_whose_list_count_and_records_agree(ledger):
    query = ProblemQuery(finding="missing_unit")
    ids = found(ledger, "missing_unit")
    assert list(problem_ids(ledger, query.but(sort=()))) == ids
    assert count(ledger, query) == len(ids) == 4
    assert len(list(problem_records(ledger, query))) == 4
    assert count(ledger, query.but(campaign=2)) == 1
    assert count(ledger, query.but(as_of=date(2019, 5, 6))) == 4


def test_the_trash_is_not_checked(ledger):
    plant(ledger, 2, removed_in=1)
    assert 2 not in found(ledger, "missing_unit")
