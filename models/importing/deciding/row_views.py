"""One row of an import field by field beside the ledger, and the problems that it may be, side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from models.importing.deciding.compare import RowChange, as_python, news_of, row_change, same
from models.importing.deciding.incoming import Incoming
from models.importing.deciding.match import stored_by_id
from models.importing.deciding.plan import Decisions, shown_value
from models.importing.deciding.similar import candidates_at_site, likeness
from models.importing.field_list import FIELDS as FILE_FIELDS
from models.importing.field_list import LIST_FIELDS
from models.importing.views import Candidate, CellView
from models.operations.stored_values import read_fields
from models.queries.fields import FIELDS, PROBLEM

_BLANK = "文件为空，保留"


def _names() -> list[str]:
    """What a row can say something about in this ledger."""
    return [name for name in FILE_FIELDS if name in FIELDS]


def row_detail(connection: Connection, incoming: Incoming, plan: Decisions, at: int) -> tuple[CellView, ...]:
    """Every field that the row or its problem has something in."""
    stored = plan.matching.target.get(at)
    originals = _originals(incoming, at)
    if stored is None:
        return tuple(
            CellView(name, FIELDS[name].title, "", _file_text(incoming, at, name), originals.get(name, ""), "new", "")
            for name in _names()
            if _file_text(incoming, at, name) or name in originals
        )
    known = _names()
    current = read_fields(connection, [stored.id], known)[stored.id]
    change = plan.changed.get(at) or plan.kept_only.get(at)
    if change is None:
        names = news_of(incoming, at, stored, plan.wishes)
        change = row_change(incoming, at, stored, names, current, plan.wishes, lambda _: "")
    cells = [_cell(incoming, at, name, current[name], change, originals.get(name, ""), plan) for name in known]
    return tuple(cell for cell in cells if cell is not None)


def candidates(
    connection: Connection, campaign_id: int | None, incoming: Incoming, plan: Decisions, at: int
) -> tuple[Candidate, ...]:
    """The problems that a row may be; for a row that is not held, those of its site, for a person who looks for one."""
    ids: Sequence[int] = plan.matching.candidates.get(at, ())
    target = plan.matching.target.get(at)
    if not ids and target is not None:
        ids = (target.id,)
    if not ids and campaign_id is not None:
        ids = list(candidates_at_site(connection, campaign_id, incoming, at))
    if not ids:
        return ()
    known = stored_by_id(connection, ids)
    names = _names()
    values = read_fields(connection, list(known), [*names, "ledger_number"])
    originals = _originals(incoming, at)
    found: list[Candidate] = []
    for key in ids:
        if key not in known:
            continue
        current = values[key]
        cells = [_beside(incoming, at, name, current[name], originals.get(name, "")) for name in names]
        near = likeness(incoming.value("site_name", at), current["site_name"])
        found.append(
            Candidate(
                key, current["ledger_number"], known[key].status, round(near, 2) if near else None,
                tuple(cell for cell in cells if cell is not None),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-(one.likeness or 0), one.problem_id)))


def problem_of_number(connection: Connection, ledger_number: str) -> int | None:
    """The problem with a ledger number, for a person who types one."""
    query = select(PROBLEM.c.id).where(PROBLEM.c.ledger_number == ledger_number.strip(), PROBLEM.c.removed_in.is_(None))
    return connection.execute(query).scalar()


def _cell(
    incoming: Incoming, at: int, name: str, ours: Any, change: RowChange, original: str, plan: Decisions
) -> CellView | None:
    title, mine, theirs = FIELDS[name].title, shown_value(ours), _file_text(incoming, at, name)
    taken = {field: new for field, _old, new in change.changes}
    if name in taken:
        policy = "按你的选择" if plan.wishes.sides.get(at, {}).get(name) == "file" else ""
        if name in change.cleared:
            return CellView(name, title, mine, "", original or "【清空】", "cleared", "文件写明【清空】")
        if name in change.appended:
            return CellView(name, title, mine, shown_value(taken[name]), original, "appended", "按“追加记录”")
        why = policy or ("台账为空，按清单填入" if not mine else "以清单为准")
        return CellView(name, title, mine, shown_value(taken[name]), original, "changed", why)
    kept = next((new for field, _old, new in change.kept if field == name), None)
    if kept is not None or any(field == name for field, _old, _new in change.kept):
        return CellView(name, title, mine, shown_value(kept), original, "conflict", "有人改过，请选择")
    held = next(((new, why) for field, _old, new, why in change.held if field == name), None)
    if held is not None:
        return CellView(name, title, mine, shown_value(held[0]), original, "kept", held[1])
    if not theirs:
        return CellView(name, title, mine, "", original, "blank", _BLANK) if mine else None
    if same(name, ours, _file_value(incoming, at, name)) or name == "extra":
        return CellView(name, title, mine, theirs, original, "same", "")
    if name == "list_number":
        return CellView(name, title, mine, theirs, original, "kept", "只有序号不同，不算变更")
    group_kept = any(field in FILE_FIELDS and field != name for field, _old, _new in change.kept)
    why = "与相关字段一并保留" if group_kept else "清单与上次说法相同，保留本库的修改"
    return CellView(name, title, mine, theirs, original, "kept", why)


def _beside(incoming: Incoming, at: int, name: str, ours: Any, original: str) -> CellView | None:
    mine, theirs = shown_value(ours), _file_text(incoming, at, name)
    if not mine and not theirs:
        return None
    if not theirs:
        outcome = "blank"
    elif same(name, ours, _file_value(incoming, at, name)):
        outcome = "same"
    else:
        outcome = "changed" if mine else "new"
    return CellView(name, FIELDS[name].title, mine, theirs, original, outcome, "")


def _file_value(incoming: Incoming, at: int, name: str) -> Any:
    value = incoming.value(name, at)
    return as_python(name, value) if value is not None or name in LIST_FIELDS else None


def _file_text(incoming: Incoming, at: int, name: str) -> str:
    return shown_value(_file_value(incoming, at, name))


def _originals(incoming: Incoming, at: int) -> Mapping[str, str]:
    text = incoming.originals[at]
    return json.loads(text) if text else {}
