"""Numbers that the importer goes by and that a bureau may change: read from the ledger, else from the presets."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, select

from models.paths import resource
from models.schema import RuleSetting

_RULE: Table = RuleSetting.__table__  # type: ignore[assignment]


def import_rule(connection: Connection, key: str) -> int:
    """The rule as this ledger has it; ledgers made before the rule existed follow the preset."""
    stored = connection.execute(select(_RULE.c.value).where(_RULE.c.key == key)).scalar()
    return int(json.loads(stored)) if stored is not None else int(_presets()[key])


@cache
def _presets() -> dict[str, Any]:
    lines: list[dict[str, Any]] = json.loads(resource("presets/rules.json").read_text(encoding="utf-8"))
    return {line["key"]: line["value"] for line in lines}
