"""Killed at any moment of an import of 20,000 rows, the ledger opens and holds all of the batch or none of it."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from openpyxl import Workbook

from models.queries.check import check_ledger
from models.store import Ledger

ROOT = Path(__file__).resolve().parents[2]
ROWS = 20_000
MOMENTS = 20


def command(ledger: Path, *words: str) -> list[str]:
    return [sys.executable, "-X", "utf8", "-m", "models.cli", "--ledger", str(ledger), *words]


@pytest.fixture(scope="module")
def long_list(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("list") / "长清单.xlsx"
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("清单")
    sheet.append(["序号", "地市", "县区", "企业名称", "问题描述", "整改时限"])
    for number in range(1, ROWS + 1):
        sheet.append(
            [number, "邯郸市", "永年区", f"永年第{number}铸造厂", f"第{number}号料场未苫盖，扬尘严重", "2018年7月底前"]
        )
    workbook.save(path)
    return path


def state(folder: Path) -> tuple[int, int, int]:
    """Problems, batches and steps, read from a ledger that must open and be whole."""
    with Ledger.open(folder, actor="测试员") as ledger:
        report = check_ledger(ledger)
        assert report.database
        assert report.foreign_keys
        assert report.history_chain
        with ledger.reading() as connection:
            return tuple(
                connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
                for table in ("problem", "import_batch", "change_set")
            )


@pytest.mark.timeout(600)
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of POSIX; Windows runs the same with TerminateProcess")
def test_a_kill_at_twenty_random_moments_leaves_all_or_nothing(tmp_path, long_list):
    empty = tmp_path / "empty"
    with Ledger.create(empty, actor="测试员"):
        pass
    before = state(empty)
    whole = tmp_path / "whole"
    shutil.copytree(empty, whole)
    start = time.monotonic()
    subprocess.run(command(whole, "import", str(long_list), "--json"), cwd=ROOT, check=True, capture_output=True)
    length = time.monotonic() - start
    after = state(whole)
    assert after[0] == before[0] + ROWS

    draw = random.Random(20180611)
    seen = set()
    for moment in range(MOMENTS):
        folder = tmp_path / f"kill-{moment}"
        shutil.copytree(empty, folder)
        process = subprocess.Popen(
            command(folder, "import", str(long_list)), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        # Half of the kills fall into the last third, where the writing is.
        time.sleep(length * (draw.uniform(0.6, 1.05) if moment % 2 else draw.uniform(0.02, 1.0)))
        process.kill()
        process.wait()
        now = state(folder)
        assert now in (before, after), f"moment {moment}: {now}"
        seen.add(now)
        shutil.rmtree(folder)
    assert before in seen


def test_an_import_after_a_killed_one_succeeds(tmp_path, long_list):
    folder = tmp_path / "ledger"
    with Ledger.create(folder, actor="测试员"):
        pass
    process = subprocess.Popen(
        command(folder, "import", str(long_list)), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(2.5)
    process.kill()
    process.wait()
    done = subprocess.run(
        command(folder, "import", str(long_list), "--json"),
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    report = json.loads(done.stdout)
    assert report["new"] + report["unchanged"] == ROWS
