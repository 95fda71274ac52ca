"""标记规则: rows that a condition finds carry a word, an icon and a tint; made, changed, ordered and deleted here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from models import clock
from models.errors import UserError
from models.operations.change import Change
from models.operations.history import open_change_set
from models.operations.rows import create_row, remove_rows, write_row_changes
from models.paths import resource
from models.queries.fields import FIELDS, PROBLEM
from models.queries.filtering import marking_sql
from models.queries.marks import Marking, mark_rule, rule_condition
from models.schema import MarkingRule

if TYPE_CHECKING:
    from models.store import Ledger

_RULE: Table = MarkingRule.__table__  # type: ignore[assignment]
ENTITY, WORD = "marking_rule", "marks"
"""Its name in history, and what ``Change.fields`` holds after any step of this room."""
ICONS: dict[str, str] = {
    "warning": "惊叹号", "flag": "小旗", "clock": "时钟", "star": "星", "info": "提示", "check": "对勾",
    "search": "放大镜",
}  # fmt: skip
TONES: dict[str, str] = {
    "red": "红", "amber": "黄", "purple": "紫", "blue": "蓝", "green": "绿", "grey": "灰",
}  # fmt: skip
MOST_WORD = 12
"""Longer words do not fit a cell."""


@dataclass(frozen=True)
class RuleDraft:
    """What a person says of a rule; ``field`` null marks the row, else the cell of that field."""

    word: str
    icon: str = "flag"
    tone: str = "amber"
    condition: str = ""
    field: str | None = None
    active: bool = True


@dataclass(frozen=True)
class RuleLine:
    """A rule as the settings list it: ``found`` problems carry it, ``broken`` says why it cannot be read."""

    id: int
    draft: RuleDraft
    found: int
    broken: str = ""


def list_rules(ledger: Ledger) -> list[RuleLine]:
    """All rules in their order, with how many problems each finds today, also those that are switched off."""
    with ledger.reading() as connection:
        rows = connection.execute(select(_RULE).order_by(_RULE.c.position, _RULE.c.id)).all()
        return [_line(connection, row) for row in rows]


def _line(connection: Connection, row: Any) -> RuleLine:
    draft = RuleDraft(row.word, row.icon, row.tone, row.condition, row.field, bool(row.active))
    try:
        return RuleLine(row.id, draft, _count(connection, draft))
    except UserError as error:
        return RuleLine(row.id, draft, 0, error.message)


def preview_count(ledger: Ledger, condition: str) -> int:
    """How many problems a condition finds; UserError says where it cannot be read."""
    with ledger.reading() as connection:
        return _count(connection, RuleDraft("", condition=condition))


def _count(connection: Connection, draft: RuleDraft) -> int:
    rule = mark_rule(connection, clock.today())
    marking = Marking(0, draft.word, draft.icon, draft.tone, rule_condition(draft.condition), None)
    found = select(func.count()).select_from(PROBLEM).where(PROBLEM.c.removed_in.is_(None), marking_sql(marking, rule))
    return int(connection.execute(found).scalar_one())


def checked(draft: RuleDraft) -> RuleDraft:
    """The rule as it is kept; UserError says what is missing or cannot be read."""
    word = " ".join(draft.word.split())
    if not word:
        raise UserError("标记要有文字", advice="例如“逾期20天以上”")
    if len(word) > MOST_WORD:
        raise UserError(f"标记文字最多 {MOST_WORD} 个字，现在有 {len(word)} 个字")
    if draft.icon not in ICONS or draft.tone not in TONES:
        raise UserError("标记要有图标和颜色")
    if draft.field is not None and draft.field not in FIELDS:
        raise UserError("要标记的那一列已经没有了", advice="请另选一列，或标记整行")
    condition = draft.condition.strip()
    if not condition:
        raise UserError("标记规则要有条件", advice="例如 弄虚作假 = 是")
    rule_condition(condition)
    return RuleDraft(word, draft.icon, draft.tone, condition, draft.field, draft.active)


def add_rules(ledger: Ledger, drafts: Sequence[RuleDraft]) -> Change:
    """Add rules behind those there are, in one step."""
    with ledger.writing() as connection:
        kept = [checked(draft) for draft in drafts]
        if not kept:
            raise UserError("没有要添加的标记规则")
        title = f"添加标记规则“{kept[0].word}”" if len(kept) == 1 else f"添加 {len(kept)} 条标记规则"
        recorder = open_change_set(connection, ledger.actor, title)
        last = connection.execute(select(func.max(_RULE.c.position))).scalar() or 0
        for place, draft in enumerate(kept, start=int(last) + 1):
            create_row(connection, recorder, ENTITY, _values(draft) | {"position": place})
        recorder.close()
        return _change(recorder.id, title)


def change_rule(ledger: Ledger, rule_id: int, draft: RuleDraft) -> Change:
    """Give a rule other words, looks or another condition."""
    with ledger.writing() as connection:
        kept = checked(draft)
        title = f"修改标记规则“{kept.word}”"
        recorder = open_change_set(connection, ledger.actor, title)
        write_row_changes(connection, recorder, ENTITY, rule_id, _values(kept))
        recorder.close()
        return _change(recorder.id, title)


def switch_rule(ledger: Ledger, rule_id: int, active: bool) -> Change:
    """Go by a rule, or leave it aside."""
    with ledger.writing() as connection:
        word = connection.execute(select(_RULE.c.word).where(_RULE.c.id == rule_id)).scalar() or ""
        title = f"{'启用' if active else '停用'}标记规则“{word}”"
        recorder = open_change_set(connection, ledger.actor, title)
        write_row_changes(connection, recorder, ENTITY, rule_id, {"active": active})
        recorder.close()
        return _change(recorder.id, title)


def delete_rule(ledger: Ledger, rule_id: int) -> Change:
    """Delete a rule; undo brings it back."""
    with ledger.writing() as connection:
        word = connection.execute(select(_RULE.c.word).where(_RULE.c.id == rule_id)).scalar()
        if word is None:
            raise UserError("这条标记规则已经不在了", advice="请刷新")
        title = f"删除标记规则“{word}”"
        recorder = open_change_set(connection, ledger.actor, title)
        remove_rows(connection, recorder, ENTITY, [rule_id])
        recorder.close()
        return _change(recorder.id, title)


def move_rule(ledger: Ledger, rule_id: int, by: int) -> Change:
    """Move a rule up (-1) or down (1): of several on one cell the first gives the colour."""
    with ledger.writing() as connection:
        rows = connection.execute(select(_RULE.c.id, _RULE.c.word).order_by(_RULE.c.position, _RULE.c.id)).all()
        ids = [row.id for row in rows]
        if rule_id not in ids:
            raise UserError("这条标记规则已经不在了", advice="请刷新")
        place = ids.index(rule_id)
        title = f"调整标记规则“{rows[place].word}”的次序"
        target = min(max(place + by, 0), len(ids) - 1)
        if target == place:
            return Change(0, title, frozenset(), frozenset(), "edit")
        ids.insert(target, ids.pop(place))
        recorder = open_change_set(connection, ledger.actor, title)
        for position, key in enumerate(ids, start=1):
            write_row_changes(connection, recorder, ENTITY, key, {"position": position})
        recorder.close()
        return _change(recorder.id, title)


def missing_presets(ledger: Ledger) -> list[RuleDraft]:
    """The rules shipped with the program that this ledger does not have, by their word."""
    with ledger.reading() as connection:
        known = set(connection.execute(select(_RULE.c.word)).scalars())
    return [draft for draft in preset_rules() if draft.word not in known]


def preset_rules() -> list[RuleDraft]:
    """The rules shipped with the program."""
    rows: list[Mapping[str, Any]] = json.loads(resource("presets/marking_rules.json").read_text(encoding="utf-8"))
    return [
        RuleDraft(row["word"], row["icon"], row["tone"], row["condition"], row["field"], row["active"]) for row in rows
    ]


def _values(draft: RuleDraft) -> dict[str, Any]:
    return {
        "word": draft.word, "icon": draft.icon, "tone": draft.tone, "condition": draft.condition,
        "field": draft.field, "active": draft.active,
    }  # fmt: skip


def _change(set_id: int, title: str) -> Change:
    """Any row may carry another mark now."""
    return Change(set_id, title, frozenset(), frozenset({WORD}), "edit")
