"""The rows of the problem table, read from the ledger a page at a time, and the words its drop-downs offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.tables.problem_columns import StatusLooks
from desktop.tables.row_marks import MARKS_KEY, RowMarks
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from desktop.tables.status_offer import StatusOffer
    from models.rules.transitions import Matrix
    from models.store import Ledger


class LedgerRows:
    """``load`` for the paged model: 200 rows by their ids take about a millisecond, so it is asked while painting."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.as_of: date | None = None
        """The day whose state is shown; None for the present."""
        self.marks: RowMarks | None = None
        """Told which rows carry marks of the bureau's own rules."""

    def load(self, ids: Sequence[int], fields: tuple[str, ...]) -> dict[int, tuple[Any, ...]]:
        from models.queries.cells import problem_cells

        if self.marks is None:
            return problem_cells(self._ledger, ids, fields, as_of=self.as_of)
        self.marks.read_looks(self._ledger)
        cells = problem_cells(self._ledger, ids, (*fields, MARKS_KEY), as_of=self.as_of)
        self.marks.note(cells.keys(), [row[-1] for row in cells.values()])
        return {key: row[:-1] for key, row in cells.items()}


@dataclass
class LedgerWords:
    """What the ledger's own lists say: looks of the states with the moves between them, and the categories."""

    looks: StatusLooks
    categories: tuple[str, ...]
    matrix: Matrix | None = None
    role: str = ""
    """Of whoever works with the ledger."""

    def targets(self, field: str) -> list[str]:
        """The same for a new value: a retired state is still looked for, but nothing becomes it."""
        return list(self.matrix.offered) if field == "status" and self.matrix is not None else self.choices(field)

    def renew(self, other: LedgerWords) -> None:
        """Take over what was read anew; whoever holds this sees it."""
        self.looks.renew(other.looks)
        self.categories, self.matrix, self.role = other.categories, other.matrix, other.role

    def offer(self, status: str, category: str | None) -> StatusOffer | None:
        """Where a problem may go from a state."""
        if self.matrix is None:
            return None
        from desktop.tables.status_offer import status_offer

        return status_offer(self.matrix, self.role, status, category)

    def choices(self, field: str) -> list[str]:
        """The words offered for a field; none where anything may be typed."""
        if field == "status":
            return self.looks.names()
        if field == "category":
            return list(self.categories)
        one = FIELDS.get(field)
        if one is not None and one.options:
            return ["", *one.options]  # a field of the bureau's own may be left blank again
        return ["是", "否"] if one is not None and one.kind == "bool" else []


def read_words(ledger: Ledger) -> LedgerWords:
    """Small lists; read when the page is made, and again when they were changed."""
    from models.queries.choices import category_names, statuses
    from models.queries.workday_calendar import read_calendar

    with ledger.reading() as connection:
        calendar = read_calendar(connection)
    lines = statuses(ledger)
    looks = StatusLooks(
        {line.name: line.tone for line in lines},
        frozenset(line.name for line in lines if line.counts_unrectified),
        {line.name: line.phase for line in lines},
        calendar,
    )
    from models.queries.transitions import read_matrix, role_of

    with ledger.reading() as connection:
        matrix, role = read_matrix(connection), role_of(connection, ledger.actor)
    return LedgerWords(looks, category_names(ledger), matrix, role)
