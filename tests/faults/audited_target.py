"""The child's side of an import under watch: it may read what it was asked to read and the program's own files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.dont_write_bytecode = True

from models.importing.reading import session_child  # noqa: E402
from models.progress import Progress  # noqa: E402

_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = tuple(str(Path(path).resolve()) for path in {sys.prefix, sys.base_prefix, _ROOT, "/usr/share/zoneinfo"})
_FORBIDDEN = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.truncate",
              "os.system", "os.exec", "os.posix_spawn", "os.fork", "subprocess.Popen", "socket.connect", "socket.bind",
              "shutil.", "urllib.Request")  # fmt: skip
_asked: set[str] = set()
_seen: list[str] = []


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if event == "open":
        path, _, flags = args
        if isinstance(path, int) or flags is None:
            return
        place = os.path.realpath(os.fsdecode(path))
        writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        known = place in _asked or place.startswith((*_PROGRAM, "/proc/self", "/proc/"))
        if (writes and place != os.devnull) or not (known or place == os.devnull):
            _seen.append(f"open {place}")
    elif event.startswith(_FORBIDDEN):
        _seen.append(f"{event} {args!r}")


sys.addaudithook(_watch)


def _log_touched(name: str) -> None:
    if _seen:
        touched = ", ".join(_seen)
        _seen.clear()
        raise RuntimeError(f"{name} touched: {touched}")


def _watched(name: str, handler: Callable[..., Any]) -> Callable[..., Any]:
    def serve(path: str, *args: Any, progress: Progress) -> Any:
        _asked.add(os.path.realpath(path))
        try:
            answer = handler(path, *args, progress=progress)
            if hasattr(answer, "__next__"):
                answer = list(answer)
        finally:
            _log_touched(name)
        return iter(answer) if isinstance(answer, list) else answer

    return serve


def _scribble(path: str, *, progress: Progress) -> None:
    """Write beside the file, to show that the watch sees it."""
    Path(path).with_suffix(".txt").write_text("x", encoding="utf-8")


SERVED = {"scribble": _watched("scribble", _scribble)} | {
    name: _watched(name, handler) for name, handler in session_child.serve.items()
}
