"""Asks for a condition on history, with the states, categories and people of this ledger to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from desktop.dialogs.history_filter import HistoryFilterDialog
from desktop.tables.problem_columns import value_text
from models.queries.fields import DEADLINE_KIND_TITLES, FIELDS
from models.queries.history_conditions import actor_names, can_be_followed

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.context import AppContext
    from desktop.panels.problem_table import ProblemTable

_FIRST = ("status", "deadline", "responsible_unit", "category")


def followed_fields() -> list[str]:
    """The fields whose values history tells, the ones asked for most first."""
    return [*_FIRST, *(key for key in FIELDS if can_be_followed(key) and key not in _FIRST)]


def offered_words(choices: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    """The words that a drop-down offers for a field; none where anything may be typed."""
    return lambda key: list(DEADLINE_KIND_TITLES.values()) if key == "deadline_kind" else choices(key)


def ask_history(parent: QWidget, context: AppContext, table: ProblemTable) -> None:
    """Ask and add what was put together to the filters."""
    ledger = context.ledger

    def ask(people: list[str]) -> None:
        offered = offered_words(table.words.choices)
        test = HistoryFilterDialog.ask(parent, followed_fields(), people, offered, value_text)
        if test is not None and test not in table.filters.history:
            table.ask(table.filters.with_history(test))

    def read(_progress: Any) -> list[str]:
        return actor_names(ledger)

    context.jobs.read("读取经办人", read, ask, owner=parent, quiet=True)
