"""The rows of a comparison for the paged table: present cells, and what each changed cell said then."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.panels.problem_texts import change_value
from desktop.tables.columns import TableColumn
from desktop.tables.problem_columns import NUMBER_KEY, PLACE_KEY, place_text
from models.queries.comparison import CHANGED, GONE, NEW, ComparedRow, Comparison
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from models.store import Ledger

KIND_KEY = "kind"
KIND_WORDS = {NEW: "新增", CHANGED: "变更", GONE: "不再在内"}
KIND_TONES = {NEW: "green", CHANGED: "amber", GONE: "grey"}
MOST_COLUMNS = 12
"""Changed fields beyond these are in the workbook and below the row's tip."""
_FIXED = (NUMBER_KEY, PLACE_KEY, "site_name")
_PLACE = ("city", "county")


class ComparedRows:
    """``load`` for the paged model, and the changes of a row by column."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._rows: dict[int, ComparedRow] = {}

    def take(self, comparison: Comparison) -> None:
        """Show another comparison."""
        self._rows = {row.id: row for row in comparison.rows}

    def chosen(self, kinds: Iterable[str], field: str = "") -> array[int]:
        """Ids of these kinds, only with a change of ``field`` where one is named; new and gone go by their kind."""
        wanted = set(kinds)
        found = (row for row in self._rows.values() if row.kind in wanted)
        return array("q", [row.id for row in found if not field or field in row.changes])

    def kind(self, key: int) -> str:
        """What a row is."""
        return self._rows[key].kind

    def change(self, key: int, column: str) -> tuple[str, str] | None:
        """What a cell said then and says now, in words; None where it did not change."""
        changes = self._rows[key].changes
        if column == PLACE_KEY:
            if not any(name in changes for name in _PLACE):
                return None
            sides = [[str(changes[name][side] or "") for name in _PLACE if name in changes] for side in (0, 1)]
            return " · ".join(sides[0]), " · ".join(sides[1])
        if column not in changes:
            return None
        then, now = changes[column]
        return change_value(column, then), change_value(column, now)

    def lines(self, ids: Iterable[int]) -> list[tuple[int, str, str, str, str]]:
        """(id, kind in words, field's title, then, now), one line for each changed field; one for a row without."""
        found: list[tuple[int, str, str, str, str]] = []
        for key in ids:
            row = self._rows[key]
            word = KIND_WORDS[row.kind]
            found += [
                (key, word, FIELDS[name].title, change_value(name, then), change_value(name, now))
                for name, (then, now) in row.changes.items()
            ] or [(key, word, "", "", "")]
        return found

    def load(self, ids: Sequence[int], fields: tuple[str, ...]) -> dict[int, tuple[Any, ...]]:
        from models.queries.cells import problem_cells

        asked = tuple(field for field in fields if field != KIND_KEY)
        cells = problem_cells(self._ledger, ids, asked)
        if KIND_KEY not in fields:
            return cells
        at = fields.index(KIND_KEY)
        return {
            key: (*row[:at], KIND_WORDS[self._rows[key].kind], *row[at:]) for key, row in cells.items()
        }  # fmt: skip


def compared_columns(comparison: Comparison, then: date) -> list[TableColumn]:
    """Verdict, number, place and name, then the fields that changed, the most frequent first."""
    columns = [
        TableColumn(KIND_KEY, "变化", (KIND_KEY,), str, 96, tip=f"与 {then.isoformat()} 相比"),
        TableColumn(NUMBER_KEY, FIELDS[NUMBER_KEY].title, (NUMBER_KEY,), str, 112),
        TableColumn(PLACE_KEY, "市 · 县", _PLACE, place_text, 130),
        TableColumn("site_name", FIELDS["site_name"].title, ("site_name",), _plain("site_name"), 190),
    ]
    shown = {*_FIXED, *_PLACE}
    for name, count in comparison.fields()[:MOST_COLUMNS]:
        if name not in shown:
            title = FIELDS[name].title
            width = min(max(FIELDS[name].width_hint * 13, 110), 240)
            columns.append(TableColumn(name, title, (name,), _plain(name), width, tip=f"{title}：{count:,} 条有变化"))
    return columns


def _plain(key: str) -> Any:
    return lambda value: change_value(key, value).replace("\n", " ")
