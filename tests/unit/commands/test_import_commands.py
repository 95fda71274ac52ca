"""From list to ledger to paper on the command line, and back."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from models import clock
from models.cli import main

LISTS = Path(__file__).resolve().parents[2] / "samples" / "lists"
FIRST, SECOND = LISTS / "01_强化督查交办清单_第一版.xlsx", LISTS / "02_强化督查交办清单_更新稿.xlsx"


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("RECTLEDGER_HOME", str(tmp_path / "home"))


@pytest.fixture
def run(tmp_path, capsys):
    def run(*words, code=0):
        assert main(["--ledger", str(tmp_path / "ledger"), *map(str, words)]) == code
        return capsys.readouterr().out

    return run


def on(day):
    return clock.freeze(datetime(2018, 7, day, 10, 0))


def test_the_whole_job_and_back(run):
    with on(1):
        first = json.loads(run("import", FIRST, "--json"))
        assert (first["batch"], first["new"]) == (1, 55)
        before = run("problems", "--json")
    with on(3):
        tried = json.loads(run("import", SECOND, "--dry-run", "--json"))
        assert tried["batch"] is None
        assert run("problems", "--json") == before
        second = json.loads(run("import", SECOND, "--json"))
        assert {key: tried[key] for key in ("new", "changed", "suspect")} == {
            key: second[key] for key in ("new", "changed", "suspect")
        }
        after = run("problems", "--json")
        assert after != before
        assert run("problems", "--json", "--as-of", "2018-07-02") == before
        assert run("problems", "--json", "--as-of", "2018-07-03") == after
    with on(5):
        undone = json.loads(run("undo-import", "--last", "--json"))
        assert list(undone) == ["batch", "undo_batch", "removed", "restored", "kept"]
        assert undone["batch"] == second["batch"]
        assert run("problems", "--json") == before
        assert run("problems", "--json", "--as-of", "2018-07-03") == after
        assert json.loads(run("check", "--json"))["ok"] is True


def test_an_import_is_told_in_words(run):
    told = run("import", FIRST)
    assert "新增 55" in told
    assert "第 10 行" in told
    assert "已撤销第 1 批" in run("undo-import", "1")


def test_a_file_that_is_none_writes_nothing(run, tmp_path, capsys):
    (tmp_path / "假.xlsx").write_text("不是表格", encoding="utf-8")
    assert main(["--ledger", str(tmp_path / "ledger"), "import", str(tmp_path / "假.xlsx")]) == 2
    said = capsys.readouterr().err
    assert "假.xlsx" in said and len(said.splitlines()) == 1, "one sentence, also where the ledger was made for it"
    assert run("problems", "--json") == ""


def test_a_dry_run_looks_while_somebody_else_writes(run, tmp_path):
    from models.store import Ledger

    run("import", FIRST)
    with Ledger.open(tmp_path / "ledger", actor="李四"):
        assert json.loads(run("import", SECOND, "--dry-run", "--json"))["new"] == 5
        run("import", SECOND, code=2)


def test_tables_charts_and_reports_leave_files(run, tmp_path):
    run("import", FIRST)
    out = tmp_path / "out"
    out.mkdir()
    assert "已导出 55 条" in run("export", out / "全部.xlsx")
    assert "已导出" in run("export", out / "部分.xlsx", "--where", "city = 石家庄市")
    assert "progress-by-city" in run("chart", "--list")
    run("chart", "progress-by-city", "--out", out / "图.png")
    assert "ledger-table" in run("report", "--list")
    run("report", "ledger-table", "--out", out / "台账.pdf", "--set", "title=整改台账")
    assert all((out / name).stat().st_size > 5_000 for name in ("全部.xlsx", "部分.xlsx", "图.png", "台账.pdf"))


def test_an_exported_view_has_its_columns_and_rows(run, tmp_path):
    from openpyxl import load_workbook

    from models.operations import save_view
    from models.queries.problems import ProblemQuery
    from models.queries.view_content import content_of
    from models.store import Ledger

    run("import", FIRST)
    query = ProblemQuery(filters={"city": ("石家庄市",)}, sort=(("site_name", True),))
    with Ledger.open(tmp_path / "ledger") as ledger:
        save_view(ledger, "ledger", "石家庄", content_of(query, [("site_name", 20), ("deadline", 12)]), shared=True)
    run("export", tmp_path / "a.xlsx", "--view", "石家庄")
    sheet = load_workbook(tmp_path / "a.xlsx").worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("点位（企业）名称", "整改期限")
    assert [row[0] for row in rows[1:]] == sorted((row[0] for row in rows[1:]), reverse=True)
    run("export", tmp_path / "b.xlsx", "--view", "没有的", code=2)
