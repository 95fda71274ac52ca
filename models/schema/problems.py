"""The row of the ledger, the places and pollutants it concerns, its links and its measures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Date, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base, ExactDecimal

_LISTED = ("campaign_id", "removed_in")
"""Last columns of the indexes that lists are sorted and counted by: with them the wide rows are never touched."""


class Problem(Base):
    """问题: one matter to rectify.

    ``said_status`` is what a list says; ``status`` is what the ledger decided and only operations move it.
    ``deadline_text`` is the source's wording, ``deadline_kind`` and ``deadline`` its reading.
    A removed row stays, with ``removed_in`` naming the change set that removed it; lists leave it out.
    ``trace_id`` names the row of an import that last wrote it.
    """

    __tablename__ = "problem"
    __table_args__ = (
        Index("ix_problem_campaign_id_identity_key", "campaign_id", "identity_key"),
        Index("ix_problem_campaign_id_number", "campaign_id", "number"),
        Index("ix_problem_city_status_deadline", "city", "status", "deadline", *_LISTED),
        Index("ix_problem_status_deadline", "status", "deadline", *_LISTED),
        Index("ix_problem_deadline", "deadline", *_LISTED),
        Index("ix_problem_site_key", "site_key"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    ledger_number: Mapped[str] = mapped_column(String(40), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[str | None] = mapped_column(String(100))
    round: Mapped[str | None] = mapped_column(String(60))
    list_number: Mapped[str | None] = mapped_column(String(60))
    province: Mapped[str | None] = mapped_column(String(40))
    city: Mapped[str | None] = mapped_column(String(60))
    county: Mapped[str | None] = mapped_column(String(60))
    town: Mapped[str | None] = mapped_column(String(100))
    site_name: Mapped[str | None] = mapped_column(String(500))
    credit_code: Mapped[str | None] = mapped_column(String(60))
    address: Mapped[str | None] = mapped_column(String(500))
    longitude: Mapped[float | None] = mapped_column(Float)
    latitude: Mapped[float | None] = mapped_column(Float)
    industry: Mapped[str | None] = mapped_column(String(200))
    category: Mapped[str | None] = mapped_column(String(200))
    accountability_category: Mapped[str | None] = mapped_column(String(60))
    weight: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    falsified: Mapped[bool | None] = mapped_column()
    description: Mapped[str | None] = mapped_column(Text)
    requirement: Mapped[str | None] = mapped_column(Text)
    measures: Mapped[str | None] = mapped_column(Text)
    goal: Mapped[str | None] = mapped_column(Text)
    deadline_text: Mapped[str | None] = mapped_column(Text)
    deadline_kind: Mapped[str | None] = mapped_column(String(20))
    deadline: Mapped[date | None] = mapped_column(Date)
    deadline_rule: Mapped[str | None] = mapped_column(Text)
    """How a counted deadline was reached, in words; null where the source names the day."""
    deadline_estimated: Mapped[bool] = mapped_column(server_default="0")
    """预估: it passes through a year whose holidays were not known."""
    original_deadline: Mapped[date | None] = mapped_column(Date)
    """The deadline before the first extension; null where there was none."""
    suspended_until: Mapped[date | None] = mapped_column(Date)
    """Last day of a suspension; one that is past is over."""
    timeliness: Mapped[str | None] = mapped_column(String(10))
    """按期 or 超期, decided at closing and kept for ever."""
    responsible_unit: Mapped[str | None] = mapped_column(String(500))
    responsible_person: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(100))
    inspection_team: Mapped[str | None] = mapped_column(String(200))
    found_on: Mapped[date | None] = mapped_column(Date)
    assigned_on: Mapped[date | None] = mapped_column(Date)
    progress: Mapped[str | None] = mapped_column(Text)
    said_status: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(40))
    completed_on: Mapped[date | None] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)
    remarks: Mapped[str | None] = mapped_column(Text)
    extra: Mapped[str | None] = mapped_column(Text)
    """The source's own other columns by their header, as a JSON object."""
    identity_key: Mapped[str | None] = mapped_column(String(40))
    """Digest of place, site and description as last imported; equal keys are the same matter."""
    site_key: Mapped[str | None] = mapped_column(String(40))
    """Digest of place and site as last imported; finds rows that are only similar."""
    trace_id: Mapped[int | None] = mapped_column(Integer)
    """``batch_row.id`` of the import that last wrote this row (no constraint: the two tables point at each other)."""
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, default=1)
    # Columns that a bureau's own fields are given (see CustomField); typed, so that they sort, filter and add up.
    custom_text_01: Mapped[str | None] = mapped_column(Text)
    custom_text_02: Mapped[str | None] = mapped_column(Text)
    custom_text_03: Mapped[str | None] = mapped_column(Text)
    custom_text_04: Mapped[str | None] = mapped_column(Text)
    custom_text_05: Mapped[str | None] = mapped_column(Text)
    custom_text_06: Mapped[str | None] = mapped_column(Text)
    custom_text_07: Mapped[str | None] = mapped_column(Text)
    custom_text_08: Mapped[str | None] = mapped_column(Text)
    custom_text_09: Mapped[str | None] = mapped_column(Text)
    custom_text_10: Mapped[str | None] = mapped_column(Text)
    custom_text_11: Mapped[str | None] = mapped_column(Text)
    custom_text_12: Mapped[str | None] = mapped_column(Text)
    custom_text_13: Mapped[str | None] = mapped_column(Text)
    custom_text_14: Mapped[str | None] = mapped_column(Text)
    custom_text_15: Mapped[str | None] = mapped_column(Text)
    custom_text_16: Mapped[str | None] = mapped_column(Text)
    custom_date_01: Mapped[date | None] = mapped_column(Date)
    custom_date_02: Mapped[date | None] = mapped_column(Date)
    custom_date_03: Mapped[date | None] = mapped_column(Date)
    custom_date_04: Mapped[date | None] = mapped_column(Date)
    custom_date_05: Mapped[date | None] = mapped_column(Date)
    custom_date_06: Mapped[date | None] = mapped_column(Date)
    custom_date_07: Mapped[date | None] = mapped_column(Date)
    custom_date_08: Mapped[date | None] = mapped_column(Date)
    custom_number_01: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    custom_number_02: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    custom_number_03: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    custom_number_04: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    custom_number_05: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    custom_number_06: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    custom_number_07: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    custom_number_08: Mapped[Decimal | None] = mapped_column(ExactDecimal)


class ProblemRegion(Base):
    """A place that a problem concerns; a problem may concern several."""

    __tablename__ = "problem_region"

    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    region_code: Mapped[str | None] = mapped_column(String(12), index=True)
    """Today's code, where the name could be resolved."""


class ProblemPollutant(Base):
    """污染类型: one of the several that a list may name for a problem."""

    __tablename__ = "problem_pollutant"

    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    pollutant: Mapped[str] = mapped_column(String(60), index=True)


class Measure(Base):
    """整改措施: one step of a problem with its own unit and date."""

    __tablename__ = "measure"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    responsible_unit: Mapped[str | None] = mapped_column(String(300))
    due_text: Mapped[str | None] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)
    share: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    """How much of the whole this step is, in percent."""
    percent: Mapped[Decimal | None] = mapped_column(ExactDecimal)
    """How much of the step is done, 0 to 100."""
    completed_on: Mapped[date | None] = mapped_column(Date)
    remarks: Mapped[str | None] = mapped_column(Text)
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)


class ProblemLink(Base):
    """关联: one problem points at another, or at a number that no problem of the ledger has yet.

    ``kind`` is duplicate (重复件), merged (合并到), reopened (疑似反弹 of a closed one) or split (拆分自).
    """

    __tablename__ = "problem_link"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id", ondelete="CASCADE"), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("problem.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str | None] = mapped_column(String(100), index=True)
    """The other's number as the list wrote it."""
    note: Mapped[str | None] = mapped_column(String(300))
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(Integer)
