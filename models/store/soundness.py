"""Questions about the soundness of the database file that only its own engine can answer."""

from __future__ import annotations

from sqlalchemy import Connection


def file_is_sound(connection: Connection) -> bool:
    """Whether every page and index of the file agrees with itself."""
    return connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar() == "ok"


def relations_are_sound(connection: Connection) -> bool:
    """Whether every reference from row to row leads somewhere."""
    return connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None
