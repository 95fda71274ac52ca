"""The shipped sample lists arrive as their truth files say: table, rows, fields, editions, and back again."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from models.importing import ImportOptions, run_import, undo_import
from models.queries.filtering import ProblemQuery
from models.queries.records import problem_records
from models.store import Ledger

LISTS = Path(__file__).resolve().parents[1] / "samples" / "lists"
FILES = sorted(path.name for path in LISTS.iterdir() if path.suffix in (".xlsx", ".xls"))
FIRST, SECOND = (next(name for name in FILES if name.startswith(start)) for start in ("01", "02"))


def truth(name: str) -> dict:
    return json.loads((LISTS / f"{name}.truth.json").read_text(encoding="utf-8"))


def plain(value):
    """Comparison form: white space and width do not count, coordinates to five places."""
    if isinstance(value, float):
        return f"{value:.5f}"
    if isinstance(value, str):
        return "".join(unicodedata.normalize("NFKC", value).split())
    return value


def records(ledger: Ledger) -> list[dict]:
    return [json.loads(json.dumps(record, ensure_ascii=False)) for record in problem_records(ledger, ProblemQuery())]


@pytest.fixture
def ledger(tmp_path):
    with Ledger.create(tmp_path / "ledger", actor="测试员") as made:
        yield made


def wrong_fields(found: dict, expected: dict, real_date: bool) -> list[str]:
    keys = [key for key in expected if key != "source" and not (key == "deadline_text" and real_date)]
    return [
        f"{expected['source']['row']} {key}: {found[key]!r} != {expected[key]!r}"
        for key in keys
        if plain(found[key]) != plain(expected[key])
    ]


@pytest.mark.parametrize("name", FILES)
def test_every_row_and_field_of_a_sample_list_arrives(ledger, name):
    expected = truth(name)
    report = run_import(ledger, [LISTS / name]).to_json()
    sheet = report["files"][0]["sheets"][0]
    about = expected["sheets"][0]
    assert sheet["role"] == "list"
    assert sheet["header_rows"] == about["header_rows"]
    assert sheet["first_row"] == about["first_data_row"]
    assert sheet["rows"] == about["data_rows"] == report["new"]
    skipped = {line["row"] for line in sheet["skipped_rows"]}
    kinds = ("subtotal_rows", "footer_rows", "repeated_header_rows", "group_rows")
    named = [row for kind in kinds for row in about.get(kind, [])]
    assert set(named) <= skipped
    assert all(row < about["header_rows"][0] or row in named for row in skipped)

    by_row = {record["source"]["row"]: record for record in records(ledger)}
    assert set(by_row) == {problem["source"]["row"] for problem in expected["problems"]}
    wrong: list[str] = []
    total = 0
    for problem in expected["problems"]:
        total += len(problem) - 1
        wrong += wrong_fields(by_row[problem["source"]["row"]], problem, _is_date_cell(problem))
    assert wrong == [], f"{len(wrong)} of {total}"


def _is_date_cell(problem: dict) -> bool:
    return "年" in (problem.get("deadline_text") or "") or problem.get("deadline_text") == problem.get("deadline")


@pytest.mark.parametrize("name", FILES)
def test_a_sample_list_says_nothing_that_its_truth_does_not(ledger, name):
    """Fields that the truth leaves out stay empty, apart from what the ledger itself knows or derives."""
    run_import(ledger, [LISTS / name])
    own = {
        "ledger_number",
        "campaign",
        "round",
        "regions",
        "region_codes",
        "status",
        "source",
        "extra",
        "accountability_category",
    }
    expected = {problem["source"]["row"]: problem for problem in truth(name)["problems"]}
    for record in records(ledger):
        said = set(expected[record["source"]["row"]])
        invented = {key for key, value in record.items() if value not in (None, [], {}) and key not in said | own}
        assert invented == set()


def test_a_row_that_stands_twice_in_a_file_is_written_twice_with_a_warning(ledger):
    report = run_import(ledger, [LISTS / FIRST]).to_json()
    issues = report["files"][0]["issues"]
    assert [issue["cell"] for issue in issues if issue["field"] == "site_name"] == ["E13"]
    assert "第 10 行" in issues[-1]["message"]


def test_two_editions_of_a_list_give_exactly_the_piles_that_are_known(ledger):
    counts = json.loads((LISTS / "editions.truth.json").read_text(encoding="utf-8"))["counts"]
    options = ImportOptions(scope="complete")
    for edition, name in (("first", FIRST), ("second", SECOND), ("second_again", SECOND)):
        report = run_import(ledger, [LISTS / name], options).to_json()
        assert {key: report[key] for key in counts[edition]} == counts[edition], edition
        if edition == "second":
            held = report["files"][0]["suspects"]
    assert [line["row"] for line in held] == [56]
    assert len(held[0]["candidates"]) == 2


def test_the_second_edition_carries_the_new_deadlines_and_what_is_said_to_be_done(ledger):
    editions = json.loads((LISTS / "editions.truth.json").read_text(encoding="utf-8"))
    options = ImportOptions(scope="complete")
    run_import(ledger, [LISTS / FIRST], options)
    before = {record["source"]["row"]: record for record in records(ledger)}
    run_import(ledger, [LISTS / SECOND], options)
    after = {record["ledger_number"]: record for record in records(ledger)}
    for old, new in editions["new_deadline_rows"]:
        now = after[before[old]["ledger_number"]]
        assert now["source"]["row"] == new
        assert now["deadline"] != before[old]["deadline"]
    done = {
        after[before[old]["ledger_number"]]["said_status"] for old, new in editions["now_said_to_be_done"] if new != 56
    }
    assert done == {"已销号"}
    assert {record["status"] for record in after.values()} == {"待整改"}


def test_undo_brings_back_the_earlier_state_byte_for_byte(ledger):
    options = ImportOptions(scope="complete")
    nothing = json.dumps(records(ledger), ensure_ascii=False)
    run_import(ledger, [LISTS / FIRST], options)
    once = json.dumps(records(ledger), ensure_ascii=False)
    run_import(ledger, [LISTS / SECOND], options)
    assert json.dumps(records(ledger), ensure_ascii=False) != once
    report = undo_import(ledger).to_json()
    assert (report["removed"], report["restored"], report["kept"]) == (5, 46, [])
    assert json.dumps(records(ledger), ensure_ascii=False) == once
    undo_import(ledger)
    assert json.dumps(records(ledger), ensure_ascii=False) == nothing
