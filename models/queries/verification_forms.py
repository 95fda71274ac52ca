"""What the forms of verification say, read from the ledger: checks with their problems, and the draw of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from models.errors import UserError
from models.forms.verification_forms import CheckFacts, DrawFacts
from models.queries.fields import PROBLEM
from models.queries.verification import (
    MEMBER,
    PLAN,
    PURPOSES,
    STRATA,
    VERIFICATION,
    closed_states,
    read_plan,
    read_results,
)
from models.rules.sampling import Candidate, draw
from models.schema import Campaign
from models.store.id_lists import among

if TYPE_CHECKING:
    from models.store import Ledger

_CAMPAIGN: Table = Campaign.__table__  # type: ignore[assignment]


def check_facts(ledger: Ledger, ids: Sequence[int]) -> list[CheckFacts]:
    """The checks with these ids, in their order."""
    with ledger.reading() as connection:
        offered = {
            purpose: tuple(one.name for one in read_results(connection, purpose)) for purpose in PURPOSES
        }  # fmt: skip
        closed = closed_states(connection)
        query = (
            select(
                VERIFICATION, PLAN.c.name.label("plan"), PLAN.c.purpose, PLAN.c.round.label("plan_round"),
                _CAMPAIGN.c.name.label("campaign"),
                *(PROBLEM.c[key].label(f"of_{key}") for key in _PROBLEM),
            )
            .join(PROBLEM, PROBLEM.c.id == VERIFICATION.c.problem_id)
            .outerjoin(PLAN, PLAN.c.id == VERIFICATION.c.plan_id)
            .outerjoin(_CAMPAIGN, _CAMPAIGN.c.id == PROBLEM.c.campaign_id)
            .where(among(VERIFICATION.c.id, ids))
        )  # fmt: skip
        found = {row["id"]: _check(row, offered, closed) for row in connection.execute(query).mappings()}
    return [found[key] for key in ids if key in found]


def latest_checks(connection: Connection, problem_ids: Iterable[int]) -> dict[int, int]:
    """The check of each problem that is still to be done, else the last one that was."""
    query = (
        select(VERIFICATION.c.problem_id, VERIFICATION.c.id)
        .where(among(VERIFICATION.c.problem_id, problem_ids), VERIFICATION.c.removed_in.is_(None))
        .order_by(VERIFICATION.c.result.is_(None), VERIFICATION.c.checked_on, VERIFICATION.c.id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def draw_facts(ledger: Ledger, plan_id: int, *, members: bool = False) -> DrawFacts:
    """The draw of a plan, made again from what is stored; ``members`` with the whole population."""
    with ledger.reading() as connection:
        plan = read_plan(connection, plan_id)
        if plan is None:
            raise UserError("这个核查方案已经不在了", advice="请刷新")
        rows = connection.execute(select(MEMBER).where(MEMBER.c.plan_id == plan_id).order_by(MEMBER.c.place))
        population = [Candidate(row.ledger_number, row.stratum) for row in rows]
    again = draw(population, plan.share, plan.seed or "")
    by = "、".join(STRATA[key] for key in plan.strata if key in STRATA)
    return DrawFacts(
        plan.name, PURPOSES.get(plan.purpose, plan.purpose), plan.basis or "", plan.population_words,
        plan.population_size, plan.population_digest or again.digest,
        (f"按{by}分层，" if by else "") + plan.share.words(), plan.seed or "",
        f"{plan.drawn_at:%Y-%m-%d %H:%M}" if plan.drawn_at else "",
        tuple((one.name, one.size, one.drawn) for one in again.strata), again.numbers,
        tuple((one.drawn_at, one.seed, one.drawn, one.actor, one.why) for one in plan.draws),
        tuple(one.number for one in population) if members else (),
    )  # fmt: skip


_PROBLEM = (
    "ledger_number", "number", "site_name", "city", "county", "address", "category", "responsible_unit",
    "responsible_person", "deadline_text", "deadline", "status", "description", "requirement", "measures", "progress",
)  # fmt: skip


def _check(row: Any, offered: dict[str, tuple[str, ...]], closed: frozenset[str]) -> CheckFacts:
    purpose = row["purpose"] or ("recheck" if (row["status_before"] or row["of_status"]) in closed else "check")

    def text(key: str) -> str:
        return str(row[key]) if row[key] is not None else ""

    return CheckFacts(
        plan=text("plan"), purpose=PURPOSES[purpose], round=text("plan_round"), team=text("team"),
        place_on_list=text("place"), ledger_number=text("of_ledger_number"), number=text("of_number"),
        name=text("of_site_name"), place=text("of_city") + text("of_county"), address=text("of_address"),
        category=text("of_category"), campaign=text("campaign"), responsible_unit=text("of_responsible_unit"),
        responsible_person=text("of_responsible_person"),
        deadline=text("of_deadline_text") or text("of_deadline"), status=text("of_status"),
        description=text("of_description"), requirement=text("of_requirement"), measures=text("of_measures"),
        progress=text("of_progress"), offered=offered[purpose], result=text("result"), checked_on=row["checked_on"],
        verifier=text("verifier"), finding=text("finding"), demand=text("demand"),
    )  # fmt: skip
