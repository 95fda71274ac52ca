"""Which problems a report is about: the settings where, region and problem."""

from __future__ import annotations

from collections.abc import Mapping

from models.errors import UserError
from models.queries.expressions import Comparison, Condition, parse_where
from models.queries.filtering import ProblemQuery
from models.regions import Place, load_gazetteer


def narrowed(query: ProblemQuery, settings: Mapping[str, str]) -> ProblemQuery:
    """The query with what the settings leave of it; UserError for a condition or place that cannot be read."""
    if settings.get("where"):
        query = query.with_condition(parse_where(settings["where"]))
    if settings.get("region"):
        query = query.with_condition(Condition((_inside(_place(settings["region"])),)))
    if settings.get("problem"):
        query = query.with_condition(Condition((Comparison("ledger_number", "=", settings["problem"].strip()),)))
    return query


def _place(name: str) -> Place:
    found = load_gazetteer().resolve(name)
    if found.place is None:
        several = "、".join("".join(filter(None, (one.city, one.name))) for one in found.candidates[:6])
        if several:
            raise UserError(f"叫“{name}”的地方不止一个：{several}", advice="请写全称，或用 where 写明市和县")
        raise UserError(f"没有找到“{name}”这个地方", advice="请核对名称，或用 where 写明市和县")
    return found.place


def _inside(place: Place) -> Comparison:
    """A county by today's code, since lists name it as it was called then; a city or province by its name."""
    if place.level in ("province", "city"):
        return Comparison(place.level, "=", place.name)
    code = place.today_code or place.code
    return Comparison("region_codes", "=", code) if code else Comparison("county", "=", place.name)
