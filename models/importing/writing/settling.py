"""Settling a row that an earlier import held back: it is written as new, or into the problem that a person names.

Each settling is a small import batch of its own that continues the first, so that it is shown, counted and undone as
any other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select, update

from models.errors import UserError
from models.importing.cells import digests
from models.importing.choices import RowChoice
from models.importing.deciding.compare import as_stored
from models.importing.deciding.incoming import Incoming
from models.importing.deciding.links import link_columns
from models.importing.deciding.plan import decide
from models.importing.deciding.policies import policies_of
from models.importing.deciding.wishes import Wishes
from models.importing.field_list import FIELDS as FILE_FIELDS
from models.importing.field_list import NOT_SAID
from models.importing.report import FileReport, ImportReport
from models.importing.writing.write import BATCH, BATCH_ROW, FileFacts, Writer
from models.operations import Change
from models.operations.consequences import NEEDED, consequences, read_presets
from models.operations.edit import checked_value
from models.operations.history import open_change_set
from models.progress import silent
from models.schema import SourceFile

if TYPE_CHECKING:
    from models.store import Ledger

_FILE: Table = SourceFile.__table__  # type: ignore[assignment]
_LISTS = {"regions", "pollutants"}
_WORDS = {"new": "作为新问题", "same": "认领到已有问题", "leave": "不导入"}


def settle_held(
    ledger: Ledger, batch_row_id: int, choice: RowChoice, fixes: Mapping[str, Any] | None = None
) -> ImportReport:
    """Write one held row as a person says, with some fields corrected; UserError where it cannot be.

    ``fixes`` are texts by field, as typed. The row counts as settled; undoing the new batch holds it again.
    """
    with ledger.writing() as connection:
        held = _held_row(connection, batch_row_id)
        incoming = _incoming(connection, held, fixes or {})
        if choice.kind == "new" and incoming.refused[0]:
            advice = "请先补上名称或问题描述，或认领到已有问题"
            raise UserError("既没有名称也没有问题描述，不能作为新问题", advice=advice)
        title = f"第 {held.batch_id} 批 {held.sheet or ''} 第 {held.row or 0} 行{_WORDS[choice.kind]}"[:200]
        recorder = open_change_set(connection, ledger.actor, title, kind="import")
        files = [FileFacts(held.name or "", held.sha256 or "", held.size or 0)]
        writer = Writer(connection, incoming, held.campaign_id, recorder, files, "partial", False)
        policies = policies_of(connection)
        writer.barred = policies.barred
        wishes = Wishes(rows={0: choice}, policies=policies, batch=writer.batch_id)
        decisions = decide(connection, held.campaign_id, incoming, wishes)
        if decisions.suspect:
            raise UserError(decisions.matching.why.get(0, "这一行还不能认领"))
        written = writer.write(decisions, silent)
        recorder.close()
        connection.execute(update(BATCH_ROW).where(BATCH_ROW.c.id == batch_row_id).values(resolved_id=recorder.id))
        plan = decisions.counted("", "")
        report = ImportReport(
            written.batch_id, False, 0.0, plan, [FileReport(held.name or "", held.sha256 or "", issues=plan.issues)],
            Change(recorder.id, title, None, frozenset(), "import"),
        )  # fmt: skip
        values = {"report": json.dumps(report.to_json(), ensure_ascii=False), "continues_id": held.batch_id}
        connection.execute(update(BATCH).where(BATCH.c.id == written.batch_id).values(**values, seconds=0.0))
    return report


def _held_row(connection: Connection, batch_row_id: int) -> Any:
    query = (
        select(
            BATCH_ROW, BATCH.c.campaign_id, BATCH.c.undone_by_id, _FILE.c.name, _FILE.c.sha256, _FILE.c.size,
        )
        .join(BATCH, BATCH.c.id == BATCH_ROW.c.batch_id)
        .outerjoin(_FILE, _FILE.c.id == BATCH_ROW.c.source_file_id)
        .where(BATCH_ROW.c.id == batch_row_id)
    )  # fmt: skip
    held = connection.execute(query).one_or_none()
    if held is None or held.outcome not in ("suspect", "refused", "left") or not held.held:
        raise UserError("这一行不是待认领或出错的行", advice="请刷新列表")
    if held.resolved_id is not None:
        raise UserError("这一行已经处理过了", advice="请刷新列表")
    if held.undone_by_id is not None:
        raise UserError(f"第 {held.batch_id} 批已经撤销，不能再处理其中的行", advice="请重新导入原来的文件")
    return held


def _incoming(connection: Connection, held: Any, fixes: Mapping[str, Any]) -> Incoming:
    """The held row as if it came from its file again, corrected."""
    facts: dict[str, Any] = json.loads(held.held)
    values: dict[str, Any] = {**facts["values"], **_typed(connection, facts["values"], fixes)}
    values = {name: value for name, value in values.items() if value is not None}
    stated = {name: _digested(name, value) for name, value in values.items() if name in FILE_FIELDS}
    packed = bytes.fromhex(facts["digests"]) if "digests" in facts and not fixes else digests.pack(stated)
    named = {"site_name", "description", "city", "county", "address"} & fixes.keys()
    if named or "identity" not in facts:
        place = (values.get("city"), values.get("county"))
        site = values.get("site_name") or values.get("address")
        identity = digests.identity_key(*place, site, values.get("description"))
        site_key = digests.site_key(*place, site)
    else:
        identity, site_key = facts["identity"], facts["site"]
    incoming = Incoming()
    links = link_columns(json.loads(values.get("extra") or "{}"))
    incoming.begin_sheet(0, held.name or "", held.sheet or "", {}, key="held", links=links)
    incoming.add({
        "rows": [held.row or 0], "columns": {name: [value] for name, value in values.items()},
        "identity": [identity], "site": [site_key], "field_digests": [packed], "originals": [held.originals],
        "row_digest": [held.row_digest if not fixes else digests.row_digest(digests.without(packed, NOT_SAID))],
        "refused": [not values.get("site_name") and not values.get("description")],
        "problems": [], "parts": [facts.get("part", 0)],
        "clears": [(0, name) for name in facts.get("clears", ()) if name not in fixes], "as_said": {}, "skipped": [],
    })  # fmt: skip
    return incoming


def _typed(connection: Connection, values: Mapping[str, Any], fixes: Mapping[str, Any]) -> dict[str, Any]:
    """Corrected fields as the database keeps them, with what follows from them."""
    if not fixes:
        return {}
    wrong = [name for name in fixes if name not in FILE_FIELDS]
    if wrong:
        raise UserError(f"不能更正“{'、'.join(wrong)}”")
    typed = {name: checked_value(name, value) for name, value in fixes.items()}
    now = {name: _python(name, values.get(name)) for name in NEEDED}
    full = typed | consequences(now, typed, read_presets(connection))
    return {name: _database(name, value) for name, value in full.items()}


def _python(name: str, value: Any) -> Any:
    from models.importing.deciding.compare import as_python

    return as_python(name, value)


def _database(name: str, value: Any) -> Any:
    if name in _LISTS:
        return value or None
    return as_stored(name, value)


def _digested(name: str, value: Any) -> Any:
    if name == "regions":
        return "、".join(pair[0] for pair in value) or None
    return "、".join(value) or None if name == "pollutants" else value
