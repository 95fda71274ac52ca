"""How a big table stands: groups, frozen columns, wrapped text; remembered by the page and by views."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.panels.ledger_asking import Grouping, closed_from
from desktop.tables.grouping import Path
from desktop.tables.problem_columns import FROZEN
from desktop.tables.table_view import LedgerTableView
from models.queries.fields import FIELDS
from models.queries.grouping import groupable

if TYPE_CHECKING:
    from models.operations import Change
    from models.queries.fields import Field

_MOST_CLOSED_KEPT = 2_000
"""A view does not remember more closed groups than this."""


@dataclass(frozen=True)
class Groups:
    """What the rows of a table can be grouped by; ``usual`` stands first in the menu, the others one menu deeper.

    ``counted`` are the fields that the lines of the groups count, ``tip`` says what these lines show.
    """

    fields: Mapping[str, Field]
    usual: tuple[str, ...]
    groupable: Callable[[str], bool]
    counted: frozenset[str]
    tip: str


PROBLEM_GROUPS = Groups(
    FIELDS,
    ("city", "county", "category", "responsible_unit", "status", "mark", "round", "campaign", "deadline"),
    groupable, frozenset({"status", "deadline"}), "把相同的放在一起，每组有条数、未整改、逾期和合计",
)  # fmt: skip


class TableShape(QObject):
    """``changed`` after anything did; ``regrouped`` when the rows must be asked for again."""

    changed = Signal()
    regrouped = Signal()

    def __init__(self, view: LedgerTableView, groups: Groups = PROBLEM_GROUPS, frozen: int = FROZEN) -> None:
        super().__init__(view)
        self._view = view
        self._frozen = frozen
        self.groups = groups
        self._shown_keys: tuple[str, ...] = ()
        self._remembered_closed: frozenset[Path] = frozenset()
        self.group_keys: tuple[str, ...] = ()
        """Fields that the rows are grouped by, outermost first."""
        view.set_frozen(frozen)
        view.groups_folded.connect(self.changed)

    def grouping(self) -> Grouping:
        """What the next question has to know."""
        sums = tuple(column.key for column in self._view.table.columns if column.adds)
        return Grouping(self.group_keys, sums, self.closed)

    @property
    def closed(self) -> frozenset[Path]:
        """Groups that are closed, of the grouping that is asked for."""
        tree = self._view.table.tree
        return tree.closed if tree is not None and self._shown_keys == self.group_keys else self._remembered_closed

    def note_shown(self, keys: Sequence[str]) -> None:
        """Rows grouped by these fields are on screen."""
        self._shown_keys = tuple(keys)

    def set_grouping(self, keys: Sequence[str]) -> None:
        """Group by these fields, outermost first; by none shows the plain list."""
        self._remembered_closed = frozenset()
        self.group_keys = tuple(dict.fromkeys(keys))
        self.changed.emit()
        self.regrouped.emit()

    def fold_all(self, close: bool) -> None:
        """Close all groups or open them."""
        tree = self._view.table.tree
        if tree is not None:
            self._view.table.set_closed(tree.all_paths() if close else ())
            self.changed.emit()

    def is_touched(self, change: Change) -> bool:
        """Whether a change moves rows between groups or changes what their lines say."""
        if not self.group_keys:
            return False
        summed = {column.key for column in self._view.table.columns if column.adds}
        return bool(change.fields & {*self.group_keys, *self.groups.counted, *summed})

    def set_frozen(self, count: int) -> None:
        """Keep so many columns at the left."""
        self._view.set_frozen(count)
        self.changed.emit()

    def set_wrapped(self, wraps: bool) -> None:
        """Break long texts into lines."""
        self._view.set_wrapped(wraps)
        self.changed.emit()

    def state(self) -> dict[str, Any]:
        """Groups, frozen columns and wrapping as a page and a view keep them."""
        return {
            "group": list(self.group_keys),
            "closed": [list(path) for path in sorted(self.closed)][:_MOST_CLOSED_KEPT],
            "frozen": self._view.frozen_count,
            "wrap": self._view.heights.enabled,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """What ``state`` gave; parts may be missing or old. Whoever calls asks for the rows afterwards."""
        self.group_keys = tuple(str(key) for key in state.get("group") or [] if self.groups.groupable(str(key)))
        self._shown_keys = ()
        self._remembered_closed = closed_from(state.get("closed") or [])
        self._view.set_frozen(int(state.get("frozen") or self._frozen))
        self._view.set_wrapped(bool(state.get("wrap")))
        self.changed.emit()
