"""任务来源: making, listing, closing and reopening campaigns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, func, insert, select, update

from models.errors import UserError
from models.operations.change import Change
from models.operations.history import open_change_set
from models.queries.fields import PROBLEM
from models.schema import Campaign

if TYPE_CHECKING:
    from models.store import Ledger

_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class CampaignLine:
    """A campaign with the number of its problems."""

    id: int
    name: str
    issuer: str | None
    started_on: date | None
    ended_on: date | None
    is_open: bool
    problems: int


def list_campaigns(ledger: Ledger) -> list[CampaignLine]:
    """All campaigns, open ones first, newest first."""
    number = (
        select(func.count())
        .select_from(PROBLEM)
        .where(PROBLEM.c.campaign_id == _CAMPAIGN.c.id, PROBLEM.c.removed_in.is_(None))
        .scalar_subquery()
    )
    columns = ("id", "name", "issuer", "started_on", "ended_on", "is_open")
    statement = select(*(_CAMPAIGN.c[name] for name in columns), number)
    with ledger.reading() as connection:
        rows = connection.execute(statement.order_by(_CAMPAIGN.c.is_open.desc(), _CAMPAIGN.c.id.desc()))
        return [CampaignLine(*row) for row in rows]


def campaign_id(connection: Connection, name: str) -> int | None:
    """The id of a campaign by its name."""
    return connection.execute(select(_CAMPAIGN.c.id).where(_CAMPAIGN.c.name == name)).scalar()


def create_campaign(
    ledger: Ledger,
    name: str,
    *,
    issuer: str | None = None,
    started_on: date | None = None,
    ended_on: date | None = None,
) -> Change:
    """Add a campaign; UserError when the name is empty or taken."""
    name = " ".join(name.split())
    if not name:
        raise UserError("任务来源要有名称")
    if len(name) > 200:
        raise UserError("任务来源的名称最多 200 个字")
    with ledger.writing() as connection:
        if campaign_id(connection, name) is not None:
            raise UserError(f"已有名为“{name}”的任务来源")
        values = {"name": name, "issuer": issuer, "started_on": started_on, "ended_on": ended_on, "is_open": True}
        made: Any = connection.execute(insert(_CAMPAIGN).values(**values)).inserted_primary_key
        title = f"新建任务来源“{name}”"[:200]
        recorder = open_change_set(connection, ledger.actor, title, kind="setting")
        recorder.created([made[0]], entity="campaign")
        recorder.changed_many(((made[0], key, None, value) for key, value in values.items()), entity="campaign")
        recorder.close()
        return Change(recorder.id, title, None, frozenset({"campaign"}), "setting")


def close_campaign(ledger: Ledger, name: str) -> Change:
    """Mark a campaign as finished: imports no longer choose it by themselves."""
    return _set_open(ledger, name, is_open=False)


def reopen_campaign(ledger: Ledger, name: str) -> Change:
    """Take a campaign up again."""
    return _set_open(ledger, name, is_open=True)


def _set_open(ledger: Ledger, name: str, *, is_open: bool) -> Change:
    with ledger.writing() as connection:
        row = connection.execute(select(_CAMPAIGN).where(_CAMPAIGN.c.name == name)).one_or_none()
        if row is None:
            raise UserError(f"没有名为“{name}”的任务来源")
        title = f"{'重新启用' if is_open else '结束'}任务来源“{name}”"[:200]
        if row.is_open == is_open:
            return Change(0, title, frozenset(), frozenset(), "setting")
        connection.execute(update(_CAMPAIGN).where(_CAMPAIGN.c.id == row.id).values(is_open=is_open))
        recorder = open_change_set(connection, ledger.actor, title, kind="setting")
        recorder.changed(row.id, "is_open", row.is_open, is_open, entity="campaign")
        recorder.close()
        return Change(recorder.id, title, frozenset(), frozenset({"campaign"}), "setting")
