"""Reads the definitions of the custom fields of a ledger, at opening and after each change; needs no mapped tables."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, text

from models.custom_fields import CustomFieldSpec

_ALL = text("SELECT id, key, title, kind, options, unit, position, active FROM custom_field ORDER BY position, id")


def read_specs(connection: Connection) -> tuple[CustomFieldSpec, ...]:
    """All that were ever made, retired ones too, in the order of their position; at most 32."""
    return tuple(
        CustomFieldSpec(
            row.id, row.key, row.title, row.kind, _options(row.options), row.unit or "", row.position, bool(row.active)
        )
        for row in connection.execute(_ALL)
    )


def _options(written: str) -> tuple[str, ...]:
    found: Any = json.loads(written or "[]")
    return tuple(str(one) for one in found)
