"""The command verify: plans drawn, sheets out and in, results; what is refused is told and the exit code says so."""

import json
import shutil

import openpyxl
import pytest

from models.cli import main


@pytest.fixture
def ask(demo_folder, tmp_path, capsys):
    shutil.copytree(demo_folder, tmp_path / "ledger")

    def run(*words, code=0):
        assert main(["--ledger", str(tmp_path / "ledger"), "verify", *words]) == code
        said = capsys.readouterr()
        return said.out if code < 2 else said.err

    return run


def objects(text):
    return [json.loads(line) for line in text.splitlines()]


def new(ask, *words):
    (made,) = objects(ask("plan", *words, "--json"))
    return str(made["plan"])


CLOSED = ("--where", "status = 已销号", "--recheck")


def test_the_same_seed_draws_the_same_and_a_trial_writes_nothing(ask):
    words = ("plan", "回头看", *CLOSED, "--percent", "10", "--strata", "city", "--seed", "2019", "--json")
    (trial,) = objects(ask(*words, "--dry-run"))
    assert trial["plan"] is None and "回头看  " not in ask("list")
    (made,) = objects(ask(*words))
    assert made["numbers"] == trial["numbers"] and made["drawn"] == sum(one["drawn"] for one in made["strata"])
    listed = objects(ask("list", "--json"))[0]
    assert (listed["total"], listed["seed"], listed["digest"]) == (made["drawn"], "2019", made["digest"])
    assert "按市分层，每层抽 10 %" in ask("list")
    (again,) = objects(ask("redraw", str(made["plan"]), "--why", "企业搬迁", "--seed", "2020", "--json"))
    assert again["numbers"] != made["numbers"]
    assert "要写明原因" in ask("redraw", str(made["plan"]), code=2)


def test_sheets_go_out_and_come_back(ask, tmp_path):
    plan = new(ask, "回头看", *CLOSED, "--number", "6")
    (sheet,) = objects(ask("sheets", plan, "--out", str(tmp_path / "表.xlsx"), "--json"))
    assert sheet["rows"] == 6
    book = openpyxl.load_workbook(sheet["file"])
    page = book.worksheets[0]
    at = {cell.value: cell.column for cell in page[3] if cell.value}
    for row, result in ((4, "巩固"), (5, "凑合")):
        for title, value in (("核查结果", result), ("核查日期", "2019-05-05"), ("核查人", "王五")):
            page.cell(row, at[title]).value = value
    book.save(sheet["file"])
    (trial,) = objects(ask("collect", sheet["file"], "--dry-run", "--json", code=1))
    assert (trial["new"], trial["wrong"], trial["blank"], trial["written"]) == (1, 1, 4, 0)
    assert trial["issues"][0]["cell"].endswith("5") and "凑合" in trial["issues"][0]["message"]
    assert "登记 1 条" in ask("collect", sheet["file"], code=1)
    (line, *_rest) = objects(ask("list", plan, "--json"))
    assert line["result"] == "巩固" and line["checked_on"] == "2019-05-05" and line["verifier"] == "王五"


def test_results_are_given_to_many_and_refused_moves_are_told(ask):
    teams = ("--team", "一组:甲:邯郸市", "--team", "二组")
    plan = new(ask, "核查", "--where", "status in (已上报待核查, 整改中)", *teams)
    (told,) = objects(ask("result", plan, "--open", "--result", "已整改", "--verifier", "王五", "--json", code=1))
    assert told["written"] == told["moved"] + len(told["refused_moves"]) and told["moved"]
    assert "已上报待核查" in told["refused_moves"][0]["why"]
    assert "已核查" in ask("list")


def test_what_is_missing_is_said(ask):
    assert "方案名称" in ask("plan", code=2)
    assert "核查方案的编号" in ask("sheets", "x", "--out", "y.xlsx", code=2)
    plan = new(ask, "核查", "--where", "status = 已上报待核查")
    assert "登记给哪些问题" in ask("result", plan, "--result", "已整改", "--verifier", "王五", code=2)
    assert "--percent" in ask("plan", "抽", "--percent", "120", code=2)


def test_a_check_outside_a_plan_is_entered_by_the_number_of_the_problem(ask, tmp_path, capsys):
    def problems(where):
        assert main(["--ledger", str(tmp_path / "ledger"), "problems", "--where", where, "--json"]) == 0
        return objects(capsys.readouterr().out)

    number = problems("status in (已上报待核查, 核查中)")[0]["ledger_number"]
    said = ask("result", number, "--result", "整改不到位", "--verifier", "李四", "--finding", "烟囱未拆除", "--json")
    assert (objects(said)[0]["written"], objects(said)[0]["moved"]) == (1, 1)
    assert problems(f"ledger_number = {number}")[0]["status"] == "整改不到位"
    both = ask("result", number, "ZG-000002", "--result", "已整改", "--verifier", "李四", code=2)
    assert "一次登记一条" in both
