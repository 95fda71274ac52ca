"""Lists as clerks of counties and their contractors send them, and registers of other things than problems."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.acceptance.layouts.bureau_lists import LIMIT, NAME, PROBLEM, REMARKS, SERIAL, UNIT, anew, by
from tests.acceptance.layouts.facts import ANYANG, BINZHOU, DEADLINE, HANDAN, XINGTAI, facts
from tests.acceptance.layouts.paper import Book, Column

_TICKED = ("管网破损", "设备停运", "出水超标")


def days_in_three_columns(folder: Path) -> dict[str, Any]:
    """检查日期 and 整改时限 each over 年, 月 and 日."""
    found = [
        Column(("检查日期", part), lambda f, at=at: int(f["found_on"].split("-")[at]), {"found_on": "found_on"})
        for at, part in enumerate("年月日")
    ]
    limit = [
        Column(
            ("整改时限", part),
            lambda f, at=at: (2018, 7, f["n"])[at],
            {"deadline": lambda f: f"2018-07-{f['n']:02d}", "deadline_kind": lambda f: "date"},
        )
        for at, part in enumerate("年月日")
    ]
    book = Book()
    paper = book.sheet("清单", [SERIAL, NAME, PROBLEM, *found, *limit])
    paper.skip("武安市问题整改表", merge=9)
    paper.header()
    paper.data(facts(9, 150, [("河北省", "邯郸市", ("武安市",))]), city="邯郸市", county="武安市")
    return book.save(folder, "年月日分列.xlsx")


def problems_by_ticks(folder: Path) -> dict[str, Any]:
    """存在问题 over several columns in which the problem found is ticked."""

    def has(fact: Any, at: int) -> bool:
        return at == fact["n"] % 3 or (fact["n"] + at) % 4 == 0

    def told(fact: Any) -> str:
        return "、".join(word for at, word in enumerate(_TICKED) if has(fact, at))

    ticks = [
        Column(("存在问题", word), lambda f, at=at: "√" if has(f, at) else None, {"description": told})
        for at, word in enumerate(_TICKED)
    ]
    book = Book()
    paper = book.sheet("排查", [SERIAL, NAME, *ticks, LIMIT])
    paper.skip("污水处理设施排查问题清单（2018年）", merge=6)
    paper.header()
    paper.data(facts(10, 151, [HANDAN]))
    return book.save(folder, "问题打勾.xlsx")


def title_down_the_side(folder: Path) -> dict[str, Any]:
    """附件3 written from top to bottom in a cell merged along the whole table."""
    book = Book()
    paper = book.sheet("清单", [SERIAL, NAME, PROBLEM, LIMIT, UNIT, REMARKS], left=2)
    paper.sheet.cell(1, 1, "附\n件\n3")
    paper.skip("2018年矿区问题清单", merge=6)
    paper.header()
    paper.data(facts(12, 152, [XINGTAI]))
    paper.sheet.merge_cells(start_row=1, start_column=1, end_row=paper.at - 1, end_column=1)
    return book.save(folder, "侧标题.xlsx")


def counties_beside_the_serial(folder: Path) -> dict[str, Any]:
    """The county of the rows below stands alone in the second column, without merge and count."""
    book = Book()
    paper = book.sheet("台账", [SERIAL, NAME, PROBLEM, LIMIT, UNIT])
    paper.skip("安阳市2018年扬尘问题台账", merge=5)
    paper.header()
    for county, rows in by(facts(12, 153, [ANYANG]), "county").items():
        paper.skip(None, county)
        paper.data(anew(rows), city="安阳市", county=county)
        paper.skip(None, "小  计", f"{len(rows)}个")
    return book.save(folder, "县名在第二列.xlsx")


def words_of_a_county(folder: Path) -> dict[str, Any]:
    """店铺名称, 症结所在, 整改到位时间 (a limit, as its cells say), 目前进展 in few words, and no word for the site."""
    progress = Column("目前进展", lambda f: ("正在施工", "尚未动工", "正在调试")[f["n"] % 3],
                      {"progress": lambda f: ("正在施工", "尚未动工", "正在调试")[f["n"] % 3]})  # fmt: skip
    columns = [
        SERIAL,
        Column("涉气主体", "site_name", "site_name"),
        Column("症结所在", "description", "description"),
        Column("整改到位时间", "deadline_cell", DEADLINE),
        progress,
    ]
    book = Book()
    paper = book.sheet("台账", columns)
    paper.skip("2018年问题台账", merge=5)
    paper.header()
    limits = (("6月底前", "date", "2018-06-30"), ("2018.7.15", "date", "2018-07-15"), ("立行立改", "immediate", None))
    paper.data(facts(9, 154, [BINZHOU], limits))
    return book.save(folder, "县里的说法.xlsx")


def problems_in_numbered_columns(folder: Path) -> dict[str, Any]:
    """问题1, 问题2, 问题3: each row has one to three; 类型 under 问题信息 is that of the problem."""
    told = ("料场未苫盖", "危废间无标识", "喷漆房未密闭")
    problems = [
        Column(f"问题{at + 1}", lambda f, at=at: told[at] if at <= f["n"] % 3 else None,
               {"description": lambda f: "；".join(told[: f["n"] % 3 + 1])})
        for at in range(3)
    ]  # fmt: skip
    columns = [
        Column("项次", "n", "list_number"),
        Column(("企业基本信息", "名称"), "site_name", "site_name"),
        Column(("企业基本信息", "地址"), "address", "address"),
        Column(("问题信息", "类型"), "category", "category"),
        *problems,
        LIMIT,
    ]
    book = Book()
    paper = book.sheet("清单", columns)
    paper.skip("2018年砖瓦企业排查问题表", merge=8)
    paper.header()
    paper.data(facts(9, 156, [ANYANG]))
    return book.save(folder, "问题分列.xlsx")


def registers_of_other_things(folder: Path) -> dict[str, Any]:
    """A telephone list, an attendance list, contents with pages, codes, marks, boxes to tick, readings of the air."""
    people = ("赵志刚", "王秀兰", "李建设", "刘文博")
    sheets: list[tuple[str, str, list[list[Any]]]] = [
        ("通讯录", "notes", [["工作人员通讯录"], ["序号", "姓名", "单位", "职务", "办公电话", "手机"],
                         *[[at, name, "生态环境局", "科员", f"0310-302123{at}", f"1380000111{at}"]
                           for at, name in enumerate(people, 1)]]),
        ("签到", "notes", [["调度会签到表"], ["序号", "姓名", "单位", "职务", "签名"],
                        *[[at, name, "住建局", "科长", None] for at, name in enumerate(people, 1)]]),
        ("值班", "notes", [["应急值班表"], ["日期", "星期", "带班领导", "值班人员", "联系电话"],
                        *[[f"2018-12-0{at}", "一二三四"[at - 1], name, name, "13800001111"]
                          for at, name in enumerate(people, 1)]]),
        ("材料", "notes", [["问题整改档案"], ["序号", "材料名称", "页码"], [1, "整改方案", 1], [2, "现场照片", 5],
                        [3, "验收意见", 12], [4, "销号申请", 15]]),
        ("字典", "notes", [["代码", "问题类型", "上级代码"], ["01", "大气", None], ["0101", "扬尘", "01"],
                        ["0102", "VOCs", "01"], ["02", "水", None]]),
        ("细则", "notes", [["考核评分细则"], ["序号", "考核内容", "分值", "评分标准", "得分"],
                        [1, "空气质量", 40, "完成目标得满分", None], [2, "问题整改", 60, "未完成一个扣1分", None]]),
        ("检查表", "form", [["现场检查记录表"], ["检查项目", "检查内容", "检查结果", "备注"],
                         *[[item, "是否齐全规范", "□是 □否", None] for item in ("环保手续", "治污设施", "危险废物")]]),
        ("图例", "notes", [["图例说明"], ["红色", "逾期"], ["黄色", "临期"], ["绿色", "已完成"]]),
        ("监测", "summary", [["站点名称", "时间", "PM2.5", "PM10", "SO2", "CO"],
                          *[["市监测站", f"2018-12-01 {at:02d}:00", 80 + at, 120 - at, 9, 1.2] for at in range(8)]]),
    ]  # fmt: skip
    book = Book()
    for name, role, rows in sheets:
        paper = book.sheet(name)
        paper.role = role
        for row in rows:
            paper.skip(*row)
    paper = book.sheet("问题清单", [SERIAL, NAME, PROBLEM, LIMIT])
    paper.header()
    paper.data(facts(6, 155, [HANDAN], (("2018年7月31日", "date", "2018-07-31"),)))
    return book.save(folder, "别的表和清单.xlsx")
