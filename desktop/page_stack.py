"""The pages of one ledger: made when first opened, kept, told of changes when they are in front."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.pages.base import Page
from desktop.pages.catalogue import PageEntry
from desktop.state import AppState

if TYPE_CHECKING:
    from models.operations import Change


class PageStack(QStackedWidget):
    """Shows one page, or ``blank`` while no ledger is open; a page that missed changes is refreshed on its return."""

    def __init__(self, entries: dict[str, PageEntry], state: AppState) -> None:
        super().__init__()
        self._entries = entries
        self._state = state
        self._context: AppContext | None = None
        self._stale: set[str] = set()
        self.made: dict[str, Page] = {}
        self.setProperty("role", "pages")
        self.blank = QWidget()
        self.blank.setProperty("role", "page")
        self.blank.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._blank_layout = QVBoxLayout(self.blank)
        self.addWidget(self.blank)

    def enter(self, context: AppContext) -> None:
        """Pages are made for this ledger from now on."""
        self._context = context

    def leave(self) -> None:
        """Put away all pages."""
        self.setCurrentWidget(self.blank)
        for page in self.made.values():
            self.removeWidget(page)
            page.close()
            page.setParent(None)
            page.deleteLater()
        self.made.clear()
        self._stale.clear()
        self._context = None

    def show_blank(self, widget: QWidget | None) -> None:
        """What stands where pages would be while no ledger is open."""
        while (item := self._blank_layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        if widget is not None:
            self._blank_layout.addWidget(widget)
        self.setCurrentWidget(self.blank)

    def page(self, page_id: str) -> Page | None:
        """The page, made when needed; None when there is no such page or no ledger."""
        if self._context is None or page_id not in self._entries:
            return None
        if page_id not in self.made:
            page = self._entries[page_id].make(self._context)
            self.made[page_id] = page
            self.addWidget(page)
            remembered = self._state.get(f"page.{page_id}")
            if isinstance(remembered, dict):
                page.restore_state(remembered)
        return self.made[page_id]

    def bring_to_front(self, page: Page, arguments: dict[str, Any]) -> None:
        """Show a page with the arguments of the navigation."""
        self.setCurrentWidget(page)
        if arguments:
            self._stale.discard(page.page_id)
        page.open(**arguments)
        page.activated()
        if page.page_id in self._stale:
            self._stale.discard(page.page_id)
            page.refresh(None)

    def current_page(self) -> Page | None:
        """The page in front."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Page) else None

    def tell(self, change: Change | None) -> None:
        """Something changed: the page in front now, the others when they come to the front."""
        current = self.current_page()
        self._stale.update(page_id for page_id, page in self.made.items() if page is not current)
        if current is not None:
            current.refresh(change)

    def remember(self) -> None:
        """Keep what brings the pages back as they are."""
        for page_id, page in self.made.items():
            self._state.set(f"page.{page_id}", page.save_state() or None)
