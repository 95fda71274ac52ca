"""A correction workbook that came back: which batch it continues, which rows were corrected, what is settled by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select, update

from models.importing.choices import BLOCK_PARTS, Choices, RowChoice, RowKey
from models.importing.corrections.records import row_of
from models.importing.corrections.stamp import Returned
from models.importing.views import Constant
from models.schema import BatchRow, Campaign, ImportBatch, SourceFile

if TYPE_CHECKING:
    from models.importing.report import ImportReport
    from models.importing.session_sheets import FileInHand
    from models.importing.writing.write import Written
    from models.store import Ledger

_BATCH: Table = ImportBatch.__table__  # type: ignore[assignment]
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_FILE: Table = SourceFile.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_HELD = ("suspect", "refused")
_FEW = 12
MOST_REMARKED = 2_000
"""Rows with remarks that are kept for a correction workbook, beside all that were held."""


def take_up(ledger: Ledger, hand: FileInHand, choices: Choices) -> str | None:
    """Say what the workbook is, leave its untouched rows out; returns the batch's campaign.

    None where the file is no correction workbook, or is one of another ledger or of rows that were never imported:
    then it is just a file, and that is said.
    """
    sheets = [(sheet, back) for sheet in hand.sheets if (back := sheet.found.get("returned")) is not None]
    if not sheets:
        return None
    first: Returned = sheets[0][1]
    if first.ledger != ledger.ledger_id:
        hand.view.correction = "这是另一个台账的更正表，按普通清单导入"
        hand.view.warnings.append(hand.view.correction)
        return None
    with ledger.reading() as connection:
        batch = _batch_of(connection, first)
        campaign = None if batch is None else _campaign(connection, batch)
    if batch is None:
        gone = f"第 {first.batch} 批已经撤销" if first.batch else f"“{first.file}”还没有导入过"
        hand.view.correction = f"这是“{first.file}”的更正表，但{gone}，按普通清单导入"
        hand.view.warnings.append(hand.view.correction)
        return None
    hand.continues = batch
    untouched: list[int] = []
    for sheet, back in sheets:
        same = [row for row, source, unchanged in back.rows if source and unchanged]
        untouched += [source for _row, source, unchanged in back.rows if source and unchanged]
        tables = {column.block for column in sheet.view.layout.columns} or {0}
        for row in same:
            for block in tables:  # of tables side by side all rows with this number stand in the one row of the sheet
                choices.rows[RowKey(sheet.view.key, row, block * BLOCK_PARTS)] = RowChoice("leave")
        said = {one.field for one in sheet.view.constants}
        sheet.view.constants = [
            Constant(one.field, one.label, back.constants.get(one.field, one.value), one.field in back.constants)
            for one in sheet.view.constants
        ]
        for name, value in back.constants.items():
            if name not in said:
                sheet.view.constants.append(Constant(name, name, value))
    hand.view.correction = _words(batch, sheets, untouched)
    hand.view.warnings.append(hand.view.correction)
    return campaign


def settle(connection: Connection, hand: FileInHand, written: Written) -> None:
    """Mark the held rows that came back corrected; those that stay open wait in the new batch, or in the old one."""
    if not hand.continues:
        return
    connection.execute(update(_BATCH).where(_BATCH.c.id == written.batch_id).values(continues_id=hand.continues))
    for sheet in hand.sheets:
        back: Returned | None = sheet.found.get("returned")
        if back is None or not sheet.taken:
            continue
        touched = [source for _row, source, unchanged in back.rows if source and not unchanged]
        for start in range(0, len(touched), 500):
            connection.execute(
                update(_ROW)
                .where(
                    _ROW.c.batch_id == hand.continues, _ROW.c.outcome.in_(_HELD), _ROW.c.resolved_id.is_(None),
                    _ROW.c.sheet == back.sheet[:100], _ROW.c.row.in_(touched[start : start + 500]),
                    _ROW.c.source_file_id.in_(select(_FILE.c.id).where(_FILE.c.sha256 == back.sha256)),
                )
                .values(resolved_id=written.change_set_id)
            )  # fmt: skip


def reopen(connection: Connection, change_set_id: int) -> None:
    """What a change set settled is open again: called where that change set is taken back."""
    connection.execute(update(_ROW).where(_ROW.c.resolved_id == change_set_id).values(resolved_id=None))


def needing_a_person(connection: Connection, batch_id: int, report: ImportReport) -> dict[tuple[str, str], set[int]]:
    """(file, sheet) to the rows that a batch held, and the first of those that it remarked on."""
    wanted: dict[tuple[str, str], set[int]] = defaultdict(set)
    query = (
        select(_FILE.c.name, _ROW.c.sheet, _ROW.c.row)
        .join(_FILE, _FILE.c.id == _ROW.c.source_file_id)
        .where(_ROW.c.batch_id == batch_id, _ROW.c.outcome.in_(_HELD))
    )
    for name, sheet, row in connection.execute(query):
        wanted[name, sheet].add(row)
    room = MOST_REMARKED
    for file in report.files:
        for issue in file.issues:
            row = row_of(issue.cell)
            if row and room and row not in wanted[file.file, issue.sheet]:
                wanted[file.file, issue.sheet].add(row)
                room -= 1
    return wanted


def _batch_of(connection: Connection, back: Returned) -> int | None:
    """The batch that the stamp names, else the last one that took the same file; not one that was taken back."""
    query = select(_BATCH.c.id).where(_BATCH.c.kind == "import", _BATCH.c.undone_by_id.is_(None))
    took = select(_ROW.c.batch_id).join(_FILE, _FILE.c.id == _ROW.c.source_file_id).where(_FILE.c.sha256 == back.sha256)
    query = query.where(_BATCH.c.id.in_(took))
    if back.batch is not None:
        query = query.where(_BATCH.c.id == back.batch)
    return connection.execute(query.order_by(_BATCH.c.id.desc()).limit(1)).scalar()


def _campaign(connection: Connection, batch: int) -> str | None:
    query = select(_CAMPAIGN.c.name).join(_BATCH, _BATCH.c.campaign_id == _CAMPAIGN.c.id).where(_BATCH.c.id == batch)
    return connection.execute(query).scalar()


def _words(batch: int, sheets: Iterable[tuple[Any, Returned]], untouched: list[int]) -> str:
    rows = [line for _sheet, back in sheets for line in back.rows]
    gone = [row for _sheet, back in sheets for row in back.gone]
    changed = sum(1 for _row, source, same in rows if source and not same)
    added = sum(1 for _row, source, _same in rows if not source)
    parts = [f"改过 {changed} 行"]
    if added:
        parts.append(f"新加 {added} 行")
    if untouched:
        parts.append(f"{_listed(untouched)}没有改动，仍留在第 {batch} 批待处理")
    if gone:
        parts.append(f"{_listed(gone)}不在表里，仍留在第 {batch} 批待处理")
    return f"这是第 {batch} 批的更正表，继续第 {batch} 批：{'；'.join(parts)}"


def _listed(rows: list[int]) -> str:
    shown = "、".join(map(str, sorted(rows)[:_FEW]))
    return f"原第 {shown}{' 等' if len(rows) > _FEW else ''} 行（{len(rows)} 行）"
