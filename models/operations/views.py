"""Saved views: a named filter, column order, widths and sort of a page, personal or of the whole bureau."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, delete, insert, or_, select, update

from models.errors import UserError
from models.operations.change import Change
from models.operations.history import actor_id_of, open_change_set
from models.schema import Actor, SavedView

if TYPE_CHECKING:
    from models.store import Ledger

_OPENING = ":opening"
"""Added to the name of a page: under it stands which view a person opens that page with."""
_VIEW: Table = SavedView.__table__  # type: ignore[assignment]
_ACTOR: Table = Actor.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class ViewLine:
    """A saved view; ``shared`` when the whole bureau sees it, ``content`` is what the page keeps in it."""

    id: int
    page: str
    name: str
    shared: bool
    content: Mapping[str, Any]


def list_views(ledger: Ledger, page: str = "ledger") -> list[ViewLine]:
    """The views of a page that this person sees: the bureau's, then their own."""
    with ledger.reading() as connection:
        rows = connection.execute(
            select(_VIEW)
            .outerjoin(_ACTOR, _ACTOR.c.id == _VIEW.c.owner_id)
            .where(_VIEW.c.page == page, or_(_VIEW.c.owner_id.is_(None), _ACTOR.c.name == ledger.actor))
            .order_by(_VIEW.c.owner_id.is_not(None), _VIEW.c.name)
        )
        return [ViewLine(row.id, row.page, row.name, row.owner_id is None, json.loads(row.content)) for row in rows]


def find_view(ledger: Ledger, name: str, page: str = "ledger") -> ViewLine:
    """A view by its name, a personal one before the bureau's; UserError lists what there is."""
    views = list_views(ledger, page)
    for view in sorted(views, key=lambda view: view.shared):
        if view.name == name:
            return view
    known = "、".join(view.name for view in views)
    raise UserError(f"没有名为“{name}”的视图", advice=f"可用的有{known}" if known else "还没有保存过视图")


def save_view(ledger: Ledger, page: str, name: str, content: Mapping[str, Any], *, shared: bool = False) -> Change:
    """Save under a name; a view of the same name, page and owner is replaced."""
    name = " ".join(name.split())
    if not name:
        raise UserError("视图要有名称")
    text = json.dumps(dict(content), ensure_ascii=False, sort_keys=True)
    title = f"保存视图“{name}”"[:200]
    with ledger.writing() as connection:
        owner = None if shared else actor_id_of(connection, ledger.actor)
        known = _same(connection, page, name, owner)
        recorder = open_change_set(connection, ledger.actor, title, kind="setting")
        if known is None:
            values = {"page": page, "name": name, "owner_id": owner, "content": text}
            made: Any = connection.execute(insert(_VIEW).values(**values)).inserted_primary_key
            recorder.created([made[0]], entity="saved_view")
            recorder.changed(made[0], "content", None, text, entity="saved_view")
        else:
            connection.execute(update(_VIEW).where(_VIEW.c.id == known.id).values(content=text))
            recorder.changed(known.id, "content", known.content, text, entity="saved_view")
        recorder.close()
        return Change(recorder.id, title, frozenset(), frozenset({"view"}), "setting")


def delete_view(ledger: Ledger, view_id: int) -> Change:
    """Delete a view; its content stays in the history."""
    with ledger.writing() as connection:
        row = connection.execute(select(_VIEW).where(_VIEW.c.id == view_id)).one_or_none()
        if row is None:
            raise UserError("这个视图已经不在了")
        title = f"删除视图“{row.name}”"[:200]
        connection.execute(delete(_VIEW).where(_VIEW.c.id == view_id))
        recorder = open_change_set(connection, ledger.actor, title, kind="setting")
        recorder.changed(view_id, "content", row.content, None, entity="saved_view")
        recorder.close()
        return Change(recorder.id, title, frozenset(), frozenset({"view"}), "setting")


def rename_view(ledger: Ledger, view_id: int, name: str) -> Change:
    """Give a view another name; UserError where its owner has one of that name already."""
    name = " ".join(name.split())
    if not name:
        raise UserError("视图要有名称")
    with ledger.writing() as connection:
        row = connection.execute(select(_VIEW).where(_VIEW.c.id == view_id)).one_or_none()
        if row is None:
            raise UserError("这个视图已经不在了")
        taken = _same(connection, row.page, name, row.owner_id)
        if taken is not None and taken.id != view_id:
            raise UserError(f"已经有名为“{name}”的视图", advice="请换一个名字")
        title = f"视图“{row.name}”改名为“{name}”"[:200]
        connection.execute(update(_VIEW).where(_VIEW.c.id == view_id).values(name=name))
        recorder = open_change_set(connection, ledger.actor, title, kind="setting")
        recorder.changed(view_id, "name", row.name, name, entity="saved_view")
        recorder.close()
        return Change(recorder.id, title, frozenset(), frozenset({"view"}), "setting")


def opening_view(ledger: Ledger, page: str = "ledger") -> ViewLine | None:
    """The view that this person wants the page to open with; None where it shall come back as it was left."""
    kept = next(iter(list_views(ledger, page + _OPENING)), None)
    wanted = kept.content.get("view") if kept is not None else None
    return next((view for view in list_views(ledger, page) if view.id == wanted), None)


def set_opening_view(ledger: Ledger, view_id: int | None, page: str = "ledger") -> Change:
    """Open the page with this view from now on, for this person only; None: as it was left."""
    change = save_view(ledger, page + _OPENING, "打开时", {"view": view_id})
    return Change(change.change_set_id, change.title, frozenset(), frozenset({"view"}), "setting")


def _same(connection: Connection, page: str, name: str, owner: int | None) -> Any:
    mine = _VIEW.c.owner_id.is_(None) if owner is None else _VIEW.c.owner_id == owner
    return connection.execute(select(_VIEW).where(_VIEW.c.page == page, _VIEW.c.name == name, mine)).one_or_none()
