"""What an extension or suspension would do to each of many problems: old and new deadline, or why it is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from models import clock
from models.errors import UserError
from models.operations.extension_steps import TITLES, Grant
from models.operations.hand_edits import HandEdits
from models.operations.stored_values import FieldChange, read_fields
from models.progress import Progress, silent
from models.queries.deadline_rules import SUSPENSION_UNIT, rule_word
from models.queries.marks import CLOSED, mark_rule
from models.queries.transitions import read_matrix
from models.queries.workday_calendar import read_calendar
from models.rules.extension_chain import EXTENSION, SUSPENSION, after_suspension, last_suspended_day
from models.rules.workdays import Reached
from models.schema import Extension

if TYPE_CHECKING:
    from models.store import Ledger

EXTENSION_TABLE: Table = Extension.__table__  # type: ignore[assignment]
_CHUNK = 1_000
_FIELDS = frozenset({
    "ledger_number", "site_name", "removed_in", "status", "deadline", "original_deadline", "suspended_until",
    "deadline_estimated", "category",
})  # fmt: skip


@dataclass(frozen=True)
class PlanLine:
    """One problem; ``why`` says why it is refused, empty where ``old`` becomes ``new``."""

    problem_id: int
    ledger_number: str
    site_name: str
    old: date | None
    new: date | None
    number: int = 1
    """The how manieth extension, or suspension, of the problem it would be."""
    estimated: bool = False
    why: str = ""


@dataclass(frozen=True)
class ExtensionPlan:
    """All problems in the order in which they were asked for."""

    lines: tuple[PlanLine, ...]

    @property
    def allowed(self) -> list[PlanLine]:
        """Those that would be moved."""
        return [line for line in self.lines if not line.why]

    @property
    def refused(self) -> list[PlanLine]:
        """Those that are left alone, each with its reason."""
        return [line for line in self.lines if line.why]

    @property
    def reasons(self) -> Counter[str]:
        """How often each reason stands."""
        return Counter(line.why for line in self.refused)


def plan_extensions(ledger: Ledger, ids: Sequence[int], grant: Grant, progress: Progress = silent) -> ExtensionPlan:
    """The preview; writes nothing."""
    with ledger.reading() as connection:
        return ExtensionPlan(tuple(line for line, _changes in judged(connection, ids, grant, progress)))


def judged(
    connection: Connection, ids: Sequence[int], grant: Grant, progress: Progress = silent
) -> list[tuple[PlanLine, list[FieldChange]]]:
    """Each problem with what is to be written of it; nothing for those that are refused."""
    work = _Judge(connection, grant)
    found: list[tuple[PlanLine, list[FieldChange]]] = []
    wanted = list(dict.fromkeys(ids))
    for start in range(0, len(wanted), _CHUNK):
        progress(start / len(wanted), "核对各条问题的期限")
        found += work.take(wanted[start : start + _CHUNK])
    return found


class _Judge:
    def __init__(self, connection: Connection, grant: Grant) -> None:
        self._connection = connection
        self._grant = grant
        self._calendar = read_calendar(connection)
        self._unit: Any = rule_word(connection, SUSPENSION_UNIT)
        self._closed = mark_rule(connection, clock.today()).statuses_in(CLOSED)
        self._edits = HandEdits(read_matrix(connection))
        self._reached: dict[date, Reached] = {}

    def take(self, ids: list[int]) -> Iterable[tuple[PlanLine, list[FieldChange]]]:
        rows = read_fields(self._connection, ids, _FIELDS)
        numbers = self._numbers(ids)
        overlapping = self._overlapping(ids) if self._grant.kind == SUSPENSION else {}
        for key in ids:
            row = rows.get(key)
            if row is None or row["removed_in"] is not None:
                yield PlanLine(key, "", "", None, None, why="已不在台账里"), []
                continue
            why = self._refusal(row) or overlapping.get(key, "")
            number, old = numbers.get(key, 0) + 1, row["deadline"]
            told = (key, row["ledger_number"], row["site_name"] or "", old)
            reached = self._new(old) if not why else None
            why = why or self._refused_day(old, reached)
            if why:
                yield PlanLine(*told, None, number, why=why), []
                continue
            new = reached.day if reached is not None else None
            sure = reached is None or not reached.estimated
            yield PlanLine(*told, new, number, not sure), self._changes(key, row, new, sure)

    def _refusal(self, row: Mapping[str, Any]) -> str:
        what = TITLES[self._grant.kind]
        if row["status"] in self._closed:
            return f"状态是“{row['status']}”，不能{what}"
        if self._edits.barred(row, "deadline", row["deadline"]):
            return self._edits.why(row, "deadline")
        if row["deadline"] is None and self._grant.kind == EXTENSION:
            return "没有整改期限，不能延期"
        starts = self._grant.starts_on
        if starts is not None and row["deadline"] is not None and starts > row["deadline"]:
            return f"期限 {row['deadline']} 在暂停开始前已到，请先延期"
        return ""

    def _new(self, old: date | None) -> Reached | None:
        """The deadline that the grant gives; kept by day, because very many problems share one."""
        if old is None:
            return None
        if old not in self._reached:
            self._reached[old] = self._moved(old)
        return self._reached[old]

    def _moved(self, old: date) -> Reached:
        grant = self._grant
        if grant.starts_on is not None and grant.ends_on is not None:
            last = last_suspended_day(grant.starts_on, grant.ends_on)
            return after_suspension(old, grant.starts_on, last, self._unit, self._calendar)
        if grant.to is not None:
            return Reached(grant.to, estimated=False)
        return self._calendar.add(old, grant.workdays or 0)

    def _refused_day(self, old: date | None, new: Reached | None) -> str:
        if self._grant.kind != EXTENSION or old is None or new is None:
            return ""
        if new.day == old:
            return f"新期限与现在的期限 {old} 相同"
        if new.day < old and not self._grant.allow_earlier:
            return f"新期限 {new.day} 早于现在的期限 {old}"
        return ""

    def _changes(self, key: int, row: Mapping[str, Any], new: date | None, sure: bool) -> list[FieldChange]:
        wanted: dict[str, Any] = {"deadline": new}
        if row["original_deadline"] is None and new != row["deadline"]:
            wanted["original_deadline"] = row["deadline"]
        if self._grant.kind == SUSPENSION:
            wanted["suspended_until"] = max(filter(None, (row["suspended_until"], self._grant.ends_on)))
        if new != row["deadline"] and (not sure or self._grant.to is not None):
            wanted["deadline_estimated"] = not sure
        return [FieldChange(key, name, row[name], value) for name, value in wanted.items() if row[name] != value]

    def _numbers(self, ids: list[int]) -> dict[int, int]:
        columns = EXTENSION_TABLE.c
        query = select(columns.problem_id, func.max(columns.number)).where(
            columns.problem_id.in_(ids), columns.kind == self._grant.kind, columns.removed_in.is_(None)
        )
        return {row[0]: row[1] for row in self._connection.execute(query.group_by(columns.problem_id))}

    def _overlapping(self, ids: list[int]) -> dict[int, str]:
        columns = EXTENSION_TABLE.c
        rows = self._connection.execute(
            select(columns.problem_id, columns.starts_on, columns.ends_on, columns.lifted_on).where(
                columns.problem_id.in_(ids), columns.kind == SUSPENSION, columns.removed_in.is_(None)
            )
        )
        found: dict[int, str] = {}
        first, end = self._grant.starts_on or date.max, self._grant.ends_on or date.min
        for key, starts, ends, lifted in rows:
            last = last_suspended_day(starts, ends, lifted)
            if last is not None and starts <= end and first <= last:
                found[key] = f"与 {starts} 至 {last} 的暂停重叠"
        return found


def refusal_error(line: PlanLine) -> UserError:
    """A refused problem as the error of a step on it alone."""
    advice = {
        "没有整改期限，不能延期": "请先填写整改期限",
        "已不在台账里": "请刷新列表",
    }.get(line.why, "")
    if "早于现在的期限" in line.why:
        advice = "请核对日期；确要提前的，请说明“可以早于原期限”"
    return UserError(
        f"{line.ledger_number}：{line.why}" if line.ledger_number else f"这条问题{line.why}", advice=advice
    )
