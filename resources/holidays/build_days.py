"""Builds days.csv, the statutory holidays and make-up workdays, from the public package in README.md.

Run: python build_days.py FOLDER  (the folder that holds the package chinese_calendar).
"""

from __future__ import annotations

import csv
import importlib
import sys
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
SATURDAY = 5
OFFICIAL = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
"""As the notices call them; the package leaves out 节."""


def main(folder: str) -> None:
    sys.path.insert(0, folder)
    package = importlib.import_module("chinese_calendar")
    names = {holiday.value: OFFICIAL.get(holiday.chinese, holiday.chinese) for holiday in package.Holiday}
    days: list[tuple[str, str, str]] = []
    day = FIRST
    while day <= LAST:
        _off, name = package.get_holiday_detail(day)
        weekend = day.weekday() >= SATURDAY
        works = package.is_workday(day)
        if works == weekend or day in package.holidays:
            days.append((day.isoformat(), "workday" if works else "holiday", names.get(name, "") if name else ""))
        day += timedelta(days=1)
    with (HERE / "days.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("day", "kind", "name"))
        writer.writerows(days)
    print(len(days), "days")


if __name__ == "__main__":
    main(sys.argv[1])
