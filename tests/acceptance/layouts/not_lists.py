"""Sheets that are no lists: forms, summaries, templates, covers, contents; and lists with other things beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.acceptance.layouts.bureau_lists import CITY, COUNTY, LIMIT, NAME, PROBLEM, REMARKS, SERIAL, UNIT
from tests.acceptance.layouts.facts import ANYANG, HANDAN, XINGTAI, facts
from tests.acceptance.layouts.paper import Book, Paper


def _list_too(book: Book, seed: int, name: str = "清单") -> None:
    paper = book.sheet(name, [SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT])
    paper.skip("2018年6月问题清单")
    paper.header()
    paper.data(facts(6, seed, [HANDAN]))


def _sheet(book: Book, name: str, role: str, rows: list[list[Any]], merges: tuple[tuple[int, ...], ...] = ()) -> Paper:
    paper = book.sheet(name)
    paper.role = role
    for row in rows:
        paper.skip(*row)
    for merge in merges:
        paper.merge(*merge)
    return paper


def summaries_of_many_kinds(folder: Path) -> dict[str, Any]:
    """市｜数量, counties by category, a progress table with rates, a ranking, counts a month; the list stands last."""
    book = Book()
    cities = ("邯郸市", "邢台市", "安阳市", "长治市", "滨州市")
    _sheet(book, "分市", "summary", [["城市", "问题数量"], *[[city, at * 7 + 3] for at, city in enumerate(cities)]])
    kinds = ["县区", "扬尘污染", "超标排放", "散乱污", "其他", "合计"]
    rows = [[county, at, at + 2, at * 2, 1, at * 4 + 3] for at, county in enumerate(("武安市", "磁县", "永年区"), 1)]
    _sheet(book, "分类", "summary", [["问题分类统计表"], kinds, *rows, ["合计", 6, 12, 12, 3, 33]])
    _sheet(book, "进度", "summary", [
        ["各市整改进度情况"], ["序号", "城市", "交办问题", "已完成", "正在整改", "未整改", "完成率"],
        *[[at, city, 20 + at, 10, 8, 2 + at, f"{10 / (20 + at):.1%}"] for at, city in enumerate(cities, 1)],
    ])  # fmt: skip
    _sheet(book, "排名", "summary", [["排名", "城市", "得分"], *[[at, city, 100 - at * 1.5]
                                                     for at, city in enumerate(cities, 1)]])  # fmt: skip
    _sheet(book, "逐月", "summary", [
        ["城市", "1月", "2月", "3月", "4月", "5月", "6月", "总计"],
        *[[city, 1, 2, 3, 4, 5, at, 15 + at] for at, city in enumerate(cities)]])  # fmt: skip
    _sheet(book, "两层", "summary", [
        ["乡镇（街道）、区直部门", "交办情况", None, "污染类型", None, None, None, "备注"],
        [None, "移交件数", "办结件数", "水", "大气", "土壤", "噪声", None],
        *[[f"{name}镇", at, at, 0, at, 0, 1, None] for at, name in enumerate(("城关", "阳邑", "北张庄", "石北口"), 3)]],
        ((1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 7), (1, 8, 2, 8)))  # fmt: skip
    _sheet(book, "透视", "summary", [
        ["计数项:企业名称", "列标签"], ["行标签", "否", "是", "总计"],
        *[[city, at, at + 1, 2 * at + 1] for at, city in enumerate(cities)], ["总计", 10, 15, 25]])  # fmt: skip
    _list_too(book, 100)
    return book.save(folder, "汇总和清单.xlsx")


def forms_of_many_kinds(folder: Path) -> dict[str, Any]:
    """A registration form, an approval form with opinions, a card of labels and values, a transposed record."""
    book = Book()
    _sheet(book, "登记表", "form", [
        ["企业环境问题登记表"], ["企业名称", "甲建材有限公司", None, "统一社会信用代码", "91130400MA07XXXX1A"],
        ["详细地址", "武安市城关镇1号", None, "法定代表人", "赵志刚"],
        ["联系人", "王秀兰", None, "联系电话", "13800001111"],
        ["存在问题", "料堆未苫盖"], ["整改要求", "立即整改"],
        ["检查人员（签字）", None, None, "检查日期", "2018年6月3日"]],
        ((1, 1, 1, 5), (5, 2, 5, 5), (6, 2, 6, 5)))  # fmt: skip
    _sheet(book, "审批表", "form", [
        ["环境问题整改销号审批表"], ["问题编号", "DC-001", "问题类型", "扬尘"],
        ["单位名称", "乙铸造厂", "所在县区", "磁县"],
        ["问题描述", "除尘设施停运"], ["整改完成情况", "已修复"], ["县级意见", "同意销号\n（盖章）\n年  月  日"],
        ["市级意见", "（盖章）\n年  月  日"], ["省级意见", None], ["备注", None]],
        ((1, 1, 1, 4), (4, 2, 4, 4), (5, 2, 5, 4), (6, 2, 6, 4), (7, 2, 7, 4), (8, 2, 8, 4), (9, 2, 9, 4)))  # fmt: skip
    _sheet(
        book,
        "竖排",
        "form",
        [
            ["项目", "内容"],
            ["企业名称", "丙化工有限公司"],
            ["地址", "沙河市白塔镇"],
            ["行业类型", "化工"],
            ["存在问题", "废气直排"],
            ["整改时限", "2018年6月30日"],
            ["责任单位", "沙河市人民政府"],
            ["责任人", "李建设"],
        ],
    )
    _sheet(
        book,
        "空登记表",
        "form",
        [
            ["问题登记表"],
            ["单位名称：", None, None, "联系人：", None],
            ["单位地址：", None, None, "联系电话：", None],
            ["现场检查情况：", None],
            ["整改要求：", None],
            ["检查人：", None, None, "日期：", None],
        ],
        ((1, 1, 1, 5),),
    )
    _list_too(book, 101)
    return book.save(folder, "表单和清单.xlsx")


def covers_contents_and_templates(folder: Path) -> dict[str, Any]:
    """封面, 目录, 填表说明, an empty template with numbered lines, a template with one sample, and a draft sheet."""
    book = Book()
    cover = ("强化监督定点帮扶", "问题整改台账", "邯郸市生态环境局", "二〇一八年六月")
    _sheet(book, "封面", "notes", [[None, None, line] for line in cover])
    _sheet(book, "目录", "notes", [["目录"], ["1", "问题清单"], ["2", "汇总表"], ["3", "填表说明"]])
    _sheet(book, "填表说明", "notes", [
        ["填表说明"], ["一、填报范围：各县（市、区）。"], ["二、填报时间：每周五17时前。"],
        ["三、字段说明：整改时限精确到日；责任单位填写全称。"], ["四、联系人：张三，电话0310-1234567。"]])  # fmt: skip
    empty = _sheet(
        book, "空表", "template", [["问题整改台账"], ["序号", "县区", "企业名称", "存在问题", "整改时限", "备注"]]
    )
    for at in range(1, 21):
        empty.skip(at)
    _sheet(book, "样表", "template", [
        ["问题整改台账（样表）"], ["序号", "县区", "企业名称", "存在问题", "整改时限", "备注"],
        ["例", "武安市", "某某公司", "废气直排", "2018年6月30日", None], [],
        ["填表人：", None, None, "审核人："]])  # fmt: skip
    _sheet(
        book,
        "字段说明",
        "notes",
        [["字段说明"], ["1.企业名称填写营业执照上的全称，不得简写。"], ["2.整改时限填写到日，长期坚持的注明原因。"]],
    )
    _list_too(book, 102)
    return book.save(folder, "封面目录空表.xlsx")


def two_lists_side_by_side(folder: Path) -> dict[str, Any]:
    """Left and right the same header; the right part is shorter; a blank column between."""
    book = Book()
    columns = [SERIAL, COUNTY, NAME, PROBLEM, LIMIT]
    paper = book.sheet("清单", columns)
    paper.skip("邯郸市2018年问题清单", merge=11)
    _side_by_side(paper, facts(15, 103, [HANDAN]), 9, 7, city="邯郸市", province="河北省")
    return book.save(folder, "左右两栏.xlsx")


def two_lists_side_by_side_without_gap(folder: Path) -> dict[str, Any]:
    """The same without a blank column and without serials, as printed to save paper."""
    book = Book()
    paper = book.sheet("Sheet1", [CITY, NAME, PROBLEM])
    _side_by_side(paper, facts(13, 104, [HANDAN, XINGTAI]), 7, 4)
    return book.save(folder, "左右相连.xlsx")


def _side_by_side(paper: Paper, rows: list[dict[str, Any]], left: int, second: int, **always: Any) -> None:
    """The first ``left`` facts from the left edge, the others from column ``second`` in the same rows."""
    top = paper.at
    paper.header()
    paper.data(rows[:left], **always)
    end, at = paper.at, paper.left
    paper.at, paper.left = top, second
    headers = list(paper.header_rows)
    paper.header()
    paper.header_rows[:] = headers
    paper.data(rows[left:], **always)
    paper.at, paper.left = end, at


def legend_beside_the_list(folder: Path) -> dict[str, Any]:
    """To the right stands what the categories mean, longer than the list; below the list a small count by county."""
    book = Book()
    paper = book.sheet("清单", [SERIAL, COUNTY, NAME, PROBLEM, LIMIT])
    paper.skip("武安市2018年问题清单", merge=5)
    paper.header()
    paper.data(facts(6, 105, [("河北省", "邯郸市", ("武安市",))]))
    legend = ("填写说明", "县区填写全称", "企业名称与营业执照一致", "存在问题不超过200字", "整改时限精确到日",
              "长期坚持的注明", "立行立改的注明", "报送时加盖公章", "联系电话0310-1234567")  # fmt: skip
    for at, text in enumerate(legend):
        paper.sheet.cell(2 + at, 8).value = text
    paper.skipped += [9, 10]
    return book.save(folder, "旁注.xlsx")


def another_table_below(folder: Path) -> dict[str, Any]:
    """The list, then after a blank row a table of contacts and one of counts, each with its title."""
    book = Book()
    paper = book.sheet("Sheet1", [SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT, UNIT])
    paper.skip("2018年6月问题清单")
    paper.header()
    paper.data(facts(8, 106, [HANDAN]))
    paper.blank(2)
    paper.skip("附：各县联系人")
    paper.skip("序号", "县区", "联系人", "职务", "联系电话")
    paper.skip(1, "武安市", "张三", "科长", "13800000000")
    paper.skip(2, "磁县", "李四", "科员", "13900000000")
    paper.blank()
    paper.skip("问题统计")
    paper.skip("县区", "数量", "占比")
    paper.skip("武安市", 4, "50%")
    paper.skip("磁县", 4, "50%")
    return book.save(folder, "下有别表.xlsx")


def the_list_goes_on_below(folder: Path) -> dict[str, Any]:
    """Three tables with the same header one below the other, each with the title of its county."""
    book = Book()
    paper = book.sheet("Sheet1", [SERIAL, NAME, PROBLEM, LIMIT, REMARKS])
    for at, county in enumerate(("武安市", "磁县", "永年区")):
        paper.skip(f"邯郸市{county}问题清单", merge=5)
        paper.header(again=at > 0)
        rows = facts(5, 107 + at, [("河北省", "邯郸市", (county,))])
        paper.data(rows, city="邯郸市", county=county)
        paper.skip("填表人：", None, "审核人：")
        paper.blank(2)
    return book.save(folder, "上下三表.xlsx")


def only_descriptions(folder: Path) -> dict[str, Any]:
    """No serial, no name: a description, a unit, a limit; the texts begin like remarks."""
    rows = facts(9, 110, [ANYANG])
    words = ("检查发现：", "现场检查：", "备注：", "单位：", "注：")
    for row in rows:
        row["description"] = words[row["n"] % 5] + row["description"]
    book = Book()
    paper = book.sheet("问题", [PROBLEM, UNIT, LIMIT])
    paper.skip("安阳市2018年问题清单")
    paper.header()
    paper.data(rows)
    return book.save(folder, "只有描述.xlsx")


def rows_with_little_in_them(folder: Path) -> dict[str, Any]:
    """Some rows hold only serial and name, some only name and problem; one has only a name; none is lost."""
    book = Book()
    paper = book.sheet("清单", [SERIAL, CITY, COUNTY, NAME, PROBLEM, LIMIT, UNIT, REMARKS])
    paper.header()
    rows = facts(16, 111, [HANDAN])
    for row in rows:
        if row["n"] % 4 == 0:
            row.update(dict.fromkeys(("city", "county", "description", "deadline_cell", "responsible_unit", "remarks")))
        elif row["n"] % 4 == 3:
            row.update(dict.fromkeys(("n_", "deadline_cell", "responsible_unit", "remarks")))
        if row["deadline_cell"] is None:
            row.update(deadline_text=None, deadline_kind=None, deadline=None)
    paper.data(rows)
    for problem in paper.problems:
        if problem.get("city") is None:
            problem.pop("province", None)
    return book.save(folder, "稀疏.xlsx")
