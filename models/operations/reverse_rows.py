"""Taking back what a step did to rows of ``ENTITIES``; what was changed since is kept and said."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, UniqueConstraint, insert, select

from models.operations.change import Kept, Place
from models.operations.entities import ACTIVE, ENTITIES, REMOVED, Entity, column_value, gone, label_of
from models.operations.history import Recorder
from models.operations.rows import read_rows, remove_rows, restore_rows, write_values
from models.queries.fields import PROBLEM
from models.schema import Change as ChangeRow
from models.schema import ChangeSet

_SET: Table = ChangeSet.__table__  # type: ignore[assignment]
_CHANGE: Table = ChangeRow.__table__  # type: ignore[assignment]
_CHUNK = 900


@dataclass
class Reversed:
    """What was touched: problems, words of the pages concerned, and what had to be kept."""

    problem_ids: set[int] = field(default_factory=set[int])
    words: set[str] = field(default_factory=set[str])
    whole_rows: bool = False
    """Problems came or went, so that no list of fields tells what changed."""
    kept: list[Kept] = field(default_factory=list[Kept])
    at: tuple[str, int, str, int | None] | None = None
    """Entity, id and column of the first row, and the problem it belongs to."""

    def place(self, connection: Connection) -> Place | None:
        """Where to look at it, as things stand after it was taken back."""
        if self.at is None:
            return None
        entity, key, column, owner = self.at
        if owner is None:
            return Place(entity, key, column)
        return Place(entity, key, column, *problem_words(connection, owner))


def reverse_rows(connection: Connection, recorder: Recorder, step_id: int) -> Reversed:
    """Write the opposite of what the step did to rows; fields of problems are left to the caller."""
    rows = connection.execute(
        select(_CHANGE.c.entity, _CHANGE.c.entity_id, _CHANGE.c.field, _CHANGE.c.old, _CHANGE.c.new)
        .where(_CHANGE.c.change_set_id == step_id, _CHANGE.c.entity.in_(ENTITIES))
        .where((_CHANGE.c.entity != "problem") | (_CHANGE.c.field == ""))
        .order_by(_CHANGE.c.id.desc())
    ).all()
    by_entity: dict[str, list[Any]] = {}
    for row in rows:
        by_entity.setdefault(row.entity, []).append(row)
    done = Reversed()
    made_here = {(row.entity, row.entity_id) for row in rows if row.field == "" and row.old is None}
    for key, lines in by_entity.items():
        _OneEntity(connection, recorder, ENTITIES[key], step_id, done, made_here).reverse(lines)
    return done


def problem_words(connection: Connection, key: int) -> tuple[int, str, bool]:
    """Id and number of a problem, and whether it is in the trash."""
    query = select(PROBLEM.c.ledger_number, PROBLEM.c.removed_in).where(PROBLEM.c.id == key)
    row = connection.execute(query).one_or_none()
    return (key, "", True) if row is None else (key, row.ledger_number, row.removed_in is not None)


class _OneEntity:
    """The rows of one table that a step touched."""

    def __init__(
        self,
        connection: Connection,
        recorder: Recorder,
        entity: Entity,
        step_id: int,
        done: Reversed,
        made_here: set[tuple[str, int]],
    ) -> None:
        self._connection = connection
        self._recorder = recorder
        self._entity = entity
        self._step_id = step_id
        self._done = done
        self._made_here = made_here
        self._now: dict[int, Mapping[str, Any]] = {}
        self._values: list[tuple[int, str, Any, Any]] = []

    def reverse(self, lines: list[Any]) -> None:
        """Take back all of it."""
        self._now = read_rows(self._connection, self._entity, (line.entity_id for line in lines))
        self._touch(self._now)
        self._note_place(lines[-1])
        made = {line.entity_id for line in lines if line.field == "" and line.old is None}
        deleted = {line.entity_id: line.old for line in lines if line.field == "" and line.old is not None}
        for key, text in deleted.items():
            self._insert_again(key, text)
        self._take_out(made)
        self._put_back(line for line in lines if line.field == REMOVED and line.entity_id not in made)
        for line in lines:
            if line.field not in ("", REMOVED) and line.entity_id not in made and line.entity_id not in deleted:
                self._put_value(line)
        write_values(self._connection, self._recorder, self._entity.key, self._values)

    # ---- rows that the step made, deleted, took out or put back -------------------------------------------------

    def _take_out(self, made: set[int]) -> None:
        later = self._changed_since(made) if made else set[int]()
        hanging = self._dependants(made) if made else {}
        out: list[int] = []
        for key in sorted(made):
            if gone(self._entity, self._now.get(key)):
                self._keep(key, "", "之后已被删除")
            elif key in later:
                self._keep(key, "", "之后又被改过")
            elif key in hanging:
                self._keep(key, "", f"已经有了{hanging[key]}")
            else:
                out.append(key)
        remove_rows(self._connection, self._recorder, self._entity.key, out)
        self._done.whole_rows |= bool(out) and self._entity.key == "problem"

    def _put_back(self, lines: Iterable[Any]) -> None:
        back: list[int] = []
        out: list[int] = []
        for line in lines:
            is_gone = gone(self._entity, self._now.get(line.entity_id))
            if line.new is not None and is_gone:
                back.append(line.entity_id)
            elif line.new is None and not is_gone:
                out.append(line.entity_id)
            else:
                self._keep(line.entity_id, REMOVED, "之后已被删除" if is_gone else "之后已经恢复")
        restore_rows(self._connection, self._recorder, self._entity.key, back)
        remove_rows(self._connection, self._recorder, self._entity.key, out)

    def _insert_again(self, key: int, text: str) -> None:
        values = {name: column_value(self._entity, name, value) for name, value in json.loads(text).items()}
        if key in self._now or self._is_taken(values):
            self._keep(key, "", "已经又有了同样的一条", values)
            return
        self._connection.execute(insert(self._entity.table).values(**values))
        self._recorder.created([key], self._entity.key)
        self._touch({key: values})

    def _is_taken(self, values: Mapping[str, Any]) -> bool:
        """Whether another row stands where this one is to be put back."""
        table = self._entity.table
        groups = [tuple(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
        for columns in groups:
            query = select(table.c.id).where(*(column == values[column.name] for column in columns)).limit(1)
            if self._connection.execute(query).first() is not None:
                return True
        return False

    # ---- values ------------------------------------------------------------------------------------------------

    def _put_value(self, line: Any) -> None:
        now = self._now.get(line.entity_id)
        back = self._value(line.field, line.old)
        if now is None or line.field not in now or (line.field != self._entity.mark and self._went(now)):
            self._keep(line.entity_id, line.field, "之后已被删除")
        elif now[line.field] != self._value(line.field, line.new):
            self._keep(line.entity_id, line.field, "之后又被改过")
        elif line.field == self._entity.mark:
            turn = restore_rows if back else remove_rows
            turn(self._connection, self._recorder, self._entity.key, [line.entity_id])
        else:
            self._values.append((line.entity_id, line.field, now[line.field], back))

    def _went(self, now: Mapping[str, Any]) -> bool:
        """Whether the row was taken out after the step; one that was switched off by then was changed all the same."""
        if not gone(self._entity, now) or self._entity.mark != ACTIVE:
            return gone(self._entity, now)
        query = select(_CHANGE.c.id).where(
            _CHANGE.c.entity == self._entity.key, _CHANGE.c.entity_id == now["id"], _CHANGE.c.field == ACTIVE,
            _CHANGE.c.change_set_id > self._step_id,
        )  # fmt: skip
        return self._connection.execute(query.limit(1)).first() is not None

    def _value(self, column: str, text: str | None) -> Any:
        return None if text is None else column_value(self._entity, column, json.loads(text))

    # ---- what stands in the way --------------------------------------------------------------------------------

    def _changed_since(self, keys: set[int]) -> set[int]:
        """Rows that a later step changed which itself still stands."""
        found: set[int] = set()
        wanted = sorted(keys)
        for start in range(0, len(wanted), _CHUNK):
            query = (
                select(_CHANGE.c.entity_id)
                .join(_SET, _SET.c.id == _CHANGE.c.change_set_id)
                .where(_CHANGE.c.entity == self._entity.key, _CHANGE.c.entity_id.in_(wanted[start : start + _CHUNK]))
                .where(_SET.c.id > self._step_id, _SET.c.undone_by_id.is_(None), _SET.c.kind.not_in(("undo", "redo")))
            )
            found.update(self._connection.execute(query).scalars())
        return found

    def _dependants(self, keys: set[int]) -> dict[int, str]:
        """Rows that others hang on which this step did not make, and what those are."""
        found: dict[int, str] = {}
        wanted = sorted(keys)
        for name, column in self._entity.dependants:
            child = ENTITIES[name]
            for start in range(0, len(wanted), _CHUNK):
                query = select(child.table).where(child.table.c[column].in_(wanted[start : start + _CHUNK]))
                for row in self._connection.execute(query).mappings():
                    unseen = gone(child, row) or (name, row["id"]) in self._made_here
                    if not (unseen and self._entity.mark):  # a deleted row may not be pointed at by anything
                        found[row[column]] = child.title
        return found

    # ---- telling -----------------------------------------------------------------------------------------------

    def _touch(self, rows: Mapping[int, Mapping[str, Any]]) -> None:
        if rows and self._entity.word:
            self._done.words.add(self._entity.word)
        for row in rows.values():
            owner = self._problem_of(row)
            if owner is not None:
                self._done.problem_ids.add(owner)

    def _note_place(self, line: Any) -> None:
        row = self._now.get(line.entity_id)
        if row is not None and self._done.at is None:
            self._done.at = (self._entity.key, line.entity_id, line.field, self._problem_of(row))

    def _problem_of(self, row: Mapping[str, Any]) -> int | None:
        entity, found = self._entity, row
        while entity.owner_entity not in ("", "problem"):
            above = ENTITIES[entity.owner_entity]
            key = found[entity.owner]
            higher = read_rows(self._connection, above, [key]).get(key)
            if higher is None:
                return None
            entity, found = above, higher
        return found[entity.owner] if entity.owner else None

    def _keep(self, key: int, column: str, why: str, row: Mapping[str, Any] | None = None) -> None:
        row = self._now.get(key) if row is None else row
        owner = self._problem_of(row) if row is not None else None
        what = "" if self._entity.key == "problem" else label_of(self._entity, row)
        why = f"{what}{why}" if what else f"这条问题{why}"
        number = problem_words(self._connection, owner)[1] if owner is not None else ""
        self._done.kept.append(Kept(owner or 0, number, column, why))
