"""A file appears whole or not at all, and a failure is one sentence a clerk can act on."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from models.errors import UserError
from models.output_file import replacing, unwritable


def test_the_new_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("旧", encoding="utf-8")
    with replacing(path) as temporary:
        temporary.write_text("新", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "旧" and temporary.suffix == ".txt"
    assert path.read_text(encoding="utf-8") == "新" and list(tmp_path.iterdir()) == [path]


def test_a_file_that_excel_holds_open_is_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with pytest.raises(UserError, match=r"a\.xlsx：.*Excel 或 WPS 打开.*请关闭它后再试"), replacing(path):
        raise PermissionError(errno.EACCES, "in use")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "磁盘空间不足"), (errno.EROFS, "只读"), (errno.EIO, "换一个位置")]
)
def test_other_failures_are_told_apart(number: int, words: str) -> None:
    assert words in str(unwritable(Path("b.xlsx"), OSError(number, "x")))
