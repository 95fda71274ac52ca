"""办理时间线: every event of a problem in order, from its own dates, its history and the tables of the process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from models.queries.timeline_steps import FIRST, LAST, Event, joined, step_events
from models.rules.periods import period_title

if TYPE_CHECKING:
    from models.queries.details import HistoryLine, MeasureLine, ProblemDetail
    from models.queries.dossier import EvidenceLine, NoteLine, ReportLine
    from models.store import Ledger

__all__ = ["Event", "course_events", "note_events", "timeline"]

_EDITS = {"deadline": "整改期限", "deadline_text": "时限原文", "responsible_unit": "责任单位"}
"""Fields whose change is an event; the other changes stand in the tab 变更."""
_NOTHING = "（空）"


def timeline(ledger: Ledger, problem_id: int, *, notes: bool = False) -> list[Event]:
    """The events of a problem, the earliest first; 备忘 only when asked for. UserError when it is gone."""
    from models.queries.dossier import dossier

    found = dossier(ledger, problem_id)
    events = list(found.course)
    if notes:
        events += note_events(found.notes)
    return in_order(events)


def in_order(events: Sequence[Event]) -> list[Event]:
    """By day, and within a day as they were entered; what falls due stands at the end of its day."""
    return sorted(events, key=lambda event: (event.day, event.order))


def course_events(
    connection: Connection, detail: ProblemDetail, reports: Sequence[ReportLine], evidence: Sequence[EvidenceLine]
) -> tuple[Event, ...]:
    """All but the notes, the earliest first, inside a reading that has the rest of the dossier."""
    events = [
        *_own_dates(detail),
        *_measures(detail.measures),
        *_history(detail.history),
        *_reports(reports),
        *_evidence(evidence),
        *step_events(connection, detail.id),
    ]
    return tuple(in_order(events))


def note_events(notes: Sequence[NoteLine]) -> list[Event]:
    """备忘, which are the clerk's own."""
    return [
        Event(note.at.date(), "note", "备忘", " ".join(note.text.split()), note.actor, f"{note.at:%H:%M}", LAST - 1)
        for note in notes
    ]


def _own_dates(detail: ProblemDetail) -> Iterator[Event]:
    """What the fields of the problem say; a closing day only where no move of the ledger tells it."""
    record = detail.record
    team = record.get("inspection_team")
    told = {f"{line.at:%Y-%m-%d}" for line in detail.history if line.field == "status" and line.new == "已销号"}
    plan: list[tuple[str, str, str, str, int]] = [
        ("found_on", "found", "发现问题", joined(_round_words(record.get("round")), team), FIRST),
        ("assigned_on", "assigned", "交办整改", joined(record.get("responsible_unit")), FIRST),
        ("completed_on", "completed", "完成整改", joined(record.get("progress")), FIRST),
    ]
    wording = record.get("deadline_text") or ""
    plan.append(("deadline", "due", "整改期限", wording if wording != record.get("deadline") else "", LAST))
    if record.get("closed_on") not in told:
        plan.append(("closed_on", "closed", "销号", "", LAST - 1))
    for key, kind, heading, note, order in plan:
        day = record.get(key)
        if day:
            yield Event(date.fromisoformat(str(day)[:10]), kind, heading, note, order=order)


def _measures(measures: Sequence[MeasureLine]) -> Iterator[Event]:
    for number, one in enumerate(measures, 1):
        words = joined(one.text)
        if one.completed_on is not None:
            yield Event(one.completed_on, "measure", f"完成第 {number} 条措施", words, one.responsible_unit or "")
        if one.due_on is not None and one.mark != "done":
            yield Event(one.due_on, "due", f"第 {number} 条措施到期", words, one.responsible_unit or "", order=LAST)


def _history(history: Sequence[HistoryLine]) -> Iterator[Event]:
    """Moves of the state with who and why, changes of deadline and unit, imports, removal and return."""
    imported: set[int] = set()
    for line in reversed(history):
        if line.field == "status":
            yield _line(line, "status", f"状态改为“{line.new}”", line.step)
        elif line.field == "":
            yield _line(line, "entered", "登记入台账", line.step)
            imported.add(line.change_set_id)
        elif line.field == "progress" and line.new:
            yield _line(line, "progress", "整改情况更新", joined(line.new))
        elif line.field == "removed_in":
            kind, words = ("removed", "移出台账") if line.new else ("restored", "恢复到台账")
            yield _line(line, kind, words, line.step)
        elif line.kind == "import" and line.change_set_id not in imported:
            imported.add(line.change_set_id)
            same = [one.title for one in history if one.change_set_id == line.change_set_id]
            titles = "、".join(dict.fromkeys(reversed(same)))
            yield _line(line, "imported", f"导入更新：{titles}", line.step)
        elif line.field in _EDITS and line.kind != "import":
            words = f"{_EDITS[line.field]}：{_value(line.old)} → {_value(line.new)}"
            yield _line(line, "deadline" if line.field.startswith("deadline") else "edit", words, line.step)


def _reports(reports: Sequence[ReportLine]) -> Iterator[Event]:
    for one in reports:
        if one.reported_on is not None:
            done = f"完成 {one.percent:f} %" if one.percent is not None else ""
            words = joined(done, one.text, one.said_status and f"单位所报状态：{one.said_status}")
            yield Event(one.reported_on, "report", f"填报 {period_title(one.period)} 进展", words, one.unit or "")


def _evidence(evidence: Sequence[EvidenceLine]) -> Iterator[Event]:
    for piece in evidence:
        for version in piece.versions:
            newer = f"（第 {version.number} 版）" if version.number > 1 else ""
            at = version.added_at
            order = version.change_set_id or FIRST
            heading = f"添加佐证材料“{piece.title}”{newer}"
            yield Event(
                at.date(), "evidence", heading, joined(piece.kind, version.note), version.actor, f"{at:%H:%M}", order
            )


def _line(line: HistoryLine, kind: str, heading: str, note: str) -> Event:
    return Event(line.at.date(), kind, heading, note, line.actor, f"{line.at:%H:%M}", line.change_set_id)


def _value(value: Any) -> str:
    return joined(value) or _NOTHING


def _round_words(name: str | None) -> str:
    return f"第 {name} 轮" if name and name.isdigit() else name or ""
