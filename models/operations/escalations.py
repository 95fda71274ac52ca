"""升级督促: a step taken against a problem, several or a unit; corrected, answered, lifted or taken out again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, not_, select

from models import clock
from models.errors import UserError
from models.operations.change import Change
from models.operations.dossier_values import Entry, typed, typed_one
from models.operations.entities import entity_of, gone, missing
from models.operations.escalation_values import ENTRIES, REPLY, Due, StepDraft, due_of, step_values, typed_details
from models.operations.history import open_change_set
from models.operations.rows import create_row, read_rows, remove_rows, write_row_changes
from models.queries.escalation_chains import problem_chain_in, unit_chain_in
from models.queries.escalation_ladders import STEP, LadderLine, StepLine, ladder_of, step_of
from models.queries.escalation_suggestions import problem_places
from models.queries.escalations import ESCALATION, REMINDER, TOUCHED
from models.queries.fields import PROBLEM
from models.rules.ladders import Departure, check_departure, departure
from models.schema import ProblemRegion
from models.store.id_lists import among

if TYPE_CHECKING:
    from models.store import Ledger

_REGION: Table = ProblemRegion.__table__  # type: ignore[assignment]
ENTITY, LINK, WORD = "escalation", "escalation_problem", "escalation_rows"


@dataclass(frozen=True)
class OutOfOrder:
    """How many of the problems (or the unit) a step would be out of order for, and in which way for the first."""

    departure: Departure
    whom: str
    count: int

    def sentence(self) -> str:
        """Names the step left out."""
        return f"{self.whom}{self.departure.sentence()}"


@dataclass(frozen=True)
class StepPreview:
    """What the window says of a step before it is taken."""

    due: Due
    out_of_order: OutOfOrder | None
    reminded: str
    """经 3 次催办仍未报送; empty where nobody called."""


def preview_step(ledger: Ledger, draft: StepDraft) -> StepPreview:
    """By when the answer would be due, and what would be left out; nothing is written."""
    with ledger.reading() as connection:
        ladder, step = _ladder_step(connection, draft.step_id)
        values = typed(ENTRIES, {key: draft.values.get(key) for key in ("document_on", "taken_on", "due_on")})
        on = values["document_on"] or values["taken_on"] or clock.today()
        details = typed_details(step, draft.details)
        due = due_of(connection, step, on, draft.reply_workdays, values["due_on"], details)
        found = _out_of_order(connection, ladder, step, draft)
        if draft.unit:
            reminded = unit_chain_in(connection, draft.unit, ladder.id).reminded()
        elif len(draft.problem_ids) == 1:
            reminded = problem_chain_in(connection, draft.problem_ids[0], ladder.id).reminded()
        else:
            reminded = ""
        return StepPreview(due, found, reminded)


def take_step(ledger: Ledger, draft: StepDraft) -> Change:
    """Enter the step with the problems it is about; skipping or stepping down is refused without a reason."""
    with ledger.writing() as connection:
        ladder, step = _ladder_step(connection, draft.step_id)
        unit = typed_one(Entry("单位", limit=300), draft.unit) or ""
        ids = tuple(dict.fromkeys(draft.problem_ids))
        _check_target(connection, ladder, step, unit, ids)
        values = step_values(connection, step, draft, clock.today())
        found = _out_of_order(connection, ladder, step, draft)
        if found is not None:
            check_departure(found.departure, values["skip_reason"] or "", found.whom)
        else:
            values["skip_reason"] = None
        whom = unit or _problem_words(connection, ids)
        title = f"对{whom}{_verb(step.name)}" + (f"（{len(ids)} 条问题）" if unit and ids else "")
        recorder = open_change_set(connection, ledger.actor, title)
        values |= {
            "ladder_id": ladder.id, "step_id": step.id, "step_name": step.name, "position": step.position,
            "unit": unit or None, "region_code": _region_code(connection, unit, ids),
        }  # fmt: skip
        key = create_row(connection, recorder, ENTITY, values)
        for problem_id in ids:
            create_row(connection, recorder, LINK, {"escalation_id": key, "problem_id": problem_id})
        recorder.close()
        return _change(recorder.id, title, ids)


def change_step(
    ledger: Ledger,
    escalation_id: int,
    values: Mapping[str, Any],
    details: Mapping[str, Any] | None = None,
    reply_workdays: int | None = None,
) -> Change:
    """Correct or complete what was entered; the day for the answer follows the document's date and working days."""
    with ledger.writing() as connection:
        row = _row(connection, escalation_id)
        step = _step(connection, row["step_id"])
        wanted = typed(ENTRIES, dict(values))
        given = wanted.pop("due_on", None)
        for key in ("taken_on", "document_on"):
            if key in wanted and wanted[key] is None:
                wanted[key] = row[key] or row["taken_on"]
        kept = json.loads(row["details"] or "{}")
        if details is not None:
            kept = typed_details(step, details)
            wanted["details"] = json.dumps(kept, ensure_ascii=False)
        on = wanted.get("document_on", row["document_on"]) or wanted.get("taken_on", row["taken_on"])
        workdays = (row["reply_workdays"] or 0) if reply_workdays is None else reply_workdays
        dated = any(one.due and kept.get(one.key) for one in step.fields)
        if given is None and not workdays and not dated and reply_workdays is None:
            given = row["due_on"]
        due = due_of(connection, step, on, workdays, given, kept)
        wanted |= {"reply_workdays": due.workdays, "due_on": due.day, "due_estimated": due.estimated}
        return _write(ledger, connection, row, wanted, f"修改{_whom(connection, row)}的“{row['step_name']}”")


def answer_step(ledger: Ledger, escalation_id: int, values: Mapping[str, Any]) -> Change:
    """Enter the answer: its day, number and words. It does not move any state and does not lift the step."""
    with ledger.writing() as connection:
        row = _row(connection, escalation_id)
        wanted = typed(REPLY, {"replied_on": None} | dict(values))
        if wanted["replied_on"] < row["taken_on"]:
            raise UserError(
                f"回复日期 {wanted['replied_on']} 早于“{row['step_name']}”的日期 {row['taken_on']}", advice="请核对日期"
            )
        return _write(ledger, connection, row, wanted, f"登记{_whom(connection, row)}对“{row['step_name']}”的回复")


def take_answer_back(ledger: Ledger, escalation_id: int) -> Change:
    """The answer was entered by mistake."""
    with ledger.writing() as connection:
        row = _row(connection, escalation_id)
        wanted = dict.fromkeys(REPLY)
        return _write(ledger, connection, row, wanted, f"取消{_whom(connection, row)}对“{row['step_name']}”的回复")


def lift_step(
    ledger: Ledger, escalation_id: int, reason: str, on: Any = None, *, earlier: bool = True
) -> Change:  # fmt: skip
    """End a step (解除) with a reason; ``earlier`` also ends the lower steps of the same chain that still stand."""
    with ledger.writing() as connection:
        row = _row(connection, escalation_id)
        words = typed_one(Entry("解除的理由", "long", required=True, limit=1000), reason)
        day: date = typed_one(Entry("解除日期", "date"), on) or clock.today()
        if row["lifted_on"] is not None:
            raise UserError(f"“{row['step_name']}”已经在 {row['lifted_on']} 解除")
        if day < row["taken_on"]:
            raise UserError(f"解除日期 {day} 早于“{row['step_name']}”的日期 {row['taken_on']}", advice="请核对日期")
        keys = [escalation_id, *(_earlier(connection, row) if earlier else ())]
        title = f"解除对{_whom(connection, row)}的“{row['step_name']}”" + (
            f"及之前 {len(keys) - 1} 步" if len(keys) > 1 else ""
        )
        recorder = open_change_set(connection, ledger.actor, title)
        for key in keys:
            write_row_changes(connection, recorder, ENTITY, key, {"lifted_on": day, "lift_reason": words})
        recorder.close()
        return _change(recorder.id, title, _problems(connection, keys))


def remove_step(ledger: Ledger, escalation_id: int) -> Change:
    """Take out a step that was entered by mistake, with its reminders; undo puts it back."""
    with ledger.writing() as connection:
        row = _row(connection, escalation_id)
        ids = _problems(connection, [escalation_id])
        title = f"删除对{_whom(connection, row)}的“{row['step_name']}”"
        recorder = open_change_set(connection, ledger.actor, title)
        for entity, table in ((LINK, TOUCHED), ("reminder", REMINDER)):
            query = select(table.c.id).where(table.c.escalation_id == escalation_id, table.c.removed_in.is_(None))
            remove_rows(connection, recorder, entity, list(connection.execute(query).scalars()))
        remove_rows(connection, recorder, ENTITY, [escalation_id])
        recorder.close()
        return _change(recorder.id, title, ids)


# ---- what is checked -------------------------------------------------------------------------------------------------


def _ladder_step(connection: Connection, step_id: int) -> tuple[LadderLine, StepLine]:
    step = _step(connection, step_id)
    if not step.active:
        raise UserError(f"“{step.name}”这一步已停用", advice="请在督促阶梯里恢复，或选别的步骤")
    return ladder_of(connection, step.ladder_id), step


def _step(connection: Connection, step_id: int) -> StepLine:
    row = connection.execute(select(STEP).where(STEP.c.id == step_id)).mappings().one_or_none()
    if row is None:
        raise UserError("督促阶梯里没有这一步", advice="请刷新")
    return step_of(row)


def _check_target(
    connection: Connection, ladder: LadderLine, step: StepLine, unit: str, ids: Sequence[int]
) -> None:  # fmt: skip
    if not unit and not ids:
        raise UserError(f"没有写明对谁“{step.name}”", advice="请选择问题或填写单位")
    if (unit and ladder.scope == "problem") or (not unit and ladder.scope == "unit"):
        only = "单位" if ladder.scope == "unit" else "问题"
        raise UserError(f"“{ladder.name}”只用于{only}", advice="请换一个督促阶梯，或在设置里改它的适用范围")
    live = select(PROBLEM.c.id).where(among(PROBLEM.c.id, ids), PROBLEM.c.removed_in.is_(None))
    lost = len(ids) - len(connection.execute(live).scalars().all())
    if lost:
        raise UserError(f"有 {lost} 条问题已不在台账里", advice="请刷新列表")


def _out_of_order(
    connection: Connection, ladder: LadderLine, step: StepLine, draft: StepDraft
) -> OutOfOrder | None:  # fmt: skip
    """Against a unit its own chain counts, else that of each problem."""
    if draft.unit.strip():
        place = unit_chain_in(connection, draft.unit.strip(), ladder.id).place
        found = departure(ladder.steps, place, step)
        return OutOfOrder(found, draft.unit.strip(), 1) if found is not None else None
    first: tuple[int, Departure] | None = None
    count = 0
    for key, place in problem_places(connection, ladder, draft.problem_ids).items():
        found = departure(ladder.steps, place, step)
        if found is not None:
            first, count = first or (key, found), count + 1
    if first is None:
        return None
    number = connection.execute(select(PROBLEM.c.ledger_number).where(PROBLEM.c.id == first[0])).scalar() or ""
    return OutOfOrder(first[1], f"{number} 等 {count} 条" if count > 1 else number, count)


# ---- words and rows ---------------------------------------------------------------------------------------------


def _row(connection: Connection, key: int) -> Mapping[str, Any]:
    entity = entity_of(ENTITY)
    row = read_rows(connection, entity, [key]).get(key)
    if row is None or gone(entity, row):
        raise missing(entity)
    return row


def _write(
    ledger: Ledger, connection: Connection, row: Mapping[str, Any], wanted: Mapping[str, Any], title: str
) -> Change:  # fmt: skip
    if all(row[key] == value for key, value in wanted.items()):
        return Change(0, title, frozenset(), frozenset(), "edit")
    recorder = open_change_set(connection, ledger.actor, title)
    write_row_changes(connection, recorder, ENTITY, row["id"], wanted)
    recorder.close()
    return _change(recorder.id, title, _problems(connection, [row["id"]]))


def _change(set_id: int, title: str, ids: Sequence[int]) -> Change:
    return Change(set_id, title, frozenset(ids), frozenset({WORD, "escalation"}), "edit")


def _problems(connection: Connection, keys: Sequence[int]) -> tuple[int, ...]:
    query = select(TOUCHED.c.problem_id).where(TOUCHED.c.escalation_id.in_(keys), TOUCHED.c.removed_in.is_(None))
    return tuple(dict.fromkeys(connection.execute(query).scalars()))


def _earlier(connection: Connection, row: Mapping[str, Any]) -> list[int]:
    """Lower steps before this one that stand, against the same unit, else about no other problems than this one."""
    query = select(ESCALATION.c.id).where(
        ESCALATION.c.ladder_id == row["ladder_id"], ESCALATION.c.removed_in.is_(None),
        ESCALATION.c.lifted_on.is_(None), ESCALATION.c.id != row["id"], ESCALATION.c.taken_on <= row["taken_on"],
        ESCALATION.c.position <= row["position"],
    )  # fmt: skip
    if row["unit"]:
        return list(connection.execute(query.where(ESCALATION.c.unit == row["unit"])).scalars())
    mine = set(_problems(connection, [row["id"]]))
    live = TOUCHED.c.removed_in.is_(None)
    others = select(TOUCHED.c.escalation_id).where(live, not_(among(TOUCHED.c.problem_id, mine)))
    lower = query.where(ESCALATION.c.unit.is_(None), ESCALATION.c.id.not_in(others))
    return list(connection.execute(lower).scalars())


def _region_code(connection: Connection, unit: str, ids: Sequence[int]) -> str | None:
    """The code of the county of the first problem; of its city where the unit is that city."""
    if not unit or not ids:
        return None
    query = select(_REGION.c.region_code, PROBLEM.c.city).join(PROBLEM, PROBLEM.c.id == _REGION.c.problem_id)
    row = connection.execute(query.where(_REGION.c.problem_id == ids[0]).order_by(_REGION.c.position).limit(1)).first()
    if row is None or not row[0]:
        return None
    return f"{row[0][:4]}00" if row[1] == unit else str(row[0])


def _problem_words(connection: Connection, ids: Sequence[int]) -> str:
    number = connection.execute(select(PROBLEM.c.ledger_number).where(PROBLEM.c.id == ids[0])).scalar() or ""
    return f" {number} " if len(ids) == 1 else f" {number} 等 {len(ids)} 条问题"


def _whom(connection: Connection, row: Mapping[str, Any]) -> str:
    ids = _problems(connection, [row["id"]])
    return row["unit"] or (_problem_words(connection, ids) if ids else "")


def _verb(name: str) -> str:
    return f"采取“{name}”"
