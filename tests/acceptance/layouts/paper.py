"""Writes a made-up list sheet by sheet and keeps, beside it, the truth in the form of the sample truth files."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Fact = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: its header from top to bottom, how a fact is written in it, and what that says in canonical keys.

    ``write`` is a key of the fact or a function of it; ``says`` maps canonical keys to a key or function of the fact.
    """

    header: tuple[str | None, ...] | str
    write: str | Callable[[Fact], Any]
    says: str | Mapping[str, str | Callable[[Fact], Any]] | None = None

    def cell(self, fact: Fact) -> Any:
        return _take(fact, self.write)

    def truth(self, fact: Fact) -> dict[str, Any]:
        if self.says is None:
            return {}
        if isinstance(self.says, str):
            return {self.says: fact.get(self.says)}
        return {key: _take(fact, source) for key, source in self.says.items()}


def _take(fact: Fact, source: str | Callable[[Fact], Any]) -> Any:
    return source(fact) if callable(source) else fact.get(source)


@dataclass
class Paper:
    """A sheet in the making; ``left`` is the number of its first column, ``at`` of its next row."""

    sheet: Worksheet
    columns: Sequence[Column] = ()
    left: int = 1
    at: int = 1
    role: str = "list"
    header_rows: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(self.columns)

    def put(self, values: Iterable[Any]) -> int:
        """One row of cells from the left edge; its number."""
        for offset, value in enumerate(values):
            if value is not None:
                self.sheet.cell(self.at, self.left + offset, value)
        self.at += 1
        return self.at - 1

    def skip(self, *values: Any, merge: int = 0) -> int:
        """A row that is neither header nor data; ``merge`` joins so many cells from the left."""
        row = self.put(values)
        self.skipped.append(row)
        if merge > 1:
            self.merge(row, 1, row, merge)
        return row

    def blank(self, rows: int = 1) -> None:
        self.at += rows

    def merge(self, row: int, column: int, last_row: int, last_column: int) -> None:
        """Columns are counted from 1 at the left edge of the table."""
        shift = self.left - 1
        self.sheet.merge_cells(
            start_row=row, start_column=column + shift, end_row=last_row, end_column=last_column + shift
        )

    def header(self, *, merge: bool = True, again: bool = False) -> None:
        """The header rows of all columns; parents are written once and merged over their children."""
        paths = [(column.header,) if isinstance(column.header, str) else column.header for column in self.columns]
        height = max(map(len, paths))
        first = self.at
        for level in range(height):
            labels = [path[level] if level < len(path) else None for path in paths]
            shown = [
                label if not label or position == 0 or not self._same_parent(paths, position, level) else None
                for position, label in enumerate(labels)
            ]
            row = self.put(shown)
            (self.skipped if again else self.header_rows).append(row)
        if merge:
            self._merge_header(paths, first, height)

    @staticmethod
    def _same_parent(paths: Sequence[tuple[str | None, ...]], position: int, level: int) -> bool:
        here, before = paths[position], paths[position - 1]
        return level < len(here) - 1 and level < len(before) and here[: level + 1] == before[: level + 1]

    def _merge_header(self, paths: Sequence[tuple[str | None, ...]], first: int, height: int) -> None:
        for position, path in enumerate(paths):
            if len(path) < height:
                self.merge(first + len(path) - 1, position + 1, first + height - 1, position + 1)
            for level in range(len(path) - 1):
                if position and self._same_parent(paths, position, level):
                    continue
                end = position
                while end + 1 < len(paths) and self._same_parent(paths, end + 1, level):
                    end += 1
                if end > position:
                    self.merge(first + level, position + 1, first + level, end + 1)

    def data(self, facts: Iterable[Fact], **always: Any) -> list[int]:
        """A row for each fact; ``always`` is what the surroundings say of every row."""
        written: list[int] = []
        for fact in facts:
            row = self.put(column.cell(fact) for column in self.columns)
            truth: dict[str, Any] = {"source": {"sheet": self.sheet.title, "row": row}, **always}
            for column in self.columns:
                truth.update(column.truth(fact))
            self.problems.append({key: value for key, value in truth.items() if value is not None or key == "deadline"})
            self.rows.append(row)
            written.append(row)
        return written

    def merge_equal(self, rows: Sequence[int], *columns: int) -> None:
        """Neighbouring equal cells of these columns (from 1) become one merged cell."""
        for column in columns:
            start = rows[0]
            for row, following in zip(rows, [*rows[1:], None], strict=True):
                mine = self.sheet.cell(start, column + self.left - 1).value
                other = self.sheet.cell(following, column + self.left - 1).value if following else object()
                if following == row + 1 and mine == other:
                    continue
                for inner in range(start + 1, row + 1):
                    self.sheet.cell(inner, column + self.left - 1).value = None
                if row > start:
                    self.merge(start, column, row, column)
                start = following or 0

    def format(self, rows: Sequence[int], column: int, number_format: str) -> None:
        for row in rows:
            self.sheet.cell(row, column + self.left - 1).number_format = number_format

    def letter(self, column: int) -> str:
        return get_column_letter(column + self.left - 1)

    def about(self) -> dict[str, Any]:
        """The sheet's part of the truth."""
        return {
            "name": self.sheet.title,
            "role": self.role,
            "header_rows": self.header_rows,
            "first_data_row": self.rows[0] if self.rows else None,
            "last_data_row": max(self.rows, default=None),
            "data_rows": len(self.rows),
            "skipped_rows": sorted(self.skipped),
        }


@dataclass
class Book:
    """A workbook of papers."""

    workbook: Workbook = field(default_factory=Workbook)
    papers: list[Paper] = field(default_factory=list)

    def sheet(self, name: str, columns: Sequence[Column] = (), *, left: int = 1, top: int = 1) -> Paper:
        first = not self.papers
        sheet = self.workbook.worksheets[0] if first else self.workbook.create_sheet()
        sheet.title = name
        paper = Paper(sheet, columns, left, top)
        self.papers.append(paper)
        return paper

    def truth(self, name: str, **more: Any) -> dict[str, Any]:
        return {
            "file": name,
            "sheets": [paper.about() for paper in self.papers],
            "problems": [problem for paper in self.papers for problem in paper.problems],
            **more,
        }

    def save(self, folder: Path, name: str) -> dict[str, Any]:
        """Write the file; .xlsm and .et are renamed workbooks, .xls comes from LibreOffice."""
        path = folder / name
        if path.suffix == ".xls":
            self.workbook.save(path.with_suffix(".xlsx"))
            _convert(path.with_suffix(".xlsx"), path)
        else:
            self.workbook.save(folder / "plain.xlsx")
            (folder / "plain.xlsx").rename(path)
        return self.truth(name)

    def save_text(self, folder: Path, name: str, encoding: str, separator: str = ",") -> dict[str, Any]:
        """The first sheet as separated text; numbers and dates as Excel would write them."""
        import csv

        paper = self.papers[0]
        with (folder / name).open("w", encoding=encoding, newline="") as out:
            writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
            for cells in paper.sheet.iter_rows(min_row=1, max_row=paper.at - 1, values_only=True):
                writer.writerow(["" if cell is None else cell for cell in cells])
        return self.truth(name)


def has_office() -> bool:
    """Whether LibreOffice can write old .xls files here."""
    return shutil.which("soffice") is not None


def _convert(source: Path, target: Path) -> None:
    profile = target.parent / "profile"
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xls",
         "--outdir", str(target.parent), str(source)],
        check=True, capture_output=True, timeout=90,
    )  # fmt: skip
    source.unlink()
