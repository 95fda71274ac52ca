"""The ledger's own answer to who wins when a list is imported, field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Table, insert, select, update

from models.errors import UserError
from models.operations.change import Change
from models.operations.history import open_change_set
from models.queries.fields import FIELDS
from models.schema import RuleSetting

if TYPE_CHECKING:
    from models.store import Ledger

_RULE: Table = RuleSetting.__table__  # type: ignore[assignment]
KEY = "import_policies"
TITLE = "导入时各字段以谁为准"
_POLICIES = ("file", "fill", "keep", "append", "ask", "never")


def import_policies(ledger: Ledger) -> dict[str, str]:
    """The policies that this ledger sets itself; fields that are not named follow the preset."""
    with ledger.reading() as connection:
        stored = connection.execute(select(_RULE.c.value).where(_RULE.c.key == KEY)).scalar()
    return json.loads(stored) if stored else {}


def set_import_policies(ledger: Ledger, policies: Mapping[str, str | None]) -> Change:
    """Change the policies of some fields for every later import; None goes back to the preset."""
    wrong = [name for name, policy in policies.items() if name not in FIELDS or policy not in (None, *_POLICIES)]
    if wrong:
        raise UserError(f"没有这个字段或这种处理方式：{'、'.join(wrong)}")
    with ledger.writing() as connection:
        stored = connection.execute(select(_RULE.c.value).where(_RULE.c.key == KEY)).scalar()
        before: dict[str, str] = json.loads(stored) if stored else {}
        after = {name: policy for name, policy in {**before, **policies}.items() if policy}
        if before == after:
            return Change(0, TITLE, frozenset(), frozenset(), "setting")
        text = json.dumps(after, ensure_ascii=False)
        if stored is None:
            connection.execute(insert(_RULE).values(key=KEY, value=text, title=TITLE))
        else:
            connection.execute(update(_RULE).where(_RULE.c.key == KEY).values(value=text))
        named = "、".join(FIELDS[name].title for name in policies)
        words = f"修改导入时以谁为准：{named}"[:200]
        recorder = open_change_set(connection, ledger.actor, words, kind="setting")
        recorder.changed(0, KEY, before, after, entity="rule_setting")
        recorder.close()
        return Change(recorder.id, words, frozenset(), frozenset(), "setting")
