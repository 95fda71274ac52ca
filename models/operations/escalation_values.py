"""What a person says of a step of supervision, checked and typed for its columns, and by when it is to be answered."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from models.errors import UserError
from models.operations.dossier_values import Entry, typed, typed_one
from models.queries.escalation_ladders import StepLine
from models.queries.workday_calendar import read_calendar
from models.rules.ladders import reply_due
from models.rules.numbers import read_decimal

ENTRIES: Mapping[str, Entry] = {
    "why": Entry("事由", "long", limit=2000),
    "skip_reason": Entry("跳过或降级的理由", "long", limit=1000),
    "document": Entry("文书", limit=60),
    "document_number": Entry("文号", limit=100),
    "document_on": Entry("文书日期", "date"),
    "issuer": Entry("印发单位", limit=100),
    "addressee": Entry("印发对象", limit=300),
    "approver": Entry("批准人", limit=100),
    "effect": Entry("措施和后果", "long", limit=2000),
    "due_on": Entry("回复期限", "date"),
    "taken_on": Entry("日期", "date"),
}
REPLY: Mapping[str, Entry] = {
    "replied_on": Entry("回复日期", "date", required=True),
    "reply_number": Entry("回复文号", limit=100),
    "reply": Entry("回复内容", "long", limit=4000),
}


@dataclass(frozen=True)
class StepDraft:
    """A step to be taken. ``values`` by the names of ``ENTRIES``, as typed; blank ones follow the ladder.

    ``reply_workdays`` None asks for the step's own; 0 for none at all. ``details`` by the keys of the step's fields.
    """

    step_id: int
    problem_ids: Sequence[int] = ()
    unit: str = ""
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])
    reply_workdays: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Due:
    """The day by which an answer is due, and how that day was reached."""

    workdays: int | None
    day: date | None
    estimated: bool

    def words(self) -> str:
        """应于 2019-06-03 前回复（20 个工作日）; 预估 where the holidays of a year are not known."""
        if self.day is None:
            return "不要求回复"
        told = [f"{self.workdays} 个工作日"] if self.workdays else []
        told += ["预估"] if self.estimated else []
        return f"应于 {self.day.isoformat()} 前回复" + (f"（{'，'.join(told)}）" if told else "")


def step_values(connection: Connection, step: StepLine, draft: StepDraft, today: date) -> dict[str, Any]:
    """The columns of the step to be written; UserError says what is missing."""
    given = typed(ENTRIES, dict(draft.values))
    wanted: dict[str, Any] = {
        "document": step.document or None, "issuer": step.issuer or None, "addressee": step.addressee or None,
        "effect": step.effect or None, "document_on": None, "approver": None, "document_number": None, "why": None,
        "skip_reason": None,
    }  # fmt: skip
    due_on = given.pop("due_on", None)
    wanted |= {key: value for key, value in given.items() if value is not None or key in draft.values}
    wanted["taken_on"] = given.get("taken_on") or wanted["document_on"] or today
    wanted["document_on"] = wanted["document_on"] or wanted["taken_on"]
    if step.approver and not wanted["approver"]:
        raise UserError(f"“{step.name}”没有写明批准人", advice=f"请填写批准人（{step.approver}）")
    details = typed_details(step, draft.details)
    due = due_of(connection, step, wanted["document_on"], draft.reply_workdays, due_on, details)
    return wanted | {
        "details": json.dumps(details, ensure_ascii=False), "reply_workdays": due.workdays, "due_on": due.day,
        "due_estimated": due.estimated,
    }  # fmt: skip


def due_of(
    connection: Connection,
    step: StepLine,
    document_on: date,
    workdays: int | None,
    due_on: date | None = None,
    details: Mapping[str, str] | None = None,
) -> Due:
    """A day that is given stands; else working days from the document's date, else the field that is such a day."""
    if due_on is not None:
        return Due(None, due_on, False)
    asked = step.reply_workdays if workdays is None else workdays or None
    reached = reply_due(read_calendar(connection), document_on, asked)
    if reached is not None:
        return Due(asked, reached.day, reached.estimated)
    dated = next((one.key for one in step.fields if one.due), "")
    text = (details or {}).get(dated, "")
    return Due(None, date.fromisoformat(text) if text else None, False)


def typed_details(step: StepLine, values: Mapping[str, Any]) -> dict[str, str]:
    """The step's further fields as they are kept: texts, dates as ISO, numbers plain; blank ones are left out."""
    known = {one.key: one for one in step.fields}
    found: dict[str, str] = {}
    for key, value in values.items():
        one = known.get(key)
        if one is None:
            raise UserError(f"“{step.name}”没有“{key}”这一项", advice="请刷新")
        if value is None or not str(value).strip():
            continue
        if one.kind == "date":
            found[key] = typed_one(Entry(one.title, "date"), value).isoformat()
        elif one.kind == "number":
            number = read_decimal(str(value))
            if number is None:
                raise UserError(f"“{value}”不能作为{one.title}", advice="请填写数字")
            found[key] = format(number, "f")
        else:
            found[key] = typed_one(Entry(one.title, "long" if one.kind == "long" else "line", limit=2000), value)
    return found
