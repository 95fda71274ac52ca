"""The rows of a plan as a person looks through them: verdict, changes, conflicts, marks and candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from models.importing.choices import Choices
from models.importing.deciding.compare import RowChange
from models.importing.deciding.incoming import Incoming
from models.importing.deciding.links import link_words
from models.importing.deciding.match import chunked
from models.importing.deciding.plan import Decisions, ledger_numbers, shown_value
from models.importing.views import PlanRow
from models.queries.fields import FIELDS, PROBLEM

_RENAMED = {"改名": ("site_name",), "改号": ("number",), "移位": ("city", "county", "address", "longitude", "latitude")}
_COMPARED = tuple(name for names in _RENAMED.values() for name in names)


def plan_rows(connection: Connection, incoming: Incoming, plan: Decisions, choices: Choices) -> list[PlanRow]:
    """Every row with its verdict, then the problems that vanished."""
    touched = [stored.id for stored in plan.matching.target.values()]
    numbers = ledger_numbers(connection, [*touched, *plan.vanished])
    verdicts: dict[int, str] = dict.fromkeys(plan.new, "new") | dict.fromkeys(plan.unchanged, "unchanged")
    verdicts |= dict.fromkeys(plan.suspect, "suspect") | dict.fromkeys(plan.refused, "refused")
    verdicts |= dict.fromkeys(plan.changed, "changed") | dict.fromkeys(plan.left, "left")
    columns = [incoming.column(name) for name in ("site_name", "city", "county", "description")]
    marks = _marks(connection, incoming, plan)
    chosen = bool(choices.rows)
    rows: list[PlanRow] = []
    for at in range(len(incoming)):
        origin = incoming.origin(at)
        stored = plan.matching.target.get(at)
        change = plan.changed.get(at) or plan.kept_only.get(at)
        site, city, county, text = (column[at] for column in columns)
        candidates = plan.matching.candidates.get(at, ())
        key = incoming.key(at)
        rows.append(
            PlanRow(
                verdicts[at], origin.file_name, origin.sheet, incoming.rows[at],  # type: ignore[arg-type]
                numbers.get(stored.id, "") if stored else "", site or "", " ".join(filter(None, (city, county))),
                text or "",
                shown_changes(change.changes) if change else (), plan.matching.why.get(at, ""),
                tuple(plan.numbers[one] for one in candidates), stored.id if stored else None, key,
                choices.rows.get(key) if chosen else None, shown_changes(change.kept) if change else (),
                marks.get(at, ()), candidates,
            )
        )  # fmt: skip
    return rows + _vanished_rows(connection, plan, numbers)


def shown_changes(told: Sequence[tuple[str, Any, Any]]) -> tuple[tuple[str, str, str, str], ...]:
    """(field, title, ledger's text, file's text)."""
    return tuple((name, FIELDS[name].title, shown_value(old), shown_value(new)) for name, old, new in told)


def _marks(connection: Connection, incoming: Incoming, plan: Decisions) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for at, standing in plan.standings.rows.items():
        found.setdefault(at, []).append(standing.mark)
    for at in plan.matching.repeats:
        found.setdefault(at, []).append("重复行")
    for at, links in plan.links.items():
        found.setdefault(at, []).extend(dict.fromkeys(link_words(link) for link in links))
    for at, change in plan.changed.items():
        found.setdefault(at, []).extend(_renamed(change))
    for at, words in _renamed_suspects(connection, incoming, plan).items():
        found.setdefault(at, []).extend(words)
    return {at: tuple(words) for at, words in found.items() if words}


def _renamed(change: RowChange) -> list[str]:
    """改名, 改号, 移位 of a row that was matched all the same; filling in what was blank is none."""
    moved = {name for name, old, new in change.changes if old not in (None, "") and new not in (None, "")}
    return [word for word, names in _RENAMED.items() if moved.intersection(names)]


def _renamed_suspects(connection: Connection, incoming: Incoming, plan: Decisions) -> dict[int, list[str]]:
    """In what a held row differs from the only problem that it may be."""
    single = {at: plan.matching.candidates[at][0] for at in plan.suspect if len(plan.matching.candidates[at]) == 1}
    known: dict[int, Mapping[str, Any]] = {}
    for keys in chunked(sorted(set(single.values()))):
        query = select(PROBLEM.c.id, *(PROBLEM.c[name] for name in _COMPARED)).where(PROBLEM.c.id.in_(keys))
        known |= {row["id"]: row for row in connection.execute(query).mappings()}
    found: dict[int, list[str]] = {}
    for at, problem in single.items():
        facts = known.get(problem, {})
        moved = {
            name for name in _COMPARED
            if facts.get(name) is not None and incoming.value(name, at) not in (None, facts[name])
        }  # fmt: skip
        found[at] = [word for word, names in _RENAMED.items() if moved.intersection(names)]
    return found


def _vanished_rows(connection: Connection, plan: Decisions, numbers: Mapping[int, str]) -> list[PlanRow]:
    rows: list[PlanRow] = []
    columns = [PROBLEM.c[name] for name in ("id", "site_name", "city", "county", "description", "status")]
    why = f"本次清单（声明为完整，{plan.reach.words}）里没有这一条"
    for keys in chunked(plan.vanished):
        for row in connection.execute(select(*columns).where(PROBLEM.c.id.in_(keys)).order_by(PROBLEM.c.id)):
            key, site, city, county, text, status = tuple(row)
            place = " ".join(filter(None, (city, county)))
            number = numbers.get(key, "")
            marks = (f"台账{status}",) if status == "已销号" else ()
            rows.append(
                PlanRow("vanished", "", "", 0, number, site or "", place, text or "", (), why, (), key, marks=marks)
            )
    return rows
