"""The columns of a list that feed no field: kept as 原表附加列, or left out altogether."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.theme.theme import Theme
from desktop.widgets.card import label
from desktop.widgets.flow import button, toolbar

if TYPE_CHECKING:
    from models.importing.views import ColumnMatch

ROW, MOST_ROWS = 30, 4


class UnusedColumns(QWidget):
    """``ignored_set(set of columns)``: these are not even kept; a double click or Enter turns one over.

    ``field_wanted(column)``: a column is to become a field of the bureau's own.
    """

    ignored_set = Signal(object)
    field_wanted = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.ignored: set[int] = set()
        self.offers_fields = True
        """Whether a column can become a field; set before the columns are shown."""
        self.columns: list[ColumnMatch] = []
        self.heading = label("", "secondary")
        self.keep_button = button("保留选中的列", "link", "存为「原表附加列」，在问题的详情里可以看到")
        self.ignore_button = button("不要选中的列", "link", "这些列的内容不进台账")
        self.field_button = button("作为新字段…", "link", "为选中的列新建一个自定义字段，这一列就导入到它")
        self.table = ShortListTable(
            (
                ListColumn("列", lambda one: one.letter, 48),
                ListColumn("列名", lambda one: one.header.replace("\n", " ") or "（没有列名）", 180),
                ListColumn("样例（次数）", _samples, STRETCH),
                ListColumn(
                    "处理", lambda one: "不要" if one.index in self.ignored else "保留为原表附加列", 150,
                    chip=lambda one: "amber" if one.index in self.ignored else "grey",
                ),
            ),
            theme, several=True,
        )  # fmt: skip
        self.table.setAccessibleName("未使用的列")
        self.table.opened.connect(lambda one: self._set([one], ignore=one.index not in self.ignored))
        self.keep_button.clicked.connect(lambda: self._set(self._selected(), ignore=False))
        self.ignore_button.clicked.connect(lambda: self._set(self._selected(), ignore=True))
        self.field_button.clicked.connect(self._ask_field)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 2, 12, 0)
        column.setSpacing(4)
        column.addLayout(toolbar((self.heading,), (self.field_button, self.keep_button, self.ignore_button)))
        column.addWidget(self.table)

    def show_columns(self, columns: Sequence[ColumnMatch], ignored: Collection[int]) -> None:
        """Show the columns that feed nothing, and which of them are left out."""
        self.columns, self.ignored = list(columns), set(ignored)
        gone = sum(one.index in self.ignored for one in columns)
        left = f"，不要 {gone:,} 列" if gone else ""
        self.heading.setText(
            f"未使用的列 {len(columns):,}：保留为「原表附加列」，不会丢失{left}" if columns else "每一列都用上了。"
        )
        self.table.set_lines(self.columns, lambda one: one.index, choose=False)
        for part in (self.table, self.keep_button, self.ignore_button):
            part.setVisible(bool(columns))
        self.field_button.setVisible(bool(columns) and self.offers_fields)
        rows = min(len(columns), MOST_ROWS)
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + rows * ROW + 4)

    def _ask_field(self) -> None:
        """The selected column, or the only one there is."""
        chosen = self._selected() or self.columns
        if len(chosen) == 1:
            self.field_wanted.emit(chosen[0])
        else:
            self.heading.setText("请先在下面选中一列，再点“作为新字段…”。")
            self.table.setFocus()

    def _selected(self) -> list[ColumnMatch]:
        return [self.table.lines.line(index.row()) for index in self.table.selectionModel().selectedRows()]

    def _set(self, columns: Sequence[ColumnMatch], *, ignore: bool) -> None:
        places = {one.index for one in columns}
        wish = self.ignored | places if ignore else self.ignored - places
        if wish != self.ignored:
            self.ignored_set.emit(wish)


def _samples(column: ColumnMatch) -> str:
    return "、".join(f"{text.replace(chr(10), ' ')} ×{count:,}" for text, count in column.samples)
