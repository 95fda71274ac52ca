"""escalate and remind: suggestions, a step, its answer and lifting, calls; for people and as JSON."""

from __future__ import annotations

import json

import pytest

from models import cli

PROVINCE = ("--ladder", "省级五步法")
APPROVED = ("--set", "批准人=刘处长")


@pytest.fixture
def folder(ledger):
    path = str(ledger.folder)
    ledger.close()
    return path


def run(folder: str, *words: str) -> int:
    return cli.main(["--ledger", folder, *words])


def found(folder: str, capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert run(folder, *words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_who_should_be_taken_further_is_listed(folder: str, capsys: pytest.CaptureFixture[str]):
    assert run(folder, "escalate", *PROVINCE) == 0
    out = capsys.readouterr().out
    assert "邯郸市" in out and "预警" in out and out.rstrip().endswith("建议升级 1 个")
    assert found(folder, capsys, "escalate", *PROVINCE, "--by", "problem") == {
        "ladder": "省级五步法",
        "suggested": [
            {"unit": None, "problem": "ZG-000001", "step": "预警", "place": None, "why": "逾期 11 天",
             "out_of_order": None, "problems": ["ZG-000001"]},
            {"unit": None, "problem": "ZG-000002", "step": "预警", "place": None, "why": "离整改期限 4 天",
             "out_of_order": None, "problems": ["ZG-000002"]},
        ],
    }  # fmt: skip


def test_a_step_is_taken_answered_and_lifted(folder: str, capsys: pytest.CaptureFixture[str]):
    taken = found(
        folder, capsys, "escalate", *PROVINCE, "--take", "预警", "--unit", "邯郸市", *APPROVED, "--set",
        "文号=督改办〔2019〕7号", "--set", "文书日期=2019-4-22", "--workdays", "5",
    )  # fmt: skip
    assert (taken["title"], taken["problems"]) == ("对邯郸市采取“预警”（1 条问题）", 1)
    (late,) = found(folder, capsys, "escalate", "--late")["escalations"]
    assert (late["document_number"], late["due_on"], late["state"]) == ("督改办〔2019〕7号", "2019-04-28", "late")
    assert run(folder, "remind", "--escalation", str(late["id"]), "--person", "赵科长") == 0
    assert run(folder, "escalate", "--waiting") == 0
    assert "逾期 8 天未回复" in capsys.readouterr().out
    assert run(folder, "escalate", "--totals", *PROVINCE) == 0
    assert "邯郸市" in capsys.readouterr().out
    totals = found(folder, capsys, "escalate", "--totals", *PROVINCE)["units"]
    assert totals == [{"unit": "邯郸市", "steps": {"预警": 1}, "standing": 1, "late": 1}]
    assert run(folder, "escalate", "--reply", str(late["id"]), "--text", "已制定方案", "--on", "2019-05-05") == 0
    assert run(folder, "escalate", "--lift", str(late["id"]), "--reason", "已整改") == 0
    capsys.readouterr()
    (one,) = found(folder, capsys, "escalate", "--all")["escalations"]
    assert (one["state"], one["replied_on"], one["lifted_on"], one["reminders"]) == (
        "lifted", "2019-05-05", "2019-05-06", 1,
    )  # fmt: skip


def test_skipping_without_a_reason_writes_nothing(folder: str, capsys: pytest.CaptureFixture[str]):
    words = ("escalate", *PROVINCE, "--take", "约谈", "ZG-000001", *APPROVED)
    assert run(folder, *words) == 2
    assert "ZG-000001还没有“预警”、“通报”，不能直接“约谈”，确需跳过的，请写明理由。" in capsys.readouterr().err
    assert found(folder, capsys, "escalate", "--all") == {"escalations": []}
    assert run(folder, *words, "--reason", "省领导批示") == 0
    assert capsys.readouterr().out == "已对 ZG-000001 采取“约谈”。\n"


def test_mistakes_are_said_in_a_sentence(folder: str, capsys: pytest.CaptureFixture[str]):
    for words, said in (
        (("escalate", "--ladder", "五步"), "没有“五步”这个督促阶梯，可用：部级五步法、省级五步法"),
        (("escalate", *PROVINCE, "--take", "警告", "ZG-000001"), "“省级五步法”里没有“警告”这一步"),
        (("escalate", *PROVINCE, "--take", "预警"), "没有写明对谁“预警”"),
        (("escalate", *PROVINCE, "--take", "预警", "ZG-000001", "--set", "文种=函"), "“预警”没有“文种”这一项"),
        (("escalate", "--reply", "1", "--lift", "1"), "--reply 和 --lift 不能一起用"),
        (("escalate", "--lift", "9", "--reason", "好"), "这条督促措施已经不在了"),
        (("remind",), "没有写明催办谁"),
        (("remind", "--list"), "要写一个台账编号或 --unit"),
        (("remind", "ZG-000001", "--at", "昨天"), "“昨天”不是时间"),
    ):
        assert run(folder, *words) == 2, words
        assert said in capsys.readouterr().err


def test_calls_about_problems_are_logged_and_told_as_in_a_letter(folder: str, capsys: pytest.CaptureFixture[str]):
    assert run(folder, "remind", "ZG-000001", "--at", "2019-05-02 09:00", "--answer", "下周报") == 0
    assert run(folder, "remind", "--where", "city = 邯郸市", "--way", "微信") == 0
    assert "已登记微信催办：ZG-000001 等 2 条问题。" in capsys.readouterr().out
    told = found(folder, capsys, "remind", "ZG-000001", "--list")
    assert told["sentence"] == "经 2 次催办（5月2日、5月6日）仍未报送"
    assert told["reminders"][0]["answer"] == "下周报"
    assert run(folder, "remind", "ZG-000001", "--list") == 0
    assert "仍未报送" in capsys.readouterr().out
