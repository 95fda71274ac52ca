"""Lists put together by chance: any of the words that offices use, in any order, under any surroundings."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from tests.acceptance.layouts.facts import (
    ANYANG,
    BINZHOU,
    CITIES,
    DEADLINE,
    HANDAN,
    XINGTAI,
    facts,
    from_parts,
    full_width,
    spelled,
)
from tests.acceptance.layouts.paper import Book, Column, Paper

WORDS: dict[str, str] = {
    "list_number": "序号 编号 No. 序\u3000号 顺序号",
    "number": "问题编号 交办编号 记录编号 清单编号 督查编号 问题编码 交办单编号 任务编号 线索编号",
    "province": "省份 省 所属省份 省（区、市） 所在省",
    "city": "城市 地市 市 所在市 所属城市 地级市 市（州） 设区市",
    "county": "县（市、区） 县区 区县 所属区县 县（区） 区（县） 县市区 所在县（市、区） 县（区、市）",
    "town": "乡镇（街道） 镇街 所属乡镇 乡（镇） 乡镇街道 乡镇（街办）",
    "site_name": "企业名称 单位名称 点位名称 被检查单位 污染源名称 被检查单位名称 企业（单位）名称 检查对象 被督查企业 "
    "点位/企业名称 企业（点位）名称 受检单位 涉事企业",
    "credit_code": "统一社会信用代码 组织机构代码 信用代码 社会信用代码",
    "address": "详细地址 地址 生产地址 位置 具体位置 企业地址 问题地点 检查地点",
    "industry": "行业类型 所属行业 行业类别 行业 行业分类",
    "category": "问题类型 问题类别 督查任务 任务类型 问题分类 违法类型",
    "description": "存在问题 问题描述 问题情况 主要问题 检查情况 现场检查情况 交办问题 线索描述 存在的主要问题 "
    "发现问题 问题简述 检查发现问题 主要环境问题 督查发现的问题",
    "requirement": "整改要求 处理意见 督办要求 交办要求 整改意见",
    "found_on": "检查时间 检查日期 发现时间 督查时间 督查日期 发现日期",
    "assigned_on": "交办时间 交办日期 移交时间 转办日期 下发日期",
    "deadline": "整改时限 整改期限 完成时限 整改完成时限 办结时限 交办期限 "
    "要求完成时间 整改截止日期 完成期限 计划完成时间",
    "responsible_unit": "责任单位 整改责任单位 牵头单位 责任主体 属地责任单位 责任部门 主体责任单位",
    "responsible_person": "责任人 包保领导 责任领导 联系人 包片领导 整改责任人 包保责任人",
    "phone": "联系电话 电话 联系方式 手机号码 责任人电话",
    "inspection_team": "督查组 监督组 检查组 工作组 组别",
    "progress": "整改情况 整改进展 最新整改情况 整改落实情况 核查反馈 处理情况 进展情况",
    "said_status": "是否销号 是否完成整改 是否整改到位 是否办结 是否完成",
    "completed_on": "完成时间 实际完成时间 整改完成时间 办结日期",
    "remarks": "备注 说明 备\u3000注",
}
_PHRASES = {"销号": ("已销号", "未销号"), "完成整改": ("已完成整改", "未完成整改"),
            "到位": ("已整改到位", "未整改到位"),
            "办结": ("已办结", "未办结"), "完成": ("已完成", "未完成")}  # fmt: skip
_PARENTS = {
    "所在地区": ("province", "city", "county", "town"),
    "企业基本信息": ("site_name", "credit_code", "address", "industry"),
    "检查情况汇总": ("found_on", "category", "description"),
    "交办整改": ("assigned_on", "requirement", "deadline"),
    "责任落实": ("responsible_unit", "responsible_person", "phone"),
}
_ORDER = tuple(WORDS)
_FOOTERS = (
    ("填表人：王小二", None, "审核人：赵六", None, "联系电话：0310-1234567"),
    ("注：1.本表由督查组填写；2.整改时限未注明年份的均为2018年。",),
    ("备注：表中数据截至2018年6月底。",),
    ("单位负责人：", None, None, "填表人：", None, "填报日期：2018年6月30日"),
    ("合计：本表共列问题若干个。",),
)


def shuffled_list(folder: Path, seed: int) -> dict[str, Any]:
    """The list of a seed: the same seed gives the same list."""
    noise = random.Random(seed)
    wanted = _some_fields(noise)
    places = [HANDAN] if noise.random() < 0.3 else noise.choice(((HANDAN, ANYANG), (XINGTAI, BINZHOU), CITIES))
    rows = facts(noise.randrange(9, 40), seed, places)
    columns = _columns(noise, wanted)
    book = Book()
    paper = book.sheet(noise.choice(("Sheet1", "清单", "问题台账", "附件1")), columns, left=noise.choice((1, 1, 1, 2)))
    _above(noise, paper)
    stacked = any(not isinstance(column.header, str) and len(column.header) > 1 for column in columns)
    paper.header(merge=not stacked or noise.random() < 0.8)
    if noise.random() < 0.15 and len(columns) > 5:
        paper.skip(*(f"({number})" for number in range(1, len(columns) + 1)))
    _body(noise, paper, rows, wanted)
    if noise.random() < 0.6:
        if noise.random() < 0.3:
            paper.blank()
        footer = noise.choice(_FOOTERS)
        paper.skip(*footer, merge=len(columns) if len(footer) == 1 and noise.random() < 0.7 else 0)
    return book.save(folder, f"清单{seed}.xlsx")


def _some_fields(noise: random.Random) -> list[str]:
    chosen = [name for name in _ORDER if noise.random() < 0.6]
    for name in ("list_number", "city", "county", "site_name", "description", "deadline"):
        if name not in chosen and noise.random() < 0.9:
            chosen.append(name)
    if not {"site_name", "description"} & set(chosen):
        chosen.append("description")
    if "county" in chosen and "city" not in chosen:
        chosen.append("city")
    chosen = sorted(set(chosen), key=_ORDER.index)
    if noise.random() < 0.4:
        chosen += ["longitude", "latitude"]
    return chosen


def _columns(noise: random.Random, wanted: list[str]) -> list[Column]:
    columns = {name: _column(noise, name) for name in wanted}
    if noise.random() < 0.45:
        for parent, members in _PARENTS.items():
            inside = [name for name in members if name in columns]
            if len(inside) > 1 and noise.random() < 0.6:
                for name in inside:
                    column = columns[name]
                    columns[name] = Column((parent, str(column.header)), column.write, column.says)
        if {"longitude", "latitude"} <= set(columns):
            for name, word in (("longitude", "经度"), ("latitude", "纬度")):
                columns[name] = Column(("经纬度", word), columns[name].write, columns[name].says)
        return list(columns.values())
    middle = list(columns.values())
    if noise.random() < 0.5:
        head, middle = middle[:1], middle[1:]
        noise.shuffle(middle)
        return head + middle
    return middle


def _column(noise: random.Random, name: str) -> Column:
    if name in ("longitude", "latitude"):
        signs = noise.choice(("°′″", "度分秒", "°'\""))
        word = noise.choice(("经度", "东经") if name == "longitude" else ("纬度", "北纬"))
        if noise.random() < 0.5:
            return Column(word, lambda f: spelled(f[name], signs), {name: lambda f: from_parts(f[name])})
        return Column(word, name, name)
    header = noise.choice(WORDS[name].split(" "))
    if noise.random() < 0.2 and len(header) >= 4 and "（" not in header and "/" not in header:
        header = header[: len(header) // 2] + noise.choice(("\n", " ")) + header[len(header) // 2 :]
    if name == "city":
        short = noise.random() < 0.3
        return Column(
            header, lambda f: f["city"][:-1] if short else f["city"], {"province": "province", "city": "city"}
        )
    if name == "deadline":
        return Column(header, "deadline_cell", DEADLINE)
    if name in ("found_on", "assigned_on", "completed_on"):
        return _date_column(noise, name, header)
    if name == "said_status":
        yes, no = next(words for key, words in _PHRASES.items() if key in header.replace("\n", "").replace(" ", ""))
        marks = noise.choice((("是", "否"), ("√", "×")))
        return Column(header, lambda f: marks[f["n"] % 2], {name: lambda f: (yes, no)[f["n"] % 2]})
    return _text_column(noise, name, header)


def _date_column(noise: random.Random, name: str, header: str) -> Column:
    write = noise.choice(
        (
            lambda f: f["found"],
            lambda f: f["found"].strftime("%Y.%-m.%-d"),
            lambda f: f["found"].strftime("%Y年%-m月%-d日"),
            lambda f: f["found"].strftime("%-m月%-d日"),
            lambda f: f["found"].strftime("%Y%m%d"),
            lambda f: f["found"].strftime("%y.%-m.%-d"),
        )
    )
    return Column(header, write, {name: "found_on"})


def _text_column(noise: random.Random, name: str, header: str) -> Column:
    if name == "list_number":
        shape = noise.choice(("{}", "{}", "{}、", "{}."))
        return Column(header, lambda f: f["n"] if shape == "{}" else shape.format(f["n"]), "list_number")
    if name == "inspection_team":
        return Column(header, lambda f: f"第{f['n'] % 6 + 1}组", {name: lambda f: f"第{f['n'] % 6 + 1}组"})
    if name == "progress":

        def said(f: Any) -> str:
            return f"{f['site_name']}已按要求{f['requirement']}，正在整改。"

        return Column(header, said, {name: said})
    if name == "phone" and noise.random() < 0.5:
        return Column(header, lambda f: float(f["phone"]), "phone")
    if name == "description" and noise.random() < 0.3:
        return Column(header, lambda f: full_width(f["description"]), "description")
    if name == "remarks":
        return Column(header, lambda f: f["remarks"] or noise_blank(f["n"]), "remarks")
    return Column(header, name, name)


def noise_blank(number: int) -> str | None:
    """One of the ways to write nothing."""
    return (None, "/", "—", "无", None)[number % 5]


def _above(noise: random.Random, paper: Paper) -> None:
    width = paper.width
    if noise.random() < 0.4:
        paper.skip(noise.choice(("附件1", "附件2：", "附表3")))
    if noise.random() < 0.9:
        title = noise.choice(
            (
                "2018年强化督查发现问题交办清单",
                "重点区域大气污染防治强化监督问题清单（第三轮次）",
                "环境问题整改台账",
                "突出环境问题整改销号清单",
            )
        )
        paper.skip(title, merge=width if noise.random() < 0.7 else 0)
    if noise.random() < 0.1:
        paper.blank()
    paper.skip(
        *noise.choice(
            (
                ("截至2018年6月30日",),
                ("填报单位（盖章）：", None, None, "填报日期：2018年6月30日"),
                ("统计日期：2018年6月30日", None, None, None, "单位：个"),
            )
        )
    )


def _body(noise: random.Random, paper: Paper, rows: list[dict[str, Any]], wanted: list[str]) -> None:
    by_city = noise.random() < 0.35
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["city"] if by_city else "", []).append(row)
    written: list[int] = []
    how = noise.choice(("before", "after", "group", "none")) if by_city else "none"
    for city, members in groups.items():
        if how == "group":
            numeral = "一二三四五六"[list(groups).index(city)]
            text = noise.choice(
                (f"{city}（{len(members)}个）", f"{numeral}、{city}", f"{numeral}、{city}（{len(members)}家）")
            )
            paper.skip(text, merge=paper.width if noise.random() < 0.6 else 0)
        if how == "before":
            paper.skip(f"{city}小计", None, f"{len(members)}个")
        written += paper.data(members)
        if how == "after":
            paper.skip(f"{city}小计", None, f"{len(members)}个")
    if noise.random() < 0.4:
        paper.skip("合计", None, len(rows))
    if how == "none" and noise.random() < 0.5:
        columns = [wanted.index(name) + 1 for name in ("province", "city", "county") if name in wanted]
        if [paper.columns[at - 1].says for at in columns] and _in_order(paper, wanted):
            paper.merge_equal(written, *columns)


def _in_order(paper: Paper, wanted: list[str]) -> bool:
    """Whether the columns stand as they were wanted, so that their numbers are known."""
    for at, name in enumerate(wanted):
        says = paper.columns[at].says
        keys = {says} if isinstance(says, str) else set(says or ())
        if name not in keys and not (name == "deadline" and "deadline_kind" in keys):
            return False
    return True
