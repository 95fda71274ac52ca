"""What is remembered between two starts: window, pages, folders, recent ledgers, choices of the clerk."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

RECENT_LEDGERS = 8


class AppState:
    """A small JSON file of plain values, by dotted key; a damaged file is set aside and forgotten, never an error.

    Keys in use: ``window.geometry``, ``window.page``, ``page.<id>``, ``folder.<purpose>``, ``recent_ledgers``,
    ``theme``, ``operator``, ``basis``, ``campaign.<ledger folder>``.
    """

    def __init__(self, path: Path | None) -> None:
        """``path`` None keeps everything in memory only."""
        self._path = path
        self._values: dict[str, Any] = {}
        if path is not None and path.exists():
            try:
                loaded = json.loads(path.read_text("utf-8"))
                self._values = loaded if isinstance(loaded, dict) else {}
            except (OSError, ValueError) as error:
                log.info("window state %s cannot be read and starts anew: %s", path, error)

    def get(self, key: str, default: Any = None) -> Any:
        """The value remembered under ``key``."""
        return self._values.get(key, default)

    def set(self, key: str, value: Any) -> None:
        """Remember a JSON-able value (None forgets it); written by ``save``."""
        if value is None:
            self._values.pop(key, None)
        else:
            self._values[key] = value

    def update(self, key: str, change: Callable[[Any], Any], default: Any = None) -> None:
        """Remember ``change(old value)``."""
        self.set(key, change(self.get(key, default)))

    def recent_ledgers(self) -> list[str]:
        """Folders of the ledgers opened last, newest first."""
        return [text for text in self.get("recent_ledgers", []) if isinstance(text, str)]

    def remember_ledger(self, folder: Path) -> None:
        """Put ``folder`` first among the recent ledgers."""
        others = [text for text in self.recent_ledgers() if Path(text) != folder]
        self.set("recent_ledgers", [str(folder), *others][:RECENT_LEDGERS])

    def save(self) -> None:
        """Write the file through a neighbour, so that a power cut leaves the old one."""
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft = self._path.with_suffix(".new")
            draft.write_text(json.dumps(self._values, ensure_ascii=False, indent=1), "utf-8")
            draft.replace(self._path)
        except OSError as error:
            log.info("window state %s cannot be written: %s", self._path, error)
