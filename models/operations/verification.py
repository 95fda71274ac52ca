"""核查结果 entered, one by one or very many, and what follows from them done as far as the ledger allows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from models import clock
from models.errors import UserError
from models.operations.change import Change
from models.operations.dossier_steps import on_row
from models.operations.edit import shown_fields
from models.operations.history import Recorder, open_change_set
from models.operations.moving import Move, Refusal, check_moves, write_moves
from models.operations.rebound import open_rebound
from models.operations.rows import create_row, remove_rows, write_values
from models.operations.stored_values import FieldChange, write_fields
from models.operations.verification_plans import ROW_WORD
from models.progress import Progress, silent
from models.queries.fields import PROBLEM
from models.queries.verification import PLAN, VERIFICATION, ResultLine, closed_states, read_results
from models.rules.dates import read_date
from models.store.id_lists import among

if TYPE_CHECKING:
    from models.store import Ledger

_ROW = "verification"
ENTRIES: dict[str, str] = {
    "result": "核查结果", "checked_on": "核查日期", "verifier": "核查人", "finding": "核查情况",
    "demand": "存在问题及要求",
}  # fmt: skip
"""What a finding consists of, and how each part is called."""
_LONGEST = {"result": 40, "verifier": 200, "finding": 40_000, "demand": 40_000, "source": 300}
_CHUNK = 2_000


@dataclass(frozen=True)
class Finding:
    """What was found in one check: of ``ENTRIES`` those that are said; what is left out stays as it is."""

    verification_id: int
    values: Mapping[str, Any]
    source: str = ""
    """File, sheet and row of a returned sheet; empty when typed."""
    before: Mapping[str, Any] | None = None
    """What was compared with; where the check says otherwise by now, the finding is told and left out."""


@dataclass(frozen=True)
class Wrong:
    """A finding that was not taken; ``why`` says what to do."""

    verification_id: int
    ledger_number: str
    why: str


@dataclass(frozen=True)
class Entered:
    """What came of it. ``refusals`` are findings that stand, whose move of state the ledger does not allow."""

    change: Change
    written: int
    unchanged: int
    moved: int
    refusals: tuple[Refusal, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    children: tuple[tuple[int, str], ...] = ()
    """Rebounds that were opened: id and ledger number."""


@dataclass
class _Work:
    """What is gathered before anything is written."""

    values: list[tuple[int, str, Any, Any]] = field(default_factory=list[tuple[int, str, Any, Any]])
    moves: dict[str, list[Move]] = field(default_factory=dict[str, list[Move]])
    """By reason."""
    falsified: list[int] = field(default_factory=list[int])
    rebounds: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = field(
        default_factory=list[tuple[Mapping[str, Any], Mapping[str, Any]]]
    )
    """(row, values after)."""
    wrong: list[Wrong] = field(default_factory=list[Wrong])
    problems: set[int] = field(default_factory=set[int])
    written: int = 0
    unchanged: int = 0


def enter_findings(
    ledger: Ledger, findings: Sequence[Finding], *, title: str = "", strict: bool = False, progress: Progress = silent
) -> Entered:
    """Write findings in one step. Those that are wrong are told and left out; with ``strict`` one refuses all.

    A result that moves the state does so where the matrix allows it to who works with the ledger; where not, the
    finding stands and the refusal is told. Equal findings write nothing (``change_set_id`` 0).
    """
    wanted = {one.verification_id: one for one in findings}
    with ledger.writing() as connection:
        judge = _Judge(connection)
        work = _Work()
        ids = sorted(wanted)
        for start in range(0, len(ids), _CHUNK):
            progress(0.3 * start / len(ids), "核对核查结果")
            rows = _rows(connection, ids[start : start + _CHUNK])
            for key in ids[start : start + _CHUNK]:
                judge.take(rows.get(key), wanted[key], work)
        if strict and work.wrong:
            first = work.wrong[0]
            raise UserError(first.why, where=first.ledger_number)
        return _write(connection, ledger.actor, work, title, progress.part(0.3, 0.98))


def add_check(ledger: Ledger, problem_id: int, values: Mapping[str, Any]) -> Entered:
    """A check of one problem outside of any plan, with what follows from it; UserError where something is missing."""
    with ledger.writing() as connection:
        problem = connection.execute(
            select(PROBLEM.c.ledger_number, PROBLEM.c.status, PROBLEM.c.removed_in).where(PROBLEM.c.id == problem_id)
        ).one_or_none()
        if problem is None or problem.removed_in is not None:
            raise UserError("这条问题已不在台账里", advice="请刷新列表")
        recorder = open_change_set(connection, ledger.actor, f"{problem.ledger_number} 登记核查")
        row = {"problem_id": problem_id, "status_before": problem.status}
        key = create_row(connection, recorder, _ROW, row)
        work = _Work()
        _Judge(connection).take(_rows(connection, [key]).get(key), Finding(key, {"result": None, **values}), work)
        if work.wrong:
            raise UserError(work.wrong[0].why)
        if not work.written:
            raise UserError("没有填写核查结果", advice="请选择核查结果")
        return _write(connection, ledger.actor, work, recorder.title, silent, recorder)


def remove_check(ledger: Ledger, verification_id: int) -> Change:
    """Take a check out; the state that followed from it stays."""
    with on_row(ledger, _ROW, verification_id) as (step, row):
        word = f"核查记录“{row['result']}”" if row["result"] else "核查任务"
        remove_rows(step.connection, step.record(f"删除{word}"), _ROW, [verification_id])
    return step.change


def clean_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Texts as typed become what the columns take: trimmed, blank as None, days as dates.

    UserError for what is no date or too long.
    """
    clean: dict[str, Any] = {}
    for key, value in values.items():
        if key not in ENTRIES:
            raise KeyError(f"not a part of a finding: {key}")
        if key == "checked_on" and value is not None and not isinstance(value, date):
            text = str(value).strip()
            found = read_date(text, year=clock.today().year).date if text else None
            if text and found is None:
                raise UserError(f"“{text}”不是日期", advice="请写成 2019-05-06")
            clean[key] = found
        elif isinstance(value, str):
            clean[key] = value.strip() or None
            if len(value) > _LONGEST[key]:
                raise UserError(f"{ENTRIES[key]}太长，最多 {_LONGEST[key]:,} 字", advice="请缩短")
        else:
            clean[key] = value
    return clean


def fault_of(
    before: str | None, after: Mapping[str, Any], purpose: str, results: Mapping[tuple[str, str], ResultLine],
    today: date,
) -> tuple[str, str] | None:  # fmt: skip
    """What is wrong with a finding: the part of ``ENTRIES`` and a sentence; None where nothing is.

    ``before`` is the result until now, ``after`` the whole finding as it would stand, ``results`` by purpose and name.
    """
    if after["result"] is None:
        if before is None:
            return "result", "没有填写核查结果"
        if any(after[key] for key in ENTRIES):
            return "result", "清除核查结果时，日期、核查人和情况也要一起清除"
        return None
    result = results.get((purpose, after["result"]))
    if result is None:
        offered = "、".join(one.name for (kind, _name), one in results.items() if kind == purpose and one.active)
        return "result", f"没有“{after['result']}”这个核查结果，可用的有{offered}"
    if not after["verifier"]:
        return "verifier", "要写明核查人"
    if after["checked_on"] is None:
        return "checked_on", "要写明核查日期"
    if after["checked_on"] > today:
        return "checked_on", f"核查日期 {after['checked_on'].isoformat()} 晚于今天"
    if result.needs_finding and not (after["finding"] or after["demand"]):
        return "finding", f"结果是“{result.name}”，要写明核查情况或存在问题"
    return None


class _Judge:
    """Looks at one finding after the other; knows the results and the closed states of the ledger."""

    def __init__(self, connection: Connection) -> None:
        self._results = {(one.purpose, one.name): one for one in read_results(connection, all_=True)}
        self._closed = closed_states(connection)
        self._today = clock.today()

    def take(self, row: Mapping[str, Any] | None, finding: Finding, work: _Work) -> None:
        """Gather what it writes and what follows."""
        if row is None:
            work.wrong.append(Wrong(finding.verification_id, "", "这条核查任务已经不在了，请刷新"))
            return
        try:
            said = clean_values(finding.values)
        except UserError as error:
            work.wrong.append(Wrong(row["id"], row["ledger_number"], str(error).rstrip("。")))
            return
        after = {key: said.get(key, row[key]) for key in ENTRIES}
        if all(after[key] == row[key] for key in ENTRIES):
            work.unchanged += 1
            return
        if finding.before is not None and any(row[key] != value for key, value in finding.before.items()):
            work.wrong.append(Wrong(row["id"], row["ledger_number"], "比较之后又有人改过，没有覆盖，请重新导入核对"))
            return
        purpose = row["purpose"] or self._purpose(row)
        result = self._results.get((purpose, after["result"])) if after["result"] else None
        fault = fault_of(row["result"], after, purpose, self._results, self._today)
        if fault is not None:
            work.wrong.append(Wrong(row["id"], row["ledger_number"], fault[1]))
            return
        if finding.source:
            after["source"] = finding.source[: _LONGEST["source"]]
        if row["status_before"] is None:
            after["status_before"] = row["status"]
        work.values += [(row["id"], key, row[key], value) for key, value in after.items() if row[key] != value]
        work.written += 1
        work.problems.add(row["problem_id"])
        if result is not None and after["result"] != row["result"]:
            self._follow(row, after, result, work)

    def _purpose(self, row: Mapping[str, Any]) -> str:
        return "recheck" if (row["status_before"] or row["status"]) in self._closed else "check"

    def _follow(self, row: Mapping[str, Any], after: Mapping[str, Any], result: ResultLine, work: _Work) -> None:
        if result.moves_to and result.moves_to != row["status"]:
            plan = f"“{row['plan']}”" if row["plan"] else ""
            reason = f"{plan}核查结果为“{result.name}”"
            work.moves.setdefault(reason, []).append(Move(row["problem_id"], result.moves_to))
        if result.falsified and not row["falsified"]:
            work.falsified.append(row["problem_id"])
        if result.opens_child and row["child_id"] is None:
            work.rebounds.append((row, after))


def _write(
    connection: Connection, actor: str, work: _Work, title: str, progress: Progress, recorder: Recorder | None = None
) -> Entered:
    """One step with everything; the findings first, then what follows from them."""
    if not work.values:
        none = Change(0, "", frozenset(), frozenset(), "edit")
        return Entered(none, 0, work.unchanged, 0, wrong=tuple(work.wrong))
    progress(0.0, "核对状态能否转变")
    refusals: list[Refusal] = []
    moves: dict[str, list[Move]] = {}
    for reason, wanted in work.moves.items():
        refused = check_moves(connection, wanted, actor, reason)
        refusals += refused
        kept = {one.problem_id for one in refused}
        moves[reason] = [move for move in wanted if move.problem_id not in kept]
    moved = sum(len(some) for some in moves.values())
    recorder = recorder or open_change_set(
        connection, actor, (title or f"登记 {work.written:,} 条核查结果")[:200], kind="status" if moved else "edit"
    )
    progress(0.2, "写入核查结果")
    write_values(connection, recorder, _ROW, work.values)
    fields: set[str] = {ROW_WORD}
    for place, (reason, some) in enumerate(moves.items()):
        progress(0.4 + 0.4 * place / len(moves), "转变状态")
        if some:
            fields |= write_moves(connection, recorder, some, actor, reason)
    if work.falsified:
        marked = sorted(set(work.falsified))
        now: dict[int, Any] = {}
        for start in range(0, len(marked), _CHUNK):
            query = select(PROBLEM.c.id, PROBLEM.c.falsified).where(among(PROBLEM.c.id, marked[start : start + _CHUNK]))
            now.update((row[0], row[1]) for row in connection.execute(query))
        write_fields(connection, recorder, [FieldChange(key, "falsified", old, True) for key, old in now.items()])
        fields.add("falsified")
    children = _open_children(connection, recorder, work, progress.part(0.8, 1.0))
    recorder.close()
    touched = frozenset(work.problems | {key for key, _number in children})
    shown: frozenset[str] = frozenset() if children else shown_fields(fields) | {ROW_WORD}
    change = Change(recorder.id, recorder.title, touched, shown, recorder.kind)
    return Entered(
        change, work.written, work.unchanged, moved, tuple(refusals), tuple(work.wrong), tuple(children)
    )  # fmt: skip


def _open_children(
    connection: Connection, recorder: Recorder, work: _Work, progress: Progress
) -> list[tuple[int, str]]:
    made: list[tuple[int, int]] = []
    for place, (row, after) in enumerate(work.rebounds):
        progress(place / len(work.rebounds), "登记反弹问题")
        words = after["finding"] or after["demand"]
        values = {
            "description": words, "requirement": after["demand"], "found_on": after["checked_on"],
            "inspection_team": row["team"],
        }  # fmt: skip
        made.append((row["id"], open_rebound(connection, recorder, row["problem_id"], values)))
    write_values(connection, recorder, _ROW, [(key, "child_id", None, child) for key, child in made])
    numbers: dict[int, str] = {}
    for start in range(0, len(made), _CHUNK):
        ids = [child for _key, child in made[start : start + _CHUNK]]
        query = select(PROBLEM.c.id, PROBLEM.c.ledger_number).where(among(PROBLEM.c.id, ids))
        numbers.update((row[0], row[1]) for row in connection.execute(query))
    return [(child, numbers[child]) for _key, child in made]


def _rows(connection: Connection, ids: Iterable[int]) -> dict[int, Mapping[str, Any]]:
    """Checks that are there, with what must be known of their plan and problem."""
    query = (
        select(
            VERIFICATION, PLAN.c.purpose, PLAN.c.name.label("plan"), PROBLEM.c.ledger_number, PROBLEM.c.status,
            PROBLEM.c.falsified,
        )
        .join(PROBLEM, PROBLEM.c.id == VERIFICATION.c.problem_id)
        .outerjoin(PLAN, PLAN.c.id == VERIFICATION.c.plan_id)
        .where(
            among(VERIFICATION.c.id, ids), VERIFICATION.c.removed_in.is_(None), PROBLEM.c.removed_in.is_(None)
        )
    )  # fmt: skip
    return {row["id"]: dict(row) for row in connection.execute(query).mappings()}
