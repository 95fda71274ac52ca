"""The stamp of a correction workbook: what it says, how it is read back, and which row is which after the clerk's work.

No SQLAlchemy here: the child process that reads files recognises the stamp. It stands as JSON on a very hidden sheet,
which survives saving in Excel, WPS and LibreOffice, with a short mark among the document's properties.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from models.excel.number_formats import plain_number
from models.excel.tables.table_layout import HeaderColumn
from models.importing.profiles.fit import fit
from models.importing.profiles.key import fingerprint
from models.late_regex import late_regex

if TYPE_CHECKING:
    from models.excel.book import Value, Workbook

META = "_meta"
PROPERTY = "rectledger-correction"
RESULT = "处理结果"
VERSION = 1
PIECE = 30_000
"""Characters of the JSON in one cell; Excel takes 32,767."""
MAX_TEXT = 8 << 20
_DIGITS = 4
_SOURCE_ROW = late_regex(r"原第\s*(\d{1,7})\s*行")
_ENOUGH = 0.5
"""Share of equal cells from which a row without its number is taken for the one it was."""


@dataclass(frozen=True)
class StampedSheet:
    """One sheet of the workbook: where its rows come from and how they were read.

    ``rows`` leads from the source row to the digests of its cells, in the order of ``headers``.
    """

    title: str
    file: str
    sha256: str
    sheet: str
    headers: tuple[str, ...]
    header: tuple[int, int]
    columns: dict[str, list[str]]
    constants: dict[str, str]
    settings: dict[str, Any]
    rows: dict[int, str]

    def to_json(self) -> dict[str, Any]:
        """As the stamp keeps it."""
        kept = {**self.__dict__, "headers": list(self.headers), "header": list(self.header)}
        kept["rows"] = [[row, digest] for row, digest in self.rows.items()]
        return {**kept, "fingerprint": fingerprint(self.headers)}


@dataclass(frozen=True)
class Stamp:
    """The whole stamp; ``batch`` is None where the rows came from a plan that was not written yet."""

    ledger: str
    batch: int | None
    sheets: tuple[StampedSheet, ...]

    def to_json(self) -> str:
        """The text on the hidden sheet."""
        content = {
            "kind": PROPERTY, "version": VERSION, "ledger": self.ledger, "batch": self.batch,
            "sheets": [sheet.to_json() for sheet in self.sheets],
        }  # fmt: skip
        return json.dumps(content, ensure_ascii=False)


@dataclass(frozen=True)
class Returned:
    """What a sheet of a correction workbook holds, as the child tells the host.

    ``rows`` are (row here, source row, whether nothing was changed); source row 0 for a row that was added.
    """

    ledger: str
    batch: int | None
    file: str
    sha256: str
    sheet: str
    constants: dict[str, str]
    settings: dict[str, Any]
    rows: tuple[tuple[int, int, bool], ...] = ()
    gone: tuple[int, ...] = field(default=())
    """Source rows that the clerk took out of the workbook."""


def recognise(workbook: Workbook) -> Stamp | None:
    """The stamp of a workbook that was read; None where there is none or somebody spoilt it."""
    sheet = next((one for one in workbook.sheets if one.name == META), None)
    if sheet is None:
        return None
    texts = [row[0] for row in sheet.rows[:1_000] if row and isinstance(row[0], str)]
    text = "".join(texts)
    if not text or len(text) > MAX_TEXT:
        return None
    try:
        return _stamp(json.loads(text))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def says_correction(path: str) -> bool:
    """Whether the document's properties say that this is a correction workbook; asked where the stamp is missing."""
    from models.excel.formats.zip_parts import ZipParts

    try:
        content = Path(path).read_bytes()
        if content[:2] != b"PK":
            return False
        return PROPERTY.encode() in ZipParts(Path(path).name, content).read("docProps/custom.xml")
    except Exception:  # asked only to say more about a file that has been read already
        return False


def without_result(rows: Sequence[Sequence[Value]], columns: Sequence[HeaderColumn]) -> list[list[Value]]:
    """The rows without what this program told in them; tables side by side are only seen as such without it."""
    told = {column.index for column in columns if column.name.strip() == RESULT}
    return [[None if at in told else value for at, value in enumerate(row)] for row in rows]


def header_here(stamped: StampedSheet, rows: Sequence[Sequence[Value]]) -> tuple[int, int] | None:
    """Where the stamp says the header is, if the sheet still has it there."""
    first, last = stamped.header
    if last > len(rows):
        return None
    texts = {cell.strip() for row in rows[first - 1 : last] for cell in row if isinstance(cell, str)}
    names = {part.strip() for name in stamped.headers for part in name.split("/") if part.strip()}
    return (first, last) if names and len(names & {"".join(text.split()) for text in texts} | names & texts) >= (
        0.8 * len(names)
    ) else None  # fmt: skip


def returned(
    stamp: Stamp, stamped: StampedSheet, columns: Sequence[HeaderColumn], rows: Sequence[Sequence[Value]],
    data_rows: Sequence[int],
) -> Returned:  # fmt: skip
    """Find out which source row each data row is: by the number before its result, else by its cells."""
    data_rows = list(dict.fromkeys(data_rows))  # of tables side by side each is named once for every table
    place_of = dict(fit(stamped.headers, [column.name for column in columns]).pairs)
    at = [columns[place_of[mine]].index if mine in place_of else None for mine in range(len(stamped.headers))]
    here = {row: digest_row([_cell(rows[row - 1], index) for index in at]) for row in data_rows}
    open_rows = dict(stamped.rows)
    found: dict[int, int] = {}
    for row in data_rows:
        told = next((match for cell in rows[row - 1][:2] if isinstance(cell, str)
                     and (match := _SOURCE_ROW.search(cell))), None)  # fmt: skip
        if told is not None and int(told[1]) in open_rows:
            found[row] = int(told[1])
            del open_rows[int(told[1])]
    for row in data_rows:
        if row not in found:
            source = _most_alike(here[row], open_rows)
            if source:
                found[row] = source
                del open_rows[source]
    lines = [(row, found.get(row, 0), here[row] == stamped.rows.get(found.get(row, 0))) for row in data_rows]
    return Returned(
        stamp.ledger, stamp.batch, stamped.file, stamped.sha256, stamped.sheet, stamped.constants, stamped.settings,
        tuple(lines), tuple(sorted(open_rows)),
    )  # fmt: skip


def digest_row(cells: Sequence[Value]) -> str:
    """Some digits for each cell, so that a row can be told from another also after one cell was corrected."""
    return "".join(hashlib.sha256(canonical(cell).encode()).hexdigest()[:_DIGITS] for cell in cells)


def canonical(value: Value) -> str:
    """A cell as it comes back whichever program saved the workbook: 3.0 as 3, dates in ISO, line breaks as one sign."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return plain_number(float(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time(0) else value.isoformat(" ", "seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return re.sub(r"\s+", " ", str(value)).strip()


def _most_alike(digest: str, open_rows: Mapping[int, str]) -> int:
    """The source row with the most equal cells; 0 where none is like enough or two are equally like."""
    cells = _cells(digest)
    scores = sorted(
        ((sum(a == b for a, b in zip(cells, _cells(other), strict=False)), -row) for row, other in open_rows.items()),
        reverse=True,
    )
    if not scores or scores[0][0] < _ENOUGH * max(len(cells), 1):
        return 0
    if len(scores) > 1 and scores[1][0] == scores[0][0] and open_rows[-scores[0][1]] != digest:
        return 0
    return -scores[0][1]


def _cells(digest: str) -> list[str]:
    return [digest[start : start + _DIGITS] for start in range(0, len(digest), _DIGITS)]


def _cell(row: Sequence[Value], index: int | None) -> Value:
    return row[index] if index is not None and index < len(row) else None


def _stamp(content: Any) -> Stamp | None:
    whole = cast("dict[str, Any]", content) if isinstance(content, dict) else {}
    if whole.get("kind") != PROPERTY or whole.get("version") != VERSION:
        return None
    batch = whole["batch"]
    return Stamp(
        str(whole["ledger"]), batch if isinstance(batch, int) else None,
        tuple(_sheet(sheet) for sheet in whole["sheets"][:200]),
    )  # fmt: skip


def _sheet(given: dict[str, Any]) -> StampedSheet:
    from models.importing.field_list import CAN_FEED

    columns: dict[str, list[str]] = {
        str(key): [name for name in names if name in CAN_FEED] for key, names in given["columns"].items()
    }
    first, last = given["header"]
    if not 0 < int(first) <= int(last) < 1_000:
        raise ValueError("header")
    settings = given.get("settings")
    return StampedSheet(
        title=str(given["title"]), file=str(given["file"])[:300], sha256=str(given["sha256"])[:64],
        sheet=str(given["sheet"])[:100], headers=tuple(str(name) for name in given["headers"]),
        header=(int(first), int(last)), columns={key: names for key, names in columns.items() if names},
        constants={str(key): str(value)[:300] for key, value in given["constants"].items()},
        settings=cast("dict[str, Any]", settings) if isinstance(settings, dict) else {},
        rows={int(row): str(digest) for row, digest in given["rows"]},
    )  # fmt: skip
