"""The frame: navigation, top bar, pages, message bar and status bar around one opened ledger."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QByteArray, QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.actions import ACTIONS
from desktop.context import AppContext, Message
from desktop.finder import Finder
from desktop.jobs.jobs import Jobs
from desktop.live_search import LiveSearch
from desktop.menus import Actions
from desktop.navigation import Navigation
from desktop.page_stack import PageStack
from desktop.pages.base import Page
from desktop.pages.catalogue import existing_pages
from desktop.state import AppState
from desktop.status_bar import StatusBar
from desktop.theme.theme import Theme
from desktop.top_bar import TopBar
from desktop.widgets.drop_overlay import DropOverlay
from desktop.widgets.message_bar import MessageBar

PROGRAM = "整改台账"
SMALLEST = (1000, 540)
"""Fits a screen of 1366x768 at 125 %, less the task bar."""


class MainWindow(QMainWindow):
    """Knows pages by id only; what actions do is decided by ``commands.Commands``.

    Signals: ``action_triggered(action_id)``, ``ledger_chosen(folder)``, ``files_dropped(paths)``, ``painted()`` once,
    ``closing(QCloseEvent)``.
    """

    action_triggered = Signal(str)
    ledger_chosen = Signal(str)
    files_dropped = Signal(list)
    painted = Signal()
    closing = Signal(QCloseEvent)

    def __init__(self, jobs: Jobs, theme: Theme, state: AppState) -> None:
        super().__init__()
        self.jobs = jobs
        self.theme = theme
        self.state = state
        self.context: AppContext | None = None
        self.entries = {entry.page_id: entry for entry in existing_pages()}
        self._painted = False
        self.setWindowTitle(PROGRAM)
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.actions_ = Actions(self, theme, self.entries.values())
        self.finder = Finder(tuple(self.entries.values()), theme, self._can_do)
        self.live_search = LiveSearch(self.finder, theme, self.entries.__contains__, self)
        self._build()
        self._connect()
        self._restore_geometry()

    def _build(self) -> None:
        self.navigation = Navigation(tuple(self.entries.values()), self.theme)
        self.top_bar = TopBar(self.theme, self.actions_.qactions, self.show_menu, self.live_search.suggest)
        self.live_search.attach(self.top_bar.search)
        self.message_bar = MessageBar()
        self.stack = PageStack(self.entries, self.state)
        self.status_bar = StatusBar(self.jobs)
        message_row = QWidget()
        message_row.setProperty("role", "page")
        message_row.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        around = QVBoxLayout(message_row)
        around.setContentsMargins(16, 12, 16, 0)
        around.addWidget(self.message_bar)
        message_row.hide()
        self.message_bar.shown.connect(message_row.show)
        self.message_bar.closed.connect(message_row.hide)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.top_bar)
        right.addWidget(message_row)
        right.addWidget(self.stack, 1)
        upper = QHBoxLayout()
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(0)
        upper.addWidget(self.navigation)
        upper.addLayout(right, 1)
        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(upper, 1)
        whole.addWidget(self.status_bar)
        centre = QWidget()
        centre.setLayout(whole)
        self.setCentralWidget(centre)
        self.drop_overlay = DropOverlay(centre, "松开鼠标，导入这些清单")

    def _connect(self) -> None:
        self.navigation.page_chosen.connect(self._on_navigated)
        self.actions_.page_chosen.connect(self.open_page)
        self.actions_.triggered.connect(self.action_triggered)
        self.actions_.ledger_chosen.connect(self.ledger_chosen)
        self.top_bar.campaign_chosen.connect(self._on_campaign_chosen)
        self.top_bar.search.chosen.connect(self._on_search_chosen)
        self.top_bar.search.left.connect(self._on_search_left)
        self.status_bar.operator_clicked.connect(lambda: self.open_page("settings"))
        self.status_bar.backup_clicked.connect(lambda: self.open_page("settings"))

    # --- the ledger shown

    def enter(self, context: AppContext) -> None:
        """Show a ledger; the pages are made when they are opened."""
        self.leave()
        self.context = context
        self.stack.enter(context)
        self.live_search.enter(context)
        context.page_requested.connect(self._on_page_requested)
        context.action_requested.connect(self.action_triggered)
        context.message_requested.connect(self.show_message)
        context.found_changed.connect(self.status_bar.set_found)
        context.campaign_changed.connect(self._on_campaign_changed)
        context.settings_changed.connect(self._on_settings_changed)
        context.bus.changed.connect(self._on_change)
        ledger = context.ledger
        name = ledger.name or ledger.folder.name
        self.setWindowTitle(f"{PROGRAM} — {name}{'（只读）' if ledger.read_only else ''}")
        self.status_bar.set_ledger(name, str(ledger.folder), ledger.read_only)
        self.status_bar.set_backup(None)
        self._on_settings_changed()

    def leave(self) -> None:
        """Put away the pages of the ledger shown."""
        if self.context is None:
            return
        self.save_state()
        self.message_bar.dismiss()
        self.live_search.leave()
        self.stack.leave()
        self.context.bus.changed.disconnect(self._on_change)
        self.context = None
        self.status_bar.set_found("")

    def show_blank(self, widget: QWidget | None) -> None:
        """What stands where pages would be while no ledger is open."""
        self.stack.show_blank(widget)

    # --- pages

    def open_page(self, page_id: str, **arguments: Any) -> Page | None:
        """Bring a page to the front, made first when needed; None when there is no such page or no ledger."""
        page = self.stack.page(page_id)
        if page is None:
            return None
        self.navigation.set_current(page_id)
        if page_id != "ledger":
            self.top_bar.search.clear()
        self.status_bar.set_found("")
        self.stack.bring_to_front(page, arguments)
        self.state.set("window.page", page_id)
        focus = self.focusWidget()
        if focus is None or not page.isAncestorOf(focus):
            page.setFocus()
        self.update_actions()
        return page

    def page(self, page_id: str) -> Page | None:
        """The page, made when needed, without bringing it to the front."""
        return self.stack.page(page_id)

    def current_page(self) -> Page | None:
        """The page in front."""
        return self.stack.current_page()

    def pages_made(self) -> dict[str, Page]:
        """The pages made so far, by id."""
        return dict(self.stack.made)

    # --- actions

    def show_menu(self) -> None:
        """Open the menu below its button."""
        menu = self.actions_.build_menu(self.state.recent_ledgers())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        button = self.top_bar.menu_button
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def set_action(self, action_id: str, enabled: bool, text: str | None = None, tooltip: str | None = None) -> None:
        """Enable or name an action."""
        action = self.actions_.qactions.get(action_id)
        if action is None:
            return
        action.setEnabled(enabled)
        if text is not None:
            action.setText(text)
        if tooltip is not None:
            action.setToolTip(tooltip)

    def update_actions(self) -> None:
        """Actions of pages follow the page in front; others can be reached through their page."""
        page = self.current_page()
        for action_id, action in self.actions_.qactions.items():
            page_id = ACTIONS[action_id].page
            if page_id:
                shown = page is not None and page.page_id == page_id
                action.setEnabled(
                    self.context is not None and (not shown or page is None or page.action_enabled(action_id))
                )

    def _can_do(self, action_id: str) -> bool:
        action = self.actions_.qactions.get(action_id)
        return action is not None and action.isEnabled()

    # --- messages and state

    def show_message(self, message: Message) -> None:
        """Show a sentence above the page."""
        if not message.text:
            self.message_bar.dismiss()
            return
        self.message_bar.show_message(
            message.text, message.tone, message.action_text, message.action, message.seconds, message.second
        )

    def save_state(self) -> None:
        """Remember the window and its pages."""
        self.state.set("window.geometry", bytes(self.saveGeometry().toBase64().data()).decode("ascii"))
        self.stack.remember()
        self.state.save()

    def _restore_geometry(self) -> None:
        remembered = self.state.get("window.geometry")
        if not (isinstance(remembered, str) and self.restoreGeometry(QByteArray.fromBase64(remembered.encode()))):
            screen = self.screen().availableSize()
            self.resize(min(1366, screen.width()), min(768, screen.height()))

    # --- slots

    def _on_page_requested(self, page_id: str, arguments: dict[str, Any]) -> None:
        self.open_page(page_id, **arguments)

    def _on_change(self, change: Any) -> None:
        self.stack.tell(change)

    def _on_navigated(self, page_id: str) -> None:
        """A remark about the page left behind goes with it, unless something can still be done about it."""
        if not self.message_bar.offers_action:
            self.message_bar.dismiss()
        self.open_page(page_id)

    def _on_campaign_chosen(self, name: str | None) -> None:
        if self.context is not None:
            self.context.campaign = name

    def _on_campaign_changed(self) -> None:
        self._on_change(None)

    def _on_settings_changed(self) -> None:
        if self.context is not None:
            self.status_bar.set_operator(self.context.settings.operator)

    def _on_search_chosen(self, suggestion: str, text: str) -> None:
        kind, _, name = suggestion.partition(":")
        if kind == "page":
            self.open_page(name)
        elif kind == "action":
            self.action_triggered.emit(name)
        else:
            self.live_search.choose(suggestion, text)

    def _on_search_left(self) -> None:
        page = self.current_page()
        last = page.focusWidget() if page is not None else None
        if last is not None:
            last.setFocus()
        else:
            self.focusNextChild()

    # --- events

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.drop_overlay.hide()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            self.drop_overlay.hide()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.context is not None and _files(event):
            event.acceptProposedAction()
            self.drop_overlay.show_over(self.theme.colour("link"), self.theme.colour("surface"))

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_overlay.hide()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_overlay.hide()
        paths = _files(event)
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)


def _files(event: QDropEvent | QDragEnterEvent) -> list[str]:
    return [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
