"""The window under test: offscreen, in Chinese, on real ledgers; a stray log line, Qt warning or thread fails."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTEST_QT_API", "pyside6")

import pytest

DEMO_PROBLEMS = 300
SCREENLESS = "This plugin does not support propagateSizeHints"
"""The screenless platform says so of every window; it means nothing."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(SCREENLESS, extend=True))


class _Stray(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


class ExpectedLog:
    """A test that provokes a log line says so with ``expected_log("part of the line")``."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def __call__(self, part: str) -> None:
        self.parts.append(part)


@pytest.fixture
def expected_log() -> ExpectedLog:
    return ExpectedLog()


@pytest.fixture(autouse=True)
def no_stray_log_lines(request: pytest.FixtureRequest, expected_log: ExpectedLog) -> Iterator[None]:
    handler = _Stray()
    logging.getLogger().addHandler(handler)
    yield
    logging.getLogger().removeHandler(handler)
    stray = [line for line in handler.lines if not any(part in line for part in [*expected_log.parts, SCREENLESS])]
    assert not stray, "unexpected log lines:\n" + "\n".join(stray)


def _close_modal_windows() -> None:
    """A dialog that a test left open would take the clicks of the next one."""
    from PySide6.QtWidgets import QApplication

    for _number in range(5):
        left = QApplication.activeModalWidget() if QApplication.instance() is not None else None
        if left is None:
            return
        left.close()
        left.deleteLater()


_FULL_EVERY = 20
_done = 0


@pytest.fixture(autouse=True)
def garbage_in_this_thread_only() -> Iterator[None]:
    """As in the program: unreachable widgets are destroyed in the window's thread, between tests, never in a lane."""
    global _done
    gc.disable()
    yield
    _close_modal_windows()
    _done += 1
    gc.collect(2 if _done % _FULL_EVERY == 0 else 1)


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    until = time.monotonic() + 3
    while time.monotonic() < until and set(threading.enumerate()) - before:
        time.sleep(0.01)
    leaked = set(threading.enumerate()) - before
    assert not leaked, f"threads left running: {leaked}"


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, state, logs and the default ledger of this test only."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("RECTLEDGER_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def chinese_app(qapp: Any) -> Any:
    from desktop.app import dress

    return dress(qapp)


@pytest.fixture(scope="session")
def demo_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice ledger, made once; tests get copies."""
    from models.operations.demo import make_demo
    from models.store import Ledger

    folder = tmp_path_factory.mktemp("demo") / "ledger"
    with Ledger.create(folder, actor="录入员", name="省生态环境厅") as ledger:
        make_demo(ledger, problems=DEMO_PROBLEMS)
    return folder


@pytest.fixture
def demo_folder(demo_master: Path, tmp_path: Path) -> Path:
    """A practice ledger of 300 problems that the test may change."""
    return Path(shutil.copytree(demo_master, tmp_path / "demo"))


@pytest.fixture
def empty_folder(tmp_path: Path) -> Path:
    """A ledger without problems."""
    from models.store import Ledger

    folder = tmp_path / "empty"
    Ledger.create(folder, actor="录入员", name="空台账").close()
    return folder


@pytest.fixture
def start_app(chinese_app: Any, qtbot: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """``start_app(folder)`` opens the real window on a ledger and waits until nothing is running."""
    from desktop.app import App

    apps: list[Any] = []

    def start(folder: Path | None = None, *, wait: bool = True) -> Any:
        app = App(chinese_app, state_path=tmp_path / "window.json")
        apps.append(app)
        app.window.show()
        if folder is not None:
            with qtbot.waitSignal(app.ledger_entered, timeout=20_000):
                app.opener.open(folder)
            if wait:
                assert app.jobs.wait_idle(20)
        return app

    yield start
    for app in apps:
        app.close()
        app.window.close()
        app.window.deleteLater()
    chinese_app.processEvents()


@pytest.fixture
def app(start_app: Callable[..., Any], demo_folder: Path) -> Any:
    """The window on the practice ledger."""
    return start_app(demo_folder)
