"""The cells of some rows, typed: what a page of the table and a sheet of an export are filled with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Dialect, Integer, Select, Table, bindparam, or_, select

from models import clock
from models.queries.fields import BESIDE, FIELDS, LIST_COLUMNS, PROBLEM
from models.queries.filtering import ProblemQuery, known_field, marking_sql
from models.queries.marks import MarkRule, mark_rule
from models.queries.matching import value_of
from models.queries.records import records_with_ids
from models.queries.workdays_left import WORKDAYS_KEY, workdays_left
from models.schema import BatchRow, SourceFile

if TYPE_CHECKING:
    from models.store import Ledger

_CHUNK = 200
_BY_RULE = frozenset({"mark", "days_left", "markings", WORKDAYS_KEY})
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_FILE: Table = SourceFile.__table__  # type: ignore[assignment]


def problem_cells(
    ledger: Ledger,
    ids: Sequence[int],
    field_keys: Sequence[str],
    *,
    as_of: date | None = None,
    today: date | None = None,
) -> dict[int, tuple[Any, ...]]:
    """Typed values of these fields of these problems; ids that no longer exist are left out.

    Dates come as date, weights as Decimal, lists as tuples of text, ``mark`` as overdue, near or None, ``source`` as
    a phrase, ``extra`` as JSON text, ``markings`` as the words of the bureau's own rules that mark the row.
    """
    for key in field_keys:
        known_field(key)
    cells: dict[int, tuple[Any, ...]] = {}
    with ledger.reading() as connection:
        rule = None
        if not _BY_RULE.isdisjoint(field_keys):
            rule = mark_rule(connection, today or as_of or clock.today(), workdays=WORKDAYS_KEY in field_keys)
        if as_of is not None:
            return _past_cells(connection, ids, field_keys, as_of)
        for start in range(0, len(ids), _CHUNK):
            cells.update(_chunk_cells(connection, ids[start : start + _CHUNK], tuple(field_keys), rule))
    return cells


def source_phrase(file: str | None, sheet: str | None, row: int | None) -> str | None:
    """Where a row came from, in one phrase."""
    if file is None:
        return None
    return file + (f"《{sheet}》" if sheet else "") + (f"第 {row} 行" if row else "")


class _Question:
    """A prepared question about up to ``_CHUNK`` problems at a time.

    A page is asked for at each scroll: preparing and converting by hand takes a third of the time of the ready way.
    """

    def __init__(self, statement: Select[Any], owner: ColumnElement[int], dialect: Dialect) -> None:
        self._names = [f"id_{number}" for number in range(_CHUNK)]
        wanted = [bindparam(name, type_=Integer) for name in self._names]
        compiled = statement.where(owner.in_(wanted)).compile(dialect=dialect)
        self._sql, self._positional = str(compiled), bool(compiled.positional)
        self._converters: list[tuple[int, Callable[[Any], Any]]] = []
        for place, column in enumerate(statement.selected_columns):
            convert = column.type.dialect_impl(dialect).result_processor(dialect, None)
            if convert is not None:
                self._converters.append((place, convert))

    def rows(self, connection: Connection, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        """The answer, typed."""
        padded = [*ids, *([-1] * (_CHUNK - len(ids)))]
        values: Any = tuple(padded) if self._positional else dict(zip(self._names, padded, strict=True))
        result = connection.exec_driver_sql(self._sql, values)
        cursor: Any = result.cursor
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        result.close()
        return [self._converted(row) for row in rows] if self._converters else rows

    def _converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        cells = list(row)
        for place, convert in self._converters:
            if cells[place] is not None:
                cells[place] = convert(cells[place])
        return tuple(cells)


def _own_columns(keys: tuple[str, ...]) -> list[str]:
    return [
        key
        for key in keys
        if key in BESIDE or (key not in LIST_COLUMNS and not FIELDS[key].computed and key != "source")
    ]


@lru_cache(maxsize=32)
def _cells_question(keys: tuple[str, ...], dialect: Dialect) -> _Question:
    """id, status, deadline, then the columns that the fields have of their own."""
    columns: list[ColumnElement[Any]] = [PROBLEM.c.id]
    columns += [PROBLEM.c.status, PROBLEM.c.deadline] if any(FIELDS[key].computed for key in keys) else []
    columns += [FIELDS[key].sql.label(f"cell_{number}") for number, key in enumerate(_own_columns(keys))]
    return _Question(select(*columns), PROBLEM.c.id, dialect)


@lru_cache(maxsize=8)
def _list_question(key: str, dialect: Dialect) -> _Question:
    column: Any = LIST_COLUMNS[key]
    owner = column.table.c.problem_id
    statement: Any = select(owner, column).where(column.is_not(None)).order_by(owner, column.table.c.position)
    return _Question(statement, owner, dialect)


@lru_cache(maxsize=2)
def _source_question(dialect: Dialect) -> _Question:
    traced = PROBLEM.join(_ROW, _ROW.c.id == PROBLEM.c.trace_id).join(_FILE, _FILE.c.id == _ROW.c.source_file_id)
    statement: Any = select(PROBLEM.c.id, _FILE.c.name, _ROW.c.sheet, _ROW.c.row).select_from(traced)
    return _Question(statement, PROBLEM.c.id, dialect)


def _chunk_cells(
    connection: Connection, ids: Sequence[int], keys: tuple[str, ...], rule: MarkRule | None
) -> Iterator[tuple[int, tuple[Any, ...]]]:
    dialect = connection.dialect
    wanted = [int(one) for one in ids]
    own = _own_columns(keys)
    rows = _cells_question(keys, dialect).rows(connection, wanted)
    first = 3 if any(FIELDS[key].computed for key in keys) else 1
    if len(own) == len(keys):
        return ((row[0], row[first:]) for row in rows)
    beside = {key: _list_cells(connection, wanted, key) for key in keys if key in LIST_COLUMNS}
    if "markings" in keys and rule is not None:
        beside["markings"] = dict(_marking_cells(connection, wanted, rule))
    sources: dict[int, str | None] = {}
    if "source" in keys:
        sources = {row[0]: source_phrase(*row[1:]) for row in _source_question(dialect).rows(connection, wanted)}
    place = {key: number + first for number, key in enumerate(own)}

    @cache
    def counted(deadline: date | None) -> int | None:
        if deadline is None or rule is None or rule.calendar is None:
            return None
        return workdays_left(deadline, rule.today, rule.calendar)

    def cell(row: tuple[Any, ...], key: str) -> Any:
        if key in place:
            return row[place[key]]
        if key in beside:
            return beside[key].get(row[0], ())
        if key == "source":
            return sources.get(row[0])
        assert rule is not None
        if key == "mark":
            return rule.mark_of(row[1], row[2])
        if key == WORKDAYS_KEY:
            return counted(row[2])
        return (row[2] - rule.today).days if row[2] is not None else None

    return ((row[0], tuple([cell(row, key) for key in keys])) for row in rows)


def _marking_cells(connection: Connection, ids: Sequence[int], rule: MarkRule) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Which of these rows the bureau's own rules mark, judged in SQL for these rows only."""
    if not rule.markings:
        return
    for row in connection.execute(_marking_question(rule), {"ids": list(ids)}):
        yield row[0], tuple(dict.fromkeys(one.word for one, hit in zip(rule.markings, row[1:], strict=True) if hit))


@lru_cache(maxsize=8)
def _marking_question(rule: MarkRule) -> Select[Any]:
    hits = [marking_sql(one, rule).label(f"hit_{number}") for number, one in enumerate(rule.markings)]
    some = or_(*(hit.element for hit in hits))
    return select(PROBLEM.c.id, *hits).where(PROBLEM.c.id.in_(bindparam("ids", expanding=True)), some)


def _list_cells(connection: Connection, ids: Sequence[int], key: str) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for owner, text in _list_question(key, connection.dialect).rows(connection, ids):
        mine = found.setdefault(owner, [])
        if text not in mine:
            mine.append(text)
    return {owner: tuple(texts) for owner, texts in found.items()}


def _past_cells(
    connection: Connection, ids: Sequence[int], keys: Sequence[str], as_of: date
) -> dict[int, tuple[Any, ...]]:
    query = ProblemQuery(as_of=as_of)
    wanted = frozenset(ids)
    rule = mark_rule(connection, as_of, workdays=True)
    return {
        key: tuple(_typed(name, value_of(name, record, rule), record) for name in keys)
        for key, record in records_with_ids(connection, query)
        if key in wanted
    }


def _typed(name: str, value: Any, record: dict[str, Any]) -> Any:
    """A value of a record as the cell of the present day would have it."""
    if FIELDS[name].kind == "list":
        return tuple(value or ())
    if name == "source":
        source = record["source"]
        return source_phrase(source["file"], source["sheet"], source["row"]) if source else None
    if value is None:
        return None
    if FIELDS[name].kind == "date":
        return date.fromisoformat(value)
    return Decimal(value) if FIELDS[name].kind == "decimal" else value
