"""The rules of the house as functions over a source tree, so that tests can also try them on a planted violation."""

from __future__ import annotations

import ast
import re
from pathlib import Path

SHARE_SMALL = 0.9
SMALL_LINES = 300
MOST_LINES = 500
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}

ONE_PLACE = {
    r"\bcreate_engine\s*\(": ("models/store/",),
    r"\bQMessageBox\b": ("desktop/dialogs/confirm.py", "desktop/crash.py", "desktop/theme/stylesheet.py"),
    r"\bQFileDialog\b": ("desktop/dialogs/file_prompts.py",),
    r"\b(QThread|QThreadPool|QRunnable|ThreadPoolExecutor|threading\.Thread)\b\s*\(": (
        "desktop/jobs/",
        "models/excel/process",
        "models/excel/formats/calamine_sheets.py",
        "models/store/",
    ),
    r"\bprocessEvents\s*\(": ("desktop/screenshots", "desktop/__main__.py", "desktop/pictures/"),
    r"\bdatetime\.now\(|\bdate\.today\(": ("models/clock.py", "models/store/migrations/"),
}
"""What may stand only in the places named beside it."""


def sources(root: Path, *folders: str) -> list[Path]:
    """Python files of the product below ``root``."""
    return [path for folder in folders or ("desktop", "models", "installer") for path in (root / folder).rglob("*.py")]


def too_long(root: Path) -> list[str]:
    """Files over the hard stop, and a line if fewer than nine in ten are small."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources(root)}
    found = [f"{path.relative_to(root)}: {lines} lines" for path, lines in lengths.items() if lines > MOST_LINES]
    small = sum(lines <= SMALL_LINES for lines in lengths.values())
    if lengths and small < SHARE_SMALL * len(lengths):
        found.append(f"only {small} of {len(lengths)} files have {SMALL_LINES} lines or fewer")
    return found


def without_purpose(root: Path) -> list[str]:
    """Files that do not open with a sentence of purpose."""
    return [
        str(path.relative_to(root))
        for path in sources(root)
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]


def vague_names(root: Path) -> list[str]:
    """Files and folders whose name says nothing."""
    parts = {part for path in sources(root) for part in path.relative_to(root).with_suffix("").parts}
    return sorted(part for part in parts if FORBIDDEN_NAMES & set(part.split("_")))


def out_of_place(root: Path) -> list[str]:
    """Lines that do what only one place may do."""
    found = []
    for path in sources(root, "desktop", "models"):
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        for pattern, places in ONE_PLACE.items():
            if any(name.startswith(place) for place in places):
                continue
            lines = enumerate(text.splitlines(), 1)
            found += [f"{name}:{number}" for number, line in lines if re.search(pattern, line)]
    return found


def swallowed_errors(root: Path) -> list[str]:
    """Handlers that catch everything and say nothing."""
    found = []
    for path in sources(root):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ExceptHandler):
                continue
            named = isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}
            broad = node.type is None or named
            if broad and all(isinstance(line, ast.Pass) for line in node.body):
                found.append(f"{path.relative_to(root)}:{node.lineno}")
    return found


def packages_in_tests(root: Path) -> list[str]:
    """``__init__.py`` below tests would shadow the product's own packages."""
    return [str(path.relative_to(root)) for path in (root / "tests").rglob("__init__.py")]


ALL = (too_long, without_purpose, vague_names, out_of_place, swallowed_errors, packages_in_tests)
