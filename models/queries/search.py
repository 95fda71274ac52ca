"""What the one search box finds: numbers, names and words of problems and visits, units, and places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from models.progress import Progress, silent
from models.queries.expressions import Comparison, Condition
from models.queries.fields import FIELDS
from models.queries.filtering import ProblemQuery
from models.queries.marks import OVERDUE
from models.queries.search_names import Named, Names, is_whole, matching, names_of, warm_names
from models.queries.search_rows import NUMBER, SOUND, FoundRow, RowSearch, Total, snippet, texts_of
from models.queries.search_words import DOSSIER_TITLES, VISIT_RECIPE, problem_recipe
from models.queries.visits_fields import VISIT_FIELDS
from models.queries.visits_filtering import VisitQuery
from models.regions.sounds import is_sound, sound_place
from models.schema import Campaign
from models.store.search_index import Recipe

if TYPE_CHECKING:
    from models.store import Ledger

__all__ = [
    "PROBLEM", "REGION", "UNIT", "VISIT", "Answer", "Hit", "all_query", "find", "find_problems", "find_visits",
    "overdue_query", "typed_words", "warm_names",
]  # fmt: skip

PROBLEM, UNIT, REGION, VISIT = "problem", "unit", "region", "visit"
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_BY_SOUND = 200
_FULL_WIDTH = (
    *range(ord("０"), ord("９") + 1),
    *range(ord("Ａ"), ord("Ｚ") + 1),
    *range(ord("ａ"), ord("ｚ") + 1),
    ord("－"),
)
_HALF_WIDTH = {code: code - 0xFEE0 for code in _FULL_WIDTH}


@dataclass(frozen=True)
class Hit:
    """One thing found.

    ``field`` is the title of the column that has the words, '' where they stand in ``title``; ``snippet`` is its text
    around them. ``marks`` are the words to show as found, in Chinese also where pinyin was typed. ``query`` opens the
    problems of a unit or place that are still open, or all of them where none is. ``exact`` says that its number is
    what was typed, ``whole`` that it is a unit or place whose name, long or short, is; ``elsewhere`` that no text
    of its own row has the words.
    """

    kind: str
    id: int
    title: str
    note: str = ""
    field: str = ""
    snippet: str = ""
    marks: tuple[str, ...] = ()
    query: ProblemQuery | None = None
    named: Named | None = None
    exact: bool = False
    whole: bool = False
    elsewhere: bool = False


@dataclass(frozen=True)
class Answer:
    """Hits in their order within each kind, and how many there are of each; ``indexed`` false while that took long.

    ``query`` opens all problems found, ``visit_query`` all visits; None where none is.
    """

    text: str
    hits: tuple[Hit, ...] = ()
    totals: dict[str, Total] = field(default_factory=dict[str, Total])
    query: ProblemQuery | None = None
    indexed: bool = True
    visit_query: VisitQuery | None = None


def typed_words(text: str) -> list[str]:
    """The words of what was typed; letters and digits of a Chinese keyboard are half width in lists."""
    return text.translate(_HALF_WIDTH).split()


def find(
    ledger: Ledger, text: str, limit: int = 5, *, base: ProblemQuery | None = None, progress: Progress = silent
) -> Answer:
    """Everything that has all the words, ``limit`` of each kind; ``base`` narrows to a campaign and gives the day.

    Cancelled is raised between two pieces of work once ``progress`` was cancelled.
    """
    answer = find_problems(ledger, text, limit, base=base, progress=progress)
    visits = find_visits(ledger, text, limit, base=base, progress=progress)
    return Answer(
        text, (*answer.hits, *visits.hits), answer.totals | visits.totals, answer.query,
        answer.indexed and visits.indexed, visits.visit_query,
    )  # fmt: skip


def find_problems(
    ledger: Ledger, text: str, limit: int = 5, *, base: ProblemQuery | None = None, progress: Progress = silent
) -> Answer:
    """Problems, units and places only: the part of ``find`` that people wait for."""
    base, words = base or ProblemQuery(), typed_words(text)
    if not words:
        return Answer(text)
    with ledger.reading() as connection:
        recipe = problem_recipe()
        search = RowSearch(connection, recipe, words, progress, group=_campaign_id(connection, base))
        rows, total, indexed = search.best(limit)
        query = base.but(search=" ".join(words)) if total.count else None
        if not total.count and len(words) == 1 and is_sound(words[0]):
            ids, whole = search.by_sound(words[0], _BY_SOUND)
            rows, total = [FoundRow(key, SOUND) for key in ids[:limit]], Total(len(ids), whole)
            query = base.but(ids=tuple(ids)) if ids else None
        names = names_of(connection, base)
        units, unit_count = matching(list(names.units.values()), words, limit)
        places, place_count = matching(list(names.places.values()), words, limit)
        hits = [_named_hit(one, names, words, base) for one in (*units, *places)]
        hits = [*_row_hits(connection, recipe, rows, words), *hits]
    totals = {PROBLEM: total, UNIT: Total(unit_count), REGION: Total(place_count)}
    return Answer(text, tuple(hits), totals, query, indexed)


def find_visits(
    ledger: Ledger, text: str, limit: int = 5, *, base: ProblemQuery | None = None, progress: Progress = silent
) -> Answer:
    """Visits only."""
    base, words = base or ProblemQuery(), typed_words(text)
    if not words:
        return Answer(text)
    with ledger.reading() as connection:
        group = _campaign_id(connection, base)
        search = RowSearch(connection, VISIT_RECIPE, words, progress, group=group)
        rows, total, indexed = search.best(limit)
        every = VisitQuery(campaign=base.campaign)
        query = every.but(search=" ".join(words)) if total.count else None
        if not total.count and len(words) == 1 and is_sound(words[0]):
            ids, whole = search.by_sound(words[0], _BY_SOUND)
            rows, total = [FoundRow(key, SOUND) for key in ids[:limit]], Total(len(ids), whole)
            query = every.but(ids=tuple(ids)) if ids else None
        hits = _row_hits(connection, VISIT_RECIPE, rows, words)
    return Answer(text, tuple(hits), {VISIT: total}, None, indexed, query)


def _campaign_id(connection: Connection, base: ProblemQuery) -> int | None:
    """The id of the campaign that is looked into; one that is not there has no rows."""
    if base.campaign is None or isinstance(base.campaign, int):
        return base.campaign
    found = connection.execute(select(_CAMPAIGN.c.id).where(_CAMPAIGN.c.name == base.campaign)).scalar()
    return -1 if found is None else int(found)


# ---- as hits -----------------------------------------------------------------------------------------------------


def _named_hit(one: Named, names: Names, words: Sequence[str], base: ProblemQuery) -> Hit:
    query = base.but(filters=one.filters)
    if one.unrectified:
        query = query.but(where=Condition((Comparison("status", "in", names.rule.unrectified),)))
    whole = any(is_whole(word, one) for word in words)
    return Hit(one.kind, 0, one.title, marks=_marks(words, one.title), query=query, named=one, whole=whole)


def overdue_query(hit: Hit, base: ProblemQuery) -> ProblemQuery:
    """The overdue problems of a unit or place."""
    assert hit.named is not None
    return base.but(filters=hit.named.filters, marks=(OVERDUE,))


def all_query(hit: Hit, base: ProblemQuery) -> ProblemQuery:
    """All problems of a unit or place."""
    assert hit.named is not None
    return base.but(filters=hit.named.filters)


def _row_hits(connection: Connection, recipe: Recipe, rows: Sequence[FoundRow], words: Sequence[str]) -> list[Hit]:
    is_problem = recipe.kind == PROBLEM
    more = ("status", "deadline") if is_problem else ("visited_on",)
    texts = texts_of(connection, recipe, [row.id for row in rows], more)
    hits = [_row_hit(recipe, row, texts[row.id]._mapping, words) for row in rows if row.id in texts]  # pyright: ignore[reportPrivateUsage]
    return [_with_dossier(connection, recipe, hit, words) if hit.elsewhere else hit for hit in hits]


def _with_dossier(connection: Connection, recipe: Recipe, hit: Hit, words: Sequence[str]) -> Hit:
    """The text behind a problem that has a word which none of its own texts has."""
    for one in recipe.beside:
        columns = one.table.c
        query = select(*(columns[name] for name in one.texts))
        for row in connection.execute(query.where(columns[one.owner] == hit.id, columns.removed_in.is_(None))):
            for text in row:
                if text and any(word.lower() in text.lower() for word in words):
                    title = DOSSIER_TITLES[one.table.name]
                    return replace(hit, field=title, snippet=snippet(text, words), elsewhere=False)
    return hit


def _row_hit(recipe: Recipe, row: FoundRow, texts: Any, words: Sequence[str]) -> Hit:
    is_problem = recipe.kind == PROBLEM
    name = texts[recipe.name] or ""
    number = texts["ledger_number"] if is_problem else texts["number"] or ""
    place = "".join(part for part in (texts["city"], texts["county"]) if part)
    title = name or texts["description" if is_problem else "finding"] or place or number
    note = texts["status"] if is_problem else _day(texts["visited_on"])
    marks = _marks(words, name) if row.rank == SOUND else tuple(words)
    shown = f"{number} {place} {title}".lower()
    hidden = [word for word in words if word.lower() not in shown]
    key = ""
    if row.rank == NUMBER and is_problem and texts["number"] and hidden:
        key = "number"
    elif hidden and row.rank != SOUND:
        key = next((name for name in recipe.texts if hidden[0].lower() in (texts[name] or "").lower()), "")
    fields = FIELDS if is_problem else VISIT_FIELDS
    return Hit(
        PROBLEM if is_problem else VISIT, row.id, title if len(title) <= 40 else title[:39] + "…",
        " · ".join(part for part in (number, place, note) if part), fields[key].title if key else "",
        snippet(texts[key], hidden) if key else "", marks, exact=row.rank == NUMBER,
        elsewhere=bool(hidden) and not key and row.rank != SOUND,
    )  # fmt: skip


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _marks(words: Sequence[str], title: str) -> tuple[str, ...]:
    """The words as they stand in the title, also where they were typed by pinyin."""
    found: list[str] = []
    for word in words:
        if word.lower() in title.lower() or not is_sound(word):
            found.append(word)
            continue
        place = sound_place(word, title)
        if place is None:
            # the short form of the name was meant: 邯郸永年 of 邯郸市 永年区
            found += [title[at : at + 1] for at in _scattered(word, title)]
        else:
            found.append(title[place[0] : place[1]])
    return tuple(found)


def _scattered(word: str, title: str) -> list[int]:
    """The characters of the title that the letters stand for, one after another; none where that does not go."""
    places: list[int] = []
    at = 0
    for letter in word.lower():
        while at < len(title) and sound_place(letter, title[at]) is None:
            at += 1
        if at == len(title):
            return []
        places.append(at)
        at += 1
    return places
