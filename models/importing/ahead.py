"""Starts the child and the reading of the first file before the ledger is open; imports neither SQLAlchemy nor Qt."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from models.excel.child import Child
from models.progress import Progress, silent

TARGET = "models.importing.session_child:serve"


class ReadAhead:
    """A child that already opens the first of the files; hand it to ``run_import`` or ``ImportSession``."""

    def __init__(self, paths: Sequence[Path | str], password: str | None = None) -> None:
        self.started = time.monotonic()
        self.child = Child(TARGET, task="读取这个文件")
        self._waiting = bool(paths)
        if paths:
            self.child.begin("open", str(paths[0]), password)
        else:
            self.child.start()

    def settle(self, progress: Progress = silent) -> None:
        """Wait for the file that is being opened; UserError when it cannot be read."""
        if self._waiting:
            self._waiting = False
            self.child.finish(progress)

    def close(self) -> None:
        """End the child."""
        self.child.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
