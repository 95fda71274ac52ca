"""Lists that take a second look: cuts of a list, labels over two columns or two rows, places counted in rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.acceptance.layouts.bureau_lists import CITY, COUNTY, LIMIT, NAME, PROBLEM, REMARKS, SERIAL, UNIT, anew, by
from tests.acceptance.layouts.facts import ANYANG, BINZHOU, DEADLINE, HANDAN, XINGTAI, facts
from tests.acceptance.layouts.paper import Book, Column


def whole_list_and_its_cuts(folder: Path) -> dict[str, Any]:
    """总表, then one sheet for every city with the same rows numbered anew: they come in once."""
    columns = [SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT, UNIT]
    rows = facts(18, 120, [HANDAN, XINGTAI, ANYANG])
    book = Book()
    whole = book.sheet("总表", columns)
    whole.skip("2018年问题清单", merge=7)
    whole.header()
    whole.data(rows)
    for city, members in by(rows, "city").items():
        cut = book.sheet(city, columns)
        cut.skip(f"{city}2018年问题清单", merge=7)
        cut.header()
        cut.data(anew(members))
        cut.problems.clear()
        cut.role = "cut"
    return book.save(folder, "总表和分表.xlsx")


def sheets_numbered_and_counted(folder: Path) -> dict[str, Any]:
    """1.武安市, 磁县（5）, 附件3 永年区: the county stands in the sheet's name among other things."""
    book = Book()
    for at, (name, county) in enumerate((("1.武安市", "武安市"), ("磁县（5）", "磁县"), ("附件3 永年区", "永年区"))):
        paper = book.sheet(name, [SERIAL, NAME, PROBLEM, Column("检查日期", "found_on", "found_on"), LIMIT])
        paper.header()
        rows = facts(5, 121 + at, [("河北省", "邯郸市", (county,))])
        paper.data(rows, city="邯郸市", county=county)
    return book.save(folder, "各县编号.xlsx")


def labels_over_two_columns(folder: Path) -> dict[str, Any]:
    """企业名称 and 存在问题 each take two merged columns, in the header and in every row."""
    gap = Column("", lambda f: None)
    book = Book()
    paper = book.sheet("清单", [SERIAL, CITY, COUNTY, NAME, gap, PROBLEM, gap, LIMIT, UNIT])
    paper.skip("2018年问题清单", merge=9)
    paper.header(merge=False)
    for row in [*paper.header_rows, *paper.data(facts(9, 124, [HANDAN]))]:
        paper.merge(row, 4, row, 5)
        paper.merge(row, 6, row, 7)
    return book.save(folder, "跨列.xlsx")


def labels_numbered(folder: Path) -> dict[str, Any]:
    """1.序号 2.城市 … as in a form with numbered boxes."""
    plain = (SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT, UNIT, REMARKS)
    columns = [Column(f"{at}.{column.header}", column.write, column.says) for at, column in enumerate(plain, 1)]
    book = Book()
    paper = book.sheet("2018年", columns)
    paper.header()
    paper.data(facts(8, 125, [BINZHOU]))
    return book.save(folder, "编号表头.xlsx")


def labels_broken_over_two_rows(folder: Path) -> dict[str, Any]:
    """企业 in one row and 名称 in the next, nothing merged."""
    halves = (
        ("序", "号"),
        ("城", "市"),
        ("县", "区"),
        ("企业", "名称"),
        ("存在", "问题"),
        ("整改", "时限"),
        ("责任", "单位"),
    )
    plain = (SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT, UNIT)
    columns = [Column(pair, column.write, column.says) for pair, column in zip(halves, plain, strict=True)]
    book = Book()
    paper = book.sheet("清单", columns)
    paper.skip("2018年问题清单", merge=7)
    paper.header(merge=False)
    paper.data(facts(8, 126, [XINGTAI]))
    return book.save(folder, "断行表头.xlsx")


def places_counted_in_rows(folder: Path) -> dict[str, Any]:
    """邯郸市 | 12个 before its rows, with no word such as 小计 and no bracket."""
    book = Book()
    paper = book.sheet("清单", [SERIAL, COUNTY, NAME, PROBLEM, LIMIT, UNIT])
    paper.skip("2018年问题清单", merge=6)
    paper.header()
    for city, rows in by(facts(16, 127, [HANDAN, ANYANG]), "city").items():
        paper.skip(city, None, f"{len(rows)}个")
        paper.data(anew(rows), city=city, province=rows[0]["province"])
    paper.skip("总计", None, "16个")
    paper.skip("其中：", "已完成", "9个")
    return book.save(folder, "各市计数行.xlsx")


def english_line_above(folder: Path) -> dict[str, Any]:
    """The English labels stand first, codes of the database below the Chinese ones."""
    labels = (("No.", "序号", "XH"), ("City", "城市", "CS"), ("County", "县区", "XQ"), ("Company", "企业名称", "QYMC"),
              ("Problem", "存在问题", "CZWT"), ("Deadline", "整改时限", "ZGSX"))  # fmt: skip
    plain = (SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT)
    columns = [Column(three, column.write, column.says) for three, column in zip(labels, plain, strict=True)]
    book = Book()
    paper = book.sheet("2018", columns)
    paper.header(merge=False)
    paper.data(facts(9, 128, [ANYANG]))
    return book.save(folder, "英中码.xlsx")


def right_part_lacks_a_column(folder: Path) -> dict[str, Any]:
    """Two parts side by side; the left one has 备注, the right one has not; subtotals in both."""
    book = Book()
    paper = book.sheet("2018年清单", [SERIAL, NAME, PROBLEM, LIMIT, REMARKS])
    rows = facts(11, 129, [("河北省", "邯郸市", ("武安市",))])
    paper.skip("武安市2018年问题清单", merge=10)
    top = paper.at
    paper.header()
    always = {"city": "邯郸市", "county": "武安市"}
    paper.data(rows[:6], **always)
    paper.at, paper.left, paper.columns = top, 7, [SERIAL, NAME, PROBLEM, LIMIT]
    headers = list(paper.header_rows)
    paper.header()
    paper.header_rows[:] = headers
    paper.data(rows[6:], **always)
    paper.at, paper.left = top + 7, 1
    paper.skip("合计", "6个", None, None, None, None, "合计", "5个")
    return book.save(folder, "两栏不齐.xlsx")


def names_blank_below_with_all_that_is_the_sites(folder: Path) -> dict[str, Any]:
    """A site with several problems: name, place, address, person and phone stand once; no merge anywhere."""
    rows = facts(14, 130, [HANDAN])
    keys = ("county", "site_name", "address", "responsible_person", "phone")
    serial = 0
    for at, row in enumerate(rows):
        again = at % 3 != 0
        if again:
            row.update({key: rows[at - 1][key] for key in keys})
        else:
            serial += 1
        row["cells"] = {} if again else {key: row[key] for key in keys} | {"n": serial}
    columns = [
        Column("序号", lambda f: f["cells"].get("n")),
        Column("县（市、区）", lambda f: f["cells"].get("county"), "county"),
        Column("企业名称", lambda f: f["cells"].get("site_name"), "site_name"),
        Column("地址", lambda f: f["cells"].get("address"), "address"),
        Column("联系人", lambda f: f["cells"].get("responsible_person"), "responsible_person"),
        Column("电话", lambda f: f["cells"].get("phone"), "phone"),
        PROBLEM,
        LIMIT,
        REMARKS,
    ]
    book = Book()
    paper = book.sheet("清单", columns)
    paper.skip("邯郸市2018年问题清单", merge=9)
    paper.header()
    paper.data(rows, city="邯郸市", province="河北省")
    return book.save(folder, "一企多问题.xlsx")


def nothing_but_a_list_of_sites(folder: Path) -> dict[str, Any]:
    """A register without a problem, a serial or a date: names, places, coordinates."""
    columns = [
        Column("点位名称", "site_name", "site_name"),
        Column("地市", "city", {"province": "province", "city": "city"}),
        Column("东经", "longitude", "longitude"),
        Column("北纬", "latitude", "latitude"),
        Column("行业", "industry", "industry"),
    ]
    book = Book()
    paper = book.sheet("点位", columns)
    paper.header()
    paper.data(facts(12, 131, [BINZHOU, XINGTAI]))
    return book.save(folder, "点位.xlsx")


def a_header_of_wishes(folder: Path) -> dict[str, Any]:
    """Labels that ask: 存在什么问题, 由谁负责, 何时完成; with hints in brackets and a column that counts."""
    columns = [
        Column("序号（自动生成）", "n", "list_number"),
        Column("所在县（市、区）（下拉选择）", "county", "county"),
        Column("被检查单位名称（与营业执照一致）", "site_name", "site_name"),
        Column("检查发现的主要环境问题（限300字）", "description", "description"),
        Column("整改完成时限（格式：2018年6月30日）", "deadline_cell", DEADLINE),
        Column("县级责任单位（全称）", "responsible_unit", "responsible_unit"),
        Column("联系人（姓名）", "responsible_person", "responsible_person"),
        Column("联系电话（11位手机号）", "phone", "phone"),
    ]
    book = Book()
    paper = book.sheet("安阳市2018年", columns)
    paper.header()
    paper.data(facts(9, 132, [ANYANG]), city="安阳市")
    return book.save(folder, "带提示的表头.xlsx")


def groups_over_an_empty_column_of_cities(folder: Path) -> dict[str, Any]:
    """北京市（92所） style rows; the column 城市 is there, but filled in the first row of each group only, or not."""
    book = Book()
    empty = Column("城市", lambda f: f["city"] if f["n"] == 1 else None, {"province": "province", "city": "city"})
    paper = book.sheet("清单", [SERIAL, empty, COUNTY, NAME, PROBLEM, LIMIT])
    paper.skip("2018年问题清单", merge=6)
    paper.header()
    for city, rows in by(facts(17, 133, [HANDAN, ANYANG]), "city").items():
        paper.skip(f"{city}（{len(rows)}家）", merge=6)
        paper.data(rows)
    return book.save(folder, "分组空列.xlsx")
