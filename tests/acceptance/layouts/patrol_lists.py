"""Lists of the ministry's patrols: titles, stacked headers, groups, totals, page breaks, places said in other words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.acceptance.layouts.facts import (
    ANYANG,
    BINZHOU,
    CITIES,
    DEADLINE,
    HANDAN,
    XINGTAI,
    dms,
    facts,
    from_parts,
    full_width,
    spelled,
)
from tests.acceptance.layouts.paper import Book, Column

ANGLES = {"longitude": lambda f: from_parts(f["longitude"]), "latitude": lambda f: from_parts(f["latitude"])}


def attachment_row_and_plain_titles(folder: Path) -> dict[str, Any]:
    """附件1, a title that is not merged, 填报单位; short city names; other words for every column; full width."""
    columns = [
        Column("序号", lambda f: f"{f['n']}、", "list_number"),
        Column("督查任务", "category", "category"),
        Column("地 市", lambda f: f["city"][:-1], {"province": "province", "city": "city"}),
        Column("县\n（市、区）", "county", "county"),
        Column("点位名称", "site_name", "site_name"),
        Column("位置", "address", "address"),
        Column(
            "线索\n描述", lambda f: full_width(f["description"]) if f["n"] % 3 == 0 else f["description"], "description"
        ),
        Column("交办\n期限", "deadline_cell", DEADLINE),
        Column("责任主体", "responsible_unit", "responsible_unit"),
        Column("联系方式", lambda f: float(f["phone"]), "phone"),
        Column("备  注", lambda f: f["remarks"] or "/", "remarks"),
    ]
    book = Book()
    paper = book.sheet("Sheet1", columns)
    paper.skip("附件1")
    paper.skip("2018年重点区域强化督查第三轮次交办问题清单")
    paper.skip("填报单位（盖章）：生态环境部强化督查办公室", None, None, None, "填报日期：2018年6月28日")
    paper.header()
    paper.data(facts(18, 1))
    paper.skip("填表人：张三", None, None, "审核人：李四", None, "联系电话：010-66556655")
    return book.save(folder, "附件1：第三轮次交办问题清单.xlsx")


def three_stacked_headers(folder: Path) -> dict[str, Any]:
    """Three header rows; city, county and site merged downwards, one site with several problems."""
    where, what, how = "所在地", "点位信息", "交办情况"
    columns = [
        Column("序号", "n", "list_number"),
        Column((where, "省份"), "province", "province"),
        Column((where, "城市"), "city", "city"),
        Column((where, "区县"), "county", "county"),
        Column((what, "污染源名称"), "site_name", "site_name"),
        Column((what, "坐标", "经度"), lambda f: spelled(f["longitude"]), {"longitude": ANGLES["longitude"]}),
        Column((what, "坐标", "纬度"), lambda f: spelled(f["latitude"], "度分秒"), {"latitude": ANGLES["latitude"]}),
        Column((how, "问题类别"), "category", "category"),
        Column((how, "现场检查情况"), "description", "description"),
        Column((how, "检查时间"), "found", "found_on"),
        Column((how, "整改要求"), "requirement", "requirement"),
        Column((how, "整改完成时限"), "deadline_cell", DEADLINE),
        Column(("督查组",), lambda f: f"第{f['n'] % 4 + 1}组", {"inspection_team": lambda f: f"第{f['n'] % 4 + 1}组"}),
    ]
    book = Book()
    paper = book.sheet("问题清单", columns)
    paper.skip("强化督查发现问题清单", merge=13)
    paper.skip("（截至2018年6月25日）", merge=13)
    paper.header()
    rows = facts(20, 2)
    for at in (4, 5, 11):
        for key in ("province", "city", "county", "site_name", "longitude", "latitude"):
            rows[at][key] = rows[at - 1][key]
    paper.merge_equal(paper.data(rows), 2, 3, 4, 5, 6, 7)
    return book.save(folder, "三层表头.xlsx")


def four_headers_with_units_and_numbers(folder: Path) -> dict[str, Any]:
    """Stacked headers, a row of units, then the row that numbers the columns."""
    columns = [
        Column("序号", "n", "list_number"),
        Column(("属地", "市"), "city", {"province": "province", "city": "city"}),
        Column(("属地", "县（市、区）"), "county", "county"),
        Column(("企业", "名称"), "site_name", "site_name"),
        Column(("企业", "排放量", "颗粒物"), lambda f: f["n"] * 1.5, None),
        Column(("企业", "排放量", "二氧化硫"), lambda f: f["n"] * 2.25, None),
        Column("存在问题", "description", "description"),
        Column("整改期限", "deadline_cell", DEADLINE),
        Column("整改责任单位", "responsible_unit", "responsible_unit"),
    ]
    book = Book()
    paper = book.sheet("附表", columns)
    paper.skip("重点企业问题整改清单", merge=9)
    paper.skip("单位：吨/年", None, None, None, None, None, None, "2018年6月20日")
    paper.header()
    paper.header_rows.append(paper.put([None, None, None, None, "（吨）", "（吨）"]))
    paper.skip(*(f"（{number}）" for number in range(1, 10)))
    paper.data(facts(12, 3))
    return book.save(folder, "四层表头.xlsx")


def group_rows_name_the_city(folder: Path) -> dict[str, Any]:
    """The city stands only in a row above its problems, merged across, with a count; serials begin anew."""
    columns = [
        Column("序号", "n", "list_number"),
        Column("县区", "county", "county"),
        Column("企业名称", "site_name", "site_name"),
        Column("问题描述", "description", "description"),
        Column("整改措施", "requirement", {"measures": "requirement"}),
        Column("办结时限", "deadline_cell", DEADLINE),
        Column("是否销号", lambda f: "是" if f["n"] % 2 else "否",
               {"said_status": lambda f: "已销号" if f["n"] % 2 else "未销号"}),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("清单", columns)
    paper.skip("2018年大气污染防治强化督查交办问题整改台账", merge=7)
    paper.header()
    for place, seed, count in ((HANDAN, 4, 6), (ANYANG, 5, 4), (BINZHOU, 6, 5)):
        paper.skip(f"{place[1]}（{count}个）", merge=7)
        paper.data(facts(count, seed, [place]), province=place[0], city=place[1])
    paper.skip("注：1.序号按市重新编排；2.未写年份的均为2018年。", merge=7)
    return book.save(folder, "按市分组.xlsx")


def totals_before_each_group(folder: Path) -> dict[str, Any]:
    """总计 first, then 小计 before the rows of each city."""
    columns = [
        Column("编号", "n", "list_number"),
        Column("地市", "city", {"province": "province", "city": "city"}),
        Column("所属区县", "county", "county"),
        Column("被检查单位", "site_name", "site_name"),
        Column("问题情况", "description", "description"),
        Column("数量", lambda f: 1, None),
        Column("整改时限", "deadline_cell", DEADLINE),
        Column("整改状态", lambda f: ("已完成", "整改中")[f["n"] % 2],
               {"said_status": lambda f: ("已完成", "整改中")[f["n"] % 2]}),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("台账", columns)
    paper.skip("问题整改台账（2018年6月）", merge=8)
    paper.header()
    paper.skip("总计", None, None, None, None, 11)
    for place, seed, count in ((HANDAN, 7, 5), (XINGTAI, 8, 6)):
        paper.skip(None, f"{place[1]}小计", None, None, None, count)
        paper.data(facts(count, seed, [place]))
    return book.save(folder, "小计在前.xlsx")


def header_again_on_every_page(folder: Path) -> dict[str, Any]:
    """A printed list: after every page the title, the header, and a page number below."""
    columns = [
        Column("序号", "n", "list_number"),
        Column("省", "province", "province"),
        Column("市", "city", "city"),
        Column("县", "county", "county"),
        Column("企业（单位）名称", "site_name", "site_name"),
        Column(("经纬度", "经度"), "longitude", "longitude"),
        Column(("经纬度", "纬度"), "latitude", "latitude"),
        Column("主要问题", "description", "description"),
        Column("发现日期", lambda f: f["found"].strftime("%Y.%-m.%-d"), "found_on"),
        Column("完成时限", "deadline_cell", DEADLINE),
    ]
    book = Book()
    paper = book.sheet("打印", columns)
    rows = facts(21, 9)
    for page in range(3):
        paper.skip("第五轮强化督查交办问题清单（2018年6月27日）", merge=10)
        paper.header(again=page > 0)
        paper.data(rows[page * 7 : page * 7 + 7])
        paper.skip(f"第{page + 1}页，共3页", merge=10)
    return book.save(folder, "分页打印.xlsx")


def six_columns_of_coordinates(folder: Path) -> dict[str, Any]:
    """Degrees, minutes and seconds apart, 纬度 misspelt as 维度; no province; circled serials."""
    columns = [
        Column("序号", lambda f: chr(0x245F + f["n"]), "list_number"),
        Column("行政区域", "county", {"province": "province", "city": "city", "county": "county"}),
        Column("单位名称", "site_name", "site_name"),
        *(
            Column(f"经度{part}", lambda f, at=at: dms(f["longitude"])[at], {"longitude": ANGLES["longitude"]})
            for at, part in enumerate("度分秒")
        ),
        *(
            Column(f"维度{part}", lambda f, at=at: dms(f["latitude"])[at], {"latitude": ANGLES["latitude"]})
            for at, part in enumerate("度分秒")
        ),
        Column("污染类型", lambda f: ("水、大气", "大气", "噪声；固废", "大气,土壤")[f["n"] % 4],
               {"pollutants": lambda f: (["水", "大气"], ["大气"], ["噪声", "固废"], ["大气", "土壤"])[f["n"] % 4]}),
        Column("交办问题内容", "description", "description"),
        Column("移交时间", lambda f: "2018年6月30日", {"assigned_on": lambda f: "2018-06-30"}),
        Column("整改时限", lambda f: ("15日内", "20个工作日内")[f["n"] % 2], {
            "deadline_text": lambda f: ("15日内", "20个工作日内")[f["n"] % 2],
            "deadline_kind": lambda f: ("days", "working_days")[f["n"] % 2]}),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("普查", columns)
    paper.skip("填报单位：邯郸市生态环境局", None, None, "填报日期：2018年7月2日")
    paper.header()
    paper.data(facts(16, 10, [HANDAN]))
    return book.save(folder, "六列坐标.xlsx")


_PAIR_SPELLINGS = (
    lambda x, y: f"E{spelled(x)}，N{spelled(y)}",
    lambda x, y: f"东经{spelled(x, '度分秒')}\n北纬{spelled(y, '度分秒')}",
    lambda x, y: f"{spelled(y, '°′″')}N {spelled(x)}E",
    lambda x, y: f"经度:{spelled(x)};纬度:{spelled(y)}",
    lambda x, y: f"{spelled(x)}/{spelled(y)}",
    lambda x, y: full_width(f"{spelled(x)},{spelled(y)}"),
)


def _month_end(month: int) -> str:
    return f"2018-{month:02d}-{31 if month in (7, 8, 10) else 30}"


def both_coordinates_in_one_cell(folder: Path) -> dict[str, Any]:
    """Six spellings, some with latitude first; place as 市+县 in one cell; the requirement names the limit."""
    columns = [
        Column("No.", "n", "list_number"),
        Column("市、县（区）", lambda f: f["city"] + f["county"],
               {"province": "province", "city": "city", "county": "county"}),
        Column("污染源名称", "site_name", "site_name"),
        Column("经纬度", lambda f: _PAIR_SPELLINGS[f["n"] % 6](f["longitude"], f["latitude"]), ANGLES),
        Column("检查发现问题", "description", "description"),
        Column("整改要求及时限", lambda f: f"2018年{f['n'] % 6 + 6}月底前完成整治",
               {"requirement": lambda f: f"2018年{f['n'] % 6 + 6}月底前完成整治",
                "deadline_text": lambda f: f"2018年{f['n'] % 6 + 6}月底前完成整治",
                "deadline_kind": lambda f: "date",
                "deadline": lambda f: _month_end(f["n"] % 6 + 6)}),
        Column("包保领导及电话", lambda f: f"{f['responsible_person']} {f['phone']}",
               {"responsible_person": "responsible_person", "phone": "phone"}),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("点位", columns)
    paper.skip("发现问题点位清单", merge=7)
    paper.header()
    paper.data(facts(18, 11))
    return book.save(folder, "坐标同格.xlsx")


_PLACES = (
    ("邯郸", "永年县", "河北省", "邯郸市", "永年区"),
    ("邯郸", "经开区", "河北省", "邯郸市", "经开区"),
    ("邢台", "桥东区", "河北省", "邢台市", "桥东区"),
    ("济源", None, "河南省", "济源市", None),
    ("滨州市", "邹平县", "山东省", "滨州市", "邹平县"),
    ("长治市", "长治县", "山西省", "长治市", "长治县"),
    ("晋城市", "城区", "山西省", "晋城市", "城区"),
    ("阳泉", "城区", "山西省", "阳泉市", "城区"),
    ("北京", "房山", "北京市", "北京市", "房山区"),
    ("天津市", "静海区", "天津市", "天津市", "静海区"),
    ("西安", "鄠邑区", "陕西省", "西安市", "鄠邑区"),
    ("济宁市", "兖州", "山东省", "济宁市", "兖州区"),
    ("保定", "定兴县", "河北省", "保定市", "定兴县"),
)


def former_short_and_zone_names(folder: Path) -> dict[str, Any]:
    """No province; short, former and zone names; 济源 without a county."""
    columns = [
        Column("序号", "n", "list_number"),
        Column("城市", "written_city", {"province": "province", "city": "city"}),
        Column("县（区）", lambda f: f["written_county"] or "—", "county"),
        Column("检查对象", "site_name", "site_name"),
        Column("问题类型", "category", "category"),
        Column("检查情况", "description", "description"),
        Column("核查反馈", lambda f: f"经核查，{f['requirement']}，已基本落实。",
               {"progress": lambda f: f"经核查，{f['requirement']}，已基本落实。"}),
    ]  # fmt: skip
    rows = facts(len(_PLACES), 12, CITIES)
    for row, (city, county, province, full_city, full_county) in zip(rows, _PLACES, strict=True):
        row.update(written_city=city, written_county=county, province=province, city=full_city, county=full_county)
    book = Book()
    paper = book.sheet("Sheet1", columns)
    paper.skip("2018年强化监督检查发现问题清单", merge=7)
    paper.skip("统计时间：2018年6月30日", merge=7)
    paper.header()
    paper.data(rows)
    return book.save(folder, "地名.xlsx")


def names_blank_below_the_first(folder: Path) -> dict[str, Any]:
    """Without merges: city, county, serial and name stand only in the first row of each site."""
    columns = [
        Column("序号", "serial", {"list_number": "serial"}),
        Column("城市", "city_cell", {"province": "province", "city": "city"}),
        Column("区县", "county_cell", "county"),
        Column("企业名称", "name_cell", "site_name"),
        Column("存在问题", "description", "description"),
        Column("整改时限", "deadline_cell", DEADLINE),
    ]
    rows = facts(15, 13, [HANDAN, ANYANG])
    serial, before = 0, None
    for position, row in enumerate(rows):
        goes_on = before is not None and position % 3 == 2 and row["county"] == before["county"]
        if goes_on:
            row["site_name"] = before["site_name"]
            row.update(serial=None, name_cell=None, city_cell=None, county_cell=None)
        else:
            serial += 1
            row.update(serial=str(serial), name_cell=row["site_name"], city_cell=row["city"], county_cell=row["county"])
        before = row
    book = Book()
    paper = book.sheet("Sheet1", columns)
    paper.skip("强化督查问题清单（2018年）", merge=6)
    paper.header()
    paper.data(rows)
    return book.save(folder, "名称空格.xlsx")
