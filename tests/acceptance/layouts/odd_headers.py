"""Headers as offices make them: five rows, stars, units, English, column numbers, labels missing or twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.acceptance.layouts.bureau_lists import CITY, COUNTY, LIMIT, NAME, PROBLEM, REMARKS, SERIAL, UNIT
from tests.acceptance.layouts.facts import ANYANG, BINZHOU, DEADLINE, HANDAN, XINGTAI, facts
from tests.acceptance.layouts.paper import Book, Column


def five_header_rows(folder: Path) -> dict[str, Any]:
    """Parents of parents of parents, all merged; the data begin in the seventh row."""
    top, where, who = "强化监督定点帮扶", "所在地", "责任落实"
    columns = [
        SERIAL,
        Column((top, where, "行政区划", "省市", "省"), "province", "province"),
        Column((top, where, "行政区划", "省市", "市"), "city", "city"),
        Column((top, where, "行政区划", "县（市、区）"), "county", "county"),
        Column((top, where, "乡镇"), "town", "town"),
        Column((top, "点位", "名称"), "site_name", "site_name"),
        Column((top, "点位", "问题", "描述"), "description", "description"),
        Column((top, who, "单位"), "responsible_unit", "responsible_unit"),
        Column((top, who, "时限"), "deadline_cell", DEADLINE),
    ]
    book = Book()
    paper = book.sheet("清单", columns)
    paper.skip("清单", merge=9)
    paper.header()
    paper.data(facts(9, 80))
    return book.save(folder, "五层表头.xlsx")


def vertical_words_and_stars(folder: Path) -> dict[str, Any]:
    """One character a line, stars for what must be filled, hints in brackets."""
    columns = [
        Column("序\n号", "n", "list_number"),
        Column("*地市", "city", {"province": "province", "city": "city"}),
        Column("*县\n区", "county", "county"),
        Column("＊企业名称（必填）", "site_name", "site_name"),
        Column("*问\n题\n描\n述", "description", "description"),
        Column("问题类型（下拉选择）", "category", "category"),
        Column("整\n改\n时\n限*", "deadline_cell", DEADLINE),
        Column("联 系 电 话\n（手机）", "phone", "phone"),
        Column("备\n \n注", "remarks", "remarks"),
    ]
    book = Book()
    paper = book.sheet("填报", columns)
    paper.skip("问题填报表（带*为必填项）", merge=9)
    paper.header()
    paper.data(facts(10, 81))
    return book.save(folder, "竖排表头.xlsx")


def header_names_units(folder: Path) -> dict[str, Any]:
    """罚款金额（亿元）, 面积(亩), 投资/万元: units in the header, plain numbers below."""
    columns = [
        SERIAL, CITY, COUNTY, NAME, PROBLEM,
        Column("罚款金额（亿元）", lambda f: f["n"] / 10, None),
        Column("占地面积(亩)", lambda f: f["n"] * 3, None),
        Column("总投资/万元", lambda f: f["n"] * 11.5, None),
        Column("废气排放量（万标立方米/年）", lambda f: f["n"] * 7, None),
        Column("时限（年月日）", "deadline_cell", DEADLINE),
        Column("经度（°E）", "longitude", "longitude"),
        Column("纬度（°N）", "latitude", "latitude"),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("清单", columns)
    paper.header()
    paper.data(facts(10, 82))
    return book.save(folder, "单位在表头.xlsx")


def english_line_below(folder: Path) -> dict[str, Any]:
    """Every label in Chinese, and in English in the row below."""
    pairs = (("序号", "No."), ("城市", "City"), ("县区", "County"), ("企业名称", "Name of Enterprise"),
             ("问题描述", "Description of Problem"), ("整改时限", "Deadline"),
             ("责任单位", "Responsible Unit"))  # fmt: skip
    plain = (SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT, UNIT)
    columns = [Column(pair, column.write, column.says) for pair, column in zip(pairs, plain, strict=True)]
    book = Book()
    paper = book.sheet("清单", columns)
    paper.skip("问题清单 List of Problems", merge=7)
    paper.header(merge=False)
    paper.data(facts(11, 83))
    return book.save(folder, "中英文.xlsx")


def english_only(folder: Path) -> dict[str, Any]:
    """A database export with English labels."""
    columns = [
        Column("ID", "n", "list_number"),
        Column("Problem No.", "number", "number"),
        Column("Province", "province", "province"),
        Column("City", "city", "city"),
        Column("County", "county", "county"),
        Column("Company Name", "site_name", "site_name"),
        Column("Address", "address", "address"),
        Column("Longitude", "longitude", "longitude"),
        Column("Latitude", "latitude", "latitude"),
        Column("Problem Type", "category", "category"),
        Column("Description", "description", "description"),
        Column("Inspection Date", "found", "found_on"),
        Column("Deadline", "deadline_cell", DEADLINE),
        Column("Responsible Unit", "responsible_unit", "responsible_unit"),
        Column("Contact", "responsible_person", "responsible_person"),
        Column("Phone", "phone", "phone"),
        Column("Remarks", "remarks", "remarks"),
    ]
    book = Book()
    paper = book.sheet("export", columns)
    paper.header()
    paper.data(facts(12, 84))
    return book.save(folder, "export.xlsx")


def columns_numbered_in_letters(folder: Path) -> dict[str, Any]:
    """甲 乙 丙 1 2 3 under the header of a statistical office."""
    book = Book()
    paper = book.sheet("清单", [SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT, UNIT])
    paper.skip("表号：环统01表", None, None, None, None, "制定机关：生态环境部")
    paper.skip("突出问题清单", merge=7)
    paper.header()
    paper.skip("甲", "乙", "丙", "丁", 1, 2, 3)
    paper.data(facts(9, 85))
    return book.save(folder, "甲乙丙.xlsx")


def columns_numbered_a_to_g(folder: Path) -> dict[str, Any]:
    """A B C D under the header."""
    book = Book()
    paper = book.sheet("2018年清单", [SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT, UNIT])
    paper.header()
    paper.skip(*"ABCDEFG")
    paper.data(facts(9, 86))
    return book.save(folder, "ABC.xlsx")


def instructions_and_samples(folder: Path) -> dict[str, Any]:
    """What to write below each label, then two worked examples named 示例1 and 示例2; instructions above too."""
    book = Book()
    paper = book.sheet("上报表", [SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT, UNIT])
    paper.skip("突出环境问题上报表", merge=7)
    paper.skip("填报要求：1.每个问题填一行；2.不得合并单元格；", merge=7)
    paper.skip("3.于6月30日前报送至邮箱。", merge=7)
    paper.header()
    paper.skip("自动生成", "填写到市", "填写到县", "与营业执照一致", "不超过500字", "格式：2018-06-30", "填写全称")
    paper.skip("示例1", "某市", "某县", "某某公司", "废气直排", "2018-06-30", "某县政府")
    paper.skip("示例2", "某市", "某县", "某某厂", "料堆未苫盖", "立行立改", "某县政府")
    paper.data(facts(8, 87))
    return book.save(folder, "上报表.xlsx")


def pages_with_their_own_totals(folder: Path) -> dict[str, Any]:
    """After every page 本页小计 and 第1页 共3页, then the title and the header again."""
    book = Book()
    paper = book.sheet("打印", [SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT])
    rows = facts(18, 88, [HANDAN, BINZHOU])
    for page in range(3):
        paper.skip("交办问题清单", merge=6)
        paper.header(again=page > 0)
        paper.data(rows[page * 6 : page * 6 + 6])
        paper.skip("本页小计", None, None, "6个")
        paper.skip(None, None, f"第{page + 1}页，共3页")
    paper.skip("累计", None, None, "18个")
    return book.save(folder, "分页.xlsx")


def the_same_label_twice(folder: Path) -> dict[str, Any]:
    """备注 twice, 时间 under two parents, 联系电话 for two people."""
    columns = [
        SERIAL, CITY, COUNTY, NAME,
        Column(("检查", "时间"), "found_on", "found_on"),
        Column(("检查", "情况"), "description", "description"),
        Column(("检查", "备注"), lambda f: "复查" if f["n"] % 2 else None, None),
        Column(("整改", "时限"), "deadline_cell", DEADLINE),
        Column(("整改", "责任单位"), "responsible_unit", "responsible_unit"),
        Column("备注", "remarks", "remarks"),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("清单", columns)
    paper.header()
    paper.data(facts(10, 89))
    return book.save(folder, "重名列.xlsx")


def left_columns_without_labels(folder: Path) -> dict[str, Any]:
    """The serial and the place have no label; the header begins over the name."""
    columns = [
        Column("", "n", None),
        Column("", "city", None),
        NAME,
        PROBLEM,
        LIMIT,
        UNIT,
        REMARKS,
    ]
    book = Book()
    paper = book.sheet("清单", columns)
    paper.skip(None, None, "问题清单")
    paper.header(merge=False)
    paper.data(facts(10, 90))
    return book.save(folder, "左列无名.xlsx")


def yes_and_no_in_two_columns(folder: Path) -> dict[str, Any]:
    """是 | 否 with ticks under 是否完成整改, and 已完成 | 未完成 is another office's wording for the same."""
    columns = [
        SERIAL, CITY, COUNTY, NAME, PROBLEM,
        Column(("是否完成整改", "是"), lambda f: "√" if f["n"] % 2 else None,
               {"said_status": lambda f: "已完成整改" if f["n"] % 2 else "未完成整改"}),
        Column(("是否完成整改", "否"), lambda f: None if f["n"] % 2 else "√", None),
        LIMIT,
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("清单", columns)
    paper.skip("清单", merge=8)
    paper.header()
    paper.data(facts(10, 91))
    return book.save(folder, "是否两列.xlsx")


def two_hundred_columns(folder: Path) -> dict[str, Any]:
    """A census export: known columns among two hundred unknown ones, and texts of 9,000 characters."""
    columns = [SERIAL, CITY, COUNTY, NAME]
    columns += [Column(f"指标{at}", lambda f, at=at: f["n"] * at if at % 3 else None, None) for at in range(1, 191)]
    columns += [
        Column("问题描述", lambda f: f["description"] + "情况说明。" * 1800,
               {"description": lambda f: f["description"] + "情况说明。" * 1800}),
        Column("联系电话", "phone", "phone"),
        REMARKS,
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("导出", columns)
    paper.header()
    paper.data(facts(7, 92, [XINGTAI]))
    return book.save(folder, "宽表.xlsx")


def a_single_problem(folder: Path) -> dict[str, Any]:
    """One row below title and header, a note under it."""
    book = Book()
    paper = book.sheet("Sheet1", [SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT, UNIT])
    paper.skip("甲清单")
    paper.header()
    paper.data(facts(1, 93, [ANYANG]))
    paper.skip("注：本次仅1个问题。")
    return book.save(folder, "一条.xlsx")


def merged_in_both_directions(folder: Path) -> dict[str, Any]:
    """Address and town of a site are one merged cell, unit and limit of several rows another."""
    columns = [SERIAL, CITY, COUNTY, NAME, Column("地址", "address", "address"), Column("位置补充", lambda f: None),
               PROBLEM, Column("责任单位", "unit_", {"responsible_unit": "unit_"}),
               Column("责任人", lambda f: None, None)]  # fmt: skip
    rows = facts(12, 94, [HANDAN])
    for at, row in enumerate(rows):
        row["unit_"] = f"{rows[at // 3 * 3]['county']}人民政府"
        row["county"] = rows[at // 3 * 3]["county"]
    book = Book()
    paper = book.sheet("清单", columns)
    paper.skip("清单", merge=9)
    paper.header()
    written = paper.data(rows)
    for row in written:
        paper.merge(row, 5, row, 6)
    for start in range(0, 12, 3):
        for row in written[start + 1 : start + 3]:
            paper.sheet.cell(row, 8).value = None
        paper.merge(written[start], 8, written[start + 2], 9)
        for problem in paper.problems[start : start + 3]:
            problem["responsible_person"] = rows[start]["unit_"]
    for problem in paper.problems:
        problem.pop("responsible_person")
    return book.save(folder, "双向合并.xlsx")
