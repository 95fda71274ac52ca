"""The command that shows how a deadline wording is read needs no ledger and says when it is unsure."""

from __future__ import annotations

import json

import pytest

from models.cli import main


def said(capsys, *arguments: str) -> str:
    assert main(["deadline", *arguments]) == 0
    return capsys.readouterr().out


def test_a_staged_deadline_is_printed_stage_by_stage(capsys):
    assert said(capsys, "2018年底前完成主体，2019年6月底全面完成").splitlines() == [
        "分阶段：2019-06-30",
        "  2018-12-31  2018年底前完成主体",
        "  2019-06-30  2019年6月底全面完成",
    ]


@pytest.mark.parametrize(
    ("text", "sure"), [("2018年9月底前", True), ("6月底或7月底", False), ("立行立改", True), ("待定", True)]
)
def test_an_unsure_reading_asks_for_a_look_at_the_original(capsys, text, sure):
    assert ("请核对原文" in said(capsys, text, "--year", "2018")) is not sure


def test_months_wait_for_the_day_of_assignment(capsys):
    without = json.loads(said(capsys, "三个月内", "--json"))
    assert (without["kind"], without["date"]) == ("days", None)
    given = json.loads(said(capsys, "三个月内", "--assigned", "2018-11-30", "--json"))
    assert (given["kind"], given["date"], given["days"]) == ("days", "2019-02-28", 90)
