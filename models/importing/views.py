"""What an import shows before anything is written: files, sheets, columns, constants, the plan and its issues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from models.importing.choices import Policy, RowChoice, RowKey
from models.importing.profiles.fit import ProfileFit

if TYPE_CHECKING:
    from models.excel.tables.layout import TableLayout

Scope = Literal["partial", "complete"]
Verdict = Literal["new", "changed", "unchanged", "suspect", "refused", "vanished", "left"]
Severity = Literal["error", "warning"]

VERDICT_WORDS: dict[str, str] = {
    "new": "新增",
    "changed": "变更",
    "unchanged": "未变",
    "suspect": "待认领",
    "refused": "错误",
    "vanished": "清单已无",
    "left": "不导入",
}


@dataclass(frozen=True)
class ImportOptions:
    """How a person wants the files taken.

    ``campaign`` and ``round`` None mean: the ledger's only open campaign, else the list's title; the round of the
    title. ``scope`` complete declares that the list holds all rows of its campaign and round.
    """

    campaign: str | None = None
    round: str | None = None
    profile: str | None = None
    password: str | None = None
    scope: Scope = "partial"
    as_history: bool = False
    dry_run: bool = False
    strict: bool = False
    cities: tuple[str, ...] | None = None
    """Cities that a complete list covers; None: taken from the list itself, () : all of the campaign."""
    policies: Mapping[str, Policy] = field(default_factory=dict[str, Policy])
    """Who wins for a field in this import."""
    hidden_rows: bool = True
    """Whether rows that the file hides are imported."""
    split: bool = False
    """Whether cells with several problems become several rows, on every sheet."""
    target: str = ""
    """problem (问题清单) or visit (现场检查记录); empty where the program recognises it."""
    stood_on: date | None = None
    """The day on which an old ledger stood, when history is rebuilt from it: its changes are recorded under that day,
    and states follow what it says."""


@dataclass(frozen=True)
class Constant:
    """A value that stands outside the table and fills a field where no column gives it."""

    field: str
    label: str
    value: str
    use: bool = True


@dataclass(frozen=True)
class ColumnMatch:
    """A source column and the fields it feeds; no fields means it is kept as 原表附加列.

    ``index`` counts from 0, ``letter`` is Excel's; ``samples`` are the most frequent texts with their counts.
    ``score`` below 0.8 asks for a look (请确认).
    """

    index: int
    letter: str
    header: str
    fields: tuple[str, ...]
    score: float
    reason: str
    samples: tuple[tuple[str, int], ...] = ()
    suggested: tuple[str, ...] = ()
    """Fields that a column without any may feed: too unsure to be taken without a person's word."""
    kind: str = ""
    """Of a column without any: as what kind of field of the bureau's own its values would do."""
    options: tuple[str, ...] = ()
    """The words that a choice would offer."""


@dataclass(frozen=True)
class DatePattern:
    """One way in which dates are written in a column, with an example and its reading ("" where unreadable).

    A day that no calendar has is a way of its own, ``impossible``.
    """

    field: str
    example: str
    count: int
    reading: str
    impossible: bool = False


@dataclass
class SheetView:
    """A sheet as the program understands it; replaced as a whole when a person corrects something."""

    key: str
    name: str
    role: str
    role_note: str
    included: bool
    visible: bool
    row_count: int
    layout: TableLayout
    preview: list[list[str]]
    """The first 200 rows as Excel shows them."""
    filled: set[tuple[int, int]] = field(default_factory=set)
    """Cells (row, column from 0) of the preview whose value comes from a merged cell."""
    constants: list[Constant] = field(default_factory=list)
    columns: list[ColumnMatch] = field(default_factory=list)
    date_patterns: list[DatePattern] = field(default_factory=list)
    hidden_rows: int = 0
    filtered_rows: int = 0
    """Of the hidden rows, those that an active filter hides."""
    profile: str | None = None
    profile_note: str = ""
    """The line that says which profile was applied, when it was used last, and in what the header differs."""
    profile_fit: ProfileFit | None = None
    """Columns that are new, missing or renamed beside the profile; None where none was applied."""
    warnings: list[str] = field(default_factory=list)
    split_rows: int = 0
    """How many of the rows looked at tell several problems in one cell, so that 拆分 can be offered."""
    split_sampled: int = 0
    split_example: str = ""
    target: str = "problem"
    """What its columns are read as: problem (问题清单) or visit (现场检查记录)."""


@dataclass
class FileView:
    """A file of the session; ``problem`` is a sentence when it cannot be read, else empty."""

    name: str
    sha256: str
    problem: str = ""
    needs_password: bool = False
    """Whether another password would help (``ImportSession.give_password``)."""
    sheets: list[SheetView] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    imported_before: str = ""
    """A sentence naming the batch that took the same bytes, else empty."""
    correction: str = ""
    """Of a correction workbook: which batch it continues and what was found in it; else empty."""


@dataclass(frozen=True)
class Issue:
    """One thing to tell about a cell or row: 错误 keeps the row out, 提醒 lets it in, marked."""

    severity: Severity
    sheet: str
    cell: str
    field: str
    value: str
    message: str
    file: int = 0
    """Position of the file among those imported together."""
    kind: str = ""
    """conflict (a person's edit and the file differ), returned (疑似反弹), fixed (corrected while importing), or ''."""

    def to_json(self) -> dict[str, Any]:
        """The object of the ``issues`` list."""
        told = {
            "severity": self.severity,
            "sheet": self.sheet,
            "cell": self.cell,
            "field": self.field,
            "value": self.value,
            "message": self.message,
        }
        return told | {"kind": self.kind} if self.kind else told


@dataclass(frozen=True)
class PlanRow:
    """What will happen to one row of the file, or (vanished) of the ledger.

    ``row`` is Excel's number, 0 for a vanished row. ``changes`` are (field, title, old text, new text).
    ``candidates`` are the ledger numbers among which a person has to choose.
    """

    verdict: Verdict
    file: str
    sheet: str
    row: int
    ledger_number: str
    site_name: str
    place: str
    description: str = ""
    changes: tuple[tuple[str, str, str, str], ...] = ()
    why: str = ""
    candidates: tuple[str, ...] = ()
    problem_id: int | None = None
    key: RowKey | None = None
    """None for a vanished row."""
    choice: RowChoice | None = None
    """What a person decided for this row."""
    conflicts: tuple[tuple[str, str, str, str], ...] = ()
    """(field, title, ledger's text, file's text) that still ask for a side; until then the ledger's stays."""
    marks: tuple[str, ...] = ()
    """Short words beside the verdict: 疑似反弹, 台账已销号, 重复行 …"""
    candidate_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class CellView:
    """One field of a row, beside what the ledger holds.

    ``outcome``: new, changed, same, kept (ours stays), blank (nothing in the file, ours stays), conflict, cleared or
    appended; ``why`` names the policy or reason in words.
    """

    field: str
    title: str
    ours: str
    file: str
    original: str
    outcome: str
    why: str


@dataclass(frozen=True)
class Candidate:
    """A problem that a row may be, for looking at them side by side."""

    problem_id: int
    ledger_number: str
    status: str
    likeness: float | None
    cells: tuple[CellView, ...]


@dataclass
class ImportPlan:
    """Everything the import will do, counted and row by row; the counts hold after commit."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    suspect: int = 0
    refused: int = 0
    vanished: int = 0
    left: int = 0
    """Rows that a person left out."""
    conflicts: int = 0
    """Rows with a field for which a person still has to choose a side; they are among changed or unchanged."""
    returned: int = 0
    """Rows matched to a problem that is closed here: 疑似反弹, nothing is reopened by itself."""
    cells: int = 0
    """Changed cells over all changed rows."""
    issues: list[Issue] = field(default_factory=list)
    rows: list[PlanRow] = field(default_factory=list)
    campaign: str = ""
    round: str = ""
    scope_words: str = ""
    """范围：邯郸市 第22轮; within which a list declared complete is compared for what it no longer holds."""

    def counts(self) -> dict[str, int]:
        """The six counts by verdict, and those rarer ones that are not zero."""
        rare = {"left": self.left, "conflicts": self.conflicts, "returned": self.returned}
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "suspect": self.suspect,
            "refused": self.refused,
            "vanished": self.vanished,
        } | {name: count for name, count in rare.items() if count}
