"""报送任务: who reports what and when, and what was sent."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base


class Duty(Base):
    """A report that a level owes at set times; its dates are computed, only what was sent is stored."""

    __tablename__ = "duty"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    preset: Mapped[str] = mapped_column(String(60))
    """双周调度, 月通报, 三级三时五报 …: the group it belongs to."""
    name: Mapped[str] = mapped_column(String(100))
    """What is reported, e.g. 整改进展调度表."""
    level: Mapped[str] = mapped_column(String(20))
    """省级, 市级, 县级, 部门 …"""
    units: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    """JSON list of unit names; ["*city"] for each city that has problems, ["*county"] for each county."""
    recipient: Mapped[str | None] = mapped_column(String(200))
    recurrence: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    """JSON object: kind (daily, weekly, fortnightly, monthly, quarterly, yearly, once, undefined) and its day."""
    due_time: Mapped[str | None] = mapped_column(String(5))
    """17:00; null for the end of the day."""
    shift: Mapped[str] = mapped_column(String(10), default="later", server_default="later")
    """On a rest day: later (顺延), earlier (提前) or none."""
    remind_workdays: Mapped[int] = mapped_column(Integer, default=2, server_default="2")
    origin: Mapped[str | None] = mapped_column(Text)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    position: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    active: Mapped[bool] = mapped_column(default=True, server_default="1")


class DutyReport(Base):
    """What a unit sent for a period, and when; a correction stands beside the first."""

    __tablename__ = "duty_report"
    __table_args__ = (UniqueConstraint("duty_id", "unit", "period", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duty.id", ondelete="CASCADE"))
    unit: Mapped[str] = mapped_column(String(300))
    period: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    due_on: Mapped[date | None] = mapped_column(Date)
    """When it was due by the rule of that day."""
    sent_at: Mapped[datetime] = mapped_column(DateTime)
    sent_by: Mapped[str | None] = mapped_column(String(100))
    what: Mapped[str | None] = mapped_column(Text)
    """What was sent: names of files, number of the letter."""
    document_number: Mapped[str | None] = mapped_column(String(100))
    remarks: Mapped[str | None] = mapped_column(Text)
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)
