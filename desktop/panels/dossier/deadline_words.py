"""A deadline in words: its lines of facts, and its extensions and suspensions as cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.panels.dossier.record_card import EDIT, REMOVE, CardView
from models.queries.fields import DEADLINE_KIND_TITLES

if TYPE_CHECKING:
    from models.queries.deadlines import DeadlineFacts, ExtensionLine

SUSPENSION = "suspension"


def fact_lines(facts: DeadlineFacts) -> list[tuple[str, str]]:
    """(title, words) of what is known; what there is not is left out."""
    kind = DEADLINE_KIND_TITLES.get(facts.kind, "")
    read = f"{facts.original or facts.deadline}（{kind}）" if facts.deadline is not None and kind else kind
    finished = facts.completed_on or facts.closed_on
    decided = f"{facts.timeliness}（{finished} 完成）" if finished and facts.timeliness else facts.timeliness
    lines = [
        ("时限原文", facts.text),
        ("读作", read if facts.text else ""),
        ("算法", facts.rule + ("（预估）" if facts.estimated and facts.rule else "")),
        ("原定期限", str(facts.original) if facts.original is not None else ""),
        ("现在期限", _deadline(facts)),
        ("上次判定" if facts.open else "按期判定", decided),
    ]
    return [(title, words) for title, words in lines if words]


def _deadline(facts: DeadlineFacts) -> str:
    if facts.deadline is None:
        return "没有期限"
    moved = len(facts.lines)
    told = f"（变动过 {moved} 次）" if moved else ""
    return f"{facts.deadline}{told}" + ("（预估）" if facts.estimated and not facts.rule else "")


def left_chip(facts: DeadlineFacts) -> tuple[str, str] | None:
    """逾期 12 天（8 个工作日） with its tone; null where no deadline runs."""
    if facts.left is None:
        return None
    tone = "red" if facts.left.days < 0 else "amber" if facts.left.days == 0 else "blue"
    return facts.left.sentence, tone


def card_view(one: ExtensionLine, facts: DeadlineFacts, writable: bool) -> CardView:
    """An extension or suspension: from when to when, why, who allowed it, by which document."""
    allowed = f"{one.approved_on} {one.approver}批准"
    asked = f"{one.requested_on} 申请" if one.requested_on is not None else ""
    notes = (one.basis, " · ".join(part for part in (asked, allowed, one.document_number or "") if part))
    if one.kind == SUSPENSION:
        heading, chips, moved = _suspension(one, facts)
        notes = (moved, *notes) if moved else notes
        actions = [("lift", "提前恢复")] if one.runs_on(facts.today) and one.lifted_on is None else []
        when = f"第 {one.number} 次暂停"
    else:
        heading, chips, actions, when = _moved(one), (), [], f"第 {one.number} 次延期"
    actions += [(EDIT, "修改依据和批准"), (REMOVE, "删除")]
    return CardView(
        one.id, heading, when, tuple(note for note in notes if note), chips,
        actions=tuple(actions) if writable else (),
        values={
            "basis": one.basis, "approver": one.approver, "document_number": one.document_number,
            "requested_on": one.requested_on, "approved_on": one.approved_on,
        },
        cells={
            "类别": "暂停" if one.kind == SUSPENSION else "延期", "次数": one.number, "原期限": one.from_deadline,
            "新期限": one.to_deadline, "暂停起": one.starts_on, "暂停止": one.last_day, "依据": one.basis,
            "批准人（单位）": one.approver, "文号": one.document_number, "申请日期": one.requested_on,
            "批准日期": one.approved_on,
        },
    )  # fmt: skip


def _moved(one: ExtensionLine) -> str:
    days = f"（{one.workdays} 个工作日）" if one.workdays is not None else ""
    return f"{one.from_deadline} → {one.to_deadline}{days}"


def _suspension(one: ExtensionLine, facts: DeadlineFacts) -> tuple[str, tuple[tuple[str, str], ...], str]:
    """Heading, chip, and how the deadline was moved."""
    last = one.last_day
    heading = f"{one.starts_on} 至 {last or one.ends_on}"
    if one.lifted_on is not None:
        chip = (f"{one.lifted_on} 提前恢复", "grey")
    elif one.runs_on(facts.today):
        chip = ("暂停中", "purple")
    else:
        begun = one.starts_on is not None and one.starts_on <= facts.today
        chip = ("已自行恢复", "grey") if begun else ("还没开始", "blue")
    moved = one.from_deadline is not None and one.to_deadline != one.from_deadline
    return heading, (chip,), f"期限 {_moved(one)}" if moved else "期限没有变动"
