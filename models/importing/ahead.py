"""Copies what is to be read and starts reading the first file before the ledger is open; no SQLAlchemy, no Qt."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from models.excel.process.child import Child, patience
from models.importing.sources.gathering import Source, clear, gather, new_folder
from models.progress import Progress, silent

TARGET = "models.importing.reading.session_child:serve"


class ReadAhead:
    """Private copies of the files, and a child that already opens the first of them.

    Hand it to ``run_import`` or ``ImportSession``, which closes it. ``sources`` are given where something was pasted;
    they lie in ``folder`` then.
    """

    def __init__(
        self,
        paths: Sequence[Path | str],
        password: str | None = None,
        *,
        sources: Sequence[Source] = (),
        folder: Path | None = None,
        progress: Progress = silent,
    ) -> None:
        self.started = time.monotonic()
        self.child = Child(TARGET, task="读取这个文件")
        self.child.start()
        self.folder = folder
        try:
            if folder is None:
                self.folder = folder = new_folder()
            self.sources = [*sources, *gather(paths, folder, password, progress)]
        except BaseException:
            self.close()
            raise
        readable = [source.path for source in self.sources if not source.problem]
        self.child.wait_at_most(patience(max((path.stat().st_size for path in readable), default=0)))
        first = next((source for source in self.sources if not source.problem), None)
        self._waiting = first is not None
        if first is not None:
            self.child.begin("open", str(first.path), password)

    def settle(self, progress: Progress = silent) -> None:
        """Wait for the file that is being opened; UserError when it cannot be read."""
        if self._waiting:
            self._waiting = False
            self.child.finish(progress)

    def close(self) -> None:
        """End the child and remove the copies."""
        self.child.close()
        if self.folder is not None:
            clear(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
