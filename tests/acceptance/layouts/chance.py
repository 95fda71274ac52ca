"""Wilder lists by chance than ``shuffled``: decorated headers, blanks for repeats, pages, samples, totals, legends."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from tests.acceptance.layouts.bureau_lists import anew, by, first_of_run
from tests.acceptance.layouts.facts import ANYANG, BINZHOU, CITIES, DEADLINE, HANDAN, XINGTAI, facts
from tests.acceptance.layouts.paper import Book, Column, Paper
from tests.acceptance.layouts.shuffled import WORDS

Rows = list[dict[str, Any]]

_MORE = {
    "site_name": "被检查单位（企业）名称 企业(单位)名称 检查点位名称 问题点位名称 污染源（点位）名称 工业企业名称",
    "description": "检查发现的主要问题 现场检查发现的问题 具体问题描述 存在的突出环境问题 问题描述及位置 交办问题描述",
    "deadline": "整改时限要求 限期整改时间 整改完成期限 计划完成时限 完成整改时限 整改时限（年月日）",
    "responsible_unit": "整改责任单位（部门） 责任单位及部门 属地政府 整改牵头单位 责任单位名称",
    "requirement": "整改要求及建议 督查组整改要求 具体整改要求",
    "category": "问题类型（大类） 问题所属类型 违法违规类型 问题类别（十二类）",
    "county": "县（市）区 县、市、区 所在县（区） 所属县区 区（县、市）",
    "phone": "联系电话（手机） 责任人联系电话 联系人手机",
    "remarks": "备注（说明） 其他说明",
}
_OTHERS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("是否属实", lambda f: "属实"),
    ("罚款金额（万元）", lambda f: f["n"] * 0.5),
    ("罚款金额（亿元）", lambda f: f["n"] * 0.01),
    ("占地面积（亩）", lambda f: f["n"] * 3),
    ("配合单位", lambda f: "市发展改革委" if f["n"] % 3 else None),
    ("审核人", lambda f: "钱七"),
    ("整改前照片", lambda f: "见附件"),
    ("是否立案", lambda f: "是" if f["n"] % 2 else "否"),
    ("网格员", lambda f: "孙八"),
    ("填报时间", lambda f: "2018年6月30日"),
    ("投资（万元）", lambda f: f["n"] * 10),
    ("锅炉台数（台）", lambda f: f["n"] % 4 + 1),
    ("排污许可证编号", lambda f: f"PW{f['n']:05d}"),
)
_FIELDS = ("town", "credit_code", "address", "industry", "category", "requirement", "found_on", "responsible_unit",
           "responsible_person", "phone", "remarks")  # fmt: skip
_TITLES = ("2018年强化督查交办问题清单", "重点区域强化监督发现问题整改台账（2018年）", "突出环境问题清单", "甲清单",
           "关于2018年第三轮次督查发现问题的整改情况表", "2018年大气污染防治问题交办单")  # fmt: skip
_ABOVE: tuple[tuple[Any, ...], ...] = (
    ("填报单位（盖章）：", None, None, "填报日期：2018年6月30日"),
    ("截至2018年6月30日",),
    ("说明：1.本表由各市填报；2.整改时限填写到日。",),
    ("单位：个、万元",),
    ("联系人：张三", None, "联系电话：0310-1234567", None, "2018年6月30日"),
)
_BELOW: tuple[tuple[Any, ...], ...] = (
    ("填表人：王小二", None, "审核人：赵六", None, "联系电话：0310-1234567"),
    ("注：1.本表由督查组填写；2.整改时限未注明年份的均为2018年。",),
    ("备注：以上问题均已交办。",),
    ("单位负责人（签字）：", None, "填表人（签字）："),
    (None, None, None, "2018年6月30日"),
    ("说明：", None),
    ("1.本表一式三份。",),
    ("（盖章）",),
)


def chance_book(seed: int) -> Book:
    """The list of a seed."""
    noise = random.Random(seed)
    places = noise.choice(([HANDAN], [HANDAN, ANYANG], [XINGTAI, BINZHOU], list(CITIES)))
    rows = facts(noise.randrange(4, 34), seed + 1000, places)
    body = noise.choice(("plain", "once", "once", "groups", "merged", "totals", "pages", "gaps", "sides"))
    columns = _columns(noise, body)
    if body not in ("pages", "sides"):
        columns = _stacked(noise, columns)
    book = Book()
    paper = book.sheet(
        noise.choice(("2018年清单", "清单（2018年）", "2018年")), columns, left=noise.choice((1, 1, 1, 2, 3))
    )
    _top(noise, paper)
    if body == "sides":
        _sides(noise, paper, rows)
    else:
        paper.header(merge=noise.random() < 0.7)
        _under_header(noise, paper)
        _BODIES[body](noise, paper, rows)
    for _ in range(noise.choice((0, 0, 1, 2))):
        if noise.random() < 0.3:
            paper.blank()
        line = noise.choice(_BELOW)
        paper.skip(*line, merge=paper.width if len(line) == 1 and noise.random() < 0.5 else 0)
    return book


def _columns(noise: random.Random, body: str) -> list[Column]:
    once = body == "once"
    place = [
        Column(_header(noise, "city"), first_of_run("city") if once else "city",
               {"province": "province", "city": "city"}),
        Column(_header(noise, "county"), first_of_run("county") if once else "county", "county"),
    ]  # fmt: skip
    if body == "groups":
        place = place[1:]
    columns = [Column(_header(noise, "list_number"), "n", "list_number")] if noise.random() < 0.85 else []
    columns += place
    columns.append(Column(_header(noise, "site_name"), "site_name", "site_name"))
    rest = [Column(_header(noise, "description"), "description", "description")]
    rest.append(Column(_header(noise, "deadline"), "deadline_cell", DEADLINE))
    rest += [
        Column(_header(noise, name), name, name) if name != "found_on" else
        Column(_header(noise, name), "found", "found_on")
        for name in _FIELDS if noise.random() < 0.4
    ]  # fmt: skip
    rest += [Column(label, write) for label, write in noise.sample(_OTHERS, noise.randrange(0, 4))]
    if noise.random() < 0.5:
        noise.shuffle(rest)
    return columns + rest


_FAMILIES = (
    ("所在地", ("province", "city", "county", "town")),
    ("企业信息", ("site_name", "credit_code", "address", "industry")),
    ("督查情况", ("description", "category", "found_on")),
    ("整改要求及责任", ("deadline_cell", "requirement", "responsible_unit", "responsible_person", "phone")),
)
_ENGLISH = {"n": "No.", "city": "City", "county": "County", "site_name": "Company Name", "description": "Problem",
            "deadline_cell": "Deadline", "responsible_unit": "Responsible Unit", "phone": "Tel", "remarks": "Remarks",
            "address": "Address", "town": "Town"}  # fmt: skip


def _stacked(noise: random.Random, columns: list[Column]) -> list[Column]:
    """Neighbours of a family under one parent, or an English word under every label."""
    how = noise.random()
    if how < 0.15 and all(isinstance(column.write, str) and column.write in _ENGLISH for column in columns):
        return [Column((str(c.header), _ENGLISH[str(c.write)]), c.write, c.says) for c in columns]
    if how < 0.55:
        return columns
    stacked = list(columns)
    for parent, members in _FAMILIES:
        at = [place for place, column in enumerate(columns) if _named(column) in members]
        if len(at) >= 2 and at[-1] - at[0] == len(at) - 1:
            for place in at:
                column = columns[place]
                stacked[place] = Column((parent, str(column.header)), column.write, column.says)
    return stacked


def _named(column: Column) -> str:
    if isinstance(column.write, str):
        return column.write
    return next(iter(column.says)) if isinstance(column.says, dict) else str(column.says)


def _header(noise: random.Random, name: str) -> str:
    word = noise.choice((WORDS[name] + " " + _MORE.get(name, "")).split(" ")) or WORDS[name].split(" ")[0]
    how = noise.random()
    if how < 0.08:
        return f"*{word}"
    if how < 0.14:
        return f"{word}（必填）"
    if how < 0.2:
        return "\n".join(word) if len(word) <= 4 else word
    if how < 0.25:
        return " ".join(word)
    if how < 0.3:
        return f"{word}："
    return word


def _top(noise: random.Random, paper: Paper) -> None:
    if noise.random() < 0.2:
        paper.blank(noise.randrange(1, 4))
    if noise.random() < 0.3:
        paper.skip(noise.choice(("附件1", "附表2-1", "附件：")))
    if noise.random() < 0.85:
        at = noise.choice((0, 0, 0, 2))
        merge = paper.width if at == 0 and noise.random() < 0.7 else 0
        paper.skip(*[None] * at, noise.choice(_TITLES), merge=merge)
    for line in noise.sample(_ABOVE, noise.choice((0, 1, 1, 2))):
        paper.skip(*line, merge=paper.width if len(line) == 1 and noise.random() < 0.4 else 0)
    if noise.random() < 0.15:
        paper.blank()


def _under_header(noise: random.Random, paper: Paper) -> None:
    how = noise.random()
    width = paper.width
    if how < 0.08:
        paper.skip(*range(1, width + 1))
    elif how < 0.13:
        paper.skip(*(f"（{at}）" for at in range(1, width + 1)))
    elif how < 0.17:
        paper.skip(*"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:width])
    if noise.random() < 0.1:
        paper.skip(noise.choice(("例", "示例", "填写示例", "例：")), *["某某"] * (width - 1))


def _plain(noise: random.Random, paper: Paper, rows: Rows) -> None:
    for row in rows:
        if noise.random() < 0.1:
            gone = noise.choice(("requirement", "responsible_unit", "category", "town", "phone"))
            row[gone] = None
    paper.data(rows)
    if noise.random() < 0.3:
        paper.skip(*_total(noise, paper, "合计", len(rows)))


def _once(noise: random.Random, paper: Paper, rows: Rows) -> None:
    paper.data(rows)


def _groups(noise: random.Random, paper: Paper, rows: Rows) -> None:
    shape = noise.choice(("{n}、{city}", "{city}（{m}个）", "{n}、{city}（{m}家）", "{city}（{m}所）", "（{n}）{city}"))
    merge = paper.width if noise.random() < 0.6 else 0
    restart = noise.random() < 0.5
    for at, (city, members) in enumerate(by(rows, "city").items()):
        paper.skip(shape.format(n="一二三四五"[at], city=city, m=len(members)), merge=merge)
        paper.data(anew(members) if restart else members, city=city, province=members[0]["province"])


def _merged(noise: random.Random, paper: Paper, rows: Rows) -> None:
    written = paper.data(rows)
    numbers = [at for at, column in enumerate(paper.columns, 1) if column.write in ("city", "county")]
    paper.merge_equal(written, *numbers)


def _totals(noise: random.Random, paper: Paper, rows: Rows) -> None:
    word = noise.choice(("小计", "合计", "{place}小计", "{place}合计"))
    key = noise.choice(("city", "county"))
    if noise.random() < 0.3:
        paper.skip(*_total(noise, paper, "总计", len(rows)))
    for place, members in by(rows, key).items():
        paper.data(members)
        paper.skip(*_total(noise, paper, word.format(place=place), len(members)))
    if noise.random() < 0.6:
        paper.skip(*_total(noise, paper, noise.choice(("总计", "合 计", "总合计")), len(rows)))


def _total(noise: random.Random, paper: Paper, word: str, count: int) -> list[Any]:
    cells: list[Any] = [None] * paper.width
    at = noise.choice((0, 0, 1, 2))
    cells[at] = word
    cells[min(at + noise.randrange(1, 3), paper.width - 1)] = noise.choice((f"{count}个", count, f"{count}家"))
    return cells


def _pages(noise: random.Random, paper: Paper, rows: Rows) -> None:
    size = noise.randrange(3, 12)
    closes = noise.choice((None, "本页小计", "第{p}页", "（转下页）"))
    for start in range(0, len(rows), size):
        if start:
            if noise.random() < 0.3:
                paper.blank()
            paper.header(merge=False, again=True)
        paper.data(rows[start : start + size])
        if closes:
            paper.skip(closes.format(p=start // size + 1), None, None, f"{size}个" if "小计" in closes else None)


def _gaps(noise: random.Random, paper: Paper, rows: Rows) -> None:
    size = noise.randrange(2, 9)
    for start in range(0, len(rows), size):
        paper.data(rows[start : start + size])
        paper.blank(noise.choice((1, 1, 2, 4, 6)))


def _sides(noise: random.Random, paper: Paper, rows: Rows) -> None:
    """The same table twice or three times beside each other."""
    count = noise.choice((2, 2, 3))
    step = paper.width + noise.choice((0, 1, 2))
    size = -(-len(rows) // count)
    top, left, headers = paper.at, paper.left, list[int]()
    ends: list[int] = []
    for part in range(count):
        members = rows[part * size : (part + 1) * size]
        if not members:
            break
        paper.at, paper.left = top, left + part * step
        paper.header()
        headers = paper.header_rows[:1]
        paper.header_rows[:] = headers
        paper.data(members)
        ends.append(paper.at)
    paper.at, paper.left = max(ends), left


_BODIES: dict[str, Callable[[random.Random, Paper, Rows], None]] = {
    "plain": _plain,
    "once": _once,
    "groups": _groups,
    "merged": _merged,
    "totals": _totals,
    "pages": _pages,
    "gaps": _gaps,
}
