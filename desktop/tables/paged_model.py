"""A table model of any size: an id list in the order SQL gave it, and a small cache of pages of cells."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from desktop.tables.columns import Cells, RowSource, TableColumn
from desktop.tables.grouping import GroupLine, GroupTree, Path
from desktop.tables.id_runs import common_head, common_tail, place_of

PAGE_ROWS = 200
PAGES_KEPT = 20

ID_ROLE = int(Qt.ItemDataRole.UserRole)
"""The id of the row."""
CELLS_ROLE = ID_ROLE + 1
"""The raw values the column's text is made of, as a tuple."""

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ALIGN = {
    "left": int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
    "right": int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
    "center": int(Qt.AlignmentFlag.AlignCenter),
}
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_EDITABLE = _PLAIN | Qt.ItemFlag.ItemIsEditable
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_EDIT = int(Qt.ItemDataRole.EditRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)


class PagedTableModel(QAbstractTableModel):
    """Sorting and filtering happen in SQL and arrive as a new id list; rows are read 200 at a time when painted.

    An edit is shown at once (``show_pending``) and stays until the row is read again after the writer finished.
    """

    edit_wanted = Signal(int, str, object)
    """id, field, value: an editor was committed; whoever owns the ledger writes it."""

    def __init__(self, source: RowSource, columns: Sequence[TableColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, list[Cells | None]] = OrderedDict()
        self._texts: OrderedDict[int, list[list[str | None]]] = OrderedDict()
        self._pending: dict[int, dict[str, Any]] = {}
        self._editable = True
        self.tree: GroupTree | None = None
        """The group lines between the rows; None where the list is plain."""
        self._columns: tuple[TableColumn, ...] = ()
        self._take_columns(columns)

    # ---- shape -----------------------------------------------------------------------------------------------

    @override
    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    @override
    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self._columns):
            column = self._columns[section]
            if role == _DISPLAY:
                return column.title
            if role == _TOOL_TIP:
                return column.tip or column.title
            if role == _ALIGNMENT:
                return _ALIGN[column.align]
        return None

    @override
    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        # Asked for visible cells only, as long as nothing walks the selection (see LedgerHeader.paintSection).
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.tree is not None and self._ids[index.row()] < 0:
            return _PLAIN
        return self._flags[index.column()]

    # ---- cells -----------------------------------------------------------------------------------------------

    @override
    def data(self, index: AnyIndex, role: int = _DISPLAY) -> Any:
        if role == _DISPLAY:
            return self.text_at(index.row(), index.column())
        if role == _ALIGNMENT:
            return self._aligns[index.column()]
        if role == _EDIT:
            cells = self.cells_at(index.row(), index.column())
            place = self._edit_places[index.column()]
            return cells[place] if cells is not None and place is not None else None
        if role == CELLS_ROLE:
            return self.cells_at(index.row(), index.column())
        if role == ID_ROLE:
            return self._ids[index.row()]
        if role == _TOOL_TIP:
            return self.text_at(index.row(), index.column()) or None
        return None

    @override
    def setData(self, index: AnyIndex, value: Any, role: int = _EDIT) -> bool:
        if role != _EDIT or not index.isValid():
            return False
        column = self._columns[index.column()]
        if column.edits is None or not self._editable or self._ids[index.row()] < 0:
            return False
        if value == self.data(index, _EDIT):
            return False
        self.edit_wanted.emit(self._ids[index.row()], column.edits, value)
        return True

    def text_at(self, row: int, column: int) -> str:
        """The text a cell shows; made once for as long as its page is cached."""
        page, offset = divmod(row, PAGE_ROWS)
        texts = self._texts.get(page)
        if texts is None:
            self._page(page)
            texts = self._texts[page]
        line = texts[offset]
        text = line[column]
        if text is None:
            cells = self.cells_at(row, column)
            text = self._columns[column].text(*cells) if cells is not None else self._text_without_cells(row, column)
            line[column] = text
        return text

    def cells_at(self, row: int, column: int) -> tuple[Any, ...] | None:
        """The raw values behind a cell with unsaved edits on top; None when the row no longer exists."""
        page, offset = divmod(row, PAGE_ROWS)
        cells = self._page(page)[offset]
        if cells is None:
            return None
        if self._pending:
            changed = self._pending.get(self._ids[row])
            if changed:
                fields = self._columns[column].fields
                return tuple(
                    changed[field] if field in changed else cells[place]
                    for field, place in zip(fields, self._places[column], strict=True)
                )
        return tuple(cells[place] for place in self._places[column])

    def _text_without_cells(self, row: int, column: int) -> str:
        line = self.group_at(row)
        if line is None:
            return "已移除" if column == 0 else ""
        return line.text if column == 0 else line.sums.get(self._columns[column].key, "")

    def is_loaded(self, row: int) -> bool:
        """Whether the cells of a row are at hand without asking for them."""
        return row // PAGE_ROWS in self._pages

    def _page(self, number: int) -> list[Cells | None]:
        rows = self._pages.get(number)
        if rows is not None:
            self._pages.move_to_end(number)
            return rows
        ids = self._ids[number * PAGE_ROWS : (number + 1) * PAGE_ROWS]
        wanted = ids if self.tree is None else array("q", [key for key in ids if key >= 0])
        loaded = self._source.load(wanted, self._fields)
        rows = [loaded.get(key) for key in ids]
        self._pages[number] = rows
        self._texts[number] = [[None] * len(self._columns) for _ in ids]
        if len(self._pages) > PAGES_KEPT:
            oldest, _ = self._pages.popitem(last=False)
            del self._texts[oldest]
        return rows

    # ---- what the page tells the model -----------------------------------------------------------------------

    @property
    def columns(self) -> tuple[TableColumn, ...]:
        return self._columns

    @property
    def ids(self) -> array[int]:
        """All ids in the order shown; treat as read-only."""
        return self._ids

    @property
    def all_ids(self) -> array[int]:
        """The ids of all rows in order, also of those in closed groups, without group lines."""
        return self._ids if self.tree is None else self.tree.ids

    def id_at(self, row: int) -> int:
        """The id of a row; negative for a group line."""
        return self._ids[row]

    def group_at(self, row: int) -> GroupLine | None:
        """The group line that stands in a row."""
        if self.tree is None or not 0 <= row < len(self._ids) or self._ids[row] >= 0:
            return None
        return self.tree.line(self._ids[row])

    def row_of(self, key: int) -> int:
        """The row that shows an id, or -1."""
        return place_of(self._ids, key)

    def reveal(self, key: int) -> int:
        """The row that shows an id, after opening the groups that hold it; -1 when it is not listed."""
        row = self.row_of(key)
        if row < 0 and self.tree is not None:
            paths = self.tree.paths_of(key)
            if paths:
                self.set_closed(self.tree.closed - set(paths))
                row = self.row_of(key)
        return row

    def set_editable(self, editable: bool) -> None:
        """Switch all editing off, e.g. for a ledger opened read-only."""
        self._editable = editable
        self._take_flags()

    def set_columns(self, columns: Sequence[TableColumn]) -> None:
        self.beginResetModel()
        self._take_columns(columns)
        self.endResetModel()

    def set_tree(self, tree: GroupTree) -> bool:
        """Show rows with group lines between them; says whether views were reset."""
        before = self.tree
        if self._take_ids(tree.shown, tree):
            return True
        if before is None or before.lines != tree.lines:
            self._repaint_lines(tree)
        return False

    def set_closed(self, closed: Collection[Path]) -> None:
        """Close these groups and open all others."""
        if self.tree is not None:
            self.set_tree(self.tree.with_closed(closed))

    def set_ids(self, ids: array[int]) -> bool:
        """Show another id list without groups; says whether views were reset."""
        return self._take_ids(ids, None)

    def _take_ids(self, ids: array[int], tree: GroupTree | None) -> bool:
        """Show another list; says whether views were reset.

        A list that only gained or lost one run of rows is told as an insertion or removal, so that selection and
        scroll position stay; anything else is a reset.
        """
        old = self._ids
        if ids == old:
            self.tree = tree
            return False
        head = common_head(old, ids)
        tail = common_tail(old, ids, head)
        if len(old) and len(ids) > len(old) and head + tail == len(old):
            self._insert(head, ids, tree)
            return False
        if len(ids) and len(ids) < len(old) and head + tail == len(ids):
            self._remove(head, len(old) - tail - 1, ids, tree)
            return False
        self.beginResetModel()
        self._put(ids, 0, tree)
        self.endResetModel()
        return True

    def refresh_ids(self, changed: Iterable[int] | None) -> None:
        """Read rows again after a change elsewhere: only cached pages that hold one of ``changed`` (None: all)."""
        if changed is None:
            pages = list(self._pages)
            self._pending.clear()
        else:
            wanted = set(changed)
            for key in wanted:
                self._pending.pop(key, None)
            pages = [number for number in self._pages if not wanted.isdisjoint(self._ids_of(number))]
        for number in pages:
            del self._pages[number]
            del self._texts[number]
        if not self._columns:
            return
        for number in sorted(pages):
            first = number * PAGE_ROWS
            last = min(first + PAGE_ROWS, len(self._ids)) - 1
            if first <= last:
                self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))

    def show_pending(self, values: Mapping[int, Mapping[str, Any]]) -> None:
        """Show edits that the writer has not finished yet, by id and field."""
        for key, fields in values.items():
            self._pending.setdefault(key, {}).update(fields)
        self._repaint(values)

    def forget_pending(self, keys: Iterable[int]) -> None:
        """Show the stored values again after the writer refused."""
        gone = [key for key in keys if self._pending.pop(key, None) is not None]
        self._repaint(gone)

    # ---- inside ----------------------------------------------------------------------------------------------

    def _ids_of(self, page: int) -> array[int]:
        return self._ids[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]

    def _repaint(self, keys: Iterable[int]) -> None:
        wanted = set(keys)
        last_column = len(self._columns) - 1
        for number in list(self._pages):
            for offset, key in enumerate(self._ids_of(number)):
                if key in wanted:
                    row = number * PAGE_ROWS + offset
                    self._texts[number][offset] = [None] * len(self._columns)
                    self.dataChanged.emit(self.index(row, 0), self.index(row, last_column))

    def _repaint_lines(self, tree: GroupTree) -> None:
        """The lines are the same, what they say is not."""
        for row in tree.lines_in(0, len(self._ids) - 1):
            texts = self._texts.get(row // PAGE_ROWS)
            if texts is not None:
                texts[row % PAGE_ROWS] = [None] * len(self._columns)
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(self._columns) - 1))

    def _take_columns(self, columns: Sequence[TableColumn]) -> None:
        self._columns = tuple(columns)
        self._fields = tuple(dict.fromkeys(field for column in columns for field in column.fields))
        at = {field: place for place, field in enumerate(self._fields)}
        self._places = [tuple(at[field] for field in column.fields) for column in columns]
        self._edit_places = [
            column.fields.index(column.edits) if column.edits in column.fields else None for column in columns
        ]
        self._aligns = [_ALIGN[column.align] for column in columns]
        self._take_flags()
        self._pages.clear()
        self._texts.clear()

    def _take_flags(self) -> None:
        self._flags = [_EDITABLE if column.edits is not None and self._editable else _PLAIN for column in self._columns]

    def _insert(self, first: int, ids: array[int], tree: GroupTree | None) -> None:
        self.beginInsertRows(_ROOT, first, first + len(ids) - len(self._ids) - 1)
        self._put(ids, first, tree)
        self.endInsertRows()

    def _remove(self, first: int, last: int, ids: array[int], tree: GroupTree | None) -> None:
        self.beginRemoveRows(_ROOT, first, last)
        self._put(ids, first, tree)
        self.endRemoveRows()

    def _put(self, ids: array[int], from_row: int, tree: GroupTree | None) -> None:
        """Take the new list and drop the pages from ``from_row`` on; those before it still hold."""
        self._ids = ids
        self.tree = tree
        keep = from_row // PAGE_ROWS
        for number in [number for number in self._pages if number >= keep]:
            del self._pages[number]
            del self._texts[number]
