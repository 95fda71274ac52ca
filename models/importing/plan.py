"""Decides what happens to every row, before anything is written: the counts a person sees are the counts after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Connection, select

from models.importing.compare import RowChange, compare_rows
from models.importing.constants import round_number
from models.importing.incoming import Incoming
from models.importing.match import Matching, Prefetch, chunked, match_rows
from models.importing.views import ImportPlan, Issue, PlanRow
from models.operations.history import to_json
from models.queries.fields import FIELDS, PROBLEM


@dataclass
class Decisions:
    """The plan as ``write`` needs it: row positions by verdict, changes, and the problems that vanished."""

    matching: Matching
    new: list[int] = field(default_factory=list[int])
    unchanged: list[int] = field(default_factory=list[int])
    suspect: list[int] = field(default_factory=list[int])
    refused: list[int] = field(default_factory=list[int])
    changed: dict[int, RowChange] = field(default_factory=dict[int, RowChange])
    kept_only: dict[int, RowChange] = field(default_factory=dict[int, RowChange])
    vanished: list[int] = field(default_factory=list[int])
    issues: list[Issue] = field(default_factory=list[Issue])
    numbers: dict[int, str] = field(default_factory=dict[int, str])
    """Ledger numbers of the problems that issues, candidates and plan rows name."""

    def issues_of(self, file: int) -> list[Issue]:
        """What is to be told of one file."""
        return [issue for issue in self.issues if issue.file == file]

    def counted(self, campaign: str, round_name: str) -> ImportPlan:
        """The plan with its counts and issues, without the single rows."""
        return ImportPlan(
            new=len(self.new), changed=len(self.changed), unchanged=len(self.unchanged), suspect=len(self.suspect),
            refused=len(self.refused), vanished=len(self.vanished), issues=self.issues, campaign=campaign,
            round=round_name, cells=sum(change.cells for change in self.changed.values()),
        )  # fmt: skip


def decide(
    connection: Connection,
    campaign_id: int | None,
    incoming: Incoming,
    complete: bool,
    prefetch: Prefetch | None = None,
) -> Decisions:
    """Match, compare and, for a list declared complete, find what it no longer holds."""
    matching = match_rows(connection, campaign_id, incoming, prefetch)
    plan = Decisions(matching)
    changes = compare_rows(connection, incoming, matching)
    for at, refused in enumerate(incoming.refused):
        if refused:
            plan.refused.append(at)
        elif at in matching.candidates:
            plan.suspect.append(at)
        elif at not in matching.target:
            plan.new.append(at)
        elif at in changes and changes[at].changes:
            plan.changed[at] = changes[at]
        else:
            plan.unchanged.append(at)
            if at in changes:
                plan.kept_only[at] = changes[at]
    if complete and campaign_id is not None:
        plan.vanished = _vanished(connection, campaign_id, incoming, matching)
    named = {problem for ids in matching.candidates.values() for problem in ids}
    named |= {change.problem_id for change in changes.values() if change.kept}
    plan.numbers = ledger_numbers(connection, sorted(named))
    plan.issues = [
        *incoming.issues,
        *_repeat_issues(incoming, matching),
        *_kept_issues(incoming, changes, plan.numbers),
    ]
    plan.issues += [Issue("warning", "", "", "", "", note) for note in matching.notes]
    return plan


def ledger_numbers(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Ledger numbers by problem."""
    found: dict[int, str] = {}
    for keys in chunked(ids):
        query = select(PROBLEM.c.id, PROBLEM.c.ledger_number).where(PROBLEM.c.id.in_(keys))
        found |= {row[0]: row[1] for row in connection.execute(query)}
    return found


def plan_rows(connection: Connection, incoming: Incoming, plan: Decisions) -> list[PlanRow]:
    """Every row with its verdict, as a person looks through them."""
    touched = [stored.id for stored in plan.matching.target.values()]
    numbers = ledger_numbers(connection, [*touched, *plan.vanished])
    verdicts: dict[int, str] = dict.fromkeys(plan.new, "new") | dict.fromkeys(plan.unchanged, "unchanged")
    verdicts |= dict.fromkeys(plan.suspect, "suspect") | dict.fromkeys(plan.refused, "refused")
    verdicts |= dict.fromkeys(plan.changed, "changed")
    columns = [incoming.column(name) for name in ("site_name", "city", "county", "description")]
    rows: list[PlanRow] = []
    for at in range(len(incoming)):
        origin = incoming.origin(at)
        stored = plan.matching.target.get(at)
        site, city, county, text = (column[at] for column in columns)
        rows.append(
            PlanRow(
                verdicts[at], origin.file_name, origin.sheet, incoming.rows[at],  # type: ignore[arg-type]
                numbers.get(stored.id, "") if stored else "", site or "", " ".join(filter(None, (city, county))),
                text or "",
                _shown(plan.changed.get(at)), plan.matching.why.get(at, ""),
                tuple(plan.numbers[key] for key in plan.matching.candidates.get(at, ())), stored.id if stored else None,
            )
        )  # fmt: skip
    return rows + _vanished_rows(connection, plan.vanished, numbers)


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


def _shown(change: RowChange | None) -> tuple[tuple[str, str, str, str], ...]:
    if change is None:
        return ()
    return tuple((name, FIELDS[name].title, shown_value(old), shown_value(new)) for name, old, new in change.changes)


def _vanished(connection: Connection, campaign_id: int, incoming: Incoming, matching: Matching) -> list[int]:
    """Problems of the campaign, and of the rounds that the list names, which no row is or may be."""
    seen = {stored.id for stored in matching.target.values()}
    seen |= {key for ids in matching.candidates.values() for key in ids}
    rounds = {round_number(text) for text in set(incoming.column("round")) if text}
    query = select(PROBLEM.c.id, PROBLEM.c.round).where(
        PROBLEM.c.campaign_id == campaign_id, PROBLEM.c.removed_in.is_(None)
    )
    return [
        row[0]
        for row in connection.execute(query)
        if row[0] not in seen and (not rounds or row[1] is None or round_number(row[1]) in rounds)
    ]


def _vanished_rows(connection: Connection, ids: Sequence[int], numbers: Mapping[int, str]) -> list[PlanRow]:
    rows: list[PlanRow] = []
    columns = [PROBLEM.c[name] for name in ("id", "site_name", "city", "county", "description")]
    for keys in chunked(ids):
        for row in connection.execute(select(*columns).where(PROBLEM.c.id.in_(keys))):
            key, site, city, county, text = tuple(row)
            place = " ".join(filter(None, (city, county)))
            why = "本次清单（声明为完整）里没有这一条"
            rows.append(
                PlanRow("vanished", "", "", 0, numbers.get(key, ""), site or "", place, text or "", (), why, (), key)
            )
    return rows


def _repeat_issues(incoming: Incoming, matching: Matching) -> list[Issue]:
    issues: list[Issue] = []
    for at, first in matching.repeats.items():
        here, there = incoming.origin(at), incoming.origin(first)
        sheet = "" if here == there else f"{there.file_name} {there.sheet} "
        issues.append(
            Issue(
                "warning", here.sheet, here.cell("site_name", incoming.rows[at]), "site_name",
                incoming.value("site_name", at) or "",
                f"与{sheet}第 {incoming.rows[first]} 行是同一问题（地点、名称、描述相同）", here.file,
            )
        )  # fmt: skip
    return issues


def _kept_issues(incoming: Incoming, changes: Mapping[int, RowChange], numbers: Mapping[int, str]) -> list[Issue]:
    issues: list[Issue] = []
    for at, change in changes.items():
        for name, old, new in change.kept:
            origin = incoming.origin(at)
            kept, offered = shown_value(old), shown_value(new)
            message = (
                f"{numbers[change.problem_id]} 的{FIELDS[name].title}有人改过，保留“{kept}”，没有换成清单的“{offered}”"
            )
            cell = origin.cell(name, incoming.rows[at])
            issues.append(Issue("warning", origin.sheet, cell, name, offered, message, origin.file))
    return issues
