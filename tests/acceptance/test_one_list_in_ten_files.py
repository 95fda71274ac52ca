"""One list is the same in the ledger from a workbook old or new, a page, text, a document or a paste."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.importing import ImportOptions, run_import
from models.queries.filtering import ProblemQuery
from models.queries.records import problem_records
from models.store import Ledger
from tests.acceptance.shapes.ten_files import FILES, PASTED, list_rows, pasted


def records(ledger: Ledger) -> list[dict[str, Any]]:
    return [json.loads(json.dumps(one)) | {"source": None} for one in problem_records(ledger, ProblemQuery())]


def brought_in(ledger: Ledger, folder: Path, name: str, **options: Any) -> dict[str, Any]:
    if name in PASTED:
        report = run_import(ledger, [], ImportOptions(**options), ahead=pasted(name))
    else:
        FILES[name](folder / name)
        report = run_import(ledger, [folder / name], ImportOptions(**options))
    return report.to_json()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """The ledger that has the list from the workbook."""
    folder = tmp_path_factory.mktemp("first")
    with Ledger.create(folder / "ledger", actor="测试员") as ledger:
        assert brought_in(ledger, folder, "清单.xlsx")["new"] == 6
        yield ledger


def test_the_workbook_says_what_was_written(first: Ledger) -> None:
    for cells, record in zip(list_rows(), records(first), strict=True):
        serial, number, county, name, longitude, latitude, text, kinds, found, limit, unit, phone, fine, remarks = cells
        assert record["list_number"] == f"{serial:g}" and record["number"] == number
        assert (record["city"], record["county"], record["site_name"]) == ("邯郸市", county, name)
        assert (record["longitude"], record["latitude"]) == (longitude, latitude)
        assert record["description"] == text and record["found_on"] == str(found)
        assert record["pollutants"] == str(kinds).split("、")
        assert (record["deadline_text"], record["responsible_unit"], record["phone"]) == (limit, unit, phone)
        assert record["remarks"] == remarks
        assert record["extra"] == ({} if fine is None else {"罚款金额（万元）": f"{fine:g}"})


@pytest.mark.parametrize("name", [*FILES, *PASTED])
def test_the_list_is_the_same_from_every_kind_of_file(first: Ledger, tmp_path: Path, name: str) -> None:
    with Ledger.create(tmp_path / "ledger", actor="测试员") as ledger:
        report = brought_in(ledger, tmp_path, name)
        assert (report["new"], report["files"][0]["issues"]) == (6, [])
        assert records(ledger) == records(first)
    again = brought_in(first, tmp_path, name)
    piles = ("new", "changed", "unchanged", "suspect", "refused")
    assert [again[pile] for pile in piles] == [0, 0, 6, 0, 0]
    assert len(records(first)) == 6
