"""轮次: making, renaming, dating and removing the rounds of a campaign, each a step that can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from models.errors import UserError
from models.operations.change import Change
from models.operations.history import Recorder, open_change_set
from models.operations.rows import create_row, remove_rows, write_row_changes
from models.operations.stored_values import FieldChange, write_fields
from models.queries.fields import PROBLEM
from models.schema import Campaign, Round, Visit

if TYPE_CHECKING:
    from models.store import Ledger

_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_ROUND: Table = Round.__table__  # type: ignore[assignment]
_VISIT: Table = Visit.__table__  # type: ignore[assignment]
WORD = "rounds"
_MOST_NAME, _MOST_TEAMS, _MOST_ORDINAL = 60, 9_999, 999


@dataclass(frozen=True)
class RoundDraft:
    """What a person says of a round."""

    name: str
    ordinal: int | None = None
    started_on: date | None = None
    ended_on: date | None = None
    teams: int | None = None
    note: str | None = None

    def values(self) -> dict[str, Any]:
        """As the columns take it; UserError where something cannot be."""
        name = " ".join(self.name.split())
        if not name:
            raise UserError("轮次要有名称", advice="例如 23 或 第23轮")
        if len(name) > _MOST_NAME:
            raise UserError(f"轮次的名称最多 {_MOST_NAME} 个字")
        if self.started_on and self.ended_on and self.ended_on < self.started_on:
            raise UserError(f"第 {name} 轮的结束日期早于开始日期", advice="请改正其中一个日期")
        for value, most, what in ((self.ordinal, _MOST_ORDINAL, "次序"), (self.teams, _MOST_TEAMS, "检查组数")):
            if value is not None and not 0 <= value <= most:
                raise UserError(f"{what}要在 0 到 {most:,} 之间")
        return {
            "name": name, "ordinal": self.ordinal, "started_on": self.started_on, "ended_on": self.ended_on,
            "teams": self.teams, "note": (self.note or "").strip() or None,
        }  # fmt: skip


def create_round(ledger: Ledger, campaign: str, draft: RoundDraft) -> Change:
    """Add a round to a campaign; UserError when the campaign is unknown or the name is taken."""
    values = draft.values()
    with ledger.writing() as connection:
        campaign_id = connection.execute(select(_CAMPAIGN.c.id).where(_CAMPAIGN.c.name == campaign)).scalar()
        if campaign_id is None:
            raise UserError(f"没有名为“{campaign}”的任务来源", advice="请先在顶部选择任务来源")
        _refuse_taken(connection, campaign_id, values["name"], None)
        recorder = open_change_set(connection, ledger.actor, f"新增第 {values['name']} 轮")
        create_row(connection, recorder, "round", {"campaign_id": campaign_id} | values)
        return _closed(recorder)


def edit_round(ledger: Ledger, round_id: int, draft: RoundDraft) -> Change:
    """Write what differs; a new name is written into the problems of the round, too. All of it one step."""
    values = draft.values()
    with ledger.writing() as connection:
        row = _row(connection, round_id)
        _refuse_taken(connection, row["campaign_id"], values["name"], round_id)
        title = f"修改第 {row['name']} 轮"
        if all(row[name] == value for name, value in values.items()):
            return Change(0, title, frozenset(), frozenset(), "edit")
        recorder = open_change_set(connection, ledger.actor, title)
        write_row_changes(connection, recorder, "round", round_id, values)
        touched: frozenset[int] = frozenset()
        if values["name"] != row["name"]:
            touched = _rename_in_problems(connection, recorder, row, values["name"])
        return _closed(recorder, touched)


def remove_round(ledger: Ledger, round_id: int) -> Change:
    """Delete a round that nothing belongs to; UserError says what does."""
    with ledger.writing() as connection:
        row = _row(connection, round_id)
        visited = connection.execute(select(_VISIT.c.id).where(_VISIT.c.round_id == round_id).limit(1)).first()
        problems = connection.execute(select(PROBLEM.c.id).where(*_in_round(row)).limit(1)).first()
        if visited or problems:
            what = "现场检查" if visited else "问题"
            raise UserError(f"第 {row['name']} 轮里还有{what}，不能删除", advice=f"请先把这些{what}改到别的轮次")
        recorder = open_change_set(connection, ledger.actor, f"删除第 {row['name']} 轮")
        remove_rows(connection, recorder, "round", [round_id])
        return _closed(recorder)


def _closed(recorder: Recorder, problems: frozenset[int] = frozenset()) -> Change:
    recorder.close()
    fields = frozenset({WORD, "round"} if problems else {WORD})
    return Change(recorder.id, recorder.title, problems, fields, "edit")


def _row(connection: Connection, round_id: int) -> Mapping[str, Any]:
    row = connection.execute(select(_ROUND).where(_ROUND.c.id == round_id)).mappings().one_or_none()
    if row is None:
        raise UserError("这个轮次已经不在了", advice="请刷新")
    return {str(name): value for name, value in row.items()}


def _refuse_taken(connection: Connection, campaign_id: int, name: str, mine: int | None) -> None:
    found = connection.execute(
        select(_ROUND.c.id).where(_ROUND.c.campaign_id == campaign_id, _ROUND.c.name == name)
    ).scalar()
    if found is not None and found != mine:
        raise UserError(f"这个任务来源已有第 {name} 轮", advice="请换一个名称")


def _in_round(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (PROBLEM.c.campaign_id == row["campaign_id"], PROBLEM.c.round == row["name"])


def _rename_in_problems(
    connection: Connection, recorder: Recorder, row: Mapping[str, Any], name: str
) -> frozenset[int]:
    ids = list(connection.execute(select(PROBLEM.c.id).where(*_in_round(row))).scalars())
    write_fields(connection, recorder, [FieldChange(key, "round", row["name"], name) for key in ids])
    return frozenset(ids)
