"""What an import did, in the shape of ``import --json``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.importing.views import ImportPlan, Issue

if TYPE_CHECKING:
    from models.operations import Change


@dataclass
class SheetReport:
    """How one sheet was read."""

    sheet: str
    role: str
    header_rows: list[int]
    first_row: int | None
    last_row: int | None
    columns: dict[str, list[str]]
    constants: dict[str, str]
    unmapped: dict[str, str]
    profile: str | None
    rows: int
    skipped_rows: list[dict[str, Any]]

    def to_json(self) -> dict[str, Any]:
        """The object of the ``sheets`` list."""
        return dict(self.__dict__)


@dataclass
class FileReport:
    """How one file was read, and what is to be told of its rows."""

    file: str
    sha256: str
    warnings: list[str] = field(default_factory=list)
    sheets: list[SheetReport] = field(default_factory=list)
    suspects: list[dict[str, Any]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The object of the ``files`` list."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "warnings": self.warnings,
            "sheets": [sheet.to_json() for sheet in self.sheets],
            "suspects": self.suspects,
            "issues": [issue.to_json() for issue in self.issues],
        }


@dataclass
class ImportReport:
    """The outcome of an import; ``change`` is what to broadcast, None when nothing was written."""

    batch: int | None
    dry_run: bool
    seconds: float
    plan: ImportPlan
    files: list[FileReport] = field(default_factory=list)
    change: Change | None = None
    target: str = "problem"
    """What the rows became: problem or visit."""

    @property
    def exit_code(self) -> int:
        """0 all in, 1 some rows were refused."""
        return 1 if self.plan.refused else 0

    @property
    def issues(self) -> list[Issue]:
        """All errors and warnings."""
        return self.plan.issues

    @property
    def profiles(self) -> list[str]:
        """Names of the profiles that were applied, each once."""
        names = [sheet.profile for file in self.files for sheet in file.sheets if sheet.rows and sheet.profile]
        return list(dict.fromkeys(names))

    @property
    def suspects(self) -> list[dict[str, Any]]:
        """The held rows of all files."""
        return [line for file in self.files for line in file.suspects]

    def to_json(self) -> dict[str, Any]:
        """The object that ``import --json`` prints and the batch keeps."""
        return {
            "batch": self.batch,
            "dry_run": self.dry_run,
            "seconds": round(self.seconds, 2),
            **({} if self.target == "problem" else {"target": self.target}),
            **self.plan.counts(),
            "files": [file.to_json() for file in self.files],
        }
