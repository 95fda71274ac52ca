"""A condition put together from drop-downs: rows of field, comparison and value that must all hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.widgets.flow import button
from models.late_regex import late_regex
from models.queries.condition_text import condition_text, op_words, ops_for, shown_value
from models.queries.expressions import Comparison, Condition
from models.queries.fields import FIELDS
from models.queries.values import typed_value

MOST_ROWS = 6
_SEPARATORS = late_regex("[、,，;；]")
_NO_VALUE = ("is null", "is not null")
_UNTYPED = ("list", "object", "mark")


class ConditionRow(QWidget):
    """One comparison; ``choices`` offers words for a field."""

    changed = Signal()
    closed = Signal()

    def __init__(self, fields: Sequence[str], choices: Callable[[str], list[str]]) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._choices = choices
        self.field_box, self.op_box, self.value_box = QComboBox(), QComboBox(), QComboBox()
        for key in fields:
            self.field_box.addItem(FIELDS[key].title, key)
        self.field_box.setMaxVisibleItems(18)
        self.value_box.setEditable(True)
        self.value_box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for box, name in ((self.field_box, "字段"), (self.op_box, "比较"), (self.value_box, "值")):
            box.setAccessibleName(name)
        self.close_button = button("✕", "link", "去掉这个条件")
        self.close_button.setAccessibleName("去掉这个条件")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.field_box, 4)
        layout.addWidget(self.op_box, 3)
        layout.addWidget(self.value_box, 5)
        layout.addWidget(self.close_button)
        self.field_box.currentIndexChanged.connect(self._on_field)
        self.op_box.currentIndexChanged.connect(self._on_op)
        self.value_box.currentTextChanged.connect(self.changed)
        self.close_button.clicked.connect(self.closed)
        self._on_field()

    def show_part(self, part: Comparison) -> None:
        """Show a comparison."""
        self.field_box.setCurrentIndex(max(self.field_box.findData(part.field), 0))
        if self.op_box.findData(part.op) < 0:
            self.op_box.addItem(op_words(part.field, part.op), part.op)
        self.op_box.setCurrentIndex(self.op_box.findData(part.op))
        if part.op == "in":
            text = "、".join(shown_value(part.field, one) for one in part.value)
        else:
            text = "" if part.value is None else shown_value(part.field, part.value)
        self.value_box.setCurrentText(text)

    def part(self) -> Comparison | None:
        """What stands in the row, None while the value is missing; UserError where it does not fit the field."""
        key, op = str(self.field_box.currentData()), str(self.op_box.currentData())
        text = self.value_box.currentText().strip()
        if op in _NO_VALUE:
            return Comparison(key, op)
        if not text:
            return None
        if op == "in":
            words = [one.strip() for one in _SEPARATORS.split(text)]
            return Comparison(key, op, tuple(_typed(key, one) for one in words if one))
        return Comparison(key, op, text if op == "~" else _typed(key, text))

    def _on_field(self) -> None:
        key = str(self.field_box.currentData())
        self.op_box.blockSignals(True)
        self.op_box.clear()
        for op in ops_for(key):
            self.op_box.addItem(op_words(key, op), op)
        self.op_box.blockSignals(False)
        self.value_box.blockSignals(True)
        self.value_box.clear()
        self.value_box.addItems(self._choices(key))
        self.value_box.setCurrentText("")
        self.value_box.blockSignals(False)
        edit = self.value_box.lineEdit()
        if edit is not None:
            edit.setPlaceholderText("如 2019-05-01" if FIELDS[key].kind == "date" else "")
        self._on_op()

    def _on_op(self) -> None:
        op = self.op_box.currentData()
        self.value_box.setEnabled(op not in _NO_VALUE)
        edit = self.value_box.lineEdit()
        if edit is not None and op == "in":
            edit.setPlaceholderText("用顿号分开")
        self.changed.emit()


def _typed(key: str, text: str) -> object:
    """Typed as the condition language does; words of lists and marks stay words."""
    return text if FIELDS[key].kind in _UNTYPED else typed_value(FIELDS[key], text)


class ConditionRows(QWidget):
    """Rows that must all hold; ``changed`` after any of them did."""

    changed = Signal()

    def __init__(self, fields: Sequence[str], choices: Callable[[str], list[str]]) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._fields, self._choices = list(fields), choices
        self.rows: list[ConditionRow] = []
        self.add_button = button("＋ 再加一个条件", "link", "各个条件要同时符合")
        self.add_button.clicked.connect(lambda: self.add_row())
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._column)
        layout.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add_row()

    def add_row(self) -> ConditionRow:
        """One comparison more."""
        row = ConditionRow(self._fields, self._choices)
        row.changed.connect(self.changed)
        row.closed.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._column.addWidget(row)
        self._tidy()
        return row

    def _remove(self, row: ConditionRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._tidy()
        self.changed.emit()

    def _tidy(self) -> None:
        for row in self.rows:
            row.close_button.setVisible(len(self.rows) > 1)
        self.add_button.setEnabled(len(self.rows) < MOST_ROWS)

    def show_condition(self, condition: Condition) -> bool:
        """Show a condition; false where it has more parts than rows, or asks for a field that is not offered."""
        fits = len(condition.all_of) <= MOST_ROWS and all(part.field in self._fields for part in condition.all_of)
        if not fits:
            return False
        self.blockSignals(True)
        while len(self.rows) > max(len(condition.all_of), 1):
            self._remove(self.rows[-1])
        while len(self.rows) < len(condition.all_of):
            self.add_row()
        for row, part in zip(self.rows, condition.all_of, strict=False):
            row.show_part(part)
        self.blockSignals(False)
        return True

    def text(self) -> str:
        """The condition as text, empty while a value is missing; UserError where a value does not fit."""
        parts = [row.part() for row in self.rows]
        if any(part is None for part in parts):
            return ""
        return condition_text(Condition(tuple(part for part in parts if part is not None)))
