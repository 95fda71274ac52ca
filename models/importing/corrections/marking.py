"""Tells the sheets of an opened workbook that they are a correction workbook which came back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import UserError
from models.importing.corrections.stamp import META, RESULT, Stamp, recognise, says_correction
from models.importing.profiles.fit import fit

if TYPE_CHECKING:
    from models.excel.book import Workbook
    from models.importing.reading.sheet_state import SheetState

WITHOUT_STAMP = "这是本程序导出的更正表，但识别用的标记已经没有了，按普通清单导入；“处理结果”列不导入"
_ENOUGH = 0.6
_VERIFICATION = '{"kind":"rectledger-verification"'
"""How the stamp of a 核查表 begins (see ``models.exchange.verification_sheets.layout``)."""


def take_stamp(workbook: Workbook) -> Stamp | None:
    """The stamp, whose sheet is then no sheet of the workbook any more."""
    stamp = recognise(workbook)
    if stamp is None:
        _refuse_verification(workbook)
    if stamp is not None:
        workbook.sheets = [sheet for sheet in workbook.sheets if sheet.name != META]
    return stamp


def _refuse_verification(workbook: Workbook) -> None:
    """UserError for a 核查表 of this program: read as a list it would change rounds and days of its problems."""
    sheet = next((one for one in workbook.sheets if one.name == META), None)
    head = next((row[0] for row in sheet.rows[:1] if row), None) if sheet is not None else None
    if isinstance(head, str) and head.startswith(_VERIFICATION):
        name = Path(workbook.path).name
        raise UserError("这是核查表，不是问题清单", where=name, advice="请到“核查销号”里用“导入核查结果”读取")


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
