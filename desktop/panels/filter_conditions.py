"""The conditions above the values of a filter's popup: words in a text, from–to, and periods that move with today."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.widgets.card import label
from models.errors import UserError
from models.queries.filter_tests import BETWEEN, FILLED, PERIOD, PERIODS, TEXT_OPS, FilterTest

TEXT_KINDS = frozenset({"text", "long", "choice", "status", "list"})
RANGE_KINDS = frozenset({"date", "number", "decimal"})
_NO_VALUE = {"blank": "为空", FILLED: "不为空"}
_DEADLINE_PERIODS = ("today", "week", "month", "next7", "overdue")
_OTHER_PERIODS = ("today", "week", "month", "last7")
Bound = Callable[[str], Any]


class FilterConditions(QWidget):
    """``values()`` is what the conditions ask, None while nothing is typed. ``period_chosen`` applies at once."""

    changed = Signal()
    period_chosen = Signal(object)

    def __init__(self, key: str, kind: str, bound: Bound, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._bound = bound
        self._is_text, self._is_range = kind in TEXT_KINDS, kind in RANGE_KINDS
        self.op_box, self.text_edit = QComboBox(), QLineEdit()
        self.low_edit, self.high_edit = QLineEdit(), QLineEdit()
        self.period_buttons: dict[str, QPushButton] = {}
        self.hint = label("", "small", wrap=True)
        self.hint.setProperty("tone", "red")
        self.hint.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        if kind == "date":
            layout.addLayout(self._periods(_DEADLINE_PERIODS if key == "deadline" else _OTHER_PERIODS))
        if self._is_text:
            layout.addLayout(self._text_row())
        if self._is_range:
            layout.addLayout(self._range_row("2019-05-01" if kind == "date" else ""))
        layout.addWidget(self.hint)

    def _periods(self, keys: tuple[str, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(6)
        for place, key in enumerate(keys):
            one = QPushButton(PERIODS[key])
            one.setCheckable(True)
            one.setToolTip(f"只看{PERIODS[key]}的；每天按当天计算")
            one.clicked.connect(lambda _=False, period=key: self.period_chosen.emit((FilterTest(PERIOD, (period,)),)))
            grid.addWidget(one, place // 3, place % 3)
            self.period_buttons[key] = one
        return grid

    def _text_row(self) -> QHBoxLayout:
        for op, words in (TEXT_OPS | _NO_VALUE).items():
            self.op_box.addItem(words, op)
        self.op_box.setAccessibleName("条件")
        self.op_box.setMinimumWidth(84)
        self.text_edit.setPlaceholderText("按文字筛选")
        self.text_edit.setAccessibleName("条件的文字")
        self.text_edit.setClearButtonEnabled(True)
        self.op_box.currentIndexChanged.connect(self._on_changed)
        self.text_edit.textChanged.connect(self._on_changed)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.op_box)
        row.addWidget(self.text_edit, 1)
        return row

    def _range_row(self, example: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        for words, edit in (("从", self.low_edit), ("到", self.high_edit)):
            edit.setPlaceholderText(example or "不限")
            edit.setAccessibleName(words)
            edit.textChanged.connect(self._on_changed)
            row.addWidget(label(words, "secondary"))
            row.addWidget(edit, 1)
        return row

    @property
    def first_edit(self) -> QLineEdit | None:
        """Where typing begins; None where there is nothing to type."""
        return self.text_edit if self._is_text else self.low_edit if self._is_range else None

    def show_values(self, values: tuple[Any, ...] | None) -> None:
        """Fill in what is asked by now; plain values are shown in the list below instead."""
        self.blockSignals(True)
        tests = [one for one in values or () if isinstance(one, FilterTest)]
        if len(tests) == 1 and values == (tests[0],):
            test = tests[0]
            if test.op == PERIOD and test.values[0] in self.period_buttons:
                self.period_buttons[test.values[0]].setChecked(True)
            elif test.op == BETWEEN and self._is_range:
                self.low_edit.setText(_words(test.values[0]))
                self.high_edit.setText(_words(test.values[1]))
            elif self._is_text and self.op_box.findData(test.op) >= 0:
                self.op_box.setCurrentIndex(self.op_box.findData(test.op))
                self.text_edit.setText(str(test.values[0]) if test.values else "")
        self.blockSignals(False)
        self._on_changed()

    def values(self) -> tuple[Any, ...] | None:
        """The condition as a filter; UserError where a bound is no value of the field."""
        if self._is_text:
            op, text = str(self.op_box.currentData()), self.text_edit.text().strip()
            if op == "blank":
                return (None,)
            if op == FILLED:
                return (FilterTest(FILLED),)
            return (FilterTest(op, (text,)),) if text else None
        if self._is_range:
            low, high = self._bound(self.low_edit.text()), self._bound(self.high_edit.text())
            if low is None and high is None:
                return None
            if low is not None and high is not None and low > high:
                low, high = high, low
            return (FilterTest(BETWEEN, (low, high)),)
        return None

    def asks(self) -> bool:
        """Whether something is typed or chosen here, so that the list below does not count."""
        if self._is_text:
            return self.op_box.currentData() in _NO_VALUE or bool(self.text_edit.text().strip())
        return self._is_range and bool(self.low_edit.text().strip() or self.high_edit.text().strip())

    def check(self) -> bool:
        """Whether what stands here can be understood; says so where it cannot."""
        try:
            self.values()
        except UserError as error:
            self.hint.setText("，".join(part for part in (error.message, error.advice) if part))
            self.hint.show()
            return False
        self.hint.hide()
        return True

    def _on_changed(self) -> None:
        self.text_edit.setEnabled(self.op_box.currentData() not in _NO_VALUE)
        self.hint.hide()
        self.changed.emit()


def _words(value: Any) -> str:
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else f"{value}"
