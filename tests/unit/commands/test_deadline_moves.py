"""The commands extend, suspend and deadlines: what may be moved is moved, the refused are listed with why."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from models.cli import main
from models.queries.problems import ProblemQuery, problem_records
from models.store import Ledger

TOLD = ("--basis", "工程量大", "--approver", "市整改办")


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("RECTLEDGER_HOME", str(tmp_path / "home"))
    folder = tmp_path / "账本"
    main(["--ledger", str(folder), "demo", "--problems", "40", "--seed", "3"])
    with Ledger.open(folder, actor="录入员") as ledger, ledger.writing() as connection:
        connection.execute(text("UPDATE problem SET status = '整改中', deadline = '2019-04-25' WHERE id IN (1, 2)"))
        connection.execute(text("UPDATE problem SET status = '整改中', deadline = '2019-05-10' WHERE id = 3"))
        connection.execute(text("UPDATE problem SET status = '已销号', deadline = '2019-04-25' WHERE id > 3"))
    capsys.readouterr()

    def command(*words: str) -> tuple[int, str, str]:
        code = main(["--ledger", str(folder), *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    command.folder = folder  # type: ignore[attr-defined]
    return command


def deadlines(run):
    with Ledger.open(run.folder, actor="录入员", read_only=True) as ledger:
        records = problem_records(ledger, ProblemQuery(ids=(1, 2, 3, 4)))
        return {one["ledger_number"]: one["deadline"] for one in records}


def test_by_number_with_working_days_and_first_only_looking(run):
    code, out, _ = run("extend", "ZG-000001", "--workdays", "10", *TOLD, "--dry-run")
    assert code == 0 and out.startswith("1 条可以延期 10 个工作日\n  ZG-000001  2019-04-25 → 2019-05-10  ")
    assert deadlines(run)["ZG-000001"] == "2019-04-25"
    code, out, _ = run("extend", "ZG-000001", "--workdays", "10", *TOLD)
    assert code == 0 and "1 条已延期 10 个工作日" in out
    assert deadlines(run)["ZG-000001"] == "2019-05-10"


def test_by_condition_the_refused_are_listed_and_the_rest_goes(run):
    code, out, _ = run("extend", "--where", "deadline = 2019-04-25", "--to", "2019-6-30", *TOLD, "--json")
    found = json.loads(out)
    assert code == 1 and found["done"] == 2 and found["change_set"] > 0
    assert found["problems"][0]["old"] == "2019-04-25" and found["problems"][0]["new"] == "2019-06-30"
    assert {one["why"] for one in found["refused"]} == {"状态是“已销号”，不能延期"}
    code, out, _ = run("extend", "ZG-000004", "--to", "2019-6-30", *TOLD)
    assert code == 2 and "ZG-000004  不能：状态是“已销号”，不能延期" in out


def test_a_suspension_stops_the_clock(run):
    code, out, _ = run("suspend", "ZG-000003", "--from", "2019-5-6", "--to", "2019-5-15", *TOLD)
    assert code == 0 and "1 条已暂停 2019-05-06 至 2019-05-15" in out
    assert deadlines(run)["ZG-000003"] == "2019-05-20"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("extend", "ZG-000001", "--to", "2019-6-30", "--approver", "市整改办"), "没有填写依据"),
        (("extend", "ZG-000001", "--to", "2019-6-30", "--basis", "工程量大"), "没有填写批准人"),
        (("extend", "ZG-000001", *TOLD), "没有填写延到哪一天"),
        (("extend", *TOLD, "--to", "2019-6-30"), "要写台账编号，或用 --where 写条件"),
        (("extend", "ZG-999999", *TOLD, "--to", "2019-6-30"), "台账里没有 ZG-999999"),
        (("suspend", "ZG-000003", *TOLD), "没有填写暂停截止日"),
    ],
)
def test_what_is_missing_is_said(run, words, sentence):
    code, _, err = run(*words)
    assert code == 2 and sentence in err


def test_deadlines_lists_over_and_near_with_both_kinds_of_days(run):
    code, out, _ = run("deadlines")
    assert code == 0 and "逾期 11 天（6 个工作日）" in out and "还剩 4 天（4 个工作日）" in out
    assert out.endswith("共 3 条\n")
    code, out, _ = run("deadlines", "--overdue", "--json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["ledger_number"] for line in lines] == ["ZG-000001", "ZG-000002"]
    assert (lines[0]["mark"], lines[0]["days_left"], lines[0]["workdays_left"]) == ("overdue", -11, -6)
    code, out, _ = run("deadlines", "--near", "--where", "status = 整改中")
    assert "ZG-000003" in out and out.endswith("共 1 条\n")
