"""Lets a long question to the ledger be given up in the middle; what is SQLite's own about that stays here."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from models.errors import Cancelled

_STEPS = 40_000
"""So many steps of SQLite's machine pass between two looks at whether somebody cancelled: a few milliseconds."""


@contextmanager
def stoppable(connection: Connection, report: Callable[[float | None, str], None]) -> Generator[None, None, None]:
    """A block whose questions stop soon after ``report`` raises Cancelled; it is called with (None, "") now and then.

    Without this a question runs to its end, and whoever waits behind it in the lane waits, too.
    """
    report(None, "")
    driver: Any = connection.connection.driver_connection
    if not hasattr(driver, "set_progress_handler"):
        yield
        return
    cancelled = False

    def look() -> int:
        nonlocal cancelled
        try:
            report(None, "")
        except Cancelled:
            cancelled = True
        return int(cancelled)

    driver.set_progress_handler(look, _STEPS)
    try:
        yield
    except (OperationalError, sqlite3.OperationalError) as error:  # a bare cursor's errors come as they are
        if cancelled:
            raise Cancelled from error
        raise
    finally:
        driver.set_progress_handler(None, 0)
