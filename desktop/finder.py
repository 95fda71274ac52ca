"""Pages and actions by name or pinyin, as lines below the search box."""

from __future__ import annotations

from collections.abc import Callable

from desktop.actions import ACTIONS
from desktop.pages.catalogue import PageEntry
from desktop.theme.theme import Theme
from desktop.widgets.search_box import Suggestion

ROWS, PAGE, ACTION = "rows", "page", "action"
MOST_OF_EACH = 4


class Finder:
    """Matches what is typed against the names of pages and actions."""

    def __init__(self, pages: tuple[PageEntry, ...], theme: Theme, enabled: Callable[[str], bool]) -> None:
        self._pages = pages
        self._theme = theme
        self._enabled = enabled

    def suggest(self, text: str) -> list[Suggestion]:
        """Pages, then actions that can be done now; ids are ``page:<id>`` and ``action:<id>``."""
        return [*self.pages(text), *self.actions(text)]

    def pages(self, text: str) -> list[Suggestion]:
        """Pages whose title fits."""
        found = [
            Suggestion(f"{PAGE}:{page.page_id}", page.title, page.shortcut, self._theme.icon(page.icon), marks=(text,))
            for page in self._pages
            if _matches(text, page.title)
        ]
        return found[:MOST_OF_EACH]

    def actions(self, text: str) -> list[Suggestion]:
        """Actions whose name, or other words for it, fits."""
        found: list[Suggestion] = []
        for spec in ACTIONS.values():
            if self._enabled(spec.id) and _matches(text, spec.text, *spec.words.split()):
                icon = self._theme.icon(spec.icon) if spec.icon else None
                title = spec.text.rstrip("…")
                found.append(Suggestion(f"{ACTION}:{spec.id}", title, spec.shortcut, icon, marks=(text,)))
        return found[:MOST_OF_EACH]


def _matches(text: str, *names: str) -> bool:
    from models.regions.sounds import word_matcher

    fits = word_matcher(text)
    return bool(text) and any(fits(name) for name in names if name)
