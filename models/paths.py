"""Where things are: the program's own resources, and the user's data, logs, cache and default ledger."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]


def resource(name: str) -> Path:
    """A file or folder shipped with the program, e.g. ``resource("presets/statuses.json")``."""
    return _ROOT / "resources" / name


def data_folder() -> Path:
    """The user's own folder, never under the program; RECTLEDGER_HOME moves it (portable copy, tests)."""
    moved = os.environ.get("RECTLEDGER_HOME")
    if moved:
        return Path(moved)
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "ZhengGaiTaiZhang"
    shared = os.environ.get("XDG_DATA_HOME")
    return (Path(shared) if shared else Path.home() / ".local" / "share") / "zhenggai-taizhang"


def default_ledger_folder() -> Path:
    """The ledger that opens when none is named."""
    return data_folder() / "ledger"


def log_folder() -> Path:
    """Where the rotating log and crash reports go."""
    return data_folder() / "logs"


def cache_folder() -> Path:
    """Files that may be thrown away at any time; matplotlib's font list is one."""
    return data_folder() / "cache"


def settings_file() -> Path:
    """The program's settings, apart from the rules, which are data of each ledger."""
    return data_folder() / "settings.json"
