"""The list of steps names everything in Chinese, and leads to the problems also where their dossier was changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.operations.demo import make_demo
from models.operations.entities import ENTITIES
from models.operations.notes import add_note
from models.queries.change_log import list_steps, step_changes, step_problem_ids, title_of
from models.queries.dossier_words import SUBJECTS, TITLES
from models.store import Ledger

_INNER = {"id", "created_in", "removed_in", "version", "problem_id", "evidence_id", "trace_id", "identity_key"}
_FOREIGN = {
    "actor_id",
    "region_code",
    "campaign_id",
    "round_id",
    "sha256",
    "size",
    "media_type",
    "added_at",
    "at",
    "page",
}


@pytest.mark.parametrize("entity", sorted(set(ENTITIES) - {"problem"}))
def test_every_column_that_history_may_name_has_a_chinese_name(entity: str) -> None:
    for column in ENTITIES[entity].table.columns:
        if column.name in _INNER | _FOREIGN:
            continue
        words = TITLES.get(column.name, "内容") if entity in SUBJECTS else title_of(entity, column.name)
        assert not words.isascii(), f"{entity}.{column.name}: {words}"


def test_a_step_on_a_dossier_leads_to_its_problem(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "台账", actor="测试员") as ledger:
        make_demo(ledger, problems=8)
        change = add_note(ledger, 3, "县里来电")
        step = next(one for one in list_steps(ledger) if one.id == change.change_set_id)
        assert step_problem_ids(ledger, step.id) == (3,)
        lines = step_changes(ledger, step.id)
        assert {line.problem_id for line in lines} == {3}
        assert [(line.title, line.new) for line in lines] == [("备忘", "新登记")]


def test_steps_of_visits_lead_to_no_problem(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "台账", actor="测试员") as ledger:
        make_demo(ledger, problems=8)
        visits = next(one for one in list_steps(ledger) if "现场检查" in one.title)
        assert step_problem_ids(ledger, visits.id) == ()
