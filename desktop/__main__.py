"""Starts the window: ``python -m desktop``, or the command ``rectification-ledger``."""

from __future__ import annotations

import time

_STARTED = time.perf_counter()

import argparse  # noqa: E402
import gc  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402


def main(arguments: list[str] | None = None) -> int:
    """Run until the window is closed; returns the exit code."""
    chosen = _parse(sys.argv[1:] if arguments is None else arguments)
    # nearly all that start-up makes stays for ever: looking through it for garbage costs a tenth of the time
    gc.disable()
    from desktop.app import App, make_application
    from desktop.crash import CrashGuard
    from desktop.garbage import collect_when_idle
    from models.logs import start_logging, use_utf8_streams

    use_utf8_streams()
    if chosen.screenshots is not None:
        from desktop.screenshots import take_all

        return take_all(chosen.ledger, chosen.screenshots)
    guard = CrashGuard(start_logging())
    guard.install()
    application = make_application([sys.argv[0]])
    app = App(application, guard=guard)
    if chosen.smoke or chosen.smoke_memory:
        _smoke(app, chosen.smoke_memory)
    app.ledger_entered.connect(lambda _context: collect_when_idle(app))
    app.opener.given_up.connect(lambda _sentence: collect_when_idle(app))
    app.start(chosen.ledger)
    code = application.exec()
    app.close()
    guard.uninstall()
    return code


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="rectification-ledger", description="整改台账：打开窗口。")
    parser.add_argument("--ledger", type=Path, metavar="DIR", help="台账文件夹（默认：上次打开的，或用户数据文件夹）")
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help="把每个页面和对话框画成图片，存到这个文件夹")
    parser.add_argument("--smoke", action="store_true", help="打开、画一次、打印启动毫秒数后退出")
    parser.add_argument("--smoke-memory", action="store_true", help="打开、画一次、打印常驻内存（MiB）后退出")
    return parser.parse_args(arguments)


def _smoke(app: object, memory: bool) -> None:
    """Leave after the first page with figures was painted, and say how long it took or how much memory it needs."""
    from desktop.smoke import leave_when_shown

    leave_when_shown(app, _STARTED, memory)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
