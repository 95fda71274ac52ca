"""Work in a child process: answers, streams, limits, and what becomes of its death."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from models.errors import Cancelled, UserError
from models.excel.process.child import Child, ChildDied
from models.excel.tables.table_layout import HeaderColumn
from models.progress import Progress

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    with Child("child_target:serve", memory_mb=1024, time_s=20, search=[HERE]) as host:
        yield host


def test_a_child_answers_more_than_one_request(child: Child) -> None:
    assert child.ask("add", 1, 2) == 3
    assert child.ask("add", 5, 6) == 11


def test_dates_decimals_and_our_dataclasses_come_through(child: Child) -> None:
    value = {"a": [dt.date(2018, 6, 11), Decimal("0.5"), {1, 2}, HeaderColumn(0, "A", ("序号",), "序号"), None, "文"]}
    assert child.ask("echo", value) == value


def test_a_stream_arrives_chunk_by_chunk_with_progress(child: Child) -> None:
    said: list[str] = []
    progress = Progress(lambda fraction, text: said.append(text), every_s=0)
    assert list(child.stream("count", 50, progress=progress)) == list(range(50))
    assert "数数" in said
    assert child.ask("add", 1, 1) == 2


def test_leaving_a_stream_early_leaves_no_process(child: Child) -> None:
    stream = child.stream("count", 100_000)
    assert next(stream) == 0
    stream.close()  # type: ignore[attr-defined]
    assert child.pid is None
    assert child.ask("add", 2, 2) == 4


def test_a_user_error_keeps_its_sentence(child: Child) -> None:
    with pytest.raises(UserError) as caught:
        child.ask("refuse")
    assert str(caught.value) == "甲.xlsx：不行，换一份。"
    assert child.ask("add", 1, 2) == 3


def test_a_bug_and_a_crash_become_a_sentence_and_the_next_request_works(child: Child) -> None:
    for name in ("bug", "crash"):
        with pytest.raises(ChildDied, match="文件可能已损坏"):
            child.ask(name)
        assert child.ask("add", 1, 2) == 3


def test_too_much_memory_becomes_a_sentence(child: Child) -> None:
    with pytest.raises(UserError, match="内存超出 1 GiB"):
        child.ask("eat_memory")


def test_too_much_time_becomes_a_sentence() -> None:
    with Child("child_target:serve", time_s=0.5, search=[HERE]) as host, pytest.raises(UserError, match="仍未完成"):
        host.ask("sleep", 30)


def test_cancelling_kills_the_child_at_once(child: Child) -> None:
    child.start()
    began = time.monotonic()
    progress = Progress(lambda *_: None, cancelled=lambda: time.monotonic() - began > 0.3)
    with pytest.raises(Cancelled):
        child.ask("sleep", 30, progress=progress)
    assert child.pid is None
    assert time.monotonic() - began < 5


def test_a_class_that_is_no_plain_value_is_refused(child: Child) -> None:
    with pytest.raises(UserError, match="无法识别的结果"):
        child.ask("smuggle")


def test_what_the_child_prints_does_not_spoil_its_answer(child: Child) -> None:
    assert child.ask("print") == "ok"


def test_the_child_imports_neither_sqlalchemy_nor_qt(child: Child) -> None:
    loaded = child.ask("modules")
    assert "python_calamine" in loaded
    heavy = ("sqlalchemy", "PySide6", "matplotlib", "openpyxl", "numpy", "cryptography")
    assert [name for name in loaded if name.split(".")[0] in heavy] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends the child through its job")
def test_the_child_never_outlives_its_host() -> None:
    code = (
        f"import sys; sys.path[:0] = [{str(ROOT)!r}]\n"
        "from models.excel.process.child import Child\n"
        f"child = Child('child_target:serve', search=[{str(HERE)!r}]); child.start()\n"
        "import threading; threading.Thread(target=lambda: child.ask('sleep', 60), daemon=True).start()\n"
        "import time; time.sleep(0.7); print(child.pid, flush=True); time.sleep(60)\n"
    )
    host = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert host.stdout is not None
    pid = int(host.stdout.readline())
    os.kill(host.pid, signal.SIGKILL)
    host.wait()
    host.stdout.close()
    for _ in range(100):
        if not _runs(pid):
            return
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    pytest.fail("the child outlived its host")


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
