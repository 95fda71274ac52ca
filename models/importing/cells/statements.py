"""Completes a cleaned chunk: identity keys, digests, kept texts, and rows that nothing identifies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.excel.tables.table_layout import column_letter
from models.importing.cells import digests
from models.importing.cells.clean import Cleaned
from models.importing.cells.readers import Memo, json_objects
from models.importing.field_list import FIELDS, NOT_SAID

REFUSED = "既没有名称也没有问题描述，无法认出这一行是哪个问题"

Chunk = dict[str, Any]
"""What the child sends: ``rows``, ``columns`` and parallel lists named in ``Statements.chunk``."""


class Statements:
    """Makes the keys and digests of the chunks of one sheet."""

    def __init__(self, name_column: int | None) -> None:
        self._memos: dict[str, Memo] = {}
        self._letter = column_letter(name_column or 0)

    def chunk(self, cleaned: Cleaned) -> Chunk:
        """Everything that the host needs of these rows."""
        columns = cleaned.columns
        size = len(cleaned.rows)
        said: list[Sequence[bytes]] = []
        everything: list[Sequence[bytes]] = []
        for field in FIELDS:
            column = columns.get(field)
            if column is None:
                continue
            marked = self._digests(field).all(column)
            everything.append(marked)
            if field not in NOT_SAID:
                said.append(marked)
        everything += self._as_said(cleaned)
        packed = [b"".join(row) for row in zip(*everything, strict=True)] if everything else [b""] * size
        stated = [b"".join(row) for row in zip(*said, strict=True)] if said else [b""] * size
        empty: list[Any] = [None] * size
        sites = columns.get("site_name") or empty
        descriptions = columns.get("description") or empty
        places = [site or address for site, address in zip(sites, columns.get("address") or empty, strict=True)]
        site_words = self._memo("site", _identity).all(places)
        description_words = self._memo("description", _identity).all(descriptions)
        key = digests.key_of
        digest = [digests.row_digest(row) for row in stated]
        for place, name in cleaned.clears:
            # What is emptied on purpose is said too, else it would look like a row that leaves the cell blank.
            digest[place] = digests.row_digest(digest[place] + name.encode())
        refused = [not site and not text for site, text in zip(sites, descriptions, strict=True)]
        problems = list(cleaned.problems)
        letter = cleaned.moved.get(self._letter, self._letter)
        problems += [
            ("error", row, letter, "site_name", "", REFUSED)
            for row, bad in zip(cleaned.rows, refused, strict=True)
            if bad
        ]
        return {
            "rows": cleaned.rows,
            "columns": columns,
            "identity": [key(parts) for parts in zip(cleaned.place_keys, site_words, description_words, strict=True)],
            "site": self._memo("key", key).all(
                list(zip(cleaned.site_keys or cleaned.place_keys, site_words, strict=True))
            ),
            "as_said": cleaned.as_said,
            "skipped": cleaned.skipped,
            "row_digest": digest,
            "field_digests": packed,
            "originals": json_objects(cleaned.texts) if cleaned.texts else empty,
            "refused": refused,
            "problems": problems,
            "parts": cleaned.parts,
            "clears": cleaned.clears,
        }

    def _memo(self, name: str, read: Any) -> Memo:
        if name not in self._memos:
            self._memos[name] = Memo(read)
        return self._memos[name]

    def _as_said(self, cleaned: Cleaned) -> list[Sequence[bytes]]:
        """Digests of what the file says where an answer is written, in the order of the fields."""
        found: list[Sequence[bytes]] = []
        for field in FIELDS:
            column = cleaned.as_said.get(field)
            if column is not None:
                mark = bytes((digests.ORDINAL[field] + digests.ANSWERED,))
                found.append([one and mark + one[1:] for one in self._digests(field).all(column)])
        return found

    def _digests(self, field: str) -> Memo:
        """Value to its marked digest, b'' for null."""
        name = f"digest/{field}"
        if name not in self._memos:
            mark = digests.marked(field)
            read = digests.field_digest
            listed = {"regions": _region_names, "pollutants": "、".join}.get(field)
            if listed is not None:
                self._memos[name] = Memo(lambda value: mark + read(listed(value)) if value else b"")
            elif FIELDS[field][1] in ("angle", "decimal", "bool"):
                self._memos[name] = Memo(lambda value: b"" if value is None else mark + read(value))
            else:
                of_text = digests.text_digest
                self._memos[name] = Memo(lambda value: b"" if value is None else mark + of_text(value))
        return self._memos[name]


def _identity(text: str | None) -> str:
    return digests.words_of(text) if text else ""


def _region_names(regions: Sequence[tuple[str, str | None]]) -> str:
    return "、".join(name for name, _ in regions)
