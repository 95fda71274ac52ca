"""The rows above and below the checks: filters and search, who checks on which day, and the keys of the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.panels.person_box import PersonBox
from desktop.tables.editors import DateEditor
from desktop.widgets.card import label
from desktop.widgets.flow import FlowLayout, button
from models import clock

if TYPE_CHECKING:
    from models.queries.verification import ResultLine

ALL = "*"
"""Data of the first line of a filter: no filter."""
_TYPED_MS = 300
_TITLES = {"result": "全部结果", "team": "全部核查组", "city": "全部市"}
_NONE = {"team": "（未分组）", "city": "（没有市）"}


class ItemFilters(QWidget):
    """``changed`` when something else shall be shown; ``filters`` and ``search`` say what."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.boxes: dict[str, QComboBox] = {}
        flow = FlowLayout(self)
        self.search_edit = QLineEdit()
        self.search_edit.setPlaceholderText("查找编号、点位、描述…")
        self.search_edit.setAccessibleName("查找核查清单")
        self.search_edit.setClearButtonEnabled(True)
        self.search_edit.setFixedWidth(180)
        flow.addWidget(self.search_edit)
        for key, title in _TITLES.items():
            box = QComboBox()
            box.setAccessibleName(title.removeprefix("全部"))
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.addItem(title, ALL)
            box.currentIndexChanged.connect(lambda _index: self.changed.emit())
            self.boxes[key] = box
            flow.addWidget(box)
        self.clear_button = button("清除", "link", "清除所有筛选")
        self.clear_button.clicked.connect(self.clear)
        flow.addWidget(self.clear_button)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPED_MS)
        self._typing.timeout.connect(self.changed)
        self.search_edit.textChanged.connect(lambda _text: self._typing.start())
        self.search_edit.returnPressed.connect(self.changed)
        self.changed.connect(self._show_clear)
        self._show_clear()

    def filters(self) -> dict[str, tuple[Any, ...]]:
        """Values by column."""
        return {key: (box.currentData(),) for key, box in self.boxes.items() if box.currentData() != ALL}

    @property
    def search(self) -> str:
        """The words looked for."""
        return self.search_edit.text().strip()

    def clear(self) -> None:
        """Show everything."""
        blockers = [QSignalBlocker(box) for box in self.boxes.values()]
        for box in self.boxes.values():
            box.setCurrentIndex(0)
        for one in blockers:
            one.unblock()
        self.search_edit.clear()
        self._typing.stop()
        self.changed.emit()

    def offer(self, facets: Mapping[str, Sequence[tuple[str | None, int]]], special: Sequence[tuple[str, str]]) -> None:
        """Offer the values there are; ``special`` are further (words, value) for the result. The choice stays."""
        for key, box in self.boxes.items():
            blocker = QSignalBlocker(box)
            kept = box.currentData()
            box.clear()
            box.addItem(_TITLES[key], ALL)
            if key == "result":
                for words, value in special:
                    box.addItem(words, value)
            for value, count in facets.get(key, ()):
                if value is not None or key != "result":
                    box.addItem(f"{value if value is not None else _NONE[key]}　{count:,}", value)
            at = next((place for place in range(box.count()) if box.itemData(place) == kept), 0)
            box.setCurrentIndex(at)
            blocker.unblock()
        self._show_clear()

    def _show_clear(self) -> None:
        self.clear_button.setVisible(bool(self.filters() or self.search))


class EntryBar(QWidget):
    """核查人 and 核查日期 that go with every result entered by key; ``result_asked(place)`` from its buttons."""

    result_asked = Signal(int)
    words_asked = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.person = PersonBox(context)
        self.person.setAccessibleName("核查人")
        self.person.setMinimumContentsLength(8)
        self.day_edit = DateEditor(self, "left")
        self.day_edit.setFrame(True)
        self.day_edit.setAccessibleName("核查日期")
        self.day_edit.setFixedWidth(124)
        self.day_edit.setText(clock.today().isoformat())
        self.words_button = button("写明情况…", "", "给选中的问题登记结果、核查情况和要求（Ctrl+Enter）")
        self.words_button.clicked.connect(self.words_asked)
        self.selected_label = label("", "secondary")
        self.selected_label.hide()
        inside = QWidget()
        inside.setProperty("role", "plain")
        self._flow = FlowLayout(inside, 6)
        for one in (label("核查人", "secondary"), self.person, label("日期", "secondary"), self.day_edit):
            self._flow.addWidget(one)
        self.result_buttons: list[QWidget] = []
        self._flow.addWidget(self.words_button)
        self._flow.addWidget(self.selected_label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(inside)

    def set_results(self, lines: Sequence[ResultLine]) -> None:
        """A button for each result with its key."""
        for one in self.result_buttons:
            self._flow.removeWidget(one)
            one.deleteLater()
        rest = [self.words_button, self.selected_label]
        for one in rest:
            self._flow.removeWidget(one)
        self.result_buttons = []
        for place, line in enumerate(lines):
            key = f"{place + 1} " if place < 9 else ""
            made = button(f"{key}{line.name}", "", f"{line.name}：{line.consequences()}")
            made.setAccessibleName(f"登记为{line.name}")
            made.clicked.connect(lambda _=False, at=place: self.result_asked.emit(at))
            self.result_buttons.append(made)
            self._flow.addWidget(made)
        for one in rest:
            self._flow.addWidget(one)

    def say_selected(self, count: int) -> None:
        """How many rows a result would be given to."""
        self.selected_label.setText(f"选中 {count:,} 条" if count > 1 else "")
        self.selected_label.setVisible(count > 1)
