"""Tells the sheets of an opened workbook that they are a correction workbook which came back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models.importing.corrections.stamp import META, RESULT, Stamp, recognise, says_correction
from models.importing.profiles.fit import fit

if TYPE_CHECKING:
    from models.excel.book import Workbook
    from models.importing.reading.sheet_state import SheetState

WITHOUT_STAMP = "这是本程序导出的更正表，但识别用的标记已经没有了，按普通清单导入；“处理结果”列不导入"
_ENOUGH = 0.6


def take_stamp(workbook: Workbook) -> Stamp | None:
    """The stamp, whose sheet is then no sheet of the workbook any more."""
    stamp = recognise(workbook)
    if stamp is not None:
        workbook.sheets = [sheet for sheet in workbook.sheets if sheet.name != META]
    return stamp


def mark(states: Sequence[SheetState], stamp: Stamp | None, workbook: Workbook, path: str) -> None:
    """Set what the states must know of the file, and find the tables of a correction workbook anew."""
    for state in states:
        state.file_name = Path(path).name
    if stamp is not None:
        for state in states:
            names = [column.name for column in state.layout.columns]
            by_title = [sheet for sheet in stamp.sheets if sheet.title == state.sheet.name]
            alike = [sheet for sheet in stamp.sheets if fit(sheet.headers, names).likeness >= _ENOUGH]
            found = next(iter([*by_title, *alike]), None)
            if found is not None:
                state.stamped, state.result_told = (stamp, found), True
                state.find({})
        return
    told = [state for state in states if any(column.name.strip() == RESULT for column in state.layout.columns)]
    if told and says_correction(path):
        workbook.warnings.append(WITHOUT_STAMP)
        for state in told:
            state.result_told = True
            state.find({})
