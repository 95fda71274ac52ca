"""evidence: files added to a problem from the command line, listed with what should be looked at again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models import cli


@pytest.fixture
def folder(ledger):
    path = str(ledger.folder)
    ledger.close()
    return path


def told(folder: str, capsys: pytest.CaptureFixture[str], *words: str) -> dict:
    assert cli.main(["--ledger", folder, "evidence", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_file_is_added_once_and_listed_with_its_sum(folder: str, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    report = tmp_path / "监测报告.txt"
    report.write_text("达标", encoding="utf-8")
    found = told(folder, capsys, "ZG-000001", "--add", str(report), "--kind", "监测报告")
    assert (found["added"], found["known"]) == (1, [])
    assert [(one["name"], one["kind"], one["versions"]) for one in found["evidence"]] == [
        ("监测报告.txt", "监测报告", 1)
    ]
    photo = tmp_path / "整改后.txt"
    photo.write_text("已拆除", encoding="utf-8")
    again = told(folder, capsys, "ZG-000001", "--add", str(report), str(photo))
    assert (again["added"], again["known"]) == (1, ["监测报告.txt"])
    assert [one["name"] for one in again["evidence"]] == ["监测报告.txt", "整改后.txt"]


def test_the_same_file_at_two_problems_is_a_hint_at_both(
    folder: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    paper = tmp_path / "验收意见.txt"
    paper.write_text("同意", encoding="utf-8")
    for number in ("ZG-000001", "ZG-000002"):
        told(folder, capsys, number, "--add", str(paper))
    for number, other in (("ZG-000001", "ZG-000002"), ("ZG-000002", "ZG-000001")):
        (hint,) = told(folder, capsys, number)["evidence"][0]["hints"]
        assert hint["check"] == "same_file" and other in hint["sentence"] and hint["explained"] is None


def test_an_unknown_problem_and_a_missing_file_are_told_in_a_sentence(folder: str, capsys: pytest.CaptureFixture[str]):
    assert cli.main(["--ledger", folder, "evidence", "ZG-999999"]) == 2
    assert "台账里没有 ZG-999999" in capsys.readouterr().err
    assert cli.main(["--ledger", folder, "evidence", "ZG-000001", "--add", "/没有/这个.pdf"]) == 2
    assert "这个.pdf" in capsys.readouterr().err
