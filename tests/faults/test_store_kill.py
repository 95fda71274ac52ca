"""A writer killed in the middle, a lock held by another process, a holder that died."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from models.store import Ledger, LedgerInUse
from tests.unit.store.small_ledgers import count_problems, make_small_ledger

ROOT = Path(__file__).resolve().parents[2]
BATCH = 4000

WRITER = f"""
import sys
from models.store import Ledger
from tests.unit.store.small_ledgers import add_problems
with Ledger.open(sys.argv[1], actor="李四", on_share=sys.argv[2] == "share") as ledger:
    print("open", flush=True)
    first = 100
    while True:
        with ledger.writing() as connection:
            for start in range(first, first + {BATCH}, 100):
                add_problems(connection, start, 100, "未安装治污设施" * 20)
        print("kept", flush=True)
        first += {BATCH}
"""
HOLDER = """
import sys, time
from models.store import Ledger
with Ledger.open(sys.argv[1], actor="李四", on_share=False):
    print("open", flush=True)
    sys.stdin.readline()
"""


def start(code: str, *arguments: str) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert child.stdout is not None and child.stdout.readline() == "open\n"
    return child


def end(child: subprocess.Popen[str]) -> str:
    child.kill()
    rest, _ = child.communicate()
    return rest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_small_ledger(tmp_path / "台账", problems=3)


@pytest.mark.parametrize("place", ["local", "share"])
def test_a_writer_killed_at_any_moment_leaves_all_of_a_transaction_or_none(folder: Path, place: str) -> None:
    moments = random.Random(7)
    for _ in range(6):
        with Ledger.open(folder, on_share=place == "share") as ledger, ledger.writing() as connection:
            connection.execute(text("DELETE FROM problem WHERE id >= 100"))
        child = start(WRITER, str(folder), place)
        time.sleep(moments.uniform(0.01, 0.5))
        told = end(child).count("kept")
        with Ledger.open(folder, on_share=place == "share") as ledger:
            added = count_problems(ledger) - 3
            with ledger.reading() as connection:
                assert connection.exec_driver_sql("PRAGMA quick_check").scalar() == "ok"
                assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
        assert added % BATCH == 0 and added // BATCH in (told, told + 1)


def test_a_lock_held_by_another_process_is_told_and_ends_with_it(folder: Path) -> None:
    child = start(HOLDER, str(folder))
    try:
        with pytest.raises(LedgerInUse, match="李四") as caught:
            Ledger.open(folder, actor="王五", on_share=False)
        assert caught.value.holder.pid == child.pid and caught.value.holder.since is not None
        with Ledger.open(folder, actor="王五", read_only=True, on_share=False) as viewer:
            assert count_problems(viewer) == 3
    finally:
        child.communicate("leave\n", timeout=20)
    with Ledger.open(folder, actor="王五", on_share=False) as ledger:
        assert count_problems(ledger) == 3


def test_a_killed_holder_is_taken_over(folder: Path) -> None:
    end(start(HOLDER, str(folder)))
    assert "李四" in (folder / "ledger.lock").read_text(encoding="utf-8")
    with Ledger.open(folder, actor="王五", on_share=False) as ledger:
        assert count_problems(ledger) == 3
        assert "王五" in (folder / "ledger.lock").read_text(encoding="utf-8")


def test_after_a_kill_a_viewer_may_be_the_first_to_open(folder: Path) -> None:
    child = start(WRITER, str(folder), "local")
    time.sleep(0.3)
    told = end(child).count("kept")
    with Ledger.open(folder, read_only=True, on_share=False) as viewer:
        assert (count_problems(viewer) - 3) // BATCH in (told, told + 1)


def test_a_viewer_in_another_process_reads_while_the_writer_writes(folder: Path) -> None:
    child = start(WRITER, str(folder), "local")
    try:
        with Ledger.open(folder, read_only=True, on_share=False) as viewer:
            counts = [count_problems(viewer) for _ in range(20)]
    finally:
        end(child)
    assert counts == sorted(counts) and all((count - 3) % BATCH == 0 for count in counts)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a signal that only pauses")
def test_a_viewer_of_a_share_undoes_what_a_killed_writer_left_only_in_its_copy(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECTLEDGER_HOME", str(tmp_path / "home"))
    journal = folder / "ledger.sqlite-journal"
    small_cache = "connection.exec_driver_sql('PRAGMA cache_size=10')"
    code = WRITER.replace("for start in range", f"{small_cache}\n            for start in range")
    child = start(code, str(folder), "share")
    hot = False
    for _ in range(200):
        time.sleep(0.01)
        child.send_signal(signal.SIGSTOP)
        hot = journal.exists() and journal.read_bytes()[:8] == bytes.fromhex("d9d505f920a163d7")
        if hot:
            break
        child.send_signal(signal.SIGCONT)
    end(child)
    assert hot, "the writer was never caught in the middle"
    before = (folder / "ledger.sqlite").read_bytes()
    with Ledger.open(folder, read_only=True, on_share=True) as viewer:
        assert (count_problems(viewer) - 3) % BATCH == 0
    assert (folder / "ledger.sqlite").read_bytes() == before and journal.exists()
