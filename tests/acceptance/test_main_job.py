"""The main job by the command line, as processes: a sample list in, looked up, corrected, drawn, exported, printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdfium2 import PdfDocument

from models.operations import CellEdit, edit_cells
from models.queries.expressions import parse_where
from models.queries.problems import ProblemQuery, problem_ids
from models.store import Ledger
from tests.acceptance.layouts.paper import has_office

ROOT = Path(__file__).resolve().parents[2]
LISTS = ROOT / "tests" / "samples" / "lists"
FIRST, SECOND = LISTS / "01_强化督查交办清单_第一版.xlsx", LISTS / "02_强化督查交办清单_更新稿.xlsx"

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """``run(words…, code=0)`` runs the console program and gives what it printed; a failure is one sentence."""
    env = {**os.environ, "RECTLEDGER_HOME": str(tmp_path / "home"), "LC_ALL": "C"}

    def run(*words: Any, code: int = 0) -> str:
        command = [sys.executable, "-m", "models.cli", "--ledger", str(tmp_path / "新" / "台账"), *map(str, words)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, env=env, check=False)
        told = done.stderr.decode("utf-8")
        assert done.returncode == code, told
        if code == 2:
            assert len(told.splitlines()) == 1 and told.rstrip().endswith("。"), told
        return done.stdout.decode("utf-8")

    return run


def listed(run: Run, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("problems", "--json", *words).splitlines()]


def correct(folder: Path, number: str, field: str, value: str) -> None:
    """What a clerk types into a cell."""
    with Ledger.open(folder, actor="张三") as ledger:
        ids = problem_ids(ledger, ProblemQuery(where=parse_where(f"ledger_number = {number}")))
        edit_cells(ledger, [CellEdit(ids[0], field, value)])


def test_a_list_becomes_a_ledger_a_chart_a_workbook_and_a_printed_table(run: Run, tmp_path: Path) -> None:
    first = json.loads(run("import", FIRST, "--json"))
    assert (first["batch"], first["new"], first["files"][0]["sheets"][0]["header_rows"]) == (1, 55, [3, 4])
    found = listed(run, "--where", "city = 石家庄市 and site_name ~ 藁城")
    assert found and all(one["county"] == "藁城区" for one in found)

    number = found[0]["ledger_number"]
    correct(tmp_path / "新" / "台账", number, "responsible_unit", "藁城区人民政府")
    second = json.loads(run("import", SECOND, "--scope", "complete", "--json"))
    assert [second[pile] for pile in ("new", "changed", "suspect", "vanished")] == [5, 46, 1, 7]
    now = {one["ledger_number"]: one for one in listed(run)}
    assert now[number]["responsible_unit"] == "藁城区人民政府", "what a person wrote stays"
    assert len(now) == 60

    for name in ("progress-by-city.png", "by-category.svg", "deadlines-by-month.pdf"):
        run("chart", Path(name).stem, "--out", tmp_path / name, "--as-of", "2018-08-01")
        assert (tmp_path / name).stat().st_size > 5_000
    assert "已导出 60 条" in run("export", tmp_path / "台账.xlsx")
    run("report", "ledger-table", "--out", tmp_path / "台账.pdf", "--set", "region=石家庄", "--set", "title=石家庄台账")
    paper = PdfDocument(tmp_path / "台账.pdf")
    words = "".join(page.get_textpage().get_text_bounded() for page in paper)
    paper.close()
    assert "石家庄台账" in words and now[number]["site_name"] in "".join(words.split())
    assert json.loads(run("check", "--json"))["ok"] is True


def test_the_exported_workbook_says_what_the_ledger_says(run: Run, tmp_path: Path) -> None:
    run("import", FIRST)
    folder, records = tmp_path / "新" / "台账", listed(run)
    hostile = ["=1+1", '=HYPERLINK("http://x")', "+86 电话", "-5", "@SUM(A1)"]
    for text, record in zip(hostile, records, strict=False):
        correct(folder, record["ledger_number"], "remarks", text)
    run("export", tmp_path / "台账.xlsx")
    books = [tmp_path / "台账.xlsx"]
    if has_office():
        office = ["soffice", f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless", "--convert-to",
                  "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "again"), str(books[0])]  # fmt: skip
        subprocess.run(office, capture_output=True, check=True, timeout=100)
        books.append(tmp_path / "again" / "台账.xlsx")
    grids = [_grid(book) for book in books]
    assert all(grid == grids[0] for grid in grids)
    heads, *rows = grids[0]
    columns = {head: place for place, head in enumerate(heads)}
    assert [row[columns["备注"]] for row in rows[:5]] == hostile
    assert [row[columns["点位（企业）名称"]] for row in rows] == [record["site_name"] for record in records]
    days = [row[columns["整改期限"]] for row in rows]
    assert [day and day.date().isoformat() for day in days] == [record["deadline"] for record in records]


def test_an_import_taken_back_leaves_what_was_there_byte_for_byte(run: Run, tmp_path: Path) -> None:
    run("import", FIRST)
    before = run("problems", "--json")
    tried = json.loads(run("import", SECOND, "--dry-run", "--json"))
    assert tried["batch"] is None and run("problems", "--json") == before
    run("import", SECOND)
    assert json.loads(run("undo-import", "--last", "--json"))["kept"] == []
    assert run("problems", "--json") == before
    run("undo-import", "2", code=2)
    run("backup", "--to", tmp_path / "存.sqlite")
    run("undo-import", "1")
    assert run("problems", "--json") == ""
    run("restore", tmp_path / "存.sqlite")
    assert run("problems", "--json") == before


def _grid(path: Path) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return list(sheet.iter_rows(values_only=True))
