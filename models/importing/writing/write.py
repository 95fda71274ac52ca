"""Writes a plan into the ledger: one transaction with its batch, its history and the trace of every row."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, insert, select, update

from models.importing.cells import digests
from models.importing.deciding.history_states import HistoryStates
from models.importing.deciding.incoming import Incoming
from models.importing.deciding.links import LinkWriter
from models.importing.deciding.plan import Decisions
from models.importing.field_list import COLUMN_FIELDS
from models.importing.values.kept_words import Renewed, kept_words
from models.importing.writing.counted_deadlines import counted_changes, counted_columns
from models.importing.writing.vanished_items import write_items
from models.operations.bulk import insert_rows
from models.operations.history import Recorder
from models.operations.numbering import take_numbers
from models.operations.stored_values import FieldChange, write_fields
from models.progress import Progress
from models.queries.fields import PROBLEM
from models.schema import BatchRow, Campaign, ImportBatch, ProblemPollutant, ProblemRegion, Round, SourceFile

BATCH: Table = ImportBatch.__table__  # type: ignore[assignment]
BATCH_ROW: Table = BatchRow.__table__  # type: ignore[assignment]
_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]
_ROUND: Table = Round.__table__  # type: ignore[assignment]
_FILE: Table = SourceFile.__table__  # type: ignore[assignment]
_REGION: Table = ProblemRegion.__table__  # type: ignore[assignment]
_POLLUTANT: Table = ProblemPollutant.__table__  # type: ignore[assignment]

_ROW_COLUMNS = (
    "id", "batch_id", "outcome", "problem_id", "source_file_id", "sheet", "row", "row_digest", "field_digests",
    "originals", "held", "previous_id",
)  # fmt: skip


@dataclass(frozen=True)
class FileFacts:
    """A file as it goes into the record; without ``sha256`` it could not be read and gave no rows."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Written:
    """The identity of what was written."""

    batch_id: int
    change_set_id: int


def campaign_row(connection: Connection, name: str) -> int:
    """The id of a campaign, entered on first use."""
    found = connection.execute(select(_CAMPAIGN.c.id).where(_CAMPAIGN.c.name == name)).scalar()
    if found is not None:
        return int(found)
    return int(connection.execute(insert(_CAMPAIGN).values(name=name, is_open=True)).inserted_primary_key[0])  # type: ignore[index]


class Writer:
    """Writes one plan; ``connection`` is inside the transaction that the caller commits."""

    def __init__(
        self, connection: Connection, incoming: Incoming, campaign_id: int, recorder: Recorder,
        files: Sequence[FileFacts], scope: str, as_history: bool, actor: str = "",
    ) -> None:  # fmt: skip
        self._connection = connection
        self._incoming = incoming
        self._campaign_id = campaign_id
        self._recorder = recorder
        self._as_history = as_history
        self.follows_said_status = False
        """Whether a changed 清单所述状态 moves the state too; only while history is rebuilt."""
        self.barred: frozenset[str] = frozenset()
        """Fields that are not imported, not even for new problems."""
        self._written: list[tuple[Sequence[int], range]] = []
        self._states = HistoryStates(connection, actor)
        self._files = [self._source_file(file) if file.sha256 else 0 for file in files]
        self._next_row = self._next_id(BATCH_ROW)
        self._next_problem = self._next_id(PROBLEM)
        values = {
            "kind": "import", "at": recorder.at, "actor_id": recorder.actor_id, "campaign_id": campaign_id,
            "change_set_id": recorder.id, "scope": scope, "as_history": as_history,
        }  # fmt: skip
        self.batch_id = int(connection.execute(insert(BATCH).values(**values)).inserted_primary_key[0])  # type: ignore[index]
        recorder.batch_id = self.batch_id

    def write(self, plan: Decisions, progress: Progress, *, new_too: bool = True) -> Written:
        """Write the plan; the caller closes the recorder. ``new_too`` False where the new rows are written already."""
        self._enter_rounds()
        if new_too:
            progress(0.05, f"写入新增 {len(plan.new)} 条")
            self.write_new(plan.new)
        progress(0.6, f"变更 {len(plan.changed)} 条")
        self._write_changed(plan)
        progress(0.8, "登记其余各行")
        self._write_others(plan)
        write_items(self._connection, self._recorder, self.batch_id, plan.vanished, plan.standings.items)
        LinkWriter(self._connection, self._recorder, self._campaign_id).write(plan.links, self._ids_of(plan))
        return Written(self.batch_id, self._recorder.id)

    def _ids_of(self, plan: Decisions) -> dict[int, int]:
        """Row position to problem, where links need it."""
        if not plan.links:
            return {}
        ids = {at: stored.id for at, stored in plan.matching.target.items()}
        for positions, keys in self._written:
            ids |= dict(zip(positions, keys, strict=True))
        return ids

    def _next_id(self, table: Table) -> int:
        return int(self._connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1

    def _source_file(self, file: FileFacts) -> int:
        query = select(_FILE.c.id).where(_FILE.c.sha256 == file.sha256, _FILE.c.name == file.name)
        found = self._connection.execute(query).scalar()
        if found is not None:
            return int(found)
        values = {"name": file.name, "sha256": file.sha256, "size": file.size}
        return int(self._connection.execute(insert(_FILE).values(**values)).inserted_primary_key[0])  # type: ignore[index]

    def _enter_rounds(self) -> None:
        said = {text for text in set(self._incoming.column("round")) if text}
        if not said:
            return
        known = set(
            self._connection.execute(select(_ROUND.c.name).where(_ROUND.c.campaign_id == self._campaign_id)).scalars()
        )
        from models.importing.columns.constants import round_number

        for name in sorted(said - known):
            digits = round_number(name)
            ordinal = int(digits) if digits.isdigit() else None
            self._connection.execute(
                insert(_ROUND).values(campaign_id=self._campaign_id, name=name[:60], ordinal=ordinal)
            )

    def write_new(self, positions: Sequence[int]) -> None:
        """Write rows as new problems; may be called for one portion after another."""
        if not positions:
            return
        take = _picker(positions)
        count = len(positions)
        ids = range(self._next_problem, self._next_problem + count)
        traces = range(self._next_row, self._next_row + count)
        self._next_problem += count
        self._next_row += count
        self._written.append((positions, ids))
        names = [name for name in COLUMN_FIELDS if name in self._incoming.columns and name not in self.barred]
        counted = counted_columns(self._incoming, self.barred)
        columns = (
            "id", "ledger_number", "campaign_id", "status", "identity_key", "site_key", "trace_id", "created_in",
            "version", *names, *counted,
        )  # fmt: skip
        rows = zip(
            ids, take_numbers(self._connection, count), repeat(self._campaign_id), self._statuses(positions),
            take(self._incoming.identity), take(self._incoming.site), traces, repeat(self._recorder.id), repeat(1),
            *(take(self._incoming.columns[name]) for name in names), *(take(column) for column in counted.values()),
            strict=False,
        )  # fmt: skip
        insert_rows(self._connection, PROBLEM, columns, rows)
        self._write_lists(ids, take)
        self._write_traces("new", positions, take, ids, traces)
        self._recorder.created(ids)

    def _write_lists(self, ids: range, take: Any) -> None:
        regions = self._incoming.columns.get("regions")
        if regions is not None and "regions" not in self.barred:
            insert_rows(
                self._connection, _REGION, ("problem_id", "position", "name", "region_code"),
                ((key, at, name, code) for key, many in zip(ids, take(regions), strict=True) if many
                 for at, (name, code) in enumerate(many)),
            )  # fmt: skip
        pollutants = self._incoming.columns.get("pollutants")
        if pollutants is not None and "pollutants" not in self.barred:
            insert_rows(
                self._connection, _POLLUTANT, ("problem_id", "position", "pollutant"),
                ((key, at, word) for key, many in zip(ids, take(pollutants), strict=True) if many
                 for at, word in enumerate(many)),
            )  # fmt: skip

    def _write_traces(self, outcome: str, positions: Sequence[int], take: Any, ids: Any, traces: range) -> None:
        """Batch rows of new problems, sheet by sheet."""
        incoming = self._incoming
        said = take(incoming.field_digests)
        if self.barred:
            said = [digests.without(packed, self.barred) for packed in said]
        insert_rows(
            self._connection, BATCH_ROW, _ROW_COLUMNS,
            zip(traces, repeat(self.batch_id), repeat(outcome), ids, self._file_ids(positions), self._sheets(positions),
                take(incoming.rows), take(incoming.row_digest), said, take(incoming.originals),
                repeat(None), repeat(None), strict=False),
        )  # fmt: skip

    def _file_ids(self, positions: Sequence[int]) -> list[int]:
        if len(self._files) == 1:
            return [self._files[0]] * len(positions)
        return [self._files[self._incoming.origin(at).file] for at in positions]

    def _sheets(self, positions: Sequence[int]) -> list[str]:
        if len(self._incoming.origins) == 1:
            return [self._incoming.origins[0].sheet[:100]] * len(positions)
        return [self._incoming.origin(at).sheet[:100] for at in positions]

    def _statuses(self, positions: Sequence[int]) -> Any:
        if not self._as_history or "said_status" not in self._incoming.columns:
            return repeat(self._states.first)
        return [self._states.of_row(self._incoming, at)[0] for at in positions]

    def _write_changed(self, plan: Decisions) -> None:
        changed = plan.changed | plan.settled
        if not changed:
            return
        changes = [
            FieldChange(change.problem_id, name, old, new)
            for change in changed.values()
            for name, old, new in change.changes
        ]
        changes += counted_changes(self._connection, self._incoming, changed)
        if self.follows_said_status:
            changes += self._followed_statuses(changes)
        write_fields(self._connection, self._recorder, changes)
        rows: list[tuple[Any, ...]] = []
        moved: list[dict[str, Any]] = []
        incoming = self._incoming
        words = kept_words(self._connection, (
            Renewed(at, plan.matching.target[at].trace_id, change.field_digests, incoming.originals[at])
            for at, change in changed.items()
        ))  # fmt: skip
        for trace, (at, change) in enumerate(changed.items(), start=self._next_row):
            stored = plan.matching.target[at]
            origin = incoming.origin(at)
            before = {"identity_key": stored.identity_key, "site_key": stored.site_key}
            rows.append((
                trace, self.batch_id, "changed" if change.changes else "unchanged", change.problem_id,
                self._files[origin.file], origin.sheet[:100], incoming.rows[at],
                incoming.row_digest[at] if change.says_all else None, change.field_digests,
                words.get(at, incoming.originals[at]), json.dumps({"before": before}), stored.trace_id,
            ))  # fmt: skip
            # A row that a person assigned though nothing identifies it must not take the identity of its problem.
            keys = (stored.identity_key, stored.site_key) if incoming.refused[at] else (
                incoming.identity[at], incoming.site[at])  # fmt: skip
            moved.append({"key_": change.problem_id, "trace": trace, "identity": keys[0], "site": keys[1]})
        self._next_row += len(rows)
        insert_rows(self._connection, BATCH_ROW, _ROW_COLUMNS, rows)
        self._connection.execute(
            update(PROBLEM)
            .where(PROBLEM.c.id == bindparam("key_"))
            .values(trace_id=bindparam("trace"), identity_key=bindparam("identity"), site_key=bindparam("site")),
            moved,
        )

    def _followed_statuses(self, changes: Sequence[FieldChange]) -> list[FieldChange]:
        states = self._states
        moved = [
            (change.problem_id, states.enter(change.old, None)[0], states.enter(change.new, None)[0])
            for change in changes
            if change.field == "said_status"
        ]
        return [FieldChange(key, "status", old, new) for key, old, new in moved if old != new]

    def _write_others(self, plan: Decisions) -> None:
        """Rows that write nothing to a problem: unchanged, suspect, refused, and what vanished."""
        incoming = self._incoming
        settled = plan.settled
        unchanged = [at for at in plan.unchanged if at not in settled] if settled else plan.unchanged
        if unchanged:
            target = plan.matching.target
            self._bare_rows("unchanged", unchanged, [target[at].id for at in unchanged])
        held = [("suspect", at) for at in plan.suspect] + [("refused", at) for at in plan.refused]
        held += [("left", at) for at in plan.left]
        rows = [
            (self._next_row + place, self.batch_id, outcome, None, self._files[incoming.origin(at).file],
             incoming.origin(at).sheet[:100], incoming.rows[at], incoming.row_digest[at], None, incoming.originals[at],
             self._held(plan, at), None)
            for place, (outcome, at) in enumerate(held)
        ]  # fmt: skip
        self._next_row += len(rows)
        rows += [
            (self._next_row + place, self.batch_id, "vanished", key, None, None, None, None, None, None, None, None)
            for place, key in enumerate(plan.vanished)
        ]
        self._next_row += len(plan.vanished)
        insert_rows(self._connection, BATCH_ROW, _ROW_COLUMNS, rows)

    def _bare_rows(self, outcome: str, positions: Sequence[int], ids: Sequence[int]) -> None:
        take = _picker(positions)
        columns = ("id", "batch_id", "outcome", "problem_id", "source_file_id", "sheet", "row")
        start = self._next_row
        self._next_row += len(positions)
        insert_rows(
            self._connection, BATCH_ROW, columns,
            zip(range(start, self._next_row), repeat(self.batch_id), repeat(outcome), ids, self._file_ids(positions),
                self._sheets(positions), take(self._incoming.rows), strict=False),
        )  # fmt: skip

    def _held(self, plan: Decisions, at: int) -> str:
        values = {name: column[at] for name, column in self._incoming.columns.items() if column[at] is not None}
        facts: dict[str, Any] = {
            "values": values,
            "why": plan.matching.why.get(at, ""),
            "candidates": plan.matching.candidates.get(at, ()),
            "identity": self._incoming.identity[at],
            "site": self._incoming.site[at],
            "digests": self._incoming.field_digests[at].hex(),
        }
        if at in self._incoming.parts:
            facts["part"] = self._incoming.parts[at]
        if at in self._incoming.clears:
            facts["clears"] = sorted(self._incoming.clears[at])
        return json.dumps(facts, ensure_ascii=False)


def _picker(positions: Sequence[int]) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Takes the values at some positions out of a full column."""
    first, last = positions[0], positions[-1]

    def part(column: Sequence[Any]) -> Sequence[Any]:
        return column[first : last + 1]

    def chosen(column: Sequence[Any]) -> Sequence[Any]:
        return [column[at] for at in positions]

    return part if last - first + 1 == len(positions) else chosen
