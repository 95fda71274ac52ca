"""The search index lies beside the ledger, or in the user's cache, is no part of a backup, and is never waited for."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from models.paths import cache_folder
from models.queries.problems import ProblemQuery, problem_ids
from models.queries.search_words import recipes
from models.store import Ledger
from models.store.search_file import SEARCH, SearchFile, search_file
from models.store.search_filling import fill, is_behind


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECTLEDGER_HOME", str(tmp_path / "home"))


def _filled(ledger: Ledger) -> bool:
    with ledger.at_hand():
        return fill(ledger, recipes()) and is_behind(ledger, recipes()) == 0


def test_a_ledger_that_is_written_has_its_index_beside_it_and_backups_leave_it_out(ledger: Ledger) -> None:
    assert _filled(ledger)
    assert (ledger.folder / SEARCH).is_file()
    backup = ledger.backup("manual")
    assert {path.name for path in backup.parent.iterdir()} == {backup.name}


def test_a_reader_keeps_its_own_index_in_the_cache(folder: Path) -> None:
    with Ledger.open(folder, actor="李四", read_only=True, on_share=False) as reader:
        assert _filled(reader)
        assert reader.search.file.path.parent == cache_folder() / "search"
        assert not (folder / SEARCH).exists()


def test_a_share_is_indexed_in_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.store.search_file.is_remote", lambda _folder: True)
    assert search_file(tmp_path, "abc", beside=True) == cache_folder() / "search" / "abc.sqlite"


def test_a_ledger_on_a_share_is_filled_and_asked_like_any_other(folder: Path) -> None:
    with Ledger.open(folder, actor="张三", on_share=True) as ledger:
        everything = problem_ids(ledger, ProblemQuery(search="ZG")).tolist()
        assert _filled(ledger)
        assert problem_ids(ledger, ProblemQuery(search="ZG")).tolist() == everything


def test_an_index_that_cannot_be_written_is_done_without(ledger: Ledger, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    ledger.search.file = SearchFile(blocked / "search.sqlite")
    with ledger.at_hand():
        assert not fill(ledger, recipes())
    assert len(problem_ids(ledger, ProblemQuery(search="ZG"))) == 3


def test_an_index_that_another_program_holds_is_not_waited_for_by_those_who_ask(ledger: Ledger) -> None:
    assert _filled(ledger)
    with sqlite3.connect(ledger.search.file.path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert len(problem_ids(ledger, ProblemQuery(search="ZG"))) == 3
        other.execute("ROLLBACK")
    other.close()


def test_filling_takes_no_lock_of_the_ledger(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = value")
        with ledger.at_hand():
            # the writer is in the middle of its transaction; filling reads beside it
            assert fill(ledger, recipes())


def test_old_indexes_in_the_cache_are_cleared_away(tmp_path: Path) -> None:
    place = cache_folder() / "search"
    place.mkdir(parents=True)
    old, young = place / "old.sqlite", place / "young.sqlite"
    for path in (old, young):
        path.write_bytes(b"")
    os.utime(old, (time.time() - 90 * 86_400,) * 2)
    with SearchFile(place / "mine.sqlite").writing():
        pass
    assert {path.name for path in place.glob("*.sqlite")} == {"young.sqlite", "mine.sqlite"}


def test_after_very_many_changes_the_index_is_made_anew(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    from models.operations import CellEdit, edit_cells

    monkeypatch.setattr("models.store.search_filling._MOST_DEAD", 4)
    assert _filled(ledger)
    for number in range(6):
        edit_cells(ledger, [CellEdit(1, "remarks", f"第 {number} 次")])
        assert _filled(ledger)
    with ledger.search.file.reading() as index:
        assert index.execute("SELECT count(*) FROM problem_dead").fetchone()[0] <= 5
    assert problem_ids(ledger, ProblemQuery(search="次")).tolist() == [1]


def test_a_file_that_is_only_just_being_made_is_not_taken_for_a_damaged_one(ledger: Ledger) -> None:
    ledger.search.file.path.write_bytes(b"")
    assert len(problem_ids(ledger, ProblemQuery(search="ZG"))) == 3
    assert not ledger.search.damaged
    assert _filled(ledger)


def test_those_who_ask_while_the_index_is_made_get_the_same_answer(ledger: Ledger) -> None:
    answers: set[tuple[int, ...]] = set()
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            answers.add(tuple(problem_ids(ledger, ProblemQuery(search="ZG"))))

    asking = [threading.Thread(target=ask, daemon=True) for _ in range(2)]
    for one in asking:
        one.start()
    try:
        assert _filled(ledger)
    finally:
        ended.set()
        for one in asking:
            one.join(10)
    assert {tuple(sorted(answer)) for answer in answers} == {(1, 2, 3)}
    assert not ledger.search.damaged
