"""核查表 out and in: what stands on it, what is recognised however it was handled, what is told, what is written."""

import shutil
from datetime import date, datetime

import openpyxl
import pytest

from models import clock
from models.errors import UserError
from models.exchange.verification_sheets.layout import META, read_stamp
from models.exchange.verification_sheets.returning import CHANGED, NEW, SAME, WRONG, enter_returned, read_returned
from models.exchange.verification_sheets.writing import SheetWanted, write_sheets
from models.importing import run_import
from models.operations.demo import make_demo
from models.operations.undo import undo_last
from models.operations.verification import Finding, enter_findings
from models.operations.verification_plans import PlanWanted, create_plan
from models.queries.filtering import ProblemQuery
from models.queries.verification import Team, plans
from models.queries.verification_items import ItemQuery, item_cells, item_ids
from models.store import Ledger

HEADER = 3


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets") / "ledger"
    with clock.freeze(datetime(2019, 5, 6, 9, 30)), Ledger.create(folder, actor="张三") as ledger:
        make_demo(ledger, problems=60, visits=5, seed=3)
        create_plan(
            ledger,
            PlanWanted("第一轮核查", ProblemQuery(), teams=(Team("一组", "甲", ("石家庄市", "邯郸市")), Team("二组"))),
        )
    return folder


@pytest.fixture
def ledger(master, tmp_path):
    shutil.copytree(master, tmp_path / "ledger")
    with clock.freeze(datetime(2019, 5, 6, 9, 30)), Ledger.open(tmp_path / "ledger", actor="张三") as opened:
        yield opened


def plan_of(ledger):
    return plans(ledger)[0]


def written(ledger, tmp_path, **more):
    (one,) = write_sheets(ledger, plan_of(ledger).id, SheetWanted(tmp_path / "核查表.xlsx", **more))
    return one.path


def columns(sheet):
    return {cell.value: cell.column for cell in sheet[HEADER] if cell.value}


def fill(path, rows, save_as=None):
    """Fill white cells by ledger number; returns the row of each."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    at = columns(sheet)
    places = {sheet.cell(row, at["台账编号"]).value: row for row in range(HEADER + 1, sheet.max_row + 1)}
    for number, values in rows.items():
        for title, value in values.items():
            sheet.cell(places[number], at[title]).value = value
    book.save(save_as or path)
    return places


def numbers(ledger, count):
    ids = item_ids(ledger, ItemQuery(plan_of(ledger).id))[:count]
    cells = item_cells(ledger, ids, ("ledger_number",))
    return [cells[key][0] for key in ids]


def stored(ledger, number):
    ids = item_ids(ledger, ItemQuery(plan_of(ledger).id, search=number))
    cells = item_cells(ledger, ids, ("result", "checked_on", "verifier", "finding", "demand", "source"))
    return cells[ids[0]]


GOOD = {"核查结果": "无法核查", "核查日期": "2019-05-05", "核查人": "王五", "核查情况": "道路不通"}


def test_a_sheet_can_be_filled_in_and_printed(ledger, tmp_path):
    book = openpyxl.load_workbook(written(ledger, tmp_path))
    sheet = book.worksheets[0]
    assert "第一轮核查" in sheet["A1"].value
    assert [cell.value for cell in sheet[HEADER]][-5:] == [
        "核查结果",
        "核查日期",
        "核查人",
        "核查情况",
        "存在问题及要求",
    ]
    assert sheet.freeze_panes == f"C{HEADER + 1}" and sheet.print_title_rows == f"${HEADER}:${HEADER}"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 8)
    (rule,) = sheet.data_validations.dataValidation
    assert "整改不到位" in rule.formula1 and "反弹" not in rule.formula1
    first = sheet[HEADER + 1]
    at = columns(sheet)
    assert first[at["台账编号"] - 1].fill.fgColor.rgb.endswith("F2F4F6")
    assert first[at["核查结果"] - 1].fill.fill_type is None
    hidden = book[META]
    assert hidden.sheet_state == "veryHidden"
    stamp = read_stamp([row[0].value for row in hidden.iter_rows()])
    assert stamp.plan == plan_of(ledger).id and len(stamp.rows) == 60


def test_each_team_gets_a_workbook_of_its_own(ledger, tmp_path):
    made = write_sheets(ledger, plan_of(ledger).id, SheetWanted(tmp_path, by_team=True, paper="A4"))
    assert {one.path.name for one in made} == {"第一轮核查_一组.xlsx", "第一轮核查_二组.xlsx"}
    assert sum(one.rows for one in made) == 60
    preview = read_returned(ledger, [one.path for one in made])
    assert preview.blank == 60 and preview.lines == ()


def test_what_was_filled_in_comes_back_once_and_as_one_step(ledger, tmp_path):
    path = written(ledger, tmp_path)
    one, two = numbers(ledger, 2)
    fill(path, {one: GOOD, two: GOOD | {"核查日期": datetime(2019, 5, 4), "核查人": "王五、赵六"}})
    preview = read_returned(ledger, [path])
    assert [line.kind for line in preview.lines] == [NEW, NEW] and preview.blank == 58
    entered = enter_returned(ledger, preview)
    assert entered.written == 2
    assert stored(ledger, two)[:4] == ("无法核查", date(2019, 5, 4), "王五、赵六", "道路不通")
    assert "核查表.xlsx《核查表》第" in stored(ledger, two)[5]
    again = read_returned(ledger, [path])
    assert [line.kind for line in again.lines] == [SAME, SAME]
    assert enter_returned(ledger, again).change.change_set_id == 0
    undo_last(ledger)
    assert stored(ledger, one)[0] is None and plan_of(ledger).checked == 0


def test_what_somebody_enters_between_the_preview_and_yes_is_not_overwritten(ledger, tmp_path):
    path = written(ledger, tmp_path)
    first, second = numbers(ledger, 2)
    fill(path, {first: GOOD, second: GOOD})
    preview = read_returned(ledger, [path])
    key = item_ids(ledger, ItemQuery(plan_of(ledger).id, search=first))[0]
    typed = {"result": "整改不到位", "checked_on": date(2019, 5, 6), "verifier": "赵六", "demand": "限期拆除"}
    enter_findings(ledger, [Finding(key, typed)])
    entered = enter_returned(ledger, preview)
    assert (entered.written, [one.ledger_number for one in entered.wrong]) == (1, [first])
    assert "比较之后又有人改过" in entered.wrong[0].why
    assert stored(ledger, first)[0] == "整改不到位"
    assert stored(ledger, second)[0] == "无法核查"


def test_a_blank_cell_erases_nothing_and_a_changed_one_is_told_with_its_old_value(ledger, tmp_path):
    one, two = numbers(ledger, 2)
    ids = item_ids(ledger, ItemQuery(plan_of(ledger).id))[:2]
    empty = written(ledger, tmp_path)
    said = {"result": "无法核查", "checked_on": date(2019, 5, 1), "verifier": "孙七", "finding": "停产"}
    enter_findings(ledger, [Finding(key, said) for key in ids])
    fill(empty, {one: {"核查情况": "已拆除"}})
    preview = read_returned(ledger, [empty])
    (line,) = preview.lines
    assert line.kind == CHANGED and line.words() == "核查情况 停产→已拆除"
    enter_returned(ledger, preview)
    assert stored(ledger, one)[:4] == ("无法核查", date(2019, 5, 1), "孙七", "已拆除")
    assert stored(ledger, two)[3] == "停产"


@pytest.mark.parametrize(
    ("values", "title", "why"),
    [
        (GOOD | {"核查结果": "差不多"}, "核查结果", "没有“差不多”"),
        (GOOD | {"核查日期": "2019-02-30"}, "核查日期", "不是日期"),
        (GOOD | {"核查日期": "2019-05-20"}, "核查日期", "晚于今天"),
        (GOOD | {"核查人": None}, "核查人", "核查人"),
        ({"核查人": "王五"}, "核查结果", "没有填写核查结果"),
        (GOOD | {"核查情况": None}, "核查情况", "要写明"),
    ],
)
def test_what_is_wrong_is_told_by_its_cell_and_stays_out(ledger, tmp_path, values, title, why):
    path = written(ledger, tmp_path)
    one, two = numbers(ledger, 2)
    places = fill(path, {one: values, two: GOOD})
    letter = openpyxl.utils.get_column_letter(columns(openpyxl.load_workbook(path).worksheets[0])[title])
    preview = read_returned(ledger, [path])
    (wrong,) = preview.of(WRONG)
    assert wrong.cell == f"{letter}{places[one]}" and why in wrong.why
    assert enter_returned(ledger, preview).written == 1 and stored(ledger, one)[0] is None


def test_numbers_that_are_unknown_or_twice_are_told(ledger, tmp_path):
    path = written(ledger, tmp_path)
    one, two, three = numbers(ledger, 3)
    fill(path, {one: GOOD, two: GOOD | {"台账编号": "ZG-999999"}, three: GOOD | {"台账编号": one, "核查人": "别人"}})
    preview = read_returned(ledger, [path])
    whys = [line.why for line in preview.of(WRONG)]
    assert len(whys) == 2 and "没有这个编号" in whys[0] and "同一条" in whys[1]
    assert [line.ledger_number for line in preview.of(NEW)] == [one]


def test_moved_and_renamed_columns_and_inserted_rows_are_no_obstacle(ledger, tmp_path):
    path = written(ledger, tmp_path)
    (one,) = numbers(ledger, 1)
    fill(path, {one: GOOD})
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    at = columns(sheet)
    sheet.cell(HEADER, at["核查情况"]).value = "看到了什么"
    sheet.insert_cols(at["问题描述"])
    sheet.insert_rows(1, 2)
    sheet.insert_rows(HEADER + 5)
    sheet.title = "改过名"
    book.save(path)
    preview = read_returned(ledger, [path])
    (line,) = preview.of(NEW)
    assert line.ledger_number == one and line.new["finding"] == "道路不通"
    assert any("按位置当作“核查情况”" in note for note in preview.notes)


def test_without_its_stamp_a_sheet_goes_by_the_number_to_the_plan_in_hand(ledger, tmp_path):
    path = written(ledger, tmp_path)
    (one,) = numbers(ledger, 1)
    fill(path, {one: GOOD})
    book = openpyxl.load_workbook(path)
    del book[META]
    book.save(path)
    with pytest.raises(UserError, match="先选好核查方案"):
        read_returned(ledger, [path])
    preview = read_returned(ledger, [path], plan_of(ledger).id)
    assert [line.ledger_number for line in preview.of(NEW)] == [one] and "没有识别标记" in preview.notes[0]


def test_a_sheet_of_another_plan_or_ledger_and_any_other_file_are_refused(ledger, tmp_path):
    path = written(ledger, tmp_path)
    other = create_plan(ledger, PlanWanted("另一个", ProblemQuery()))
    with pytest.raises(UserError, match="第一轮核查"):
        read_returned(ledger, [path], other.plan_id)
    with Ledger.create(tmp_path / "b", actor="李四") as elsewhere, pytest.raises(UserError, match="另一个台账"):
        read_returned(elsewhere, [path])
    plain = openpyxl.Workbook()
    plain.active.append(["随便", "什么"])
    plain.save(tmp_path / "x.xlsx")
    with pytest.raises(UserError, match="表头"):
        read_returned(ledger, [tmp_path / "x.xlsx"], other.plan_id)
    (tmp_path / "y.xlsx").write_bytes(b"PK\x03\x04broken")
    with pytest.raises(UserError):
        read_returned(ledger, [tmp_path / "y.xlsx"], other.plan_id)


def test_a_sheet_that_goes_to_the_import_of_lists_is_sent_back(ledger, tmp_path):
    path = written(ledger, tmp_path)
    fill(path, {numbers(ledger, 1)[0]: GOOD})
    with pytest.raises(UserError, match="导入核查结果"):
        run_import(ledger, [path])


@pytest.mark.parametrize(
    "stamp",
    [
        '{"kind":"rectledger-verification","version":1,"ledger":"x","plan":1e999,"rows":[]}',
        '{"kind":"rectledger-verification","version":1,"ledger":"x","plan":99999999999999999999,"rows":[]}',
        '{"kind":"rectledger-verification","version":1,"ledger":[],"plan":1,"rows":[[1,2]]}',
        '{"kind":"rectledger-verification","version":1,"ledger":"x","plan":1,"rows":{"a":1}}',
        "[" * 100_000,
        '"rectledger-verification"',
        "null",
    ],
)
def test_a_spoilt_stamp_is_no_stamp(stamp):
    assert read_stamp([stamp]) is None


def test_cells_that_nobody_would_write_are_told_and_break_nothing(ledger, tmp_path):
    path = written(ledger, tmp_path)
    one, two, three, four = numbers(ledger, 4)
    fill(path, {
        one: GOOD | {"核查日期": 1e300}, two: GOOD | {"核查情况": "长" * 32_000, "核查人": 12345},
        four: GOOD | {"核查人": "甲" * 300}, three: {"台账编号": None, "序号": 1e300, "核查人": "王五"},
    })  # fmt: skip
    preview = read_returned(ledger, [path])
    assert {line.why for line in preview.of(WRONG)} >= {
        "不是日期，请写成 2019-05-06",
        "这一行没有台账编号，不知道是哪条问题",
    }
    assert any("核查人太长" in line.why for line in preview.of(WRONG))
    (good,) = preview.of(NEW)
    assert good.new["verifier"] == "12345" and len(good.new["finding"]) == 32_000
    assert enter_returned(ledger, preview).written == 1


def test_only_what_is_open_can_be_written_again(ledger, tmp_path):
    ids = item_ids(ledger, ItemQuery(plan_of(ledger).id))
    said = {"result": "无法核查", "checked_on": date(2019, 5, 1), "verifier": "孙七", "finding": "停产"}
    enter_findings(ledger, [Finding(key, said) for key in ids[:50]])
    (one,) = write_sheets(ledger, plan_of(ledger).id, SheetWanted(tmp_path / "a.xlsx", only_open=True))
    assert one.rows == 10
