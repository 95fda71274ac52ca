"""The command visits: rows for people and as JSON, conditions, totals."""

import json
import shutil

import pytest

from models.cli import main


@pytest.fixture
def folder(demo_folder, tmp_path):
    shutil.copytree(demo_folder, tmp_path / "ledger")
    return str(tmp_path / "ledger")


def test_visits_are_printed_as_one_json_object_a_line(folder, capsys):
    assert main(["--ledger", folder, "visits", "--where", "found_problem = 是 and round = 3", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines
    assert all(line["found_problem"] is True and line["round"] == "3" and line["problem"] for line in lines)


def test_visits_are_printed_for_people_with_their_number(folder, capsys):
    assert main(["--ledger", folder, "visits", "--where", "检查编号 = XC0100001"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("检查编号")
    assert out[1].startswith("XC0100001")
    assert out[-1] == "共 1 次"


def test_totals_are_one_object_whose_parts_add_up(folder, capsys):
    assert main(["--ledger", folder, "visits", "--totals", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["visits"] == 500 == sum(line["visits"] for line in told["rounds"])
    assert told["with_problem"] == sum(line["with_problem"] for line in told["cities"])
    assert len(told["rounds"]) == 22


def test_totals_are_printed_for_people(folder, capsys):
    assert main(["--ledger", folder, "visits", "--totals"]) == 0
    out = capsys.readouterr().out
    assert "检查家次" in out
    assert "合计" in out


def test_a_condition_on_an_unknown_field_is_refused(folder, capsys):
    assert main(["--ledger", folder, "visits", "--where", "deadline = 2019-01-01"]) == 2
    assert "没有“deadline”这个字段" in capsys.readouterr().err
