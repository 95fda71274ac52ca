"""Reads the definitions of the custom fields of a ledger, at opening and after each change."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Table, select

from models.custom_fields import CustomFieldSpec
from models.schema import CustomField

_FIELD: Table = CustomField.__table__  # type: ignore[assignment]
_ALL = select(_FIELD).order_by(_FIELD.c.position, _FIELD.c.id)


def read_specs(connection: Connection) -> tuple[CustomFieldSpec, ...]:
    """All that were ever made, retired ones too, in the order of their position; at most 32."""
    return tuple(
        CustomFieldSpec(
            row.id, row.key, row.title, row.kind, _options(row.options), row.unit or "", row.position, bool(row.active)
        )
        for row in connection.execute(_ALL)
    )


def _options(text: str) -> tuple[str, ...]:
    found: Any = json.loads(text or "[]")
    return tuple(str(one) for one in found)
