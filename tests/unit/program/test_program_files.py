"""Where the program keeps its own things: folders, settings, log."""

from __future__ import annotations

import errno
import logging
import sys
from pathlib import Path

import pytest

from models import logs, paths
from models.errors import UserError
from models.settings import Settings, load_settings, save_settings, system_user


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RECTLEDGER_HOME", str(tmp_path / "家"))
    return tmp_path / "家"


def test_everything_of_the_user_lies_in_one_folder_that_can_be_moved(home: Path) -> None:
    assert paths.default_ledger_folder() == home / "ledger"
    assert paths.log_folder().parent == paths.cache_folder().parent == paths.settings_file().parent == home
    assert not home.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the Debian place")
def test_without_moving_it_is_the_place_the_system_has_for_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RECTLEDGER_HOME")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    assert paths.data_folder() == Path.home() / ".local" / "share" / "zhenggai-taizhang"


def test_resources_are_found_beside_the_program() -> None:
    assert paths.resource("presets/statuses.json").is_file()


def test_settings_come_back_as_they_were_saved() -> None:
    settings = Settings(operator="张三", unit="省生态环境厅", theme="dark", last_ledger="D:\\台账")
    save_settings(settings)
    assert load_settings() == settings


def test_without_settings_the_operator_is_the_system_user() -> None:
    assert load_settings() == Settings(operator=system_user())


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b"\xff\xfe", b'{"theme": "pink", "operator": "  ", "unit": 3}'])
def test_damaged_settings_give_defaults_instead_of_an_error(damage: bytes) -> None:
    paths.settings_file().parent.mkdir(parents=True)
    paths.settings_file().write_bytes(damage)
    assert load_settings() == Settings()


def test_settings_that_cannot_be_saved_are_told_in_words(home: Path) -> None:
    home.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(UserError, match="设置没有保存"):
        save_settings(Settings())


def test_the_log_is_utf8_and_started_only_once(home: Path) -> None:
    root = logging.getLogger()
    level = root.level
    try:
        logs.start_logging()
        path = logs.start_logging()
        logging.getLogger("tests").info("导入完成")
    finally:
        logs.stop_logging()
        root.setLevel(level)
    assert path == home / "logs" / "rectledger.log"
    assert path.read_text(encoding="utf-8").count("导入完成") == 1


def test_a_log_that_cannot_be_written_does_not_stop_the_program(home: Path) -> None:
    home.write_text("a file where the folder should be", encoding="utf-8")
    assert logs.start_logging() is None


def test_streams_that_are_missing_stay_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    logs.use_utf8_streams()
    assert sys.stdout is None


def test_the_systems_refusals_are_in_chinese() -> None:
    from models.system_errors import reason_of

    assert reason_of(OSError(errno.ENOSPC, "No space left on device")) == "磁盘空间不足"
    assert "权限" in reason_of(PermissionError(errno.EACCES, "Permission denied"))
    assert reason_of(OSError(9999, "What?")) in ("系统错误 9999", "What?")
