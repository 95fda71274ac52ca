"""What every page has in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.theme.theme import Theme
from desktop.widgets.chart_parts import ChartColours

if TYPE_CHECKING:
    from models.operations import Change
    from models.operations.change import Place


class Page(QWidget):
    """A page is made when it is first opened and then kept; it composes, connects and refreshes, and holds no SQL.

    The window calls, in this order: ``restore_state`` once, ``open`` at each navigation with its arguments,
    ``activated`` each time the page comes to the front, ``refresh`` for every Change while in front (a page behind
    gets one ``refresh(None)`` when it comes to the front after changes).
    """

    page_id: ClassVar[str] = ""
    title: ClassVar[str] = ""
    shown = True
    """Whether what the page is about stands on it; a page that must read first says no until then."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)

    def page_layout(self) -> QVBoxLayout:
        """The page's own column with the margins that all pages share."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(12)
        return layout

    @staticmethod
    def plain_box(layout: QLayout) -> QWidget:
        """A widget without a look of its own around ``layout``."""
        box = QWidget()
        box.setProperty("role", "plain")
        layout.setContentsMargins(0, 0, 0, 0)
        box.setLayout(layout)
        return box

    def open(self, **arguments: Any) -> None:
        """Show what was asked for; pages without arguments ignore it."""

    def activated(self) -> None:
        """The page came to the front."""

    def refresh(self, change: Change | None) -> None:
        """Show the present state; ``change`` None means that anything may have changed."""

    def show_place(self, place: Place, told: Callable[[bool], None]) -> None:
        """A step at ``place`` was taken back: bring its row and cell into view, then say whether they are shown."""
        told(True)

    def actions_handled(self) -> dict[str, Callable[[], None]]:
        """Actions of ``desktop.actions`` that this page does while it is in front, by id."""
        return {}

    def action_enabled(self, action_id: str) -> bool:
        """Whether an action that this page handles can be done now."""
        return True

    def accept_files(self, paths: list[str]) -> bool:
        """Files were dropped on the window while this page is in front; true when the page takes them."""
        return False

    def may_leave(self) -> bool:
        """Asked before the ledger is closed; false keeps the window open."""
        return True

    def save_state(self) -> dict[str, Any]:
        """JSON-able values that bring the page back as it was left."""
        return {}

    def restore_state(self, state: dict[str, Any]) -> None:
        """Undo of ``save_state``; values may be missing or old."""

    def prepare_for_screenshot(self) -> None:
        """Show something worth a picture, at once."""

    def screenshot_steps(self) -> list[Callable[[], None]]:
        """Of a page with steps: how to go to each, in order."""
        return []

    def screenshot_variants(self) -> dict[str, Callable[[], None]]:
        """Further pictures by the name they carry; the last one, without a name, brings the page back."""
        return {}


def chart_colours(theme: Theme) -> ChartColours:
    """Colours of painted charts in the present appearance."""
    return ChartColours(
        text=theme.colour("text"),
        secondary=theme.colour("text_secondary"),
        hover=theme.colour("hover"),
        focus=theme.colour("link"),
    )


def open_rows(context: AppContext, key: dict[str, Any], title: str) -> None:
    """Show the problems behind a bar or slice: the campaign's problems narrowed by ``key``."""
    from models.charts.rows import rows_behind

    context.open_page("ledger", query=rows_behind(context.query_base, key), title=title)
