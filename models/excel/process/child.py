"""Host of a child process: work on files that nobody vouches for, and long writing, outside this process.

How to use it::

    with Child("models.importing.reading.session_child:serve", memory_mb=2048, time_s=600) as child:
        child.start()                                     # optional: let it start while you do something else
        summary = child.ask("open", str(path), password, progress=progress)
        for rows in child.stream("rows", sheet_key, progress=progress):
            ...

In the child the target is ``serve(name, *args, progress)`` or a mapping ``{name: handler(*args, progress)}``.
It returns plain values (containers, text, numbers, dates, dataclasses/enums/named tuples defined under ``models``)
or is a generator whose values arrive one by one. Module globals of the target live as long as the child, so a
session may keep an opened workbook. UserError passes through as UserError. Imports of the target decide how fast
the child starts: keep SQLAlchemy and Qt out of it.

Cancelling the progress kills the child and raises Cancelled; leaving a stream early kills it too. After a death the
next request starts a fresh child without memory of what was opened.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from models.errors import UserError
from models.excel.formats.encrypted import PasswordNeeded
from models.excel.process import wire
from models.excel.process.limits import MemoryJob
from models.progress import Progress, silent

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[3]
_START = "from models.excel.process.main import main; main(sys.argv[2], *map(int, sys.argv[3:]))"
_POLL_S = 0.05
_START_S = 120.0
"""Wait for the first word of a new process: a cold disk and a virus scanner take their time."""
_LEAST_S, _A_MIB_S, _MOST_S = 20.0, 6.0, 600.0


class ChildDied(UserError):
    """The child ended, ran out of memory or time, or failed; ``report`` is for the log, not for the screen."""

    def __init__(self, message: str, *, advice: str = "", report: str = "") -> None:
        super().__init__(message, advice=advice)
        self.report = report


def patience(size: int) -> float:
    """Seconds without news after which the reading of a file of this many bytes counts as hung."""
    return min(_LEAST_S + _A_MIB_S * size / (1 << 20), _MOST_S)


class Child:
    """One child process; use it from one thread at a time.

    ``memory_mb`` limits its address space, ``time_s`` the wait without news: an answer, a chunk or progress that
    says something new starts it again, so that a large file on a slow machine is no false alarm; time spent by the
    caller between chunks does not count. ``task`` is the phrase for what it does, as in 「读取这个文件」时内存超出
    2 GiB; ``search`` names further folders to import the target from.
    """

    def __init__(
        self,
        target: str,
        *,
        memory_mb: int = 2048,
        time_s: float = 600,
        task: str = "读取这个文件",
        search: Sequence[Path | str] = (),
    ) -> None:
        self._target = target
        self._memory_mb = memory_mb
        self._time_s = time_s
        self._task = task
        self._paths = os.pathsep.join([str(_ROOT), *map(str, search)])
        self._process: subprocess.Popen[bytes] | None = None
        self._frames: queue.Queue[tuple[bytes, bytes] | None] = queue.Queue()
        self._pump: threading.Thread | None = None
        self._job: MemoryJob | None = None
        self._lifeline: int = -1
        self._spoke = False
        self._errors: IO[bytes] | None = None

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def wait_at_most(self, seconds: float) -> None:
        """Change the wait without news for the requests to come."""
        self._time_s = seconds

    def start(self) -> None:
        """Start the process now if it does not run, also if it died while nobody asked; returns at once."""
        if self.pid is not None:
            return
        self.close()
        self._spoke = False
        read_end, self._lifeline = os.pipe() if sys.platform != "win32" else (-1, -1)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        code = f"import sys; sys.path[:0] = sys.argv[1].split(__import__('os').pathsep); {_START}"
        limits = [str(self._memory_mb), str(int(self._time_s * 10) + 1), str(read_end)]
        self._process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-P", "-c", code, self._paths, self._target, *limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            bufsize=0,
            pass_fds=(read_end,) if read_end >= 0 else (),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            env={**os.environ, "MALLOC_ARENA_MAX": "2", "RUST_BACKTRACE": "0"},
        )
        if read_end >= 0:
            os.close(read_end)
        self._job = MemoryJob.holding(self._process, self._memory_mb)
        self._frames = queue.Queue(maxsize=8)
        assert self._process.stdout is not None
        self._pump = threading.Thread(
            target=_pump, args=(self._process.stdout, self._frames), name="child-frames", daemon=True
        )
        self._pump.start()

    def ask(self, name: str, *args: object, progress: Progress = silent) -> Any:
        """The answer to one request; a stream comes back as a list."""
        chunks: list[object] = []
        for kind, value in self._exchange(name, args, progress):
            if kind == wire.RESULT:
                return value
            chunks.append(value)
        return chunks

    def stream(self, name: str, *args: object, progress: Progress = silent) -> Iterator[Any]:
        """The chunks of one request as they come; a single answer counts as one chunk."""
        for _, value in self._exchange(name, args, progress):
            yield value

    def begin(self, name: str, *args: object) -> None:
        """Send a request without waiting; ``finish`` fetches its answer. No other request may come between."""
        self.start()
        self._send(wire.pack(wire.REQUEST, (name, args)))

    def finish(self, progress: Progress = silent) -> Any:
        """The single answer to what ``begin`` sent."""
        return [value for _, value in self._answers(progress)][-1]

    def close(self) -> None:
        """End the process if it runs, without waiting for its work."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            if process.stdin is not None:
                with contextlib.suppress(OSError):
                    process.stdin.close()
            process.wait()
            if self._pump is not None:
                _drain(self._frames, self._pump)
        if self._job is not None:
            self._job.close()
            self._job = None
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1
        if self._errors is not None:
            self._errors.close()
            self._errors = None

    def _exchange(self, name: str, args: tuple[object, ...], progress: Progress) -> Iterator[tuple[bytes, Any]]:
        self.begin(name, *args)
        yield from self._answers(progress)

    def _answers(self, progress: Progress) -> Iterator[tuple[bytes, Any]]:
        finished = False
        try:
            said: tuple[float | None, str] = (None, f"正在{self._task}")
            progress(*said)
            deadline = time.monotonic() + (self._time_s if self._spoke else max(self._time_s, _START_S))
            while not finished:
                kind, body = self._next_frame(progress, said, deadline)
                if not self._spoke:
                    self._spoke, deadline = True, time.monotonic() + self._time_s
                if kind == wire.PROGRESS:
                    before, said = said, self._value(body)
                    progress(*said)
                    if said != before:
                        deadline = time.monotonic() + self._time_s
                    continue
                finished = kind != wire.CHUNK
                if not finished:
                    progress(*said)
                if kind in (wire.CHUNK, wire.RESULT):
                    yield kind, self._value(body)
                    deadline = time.monotonic() + self._time_s
                elif kind != wire.END:
                    raise self._failure(kind, body)
        finally:
            if not finished:
                self.close()

    def _send(self, frame: bytes) -> None:
        assert self._process is not None and self._process.stdin is not None
        view = memoryview(frame)
        try:
            while view:
                view = view[self._process.stdin.write(view) :]
        except OSError:
            raise self._death() from None

    def _next_frame(self, progress: Progress, said: tuple[float | None, str], deadline: float) -> tuple[bytes, bytes]:
        """Wait for a frame, looking every 50 ms whether a person cancelled."""
        while True:
            try:
                frame = self._frames.get(timeout=_POLL_S)
            except queue.Empty:
                progress(*said)
                if time.monotonic() > deadline:
                    raise self._out_of_time("") from None
                continue
            if frame is None:
                raise self._death()
            return frame

    def _value(self, body: bytes) -> Any:
        try:
            return wire.unpack_plain(body)
        except Exception as error:  # a damaged or hostile frame may fail in any way; the child is not trusted any more
            self.close()
            raise ChildDied(f"{self._task}时得到了无法识别的结果", advice="请重试", report=repr(error)) from error

    def _failure(self, kind: bytes, body: bytes) -> UserError:
        if kind == wire.USER_ERROR:
            message, where, advice, asks = wire.unpack_plain(body)
            return (PasswordNeeded if asks else UserError)(message, where=where, advice=advice)
        if kind == wire.MEMORY:
            return self._out_of_memory("")
        report = str(wire.unpack_plain(body)) if kind == wire.BUG else repr(kind)
        log.error("child %s failed:\n%s", self._target, report)
        return ChildDied(
            f"{self._task}时程序出错，已停止",
            advice="文件可能已损坏，请用 Excel 或 WPS 打开后另存一份再试",
            report=report,
        )

    def _out_of_time(self, report: str) -> ChildDied:
        return ChildDied(
            f"{self._task}超过 {_minutes(self._time_s)}仍未完成，已停止",
            advice="请检查文件是否异常庞大或已损坏，另存一份后再试",
            report=report,
        )

    def _out_of_memory(self, report: str) -> ChildDied:
        amount = f"{self._memory_mb / 1024:g} GiB" if self._memory_mb >= 1024 else f"{self._memory_mb} MiB"
        return ChildDied(
            f"{self._task}时内存超出 {amount}，已停止",
            advice="请删去多余的工作表、空白区域或图片，或拆成几个文件后再试",
            report=report,
        )

    def _death(self) -> ChildDied:
        """Say why the process is gone."""
        assert self._process is not None
        code = self._process.wait()
        report = ""
        if self._errors is not None and not self._errors.closed:
            self._errors.seek(0)
            written = self._errors.read(1 << 20)
            report = (written if len(written) < 8000 else written[:4000] + b"\n...\n" + written[-4000:]).decode(
                "utf-8", "replace"
            )
        log.error("child %s ended with %s:\n%s", self._target, code, report)
        lost_memory = "memory allocation of" in report or "MemoryError" in report or "out of memory" in report
        self.close()
        if lost_memory or code == -9:
            return self._out_of_memory(report)
        if code == -24:  # SIGXCPU
            return self._out_of_time(report)
        return ChildDied(
            f"{self._task}时读取程序意外中止（{code}）",
            advice="文件可能已损坏，请用 Excel 或 WPS 打开后另存一份再试",
            report=report,
        )


def _pump(pipe: IO[bytes], frames: queue.Queue[tuple[bytes, bytes] | None]) -> None:
    """Carry frames from the pipe into the queue until the pipe ends; runs in its own thread."""
    try:
        frame: tuple[bytes, bytes] | None = (b"", b"")
        while frame is not None:
            frame = wire.read_frame(lambda n: pipe.read(n) or b"")
            frames.put(frame)
    except (OSError, ValueError, MemoryError, pickle.UnpicklingError):
        frames.put(None)
    finally:
        pipe.close()


def _drain(frames: queue.Queue[tuple[bytes, bytes] | None], pump: threading.Thread) -> None:
    """Let the pump of a killed process come to its end."""
    while pump.is_alive():
        with contextlib.suppress(queue.Empty):
            frames.get(timeout=0.02)


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.3g} 分钟" if seconds >= 120 or seconds == 60 else f"{seconds:.3g} 秒"
