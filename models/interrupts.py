"""Until when Ctrl+C takes a command back: from the moment its transaction is committed, it runs to its end."""

from __future__ import annotations

import threading

_settled = threading.Event()


def begin() -> None:
    """A command starts; it may be taken back."""
    _settled.clear()


def settle() -> None:
    """What was written is about to be kept; saying afterwards that nothing was written would be false."""
    _settled.set()


def is_settled() -> bool:
    """Whether it is too late to take the command back."""
    return _settled.is_set()
