"""Lists of provincial bureaus: kinds of problem side by side, two languages in a header, sheets of plans and goods."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.acceptance.layouts.bureau_lists import CITY, COUNTY, LIMIT, NAME, PROBLEM, SERIAL
from tests.acceptance.layouts.facts import ANYANG, BINZHOU, DEADLINE, HANDAN, XINGTAI, facts
from tests.acceptance.layouts.paper import Book, Column, Fact

_WAYS = ("修复管网", "补建围堰", "更换滤料")


def _own(**cells: Any) -> list[Column]:
    """Columns that the ledger does not hold: their cells stay under their headers, and nothing else does."""
    said: Mapping[str, Any] = {"extra": lambda f: {header: str(value(f)) for header, value in cells.items()}}
    first, *rest = cells
    return [Column(first, cells[first], said), *(Column(header, cells[header]) for header in rest)]


def two_kinds_of_problem_side_by_side(folder: Path) -> dict[str, Any]:
    """废水问题 and 固废问题, each with its own description and measures; units of city and county both answer."""

    def waste(fact: Fact) -> str:
        return f"固废堆场第{fact['n']}号未设标识。"

    def way(fact: Fact, more: int = 0) -> str:
        return _WAYS[(fact["n"] + more) % 3]

    columns = [
        SERIAL, CITY, COUNTY, NAME,
        Column(("废水问题", "问题描述"), "description", {"description": lambda f: f"{f['description']}；{waste(f)}"}),
        Column(("废水问题", "整改措施"), way, {"measures": lambda f: f"{way(f)}；{way(f, 1)}"}),
        Column(("固废问题", "问题描述"), waste),
        Column(("固废问题", "整改措施"), lambda f: way(f, 1)),
        Column(("责任单位", "市级"), lambda f: f"{f['city']}水利局",
               {"responsible_unit": lambda f: f"{f['city']}水利局、{f['responsible_unit']}"}),
        Column(("责任单位", "县级"), "responsible_unit"),
        LIMIT,
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("问题表", columns)
    paper.skip("2018年工业园区环境问题排查整治表", merge=11)
    paper.header()
    paper.data(facts(9, 170, [HANDAN]))
    return book.save(folder, "两类问题.xlsx")


def spots_of_mines_under_x_and_y(folder: Path) -> dict[str, Any]:
    """图斑号 that run on, a centre under X and Y, progress in per cent, the day by which below 整治任务."""
    columns = [
        Column("图斑号", lambda f: 140100 + f["n"], {"number": lambda f: str(140100 + f["n"])}),
        Column("矿山名称", "site_name", "site_name"), COUNTY,
        Column(("中心点坐标", "X"), "longitude", "longitude"),
        Column(("中心点坐标", "Y"), "latitude", "latitude"),
        Column("问题简介", "description", "description"),
        Column(("整治任务", "具体措施"), lambda f: _WAYS[f["n"] % 3], {"measures": lambda f: _WAYS[f["n"] % 3]}),
        Column(("整治任务", "完成时间"), "deadline_cell", DEADLINE),
        *_own(**{"修复进度（%）": lambda f: f["n"] * 7, "问题等级": lambda f: ("一般", "较重")[f["n"] % 2],
                 "机构代码": lambda f: f"MX{f['n'] % 4}"}),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("图斑", columns)
    paper.skip("安阳市2018年露天矿山问题图斑整治表", merge=11)
    paper.header()
    paper.data(facts(10, 171, [ANYANG]), city="安阳市")
    return book.save(folder, "矿山图斑.xlsx")


def a_header_in_two_languages(folder: Path) -> dict[str, Any]:
    """检查日期 with Date in the line below it, in one cell."""
    columns = [
        Column("序号\nNo.", "n", "list_number"),
        Column("城市\nCity", "city", {"province": "province", "city": "city"}),
        Column("企业名称\nCompany", "site_name", "site_name"),
        Column("检查日期\nInspection Date", "found", "found_on"),
        Column("问题描述\nDescription", "description", "description"),
        Column("问题类别\nCategory", "category", "category"),
        Column("整改措施\nCorrective Action", lambda f: _WAYS[f["n"] % 3], {"measures": lambda f: _WAYS[f["n"] % 3]}),
        Column("截止日期\nDeadline", "deadline_cell", DEADLINE),
        Column("联系人\nContact", "responsible_person", "responsible_person"),
    ]
    book = Book()
    paper = book.sheet("EIB", columns)
    paper.skip("2018年贷款项目环境合规检查问题表", merge=9)
    paper.header()
    paper.data(facts(8, 172))
    return book.save(folder, "双语表头.xlsx")


def headers_in_pinyin(folder: Path) -> dict[str, Any]:
    """The first letters of each word, as a small system exports them."""
    columns = [
        Column("xh", "n", "list_number"), Column("sheng", "province", "province"), Column("shi", "city", "city"),
        Column("xian", "county", "county"), Column("qymc", "site_name", "site_name"),
        Column("dz", "address", "address"),
        Column("jd", "longitude", "longitude"), Column("wd", "latitude", "latitude"),
        Column("wtms", "description", "description"),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("wtqd", columns)
    paper.header()
    paper.data(facts(7, 173, [BINZHOU]))
    return book.save(folder, "拼音表头.xlsx")


def complaints_with_words_of_the_complainant(folder: Path) -> dict[str, Any]:
    """举报人反映的主要问题 is the problem, 限办日期 the limit; 签收时间, 执法人员 and 核实意见 are nobody's field."""
    columns = [
        SERIAL,
        Column("举报编号", "number", "number"),
        Column("行政区划", lambda f: f["city"] + f["county"], {"city": "city", "county": "county"}),
        Column("养殖场（户）\n名称", "site_name", "site_name"),
        Column("举报人反映的\n主要问题", "description", "description"),
        Column("抓拍时间", "found", "found_on"),
        Column("承诺完成时间", "deadline_cell", DEADLINE),
        *_own(户主=lambda f: f["responsible_person"], 签收时间=lambda f: f"2018年7月{f['n']}日",
              评估人员=lambda f: f["responsible_person"], 炉窑类别=lambda f: ("熔炼炉", "加热炉")[f["n"] % 2],
              园区核实意见=lambda f: ("属实", "同意")[f["n"] % 2]),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("举报件", columns)
    paper.skip("2018年畜禽养殖举报件办理情况表", merge=12)
    paper.header()
    paper.data(facts(11, 174, [XINGTAI]))
    return book.save(folder, "举报件.xlsx")


def plans_and_goods_beside_a_list(folder: Path) -> dict[str, Any]:
    """Who travels where and how, who is in which team, who teaches what, what is lent, kept or paid: no lists."""
    book = Book()
    _sheet(book, "行程", [
        ["督查组行程安排（6月6日—6月19日）"], ["日期", "上午", "下午", "带队", "车辆", "住宿"],
        ["6月6日", "集中培训", "赴邯郸市", "赵志刚", "冀A12345", "邯郸宾馆"],
        ["6月7日", "武安市", "武安市", "李建设", "冀A12345", "武安宾馆"],
        ["6月8日", "永年区", "永年区", "刘文博", "冀A12345", "邯郸宾馆"]])  # fmt: skip
    _sheet(book, "分组", [
        ["督查组分组及人员安排"], ["组别", "组长", "组员", "督查城市", "车牌号", "住宿地点"],
        ["第一组", "赵志刚", "李建设、刘文博", "邯郸市", "冀A12345", "邯郸宾馆"],
        ["第二组", "孟庆祥", "陈小红、王秀兰", "邢台市", "冀A23456", "邢台宾馆"],
        ["第三组", "王秀兰", "李建设、赵志刚", "安阳市", "冀A34567", "安阳饭店"]])  # fmt: skip
    _sheet(book, "装备", [
        ["执法装备领用登记表"], ["序号", "装备名称", "型号", "数量", "领用人", "领用日期"],
        [1, "便携式检测仪", "PV6001", 2, "赵志刚", "2018-06-01"],
        [2, "执法记录仪", "DSJ-A9", 4, "李建设", "2018-06-01"],
        [3, "红外热像仪", "FLIR E8", 1, "刘文博", "2018-06-02"]])  # fmt: skip
    _sheet(book, "培训", [
        ["2018年环境执法培训安排"], ["时间", "课程", "主讲人", "地点", "参训人数"],
        ["6月1日上午", "大气执法要点", "赵志刚", "会议室A", 50], ["6月1日下午", "水污染溯源", "李建设", "会议室A", 50],
        ["6月2日上午", "自动监测造假查处", "刘文博", "会议室B", 45]])  # fmt: skip
    _sheet(book, "用车", [
        ["督察组用车登记"], ["日期", "车牌号", "驾驶员", "出发地", "目的地", "里程（公里）", "用车人"],
        ["9月1日", "冀A12345", "赵志刚", "石家庄", "邯郸", 180, "陈小红"],
        ["9月2日", "冀A12345", "赵志刚", "邯郸", "武安", 60, "刘文博"],
        ["9月3日", "冀A12345", "赵志刚", "武安", "磁县", 75, "陈小红"]])  # fmt: skip
    _sheet(book, "职责", [
        ["整改专班职责分工"], ["小组", "组长单位", "职责"],
        ["综合组", "市生态环境局", "统筹协调、信息报送、会议组织。"], ["督导组", "市委督查室", "督促检查、定期通报。"],
        ["宣传组", "市委宣传部", "舆论引导、信息公开。"]])  # fmt: skip
    _sheet(book, "储备", [
        ["环境应急物资储备一览"], ["序号", "物资名称", "规格", "储备数量", "存放地点", "管理人", "联系电话"],
        [1, "活性炭", "25kg/袋", 200, "仓库一", "赵志刚", "13800000001"],
        [2, "吸油毡", "5mm", 50, "仓库一", "李建设", "13800000002"],
        [3, "围油栏", "20m/节", 10, "仓库二", "刘文博", "13800000003"]])  # fmt: skip
    paper = book.sheet("清单", [SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT])
    paper.skip("2018年6月问题清单")
    paper.header()
    paper.data(facts(6, 175, [HANDAN]))
    return book.save(folder, "行程和清单.xlsx")


def _sheet(book: Book, name: str, rows: list[list[Any]]) -> None:
    paper = book.sheet(name)
    paper.role = "notes"
    for row in rows:
        paper.skip(*row)
