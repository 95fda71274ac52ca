"""Counts of problems by one or more fields, for charts and cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Table, case, func, select

from models.errors import UserError
from models.queries.basis import DONE, LATE, MEASURE, OPEN, PROBLEM_BASIS, SITE, Counting, basis_of, site_of
from models.queries.fields import FIELDS, LIST_COLUMNS, PROBLEM
from models.queries.filtering import ProblemQuery, known_field, where_clauses
from models.queries.marks import CLOSED, OVERDUE, MarkRule, mark_rule
from models.queries.matching import record_mark, value_of
from models.queries.records import as_of_records
from models.schema import Campaign

if TYPE_CHECKING:
    from models.store import Ledger

__all__ = ["DONE", "GROUPS", "LATE", "OPEN", "counts_by", "whole_count"]

GROUPS = ("done", "outcome", "deadline_month")
"""Besides any field, what may be counted by: closed or not; done, overdue or open; the month of the deadline."""

_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]


def counts_by(ledger: Ledger, query: ProblemQuery, *fields: str, basis: str = PROBLEM_BASIS) -> list[tuple[Any, ...]]:
    """(value of each field…, count) rows in the order of the values; fields are those of a problem or ``GROUPS``.

    ``done`` is True or False (only by problem), ``outcome`` done, overdue or open, ``deadline_month`` 2019-05 or
    None. A problem counts once for each element of a list, a site once for each value that its problems have.
    """
    for name in fields:
        if name not in GROUPS:
            known_field(name)
    if basis_of(basis).key != PROBLEM_BASIS or not LIST_COLUMNS.keys().isdisjoint(fields):
        return _counts_by_basis(ledger, query, fields, basis)
    with ledger.reading() as connection:
        rule = mark_rule(connection, query.reference_day())
        rows = as_of_records(connection, query)
        if rows is not None:
            return _past_counts([record for _key, record in rows], fields, rule)
        columns = {name: column for field in fields for name, column in _needed(field, rule, fields).items()}
        counted = select(*(column.label(f"by_{name}") for name, column in columns.items()), func.count())
        statement = counted.select_from(PROBLEM).where(*where_clauses(connection, query))
        found = connection.execute(statement.group_by(*columns.values())).all()
        names: dict[int, str] = {}
        if "campaign" in fields:
            names = {line.id: line.name for line in connection.execute(select(_CAMPAIGN))}
    readers = [_reader(name, list(columns), rule, names) for name in fields]
    counts: Counter[tuple[Any, ...]] = Counter()
    for row in found:
        counts[tuple([read(row) for read in readers])] += row[-1]
    return _in_order([(*key, number) for key, number in counts.items()])


def whole_count(ledger: Ledger, query: ProblemQuery, basis: str = PROBLEM_BASIS) -> int:
    """How many problems, sites or measures there are in all, each once."""
    with ledger.reading() as connection:
        rows = _past_rows(connection, query, basis)
        if rows is not None:
            return len({site_of(*row) for row in rows} if basis == SITE else rows)
        return Counting(basis, mark_rule(connection, query.reference_day())).whole(connection, query)


def _past_rows(connection: Connection, query: ProblemQuery, basis: str) -> list[tuple[int, dict[str, Any]]] | None:
    """The problems of a past day, or None where the present state answers; measures are known of today only."""
    rows = as_of_records(connection, query)
    if rows is not None and basis == MEASURE:
        raise UserError("往日的整改措施数没有留存，不能按措施统计", advice="请改按问题或按点位")
    return rows


def _counts_by_basis(ledger: Ledger, query: ProblemQuery, fields: tuple[str, ...], basis: str) -> list[tuple[Any, ...]]:
    with ledger.reading() as connection:
        rule = mark_rule(connection, query.reference_day())
        rows = _past_rows(connection, query, basis)
        if rows is None:
            return _in_order(Counting(basis, rule).counts(connection, query, fields))
    rank = {DONE: 0, OPEN: 1, LATE: 2}
    read = _past_reader(rule)
    worst: dict[tuple[Any, ...], str] = {}
    plain = [name for name in fields if name != "outcome"]
    for key, record in rows:
        unit = site_of(key, record) if basis == SITE else key
        outcome = read("outcome", record)
        for values in product(*(_elements(name, record) or [read(name, record)] for name in plain)):
            before = worst.get((unit, values), DONE)
            worst[unit, values] = max(before, outcome, key=rank.__getitem__)
    counts: Counter[tuple[Any, ...]] = Counter()
    for (_unit, values), outcome in worst.items():
        given = dict(zip(plain, values, strict=True)) | {"outcome": outcome}
        counts[tuple(given[name] for name in fields)] += 1
    return _in_order([(*key, number) for key, number in counts.items()])


def _elements(name: str, record: dict[str, Any]) -> list[Any]:
    return list(dict.fromkeys(record[name] or ())) if name in LIST_COLUMNS else []


def _needed(field: str, rule: MarkRule, fields: tuple[str, ...]) -> dict[str, ColumnElement[Any]]:
    """The columns to group by for a field: plain ones, which an index answers alone, rather than computed ones.

    Only beside other fields is the outcome computed in SQL, where there would else be a group for nearly every row.
    """
    status, deadline = PROBLEM.c.status, PROBLEM.c.deadline
    alone = not set(fields) - {"status", "deadline", "mark", *GROUPS}
    match field:
        case "done":
            return {"status": status}
        case "deadline_month":
            return {"deadline": deadline}
        case "mark" | "outcome" if alone:
            return {"status": status, "deadline": deadline}
        case "mark":
            return {"mark": rule.expression()}
        case "outcome":
            closed = status.in_(rule.statuses_in(CLOSED))
            return {"outcome": case((closed, DONE), (rule.condition(OVERDUE), LATE), else_=OPEN)}
        case "campaign":
            return {"campaign": PROBLEM.c.campaign_id}
        case _:
            return {field: FIELDS[field].sql}


def _reader(field: str, columns: list[str], rule: MarkRule, campaigns: dict[int, str]) -> Callable[[Any], Any]:
    """How the value of a field is read from a row of the columns."""
    place = {name: number for number, name in enumerate(columns)}
    closed = rule.statuses_in(CLOSED)
    if field in place:
        here = place[field]
        return (lambda row: campaigns.get(row[here])) if field == "campaign" else (lambda row: row[here])
    if field == "deadline_month":
        day = place["deadline"]
        return lambda row: None if row[day] is None else f"{row[day]:%Y-%m}"
    state = place["status"]
    if field == "done":
        return lambda row: row[state] in closed
    day = place["deadline"]
    if field == "mark":
        return lambda row: rule.mark_of(row[state], row[day])
    return lambda row: DONE if row[state] in closed else LATE if rule.mark_of(row[state], row[day]) == OVERDUE else OPEN


def _past_counts(records: list[dict[str, Any]], fields: tuple[str, ...], rule: MarkRule) -> list[tuple[Any, ...]]:
    read = _past_reader(rule)
    counts = Counter(tuple(read(name, record) for name in fields) for record in records)
    return _in_order([(*key, number) for key, number in counts.items()])


def _past_reader(rule: MarkRule) -> Callable[[str, dict[str, Any]], Any]:
    """How a field or group is read from a record of a past day."""
    closed = rule.statuses_in(CLOSED)

    def outcome(record: dict[str, Any]) -> str:
        if record["status"] in closed:
            return DONE
        return LATE if record_mark(record, rule) == OVERDUE else OPEN

    special: dict[str, Callable[[dict[str, Any]], Any]] = {
        "done": lambda record: record["status"] in closed,
        "outcome": outcome,
        "deadline_month": lambda record: record["deadline"][:7] if record["deadline"] else None,
    }

    def value(name: str, record: dict[str, Any]) -> Any:
        if name in special:
            return special[name](record)
        found = value_of(name, record, rule)
        if FIELDS[name].kind == "list":
            return found[0] if found else None
        return date.fromisoformat(found) if found is not None and FIELDS[name].kind == "date" else found

    return value


def _in_order(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda row: tuple((value is None, value if value is not None else 0) for value in row[:-1]))
