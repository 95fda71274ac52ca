"""The command line: every command in the process of the test, a few as real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from models import clock
from models.cli import COMMANDS, main
from models.errors import Cancelled
from models.queries.fields import RECORD_KEYS

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("RECTLEDGER_HOME", str(tmp_path / "home"))
    with clock.freeze(datetime(2019, 5, 6, 9, 30)):
        yield


@pytest.fixture
def folder(tmp_path, capsys):
    assert main(["--ledger", str(tmp_path / "账本"), "demo", "--problems", "120", "--visits", "30"]) == 0
    capsys.readouterr()
    return str(tmp_path / "账本")


def process(*words, **more):
    env = {**os.environ, "PYTHONIOENCODING": "cp936:strict", "LC_ALL": "C"}
    return subprocess.run(
        [sys.executable, "-m", "models.cli", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        env=env,
        check=False,
        **more,
    )


def test_help_names_every_command_in_chinese(capsys):
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"  {name} " in told for name in COMMANDS)
    assert "用法：" in told


@pytest.mark.parametrize("command", list(COMMANDS))
def test_each_command_explains_itself_in_chinese(command, capsys):
    assert main([command, "--help"]) == 0
    told = capsys.readouterr().out
    assert "用法：" in told
    for english in ("usage", "options", "positional", "optional arguments", "show this help"):
        assert english not in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "没有写要执行的命令"),
        (["nope"], "没有“nope”这个命令"),
        (["--nope"], "不认识选项“--nope”"),
        (["--ledger"], "缺少台账文件夹"),
        (["problems", "--nope"], "不认识“--nope”"),
        (["problems", "--as-of"], "--as-of 后面缺少内容"),
        (["problems", "--as-of", "昨天吧"], "不是日期"),
        (["problems", "--where", "ciy = 3"], "没有“ciy”这个字段"),
        (["import"], "缺少 文件"),
        (["import", "x.xlsx", "--scope", "half"], "不能是“half”"),
        (["undo-import"], "批次编号或 --last"),
        (["undo-import", "3", "--last"], "批次编号或 --last"),
        (["undo-import", "abc"], "不是整数"),
        (["demo", "--problems", "-5"], "--problems"),
        (["export", "x.pdf"], ".xlsx 结尾"),
        (["chart"], "图名"),
        (["chart", "nope", "--out", "x.png"], "没有“nope”这张图"),
        (["report", "ledger-table"], "--out"),
        (["report", "x", "--out", "x.pdf", "--set", "abc"], "名称=内容"),
        (["region", "没有这个地方啊"], "没有找到"),
        (["region", "高新区"], "要先知道在哪个市"),
        (["deadline"], "缺少 时限原文"),
        (["restore", "没有.sqlite"], "找不到备份文件"),
    ],
)
def test_a_mistake_gets_one_sentence_and_code_two(words, said, capsys):
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    line = told.err.strip().splitlines()[-1]
    assert said in line
    assert line.endswith("。")
    assert "Traceback" not in told.err


def test_init_makes_a_ledger_once(tmp_path, capsys):
    words = ["--ledger", str(tmp_path / "新"), "init", "--campaign", "2018—2019 强化监督"]
    assert main(words) == 0
    assert (tmp_path / "新" / "ledger.sqlite").is_file()
    assert main(words) == 2
    assert "已经有台账" in capsys.readouterr().err


def test_a_ledger_is_made_where_there_is_none(tmp_path, capsys):
    assert main(["--ledger", str(tmp_path / "没有"), "problems", "--json"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "已新建台账" in told.err
    assert main(["problems", "--ledger", str(tmp_path / "没有")]) == 0


def test_problems_are_listed_for_people_and_for_programs(folder, capsys):
    assert main(["--ledger", folder, "problems", "--where", "round in (1, 2)"]) == 0
    told = capsys.readouterr().out
    assert told.splitlines()[0].startswith("台账编号")
    assert told.splitlines()[-1] == "共 11 条"
    assert main(["--ledger", folder, "problems", "--json"]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(records) == 120
    assert all(list(record) == list(RECORD_KEYS) for record in records)
    assert [record["ledger_number"] for record in records] == sorted(record["ledger_number"] for record in records)


def test_problems_of_an_earlier_day_are_fewer(folder, capsys):
    assert main(["--ledger", folder, "problems", "--json", "--as-of", "2019-01-01"]) == 0
    assert 30 < len(capsys.readouterr().out.splitlines()) < 90


def test_region_and_deadline_need_no_ledger(tmp_path, capsys):
    assert main(["region", "武安", "--in", "邯郸", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told) == ["code", "province", "city", "county", "level", "note"]
    assert (told["code"], told["city"]) == ("130481", "邯郸市")
    assert main(["region", "鼓楼区", "--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)) > 1
    assert main(["region", "鼓楼区"]) == 1
    assert main(["deadline", "15日内", "--assigned", "2019-05-01", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert list(told) == ["kind", "date", "days", "stages", "confidence", "note"]
    assert (told["kind"], told["date"], told["days"]) == ("days", "2019-05-16", 15)
    assert main(["deadline", "9月底前", "--year", "2018"]) == 0
    assert "2018-09-30" in capsys.readouterr().out
    assert not (tmp_path / "home" / "ledger").exists()


def test_check_says_whether_all_is_well(folder, capsys):
    assert main(["--ledger", folder, "check", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is True
    assert {tuple(line) for line in told["quality"]} == {("check", "count")}
    from models.store import Ledger

    with Ledger.open(folder, actor="张三") as ledger, ledger.writing() as connection:
        connection.exec_driver_sql("UPDATE change_set SET title = '改了' WHERE id = 4")
    assert main(["--ledger", folder, "check", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["history_chain"] is False
    assert main(["--ledger", folder, "check"]) == 1
    assert "变更记录链：有问题" in capsys.readouterr().out


def test_check_tells_of_a_damaged_file_in_its_own_shape(folder, capsys):
    path = Path(folder) / "ledger.sqlite"
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 20_000] = b"A" * 20_000
    path.write_bytes(content)
    assert main(["--ledger", folder, "check", "--json"]) == 1
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert (found["ok"], found["database"]) == (False, False)
    assert "已损坏" in told.err


def test_backup_and_restore_bring_the_ledger_back(folder, tmp_path, capsys):
    def listed():
        assert main(["--ledger", folder, "problems", "--json"]) == 0
        return capsys.readouterr().out

    before = listed()
    assert main(["--ledger", folder, "backup", "--to", str(tmp_path / "copy.sqlite")]) == 0
    from models.operations import remove_problems
    from models.store import Ledger

    with Ledger.open(folder, actor="张三") as ledger:
        remove_problems(ledger, [1, 2, 3])
    capsys.readouterr()
    assert listed() != before
    assert main(["--ledger", folder, "restore", str(tmp_path / "copy.sqlite")]) == 0
    assert "恢复前的台账保存在" in capsys.readouterr().out
    assert listed() == before


def test_demo_refuses_a_ledger_in_use_and_reading_does_not(folder, capsys):
    from models.store import Ledger

    with Ledger.open(folder, actor="李四"):
        assert main(["--ledger", folder, "demo"]) == 2
        assert "李四" in capsys.readouterr().err
        assert main(["--ledger", folder, "problems", "--json"]) == 0
        assert len(capsys.readouterr().out.splitlines()) == 120
        assert main(["--ledger", folder, "check", "--json"]) == 0


def test_a_bug_is_logged_and_told_in_one_sentence(folder, capsys, monkeypatch, tmp_path):
    def broken(*_arguments):
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("models.commands.check.run", broken)
    assert main(["--ledger", folder, "check"]) == 2
    told = capsys.readouterr().err
    assert "程序内部错误" in told
    assert "Traceback" not in told and "secret" not in told
    assert "secret" in (tmp_path / "home" / "logs" / "rectledger.log").read_text(encoding="utf-8")


def test_cancelling_ends_with_130_and_writes_nothing(folder, capsys, monkeypatch):
    def cancelled(*_arguments):
        raise Cancelled

    monkeypatch.setattr("models.commands.check.run", cancelled)
    assert main(["--ledger", folder, "check"]) == 130
    assert "已取消" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to a single process")
@pytest.mark.parametrize(("late", "code"), [(False, 130), (True, 0)])
def test_an_interrupt_after_the_commit_no_longer_says_that_nothing_was_written(folder, capsys, monkeypatch, late, code):
    from models.operations import create_campaign, list_campaigns
    from models.store import Ledger

    def run(_arguments, terminal):
        if not late:
            signal.raise_signal(signal.SIGINT)
        with terminal.ledger(writing=True) as ledger:
            create_campaign(ledger, "新的")
            signal.raise_signal(signal.SIGINT)
        return 0

    monkeypatch.setattr("models.commands.check.run", run)
    assert main(["--ledger", folder, "check"]) == code
    assert ("已取消" in capsys.readouterr().err) is not late
    with Ledger.open(folder) as ledger:
        assert ("新的" in [one.name for one in list_campaigns(ledger)]) is late


def test_output_may_be_missing(folder, monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["--ledger", folder, "problems", "--json"]) == 0
    assert main(["nope"]) == 2


def test_a_process_prints_utf8_whatever_the_console(folder):
    done = process("--ledger", folder, "problems", "--json")
    assert done.returncode == 0
    assert len(done.stdout.decode("utf-8").splitlines()) == 120
    refused = process("problems", "--where", "nope = 1")
    assert refused.returncode == 2
    assert "没有“nope”这个字段" in refused.stderr.decode("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to a single process")
def test_ctrl_c_in_the_middle_of_writing_leaves_nothing(tmp_path):
    words = [sys.executable, "-m", "models.cli", "--ledger", tmp_path / "大", "demo", "--problems", "40000"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        while not (tmp_path / "大" / "ledger.sqlite-wal").exists() and running.poll() is None:
            time.sleep(0.05)
        time.sleep(1.0)
        running.send_signal(signal.SIGINT)
        _out, error = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "已取消" in error.decode("utf-8")
    done = process("--ledger", tmp_path / "大", "problems", "--json")
    assert (done.returncode, done.stdout) == (0, b"")
