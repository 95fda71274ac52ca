"""Names and wordings that a person teaches without an import: what there is to choose from, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.errors import UserError
from models.importing.values.known import known_values
from models.importing.values.said import controlled_fields
from models.operations.learned import Teaching
from models.regions import load_gazetteer
from models.regions.names import clean_place, stem

if TYPE_CHECKING:
    from models.store import Ledger


def meanings(ledger: Ledger) -> dict[str, list[str]]:
    """Known values by field, for completing what is typed."""
    with ledger.reading() as connection:
        known = known_values(connection)
    index = load_gazetteer().index
    cities = [unit.name for unit in index.current.values() if index.is_city(unit)]
    counties = dict.fromkeys(unit.name for unit in index.current.values() if unit.level in ("county", "zone"))
    found = {name: list(rule.known) for name, rule in controlled_fields().items() if rule.known}
    return found | {
        "category": list(known.category_names), "said_status": list(known.statuses), "city": cities,
        "county": list(counties),
    }  # fmt: skip


def teaching(field: str, said: str, meant: str, within: str = "") -> Teaching:
    """What is to be learned; UserError where a place is not known or the wording is an official name itself."""
    rule = controlled_fields().get(field)
    if rule is None:
        raise UserError(f"没有“{field}”这个字段可以教")
    if rule.kind != "place":
        return Teaching(rule.kind, field, said, meant)
    gazetteer = load_gazetteer()
    if field == "city":
        place = gazetteer.resolve(meant, level="city").place
        if place is None:
            raise UserError(f"没有认出城市“{meant}”", advice="请写正式名称，例如邯郸市")
        return Teaching(rule.kind, field, said, place.city)
    home = gazetteer.resolve(within, level="city").place if within else None
    if home is None:
        raise UserError(f"没有认出城市“{within}”", advice="县（市、区）的名称要写明在哪个市")
    if gazetteer.resolve(meant, city=home.city).place is None:
        raise UserError(f"{home.city}没有“{meant}”", advice="请写正式名称")
    own = gazetteer.resolve(said, city=home.city).place
    if own is not None and own.code and clean_place(said) in (own.name, stem(own.name)):
        raise UserError(f"“{said}”本来就是{own.city}的{own.name}，不能当作别的地方")
    return Teaching(rule.kind, field, said, meant, home.city)
