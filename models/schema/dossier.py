"""What gathers behind a problem while it is worked on: progress by period, evidence with its versions, notes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, DateTime, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base, ExactDecimal


class ProgressReport(Base):
    """进展 / 调度填报: what a unit reported for a period; a later report of the period stands beside the earlier."""

    __tablename__ = "progress_report"
    __table_args__ = (Index("ix_progress_report_problem_id_period", "problem_id", "period"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"))
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))
    """The measure it is about; null for the problem as a whole."""
    period: Mapped[str] = mapped_column(String(20))
    """2019-04 for a month, else the words of the period, e.g. 2019年第8次双周调度."""
    reported_on: Mapped[date | None] = mapped_column(Date)
    unit: Mapped[str | None] = mapped_column(String(300))
    text: Mapped[str | None] = mapped_column(Text)
    percent: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    """How much is done by what the unit says, 0 to 100."""
    said_status: Mapped[str | None] = mapped_column(String(200))
    """As reported; it never moves the state of the problem."""
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)


class Evidence(Base):
    """佐证材料: a document or picture that shows something about a problem; its contents are its versions."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"), index=True)
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))
    title: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str | None] = mapped_column(String(40))
    """整改前照片, 整改后照片, 验收意见 …"""
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)


class EvidenceVersion(Base):
    """One state of a piece of evidence: a file kept under its SHA-256 in the ledger's folder, never overwritten."""

    __tablename__ = "evidence_version"
    __table_args__ = (UniqueConstraint("evidence_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    """1 for the first."""
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(300))
    """The file's own name when it was added."""
    size: Mapped[int] = mapped_column(Integer)
    """Bytes."""
    media_type: Mapped[str | None] = mapped_column(String(100))
    added_at: Mapped[datetime] = mapped_column(DateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    note: Mapped[str | None] = mapped_column(String(300))
    taken_at: Mapped[datetime | None] = mapped_column(DateTime)
    """When a picture says it was taken, local time."""
    longitude: Mapped[float | None] = mapped_column(Float)
    latitude: Mapped[float | None] = mapped_column(Float)
    likeness: Mapped[str | None] = mapped_column(String(16))
    """Difference hash of a picture, 64 bits in hexadecimal; near-same pictures differ in few bits."""
    saved_by: Mapped[str | None] = mapped_column(String(200))
    """Who an Office file says saved it last, with the company where it names one."""
    has_text: Mapped[bool | None] = mapped_column()
    """Whether words can be read from a PDF; null where unknown."""
    facts_read: Mapped[bool] = mapped_column(default=False, server_default="0")
    """Whether the three above were looked for."""
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)


class Note(Base):
    """备忘: what the clerk wants to remember about a problem; it is printed only when asked for."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(DateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    text: Mapped[str] = mapped_column(Text)
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)
