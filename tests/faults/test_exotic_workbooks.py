"""Strange workbooks through the whole import: a reading that adds up, or one sentence and nothing written."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from models import cli
from models.queries.filtering import ProblemQuery
from models.queries.records import problem_records
from models.store import Ledger

HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("exotic_files", HERE / "exotic_files.py")
assert _spec is not None and _spec.loader is not None
exotic: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(exotic)
LONGEST_S = 20.0


def run(ledger: Path, path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit code, output and complaints of ``rectledger import``."""
    began = time.monotonic()
    code = cli.main(["--ledger", str(ledger), "import", str(path), "--json"])
    assert time.monotonic() - began < LONGEST_S
    said = capsys.readouterr()
    return code, said.out, said.err


def rows_in(ledger: Path) -> int:
    with Ledger.open(ledger, actor="测试员") as opened:
        return sum(1 for _ in problem_records(opened, ProblemQuery()))


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    Ledger.create(tmp_path / "ledger", actor="测试员").close()
    return tmp_path / "ledger"


def assert_one_sentence(said: str) -> None:
    lines = [line for line in said.splitlines() if line.strip()]
    assert len(lines) == 1, said
    assert re.search("[\u4e00-\u9fff]{4}", lines[0]) and lines[0].endswith("。"), said
    assert "Traceback" not in said and "内部错误" not in said


@pytest.mark.parametrize("name", exotic.FILES)
def test_a_strange_workbook_is_read_or_refused_in_one_sentence(
    name: str, ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected, build = exotic.FILES[name]
    folder = tmp_path / "in"
    folder.mkdir()
    path = build(folder)
    before, around = path.read_bytes(), sorted(folder.rglob("*"))
    capsys.readouterr()
    code, out, complaint = run(ledger, path, capsys)
    assert path.read_bytes() == before
    assert sorted(folder.rglob("*")) == around
    if expected != "either":
        assert ("refused" if code == 2 else "read") == expected, complaint or out[:600]
    if code == 2:
        assert_one_sentence(complaint)
        assert rows_in(ledger) == 0
        return
    assert code in (0, 1)
    report = json.loads(out)
    counted = sum(report[pile] for pile in ("new", "changed", "unchanged", "suspect", "refused"))
    assert counted == sum(sheet["rows"] for sheet in report["files"][0]["sheets"]) > 0
    assert rows_in(ledger) == report["new"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有命名管道文件")
def test_a_pipe_is_refused_and_does_not_hang(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import os

    os.mkfifo(tmp_path / "管道.xlsx")
    code, _, complaint = run(ledger, tmp_path / "管道.xlsx", capsys)
    assert code == 2
    assert_one_sentence(complaint)


def test_the_password_of_a_workbook_opens_it(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = exotic.a_password_that_nobody_gave(tmp_path)
    assert cli.main(["--ledger", str(ledger), "import", str(path), "--password", "secret"]) == 0
    assert cli.main(["--ledger", str(ledger), "import", str(path), "--password", "wrong"]) == 2
    assert rows_in(ledger) == 5
