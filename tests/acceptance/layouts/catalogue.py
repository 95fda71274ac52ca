"""All made-up layouts by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.acceptance.layouts import odd_files, patrol_lists, petition_lists, register_lists

Layout = Callable[[Path], dict[str, Any]]


def _layouts() -> dict[str, Layout]:
    found: dict[str, Layout] = {}
    for module in (patrol_lists, register_lists, petition_lists, odd_files):
        for name, value in vars(module).items():
            if callable(value) and getattr(value, "__module__", "") == module.__name__ and not name.startswith("_"):
                found[name] = value
    return found


LAYOUTS: dict[str, Layout] = _layouts()
