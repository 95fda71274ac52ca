"""Step two, 识别表头: which sheets are taken, what stands outside the table, and the sheet with its header band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QScrollArea, QSpinBox, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.panels.intake.sheet_preview import SheetPreview
from desktop.theme.theme import Theme
from desktop.widgets.card import label, line
from desktop.widgets.chip import Chip

if TYPE_CHECKING:
    from models.importing.views import Constant, FileView, SheetView

ROLE_WORDS = {
    "list": "清单",
    "summary": "像是汇总表",
    "form": "像是表单",
    "template": "空白模板",
    "notes": "没有表格",
}
SIDE_WIDTH = 264


class SheetLine(QFrame):
    """One sheet: tick to take it in, click to look at it."""

    clicked = Signal(str)
    ticked = Signal(str, bool)

    def __init__(self, sheet: SheetView) -> None:
        super().__init__()
        self.key = sheet.key
        self.setProperty("role", "plain")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.box = QCheckBox(_short(sheet.name, 9))
        self.box.setChecked(sheet.included)
        self.box.setToolTip(f"{sheet.name}\n勾选后导入这张工作表")
        self.box.toggled.connect(lambda on: self.ticked.emit(self.key, on))
        is_list = sheet.role == "list"
        words = f"{sheet.row_count:,} 行" if is_list else ROLE_WORDS.get(sheet.role, sheet.role)
        chip = Chip(words, "blue" if is_list and sheet.included else "grey")
        chip.setToolTip(sheet.role_note or words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.addWidget(self.box)
        row.addWidget(chip)
        if not sheet.visible:
            row.addWidget(Chip("隐藏", "amber"))
        row.addStretch(1)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit(self.key)
        super().mouseReleaseEvent(event)


class HeaderStep(QWidget):
    """``sheet_ticked(key, bool)``, ``header_set(key, first, last)``, ``constant_ticked(key, field, bool)``."""

    sheet_ticked = Signal(str, bool)
    header_set = Signal(str, int, int)
    constant_ticked = Signal(str, str, bool)
    sheet_shown = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.key = ""
        self._views: dict[str, SheetView] = {}
        self._side = QVBoxLayout()
        self._side.setContentsMargins(14, 14, 14, 14)
        self._side.setSpacing(6)
        self.preview = SheetPreview(theme)
        self.preview.header_dragged.connect(lambda first, last: self._set_header(first, last))
        self.first_box, self.last_box = QSpinBox(), QSpinBox()
        self.note = label("", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._side_card())
        row.addWidget(self._preview_card(), 1)

    def show_files(self, files: Sequence[FileView], key: str = "") -> None:
        """Show all files and one of their sheets (the first that is taken, unless ``key`` is still there)."""
        self._views = {sheet.key: sheet for file in files for sheet in file.sheets}
        included = [sheet.key for sheet in self._views.values() if sheet.included]
        self.key = next(
            (one for one in (key, self.key) if one in self._views), (included or list(self._views) or [""])[0]
        )
        self._fill_side(files)
        self._show_sheet()

    def included_rows(self) -> int:
        """Data rows of all sheets that are taken."""
        return sum(sheet.row_count for sheet in self._views.values() if sheet.included)

    def _side_card(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        frame.setFixedWidth(SIDE_WIDTH)
        inner = QWidget()
        inner.setProperty("role", "plain")
        inner.setLayout(self._side)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        box = QVBoxLayout(frame)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(area)
        return frame

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
            box.editingFinished.connect(self._on_boxes_edited)
            bar.addWidget(box)
        bar.addWidget(label("行", "secondary"))
        bar.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 0, 14, 8)
        foot.addWidget(self.note)
        box = QVBoxLayout(frame)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(6)
        box.addLayout(bar)
        box.addWidget(self.preview, 1)
        box.addLayout(foot)
        return frame

    def _fill_side(self, files: Sequence[FileView]) -> None:
        _clear(self._side)
        self._side.addWidget(label("工作表", "title"))
        for file in files:
            if len(files) > 1:
                name = label(_short(file.name, 17), "secondary")
                name.setToolTip(file.name)
                self._side.addWidget(name)
            if file.problem:
                self._side.addWidget(label(file.problem.removeprefix(f"{file.name}："), tone="red", wrap=True))
            for sheet in file.sheets:
                entry = SheetLine(sheet)
                entry.clicked.connect(self._on_line_clicked)
                entry.ticked.connect(self.sheet_ticked)
                self._side.addWidget(entry)
        sheet = self._views.get(self.key)
        if sheet is not None:
            self._fill_constants(sheet)
            self._fill_notes(sheet, files)
        self._side.addStretch(1)

    def _fill_constants(self, sheet: SheetView) -> None:
        if not sheet.constants:
            return
        self._side.addWidget(line())
        self._side.addWidget(label("表外信息", "title"))
        for constant in sheet.constants:
            self._side.addWidget(self._constant_line(sheet, constant))

    def _constant_line(self, sheet: SheetView, constant: Constant) -> QWidget:
        purpose = "用作年份" if constant.field in ("as_of", "year") else "写入每行"
        box = QCheckBox(f"{constant.label}  {_short(constant.value, 10)}  {purpose}")
        box.setChecked(constant.use)
        box.setToolTip(f"{constant.label}：{constant.value}\n表格里没有这一列时，{purpose}")
        box.toggled.connect(lambda on: self.constant_ticked.emit(sheet.key, constant.field, on))
        return box

    def _fill_notes(self, sheet: SheetView, files: Sequence[FileView]) -> None:
        notes = list(sheet.warnings)
        for file in files:
            if any(one.key == sheet.key for one in file.sheets):
                notes += [file.imported_before] if file.imported_before else []
                notes += file.warnings
        if sheet.hidden_rows:
            notes.append(f"表中隐藏了 {sheet.hidden_rows:,} 行，也会导入。")
        if notes:
            self._side.addWidget(line())
            for note in notes[:6]:
                self._side.addWidget(label(note, "secondary", wrap=True))

    def _show_sheet(self) -> None:
        sheet = self._views.get(self.key)
        self.preview.show_sheet(sheet)
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
        self.note.setText(f"斜体：由合并单元格向下填充   ·   预览前 {shown:,} 行，全表 {sheet.row_count:,} 行数据")

    def _on_line_clicked(self, key: str) -> None:
        self.key = key
        self._show_sheet()
        self.sheet_shown.emit(key)

    def _on_boxes_edited(self) -> None:
        first, last = self.first_box.value(), max(self.first_box.value(), self.last_box.value())
        sheet = self._views.get(self.key)
        rows = sheet.layout.header_rows if sheet is not None else []
        if sheet is not None and (first, last) != (min(rows, default=0), max(rows, default=0)):
            self._set_header(first, last)

    def _set_header(self, first: int, last: int) -> None:
        if self.key:
            self.header_set.emit(self.key, first, last)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.setParent(None)
            widget.deleteLater()
