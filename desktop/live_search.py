"""Searches while letters are typed: asks beside the window, drops answers that came too late, opens what was chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from desktop.context import AppContext
from desktop.finder import ROWS, Finder
from desktop.jobs.job import Job
from desktop.search_lines import (
    ALL,
    FORGET,
    LATE,
    NAMED,
    RECENT,
    VISITS,
    answer_lines,
    recent_lines,
    search_colours,
)
from desktop.theme.theme import Theme
from desktop.widgets.search_box import SearchBox, Suggestion

if TYPE_CHECKING:
    from models.queries.problems import ProblemQuery
    from models.queries.search import Answer

REST_MS = 40
"""How long the keys must rest before the ledger is asked."""
RECENT_KEY, MOST_RECENT = "search.recent", 8
_HITS = 5
_WHAT_CAN_BE_FOUND = "可以查编号、企业、单位、地区、任何文字或拼音首字母。"
_SLOW = "正在整理搜索索引，完成之前查找现场检查会慢一些　Esc 关闭"


class LiveSearch(QObject):
    """Belongs to the box at the top; ``enter`` and ``leave`` follow the ledger that is open.

    Problems, units and places are shown as soon as they are found; the visits, which may be many, follow.
    """

    def __init__(self, finder: Finder, theme: Theme, has_page: Callable[[str], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._finder = finder
        self._theme = theme
        self._has_page = has_page
        self._context: AppContext | None = None
        self._box: SearchBox | None = None
        self._text = ""
        self._answer: Answer | None = None
        self._visits: Answer | None = None
        self._jobs: list[Job] = []
        self.on_behind: Callable[[], None] = lambda: None
        """Called when the index was found to be behind."""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask)

    def attach(self, box: SearchBox) -> None:
        """Serve this box."""
        self._box = box
        box.closed.connect(self._drop)
        self._take_colours()
        self._theme.changed.connect(self._take_colours)

    def enter(self, context: AppContext) -> None:
        """A ledger was opened."""
        self._context = context

    def leave(self) -> None:
        """The ledger is put away."""
        self._drop()
        self._context = None
        self._answer = self._visits = None

    def suggest(self, text: str) -> list[Suggestion] | None:
        """For the box: searches of before for nothing, None while the ledger is asked."""
        self._drop()
        self._text = text
        if self._context is None:
            return self._finder.suggest(text) if text else []
        if not text:
            return recent_lines(self._recent(), self._theme)
        self._rest.start()
        return None

    # ---- asking ------------------------------------------------------------------------------------------------

    def _drop(self) -> None:
        """Nobody waits any more for what was asked."""
        self._rest.stop()
        for job in self._jobs:
            job.cancel()
        self._jobs.clear()

    def _ask(self) -> None:
        context, text = self._context, self._text
        if context is None:
            return
        ledger, base = context.ledger, context.query_base

        def problems(progress: Any) -> Answer:
            from models.queries.search import find_problems

            return find_problems(ledger, text, _HITS, base=base, progress=progress)

        def visits(progress: Any) -> Answer:
            from models.queries.search import find_visits

            return find_visits(ledger, text, _HITS, base=base, progress=progress)

        def found(answer: Answer) -> None:
            if self._text == text:
                self._answer = answer
                self._show(None)

        def found_visits(answer: Answer) -> None:
            if self._text == text and self._answer is not None and self._answer.text == text:
                self._visits = answer
                self._show(answer)

        self._jobs = [self._read(problems, found)]
        if self._has_page("visits"):
            self._jobs.append(self._read(visits, found_visits))

    def _read(self, work: Callable[[Any], Answer], done: Callable[[Answer], None]) -> Job:
        assert self._context is not None
        return self._context.jobs.read("查找", work, done, on_cancelled=lambda: None, owner=self._context, quiet=True)

    def _show(self, visits: Answer | None) -> None:
        answer = self._answer
        if answer is None or self._box is None:
            return
        indexed = answer.indexed and (visits is None or visits.indexed)
        if not indexed:
            self.on_behind()
        lines = answer_lines(answer, visits, self._finder, self._theme)
        waiting = visits is None and self._has_page("visits")
        if not lines and not waiting:
            lines = [
                Suggestion(
                    "", f"没有找到“{answer.text}”。可以查编号、企业、单位、地区、任何文字或拼音首字母。", heading=True
                )
            ]
        self._box.show_answer(answer.text, lines, "" if indexed else _SLOW)

    # ---- opening -----------------------------------------------------------------------------------------------

    def choose(self, suggestion: str, text: str) -> bool:
        """Open what a line of the ledger stands for; false where it is no such line."""
        context = self._context
        if context is None:
            return False
        kind, _, rest = suggestion.partition(":")
        if kind == RECENT:
            self._again(rest)
        elif kind == FORGET:
            context.state.set(RECENT_KEY, None)
        elif kind == "problem":
            self._remember(text)
            context.open_page("ledger", problem_id=int(rest))
        elif kind == "visit":
            self._remember(text)
            context.open_page("visits", visit_id=int(rest))
        elif kind == VISITS:
            self._remember(text)
            if self._visits is not None and self._visits.visit_query is not None:
                context.open_page("visits", query=self._visits.visit_query, title=_title(self._visits))
        elif kind == NAMED:
            self._remember(text)
            self._open_named(rest)
        elif kind in ("", ROWS) and text:
            self._remember(text)
            self._open_rows(text)
        else:
            return False
        return True

    def _open_named(self, rest: str) -> None:
        from models.queries.search import all_query, overdue_query

        context, answer = self._context, self._answer
        place, _, part = rest.partition(":")
        if context is None or answer is None:
            return
        hit, base = answer.hits[int(place)], context.query_base
        named = hit.named
        assert named is not None
        query: ProblemQuery | None = hit.query
        title = f"{hit.title} 未整改" if named.unrectified else f"{hit.title} 全部问题"
        if part == LATE:
            query, title = overdue_query(hit, base), f"{hit.title} 逾期未改"
        elif part == ALL:
            query, title = all_query(hit, base), f"{hit.title} 全部问题"
        context.open_page("ledger", query=query, title=title)

    def _open_rows(self, text: str) -> None:
        """All problems with the words; those found by pinyin are named one by one, or all of the place meant."""
        context, answer = self._context, self._answer
        assert context is not None
        if answer is not None and answer.text == text and answer.query is not None:
            context.open_page("ledger", query=answer.query, title=_title(answer))
        elif answer is not None and answer.text == text and (place := _first_named(answer)) is not None:
            self._open_named(f"{place}:{ALL}")
        else:
            query = context.query_base.but(search=" ".join(_words(text)))
            context.open_page("ledger", query=query, title=f"查找“{text}”")

    def _again(self, text: str) -> None:
        if self._box is not None:
            self._box.setText(text)
            self._box.ask()

    # ---- searches of before ------------------------------------------------------------------------------------

    def _recent(self) -> Sequence[str]:
        kept = self._context.state.get(RECENT_KEY, []) if self._context is not None else []
        return [text for text in kept if isinstance(text, str)] if isinstance(kept, list) else []

    def _remember(self, text: str) -> None:
        if text and self._context is not None:
            others = [one for one in self._recent() if one != text]
            self._context.state.set(RECENT_KEY, [text, *others][:MOST_RECENT])

    def _take_colours(self) -> None:
        if self._box is not None:
            self._box.list.set_colours(search_colours(self._theme))


def _first_named(answer: Answer) -> int | None:
    """Where the best unit or place stands among the hits."""
    return next((place for place, hit in enumerate(answer.hits) if hit.named is not None), None)


def _title(answer: Answer) -> str:
    """What the list is called that an answer opens: words, or letters that were taken for pinyin."""
    query = answer.query or answer.visit_query
    return f"查找“{answer.text}”" if query is not None and query.search else f"拼音“{answer.text}”"


def _words(text: str) -> list[str]:
    from models.queries.search import typed_words

    return typed_words(text)
