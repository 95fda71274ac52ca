"""What a broken, hostile or exotic file is to lead to, and the register of all of them by family."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

Build = Callable[[Path], Path]
SENTENCE = "sentence"
EITHER = "either"


@dataclass(frozen=True)
class Case:
    """``expected``: a number of rows, SENTENCE, or EITHER with at most ``most`` rows (random damage)."""

    name: str
    build: Build
    expected: int | str
    most: int = 0


FAMILIES: dict[str, Callable[[], Iterable[Case]]] = {}


def family(make: Callable[[], Iterable[Case]]) -> Callable[[], Iterable[Case]]:
    """Register a function that gives cases."""
    FAMILIES[make.__name__] = make
    return make


def bytes_case(name: str, content: bytes, expected: int | str, most: int = 0) -> Case:
    """A case that is a file of these bytes; the name is the file's own."""

    def build(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return Case(name, build, expected, most)
