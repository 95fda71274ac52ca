"""What a column of a big table is: which fields it needs, how it reads, looks, sorts, filters and is edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Align = Literal["left", "right", "center"]
Look = Literal["text", "number", "chip", "raised", "remaining"]
EditKind = Literal["text", "long", "date", "choice", "number"]
Cells = Sequence[Any]


@dataclass(frozen=True)
class TableColumn:
    """One column; ``fields`` are the values its text is made of, in the order ``text`` expects them.

    ``edits`` is the field an in-cell edit writes (None: read only), ``sorts`` the field the header sorts by,
    ``filters`` the field whose values the header's filter lists, ``adds`` whether its numbers can be added up.
    """

    key: str
    title: str
    fields: tuple[str, ...]
    text: Callable[..., str]
    width: int = 120
    align: Align = "left"
    look: Look = "text"
    edits: str | None = None
    editor: EditKind | None = None
    sorts: str | None = None
    filters: str | None = None
    tip: str = ""
    group: str = ""
    adds: bool = False
    totals: tuple[str, ...] = ()
    """What quick totals and the search in the table read, where it is not ``fields``."""
    hint: Callable[..., str] | None = None
    """More words for the tooltip of a cell, from the same values as ``text``."""

    @property
    def read_fields(self) -> tuple[str, ...]:
        """The fields that totals and the search in the table read."""
        return self.totals or self.fields

    @property
    def wraps(self) -> bool:
        """Whether its text may take several lines."""
        return self.look == "text" and self.align == "left"


class RowSource(Protocol):
    """Where a paged table gets the cells of the rows it is about to show."""

    def load(self, ids: Sequence[int], fields: tuple[str, ...]) -> Mapping[int, Cells]:
        """Cells by id, in the order of ``fields``; an id that no longer exists is absent."""
        ...
