"""Tabs of the problem panel as lines of text: course, changes, origin; only facts that are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from desktop.panels.text_lines import TextLine
from desktop.tables.problem_columns import value_text
from models.queries.fields import FIELDS
from models.rules.periods import period_title

if TYPE_CHECKING:
    from models.queries.details import HistoryLine, ProblemDetail
    from models.queries.dossier import Dossier

_NOTHING = "（空）"
_MOST_TEXT = 120


def course_of(dossier: Dossier) -> list[TextLine]:
    """What happened when, newest first: the dates the problem carries, imports, moves of its state, what was reported
    and shown, and measures that were completed or are due."""
    detail = dossier.detail
    record = detail.record
    dated: list[tuple[str, int, TextLine]] = []

    def add(day: Any, order: int, heading: str, note: str = "") -> None:
        if day:
            text = str(day)[:10]
            dated.append((text, order, TextLine(text, heading, note)))

    round_ = _round_words(record.get("round"))
    team = record.get("inspection_team") or ""
    add(record.get("found_on"), 0, "发现问题", " · ".join(part for part in (round_, team) if part))
    add(record.get("assigned_on"), 1, "交办整改", record.get("responsible_unit") or "")
    add(record.get("completed_on"), 5, "完成整改", _short(record.get("progress") or ""))
    told = {f"{line.at:%Y-%m-%d}" for line in detail.history if line.field == "status" and line.new == "已销号"}
    if record.get("closed_on") not in told:
        add(record.get("closed_on"), 8, "销号")
    wording = record.get("deadline_text") or ""
    add(record.get("deadline"), 4, "整改期限", wording if wording != record.get("deadline") else "")
    for at, one in enumerate(dossier.measures, 1):
        add(one.completed_on, 5, f"完成第 {at} 条措施", _short(one.text))
        if one.mark != "done":
            add(one.due_on, 4, f"第 {at} 条措施到期", _short(one.text))
    for report in dossier.reports:
        done = f"完成 {report.percent:f} %" if report.percent is not None else ""
        words = " · ".join(part for part in (report.unit or "", done, _short(report.text or "")) if part)
        add(report.reported_on, 5, f"填报 {period_title(report.period)} 进展", words)
    for piece in dossier.evidence:
        for version in piece.versions:
            newer = f"（第 {version.number} 版）" if version.number > 1 else ""
            add(version.added_at, 5, f"添加佐证材料“{piece.title}”{newer}", version.actor)
    for number, line in enumerate(reversed(detail.history)):
        if line.field == "status":
            add(line.at, 6 + number, f"状态改为“{value_text('status', line.new)}”", f"{line.actor} · {line.step}")
        elif line.field == "":
            add(line.at, 6 + number, "登记入台账", f"{line.actor} · {line.step}")
        elif line.field == "progress" and line.new:
            add(line.at, 6 + number, "整改情况更新", _short(value_text("progress", line.new)))
        elif line.field == "removed_in":
            add(line.at, 6 + number, "移出台账" if line.new else "恢复到台账", f"{line.actor} · {line.step}")
    return [line for _day, _order, line in sorted(dated, key=lambda one: (one[0], one[1]), reverse=True)]


def origin_of(detail: ProblemDetail) -> list[TextLine]:
    """File, sheet, row and batch, the cell texts that were read differently, and the source's other columns."""
    lines: list[TextLine] = []
    source: Mapping[str, Any] | None = detail.record.get("source")
    if source:
        lines.append(TextLine("文件", str(source.get("file") or _NOTHING)))
        lines.append(TextLine("工作表", str(source.get("sheet") or _NOTHING)))
        lines.append(TextLine("行", f"第 {source.get('row')} 行"))
        lines.append(TextLine("批次", f"第 {source.get('batch')} 批"))
    for key, text in detail.originals.items():
        lines.append(TextLine("原文", str(text), FIELDS[key].title if key in FIELDS else key))
    for header, text in (detail.record.get("extra") or {}).items():
        lines.append(TextLine("原列", str(text), str(header)))
    said = detail.record.get("said_status")
    if said:
        lines.append(TextLine("原文", str(said), FIELDS["said_status"].title))
    return lines


def change_line(line: HistoryLine) -> TextLine:
    """One change: field, old and new value, who and in which step."""
    when = f"{line.at:%Y-%m-%d}"
    who = f"{line.at:%H:%M} · {line.actor} · {line.step}"
    if line.field == "":
        return TextLine(when, f"登记{line.subject}" if line.subject else "登记入台账", who)
    if line.field == "removed_in":
        if line.subject:
            return TextLine(when, f"{'删除' if line.new else '恢复'}{line.subject}", who)
        return TextLine(when, "移出台账" if line.new else "恢复到台账", who)
    old, new = (_short(change_value(line.field, value)) or _NOTHING for value in (line.old, line.new))
    about = f"{line.subject} " if line.subject else ""
    return TextLine(when, f"{about}{line.title}：{old} → {new}", who)


def change_value(field: str, value: Any) -> str:
    """A value of history as a clerk reads it."""
    if field == "regions" and isinstance(value, list):
        return "、".join(str(pair[0] if isinstance(pair, list) else pair) for pair in value)
    return value_text(field, value)


def _round_words(name: str | None) -> str:
    return f"第 {name} 轮" if name and name.isdigit() else name or ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST_TEXT else text[: _MOST_TEXT - 1] + "…"
