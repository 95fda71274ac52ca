"""Each finding says what is wrong with its row, and the notice numbers them within each city."""

from datetime import date

import pytest
from sqlalchemy import text, update

from models.queries.fields import PROBLEM
from models.queries.problems import ProblemQuery
from models.queries.quality import CHECKS
from models.queries.quality_rows import _SHOWN, HEADINGS, all_finding_rows, finding_rows, notice_cells
from models.schema import Problem


def plant(ledger, problem_id=1, **values):
    with ledger.writing() as connection:
        connection.execute(text("DELETE FROM problem_region WHERE region_code IS NULL"))
        connection.execute(update(Problem.__table__).where(PROBLEM.c.id == problem_id).values(**values))


@pytest.mark.parametrize(
    ("key", "values", "reason"),
    [
        ("deadline_before_found", {"deadline": date(2019, 3, 1)}, "整改期限 2019-03-01，发现日期 2019-03-26"),
        ("missing_unit", {"responsible_unit": None}, "责任单位 （空）"),
        ("phone_impossible", {"phone": "1399999"}, "联系电话 1399999：不像电话号码（7位数字）"),
        ("far_from_county", {"longitude": 116.4, "latitude": 39.9}, "离武安市中心约 404 公里"),
        ("region_not_in_city", {"city": "石家庄市"}, "武安市属于邯郸市"),
        ("category_other_wording", {"category": "散乱污企业整治不力 "}, "预设为“散乱污企业整治不力”"),
        ("text_truncated", {"measures": "长" * 255}, "整改措施正好 255 个字"),
        ("credit_code_wrong", {"credit_code": "91130481MA07"}, "信用代码应为18位，这里是12位"),
    ],
)
def test_a_reason_names_the_values_and_what_is_wrong(ledger, key, values, reason):
    plant(ledger, **values)
    row = next(one for one in finding_rows(ledger, ProblemQuery(finding=key)) if one.problem_id == 1)
    assert reason in row.reason
    assert row.ledger_number == "ZG-000001"


def test_the_usual_spelling_of_a_unit_is_named(ledger):
    for key in (1, 2, 3):
        plant(ledger, key, city="邯郸市", county="武安市", responsible_unit="武安市人民政府")
    plant(ledger, 2, responsible_unit="武安市政府")
    (row,) = finding_rows(ledger, ProblemQuery(finding="unit_spellings"))
    assert row.reason == "责任单位 武安市政府：当地多写作“武安市人民政府”"


def test_every_check_shows_its_evidence(ledger):
    assert _SHOWN.keys() == {check.key for check in CHECKS}
    for check in CHECKS:
        finding_rows(ledger, ProblemQuery(finding=check.key))


def test_the_notice_goes_by_city_and_numbers_within_it(ledger):
    rows = all_finding_rows(ledger, ProblemQuery(), ["missing_unit", "assigned_without_date"])
    assert [row.city for row in rows] == sorted((row.city for row in rows), key=lambda city: (city == "", city))
    cells = notice_cells(rows)
    assert all(len(line) == len(HEADINGS) for line in cells)
    serials: dict[object, list[object]] = {}
    for line in cells:
        serials.setdefault(line[0], []).append(line[2])
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in serials.values())
    assert list(serials) == ["晋城市", "邯郸市", "（未写明）"]


def test_rows_are_narrowed_like_any_list_and_may_be_cut_short(ledger):
    query = ProblemQuery(finding="missing_unit", campaign=1)
    assert {row.problem_id for row in finding_rows(ledger, query)} == {2, 3, 4}
    assert len(finding_rows(ledger, query, most=2)) == 2
