"""Filling the search index is killed again and again: what it has then is right, and it goes on from there."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

from models.operations.demo import make_demo
from models.queries.problems import ProblemQuery, problem_ids
from models.queries.search_words import recipes
from models.store import Ledger
from models.store.search_filling import fill, is_behind

ROOT = Path(__file__).resolve().parents[2]
FILLER = """
import sys, time
from models.store import Ledger, search_filling
from models.queries.search_words import recipes
search_filling._CHUNK = 40
with Ledger.open(sys.argv[1], read_only=True) as ledger:
    from models.store.search_index import SearchIndex
    from models.store.search_file import SEARCH
    ledger._search = SearchIndex(ledger.folder / SEARCH, ledger.ledger_id)
    print("open", flush=True)
    with ledger.at_hand():
        search_filling.fill(ledger, recipes(), pause=lambda: time.sleep(0.02))
    print("done", flush=True)
"""


def test_a_killed_filling_leaves_an_index_that_is_right_and_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "台账"
    with Ledger.create(folder, actor="张三", on_share=False) as ledger:
        make_demo(ledger, problems=300, visits=900, seed=3)
        words = ["锅炉", "没有", "晋城", "燃煤锅炉", "厂"]
        wanted = {word: problem_ids(ledger, ProblemQuery(search=word)).tolist() for word in words}
    dice = random.Random(2)
    finished = 0
    for _ in range(4):
        child = subprocess.Popen(
            [sys.executable, "-c", FILLER, str(folder)],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        assert child.stdout is not None and child.stdout.readline() == "open\n"
        time.sleep(dice.uniform(0.01, 0.2))
        child.kill()
        finished += "done" in child.stdout.read()
        child.wait()
        child.stdout.close()
        with Ledger.open(folder, actor="张三", on_share=False) as ledger:
            for word in words:
                assert problem_ids(ledger, ProblemQuery(search=word)).tolist() == wanted[word]
    assert finished < 4
    with Ledger.open(folder, actor="张三", on_share=False) as ledger:
        assert fill(ledger, recipes())
        assert is_behind(ledger, recipes()) == 0
        for word in words:
            assert problem_ids(ledger, ProblemQuery(search=word)).tolist() == wanted[word]


def test_a_restored_backup_is_not_answered_from_the_index_of_what_was_undone(tmp_path: Path) -> None:
    from models.operations import CellEdit, edit_cells

    folder = tmp_path / "台账"
    with Ledger.create(folder, actor="张三", on_share=False) as ledger:
        make_demo(ledger, problems=60, visits=60, seed=3)
    kept = folder / "kept.sqlite"
    shutil.copyfile(folder / "ledger.sqlite", kept)
    with Ledger.open(folder, actor="张三", on_share=False) as ledger:
        edit_cells(ledger, [CellEdit(1, "responsible_unit", "这一句话后来没有了")])
        assert fill(ledger, recipes())
    shutil.copyfile(kept, folder / "ledger.sqlite")
    with Ledger.open(folder, actor="张三", on_share=False) as ledger:
        edit_cells(ledger, [CellEdit(2, "responsible_unit", "另一句话")])
        assert problem_ids(ledger, ProblemQuery(search="后来没有")).tolist() == []
        assert problem_ids(ledger, ProblemQuery(search="另一句话")).tolist() == [2]
        assert fill(ledger, recipes())
        assert problem_ids(ledger, ProblemQuery(search="后来没有")).tolist() == []
        assert problem_ids(ledger, ProblemQuery(search="另一句话")).tolist() == [2]
