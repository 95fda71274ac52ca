"""All fields of a problem in groups, each editable where it stands: click or Enter, then type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget
from typing_extensions import override

from desktop.tables.columns import EditKind
from desktop.tables.editors import CellEditor, make_editor
from desktop.tables.problem_columns import StatusLooks, problem_columns, value_text
from desktop.widgets.card import label
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from models.queries.details import ProblemDetail

GROUPS = ("编号", "对象", "地点", "问题", "整改", "责任", "进展", "来源")
_SHOWN_ELSEWHERE = frozenset({"mark", "days_left", "source", "extra"})


class ProblemFields(QScrollArea):
    """``edit_wanted(field, value)`` when a value was typed; read-only fields say in a tooltip why."""

    edit_wanted = Signal(str, object)

    def __init__(self, choices: Callable[[str], list[str]], read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = choices
        self._read_only = read_only
        self._values: dict[str, ValueLabel] = {}
        self._problem_id = 0
        self._editor: QWidget | None = None
        self._edited = ""
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setProperty("role", "plain")
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 4, 4, 6)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        self.setWidget(inside)

    def show_record(self, detail: ProblemDetail) -> None:
        """Show the values; the labels are made when first needed."""
        if not self._values:
            self._make_rows()
        if detail.id != self._problem_id:
            self.stop_editing()
            self._problem_id = detail.id
            self.verticalScrollBar().setValue(0)
        for key, one in self._values.items():
            one.show_value(detail.record.get(key))

    def value_label(self, field: str) -> ValueLabel:
        """The label of a field."""
        return self._values[field]

    def start_editing(self, field: str) -> QWidget | None:
        """Open the editor of a field in place of its label."""
        self.stop_editing()
        one = self._values[field]
        if self._read_only or not FIELDS[field].editable:
            return None
        editor = make_editor(self.widget(), _kinds()[field], self._choices(field), "left")
        assert isinstance(editor, CellEditor)
        editor.fill(one.value)
        editor.setMinimumHeight(28 if _kinds()[field] != "long" else 120)
        self._editor, self._edited = editor, field
        one.hide()
        self._grid.addWidget(editor, one.row, 1)
        editor.installEventFilter(self)
        editor.setFocus()
        editor.show()
        return editor

    def stop_editing(self) -> None:
        """Close the editor without taking its value."""
        editor, self._editor = self._editor, None
        if editor is not None:
            editor.removeEventFilter(self)
            editor.hide()
            editor.deleteLater()
            self._values[self._edited].show()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        editor = self._editor
        if watched is editor and isinstance(editor, CellEditor):
            if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                if event.key() == Qt.Key.Key_Escape:
                    self.stop_editing()
                    return True
                if editor.step_for(event) is not None:
                    self._commit()
                    return True
            if event.type() == QEvent.Type.FocusOut and not editor.isAncestorOf(_focus()):
                self._commit()
        return super().eventFilter(watched, event)

    def _commit(self) -> None:
        editor, field = self._editor, self._edited
        if isinstance(editor, CellEditor):
            value, touched = editor.value(), editor.touched()
            self.stop_editing()
            if touched:
                self.edit_wanted.emit(field, value)
            self._values[field].setFocus()

    def _make_rows(self) -> None:
        row = 0
        for group in GROUPS:
            keys = [key for key, one in FIELDS.items() if one.group == group and key not in _SHOWN_ELSEWHERE]
            heading = label(group, "title")
            heading.setContentsMargins(0, 8 if row else 0, 0, 0)
            self._grid.addWidget(heading, row, 0, 1, 2)
            row += 1
            for key in keys:
                title = label(FIELDS[key].title, "small", wrap=True)
                title.setFixedWidth(102)
                title.setContentsMargins(0, 3, 0, 0)
                one = ValueLabel(key, row, self._read_only)
                one.edit_asked.connect(self.start_editing)
                self._grid.addWidget(title, row, 0, Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(one, row, 1)
                self._values[key] = one
                row += 1
        self._grid.setRowStretch(row, 1)


class ValueLabel(QLabel):
    """A value that asks to be edited when clicked."""

    edit_asked = Signal(str)

    def __init__(self, key: str, row: int, read_only: bool) -> None:
        super().__init__()
        self.key = key
        self.row = row
        self.value: Any = None
        field = FIELDS[key]
        self._can = field.editable and not read_only
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(22)
        if self._can:
            self.setCursor(Qt.CursorShape.IBeamCursor)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setToolTip("点一下可以修改")
        else:
            self.setToolTip(field.readonly_why or "台账是只读打开的")
            self.setProperty("role", "secondary")

    def show_value(self, value: Any) -> None:
        """Show a value of the record."""
        self.value = value
        self.setText(value_text(self.key, value) or "—")

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._can and event.button() == Qt.MouseButton.LeftButton:
            self.edit_asked.emit(self.key)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._can and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_asked.emit(self.key)
        else:
            super().keyPressEvent(event)


_kinds_by_field: dict[str, EditKind] = {}


def _kinds() -> Mapping[str, EditKind]:
    if not _kinds_by_field:
        columns = problem_columns(StatusLooks()).values()
        _kinds_by_field.update({one.edits: one.editor for one in columns if one.edits and one.editor})
    return _kinds_by_field


def _focus() -> QWidget:
    from PySide6.QtWidgets import QApplication

    return QApplication.focusWidget() or QWidget()
