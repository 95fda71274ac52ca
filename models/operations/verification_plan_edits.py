"""核查方案 changed, its checks given to other teams, or taken out with all of them; each one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from models.errors import UserError
from models.operations.change import Change
from models.operations.entities import entity_of, missing
from models.operations.history import open_change_set
from models.operations.rows import read_rows, remove_rows, write_row_changes, write_values
from models.operations.verification_plans import (
    PLAN_ENTITY,
    PLAN_WORD,
    ROW_ENTITY,
    ROW_WORD,
    check_days,
    check_teams,
    plan_items,
    plan_row,
    teams_text,
)
from models.queries.verification import Team, team_of

if TYPE_CHECKING:
    from models.store import Ledger


def edit_plan(ledger: Ledger, plan_id: int, values: Mapping[str, Any]) -> Change:
    """Change name, round, basis, dates, the day it was closed, or ``teams`` (then those not checked yet go along)."""
    known = {"name", "round", "basis", "starts_on", "ends_on", "closed_on", "teams"}
    if unknown := set(values) - known:
        raise KeyError(f"not to be edited in a plan: {unknown}")
    wanted: dict[str, Any] = {
        key: (value.strip() or None) if isinstance(value, str) else value for key, value in values.items()
    }
    if "name" in wanted and not wanted["name"]:
        raise UserError("方案名称不能为空", advice="请填写名称")
    teams: Sequence[Team] | None = wanted.pop("teams", None)
    with ledger.writing() as connection:
        row = plan_row(connection, plan_id)
        starts, ends = wanted.get("starts_on", row["starts_on"]), wanted.get("ends_on", row["ends_on"])
        check_days(starts, ends)
        if teams is not None:
            check_teams(teams)
            wanted["teams"] = teams_text(teams)
        if all(row[key] == value for key, value in wanted.items()):
            return Change(0, "", frozenset(), frozenset(), "edit")
        recorder = open_change_set(connection, ledger.actor, f"修改核查方案“{row['name']}”"[:200])
        write_row_changes(connection, recorder, PLAN_ENTITY, plan_id, wanted)
        touched: set[int] = set()
        if teams is not None:
            moved = [
                (line["id"], "team", line["team"], team_of(teams, line["city"], line["county"]), line["problem_id"])
                for line in plan_items(connection, plan_id)
                if line["result"] is None
            ]
            moved = [line for line in moved if line[2] != line[3]]
            write_values(connection, recorder, ROW_ENTITY, [line[:4] for line in moved])
            touched = {line[4] for line in moved}
        recorder.close()
    return Change(recorder.id, recorder.title, frozenset(touched), frozenset({PLAN_WORD, ROW_WORD}), "edit")


def set_team(ledger: Ledger, ids: Iterable[int], team: str) -> Change:
    """Give checks to a team of their plan by hand; an empty name takes them from theirs."""
    wanted = team.strip() or None
    with ledger.writing() as connection:
        rows = read_rows(connection, entity_of(ROW_ENTITY), ids)
        if any(row["removed_in"] is not None for row in rows.values()):
            raise missing(entity_of(ROW_ENTITY))
        lines = [(key, "team", row["team"], wanted) for key, row in rows.items() if row["team"] != wanted]
        if not lines:
            return Change(0, "", frozenset(), frozenset(), "edit")
        title = f"{len(lines):,} 条核查任务分给“{wanted or '未分组'}”"
        recorder = open_change_set(connection, ledger.actor, title[:200])
        write_values(connection, recorder, ROW_ENTITY, lines)
        recorder.close()
    touched = frozenset(rows[line[0]]["problem_id"] for line in lines)
    return Change(recorder.id, recorder.title, touched, frozenset({ROW_WORD}), "edit")


def remove_plan(ledger: Ledger, plan_id: int) -> Change:
    """Take a plan out with everything in it; undo puts all of it back. States that followed stay as they are."""
    with ledger.writing() as connection:
        row = plan_row(connection, plan_id)
        here = plan_items(connection, plan_id)
        recorder = open_change_set(connection, ledger.actor, f"删除核查方案“{row['name']}”"[:200])
        remove_rows(connection, recorder, ROW_ENTITY, [line["id"] for line in here])
        remove_rows(connection, recorder, PLAN_ENTITY, [plan_id])
        recorder.close()
    ids = frozenset(line["problem_id"] for line in here)
    return Change(recorder.id, recorder.title, ids, frozenset({PLAN_WORD, ROW_WORD}), "edit")
