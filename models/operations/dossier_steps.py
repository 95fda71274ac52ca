"""One step on the dossier of one problem: its transaction, its record, and the Change that it returns."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from models.errors import UserError
from models.operations.change import Change
from models.operations.entities import entity_of, gone, missing
from models.operations.history import Recorder, open_change_set
from models.operations.rows import read_rows
from models.queries.fields import PROBLEM

if TYPE_CHECKING:
    from models.store import Ledger


class DossierStep:
    """``record`` opens the change set when something is really written; ``change`` is what the operation returns."""

    def __init__(self, connection: Connection, actor: str, problem_id: int, entity: str) -> None:
        row = connection.execute(
            select(PROBLEM.c.ledger_number, PROBLEM.c.removed_in).where(PROBLEM.c.id == problem_id)
        ).one_or_none()
        if row is None or row.removed_in is not None:
            raise UserError("这条问题已不在台账里", advice="请刷新列表")
        self.connection = connection
        self.problem_id = problem_id
        self.number = str(row.ledger_number)
        self.change = Change(0, "", frozenset(), frozenset(), "edit")
        self._actor = actor
        self._word = entity_of(entity).word
        self._recorder: Recorder | None = None

    def record(self, title: str) -> Recorder:
        """Begin the record; ``title`` follows the number of the problem."""
        step = f"{self.number} {title}"[:200]
        self._recorder = open_change_set(self.connection, self._actor, step, kind="edit")
        self.change = Change(
            self._recorder.id, step, frozenset({self.problem_id}), frozenset({self._word}), "edit"
        )  # fmt: skip
        return self._recorder

    def close(self) -> None:
        """Seal the record, if there is one."""
        if self._recorder is not None:
            self._recorder.close()


@contextmanager
def on_problem(ledger: Ledger, problem_id: int, entity: str) -> Generator[DossierStep]:
    """A step that makes rows for a problem; UserError when the problem is gone."""
    with ledger.writing() as connection:
        step = DossierStep(connection, ledger.actor, problem_id, entity)
        yield step
        step.close()


@contextmanager
def on_row(ledger: Ledger, entity: str, key: int) -> Generator[tuple[DossierStep, Mapping[str, Any]]]:
    """A step on a row that is there, with its columns; UserError when it or its problem is gone."""
    one = entity_of(entity)
    with ledger.writing() as connection:
        row = read_rows(connection, one, [key]).get(key)
        if row is None or gone(one, row):
            raise missing(one)
        step = DossierStep(connection, ledger.actor, row["problem_id"], entity)
        yield step, row
        step.close()
