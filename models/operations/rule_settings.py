"""Rules that a bureau may set for itself, e.g. how many days before its deadline a problem counts as near due."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, insert, select, update

from models.errors import UserError
from models.operations.change import Change
from models.operations.history import open_change_set
from models.rule_forms import MOST, RuleForm, Value, rule_forms
from models.schema import RuleSetting

if TYPE_CHECKING:
    from models.store import Ledger

_RULE: Table = RuleSetting.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class RuleLine:
    """One rule with its present value and where it comes from."""

    key: str
    value: Any
    title: str
    origin: str


def list_rules(ledger: Ledger) -> list[RuleLine]:
    """The rules of this ledger."""
    with ledger.reading() as connection:
        rows = connection.execute(select(_RULE).order_by(_RULE.c.key))
        return [RuleLine(row.key, json.loads(row.value), row.title, row.origin or "") for row in rows]


def set_rule(ledger: Ledger, key: str, value: Value, title: str = "") -> Change:
    """Set a rule; UserError for a value outside its limits. Everything computed from it may change."""
    form = rule_forms().get(key)
    name = title or (form.title if form is not None else key)
    shown = _checked(form, value, name)
    with ledger.writing() as connection:
        row = connection.execute(select(_RULE).where(_RULE.c.key == key)).one_or_none()
        words = f"{name}改为 {shown}"[:200]
        before = json.loads(row.value) if row is not None else None
        if before == value:
            return Change(0, words, frozenset(), frozenset(), "setting")
        stored = json.dumps(value, ensure_ascii=False)
        if row is None:
            origin = form.origin if form is not None else None
            connection.execute(insert(_RULE).values(key=key, value=stored, title=name, origin=origin))
        else:
            connection.execute(update(_RULE).where(_RULE.c.key == key).values(value=stored))
        recorder = open_change_set(connection, ledger.actor, words, kind="setting")
        recorder.changed(0, key, before, value, entity="rule_setting")
        recorder.close()
        return Change(recorder.id, words, None, frozenset(), "setting")


def _checked(form: RuleForm | None, value: Value, name: str) -> str:
    """The value in words; UserError where it does not fit."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        choices: Mapping[str, str] = form.choices if form is not None else dict[str, str]()
        if value not in choices:
            raise UserError(f"“{name}”没有“{value}”这个选项", advice="可选的有" + "、".join(choices.values()))
        return choices[value]
    low, high = (form.least, form.most) if form is not None else (0, MOST)
    if not low <= value <= high:
        raise UserError(f"“{name}”应在 {low} 到 {high} 之间")
    return f"{value} {form.unit}".rstrip() if form is not None else str(value)
