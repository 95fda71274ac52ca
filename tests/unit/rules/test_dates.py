"""Dates are read in every spelling that lists use, and nothing else is taken for one."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from models.rules.dates import from_serial, read_date


@pytest.mark.parametrize(
    "text",
    [
        "2018年6月11日",
        "2018年06月11日",
        "2018.6.11",
        "2018-6-11",
        "2018/6/11",
        "2018-06-11 10:30",
        "2018-06-11T10:30:00",
        "2018-06-11 00:00:00.000",
        "2018年6月11日 10时30分",
        "2018年6月11日上午9:30",
        "2018年6月11日（星期一）",
        "18.6.11",
        "2018，6，11",
        "2018–6–11",
        "18年6月11日",
        "20180611",
        "２０１８年６月１１日",
        "二〇一八年六月十一日",
        "2018 年 6 月 11 日",
        "2018年6月11号",
        "6/11/2018",
        "43262",
        "43262.5",
        "　2018-6-11\u200b",
        "2018.6.11-2018.6.12",
        "2018年6月11日至13日",
    ],
)
def test_a_spelling_of_the_eleventh_of_june_is_read(text: str) -> None:
    assert read_date(text).date == date(2018, 6, 11)


@pytest.mark.parametrize("text", ["6月11日", "6.11", "06/11", "六月十一日"])
def test_a_date_without_year_takes_that_of_the_list(text: str) -> None:
    assert read_date(text, year=2018).date == date(2018, 6, 11)
    assert read_date(text).date is None
    assert "年份" in read_date(text).note


@pytest.mark.parametrize(
    "value",
    [datetime(2018, 6, 11, 9, 30), date(2018, 6, 11), 43262, 43262.0, 20180611, 20180611.0],
)
def test_typed_dates_and_serials_are_read(value: object) -> None:
    assert read_date(value).date == date(2018, 6, 11)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "无",
        "立行立改",
        "15",
        15,
        12.5,
        True,
        99999,
        "99999",
        "2018",
        "2018年6月",
        "2018年底",
        "13800000000",
        "6月底",
    ],
)
def test_other_values_are_no_date(value: object) -> None:
    assert read_date(value, year=2018).date is None


@pytest.mark.parametrize("text", ["2019年6月31日", "2019-02-29", "20190631", "2019.4.31"])
def test_an_impossible_day_is_said(text: str) -> None:
    reading = read_date(text)
    assert reading.date is None
    assert "没有" in reading.note


def test_serials_outside_the_plausible_range_are_numbers() -> None:
    assert from_serial(43326) == date(2018, 8, 14)
    assert from_serial(32873) is None
    assert from_serial(54788.9) == date(2049, 12, 31)
    assert from_serial(54789) is None
