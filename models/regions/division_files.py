"""Reads the shipped division files and hands their rows to whoever seeds a ledger."""

from __future__ import annotations

from datetime import date

RegionRow = tuple[str, str, str, str | None, date | None, date | None, str | None]
"""code, name, level, parent_code, valid_from, valid_to, today_code"""
AliasRow = tuple[str, str, str, date | None, date | None, str]
"""region_code, name, kind, valid_from, valid_to, note"""
SetRow = tuple[str, str, str]
"""set_key, region_code, set_name"""


def divisions() -> tuple[list[RegionRow], list[AliasRow], list[SetRow]]:
    """Rows for the tables region (parents first), region_alias and region_set_member."""
    return [], [], []
