"""自定义字段: the bureau makes, names, orders and retires columns of its own; values are never lost by any of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, insert, select, update

from models.custom_fields import CustomFieldSpec
from models.errors import UserError
from models.operations.change import Change
from models.operations.history import Recorder, open_change_set
from models.queries.fields import FIELDS, PROBLEM
from models.rules.text import one_line
from models.schema import CustomField

if TYPE_CHECKING:
    from models.store import Ledger

_FIELD: Table = CustomField.__table__  # type: ignore[assignment]
ENTITY = "custom_field"
WORD = "custom_fields"
"""What ``Change.fields`` holds after any step of this room."""

KIND_TITLES: dict[str, str] = {
    "text": "文本", "long": "长文本", "choice": "选项", "bool": "是/否", "date": "日期", "decimal": "数字",
}  # fmt: skip
"""How a clerk reads ``kind``."""
_STEMS = {"date": "custom_date_", "decimal": "custom_number_"}
_TEXT_STEM = "custom_text_"
_STEM_TITLES = {"custom_date_": "日期", "custom_number_": "数字", _TEXT_STEM: "文本、长文本、选项和是/否"}
_MOST_TITLE, _MOST_UNIT, _MOST_OPTION, _MOST_OPTIONS = 30, 10, 60, 200


@dataclass(frozen=True)
class FieldDraft:
    """What a person says of a field; ``options`` count only for a choice, ``unit`` only for a number."""

    title: str
    kind: str = "text"
    options: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True)
class FieldLine:
    """A field as the settings list it: with the number of problems that have a value in it."""

    spec: CustomFieldSpec
    used: int


def list_custom_fields(ledger: Ledger) -> list[FieldLine]:
    """All fields in their order, retired ones last."""
    with ledger.reading() as connection:
        specs = sorted(ledger.custom_fields, key=lambda spec: not spec.active)
        if not specs:
            return []
        counts = [func.count(PROBLEM.c[spec.key]) for spec in specs]
        found = connection.execute(select(*counts).where(PROBLEM.c.removed_in.is_(None))).one()
        return [FieldLine(spec, int(number)) for spec, number in zip(specs, found, strict=True)]


def make_field(ledger: Ledger, draft: FieldDraft) -> Change:
    """Add a field; UserError where the title is taken, the options are missing or all columns are given out."""
    with ledger.writing() as connection:
        title = f"新建自定义字段“{one_line(draft.title)}”"
        recorder = open_change_set(connection, ledger.actor, title, kind="edit")
        make_in(connection, recorder, draft, ledger)
        recorder.close()
        return Change(recorder.id, title, frozenset(), frozenset({WORD}), "edit")


def make_in(connection: Connection, recorder: Recorder, draft: FieldDraft, ledger: Ledger) -> str:
    """The same inside a step that is already open, e.g. an import; returns the key, which can be used at once."""
    draft = checked_draft(draft, ledger.custom_fields)
    key = _free_key(draft.kind, ledger.custom_fields)
    position = max((spec.position for spec in ledger.custom_fields), default=-1) + 1
    values = _columns(draft) | {"key": key, "kind": draft.kind, "position": position, "active": True}
    made: Any = connection.execute(insert(_FIELD).values(**values)).inserted_primary_key
    recorder.created([made[0]], entity=ENTITY)
    ledger.reread_fields(connection)
    return key


def edit_field(ledger: Ledger, key: str, draft: FieldDraft) -> Change:
    """Rename a field, change its options or unit. Values in use stay, also those that are no option any more."""
    with ledger.writing() as connection:
        spec = _known(ledger, key)
        if draft.kind != spec.kind:
            raise UserError(
                f"“{spec.title}”是{KIND_TITLES[spec.kind]}字段，不能改成{KIND_TITLES.get(draft.kind, draft.kind)}",
                advice=f"请新建一个{KIND_TITLES.get(draft.kind, '')}字段，把值复制过去，再停用这个字段",
            )
        draft = checked_draft(draft, [one for one in ledger.custom_fields if one.key != key])
        new, old = _columns(draft), _columns(FieldDraft(spec.title, spec.kind, spec.options, spec.unit))
        differing = {name: value for name, value in new.items() if value != old[name]}
        title = _edit_title(connection, spec, draft)
        if not differing:
            return Change(0, title, frozenset(), frozenset(), "edit")
        return _write(connection, ledger, title, [(spec, differing)])


def retire_field(ledger: Ledger, key: str) -> Change:
    """Hide a field everywhere; its values stay and come back with it."""
    with ledger.writing() as connection:
        spec = _known(ledger, key)
        if not spec.active:
            return Change(0, "", frozenset(), frozenset(), "edit")
        return _write(connection, ledger, f"停用自定义字段“{spec.title}”", [(spec, {"active": False})])


def restore_field(ledger: Ledger, key: str) -> Change:
    """Bring a retired field back with its values."""
    with ledger.writing() as connection:
        spec = _known(ledger, key)
        if spec.active:
            return Change(0, "", frozenset(), frozenset(), "edit")
        _refuse_taken(spec.title, [one for one in ledger.custom_fields if one.active])
        return _write(connection, ledger, f"恢复自定义字段“{spec.title}”", [(spec, {"active": True})])


def restore_in(connection: Connection, recorder: Recorder, key: str, ledger: Ledger) -> None:
    """The same inside a step that is already open."""
    _update(connection, recorder, _known(ledger, key), {"active": True})
    ledger.reread_fields(connection)


def reorder_fields(ledger: Ledger, keys: Sequence[str]) -> Change:
    """Put the fields in this order; those not named keep theirs behind."""
    with ledger.writing() as connection:
        named = [_known(ledger, key) for key in dict.fromkeys(keys)]
        rest = [spec for spec in ledger.custom_fields if spec not in named]
        moved: list[tuple[CustomFieldSpec, Mapping[str, Any]]] = [
            (spec, {"position": place}) for place, spec in enumerate([*named, *rest]) if spec.position != place
        ]
        title = "调整自定义字段的顺序"
        if not moved:
            return Change(0, title, frozenset(), frozenset(), "edit")
        return _write(connection, ledger, title, moved)


def checked_draft(draft: FieldDraft, others: Sequence[CustomFieldSpec]) -> FieldDraft:
    """The draft tidied up; UserError says what is wrong with it. ``others`` are the fields it must differ from."""
    title = one_line(draft.title)
    if not title:
        raise UserError("字段要有名称", advice="请写这一列的标题，如“网格员”")
    if len(title) > _MOST_TITLE:
        raise UserError(f"字段名称最多 {_MOST_TITLE} 个字，现在有 {len(title)} 个字")
    if draft.kind not in KIND_TITLES:
        raise UserError(f"没有“{draft.kind}”这种字段", advice="可用的有" + "、".join(KIND_TITLES.values()))
    _refuse_taken(title, others)
    options = tuple(dict.fromkeys(word for word in map(one_line, draft.options) if word))
    if draft.kind != "choice":
        options = ()
    elif not options:
        raise UserError("选项字段至少要有一个选项", advice="请每行写一个选项")
    if len(options) > _MOST_OPTIONS or any(len(word) > _MOST_OPTION for word in options):
        raise UserError(f"最多 {_MOST_OPTIONS} 个选项，每个最多 {_MOST_OPTION} 个字")
    unit = one_line(draft.unit) if draft.kind == "decimal" else ""
    if len(unit) > _MOST_UNIT:
        raise UserError(f"单位最多 {_MOST_UNIT} 个字")
    return FieldDraft(title, draft.kind, options, unit)


def _refuse_taken(title: str, others: Sequence[CustomFieldSpec]) -> None:
    if any(field.title == title and not field.custom for field in FIELDS.values()):
        raise UserError(f"台账本来就有“{title}”这一列", advice="请换一个名称，或直接使用那一列")
    for spec in others:
        if spec.title == title and spec.active:
            raise UserError(f"已有名为“{title}”的自定义字段", advice="请换一个名称")
        if spec.title == title:
            raise UserError(f"已停用的自定义字段里有“{title}”", advice="请在设置的自定义字段里恢复它，或换一个名称")


def _free_key(kind: str, specs: Sequence[CustomFieldSpec]) -> str:
    """A column that no field was ever given; a retired one keeps its own, since its values are in it."""
    stem = _STEMS.get(kind, _TEXT_STEM)
    keys = sorted(column.key for column in PROBLEM.c if column.key.startswith(stem))
    given = {spec.key for spec in specs}
    free = next((key for key in keys if key not in given), None)
    if free is None:
        raise UserError(
            f"{_STEM_TITLES[stem]}字段一共最多 {len(keys)} 个（含已停用的），已经用完",
            advice="可以恢复一个不再使用的字段，改名后再用",
        )
    return free


def _edit_title(connection: Connection, spec: CustomFieldSpec, draft: FieldDraft) -> str:
    if draft.title != spec.title:
        return f"自定义字段“{spec.title}”改名为“{draft.title}”"
    gone = [word for word in spec.options if word not in draft.options]
    if gone:
        kept = select(func.count()).where(PROBLEM.c[spec.key].in_(gone), PROBLEM.c.removed_in.is_(None))
        number = int(connection.execute(kept).scalar_one())
        if number:
            return f"修改自定义字段“{spec.title}”的选项，{number:,} 条问题保留已去掉的选项"
    return f"修改自定义字段“{spec.title}”"


def _known(ledger: Ledger, key: str) -> CustomFieldSpec:
    found = next((spec for spec in ledger.custom_fields if spec.key == key), None)
    if found is None:
        raise UserError("没有这个自定义字段", advice="请刷新列表")
    return found


def _columns(draft: FieldDraft) -> dict[str, Any]:
    options = json.dumps(list(draft.options), ensure_ascii=False)
    return {"title": draft.title, "options": options, "unit": draft.unit or None}


def _write(
    connection: Connection, ledger: Ledger, title: str, rows: Sequence[tuple[CustomFieldSpec, Mapping[str, Any]]]
) -> Change:
    recorder = open_change_set(connection, ledger.actor, title, kind="edit")
    for spec, values in rows:
        _update(connection, recorder, spec, values)
    recorder.close()
    return Change(recorder.id, title[:200], frozenset(), frozenset({WORD}), "edit")


def _update(connection: Connection, recorder: Recorder, spec: CustomFieldSpec, values: Mapping[str, Any]) -> None:
    old = _columns(FieldDraft(spec.title, spec.kind, spec.options, spec.unit))
    old |= {"position": spec.position, "active": spec.active}
    connection.execute(update(_FIELD).where(_FIELD.c.id == spec.id).values(**values))
    recorder.changed_many(((spec.id, name, old[name], value) for name, value in values.items()), entity=ENTITY)
