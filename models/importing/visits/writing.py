"""Writes the plan of a visit log: one transaction with its batch, its history and the trace of every row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, insert, select, update

from models.errors import UserError
from models.importing.report import ImportReport
from models.importing.views import ImportOptions
from models.importing.visits.deciding import VisitDecisions, stored_value
from models.importing.visits.incoming import VisitIncoming
from models.importing.visits.lookups import Lookups
from models.importing.visits.visit_list import VISIT as VISIT_TARGET
from models.importing.writing.write import BATCH, BATCH_ROW, FileFacts, campaign_row
from models.operations.bulk import insert_rows
from models.operations.history import Recorder, open_change_set
from models.operations.rows import create_row
from models.operations.visits import write_visits
from models.progress import Progress
from models.queries.visits_fields import VISIT
from models.schema import SourceFile

_FILE: Table = SourceFile.__table__  # type: ignore[assignment]
_PLAIN = (
    "number", "visited_on", "team", "inspectors", "province", "city", "county", "town", "site_name", "address",
    "longitude", "latitude", "industry", "finding", "remarks", "extra",
)  # fmt: skip
_COLUMNS = (
    "id", "campaign_id", "created_in", "version", *_PLAIN, "round_id", "problem_id", "found_problem", "identity_key",
    "trace_id",
)  # fmt: skip
_ROW_COLUMNS = (
    "id", "batch_id", "outcome", "visit_id", "source_file_id", "sheet", "row", "row_digest", "held", "previous_id",
)  # fmt: skip
_CHUNK = 900


@dataclass(frozen=True)
class VisitsWritten:
    """The identity of what was written."""

    batch_id: int
    change_set_id: int


class VisitWriter:
    """Writes one plan; ``connection`` is inside the transaction that the caller commits."""

    def __init__(
        self, connection: Connection, incoming: VisitIncoming, campaign: str, actor: str, step: str,
        files: Sequence[FileFacts], options: ImportOptions,
    ) -> None:  # fmt: skip
        self._connection = connection
        self._incoming = incoming
        self.recorder: Recorder = open_change_set(connection, actor, step, kind="import")
        self._campaign_id = campaign_row(connection, campaign)
        self._files = [self._source_file(file) if file.sha256 else 0 for file in files]
        self._next_row, self._next_visit = self._next_id(BATCH_ROW), self._next_id(VISIT)
        values = {
            "kind": "import", "at": self.recorder.at, "actor_id": self.recorder.actor_id,
            "campaign_id": self._campaign_id, "change_set_id": self.recorder.id, "scope": options.scope,
            "target": VISIT_TARGET,
        }  # fmt: skip
        self.batch_id = int(connection.execute(insert(BATCH).values(**values)).inserted_primary_key[0])  # type: ignore[index]
        self.recorder.batch_id = self.batch_id

    def write(self, plan: VisitDecisions, progress: Progress) -> VisitsWritten:
        """Write the plan; the caller closes the recorder."""
        self._enter_rounds(plan.lookups)
        progress(0.02, f"写入新增 {len(plan.new):,} 次现场检查")
        self._write_new(plan)
        progress(0.8, f"变更 {len(plan.changed):,} 次")
        self._write_changed(plan)
        progress(0.9, "登记其余各行")
        for outcome, positions in (("unchanged", plan.unchanged), ("refused", plan.refused)):
            self._write_rows(positions, outcome, plan)
        return VisitsWritten(self.batch_id, self.recorder.id)

    def _next_id(self, table: Table) -> int:
        return int(self._connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1

    def _source_file(self, file: FileFacts) -> int:
        query = select(_FILE.c.id).where(_FILE.c.sha256 == file.sha256, _FILE.c.name == file.name)
        found = self._connection.execute(query).scalar()
        if found is not None:
            return int(found)
        values = {"name": file.name, "sha256": file.sha256, "size": file.size}
        return int(self._connection.execute(insert(_FILE).values(**values)).inserted_primary_key[0])  # type: ignore[index]

    def _enter_rounds(self, lookups: Lookups) -> None:
        """A round that the log is the first to name appears among the rounds of its campaign."""
        made: dict[str, int] = {}
        for name in lookups.new_rounds:
            ordinal = int(name) if name.isdigit() else None
            values = {"campaign_id": self._campaign_id, "name": name, "ordinal": ordinal}
            made[name] = create_row(self._connection, self.recorder, "round", values)
        lookups.enter(made)

    def _write_new(self, plan: VisitDecisions) -> None:
        first, row_first = self._next_visit, self._next_row
        ids = range(first, first + len(plan.new))
        insert_rows(self._connection, VISIT, _COLUMNS, self._new_rows(plan, first, row_first))
        self._next_visit += len(plan.new)
        self.recorder.created(ids, "visit")
        self._write_traces(plan.new, "new", ids, repeat(None), repeat(None))

    def _new_rows(self, plan: VisitDecisions, first: int, row_first: int) -> Iterator[tuple[Any, ...]]:
        incoming, lookups, mine, made = self._incoming, plan.lookups, self._campaign_id, self.recorder.id
        columns = [incoming.column(name) for name in _PLAIN]
        found, numbers = incoming.column("found_problem"), incoming.column("problem")
        for place, at in enumerate(plan.new):
            problem = lookups.problem_of(at)
            yes = bool(found[at]) or (found[at] is None and bool(numbers[at])) or problem is not None
            yield (
                first + place, mine, made, 1, *[column[at] for column in columns], lookups.round_of(at), problem,
                int(yes), plan.key(incoming, at), row_first + place,
            )  # fmt: skip

    def _write_changed(self, plan: VisitDecisions) -> None:
        """Changed columns with history; every row that was found gets a trace of this batch."""
        changes: dict[int, dict[str, Any]] = {}
        before: dict[int, Any] = {}
        for at, change in plan.changed.items():
            now = {column: new for column, (_old, new) in change.values.items()}
            if now.get("round_id") == Lookups.COMING:
                now["round_id"] = stored_value(self._incoming, plan.lookups, at, "round")
            changes[change.visit_id] = now
            before[change.visit_id] = {column: old for column, (old, _new) in change.values.items()}
        write_visits(self._connection, self.recorder, before, changes)
        positions = list(plan.changed)
        keys = self._identities([plan.target[at][0] for at in positions])
        held = [json.dumps({"before": {"identity_key": keys.get(plan.target[at][0])}}) for at in positions]
        first = self._next_row
        self._write_traces(
            positions, "changed", [plan.target[at][0] for at in positions], held,
            [plan.target[at][1] for at in positions],
        )  # fmt: skip
        moved = [
            {"key_": plan.target[at][0], "trace": first + place, "identity": plan.key(self._incoming, at)}
            for place, at in enumerate(positions)
        ]
        if moved:
            self._connection.execute(
                update(VISIT)
                .where(VISIT.c.id == bindparam("key_"))
                .values(trace_id=bindparam("trace"), identity_key=bindparam("identity")),
                moved,
            )

    def _identities(self, ids: Sequence[int]) -> dict[int, str | None]:
        found: dict[int, str | None] = {}
        for start in range(0, len(ids), _CHUNK):
            query = select(VISIT.c.id, VISIT.c.identity_key).where(VISIT.c.id.in_(ids[start : start + _CHUNK]))
            found.update((row[0], row[1]) for row in self._connection.execute(query))
        return found

    def _write_rows(self, positions: Sequence[int], outcome: str, plan: VisitDecisions) -> None:
        """Rows that wrote nothing: what they were found to be, or why they were refused."""
        targets = [plan.target[at][0] if at in plan.target else None for at in positions]
        held: Any = repeat(None)
        if outcome == "refused":
            said = ({name: column[at] for name, column in self._incoming.columns.items()} for at in positions)
            held = [
                json.dumps({"values": {k: v for k, v in one.items() if v is not None}}, ensure_ascii=False)
                for one in said
            ]
        self._write_traces(positions, outcome, targets, held, repeat(None))

    def _write_traces(self, positions: Sequence[int], outcome: str, visits: Any, held: Any, previous: Any) -> None:
        if not positions:
            return
        incoming, first = self._incoming, self._next_row
        self._next_row += len(positions)

        def rows() -> Iterator[tuple[Any, ...]]:
            both = zip(positions, visits, held, previous, strict=False)
            for place, (at, visit, kept, before) in enumerate(both):
                origin = incoming.origin(at)
                yield (
                    first + place, self.batch_id, outcome, visit, self._files[origin.file], origin.sheet,
                    incoming.rows[at], incoming.digest[at], kept, before,
                )  # fmt: skip

        insert_rows(self._connection, BATCH_ROW, _ROW_COLUMNS, rows())


def refuse_wrong(options: ImportOptions, plan: VisitDecisions) -> None:
    """With ``strict`` one error refuses everything."""
    wrong = [issue for issue in plan.issues if issue.severity == "error"]
    if options.strict and wrong:
        raise UserError(
            f"有 {len(wrong)} 处错误，第一处：{wrong[0].message}", where=f"{wrong[0].sheet} {wrong[0].cell}",
            advice="请改正后再导入，或不用 --strict",
        )  # fmt: skip


def seal(connection: Connection, written: VisitsWritten, report: ImportReport) -> None:
    """Keep the report with the batch."""
    text = json.dumps(report.to_json(), ensure_ascii=False)
    values = {"report": text, "seconds": report.seconds}
    connection.execute(update(BATCH).where(BATCH.c.id == written.batch_id).values(**values))
