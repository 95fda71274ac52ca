"""A small ledger, closed and open, for each test of the file room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.store import Ledger
from tests.unit.store.small_ledgers import make_small_ledger


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_small_ledger(tmp_path / "台账 a#1", problems=3)


@pytest.fixture
def ledger(folder: Path) -> Iterator[Ledger]:
    with Ledger.open(folder, actor="张三", on_share=False) as opened:
        yield opened
