"""Cells become values: places, dates, angles, ditto marks, merged and left-out names, and the texts they came from."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import select

from models.importing import run_import
from models.schema import BatchRow


def originals(ledger) -> dict[int, dict]:
    with ledger.reading() as connection:
        rows = connection.execute(select(BatchRow.row, BatchRow.originals)).all()
    return {row: json.loads(text) for row, text in rows if text}


def test_ditto_means_the_cell_above_also_across_a_chain(ledger, book, records):
    rows = [["序号", "城市", "企业名称", "问题描述", "责任人"]]
    rows += [
        [n, "邯郸市", f"厂{n}", f"问题{n}", who] for n, who in enumerate(["张三", "同上", "〃", "李四", "同上"], 1)
    ]
    run_import(ledger, [book(rows)])
    assert [record["responsible_person"] for record in records().values()] == ["张三", "张三", "张三", "李四", "李四"]


def test_merged_cells_are_filled_down(ledger, book, records):
    rows = [
        ["序号", "城市", "县区", "企业名称", "问题描述"],
        [1, "邯郸市", "永年区", "甲厂", "扬尘"],
        [2, None, None, "乙厂", "废气"],
        [3, None, "磁县", "丙厂", "废水"],
    ]
    run_import(ledger, [book(rows, merges=["B2:B4", "C2:C3"])])
    assert [record["county"] for record in records().values()] == ["永年区", "永年区", "磁县"]
    assert {record["city"] for record in records().values()} == {"邯郸市"}


def test_a_name_left_blank_below_a_first_one_continues_it(ledger, book):
    from models.queries.filtering import ProblemQuery
    from models.queries.records import problem_records

    rows = [
        ["序号", "城市", "企业名称", "问题描述"],
        [1, "邯郸市", "甲厂", "物料未苫盖"],
        [None, None, None, "道路未硬化"],
        [2, "邯郸市", None, "无名小作坊直排"],
        [3, "邯郸市", "乙厂", "废气直排"],
    ]
    run_import(ledger, [book(rows)])
    assert [record["site_name"] for record in problem_records(ledger, ProblemQuery())] == ["甲厂", "甲厂", None, "乙厂"]


def test_places_get_their_official_names_of_the_lists_date_and_todays_codes(ledger, book, records):
    rows = [
        ["问题清单（截至2018年6月30日）"],
        ["地市", "县区", "企业名称", "问题描述"],
        ["邢台", "任县", "甲厂", "扬尘"],
        ["济源市", "—", "乙厂", "废气"],
        ["济宁", "兖州区和邹城市", "丙厂", "废水"],
    ]
    run_import(ledger, [book(rows)])
    first, second, third = records().values()
    assert (first["province"], first["city"], first["county"]) == ("河北省", "邢台市", "任县")
    assert first["region_codes"] == ["130505"]
    assert (second["province"], second["city"], second["county"]) == ("河南省", "济源市", None)
    assert (third["regions"], third["city"]) == (["兖州区", "邹城市"], "济宁市")
    assert originals(ledger)[3]["city"] == "邢台"


def test_a_place_that_is_no_place_stays_as_written_with_a_warning(ledger, book, records):
    rows = [
        ["地市", "县区", "企业名称", "问题描述"],
        ["邯郸市", "不存在县", "甲厂", "扬尘"],
        ["邯郸市", "永年区", "乙厂", "废气"],
    ]
    report = run_import(ledger, [book(rows)])
    assert records()["甲厂"]["county"] == "不存在县"
    assert [(issue.cell, issue.field) for issue in report.issues] == [("B2", "county")]


def test_an_impossible_date_is_null_with_a_warning_and_its_text_kept(ledger, book, records):
    rows = [
        ["企业名称", "问题描述", "检查日期", "整改时限"],
        ["甲厂", "扬尘", "2019年2月30日", "2019年6月31日"],
        ["乙厂", "废气", date(2019, 2, 3), "2019年7月31日"],
        ["丙厂", "废水", "2019.2.4", "7月底"],
    ]
    report = run_import(ledger, [book(rows)])
    record = records()["甲厂"]
    assert (record["found_on"], record["deadline"], record["deadline_text"]) == (None, None, "2019年6月31日")
    assert originals(ledger)[2]["found_on"] == "2019年2月30日"
    assert {(issue.cell, issue.severity) for issue in report.issues} == {("C2", "warning"), ("D2", "warning")}
    assert records()["丙厂"]["deadline"] == "2019-07-31"


def test_a_limit_in_days_counts_from_the_day_of_assignment(ledger, book, records):
    rows = [
        ["企业名称", "问题描述", "交办日期", "整改时限"],
        ["甲厂", "扬尘", date(2018, 6, 11), "15日内"],
        ["乙厂", "废气", date(2018, 12, 20), "1月底前"],
    ]
    run_import(ledger, [book(rows)])
    assert (records()["甲厂"]["deadline_kind"], records()["甲厂"]["deadline"]) == ("days", "2018-06-26")
    assert records()["乙厂"]["deadline"] == "2019-01-31"


def test_swapped_and_split_coordinates_are_put_right(ledger, book, records):
    rows = [
        ["企业名称", "问题描述", "经度", "纬度"],
        ["甲厂", "扬尘", "36.5", "114.3"],
        ["乙厂", "废气", "114°30′0″", "36°15′0″"],
    ]
    report = run_import(ledger, [book(rows)])
    assert [(r["longitude"], r["latitude"]) for r in records().values()] == [(114.3, 36.5), (114.5, 36.25)]
    assert any("对调" in issue.message for issue in report.issues)
    six = [
        ["企业名称", "经度", None, None, "纬度", None, None],
        [None, "度", "分", "秒", "度", "分", "秒"],
        ["丙厂", 114, 30, 36, 36, 15, 0],
        ["丁厂", 114, 0, 0, 36, 0, 0],
        ["戊厂", 115, 0, 0, 36, 0, 0],
    ]
    run_import(ledger, [book(six, "六列.xlsx", merges=["A1:A2", "B1:D1", "E1:G1"])])
    assert (records()["丙厂"]["longitude"], records()["丙厂"]["latitude"]) == (114.51, 36.25)


def test_codes_and_phones_stay_text(ledger, book, records):
    rows = [
        ["编号", "企业名称", "问题描述", "统一社会信用代码", "联系电话"],
        ["０００１", "甲厂", "扬尘", " 91130400ＭA07XXXX1A ", 13800000000.0],
        ["0002", "乙厂", "废气", "无", "0310-1234567"],
        ["0003", "丙厂", "废水", "91130400MA07XXXX2B", None],
    ]
    run_import(ledger, [book(rows)])
    first, second, _ = records().values()
    assert (first["list_number"], first["credit_code"], first["phone"]) == ("0001", "91130400MA07XXXX1A", "13800000000")
    assert (second["credit_code"], second["phone"]) == (None, "0310-1234567")


def test_columns_of_the_source_that_are_not_ours_are_kept_by_their_names(ledger, book, records):
    rows = [
        ["企业名称", "问题描述", "燃煤量（吨）", "批文号"],
        ["甲厂", "扬尘", 12.5, "环审〔2017〕3号"],
        ["乙厂", "废气", None, "/"],
    ]
    report = run_import(ledger, [book(rows)]).to_json()
    assert report["files"][0]["sheets"][0]["unmapped"] == {"C": "燃煤量（吨）", "D": "批文号"}
    assert [record["extra"] for record in records().values()] == [
        {"燃煤量（吨）": "12.5", "批文号": "环审〔2017〕3号"},
        {"批文号": "/"},
    ]


def test_group_rows_carry_their_city_and_are_kept(ledger, book, records):
    rows = [
        ["序号", "企业名称", "问题描述", "整改时限"],
        ["邯郸市（2家）"],
        [1, "甲厂", "扬尘", "立行立改"],
        [2, "乙厂", "废气", "立行立改"],
        ["邢台市（2家）"],
        [1, "丙厂", "废水", "立行立改"],
        [2, "丁厂", "噪声", "立行立改"],
    ]
    report = run_import(ledger, [book(rows, merges=["A2:D2", "A5:D5"])]).to_json()
    assert report["new"] == 4
    assert [record["city"] for record in records().values()] == ["邯郸市", "邯郸市", "邢台市", "邢台市"]


def test_what_stands_around_the_table_fills_what_no_column_gives(ledger, book, records):
    rows = [
        ["2018—2019年强化监督第二十二轮问题清单"],
        ["填报单位（盖章）：邯郸市大气办　　督查组：第三组　　截至2018年8月31日"],
        ["县区", "企业名称", "问题描述", "整改时限"],
        ["永年区", "甲厂", "扬尘", "年底前"],
        ["磁县", "乙厂", "废气", "9月15日前"],
    ]
    report = run_import(ledger, [book(rows, merges=["A1:D1", "A2:D2"])]).to_json()
    constants = report["files"][0]["sheets"][0]["constants"]
    assert constants == {"as_of": "2018-08-31", "round": "22", "inspection_team": "第三组", "city": "邯郸市"}
    record = records()["甲厂"]
    assert (record["round"], record["city"], record["inspection_team"], record["deadline"]) == (
        "22",
        "邯郸市",
        "第三组",
        "2018-12-31",
    )
