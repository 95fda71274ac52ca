"""Made-up problems, repeatable, from which the layouts write their rows; no word of them comes from a real list."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

HANDAN = ("河北省", "邯郸市", ("武安市", "永年区", "磁县", "临漳县"))
XINGTAI = ("河北省", "邢台市", ("沙河市", "宁晋县", "临城县"))
BINZHOU = ("山东省", "滨州市", ("博兴县", "沾化区", "惠民县"))
ANYANG = ("河南省", "安阳市", ("林州市", "殷都区", "汤阴县"))
CHANGZHI = ("山西省", "长治市", ("襄垣县", "沁县"))
CITIES = (HANDAN, XINGTAI, BINZHOU, ANYANG, CHANGZHI)

_SYLLABLES = (
    "宏达",
    "鑫源",
    "瑞丰",
    "恒通",
    "金泰",
    "华盛",
    "永兴",
    "德顺",
    "福临",
    "嘉禾",
    "天泽",
    "广润",
    "同济",
    "凯旋",
)
_TRADES = (
    "建材有限公司",
    "铸造厂",
    "家具加工厂",
    "化工有限公司",
    "热力有限公司",
    "碳素制品厂",
    "塑料制品有限公司",
    "汽修中心",
)
_INDUSTRIES = ("建材", "铸造", "家具制造", "化工", "热力生产", "碳素", "塑料制品", "汽车维修")
_TOWNS = ("城关镇", "北张庄镇", "阳邑镇", "西寺庄乡", "东杨庄镇", "石北口乡")
_CATEGORIES = ("治污设施不正常运行", "未安装治污设施", "扬尘污染", "超标排放", "无组织排放", "应急预案不落实")
_PROBLEMS = (
    "脱硫设施循环泵停运，烟气未经处理直接排放。",
    "原料堆场约300平方米未苫盖，厂区道路积尘严重。",
    "喷漆房未密闭，活性炭未更换，异味明显。",
    "在线监测设备站房无人值守，数据传输率不足75%。",
    "未落实重污染天气橙色预警停产要求，2台窑炉仍在生产。",
    "燃煤锅炉未拆除，仍有燃用散煤痕迹；\n现场有煤渣约2吨。",
)
_REQUIREMENTS = (
    "立即停产整治，完善治污设施",
    "对堆场全面苫盖并硬化道路",
    "更换活性炭并密闭喷漆工序",
    "规范在线监测运维",
)
_PEOPLE = ("赵志刚", "王秀兰", "李建设", "刘文博", "陈小红", "孟庆祥")

DEADLINES_2018: tuple[tuple[Any, str, str | None], ...] = (
    ("2018年7月31日", "date", "2018-07-31"),
    ("2018.8.15", "date", "2018-08-15"),
    ("2018-09-10", "date", "2018-09-10"),
    ("18.6.11", "date", "2018-06-11"),
    ("7月15日", "date", "2018-07-15"),
    ("9月底前", "date", "2018-09-30"),
    ("2018年10月底前", "date", "2018-10-31"),
    ("年底前", "date", "2018-12-31"),
    ("立行立改", "immediate", None),
    ("长期坚持", "standing", None),
    ("已完成整改", "done", None),
    ("20180820", "date", "2018-08-20"),
    ("2018/8/5", "date", "2018-08-05"),
    ("８月２０日前", "date", "2018-08-20"),
)
"""Cell, kind, date; the list is of 2018."""


def facts(
    count: int,
    seed: int,
    places: Sequence[tuple[str, str, Sequence[str]]] = CITIES,
    deadlines: Sequence[tuple[Any, str, str | None]] = DEADLINES_2018,
) -> list[dict[str, Any]]:
    """So many different problems, ordered by province, city and county."""
    noise = random.Random(seed)
    spots = [(province, city, county) for province, city, counties in places for county in counties]
    chosen = sorted(noise.randrange(len(spots)) for _ in range(count))
    made: list[dict[str, Any]] = []
    for position, spot in enumerate(chosen):
        province, city, county = spots[spot]
        trade = noise.randrange(len(_TRADES))
        town = noise.choice(_TOWNS)
        found = date(2018, 6, 1) + timedelta(days=noise.randrange(25))
        written, kind, due = deadlines[(position + seed) % len(deadlines)]
        made.append(
            {
                "n": position + 1,
                "list_number": str(position + 1),
                "number": f"DC2018-{seed:02d}-{position + 1:04d}",
                "province": province,
                "city": city,
                "county": county,
                "town": town,
                "site_name": county[:-1]
                + f"{_SYLLABLES[(position + seed) % 14]}{noise.randrange(10, 99)}号{_TRADES[trade]}",
                "industry": _INDUSTRIES[trade],
                "address": f"{county}{town}{noise.randrange(1, 200)}号",
                "longitude": round(113.5 + noise.random() * 2, 4),
                "latitude": round(36.1 + noise.random() * 1.5, 4),
                "credit_code": f"91{noise.randrange(130000, 139999)}MA{noise.randrange(10**6, 10**7)}X",
                "category": noise.choice(_CATEGORIES),
                "description": f"第{position + 1}处：{noise.choice(_PROBLEMS)}",
                "requirement": noise.choice(_REQUIREMENTS),
                "found_on": found.isoformat(),
                "found": datetime(found.year, found.month, found.day),
                "deadline_cell": written,
                "deadline_text": written if isinstance(written, str) else None,
                "deadline_kind": kind,
                "deadline": due,
                "responsible_unit": f"{county}人民政府",
                "responsible_person": noise.choice(_PEOPLE),
                "phone": f"1{noise.choice((3, 5, 8))}{noise.randrange(10**8, 10**9)}",
                "remarks": noise.choice((None, None, "与上轮重复", "企业已停产")),
            }
        )
    return made


DEADLINE = {"deadline_text": "deadline_text", "deadline_kind": "deadline_kind", "deadline": "deadline"}


def dms(value: float) -> tuple[int, int, float]:
    """Degrees, minutes and seconds of an angle."""
    minutes = value * 60
    degrees = int(value)
    minute = int(minutes - degrees * 60)
    return degrees, minute, round((value - degrees - minute / 60) * 3600, 2)


def spelled(value: float, signs: str = "°′″") -> str:
    """113°23′45.6″ with the given signs."""
    degrees, minute, second = dms(value)
    return f"{degrees}{signs[0]}{minute}{signs[1]}{second}{signs[2]}"


def from_parts(value: float) -> float:
    """The angle that its spelled form means, to six places."""
    degrees, minute, second = dms(value)
    return round(degrees + minute / 60 + second / 3600, 6)


def full_width(text: str) -> str:
    """Digits and letters in full width."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
