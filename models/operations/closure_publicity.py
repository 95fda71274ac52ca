"""公示 of applications for 销号: put up, objected to, resolved, over; its clock counts working days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from models.errors import UserError
from models.operations.change import Change
from models.operations.closure_reviewing import Decision, send_back
from models.operations.closure_steps import (
    OBJECTION,
    ClosureRefusal,
    ClosureStep,
    day_of,
    not_in,
    on_closures,
    one_of,
    person_of,
    refusal,
    refuse,
    title_of,
)
from models.operations.dossier_values import Entry, typed_one
from models.operations.entities import entity_of, gone, missing
from models.operations.rows import create_row, read_rows, write_row_changes
from models.progress import Progress, silent
from models.queries.closure_cases import Case
from models.rules.closure import PUBLIC, next_level
from models.rules.closure_publicity import MOST_DAYS, Objection, Publicity, is_over, resolution_words, run_clock

if TYPE_CHECKING:
    from models.store import Ledger

_PLACE = Entry("公示地点", limit=200)
_OBJECTOR = Entry("提出人", limit=200)
_TEXT = Entry("异议内容", "long", required=True, limit=2000)
_RESOLUTION = Entry("处理结果", "long", required=True, limit=2000)


def start_publicity(
    ledger: Ledger, closure_ids: Iterable[int], place: str = "", *, day: date | None = None, days: int | None = None,
    progress: Progress = silent,
) -> Change:  # fmt: skip
    """Put applications up: ``place`` (a site, a newspaper), the day, and how many working days (of the standard)."""
    where = typed_one(_PLACE, place)
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise UserError(f"公示天数应在 1 到 {MOST_DAYS} 个工作日之间", advice="请重新填写")
    with on_closures(ledger, closure_ids) as step:
        cases = list(step.cases.values())
        refuse([refusal(case, _cannot_start(case)) for case in cases])
        step.record(title_of(cases, "开始公示" + (f"：{where}" if where else "")))
        for number, case in enumerate(cases):
            progress(number / len(cases), "开始公示")
            start = day_of(day, "公示开始日期", case.row["level_since"])
            lasts = days or case.standard.publicity_days
            step.write(
                case, publicity_place=where, publicity_from=start, publicity_days=lasts,
                **_columns(run_clock(step.calendar, start, lasts)),
            )  # fmt: skip
    return step.change


def _cannot_start(case: Case) -> str:
    why = not_in(case, (PUBLIC,), "公示")
    if not why and case.row["publicity_from"] is not None:
        why = f"已于 {case.row['publicity_from']} 开始公示"
    return why


def object_to_closure(
    ledger: Ledger, closure_id: int, text: str, person: str = "", *, day: date | None = None, stops: bool = True
) -> Change:
    """Take an objection in; while it is open the clock stands still, unless it is only taken note of."""
    values: dict[str, Any] = {"text": typed_one(_TEXT, text), "person": typed_one(_OBJECTOR, person)}
    with on_closures(ledger, [closure_id]) as step:
        case = one_of(step)
        why = not_in(case, (PUBLIC,), "登记公示异议")
        if not why and case.row["publicity_from"] is None:
            why = "还没有开始公示"
        refuse([refusal(case, why)])
        received = day_of(day, "收到日期", case.row["publicity_from"])
        step.record(f"{case.problem.ledger_number} 收到公示异议：{values['text'][:40]}")
        row = values | {"closure_id": case.id, "received_on": received, "stops_clock": stops}
        create_row(step.connection, step.recorder, OBJECTION, row)
        made = Objection(received, stops=stops)
        _write_clock(step, case, (*case.objections, made))
    return step.change


def resolve_objection(
    ledger: Ledger, objection_id: int, upheld: bool, resolution: str, person: str = "", *, day: date | None = None
) -> Change:
    """Close an objection: upheld returns the application, else the clock goes on with the days that were left."""
    who, said = person_of(person, ledger.actor, "处理人"), str(typed_one(_RESOLUTION, resolution))
    entity = entity_of(OBJECTION)
    with ledger.reading() as connection:
        row = read_rows(connection, entity, [objection_id]).get(objection_id)
    if row is None or gone(entity, row):
        raise missing(entity)
    with on_closures(ledger, [row["closure_id"]]) as step:
        case = one_of(step)
        why = not_in(case, (PUBLIC,), "处理异议")
        if not why and objection_id not in {one.id for one in case.open_objections}:
            why = "这条异议已经处理过"
        refuse([refusal(case, why)])
        resolved = day_of(day, "处理日期", row["received_on"])
        step.record(
            f"{case.problem.ledger_number} 公示异议{'属实，退回' if upheld else '不属实，继续公示'}：{said[:40]}"
        )
        values = {"resolved_on": resolved, "upheld": upheld, "resolution": resolution_words(said, who)}
        write_row_changes(step.connection, step.recorder, OBJECTION, objection_id, values)
        if upheld:
            reason = f"公示异议属实：{row['text']}"[:1000]
            send_back(step, case, Decision(case.id, False, who, said, reason), resolved)
        else:
            _write_clock(step, case, _resolved(case, objection_id, resolved))
    return step.change


def _resolved(case: Case, objection_id: int, day: date) -> tuple[Objection, ...]:
    return tuple(
        Objection(one.received_on, day, False, one.stops, id=one.id) if one.id == objection_id else one
        for one in case.objections
    )


def end_publicity(
    ledger: Ledger, closure_ids: Iterable[int], person: str = "", *, day: date | None = None,
    progress: Progress = silent,
) -> Change:  # fmt: skip
    """Send applications whose publicity is over to the next level; refused on the last day and before, and while an
    objection is open."""
    who = person_of(person, ledger.actor, "经办人")
    with on_closures(ledger, closure_ids) as step:
        cases = list(step.cases.values())
        ended = day_of(day)
        refuse([_cannot_end(step, case, ended) for case in cases])
        level = next_level(cases[0].standard, cases[0].row["level_id"])
        step.record(
            title_of(cases, "公示期满" + (f"，送{level.name}" if level is not None and len(cases) == 1 else ""))
        )
        for place, case in enumerate(cases):
            progress(place / len(cases), "结束公示")
            if case.level is not None:
                step.reviewed(case, case.level, who, ended, opinion=_told(case))
            step.write(case, **_columns(clock_of(step, case)))
            step.pass_on(case, ended, who)
    return step.change


def _told(case: Case) -> str:
    count = len(case.objections)
    return "公示期满，没有收到异议" if not count else f"公示期满，收到异议 {count} 件，均已处理"


def _cannot_end(step: ClosureStep, case: Case, day: date) -> ClosureRefusal | None:
    why = not_in(case, (PUBLIC,), "结束公示")
    return refusal(case, why or publicity_lacks(case, clock_of(step, case), day))


def publicity_lacks(case: Case, clock: Publicity | None, day: date) -> str:
    """What publicity still lacks on ``day``, as a phrase; empty when it is over."""
    if clock is None:
        return "还没有开始公示"
    if case.open_objections:
        first = case.open_objections[0]
        return f"{first.received_on} 收到的异议还没有处理"
    if not is_over(clock.until, day):
        return f"公示到 {clock.until} 才满{'（预估）' if clock.estimated else ''}"
    return ""


def clock_of(step: ClosureStep, case: Case) -> Publicity | None:
    """Where the clock of an application stands, None before it was put up."""
    start = case.row["publicity_from"]
    if start is None:
        return None
    return run_clock(step.calendar, start, case.row["publicity_days"] or case.standard.publicity_days, case.objections)


def _write_clock(step: ClosureStep, case: Case, objections: Iterable[Objection]) -> None:
    start = case.row["publicity_from"]
    clock = run_clock(
        step.calendar, start, case.row["publicity_days"] or case.standard.publicity_days, tuple(objections)
    )
    step.write(case, **_columns(clock))


def _columns(clock: Publicity | None) -> dict[str, Any]:
    if clock is None:
        return {}
    return {
        "publicity_until": clock.until, "publicity_used": clock.used, "publicity_estimated": clock.estimated
    }  # fmt: skip
