"""The declarative base, the naming of constraints, and the column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Integer, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Root of all mapped classes; names every constraint so that migrations can address it.

    This stays SQLAlchemy's own mapper: an imitation without it would start a little faster, and nobody would know it.
    """

    metadata = MetaData(naming_convention=NAMING)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept exactly as whole millionths, so that both databases add it up without rounding."""

    impl = Integer
    cache_ok = True
    SCALE = 1_000_000

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Decimal, int or numeric text to millionths."""
        return None if value is None else int(Decimal(value) * self.SCALE)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Millionths to a decimal without trailing zeros."""
        if value is None:
            return None
        exact = (Decimal(value) / self.SCALE).normalize()
        return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact
