"""Lists in layouts that no sample shows arrive whole: table, rows and fields, nothing lost and nothing invented.

All files of a kind go into one ledger in one import, which is how an office brings in a folder, and quick.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from models.importing import run_import
from models.queries.filtering import ProblemQuery
from models.queries.records import problem_records
from models.store import Ledger
from tests.acceptance.layouts.catalogue import LAYOUTS
from tests.acceptance.layouts.comparing import plain, wrong_fields
from tests.acceptance.layouts.paper import has_office
from tests.acceptance.layouts.shuffled import shuffled_list

RIGHT_SHARE = 0.99
NEEDS_OFFICE = "small_polluters_with_ticks"
SEEDS = range(8)


@dataclass
class Imported:
    """One file of the import: its truth, its part of the report, and the ledger's records of it."""

    truth: dict[str, Any]
    report: dict[str, Any]
    records: dict[tuple[str, int], list[dict[str, Any]]]


def imported(folder: Path, made: dict[str, dict[str, Any]]) -> dict[str, Imported]:
    """Import ``<name>/<file>`` of every truth at once."""
    with Ledger.create(folder / "ledger", actor="测试员") as ledger:
        report = run_import(ledger, [folder / name / truth["file"] for name, truth in made.items()]).to_json()
        records = [json.loads(json.dumps(record)) for record in problem_records(ledger, ProblemQuery())]
    counted = sum(report[pile] for pile in ("new", "changed", "unchanged", "suspect", "refused"))
    rows = sum(sheet["rows"] for file in report["files"] for sheet in file["sheets"])
    assert counted == rows == report["new"] == len(records)
    found: dict[str, dict[tuple[str, int], list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        source = record["source"]
        found[source["file"]][source["sheet"], source["row"]].append(record)
    return {
        name: Imported(truth, file, found[file["file"]])
        for (name, truth), file in zip(made.items(), report["files"], strict=True)
    }


@pytest.fixture(scope="module")
def by_layout(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Imported]:
    folder = tmp_path_factory.mktemp("layouts")
    made: dict[str, dict[str, Any]] = {}
    for name, write in LAYOUTS.items():
        if name != NEEDS_OFFICE or has_office():
            (folder / name).mkdir()
            truth = write(folder / name)
            unique = f"{len(made)}_{truth['file']}"
            (folder / name / truth["file"]).rename(folder / name / unique)
            made[name] = truth | {"file": unique}
    return imported(folder, made)


@pytest.fixture(scope="module")
def by_seed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Imported]:
    folder = tmp_path_factory.mktemp("shuffled")
    made: dict[str, dict[str, Any]] = {}
    for seed in SEEDS:
        (folder / str(seed)).mkdir()
        made[str(seed)] = shuffled_list(folder / str(seed), seed)
    return imported(folder, made)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_list_in_an_unseen_layout_arrives_whole(by_layout: dict[str, Imported], layout: str) -> None:
    if layout not in by_layout:
        pytest.skip("只有装了 LibreOffice 才能写出 .xls")
    check(by_layout[layout])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_list_put_together_by_chance_arrives_whole(by_seed: dict[str, Imported], seed: int) -> None:
    check(by_seed[str(seed)])


def check(file: Imported) -> None:
    """Table, counts and fields are as in the truth."""
    truth = file.truth
    sheets = {sheet["sheet"]: sheet for sheet in file.report["sheets"]}
    is_text = truth["file"].endswith(".csv")
    for about in truth["sheets"]:
        found = next(iter(sheets.values())) if is_text else sheets[about["name"]]
        if about["role"] in ("hidden", "cut"):
            assert (found["rows"], found["role"]) == (0, "list")
            continue
        assert (about["name"], found["role"]) == (about["name"], about["role"])
        if about["role"] != "list":
            assert found["rows"] == 0
            continue
        assert found["header_rows"] == about["header_rows"]
        assert [line["row"] for line in found["skipped_rows"]] == about["skipped_rows"], found["skipped_rows"]
        assert (found["first_row"], found["last_row"]) == (about["first_data_row"], about["last_data_row"])
        assert found["rows"] == about["data_rows"]
    by_row: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for (sheet, row), records in file.records.items():
        by_row["" if is_text else sheet, row] += records
    total, wrong = 0, list[str]()
    for problem in truth["problems"]:
        where = problem["source"]
        candidates = by_row["" if is_text else where["sheet"], where["row"]]
        assert candidates, where
        best = min(candidates, key=lambda record: len(wrong_fields(record, problem)))
        candidates.remove(best)
        total += len(problem) - 1
        wrong += [f"{where['row']} {key}: {plain(best[key])!r}" for key in wrong_fields(best, problem)]
    assert not any(by_row.values())
    assert len(wrong) <= (1 - RIGHT_SHARE) * total, f"{len(wrong)} of {total}:\n" + "\n".join(sorted(wrong))
