"""Profiles and the look before an undo, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.cli import main

FIRST = Path(__file__).resolve().parents[2] / "samples" / "lists" / "01_强化督查交办清单_第一版.xlsx"


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("RECTLEDGER_HOME", str(tmp_path / "home"))

    def run(*words, code=0, ledger="ledger"):
        assert main(["--ledger", str(tmp_path / ledger), *map(str, words)]) == code
        return capsys.readouterr().out

    return run


def test_a_profile_is_listed_handed_on_and_used_by_name_in_another_ledger(run, tmp_path):
    run("import", FIRST)
    profile = json.loads(run("profiles", "--json"))
    assert profile["columns"]["备注"] == ["remarks"]
    assert profile["name"] in run("profiles")
    file = tmp_path / "导入方案-部级清单.json"
    run("profiles", "--export", profile["name"], "--out", file)
    run("profiles", "--import", file, ledger="别处")
    told = json.loads(run("import", FIRST, "--profile", profile["name"], "--json", ledger="别处"))
    assert told["files"][0]["sheets"][0]["profile"] == profile["name"]
    assert told["new"] == 55
    run("profiles", "--export", profile["name"], code=2)
    run("profiles", "--export", "没有的", "--out", file, code=2)


def test_an_undo_can_be_looked_at_before_it_is_done(run):
    run("import", FIRST)
    before = run("problems", "--json")
    told = json.loads(run("undo-import", "--last", "--dry-run", "--json"))
    assert (told["batch"], told["undo_batch"], told["removed"], told["kept"]) == (1, None, 55, [])
    assert "会移除 55 条" in run("undo-import", "1", "--dry-run")
    assert run("problems", "--json") == before
