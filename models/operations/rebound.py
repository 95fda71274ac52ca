"""反弹: what was closed and has come back is a new problem that points at the first, which stays closed as it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from models.errors import UserError
from models.operations.history import Recorder
from models.operations.numbering import take_numbers
from models.operations.rows import create_row
from models.queries.fields import PROBLEM
from models.schema import ProblemPollutant, ProblemRegion, Status

REBOUND = "rebound"
"""Kind of the link that leads from the new problem to the first."""
INHERITED = (
    "campaign_id", "province", "city", "county", "town", "site_name", "credit_code", "address", "longitude",
    "latitude", "industry", "category", "accountability_category", "weight", "requirement", "goal",
    "responsible_unit", "responsible_person", "phone",
)  # fmt: skip
"""What the new problem takes over: place, site, kind, who answers for it; no number, no dates, no progress."""
_STATUS: Table = Status.__table__  # type: ignore[assignment]
_REGION: Table = ProblemRegion.__table__  # type: ignore[assignment]
_POLLUTANT: Table = ProblemPollutant.__table__  # type: ignore[assignment]
_LINK_NOTE = 300


def open_rebound(connection: Connection, recorder: Recorder, problem_id: int, values: Mapping[str, Any]) -> int:
    """Open the linked child of a problem that has come back; returns its id.

    ``values`` are columns of ``problem`` that the check says (description, requirement, found_on, inspection_team …);
    everything of ``INHERITED`` that they leave out comes from the first. It starts in the first open state, counts as
    not rectified, and its link of kind ``rebound`` says 反弹自. UserError when the first is gone.
    """
    first = connection.execute(
        select(PROBLEM).where(PROBLEM.c.id == problem_id, PROBLEM.c.removed_in.is_(None))
    ).mappings().one_or_none()  # fmt: skip
    if first is None:
        raise UserError("反弹的问题已不在台账里", advice="请刷新列表")
    given = {key: value for key, value in values.items() if value not in (None, "")}
    unknown = given.keys() - set(PROBLEM.c.keys())
    if unknown:
        raise KeyError(f"not a column of problem: {sorted(unknown)}")
    number = take_numbers(connection, 1)[0]
    row = {key: first[key] for key in INHERITED} | {
        "description": f"（反弹）{first['description'] or first['site_name'] or ''}",
        "status": first_state(connection), **given,
        "ledger_number": number, "created_in": recorder.id, "version": 1,
    }  # fmt: skip
    child = int(connection.execute(insert(PROBLEM).values(**row)).inserted_primary_key[0])  # type: ignore[index]
    for table in (_REGION, _POLLUTANT):
        lines = connection.execute(select(table).where(table.c.problem_id == problem_id)).mappings()
        copied = [{**line, "problem_id": child} for line in lines]
        if copied:
            connection.execute(insert(table), copied)
    recorder.created([child])
    closed = f"，{first['closed_on'].isoformat()} 销号" if first["closed_on"] else ""
    link = {
        "problem_id": child, "other_id": problem_id, "kind": REBOUND, "number": first["number"],
        "note": f"回头看发现反弹{closed}"[:_LINK_NOTE],
    }  # fmt: skip
    create_row(connection, recorder, "problem_link", link)
    return child


def first_state(connection: Connection) -> str:
    """The state that a new problem starts in: the first open one that is offered."""
    query = select(_STATUS.c.name).where(_STATUS.c.phase == "open", _STATUS.c.active.is_(True))
    name = connection.execute(query.order_by(_STATUS.c.position).limit(1)).scalar()
    if name is None:
        raise UserError("台账里没有可用的未整改状态", advice="请在设置的“状态与流转”里恢复一个")
    return str(name)
