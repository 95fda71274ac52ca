"""Lists in layouts that no sample shows arrive whole: table, rows and fields, nothing lost and nothing invented."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from models.importing import run_import
from models.queries.filtering import ProblemQuery
from models.queries.records import problem_records
from models.store import Ledger
from tests.acceptance.layouts.catalogue import LAYOUTS
from tests.acceptance.layouts.paper import has_office
from tests.acceptance.layouts.shuffled import shuffled_list

RIGHT_SHARE = 0.97


def plain(value: Any) -> Any:
    """Comparison form: white space and width do not count, coordinates to five places."""
    if isinstance(value, float):
        return f"{value:.5f}"
    if isinstance(value, str):
        return "".join(unicodedata.normalize("NFKC", value).split())
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


def read(folder: Path, name: str) -> tuple[dict[str, Any], dict[tuple[str, int], dict[str, Any]]]:
    """The import's report and the ledger's records by sheet and row."""
    with Ledger.create(folder / "ledger", actor="测试员") as ledger:
        report = run_import(ledger, [folder / name]).to_json()
        records = [json.loads(json.dumps(record)) for record in problem_records(ledger, ProblemQuery())]
    return report, {(record["source"]["sheet"], record["source"]["row"]): record for record in records}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_list_in_an_unseen_layout_arrives_whole(tmp_path: Path, layout: str) -> None:
    if layout == "small_polluters_with_ticks" and not has_office():
        pytest.skip("只有装了 LibreOffice 才能写出 .xls")
    check(tmp_path, LAYOUTS[layout](tmp_path))


@pytest.mark.parametrize("seed", range(12))
def test_a_list_put_together_by_chance_arrives_whole(tmp_path: Path, seed: int) -> None:
    check(tmp_path, shuffled_list(tmp_path, seed))


def check(folder: Path, truth: dict[str, Any]) -> None:
    """Import the file of this truth and compare table, counts and fields."""
    report, records = read(folder, truth["file"])
    sheets = {sheet["sheet"]: sheet for sheet in report["files"][0]["sheets"]}
    is_text = truth["file"].endswith(".csv")
    for about in truth["sheets"]:
        found = next(iter(sheets.values())) if is_text else sheets[about["name"]]
        if about["role"] == "hidden":
            assert found["rows"] == 0
            continue
        assert found["role"] == about["role"]
        if about["role"] != "list":
            continue
        assert found["header_rows"] == about["header_rows"]
        assert [line["row"] for line in found["skipped_rows"]] == about["skipped_rows"], found["skipped_rows"]
        assert (found["first_row"], found["last_row"]) == (about["first_data_row"], about["last_data_row"])
        assert found["rows"] == about["data_rows"]
    counted = sum(report[pile] for pile in ("new", "changed", "unchanged", "suspect", "refused"))
    assert counted == sum(sheet["rows"] for sheet in report["files"][0]["sheets"])
    by_row = {row: record for (_, row), record in records.items()} if is_text else {}
    wrong: list[str] = []
    total = 0
    for problem in truth["problems"]:
        where = problem["source"]
        record = by_row.get(where["row"]) if is_text else records.get((where["sheet"], where["row"]))
        assert record is not None, where
        for key in problem.keys() - {"source"}:
            total += 1
            if plain(record[key]) != plain(problem[key]):
                wrong.append(f"{where['row']} {key}: {record[key]!r} != {problem[key]!r}")
    assert len(records) == len(truth["problems"])
    assert len(wrong) <= (1 - RIGHT_SHARE) * total, f"{len(wrong)} of {total}:\n" + "\n".join(sorted(wrong))
