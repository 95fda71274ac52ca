"""Charts of how far rectification has come: by city, by category, by round, and by the month of the deadline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from models import clock
from models.charts.spec import ChartSpec, RowFilter, Series, Tone
from models.queries.counts import DONE, LATE, OPEN, counts_by
from models.queries.filtering import ProblemQuery
from models.queries.marks import CLOSED, NEAR, OVERDUE, mark_rule

if TYPE_CHECKING:
    from models.store import Ledger

_MOST_MONTHS = 24
_NOT_GIVEN = "（未填）"
_BASIS = "按问题计，已销号为已完成，过期限而未改的为逾期"
_OUTCOMES: tuple[tuple[str, str, Tone], ...] = (
    (DONE, "已完成", "green"),
    (OPEN, "未完成", "amber"),
    (LATE, "逾期", "red"),
)


def progress_by_city(ledger: Ledger, query: ProblemQuery, as_of: date) -> ChartSpec:
    """Done, open and overdue problems of each city, the largest first."""
    return _by_field(ledger, query, as_of, "progress-by-city", "各市整改进度", "city")


def status_by_round(ledger: Ledger, query: ProblemQuery, as_of: date) -> ChartSpec:
    """Done, open and overdue problems of each round, in the order of the rounds."""
    spec = _by_field(ledger, query, as_of, "status-by-round", "各轮次整改进度", "round")
    return spec.ordered(sorted(range(len(spec.categories)), key=lambda place: _natural(spec.categories[place])))


def by_category(ledger: Ledger, query: ProblemQuery, as_of: date) -> ChartSpec:
    """How many problems each category has."""
    counts = counts_by(ledger, _at(query, as_of), "category")
    counts.sort(key=lambda row: (row[0] is None, -row[1]))
    total = sum(number for _, number in counts) or 1
    keys = tuple(_filter(category=name) for name, _ in counts)
    return ChartSpec(
        id="by-category",
        title="问题类别构成",
        kind="bar_h",
        categories=tuple(name or _NOT_GIVEN for name, _ in counts),
        series=(Series("问题", tuple(number for _, number in counts), "blue", keys),),
        basis="按问题计，类别按清单原文",
        as_of=as_of,
        ends=tuple(f"{number:,}（{number / total:.1%}）" for _, number in counts),
        total_keys=keys,
    )


def deadlines_by_month(ledger: Ledger, query: ProblemQuery, as_of: date) -> ChartSpec:
    """Problems by the month in which their deadline falls, divided into done, open and overdue."""
    query = _at(query, as_of)
    counts: dict[tuple[date, str], int] = {}
    without = 0
    for month, outcome, number in counts_by(ledger, query, "deadline_month", "outcome"):
        if month is None:
            without += number
        else:
            counts[date.fromisoformat(f"{month}-01"), outcome] = number
    spans = _spans(sorted({month for month, _ in counts}))
    groups = _groups(ledger, query)

    def series(outcome: str, name: str, tone: Tone) -> Series:
        values = tuple(
            sum(number for (month, one), number in counts.items() if one == outcome and first <= month < after)
            for _, first, after in spans
        )
        keys = tuple({**groups[outcome], "where": _within(first, after)} for _, first, after in spans)
        return Series(name, values, tone, keys)

    return ChartSpec(
        id="deadlines-by-month",
        title="整改期限分布",
        kind="stacked_bar",
        categories=tuple(label for label, _, _ in spans),
        series=tuple(series(*outcome) for outcome in _OUTCOMES),
        basis=_BASIS + (f"；另有 {without:,} 个没有具体期限" if without else ""),
        as_of=as_of,
        total_keys=tuple({"where": _within(first, after)} for _, first, after in spans),
    )


def _by_field(ledger: Ledger, query: ProblemQuery, as_of: date, chart_id: str, title: str, field: str) -> ChartSpec:
    query = _at(query, as_of)
    counts: dict[tuple[Any, str], int] = {}
    totals: dict[Any, int] = {}
    for name, outcome, number in counts_by(ledger, query, field, "outcome"):
        counts[name, outcome] = number
        totals[name] = totals.get(name, 0) + number
    names = sorted(totals, key=lambda name: (name is None, -totals[name], name or ""))
    groups = _groups(ledger, query)

    def series(outcome: str, words: str, tone: Tone) -> Series:
        values = tuple(counts.get((name, outcome), 0) for name in names)
        return Series(words, values, tone, _keys(groups[outcome], field, names))

    return ChartSpec(
        id=chart_id,
        title=title,
        kind="stacked_bar_h",
        categories=tuple(name or _NOT_GIVEN for name in names),
        series=tuple(series(*outcome) for outcome in _OUTCOMES),
        basis=_BASIS,
        as_of=as_of,
        ends=tuple(f"{counts.get((name, DONE), 0):,} / {totals[name]:,}" for name in names),
        total_keys=_keys({}, field, names),
    )


def _at(query: ProblemQuery, as_of: date) -> ProblemQuery:
    """The query for a day: a past one is read from history, the present one only fixes the marks."""
    return query.but(as_of=as_of) if as_of < clock.today() else query.but(as_of=None, today=as_of)


def _groups(ledger: Ledger, query: ProblemQuery) -> dict[str, RowFilter]:
    """The filter that finds the rows of each outcome."""
    with ledger.reading() as connection:
        rule = mark_rule(connection, query.reference_day())
    closed = rule.statuses_in(CLOSED)
    others = tuple(name for name, _ in rule.phases if name not in closed)
    return {
        DONE: _filter(status=closed),
        OPEN: {"filters": {"status": others, "mark": (NEAR, None)}},
        LATE: {"filters": {"status": others, "mark": (OVERDUE,)}},
    }


def _filter(**fields: Any) -> RowFilter:
    return {"filters": {key: value if isinstance(value, tuple) else (value,) for key, value in fields.items()}}


def _keys(group: RowFilter, field: str, names: Sequence[Any]) -> tuple[RowFilter, ...]:
    return tuple({**group, "filters": {**group.get("filters", {}), field: (name,)}} for name in names)


def _within(first: date, after: date) -> str:
    start = f"deadline >= {first} and " if first > date.min else ""
    return f"{start}deadline < {after}"


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
