"""Shares of measures, periods of progress reports, and measures split out of a list's text, by example."""

from __future__ import annotations

import struct
from datetime import date, datetime
from decimal import Decimal

import pytest

from models.rules.file_kinds import file_kind, is_program, size_words
from models.rules.measure_shares import Part, even_shares, overall
from models.rules.measure_text import measure_parts
from models.rules.periods import period_end, period_title, read_period, usual_periods
from models.rules.photo_facts import PhotoFacts, photo_facts

TODAY = date(2019, 5, 6)


def test_the_progress_of_the_whole_weighs_each_measure_by_its_share() -> None:
    found = overall([Part(Decimal(60), Decimal(50)), Part(Decimal(40), Decimal(100))])
    assert found is not None and (found.percent, found.balance) == (Decimal("70.0"), 0)


def test_a_completed_measure_is_done_whatever_percentage_it_says() -> None:
    found = overall([Part(None, Decimal(10), TODAY), Part(None, None)])
    assert found is not None and found.percent == Decimal("50.0")


def test_measures_without_a_share_divide_what_the_others_leave() -> None:
    found = overall([Part(Decimal(50), None), Part(None, Decimal(100)), Part(None, None)])
    assert found is not None and (found.percent, found.balance) == (Decimal("25.0"), 0)


@pytest.mark.parametrize(("shares", "balance"), [((50, 40), 10), ((80, 40), -20), ((110, None), -10)])
def test_shares_that_do_not_make_100_are_told_with_what_they_lack(shares: tuple[int | None, ...], balance: int) -> None:
    found = overall([Part(None if one is None else Decimal(one), Decimal(50)) for one in shares])
    assert found is not None and found.balance == balance and found.percent == Decimal("50.0")


def test_without_measures_there_is_no_progress_and_even_shares_make_exactly_100() -> None:
    assert overall([]) is None
    assert even_shares(3) == (Decimal("33.33"), Decimal("33.33"), Decimal("33.34"))
    assert sum(even_shares(7)) == 100 and even_shares(0) == ()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2019年4月", "2019-04"), ("4月", "2019-04"), ("2019-4", "2019-04"), ("2019.04", "2019-04"),
     ("2019年第8次双周调度", "2019年第8次双周调度"), ("第 8 次双周", "2019年第8次双周调度"), ("13月", "13月"),
     ("第一季度", "第一季度"), ("2019年4月调度", "2019-04")],
)  # fmt: skip
def test_a_period_is_kept_in_its_usual_spelling(typed: str, kept: str) -> None:
    assert read_period(typed, TODAY) == kept


def test_periods_have_an_end_by_which_they_are_ordered() -> None:
    assert period_end("2019-02") == date(2019, 2, 28)
    assert period_end("2019年第8次双周调度") == date(2019, 4, 22)
    assert period_end("第一季度") is None
    assert period_title("2019-04") == "2019年4月"
    assert usual_periods(TODAY) == ("2019-05", "2019-04", "2019年第9次双周调度", "2019年第8次双周调度")


def test_measures_of_a_list_are_taken_apart_with_their_limits_and_units() -> None:
    text = "1.拆除燃煤锅炉，6月底前完成。2.安装在线监测设备（责任单位：武安市工信局）；3.建立长效机制，长期坚持。"
    parts = measure_parts(text, year=2019)
    assert [part.due_text for part in parts] == ["6月底", "", ""]
    assert parts[1].unit == "武安市工信局" and parts[2].text == "建立长效机制，长期坚持。"
    assert [part.text for part in measure_parts("全面整治，完善台账。")] == ["全面整治，完善台账。"]
    assert measure_parts(" ") == ()


def test_files_are_told_apart_by_their_ending_and_programs_are_known() -> None:
    assert file_kind("整改后.JPG").family == "picture" and file_kind("批复.pdf").word == "PDF"
    assert file_kind("没有后缀").family == "other"
    assert is_program("照片.jpg.exe") and is_program("a.LNK ") and not is_program("照片.jpg")
    assert [size_words(size) for size in (815, 1536, 300 * 1024, 5 * 2**20)] == [
        "815 字节",
        "1.5 KB",
        "300 KB",
        "5.0 MB",
    ]


def jpeg_of(order: str = "<") -> bytes:
    """A JPEG head of 2019-04-28 09:30:00 at 114.203 E, 36.696 N."""

    def directory(at: int, entries: list[tuple[int, int, int, bytes]]) -> bytes:
        """(tag, type, count, value); longer values stand behind the directory."""
        behind = at + 2 + 12 * len(entries) + 4
        head, tail = struct.pack(f"{order}H", len(entries)), b""
        for tag, kind, count, value in entries:
            place = value.ljust(4, b"\0") if len(value) <= 4 else struct.pack(f"{order}I", behind + len(tail))
            head += struct.pack(f"{order}HHI", tag, kind, count) + place
            tail += value if len(value) > 4 else b""
        return head + b"\0\0\0\0" + tail

    def long(number: int) -> bytes:
        return struct.pack(f"{order}I", number)

    def degrees(value: float) -> bytes:
        return struct.pack(f"{order}6I", int(value), 1, 0, 1, round((value - int(value)) * 3600 * 1000), 1000)

    taken = b"2019:04:28 09:30:00\0"
    exif_at, gps_at = 100, 200
    tiff = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, 8)
    tiff += directory(8, [(0x8769, 4, 1, long(exif_at)), (0x8825, 4, 1, long(gps_at))])
    tiff = tiff.ljust(exif_at, b"\0") + directory(exif_at, [(0x9003, 2, len(taken), taken)])
    gps = [(1, 2, 2, b"N\0"), (2, 5, 3, degrees(36.696)), (3, 2, 2, b"E\0"), (4, 5, 3, degrees(114.203))]
    tiff = tiff.ljust(gps_at, b"\0") + directory(gps_at, gps)
    body = b"Exif\0\0" + tiff
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(body) + 2) + body + b"\xff\xda"


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photograph_tells_when_and_where_it_was_taken(order: str) -> None:
    found = photo_facts(jpeg_of(order))
    assert found == PhotoFacts(datetime(2019, 4, 28, 9, 30), 114.203, 36.696)


def test_a_file_that_is_no_photograph_or_is_cut_tells_nothing() -> None:
    whole = jpeg_of()
    for head in (b"", b"%PDF-1.4", b"\xff\xd8", b"\xff\xd8\xff\xe1\0\0Exif"):
        assert photo_facts(head) == PhotoFacts()
    for end in range(len(whole)):
        photo_facts(whole[:end])
    for at in range(10, len(whole)):
        photo_facts(whole[:at] + b"\xff" + whole[at + 1 :])
