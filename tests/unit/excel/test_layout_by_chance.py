"""Lists put together by chance are read whole, table and fields, straight from their cells."""

from __future__ import annotations

import pytest

from tests.acceptance.layouts.chance import chance_book
from tests.acceptance.layouts.comparing import differences
from tests.acceptance.layouts.inside import read_book


@pytest.mark.parametrize("start", range(0, 60, 10))
def test_ten_lists_by_chance_say_what_was_written_in_them(start: int) -> None:
    wrong: dict[int, list[str]] = {}
    for seed in range(start, start + 10):
        book = chance_book(seed)
        for paper, reading in zip(book.papers, read_book(book), strict=True):
            found = differences(paper, reading)
            if found:
                wrong[seed] = found[:3]
    assert wrong == {}
