"""The fields of a row side by side: ledger and file, or file and the problems that the row may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.panels.intake.plan_lines import UNSAID, Entry
from desktop.theme.theme import Theme
from desktop.widgets.flow import button

if TYPE_CHECKING:
    from models.importing.views import Candidate, CellView

OUTCOMES = {
    "new": ("写入", "green"),
    "changed": ("改为清单的", "green"),
    "same": ("一致", ""),
    "kept": ("保留台账的", "grey"),
    "blank": ("文件为空，保留", "grey"),
    "conflict": ("请选一边", "purple"),
    "cleared": ("清空", "red"),
    "appended": ("追加", "green"),
}
ORDER = ("conflict", "changed", "cleared", "appended", "kept", "new", "blank", "same")
FIELD_WIDTH = 76
HEADER_LINE = 18
_LEAST_ROW = 28


class FieldSides(QTableWidget):
    """``side_chosen(field, "ours" or "file")``, ``candidate_changed()``; ``candidate`` counts from 0."""

    side_chosen = Signal(str, str)
    candidate_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.candidate = 0
        self._candidates = 0
        self.side_buttons: dict[tuple[str, str], QWidget] = {}
        self.setShowGrid(True)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("各字段对照")
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        self.currentCellChanged.connect(self._on_cell)
        header.sectionResized.connect(lambda *_: self.fit())

    def begin(self, headings: Sequence[str], candidates: int = 0) -> None:
        """Start over with these columns."""
        self.candidate, self._candidates, self.side_buttons = 0, 0, {}
        self.clearContents()
        self.setRowCount(0)
        self.setColumnCount(len(headings))
        self.setHorizontalHeaderLabels(list(headings))
        self._candidates = candidates
        header = self.horizontalHeader()
        header.setFixedHeight(3 * HEADER_LINE + 6 if candidates else 30)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(0, FIELD_WIDTH)
        for column in range(1, len(headings)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def add(self, texts: Sequence[str], tones: Sequence[str], tips: Sequence[str] = (), *, struck: int = -1) -> int:
        """A row of texts in tones; returns its place."""
        row = self.rowCount()
        self.insertRow(row)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            tone = tones[column] if column < len(tones) else ""
            if tone:
                item.setForeground(self.theme.colour("text_faint" if tone == "grey" else f"{tone}.text"))
            if column == 0:
                item.setForeground(self.theme.colour("text_secondary"))
            if column == struck:
                font = QFont(self.font())
                font.setStrikeOut(True)
                item.setFont(font)
            item.setToolTip(tips[column] if column < len(tips) and tips[column] else text)
            self.setItem(row, column, item)
        return row

    def fit(self) -> None:
        """As high as its rows, so that the pane around it scrolls."""
        self.resizeRowsToContents()
        rows = sum(max(self.rowHeight(row), _LEAST_ROW) for row in range(self.rowCount()))
        self.setFixedHeight(self.horizontalHeader().height() + rows + 6)

    def show_changes(self, entry: Entry) -> None:
        """Only what changes, until the rest was read."""
        open_ = bool(entry.open_fields)
        self.begin(("字段", "台账", "清单"))
        titles = {name: title for name, title, *_rest in (*entry.row.changes, *entry.row.conflicts)}
        for name, (old, new) in entry.changes.items():
            tones = ("", "purple", "purple") if name in entry.open_fields else ("", "red", "green")
            self.add((titles.get(name, name), old or "（空）", new or "（空）"), tones, struck=-1 if open_ else 1)
        self.show()
        self.fit()

    def offer_sides(self, row: int, column: int, field: str) -> None:
        """Two buttons in a cell: the ledger's or the file's."""
        box = QWidget()
        box.setProperty("role", "plain")
        line = QHBoxLayout(box)
        line.setContentsMargins(4, 2, 4, 2)
        line.setSpacing(6)
        for side, words in (("ours", "台账"), ("file", "清单")):
            choose = button(words, "link", "用台账的" if side == "ours" else "用清单的")
            choose.clicked.connect(lambda _=False, side=side: self.side_chosen.emit(field, side))
            self.side_buttons[field, side] = choose
            line.addWidget(choose)
        line.addStretch(1)
        item = self.item(row, column)
        if item is not None:
            box.setToolTip(item.text())
            item.setText("")
        self.setCellWidget(row, column, box)

    def _on_cell(self, _row: int, column: int, _before: int, _was: int) -> None:
        if self._candidates and column >= 2 and column - 2 != self.candidate:
            self.candidate = min(column - 2, self._candidates - 1)
            self.candidate_changed.emit()


def fill_fields(sides: FieldSides, cells: Sequence[CellView], entry: Entry) -> None:
    """All fields of a row that is new or matched, what needs a person first."""
    matched = entry.row.problem_id is not None
    shown = [cell for cell in cells if cell.ours or cell.file or cell.original]
    ranks = {outcome: rank for rank, outcome in enumerate(ORDER)}
    shown.sort(key=lambda cell: len(ranks) if cell.field in UNSAID else ranks.get(cell.outcome, len(ranks)))
    sides.begin(("字段", "台账", "清单", "处理") if matched else ("字段", "写入", "原文"))
    for cell in shown:
        words, tone = OUTCOMES.get(cell.outcome, (cell.outcome, ""))
        if not matched:
            original = cell.original if cell.original != cell.file else ""
            sides.add((cell.title, cell.file or "（空）", original), ("", "", "grey"), ("", cell.why, ""))
            continue
        gone = cell.outcome in ("changed", "cleared")
        file = cell.file if cell.file or cell.outcome != "blank" else ""
        tip = f"原文：{cell.original}" if cell.original and cell.original != cell.file else ""
        tones = ("", "red" if gone else "", tone if cell.outcome not in ("same", "blank", "kept") else "grey", tone)
        row = sides.add(
            (cell.title, cell.ours, file, cell.why or words), tones, ("", "", tip, cell.why), struck=1 if gone else -1
        )
        if cell.field in entry.open_fields:
            sides.offer_sides(row, 3, cell.field)
    sides.show()
    sides.fit()


def fill_candidates(sides: FieldSides, cells: Sequence[CellView], candidates: Sequence[Candidate]) -> None:
    """The row beside the problems it may be; what differs stands in colour."""
    heads = [_head(candidate) for candidate in candidates]
    sides.begin(("字段", "清单", *heads), len(candidates))
    file = {cell.field: cell for cell in cells}
    for candidate in candidates:
        for cell in candidate.cells:
            file.setdefault(cell.field, cell)
    theirs = [{cell.field: cell for cell in candidate.cells} for candidate in candidates]
    beside = {field: [one[field].ours if field in one else "" for one in theirs] for field in file}
    for field in sorted(file, key=lambda field: all(text == file[field].file for text in beside[field])):
        cell, texts = file[field], beside[field]
        if not cell.file and not any(texts):
            continue
        tones = ["" if text == cell.file else "amber" for text in texts]
        sides.add((cell.title, cell.file, *texts), ("", "", *tones))
    sides.show()
    sides.fit()


def _head(candidate: Candidate) -> str:
    like = f"\n相似 {candidate.likeness:.0%}" if candidate.likeness is not None else ""
    return f"{candidate.ledger_number}\n{candidate.status}{like}"
