"""What the search box suggests: rows of the ledger first, then pages and actions by name or pinyin initials."""

from __future__ import annotations

from collections.abc import Callable

from desktop.actions import ACTIONS
from desktop.pages.catalogue import PageEntry
from desktop.theme.theme import Theme
from desktop.widgets.search_box import Suggestion

ROWS = "rows"
MAX_SUGGESTIONS = 8

_BOUNDS = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8, 0xC4C3, 0xC5B6,
    0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1, 0xD7FA,
)  # fmt: skip
"""GB 2312 orders its common characters by pinyin; these are the codes at which each initial begins."""
_INITIALS = "abcdefghjklmnopqrstwxyz"


def pinyin_initials(text: str) -> str:
    """The first letters of the pinyin of common characters; other characters stay, in lower case."""
    return "".join(_initial(char) for char in text)


def _initial(char: str) -> str:
    try:
        code = int.from_bytes(char.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return char.lower()
    for position, letter in enumerate(_INITIALS):
        if _BOUNDS[position] <= code < _BOUNDS[position + 1]:
            return letter
    return char.lower()


class Finder:
    """Matches what is typed against the names of pages and actions."""

    def __init__(self, pages: tuple[PageEntry, ...], theme: Theme, enabled: Callable[[str], bool]) -> None:
        self._pages = pages
        self._theme = theme
        self._enabled = enabled

    def suggest(self, text: str) -> list[Suggestion]:
        """At most nine lines; ids are ``rows``, ``page:<id>`` and ``action:<id>``."""
        found = [Suggestion(ROWS, f"在问题台账中查找“{text}”", icon=self._theme.icon("search"))]
        for page in self._pages:
            if _matches(text, page.title):
                found.append(Suggestion(f"page:{page.page_id}", page.title, "打开页面", self._theme.icon(page.icon)))
        for spec in ACTIONS.values():
            if self._enabled(spec.id) and _matches(text, spec.text, spec.words):
                icon = self._theme.icon(spec.icon) if spec.icon else None
                found.append(Suggestion(f"action:{spec.id}", spec.text.rstrip("…"), spec.shortcut, icon))
        return found[: MAX_SUGGESTIONS + 1]


def _matches(text: str, *names: str) -> bool:
    wanted = text.lower()
    return any(wanted in name.lower() or wanted in pinyin_initials(name) for name in names if name)
