"""Sets forms as one PDF by typst, in a child process; each form begins a page and has a bookmark of its own."""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from models.excel.process.child import Child
from models.fonts import FONT_FOLDER, drawable
from models.forms.layout import Block, BoxTable, blocks_of, printable
from models.forms.sheet import FormSheet
from models.output_file import replacing
from models.paths import resource
from models.progress import Progress, silent
from models.reports.font_widths import advance_widths

_FORMS_A_REQUEST = 100
_FORMS_A_BLOCK = 500
"""So many are set in one go; a file of more is joined from blocks, which costs its bookmarks."""
_MEMORY_MB = 4096


@dataclass(frozen=True)
class FormsWritten:
    """``pages`` of each form, in order."""

    path: Path
    pages: tuple[int, ...]

    @property
    def page_count(self) -> int:
        """Of the whole file."""
        return sum(self.pages)


def write_form_pdf(sheets: Iterable[FormSheet], path: Path | str, progress: Progress = silent) -> FormsWritten:
    """Write the forms to ``path``; UserError where the file cannot be written."""
    with FormSetter() as setter:
        return setter.write(sheets, path, progress)


def form_pdf_bytes(sheets: Iterable[FormSheet], progress: Progress = silent) -> bytes:
    """The PDF itself, for a preview."""
    with tempfile.TemporaryDirectory(prefix="rectledger-") as folder:
        file = Path(folder) / "form.pdf"
        write_form_pdf(sheets, file, progress)
        return file.read_bytes()


class FormSetter:
    """A child process that sets one file after the other, so that fonts are read once for a whole batch."""

    def __init__(self) -> None:
        self._child = Child("models.reports.form_pages:SERVED", memory_mb=_MEMORY_MB, time_s=1800, task="排版表单")
        self._started = False

    def __enter__(self) -> FormSetter:
        self._child.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._child.__exit__(*error)

    def write(self, sheets: Iterable[FormSheet], path: Path | str, progress: Progress = silent) -> FormsWritten:
        """Write one file."""
        path = Path(path)
        if not self._started:
            self._child.start()
            self._started = True
        with replacing(path) as temporary:
            self._child.ask("begin")
            waiting = iter(sheets)
            while batch := list(itertools.islice(waiting, _FORMS_A_REQUEST)):
                sent = self._child.ask("forms", batch)
                progress(None, f"正在排版第 {sent} 张")
            pages = self._child.ask("compile", temporary, progress=progress)
        return FormsWritten(path, tuple(pages))


_waiting: list[dict[str, Any]] = []


def _begin(*, progress: Progress) -> None:
    _waiting.clear()


def _forms(batch: list[FormSheet], *, progress: Progress) -> int:
    _waiting.extend(_as_data(sheet) for sheet in batch)
    return len(_waiting)


def _as_data(sheet: FormSheet) -> dict[str, Any]:
    return {
        "title": _shown(sheet.title),
        "bookmark": _shown(sheet.bookmark or sheet.title),
        "head": [_shown(text) for text in sheet.head],
        "foot": [_shown(text) for text in sheet.foot],
        "footer": _shown(sheet.footer),
        "landscape": sheet.landscape,
        "parts": [_part(block) for block in blocks_of(sheet)],
    }


def _part(block: Block) -> dict[str, Any]:
    if not isinstance(block, BoxTable):
        return {"text": _shown(block.text), "bold": block.bold, "align": block.align}
    boxes = [
        [box.column, box.row, box.columns, box.rows, _shown(box.text), box.label, box.align, box.vertical,
         box.open_above, box.open_below]
        for box in block.boxes
    ]  # fmt: skip
    return {"widths": block.widths, "heights": block.heights, "boxes": boxes, "header": block.header_rows}


def _shown(text: str) -> str:
    return drawable(printable(text), advance_widths(FONT_FOLDER / "NotoSerifSC-Regular.ttf"))


def _compile(path: Path, *, progress: Progress) -> list[int]:
    """Set the forms that came, block by block, and say how many pages each has."""
    import typst
    from pypdfium2 import PdfDocument  # pyright: ignore[reportMissingTypeStubs]

    open_pdf: Any = PdfDocument
    fonts = _fonts()
    source = resource("reports/form.typ").read_bytes()
    count = len(_waiting)
    pages: list[int] = []
    joined: Any = None
    single = b""
    for start in range(0, count, _FORMS_A_BLOCK):
        block = _waiting[start : start + _FORMS_A_BLOCK]
        inputs = {"forms": json.dumps(block, ensure_ascii=False)}
        compiler: Any = typst.Compiler(input=source, font_paths=fonts, ignore_system_fonts=True, sys_inputs=inputs)
        single = compiler.compile(format="pdf", pdf_tags=False)
        made = open_pdf(BytesIO(single), autoclose=True)
        pages += _pages_of(made, len(block))
        if joined is None:
            joined = made
        else:
            joined.import_pages(made)
            made.close()
        progress(min((start + len(block)) / count, 1.0), f"正在生成第 {start + len(block)} 张，共 {count} 张")
    if count <= _FORMS_A_BLOCK:
        path.write_bytes(single)
    else:
        joined.save(path)
    if joined is not None:
        joined.close()
    _waiting.clear()
    return pages


@cache
def _fonts() -> Any:
    """Read once in the life of the child."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT_FOLDER])


def _pages_of(pdf: Any, count: int) -> list[int]:
    """Pages of each form, from the bookmarks at their beginnings."""
    starts = [mark.get_dest().get_index() for mark in pdf.get_toc()]
    if len(starts) != count:
        return [len(pdf), *[0] * (count - 1)]
    return [after - start for start, after in itertools.pairwise([*starts, len(pdf)])]


SERVED: dict[str, Callable[..., Any]] = {"begin": _begin, "forms": _forms, "compile": _compile}
"""What the child answers."""
