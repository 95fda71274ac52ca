"""What a bureau adds to the ledger of its own: fields, marks, and what it found to be right all the same."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base


class CustomField(Base):
    """自定义字段: a column of the bureau's own. ``key`` names the column of ``problem`` that was given to it."""

    __tablename__ = "custom_field"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    """custom_text_01 …, custom_date_01 …, custom_number_01 …; never given out twice."""
    title: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(10))
    """text, long, choice, bool, date or decimal."""
    options: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    """The words that a choice offers, as a JSON list."""
    unit: Mapped[str | None] = mapped_column(String(20))
    """Unit of a number, e.g. 万元."""
    position: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    active: Mapped[bool] = mapped_column(default=True)


class MarkingRule(Base):
    """标记规则: rows that a condition finds carry a word, an icon and a tint."""

    __tablename__ = "marking_rule"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    word: Mapped[str] = mapped_column(String(20))
    icon: Mapped[str] = mapped_column(String(40))
    tone: Mapped[str] = mapped_column(String(20))
    """Colour by meaning: grey, blue, amber, red, purple or green."""
    condition: Mapped[str] = mapped_column(Text)
    """In the condition language of the ledger."""
    field: Mapped[str | None] = mapped_column(String(60))
    """The cell that is tinted; null for the whole row."""
    position: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    active: Mapped[bool] = mapped_column(default=True)


class QualityException(Base):
    """核对无误: a finding of a check that a person looked at and let stand, with the reason."""

    __tablename__ = "quality_exception"
    __table_args__ = (UniqueConstraint("check_key", "problem_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    check_key: Mapped[str] = mapped_column(String(40))
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(DateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)


class QualityRun(Base):
    """体检: how many rows a check found when it ran last, so that the page stands at once and shows what changed."""

    __tablename__ = "quality_run"

    check_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    found: Mapped[int] = mapped_column(Integer)
    before: Mapped[int | None] = mapped_column(Integer)
    """What the run before it found."""
    at: Mapped[datetime] = mapped_column(DateTime)
