"""今天要办的事: what needs a person now; each line opens exactly the rows that it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, case, func, select

from models.queries.expressions import Comparison, Condition
from models.queries.fields import PROBLEM
from models.queries.figures import KeyFigures, key_figures, number_of
from models.queries.filtering import ProblemQuery
from models.queries.marks import NEAR
from models.schema import BatchRow, Campaign, ImportBatch, QualityRun, SourceFile, VanishedItem

if TYPE_CHECKING:
    from models.store import Ledger

MOST_IMPORTS = 6
_BATCH: Table = ImportBatch.__table__  # type: ignore[assignment]
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_FILE: Table = SourceFile.__table__  # type: ignore[assignment]
_VANISHED: Table = VanishedItem.__table__  # type: ignore[assignment]
_RUN: Table = QualityRun.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class TodoLine:
    """Something to do: ``kind`` is due_today, overdue, near, checking, closing, held, vanished or quality.

    ``word`` is the chip, ``tone`` its colour by meaning. ``query`` opens the rows in the ledger; without one ``page``
    with ``arguments`` shows a list of ``count`` lines.
    """

    kind: str
    word: str
    tone: str
    text: str
    count: int
    query: ProblemQuery | None = None
    page: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict[str, Any])


def todo_lines(
    ledger: Ledger, query: ProblemQuery | None = None, today: date | None = None, figures: KeyFigures | None = None
) -> list[TodoLine]:
    """What needs a person now, the most pressing first; lines without anything to do are left out.

    ``figures`` saves counting again where the key figures of the same query, by problem, are at hand.
    """
    base = query or ProblemQuery()
    base = base.but(today=today) if today is not None else base
    figures = figures or key_figures(ledger, base)
    day = base.reference_day()
    due = base.but(marks=(NEAR,)).with_condition(Condition((Comparison("deadline", "=", day),)))
    with ledger.reading() as connection:
        due_now = number_of(connection, due) if figures.near else 0
        others = [*_held_rows(connection), *_vanished(connection), *_new_findings(connection, base)]
    opened = figures.queries
    lines = [
        TodoLine("due_today", "今日到期", "red", f"{due_now:,} 个问题今天到整改期限", due_now, due),
        TodoLine("overdue", "逾期", "red", f"{figures.overdue:,} 个问题逾期未改", figures.overdue, opened["overdue"]),
        TodoLine("near", "临期", "amber", f"{figures.near:,} 个问题临近整改期限", figures.near, opened["near"]),
        TodoLine(
            "checking", "核查", "amber", f"{figures.checking:,} 个问题等待核查", figures.checking, opened["checking"]
        ),
        TodoLine("closing", "销号", "green", f"{figures.closing:,} 个问题等待销号", figures.closing, opened["closing"]),
        *others,
    ]
    return [line for line in lines if line.count]


def _held_rows(connection: Connection) -> list[TodoLine]:
    """Rows that an import held for a person and nobody settled: candidates to choose from, or errors to correct."""
    suspects = func.sum(case((_ROW.c.outcome == "suspect", 1), else_=0))
    statement = (
        select(_BATCH.c.id, suspects, func.count(), func.min(_FILE.c.name))
        .join(_ROW, _ROW.c.batch_id == _BATCH.c.id)
        .outerjoin(_FILE, _FILE.c.id == _ROW.c.source_file_id)
        .where(_BATCH.c.kind == "import", _BATCH.c.undone_by_id.is_(None))
        .where(_ROW.c.outcome.in_(("suspect", "refused")), _ROW.c.resolved_id.is_(None))
        .group_by(_BATCH.c.id)
        .order_by(_BATCH.c.id.desc())
        .limit(MOST_IMPORTS)
    )
    lines: list[TodoLine] = []
    for batch, claims, number, file in connection.execute(statement):
        parts = ((int(claims), "待认领"), (int(number) - int(claims), "待更正"))
        what = "、".join(f"{count:,} 行{word}" for count, word in parts if count)
        arguments = {"tab": "batches", "batch": int(batch), "held": True}
        text = f"{what}：{file or f'第 {batch} 批导入'}"
        lines.append(TodoLine("held", "导入", "blue", text, int(number), None, "history", arguments))
    return lines


def _vanished(connection: Connection) -> list[TodoLine]:
    """Problems that a complete list no longer held, of the whole ledger as the page of them lists them."""
    statement = (
        select(func.count())
        .select_from(_VANISHED.join(PROBLEM, PROBLEM.c.id == _VANISHED.c.problem_id))
        .where(_VANISHED.c.outcome.is_(None), _VANISHED.c.removed_in.is_(None), PROBLEM.c.removed_in.is_(None))
    )
    number = int(connection.execute(statement).scalar_one())
    text = f"{number:,} 个问题清单里已没有，待核实"
    return [TodoLine("vanished", "待核实", "purple", text, number, None, "history", {"tab": "vanished"})]


def _new_findings(connection: Connection, base: ProblemQuery) -> list[TodoLine]:
    """Checks whose last run found more than the one before; their names are read only where there are any."""
    number: int | None = base.campaign if isinstance(base.campaign, int) else None
    if isinstance(base.campaign, str):
        number = connection.execute(select(_CAMPAIGN.c.id).where(_CAMPAIGN.c.name == base.campaign)).scalar()
    if connection.execute(select(_RUN.c.check_key).where(_RUN.c.found > _RUN.c.before).limit(1)).first() is None:
        return []
    from models.queries.quality import BY_KEY
    from models.queries.quality_runs import grown_checks

    grown = grown_checks(connection, number)
    if not grown:
        return []
    first, more = grown[0]
    rest = f"，等 {len(grown)} 项" if len(grown) > 1 else ""
    text = f"体检新发现 {sum(count for _key, count in grown):,} 处：{BY_KEY[first].title} {more:,} 处{rest}"
    return [TodoLine("quality", "体检", "purple", text, len(grown), None, "quality", {"show": "new"})]
