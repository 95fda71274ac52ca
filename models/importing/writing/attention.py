"""The rows of an import that a person has to look at: 待认领, 错误 and 提醒, of a plan or a batch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, select

from models.excel.writer.table_writer import SheetColumn, TableBlock, TableWritten, write_table
from models.importing.choices import RowKey
from models.importing.views import ImportPlan, Issue
from models.progress import Progress, silent
from models.queries.fields import FIELDS
from models.schema import BatchRow, ImportBatch, Problem, SourceFile

if TYPE_CHECKING:
    from models.store import Ledger

_BATCH: Table = ImportBatch.__table__  # type: ignore[assignment]
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_FILE: Table = SourceFile.__table__  # type: ignore[assignment]
_PROBLEM: Table = Problem.__table__  # type: ignore[assignment]

WORDS = {"refused": "错误", "suspect": "待认领", "conflict": "冲突", "returned": "疑似反弹", "warning": "提醒"}
HEADINGS = (
    "结果", "文件", "工作表", "行", "点位（企业）名称", "问题描述", "字段", "清单里写的", "原因", "台账里可能是",
)  # fmt: skip
_WIDTHS = (9, 24, 14, 7, 28, 40, 14, 20, 44, 24)
_ORDER = tuple(WORDS)
_MOST_IDS = 20_000

_Where = tuple[str, str, int]
"""File, sheet and row."""


@dataclass(frozen=True)
class AttentionRow:
    """``outcome`` is a key of ``WORDS``; ``problem_ids`` are what a person would look at in the ledger.

    ``batch_row_id`` names a held row of a batch that was written, so that it can still be settled; ``key`` a row of a
    plan.
    """

    outcome: str
    file: str
    sheet: str
    row: int
    site_name: str
    description: str
    field: str
    value: str
    why: str
    candidates: tuple[str, ...] = ()
    problem_ids: tuple[int, ...] = ()
    batch_row_id: int | None = None
    key: RowKey | None = None

    def cells(self) -> tuple[str, str, str, int, str, str, str, str, str, str]:
        """As under ``HEADINGS``."""
        return (
            WORDS[self.outcome], self.file, self.sheet, self.row, self.site_name, self.description, self.field,
            self.value, self.why, "、".join(self.candidates),
        )  # fmt: skip


def attention_of_plan(plan: ImportPlan) -> list[AttentionRow]:
    """What will stay out or goes in with a remark, before anything is written."""
    rows = {(row.file, row.sheet, row.row): row for row in plan.rows if row.row}
    by_sheet = {(sheet, number): row for (_file, sheet, number), row in rows.items()}
    found: list[AttentionRow] = []
    told: set[tuple[str, int]] = set()
    for issue in plan.issues:
        number = row_number(issue.cell)
        row = by_sheet.get((issue.sheet, number))
        told |= {(issue.sheet, number)} if issue.severity == "error" else set()
        found.append(
            AttentionRow(
                _outcome(issue), row.file if row else "", issue.sheet, number,
                row.site_name if row else "", row.description if row else "", _title(issue.field), issue.value,
                issue.message, problem_ids=(row.problem_id,) if row and row.problem_id else (),
                key=row.key if row else None,
            )
        )  # fmt: skip
    for row in plan.rows:
        if row.verdict == "suspect" or (row.verdict == "refused" and (row.sheet, row.row) not in told):
            found.append(
                AttentionRow(
                    row.verdict, row.file, row.sheet, row.row, row.site_name, row.description, "", "", row.why,
                    row.candidates, row.candidate_ids, key=row.key,
                )
            )  # fmt: skip
    return _sorted(found)


def _outcome(issue: Issue) -> str:
    if issue.severity == "error":
        return "refused"
    return issue.kind if issue.kind in WORDS else "warning"


def attention_rows(ledger: Ledger, batch_id: int) -> list[AttentionRow]:
    """The same of a batch that was written: its held rows, and the remarks of its report."""
    with ledger.reading() as connection:
        kept = connection.execute(select(_BATCH.c.report).where(_BATCH.c.id == batch_id)).scalar()
        issues = _issues(json.loads(kept) if kept else {})
        held = [_Held.read(row) for row in connection.execute(_held_rows(batch_id))]
        named = sorted({key for one in held for key in one.candidates})[:_MOST_IDS]
        asked = select(_PROBLEM.c.id, _PROBLEM.c.ledger_number).where(_PROBLEM.c.id.in_(named))
        numbers = {row.id: str(row.ledger_number) for row in connection.execute(asked)} if named else {}
        written: dict[_Where, Any] = {}
        if any(issue.severity == "warning" for _file, issue in issues):
            written = {_where(row): row for row in connection.execute(_written_rows(batch_id))}
    found: list[AttentionRow] = []
    errors: dict[_Where, Issue] = {}
    waiting = {one.where for one in held}
    for file, issue in issues:
        where = (file, issue.sheet, row_number(issue.cell))
        if issue.severity == "error":
            errors.setdefault(where, issue)
        elif not where[2] or where in written or where in waiting:  # a row that was left out asks for nothing
            found.append(_warning(where, issue, written.get(where)))
    found += [one.row(errors.get(one.where), numbers) for one in held]
    return _sorted(found)


@dataclass(frozen=True)
class _Held:
    """A row that was not written, as the batch keeps it."""

    outcome: str
    where: _Where
    values: dict[str, Any]
    why: str
    candidates: tuple[int, ...]
    id: int

    @classmethod
    def read(cls, row: Any) -> _Held:
        facts: dict[str, Any] = json.loads(row.held) if row.held else {}
        candidates = tuple(int(key) for key in facts.get("candidates", ()))
        return cls(row.outcome, _where(row), facts.get("values", {}), facts.get("why", ""), candidates, row.id)

    def row(self, error: Issue | None, numbers: dict[int, str]) -> AttentionRow:
        site, text = (str(self.values.get(name) or "") for name in ("site_name", "description"))
        field, value, message = (_title(error.field), error.value, error.message) if error else ("", "", "")
        candidates = tuple(numbers[key] for key in self.candidates if key in numbers)
        return AttentionRow(
            self.outcome, *self.where, site, text, field, value, self.why or message, candidates, self.candidates,
            self.id,
        )  # fmt: skip


def _warning(where: _Where, issue: Issue, row: Any) -> AttentionRow:
    site, text, ids = (row.site_name or "", row.description or "", (int(row.id),)) if row is not None else ("", "", ())
    outcome = _outcome(issue)
    return AttentionRow(outcome, *where, site, text, _title(issue.field), issue.value, issue.message, problem_ids=ids)


def write_attention(path: Path, rows: Sequence[AttentionRow], title: str, progress: Progress = silent) -> TableWritten:
    """The rows as a workbook for whoever made the list."""
    columns = [
        SheetColumn(words, width, "right" if words == "行" else "left", wrap=width > 20)
        for words, width in zip(HEADINGS, _WIDTHS, strict=True)
    ]
    cells: Iterable[tuple[str | int, ...]] = (row.cells() for row in rows)
    return write_table(
        path, columns, cells, sheet_name="需要处理的行", block=TableBlock(title=title), total=len(rows),
        progress=progress,
    )  # fmt: skip


def row_number(cell: str) -> int:
    """12 of ``F12``; 0 where the cell names no row."""
    digits = "".join(char for char in cell if char.isdigit())
    return int(digits) if digits else 0


def _held_rows(batch_id: int) -> Any:
    return (
        select(_ROW.c.id, _ROW.c.outcome, _FILE.c.name, _ROW.c.sheet, _ROW.c.row, _ROW.c.held)
        .outerjoin(_FILE, _FILE.c.id == _ROW.c.source_file_id)
        .where(_ROW.c.batch_id == batch_id, _ROW.c.outcome.in_(("suspect", "refused")), _ROW.c.resolved_id.is_(None))
    )


def _written_rows(batch_id: int) -> Any:
    """Rows of a batch that reached a problem, with its name."""
    return (
        select(_FILE.c.name, _ROW.c.sheet, _ROW.c.row, _PROBLEM.c.id, _PROBLEM.c.site_name, _PROBLEM.c.description)
        .join(_PROBLEM, _PROBLEM.c.id == _ROW.c.problem_id)
        .outerjoin(_FILE, _FILE.c.id == _ROW.c.source_file_id)
        .where(_ROW.c.batch_id == batch_id, _ROW.c.row.is_not(None))
    )


def _where(row: Any) -> _Where:
    return row.name or "", row.sheet or "", row.row or 0


def _issues(report: dict[str, Any]) -> list[tuple[str, Issue]]:
    found: list[tuple[str, Issue]] = []
    for file in report.get("files", ()):
        for issue in file.get("issues", ()):
            told: list[Any] = [
                issue.get(name) or "" for name in ("severity", "sheet", "cell", "field", "value", "message")
            ]
            found.append((str(file.get("file", "")), Issue(*told, kind=issue.get("kind") or "")))
    return found


def _sorted(rows: list[AttentionRow]) -> list[AttentionRow]:
    return sorted(rows, key=lambda row: (_ORDER.index(row.outcome), row.file, row.sheet, row.row))


def _title(field: str) -> str:
    return FIELDS[field].title if field in FIELDS else field
