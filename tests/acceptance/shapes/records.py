"""What a ledger holds, as ``problems --json`` prints it, and the links between its problems."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

from models import cli
from models.store import Ledger

SILENT = frozenset(
    {"ledger_number", "campaign", "status", "source", "regions", "region_codes", "accountability_category"}
)
"""Keys that the ledger adds or that follow from others."""


def printed(folder: Path, *words: str) -> tuple[int, str, str]:
    """Exit code and what the console command says on both outputs."""
    out, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        code = cli.main(["--ledger", str(folder), *words])
    return code, out.getvalue(), told.getvalue()


def problems(folder: Path) -> list[dict[str, Any]]:
    """One record a problem, by the command line."""
    code, out, told = printed(folder, "problems", "--json")
    assert code == 0, told
    return [json.loads(line) for line in out.splitlines()]


def brought_in(folder: Path, *files: Path, **counts: int) -> dict[str, Any]:
    """Import files by the command line; only the piles named in ``counts`` have rows."""
    code, out, told = printed(folder, "import", *map(str, files), "--json")
    assert code == 0, told
    report: dict[str, Any] = json.loads(out)
    piles = ("new", "changed", "unchanged", "suspect", "refused", "vanished")
    assert {pile: report[pile] for pile in piles if report[pile]} == counts, out
    return report


def said(record: dict[str, Any]) -> dict[str, Any]:
    """What the source said: everything that is not empty and not added by the ledger."""
    return {key: value for key, value in record.items() if key not in SILENT and value not in (None, [], {})}


def links(folder: Path) -> list[tuple[str, str, str, str | None]]:
    """Number of the problem, kind, number named, and number of the other problem once it is known."""
    query = (
        "SELECT mine.number, link.kind, link.number, other.number FROM problem_link link "
        "JOIN problem mine ON mine.id = link.problem_id LEFT JOIN problem other ON other.id = link.other_id "
        "WHERE link.removed_in IS NULL ORDER BY link.id"
    )
    with Ledger.open(folder, actor="测试员") as ledger, ledger.reading() as connection:
        return [(row[0], row[1], row[2], row[3]) for row in connection.exec_driver_sql(query)]
