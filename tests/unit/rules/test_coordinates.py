"""Coordinates in every spelling become decimal degrees with six places."""

from __future__ import annotations

import time

import pytest

from models.rules.coordinates import combine_parts, in_china, order_pair, read_coordinate, read_pair


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
