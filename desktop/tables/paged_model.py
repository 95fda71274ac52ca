"""A table model of any size: an id list in the order SQL gave it, and a small cache of pages of cells."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from desktop.tables.columns import Cells, RowSource, TableColumn
from desktop.tables.id_runs import common_head, common_tail

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
        return self._flags[index.column()] if index.isValid() else Qt.ItemFlag.NoItemFlags

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
        if column.edits is None or not self._editable:
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
            text = self._columns[column].text(*cells) if cells is not None else ("已移除" if column == 0 else "")
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

    def _page(self, number: int) -> list[Cells | None]:
        rows = self._pages.get(number)
        if rows is not None:
            self._pages.move_to_end(number)
            return rows
        ids = self._ids[number * PAGE_ROWS : (number + 1) * PAGE_ROWS]
        loaded = self._source.load(ids, self._fields)
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

    def id_at(self, row: int) -> int:
        return self._ids[row]

    def row_of(self, key: int) -> int:
        """The row that shows an id, or -1."""
        try:
            return self._ids.index(key)
        except ValueError:
            return -1

    def set_editable(self, editable: bool) -> None:
        """Switch all editing off, e.g. for a ledger opened read-only."""
        self._editable = editable
        self._take_flags()

    def set_columns(self, columns: Sequence[TableColumn]) -> None:
        self.beginResetModel()
        self._take_columns(columns)
        self.endResetModel()

    def set_ids(self, ids: array[int]) -> bool:
        """Show another id list; says whether views were reset.

        A list that only gained or lost one run of rows is told as an insertion or removal, so that selection and
        scroll position stay; anything else is a reset.
        """
        old = self._ids
        if ids == old:
            return False
        head = common_head(old, ids)
        tail = common_tail(old, ids, head)
        if len(old) and len(ids) > len(old) and head + tail == len(old):
            self._insert(head, ids)
            return False
        if len(ids) and len(ids) < len(old) and head + tail == len(ids):
            self._remove(head, len(old) - tail - 1, ids)
            return False
        self.beginResetModel()
        self._put(ids, 0)
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

    def _insert(self, first: int, ids: array[int]) -> None:
        self.beginInsertRows(_ROOT, first, first + len(ids) - len(self._ids) - 1)
        self._put(ids, first)
        self.endInsertRows()

    def _remove(self, first: int, last: int, ids: array[int]) -> None:
        self.beginRemoveRows(_ROOT, first, last)
        self._put(ids, first)
        self.endRemoveRows()

    def _put(self, ids: array[int], from_row: int) -> None:
        """Take the new list and drop the pages from ``from_row`` on; those before it still hold."""
        self._ids = ids
        keep = from_row // PAGE_ROWS
        for number in [number for number in self._pages if number >= keep]:
            del self._pages[number]
            del self._texts[number]
