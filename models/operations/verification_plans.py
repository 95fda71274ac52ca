"""核查方案: planned, drawn, and drawn anew (never silently); each one step."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, select

from models import clock
from models.errors import UserError
from models.operations.bulk import insert_rows
from models.operations.change import Change
from models.operations.entities import entity_of, gone, missing
from models.operations.history import Recorder, open_change_set
from models.operations.rows import create_row, remove_rows, write_row_changes
from models.progress import Progress, silent
from models.queries.condition_text import condition_words
from models.queries.fields import FIELDS, PROBLEM
from models.queries.filtering import ProblemQuery, where_clauses
from models.queries.verification import (
    MEMBER,
    NO_STRATUM,
    PLAN,
    PURPOSES,
    STRATA,
    VERIFICATION,
    Team,
    read_teams,
    team_of,
)
from models.queries.view_content import content_of
from models.rules.sampling import EVERYTHING, Candidate, Draw, Share, draw, share_from_json

if TYPE_CHECKING:
    from models.store import Ledger

PLAN_WORD, ROW_WORD = "verification_plans", "verification_rows"
PLAN_ENTITY, ROW_ENTITY = "verification_plan", "verification"
_STEP = 5_000


@dataclass(frozen=True)
class PlanWanted:
    """A plan as a person asks for it; ``seed`` empty for a fresh one, ``words`` empty for those of the query."""

    name: str
    query: ProblemQuery
    purpose: str = "check"
    round: str = ""
    basis: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    teams: tuple[Team, ...] = ()
    strata: tuple[str, ...] = ()
    share: Share = EVERYTHING
    seed: str = ""
    words: str = ""


@dataclass(frozen=True)
class Planned:
    """A plan that was written: its step, its id, and what was drawn."""

    change: Change
    plan_id: int
    drawn: Draw


@dataclass(frozen=True)
class Site:
    """A problem of the population as the draw and the teams need it."""

    id: int
    number: str
    stratum: str
    city: str | None
    county: str | None


def fresh_seed() -> str:
    """A seed that nobody chose: the day and six digits of chance."""
    return f"{clock.today():%Y%m%d}-{secrets.randbelow(1_000_000):06d}"


def preview_draw(ledger: Ledger, wanted: PlanWanted, progress: Progress = silent) -> Draw:
    """What would be drawn; writes nothing."""
    _check_strata(wanted.strata)
    with ledger.reading() as connection:
        progress(0.1, "读取要核查的范围")
        return _drawn(_population(connection, wanted.query, wanted.strata), wanted.share, wanted.seed)


def create_plan(ledger: Ledger, wanted: PlanWanted, progress: Progress = silent) -> Planned:
    """Write the plan with its population and what was drawn, in one step. UserError where nothing is drawn."""
    name = _checked(wanted)
    seed = wanted.seed.strip() or fresh_seed()
    with ledger.writing() as connection:
        progress(0.0, "读取要核查的范围")
        sites = _population(connection, wanted.query, wanted.strata)
        progress(0.2, "抽取")
        found = _drawn(sites, wanted.share, seed)
        if not found.numbers:
            raise UserError("这个范围里没有问题", advice="请放宽范围")
        recorder = open_change_set(connection, ledger.actor, _title(name, wanted.share, len(found.numbers)))
        words = wanted.words.strip() or population_words(wanted.query)
        content = {"words": words, "campaign": wanted.query.campaign, "content": content_of(wanted.query)}
        row = {
            "name": name, "purpose": wanted.purpose, "round": wanted.round.strip() or None,
            "basis": wanted.basis.strip() or None, "starts_on": wanted.starts_on, "ends_on": wanted.ends_on,
            "teams": teams_text(wanted.teams), "population": json.dumps(content, ensure_ascii=False, default=str),
            "population_size": len(sites), "population_digest": found.digest,
            "strata": json.dumps(list(wanted.strata)), "share": json.dumps(wanted.share.to_json()),
            "seed": None if wanted.share.all else seed, "drawn_at": recorder.at,
        }  # fmt: skip
        plan_id = create_row(connection, recorder, PLAN_ENTITY, row)
        progress(0.3, "写入抽样总体")
        ordered = sorted(sites, key=lambda site: site.number)
        insert_rows(
            connection, MEMBER, ("plan_id", "place", "ledger_number", "stratum"),
            ((plan_id, place, site.number, site.stratum) for place, site in enumerate(ordered, 1)),
        )  # fmt: skip
        chosen = [site for site in ordered if site.number in found.chosen]
        _write_items(connection, recorder, plan_id, chosen, wanted.teams, 0, progress.part(0.5, 0.95))
        recorder.close()
        progress(0.97, "保存")
    ids = frozenset(site.id for site in chosen)
    return Planned(Change(recorder.id, recorder.title, ids, frozenset({PLAN_WORD, ROW_WORD}), "edit"), plan_id, found)


def redraw(
    ledger: Ledger, plan_id: int, why: str, *, seed: str = "", share: Share | None = None, progress: Progress = silent
) -> Planned:
    """Draw again from the same population; what was checked stays, the earlier draw stays told in the plan.

    UserError without a reason, for a plan that checks everything, and where the same would be drawn.
    """
    reason = why.strip()
    if not reason:
        raise UserError("重新抽取要写明原因", advice="请填写原因")
    with ledger.writing() as connection:
        row = plan_row(connection, plan_id)
        kept: dict[str, Any] = json.loads(row["share"] or "{}")
        wanted = share or share_from_json(kept)
        if wanted.all:
            raise UserError("这个方案是全部核查，没有抽样", advice="请新建一个抽样的方案")
        new_seed = seed.strip() or fresh_seed()
        members = [
            Candidate(one.ledger_number, one.stratum)
            for one in connection.execute(select(MEMBER).where(MEMBER.c.plan_id == plan_id))
        ]
        found = draw(members, wanted, new_seed)
        progress(0.3, "比较新旧抽样")
        here = plan_items(connection, plan_id)
        present = {line["ledger_number"] for line in here}
        out = [line["id"] for line in here if line["result"] is None and line["ledger_number"] not in found.chosen]
        add = sorted(found.chosen - present)
        if new_seed == row["seed"] and not out and not add:
            raise UserError("用的是同一个种子，抽中的不会变", advice="请换一个种子")
        drawn = sum(1 for line in here if line["result"] is not None or line["ledger_number"] in found.chosen)
        told = {
            "seed": row["seed"] or "", "drawn_at": row["drawn_at"].isoformat(" ", "minutes"), "drawn": len(here),
            "actor": ledger.actor, "why": reason,
        }  # fmt: skip
        title = f"重新抽取“{row['name']}”：{reason}"[:200]
        recorder = open_change_set(connection, ledger.actor, title)
        content = {**wanted.to_json(), "draws": [*kept.get("draws", ()), told]}
        changes = {"seed": new_seed, "drawn_at": recorder.at, "share": json.dumps(content, ensure_ascii=False)}
        write_row_changes(connection, recorder, PLAN_ENTITY, plan_id, changes)
        remove_rows(connection, recorder, ROW_ENTITY, out)
        strata = {one.number: one.stratum for one in members}
        sites = _sites_named(connection, add, strata)
        last = max((line["place"] or 0 for line in here), default=0)
        _write_items(
            connection, recorder, plan_id, sites, read_teams(row["teams"]), last, progress.part(0.5, 0.95)
        )  # fmt: skip
        recorder.close()
    ids = frozenset({line["problem_id"] for line in here} | {site.id for site in sites})
    progress(1.0, f"保留 {drawn} 条")
    return Planned(Change(recorder.id, title, ids, frozenset({PLAN_WORD, ROW_WORD}), "edit"), plan_id, found)


def population_words(query: ProblemQuery) -> str:
    """What is drawn from, as the plan and its sheets say it."""
    parts = [str(query.campaign) if query.campaign else "全部任务来源"]
    condition = query.condition()
    if condition is not None:
        parts.append(condition_words(condition))
    for key, values in query.filters.items():
        said = "、".join("空白" if value is None else str(value) for value in values)
        parts.append(f"{FIELDS[key].title}为{said}")
    if query.search.strip():
        parts.append(f"含“{query.search.strip()}”")
    if query.ids is not None:
        parts.append("选中的问题")
    return "，".join(parts)


# ---- inside ---------------------------------------------------------------------------------------------------------


def _checked(wanted: PlanWanted) -> str:
    name = wanted.name.strip()
    if not name:
        raise UserError("核查方案要有名称", advice="请填写名称")
    if wanted.purpose not in PURPOSES:
        raise UserError(f"没有“{wanted.purpose}”这种核查", advice="可用的有" + "、".join(PURPOSES.values()))
    share = wanted.share
    if share.percent is not None and not 0 < share.percent <= 100:
        raise UserError("抽查比例要在 0 到 100 之间", advice="请改比例")
    if share.least < 0 or (share.number is not None and share.number < 1):
        raise UserError("抽查的条数至少是 1", advice="请改条数")
    _check_strata(wanted.strata)
    check_days(wanted.starts_on, wanted.ends_on)
    check_teams(wanted.teams)
    return name[:200]


def _check_strata(keys: Sequence[str]) -> None:
    unknown = [key for key in keys if key not in STRATA]
    if unknown:
        raise UserError(f"不能按“{unknown[0]}”分层", advice="可用的有" + "、".join(STRATA.values()))


def check_days(starts: date | None, ends: date | None) -> None:
    """UserError unless the end comes after the beginning."""
    if starts and ends and ends < starts:
        raise UserError("结束日期早于开始日期", advice="请改日期")


def check_teams(teams: Sequence[Team]) -> None:
    """UserError unless every team has a name of its own and every place one team."""
    names = [team.name.strip() for team in teams]
    if any(not name for name in names) or len(set(names)) < len(names):
        raise UserError("核查组要各有各的名称", advice="请检查核查组")
    taken: dict[str, str] = {}
    for team in teams:
        for city in team.cities:
            if city in taken:
                raise UserError(f"{city}同时分给了“{taken[city]}”和“{team.name}”", advice="一个地方只能分给一个组")
            taken[city] = team.name


def _title(name: str, share: Share, drawn: int) -> str:
    return f"新建核查方案“{name}”，{'全部' if share.all else '抽取'} {drawn:,} 条"[:200]


def teams_text(teams: Sequence[Team]) -> str:
    """The teams as a plan keeps them."""
    clean = [replace(team, name=team.name.strip(), members=team.members.strip()) for team in teams]
    return json.dumps([team.to_json() for team in clean], ensure_ascii=False)


def _drawn(sites: Sequence[Site], share: Share, seed: str) -> Draw:
    return draw([Candidate(site.number, site.stratum) for site in sites], share, seed)


def _population(connection: Connection, query: ProblemQuery, strata: Sequence[str]) -> list[Site]:
    keys = ["closed_on" if key == "closed_year" else key for key in strata]
    columns = [FIELDS[key].sql.label(f"by_{place}") for place, key in enumerate(keys)]
    statement: Select[Any] = (
        select(PROBLEM.c.id, PROBLEM.c.ledger_number, PROBLEM.c.city, PROBLEM.c.county, *columns)
        .where(*where_clauses(connection, query))
        .order_by(PROBLEM.c.ledger_number)
    )
    found: list[Site] = []
    for row in connection.execute(statement):
        key, number, city, county, *values = tuple(row)
        found.append(Site(key, number, " / ".join(map(_stratum, values)), city, county))
    return found


def _stratum(value: Any) -> str:
    """A value of a stratum in words; of a day only its year counts."""
    if isinstance(value, date):
        return f"{value.year} 年"
    return str(value) if value not in (None, "") else NO_STRATUM


def _sites_named(connection: Connection, numbers: Sequence[str], strata: Mapping[str, str]) -> list[Site]:
    found: list[Site] = []
    for start in range(0, len(numbers), 900):
        query = select(PROBLEM.c.id, PROBLEM.c.ledger_number, PROBLEM.c.city, PROBLEM.c.county).where(
            PROBLEM.c.ledger_number.in_(numbers[start : start + 900]), PROBLEM.c.removed_in.is_(None)
        )
        found += [
            Site(row["id"], row["ledger_number"], strata[row["ledger_number"]], row["city"], row["county"])
            for row in connection.execute(query).mappings()
        ]
    return sorted(found, key=lambda site: site.number)


def _write_items(
    connection: Connection, recorder: Recorder, plan_id: int, sites: Sequence[Site], teams: Sequence[Team], last: int,
    progress: Progress,
) -> None:  # fmt: skip
    """Numbered team by team, city by city, as they are visited."""
    order = {team.name: place for place, team in enumerate(teams)}
    given = [(team_of(teams, site.city, site.county), site) for site in sites]
    given.sort(
        key=lambda pair: (
            order.get(pair[0] or "", len(order)), pair[1].city or "", pair[1].county or "", pair[1].number,
        )
    )  # fmt: skip
    columns = ("plan_id", "problem_id", "place", "stratum", "team", "created_in")
    for start in range(0, len(given), _STEP):
        progress(start / len(given), "写入核查清单")
        insert_rows(
            connection, VERIFICATION, columns,
            (
                (plan_id, site.id, last + place, site.stratum, team, recorder.id)
                for place, (team, site) in enumerate(given[start : start + _STEP], start + 1)
            ),
        )  # fmt: skip
    mine = select(VERIFICATION.c.id).where(VERIFICATION.c.plan_id == plan_id, VERIFICATION.c.created_in == recorder.id)
    recorder.created(connection.execute(mine.order_by(VERIFICATION.c.id)).scalars(), ROW_ENTITY)


def plan_row(connection: Connection, plan_id: int) -> Mapping[str, Any]:
    """The plan as it stands; UserError when it is gone."""
    row = connection.execute(select(PLAN).where(PLAN.c.id == plan_id)).mappings().one_or_none()
    if gone(entity_of(PLAN_ENTITY), row) or row is None:
        raise missing(entity_of(PLAN_ENTITY))
    return dict(row)


def plan_items(connection: Connection, plan_id: int) -> list[Mapping[str, Any]]:
    """The checks of a plan with where their problems lie."""
    query = (
        select(
            VERIFICATION.c.id, VERIFICATION.c.problem_id, VERIFICATION.c.place, VERIFICATION.c.team,
            VERIFICATION.c.result, PROBLEM.c.ledger_number, PROBLEM.c.city, PROBLEM.c.county,
        )
        .join(PROBLEM, PROBLEM.c.id == VERIFICATION.c.problem_id)
        .where(VERIFICATION.c.plan_id == plan_id, VERIFICATION.c.removed_in.is_(None))
    )  # fmt: skip
    return [dict(row) for row in connection.execute(query).mappings()]
