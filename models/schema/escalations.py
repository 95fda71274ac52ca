"""时限变动与升级督促: extensions and suspensions, ladders with their steps, the steps taken, and reminders."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base


class Extension(Base):
    """延期 / 暂停: a deadline moved with a basis and an approver; ``problem.original_deadline`` keeps the first one."""

    __tablename__ = "extension"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    """extension or suspension."""
    number: Mapped[int] = mapped_column(Integer)
    """1 for the first of its kind."""
    basis: Mapped[str] = mapped_column(Text)
    """Why it was asked for and granted."""
    document_number: Mapped[str | None] = mapped_column(String(100))
    approver: Mapped[str] = mapped_column(String(100))
    requested_on: Mapped[date | None] = mapped_column(Date)
    approved_on: Mapped[date] = mapped_column(Date)
    from_deadline: Mapped[date | None] = mapped_column(Date)
    to_deadline: Mapped[date | None] = mapped_column(Date)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    """Last day of a suspension, which ends by itself."""
    lifted_on: Mapped[date | None] = mapped_column(Date)
    """When a suspension was ended before that day."""
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)


class Ladder(Base):
    """督促阶梯: an order of steps of growing weight, e.g. 预警 通报 约谈 挂牌督办 移交问责."""

    __tablename__ = "ladder"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    scope: Mapped[str] = mapped_column(String(10), default="both", server_default="both")
    """problem, unit or both."""
    origin: Mapped[str | None] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    active: Mapped[bool] = mapped_column(default=True, server_default="1")


class LadderStep(Base):
    """One step of a ladder and what it asks for."""

    __tablename__ = "ladder_step"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    ladder_id: Mapped[int] = mapped_column(ForeignKey("ladder.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(40))
    trigger: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    """JSON object: kind (none, near, overdue, behind, unanswered, failed_verification), days, count, unit_share …"""
    issuer: Mapped[str | None] = mapped_column(String(100))
    addressee: Mapped[str | None] = mapped_column(String(200))
    approver: Mapped[str | None] = mapped_column(String(100))
    """Who may approve it: a role or an office."""
    document: Mapped[str | None] = mapped_column(String(60))
    """Name of its document, e.g. 预警函."""
    reply_workdays: Mapped[int | None] = mapped_column(Integer)
    reply_what: Mapped[str | None] = mapped_column(String(200))
    effect: Mapped[str | None] = mapped_column(Text)
    fields: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    """JSON list of {key, title, kind: text|long|date|number} asked for besides the usual (督办编号, 预验收日期 …)."""
    origin: Mapped[str | None] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True, server_default="1")


class Escalation(Base):
    """升级督促: one step taken against a problem or a unit; its problems stand in ``escalation_problem``."""

    __tablename__ = "escalation"
    __table_args__ = (Index("ix_escalation_unit", "unit", "removed_in"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    ladder_id: Mapped[int] = mapped_column(ForeignKey("ladder.id"))
    step_id: Mapped[int] = mapped_column(ForeignKey("ladder_step.id"))
    step_name: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(Integer)
    """Of the step when it was taken; a ladder may be edited later."""
    unit: Mapped[str | None] = mapped_column(String(300))
    """The unit it is against; null when it is about one problem only."""
    region_code: Mapped[str | None] = mapped_column(String(12))
    taken_on: Mapped[date] = mapped_column(Date, index=True)
    why: Mapped[str | None] = mapped_column(Text)
    """The trigger in words."""
    skip_reason: Mapped[str | None] = mapped_column(Text)
    """Why a step was left out or gone down."""
    document: Mapped[str | None] = mapped_column(String(60))
    document_number: Mapped[str | None] = mapped_column(String(100))
    document_on: Mapped[date | None] = mapped_column(Date)
    issuer: Mapped[str | None] = mapped_column(String(100))
    addressee: Mapped[str | None] = mapped_column(String(300))
    approver: Mapped[str | None] = mapped_column(String(100))
    reply_workdays: Mapped[int | None] = mapped_column(Integer)
    due_on: Mapped[date | None] = mapped_column(Date, index=True)
    due_estimated: Mapped[bool] = mapped_column(default=False, server_default="0")
    replied_on: Mapped[date | None] = mapped_column(Date)
    reply: Mapped[str | None] = mapped_column(Text)
    reply_number: Mapped[str | None] = mapped_column(String(100))
    effect: Mapped[str | None] = mapped_column(Text)
    lifted_on: Mapped[date | None] = mapped_column(Date)
    """When it was ended (解除)."""
    lift_reason: Mapped[str | None] = mapped_column(Text)
    details: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    """JSON object of the step's further fields."""
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)


class EscalationProblem(Base):
    """A problem that a step is about."""

    __tablename__ = "escalation_problem"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    escalation_id: Mapped[int] = mapped_column(ForeignKey("escalation.id", ondelete="CASCADE"), index=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"), index=True)
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)


class Reminder(Base):
    """催办: a call or message that urged somebody on."""

    __tablename__ = "reminder"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"), index=True)
    escalation_id: Mapped[int | None] = mapped_column(ForeignKey("escalation.id", ondelete="CASCADE"), index=True)
    duty_id: Mapped[int | None] = mapped_column(ForeignKey("duty.id", ondelete="CASCADE"), index=True)
    period: Mapped[str | None] = mapped_column(String(40))
    """Of the duty it is about."""
    unit: Mapped[str | None] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(DateTime)
    way: Mapped[str] = mapped_column(String(20))
    """电话, 微信 …"""
    person: Mapped[str | None] = mapped_column(String(100))
    answer: Mapped[str | None] = mapped_column(Text)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)
