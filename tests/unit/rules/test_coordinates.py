"""Coordinates in every spelling become decimal degrees with six places."""

from __future__ import annotations

import time

import pytest

from models.rules.coordinates import (
    combine_parts,
    in_china,
    order_pair,
    read_angle,
    read_coordinate,
    read_pair,
    read_points,
)


@pytest.mark.parametrize(
    ("value", "degrees"),
    [
        ("114°13′25.9″", 114.223861),
        ("114°13'25.9\"", 114.223861),
        ("114°13’25.9”", 114.223861),
        ("114°13'25.9''", 114.223861),
        ("114° 13′ 25.9″", 114.223861),
        ("114度13分25.9秒", 114.223861),
        ("经度：114度13分25.9秒", 114.223861),
        ("东经114°13′25.9″", 114.223861),
        ("E114°13′25.9″", 114.223861),
        ("114°13′25.9″E", 114.223861),
        ("114-13-25.9", 114.223861),
        ("114 13 25.9", 114.223861),
        ("１１４°１３′２５.９″", 114.223861),
        ("114°13.5′", 114.225),
        ("114.5°", 114.5),
        ("114.3959", 114.3959),
        ("E114.3959", 114.3959),
        (" 114.3959\n", 114.3959),
        ("纬度：37度38分56.8秒", 37.649111),
        ("维度：37.5", 37.5),
        ("-36.5", -36.5),
        (114.8344, 114.8344),
        (114.83441234567, 114.834412),
        (37, 37.0),
    ],
)
def test_one_angle_is_read(value: object, degrees: float) -> None:
    assert read_coordinate(value) == degrees


@pytest.mark.parametrize(
    "value",
    [None, "", "无", "/", "abc", "200", 500.0, True, "114°75′1″", "114°13′75″", "博兴县柳林镇荒沟", "118.1,37.2"],
)
def test_what_is_no_angle_gives_nothing(value: object) -> None:
    assert read_coordinate(value) is None


@pytest.mark.parametrize(
    ("text", "longitude", "latitude"),
    [
        ("经度：117度37分52.4秒\n纬度：37度38分56.8秒", 117.631222, 37.649111),
        ("纬度：37度38分56.8秒\n经度：117度37分52.4秒", 117.631222, 37.649111),
        ("118.15376,37.68608", 118.15376, 37.68608),
        ("37.08822，118.03556", 118.03556, 37.08822),
        ("118°16'26.2\" 37°22'43.6\"", 118.273944, 37.378778),
        ("117°37'15.2\" 37°15'35.3\"", 117.620889, 37.259806),
        ("117°37'15.2''37°15'35.3''", 117.620889, 37.259806),
        ("东经１１８.２７６４ 北纬３７.０６８３", 118.2764, 37.0683),
        ("E113°1′55.7″，N35°52′39.9″", 113.032139, 35.877750),
        ("N35°52′39.9″ E113°1′55.7″", 113.032139, 35.877750),
        ("113.5E 36.2N", 113.5, 36.2),
        ("E 113.5, N 36.2", 113.5, 36.2),
        ("（118.1，37.2）", 118.1, 37.2),
        ("118.1/37.2", 118.1, 37.2),
        ("118°45.5′ 37°15.25′", 118.758333, 37.254167),
    ],
)
def test_both_in_one_cell_are_read_in_either_order(text: str, longitude: float, latitude: float) -> None:
    pair = read_pair(text)
    assert pair is not None
    assert (pair.longitude, pair.latitude) == (longitude, latitude)
    assert in_china(pair)


@pytest.mark.parametrize("value", [None, "", "118.1", "118.1,37.2,5", "附近", 118.1, "118.1 约 37.2"])
def test_a_cell_without_two_angles_is_no_pair(value: object) -> None:
    assert read_pair(value) is None


def test_swapped_columns_are_put_right_and_said() -> None:
    pair = order_pair(37.1, 118.2)
    assert pair is not None
    assert (pair.longitude, pair.latitude, pair.swapped) == (118.2, 37.1, True)
    assert order_pair(118.2, 37.1) == (118.2, 37.1, False)
    assert order_pair(None, 37.1) is None


def test_columns_of_degrees_minutes_and_seconds_are_joined() -> None:
    assert combine_parts(113, 23, "45.6") == 113.396
    assert combine_parts("113度", "23分", "45.6秒") == 113.396
    assert combine_parts(113, None, None) == 113.0
    assert combine_parts(113, 61, 0) is None
    assert combine_parts(None, 23, 45) is None


def test_the_common_spelling_is_read_fast_enough_for_long_lists() -> None:
    texts = [f"114°{minute}′25.9″" for minute in range(60)] * 200
    started = time.perf_counter()
    for text in texts:
        read_coordinate(text)
    assert (time.perf_counter() - started) / len(texts) < 20e-6


@pytest.mark.parametrize(
    ("value", "degrees"),
    [
        ("113°23′45″.6", 113.396),
        ("113°23′45,6″", 113.396),
        ("113o23'45.6\"", 113.396),
        ("113。23′45.6″", 113.396),
        ("113º23´45.6〞", 113.396),
        ('113˚23ˊ45.6"', 113.396),
        ("113°23＇45.6＂", 113.396),
        ("113°23'45.6''", 113.396),
        ("113° 23 ′ 45.6 ″", 113.396),
        ("113度 23分 45.6秒", 113.396),
        ("东经113度23分45.6秒", 113.396),
        ("东经：113度23分45.6秒", 113.396),
        ("经113°23′45.6″", 113.396),
        ("经度：东经113°23′45.6″。", 113.396),
        ("113:23:45.6", 113.396),
        ("113°23.76′", 113.396),
        ("113度23分", 113.383333),
        ("N36°", 36.0),
        ("N36°12′", 36.2),
        ("36°12'N", 36.2),
        ("lat:36.5", 36.5),
        ("lon 113.3959", 113.3959),
        ("lng=113.3959", 113.3959),
        ("X:113.3959", 113.3959),
        ("113．3959", 113.3959),
        ("113.3959（WGS84）", 113.3959),
        ("GPS：113.3959", 113.3959),
        ("113.395926835", 113.395927),
    ],
)
def test_one_angle_is_read_in_the_odd_spellings_of_lists(value: str, degrees: float) -> None:
    assert read_coordinate(value) == degrees
    assert read_angle(value) == (degrees, "")


@pytest.mark.parametrize(
    ("value", "degrees", "note"),
    [
        ("113.23.45.6", 113.396, "按度、分、秒读取"),
        ("113.2345.6", 113.396, "按度、分、秒读取"),
        ("113,3959", 113.3959, "逗号当作小数点"),
        ("1133959", None, "可能丢了小数点"),
        (1133959, None, "可能丢了小数点"),
        (363959, None, "像是平面坐标（米），也可能丢了小数点"),
        ("38512345.6", None, "像是平面坐标（米），没有换算"),
        (4023456.12, None, "像是平面坐标（米），没有换算"),
        ("512.5", None, "超出经纬度的范围"),
        (0, None, "是0，没有坐标"),
        ("0.000", None, "是0，没有坐标"),
        ("113.39,36.1", None, "一格里写了经度和纬度"),
        ("附近", None, ""),
        (None, None, ""),
        (True, None, ""),
    ],
)
def test_a_doubtful_angle_is_not_guessed_and_says_why(value: object, degrees: float | None, note: str) -> None:
    assert read_angle(value) == (degrees, note)


@pytest.mark.parametrize(
    "text",
    [
        "113 23 45.6, 36 12 34.5",
        "113 23 45.6 36 12 34.5",
        "E113°23′45.6″ N36°12′34.5″",
        "北纬36°12′34.5″ 东经113°23′45.6″",
        "113°23′45.6″36°12′34.5″",
        "113°23′45.6″E；36°12′34.5″N",
        "经度：东经113.396；纬度：北纬36.209583",
        "维度36.209583经度113.396",
        "lng:113.396,lat:36.209583",
        "lat 36.209583 lon 113.396",
        "X113.396Y36.209583",
        "[113.396, 36.209583]",
        "113.396～36.209583",
        "113.396-36.209583",
        "113.396_36.209583",
        "113.396|36.209583",
        "113.396\n36.209583",
        "113.396 E, 36.209583 N",
        "113.396°，36.209583°（CGCS2000）",
        "E113.396N36.209583",
        "113.396E36.209583N",
    ],
)
def test_both_in_one_cell_are_read_with_any_separator(text: str) -> None:
    pair = read_pair(text)
    assert pair is not None
    assert (pair.longitude, pair.latitude) == (113.396, 36.209583)


def test_the_corners_of_a_plot_are_told_apart_from_one_point() -> None:
    assert read_pair("113.1,36.1;113.2,36.2;113.3,36.3") is None
    assert [tuple(point)[:2] for point in read_points("113.1,36.1;113.2,36.2")] == [(113.1, 36.1), (113.2, 36.2)]
    assert read_points("113.1,36.1") == read_points("1,2;3,4") == read_points(None) == ()
