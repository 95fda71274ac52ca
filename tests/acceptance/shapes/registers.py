"""Registers: small polluters with five ticks, boilers, emergency measures, the census form, the monthly return."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.acceptance.shapes.sheets import Header, save_book

TICKS = ("断水", "断电", "清原料", "清设备", "清产品")
SMALL: Header = (
    "序号", "市", "县（市、区）", "乡镇（街道）", "村", "企业名称", "法定代表人/负责人", "联系电话", "详细地址",
    "经度", "纬度",
    "行业类型", "主要产品", "占地面积", "存在问题", "整治类别", "整治措施", *[("两断三清", tick) for tick in TICKS],
    "完成时限",
    "完成时间", "验收人", "责任领导", "备注",
)  # fmt: skip


def small_cells(at: int) -> list[Any]:
    """A small polluter."""
    closed = at % 3 == 0
    ticks = ["√" if closed or at % 5 == place else None for place in range(5)]
    return [
        at, "邯郸市", ("武安市", "磁县", "永年区")[at % 3], f"西{at}镇", f"东{at}村", f"宏发{at}号家具加工点",
        f"刘某{at}",
        13700000000 + at, f"西{at}镇东{at}村南300米", round(114.1 + at / 1000, 3), round(36.5 + at / 1000, 3),
        "家具制造", "板式家具", f"{at * 100}平方米",
        "喷漆无治理设施", ("关停取缔类", "整合搬迁类", "升级改造类")[at % 3], f"拆除设备{at}台", *ticks,
        "2017年9月底前",
        "2017.9.20" if closed else None, f"孙某{at}", f"周某{at}", None,
    ]  # fmt: skip


def save_small(path: Path, count: int = 8) -> Path:
    """散乱污 list."""
    titles = ["附件2", "邯郸市“散乱污”企业清单"]
    return save_book(path, titles, SMALL, [small_cells(at) for at in range(1, count + 1)])


BOILERS = (
    "序号", "县区", "乡镇", "使用单位", "地址", "锅炉类型", "锅炉型号", "出厂编号", "锅炉吨位（蒸吨/小时）", "台数",
    "燃料种类",
    "年耗煤量（吨）", "淘汰方式", "计划完成时间", "完成时间", "拆除前后照片", "验收情况",
)  # fmt: skip
CAPACITIES = ("10蒸吨", "10t/h", 4, "2台×4t/h", "3台/12蒸吨")


def boiler_cells(at: int) -> list[Any]:
    """A boiler."""
    return [
        at, ("林州市", "汤阴县")[at % 2], f"城{at}镇", f"第{at}小学", f"城{at}镇人民路{at}号", "供暖", f"DZL{at}-1.25",
        f"0{at:05}",
        CAPACITIES[at % 5], at % 3 + 1, "散煤", at * 12.5, ("拆除", "煤改气", "煤改电")[at % 3], "2017年10月底前",
        "2017-10-15" if at % 2 else None, "见附图", "已验收" if at % 2 else "未验收",
    ]  # fmt: skip


def save_boilers(path: Path, count: int = 6) -> Path:
    """Boiler register."""
    titles = ["安阳市燃煤锅炉淘汰台账", "填报单位（盖章）：安阳市环境保护局"]
    return save_book(
        path, titles, BOILERS, [boiler_cells(at) for at in range(1, count + 1)], ["填表人：      审核人："]
    )


WARNINGS = ("黄色预警", "橙色预警", "红色预警")
EMERGENCY: Header = (
    "序号", "省", "市", "县", "企业名称", "统一社会信用代码", "行业类型", "绩效分级", "生产线/工序", "产品产能",
    *[(colour, part) for colour in WARNINGS for part in ("减排措施", "减排比例")], "运输车辆措施", "联系人", "电话",
    "备注",
)  # fmt: skip


def emergency_cells(at: int) -> list[Any]:
    """A firm with its measures by warning level."""
    return [
        at, "河北省", "邯郸市", ("武安市", "磁县")[at % 2], f"恒泰{at}号铸造有限公司", None, "铸造",
        ("A", "B", "B-", "引领性")[at % 4],
        f"{at}号电炉", f"{at}万吨/年",
        *[text for place, _ in enumerate(WARNINGS, 1) for text in (f"停产{place}条生产线（{at}）", f"{place * 20}%")],
        "停止国四及以下车辆运输", f"郑某{at}", f"0310-55{at:05}", None,
    ]  # fmt: skip


def save_emergency(path: Path, count: int = 6) -> Path:
    """Emergency list."""
    titles = ["邯郸市重污染天气应急减排清单"]
    return save_book(path, titles, EMERGENCY, [emergency_cells(at) for at in range(1, count + 1)])


CENSUS = (
    "普查小区代码", "统一社会信用代码", "组织机构代码", "普查对象识别码", "排污许可证编号", "单位名称", "曾用名",
    "运行状态",
    "生产地址", "联系人", "座机", "移动电话", "行业名称", "行业代码", "有无其他厂址", "厂址数量", "备注", "普查员",
    "普查员编号",
    "填表时间", "审核人", "审核人编号", "审核时间", "经度度", "经度分", "经度秒", "维度度", "维度分", "维度秒",
)  # fmt: skip


def census_cells(at: int) -> list[Any]:
    """A unit of the census."""
    return [
        f"130481001{at:03}", None, f"{at:08}X", f"9113048100{at:04}", f"HB-2017-{at:04}", f"鑫磊{at}号石料厂",
        f"鑫旧{at}石料厂", "运行",
        f"河北省邯郸市武安市阳邑镇第{at}村{at}号", f"冯某{at}", f"0310-56{at:05}", f"1360000{at:04}", "石料加工",
        "3039", "无", 1, None,
        f"普某{at}", f"PC{at:04}", "2018-05-20", f"审某{at}", f"SH{at:04}", "2018-05-25", 114, 12, 30 + at, 36, 41,
        15.5,
    ]  # fmt: skip


def save_census(path: Path, count: int = 6) -> Path:
    """清查表: six columns of coordinates with 维度 for 纬度."""
    return save_book(path, ["工业企业和产业活动单位清查表"], CENSUS, [census_cells(at) for at in range(1, count + 1)])


MONTHLY = (
    "问题线索类别", "编号", "归属", "概要", "主要情况", "整改责任单位", "整改时限(月)", "整改情况(月)", "存在问题",
    "下步措施",
    "整改完成情况", "牵头单位",
)  # fmt: skip


def monthly_cells(at: int) -> list[Any]:
    """A line of the monthly return."""
    return [
        ("水环境", "固体废物")[at % 2], f"SYC-{at:03}", ("泸县", "合江县")[at % 2], f"第{at}条小流域水质不达标",
        f"第{at}断面总磷超标{at}倍。",
        ("泸县人民政府", "合江县人民政府")[at % 2], f"2019-{at + 3:02}", f"已完成第{at}段清淤。",
        f"第{at}段资金未到位。", "争取专项资金。",
        ("已完成", "推进中")[at % 2], "泸州市生态环境局",
    ]  # fmt: skip


def save_monthly(path: Path, count: int = 6) -> Path:
    """Monthly return form."""
    titles = ["泸州市生态环境问题线索整改情况月报表", "（2019年6月）"]
    return save_book(path, titles, MONTHLY, [monthly_cells(at) for at in range(1, count + 1)])
