"""Beside the sheet: which sheets are taken, what stands outside the table, and how hidden and odd cells are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.panels.intake.target_choice import TargetChoice
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
MOST_SHEETS = 60
"""A file of more sheets shows these; the others are read as the program understood them."""
MOST_NOTES = 6
YEARLY = ("as_of", "year")


class SheetLine(QFrame):
    """One sheet: tick to take it in, click to look at it."""

    clicked = Signal(str)
    ticked = Signal(str, bool)

    def __init__(self, sheet: SheetView, current: bool) -> None:
        super().__init__()
        self.key = sheet.key
        self.setProperty("role", "plain")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.box = QCheckBox(short(sheet.name, 9))
        self.box.setChecked(sheet.included)
        self.box.setToolTip(f"{sheet.name}\n勾选后导入这张工作表，点右边看它的内容")
        self.box.toggled.connect(lambda on: self.ticked.emit(self.key, on))
        if current:
            font = self.box.font()
            font.setBold(True)
            self.box.setFont(font)
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


class ConstantLine(QWidget):
    """A value outside the table: whether it fills the field of every row, and what it says; ``ticked``, ``edited``."""

    ticked = Signal(bool)
    edited = Signal(str)

    def __init__(self, constant: Constant) -> None:
        super().__init__()
        self._value = constant.value
        self.setProperty("role", "plain")
        purpose = "用作年份" if constant.field in YEARLY else "写入每行"
        self.box = QCheckBox(short(constant.label, 6))
        self.box.setChecked(constant.use)
        self.box.setToolTip(f"{constant.label}：{constant.value}\n勾选后{purpose}（表格里没有这一列时）")
        self.edit = QLineEdit(constant.value)
        self.edit.setCursorPosition(0)
        self.edit.setToolTip(f"{constant.value}\n{purpose}，可以改")
        self.edit.setAccessibleName(f"{constant.label}，{purpose}")
        self.box.toggled.connect(self.ticked)
        self.edit.editingFinished.connect(self._on_edited)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.box)
        row.addWidget(self.edit, 1)
        row.addWidget(label(purpose, "small"))

    def _on_edited(self) -> None:
        text = self.edit.text().strip()
        if text != self._value:
            self._value = text
            self.edited.emit(text)


class HeaderSide(QFrame):
    """``sheet_shown(key)``, ``sheet_ticked(key, bool)``, ``constant_set(key, field, text or bool)``,
    ``reading_set(key, what, bool)`` where what is hidden_rows, hidden_columns, as_text or split."""

    sheet_shown = Signal(str)
    sheet_ticked = Signal(str, bool)
    constant_set = Signal(str, str, object)
    reading_set = Signal(str, str, bool)
    target_set = Signal(str)
    """The files become 问题清单 (problem) or 现场检查记录 (visit)."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setFixedWidth(SIDE_WIDTH)
        self.constants: dict[str, ConstantLine] = {}
        self.readings: dict[str, QCheckBox] = {}
        self.sheet_lines: dict[str, SheetLine] = {}
        self.target: TargetChoice | None = None
        self._side = QVBoxLayout()
        self._side.setContentsMargins(14, 14, 14, 14)
        self._side.setSpacing(6)
        inner = QWidget()
        inner.setProperty("role", "plain")
        inner.setLayout(self._side)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(area)

    def fill(self, files: Sequence[FileView], names: Mapping[int, str], key: str, wishes: Mapping[str, Any]) -> None:
        """Show all sheets, and what can be said of the one called ``key``; ``wishes`` is what was said of it."""
        clear(self._side)
        self.constants, self.readings, self.sheet_lines = {}, {}, {}
        self.target = None
        self._side.addWidget(label("工作表", "title"))
        shown = 0
        for number, file in enumerate(files):
            if len(files) > 1:
                name = names.get(number, file.name)
                title = label(short(name.rpartition(" / ")[2], 17), "secondary")
                title.setToolTip(name)
                self._side.addWidget(title)
            if file.problem:
                self._side.addWidget(label(file.problem.removeprefix(f"{file.name}："), tone="red", wrap=True))
            for sheet in file.sheets[: max(0, MOST_SHEETS - shown)]:
                self._add_sheet(sheet, sheet.key == key)
                shown += 1
        more = sum(len(file.sheets) for file in files) - shown
        if more > 0:
            self._side.addWidget(label(f"还有 {more:,} 张表，按程序的判断读取", "small", wrap=True))
        if any(sheet.role == "list" for file in files for sheet in file.sheets):
            self.target = TargetChoice(files)
            self.target.chosen.connect(self.target_set)
            self._side.addWidget(self.target)
        sheet = next((sheet for file in files for sheet in file.sheets if sheet.key == key), None)
        if sheet is not None:
            self._fill_constants(sheet)
            self._fill_readings(sheet, wishes)
            self._fill_notes(sheet, files)
        self._side.addStretch(1)

    def _add_sheet(self, sheet: SheetView, current: bool) -> None:
        entry = SheetLine(sheet, current)
        entry.clicked.connect(self.sheet_shown)
        entry.ticked.connect(self.sheet_ticked)
        self.sheet_lines[sheet.key] = entry
        self._side.addWidget(entry)
        if current and sheet.role_note and not sheet.included:
            self._side.addWidget(label(sheet.role_note, "small", wrap=True))

    def _fill_constants(self, sheet: SheetView) -> None:
        if not sheet.constants:
            return
        self._side.addWidget(line())
        self._side.addWidget(label("表外信息", "title"))
        for constant in sheet.constants:
            entry = ConstantLine(constant)
            entry.ticked.connect(lambda on, name=constant.field: self.constant_set.emit(sheet.key, name, on))
            entry.edited.connect(lambda text, name=constant.field: self.constant_set.emit(sheet.key, name, text))
            self.constants[constant.field] = entry
            self._side.addWidget(entry)

    def _fill_readings(self, sheet: SheetView, wishes: Mapping[str, Any]) -> None:
        self._side.addWidget(line())
        hidden = sheet.hidden_rows
        columns = int(getattr(sheet, "hidden_columns", 0) or 0)
        split = int(getattr(sheet, "split_rows", 0) or 0)
        if hidden:
            why = f"其中 {sheet.filtered_rows:,} 行是被筛选藏起来的" if sheet.filtered_rows else "隐藏的行"
            words = f"隐藏的 {hidden:,} 行也导入"
            self._add_reading(sheet, "hidden_rows", words, wishes, default=True, tip=why)
        if columns:
            self._add_reading(sheet, "hidden_columns", f"隐藏的 {columns:,} 列也读取", wishes, default=True)
        self._add_reading(
            sheet, "as_text", "全部按文本读取", wishes, default=False,
            tip="日期、数字都照 Excel 里显示的样子读；编号被当成日期或科学计数时用它",
        )  # fmt: skip
        if split:
            self._add_reading(sheet, "split", f"{split:,} 行一格多个问题，拆成几条", wishes, default=False)
            example = getattr(sheet, "split_example", "")
            if example:
                self._side.addWidget(label(f"例如：{short(str(example), 60)}", "small", wrap=True))

    def _add_reading(
        self, sheet: SheetView, what: str, words: str, wishes: Mapping[str, Any], *, default: bool, tip: str = ""
    ) -> None:
        box = QCheckBox(words)
        box.setChecked(bool(wishes.get(what, default)))
        box.setToolTip(tip or words)
        box.toggled.connect(lambda on: self.reading_set.emit(sheet.key, what, on))
        self.readings[what] = box
        self._side.addWidget(box)

    def _fill_notes(self, sheet: SheetView, files: Sequence[FileView]) -> None:
        notes = list(sheet.warnings)
        for file in files:
            if any(one.key == sheet.key for one in file.sheets):
                notes += [file.imported_before] if file.imported_before else []
                notes += file.warnings
        if notes:
            self._side.addWidget(line())
            for note in notes[:MOST_NOTES]:
                self._side.addWidget(label(note, "secondary", wrap=True))


def short(text: str, most: int) -> str:
    """At most that many characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def clear(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.setParent(None)
            widget.deleteLater()
        elif isinstance(inner, (QVBoxLayout, QHBoxLayout)):
            clear(inner)
