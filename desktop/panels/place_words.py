"""The places that an editor of the ledger table offers for a row: cities of its province, counties inside its city."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop.tables.ledger_rows import LedgerRows

_PLACES = ("province", "city", "county")


def offered_places(rows: LedgerRows) -> Callable[[str, int], Sequence[str]]:
    """What a delegate asks with a field and the id of a row; nothing for fields that are no places."""

    def offered(field: str, key: int) -> Sequence[str]:
        if field not in _PLACES:
            return ()
        from models.regions.offers import offered_places as names

        city, province = rows.load([key], ("city", "province")).get(key, (None, None))
        return names(field, city, province)

    return offered
