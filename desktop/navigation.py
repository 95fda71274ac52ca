"""The column at the left: groups of pages, each with a count where something waits."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop.pages.catalogue import GROUPS, PageEntry
from desktop.theme.theme import Theme
from desktop.widgets.card import label

WIDTH = 176


class NavigationItem(QPushButton):
    """One page, with a pill at its right."""

    def __init__(self, entry: PageEntry) -> None:
        super().__init__(f"  {entry.title}")
        self.page_id = entry.page_id
        self.setProperty("role", "navigation")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(18, 18))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(f"{entry.title}（{entry.shortcut}）")
        self.setAccessibleName(entry.title)
        self.pill = QLabel("")
        self.pill.setProperty("pill", "red")
        self.pill.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pill.setFixedHeight(16)
        self.pill.setMinimumWidth(22)
        self.pill.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 10, 0)
        layout.addStretch(1)
        layout.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_count(self, count: int) -> None:
        """Show how many things wait; nothing for 0."""
        self.pill.setText(f"{count:,}" if count < 10_000 else "9999+")
        self.pill.setVisible(count > 0)


class Navigation(QFrame):
    """``page_chosen(page_id)`` when the clerk goes somewhere."""

    page_chosen = Signal(str)

    def __init__(self, entries: tuple[PageEntry, ...], theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._entries = {entry.page_id: entry for entry in entries}
        self._items: dict[str, NavigationItem] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.setProperty("role", "navigation")
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 8)
        column.setSpacing(2)
        for group in GROUPS:
            members = [entry for entry in entries if entry.group == group]
            if not members:
                continue
            if self._items:
                column.addSpacing(5)
            heading = label(group, "navigation-group")
            heading.setContentsMargins(10, 4, 0, 2)
            column.addWidget(heading)
            for entry in members:
                column.addWidget(self._item(entry))
        column.addStretch(1)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def item(self, page_id: str) -> NavigationItem:
        """The line of a page."""
        return self._items[page_id]

    def set_current(self, page_id: str) -> None:
        """Mark the page that is in front."""
        if page_id in self._items:
            self._items[page_id].setChecked(True)

    def set_count(self, page_id: str, count: int) -> None:
        """Show how many things wait on a page."""
        if page_id in self._items:
            self._items[page_id].set_count(count)

    def _item(self, entry: PageEntry) -> NavigationItem:
        item = NavigationItem(entry)
        item.clicked.connect(lambda: self.page_chosen.emit(entry.page_id))
        self._items[entry.page_id] = item
        self._group.addButton(item)
        return item

    def _on_theme_changed(self) -> None:
        for page_id, item in self._items.items():
            item.setIcon(self._theme.icon(self._entries[page_id].icon, "text_secondary", "link"))
