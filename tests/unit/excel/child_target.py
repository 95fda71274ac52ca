"""What the tests let a child process do."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Iterator
from typing import Any

from models.errors import UserError
from models.progress import Progress


def serve(name: str, *args: Any, progress: Progress) -> Any:
    """Answer one request of a test."""
    return globals()[f"do_{name}"](*args, progress)


def do_add(a: int, b: int, progress: Progress) -> int:
    return a + b


def do_count(upto: int, progress: Progress) -> Iterator[int]:
    for number in range(upto):
        progress(number / upto, "数数")
        yield number


def do_refuse(progress: Progress) -> None:
    raise UserError("不行", where="甲.xlsx", advice="换一份")


def do_bug(progress: Progress) -> None:
    raise KeyError("bug")


def do_crash(progress: Progress) -> None:
    ctypes.string_at(0)


def do_sleep(seconds: float, progress: Progress) -> None:
    progress(0.5, "睡着")
    time.sleep(seconds)


def do_eat_memory(progress: Progress) -> int:
    held = [bytearray(50 << 20) for _ in range(200)]
    return len(held)


def do_modules(progress: Progress) -> list[str]:
    import models.excel.formats.opening
    import models.excel.tables.layout  # noqa: F401

    return sorted(sys.modules)


def do_smuggle(progress: Progress) -> object:
    return Smuggled()


def do_print(progress: Progress) -> str:
    print("a word that must not spoil the frames")
    os.write(1, b"nor this one\n")
    return "ok"


def do_echo(value: Any, progress: Progress) -> Any:
    return value


class Smuggled:
    """Pickles as a call of a function the host must not call."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.system, ("echo smuggled",))


def do_hold(megabytes: int, progress: Progress) -> None:
    held = bytearray(megabytes << 20)
    held[:: 1 << 12] = b"x" * len(held[:: 1 << 12])
    progress(0.5, "占着内存")
    time.sleep(60)


def do_beat(count: int, pause: float, news: bool, progress: Progress) -> str:
    for number in range(count):
        progress(0.5, f"第 {number} 步" if news else "还在读")
        time.sleep(pause)
    return "ok"
