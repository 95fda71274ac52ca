"""What the import page says of its lists in a few words: which they are, and that they are not of one matter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.panels.intake.target_choice import shown_target
from models.importing.visits.visit_list import TARGET_WORDS, VISIT

if TYPE_CHECKING:
    from desktop.pages.import_list import ImportPage

PLANNED = 3


def note_of(page: ImportPage) -> str:
    """The files, and how they were recognised, in a few words."""
    files, sheets = page.files, page.included()
    parts = [files[0].name if len(files) == 1 else f"{len(files)} 个文件"] if files else []
    if sheets and shown_target(files) == VISIT:
        parts.append(f"导入为{TARGET_WORDS[VISIT]}")
    if page.steps.current == PLANNED and len(sheets) == 1:
        rows = sheets[0].layout.header_rows
        parts.append(f"表「{sheets[0].name}」· 表头第 {_span(rows)} 行" if rows else f"表「{sheets[0].name}」")
    profile = next((sheet.profile for sheet in sheets if sheet.profile), None)
    if profile:
        parts.append(f"已按「{profile}」方案识别")
    return "   ·   ".join(parts)


def say_several_titles(page: ImportPage, campaign: str) -> None:
    """Lists of other matters may share an import, but then they share their 任务来源, and that is said."""
    titles = {"".join(sheet.layout.title.split()) for sheet in page.included()} - {""}
    if len(titles) > 1:
        words = f"{len(titles)} 份清单的标题不一样，都会导入到“{campaign}”。要分成几个任务来源，请一份一份导入。"
        page.context.inform(words, "amber")


def _span(rows: Sequence[int]) -> str:
    """``3–5``, or ``1`` alone."""
    first, last = min(rows), max(rows)
    return f"{first}–{last}" if last > first else str(first)
