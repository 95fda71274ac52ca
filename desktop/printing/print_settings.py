"""What is chosen for paper: size, direction, rows, columns and title, and the row of boxes that choose it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from desktop.widgets.card import label

STATE_KEY = "print.ledger"


@dataclass(frozen=True)
class PrintSettings:
    """What is remembered: paper, direction and which columns; ``rows`` is all or selected."""

    size: Literal["A4", "A3"] = "A3"
    landscape: bool = True
    columns: str = "usual"
    rows: str = "all"
    title: str = ""


class SettingsRow(QWidget):
    """``changed`` after each choice; ``row_counts`` are (all, selected) rows of the list."""

    changed = Signal()

    def __init__(self, settings: PrintSettings, row_counts: tuple[int, int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        everything, selected = row_counts
        rows: list[tuple[str, Any]] = [(f"列表全部 {everything:,} 条", "all")]
        if selected > 1:
            rows.append((f"选中的 {selected:,} 条", "selected"))
        self.paper_box = _combo((("A4", "A4"), ("A3", "A3")), settings.size)
        self.direction_box = _combo((("横向", True), ("纵向", False)), settings.landscape)
        self.rows_box = _combo(tuple(rows), settings.rows)
        self.columns_box = _combo((("台账常用列", "usual"), ("屏幕上的列", "screen")), settings.columns)
        self.title_edit = QLineEdit(settings.title)
        self.title_edit.setAccessibleName("标题")
        self.title_edit.setPlaceholderText("标题（留空则自动）")
        self.title_edit.setMinimumWidth(150)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        boxes = (("纸张", self.paper_box), ("", self.direction_box), ("范围", self.rows_box), ("列", self.columns_box))
        for words, box in boxes:
            if words:
                layout.addWidget(label(words, "secondary"))
            layout.addWidget(box)
            box.currentIndexChanged.connect(self.changed)
        layout.addWidget(self.title_edit, 1)
        self.title_edit.textChanged.connect(self.changed)

    def set_only_title(self) -> None:
        """Of a document whose paper and content are fixed: nothing is left to choose."""
        for part in self.findChildren(QWidget):
            part.hide()

    def settings(self) -> PrintSettings:
        """What is chosen now."""
        return PrintSettings(
            size=self.paper_box.currentData(),
            landscape=self.direction_box.currentData(),
            columns=self.columns_box.currentData(),
            rows=self.rows_box.currentData(),
            title=" ".join(self.title_edit.text().split()),
        )


def settings_from(remembered: Any) -> PrintSettings:
    """The settings remembered, with the usual ones for what is missing."""
    kept: dict[str, Any] = remembered if isinstance(remembered, dict) else {}
    usual = PrintSettings()
    return replace(
        usual,
        size=kept.get("size") if kept.get("size") in ("A4", "A3") else usual.size,  # type: ignore[arg-type]
        landscape=bool(kept.get("landscape", usual.landscape)),
        columns=kept.get("columns") if kept.get("columns") in ("usual", "screen") else usual.columns,  # type: ignore[arg-type]
    )


def _combo(choices: tuple[tuple[str, Any], ...], chosen: Any) -> QComboBox:
    made = QComboBox()
    for words, value in choices:
        made.addItem(words, value)
    made.setCurrentIndex(max(made.findData(chosen), 0))
    return made
