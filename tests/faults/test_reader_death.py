"""The reading process may die at any moment: the file gets a sentence, the others are read, nothing is written."""

from __future__ import annotations

import importlib
import os
import random
import signal
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from models.errors import UserError
from models.excel.process.child import Child
from models.importing import ImportOptions, ImportSession, ReadAhead
from models.progress import Progress
from models.queries.filtering import ProblemQuery
from models.queries.records import problem_records
from models.store import Ledger

HERE = Path(__file__).parent
ROWS = 3000
sys.path.insert(0, str(HERE))
made: Any = importlib.import_module("package_writer")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有 SIGKILL")


def lists(folder: Path) -> list[Path]:
    folder.mkdir()
    return [
        made.write_package(
            folder / f"清单{number}.xlsx",
            made.parts_of(made.sheet_xml(made.plain_rows(ROWS).replace("某某公司", f"第{number}批公司"))),
        )
        for number in range(3)
    ]


class Watched:
    """Children that a test may kill."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made: list[Child] = []

        def child(target: str, **named: Any) -> Child:
            self.made.append(Child(target, **named))
            return self.made[-1]

        monkeypatch.setattr("models.importing.ahead.Child", child)

    def kill(self) -> None:
        child = self.made[-1]
        pid = child.pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            while child.pid == pid:  # until it is gone: a request sent meanwhile would still reach it
                time.sleep(0.002)

    def kill_after(self, seconds: float) -> threading.Thread:
        thread = threading.Timer(seconds, self.kill)
        thread.start()
        return thread


@pytest.mark.parametrize("seed", range(5))
def test_death_while_looking_at_a_file_is_a_sentence_and_the_other_files_are_read(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(monkeypatch)
    paths = lists(tmp_path / "来件")
    with Ledger.create(tmp_path / "台账", actor="测试员") as ledger:
        ahead = ReadAhead(paths)
        killer = watched.kill_after(random.Random(seed).uniform(0.0, 0.9))
        with ImportSession(ledger, paths, ImportOptions(dry_run=True), preview=False, ahead=ahead) as session:
            killer.join()
            problems = [view.problem for view in session.files if view.problem]
            assert len(problems) <= 1
            for problem in problems:
                assert problem.endswith("。") and problem.count("。") == 1 and "请" in problem
            assert session.plan().new == ROWS * (3 - len(problems))


@pytest.mark.parametrize("seed", range(5))
def test_death_while_rows_come_is_a_sentence_and_the_import_can_be_tried_again(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(monkeypatch)
    paths = lists(tmp_path / "来件")
    with (
        Ledger.create(tmp_path / "台账", actor="测试员") as ledger,
        ImportSession(ledger, paths, preview=False) as session,
    ):
        killer = watched.kill_after(random.Random(seed).uniform(0.0, 0.5))
        try:
            session.plan()
        except UserError as error:
            assert str(error).endswith("。") and "请" in str(error)
        killer.join()
        assert sum(1 for _ in problem_records(ledger, ProblemQuery())) == 0
        assert session.plan().new == 3 * ROWS


def test_from_the_first_second_it_is_said_what_is_done(tmp_path: Path) -> None:
    path = made.write_package(
        tmp_path / "大.xlsx", made.parts_of(made.sheet_xml(made.plain_rows(60_000), dimension="A1:C60001"))
    )
    said: list[tuple[float, str]] = []
    began = time.monotonic()
    progress = Progress(lambda _, text: said.append((time.monotonic() - began, text)), every_s=0)
    with (
        Ledger.create(tmp_path / "台账", actor="测试员") as ledger,
        ImportSession(ledger, [path], ImportOptions(dry_run=True), progress, preview=False),
    ):
        pass
    said = [(at, text) for at, text in said if text]
    words = " ".join(text for _, text in said)
    for step in ("正在打开", "正在解压", "正在读取工作表", "识别表头"):
        assert step in words, words[:600]
    gaps = [after - before for (before, _), (after, _) in pairwise(said)]
    assert said[0][0] < 1.0 and max(gaps) < 2.0
