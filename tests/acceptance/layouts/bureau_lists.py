"""Lists of bureaus in which the place stands anywhere but in a column of its own, and totals anywhere at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.acceptance.layouts.facts import ANYANG, BINZHOU, DEADLINE, HANDAN, XINGTAI, facts
from tests.acceptance.layouts.paper import Book, Column, Fact

SERIAL = Column("序号", "n", "list_number")
CITY = Column("城市", "city", {"province": "province", "city": "city"})
COUNTY = Column("县区", "county", "county")
NAME = Column("企业名称", "site_name", "site_name")
PROBLEM = Column("存在问题", "description", "description")
LIMIT = Column("整改时限", "deadline_cell", DEADLINE)
UNIT = Column("责任单位", "responsible_unit", "responsible_unit")
REMARKS = Column("备注", "remarks", "remarks")


def by(rows: list[dict[str, Any]], key: str) -> dict[str, list[dict[str, Any]]]:
    """The facts by city or county, in their order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[key], []).append(row)
    return found


def anew(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same facts, counted from 1 again."""
    return [row | {"n": at, "list_number": str(at)} for at, row in enumerate(rows, 1)]


def first_of_run(key: str) -> Any:
    """Writes a value only in the first row of its run."""
    seen: list[Any] = [None]

    def write(fact: Fact) -> Any:
        same, seen[0] = fact[key] == seen[0], fact[key]
        return None if same else fact[key]

    return write


def groups_of_two_levels(folder: Path) -> dict[str, Any]:
    """一、邯郸市（12个） and below it （一）武安市（4个）: neither city nor county has a column."""
    book = Book()
    paper = book.sheet("清单", [SERIAL, NAME, PROBLEM, LIMIT, UNIT])
    paper.skip("重点区域问题交办清单（2018年6月）", merge=5)
    paper.header()
    made = facts(22, 60, [HANDAN, XINGTAI])
    for at, (city, rows) in enumerate(by(made, "city").items()):
        paper.skip(f"{'一二'[at]}、{city}（{len(rows)}个）")
        for place, (county, members) in enumerate(by(rows, "county").items()):
            paper.skip(f"（{'一二三四'[place]}）{county}（{len(members)}个）")
            paper.data(anew(members), province="河北省", city=city, county=county)
    return book.save(folder, "两级分组.xlsx")


def group_rows_in_the_second_column(folder: Path) -> dict[str, Any]:
    """The city's name stands under 企业名称, not merged, with a count in a further cell."""
    book = Book()
    paper = book.sheet("清单", [SERIAL, NAME, COUNTY, PROBLEM, LIMIT, REMARKS])
    paper.header()
    for city, rows in by(facts(20, 61, [HANDAN, BINZHOU]), "city").items():
        paper.skip(None, f"{city}（{len(rows)}家）")
        paper.data(rows, city=city)
    return book.save(folder, "分组在第二列.xlsx")


def places_blank_below_the_first(folder: Path) -> dict[str, Any]:
    """City and county only in the first row of a run, nothing merged; every row has serial and name."""
    columns = [
        SERIAL,
        Column("城市", first_of_run("city"), {"province": "province", "city": "city"}),
        Column("县区", first_of_run("county"), "county"),
        NAME,
        PROBLEM,
        LIMIT,
        REMARKS,
    ]
    book = Book()
    paper = book.sheet("清单", columns)
    paper.skip("交办问题清单")
    paper.header()
    paper.data(facts(26, 62, [HANDAN, ANYANG]))
    return book.save(folder, "地市只写一次.xlsx")


def serial_city_and_unit_blank_below(folder: Path) -> dict[str, Any]:
    """One number a county: serial, city, county and unit stand once, the sites follow below."""
    columns = [
        Column("序号", first_of_run("no"), None),
        Column("市", first_of_run("city"), {"province": "province", "city": "city"}),
        Column("县", first_of_run("county"), "county"),
        NAME,
        PROBLEM,
        Column("责任单位", first_of_run("responsible_unit"), "responsible_unit"),
        LIMIT,
    ]
    rows = facts(18, 63, [XINGTAI, BINZHOU])
    counties = list(by(rows, "county"))
    for row in rows:
        row["no"] = counties.index(row["county"]) + 1
    book = Book()
    paper = book.sheet("Sheet1", columns)
    paper.skip("附件1：")
    paper.skip("强化监督问题清单", merge=7)
    paper.header()
    paper.data(rows)
    return book.save(folder, "一县一号.xlsx")


def totals_in_any_column(folder: Path) -> dict[str, Any]:
    """小计 under the name, 合计 under the serial, 总 计 under the county; 其中 below the total; serials begin anew."""
    book = Book()
    paper = book.sheet("清单", [SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT, Column("罚款（亿元）", "weight_", None)])
    paper.skip("问题整改清单", merge=7)
    paper.header()
    made = facts(24, 64, [HANDAN, ANYANG])
    for row in made:
        row["weight_"] = row["n"] / 100
    for city, rows in by(made, "city").items():
        paper.data(anew(rows))
        paper.skip(None, city, None, "小计", f"{len(rows)}个", None, 1.5)
    paper.skip(None, None, "总 计", f"{len(made)}个", None, None, 3)
    paper.skip("合计", len(made), None, None, None, None, 3)
    return book.save(folder, "小计在各列.xlsx")


def totals_on_top(folder: Path) -> dict[str, Any]:
    """总计 and the subtotals of both cities stand between header and data."""
    book = Book()
    paper = book.sheet("清单", [SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT])
    paper.skip("2018年问题清单")
    paper.header()
    made = facts(14, 65, [HANDAN, ANYANG])
    paper.skip("总计", None, None, "14个", "已完成9个")
    for city, rows in by(made, "city").items():
        paper.skip(None, f"{city}合计", None, f"{len(rows)}个")
    paper.data(made)
    return book.save(folder, "合计在上.xlsx")


def county_only_in_the_sheet_name(folder: Path) -> dict[str, Any]:
    """Sheets 武安市, 磁县 …, no titles; other orders and other words on each."""
    words = (
        ("企业名称", "存在问题", "完成时限"),
        ("点位名称", "问题描述", "整改期限"),
        ("单位名称", "检查情况", "办结时限"),
    )
    book = Book()
    for at, county in enumerate(("武安市", "磁县", "永年区")):
        name, problem, limit = words[at]
        columns = [
            SERIAL,
            Column(name, "site_name", "site_name"),
            Column(problem, "description", "description"),
            Column(limit, "deadline_cell", DEADLINE),
            Column("责任人", "responsible_person", "responsible_person"),
        ]
        paper = book.sheet(
            county, [columns[place] for place in ((0, 1, 2, 3, 4), (0, 3, 4, 1, 2), (0, 2, 1, 4, 3))[at]]
        )
        paper.header()
        rows = facts(6, 66 + at, [("河北省", "邯郸市", (county,))])
        paper.data(rows, province="河北省", city="邯郸市", county=county)
    return book.save(folder, "各县.xlsx")


def place_in_one_cell_with_signs(folder: Path) -> dict[str, Any]:
    """邯郸市/武安市/阳邑镇 in one cell; unit with person, person with phone, measures with limit."""
    columns = [
        SERIAL,
        Column("所在市/县", lambda f: f"{f['city']}/{f['county']}",
               {"province": "province", "city": "city", "county": "county"}),
        NAME,
        PROBLEM,
        Column("整改措施及时限", lambda f: f"{f['requirement']}，2018年{f['n'] % 5 + 7}月底前完成",
               {"measures": lambda f: f"{f['requirement']}，2018年{f['n'] % 5 + 7}月底前完成",
                "deadline_kind": lambda f: "date"}),
        Column("责任单位", "responsible_unit", "responsible_unit"),
        Column("联系人及电话", lambda f: f"{f['responsible_person']}{f['phone']}",
               {"responsible_person": "responsible_person", "phone": "phone"}),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("清单", columns)
    paper.skip("整改清单")
    paper.header()
    paper.data(facts(12, 70, [HANDAN, BINZHOU]))
    return book.save(folder, "合写.xlsx")


def title_block_in_separate_cells(folder: Path) -> dict[str, Any]:
    """填报单位, round and date in cells left and right of a title; labels and values apart."""
    book = Book()
    paper = book.sheet("Sheet1", [SERIAL, COUNTY, NAME, PROBLEM, LIMIT, UNIT, REMARKS])
    paper.skip(None, None, None, "强化督查交办问题整改台账")
    paper.skip("填报单位：", "邢台市生态环境局", None, None, None, "督查轮次：", "第九轮次")
    paper.skip("联系人：", "张三", None, None, None, "截至日期：", "2018年6月30日")
    paper.blank()
    paper.header()
    paper.data(facts(11, 71, [XINGTAI]), province="河北省", city="邢台市", round="9")
    return book.save(folder, "表头块.xlsx")


def title_at_the_bottom(folder: Path) -> dict[str, Any]:
    """The table begins in the first row; what it is stands below it, then a date and a signature."""
    book = Book()
    paper = book.sheet("Sheet1", [SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT])
    paper.header()
    paper.data(facts(10, 72, [HANDAN]))
    paper.blank(2)
    paper.skip("附：2018年强化督查第十一轮交办问题清单", merge=6)
    paper.skip(None, None, None, None, "邯郸市生态环境局")
    paper.skip(None, None, None, None, "2018年6月30日")
    return book.save(folder, "标题在下.xlsx")


def parts_far_apart(folder: Path) -> dict[str, Any]:
    """Five blank rows between the parts, a blank column in the middle, and a remark below."""
    blank = Column("", lambda f: None, None)
    book = Book()
    paper = book.sheet("Sheet1", [SERIAL, CITY, COUNTY, NAME, blank, PROBLEM, LIMIT])
    paper.skip("清单")
    paper.header(merge=False)
    rows = facts(15, 73, [HANDAN, ANYANG])
    paper.data(rows[:5])
    paper.blank(5)
    paper.data(rows[5:10])
    paper.blank(12)
    paper.data(rows[10:])
    paper.blank(4)
    paper.skip("说明：以上问题由各县（市、区）政府负责整改。")
    return book.save(folder, "分段.xlsx")
