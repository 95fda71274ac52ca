"""Filters in a clerk's words, for the chips above the table and the words of a view."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from desktop.tables.facet_model import BLANK, line_text
from desktop.tables.problem_columns import value_text
from models.queries.fields import FIELDS
from models.queries.filter_tests import BETWEEN, EXCEPT, FILLED, PERIOD, PERIODS, TEXT_OPS, FilterTest
from models.queries.history_conditions import HistoryTest, history_words
from models.queries.marks import MARK_TITLES

_MOST_NAMED = 2


def filter_words(key: str, values: Sequence[Any]) -> str:
    """``整改期限：本周``, ``状态：待整改、整改中 等 4 项``."""
    parts = [_one(key, value) for value in values]
    shown = "、".join(parts[:_MOST_NAMED])
    if len(parts) > _MOST_NAMED:
        shown += f" 等 {len(parts)} 项"
    return f"{FIELDS[key].title}：{shown or '没有'}"


def _one(key: str, value: Any) -> str:
    if not isinstance(value, FilterTest):
        return BLANK if value is None else _plain(key, value)
    match value.op:
        case op if op in TEXT_OPS:
            return f"{TEXT_OPS[op]}“{value.values[0]}”"
        case op if op == BETWEEN:
            return _span(key, *value.values)
        case op if op == PERIOD:
            return PERIODS[value.values[0]]
        case op if op == EXCEPT:
            named = "、".join(_one(key, one) for one in value.values[:_MOST_NAMED])
            more = f" 等 {len(value.values)} 项" if len(value.values) > _MOST_NAMED else ""
            return f"除 {named}{more} 以外"
        case op if op == FILLED:
            return "不为空"
        case _:
            return line_text(key, value)


def _plain(key: str, value: Any) -> str:
    return MARK_TITLES.get(value, str(value)) if key == "mark" else value_text(key, value).replace("\n", " ")


def _span(key: str, low: Any, high: Any) -> str:
    if isinstance(low, date) and isinstance(high, date):
        if (low.month, low.day, high.month, high.day) == (1, 1, 12, 31) and low.year == high.year:
            return f"{low.year} 年"
        if low.day == 1 and (low.year, low.month) == (high.year, high.month) and high.day >= 28:
            return f"{low.year} 年 {low.month} 月"
        if low == high:
            return _plain(key, low)
    if low is None:
        return f"到 {_plain(key, high)}"
    return f"从 {_plain(key, low)}" + (f" 到 {_plain(key, high)}" if high is not None else "")


def history_chip(test: HistoryTest) -> str:
    """A condition on history as its chip says it."""
    return history_words(test, value_text)
