"""Petitions handed over in batches and the tasks of an inspection: long texts, many columns, several places a row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.acceptance.layouts.facts import DEADLINE, facts
from tests.acceptance.layouts.paper import Book, Column, Fact

JINING = ("山东省", "济宁市", ("兖州区", "邹城市", "曲阜市", "泗水县"))
ANYANG_COUNTIES = ("河南省", "安阳市", ("林州市", "殷都区", "汤阴县"))


def _found(f: Fact) -> str:
    return f"经调查核实，群众反映的问题{('属实', '部分属实', '不属实')[f['n'] % 3]}。{f['address']}确有该企业。"


def _handled(f: Fact) -> str:
    return f"1.责令企业{f['requirement']}；\n2.由{f['responsible_unit']}跟踪督办。"


def _petition(f: Fact) -> str:
    return f"{f['address']}{f['site_name']}{f['description']}"


def daily_petition_table(folder: Path) -> dict[str, Any]:
    """The public table of a day: 受理编号, long texts, several places or kinds of pollution in a cell."""
    places = {3: "兖州区和邹城市", 7: "曲阜市、泗水县", 9: "高新区"}
    columns = [
        Column("序号", "n", "list_number"),
        Column("受理编号", lambda f: f"D370000201811{f['n'] + 10:02d}{f['n']:04d}" + ("*" if f["n"] % 5 == 0 else ""),
               {"number": lambda f: f"D370000201811{f['n'] + 10:02d}{f['n']:04d}" + ("*" if f["n"] % 5 == 0 else "")}),
        Column("交办问题基本情况", _petition, {"description": _petition}),
        Column("行政区域", lambda f: places.get(f["n"], f["county"]),
               {"province": "province", "city": "city",
                "county": lambda f: None if f["n"] in (3, 7) else places.get(f["n"], f["county"]),
                "regions": lambda f: [None, ["兖州区", "邹城市"], ["曲阜市", "泗水县"]][{3: 1, 7: 2}.get(f["n"], 0)]}),
        Column("污染类型", lambda f: ("大气", "水、噪声", "大气;固废")[f["n"] % 3],
               {"pollutants": lambda f: (["大气"], ["水", "噪声"], ["大气", "固废"])[f["n"] % 3]}),
        Column("调查核实情况", _found, None),
        Column("是否属实", lambda f: ("属实", "部分属实", "不属实")[f["n"] % 3], None),
        Column("处理和整改情况", _handled, {"progress": _handled}),
        Column("问责情况", lambda f: "无" if f["n"] % 4 else "约谈1人", None),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("第二十六批", columns)
    paper.skip("济宁市群众信访举报转办和边督边改公开情况一览表", merge=9)
    paper.skip("（第二十六批 2018年11月28日）", merge=9)
    paper.header()
    paper.data(facts(12, 30, [JINING]))
    return book.save(folder, "信访件公开表.xlsx")


_EXPORT = (
    ("原始排序编码", "n", "list_number"),
    ("受理编号", lambda f: f"X2HA201811{f['n'] + 10:02d}{f['n']:04d}",
     {"number": lambda f: f"X2HA201811{f['n'] + 10:02d}{f['n']:04d}"}),
    ("交办问题基本情况", _petition, {"description": _petition}),
    ("行政区域", "county", {"province": "province", "city": "city", "county": "county"}),
    ("污染类型", lambda f: "大气、噪声", {"pollutants": lambda f: ["大气", "噪声"]}),
    ("督察期间调查核实情况", _found, None),
    ("是否属实", lambda f: "属实", None),
    ("整改目标及整改措施", "requirement", {"measures": "requirement"}),
    ("督察期间处理情况", lambda f: "已责令整改", None),
    ("最新整改情况", _handled, {"progress": _handled}),
    ("办结状态", lambda f: ("已办结", "阶段性办结", "未办结")[f["n"] % 3],
     {"said_status": lambda f: ("已办结", "阶段性办结", "未办结")[f["n"] % 3]}),
    ("责令整改(家次)", lambda f: str(f["n"] % 2), None),
    ("罚款金额(万元)", lambda f: "5.5" if f["n"] % 2 else "0", None),
    ("是否重点件", lambda f: "是" if f["n"] % 4 == 0 else "否", None),
    ("挂钩省市县领导情况", lambda f: f"副县长{f['responsible_person']}", None),
    ("牵头责任单位", "responsible_unit", "responsible_unit"),
    ("联络人", "responsible_person", "responsible_person"),
    ("联系电话", "phone", "phone"),
    ("所属网格", lambda f: f"{f['town']}网格", None),
    ("网格员", lambda f: "钱大力", None),
    ("网格员手机号码", lambda f: "13900001111", None),
    ("轮次", lambda f: "第二轮", None),
    ("是否重复", lambda f: "否", None),
    ("重复关联件编号", lambda f: None, None),
    ("验收情况", lambda f: ("已验收", "未验收")[f["n"] % 2], None),
    ("合并编号", lambda f: None, None),
    ("立案处罚(家次)", lambda f: "1" if f["n"] % 3 == 0 else None, None),
    ("立案侦查(件次)", lambda f: None, None),
    ("行政拘留(人次)", lambda f: None, None),
    ("刑事拘留(人次)", lambda f: None, None),
    ("约谈(人次)", lambda f: "1" if f["n"] % 5 == 0 else None, None),
    ("问责(人次)", lambda f: None, None),
    ("问责情况", lambda f: None, None),
)  # fmt: skip


def petition_export_of_33_columns(folder: Path) -> dict[str, Any]:
    """All columns text, some quite empty, the city only in the title."""
    book = Book()
    paper = book.sheet("汇总表", [Column(*column) for column in _EXPORT])
    paper.skip("安阳市环保督察信访件汇总表", merge=33)
    paper.header()
    paper.data(facts(15, 31, [ANYANG_COUNTIES]))
    return book.save(folder, "安阳市环保督察信访件汇总表.xlsx")


_LIMITS = (
    ("2018年12月底前", "date", "2018-12-31"),
    ("立行立改、长期坚持", "standing", None),
    ("已完成整改", "done", None),
    ("到2020年", "date", "2020-12-31"),
    ("2018年底前完成主体工程，2019年6月底全面完成", "staged", "2019-06-30"),
    ("2019年9月底前", "date", "2019-09-30"),
    ("持续推进", "standing", None),
)


def _ordinal(f: Fact) -> str:
    return "一二三四五六七八九十"[f["n"] - 1]


def _goal(f: Fact) -> str:
    return f"确保{f['category']}问题整改到位。"


def inspection_tasks(folder: Path) -> dict[str, Any]:
    """督察整改任务清单: no site, long measures with numbered steps, leading and supporting units, limits in words."""
    columns = [
        Column("序号", _ordinal, {"list_number": _ordinal}),
        Column("督察反馈问题", "description", "description"),
        Column("整改目标", _goal, {"goal": _goal}),
        Column("整改措施", _handled, {"measures": _handled}),
        Column(("责任单位", "牵头单位"), "responsible_unit", "responsible_unit"),
        Column(("责任单位", "配合单位"), lambda f: "市发展改革委、市工信局", None),
        Column("责任领导", "responsible_person", "responsible_person"),
        Column("验收单位", lambda f: "省生态环境厅", None),
        Column("整改时限", "deadline_cell", DEADLINE),
        Column("进展情况", lambda f: f"已制定方案，完成{f['n'] * 7}%工程量，正在推进。",
               {"progress": lambda f: f"已制定方案，完成{f['n'] * 7}%工程量，正在推进。"}),
        Column("是否销号", lambda f: ("否", "是")[f["n"] % 2],
               {"said_status": lambda f: ("未销号", "已销号")[f["n"] % 2]}),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("任务清单", columns)
    paper.skip("附件")
    paper.skip("安阳市贯彻落实中央环境保护督察反馈意见整改任务清单", merge=11)
    paper.skip("截至2018年11月30日", merge=11)
    paper.header()
    paper.data(facts(10, 32, [ANYANG_COUNTIES], _LIMITS))
    paper.skip("备注：1.责任领导为市级领导。", merge=11)
    return book.save(folder, "整改任务清单.xlsx")


def petitions_of_several_batches(folder: Path) -> dict[str, Any]:
    """编号 holds the petition's code; 办理情况 is short and 是否办结 stands beside it; a place that is no county."""
    answers = ("属实，已关停", "不属实", "部分属实")
    columns = [
        Column("批次", lambda f: f"第{f['n'] // 5 + 1}批", {"round": lambda f: f"第{f['n'] // 5 + 1}批"}),
        Column("编号", "number", "number"),
        Column("举报内容", _petition, {"description": _petition}),
        Column("行政区域", "county", {"province": "province", "city": "city", "county": "county"}),
        Column("办理情况", lambda f: answers[f["n"] % 3], {"progress": lambda f: answers[f["n"] % 3]}),
        Column("是否办结", lambda f: ("已办结", "阶段性办结")[f["n"] % 2],
               {"said_status": lambda f: ("已办结", "阶段性办结")[f["n"] % 2]}),
        Column("责任人被处理情况", lambda f: "约谈1人" if f["n"] % 4 == 0 else "无", None),
    ]  # fmt: skip
    rows = facts(16, 33, [ANYANG_COUNTIES])
    for row in rows:
        row["number"] = f"D410000201806{row['n']:02d}{row['n']:04d}"
    book = Book()
    paper = book.sheet("Sheet1", columns)
    paper.skip("安阳市交办群众信访举报件办理情况汇总（2018年6月）", merge=7)
    paper.header()
    paper.data(rows)
    return book.save(folder, "分批信访件.xlsx")


def every_county_below_its_own_heading(folder: Path) -> dict[str, Any]:
    """（一）武安市, header, rows, （二）磁县, header, rows: no other word of the county."""
    columns = [
        Column("序号", "n", "list_number"),
        Column("企业", "site_name", "site_name"),
        Column("问题", "description", "description"),
        Column("时限", lambda f: f"2018年{f['n'] + 6}月底", {
            "deadline_text": lambda f: f"2018年{f['n'] + 6}月底", "deadline_kind": lambda f: "date"}),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("邯郸市清单", columns)
    for at, county in enumerate(("武安市", "磁县", "临漳县")):
        paper.skip(f"（{'一二三'[at]}）{county}")
        paper.header(again=at > 0)
        rows = facts(4, 34 + at, [("河北省", "邯郸市", (county,))])
        paper.data(rows, province="河北省", city="邯郸市", county=county)
    return book.save(folder, "逐县标题.xlsx")
