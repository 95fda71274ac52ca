"""On which day an old ledger stood: what its sheets say, else its file name; a person may say otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from models.late_regex import late_regex
from models.progress import Progress, silent
from models.rules.text import half_width

if TYPE_CHECKING:
    from models.store import Ledger

_YEAR = r"(?P<year>(?:19|20)\d{2})"
_DAY_PATTERNS = (
    late_regex(_YEAR + r"[年.\-_/](?P<month>\d{1,2})[月.\-_/](?P<day>\d{1,2})(?!\d)"),
    late_regex(r"(?<!\d)" + _YEAR + r"(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"),
    late_regex(r"(?<!\d)(?P<year>\d{2})[.\-](?P<month>\d{1,2})[.\-](?P<day>\d{1,2})(?!\d)"),
)
_MONTH_PATTERNS = (
    late_regex(_YEAR + r"\s*年?\s*[.\-_/]?\s*(?P<month>\d{1,2})\s*(?:月|(?!\d))"),
    late_regex(r"(?<!\d)(?P<year>\d{2})\s*年\s*(?P<month>\d{1,2})\s*月"),
    late_regex(r"(?<!\d)" + _YEAR + r"(?P<month>0[1-9]|1[0-2])(?!\d)"),
)
_BARE_MONTH = late_regex(r"(?<!\d)(?P<month>1[0-2]|0?[1-9])\s*月")
_CHINESE_MONTH = late_regex(r"(?P<month>十[一二]?|[一二三四五六七八九])月")
_CHINESE = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)} | {"十一": 11, "十二": 12}


@dataclass(frozen=True)
class DatedFile:
    """An old ledger; ``on`` is None where nothing tells its day. ``read_from`` says where the day was read.

    ``rows`` counts the data rows of its lists; ``problem`` is a sentence when it cannot be read; ``doubt`` one when
    its sheets and its name disagree.
    """

    path: Path
    name: str
    on: date | None
    read_from: str = ""
    rows: int = 0
    problem: str = ""
    doubt: str = ""


def date_files(ledger: Ledger, paths: Sequence[Path], progress: Progress = silent) -> list[DatedFile]:
    """Look into each file for the day on which it stood; oldest first, those without a day last."""
    found = [
        _look(ledger, path, progress.part(at / len(paths), (at + 1) / len(paths))) for at, path in enumerate(paths)
    ]
    return sorted(_with_years(found), key=lambda file: (file.on is None, file.on or date.max, file.name))


def day_in_name(name: str, year: int | None = None) -> date | None:
    """The day that a file name tells; a month stands for its last day, ``year`` completes a bare month."""
    plain = half_width(name)
    for pattern in _DAY_PATTERNS:
        for found in pattern.finditer(plain):
            day = _day(found["year"], found["month"], found["day"])
            if day is not None:
                return day
    for pattern in _MONTH_PATTERNS:
        for found in pattern.finditer(plain):
            if 1 <= int(found["month"]) <= 12:
                return _month_end(_full_year(found["year"]), int(found["month"]))
    month = _month_in(plain)
    return _month_end(year, month) if month and year else None


def _look(ledger: Ledger, path: Path, progress: Progress) -> DatedFile:
    from models.importing.session import ImportSession

    progress(0.0, f"查看 {path.name}")
    with ImportSession(ledger, [path], progress=progress) as session:
        file = session.files[0]
        if file.problem:
            return DatedFile(path, path.name, None, problem=file.problem)
        lists = [sheet for sheet in file.sheets if sheet.included]
        stated = [date.fromisoformat(one.value) for sheet in lists for one in sheet.constants if one.field == "as_of"]
    rows = sum(sheet.row_count for sheet in lists)
    if not rows:
        return DatedFile(path, path.name, None, problem="没有认出清单")
    named = day_in_name(path.stem)
    if not stated:
        return DatedFile(path, path.name, named, "文件名" if named else "", rows)
    on = max(stated)
    doubt = ""
    if named is not None and (named.year, named.month) != (on.year, on.month):
        doubt = f"文件名像是 {named.year} 年 {named.month} 月，表里写的是 {on.isoformat()}，请核对"
    return DatedFile(path, path.name, on, "表内日期", rows, doubt=doubt)


def _with_years(files: list[DatedFile]) -> list[DatedFile]:
    """A name that tells only the month takes the one year that all other files share."""
    years = {file.on.year for file in files if file.on is not None}
    if len(years) != 1:
        return files
    year = years.pop()
    return [
        replace(file, on=on, read_from="文件名，年份同其他文件")
        if file.on is None and not file.problem and (on := day_in_name(file.path.stem, year))
        else file
        for file in files
    ]


def _month_in(text: str) -> int | None:
    found = _BARE_MONTH.search(text)
    if found:
        return int(found["month"])
    chinese = _CHINESE_MONTH.search(text)
    return _CHINESE[chinese["month"]] if chinese else None


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(_full_year(year), int(month), int(day))
    except ValueError:
        return None


def _month_end(year: int, month: int) -> date:
    return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)
