"""The house keeps its rules, and each rule is seen to fail on a planted violation."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import rules

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = Path(sys.executable).parent

PLANTED = {
    "too_long": ("models/long.py", '"""Long."""\n' + "x = 1\n" * 501),
    "without_purpose": ("models/bare.py", "x = 1\n"),
    "vague_names": ("models/date_utils.py", '"""Dates."""\n'),
    "out_of_place": ("models/queries/own.py", '"""Own."""\nengine = create_engine("sqlite://")\n'),
    "swallowed_errors": ("models/quiet.py", '"""Quiet."""\ntry:\n    x = 1\nexcept Exception:\n    pass\n'),
    "packages_in_tests": ("tests/unit/__init__.py", ""),
}


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule):
    assert rule(ROOT) == []


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.__name__)
def test_the_rule_notices_a_planted_violation(rule, tmp_path):
    name, text = PLANTED[rule.__name__]
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert rule(tmp_path) != []


def test_the_top_level_holds_only_what_was_agreed():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    top = {line.strip('"').split("/")[0] for line in listed.splitlines()}
    visible = {name for name in top if not name.startswith(".")}
    assert visible == {
        "desktop", "resources", "models", "tests", "installer", "pyproject.toml", "README.md", "CHANGELOG.md",
        "DECISIONS.md", "CONTRIBUTING.md", "LICENSE", "requirements.lock",
    }  # fmt: skip


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    script = SCRIPTS / ("lint-imports.exe" if sys.platform == "win32" else "lint-imports")
    return subprocess.run(
        [script, "--no-cache", "--config", "pyproject.toml"], cwd=folder, capture_output=True, text=True, check=False,
        encoding="utf-8", env={**__import__("os").environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1"},
    )  # fmt: skip


def test_rooms_import_only_what_they_may():
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("models/queries/figures.py", "import PySide6"),
        ("models/rules/text.py", "import models.schema"),
        ("models/queries/figures.py", "import desktop.bus"),
        ("models/excel/formats/sniff.py", "import sqlalchemy"),
        ("desktop/widgets/chip.py", "import models.clock"),
        ("models/importing/deciding/plan.py", "import models.exporting"),
    ],
)
def test_a_forbidden_import_is_noticed(tmp_path, file, line):
    for folder in ("models", "desktop"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    target = tmp_path / file
    assert target.exists()
    target.write_text(target.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    result = lint_imports(tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr


def test_tables_are_mapped_by_sqlalchemy_itself():
    from sqlalchemy.orm import DeclarativeBase

    from models.schema import Base, Problem

    assert issubclass(Base, DeclarativeBase)
    assert Problem.__mapper__.local_table.name == "problem"
