"""Decides what happens to every row, before anything is written: the counts a person sees are the counts after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Connection, Table, func, select

from models import clock
from models.importing.deciding.compare import RowChange, compare_rows
from models.importing.deciding.history_states import HistoryStates
from models.importing.deciding.incoming import Incoming
from models.importing.deciding.links import Wanted, wanted_links
from models.importing.deciding.match import Matching, Prefetch, chunked, match_rows
from models.importing.deciding.returned import Standings, standings
from models.importing.deciding.vanishing import Reach, reach_of, vanished_ids
from models.importing.deciding.wishes import Wishes
from models.importing.views import ImportPlan, Issue
from models.operations.history import to_json
from models.queries.fields import FIELDS, PROBLEM
from models.schema import ImportBatch

_BATCH: Table = ImportBatch.__table__  # type: ignore[assignment]


@dataclass
class Decisions:
    """The plan as ``write`` needs it: row positions by verdict, changes, and the problems that vanished."""

    matching: Matching
    wishes: Wishes = field(default_factory=Wishes)
    new: list[int] = field(default_factory=list[int])
    unchanged: list[int] = field(default_factory=list[int])
    suspect: list[int] = field(default_factory=list[int])
    refused: list[int] = field(default_factory=list[int])
    left: list[int] = field(default_factory=list[int])
    changed: dict[int, RowChange] = field(default_factory=dict[int, RowChange])
    kept_only: dict[int, RowChange] = field(default_factory=dict[int, RowChange])
    """Unchanged rows of which something was kept back, or for which a person chose the ledger's side."""
    vanished: list[int] = field(default_factory=list[int])
    reach: Reach = field(default_factory=Reach)
    standings: Standings = field(default_factory=lambda: Standings({}, []))
    links: dict[int, list[Wanted]] = field(default_factory=dict[int, list[Wanted]])
    issues: list[Issue] = field(default_factory=list[Issue])
    numbers: dict[int, str] = field(default_factory=dict[int, str])
    """Ledger numbers of the problems that issues, candidates and plan rows name."""

    def issues_of(self, file: int) -> list[Issue]:
        """What is to be told of one file."""
        return [issue for issue in self.issues if issue.file == file]

    @property
    def settled(self) -> dict[int, RowChange]:
        """Unchanged rows for which a person chose the ledger's side, which is remembered."""
        return {at: change for at, change in self.kept_only.items() if change.settled}

    def counted(self, campaign: str, round_name: str) -> ImportPlan:
        """The plan with its counts and issues, without the single rows."""
        return ImportPlan(
            new=len(self.new), changed=len(self.changed), unchanged=len(self.unchanged), suspect=len(self.suspect),
            refused=len(self.refused), vanished=len(self.vanished), left=len(self.left), issues=self.issues,
            conflicts=sum(bool(one.kept) for many in (self.changed, self.kept_only) for one in many.values()),
            returned=sum(one.returned for one in self.standings.rows.values()), campaign=campaign, round=round_name,
            cells=sum(change.cells for change in self.changed.values()),
            scope_words=self.reach.words if self.wishes.complete else "",
        )  # fmt: skip


def decide(
    connection: Connection,
    campaign_id: int | None,
    incoming: Incoming,
    wishes: Wishes | None = None,
    prefetch: Prefetch | None = None,
) -> Decisions:
    """Match, compare and, for a list declared complete, find what it no longer holds."""
    wishes = wishes or Wishes()
    matching = match_rows(connection, campaign_id, incoming, prefetch, wishes.rows)
    plan = Decisions(matching, wishes)
    changes = compare_rows(connection, incoming, matching, wishes, _marks(connection, incoming, wishes))
    for at, refused in enumerate(incoming.refused):
        if at in matching.left:
            plan.left.append(at)
        elif at in matching.candidates:
            plan.suspect.append(at)
        elif at not in matching.target:
            (plan.refused if refused else plan.new).append(at)
        elif at in changes and changes[at].changes:
            plan.changed[at] = changes[at]
        else:
            plan.unchanged.append(at)
            if at in changes:
                plan.kept_only[at] = changes[at]
    if wishes.complete:
        plan.reach = reach_of(incoming, wishes)
        # Where the campaign was empty, its rows may stand already: they are those of this very import.
        if campaign_id is not None and (prefetch is None or prefetch.size):
            plan.vanished = vanished_ids(connection, campaign_id, incoming, matching, plan.reach)
    plan.standings = standings(connection, incoming, matching)
    plan.links = wanted_links(incoming, [*plan.new, *matching.target])
    _tell(connection, incoming, plan, changes)
    return plan


def _marks(connection: Connection, incoming: Incoming, wishes: Wishes) -> Callable[[int], str]:
    """The words before an appended text: the list's own day, else today, and the number of this batch."""
    number = int(connection.execute(select(func.max(_BATCH.c.id))).scalar() or 0) + 1
    today = (wishes.day or clock.now().date()).isoformat()

    def mark(at: int) -> str:
        return f"（{incoming.origin(at).stated_on or today} 第{wishes.batch or number}批）"

    return mark


def _tell(connection: Connection, incoming: Incoming, plan: Decisions, changes: Mapping[int, RowChange]) -> None:
    """Collect what has to be said of the rows."""
    matching = plan.matching
    named = {problem for ids in matching.candidates.values() for problem in ids}
    named |= {change.problem_id for change in changes.values() if change.kept}
    named |= {matching.target[at].id for at, one in plan.standings.rows.items() if one.returned}
    plan.numbers = ledger_numbers(connection, sorted(named))
    plan.issues = [
        *_still_told(incoming, plan),
        *_repeat_issues(incoming, matching),
        *(_issue(incoming, at, name, words) for at, name, words in matching.remarks),
        *_kept_issues(incoming, changes, plan.numbers),
        *_returned_issues(incoming, plan),
        *_entered_otherwise(connection, incoming, plan),
    ]
    plan.issues += [Issue("warning", "", "", "", "", note) for note in matching.notes]


def _still_told(incoming: Incoming, plan: Decisions) -> list[Issue]:
    """What reading complained of, except errors of rows that a person left out or assigned."""
    refused = incoming.refused
    settled = {at for at in plan.wishes.rows if at < len(refused) and refused[at]} - set(plan.refused)
    if not settled:
        return incoming.issues
    places = {(incoming.origin(at).file, incoming.origin(at).sheet, incoming.rows[at]) for at in settled}
    return [
        issue
        for issue in incoming.issues
        if issue.severity != "error"
        or (issue.file, issue.sheet, int("".join(filter(str.isdigit, issue.cell)) or 0)) not in places
    ]


def ledger_numbers(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Ledger numbers by problem."""
    found: dict[int, str] = {}
    for keys in chunked(ids):
        query = select(PROBLEM.c.id, PROBLEM.c.ledger_number).where(PROBLEM.c.id.in_(keys))
        found |= {row[0]: row[1] for row in connection.execute(query)}
    return found


def suspect_lines(incoming: Incoming, plan: Decisions, file: int) -> list[dict[str, Any]]:
    """The ``suspects`` list of one file of the report."""
    return [
        {
            "sheet": incoming.origin(at).sheet,
            "row": incoming.rows[at],
            "why": plan.matching.why.get(at, ""),
            "candidates": [plan.numbers[key] for key in plan.matching.candidates[at]],
        }
        for at in plan.suspect
        if incoming.origin(at).file == file
    ]


def shown_value(value: Any) -> str:
    """A value as the plan shows it."""
    if value is None or value == []:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        items = cast("list[Any]", value)
        return "、".join(item if isinstance(item, str) else str(item[0]) for item in items)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(to_json(value)).strip('"')


def _issue(incoming: Incoming, at: int, name: str, words: str, value: str = "", kind: str = "") -> Issue:
    """A warning about one field of one row."""
    origin = incoming.origin(at)
    said = value or str(incoming.value(name, at) or "")
    return Issue("warning", origin.sheet, incoming.cell(name, at), name, said, words, origin.file, kind)


def _repeat_issues(incoming: Incoming, matching: Matching) -> list[Issue]:
    issues: list[Issue] = []
    for at, first in matching.repeats.items():
        here, there = incoming.origin(at), incoming.origin(first)
        sheet = "" if here == there else f"{there.file_name} {there.sheet} "
        words = f"与{sheet}第 {incoming.rows[first]} 行是同一问题（地点、名称、描述相同）"
        issues.append(_issue(incoming, at, "site_name", words))
    return issues


def _kept_issues(incoming: Incoming, changes: Mapping[int, RowChange], numbers: Mapping[int, str]) -> list[Issue]:
    issues: list[Issue] = []
    for at, change in changes.items():
        for name, old, new in change.kept:
            kept, offered = shown_value(old), shown_value(new)
            message = (
                f"{numbers[change.problem_id]} 的{FIELDS[name].title}有人改过，保留“{kept}”，没有换成清单的“{offered}”"
            )
            issues.append(_issue(incoming, at, name, message, offered or "【清空】", "conflict"))
    return issues


def _entered_otherwise(connection: Connection, incoming: Incoming, plan: Decisions) -> list[Issue]:
    """New rows of an earlier list whose state may not be entered so."""
    if not plan.wishes.history_by or "said_status" not in incoming.columns:
        return []
    states = HistoryStates(connection, plan.wishes.history_by)
    issues: list[Issue] = []
    for at in plan.new:
        _status, why = states.of_row(incoming, at)
        if why:
            issues.append(_issue(incoming, at, "said_status", why))
    return issues


def _returned_issues(incoming: Incoming, plan: Decisions) -> list[Issue]:
    issues: list[Issue] = []
    for at, one in plan.standings.rows.items():
        if one.returned:
            number = plan.numbers[plan.matching.target[at].id]
            words = f"{number} {one.words}，这份清单里又有它，疑似反弹；状态没有改动，请核实"
            issues.append(_issue(incoming, at, "said_status", words, kind="returned"))
    return issues
