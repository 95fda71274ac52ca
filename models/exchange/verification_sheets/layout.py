"""What stands on a 核查表: its columns, the words they may be called by when it returns, and its stamp.

No SQLAlchemy here: the child process that reads returned files imports this.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

from models.excel.writer.sheet_table import SheetColumn

META = "_meta"
"""Name of the very hidden sheet."""
MARK = "rectledger-verification"
VERSION = 1
_PIECE = 30_000
"""Characters of the stamp in one cell; Excel takes 32,767."""
_MOST_STAMP = 64 << 20
_GREY = "F2F4F6"

GIVEN: tuple[tuple[str, str, float, bool], ...] = (
    ("place", "序号", 6, False),
    ("ledger_number", "台账编号", 13, False),
    ("number", "问题编号", 13, True),
    ("place_words", "市、县（市、区）", 16, True),
    ("site_name", "点位（企业）名称", 22, True),
    ("description", "问题描述", 36, True),
    ("requirement", "整改要求", 28, True),
    ("progress", "所报整改情况", 28, True),
)
"""Columns that are filled in here: key, title, width, whether long words are broken."""
FILLED: tuple[tuple[str, str, float], ...] = (
    ("result", "核查结果", 12), ("checked_on", "核查日期", 12), ("verifier", "核查人", 12), ("finding", "核查情况", 30),
    ("demand", "存在问题及要求", 30),
)  # fmt: skip
"""White columns that the team fills in."""
ALIASES: dict[str, tuple[str, ...]] = {
    "place": ("序号",),
    "ledger_number": ("台账编号", "系统编号"),
    "site_name": ("点位（企业）名称", "点位名称", "企业名称", "点位", "企业"),
    "result": ("核查结果", "核查结论", "结果", "整改核查结果"),
    "checked_on": ("核查日期", "核查时间", "现场核查日期"),
    "verifier": ("核查人", "核查人员", "核查组成员", "核查人签字"),
    "finding": ("核查情况", "现场核查情况", "现场情况", "核查情况说明"),
    "demand": ("存在问题及要求", "存在问题", "存在问题和要求", "整改要求及时限"),
}
"""Titles by which a column is known when it returns."""


@dataclass(frozen=True)
class Stamp:
    """Which ledger and plan the sheet is of; ``rows`` are (序号, 台账编号, id of the check)."""

    ledger: str
    plan: int
    rows: tuple[tuple[int, str, int], ...]

    def pieces(self) -> tuple[str, ...]:
        """The texts of the very hidden sheet."""
        content = {
            "kind": MARK, "version": VERSION, "ledger": self.ledger, "plan": self.plan,
            "rows": [list(row) for row in self.rows],
        }  # fmt: skip
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return tuple(text[start : start + _PIECE] for start in range(0, len(text), _PIECE))


def read_stamp(texts: list[str]) -> Stamp | None:
    """The stamp from the texts of the hidden sheet; None where there is none or somebody spoilt it."""
    whole = "".join(texts)
    if not whole or len(whole) > _MOST_STAMP:
        return None
    try:
        content: Any = json.loads(whole)
        given = cast("dict[str, Any]", content) if isinstance(content, dict) else {}
        if given.get("kind") != MARK or given.get("version") != VERSION:
            return None
        rows = tuple((_id(place), str(number)[:40], _id(key)) for place, number, key in given["rows"])
        return Stamp(str(given["ledger"])[:100], _id(given["plan"]), rows)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None


def _id(value: Any) -> int:
    """A number that a database takes; ValueError for any other."""
    number = int(value)
    if not 0 < number < 1 << 31:
        raise ValueError("no id")
    return number


def sheet_columns(results: tuple[str, ...]) -> tuple[SheetColumn, ...]:
    """The columns as they are written; ``results`` is the drop-down of 核查结果."""
    given = [SheetColumn(title, width, "left", wrap, fill=_GREY) for _key, title, width, wrap in GIVEN]
    filled = [
        SheetColumn(
            title, width, "left", key in ("finding", "demand"),
            number_format="yyyy-mm-dd" if key == "checked_on" else "General",
            choices=results if key == "result" else (),
        )
        for key, title, width in FILLED
    ]  # fmt: skip
    return (*given, *filled)


def plain_title(text: str) -> str:
    """A header without white space and brackets of the other width, to be compared."""
    return "".join(text.split()).replace("(", "（").replace(")", "）").strip("*＊:：")
