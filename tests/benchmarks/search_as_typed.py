"""Measures the search box's question on 52,000 problems and 666,000 visits, word by word.

python tests/benchmarks/search_as_typed.py LEDGER
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ratios import Bench

    from models.store import Ledger

ROOT = Path(__file__).resolve().parents[2]
BAR_S = 0.1
PAIRS = ("晋城", "锅炉", "没有", "现场", "公司", "邯郸", "永年", "厂房", "XC", "12")
"""Two characters: rare, common, in nearly every row, in none."""
OTHERS = (
    "晋",
    "市",
    "1",
    "hdyn",
    "handan",
    "ZG-000123",
    "XC0409183",
    "燃煤锅炉",
    "有限公司",
    "没有发现问题",
    "晋城 锅炉",
)
ROUNDS = 7


def indexed(folder: Path) -> Ledger:
    """The ledger with its index complete; says how long that took."""
    from models.queries.search_words import recipes
    from models.store import Ledger
    from models.store.search_filling import fill, is_behind

    ledger = Ledger.open(folder, actor="测量")
    with ledger.at_hand():
        missing = is_behind(ledger, recipes())
        start = time.perf_counter()
        assert fill(ledger, recipes())
    size = ledger.search.file.path.stat().st_size / 2**20
    if missing:
        print(f"index of {missing:,} rows: {time.perf_counter() - start:.1f} s, {size:.0f} MiB")
    return ledger


def median_s(ledger: Ledger, word: str) -> float:
    """One word: problems, units, places and visits, the middle of some rounds after one uncounted."""
    from models.queries.search import find

    taken: list[float] = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        find(ledger, word)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def compare(bench: Bench) -> tuple[float, float, float]:
    """The slowest of the two-character words against the bar of 100 ms."""
    from ratios import window_ledger

    ledger = indexed(window_ledger(bench))
    slowest = max(median_s(ledger, word) for word in PAIRS)
    ledger.close()
    return slowest, BAR_S, slowest / BAR_S


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    opened = indexed(Path(sys.argv[1]))
    for one in (*PAIRS, *OTHERS):
        print(f"{one:12} {median_s(opened, one) * 1000:6.1f} ms", flush=True)
    opened.close()
