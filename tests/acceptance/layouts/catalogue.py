"""All made-up layouts by name."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any

from tests.acceptance.layouts import (
    bureau_lists,
    clerks_lists,
    not_lists,
    odd_files,
    odd_headers,
    patrol_lists,
    petition_lists,
    province_lists,
    register_lists,
    strange_lists,
)

Layout = Callable[[Path], dict[str, Any]]


def _layouts() -> dict[str, Layout]:
    found: dict[str, Layout] = {}
    modules = (
        patrol_lists,
        register_lists,
        petition_lists,
        odd_files,
        bureau_lists,
        odd_headers,
        not_lists,
        strange_lists,
        clerks_lists,
        province_lists,
    )
    for module in modules:
        for name, value in vars(module).items():
            if getattr(value, "__module__", "") == module.__name__ and _takes_a_folder(value):
                found[name] = value
    return found


def _takes_a_folder(value: Any) -> bool:
    return callable(value) and not value.__name__.startswith("_") and list(signature(value).parameters) == ["folder"]


LAYOUTS: dict[str, Layout] = _layouts()
