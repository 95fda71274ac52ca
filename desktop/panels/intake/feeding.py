"""Which columns of a sheet feed a field, and which might."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.importing.views import ColumnMatch, SheetView


def suggested_for(view: SheetView | None, field: str) -> ColumnMatch | None:
    """The column of no use that most likely feeds a field, where that is not sure enough to be taken unasked."""
    like = [one for one in view.columns if field in one.suggested and not one.fields] if view is not None else []
    return max(like, key=lambda one: one.score, default=None)


def feeding_of(view: SheetView) -> dict[str, list[ColumnMatch]]:
    """Field to the columns that feed it; of a table that stands twice side by side those of the first."""
    twins = {column.index for column in view.layout.columns if getattr(column, "twin", None) is not None}
    feeding: dict[str, list[ColumnMatch]] = {}
    for column in view.columns:
        for field in column.fields if column.index not in twins else ():
            feeding.setdefault(field, []).append(column)
    return feeding
