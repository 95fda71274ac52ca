"""Step two, 识别表头: the sheet as it looks with its header band, and beside it what else decides how it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from desktop.panels.intake.header_side import ROLE_WORDS, HeaderSide
from desktop.panels.intake.preview_model import MOST_COLUMNS
from desktop.panels.intake.sheet_preview import SheetPreview
from desktop.theme.theme import Theme
from desktop.widgets.card import label
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.flow import button

if TYPE_CHECKING:
    from models.importing.views import FileView, SheetView

KEYS = "拖动两条蓝线，或按 Shift+↑↓（下边）、Alt+↑↓（上边）；右键可以直接指定表头"


class HeaderStep(QWidget):
    """``header_set(key, first, last)``; the other signals are those of ``side``."""

    header_set = Signal(str, int, int)

    def __init__(self, theme: Theme, wishes_of: Callable[[str], Mapping[str, Any]]) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.key = ""
        self._wishes_of = wishes_of
        self._files: Sequence[FileView] = ()
        self._names: Mapping[int, str] = {}
        self._views: dict[str, SheetView] = {}
        self.side = HeaderSide()
        self.side.sheet_shown.connect(self._on_line_clicked)
        self.preview = SheetPreview(theme)
        self.preview.header_moved.connect(self._set_header)
        self.first_box, self.last_box = QSpinBox(), QSpinBox()
        self.note = label("", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.side)
        row.addWidget(self._preview_card(), 1)

    def show_files(self, files: Sequence[FileView], names: Mapping[int, str] | None = None, key: str = "") -> None:
        """Show all files and one of their sheets (the first that is taken, unless ``key`` is still there)."""
        self._files = files
        self._names = self._names if names is None else names
        self._views = {sheet.key: sheet for file in files for sheet in file.sheets}
        included = [sheet.key for sheet in self._views.values() if sheet.included]
        self.key = next(
            (one for one in (key, self.key) if one in self._views), (included or list(self._views) or [""])[0]
        )
        self._show()

    def included_rows(self) -> int:
        """Data rows of all sheets that are taken."""
        return sum(sheet.row_count for sheet in self._views.values() if sheet.included)

    def _show(self) -> None:
        self.side.fill(self._files, self._names, self.key, self._wishes_of(self.key) if self.key else {})
        self._show_sheet()

    def _preview_card(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        bar = QHBoxLayout()
        bar.setContentsMargins(14, 8, 14, 0)
        bar.setSpacing(6)
        for words, box in (("表头是第", self.first_box), ("行到第", self.last_box)):
            bar.addWidget(label(words, "secondary"))
            box.setMinimum(1)
            box.setFixedWidth(58)
            box.setKeyboardTracking(False)
            box.setAccessibleName(words)
            box.editingFinished.connect(self._on_boxes_edited)
            bar.addWidget(box)
        bar.addWidget(label("行", "secondary"))
        keys = ElidedLabel(KEYS)
        keys.setProperty("role", "small")
        keys.setAlignment(Qt.AlignmentFlag.AlignRight)
        bar.addWidget(keys, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 0, 14, 8)
        foot.addWidget(self.note)
        box = QVBoxLayout(frame)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(6)
        box.addLayout(bar)
        middle = QHBoxLayout()
        middle.setContentsMargins(14, 0, 14, 0)
        middle.addWidget(self._not_a_list())
        box.addLayout(middle)
        box.addWidget(self.preview, 1)
        box.addLayout(foot)
        return frame

    def _not_a_list(self) -> QFrame:
        """Says of a sheet that stays out why it does, and how to take it in all the same."""
        self.banner = QFrame()
        self.banner.setProperty("message", "amber")
        self.banner_label = label("", wrap=True)
        self.take_button = button("表头指对了，导入这张表")
        self.take_button.clicked.connect(lambda: self.side.sheet_ticked.emit(self.key, True))
        row = QHBoxLayout(self.banner)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(self.banner_label, 1)
        row.addWidget(self.take_button)
        return self.banner

    def _say_not_a_list(self, sheet: SheetView | None) -> None:
        out = sheet is not None and not sheet.included and sheet.role != "list"
        self.banner.setVisible(out)
        if sheet is None or not out:
            return
        why = sheet.role_note or ROLE_WORDS.get(sheet.role, sheet.role)
        self.banner_label.setText(
            f"这张表没有导入：{why}。如果它就是清单，请把蓝线拖到表头那一行，或在那一行上点右键。"
        )
        self.take_button.setVisible(sheet.row_count > 0)

    def _show_sheet(self) -> None:
        sheet = self._views.get(self.key)
        self.preview.show_sheet(sheet)
        self._say_not_a_list(sheet)
        if sheet is None:
            self.note.setText("")
            return
        rows = sheet.layout.header_rows
        for box, value in ((self.first_box, min(rows, default=1)), (self.last_box, max(rows, default=1))):
            box.blockSignals(True)
            box.setMaximum(max(len(sheet.preview), value))
            box.setValue(value)
            box.blockSignals(False)
        shown = min(len(sheet.preview), 200)
        words = ["斜体：由合并单元格向下填充"] if sheet.filled else []
        words.append(f"预览前 {shown:,} 行，全表 {sheet.row_count:,} 行数据")
        if max((len(row) for row in sheet.preview), default=0) > MOST_COLUMNS:
            words.append(f"只显示前 {MOST_COLUMNS} 列")
        self.note.setText("   ·   ".join(words))

    def _on_line_clicked(self, key: str) -> None:
        if key != self.key:
            self.key = key
            self._show()

    def _on_boxes_edited(self) -> None:
        first, last = self.first_box.value(), max(self.first_box.value(), self.last_box.value())
        sheet = self._views.get(self.key)
        rows = sheet.layout.header_rows if sheet is not None else []
        if sheet is not None and (first, last) != (min(rows, default=0), max(rows, default=0)):
            self.preview.put_band(first, last)

    def _set_header(self, first: int, last: int) -> None:
        if self.key:
            self.header_set.emit(self.key, first, last)
