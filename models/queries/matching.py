"""The same conditions as in SQL, judged on a record of a past day."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table, select

from models.queries.expressions import Comparison
from models.queries.fields import BESIDE, FIELDS, PROBLEM
from models.queries.filter_tests import FilterTest, test_holds
from models.queries.filtering import BEHIND, ProblemQuery, json_value
from models.queries.history_conditions import history_clauses
from models.queries.marks import MARK_TITLES, Marking, MarkRule, mark_rule
from models.queries.search_words import problem_texts
from models.queries.workdays_left import WORKDAYS_KEY, workdays_left
from models.schema import BatchRow, Campaign

_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]

Matches = Callable[[int, dict[str, Any]], bool]


def matcher(connection: Connection, query: ProblemQuery) -> Matches:
    """A function that says whether (id, record) belongs to the query."""
    rule = mark_rule(connection, query.reference_day(), workdays=True)
    condition = query.condition()
    parts = [(part, _wanted(part)) for part in (condition.all_of if condition is not None else ())]
    words, texts = query.search.lower().split(), problem_texts()
    ids = frozenset(query.ids) if query.ids is not None else None
    campaign = query.campaign
    if isinstance(campaign, int):
        campaign = connection.execute(select(_CAMPAIGN.c.name).where(_CAMPAIGN.c.id == campaign)).scalar()
    batch_ids = _batch_ids(connection, query)
    if query.finding:
        found = _found(connection, query)
        ids = found if ids is None else ids & found
    once = _ids_with_history(connection, query, rule)

    def matches(key: int, record: dict[str, Any]) -> bool:
        if ids is not None and key not in ids:
            return False
        if batch_ids is not None and key not in batch_ids:
            return False
        if once is not None and key not in once:
            return False
        if query.campaign is not None and record["campaign"] != campaign:
            return False
        if query.marks and record_mark(record, rule) not in query.marks:
            return False
        return (
            all(_holds(part, wanted, record, rule) for part, wanted in parts)
            and all(_in_filter(name, values, record, rule) for name, values in query.filters.items())
            and all(any(word in _searched(record, name) for name in texts) for word in words)
        )

    return matches


def _found(connection: Connection, query: ProblemQuery) -> frozenset[int]:
    """What a check finds, or what is behind, as things stand now."""
    if query.finding == BEHIND:
        from models.queries.deadlines_behind import behind_in

        return frozenset(behind_in(connection, ProblemQuery(), query.reference_day()))
    from models.queries.quality import quality_ids

    return frozenset(quality_ids(connection, query.finding))


def _searched(record: dict[str, Any], name: str) -> str:
    """A text of the record as words are looked for in it."""
    text = record[name] or ""
    return (json.dumps(text, ensure_ascii=False) if isinstance(text, dict) else text).lower()


def _batch_ids(connection: Connection, query: ProblemQuery) -> frozenset[int] | None:
    if query.batch is None:
        return None
    batch, outcome = query.batch
    rows = select(_ROW.c.problem_id).where(_ROW.c.batch_id == batch)
    return frozenset(connection.execute(rows.where(_ROW.c.outcome == outcome) if outcome else rows).scalars())


def _ids_with_history(connection: Connection, query: ProblemQuery, rule: MarkRule) -> frozenset[int] | None:
    if not query.history:
        return None
    statement = select(PROBLEM.c.id).where(*history_clauses(query.history, rule))
    return frozenset(connection.execute(statement).scalars())


def record_markings(record: dict[str, Any], rule: MarkRule) -> list[str]:
    """The words of the bureau's own rules that mark a record."""
    return list(dict.fromkeys(one.word for one in rule.markings if is_marked(one, record, rule)))


def is_marked(marking: Marking, record: dict[str, Any], rule: MarkRule) -> bool:
    """Whether the condition of a rule holds for a record."""
    return all(_holds(part, _wanted(part), record, rule) for part in marking.condition.all_of)


def record_mark(record: dict[str, Any], rule: MarkRule) -> str | None:
    """overdue, near or null for a record."""
    deadline = date.fromisoformat(record["deadline"]) if record["deadline"] else None
    return rule.mark_of(record["status"], deadline)


def value_of(key: str, record: dict[str, Any], rule: MarkRule) -> Any:
    """What a condition on the field looks at: numbers as such, dates as ISO text, lists as lists."""
    if key == "mark":
        return record_mark(record, rule)
    if key == "markings":
        return record_markings(record, rule) or None
    if key == WORKDAYS_KEY:
        if not record["deadline"] or rule.calendar is None:
            return None
        return workdays_left(date.fromisoformat(record["deadline"]), rule.today, rule.calendar)
    if key == "days_left":
        return (date.fromisoformat(record["deadline"]) - rule.today).days if record["deadline"] else None
    value = record.get(key) if key in BESIDE else record[key]
    if value is not None and FIELDS[key].kind == "decimal":
        return Decimal(value)
    if key == "source":
        return value["file"] if value else None
    return None if value in ("", [], {}) else value


def _wanted(part: Comparison) -> Any:
    many = part.op == "in"
    values: tuple[Any, ...] = tuple(part.value) if many else (part.value,)
    if part.field == "mark":
        titles = {title: key for key, title in MARK_TITLES.items()}
        values = tuple(titles.get(value, value) for value in values)
    keep = FIELDS[part.field].kind == "decimal"
    values = tuple(value if keep else json_value(value) for value in values)
    return values if many else values[0]


def _holds(part: Comparison, wanted: Any, record: dict[str, Any], rule: MarkRule) -> bool:
    value = value_of(part.field, record, rule)
    if part.field == "mark" and _names_own_rule(part, wanted):
        carried = [title for title in (MARK_TITLES.get(value or ""), value) if title]
        return _list_holds(part.op, [*carried, *record_markings(record, rule)], wanted)
    if part.op in ("is null", "is not null"):
        return (value is None) == (part.op == "is null")
    if FIELDS[part.field].kind == "list":
        elements: list[Any] = value or []
        return _list_holds(part.op, elements, wanted)
    if value is None:
        return part.op == "!="
    match part.op:
        case "in":
            return value in wanted
        case "=":
            return value == wanted
        case "!=":
            return value != wanted
        case "~":
            return str(wanted).lower() in str(value).lower()
        case "<":
            return value < wanted
        case "<=":
            return value <= wanted
        case ">":
            return value > wanted
        case _:
            return value >= wanted


def _names_own_rule(part: Comparison, wanted: Any) -> bool:
    """Whether a condition on the mark asks for one that the bureau's own rules give."""
    values: tuple[Any, ...] = wanted if part.op == "in" else (wanted,)
    return any(value is not None and value not in MARK_TITLES for value in values)


def _list_holds(op: str, elements: list[Any], wanted: Any) -> bool:
    if op == "!=":
        return wanted not in elements
    if op == "~":
        return any(wanted in str(element) for element in elements)
    return any(element in (wanted if op == "in" else (wanted,)) for element in elements)


def _in_filter(key: str, values: tuple[Any, ...], record: dict[str, Any], rule: MarkRule) -> bool:
    value = value_of(key, record, rule)
    tests = [one for one in values if isinstance(one, FilterTest)]
    if any(test_holds(key, test, value, record, rule) for test in tests):
        return True
    values = tuple(one for one in values if not isinstance(one, FilterTest))
    if value is None:
        return None in values
    wanted = [one if isinstance(one, Decimal) else json_value(one) for one in values if one is not None]
    return any(element in wanted for element in value) if FIELDS[key].kind == "list" else value in wanted
