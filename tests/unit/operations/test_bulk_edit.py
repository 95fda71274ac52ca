"""One field of many problems: what would change is counted first, then written as one step that one undo takes back."""

from datetime import date

import pytest

from models.errors import Cancelled, UserError
from models.operations import remove_problems, undo_last
from models.operations.bulk_edit import BulkChange, edit_bulk, preview_bulk
from models.progress import Progress
from models.queries.check import check_ledger
from models.queries.problems import ProblemQuery, problem_ids, problem_records

ALL = [1, 2, 3, 4, 5]


def records(ledger):
    return {record["ledger_number"][-1]: record for record in problem_records(ledger, ProblemQuery())}


def test_the_preview_counts_what_changes_stays_and_is_refused(ledger):
    remove_problems(ledger, [4])
    preview = preview_bulk(ledger, ALL, BulkChange("status", value="整改中", reason="未完成"))
    assert (preview.total, preview.changed, preview.unchanged) == (5, 3, 1)
    assert dict(preview.refused) == {"已不在台账里": 1}
    line = preview.lines[0]
    assert (line.ledger_number, line.site_name, line.old, line.new) == (
        "ZG-000002",
        "永年区方圆桶业",
        "待整改",
        "整改中",
    )
    assert preview.refused_lines[0].why == "已不在台账里"


def test_writing_does_what_the_preview_said_in_one_step(ledger):
    before = records(ledger)
    change = edit_bulk(ledger, ALL, BulkChange("responsible_person", value="王敏"))
    assert change.title == "修改 5 条问题的责任人"
    assert (change.entity_ids, change.fields) == (frozenset(ALL), {"responsible_person"})
    assert {record["responsible_person"] for record in records(ledger).values()} == {"王敏"}
    undo_last(ledger)
    assert records(ledger) == before
    assert check_ledger(ledger).ok


def test_what_follows_from_a_value_is_written_with_it(ledger):
    edit_bulk(ledger, [1, 2], BulkChange("deadline_text", value="2019年6月底前"))
    edit_bulk(ledger, [1, 3], BulkChange("city", value="邯郸"))
    edit_bulk(ledger, [1, 2], BulkChange("pollutants", value="土壤、水"))
    found = records(ledger)
    assert [found[key]["deadline"] for key in "12"] == ["2019-06-30"] * 2
    assert (found["3"]["city"], found["3"]["province"]) == ("邯郸市", "河北省")
    assert found["1"]["pollutants"] == found["2"]["pollutants"] == ["土壤", "水"]
    for _step in range(3):
        undo_last(ledger)
    assert records(ledger)["1"]["pollutants"] == ["大气", "水"]


def test_a_field_is_emptied(ledger):
    assert edit_bulk(ledger, [1, 2, 3, 5], BulkChange("deadline", "clear")).title == "清空 2 条问题的整改期限"
    assert {record["deadline"] for record in records(ledger).values()} == {None, "2019-03-31"}


def test_text_is_added_at_the_end_or_the_beginning(ledger):
    edit_bulk(ledger, [1, 5], BulkChange("description", "append", "（已核）"))
    edit_bulk(ledger, [1, 2], BulkChange("remarks", "prepend", "督办"))
    found = records(ledger)
    assert found["1"]["description"] == "已列入关停取缔清单，仍在生产。（已核）"
    assert found["5"]["description"] == "群众举报夜间噪声。（已核）"
    assert (found["1"]["remarks"], found["2"]["remarks"]) == ("督办", "督办")


def test_text_is_replaced_where_it_stands(ledger):
    preview = preview_bulk(ledger, ALL, BulkChange("site_name", "replace", "冶炼厂", "铸造厂"))
    assert (preview.changed, preview.unchanged) == (1, 4)
    change = edit_bulk(ledger, ALL, BulkChange("site_name", "replace", "冶炼厂", "铸造厂"))
    assert change.title == "替换 1 条问题的点位（企业）名称中的文字"
    assert records(ledger)["1"]["site_name"] == "武安市兴旺冶炼厂"


def test_a_text_that_grows_too_long_is_refused_and_the_others_are_written(ledger):
    edit_bulk(ledger, [2], BulkChange("town", value="乡" * 95))
    long = BulkChange("town", "append", "村" * 10)
    preview = preview_bulk(ledger, [1, 2], long)
    assert preview.changed == 1 and sum(preview.refused.values()) == 1
    assert "最多 100 个字" in preview.refused_lines[0].why
    edit_bulk(ledger, [1, 2], long)
    assert records(ledger)["1"]["town"] == "村" * 10
    assert records(ledger)["2"]["town"] == "乡" * 95


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (BulkChange("deadline", value="十三月"), "十三月"),
        (BulkChange("status", value="没有"), "没有这个状态|没有“没有”"),
        (BulkChange("status", "clear"), "状态不能为空"),
        (BulkChange("deadline", "append", "x"), "不是文字"),
        (BulkChange("remarks", "replace", "x"), "要查找的文字"),
        (BulkChange("remarks", "append", ""), "要追加的文字"),
        (BulkChange("ledger_number", value="x"), "不能直接修改"),
        (BulkChange("nothing", value="x"), "没有“nothing”"),
    ],
)
def test_what_is_no_value_is_said_before_anything_is_written(ledger, change, words):
    with pytest.raises(UserError, match=words):
        preview_bulk(ledger, ALL, change)
    with pytest.raises(UserError, match=words):
        edit_bulk(ledger, ALL, change)


def test_where_nothing_differs_nothing_is_written(ledger):
    assert edit_bulk(ledger, [1], BulkChange("status", value="整改中")).change_set_id == 0


def test_cancelling_half_way_writes_nothing(demo):
    ids = problem_ids(demo, ProblemQuery())
    before = list(problem_records(demo, ProblemQuery()))
    seen = []

    def cancelled():
        seen.append(1)
        return len(seen) > 3

    with pytest.raises(Cancelled):
        edit_bulk(demo, ids, BulkChange("assigned_on", value=date(2019, 5, 1)), Progress(cancelled=cancelled))
    assert list(problem_records(demo, ProblemQuery())) == before
