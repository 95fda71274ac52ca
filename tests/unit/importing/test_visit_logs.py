"""Logs of site visits: recognised, mapped, compared, written, taken back."""

import json

import pytest
from sqlalchemy import insert, select

from models.cli import main
from models.errors import UserError
from models.importing import ImportOptions, ImportSession, list_batches, run_import, undo_import, undo_preview
from models.importing.choices import RowChoice
from models.operations.visits import VisitEdit, edit_visits
from models.queries.problems import ProblemQuery, count
from models.queries.visits import VisitQuery, visit_cells, visit_count, visit_facet, visit_ids
from models.queries.visits_totals import round_lines
from models.schema import BatchRow, Campaign, Problem, Round
from models.store import Ledger

CAMPAIGN = "强化监督"
HEAD = [
    "检查编号",
    "轮次",
    "检查日期",
    "检查组",
    "检查人员",
    "市",
    "县（市、区）",
    "点位（企业）名称",
    "是否发现问题",
    "检查情况",
    "问题编号",
    "天气",
]
ROWS = [
    [
        "XC-0001",
        "第3轮",
        "2018-07-10",
        "第1组",
        "王一、李二",
        "邯郸市",
        "永年区",
        "永年区恒达标准件厂",
        "是",
        "无环评手续。",
        "WT-7",
        "晴",
    ],
    [
        "XC-0002",
        "第3轮",
        "2018-07-10",
        "第1组",
        "王一、李二",
        "邯郸市",
        "武安市",
        "武安市兴旺铸造厂",
        "否",
        "停产。",
        None,
        "晴",
    ],
    [
        "XC-0003",
        "第3轮",
        "2018-07-11",
        "第2组",
        "赵三",
        "晋城市",
        "高平市",
        "高平市盛源洗煤厂",
        "未发现问题",
        None,
        None,
        None,
    ],
]
TITLE = "2018年强化督查第3轮现场检查记录"


@pytest.fixture
def log(book):
    def made(rows=ROWS, head=HEAD, title=TITLE, name="检查记录.xlsx"):
        return book([[title], head, *rows], name=name)

    return made


@pytest.fixture
def known(ledger):
    with ledger.writing() as connection:
        connection.execute(insert(Campaign).values(id=1, name=CAMPAIGN, is_open=True))
        connection.execute(
            insert(Problem).values(
                id=1, ledger_number="ZG-000001", campaign_id=1, number="WT-7", status="待整改", version=1,
                site_name="永年区恒达标准件厂",
            )
        )  # fmt: skip
    return ledger


def counts(report):
    told = report.to_json()
    return tuple(told[name] for name in ("new", "changed", "unchanged", "refused"))


def cells(ledger, number, *fields):
    (key,) = visit_ids(ledger, VisitQuery(filters={"number": (number,)}))
    return visit_cells(ledger, [key], fields)[key]


def test_a_log_is_recognised_and_written_as_visits(known, log):
    report = run_import(known, [log()])
    assert counts(report) == (3, 0, 0, 0)
    assert report.to_json()["target"] == "visit"
    assert count(known, ProblemQuery()) == 1
    shown = cells(known, "XC-0001", "round", "visited_on", "team", "inspectors", "city", "county", "found_problem",
                  "finding", "problem", "campaign")  # fmt: skip
    assert [str(value) for value in shown] == [
        "3", "2018-07-10", "第1组", "王一、李二", "邯郸市", "永年区", "True", "无环评手续。", "ZG-000001", CAMPAIGN,
    ]  # fmt: skip
    assert cells(known, "XC-0003", "found_problem") == (False,)
    assert json.loads(cells(known, "XC-0001", "extra")[0]) == {"天气": "晴"}


def test_the_round_of_a_log_appears_among_the_rounds_of_its_campaign(known, log):
    run_import(known, [log()])
    assert [(line.name, line.ordinal) for line in round_lines(known, CAMPAIGN)] == [("3", 3)]


def test_a_round_of_the_ledger_that_is_written_otherwise_is_the_same_round(known, log):
    with known.writing() as connection:
        connection.execute(insert(Round).values(id=5, campaign_id=1, name="第三轮", ordinal=3))
    run_import(known, [log()])
    assert [line.name for line in round_lines(known, CAMPAIGN)] == ["第三轮"]
    assert visit_facet(known, VisitQuery(), "round") == [("第三轮", 3)]


def test_the_same_log_again_changes_nothing(known, log):
    path = log()
    run_import(known, [path])
    assert counts(run_import(known, [path])) == (0, 0, 3, 0)
    assert visit_count(known, VisitQuery()) == 3


def test_changed_cells_are_counted_and_blanks_never_erase(known, log):
    run_import(known, [log()])
    rows = [list(row) for row in ROWS]
    rows[1][8:10] = ["是", "复查时在生产。"]
    rows[0][4] = None
    with ImportSession(known, [log(rows, name="第二版.xlsx")]) as session:
        plan = session.plan()
        assert (plan.new, plan.changed, plan.unchanged, plan.cells) == (0, 1, 2, 2)
        (row,) = [row for row in plan.rows if row.verdict == "changed"]
        assert {change[1]: change[2:] for change in row.changes} == {
            "检查情况": ("停产。", "复查时在生产。"), "发现问题": ("否", "是"),
        }  # fmt: skip
        detail = {cell.field: cell for cell in session.row_detail(row.key)}
        assert (detail["finding"].outcome, detail["finding"].ours, detail["finding"].file) == (
            "changed", "停产。", "复查时在生产。",
        )  # fmt: skip
        report = session.commit()
    assert counts(report) == (0, 1, 2, 0)
    assert cells(known, "XC-0001", "inspectors") == ("王一、李二",)
    assert cells(known, "XC-0002", "finding", "found_problem") == ("复查时在生产。", True)


def test_a_cell_that_a_person_changed_stays_and_is_told(known, log):
    run_import(known, [log()])
    (key,) = visit_ids(known, VisitQuery(filters={"number": ("XC-0002",)}))
    edit_visits(known, [VisitEdit(key, "finding", "已关停。")])
    rows = [list(row) for row in ROWS]
    rows[1][9] = "复查时在生产。"
    report = run_import(known, [log(rows, name="第二版.xlsx")])
    assert cells(known, "XC-0002", "finding") == ("已关停。",)
    assert any("保留“已关停。”" in issue.message for issue in report.issues)


def test_a_row_with_the_same_number_in_the_same_county_is_the_same_visit_though_its_site_was_renamed(known, log):
    run_import(known, [log()])
    rows = [list(row) for row in ROWS]
    rows[2][7] = "高平市盛源洗煤有限公司"
    assert counts(run_import(known, [log(rows, name="第二版.xlsx")])) == (0, 1, 2, 0)
    assert cells(known, "XC-0003", "site_name") == ("高平市盛源洗煤有限公司",)


def test_two_visits_to_a_site_on_one_day_are_two_and_a_repeated_row_is_one(known, log):
    again = [*ROWS[1][:9], "下午复查，仍停产。", None, "晴"]
    again[0] = "XC-0009"
    path = log([*ROWS, again, list(ROWS[0])])
    report = run_import(known, [path])
    assert counts(report) == (4, 0, 1, 0)
    assert any("完全相同" in issue.message for issue in report.issues)
    assert counts(run_import(known, [path])) == (0, 0, 5, 0)


def test_a_row_without_a_site_is_refused_and_an_unknown_problem_is_told(known, log):
    rows = [list(row) for row in ROWS]
    rows[1][7] = None
    rows[0][10] = "WT-999"
    report = run_import(known, [log(rows)])
    assert counts(report) == (2, 0, 0, 1)
    assert report.exit_code == 1
    assert any("WT-999" in issue.message for issue in report.issues)
    assert cells(known, "XC-0001", "problem", "found_problem") == (None, True)


def test_a_visit_is_linked_when_its_problem_came_later(ledger, log):
    path = log()
    run_import(ledger, [path], ImportOptions(campaign=CAMPAIGN))
    with ledger.writing() as connection:
        campaign = connection.execute(select(Campaign.id)).scalar_one()
        connection.execute(
            insert(Problem).values(
                ledger_number="ZG-000001", campaign_id=campaign, number="WT-7", status="待整改", version=1
            )
        )
    assert counts(run_import(ledger, [path], ImportOptions(campaign=CAMPAIGN))) == (0, 1, 2, 0)
    assert cells(ledger, "XC-0001", "problem") == ("ZG-000001",)


def test_a_log_without_a_round_takes_the_round_on_whose_dates_its_days_lie(known, log):
    from datetime import date

    with known.writing() as connection:
        connection.execute(
            insert(Round).values(id=4, campaign_id=1, name="4", started_on=date(2018, 7, 1), ended_on=date(2018, 7, 14))
        )
    head = [name for name in HEAD if name != "轮次"]
    rows = [[cell for place, cell in enumerate(row) if place != 1] for row in ROWS]
    run_import(known, [log(rows, head, "现场检查记录")])
    assert visit_facet(known, VisitQuery(), "round") == [("4", 3)]


def test_an_import_is_taken_back_whole_except_what_was_touched_since(known, log):
    run_import(known, [log()])
    rows = [list(row) for row in ROWS]
    rows[1][9] = "在生产。"
    rows.append(
        [
            "XC-0004",
            "第3轮",
            "2018-07-12",
            "第2组",
            "赵三",
            "晋城市",
            "高平市",
            "高平市新点位",
            "否",
            "正常。",
            None,
            None,
        ]
    )
    run_import(known, [log(rows, name="第二版.xlsx")])
    preview = undo_preview(known)
    assert (preview.removed, preview.restored, len(preview.kept)) == (1, 1, 0)
    report = undo_import(known)
    assert (report.removed, report.restored) == (1, 1)
    assert cells(known, "XC-0002", "finding") == ("停产。",)
    assert visit_count(known, VisitQuery()) == 3
    (key,) = visit_ids(known, VisitQuery(filters={"number": ("XC-0001",)}))
    edit_visits(known, [VisitEdit(key, "team", "第9组")])
    report = undo_import(known)
    assert (report.removed, [row.ledger_number for row in report.kept]) == (2, ["XC-0001"])
    assert visit_count(known, VisitQuery()) == 1
    assert counts(run_import(known, [log()])) == (2, 0, 1, 0)


def test_the_batch_says_what_its_rows_became_and_opens_them(known, log):
    report = run_import(known, [log()])
    (batch,) = list_batches(known)
    assert (batch.target, batch.new) == ("visit", 3)
    assert len(visit_ids(known, VisitQuery(batch=(report.batch, "new")))) == 3
    assert visit_facet(known, VisitQuery(), "source")[0][1] == 1
    assert cells(known, "XC-0001", "source")[0].startswith("检查记录.xlsx")
    with known.reading() as connection:
        assert connection.execute(select(BatchRow.problem_id).where(BatchRow.problem_id.is_not(None))).first() is None


def test_rows_that_a_person_leaves_out_are_not_written(known, log):
    with ImportSession(known, [log()]) as session:
        keys = [row.key for row in session.plan().rows]
        session.decide_rows(keys[:1], RowChoice("leave"))
        assert (session.plan().new, session.plan().left) == (2, 1)
        session.commit()
    assert visit_count(known, VisitQuery()) == 2


def test_the_target_can_be_changed_both_ways_and_the_mapping_follows(known, log):
    with ImportSession(known, [log()]) as session:
        (sheet,) = session.files[0].sheets
        assert session.target == sheet.target == "visit"
        assert {"visited_on", "found_problem", "problem"} <= {name for one in sheet.columns for name in one.fields}
        session.set_target("problem")
        (sheet,) = session.files[0].sheets
        assert sheet.target == "problem"
        assert "found_on" in {name for one in sheet.columns for name in one.fields}
        session.set_target("visit")
        session.set_columns(session.files[0].sheets[0].key, {11: ("remarks",)})
        session.commit()
    assert cells(known, "XC-0001", "remarks") == ("晴",)


def test_a_field_of_problems_cannot_be_mapped_in_a_visit_log(known, log):
    with ImportSession(known, [log()]) as session, pytest.raises(UserError, match="没有这一列或这个字段"):
        session.set_columns(session.files[0].sheets[0].key, {11: ("deadline_text",)})


def test_a_list_of_problems_is_no_visit_log(known, book):
    head = ["序号", "市", "县", "企业名称", "检查日期", "存在问题", "整改时限", "责任单位"]
    path = book(
        [
            ["交办问题清单"],
            head,
            [1, "邯郸市", "永年区", "甲厂", "2018-07-10", "无环评手续。", "2018-08-01", "永年区政府"],
        ]
    )
    with ImportSession(known, [path]) as session:
        assert session.target == "problem"


def test_a_sheet_of_the_other_kind_stays_out_and_says_so(known, log, book):
    head = ["序号", "市", "县", "企业名称", "存在问题", "整改时限", "责任单位"]
    problems = [
        [number, "邯郸市", "永年区", f"第{number}厂", f"问题{number}。", "2018-08-01", "区政府"] for number in range(9)
    ]
    other = book([["交办问题清单"], head, *problems], name="清单.xlsx")
    with ImportSession(known, [log(), other]) as session:
        assert session.target == "problem"
        out = session.files[0].sheets[0]
        assert not out.included
        assert "现场检查记录" in out.role_note


def test_a_strict_import_with_a_wrong_row_writes_nothing(known, log):
    rows = [list(row) for row in ROWS]
    rows[1][7] = None
    with pytest.raises(UserError, match="有 1 处错误"):
        run_import(known, [log(rows)], ImportOptions(strict=True))
    assert visit_count(known, VisitQuery()) == 0


def test_the_command_line_imports_a_log_with_the_same_counts(known, log, capsys):
    folder = str(known.folder)
    known.close()
    assert main(["--ledger", folder, "import", str(log()), "--json", "--dry-run"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["target"], told["new"], told["batch"]) == ("visit", 3, None)
    assert main(["--ledger", folder, "import", str(log()), "--json", "--target", "visit"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == 3
    assert main(["--ledger", folder, "import", str(log()), "--json", "--target", "problem", "--dry-run"]) == 0
    assert "target" not in json.loads(capsys.readouterr().out)
    assert main(["--ledger", folder, "undo-import", "--last", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["removed"] == 3
    with Ledger.open(folder, actor="张三") as ledger:
        assert visit_count(ledger, VisitQuery()) == 0


def test_the_receipt_of_the_batch_says_what_its_rows_became_and_names_the_fields_of_visits(known, log):
    from datetime import date

    from models.reports.import_receipt import import_receipt

    report = run_import(known, [log()])
    told = import_receipt(known, ProblemQuery(), date(2018, 7, 20), {"batch": str(report.batch)})
    lines = {row[1]: row[2] for row in told.rows}
    assert lines["导入为"] == "现场检查记录"
    assert "检查日期" in lines["用到的列"]
    assert "visited_on" not in lines["用到的列"]
