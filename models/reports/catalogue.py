"""The reports there are, by id, and the file each is asked as."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import UserError
from models.progress import Progress, silent
from models.queries.filtering import ProblemQuery
from models.reports.escalation_register import escalation_register
from models.reports.import_receipt import import_receipt
from models.reports.late_duties import late_duties
from models.reports.ledger_table import ledger_table
from models.reports.report import Report

if TYPE_CHECKING:
    from models.store import Ledger

Build = Callable[["Ledger", ProblemQuery, date, Mapping[str, str]], Report]


@dataclass(frozen=True)
class ReportKind:
    """An entry of ``report --list``; ``settings`` are the keys that --set may give."""

    id: str
    title: str
    build: Build
    settings: tuple[str, ...]


REPORTS: dict[str, ReportKind] = {
    kind.id: kind
    for kind in (
        ReportKind(
            "ledger-table", "问题整改台账", ledger_table,
            ("title", "unit", "paper", "where", "region", "problem", "date"),
        ),
        ReportKind("import-receipt", "导入回执", import_receipt, ("batch", "title", "unit")),
        ReportKind(
            "escalation-register", "督促登记表", escalation_register, ("ladder", "step", "state", "title", "unit")
        ),
        ReportKind("late-duties", "逾期未报单位清单", late_duties, ("title", "unit")),
    )
}  # fmt: skip


def build_report(
    report_id: str, ledger: Ledger, query: ProblemQuery, as_of: date, settings: Mapping[str, str]
) -> Report:
    """The report as data; UserError for an unknown id or setting."""
    kind = REPORTS.get(report_id)
    if kind is None:
        raise UserError(f"没有“{report_id}”这个报表", advice=f"可用的报表：{'、'.join(REPORTS)}")
    unknown = [key for key in settings if key not in kind.settings]
    if unknown:
        raise UserError(f"{kind.title}不认识设置“{unknown[0]}”", advice=f"可用的设置：{'、'.join(kind.settings)}")
    return kind.build(ledger, query, as_of, settings)


def write_report(report: Report, path: Path | str, progress: Progress = silent) -> None:
    """Write the report as .pdf or .xlsx, by the name of the file."""
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix == ".pdf":
        from models.reports.pages import set_pages

        set_pages(report, path, progress)
    elif suffix == ".xlsx":
        from models.reports.sheet import set_sheet

        set_sheet(report, path, progress)
    else:
        raise UserError("报表只能存为 PDF 或 XLSX", where=path.name, advice="请换一个扩展名")
