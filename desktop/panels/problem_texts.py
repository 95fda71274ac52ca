"""Tabs of the problem panel as lines of text: course, changes, origin; only facts that are recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from desktop.panels.text_lines import TextLine
from desktop.tables.problem_columns import value_text
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from models.queries.details import HistoryLine, ProblemDetail
    from models.queries.dossier import Dossier

_NOTHING = "（空）"
_MOST_TEXT = 120


def course_of(dossier: Dossier) -> list[TextLine]:
    """What happened when, newest first: who did it stands before what else is known of it."""
    return [
        TextLine(
            f"{event.day}",
            event.heading,
            " · ".join(part for part in (event.time, event.person, _short(event.note)) if part),
            "amber" if event.kind == "due" else "",
        )
        for event in reversed(dossier.course)
    ]


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


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST_TEXT else text[: _MOST_TEXT - 1] + "…"
