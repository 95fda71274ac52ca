"""Charts of how far rectification has come: by city, by category, by round, and by the month of the deadline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from models import clock
from models.charts.spec import ChartSpec, RowFilter, Series, Tone
from models.queries.basis import DONE, LATE, OPEN, PROBLEM_BASIS, SITE, basis_of, overlap_note
from models.queries.counts import counts_by, whole_count
from models.queries.fields import LIST_COLUMNS
from models.queries.filtering import ProblemQuery
from models.queries.marks import CLOSED, NEAR, OVERDUE, mark_rule

if TYPE_CHECKING:
    from models.store import Ledger

_MOST_MONTHS = 24
_NOT_GIVEN = "（未填）"
_OUTCOMES: tuple[tuple[str, str, Tone], ...] = (
    (DONE, "已完成", "green"),
    (OPEN, "未完成", "amber"),
    (LATE, "逾期", "red"),
)


def progress_by_city(ledger: Ledger, query: ProblemQuery, as_of: date, basis: str = PROBLEM_BASIS) -> ChartSpec:
    """Done, open and overdue problems of each city, the largest first."""
    return _by_field(ledger, query, as_of, "progress-by-city", "各市整改进度", "city", basis)


def progress_by_region(ledger: Ledger, query: ProblemQuery, as_of: date, basis: str = PROBLEM_BASIS) -> ChartSpec:
    """The same of each county or other place that problems concern; a problem may concern several."""
    return _by_field(ledger, query, as_of, "progress-by-region", "各县（市、区）整改进度", "regions", basis)


def status_by_round(ledger: Ledger, query: ProblemQuery, as_of: date, basis: str = PROBLEM_BASIS) -> ChartSpec:
    """Done, open and overdue problems of each round, in the order of the rounds."""
    spec = _by_field(ledger, query, as_of, "status-by-round", "各轮次整改进度", "round", basis)
    return spec.ordered(sorted(range(len(spec.categories)), key=lambda place: _natural(spec.categories[place])))


def by_category(ledger: Ledger, query: ProblemQuery, as_of: date, basis: str = PROBLEM_BASIS) -> ChartSpec:
    """How many problems each category has."""
    return _shares(ledger, query, as_of, "by-category", "问题类别构成", "category", basis, "类别按清单原文")


def by_pollutant(ledger: Ledger, query: ProblemQuery, as_of: date, basis: str = PROBLEM_BASIS) -> ChartSpec:
    """How many problems each kind of pollution has; a problem may have several."""
    return _shares(ledger, query, as_of, "by-pollutant", "污染类型构成", "pollutants", basis, "污染类型按清单原文")


def _shares(
    ledger: Ledger, query: ProblemQuery, as_of: date, chart_id: str, title: str, field: str, basis: str, words: str
) -> ChartSpec:
    query = _at(query, as_of)
    counts = counts_by(ledger, query, field, basis=basis)
    counts.sort(key=lambda row: (row[0] is None, -row[1]))
    one = basis_of(basis)
    counted = sum(number for _, number in counts)
    keys = tuple(_filter(**{field: name}) for name, _ in counts)
    note = _overlap(ledger, query, field, counted, basis)
    whole = counted or 1
    return ChartSpec(
        id=chart_id,
        title=title,
        kind="bar_h",
        categories=tuple(name or _NOT_GIVEN for name, _ in counts),
        series=(Series(one.thing, tuple(number for _, number in counts), "blue", keys),),
        basis=f"{one.title}计，{words}",
        as_of=as_of,
        ends=tuple(f"{number:,}（{number / whole:.1%}）" for _, number in counts),
        unit=one.measure_word,
        total_keys=keys,
        footnote=note,
    )


def _overlap(ledger: Ledger, query: ProblemQuery, field: str, counted: int, basis: str) -> str:
    """The footnote; a plain field of problems counted by problem or measure needs no second question."""
    if basis != SITE and field not in LIST_COLUMNS:
        return ""
    return overlap_note((field,), counted, whole_count(ledger, query, basis), basis)


def deadlines_by_month(ledger: Ledger, query: ProblemQuery, as_of: date, basis: str = PROBLEM_BASIS) -> ChartSpec:
    """Problems by the month in which their deadline falls, divided into done, open and overdue."""
    query, one = _at(query, as_of), basis_of(basis)
    counts: dict[tuple[date, str], int] = {}
    without = 0
    for month, outcome, number in counts_by(ledger, query, "deadline_month", "outcome", basis=basis):
        if month is None:
            without += number
        else:
            counts[date.fromisoformat(f"{month}-01"), outcome] = number
    spans = _spans(sorted({month for month, _ in counts}))
    groups = _groups(ledger, query)

    def series(outcome: str, name: str, tone: Tone) -> Series:
        values = tuple(
            sum(number for (month, its), number in counts.items() if its == outcome and first <= month < after)
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
        basis=one.words + (f"；另有 {without:,} {one.measure_word}没有具体期限" if without else ""),
        as_of=as_of,
        unit=one.measure_word,
        footnote=_overlap(ledger, query, "deadline", sum(counts.values()) + without, basis),
        total_keys=tuple({"where": _within(first, after)} for _, first, after in spans),
    )


def _by_field(
    ledger: Ledger, query: ProblemQuery, as_of: date, chart_id: str, title: str, field: str, basis: str
) -> ChartSpec:
    query = _at(query, as_of)
    counts: dict[tuple[Any, str], int] = {}
    totals: dict[Any, int] = {}
    for name, outcome, number in counts_by(ledger, query, field, "outcome", basis=basis):
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
        basis=basis_of(basis).words,
        as_of=as_of,
        unit=basis_of(basis).measure_word,
        footnote=_overlap(ledger, query, field, sum(totals.values()), basis),
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
