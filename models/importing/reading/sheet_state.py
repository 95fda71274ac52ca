"""One sheet inside the child: its table as found or as a person pointed it out, its columns and constants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from models.excel.book import Row, Sheet, Value
from models.excel.merges import fill_merged
from models.excel.row_source import StreamedRows
from models.excel.tables.layout import find_table
from models.excel.tables.row_kinds import OTHER_TABLE
from models.excel.tables.table_layout import TableLayout
from models.importing.cells.cell_text import as_text
from models.importing.cells.own_fields import OwnFields
from models.importing.cells.row_edits import split_counts
from models.importing.columns.constants import Surroundings, dates_named, read_surroundings
from models.importing.columns.evidence import Evidence
from models.importing.columns.kind_guess import guessed_kind
from models.importing.columns.map import Match
from models.importing.corrections.stamp import Stamp, StampedSheet, without_result
from models.importing.profiles.key import fingerprint
from models.importing.reading.known_reading import known_reading
from models.importing.reading.own_export import is_own_export, stated_columns
from models.importing.views import ColumnMatch, DatePattern
from models.importing.visits.describing import as_target
from models.late_regex import late_regex
from models.regions import load_gazetteer
from models.rules.deadline_text import read_deadline

PREVIEW_ROWS = 200
_LEAST_TABLE = 2
"""A header and a row."""
_SAMPLE = 300
_MONTH_AND_DAY = late_regex(r"(?<!\d)(\d{1,2})\s*[月./-]\s*(\d{1,2})(?!\d)")
_LONGEST = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""Days of each month; a 29 February is looked at closely."""
_DATE_FIELDS = frozenset({"found_on", "assigned_on", "completed_on", "closed_on", "deadline_text"})


def shown_as_text(sheet: Sheet) -> Sheet:
    """The sheet with every cell as Excel shows it: no numbers, no dates."""

    def shown(number: int, cells: Row) -> Row:
        return [None if value is None else sheet.text(number, at, value) or None for at, value in enumerate(cells)]

    def fresh() -> Iterator[Row]:
        return (shown(number, cells) for number, cells in enumerate(sheet.rows))

    streamed = isinstance(sheet.rows, StreamedRows)
    rows = StreamedRows(fresh, len(sheet.rows)) if streamed else list(fresh())
    return replace(sheet, rows=rows, shown=None)


class SheetState:
    """Layout, evidence and mapping of a sheet; ``find`` starts over."""

    def __init__(self, sheet: Sheet, position: int) -> None:
        self.sheet = self._typed = sheet
        self.position = position
        self.how: dict[str, Any] = {}
        self.filled: set[tuple[int, int]] = set()
        self.file_name = ""
        self.stamped: tuple[Stamp, StampedSheet] | None = None
        """Of a correction workbook that came back; set before ``find``."""
        self.result_told = False
        """Whether a column 处理结果 is this program's own."""
        self.custom: OwnFields = {}
        self.layout: TableLayout
        self.find({})

    def know(self, custom: OwnFields) -> None:
        """Which fields of its own the bureau has; an export of this program may be known by their titles."""
        if custom != self.custom:
            self.custom = custom
            if not self.own and is_own_export(self.layout.columns, custom):
                self.find(self.how)

    def find(self, how: Mapping[str, Any]) -> None:
        """Find the table; ``how`` may hold header (first and last row as Excel counts), hidden_rows …"""
        rows = self.sheet.rows
        if isinstance(rows, StreamedRows):
            rows.fill(())
        else:
            for row, column in self.filled:
                rows[row][column] = None
        self.how = dict(how)
        self.sheet = shown_as_text(self._typed) if how.get("as_text") else self._typed
        rows = self.sheet.rows
        self.layout = self._table(rows, how)
        if self.result_told:
            self.layout = self._table(without_result(rows, self.layout.columns), how)
        self.own = is_own_export(self.layout.columns, self.custom)
        if self.own:
            self.layout = replace(self.layout, columns=stated_columns(self.layout.columns))
        self.filled = set()
        data = self.layout.data_rows
        carried = [*self.sheet.merged, *self.layout.runs]
        if data and carried:
            self.filled = fill_merged(rows, carried, first_row=data[0] - 1, last_row=max(data) - 1)

    def _table(self, rows: Sequence[Row], how: Mapping[str, Any]) -> TableLayout:
        return find_table(
            rows,
            self.sheet.merged,
            header=how.get("header"),
            leave_out=frozenset(self.sheet.hidden_rows if how.get("hidden_rows") is False else ()),
            leave_out_columns=frozenset(self.sheet.hidden_columns if how.get("hidden_columns") is False else ()),
        )

    def describe(self, profiles: Sequence[Mapping[str, Any]], preview: bool) -> dict[str, Any]:
        """Plain values from which the host makes a SheetView."""
        known = known_reading(self, profiles)
        layout = self.layout
        evidence = self._evidence()
        matches = known.matches(layout.columns, evidence, self.custom) if layout.data_rows else {}
        around = self._surroundings(evidence, matches)
        used = {field for match in matches.values() for field in match.fields}
        told: dict[str, Any] = {
            "name": self.sheet.name,
            "visible": self.sheet.visible,
            "layout": layout,
            "fingerprint": fingerprint(column.name for column in layout.columns),
            **known.facts(layout.columns, self.custom),
            "columns": [
                self._column(column, evidence, matches.get(column.index, Match()), preview) for column in layout.columns
            ],
            "keep": {index: match.keep for index, match in matches.items() if match.keep},
            "constants": [constant for constant in around.constants if constant.field not in used],
            "as_of": around.as_of.isoformat() if around.as_of else None,
            "year": around.year,
            "on": around.on.isoformat() if around.on else None,
            "preview": self._preview() if preview else [],
            "filled": [cell for cell in self.filled if cell[0] < PREVIEW_ROWS] if preview else [],
            "date_patterns": _patterns(matches, evidence, around) if preview else [],
            "hidden_rows": len(self.sheet.hidden_rows),
            "filtered_rows": len(self.sheet.filtered_rows),
            **(self._splitting(evidence, matches) if preview else {}),
            "warnings": [*self.sheet.warnings, *_left_out(layout)],
        }
        return as_target(told, self.how.get("target", ""), layout.columns, matches, evidence)

    def _splitting(self, evidence: Mapping[int, Evidence], matches: Mapping[int, Match]) -> dict[str, Any]:
        """How many of the descriptions looked at tell several problems."""
        from models.rules.split_text import split_problems

        texts = [
            text for index, match in matches.items() if "description" in match.fields for text in evidence[index].texts
        ]
        several, example = split_counts(texts, split_problems)
        return {"split_rows": several, "split_sampled": len(texts), "split_example": example[:400]}

    def _evidence(self) -> dict[int, Evidence]:
        data = self.layout.data_rows
        step = max(1, len(data) // _SAMPLE)
        # Of a sheet that is streamed only the first rows are at hand without reading all of it.
        streamed = isinstance(self.sheet.rows, StreamedRows)
        chosen = data[:_SAMPLE] if streamed else [*data[: _SAMPLE // 2], *data[_SAMPLE // 2 :: step]]
        sample = [self.sheet.rows[row - 1] for row in chosen]
        gazetteer = load_gazetteer()
        return {
            column.index: Evidence(
                [row[column.index] if column.index < len(row) else None for row in sample], gazetteer
            )
            for column in self.layout.columns
        }

    def _surroundings(self, evidence: Mapping[int, Evidence], matches: Mapping[int, Match]) -> Surroundings:
        def days(*fields: str) -> list[date]:
            feeding = [index for index, match in matches.items() if set(match.fields) & set(fields)]
            return dates_named(value for index in feeding for value in evidence[index].values)

        around = dict.fromkeys(row for row, _ in [*self.layout.outside, *self.layout.skipped[:40]])
        outside = [self._row_text(row) for row in around if row not in self.layout.group_rows]
        outside.append(self.sheet.name)
        texts = list(dict.fromkeys(outside))
        dates, limits = days("found_on", "assigned_on"), days("deadline_text")
        return read_surroundings(self.layout.title, texts, load_gazetteer(), dates, limits)

    def _row_text(self, row: int) -> str:
        cells: Row = self.sheet.rows[row - 1] if row <= len(self.sheet.rows) else []
        texts = [as_text(cell) for cell in cells]
        return " ".join(dict.fromkeys(text for text in texts if text))

    def _column(self, column: Any, evidence: Mapping[int, Evidence], match: Match, guess: bool) -> ColumnMatch:
        common = evidence[column.index].distinct.most_common(3)
        samples = tuple((text[:120], count) for text, count in common)
        kind, options = guessed_kind(evidence[column.index]) if guess and not match.fields else ("", ())
        return ColumnMatch(
            column.index, column.letter, column.name, match.fields, match.score, match.reason, samples,
            match.suggested, kind, options,
        )  # fmt: skip

    def _preview(self) -> list[list[str]]:
        width = min(max((len(row) for row in self.sheet.rows[:PREVIEW_ROWS]), default=0), 300)
        return [
            [self.sheet.display(row, column) for column in range(width)]
            for row in range(min(PREVIEW_ROWS, len(self.sheet.rows)))
        ]


def _left_out(layout: TableLayout) -> list[str]:
    """That a further table with other columns stands on the sheet; its rows are not read."""
    rows = [row for row, why in layout.skipped if why == OTHER_TABLE]
    if layout.role != "list" or len(rows) < _LEAST_TABLE:
        return []
    return [
        f"第 {rows[0]} 行起有另一张表（共 {len(rows)} 行），列与上面的不同，没有导入；"
        "里面如有问题，请把它移到另一张工作表再导入"
    ]


def _patterns(
    matches: Mapping[int, Match], evidence: Mapping[int, Evidence], around: Surroundings
) -> list[DatePattern]:
    """Each way of writing dates once, with its reading; a year that is not written is the sheet's."""
    from models.importing.cells.deadlines import DeadlineReader

    reader = DeadlineReader(around.year, around.as_of)
    found: dict[tuple[str, str], DatePattern] = {}
    for index, match in matches.items():
        for field in _DATE_FIELDS.intersection(match.fields):
            for value in evidence[index].values:
                wrong = isinstance(value, str) and _names_no_day(value)
                shape = "真实日期" if isinstance(value, (date, datetime)) else value if wrong else _shape(value)
                key = (field, str(shape))
                if key in found:
                    found[key] = replace(found[key], count=found[key].count + 1)
                    continue
                if wrong:
                    found[key] = DatePattern(field, as_text(value), 1, "", impossible=True)
                    continue
                reading = reader.column([value], lambda _: as_text(value), [None], [None])[0]  # noqa: B023
                found[key] = DatePattern(field, as_text(value), 1, reading.date or _days_said(value, reading.kind))
    return sorted(found.values(), key=lambda pattern: (pattern.field, -pattern.count))


def _days_said(value: Value, kind: str | None) -> str:
    """How many days a wording gives, from when; any other kind as it is."""
    if kind not in ("days", "working_days"):
        return kind if kind and kind != "date" else ""
    days = read_deadline(as_text(value)).days
    if days is None:
        return kind
    return f"{days}个工作日内，自交办日起算" if kind == "working_days" else f"{days}天内，自交办日起算"


def _names_no_day(text: str) -> bool:
    """Whether a text names a day that no calendar has; it is read in full only where its figures raise doubt."""
    doubtful = any(int(month) > 12 or int(day) > _LONGEST[int(month)] for month, day in _MONTH_AND_DAY.findall(text))
    return doubtful and read_deadline(text).impossible


def _shape(value: Value) -> str:
    return re.sub(r"\d+", "9", as_text(value))
