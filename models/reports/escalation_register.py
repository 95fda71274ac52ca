"""督促登记表: every step of supervision that was taken, with document, answer and effect, on paper and in Excel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from models.errors import UserError
from models.excel.formats.cell_xml import CellValue
from models.queries.escalation_ladders import ladder_of
from models.queries.escalations import STATE_TITLES, EscalationLine, register
from models.queries.filtering import ProblemQuery
from models.reports.report import Paper, Report, ReportColumn

if TYPE_CHECKING:
    from models.store import Ledger

_COLUMNS = (
    ReportColumn("序号", 2.5, "center"),
    ReportColumn("对象", 8, flexible=True),
    ReportColumn("步骤", 4.5, "center"),
    ReportColumn("日期", 6, "center"),
    ReportColumn("文书", 5.5),
    ReportColumn("文号", 8),
    ReportColumn("印发对象", 7, flexible=True),
    ReportColumn("批准人", 4, "center"),
    ReportColumn("涉及问题", 4, "right"),
    ReportColumn("事由", 12, flexible=True),
    ReportColumn("回复期限", 6, "center"),
    ReportColumn("回复日期", 6, "center"),
    ReportColumn("回复内容", 12, flexible=True),
    ReportColumn("催办", 2.5, "right"),
    ReportColumn("现状", 5, "center"),
)


def escalation_register(
    ledger: Ledger, query: ProblemQuery, as_of: date, settings: Mapping[str, str]
) -> Report:  # fmt: skip
    """The register of a ladder (``ladder``: its name), of a campaign, of a unit, of the steps of one name (``step``:
    the register of interviews is that of 约谈) and in one state (``state``).
    """
    with ledger.reading() as connection:
        ladder = ladder_of(connection, settings["ladder"]) if settings.get("ladder") else None
    campaign = query.campaign if isinstance(query.campaign, str) else None
    lines = register(ledger, ladder.id if ladder is not None else None, campaign)[::-1]
    state = settings.get("state", "")
    if state:
        known = {title: key for key, title in STATE_TITLES.items()}
        if state not in known and state not in STATE_TITLES:
            raise UserError(f"没有“{state}”这种情况", advice=f"可用：{'、'.join(known)}")
        lines = [one for one in lines if one.state(as_of) == known.get(state, state)]
    if settings.get("step"):
        lines = [one for one in lines if one.step_name == settings["step"]]
    if settings.get("unit"):
        lines = [one for one in lines if one.unit == settings["unit"]]
    title = settings.get("title") or (f"督促登记表（{ladder.name}）" if ladder is not None else "督促登记表")
    return Report(
        "escalation-register", title, f"填报单位：{ledger.name}", f"截至 {as_of.year}年{as_of.month}月{as_of.day}日",
        _COLUMNS, list(_rows(lines, as_of)), len(lines), paper=Paper("A3", True),
    )  # fmt: skip


def _rows(lines: list[EscalationLine], as_of: date) -> Iterator[tuple[CellValue, ...]]:
    for number, one in enumerate(lines, start=1):
        reply = "　".join(part for part in (one.reply_number, one.reply) if part)
        why = "；".join(part for part in (one.why, one.skip_reason and f"跳过或降级：{one.skip_reason}") if part)
        state = f"{STATE_TITLES[one.state(as_of)]}" + (f" {one.lifted_on}" if one.lifted_on is not None else "")
        yield (
            number, one.whom, one.step_name, one.taken_on, one.document, one.document_number, one.addressee,
            one.approver, one.problems or None, why, one.due_on, one.replied_on, reply, one.reminders or None, state,
        )  # fmt: skip
