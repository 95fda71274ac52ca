"""What the search found, put into words: the lines below the search box, group by group."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.finder import ROWS, Finder
from desktop.theme.theme import Theme
from desktop.widgets.search_box import Suggestion, SuggestionColours

if TYPE_CHECKING:
    from models.queries.search import Answer, Hit
    from models.queries.search_rows import Total

NAMED, VISITS, RECENT, FORGET = "named", "visits", "recent", "forget"
OPEN, LATE, ALL = "open", "late", "all"
"""What of a unit or place is opened: what is not rectified yet, what of it is overdue, everything."""

_UNITS_SHOWN, _PLACES_SHOWN = 3, 4
_ICONS = {"problem": "ledger", "visit": "check", "unit": "person", "region": "flag"}


def search_colours(theme: Theme) -> SuggestionColours:
    """The colours of the lines in the present appearance."""
    colour = theme.colour
    return SuggestionColours(
        text=colour("text"), faint=colour("text_secondary"), mark=colour("amber.text"), mark_tint=colour("amber.tint"),
        current=colour("selection"), line=colour("hairline"),
    )  # fmt: skip


def recent_lines(texts: Sequence[str], theme: Theme) -> list[Suggestion]:
    """Searches of before, for an empty box."""
    if not texts:
        return []
    lines = [Suggestion(f"{RECENT}:{text}", text, icon=theme.icon("history")) for text in texts]
    return [
        Suggestion("", "最近查找", heading=True), *lines, Suggestion(FORGET, "清除查找记录", icon=theme.icon("trash")),
    ]  # fmt: skip


def answer_lines(answer: Answer, visits: Answer | None, finder: Finder, theme: Theme) -> list[Suggestion]:
    """Every group that has something; a number typed whole stands first, then a place or unit typed from its start."""
    named = [*_named_group(answer, "unit", theme), *_named_group(answer, "region", theme)]
    problems = _problem_group(answer, theme)
    hits = [hit for hit in answer.hits if hit.kind == "problem"]
    by_number = bool(hits) and hits[0].exact
    groups = [*problems, *named] if by_number or not _is_name(answer) else [*_place_first(answer, theme), *problems]
    if visits is not None:
        groups += _visit_group(visits, theme)
    pages, actions = finder.pages(answer.text), finder.actions(answer.text)
    groups += [Suggestion("", "页面", heading=True), *pages] if pages else []
    groups += [Suggestion("", "操作", heading=True), *actions] if actions else []
    return groups


def all_words(total: Total) -> str:
    """全部 1,234, or 全部约 522,000 where not all could be compared in time."""
    return f"全部 {total.count:,}" if total.exact else f"全部约 {total.count:,}"


def _is_name(answer: Answer) -> bool:
    return any(hit.whole for hit in answer.hits if hit.kind in ("unit", "region"))


def _place_first(answer: Answer, theme: Theme) -> list[Suggestion]:
    kinds = ["region", "unit"]
    if not any(hit.whole for hit in answer.hits if hit.kind == "region"):
        kinds.reverse()
    return [line for kind in kinds for line in _named_group(answer, kind, theme)]


def _problem_group(answer: Answer, theme: Theme) -> list[Suggestion]:
    total = answer.totals.get("problem")
    hits = [hit for hit in answer.hits if hit.kind == "problem"]
    if total is None or not total.count:
        return []
    lines = [_row_line(hit, theme) for hit in hits]
    whole = Suggestion(ROWS, f"{all_words(total)} 条在台账中查看", "Ctrl+Enter", theme.icon("search"))
    # a number typed whole is meant itself; of words all rows are
    lines = [*lines, whole] if hits and hits[0].exact else [whole, *lines]
    return [Suggestion("", "问题", heading=True), *lines]


def _visit_group(answer: Answer, theme: Theme) -> list[Suggestion]:
    total = answer.totals.get("visit")
    if total is None or not total.count:
        return []
    lines = [_row_line(hit, theme) for hit in answer.hits if hit.kind == "visit"]
    whole = Suggestion(VISITS, f"{all_words(total)} 次在现场检查中查看", icon=theme.icon("search"))
    return [Suggestion("", "现场检查", heading=True), *lines, whole]


def _row_line(hit: Hit, theme: Theme) -> Suggestion:
    detail = f"{hit.field}：{hit.snippet}" if hit.field else ""
    icon = theme.icon(_ICONS[hit.kind])
    return Suggestion(f"{hit.kind}:{hit.id}", hit.title, hit.note, icon, detail, hit.marks)


def _named_group(answer: Answer, kind: str, theme: Theme) -> list[Suggestion]:
    hits = [(place, hit) for place, hit in enumerate(answer.hits) if hit.kind == kind]
    if not hits:
        return []
    shown = hits[: _UNITS_SHOWN if kind == "unit" else _PLACES_SHOWN]
    count = answer.totals[kind].count
    note = f"共 {count:,} 个" if count > len(shown) else ""
    lines = [Suggestion("", "单位" if kind == "unit" else "地区", note, heading=True)]
    for number, (place, hit) in enumerate(shown):
        lines += _named_lines(hit, place, theme, parts=number == 0 and hit.whole)
    return lines


def _named_lines(hit: Hit, place: int, theme: Theme, *, parts: bool) -> list[Suggestion]:
    """晋城市 · 未整改 61 条 · 逾期 7 条; the place that was typed also with what else of it can be opened."""
    named = hit.named
    assert named is not None
    icon = theme.icon(_ICONS[hit.kind])
    late = f" · 逾期 {named.overdue:,} 条" if named.overdue else " · 没有逾期"
    words = f"未整改 {named.unrectified:,} 条{late}" if named.unrectified else "没有未整改的问题"
    lines = [Suggestion(f"{NAMED}:{place}:{OPEN}", f"{hit.title} · {words}", "", icon, marks=hit.marks)]
    if parts and named.overdue:
        lines.append(Suggestion(f"{NAMED}:{place}:{LATE}", f"只看逾期未改的 {named.overdue:,} 条"))
    if parts and named.unrectified < named.total:
        lines.append(Suggestion(f"{NAMED}:{place}:{ALL}", f"全部 {named.total:,} 条，包括已整改的"))
    return lines
