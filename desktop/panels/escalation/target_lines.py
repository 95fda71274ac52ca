"""The lines at the left of 约谈与督办: who should be taken further, who owes an answer, and all that was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from desktop.panels.escalation.chain_card import Target

if TYPE_CHECKING:
    from models.progress import Progress
    from models.queries.escalation_ladders import LadderLine
    from models.queries.escalation_suggestions import Suggestion
    from models.queries.escalations import EscalationLine
    from models.store import Ledger

SUGGESTED, WAITING, LATE, ALL = "suggested", "waiting", "late", "all"
TABS: dict[str, str] = {SUGGESTED: "建议升级", WAITING: "未回复", LATE: "已逾期回复", ALL: "全部"}


@dataclass(frozen=True)
class Line:
    """One line: whom, the step as a chip, and a note, as a chip where it has a tone."""

    key: str
    whom: str
    step: str
    step_tone: str
    note: str
    note_tone: str
    target: Target


@dataclass(frozen=True)
class PageFacts:
    """What the page reads of the ledger."""

    ladders: tuple[LadderLine, ...]
    ladder_id: int | None
    suggestions: tuple[Suggestion, ...]
    taken: tuple[EscalationLine, ...]


def read_facts(
    ledger: Ledger, ladder_id: int | None, by: str, campaign: str | None, today: date, progress: Progress
) -> PageFacts:  # fmt: skip
    """Suggestions and steps of a ladder (the first where it is not there any more)."""
    from models.queries.escalation_ladders import read_ladders
    from models.queries.escalation_suggestions import suggestions
    from models.queries.escalations import ladder_in_use, register

    with ledger.reading() as connection:
        ladders = read_ladders(connection)
    if not ladders:
        return PageFacts((), None, (), ())
    if ladder_id is None:
        ladder_id = ladder_in_use(ledger)
    chosen = next((one.id for one in ladders if one.id == ladder_id), ladders[0].id)
    found = suggestions(ledger, chosen, by=by, campaign=campaign, today=today, progress=progress)
    return PageFacts(ladders, chosen, tuple(found), tuple(register(ledger, chosen, campaign)))


def lines_of(facts: PageFacts, tab: str, today: date) -> list[Line]:
    """The lines of a tab; what is owed stands in the order of its days."""
    if tab == SUGGESTED:
        return [_suggested(one) for one in facts.suggestions]
    taken = list(facts.taken)
    if tab in (WAITING, LATE):
        states = ("late",) if tab == LATE else ("waiting", "late")
        taken = [one for one in taken if one.state(today) in states]
        taken.sort(key=lambda one: (one.due_on or date.max, one.id))
    return [_taken(one, today) for one in taken]


def counts_of(facts: PageFacts, today: date) -> dict[str, int]:
    """How many lines each tab has."""
    states = [one.state(today) for one in facts.taken]
    return {
        SUGGESTED: len(facts.suggestions), WAITING: sum(one in ("waiting", "late") for one in states),
        LATE: states.count("late"), ALL: len(states),
    }  # fmt: skip


def _suggested(one: Suggestion) -> Line:
    problem = one.problem[0] if one.problem is not None else 0
    return Line(
        f"s{one.unit or problem}", one.whom, one.step.name, "amber", one.why, "",
        Target(one.unit, problem, 0, one.whom, one),
    )  # fmt: skip


def _taken(one: EscalationLine, today: date) -> Line:
    words, tone = one.state_words(today)
    problem = one.problem[0] if one.problem is not None and not one.unit else 0
    return Line(
        f"e{one.id}", one.whom, one.step_name, "purple", words, tone, Target(one.unit, problem, one.id, one.whom)
    )


def at_key(lines: Sequence[Line], key: str) -> int:
    """The row of a line, -1 where it is not there."""
    return next((row for row, one in enumerate(lines) if one.key == key), -1)
