"""The rotating log in the user's data folder, and output streams that can print Chinese."""

from __future__ import annotations

import io
import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from models.paths import log_folder

_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
_MAX_BYTES = 2_000_000
_KEPT = 5


class _PatientHandler(RotatingFileHandler):
    """Where another process holds the log open (Windows), it cannot be renamed: write on, and rotate another time."""

    def doRollover(self) -> None:
        try:
            super().doRollover()
        except OSError:
            self.stream = self._open()


def start_logging(folder: Path | None = None, level: int = logging.INFO) -> Path | None:
    """Log to ``rectledger.log`` in the folder; returns the file, or None where it cannot be written.

    Calling it again moves the log, it never writes twice.
    """
    stop_logging()
    folder = folder or log_folder()
    path = folder / "rectledger.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = _PatientHandler(path, maxBytes=_MAX_BYTES, backupCount=_KEPT, encoding="utf-8", delay=False)
    except OSError:
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    handler.set_name(__name__)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    return path


def keep_log_off_terminal() -> None:
    """Without a log file, Python would print warnings meant for it on standard error, beside the one sentence."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())


def stop_logging() -> None:
    """Close the log file, if one is open."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        if handler.get_name() == __name__:
            root.removeHandler(handler)
            handler.close()


def use_utf8_streams() -> None:
    """Print Chinese whatever the console's code page; under a windowed Python the streams are None and stay so."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
