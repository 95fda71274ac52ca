"""Measures the speed ratios side by side in one run and prints them as a table.

    python tests/benchmarks/ratios.py [P1 P2 P5 …] [--rounds N] [--work DIR]

Each program runs once uncounted, with compiled modules kept as in an installation. Absolute seconds differ between machines; what counts is each step against the barest program that does the same
(`bare.py`), measured in turn A B A B and compared by medians.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
import yearly_list

BARE = [sys.executable, str(Path(__file__).with_name("bare.py"))]
CLI = [sys.executable, "-X", "utf8", "-m", "models.cli"]
ROWS = 52_000


class Bench:
    """The files and ledgers that the measurements share."""

    def __init__(self, work: Path, rounds: int) -> None:
        self.work = work
        self.rounds = rounds

    def list_file(self, rows: int = ROWS, seed: int = 1) -> Path:
        """A yearly list, made once."""
        path = self.work / f"list-{rows}-{seed}.xlsx"
        return path if path.exists() else yearly_list.write(path, rows, seed)

    def next_edition(self) -> Path:
        """The same list a month later."""
        path = self.work / f"list-{ROWS}-1-later.xlsx"
        return path if path.exists() else yearly_list.write(path, ROWS, 1, later=True)

    def empty(self) -> Path:
        """A fresh empty ledger."""
        return self.copy_of("empty", lambda folder: call([*CLI, "--ledger", str(folder), "init"]))

    def filled(self) -> Path:
        """A fresh ledger that holds the yearly list."""
        return self.copy_of(
            "filled", lambda folder: call([*CLI, "--ledger", str(folder), "import", str(self.list_file())], ok=(0, 1))
        )

    def copy_of(self, name: str, make: Callable[[Path], None]) -> Path:
        """A copy of a prepared ledger, so that each measurement starts alike."""
        master = self.work / f"ledger-{name}"
        if not (master / "ledger.sqlite").exists():
            make(master)
        target = self.work / "now"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(master, target)
        return target


def surroundings() -> dict[str, str]:
    """Offscreen, and with compiled modules kept: a shell may forbid that, an installed program never does."""
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONUTF8="1")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def call(command: list[str], ok: tuple[int, ...] = (0,)) -> float:
    """Seconds of a whole process."""
    environment = surroundings()
    start = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    seconds = time.perf_counter() - start
    if done.returncode not in ok:
        raise SystemExit(f"{command}: {done.returncode}\n{done.stderr[-2000:]}")
    return seconds


def until_painted(command: list[str]) -> tuple[float, float]:
    """Seconds from the start of the process to its frame being painted, and to what it prints first.

    Our window prints ``frame A ms, page B ms`` when the page has its figures, by its own clock; the frame stood B - A
    before that line. The bare window prints when it is painted. What a process does to end is not counted.
    """
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, env=surroundings(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        shown = time.perf_counter() - start
        process.stdout.read()
    if process.returncode:
        raise SystemExit(f"{command}: {process.returncode}")
    moments = re.findall(r"(\d+) ms", line)
    return (shown - (int(moments[1]) - int(moments[0])) / 1000 if moments else shown), shown


def compare(bench: Bench, ours: Callable[[], float], theirs: Callable[[], float]) -> tuple[float, float, float]:
    """Medians of both, taken in turn after one uncounted run of each, and the median of their ratios."""
    ours(), theirs()
    pairs = [(ours(), theirs()) for _ in range(bench.rounds)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )


def p1(bench: Bench) -> tuple[float, float, float]:
    """Import 52,000 rows into an empty ledger : openpyxl only reading the file (bar 0.8)."""
    file = str(bench.list_file())
    return compare(
        bench,
        lambda: call([*CLI, "--ledger", str(bench.empty()), "import", file], ok=(0, 1)),
        lambda: call([*BARE, "read", file]),
    )


def p2(bench: Bench) -> tuple[float, float, float]:
    """The same file again : openpyxl only reading it (bar 0.65)."""
    file = str(bench.list_file())
    return compare(
        bench,
        lambda: call([*CLI, "--ledger", str(bench.filled()), "import", file], ok=(0, 1)),
        lambda: call([*BARE, "read", file]),
    )


def p2_next(bench: Bench) -> tuple[float, float, float]:
    """Its next edition, 10,400 rows new and 10,400 changed, against the 52,000 stored : openpyxl only reading it."""
    file = str(bench.next_edition())
    return compare(
        bench,
        lambda: call([*CLI, "--ledger", str(bench.filled()), "import", file], ok=(0, 1)),
        lambda: call([*BARE, "read", file]),
    )


def p3(bench: Bench) -> tuple[float, float, float]:
    """Import 52,000 against 520,000 stored : against 52,000 (bar 1.5)."""

    def fill(folder: Path) -> None:
        for seed in range(1, 11):
            call(
                [*CLI, "--ledger", str(folder), "import", str(bench.list_file(seed=seed)), "--campaign", "历年"],
                ok=(0, 1),
            )

    def against(name: str) -> float:
        folder = bench.copy_of("large", fill) if name == "large" else bench.filled()
        file = str(bench.list_file(seed=11))
        campaign = [] if name == "filled" else ["--campaign", "历年"]
        return call([*CLI, "--ledger", str(folder), "import", file, *campaign], ok=(0, 1))

    return compare(bench, lambda: against("large"), lambda: against("filled"))


def p5(bench: Bench) -> tuple[float, float, float]:
    """Export 52,000 rows formatted : openpyxl write-only plain (bar 0.9)."""
    folder = bench.filled()
    return compare(
        bench,
        lambda: call([*CLI, "--ledger", str(folder), "export", str(bench.work / "out.xlsx")]),
        lambda: call([*BARE, "write", str(folder / "ledger.sqlite"), str(bench.work / "bare.xlsx")]),
    )


def window_ledger(bench: Bench) -> Path:
    """A ledger of 52,000 problems and 666,000 visits."""
    master = bench.work / "ledger-window"
    if not (master / "ledger.sqlite").exists():
        call([*CLI, "--ledger", str(master), "demo", "--problems", "52000", "--visits", "666000"])
    return master


def p6(bench: Bench) -> tuple[float, float, float]:
    """Process start to the home page painted with its figures : a bare window with SQLAlchemy imported (bar 1.6)."""
    smoke = [sys.executable, "-m", "desktop", "--ledger", str(window_ledger(bench)), "--smoke"]
    return compare(bench, lambda: until_painted(smoke)[1], lambda: until_painted([*BARE, "window"])[1])


def p6_frame(bench: Bench) -> tuple[float, float, float]:
    """Process start to the first painted frame, before the ledger is open : the same bare window (bar 1.6)."""
    smoke = [sys.executable, "-m", "desktop", "--ledger", str(window_ledger(bench)), "--smoke"]
    return compare(bench, lambda: until_painted(smoke)[0], lambda: until_painted([*BARE, "window"])[0])


def p7(bench: Bench) -> tuple[float, float, float]:
    """Filter, sort by an indexed column, first page on 666,000 rows : the same SQL in sqlite3 (bar 2, and 100 ms)."""
    import filtered_page

    return filtered_page.compare(bench)


def p8(bench: Bench) -> tuple[float, float, float]:
    """Search as typed on 52,000 problems and 666,000 visits, the slowest of ten two-character words : 100 ms (bar 1)."""
    import search_as_typed

    return search_as_typed.compare(bench)


def p10(bench: Bench) -> tuple[float, float, float]:
    """Resident memory with that ledger open : a bare window with SQLAlchemy imported (bar 1.6); MiB, not seconds."""
    folder = window_ledger(bench)

    def memory(command: list[str]) -> float:
        done = subprocess.run(command, cwd=ROOT, env=surroundings(), capture_output=True, text=True, check=True)
        return float(done.stdout.split()[-1])

    return compare(
        bench,
        lambda: memory([sys.executable, "-m", "desktop", "--ledger", str(folder), "--smoke-memory"]),
        lambda: memory([*BARE, "window"]),
    )


def p11(bench: Bench) -> tuple[float, float, float]:
    """What home asks of 52,000 problems : the grouped SQL alone (bar 3)."""
    import home_numbers

    return home_numbers.compare(bench)


def p11_sites(bench: Bench) -> tuple[float, float, float]:
    """The same counted by site : the grouped SQL alone (bar 3)."""
    import home_numbers

    return home_numbers.compare(bench, "site")


def p14(bench: Bench) -> tuple[float, float, float]:
    """Undo of a 52,000-row import : the import (bar 0.5)."""
    file = str(bench.list_file())
    folder: list[Path] = []

    def undo() -> float:
        target = bench.filled()
        return call([*CLI, "--ledger", str(target), "undo-import", "--last"])

    def imported() -> float:
        folder[:] = [bench.empty()]
        return call([*CLI, "--ledger", str(folder[0]), "import", file], ok=(0, 1))

    return compare(bench, undo, imported)


def p9(bench: Bench) -> tuple[float, float, float]:
    """A jump to rows not cached on 666,000 rows : the same view over rows in memory (bar 1.3)."""
    import big_table

    return big_table.scrolling(bench, jumps=True)


def p9_wheel(bench: Bench) -> tuple[float, float, float]:
    """A step of the wheel there : the same view over rows in memory (bar 1.3, and 8 ms)."""
    import big_table

    return big_table.scrolling(bench, jumps=False)


def _asking(what: str) -> Callable[[Bench], tuple[float, float, float]]:
    def measure(bench: Bench) -> tuple[float, float, float]:
        import big_table

        return big_table.asking(bench, what)

    return measure


BARS = {"P1": (p1, 0.8), "P2": (p2, 0.65), "P2N": (p2_next, 0.8), "P3": (p3, 1.5), "P5": (p5, 0.9), "P6": (p6, 1.6), "P6F": (p6_frame, 1.6), "P7": (p7, 2.0), "P8": (p8, 1.0),
        "P10": (p10, 1.6), "P11": (p11, 3.0), "P11S": (p11_sites, 3.0), "P14": (p14, 0.5), "P9": (p9, 1.3), "P9W": (p9_wheel, 1.3),
        "TF": (_asking("filter"), 2.0), "TS": (_asking("sort"), 2.0), "TG": (_asking("group"), 2.0), "TJ": (_asking("jump"), 2.0)}  # fmt: skip


def main() -> None:
    """Measure what was named, or everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--work", type=Path)
    chosen = parser.parse_args()
    work = chosen.work or Path(tempfile.mkdtemp(prefix="ratios-"))
    work.mkdir(parents=True, exist_ok=True)
    print(f"sqlite {sqlite3.sqlite_version}, python {sys.version.split()[0]}, {os.cpu_count()} cores")
    for name in chosen.names or BARS:
        measure, bar = BARS[name]
        ours, theirs, ratio = measure(Bench(work, chosen.rounds))
        verdict = "ok" if ratio <= bar else "OVER"
        print(f"{name:5} {ours:8.3f} {theirs:8.3f}  ratio {ratio:5.2f}  bar {bar:4.2f}  {verdict}", flush=True)


if __name__ == "__main__":
    main()
