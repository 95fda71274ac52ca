"""The command move: what may go goes, who may not is listed with why, and the exit code says which it was."""

from __future__ import annotations

import json

import pytest

from models.cli import main
from models.queries.problems import ProblemQuery, problem_records
from models.store import Ledger


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("RECTLEDGER_HOME", str(tmp_path / "home"))
    folder = tmp_path / "账本"
    main(["--ledger", str(folder), "demo", "--problems", "300", "--seed", "3"])
    capsys.readouterr()

    def command(*words: str) -> tuple[int, str, str]:
        code = main(["--ledger", str(folder), "move", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    command.folder = folder  # type: ignore[attr-defined]
    return command


def some(run, status):
    with Ledger.open(run.folder, actor="录入员", read_only=True) as ledger:
        return [one["ledger_number"] for one in problem_records(ledger, ProblemQuery(where=f"status = {status}"))]


def test_by_number_all_go_and_the_person_stands_in_history(run):
    first, second = some(run, "整改中")[:2]
    code, out, _ = run("已上报待核查", first, second, "--by", "王敏")
    assert (code, out) == (0, "2 条已转为“已上报待核查”。\n")
    assert first in some(run, "已上报待核查")
    with Ledger.open(run.folder, actor="录入员", read_only=True) as ledger, ledger.reading() as connection:
        who = connection.exec_driver_sql(
            "SELECT actor.name FROM change_set JOIN actor ON actor.id = actor_id ORDER BY change_set.id DESC LIMIT 1"
        ).scalar()
    assert who == "王敏"


def test_by_condition_the_refused_are_listed_and_the_rest_goes(run):
    working, closed = some(run, "整改中"), some(run, "已销号")
    code, out, _ = run("已上报待核查", "--where", "status in (整改中, 已销号)", "--json")
    found = json.loads(out)
    assert code == 1 and found["moved"] == len(working) and found["change_set"]
    assert {one["ledger_number"] for one in found["refused"]} == set(closed)
    assert found["refused"][0]["why"].startswith("要先转为") and found["refused"][0]["from"] == "已销号"


def test_none_that_can_be_moved_is_two_and_nothing_is_written(run):
    closed = some(run, "已销号")
    code, out, _ = run("待整改", "--where", "status = 已销号")
    assert code == 2 and "0 条已转为" in out and "不能直接转为“待整改”" in out
    assert some(run, "已销号") == closed
    assert run("暂缓", some(run, "整改中")[0])[0] == 2
    assert run("暂缓", some(run, "整改中")[0], "--reason", "企业停产")[0] == 0


def test_a_dry_run_writes_nothing(run):
    working = some(run, "整改中")
    code, out, _ = run("已上报待核查", *working, "--dry-run")
    assert (code, out) == (0, f"{len(working)} 条可以转为“已上报待核查”。\n")
    assert some(run, "整改中") == working


def test_wrong_usage_is_one_sentence(run):
    assert run("整改中")[0] == 2 and "二者取一" in run("整改中")[2]
    assert "没有 LN-9" in run("整改中", "LN-9")[2]
    assert "没有“完了”这个状态" in run("完了", some(run, "整改中")[0])[2]
