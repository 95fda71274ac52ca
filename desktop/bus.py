"""Tells every page once what a write changed; each page decides whether to refresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from models.operations import Change


class ChangeBus(QObject):
    """``changed`` carries a ``models.operations.Change``; who wrote broadcasts, on the window's thread."""

    changed = Signal(object)

    def broadcast(self, change: Change) -> None:
        """Tell everyone about ``change``."""
        self.changed.emit(change)
