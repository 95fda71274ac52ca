"""状态与流转: the states, which moves between them are allowed to whom, and what each asks for."""

from __future__ import annotations

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.schema.base import Base


class Status(Base):
    """状态: a state a problem can be in. ``phase`` groups states: open, checking, closing, closed, standing, aside."""

    __tablename__ = "status"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    position: Mapped[int] = mapped_column(Integer)
    phase: Mapped[str] = mapped_column(String(20))
    tone: Mapped[str] = mapped_column(String(20))
    """Colour by meaning: grey, blue, amber, red, purple or green."""
    counts_unrectified: Mapped[bool] = mapped_column(default=True)
    """Whether a problem in this state still counts as not rectified."""
    active: Mapped[bool] = mapped_column(default=True, server_default="1")
    """A state that is no longer offered keeps the problems that are in it."""


class Role(Base):
    """角色: what a person may decide; ``actor.role`` names one."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    note: Mapped[str | None] = mapped_column(String(200))
    is_default: Mapped[bool] = mapped_column(default=False, server_default="0")
    """The role of a person who was given none."""
    position: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    active: Mapped[bool] = mapped_column(default=True, server_default="1")


class StatusMove(Base):
    """流转: one move that is allowed; what is not here is refused."""

    __tablename__ = "status_move"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    from_status: Mapped[str] = mapped_column(String(40))
    """Empty for a row that a list of an earlier time brings in this state (``--as-history``)."""
    to_status: Mapped[str] = mapped_column(String(40))
    roles: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    """JSON list of role names; empty for everybody."""
    categories: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    """JSON list of problem categories; empty for all."""
    required: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    """JSON list of fields that must be filled to move, besides those of the state itself."""
    needs_reason: Mapped[bool] = mapped_column(default=False, server_default="0")
    gate: Mapped[str] = mapped_column(String(20), default="", server_default="")
    """closure: only when the closing gate (销号条件, 审核, 公示) is passed; else empty."""
    active: Mapped[bool] = mapped_column(default=True, server_default="1")


class StatusField(Base):
    """A field that must be filled in a state, or that nobody may change while in it."""

    __tablename__ = "status_field"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    status: Mapped[str] = mapped_column(String(40))
    field: Mapped[str] = mapped_column(String(60))
    """Key of a field of the ledger."""
    mode: Mapped[str] = mapped_column(String(10))
    """required or readonly."""
    categories: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    active: Mapped[bool] = mapped_column(default=True, server_default="1")
