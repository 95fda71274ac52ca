"""Registers of bureaus: small polluters, boilers, emergency measures, with ticks, parallel parents and quantities."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.acceptance.layouts.facts import ANYANG, BINZHOU, DEADLINE, HANDAN, facts
from tests.acceptance.layouts.paper import Book, Column

_WAYS = ("关停取缔", "整合搬迁", "升级改造")
_CUTS = ("断水", "断电", "清原料", "清设备", "清产品")


def _tick(answers: tuple[str, ...], answer: str, at: int) -> Any:
    return lambda f: "√" if answers[f["n"] % len(answers)] == answer or at == f["n"] else None


def small_polluters_with_ticks(folder: Path) -> dict[str, Any]:
    """An old .xls: kind of treatment and 两断三清 by ticks, a hidden column, 同上, totals after each county."""
    columns = [
        Column("序号", "n", "list_number"),
        Column("县（市、区）", "county", "county"),
        Column("乡镇（街道）", "town", "town"),
        Column("企业名称", "site_name", "site_name"),
        Column("法定代表人", "responsible_person", None),
        Column("联系电话", "phone", "phone"),
        Column("行业类型", "industry", "industry"),
        Column("存在问题", "description", "description"),
        *(
            Column(("整治类别", way), lambda f, way=way: "√" if _WAYS[f["n"] % 3] == way else None,
                   {"measures": lambda f: _WAYS[f["n"] % 3]})
            for way in _WAYS
        ),
        *(Column(("两断三清", cut), lambda f, cut=cut: "√" if f["n"] % 3 == 0 else None, None) for cut in _CUTS),
        Column("完成时限", "deadline_cell", DEADLINE),
        Column("责任领导", lambda f: "同上" if f["n"] > 1 else "周世平", {"responsible_person": lambda f: "周世平"}),
        Column("备注", "remarks", "remarks"),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("散乱污", columns)
    paper.skip("“散乱污”企业综合整治清单", merge=19)
    paper.skip("填报单位：武安市人民政府", None, None, None, None, None, "截止时间：2018年6月30日")
    paper.header()
    made = facts(20, 20, [HANDAN])
    counties = list(dict.fromkeys(row["county"] for row in made))
    for county in counties:
        rows = [row for row in made if row["county"] == county]
        paper.data(rows, province="河北省", city="邯郸市")
        paper.skip(f"{county}小计", None, None, f"{len(rows)}家")
    paper.skip("合计", None, None, f"{len(made)}家")
    paper.sheet.column_dimensions["G"].hidden = True
    return book.save(folder, "散乱污清单.xls")


def boiler_register(folder: Path) -> dict[str, Any]:
    """锅炉淘汰台账 as .et: quantities with units, a way of removal, planned and real dates, said by 验收情况."""
    ways = ("拆除", "煤改气", "煤改电", "集中供热", "生物质替代")
    columns = [
        Column("序号", "n", "list_number"),
        Column("县区", "county", "county"),
        Column("乡镇", "town", "town"),
        Column("使用单位", "site_name", "site_name"),
        Column("地址", "address", "address"),
        Column("锅炉型号", lambda f: f"DZL{f['n']}-1.25-AⅡ", None),
        Column("锅炉吨位（蒸吨/小时）", lambda f: ("10蒸吨", "2台×4t/h", 6, "3台/12蒸吨")[f["n"] % 4], None),
        Column("台数", lambda f: f["n"] % 3 + 1, None),
        Column("燃料种类", lambda f: "散煤", None),
        Column("淘汰方式", lambda f: ways[f["n"] % 5], {"measures": lambda f: ways[f["n"] % 5]}),
        Column("计划完成时间", "deadline_cell", DEADLINE),
        Column("实际完成时间", lambda f: "2018.9.28" if f["n"] % 2 else None,
               {"completed_on": lambda f: "2018-09-28" if f["n"] % 2 else None}),
        Column("验收情况", lambda f: "已验收" if f["n"] % 2 else "未验收",
               {"said_status": lambda f: "已验收" if f["n"] % 2 else "未验收"}),
        Column("备注", "remarks", "remarks"),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("锅炉", columns)
    paper.skip("安阳市2018年燃煤锅炉淘汰台账", merge=14)
    paper.skip("填报单位：安阳市环境保护局", None, None, None, None, None, "填报时间：2018年10月8日")
    paper.header()
    paper.data(facts(15, 21, [ANYANG]), province="河南省", city="安阳市")
    paper.skip("填表人：", None, "审核人：", None, "联系电话：")
    return book.save(folder, "锅炉淘汰台账.et")


def emergency_measures(folder: Path) -> dict[str, Any]:
    """Three parallel parents with the same two columns under each; grades; no problem text."""
    columns = [
        Column("序号", "n", "list_number"),
        Column("省", "province", "province"),
        Column("市", "city", "city"),
        Column("县", "county", "county"),
        Column("企业名称", "site_name", "site_name"),
        Column("统一社会信用代码", "credit_code", "credit_code"),
        Column("行业类型", "industry", "industry"),
        Column("绩效分级", lambda f: "ABCD"[f["n"] % 4], None),
        *(
            Column((f"{colour}预警", part), lambda f, share=share, part=part:
                   share if part == "减排比例" else f"停产{f['n'] % 3 + 1}条生产线", None)
            for colour, share in (("黄色", 0.2), ("橙色", 0.3), ("红色", 0.5))
            for part in ("减排措施", "减排比例")
        ),
        Column("联系人", "responsible_person", "responsible_person"),
        Column("电话", lambda f: int(f["phone"]), "phone"),
        Column("备注", "remarks", "remarks"),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("应急减排清单", columns)
    paper.skip("2018年重污染天气应急减排清单（工业企业）", merge=17)
    paper.header()
    rows = paper.data(facts(14, 22, [HANDAN, BINZHOU]))
    for column in (10, 12, 14):
        paper.format(rows, column, "0%")
    return book.save(folder, "应急减排清单.xlsm")


def sample_row_unit_row_and_number_row(folder: Path) -> dict[str, Any]:
    """A form sent down: numbers of the columns, what to write, and a worked example before the data."""
    columns = [
        Column("序号", "n", "list_number"),
        Column("所在市", "city", {"province": "province", "city": "city"}),
        Column("所在县（市、区）", "county", "county"),
        Column("项目名称", "site_name", "site_name"),
        Column("环境问题", "description", "description"),
        Column("整治目标", lambda f: f"{f['category']}全面消除", {"goal": lambda f: f"{f['category']}全面消除"}),
        Column("整治措施", "requirement", {"measures": "requirement"}),
        Column("投资（万元）", lambda f: f["n"] * 10.5, None),
        Column("完成时限", "deadline_cell", DEADLINE),
        Column("责任单位", "responsible_unit", "responsible_unit"),
        Column("责任人", "responsible_person", "responsible_person"),
    ]
    book = Book()
    paper = book.sheet("填报表", columns)
    paper.skip("附表2")
    paper.skip("2018年突出环境问题整治清单", merge=11)
    paper.header()
    paper.skip(*range(1, 12))
    paper.skip(
        "例",
        "邯郸市",
        "武安市",
        "某某钢铁有限公司",
        "料场未封闭",
        "料场封闭",
        "建设封闭料棚",
        300,
        "2018年9月底",
        "武安市政府",
        "张三",
    )
    paper.data(facts(12, 23, [HANDAN, BINZHOU]))
    paper.skip("填表说明：1.所在市填写全称；2.完成时限精确到日。", merge=11)
    return book.save(folder, "填报表.xlsx")


def ticked_pollutants_and_category(folder: Path) -> dict[str, Any]:
    """Kinds of pollution as √ columns below one parent; √ and × for whether it was dealt with."""
    media = ("水", "大气", "土壤", "噪声", "其他污染")
    mine = (("水",), ("大气",), ("大气", "噪声"), ("土壤",), ("水", "其他污染"))
    columns = [
        Column("序号", lambda f: f"({f['n']})", {"list_number": lambda f: f"({f['n']})"}),
        Column("乡镇（街道）", "town", "town"),
        Column("问题名称", "site_name", "site_name"),
        Column("问题描述", "description", "description"),
        *(
            Column(("污染类型", medium), lambda f, medium=medium: "√" if medium in mine[f["n"] % 5] else None,
                   {"pollutants": lambda f: list(mine[f["n"] % 5])})
            for medium in media
        ),
        Column("交办日期", "found", {"assigned_on": "found_on"}),
        Column("牵头单位", "responsible_unit", "responsible_unit"),
        Column("是否完成整改", lambda f: "√" if f["n"] % 3 else "×",
               {"said_status": lambda f: "已完成整改" if f["n"] % 3 else "未完成整改"}),
        Column("最新整改情况", lambda f: f"已督促企业{f['requirement']}，正在推进。",
               {"progress": lambda f: f"已督促企业{f['requirement']}，正在推进。"}),
    ]  # fmt: skip
    book = Book()
    paper = book.sheet("问题", columns)
    paper.skip("武安市突出环境问题交办清单", merge=13)
    paper.header()
    rows = paper.data(
        facts(13, 24, [("河北省", "邯郸市", ("武安市",))]), city="邯郸市", county="武安市", province="河北省"
    )
    paper.format(rows, 10, 'yyyy"年"m"月"d"日"')
    paper.skip("合计", None, "13个")
    return book.save(folder, "污染类型勾选.xlsx")
