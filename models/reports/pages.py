"""Sets a report as PDF by typst, in a child process and in blocks of pages so that memory stays bounded."""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from models.excel.process.child import Child
from models.fonts import FONT_FOLDER
from models.output_file import replacing
from models.paths import resource
from models.progress import Progress, silent
from models.reports.page_layout import MM, PageLayout, fit_columns
from models.reports.report import Paper, Report, ReportColumn, cell_text

_ROWS_A_REQUEST = 1_000
_PAGES_A_BLOCK = 24
_MEMORY_MB = 4096
"""Address space, of which typst's threads reserve far more than they use; resident memory is below 400 MiB."""


@dataclass(frozen=True)
class PagesWritten:
    """What came out; ``content`` is the PDF itself where no path was given."""

    path: Path | None
    pages: int
    rows: int
    content: bytes = b""


def set_pages(report: Report, path: Path | str | None, progress: Progress = silent) -> PagesWritten:
    """Write the report as PDF to ``path``, or return its bytes when ``path`` is None."""
    if path is None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "report.pdf"
            written = set_pages(report, file, progress)
            return PagesWritten(None, written.pages, written.rows, file.read_bytes())
    path = Path(path)
    with (
        replacing(path) as temporary,
        Child("models.reports.pages:SERVED", memory_mb=_MEMORY_MB, time_s=1800, task="排版报表") as child,
    ):
        child.start()
        child.ask("begin", _head_of(report), report.columns, report.paper)
        rows = iter(report.rows)
        done = 0
        while batch := [tuple(map(cell_text, row)) for row in itertools.islice(rows, _ROWS_A_REQUEST)]:
            done = child.ask("rows", batch)
            progress(0.4 * min(done / report.row_count, 1) if report.row_count else None, "正在排版")
        pages = child.ask("compile", temporary, progress=progress.part(0.4, 1.0))
    return PagesWritten(path, pages, done)


def _head_of(report: Report) -> dict[str, Any]:
    return {
        "title": report.title,
        "unit_line": report.unit_line,
        "as_of_line": report.as_of_line,
        "signatures": list(report.signatures),
        "footnotes": list(report.footnotes),
    }


class _Setting:
    """The report that this child process is setting."""

    def __init__(self, head: dict[str, Any], columns: Sequence[ReportColumn], paper: Paper) -> None:
        self._head = head
        self._columns = tuple(columns)
        self._paper = paper
        self._title_size = 18.0 if paper.size == "A3" else 16.0
        self._notes_below = self._title_size + 7 * MM
        self._layout: PageLayout | None = None

    def add(self, rows: Sequence[Sequence[str]]) -> int:
        """Lay out more rows; the first ones decide the widths of the columns."""
        if self._layout is None:
            closing = 4 * MM + 6 * MM * bool(self._head["signatures"]) + 5 * MM * len(self._head["footnotes"])
            columns = fit_columns(self._columns, rows)
            room = self._notes_below + 5.5 * MM
            self._layout = PageLayout(self._paper, columns, title_room=room, closing_room=closing)
        self._layout.add(rows)
        return self._layout.rows

    def _finished(self) -> tuple[list[str], str]:
        """The pages, and what is the same on all of them."""
        self.add(())
        layout = self._layout
        assert layout is not None
        count = layout.finish()
        shape = layout.geometry
        head = self._head | {
            "width": shape.width,
            "height": shape.height,
            "size": shape.body_size,
            "edges": [round(x, 2) for x in shape.edges],
            "title_size": self._title_size,
            "title_y": shape.top,
            "notes_y": shape.top + self._notes_below,
            "header": layout.header_texts,
            "header_height": layout.header_height,
            "number_up": 12 * MM,
            "page_count": count,
        }
        return layout.pages, json.dumps(head, ensure_ascii=False)

    def compile(self, path: Path, progress: Progress) -> int:
        """Compile block by block, joining the pages; returns how many there are."""
        import typst
        from pypdfium2 import PdfDocument  # pyright: ignore[reportMissingTypeStubs]

        open_pdf: Any = PdfDocument
        pages, head = self._finished()
        count = len(pages)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT_FOLDER])
        source = resource("reports/table.typ").read_bytes()
        joined: Any = None
        for start in range(0, count, _PAGES_A_BLOCK):
            block = pages[start : start + _PAGES_A_BLOCK]
            inputs = {"head": head, "pages": "[" + ",".join(block) + "]"}
            compiler = typst.Compiler(input=source, font_paths=fonts, ignore_system_fonts=True, sys_inputs=inputs)
            made = open_pdf(BytesIO(_pdf(compiler)), autoclose=True)
            if joined is None:
                joined = made
            else:
                joined.import_pages(made)
                made.close()
            progress(min((start + len(block)) / count, 1.0), f"正在生成第 {start + len(block)} 页，共 {count} 页")
        joined.save(path)
        joined.close()
        return count


def _pdf(compiler: Any) -> bytes:
    return compiler.compile(format="pdf", pdf_tags=False)


_settings: list[_Setting] = []


def _begin(head: dict[str, Any], columns: Sequence[ReportColumn], paper: Paper, *, progress: Progress) -> None:
    _settings[:] = [_Setting(head, columns, paper)]


def _rows(batch: Sequence[Sequence[str]], *, progress: Progress) -> int:
    return _settings[-1].add(batch)


def _compile(path: Path, *, progress: Progress) -> int:
    return _settings.pop().compile(path, progress)


SERVED: dict[str, Callable[..., Any]] = {"begin": _begin, "rows": _rows, "compile": _compile}
"""What the child answers."""
