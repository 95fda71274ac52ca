"""Divisions with their other names and named sets, and the units and people that act."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base


class Region(Base):
    """行政区: a GB/T 2260 unit down to county level, or a functional zone with a statistical code."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), index=True)
    level: Mapped[str] = mapped_column(String(10))
    """province, city, county or zone."""
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    """Last day on which the name was official; null while it is."""
    today_code: Mapped[str | None] = mapped_column(String(12))
    """Where a unit that no longer exists went."""


class RegionAlias(Base):
    """Another name of a region: short, former, or the bureau's own."""

    __tablename__ = "region_alias"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    name: Mapped[str] = mapped_column(String(60), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    """short, former or own."""
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str | None] = mapped_column(String(200))


class RegionSetMember(Base):
    """Membership of a city in a named set such as 2+26 or 汾渭平原."""

    __tablename__ = "region_set_member"

    set_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), primary_key=True)
    set_name: Mapped[str] = mapped_column(String(60))


class Organisation(Base):
    """单位: responsible, lead, supporting, supervising or accepting unit."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str | None] = mapped_column(String(40))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    phone: Mapped[str | None] = mapped_column(String(60))


class Actor(Base):
    """经办人: whoever does something; every change, signature and lock names one."""

    __tablename__ = "actor"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    unit: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[str | None] = mapped_column(String(40))
    """Name of a role; null for the default one."""
