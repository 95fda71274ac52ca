"""What an editor of the ledger table offers for a row: places inside its own, states that may follow its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop.tables.ledger_rows import LedgerRows, LedgerWords
from desktop.tables.status_offer import StatusOffer

_PLACES = ("province", "city", "county")


def offered_states(rows: LedgerRows, words: LedgerWords) -> Callable[[int], StatusOffer | None]:
    """What a delegate asks with the id of a row for its state."""

    def offered(key: int) -> StatusOffer | None:
        status, category = rows.load([key], ("status", "category")).get(key, (None, None))
        return words.offer(status, category) if status else None

    return offered


def offered_places(rows: LedgerRows) -> Callable[[str, int], Sequence[str]]:
    """What a delegate asks with a field and the id of a row; nothing for fields that are no places."""

    def offered(field: str, key: int) -> Sequence[str]:
        if field not in _PLACES:
            return ()
        from models.regions.offers import offered_places as names

        city, province = rows.load([key], ("city", "province")).get(key, (None, None))
        return names(field, city, province)

    return offered
