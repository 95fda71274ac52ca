"""Completes a cleaned chunk of a visit log in the child: fields of a visit, identity, digest, rows without a site."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from models.excel.tables.table_layout import column_letter
from models.importing.cells.clean import Cleaned
from models.importing.cells.readers import Memo
from models.importing.columns.constants import round_number
from models.importing.visits.visit_list import CARRIED, CARRIER, KEPT
from models.rules.visit_key import site_words, visit_key

REFUSED = "既没有点位（企业）名称也没有地址，无法认出检查的是哪里"

Chunk = dict[str, Any]
_EMPTY = blake2b(digest_size=8)


class VisitStatements:
    """Makes the keys and digests of the chunks of one sheet."""

    def __init__(self, name_column: int) -> None:
        self._letter = column_letter(name_column)
        self._words = Memo(site_words)
        self._rounds = Memo(lambda text: round_number(text) if text else None)

    def chunk(self, cleaned: Cleaned) -> Chunk:
        """Everything that the host needs of these rows."""
        size = len(cleaned.rows)
        empty: list[Any] = [None] * size
        columns = {name: cleaned.columns[one] for name, one in CARRIER.items() if one in cleaned.columns}
        if "extra" in cleaned.columns:
            columns["extra"] = cleaned.columns["extra"]
        if "round" in columns:
            columns["round"] = self._rounds.all(columns["round"])
        sites, addresses = columns.get("site_name") or empty, columns.get("address") or empty
        words = self._words.all([site or address for site, address in zip(sites, addresses, strict=True)])
        keyed = [columns.get(name) or empty for name in ("round", "visited_on", "city", "county")]
        refused = [not word for word in words]
        problems = [
            (severity, row, letter, CARRIED.get(name, name), value, message)
            for severity, row, letter, name, value, message in cleaned.problems
        ]
        problems += [
            ("error", row, self._letter, "site_name", "", REFUSED)
            for row, bad in zip(cleaned.rows, refused, strict=True)
            if bad
        ]
        return {
            "rows": cleaned.rows,
            "columns": columns,
            "identity": [visit_key(*parts) for parts in zip(*keyed, words, strict=True)],
            "digest": _digests([columns[name] for name in KEPT if name in columns], size),
            "refused": refused,
            "problems": problems,
            "parts": cleaned.parts,
        }


def _digests(columns: Sequence[Sequence[Any]], size: int) -> list[bytes]:
    """Eight bytes for all that each row says."""
    found: list[bytes] = []
    for row in zip(*columns, strict=True) if columns else ((),) * size:
        state = _EMPTY.copy()
        state.update(
            "\x1f".join(["" if value is None else str(value) for value in row]).encode("utf-8", "surrogatepass")
        )
        found.append(state.digest())
    return found
