"""Rules and choices that are data: categories, views, settings, counters."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base


class Meta(Base):
    """Facts about the ledger itself: its id, name and when it was made."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Category(Base):
    """问题类别 of the preset list; ``accountability_category`` is one of the four of the ministry, or null."""

    __tablename__ = "category"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    accountability_category: Mapped[str | None] = mapped_column(String(60))
    active: Mapped[bool] = mapped_column(default=True)


class CategoryAlias(Base):
    """A wording that lists use for a category."""

    __tablename__ = "category_alias"

    wording: Mapped[str] = mapped_column(String(100), primary_key=True)
    category: Mapped[str] = mapped_column(ForeignKey("category.name"))
    learned: Mapped[bool] = mapped_column(default=False)


class RuleSetting(Base):
    """A parameter of a rule, e.g. how many days count as near due; JSON value with its origin."""

    __tablename__ = "rule_setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(String(200))
    origin: Mapped[str | None] = mapped_column(Text)


class SavedView(Base):
    """A named view of a page: filter, columns, order, widths and sort as a JSON object."""

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    page: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(100))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    """Null for a view that the whole bureau shares."""
    content: Mapped[str] = mapped_column(Text)


class NumberCounter(Base):
    """The last ledger number given out under a prefix; only ever grows, so that no number is used twice."""

    __tablename__ = "number_counter"

    prefix: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int] = mapped_column(Integer)
