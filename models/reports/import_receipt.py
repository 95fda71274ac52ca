"""导入回执: one page for the file cabinet: which files went in, how they were read and what came of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Table, func, select

from models.errors import UserError
from models.queries.fields import FIELDS
from models.queries.filtering import ProblemQuery
from models.queries.visits_fields import VISIT_FIELDS
from models.reports.report import Paper, Report, ReportColumn
from models.schema import Actor, BatchRow, Campaign, ImportBatch, SourceFile
from models.store import backups

if TYPE_CHECKING:
    from models.store import Ledger

_BATCH: Table = ImportBatch.__table__  # type: ignore[assignment]
_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_ACTOR: Table = Actor.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_FILE: Table = SourceFile.__table__  # type: ignore[assignment]

SIGNATURES = ("经办人：", "复核人：", "日期：　　　年　　月　　日")
_COUNTS = {
    "new": "新增", "changed": "变更", "unchanged": "未变", "suspect": "待认领", "refused": "错误", "left": "不导入",
    "vanished": "清单已无",
}  # fmt: skip
_ALWAYS = ("new", "changed", "unchanged", "suspect", "refused")
_SCOPES = {"partial": "只是一部分，不判断清单已无", "complete": "完整清单"}
_ROOM = 46
"""Characters of a line of the last column, and below the lines that a page has for the table."""
_LINES = 54

Line = tuple[str, str, str]


@dataclass(frozen=True)
class _Facts:
    """What the ledger knows of a batch."""

    batch: Any
    report: Mapping[str, Any]
    sizes: Mapping[str, int]
    held: Mapping[str, tuple[int, int]]
    """Outcome to (rows held, of these still open)."""
    backup: str


def import_receipt(ledger: Ledger, query: ProblemQuery, as_of: date, settings: Mapping[str, str]) -> Report:
    """The receipt of the batch that ``settings`` names, else of the last import; UserError for one that is none."""
    facts = _facts(ledger, _wanted(settings.get("batch", "")))
    batch = facts.batch
    lines = _fitting(facts)
    return Report(
        id="import-receipt",
        title=settings.get("title") or f"导入回执（第 {batch.id} 批）",
        unit_line=f"单位：{settings.get('unit') or ledger.name}",
        as_of_line=f"导入时间：{batch.at:%Y-%m-%d %H:%M:%S}",
        columns=(
            ReportColumn("类别", 4.5, "center"),
            ReportColumn("项目", 6.5, "center"),
            ReportColumn("内容", 34, flexible=True),
        ),
        rows=_grouped(lines),
        row_count=len(lines),
        signatures=SIGNATURES,
        footnotes=("SHA-256 由文件内容算出：文件改动一个字节，这个数就不同，据此可以核对存档的原件。",),
        paper=Paper("A4", landscape=False),
    )


def _wanted(text: str) -> int | None:
    if not text.strip():
        return None
    digits = text.strip().removeprefix("第").removesuffix("批").strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise UserError(f"“{text}”不是批次编号", advice="请写成 batch=7；批次编号见变更记录的导入批次")
    return int(digits)


def _facts(ledger: Ledger, wanted: int | None) -> _Facts:
    query = (
        select(_BATCH, _ACTOR.c.name.label("actor"), _CAMPAIGN.c.name.label("campaign"))
        .join(_ACTOR, _ACTOR.c.id == _BATCH.c.actor_id)
        .outerjoin(_CAMPAIGN, _CAMPAIGN.c.id == _BATCH.c.campaign_id)
    )
    with ledger.reading() as connection:
        if wanted is None:
            query = query.where(_BATCH.c.kind == "import").order_by(_BATCH.c.id.desc()).limit(1)
        else:
            query = query.where(_BATCH.c.id == wanted)
        batch = connection.execute(query).one_or_none()
        if batch is None:
            raise UserError(f"没有第 {wanted} 批导入" if wanted else "还没有导入过清单", advice="请核对批次编号")
        if batch.kind != "import":
            raise UserError(f"第 {batch.id} 批是一次撤销，没有导入回执", advice="请写被撤销的那一批")
        report: dict[str, Any] = json.loads(batch.report) if batch.report else {}
        marks = [file.get("sha256") for file in report.get("files", ())]
        asked = select(_FILE.c.sha256, _FILE.c.size).where(_FILE.c.sha256.in_(marks))
        sizes = {str(row[0]): int(row[1]) for row in connection.execute(asked)}
        held = _held(connection, batch.id)
    return _Facts(batch, report, sizes, held, _backup_before(ledger, batch.at))


def _held(connection: Connection, batch_id: int) -> dict[str, tuple[int, int]]:
    settled = func.count(_ROW.c.resolved_id)
    query = (
        select(_ROW.c.outcome, func.count(), settled)
        .where(_ROW.c.batch_id == batch_id, _ROW.c.outcome.in_(("suspect", "refused")))
        .group_by(_ROW.c.outcome)
    )
    return {str(row[0]): (int(row[1]), int(row[1]) - int(row[2])) for row in connection.execute(query)}


def _backup_before(ledger: Ledger, at: datetime) -> str:
    """The backup that was made and tested for this import, if it has not been thinned since."""
    made = [one for one in backups(ledger.folder) if one.reason == "导入前" and one.at <= at]
    return made[0].path.name if made and (at - made[0].at).total_seconds() < 3_600 else ""


def _fitting(facts: _Facts) -> list[Line]:
    """As many particulars as one page holds; what is left out is counted."""
    lines: list[Line] = []
    for most in (12, 8, 5, 3, 2, 1):
        lines = [*_head(facts), *_files(facts, most), *_remarks(facts, most), *_tail(facts)]
        if sum(max(1, -(-len(text) // _ROOM)) for _, _, text in lines) <= _LINES:
            break
    return lines


def _grouped(lines: Sequence[Line]) -> list[Line]:
    """The name of a group stands once, before its first line."""
    before = ["", *(group for group, _, _ in lines)]
    pairs = zip(lines, before, strict=False)
    return [("" if group == last else group, item, text) for (group, item, text), last in pairs]


def _head(facts: _Facts) -> Iterator[Line]:
    batch, report = facts.batch, facts.report
    state = f"，已由第 {batch.undone_by_id} 批撤销" if batch.undone_by_id else ""
    continued = f"，继续第 {batch.continues_id} 批（更正表）" if batch.continues_id else ""
    yield "批次", "批次编号", f"第 {batch.id} 批{continued}{state}"
    yield "批次", "经办人", batch.actor
    yield "批次", "任务来源", batch.campaign or "（无）"
    if report.get("target") == "visit":
        yield "批次", "导入为", "现场检查记录"
    yield (
        "批次",
        "清单范围",
        _SCOPES.get(batch.scope, batch.scope or "") + ("；作为历史导入" if batch.as_history else ""),
    )
    yield "批次", "导入方案", batch.profile or "没有套用以前的方案"
    counts = [f"{word} {report.get(key, 0):,}" for key, word in _COUNTS.items() if key in _ALWAYS or report.get(key)]
    if batch.scope == "complete" and not report.get("vanished"):
        counts.append("清单已无 0")
    rows = sum(int(report.get(key, 0)) for key in _COUNTS if key != "vanished")
    yield "结果", "行数", f"共 {rows:,} 行：{'，'.join(counts)}"
    for outcome, (count, still) in facts.held.items():
        yield "结果", _COUNTS[outcome], f"{count:,} 行没有写入，其中 {still:,} 行还等人处理"


def _files(facts: _Facts, most: int) -> Iterator[Line]:
    files = _dicts(facts.report.get("files"))
    for number, file in enumerate(files[:most], 1):
        group = f"文件 {number}" if len(files) > 1 else "文件"
        size = facts.sizes.get(file.get("sha256", ""))
        yield group, "文件名", f"{file.get('file', '')}" + (f"（{size:,} 字节）" if size is not None else "")
        yield group, "SHA-256", _in_groups(file.get("sha256", "")) or "（没有读成）"
        lists = [sheet for sheet in _dicts(file.get("sheets")) if sheet.get("rows")]
        for sheet in lists[:most]:
            yield from _sheet(group, sheet, most)
        if len(lists) > most:
            yield group, "工作表", f"还有 {len(lists) - most} 张工作表"
        others = [sheet.get("sheet", "") for sheet in _dicts(file.get("sheets")) if not sheet.get("rows")]
        if others:
            yield group, "未导入的表", _some(others, most)
    if len(files) > most:
        yield (
            "文件",
            "其余",
            f"还有 {len(files) - most} 个文件：{_some([f.get('file', '') for f in files[most:]], most)}",
        )


def _sheet(group: str, sheet: Mapping[str, Any], most: int) -> Iterator[Line]:
    header: list[int] = sheet.get("header_rows") or []
    where = (
        f"表头第 {header[0]}–{header[-1]} 行" if len(header) > 1 else f"表头第 {header[0]} 行" if header else "无表头"
    )
    profile = f"，方案《{sheet['profile']}》" if sheet.get("profile") else ""
    first, last = sheet.get("first_row"), sheet.get("last_row")
    yield (
        group,
        "工作表",
        f"“{sheet.get('sheet', '')}”：{where}，数据第 {first}–{last} 行，{sheet['rows']:,} 条{profile}",
    )
    columns: Mapping[str, Sequence[str]] = sheet.get("columns") or {}
    used = [f"{letter} {'、'.join(_title(name) for name in names)}" for letter, names in columns.items()]
    yield group, "用到的列", _some(used, 6 * most)
    unmapped: Mapping[str, str] = sheet.get("unmapped") or {}
    if unmapped:
        yield group, "未用的列", _some([f"{letter} {name}" for letter, name in unmapped.items()], 4 * most)
    skipped = Counter(str(line.get("why", "")) for line in _dicts(sheet.get("skipped_rows")))
    if skipped:
        yield group, "跳过的行", _some([f"{why} {count} 行" for why, count in skipped.most_common()], most)


def _remarks(facts: _Facts, most: int) -> Iterator[Line]:
    """Warnings by field and kind, with how often; the words of one kind differ only in what they quote."""
    files = _dicts(facts.report.get("files"))
    for file in files[:most]:
        warnings = [str(words) for words in file.get("warnings") or ()]
        if warnings:
            yield "提醒", "文件", _some(warnings, most, "；")
    counts: Counter[tuple[str, str]] = Counter()
    for file in files:
        for issue in _dicts(file.get("issues")):
            if issue.get("severity") == "warning":
                counts[_title(issue.get("field", "")), str(issue.get("message", ""))] += 1
    by_field: Counter[str] = Counter()
    example: dict[str, str] = {}
    for (field, message), count in counts.most_common():
        by_field[field] += count
        example.setdefault(field, message)
    shown = by_field.most_common(most)
    for field, count in shown:
        yield "提醒", field or "整份清单", f"{count:,} 处，如：{example[field][:90]}"
    if len(by_field) > len(shown):
        yield (
            "提醒",
            "其余",
            f"还有 {len(by_field) - len(shown)} 类，{sum(by_field.values()) - sum(n for _, n in shown):,} 处",
        )


def _tail(facts: _Facts) -> Iterator[Line]:
    kept = facts.backup
    yield "备份", "导入前备份", f"{kept}（做好后已打开检验）" if kept else "导入前备份已按保留规则清理"


def _title(name: str) -> str:
    field = FIELDS.get(name) or VISIT_FIELDS.get(name)
    return field.title if field is not None else name


def _some(texts: Sequence[str], most: int, between: str = "，") -> str:
    shown = [" ".join(text.split())[:60] for text in texts[:most]]
    return between.join(shown) + (f" 等 {len(texts)} 项" if len(texts) > most else "") if texts else "（无）"


def _in_groups(digest: str) -> str:
    """A digest in eights, so that two can be compared by eye and a line can break in it."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def _dicts(given: Any) -> list[dict[str, Any]]:
    if not isinstance(given, list):
        return []
    return [cast("dict[str, Any]", one) for one in cast("list[Any]", given) if isinstance(one, dict)]
