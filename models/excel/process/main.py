"""The child's side of ``child.Child``: serves requests from a pipe until the host closes it or dies."""

from __future__ import annotations

import gc
import importlib
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from models.errors import Cancelled, UserError
from models.excel.process import wire
from models.progress import Progress

Serve = Callable[..., Any]


def main(target: str, memory_mb: int, cpu_s: int, lifeline: int) -> None:
    """Serve ``module:attribute`` on the standard streams; ``lifeline`` is a pipe that closes when the host dies."""
    incoming, outgoing = _take_streams()
    _limit(memory_mb, cpu_s)
    _die_with_host(lifeline)
    gc.disable()  # rows by the hundred thousand hold no cycles, and looking for them takes a third of the time
    serve = _resolve(target)

    def send(frame: bytes) -> None:
        view = memoryview(frame)
        while view:
            view = view[os.write(outgoing, view[: 1 << 20]) :]

    while True:
        frame = wire.read_frame(lambda n: os.read(incoming, n))
        if frame is None:
            return
        name, args = wire.unpack_request(frame[1])
        try:
            send(_answer(serve, name, args, send))
        except BrokenPipeError:
            return


def _answer(serve: Serve, name: str, args: tuple[object, ...], send: Callable[[bytes], None]) -> bytes:
    """Run one request, sending progress and chunks; returns the frame that ends it."""
    progress = Progress(lambda fraction, text: send(wire.pack(wire.PROGRESS, (fraction, text))))
    try:
        value = serve(name, *args, progress=progress)
        if isinstance(value, Iterator):
            for chunk in cast("Iterator[Any]", value):
                send(wire.pack(wire.CHUNK, chunk))
            return wire.pack(wire.END, None)
        return wire.pack(wire.RESULT, value)
    except UserError as error:
        asks = getattr(error, "needs_password", False)
        return wire.pack(wire.USER_ERROR, (error.message, error.where, error.advice, asks))
    except MemoryError:
        return wire.pack(wire.MEMORY, None)
    except (BrokenPipeError, KeyboardInterrupt, SystemExit, Cancelled):
        raise
    except BaseException:  # a panic of a native reader is a BaseException; the host turns the report into a sentence
        return wire.pack(wire.BUG, traceback.format_exc())


def _resolve(target: str) -> Serve:
    """The callable behind ``module:attribute``; a mapping of names to functions is served by name."""
    module, _, attribute = target.partition(":")
    found: Any = getattr(importlib.import_module(module), attribute)
    if not isinstance(found, Mapping):
        return found
    handlers = cast("Mapping[str, Serve]", found)

    def serve(name: str, *args: object, progress: Progress) -> Any:
        return handlers[name](*args, progress=progress)

    return serve


def _take_streams() -> tuple[int, int]:
    """Private copies of the pipes; whatever prints later goes to the error log and cannot spoil a frame."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(0, os.O_BINARY)
        msvcrt.setmode(1, os.O_BINARY)
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(incoming, os.O_BINARY)
        msvcrt.setmode(outgoing, os.O_BINARY)
    return incoming, outgoing


def _limit(memory_mb: int, cpu_s: int) -> None:
    """Address space and processor time on Linux; on Windows the host has put this process into a job."""
    if sys.platform == "win32":
        return
    import resource

    ceiling = memory_mb << 20
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if cpu_s:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 5))


def _die_with_host(lifeline: int) -> None:
    """Have the kernel end this process when the host's end of the pipe closes, even inside a native call."""
    if sys.platform != "linux" or lifeline < 0:
        return
    import fcntl
    import signal

    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC | os.O_NONBLOCK)
    try:
        closed = os.read(lifeline, 1) == b""
    except BlockingIOError:
        closed = False
    if closed:
        os._exit(0)
