"""What stands in single cells of real lists: odd dates, coordinates, codes, several values and deadline wordings."""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy import select

from models.importing import ImportSession, run_import
from models.importing.cells.deadlines import DeadlineReader
from models.rules.deadline_text import wording_key
from models.schema import BatchRow


def originals(ledger) -> dict[int, dict]:
    with ledger.reading() as connection:
        rows = connection.execute(select(BatchRow.row, BatchRow.originals)).all()
    return {row: json.loads(text) for row, text in rows if text}


def told(report) -> dict[str, str]:
    return {issue.cell: issue.message for issue in report.issues}


def test_the_first_day_of_a_range_counts_and_is_said(ledger, book, records):
    days = [
        "2018年4月10日-12日",
        "2018.4.10、2018.4.12",
        "2018/4/10 9:30",
        "43200",
        "2O18。4。10",
        datetime(2018, 4, 10, 9),
    ]
    rows = [["企业名称", "问题描述", "检查时间"]] + [[f"厂{n}", f"扬尘{n}", day] for n, day in enumerate(days)]
    report = run_import(ledger, [book(rows)])
    assert {record["found_on"] for record in records().values()} == {"2018-04-10"}
    assert list(told(report)) == ["C2", "C3"]
    assert "取开始日" in told(report)["C2"]
    assert "取第一个" in told(report)["C3"]
    assert originals(ledger)[2]["found_on"] == "2018年4月10日-12日"


def test_a_year_that_cannot_be_is_pointed_out(ledger, book, records):
    rows = [
        ["企业名称", "问题描述", "检查时间", "整改时限"],
        ["甲厂", "扬尘", date(2018, 4, 10), date(2108, 6, 30)],
        ["乙厂", "废气", date(1918, 4, 10), date(2018, 6, 30)],
    ]
    report = run_import(ledger, [book(rows)])
    assert records()["甲厂"]["deadline"] == "2108-06-30"
    assert records()["乙厂"]["found_on"] == "1918-04-10"
    assert "可疑" in told(report)["C3"]
    assert "可疑" in told(report)["D2"]


def test_what_only_looks_like_coordinates_stays_text_with_a_reason(ledger, book, records):
    rows = [
        ["企业名称", "问题描述", "经度", "纬度"],
        ["甲厂", "扬尘", 113.3959267, 36.1],
        ["乙厂", "废气", 38512345.6, 4023456.1],
        ["丙厂", "废水", "1133959", "36.1"],
        ["丁厂", "噪声", 0, 0],
        ["戊厂", "油烟", "113,3959", "36,1234"],
        ["己厂", "固废", 13.39, 36.1],
        ["庚厂", "异味", "东经113°23′45.6″，北纬36°12′0″", None],
        ["辛厂", "烟尘", "36°12′", "113°23′45.6″"],
    ]
    report = run_import(ledger, [book(rows)])
    points = {name: (record["longitude"], record["latitude"]) for name, record in records().items()}
    assert points == {
        "甲厂": (113.395927, 36.1),
        "乙厂": (None, None),
        "丙厂": (None, 36.1),
        "丁厂": (None, None),
        "戊厂": (113.3959, 36.1234),
        "己厂": (13.39, 36.1),
        "庚厂": (113.396, 36.2),
        "辛厂": (113.396, 36.2),
    }
    said = " ".join(issue.message for issue in report.issues)
    for words in ("平面坐标（米）", "丢了小数点", "没有坐标", "逗号", "不在中国范围内", "已分开", "已对调"):
        assert words in said
    assert originals(ledger)[3]["longitude"] == "38512345.6"


def test_both_coordinates_in_one_column_are_read_and_doubts_said(ledger, book, records):
    cells = [
        "113°23′45.6″，36°12′0″",
        "N36.2 E113.396",
        "经度：113.396；纬度：36.2",
        "113.396,36.2（GCJ-02）",
        "113.396,36.2;113.4,36.3",
        "0,0",
        "村东头",
    ]
    rows = [["企业名称", "问题描述", "经纬度"]] + [[f"厂{n}", f"扬尘{n}", cell] for n, cell in enumerate(cells)]
    report = run_import(ledger, [book(rows)])
    points = [(record["longitude"], record["latitude"]) for record in records().values()]
    assert points == [(113.396, 36.2)] * 5 + [(None, None)] * 2
    messages = told(report)
    assert list(messages) == ["C5", "C6", "C7", "C8"]
    assert "没有换算" in messages["C5"]
    assert "2个点" in messages["C6"]


def test_six_columns_of_angles_may_be_misspelt_and_carry_their_own_signs(ledger, book, records):
    rows = [
        ["企业名称", "问题描述", "经度度", "经度分", "经度秒", "维度度", "维度分", "维度秒"],
        ["甲厂", "扬尘", "113°", "23′", "45.6″", 36, 12, None],
        ["乙厂", "废气", 113, 23, 45.6, "36度", "12分", "0秒"],
        ["丙厂", "废水", 113, 75, 0, 36, 12, 0],
    ]
    run_import(ledger, [book(rows)])
    points = [(record["longitude"], record["latitude"]) for record in records().values()]
    assert points == [(113.396, 36.2), (113.396, 36.2), (None, 36.2)]


def test_several_pollutants_in_one_cell_are_taken_apart_as_written(ledger, book, records):
    cells = ["水、大气", "大气污染，噪声", "水和大气", "水/固废 扬尘", "大气、大气", "水（地表水、地下水）；噪声"]
    rows = [["企业名称", "问题描述", "污染类型"]] + [[f"厂{n}", f"问题{n}", cell] for n, cell in enumerate(cells)]
    run_import(ledger, [book(rows)])
    assert [record["pollutants"] for record in records().values()] == [
        ["水", "大气"], ["大气污染", "噪声"], ["水", "大气"], ["水", "固废", "扬尘"], ["大气"],
        ["水（地表水、地下水）", "噪声"],
    ]  # fmt: skip


def test_codes_and_phones_are_kept_and_their_doubts_said(ledger, book, records):
    rows = [
        ["编号", "企业名称", "问题描述", "统一社会信用代码", "联系电话"],
        ["0089", "甲厂", "扬尘", "91110000802100433B", 13812345678.0],
        ["0090", "乙厂", "废气", "9111OOOO802100433B", "1.3812345678E+10"],
        ["0091", "丙厂", "废水", "91330100799655058C", "13812345678 13987654321"],
        ["0092", "丁厂", "噪声", "91440300708461136T", "1.38E+10"],
        ["0093", "戊厂", "油烟", 110101199001011234.0, "0310-1234567"],
    ]
    report = run_import(ledger, [book(rows)])
    found = list(records().values())
    assert [record["list_number"] or record["number"] for record in found] == ["0089", "0090", "0091", "0092", "0093"]
    assert [record["phone"] for record in found] == [
        "13812345678", "13812345678", "13812345678 13987654321", "1.38E+10", "0310-1234567",
    ]  # fmt: skip
    assert [record["credit_code"] for record in found][:3] == [
        "91110000802100433B", "9111OOOO802100433B", "91330100799655058C",
    ]  # fmt: skip
    messages = told(report)
    assert {cell: messages.get(cell, "")[:6] for cell in ("D2", "D3", "D4", "E5", "D6")} == {
        "D2": "", "D3": "信用代码不用", "D4": "信用代码的校", "E5": "科学计数法丢", "D6": "数字超过15",
    }  # fmt: skip


def test_a_deadline_says_why_it_has_no_date_or_an_unsure_one(ledger, book, records):
    wordings = {
        "2018年6月31日": "不是存在的日期",
        "采暖季前": "请选定日期",
        "6月底或7月底": "请核对",
        "待定": "没有读出日期",
        "2018年底前完成，长期坚持": "",
        "立行立改": "",
        "6月底前完成50%，年底前全部完成": "",
    }
    rows = [["问题清单（截至2018年6月1日）"], ["企业名称", "问题描述", "整改时限"]]
    rows += [[f"厂{n}", f"扬尘{n}", wording] for n, wording in enumerate(wordings)]
    report = run_import(ledger, [book(rows, merges=["A1:C1"])])
    found = [(record["deadline_kind"], record["deadline"]) for record in records().values()]
    assert found == [
        ("unknown", None), ("unknown", None), ("date", "2018-07-31"), ("unknown", None), ("date", "2018-12-31"),
        ("immediate", None), ("staged", "2018-12-31"),
    ]  # fmt: skip
    messages = told(report)
    for row, words in enumerate(wordings.values(), start=3):
        assert words in messages.get(f"C{row}", "")
        assert bool(words) == (f"C{row}" in messages)


def readings(reader: DeadlineReader, values, assigned=None, found=None):
    nothing = [None] * len(values)
    return reader.column(values, lambda place: str(values[place]), assigned or nothing, found or nothing)


def test_a_corrected_wording_is_read_as_corrected_and_not_doubted_again():
    learned = {
        "采暖季前": {"kind": "date", "date": "2018-11-14", "days": None, "stages": []},
        wording_key("尽快"): {"kind": "days", "date": None, "days": 10, "stages": []},
        "/": {"kind": "standing"},
    }
    values = ["采暖季前。", "尽快", "尽快", "/", "待定"]
    days = ["2018-06-01", "2018-06-01", "2018-07-01", None, None]
    found = readings(DeadlineReader(2018, None, learned=learned), values, days)
    assert [(one.kind, one.date) for one in found] == [
        ("date", "2018-11-14"), ("days", "2018-06-11"), ("days", "2018-07-11"), ("standing", None), ("unknown", None),
    ]  # fmt: skip
    assert [bool(one.note) for one in found] == [False, False, False, False, True]
    assert [one.text for one in found] == values


def test_a_count_starts_on_the_day_of_assignment_even_where_a_year_stands_beside_it():
    values = ["按2018年方案，15日内完成", "3月底前", "一个月内"]
    found = readings(DeadlineReader(2018, None), values, ["2018-11-20"] * 3)
    assert [one.date for one in found] == ["2018-12-05", "2019-03-31", "2018-12-20"]
    seen = readings(DeadlineReader(2018, None), ["3月底前", "15日内"], None, ["2018-11-20"] * 2)
    assert [one.date for one in seen] == ["2019-03-31", None]


def test_one_correction_teaches_every_later_import(ledger, book, records):
    rows = [["企业名称", "问题描述", "整改时限"], ["甲厂", "扬尘", "采暖季前"], ["乙厂", "废气", "2018年9月底前"]]
    with ImportSession(ledger, [book(rows, "一月.xlsx")]) as session:
        session.answer_deadline("采暖季前。", {"kind": "date", "date": "2018-11-14", "days": None, "stages": []})
        session.commit()
    first = records()["甲厂"]
    assert (first["deadline_text"], first["deadline_kind"], first["deadline"]) == ("采暖季前", "date", "2018-11-14")

    rows = [rows[0], ["丙厂", "废水", "采 暖 季 前"], ["丁厂", "噪声", "待定"]]
    report = run_import(ledger, [book(rows, "二月.xlsx")])
    assert (records()["丙厂"]["deadline_kind"], records()["丙厂"]["deadline"]) == ("date", "2018-11-14")
    assert [issue.cell for issue in report.issues] == ["C3"]
