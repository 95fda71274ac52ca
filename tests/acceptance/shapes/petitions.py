"""Petitions as bureaus hold them: the export of 33 columns with links, the public daily table, the batch statistics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.acceptance.shapes.sheets import Header, save_book

EXPORT: tuple[str, ...] = (
    "原始排序编码", "受理编号", "交办问题基本情况", "行政区域", "污染类型", "督察期间调查核实情况", "是否属实",
    "整改目标及整改措施", "督察期间处理情况", "最新整改情况", "办结状态", "责令整改(家次)", "罚款金额(万元)",
    "是否重点件",
    "挂钩省市县领导情况", "牵头责任单位", "联络人", "联系电话", "所属网格", "网格员", "网格员手机号码", "轮次",
    "是否重复",
    "重复关联件编号", "验收情况", "合并编号", "立案处罚(家次)", "立案侦查(件次)", "行政拘留(人次)", "刑事拘留(人次)",
    "约谈(人次)", "问责(人次)", "问责情况",
)  # fmt: skip
COUNTIES = ("龙海区", "漳浦县", "云霄县", "诏安县", "东山县", "平和县")
KINDS = ("水、大气", "噪声", "大气;土壤", "水,生态,其他", "大气 噪声", "固废/水")
TRUE = ("属实", "部分属实", "基本属实", "不属实")


def export_cells(serial: int, **said: Any) -> dict[str, Any]:
    """The cells of one petition by header, every one of them text as in the real export."""
    important = serial % 5 == 0
    found = serial % 3 == 0
    cells: dict[str, Any] = {
        "原始排序编码": str(serial), "受理编号": petition_number(serial) + ("*" if important else ""),
        "交办问题基本情况": f"{COUNTIES[serial % 6]}第{serial}号石材加工点夜间切割，粉尘扰民，废水直排门前沟渠。",
        "行政区域": COUNTIES[serial % 6], "污染类型": KINDS[serial % 6],
        "督察期间调查核实情况": f"经查，第{serial}号加工点有切割机{serial % 4 + 1}台，未办理环评手续。",
        "是否属实": TRUE[serial % 4], "整改目标及整改措施": f"1.停产整治；\n2.{serial}月底前建成沉淀池。",
        "督察期间处理情况": "已责令停产", "最新整改情况": f"已拆除设备{serial % 4 + 1}台，场地清理完毕。",
        "办结状态": ("已办结", "阶段性办结", "未办结")[serial % 3], "责令整改(家次)": "1",
        "罚款金额(万元)": f"{serial / 2:g}" if found else "0", "是否重点件": "是" if important else "否",
        "挂钩省市县领导情况": f"副县长 林某{serial}", "牵头责任单位": f"{COUNTIES[serial % 6]}人民政府",
        "联络人": f"陈某{serial}", "联系电话": f"0596-32{serial:05}", "所属网格": f"角美第{serial}网格",
        "网格员": f"黄某{serial}", "网格员手机号码": f"138{serial:08}", "轮次": "第二轮", "是否重复": "否",
        "重复关联件编号": None, "验收情况": ("已验收", "未验收")[serial % 2], "合并编号": None,
        "立案处罚(家次)": "1" if found else None, "立案侦查(件次)": "0", "行政拘留(人次)": "0", "刑事拘留(人次)": None,
        "约谈(人次)": "2" if found else None, "问责(人次)": None,
        "问责情况": "诫勉谈话1人" if serial % 7 == 0 else None,
    }  # fmt: skip
    return cells | said


def petition_number(serial: int) -> str:
    """An accepted number of the shape letter, round and province, day, serial."""
    return f"{'DX'[serial % 2]}2FJ202107{10 + serial // 50:02d}{serial:04d}"


def save_export(
    path: Path,
    petitions: Sequence[Mapping[str, Any]],
    *,
    title: str = "漳州市环保督察信访件汇总表",
    also: Sequence[str] = (),
) -> Path:
    """The export; ``also`` are columns beyond the 33."""
    header = (*EXPORT, *also)
    return save_book(path, [title], header, [[petition.get(name) for name in header] for petition in petitions])


DAILY = (
    "序号", "受理编号", "交办问题基本情况", "行政区域", "污染类型", "调查核实情况", "是否属实", "处理和整改情况",
    "问责情况",
    "办结目标", "办结情况",
)  # fmt: skip
PLACES: tuple[tuple[str, list[str]], ...] = (
    ("航空港区1件、有关部门1件", ["航空港区"]),
    ("1件属县市区合办件,涉及兖州区和邹城市", ["兖州区", "邹城市"]),
    ("高新区/太白湖新区/经开区", ["高新区", "太白湖新区", "经开区"]),
    ("曲阜市", ["曲阜市"]),
    ("任城区、微山县", ["任城区", "微山县"]),
)
"""What stands in 行政区域, and the regions it names."""


def place_of(serial: int) -> tuple[str, list[str]]:
    """The place as written and its regions."""
    return PLACES[(serial - 1) % len(PLACES)]


def daily_cells(serial: int) -> list[Any]:
    """A row of the public table of a day."""
    return [
        serial, f"D370000201811{10 + serial % 18:02d}{serial:04d}",
        f"第{serial}号群众举报：某养殖场粪污外溢，气味难闻。",
        place_of(serial)[0], "水、大气" if serial % 2 else "噪声",
        f"经核实，第{serial}号养殖场存栏{serial * 10}头。", TRUE[serial % 4], f"1.清运粪污；2.第{serial}号场限期改造。",
        "无" if serial % 3 else "约谈1人", f"完成第{serial}号场粪污处理设施", "已办结" if serial % 2 else "未办结",
    ]  # fmt: skip


def save_daily(path: Path, batch: str, serials: Sequence[int]) -> Path:
    """One day's batch; serial numbers go on from batch to batch."""
    titles = ["济宁市群众信访举报转办和边督边改公开情况一览表", f"（{batch}   2018年11月28日）"]
    return save_book(path, titles, DAILY, [daily_cells(serial) for serial in serials])


STATISTICS: Header = (
    "乡镇（街道）、区直部门", ("交办情况", "移交件数"), ("污染类型", "水"), ("污染类型", "大气"), ("污染类型", "土壤"),
    ("污染类型", "生态"), ("污染类型", "噪声"), ("污染类型", "其他污染"), ("污染类型", "合计"), "备注",
)  # fmt: skip


def save_statistics(path: Path) -> Path:
    """Towns and departments with numbers of petitions, the words of the real notice below."""
    names = ("东肖镇", "龙门镇", "西陂街道", "区住房和城乡\n建设局", "区城市管理局", "雁石镇")
    rows = [[name, at, at, at + 1, 0, 1, at, 0, 2 * at + 2, None] for at, name in enumerate(names, 2)]
    note = "注：合计数和污染类型数量不一致原因为部分投诉举报件涉及多个污染类型"
    total = ["合计", *[sum(row[column] for row in rows) for column in range(1, 9)], None]
    return save_book(path, ["新罗区第二十六批信访件交办情况统计表"], STATISTICS, [*rows, total], [note])
