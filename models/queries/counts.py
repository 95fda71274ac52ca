"""Counts of problems by one or more fields, for charts and cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Table, case, func, select

from models.queries.fields import FIELDS, PROBLEM
from models.queries.filtering import ProblemQuery, known_field, where_clauses
from models.queries.marks import CLOSED, OVERDUE, MarkRule, mark_rule
from models.queries.matching import record_mark, value_of
from models.queries.records import as_of_records
from models.schema import Campaign

if TYPE_CHECKING:
    from models.store import Ledger

DONE, LATE, OPEN = "done", "overdue", "open"
GROUPS = ("done", "outcome", "deadline_month")
"""Besides any field, what may be counted by: closed or not; done, overdue or open; the month of the deadline."""

_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]


def counts_by(ledger: Ledger, query: ProblemQuery, *fields: str) -> list[tuple[Any, ...]]:
    """(value of each field…, count) rows in the order of the values; fields are those of a problem or ``GROUPS``.

    ``done`` is True or False, ``outcome`` done, overdue or open, ``deadline_month`` 2019-05 or None.
    """
    for name in fields:
        if name not in GROUPS:
            known_field(name)
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

    counts = Counter(tuple(value(name, record) for name in fields) for record in records)
    return _in_order([(*key, number) for key, number in counts.items()])


def _in_order(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda row: tuple((value is None, value if value is not None else 0) for value in row[:-1]))
