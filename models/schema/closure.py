"""销号: standards with their conditions and levels, applications with ticks, reviews and objections, evidence hints."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base


class ClosureStandard(Base):
    """销号标准: what must hold before a problem of its kind is closed, and which levels look at it."""

    __tablename__ = "closure_standard"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    categories: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    """JSON list of problem categories; empty for all that no other standard names."""
    campaigns: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    """JSON list of campaign names; empty for all."""
    publicity_days: Mapped[int] = mapped_column(Integer, default=7, server_default="7")
    """Working days; 0 for no publicity."""
    origin: Mapped[str | None] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    active: Mapped[bool] = mapped_column(default=True, server_default="1")


class ClosureCondition(Base):
    """销号条件: one line that needs a tick, a named person, and evidence where it says so."""

    __tablename__ = "closure_condition"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    standard_id: Mapped[int] = mapped_column(ForeignKey("closure_standard.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(String(300))
    needs_evidence: Mapped[bool] = mapped_column(default=True, server_default="1")
    evidence_kind: Mapped[str | None] = mapped_column(String(40))
    origin: Mapped[str | None] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(default=True, server_default="1")


class ClosureLevel(Base):
    """审核层级: 县级自查, 市级初验, 行业核查 …, in order."""

    __tablename__ = "closure_level"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    standard_id: Mapped[int] = mapped_column(ForeignKey("closure_standard.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12))
    """self_check, review, prereview (档案预审), joint (联审), publicity or filing."""
    unit: Mapped[str | None] = mapped_column(String(100))
    """Who does it, with {市} and {县} to be filled in."""
    workdays: Mapped[int | None] = mapped_column(Integer)
    """How long it may take."""
    status: Mapped[str | None] = mapped_column(String(40))
    """The state of the problem while it stands at this level; null leaves it."""
    active: Mapped[bool] = mapped_column(default=True, server_default="1")


class Closure(Base):
    """销号申请: one attempt to close a problem; a revoked or returned one stays beside the next."""

    __tablename__ = "closure"
    __table_args__ = (
        Index("ix_closure_problem_id", "problem_id"),
        Index("ix_closure_stage_level_id", "stage", "level_id", "removed_in"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"))
    standard_id: Mapped[int] = mapped_column(ForeignKey("closure_standard.id"))
    number: Mapped[int] = mapped_column(Integer)
    """1 for the first attempt."""
    stage: Mapped[str] = mapped_column(String(12))
    """preparing, review, publicity, approval, closed, returned, withdrawn or revoked."""
    level_id: Mapped[int | None] = mapped_column(ForeignKey("closure_level.id"))
    """Where it stands."""
    unit: Mapped[str | None] = mapped_column(String(300))
    submitter: Mapped[str | None] = mapped_column(String(100))
    submitted_on: Mapped[date | None] = mapped_column(Date)
    summary: Mapped[str | None] = mapped_column(Text)
    """What was done, for the application form."""
    level_since: Mapped[date | None] = mapped_column(Date)
    level_due_on: Mapped[date | None] = mapped_column(Date)
    publicity_place: Mapped[str | None] = mapped_column(String(200))
    publicity_from: Mapped[date | None] = mapped_column(Date)
    publicity_days: Mapped[int | None] = mapped_column(Integer)
    publicity_until: Mapped[date | None] = mapped_column(Date)
    """Last day, counted in working days; null while an objection stops the clock."""
    publicity_used: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """Working days that had run when the clock was last stopped."""
    publicity_estimated: Mapped[bool] = mapped_column(default=False, server_default="0")
    approver: Mapped[str | None] = mapped_column(String(100))
    approved_on: Mapped[date | None] = mapped_column(Date)
    filing_number: Mapped[str | None] = mapped_column(String(100))
    filed_on: Mapped[date | None] = mapped_column(Date)
    filed_to: Mapped[str | None] = mapped_column(String(200))
    timeliness: Mapped[str | None] = mapped_column(String(10))
    """按期 or 超期 as it was when it was closed."""
    returned_on: Mapped[date | None] = mapped_column(Date)
    return_reason: Mapped[str | None] = mapped_column(Text)
    revoked_on: Mapped[date | None] = mapped_column(Date)
    revoke_reason: Mapped[str | None] = mapped_column(Text)
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)


class ClosureTick(Base):
    """A condition that somebody confirmed, with a name to it."""

    __tablename__ = "closure_tick"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    closure_id: Mapped[int] = mapped_column(ForeignKey("closure.id", ondelete="CASCADE"), index=True)
    condition_id: Mapped[int] = mapped_column(ForeignKey("closure_condition.id"))
    text: Mapped[str] = mapped_column(String(300))
    """The condition as it read then."""
    person: Mapped[str] = mapped_column(String(100))
    ticked_on: Mapped[date] = mapped_column(Date)
    remark: Mapped[str | None] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    """JSON list of evidence ids that show it."""
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)


class ClosureReview(Base):
    """What a level found: passed or returned, by whom, with an opinion."""

    __tablename__ = "closure_review"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    closure_id: Mapped[int] = mapped_column(ForeignKey("closure.id", ondelete="CASCADE"), index=True)
    level_id: Mapped[int | None] = mapped_column(ForeignKey("closure_level.id"))
    level_name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12))
    reviewer: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str | None] = mapped_column(String(200))
    reviewed_on: Mapped[date] = mapped_column(Date)
    result: Mapped[str] = mapped_column(String(10))
    """passed or returned."""
    opinion: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    session: Mapped[str | None] = mapped_column(String(100))
    """The joint review (联审会) at which it was decided."""
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)


class ClosureObjection(Base):
    """公示异议: what somebody objected while it was public, and how that ended."""

    __tablename__ = "closure_objection"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    closure_id: Mapped[int] = mapped_column(ForeignKey("closure.id", ondelete="CASCADE"), index=True)
    received_on: Mapped[date] = mapped_column(Date)
    person: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    stops_clock: Mapped[bool] = mapped_column(default=True, server_default="1")
    resolved_on: Mapped[date | None] = mapped_column(Date)
    upheld: Mapped[bool | None] = mapped_column()
    """True when the objection was right."""
    resolution: Mapped[str | None] = mapped_column(Text)
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)


class EvidenceAnswer(Base):
    """已说明: somebody explained what a check of the evidence pointed at."""

    __tablename__ = "evidence_answer"
    __table_args__ = (UniqueConstraint("evidence_id", "check_key", "subject"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id", ondelete="CASCADE"))
    check_key: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(100), default="", server_default="")
    """What the hint was about, e.g. the SHA-256 of the other file; a hint about something else is a new one."""
    explanation: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(DateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)
