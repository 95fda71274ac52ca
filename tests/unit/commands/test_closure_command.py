"""The command close: lists, takes steps, refuses what is not allowed with the reason and exit code 2."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from models import cli
from models.store import Ledger

sys.path.insert(0, str(Path(__file__).parents[1] / "operations"))
from closing import give_evidence


@pytest.fixture
def close(ledger, capsys, monkeypatch, tmp_path):
    """``close(words…)`` runs the command on the ledger of five problems; returns (code, output, error)."""
    monkeypatch.setenv("RECTLEDGER_HOME", str(tmp_path / "home"))
    folder = ledger.folder
    give_evidence(ledger, 5, tmp_path)
    ledger.close()

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(["--ledger", str(folder), "close", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_problem_is_closed_step_by_step(close):
    assert close("start", "ZG-000005", "--person", "王敏")[0] == 0
    for number in range(1, 6):
        words = ("tick", "ZG-000005", "--condition", str(number), "--evidence", "1", "--person", "李强")
        assert close(*words, "--on", "2019-04-15")[0] == 0
    code, out, _error = close("show", "ZG-000005", "--json")
    assert code == 0 and json.loads(out)["next"] == {"step": "submit", "words": "送县级验收", "why": None}
    assert close("submit", "ZG-000005", "--person", "王敏")[1] == "ZG-000005 提交销号申请（王敏）\n"
    for who in ("孙丽", "赵刚"):
        assert close("pass", "ZG-000005", "--person", who)[0] == 0
    for who in ("周洁", "吴海"):
        assert close("joint", "ZG-000005", "--person", who, "--session", "第 1 次联审会")[0] == 0
    assert close("publicity", "ZG-000005", "--place", "网站", "--days", "3")[0] == 0
    code, out, _error = close("list", "--stage", "publicity", "--json")
    assert json.loads(out)["words"] == "公示中 剩 3 天"
    code, _out, error = close("end", "ZG-000005")
    assert code == 2 and "公示到 2019-05-09 才满" in error


def test_what_is_not_allowed_is_refused_with_the_reason(close):
    code, _out, error = close("submit", "ZG-000005")
    assert (code, error) == (2, "有的问题还没有销号申请，先用 rectledger close start 提出申请。\n")
    close("start", "ZG-000005")
    code, _out, error = close("submit", "ZG-000005")
    assert code == 2 and "还缺 5 项：“整改措施全部完成”缺材料" in error
    code, _out, error = close("file", "ZG-000005", "--number", "备1")
    assert code == 2 and "还缺 5 项" in error
    assert close("tick", "ZG-000005", "--condition", "9")[0] == 2
    assert close("start", "ZG-999999")[2] == "台账里没有 ZG-999999，请核对台账编号。\n"


def test_a_step_on_many_is_written_in_one(close, ledger):
    code, out, _error = close("start", "ZG-000005", "ZG-000003", "--json")
    told = json.loads(out)
    assert code == 0 and [one["status"] for one in told["problems"]] == ["待销号", "待销号"]
    with Ledger.open(ledger.folder, actor="张三") as again:
        from models.operations import undo_last

        assert undo_last(again).entity_ids == {3, 5}
