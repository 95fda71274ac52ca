"""One writer per ledger, named to everybody else."""

from __future__ import annotations

import errno
import json
import os
import platform
from datetime import datetime
from pathlib import Path

import pytest

from models import clock
from models.store import Ledger, LedgerInUse, LockHolder
from models.store import lock as locking
from tests.unit.store.small_ledgers import count_problems

DEAD = 2**22 - 3
"""A process id beyond what the system gives out."""


def write_entry(folder: Path, computer: str, pid: int) -> None:
    entry = {"actor": "李四", "computer": computer, "pid": pid, "since": "2026-03-05T08:30:00"}
    (folder / "ledger.lock").write_text(json.dumps(entry), encoding="utf-8")


def test_a_second_opener_learns_who_holds_it_and_may_look(folder: Path) -> None:
    with (
        clock.freeze(datetime(2026, 3, 5, 8, 30)),
        Ledger.open(folder, actor="李四", on_share=False),
        pytest.raises(LedgerInUse, match=r"台账正由李四（电脑 .*，自 2026-03-05 08:30 起）使用.*只读打开") as caught,
    ):
        Ledger.open(folder, actor="王五", on_share=False)
    assert caught.value.holder == LockHolder("李四", platform.node(), os.getpid(), datetime(2026, 3, 5, 8, 30))
    with Ledger.open(folder, actor="王五", on_share=False) as ledger:
        assert count_problems(ledger) == 3


def test_read_only_needs_no_lock_and_names_the_writer(folder: Path) -> None:
    with (
        Ledger.open(folder, actor="李四", on_share=False),
        Ledger.open(folder, read_only=True, on_share=False) as viewer,
    ):
        assert count_problems(viewer) == 3
        holder = locking.holder_of(folder)
        assert holder is not None and holder.actor == "李四"
    assert locking.holder_of(folder) is None


def test_the_name_a_crash_left_behind_does_not_block(folder: Path) -> None:
    write_entry(folder, "PC-07", 4711)
    with Ledger.open(folder, actor="王五", on_share=False):
        holder = locking.holder_of(folder)
        assert holder is not None and holder.actor == "王五"


def test_a_failed_opening_lets_go_of_the_lock(folder: Path) -> None:
    good = (folder / "ledger.sqlite").read_bytes()
    (folder / "ledger.sqlite").write_bytes(b"x" * 5000)
    with pytest.raises(Exception, match="损坏"):
        Ledger.open(folder, on_share=False)
    (folder / "ledger.sqlite").write_bytes(good)
    Ledger.open(folder, on_share=False).close()


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_file: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(locking, "_lock", refuse)


@pytest.mark.usefixtures("no_locks")
def test_where_a_share_has_no_locks_another_computers_word_is_believed(folder: Path) -> None:
    write_entry(folder, "PC-07", 4711)
    with pytest.raises(LedgerInUse, match=r"李四（电脑 PC-07.*请删除其中的 ledger.lock"):
        Ledger.open(folder, actor="王五", on_share=False)
    assert locking.holder_of(folder) is not None


@pytest.mark.usefixtures("no_locks")
def test_where_a_share_has_no_locks_a_dead_process_of_this_computer_is_not(folder: Path) -> None:
    write_entry(folder, platform.node(), DEAD)
    with (
        Ledger.open(folder, actor="王五", on_share=False),
        pytest.raises(LedgerInUse, match="王五"),
    ):
        Ledger.open(folder, actor="李四", on_share=False)
    Ledger.open(folder, actor="李四", on_share=False).close()


def test_nonsense_in_the_lock_file_is_no_name(folder: Path) -> None:
    (folder / "ledger.lock").write_bytes(b"\xff{]")
    assert locking.holder_of(folder) is None
    Ledger.open(folder, on_share=False).close()


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where processes fork")
def test_a_forked_child_does_not_keep_the_lock(folder: Path) -> None:
    ledger = Ledger.open(folder, on_share=False)
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(write_end)
        os.read(read_end, 1)
        os._exit(0)
    try:
        assert ledger._lock is not None
        file = ledger._lock._file
        assert file is not None
        ledger._lock._file = None
        locking._held.discard(file)
        os.close(file)  # as a kill would, without the words of a release
        Ledger.open(folder, on_share=False).close()
    finally:
        os.close(write_end)
        os.close(read_end)
        os.waitpid(child, 0)
        ledger.close()
