"""What the rows of a visit log point at: rounds by name or by their dates, problems by number, persons' edits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Connection, Table, select

from models.importing.columns.constants import round_number
from models.importing.views import Issue
from models.importing.visits.incoming import VisitIncoming
from models.queries.fields import PROBLEM
from models.schema import Change, ChangeSet, Round

_ROUND: Table = Round.__table__  # type: ignore[assignment]
_CHANGE: Table = Change.__table__  # type: ignore[assignment]
_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_CHUNK = 900
_MOST_TOLD = 500


class Lookups:
    """Answers by row position; nothing is written. Made anew with each plan."""

    COMING: ClassVar[int] = -1
    """Stands for a round that the import will enter."""

    def __init__(self, connection: Connection, campaign_id: int | None, incoming: VisitIncoming) -> None:
        self._connection = connection
        self._campaign_id = campaign_id
        self._incoming = incoming
        self.issues: list[Issue] = []
        self._rounds: dict[str, int] = {}
        self._dated: list[tuple[str, str, int]] = []
        self._read_rounds()
        said = {name for name in incoming.columns.get("round", ()) if name}
        self.new_rounds = sorted(said - self._rounds.keys(), key=lambda name: (len(name), name))
        """Rounds that the ledger does not have yet."""
        self._problems = self._find_problems()

    def _read_rounds(self) -> None:
        if self._campaign_id is None:
            return
        columns = [_ROUND.c[name] for name in ("id", "name", "started_on", "ended_on")]
        query = select(*columns).where(_ROUND.c.campaign_id == self._campaign_id)
        for row in self._connection.execute(query):
            self._rounds[round_number(row.name)] = row.id
            if isinstance(row.started_on, date) and isinstance(row.ended_on, date):
                self._dated.append((row.started_on.isoformat(), row.ended_on.isoformat(), row.id))

    def enter(self, rounds: dict[str, int]) -> None:
        """The import has made these rounds."""
        self._rounds |= rounds

    def round_of(self, at: int) -> int | None:
        """The round of a row: as it says, else the only one on whose dates the visit lies."""
        name = self._incoming.value("round", at)
        if name:
            return self._rounds.get(name, self.COMING)
        day = self._incoming.value("visited_on", at)
        if not day or not self._dated:
            return None
        found = [key for start, end, key in self._dated if start <= day <= end]
        return found[0] if len(found) == 1 else None

    def problem_of(self, at: int) -> int | None:
        """The problem that a row names, where the ledger has exactly one of that number."""
        number = self._incoming.value("problem", at)
        return self._problems.get(number) if number else None

    def _find_problems(self) -> dict[str, int]:
        """Numbers that rows name to problems of the same campaign; what cannot be found is told."""
        column = self._incoming.columns.get("problem")
        if column is None:
            return {}
        said = sorted({number for number in column if number})
        found: dict[str, list[int]] = {}
        if self._campaign_id is not None:
            for name in ("ledger_number", "number"):
                self._ask(name, [number for number in said if number not in found], found)
        single = {number: ids[0] for number, ids in found.items() if len(ids) == 1}
        if len(single) < len(said):
            self._tell(column, found, single)
        return single

    def _ask(self, name: str, numbers: Sequence[str], found: dict[str, list[int]]) -> None:
        column = PROBLEM.c[name]
        for start in range(0, len(numbers), _CHUNK):
            query = select(column, PROBLEM.c.id).where(
                PROBLEM.c.campaign_id == self._campaign_id, PROBLEM.c.removed_in.is_(None),
                column.in_(numbers[start : start + _CHUNK]),
            )  # fmt: skip
            for number, key in self._connection.execute(query):
                found.setdefault(number, []).append(key)

    def _tell(self, column: Sequence[str | None], found: dict[str, list[int]], single: dict[str, int]) -> None:
        for at, number in enumerate(column):
            if not number or number in single:
                continue
            if len(self.issues) >= _MOST_TOLD:
                return
            why = f"有 {len(found[number])} 个问题" if number in found else "没有问题"
            words = f"台账里编号“{number}”{why}，检查记录照样收下，没有关联"
            self.issues.append(self._incoming.issue(at, "problem", words, number))


def persons_edits(connection: Connection, ids: Sequence[int]) -> set[tuple[int, str]]:
    """(visit, column) that a person changed and that was not taken back."""
    query = (
        select(_CHANGE.c.entity_id, _CHANGE.c.field)
        .join(_SET, _SET.c.id == _CHANGE.c.change_set_id)
        .where(_CHANGE.c.entity == "visit", _CHANGE.c.entity_id.in_(ids), _CHANGE.c.field != "")
        .where(_SET.c.kind == "edit", _SET.c.undone_by_id.is_(None))
    )
    return {(row[0], row[1]) for row in connection.execute(query)}


def as_text(value: Any) -> str:
    """A value of a visit as the plan shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return value.isoformat() if isinstance(value, date) else str(value)
