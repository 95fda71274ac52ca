"""Writes the correction workbook of a plan or of a batch: only the rows that need a person, stamped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Table, select

from models.errors import UserError
from models.excel.writer.correction_book import CorrectionRow, CorrectionSheet, sheet_titles, write_correction_book
from models.importing.corrections.records import SheetRecord, records_of
from models.importing.corrections.stamp import META, PIECE, PROPERTY, RESULT, Stamp, StampedSheet, digest_row
from models.importing.writing.attention import AttentionRow, attention_of_plan, attention_rows
from models.progress import Progress, silent
from models.schema import BatchRow

if TYPE_CHECKING:
    from models.importing.session import ImportSession
    from models.importing.views import ImportPlan
    from models.store import Ledger

_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_WORDS = {"refused": "错误", "suspect": "待认领", "warning": "提醒"}
_NEEDED = "没有需要更正的行"

Rows = Mapping[tuple[str, str], Sequence[AttentionRow]]
"""(file, sheet) to the rows that need a person."""


def write_plan_corrections(
    session: ImportSession, plan: ImportPlan, path: Path | str, progress: Progress = silent
) -> Path:
    """The refused, held and remarked rows of a plan that is not written yet; UserError where there are none."""
    rows = _by_sheet(attention_of_plan(plan))
    records = session.standing_records({key: [one.row for one in many] for key, many in rows.items()}, plan.issues)
    return _write(session.ledger_id, None, records, rows, path, progress)


def write_batch_corrections(ledger: Ledger, batch_id: int, path: Path | str, progress: Progress = silent) -> Path:
    """The same rows of a batch, as far as nobody has settled them since; UserError where there are none."""
    with ledger.reading() as connection:
        records = records_of(connection, batch_id)
        query = select(_ROW.c.sheet, _ROW.c.row).where(_ROW.c.batch_id == batch_id, _ROW.c.resolved_id.is_not(None))
        settled = {(sheet, row) for sheet, row in connection.execute(query)}
    needed = [one for one in attention_rows(ledger, batch_id) if (one.sheet[:100], one.row) not in settled]
    if needed and not records:
        raise UserError(
            f"第 {batch_id} 批没有留下原表的样子，做不成更正表", advice="请重新导入原文件，在核对差异那一步导出更正表"
        )
    return _write(ledger.ledger_id, batch_id, records, _by_sheet(needed), path, progress)


def _by_sheet(rows: Sequence[AttentionRow]) -> dict[tuple[str, str], list[AttentionRow]]:
    found: dict[tuple[str, str], list[AttentionRow]] = defaultdict(list)
    for one in rows:
        if one.row:
            found[one.file, one.sheet].append(one)
    return found


def _write(
    ledger_id: str, batch_id: int | None, records: Sequence[SheetRecord], rows: Rows, path: Path | str,
    progress: Progress,
) -> Path:  # fmt: skip
    wanted = [(record, many) for record in records if (many := _of(record, rows))]
    if not wanted:
        raise UserError(_NEEDED, advice="这一批的行都已经写入，不用更正")
    titles = sheet_titles([record.sheet for record, _ in wanted], taken=(META,))
    sheets: list[CorrectionSheet] = []
    stamped: list[StampedSheet] = []
    for title, (record, many) in zip(titles, wanted, strict=True):
        sheets.append(_sheet(title, record, many))
        stamped.append(_stamped(title, record, {one.row for one in many}))
    text = Stamp(ledger_id, batch_id, tuple(stamped)).to_json()
    pieces = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
    value = f"第{batch_id}批更正表" if batch_id else "更正表"
    progress(0.1, "正在写更正表")
    write_correction_book(path, sheets, (PROPERTY, value, META, pieces), progress.part(0.1, 1))
    return Path(path)


def _of(record: SheetRecord, rows: Rows) -> list[AttentionRow]:
    many = rows.get((record.file, record.sheet)) or rows.get(("", record.sheet)) or []
    return [one for one in many if one.row in record.standing.rows]


def _sheet(title: str, record: SheetRecord, many: Sequence[AttentionRow]) -> CorrectionSheet:
    standing = record.standing
    by_row: dict[int, list[AttentionRow]] = defaultdict(list)
    for one in many:
        by_row[one.row].append(one)
    marks: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    places = {letter: index for index, letter, _ in standing.columns}
    for row, letter, message in record.marks:
        if letter in places and row in by_row:
            marks[row][places[letter]].append(message)
    rows = [
        CorrectionRow(
            _result(row, found), _worst(found), standing.rows[row],
            {place: "；".join(dict.fromkeys(texts)) for place, texts in marks[row].items()},
        )
        for row, found in sorted(by_row.items())
    ]  # fmt: skip
    return CorrectionSheet(
        title, RESULT, standing.above, standing.header, standing.merges, standing.widths, standing.heights,
        standing.formats, tuple(rows),
    )  # fmt: skip


def _stamped(title: str, record: SheetRecord, wanted: set[int]) -> StampedSheet:
    standing = record.standing
    places = [index for index, _, _ in standing.columns]
    digests = {
        row: digest_row([cells[place] for place in places]) for row, cells in standing.rows.items() if row in wanted
    }
    return StampedSheet(
        title=title, file=record.file, sha256=record.sha256, sheet=record.sheet,
        headers=tuple(name for _, _, name in standing.columns), header=standing.header, columns=record.columns,
        constants=record.constants, settings=record.settings, rows=digests,
    )  # fmt: skip


def _result(row: int, found: Sequence[AttentionRow]) -> str:
    """第47行：错误：… — the number tells the program which row it was, wherever the clerk moves it."""
    texts: list[str] = []
    for one in found:
        why = one.why or ("与台账里不止一条相近，或只是相似" if one.outcome == "suspect" else "")
        like = f"（台账里可能是 {'、'.join(one.candidates)}）" if one.candidates else ""
        field = f"{one.field}：" if one.field else ""
        texts.append(f"{_WORDS[one.outcome]}：{field}{why}{like}")
    return f"原第{row}行　" + "；".join(dict.fromkeys(texts))


def _worst(found: Sequence[AttentionRow]) -> str:
    return min((one.outcome for one in found), key=list(_WORDS).index)


__all__ = ["write_batch_corrections", "write_plan_corrections"]
