"""An import from files to batch: holds the child that reads, takes corrections, plans, and writes when told to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from models.importing.report import ImportReport
from models.importing.views import FileView, ImportOptions, ImportPlan, SheetView
from models.progress import Progress, silent

if TYPE_CHECKING:
    from models.store import Ledger


class ImportSession:
    """Files being imported; every call may come from a worker thread, one at a time."""

    def __init__(
        self,
        ledger: Ledger,
        paths: Sequence[Path | str],
        options: ImportOptions | None = None,
        progress: Progress = silent,
    ) -> None:
        self.options = options or ImportOptions()
        self.files: list[FileView] = []

    def set_included(self, sheet_key: str, included: bool) -> SheetView:
        """Take a sheet in or leave it out."""
        raise NotImplementedError

    def set_header(self, sheet_key: str, first: int, last: int) -> SheetView:
        """Say which rows (as Excel counts) are the header; the sheet is read anew."""
        raise NotImplementedError

    def set_columns(self, sheet_key: str, fields: dict[int, tuple[str, ...]]) -> SheetView:
        """Say which fields some columns feed; an empty tuple keeps the column as 原表附加列."""
        raise NotImplementedError

    def set_constant(self, sheet_key: str, field: str, value: str | bool) -> SheetView:
        """Change the value of a constant, or whether it is used."""
        raise NotImplementedError

    def set_options(self, options: ImportOptions) -> None:
        """Change campaign, round, scope …; the next plan uses them."""
        self.options = options

    def plan(self, progress: Progress = silent) -> ImportPlan:
        """What a commit would do; writes nothing."""
        raise NotImplementedError

    def commit(self, progress: Progress = silent) -> ImportReport:
        """Back up, then write the plan in one transaction."""
        raise NotImplementedError

    def close(self) -> None:
        """End the child."""

    def __enter__(self) -> ImportSession:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def run_import(
    ledger: Ledger, paths: Sequence[Path | str], options: ImportOptions | None = None, progress: Progress = silent
) -> ImportReport:
    """Import without asking: what is held or refused is in the report. UserError when nothing can be done."""
    raise NotImplementedError
