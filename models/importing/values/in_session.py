"""The value questions of an import that is open: counted over its rows, named by sheet and row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from models.importing.choices import Choices, ValueAnswer
from models.importing.deciding.incoming import Incoming
from models.importing.values.known import KnownValues
from models.importing.values.question import ValueQuestion
from models.importing.values.questions import ValuesFound, look_through
from models.importing.values.said import said_key, split_answer_key

Settings = dict[str, dict[str, dict[str, str]]]
"""Field to ``said_key`` to the answer, as the child process takes it."""


def find_values(incoming: Incoming, known: KnownValues, choices: Choices) -> ValuesFound:
    """All questions and clusters of the rows."""
    found = look_through(incoming.columns, known, choices.values, replaced_values(incoming))
    found.questions = [_with_origin(question, incoming) for question in found.questions]
    return found


def replaced_values(incoming: Incoming) -> Mapping[str, Mapping[int, Any]]:
    """What the files say where an answer stands in the columns: field to row position to value."""
    return incoming.as_said


def value_settings(known: KnownValues, choices: Choices) -> Settings:
    """The answers that the child applies: those learned, and over them those of this import."""
    found: Settings = {}
    for (field, key), answer in known.learned.items():
        found.setdefault(field, {})[key] = _plain(answer, key)
    for (field, said), answer in choices.values.items():
        within, name = split_answer_key(field, said)
        found.setdefault(field, {})[said_key(name, within)] = _plain(answer, name)
    return found


def _plain(answer: ValueAnswer, said: str) -> dict[str, str]:
    if answer.kind == "add":
        return {"kind": "map", "meant": answer.meant or said}
    return {"kind": answer.kind, "meant": answer.meant}


def _with_origin(question: ValueQuestion, incoming: Incoming) -> ValueQuestion:
    where = tuple((incoming.origin(at).sheet, incoming.rows[at]) for _, at in question.rows_example)
    return replace(question, rows_example=where)
