"""All fields of a problem, or of two side by side, each editable where it stands: click or Enter, then type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget
from typing_extensions import override

from desktop.tables.columns import EditKind
from desktop.tables.editors import CellEditor, make_editor
from desktop.tables.problem_columns import StatusLooks, problem_columns, value_text
from desktop.widgets.breaking import breakable
from desktop.widgets.card import label
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from desktop.tables.status_offer import StatusOffer
    from models.queries.details import ProblemDetail

GROUPS = ("编号", "对象", "地点", "问题", "整改", "责任", "进展", "来源")
SAME, DIFFERENT = "", "≠ "
"""What stands before the title of a field in which two problems differ."""
_SHOWN_ELSEWHERE = frozenset({"mark", "days_left", "workdays_left", "escalation", "source", "extra"})
_NEVER_THE_SAME = frozenset({"ledger_number", "number", "list_number"})
"""Fields that tell problems apart by their nature; that they differ says nothing."""
_TITLE_WIDTH = 102


class ProblemFields(QScrollArea):
    """``edit_wanted(side, field, value)`` when a value was typed; read-only fields say in a tooltip why."""

    edit_wanted = Signal(int, str, object)

    def __init__(
        self, choices: Callable[[str], list[str]], read_only: bool, sides: int = 1, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._choices = choices
        self._read_only = read_only
        self.status_offer: Callable[[str, str | None], StatusOffer | None] | None = None
        """The states that may follow one, for problems of a category."""
        self._sides = sides
        self._values: dict[tuple[str, int], ValueLabel] = {}
        self._titles: dict[str, QLabel] = {}
        self._headings: dict[str, QLabel] = {}
        self._shown_ids: tuple[int, ...] = ()
        self._editor: QWidget | None = None
        self._edited: tuple[str, int] = ("", 0)
        self.only_different = False
        self.different: frozenset[str] = frozenset()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_record(self, *details: ProblemDetail) -> None:
        """Show the values, one problem a side; the labels are made when first needed."""
        keys = [key for key in FIELDS if key not in _SHOWN_ELSEWHERE]
        if keys != list(self._titles):
            self.stop_editing()
            self._make_rows(keys)
        ids = tuple(one.id for one in details)
        if ids != self._shown_ids:
            self.stop_editing()
            self._shown_ids = ids
            self.verticalScrollBar().setValue(0)
        for (key, side), one in self._values.items():
            one.show_value(details[side].record.get(key), details[side].removed)
        if self._sides > 1:
            self._mark_differences(details)

    def value_label(self, field: str, side: int = 0) -> ValueLabel:
        """The label of a field."""
        return self._values[field, side]

    def show_only_different(self, wanted: bool) -> None:
        """Leave out the fields in which both say the same."""
        self.only_different = wanted
        for key, title in self._titles.items():
            shown = not wanted or key in self.different
            title.setVisible(shown)
            for side in range(self._sides):
                self._values[key, side].setVisible(shown)
        for group, heading in self._headings.items():
            inside = [key for key in self._titles if FIELDS[key].group == group]
            heading.setVisible(not wanted or any(key in self.different for key in inside))

    def start_editing(self, field: str, side: int = 0) -> QWidget | None:
        """Open the editor of a field in place of its label."""
        self.stop_editing()
        one = self._values[field, side]
        if not one.editable:
            return None
        kind = edit_kind(field)
        offered = self._offered(field, side)
        choices, tip = self._choices(field), ""
        if field == "status" and self.status_offer is not None:
            offer = self.status_offer(one.value or "", self._values["category", side].value)
            choices, tip = (list(offer.words), offer.tip) if offer is not None else (choices, "")
        editor = make_editor(self.widget(), kind, choices, "left", offered, FIELDS[field].unit)
        editor.setToolTip(tip)
        assert isinstance(editor, CellEditor)
        editor.fill(one.value)
        editor.setMinimumHeight(28 if kind != "long" else 120)
        editor.setAccessibleName(FIELDS[field].title)
        self._editor, self._edited = editor, (field, side)
        one.hide()
        self._grid.addWidget(editor, one.row, 1 + side)
        editor.installEventFilter(self)
        editor.setFocus()
        editor.show()
        return editor

    def values_shown(self, field: str) -> list[Any]:
        """What stands in a field, one value a side."""
        return [self._values[field, side].value for side in range(self._sides)]

    def _offered(self, field: str, side: int) -> Sequence[str]:
        """Places that the editor completes to: counties inside the city that stands beside it."""
        if field not in ("province", "city", "county"):
            return ()
        from models.regions.offers import offered_places

        home = {key: self._values[key, side].value for key in ("city", "province") if (key, side) in self._values}
        return offered_places(field, home.get("city"), home.get("province"))

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
                    self._values[self._edited].setFocus()
                    return True
                if editor.step_for(event) is not None:
                    self._commit()
                    return True
            if event.type() == QEvent.Type.FocusOut and not editor.isAncestorOf(
                QApplication.focusWidget() or QWidget()
            ):
                self._commit()
        return super().eventFilter(watched, event)

    def _commit(self) -> None:
        editor, (field, side) = self._editor, self._edited
        if isinstance(editor, CellEditor):
            value, touched = editor.value(), editor.touched()
            self.stop_editing()
            if touched:
                self.edit_wanted.emit(side, field, value)
            self._values[field, side].setFocus()

    def _make_rows(self, keys: Sequence[str]) -> None:
        inside = QWidget()
        inside.setProperty("role", "plain")
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 4, 4, 6)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(3)
        self._values.clear()
        self._titles = {key: QLabel() for key in keys}
        self._headings.clear()
        own = dict.fromkeys(FIELDS[key].group for key in keys)
        row = 0
        for group in dict.fromkeys((*GROUPS, *own)):
            if group not in own:
                continue
            heading = label(group, "title")
            heading.setContentsMargins(0, 8 if row else 0, 0, 0)
            self._headings[group] = heading
            self._grid.addWidget(heading, row, 0, 1, 1 + self._sides)
            row += 1
            for key in keys:
                if FIELDS[key].group == group:
                    self._make_row(key, row)
                    row += 1
        for side in range(self._sides):
            self._grid.setColumnStretch(1 + side, 1)
        self._grid.setRowStretch(row, 1)
        self.setWidget(inside)

    def _make_row(self, key: str, row: int) -> None:
        title = label(FIELDS[key].title, "small", wrap=True)
        title.setFixedWidth(_TITLE_WIDTH)
        title.setContentsMargins(0, 3, 0, 0)
        self._titles[key] = title
        self._grid.addWidget(title, row, 0, Qt.AlignmentFlag.AlignTop)
        for side in range(self._sides):
            one = ValueLabel(key, row, self._read_only)
            one.edit_asked.connect(lambda field, at=side: self.start_editing(field, at))
            self._grid.addWidget(one, row, 1 + side)
            self._values[key, side] = one

    def _mark_differences(self, details: Sequence[ProblemDetail]) -> None:
        first, *others = (one.record for one in details)
        self.different = frozenset(
            key
            for key in self._titles
            if key not in _NEVER_THE_SAME
            and any(value_text(key, first.get(key)) != value_text(key, one.get(key)) for one in others)
        )
        for key, title in self._titles.items():
            differs = key in self.different
            title.setText(f"{DIFFERENT if differs else SAME}{FIELDS[key].title}")
            for side in range(self._sides):
                self._values[key, side].show_difference(differs)
        self.show_only_different(self.only_different)


class ValueLabel(QLabel):
    """A value that asks to be edited when clicked."""

    edit_asked = Signal(str)

    def __init__(self, key: str, row: int, read_only: bool) -> None:
        super().__init__()
        self.key = key
        self.row = row
        self.value: Any = None
        field = FIELDS[key]
        self._read_only = read_only
        self._why = field.readonly_why or ("台账是只读打开的" if read_only else "")
        self.editable = not self._why
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(22)
        if self._why:
            self.setProperty("role", "secondary")
        self._show_whether()

    def show_value(self, value: Any, removed: bool = False) -> None:
        """Show a value of the record; of a problem in the trash it can only be read."""
        self.value = value
        words = value_text(self.key, value) or "—"
        self.setText(breakable(words))
        self.setAccessibleName(f"{FIELDS[self.key].title}：{words}")
        if self.editable != (not self._why and not removed):
            self.editable = not self.editable
            self._show_whether()

    def show_difference(self, differs: bool) -> None:
        """Say that the other problem has something else here: bold, and in words for those who cannot see it."""
        font = self.font()
        if font.bold() != differs:
            font.setBold(differs)
            self.setFont(font)
        self.setAccessibleDescription("两条不同" if differs else "")

    def _show_whether(self) -> None:
        if self.editable:
            self.setCursor(Qt.CursorShape.IBeamCursor)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setToolTip("点一下可以修改")
        else:
            self.unsetCursor()
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setToolTip(self._why or "这条问题在回收站里，恢复后才能修改")

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.editable and event.button() == Qt.MouseButton.LeftButton:
            self.edit_asked.emit(self.key)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.editable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_asked.emit(self.key)
        else:
            super().keyPressEvent(event)


def edit_kind(field: str) -> EditKind:
    """The editor that the table would open for a field."""
    for one in problem_columns(StatusLooks()).values():
        if one.edits == field and one.editor is not None:
            return one.editor
    return "text"
