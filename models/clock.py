"""The only source of the present moment, so that tests can hold it still."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, datetime

_frozen: datetime | None = None


def now() -> datetime:
    """Local time without zone and without microseconds, as it is shown and stored."""
    return _frozen if _frozen is not None else datetime.now().replace(microsecond=0)


def today() -> date:
    """The local calendar day."""
    return now().date()


@contextmanager
def freeze(moment: datetime) -> Generator[None]:
    """Hold the clock at ``moment`` (for tests)."""
    global _frozen
    before, _frozen = _frozen, moment
    try:
        yield
    finally:
        _frozen = before
