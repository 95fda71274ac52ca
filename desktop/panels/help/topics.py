"""The pages of the manual: files of ``resources/help`` in the order of their names, each with title and words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from models.paths import resource

FOLDER = "help"


@dataclass(frozen=True)
class Topic:
    """A page of the manual; ``key`` is its file's name without the leading number, often the id of a page."""

    key: str
    title: str
    text: str

    def says(self, words: str) -> bool:
        """Whether all words stand in it."""
        whole = self.text.lower()
        return all(word in whole for word in words.lower().split())


@cache
def topics() -> tuple[Topic, ...]:
    """All pages, read once."""
    found = []
    for path in sorted(resource(FOLDER).glob("*.md")):
        text = path.read_text(encoding="utf-8")
        title = text.partition("\n")[0].lstrip("# ").strip()
        found.append(Topic(path.stem.partition("-")[2], title, text))
    return tuple(found)


def topic(key: str) -> Topic:
    """The page of that key; the first where there is none."""
    return next((one for one in topics() if one.key == key), topics()[0])
