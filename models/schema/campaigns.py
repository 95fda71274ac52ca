"""Where problems come from: campaigns, their rounds, and the sites visited in a round."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base


class Campaign(Base):
    """任务来源 / 专项行动: what a list belongs to, e.g. 2018—2019 强化监督."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    issuer: Mapped[str | None] = mapped_column(String(200))
    started_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    is_open: Mapped[bool] = mapped_column(default=True)


class Round(Base):
    """轮次: an ordinal of a campaign as the lists write it (``problem.round`` holds the same words)."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("campaign_id", "name"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    name: Mapped[str] = mapped_column(String(60))
    ordinal: Mapped[int | None] = mapped_column(Integer)
    started_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)
    teams: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str | None] = mapped_column(Text)


class Visit(Base):
    """现场检查: one site visited in a round, with or without a problem found."""

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_city_visited_on", "city", "visited_on"),
        Index("ix_visit_round_id_city", "round_id", "city"),
        Index("ix_visit_visited_on", "visited_on", "removed_in"),
        Index("ix_visit_problem_id", "problem_id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    visited_on: Mapped[date | None] = mapped_column(Date)
    team: Mapped[str | None] = mapped_column(String(100))
    province: Mapped[str | None] = mapped_column(String(40))
    city: Mapped[str | None] = mapped_column(String(60))
    county: Mapped[str | None] = mapped_column(String(60))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    site_name: Mapped[str | None] = mapped_column(String(300))
    address: Mapped[str | None] = mapped_column(String(300))
    longitude: Mapped[float | None] = mapped_column(Float)
    latitude: Mapped[float | None] = mapped_column(Float)
    finding: Mapped[str | None] = mapped_column(Text)
    found_problem: Mapped[bool] = mapped_column(default=False)
    problem_id: Mapped[int | None] = mapped_column(ForeignKey("problem.id"))
    number: Mapped[str | None] = mapped_column(String(100))
    """The visit's own number in its log."""
    town: Mapped[str | None] = mapped_column(String(100))
    industry: Mapped[str | None] = mapped_column(String(200))
    inspectors: Mapped[str | None] = mapped_column(String(200))
    remarks: Mapped[str | None] = mapped_column(Text)
    extra: Mapped[str | None] = mapped_column(Text)
    """The log's own other columns by their header, as a JSON object."""
    identity_key: Mapped[str | None] = mapped_column(String(40), index=True)
    """Digest of round, day, place and site as last imported; equal keys are the same visit."""
    trace_id: Mapped[int | None] = mapped_column(Integer)
    """``batch_row.id`` of the import that last wrote this row."""
    created_in: Mapped[int | None] = mapped_column(Integer)
    removed_in: Mapped[int | None] = mapped_column(ForeignKey("change_set.id"))
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
