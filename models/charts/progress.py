"""Charts of how far rectification has come: by city, by category, by round, and by the month of the deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models import clock
from models.charts.rows import rows_behind
from models.charts.spec import ChartSpec, RowFilter, Series
from models.queries.facets import facet
from models.queries.filtering import ProblemQuery
from models.queries.marks import OVERDUE, mark_rule

if TYPE_CHECKING:
    from models.store import Ledger

_MOST_VALUES = 100_000
_MOST_MONTHS = 24
_NOT_GIVEN = "（未填）"
_DONE_BASIS = "待销号、审核中、公示中和已销号为已完成，合并和不予采纳不计"


@dataclass(frozen=True)
class _Groups:
    """The three parts into which progress charts divide problems, each as the filter that finds it."""

    counted: RowFilter
    done: RowFilter
    overdue: RowFilter
    open: RowFilter


def progress_by_city(ledger: Ledger, query: ProblemQuery, as_of: date) -> ChartSpec:
    """Done, open and overdue problems of each city, the largest first."""
    return _by_field(ledger, query, as_of, "progress-by-city", "各市整改进度", "city")


def status_by_round(ledger: Ledger, query: ProblemQuery, as_of: date) -> ChartSpec:
    """Done, open and overdue problems of each round, in the order of the rounds."""
    spec = _by_field(ledger, query, as_of, "status-by-round", "各轮次整改进度", "round")
    order = sorted(range(len(spec.categories)), key=lambda place: _natural(spec.categories[place]))
    return spec.ordered(order)


def by_category(ledger: Ledger, query: ProblemQuery, as_of: date) -> ChartSpec:
    """How many problems each category has."""
    query = _at(query, as_of)
    pairs = _counts(ledger, query, "category")
    total = sum(number for _, number in pairs) or 1
    keys: tuple[RowFilter, ...] = tuple({"filters": {"category": (name,)}} for name, _ in pairs)
    return ChartSpec(
        id="by-category",
        title="问题类别构成",
        kind="bar_h",
        categories=tuple(name or _NOT_GIVEN for name, _ in pairs),
        series=(Series("问题", tuple(number for _, number in pairs), "blue", keys),),
        basis="按问题计，类别按清单原文",
        as_of=as_of,
        ends=tuple(f"{number:,}（{number / total:.1%}）" for _, number in pairs),
        total_keys=keys,
    )


def deadlines_by_month(ledger: Ledger, query: ProblemQuery, as_of: date) -> ChartSpec:
    """Problems by the month in which their deadline falls, divided into done, not yet due and overdue."""
    query = _at(query, as_of)
    groups = _groups(ledger, query)
    months: dict[str, dict[date, int]] = {}
    without = 0
    for name in ("done", "open", "overdue"):
        counts: dict[date, int] = {}
        for day, number in _counts(ledger, rows_behind(query, getattr(groups, name)), "deadline"):
            if day is None:
                without += number
            else:
                month = day.replace(day=1)
                counts[month] = counts.get(month, 0) + number
        months[name] = counts
    spans = _spans(sorted(set().union(*months.values())))

    def series(title: str, name: str, tone: Any) -> Series:
        found = months[name]
        values = tuple(sum(n for month, n in found.items() if first <= month < after) for _, first, after in spans)
        keys = tuple(_month_key(getattr(groups, name), first, after) for _, first, after in spans)
        return Series(title, values, tone, keys)

    return ChartSpec(
        id="deadlines-by-month",
        title="整改期限分布",
        kind="stacked_bar",
        categories=tuple(label for label, _, _ in spans),
        series=(series("已完成", "done", "green"), series("未到期", "open", "amber"), series("逾期", "overdue", "red")),
        basis=f"按问题计，{_DONE_BASIS}" + (f"；另有 {without:,} 个没有具体期限" if without else ""),
        as_of=as_of,
        total_keys=tuple(_month_key(groups.counted, first, after) for _, first, after in spans),
    )


def _by_field(ledger: Ledger, query: ProblemQuery, as_of: date, chart_id: str, title: str, field: str) -> ChartSpec:
    query = _at(query, as_of)
    groups = _groups(ledger, query)
    done = dict(_counts(ledger, rows_behind(query, groups.done), field))
    overdue = dict(_counts(ledger, rows_behind(query, groups.overdue), field))
    pending = dict(_counts(ledger, rows_behind(query, groups.open), field))
    totals = {
        name: done.get(name, 0) + overdue.get(name, 0) + pending.get(name, 0) for name in done | overdue | pending
    }
    names = sorted(totals, key=lambda name: (name is None, -totals[name], name or ""))

    def series(words: str, counts: dict[Any, int], tone: Any, group: RowFilter) -> Series:
        return Series(words, tuple(counts.get(name, 0) for name in names), tone, _keys(group, field, names))

    return ChartSpec(
        id=chart_id,
        title=title,
        kind="stacked_bar_h",
        categories=tuple(name or _NOT_GIVEN for name in names),
        series=(
            series("已完成", done, "green", groups.done),
            series("未完成", pending, "amber", groups.open),
            series("逾期", overdue, "red", groups.overdue),
        ),
        basis=f"按问题计，{_DONE_BASIS}",
        as_of=as_of,
        ends=tuple(f"{done.get(name, 0):,} / {totals[name]:,}" for name in names),
        total_keys=_keys(groups.counted, field, names),
    )


def _counts(ledger: Ledger, query: ProblemQuery, field: str) -> list[tuple[Any, int]]:
    """Values of the field with their counts, most first; unlike a header filter it respects the query's own."""
    kept = query.filters.get(field)
    pairs = facet(ledger, query, field, limit=_MOST_VALUES)
    return pairs if kept is None else [pair for pair in pairs if pair[0] in kept]


def _at(query: ProblemQuery, as_of: date) -> ProblemQuery:
    """The query for a day: a past one is read from history, the present one only fixes the marks."""
    return query.but(as_of=as_of) if as_of < clock.today() else query.but(today=as_of)


def _groups(ledger: Ledger, query: ProblemQuery) -> _Groups:
    with ledger.reading() as connection:
        rule = mark_rule(connection, query.reference_day())
    done = rule.statuses_in("closing", "closed")
    unrectified = rule.unrectified
    return _Groups(
        counted={"filters": {"status": (*done, *unrectified)}},
        done={"filters": {"status": done}},
        overdue={"filters": {"status": unrectified, "mark": (OVERDUE,)}},
        open={"filters": {"status": unrectified, "mark": ("near", None)}},
    )


def _keys(group: RowFilter, field: str, names: list[Any]) -> tuple[RowFilter, ...]:
    return tuple({**group, "filters": {**group["filters"], field: (name,)}} for name in names)


def _month_key(group: RowFilter, first: date, after: date) -> RowFilter:
    parts = [f"deadline >= {first}"] if first > date.min else []
    return {**group, "where": " and ".join([*parts, f"deadline < {after}"])}


def _spans(months: list[date]) -> list[tuple[str, date, date]]:
    """Every month from first to last as (label, first day, day after); what is too far back becomes one bar."""
    if not months:
        return []
    spans: list[tuple[str, date, date]] = []
    month = months[0]
    while month <= months[-1]:
        after = _next(month)
        spans.append((f"{month:%Y-%m}", month, after))
        month = after
    if len(spans) > _MOST_MONTHS:
        kept = spans[-_MOST_MONTHS + 1 :]
        spans = [("更早", date.min, kept[0][1]), *kept]
    return spans


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _natural(name: str) -> tuple[int, int, str]:
    """Rounds by their number, 2 before 10, those without one last."""
    digits = "".join(sign for sign in name if sign.isdigit())
    return (0, int(digits), name) if digits else (1, 0, name)
