"""What an import teaches: answers given for good, and categories added to the list, written in its transaction.

Undoing the import leaves them: they say what words mean, not what the list says. They are revoked one by one under
设置 → 名称与用语.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, update

from models.importing.choices import Choices
from models.importing.values.known import meant_of
from models.importing.values.said import controlled_fields, split_answer_key
from models.operations.history import Recorder
from models.operations.learned import Teaching, learn_in
from models.schema import Category

_CATEGORY: Table = Category.__table__  # type: ignore[assignment]
_LONGEST_CATEGORY = 100


def teach(connection: Connection, recorder: Recorder, choices: Choices, batch: int) -> int:
    """Write what is to be remembered; returns how many answers are new or differ."""
    for (field, said), answer in choices.values.items():
        if answer.kind == "add" and field == "category":
            add_category(connection, recorder, answer.meant or said)
    return learn_in(connection, recorder, _teachings(choices), batch)


def _teachings(choices: Choices) -> Iterator[Teaching]:
    rules = controlled_fields()
    for (field, key), answer in choices.values.items():
        within, said = split_answer_key(field, key)
        meant = meant_of(answer, said)
        if answer.for_good and field in rules and meant != said:
            yield Teaching(rules[field].kind, field, said, meant, within)
    for wording, reading in choices.deadlines.items():
        told: dict[str, Any] = {name: value for name, value in reading.items() if name != "for_good"}
        if wording and reading.get("for_good", True):
            yield Teaching("deadline", "deadline_text", wording, told)


def add_category(connection: Connection, recorder: Recorder, name: str) -> None:
    """A category at the end of the ledger's list; one that was put out of use is used again."""
    name = name.strip()[:_LONGEST_CATEGORY]
    known = connection.execute(select(_CATEGORY.c.active).where(_CATEGORY.c.name == name)).scalar()
    if not name or known:
        return
    if known is None:
        last = int(connection.execute(select(func.max(_CATEGORY.c.position))).scalar() or 0)
        connection.execute(insert(_CATEGORY).values(name=name, position=last + 1, active=True))
    else:
        connection.execute(update(_CATEGORY).where(_CATEGORY.c.name == name).values(active=True))
    recorder.changed(0, name, known, True, entity="category")
