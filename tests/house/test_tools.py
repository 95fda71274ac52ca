"""Format, lint and types hold for the whole tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = Path(sys.executable).parent
ENDING = ".exe" if sys.platform == "win32" else ""


def run(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    program = [str(SCRIPTS / f"{command[0]}{ENDING}"), *command[1:]]
    environment = dict(os.environ, PYTHONUTF8="1")
    return subprocess.run(
        program, cwd=cwd, capture_output=True, text=True, encoding="utf-8", env=environment, check=False
    )


@pytest.mark.parametrize("command", [("ruff", "check", "."), ("ruff", "format", "--check", ".")], ids=" ".join)
def test_format_and_lint_find_nothing(command: tuple[str, ...]) -> None:
    result = run(*command)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.timeout(300)
def test_types_hold_strictly_in_models_and_standard_in_desktop() -> None:
    result = run("basedpyright")
    assert result.returncode == 0, result.stdout[-4000:] + result.stderr


@pytest.mark.timeout(300)
def test_the_type_check_is_strict_about_models(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in ("models", "desktop"):
        (tmp_path / room).mkdir()
        planted = tmp_path / room / "planted.py"
        planted.write_text('"""Planted."""\n\n\ndef loose(value):\n    return value\n', encoding="utf-8")
    result = run("basedpyright", cwd=tmp_path)
    assert result.returncode != 0
    assert "models/planted.py" in result.stdout.replace("\\", "/")
    assert "desktop/planted.py" not in result.stdout.replace("\\", "/")
