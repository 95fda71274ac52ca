"""核查: results that a check may have, plans with what was drawn, and the finding of each check."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base


class VerificationResult(Base):
    """核查结果: a word for a finding and what follows from it."""

    __tablename__ = "verification_result"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    purpose: Mapped[str] = mapped_column(String(10))
    """check (核查) or recheck (回头看)."""
    name: Mapped[str] = mapped_column(String(40))
    tone: Mapped[str] = mapped_column(String(20))
    moves_to: Mapped[str | None] = mapped_column(String(40))
    """The state that follows; null leaves the state."""
    failed: Mapped[bool] = mapped_column(default=False, server_default="0")
    needs_finding: Mapped[bool] = mapped_column(default=False, server_default="0")
    """Whether words must say what was found."""
    falsified: Mapped[bool] = mapped_column(default=False, server_default="0")
    """Marks the problem 弄虚作假."""
    opens_child: Mapped[bool] = mapped_column(default=False, server_default="0")
    """Opens a linked problem (反弹)."""
    origin: Mapped[str | None] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    active: Mapped[bool] = mapped_column(default=True, server_default="1")


class VerificationPlan(Base):
    """核查方案: what is checked, by whom and when; a draw can be repeated from its seed and its population."""

    __tablename__ = "verification_plan"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(String(10))
    """check (核查) or recheck (回头看)."""
    round: Mapped[str | None] = mapped_column(String(60))
    basis: Mapped[str | None] = mapped_column(Text)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    teams: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    """JSON list of {name, members, cities}."""
    population: Mapped[str] = mapped_column(Text, default="", server_default="")
    """In words and as a condition: which problems were drawn from."""
    population_size: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    population_digest: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of the ledger numbers drawn from, in order, one a line."""
    strata: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    """JSON list of the fields that the draw is stratified by."""
    share: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    """JSON object: {"percent": "10", "least": 1} or {"number": 300} …"""
    seed: Mapped[str | None] = mapped_column(String(60))
    drawn_at: Mapped[datetime | None] = mapped_column(DateTime)
    closed_on: Mapped[date | None] = mapped_column(Date)
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)


class PlanMember(Base):
    """A problem of the population that a plan drew from, in its order."""

    __tablename__ = "plan_member"

    plan_id: Mapped[int] = mapped_column(ForeignKey("verification_plan.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True)
    ledger_number: Mapped[str] = mapped_column(String(40))
    stratum: Mapped[str] = mapped_column(String(300), default="", server_default="")


class Verification(Base):
    """核查记录: one problem to check or checked, within a plan or on its own."""

    __tablename__ = "verification"
    __table_args__ = (
        Index("ix_verification_plan_id_result", "plan_id", "result", "removed_in"),
        Index("ix_verification_problem_id", "problem_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("verification_plan.id", ondelete="CASCADE"))
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"))
    place: Mapped[int | None] = mapped_column(Integer)
    """Number on the sheet of its plan."""
    stratum: Mapped[str | None] = mapped_column(String(300))
    team: Mapped[str | None] = mapped_column(String(100))
    result: Mapped[str | None] = mapped_column(String(40))
    """Null until it was checked."""
    checked_on: Mapped[date | None] = mapped_column(Date)
    verifier: Mapped[str | None] = mapped_column(String(200))
    finding: Mapped[str | None] = mapped_column(Text)
    demand: Mapped[str | None] = mapped_column(Text)
    """What must still be done, and by when, after a failed check."""
    status_before: Mapped[str | None] = mapped_column(String(40))
    child_id: Mapped[int | None] = mapped_column(ForeignKey("problem.id"))
    """The problem that a rebound opened."""
    source: Mapped[str | None] = mapped_column(String(300))
    """File, sheet and row of the returned sheet; null when typed."""
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)
