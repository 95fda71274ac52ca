"""Words in any text of a problem or a visit, as SQL: by the search index where it knows, always with the same rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from sqlalchemy import ColumnElement, Connection, Table, exists, or_

from models.queries.fields import FIELDS, PROBLEM
from models.schema import Evidence, Measure, Note, ProgressReport, Visit
from models.store.id_lists import among
from models.store.search_grams import askable, exact, has_all
from models.store.search_index import Beside, Recipe, SearchIndex, View

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.store.ledger import Ledger

VISIT: Table = Visit.__table__  # type: ignore[assignment]
PROBLEM_TEXTS = (
    "number", "ledger_number", "site_name", "description", "responsible_unit", "city", "county", "list_number",
    "province", "town", "credit_code", "address", "industry", "category", "requirement", "measures", "goal",
    "deadline_text", "responsible_person", "phone", "inspection_team", "progress", "remarks", "extra",
)  # fmt: skip
"""Every text that a list or a clerk wrote about a problem; the bureau's own texts come with them."""
DOSSIER = tuple(
    Beside(cast(Table, model.__table__), "problem_id", texts)
    for model, texts in (
        (Measure, ("text", "responsible_unit", "remarks")),
        (ProgressReport, ("text", "unit", "said_status")),
        (Evidence, ("title",)),
        (Note, ("text",)),
    )
)
"""What gathers behind a problem is found with it."""
DOSSIER_TITLES = {"measure": "整改措施", "progress_report": "进展", "evidence": "佐证材料", "note": "备忘"}
VISIT_TEXTS = ("number", "site_name", "address", "finding", "city", "county", "team", "inspectors")

_MOST_IDS = 120_000
"""Of more rows than that a word finds, comparing all of them is no slower."""


def problem_texts() -> tuple[str, ...]:
    """The columns that words are looked for in, with the fields of the ledger at hand that hold text."""
    own = [field.key for field in FIELDS.custom() if field.key.startswith("custom_text_")]
    return (*PROBLEM_TEXTS, *own)


def problem_recipe() -> Recipe:
    """How problems are indexed."""
    return _problem_recipe(problem_texts())


@lru_cache(maxsize=8)
def _problem_recipe(texts: tuple[str, ...]) -> Recipe:
    return Recipe(PROBLEM, ("number", "ledger_number"), "site_name", texts, beside=DOSSIER)


VISIT_RECIPE = Recipe(VISIT, ("number",), "site_name", VISIT_TEXTS)


def recipes() -> tuple[Recipe, ...]:
    """Everything that is indexed, the problems first."""
    return (problem_recipe(), VISIT_RECIPE)


def index_of(connection: Connection) -> SearchIndex | None:
    """The search index that belongs to a reading connection; none while something is written."""
    ledger: Ledger | None = connection.info.get("ledger")
    return None if ledger is None else ledger.search


def compared(recipe: Recipe, words: Iterable[str]) -> list[ColumnElement[bool]]:
    """Every word must occur in one of the texts, letters of either case."""
    columns = recipe.table.c
    return [
        or_(
            *(columns[key].contains(word, autoescape=True) for key in recipe.texts),
            *(_beside_has(recipe.table, one, word) for one in recipe.beside),
        )
        for word in words
    ]


def _beside_has(table: Table, one: Beside, word: str) -> ColumnElement[bool]:
    """A listed row of the other table that belongs to the row has the word."""
    columns = one.table.c
    has = or_(*(columns[key].contains(word, autoescape=True) for key in one.texts))
    return exists().where(columns[one.owner] == table.c.id, columns.removed_in.is_(None), has)


def word_clauses(
    connection: Connection, recipe: Recipe, words: Sequence[str], *, removed: bool = False
) -> list[ColumnElement[bool]]:
    """The same condition, with the rows narrowed by the index first; what it does not know is compared.

    ``removed`` asks for rows in the trash, which the index does not hold.
    """
    if not words:
        return []
    index = index_of(connection)
    if index is None or removed or not askable(words):
        return compared(recipe, words)
    return index.ask(connection, recipe, _narrowing(recipe, words)) or compared(recipe, words)


def _narrowing(recipe: Recipe, words: Sequence[str]) -> Callable[[View], list[ColumnElement[bool]] | None]:
    key = recipe.table.c.id

    def narrowed(view: View) -> list[ColumnElement[bool]] | None:
        if not (view.complete or view.mostly):
            return None
        ids = view.ids(has_all(words), _MOST_IDS)
        if ids is None:
            return None
        if view.complete:
            return [among(key, ids), *([] if exact(words) else compared(recipe, words))]
        return [or_(among(key, [*ids, *view.dirty]), key > view.upto), *compared(recipe, words)]

    return narrowed
