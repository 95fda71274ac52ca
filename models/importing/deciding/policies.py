"""Who wins for each field, the file or the ledger: presets, the ledger's own choice, a profile's, and this import's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Table, select

from models.errors import UserError
from models.importing.choices import POLICY_WORDS, Policy, Side
from models.importing.field_list import FIELDS, GROUP_OF
from models.paths import resource
from models.schema import RuleSetting

RULE_KEY = "import_policies"
"""Key of the rule setting that holds the ledger's own policies, as a JSON object of field to policy."""
_RULE: Table = RuleSetting.__table__  # type: ignore[assignment]
_LEADS = {
    "deadline_kind": "deadline_text", "deadline": "deadline_text", "accountability_category": "category",
    "regions": "county",
}  # fmt: skip
"""Fields that are read from another one follow its policy."""
_APPENDED = frozenset({"long"})


@dataclass(frozen=True)
class Policies:
    """The policies of one import. ``chosen`` is what a person said for this import and outranks everything."""

    settled: Mapping[str, Policy] = field(default_factory=dict[str, Policy])
    chosen: Mapping[str, Policy] = field(default_factory=dict[str, Policy])

    def of(self, name: str) -> Policy:
        """The policy of a field; one that cannot be appended to is asked for instead."""
        lead = _LEADS.get(name, name)
        found = self.chosen.get(lead) or self.settled.get(lead) or "file"
        return "ask" if found == "append" and FIELDS[lead][1] not in _APPENDED else found

    def forced(self, name: str) -> bool:
        """Whether a person said for this import that the file wins, even over what was edited here."""
        return self.chosen.get(_LEADS.get(name, name)) == "file"

    @property
    def all_forced(self) -> frozenset[str]:
        """The fields for which it does."""
        return frozenset(name for name in FIELDS if self.forced(name)) if self.chosen else frozenset()

    @property
    def barred(self) -> frozenset[str]:
        """Fields that are not imported at all, not even for new problems."""
        return frozenset(name for name in FIELDS if self.of(name) == "never")


def policies_of(
    connection: Connection, profile: Mapping[str, Policy] | None = None, chosen: Mapping[str, Policy] | None = None
) -> Policies:
    """The policies of an import into this ledger."""
    stored = connection.execute(select(_RULE.c.value).where(_RULE.c.key == RULE_KEY)).scalar()
    own: dict[str, Policy] = json.loads(stored) if stored else {}
    return Policies({**preset_policies(), **own, **(profile or {})}, leading(chosen or {}))


def leading(chosen: Mapping[str, Policy]) -> dict[str, Policy]:
    """Policies under the fields that others follow."""
    return {_LEADS.get(name, name): policy for name, policy in chosen.items()}


@cache
def preset_policies() -> dict[str, Policy]:
    """The shipped policies by field."""
    return dict(_preset()["fields"])


def preset_origin() -> str:
    """Where the shipped policies come from, in words."""
    return str(_preset()["origin"])


@cache
def _preset() -> dict[str, Any]:
    return json.loads(resource("import/field_policies.json").read_text(encoding="utf-8"))


def read_policy(text: str) -> Policy:
    """``file`` or 以文件为准 as a policy; UserError for anything else."""
    by_word = {word: name for name, word in POLICY_WORDS.items()}
    name = by_word.get(text.strip(), text.strip())
    if name not in POLICY_WORDS:
        raise UserError(f"没有“{text}”这种处理方式", advice="可用的有" + "、".join(POLICY_WORDS.values()))
    return cast("Policy", name)


def side_of(name: str, sides: Mapping[str, Side]) -> Side | None:
    """What a person decided for a field of a row, or for one that belongs to it."""
    if not sides:
        return None
    return next((sides[member] for member in (name, *GROUP_OF.get(name, ())) if member in sides), None)
