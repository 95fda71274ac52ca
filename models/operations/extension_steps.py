"""What a person writes to extend or to suspend deadlines, checked and typed: who allowed it, why, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from models import clock
from models.errors import UserError
from models.operations.dossier_values import Entry, typed_one
from models.rules.extension_chain import EXTENSION, SUSPENSION
from models.rules.numbers import read_integer
from models.rules.text import half_width
from models.rules.workdays import MOST

_BASIS = Entry("依据", "long", required=True, limit=4000)
_APPROVER = Entry("批准人（单位）", required=True, limit=100)
_DOCUMENT = Entry("文号", limit=100)
_REQUESTED, _APPROVED = Entry("申请日期", "date"), Entry("批准日期", "date")
_TO, _STARTS = Entry("新期限", "date"), Entry("暂停起始日", "date", required=True)
_ENDS = Entry("暂停截止日", "date", required=True)
TITLES = {EXTENSION: "延期", SUSPENSION: "暂停"}
TOLD_TITLES = {
    "basis": "依据", "approver": "批准人（单位）", "document_number": "文号", "requested_on": "申请日期",
    "approved_on": "批准日期",
}  # fmt: skip
"""What is told of each of them besides its days, by column."""


@dataclass(frozen=True)
class Grant:
    """An extension to a day (``to``) or by working days, or a suspension from ``starts_on`` to ``ends_on``."""

    kind: str
    basis: str
    approver: str
    approved_on: date
    requested_on: date | None = None
    document_number: str | None = None
    to: date | None = None
    workdays: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    allow_earlier: bool = False
    """An earlier deadline than the old one is meant, not a slip."""

    @property
    def words(self) -> str:
        """延期至 2019-06-30, 延期 20 个工作日 or 暂停 2019-05-06 至 2019-06-05."""
        if self.kind == SUSPENSION:
            return f"暂停 {self.starts_on} 至 {self.ends_on}"
        return f"延期至 {self.to}" if self.to is not None else f"延期 {self.workdays} 个工作日"

    def columns(self) -> dict[str, Any]:
        """What its row holds beside the deadlines."""
        return {
            "kind": self.kind, "basis": self.basis, "approver": self.approver, "approved_on": self.approved_on,
            "requested_on": self.requested_on, "document_number": self.document_number,
            "starts_on": self.starts_on, "ends_on": self.ends_on,
        }  # fmt: skip


def read_extension(values: Mapping[str, Any]) -> Grant:
    """An extension as typed: basis, approver, document_number, requested_on, approved_on, ``to`` or ``workdays``.

    UserError names what is missing. The day of approval is today where none is given.
    """
    to = typed_one(_TO, values.get("to"))
    workdays = _workdays(values.get("workdays"))
    if (to is None) == (workdays is None):
        if to is None:
            raise UserError("没有填写延到哪一天", advice="请填写新期限，或填写延期多少个工作日")
        raise UserError("新期限和工作日数只能填写一样")
    return Grant(
        EXTENSION, **read_told(values), to=to, workdays=workdays, allow_earlier=bool(values.get("allow_earlier"))
    )


def read_suspension(values: Mapping[str, Any]) -> Grant:
    """A suspension as typed: basis, approver, document_number, requested_on, approved_on, starts_on, ends_on."""
    starts, ends = typed_one(_STARTS, values.get("starts_on")), typed_one(_ENDS, values.get("ends_on"))
    if ends < starts:
        raise UserError(f"暂停截止日 {ends} 早于起始日 {starts}", advice="请核对两个日期")
    return Grant(SUSPENSION, **read_told(values), starts_on=starts, ends_on=ends)


def read_day(value: Any, title: str) -> date:
    """A day that must be there; UserError else."""
    return typed_one(Entry(title, "date", required=True), value)


def read_told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Who allowed it, why, and its document, by column; UserError names what is missing."""
    requested, approved = (
        typed_one(_REQUESTED, values.get("requested_on")),
        typed_one(_APPROVED, values.get("approved_on")),
    )
    approved = approved or clock.today()
    told = {
        "basis": typed_one(_BASIS, values.get("basis")),
        "approver": typed_one(_APPROVER, values.get("approver")),
        "document_number": typed_one(_DOCUMENT, values.get("document_number")),
        "requested_on": requested,
        "approved_on": approved,
    }
    if requested is not None and requested > approved:
        raise UserError(f"申请日期 {requested} 晚于批准日期 {approved}", advice="请核对两个日期")
    return told


def _workdays(value: Any) -> int | None:
    text = half_width(str(value if value is not None else "")).strip()
    if not text:
        return None
    number = read_integer(text)
    if number is None or not 1 <= number <= MOST:
        raise UserError(f"“{value}”不能作为工作日数", advice="请填写正整数，如 20")
    return number
