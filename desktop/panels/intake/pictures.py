"""The import page as it looks in use, for pictures: every step, and a list that has faults, doubts and conflicts."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.panels.intake.opening import begin_pasted

if TYPE_CHECKING:
    from desktop.pages.import_list import ImportPage

FOLDER = "整改台账图片"


def screenshot_steps(page: ImportPage) -> list[Callable[[], None]]:
    """Each step on the program's own sample list; the practice ledger is put back each time."""
    from models.importing.writing.undo import undo_import

    samples = _samples()

    def first() -> None:
        report, page.report = page.report, None
        if report is not None and report.batch is not None:
            undo_import(page.context.ledger, report.batch)
        page.leave()

    if page.context.ledger.read_only or not samples:
        return [first]
    return [first, lambda: page.start(samples[-1:]), page.on_next, page.on_next, page.on_next]


def screenshot_variants(page: ImportPage) -> dict[str, Callable[[], None]]:
    """Several files of which one is broken; then a list with errors, rows to claim and conflicts."""
    samples = _samples()
    if page.context.ledger.read_only or not samples:
        return {}
    plan = page.plan

    def files() -> None:
        screenshot_steps(page)[0]()
        page.start([_broken(samples[-1]), *samples])

    return {
        "files": files,
        "faulty-mapping": lambda: _faulty(page, samples[-1]),
        "faulty": page.on_next,
        "suspects": lambda: plan.look_for(only="suspect"),
        "conflicts": lambda: plan.look_for(only="conflicts"),
        "errors": lambda: plan.look_for(only="refused"),
        "lines": lambda: (plan.look_for(only=""), plan.set_shape("lines"))[1],
        "": lambda: (plan.set_shape("ledger"), page.leave())[1],
    }  # fmt: skip


def _samples() -> list[Path]:
    from models.paths import resource

    return sorted(resource("samples").glob("*.xlsx"), key=lambda path: len(path.name))


def _folder() -> Path:
    folder = Path(tempfile.gettempdir()) / FOLDER
    folder.mkdir(exist_ok=True)
    return folder


def _broken(sample: Path) -> Path:
    path = _folder() / "第23轮交办清单（没有下载完）.xlsx"
    path.write_bytes(sample.read_bytes()[:3_000])
    return path


def _faulty(page: ImportPage, sample: Path) -> None:
    """The sample with rows that name nothing and impossible dates, pasted; a person had changed what it changes."""
    from models.operations import CellEdit, edit_cells
    from models.queries.problems import problem_ids

    page.start([sample])
    page.context.jobs.wait_idle()
    rows = [list(row) for row in page.files[0].sheets[0].preview]
    for row in (8, 13):
        rows[row][4:] = [""] * len(rows[row][4:])
    for row in (7, 11):
        rows[row][11] = "2018年6月31日"
    text = "\n".join("\t".join(cell.replace("\n", " ") for cell in row) for row in rows)
    ledger = page.context.ledger
    ids = list(problem_ids(ledger, page.context.query_base.but(batch=(1, ""), campaign=None)))
    edits = [CellEdit(one, "deadline_text", "我局另定：2019年3月底前") for one in ids[:40]]
    edit_cells(ledger, edits, "改时限")
    page.begin(begin_pasted(text, None), "粘贴的表格")
    page.context.jobs.wait_idle()
    page.on_next()
