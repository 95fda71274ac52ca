"""报送任务: the duties themselves, added, copied, changed, switched, ordered, deleted and taken from those shipped."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, select

from models import clock
from models.errors import UserError
from models.operations.change import Change
from models.operations.history import Recorder, open_change_set
from models.operations.rows import create_row, remove_rows, write_row_changes
from models.paths import resource
from models.queries.duty_lines import EVERY_WORDS, DutyLine, duty_line
from models.rules.duties import SHIFTS, Recurrence, read_recurrence, recurrence_value
from models.rules.text import half_width, one_line
from models.schema import Duty, DutyReport, Reminder

if TYPE_CHECKING:
    from models.store import Ledger

_DUTY: Table = Duty.__table__  # type: ignore[assignment]
_REPORT: Table = DutyReport.__table__  # type: ignore[assignment]
_REMINDER: Table = Reminder.__table__  # type: ignore[assignment]
ENTITY, WORD = "duty", "duties"
"""Its name in history, and what ``Change.fields`` holds after any step of this room."""
LEVELS = ("省级", "市级", "县级", "部门", "待定")
_MONTHLY = Recurrence("monthly", day=5)
_MOST = {"preset": 60, "name": 100, "level": 20, "recipient": 200}
_TITLES = {"preset": "所属制度", "name": "报送内容", "level": "级别", "recipient": "报送给"}


@dataclass(frozen=True)
class DutyDraft:
    """What a person says of a duty; ``units`` may hold ``*city`` and ``*county``."""

    name: str
    preset: str = "自定"
    level: str = "市级"
    units: tuple[str, ...] = ("*city",)
    recipient: str = ""
    rule: Recurrence = _MONTHLY
    due_time: str = ""
    shift: str = "later"
    remind_workdays: int = 2
    origin: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    active: bool = True


def draft_of(line: DutyLine) -> DutyDraft:
    """A duty as it can be edited."""
    return DutyDraft(
        line.name, line.preset, line.level, line.units, line.recipient, line.rule, line.due_time, line.shift,
        line.remind_workdays, line.origin, line.starts_on, line.ends_on, line.active,
    )  # fmt: skip


def checked(draft: DutyDraft) -> DutyDraft:
    """The duty as it is kept; UserError says what is missing or makes no sense."""
    texts = {key: one_line(getattr(draft, key)) for key in _MOST}
    for key, most in _MOST.items():
        if key in ("name", "preset", "level") and not texts[key]:
            raise UserError(f"没有填写{_TITLES[key]}", advice=f"请填写{_TITLES[key]}")
        if len(texts[key]) > most:
            raise UserError(f"{_TITLES[key]}最多 {most} 个字，现在有 {len(texts[key])} 个字", advice="请写短一些")
    units = tuple(dict.fromkeys(name for name in (one_line(unit) for unit in draft.units) if name))
    if draft.shift not in SHIFTS:
        raise UserError("遇休息日怎么办没有选", advice=f"可选：{'、'.join(SHIFTS.values())}")
    if not 0 <= draft.remind_workdays <= 60:
        raise UserError(f"提前 {draft.remind_workdays} 个工作日提醒不合适", advice="请填 0 到 60")
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        raise UserError("报送任务的结束日期早于开始日期", advice="请核对这两个日期")
    rule = read_recurrence(recurrence_value(draft.rule))
    if draft.active and not units:
        raise UserError("没有填写报送单位", advice="请填写单位，或选“各市”“各县”")
    if draft.active and rule.kind == "undefined":
        raise UserError("报送周期还没有定，不能启用", advice="请先填写什么时候报")
    starts = draft.starts_on or (clock.today() if draft.active and rule.kind != "once" else None)
    if draft.active and rule.kind == "once" and draft.starts_on is None:
        starts = rule.on or rule.anchor
        if starts is None:
            raise UserError("一次性的报送任务没有日期，不能启用", advice="请填写日期，或填写起算日")
    return replace(draft, **texts, units=units, due_time=_time(draft.due_time), starts_on=starts, rule=rule)


def _time(text: str) -> str:
    """17:00; '' for the end of the day."""
    plain = half_width(text).strip()
    if not plain:
        return ""
    hour, colon, minute = plain.partition(":")
    fine = colon and hour.isdigit() and minute.isdigit() and len(minute) == 2
    if not fine or int(hour) > 23 or int(minute) > 59:
        raise UserError(f"“{text}”不是时刻", advice="请写成 17:00，或留空表示当天之内")
    return f"{int(hour):02d}:{minute}"


# ---- steps ------------------------------------------------------------------------------------------------------


def add_duties(ledger: Ledger, drafts: Sequence[DutyDraft]) -> Change:
    """Add duties behind those there are, in one step."""

    def act(connection: Connection, recorder: Recorder) -> None:
        place = int(connection.execute(select(func.max(_DUTY.c.position))).scalar() or 0)
        for number, draft in enumerate(kept, start=1):
            create_row(connection, recorder, ENTITY, _values(draft) | {"position": place + number})

    kept = [checked(draft) for draft in drafts]
    if not kept:
        raise UserError("没有要添加的报送任务")
    title = f"添加报送任务“{kept[0].name}”" if len(kept) == 1 else f"添加 {len(kept)} 项报送任务"
    return _step(ledger, title, act)


def copy_duty(ledger: Ledger, duty_id: int) -> Change:
    """Make another of the same, switched off, to be changed; what was sent stays with the first."""
    with ledger.reading() as connection:
        draft = draft_of(duty_line(_row(connection, duty_id)))
    return add_duties(ledger, [replace(draft, name=f"{draft.name}（复制）"[: _MOST["name"]], active=False)])


def change_duty(ledger: Ledger, duty_id: int, draft: DutyDraft) -> Change:
    """Write what differs. Once something was sent the kind of the rule stays, since periods are named by it."""
    kept = checked(draft)

    def act(connection: Connection, recorder: Recorder) -> None:
        line = duty_line(_row(connection, duty_id))
        renamed = (line.rule.kind, line.rule.about_before) != (kept.rule.kind, kept.rule.about_before)
        if renamed and not line.broken and _used(connection, duty_id):
            raise UserError(
                f"“{line.name}”已有报送记录，报送周期的种类不能改",
                advice="请复制一份改成新的周期，再停用这一份",
            )
        write_row_changes(connection, recorder, ENTITY, duty_id, _values(kept))

    return _step(ledger, f"修改报送任务“{kept.name}”", act)


def switch_duties(ledger: Ledger, duty_ids: Sequence[int], active: bool) -> Change:
    """Ask for these reports from today on, or no more; what was sent stays."""

    def act(connection: Connection, recorder: Recorder) -> None:
        for key in duty_ids:
            row = _row(connection, key)
            values: dict[str, Any] = {"active": active}
            if active:
                kept = checked(replace(draft_of(duty_line(row)), active=True))
                values["starts_on"] = kept.starts_on
            write_row_changes(connection, recorder, ENTITY, key, values)

    with ledger.reading() as connection:
        names = [_row(connection, key).name for key in duty_ids]
    what = f"“{names[0]}”" if len(names) == 1 else f" {len(names)} 项"
    return _step(ledger, f"{'启用' if active else '停用'}报送任务{what}", act)


def move_duty(ledger: Ledger, duty_id: int, by: int) -> Change:
    """Move a duty up (-1) or down (1)."""
    with ledger.reading() as connection:
        rows = connection.execute(select(_DUTY.c.id, _DUTY.c.name).order_by(_DUTY.c.position, _DUTY.c.id)).all()
    ids = [row.id for row in rows]
    if duty_id not in ids:
        raise _gone()
    place = ids.index(duty_id)
    target = min(max(place + by, 0), len(ids) - 1)
    title = f"调整报送任务“{rows[place].name}”的次序"
    if target == place:
        return Change(0, title, frozenset(), frozenset(), "edit")
    ids.insert(target, ids.pop(place))

    def act(connection: Connection, recorder: Recorder) -> None:
        for position, key in enumerate(ids, start=1):
            write_row_changes(connection, recorder, ENTITY, key, {"position": position})

    return _step(ledger, title, act)


def delete_duty(ledger: Ledger, duty_id: int) -> Change:
    """Delete a duty that nothing was sent for; one with records can only be switched off."""

    def act(connection: Connection, recorder: Recorder) -> None:
        if _used(connection, duty_id):
            raise UserError("这项报送任务已有报送或催办记录，不能删除", advice="请停用它，记录会保留")
        remove_rows(connection, recorder, ENTITY, [duty_id])

    with ledger.reading() as connection:
        name = _row(connection, duty_id).name
    return _step(ledger, f"删除报送任务“{name}”", act)


def preset_duties() -> list[DutyDraft]:
    """The duties shipped with the program, all switched off."""
    rows: list[dict[str, Any]] = json.loads(resource("presets/duties.json").read_text(encoding="utf-8"))
    return [
        DutyDraft(
            row["name"], row["preset"], row["level"], tuple(row["units"]), row.get("recipient", ""),
            read_recurrence(row["recurrence"]), row.get("due_time", ""), row.get("shift", "later"),
            row.get("remind_workdays", 2), row["origin"], active=False,
        )
        for row in rows
    ]  # fmt: skip


def missing_presets(ledger: Ledger) -> list[DutyDraft]:
    """The shipped duties that this ledger does not have, by the system they belong to and their name."""
    with ledger.reading() as connection:
        known = {(row.preset, row.name) for row in connection.execute(select(_DUTY.c.preset, _DUTY.c.name))}
    return [draft for draft in preset_duties() if (draft.preset, draft.name) not in known]


def restore_preset(ledger: Ledger, duty_id: int) -> Change:
    """Give a shipped duty its shipped rule, time and units again; whether it is switched on stays."""
    with ledger.reading() as connection:
        line = duty_line(_row(connection, duty_id))
    shipped = next((one for one in preset_duties() if (one.preset, one.name) == (line.preset, line.name)), None)
    if shipped is None:
        raise UserError(f"“{line.name}”不是程序自带的报送任务", advice="改过名称的任务不能恢复预设")
    active = line.active and bool(shipped.units) and shipped.rule.kind not in ("undefined", "once")
    return change_duty(ledger, duty_id, replace(shipped, active=active, starts_on=line.starts_on))


# ---- parts ------------------------------------------------------------------------------------------------------


def _step(ledger: Ledger, title: str, act: Callable[[Connection, Recorder], None]) -> Change:
    with ledger.writing() as connection:
        recorder = open_change_set(connection, ledger.actor, title)
        act(connection, recorder)
        recorder.close()
        return Change(recorder.id, title, frozenset(), frozenset({WORD}), "edit")


def _row(connection: Connection, duty_id: int) -> Any:
    row = connection.execute(select(_DUTY).where(_DUTY.c.id == duty_id)).one_or_none()
    if row is None:
        raise _gone()
    return row


def _gone() -> UserError:
    return UserError("这项报送任务已经不在了", advice="请刷新")


def _used(connection: Connection, duty_id: int) -> bool:
    tables = (_REPORT, _REMINDER)
    return any(
        connection.execute(select(table.c.id).where(table.c.duty_id == duty_id).limit(1)).first() is not None
        for table in tables
    )


def _values(draft: DutyDraft) -> dict[str, Any]:
    def text(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    return {
        "preset": draft.preset, "name": draft.name, "level": draft.level, "units": text(list(draft.units)),
        "recipient": draft.recipient or None, "recurrence": text(recurrence_value(draft.rule)),
        "due_time": draft.due_time or None, "shift": draft.shift, "remind_workdays": draft.remind_workdays,
        "origin": draft.origin or None, "starts_on": draft.starts_on, "ends_on": draft.ends_on, "active": draft.active,
    }  # fmt: skip


def typed_units(text: str) -> tuple[str, ...]:
    """Unit names as typed, apart by 、 ， ； or lines; the words for all cities and counties are known."""
    words = {title: key for key, title in EVERY_WORDS.items()} | {"各市": "*city", "各县": "*county"}
    plain = text
    for sign in "；;,，\n\t":
        plain = plain.replace(sign, "、")
    return tuple(dict.fromkeys(words.get(one_line(one), one_line(one)) for one in plain.split("、") if one_line(one)))
