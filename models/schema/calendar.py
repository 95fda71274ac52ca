"""工作日历: what the State Council arranged for each year, and the reasons that people choose from."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base


class CalendarYear(Base):
    """A year whose holidays and make-up workdays are known; every other year is counted Monday to Friday (预估)."""

    __tablename__ = "calendar_year"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    year: Mapped[int] = mapped_column(Integer, unique=True)
    source: Mapped[str | None] = mapped_column(String(300))
    """Number of the notice, e.g. 国办发明电〔2017〕12号, or where the table comes from."""
    notice: Mapped[str | None] = mapped_column(Text)
    """The words of the notice as pasted."""


class CalendarDay(Base):
    """A day that is not what its weekday says: a holiday, also on a weekend, or a weekend that is worked (调休上班)."""

    __tablename__ = "calendar_day"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    day: Mapped[date] = mapped_column(Date, unique=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("calendar_year.id", ondelete="CASCADE"), index=True)
    """The notice that arranged it; 2008-12-31 may be arranged by the notice of 2009."""
    kind: Mapped[str] = mapped_column(String(10))
    """holiday or workday."""
    name: Mapped[str | None] = mapped_column(String(40))
    """春节, 国庆节 …; null where unknown."""


class Reason(Base):
    """原因用语: words offered where a step asks for its reason; typed ones are allowed beside them."""

    __tablename__ = "reason"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    """return (退回), revoke (撤销销号), extend (延期), suspend (暂停), skip (跳级), step_down (降级), objection."""
    text: Mapped[str] = mapped_column(String(200))
    origin: Mapped[str | None] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    active: Mapped[bool] = mapped_column(default=True)
