"""Any number of ids fits into one question."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.dialects import postgresql

from models.operations.demo import make_demo
from models.queries.fields import PROBLEM
from models.queries.problems import ProblemQuery, count, problem_ids
from models.store import Ledger
from models.store.id_lists import FEW, among


def test_a_question_about_a_hundred_thousand_ids_finds_those_that_exist(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "ledger", actor="录入员") as ledger:
        make_demo(ledger, problems=40)
        known = list(problem_ids(ledger, ProblemQuery()))
        many = [*known[:15], *range(1_000_000, 1_100_000)]
        assert sorted(problem_ids(ledger, ProblemQuery(ids=tuple(many)))) == sorted(known[:15])
        assert count(ledger, ProblemQuery(ids=tuple(known[:3]))) == 3
        assert count(ledger, ProblemQuery(ids=())) == 0


def test_the_other_database_is_asked_in_its_own_words() -> None:
    compiled = str(among(PROBLEM.c.id, range(FEW + 1)).compile(dialect=postgresql.dialect()))
    assert "json_array_elements_text" in compiled and "problem.id IN" in compiled
