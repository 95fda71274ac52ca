"""A ledger of 52,000 problems answers as a small one does: filtered, searched, imported into, undone, exported."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from models import clock
from models.exporting.ledger_table import ExportColumn, export_problems
from models.importing import run_import, undo_import
from models.operations import CellEdit, edit_cells, undo_last
from models.operations.demo import make_demo
from models.queries.check import check_ledger
from models.queries.facets import facet
from models.queries.fields import FIELDS
from models.queries.problems import ProblemQuery, count, problem_cells, problem_ids
from models.queries.records import problem_records
from models.store import Ledger

PROBLEMS = 52_000
NOW = datetime(2019, 5, 6, 9, 30)


@pytest.fixture(scope="session")
def large_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once; tests that write get a copy."""
    folder = tmp_path_factory.mktemp("large") / "ledger"
    with clock.freeze(NOW), Ledger.create(folder, actor="录入员") as ledger:
        make_demo(ledger, problems=PROBLEMS, visits=0)
    return folder


@pytest.fixture(scope="module")
def asked(large_folder: Path) -> Iterator[Ledger]:
    """For questions only."""
    with clock.freeze(NOW), Ledger.open(large_folder, actor="张三", read_only=True) as ledger:
        yield ledger


@pytest.fixture(scope="module")
def plain(asked: Ledger) -> list[tuple[Any, ...]]:
    """City, state, deadline, name and description of every problem, to count by hand."""
    keys = ("city", "status", "deadline", "site_name", "description")
    cells = problem_cells(asked, problem_ids(asked, ProblemQuery(sort=())), keys)
    return list(cells.values())


@pytest.fixture
def changed(large_folder: Path, tmp_path: Path) -> Iterator[Ledger]:
    """For writing."""
    folder = Path(shutil.copytree(large_folder, tmp_path / "ledger"))
    with clock.freeze(NOW), Ledger.open(folder, actor="张三") as ledger:
        yield ledger


def fingerprint(ledger: Ledger) -> str:
    """Of everything that ``problems --json`` prints."""
    digest = hashlib.sha256()
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for record in problem_records(ledger, ProblemQuery()):
        digest.update(encode(record).encode())
    return digest.hexdigest()


def test_every_problem_is_there_in_order(asked: Ledger, plain: list[tuple[Any, ...]]) -> None:
    assert count(asked, ProblemQuery()) == PROBLEMS == len(plain)
    ids = problem_ids(asked, ProblemQuery(sort=(("deadline", True), ("site_name", False))))
    assert len(set(ids)) == PROBLEMS
    cells = problem_cells(asked, ids, ("deadline",))
    days = [cells[key][0] for key in ids]
    known = [day for day in days if day is not None]
    assert known == sorted(known, reverse=True)
    assert days[len(known) :] == [None] * (PROBLEMS - len(known)), "blanks come last"


def test_filters_and_facets_agree_with_counting_by_hand(asked: Ledger, plain: list[tuple[Any, ...]]) -> None:
    cities = Counter(row[0] for row in plain)
    assert dict(facet(asked, ProblemQuery(), "city")) == cities
    city = cities.most_common(1)[0][0]
    inside = ProblemQuery(filters={"city": (city,)})
    assert count(asked, inside) == cities[city]
    assert dict(facet(asked, inside, "status")) == Counter(row[1] for row in plain if row[0] == city)
    early = ProblemQuery(where=f"city = {city} and deadline < 2019-01-01")
    by_hand = sum(row[0] == city and row[2] is not None and row[2].isoformat() < "2019-01-01" for row in plain)
    assert count(asked, early) == len(problem_ids(asked, early)) == by_hand > 0


def test_search_finds_what_contains_every_word(asked: Ledger, plain: list[tuple[Any, ...]]) -> None:
    name = plain[PROBLEMS // 2][3]
    found = problem_ids(asked, ProblemQuery(search=name))
    assert 0 < len(found) < PROBLEMS
    cells = problem_cells(asked, found, ("site_name", "description"))
    assert all(name in f"{site} {text}" for site, text in cells.values())
    assert len(found) >= sum(row[3] == name for row in plain)
    assert not problem_ids(asked, ProblemQuery(search=f"{name} 没有这个词"))


def test_a_list_is_matched_against_all_of_it_and_taken_back(changed: Ledger, tmp_path: Path) -> None:
    before = fingerprint(changed)
    path, rows = tmp_path / "更新稿.xlsx", 600
    _second_edition(changed, path, rows)
    report = run_import(changed, [path])
    told = report.to_json()
    assert sum(told[pile] for pile in ("new", "changed", "unchanged", "suspect", "refused")) == rows + 20
    assert (told["new"], told["refused"]) == (20, 0)
    assert told["changed"] + told["suspect"] >= rows / 2
    assert told["changed"] > rows / 3
    assert count(changed, ProblemQuery()) == PROBLEMS + 20
    undone = undo_import(changed).to_json()
    assert (undone["removed"], undone["restored"], undone["kept"]) == (20, told["changed"], [])
    assert fingerprint(changed) == before
    assert check_ledger(changed).ok


def test_one_value_for_thousands_is_one_step_back(changed: Ledger) -> None:
    ids = list(problem_ids(changed, ProblemQuery(sort=())))[:5_000]
    before = problem_cells(changed, ids, ("remarks",))
    edit_cells(changed, [CellEdit(key, "remarks", "统一备注") for key in ids], "改 5,000 条")
    assert count(changed, ProblemQuery(where="remarks = 统一备注")) == 5_000
    undo_last(changed)
    assert problem_cells(changed, ids, ("remarks",)) == before


def test_all_of_it_is_exported(asked: Ledger, tmp_path: Path) -> None:
    keys = ("ledger_number", "city", "site_name", "status")
    columns = [ExportColumn(key, FIELDS[key].title, 12) for key in keys]
    written = export_problems(asked, ProblemQuery(sort=()), columns, tmp_path / "全部.xlsx", "")
    assert written.rows == PROBLEMS
    rows = CalamineWorkbook.from_path(str(tmp_path / "全部.xlsx")).get_sheet_by_index(0).to_python()
    cells = problem_cells(asked, problem_ids(asked, ProblemQuery(sort=())), keys)
    assert [tuple(row) for row in rows[1:]] == [tuple(value or "" for value in row) for row in cells.values()]


def _second_edition(ledger: Ledger, path: Path, rows: int) -> None:
    """Rows of the ledger as a list, every second with a new remark, and 20 rows that it does not hold."""
    heads = {
        "province": "省份", "city": "地市", "county": "县（市、区）", "site_name": "单位名称", "address": "详细地址",
        "description": "问题描述", "round": "轮次", "number": "问题编号",
    }  # fmt: skip
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*heads.values(), "备注"])
    ids = list(problem_ids(ledger, ProblemQuery(sort=())))[:: PROBLEMS // rows][:rows]
    for place, cells in enumerate(problem_cells(ledger, ids, tuple(heads)).values()):
        sheet.append([*cells, f"更新稿第 {place} 条" if place % 2 else None])
    for place in range(20):
        new = [
            "河北省",
            "邯郸市",
            "武安市",
            f"清单新增企业{place}号",
            f"工业路{place}号",
            f"新发现的问题之{place}",
            None,
            None,
        ]
        sheet.append([*new, None])
    book.save(path)
