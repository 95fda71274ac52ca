"""What a command has to do with: where to print, which ledger to open, how to report progress."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from models.progress import Progress, silent

if TYPE_CHECKING:
    from models.store import Ledger


class Terminal:
    """Standard output and error (either may be missing under a windowed Python) and the ledger's folder."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._out: TextIO | None = sys.stdout
        self._error: TextIO | None = sys.stderr
        self._shows_progress = False
        self._made = False

    @property
    def folder(self) -> Path:
        """The ledger folder named on the command line, else the user's own."""
        if self._folder is None:
            from models.paths import default_ledger_folder

            self._folder = default_ledger_folder()
        return self._folder

    @property
    def actor(self) -> str:
        """Who works here."""
        from models.settings import load_settings

        return load_settings().operator

    def line(self, text: str = "") -> None:
        """One line on standard output."""
        if self._out is not None:
            self._out.write(text + "\n")

    def json(self, value: Any) -> None:
        """One object, on one line."""
        self.line(json.dumps(value, ensure_ascii=False))

    def note(self, text: str) -> None:
        """One line on standard error."""
        self.end_progress()
        if self._error is not None:
            self._error.write(text + "\n")
            self._error.flush()

    def flush(self) -> None:
        """Send on what was printed."""
        if self._out is not None:
            self._out.flush()

    @property
    def progress(self) -> Progress:
        """Reports on standard error when a person is looking, else to nobody."""
        if self._error is None or not self._error.isatty():
            return silent
        return Progress(self._show, every_s=0.2)

    def _show(self, fraction: float | None, text: str) -> None:
        assert self._error is not None
        share = "" if fraction is None else f" {fraction:4.0%}"
        self._error.write(f"\r\x1b[K{text}{share}")
        self._error.flush()
        self._shows_progress = True

    def end_progress(self) -> None:
        """Wipe the progress line."""
        if self._shows_progress and self._error is not None:
            self._error.write("\r\x1b[K")
            self._error.flush()
        self._shows_progress = False

    @contextmanager
    def ledger(self, *, writing: bool = False, name: str = "") -> Generator[Ledger, None, None]:
        """The ledger, made (as ``name``) when it is missing; for reading it may be open in a window at the same time.

        That it was made is told when the command succeeds, so that a failure stays one sentence.
        """
        from models.store import Ledger

        ledger = self._open(Ledger, writing, name)
        try:
            yield ledger
        finally:
            ledger.close()
            self.end_progress()
        if self._made:
            self.note(f"已新建台账：{self.folder}")

    @contextmanager
    def existing_ledger(self) -> Generator[Ledger, None, None]:
        """The ledger only for reading, whoever has it open; LedgerMissing when there is none, which is not made."""
        from models.store import Ledger

        with Ledger.open(self.folder, actor=self.actor, read_only=True) as ledger:
            yield ledger

    def _open(self, kind: type[Ledger], writing: bool, name: str) -> Ledger:
        from models.store import LedgerInUse, LedgerMissing, backups

        try:
            return kind.open(self.folder, actor=self.actor, progress=self.progress)
        except LedgerMissing:
            if backups(self.folder):
                raise
            self._made = True
            return kind.create(self.folder, actor=self.actor, name=name)
        except LedgerInUse:
            if writing:
                raise
            return kind.open(self.folder, actor=self.actor, read_only=True)
