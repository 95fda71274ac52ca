"""Compares what was read with the truth of a made-up list."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from tests.acceptance.layouts.inside import Reading
from tests.acceptance.layouts.paper import Paper


def plain(value: Any) -> Any:
    """Comparison form: white space and width do not count, coordinates to five places."""
    if isinstance(value, float):
        return f"{value:.5f}"
    if isinstance(value, str):
        return "".join(unicodedata.normalize("NFKC", value).split())
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


def wrong_fields(record: Mapping[str, Any], problem: Mapping[str, Any]) -> list[str]:
    """Fields of the truth that the record says otherwise."""
    return [key for key in problem.keys() - {"source"} if plain(record.get(key)) != plain(problem[key])]


def differences(paper: Paper, reading: Reading) -> list[str]:
    """What of a sheet was read otherwise than it was written; an empty list where nothing was."""
    about, layout = paper.about(), reading.layout
    found: list[str] = []
    if layout.role != about["role"]:
        return [f"role {layout.role} for {about['role']}"]
    if layout.role != "list":
        return []
    skipped = [row for row, _ in layout.skipped]
    if layout.header_rows != about["header_rows"]:
        found.append(f"header {layout.header_rows} for {about['header_rows']}")
    if skipped != about["skipped_rows"]:
        found.append(f"skipped {layout.skipped} for {about['skipped_rows']}")
    if len(layout.data_rows) != about["data_rows"]:
        found.append(f"{len(layout.data_rows)} rows for {about['data_rows']}")
    by_row: dict[int, list[dict[str, Any]]] = {}
    for record in reading.records:
        by_row.setdefault(record["row"], []).append(record)
    for problem in paper.problems:
        candidates = by_row.get(problem["source"]["row"])
        if not candidates:
            found.append(f"row {problem['source']['row']} is missing")
            continue
        best = min(candidates, key=lambda record: len(wrong_fields(record, problem)))
        candidates.remove(best)
        found += [
            f"row {best['row']} {key}: {best.get(key)!r} for {problem[key]!r}" for key in wrong_fields(best, problem)
        ]
    return found
