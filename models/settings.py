"""Settings of the program for this user: who works here, how it looks, what was open last."""

from __future__ import annotations

import getpass
import json
import logging
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from models.errors import UserError
from models.paths import settings_file
from models.system_errors import reason_of

log = logging.getLogger(__name__)


def system_user() -> str:
    """The name the person is logged in with; stands in until an operator name is set."""
    try:
        return getpass.getuser().strip() or "经办人"
    except (OSError, KeyError, ImportError):
        return "经办人"


@dataclass(frozen=True)
class Settings:
    """Titles are what the settings page shows; business rules are not here but in the ledger."""

    operator: str = field(default_factory=system_user, metadata={"title": "经办人姓名"})
    unit: str = field(default="", metadata={"title": "单位名称"})
    theme: str = field(default="system", metadata={"title": "外观", "choices": ("system", "light", "dark")})
    last_ledger: str = field(default="", metadata={"title": "上次打开的台账"})


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings; a missing or damaged file, and any value that does not fit, gives the default."""
    path = path or settings_file()
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        log.warning("settings unreadable, defaults are used: %s: %s", path, error)
        return Settings()
    if not isinstance(stored, dict):
        log.warning("settings are not an object, defaults are used: %s", path)
        return Settings()
    good: dict[str, str] = {}
    for item in fields(Settings):
        value: object = stored.get(item.name)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        choices = item.metadata.get("choices")
        if isinstance(value, str) and (choices is None or value in choices):
            good[item.name] = value
    if not good.get("operator", "x").strip():
        del good["operator"]
    return Settings(**good)


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write through a temporary file, so that a crash leaves the old settings whole."""
    path = path or settings_file()
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(asdict(settings), ensure_ascii=False, indent=2), encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise UserError(
            f"设置没有保存：{reason_of(error)}", where=str(path), advice="请检查该文件夹能否写入"
        ) from error
