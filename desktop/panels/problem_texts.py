"""The tabs of the problem panel as lines of text: course, measures, changes, origin; only facts that are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from desktop.panels.text_lines import TextLine
from desktop.tables.problem_columns import value_text
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from models.queries.details import HistoryLine, ProblemDetail

_NOTHING = "（空）"
_MOST_TEXT = 120


def course_of(detail: ProblemDetail) -> list[TextLine]:
    """What happened when, newest first: the dates the problem carries, imports, and moves of its state."""
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


def measures_of(detail: ProblemDetail) -> list[TextLine]:
    """Steps of the rectification; where there are none, the measures as the list writes them."""
    lines: list[TextLine] = []
    for number, one in enumerate(detail.measures, 1):
        due = value_text("deadline", one.due_on) or one.due_text or ""
        done = f"完成于 {one.completed_on}" if one.completed_on else ""
        notes = (one.responsible_unit or "", f"时限 {due}" if due else "", done)
        lines.append(TextLine(str(number), one.text, " · ".join(note for note in notes if note)))
    if not lines:
        for key in ("requirement", "measures", "goal"):
            if detail.record.get(key):
                lines.append(TextLine("", str(detail.record[key]), FIELDS[key].title))
    return lines


def changes_of(detail: ProblemDetail) -> list[TextLine]:
    """History, newest first: field, old and new value, who and in which step."""
    return [_change_line(line) for line in detail.history]


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


def _change_line(line: HistoryLine) -> TextLine:
    when = f"{line.at:%Y-%m-%d}"
    who = f"{line.at:%H:%M} · {line.actor} · {line.step}"
    if line.field == "":
        return TextLine(when, "登记入台账", who)
    if line.field == "removed_in":
        return TextLine(when, "移出台账" if line.new else "恢复到台账", who)
    old, new = (_short(_value(line.field, value)) or _NOTHING for value in (line.old, line.new))
    return TextLine(when, f"{line.title}：{old} → {new}", who)


def _value(field: str, value: Any) -> str:
    if field == "regions" and isinstance(value, list):
        return "、".join(str(pair[0] if isinstance(pair, list) else pair) for pair in value)
    return value_text(field, value)


def _round_words(name: str | None) -> str:
    return f"第 {name} 轮" if name and name.isdigit() else name or ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST_TEXT else text[: _MOST_TEXT - 1] + "…"
