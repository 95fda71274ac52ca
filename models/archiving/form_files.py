"""The file that forms become, by the ending of its name: PDF as it is printed, Word to go on editing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import UserError
from models.forms.sheet import FormSheet
from models.progress import Progress, silent

if TYPE_CHECKING:
    from models.store import Ledger

ENDINGS = (".pdf", ".docx")


def check_ending(path: Path) -> None:
    """UserError for a file that a form cannot become."""
    if path.suffix.lower() not in ENDINGS:
        raise UserError("表单只能存为 PDF 或 Word（.docx）", where=path.name, advice="请换一个扩展名")


def write_forms(sheets: Iterable[FormSheet], path: Path | str, progress: Progress = silent) -> int:
    """Write the sheets into one file; returns how many there are."""
    path = Path(path)
    check_ending(path)
    if path.suffix.lower() == ".docx":
        from models.documents.form_docx import write_form_docx

        return write_form_docx(sheets, path, progress)
    from models.reports.form_pages import write_form_pdf

    return len(write_form_pdf(sheets, path, progress).pages)


def closing_sheets(ledger: Ledger, problem_id: int) -> list[tuple[str, FormSheet]]:
    """销号申请表 and 销号备案表 of the last application of a problem, with the names of their files."""
    from models.forms.closure_forms import application_form, filing_form
    from models.queries.closure_cases import latest_closures
    from models.queries.closure_forms import closure_facts

    with ledger.reading() as connection:
        latest = latest_closures(connection, [problem_id])
    facts = closure_facts(ledger, latest.values())
    found = [("销号申请表", application_form(one, ledger.name)) for one in facts]
    filed = [one for one in facts if one.approved_on is not None or one.filed_on is not None]
    return found + [("销号备案表", filing_form([one], ledger.name, one.filed_on)) for one in filed]
