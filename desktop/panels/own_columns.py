"""The bureau's own fields as columns of the ledger table: taken up when one is made, renamed or retired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtWidgets import QWidget

from desktop.context import AppContext
from desktop.tables.columns import TableColumn
from desktop.tables.ledger_filters import LedgerFilters
from desktop.tables.problem_columns import problem_columns

if TYPE_CHECKING:
    from desktop.panels.problem_table import ProblemTable
    from models.operations import Change


class FieldOwner(Protocol):
    """The page around the table, as far as new fields need it."""

    context: AppContext
    table: ProblemTable


def touches_columns(change: Change | None) -> bool:
    """Whether fields may have come, gone or been renamed."""
    if change is None:
        return True
    from models.operations.custom_fields import WORD

    return WORD in change.fields


def take_fields(table: ProblemTable) -> None:
    """Show the fields as they are now; a filter or an order by one that is hidden now goes with it."""
    columns = problem_columns(table.words.looks, table.day)
    if _said(columns) == _said(table.columns):
        return
    table.columns = columns
    table.set_columns(table.chosen_keys)
    filters = table.filters
    for field in list(filters.values):
        if field.startswith("custom_") and field not in columns:
            filters = filters.with_values(field, None)
    if any(key.startswith("custom_") and key not in columns for key, _descending in filters.sort):
        filters = replace(filters, sort=LedgerFilters().sort)
    if filters != table.filters:
        table.ask(filters)


def _said(columns: Mapping[str, TableColumn]) -> list[tuple[str, str]]:
    return [(key, one.title) for key, one in columns.items()]


def new_field(page: FieldOwner) -> None:
    """Ask for a new field and show it as the last column."""
    from desktop.panels.custom_fields import ask_new_field

    def made(key: str, change: Change) -> None:
        take_fields(page.table)
        page.table.set_columns([*page.table.chosen_keys, key])
        page.context.inform(f"{change.title}，已加在最后一列。", "green")

    ask_new_field(page.context, cast(QWidget, page).window(), on_made=made)
