"""The files and sheets of a session on the host's side: what the child found, and what a person corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from models.errors import UserError
from models.importing.field_list import CAN_FEED
from models.importing.report import FileReport, SheetReport
from models.importing.sources.gathering import Source
from models.importing.views import ColumnMatch, Constant, FileView, Issue, SheetView
from models.importing.visits.visit_list import mappable


@dataclass
class SheetInHand:
    """A sheet with its view; ``found`` is the child's own description."""

    path: str
    position: int
    found: dict[str, Any]
    view: SheetView
    how: dict[str, Any] = field(default_factory=dict[str, Any])
    """How a person wants it read: header (first and last row), hidden_rows, hidden_columns, as_text."""
    ignored: set[int] = field(default_factory=set[int])
    """Columns that are not even kept as 原表附加列."""
    separators: dict[str, str] = field(default_factory=dict[str, str])
    corrected: bool = False

    @property
    def taken(self) -> bool:
        """Whether its rows are imported."""
        return self.view.included and bool(self.view.layout.data_rows)

    def request(self, round_name: str | None) -> tuple[Any, ...]:
        """Arguments of the child's ``rows`` after path and password, without the categories."""
        keep = self.found["keep"]
        matches = {
            column.index: (column.fields, column.score, bool(keep.get(column.index)))
            for column in self.view.columns
            if column.fields
        }
        constants = {one.field: one.value for one in self.view.constants if one.use and one.value}
        as_of = constants.pop("as_of", None)
        year = constants.pop("year", None)
        if round_name:
            constants["round"] = round_name
        settings: dict[str, Any] = {
            "as_of": as_of, "on": as_of or self.found["on"],
            "year": int(as_of[:4]) if as_of else int(year) if year and year.isdigit() else self.found["year"],
            "ignored": sorted(self.ignored), "separators": self.separators,
        }  # fmt: skip
        return self.position, self.how, matches, constants, settings

    def letters(self) -> dict[str, str]:
        """Field to the letter of its first column."""
        return {name: column.letter for column in reversed(self.view.columns) for name in column.fields}

    def twins(self) -> dict[tuple[int, str], str]:
        """Of tables side by side: repetition and letter in the first of them to the letter there."""
        columns = self.view.layout.columns
        letters = {column.index: column.letter for column in columns}
        return {
            (column.block, letters[column.twin]): column.letter
            for column in columns if column.twin is not None and column.twin in letters
        }  # fmt: skip

    def headers(self) -> list[str]:
        """Names of all columns."""
        return [column.header for column in self.view.columns]

    def columns_by_header(self) -> dict[str, tuple[str, ...]]:
        """What a profile remembers."""
        return {column.header: column.fields for column in self.view.columns if column.fields}

    @property
    def worth_remembering(self) -> bool:
        """A reading guessed from the cells is not remembered until a person confirmed it."""
        return self.corrected or not self.found["keep"]


@dataclass
class FileInHand:
    """A file of the session; ``path`` is the private copy that is read."""

    source: Source
    view: FileView
    size: int = 0
    error: UserError | None = None
    sheets: list[SheetInHand] = field(default_factory=list[SheetInHand])
    continues: int | None = None
    """Of a correction workbook: the batch whose held rows it brings back."""

    @property
    def name(self) -> str:
        """What the file is called on screen and in records."""
        return self.source.name

    @property
    def path(self) -> Path:
        """The private copy."""
        return self.source.path


def unread(source: Source, error: UserError, needs_password: bool) -> FileInHand:
    """A file that could not be read."""
    view = FileView(source.name, "", problem=str(error), needs_password=needs_password)
    return FileInHand(source, view, error=error)


def file_in_hand(source: Source, found: Mapping[str, Any], number: int) -> FileInHand:
    """A file from the child's answer."""
    path = source.path
    view = FileView(source.name, found["sha256"], warnings=list(found["warnings"]))
    sheets = [
        SheetInHand(str(path), position, sheet, sheet_view(sheet, f"{number}/{position}"), dict(sheet["how"]))
        for position, sheet in enumerate(found["sheets"])
    ]
    view.sheets = [sheet.view for sheet in sheets]
    return FileInHand(source, view, found["size"], None, sheets)


def sheet_view(found: Mapping[str, Any], key: str) -> SheetView:
    """A sheet from the child's answer; lists that are not hidden are taken in."""
    layout = found["layout"]
    return SheetView(
        key=key,
        name=found["name"],
        role=layout.role,
        role_note=layout.role_note,
        included=layout.role == "list" and found["visible"] and bool(layout.data_rows),
        visible=found["visible"],
        row_count=len(layout.data_rows),
        layout=layout,
        preview=found["preview"],
        filled=set(map(tuple, found["filled"])),
        constants=list(found["constants"]),
        columns=list(found["columns"]),
        date_patterns=list(found["date_patterns"]),
        hidden_rows=found["hidden_rows"],
        filtered_rows=found.get("filtered_rows", 0),
        split_rows=found.get("split_rows", 0),
        split_sampled=found.get("split_sampled", 0),
        split_example=found.get("split_example", ""),
        target=found.get("target", "problem"),
        profile=found["profile"],
        profile_note=found["profile_note"],
        profile_fit=found["profile_fit"],
        warnings=list(found["warnings"]),
    )


def with_fields(
    columns: list[ColumnMatch], fields: Mapping[int, tuple[str, ...]], target: str = "problem"
) -> list[ColumnMatch]:
    """The columns with some of them mapped by hand; UserError for an unknown field or column."""
    known = {column.index for column in columns}
    for index, names in fields.items():
        unknown = [name for name in names if name not in mappable(target, CAN_FEED)]
        if unknown or index not in known:
            raise UserError(f"没有这一列或这个字段：{index} {'、'.join(unknown)}")
    return [
        replace(column, fields=tuple(fields[column.index]), score=1.0, reason="手工指定")
        if column.index in fields
        else column
        for column in columns
    ]


def with_constant(constants: list[Constant], name: str, value: str | bool) -> list[Constant]:
    """The constants with one changed, switched, or added."""
    found = next((one for one in constants if one.field == name), None)
    if found is None:
        if isinstance(value, bool):
            raise UserError(f"表外没有“{name}”")
        return [*constants, Constant(name, name, value)]
    changed = replace(found, use=value) if isinstance(value, bool) else replace(found, value=value, use=bool(value))
    return [changed if one is found else one for one in constants]


def file_report(
    file: FileInHand, round_name: str | None, suspects: list[dict[str, Any]], issues: list[Issue]
) -> FileReport:
    """How a file was read, for the report; ``round_name`` is the round that was asked for."""
    warnings = [file.view.problem] if file.view.problem else list(file.view.warnings)
    report = FileReport(file.name, file.view.sha256, warnings, suspects=suspects, issues=issues)
    for sheet in file.sheets:
        view, layout = sheet.view, sheet.view.layout
        report.warnings += [f"{view.name}：{warning}" for warning in view.warnings]
        if not view.visible:
            report.warnings.append(f"{view.name}：这张表是隐藏的，没有导入（{view.row_count} 行）")
        if view.hidden_rows and sheet.taken:
            report.warnings.append(f"{view.name}：{_hidden_words(sheet)}")
        report.sheets.append(_sheet_report(sheet, layout, {"round": round_name} if round_name else {}))
    return report


def _hidden_words(sheet: SheetInHand) -> str:
    """What was done with hidden rows, naming a filter that hides them."""
    view = sheet.view
    by_filter = f"（其中 {view.filtered_rows} 行由筛选隐藏）" if view.filtered_rows else ""
    done = "按要求没有导入" if sheet.how.get("hidden_rows") is False else "一并导入"
    return f"有 {view.hidden_rows} 个隐藏行{by_filter}，{done}"


def _sheet_report(sheet: SheetInHand, layout: Any, asked: dict[str, str]) -> SheetReport:
    view = sheet.view
    return SheetReport(
        sheet=view.name,
        role=view.role,
        header_rows=list(layout.header_rows),
        first_row=min(layout.data_rows, default=None),
        last_row=max(layout.data_rows, default=None),
        columns={column.letter: list(column.fields) for column in view.columns if column.fields},
        constants={one.field: one.value for one in view.constants if one.use} | asked,
        unmapped={column.letter: column.header for column in view.columns if not column.fields},
        profile=view.profile,
        rows=len(layout.data_rows) if sheet.taken else 0,
        skipped_rows=[{"row": row, "why": why} for row, why in sorted(layout.skipped)],
    )
