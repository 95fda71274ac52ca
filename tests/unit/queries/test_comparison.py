"""Two days of a ledger beside each other: new, changed, gone, and nothing else."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from models import clock
from models.operations import CellEdit, edit_cells, remove_problems, restore_problems
from models.operations.demo import make_demo
from models.operations.undo import undo_last
from models.queries.comparison import compare_days
from models.queries.problems import ProblemQuery, problem_ids, problem_records
from models.store import Ledger
from tests.unit.operations.open_matrix import allow_every_move

FIRST, SECOND, THIRD = date(2026, 3, 1), date(2026, 3, 10), date(2026, 3, 20)


def at(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(day.year, day.month, day.day, 9, 30))
    monkeypatch.setattr(clock, "today", lambda: day)


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    at(monkeypatch, FIRST)
    made = Ledger.create(tmp_path / "台账", actor="测试员")
    make_demo(made, problems=30)
    allow_every_move(made)
    return made


def ids(ledger: Ledger, where: str = "") -> list[int]:
    return list(problem_ids(ledger, ProblemQuery(where=where, sort=())))


def test_nothing_differs_when_nothing_was_written(ledger: Ledger) -> None:
    found = compare_days(ledger, ProblemQuery(), FIRST)
    assert found.rows == () and found.same == 30
    ledger.close()


def test_edits_removals_and_a_change_taken_back_are_told_apart(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, third, fourth = ids(ledger)[:4]
    before = dict(zip(ids(ledger), problem_records(ledger, ProblemQuery()), strict=True))
    at(monkeypatch, SECOND)
    edit_cells(ledger, [CellEdit(first, "remarks", "已约谈"), CellEdit(second, "deadline", date(2026, 5, 1))])
    remove_problems(ledger, [third])
    edit_cells(ledger, [CellEdit(fourth, "remarks", "写错了")])
    undo_last(ledger)
    found = compare_days(ledger, ProblemQuery(), FIRST)
    kinds = {row.id: row.kind for row in found.rows}
    assert kinds == {first: "changed", second: "changed", third: "gone"}
    changes = {row.id: row.changes for row in found.rows}
    assert changes[first] == {"remarks": (before[first]["remarks"], "已约谈")}
    assert changes[second]["deadline"] == (before[second]["deadline"], "2026-05-01")
    assert (found.count("new"), found.count("changed"), found.count("gone"), found.same) == (0, 2, 1, 27)
    assert dict(found.fields())["remarks"] == 1
    ledger.close()


def test_two_past_days_are_compared_without_what_came_after(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = ids(ledger)[:2]
    at(monkeypatch, SECOND)
    edit_cells(ledger, [CellEdit(first, "remarks", "三月十日")])
    remove_problems(ledger, [second])
    at(monkeypatch, THIRD)
    edit_cells(ledger, [CellEdit(first, "remarks", "三月二十日")])
    restore_problems(ledger, [second])
    early = compare_days(ledger, ProblemQuery(), FIRST, SECOND)
    assert {row.id: row.kind for row in early.rows} == {first: "changed", second: "gone"}
    assert early.rows[0].changes["remarks"][1] == "三月十日"
    late = compare_days(ledger, ProblemQuery(), SECOND)
    assert {row.id: row.kind for row in late.rows} == {first: "changed", second: "new"}
    whole = compare_days(ledger, ProblemQuery(), FIRST)
    assert {row.id: row.kind for row in whole.rows} == {first: "changed"}
    ledger.close()


def test_a_narrowed_list_tells_what_left_it_and_why(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    left = ids(ledger, "status in (待整改, 整改中)")
    entered = ids(ledger, "status = 已销号")[0]
    at(monkeypatch, SECOND)
    edit_cells(ledger, [CellEdit(left[0], "status", "已销号"), CellEdit(entered, "status", "整改中")])
    found = compare_days(ledger, ProblemQuery(where="status in (待整改, 整改中)"), FIRST)
    kinds = {row.id: (row.kind, row.changes["status"][1]) for row in found.rows}
    assert kinds == {left[0]: ("gone", "已销号"), entered: ("new", "整改中")}
    assert found.same == len(left) - 1
    ledger.close()
