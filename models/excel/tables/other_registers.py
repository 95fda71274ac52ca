"""Tells registers that are about something else than problems: people, pages, codes, marks, checks, readings."""

from __future__ import annotations

from collections.abc import Mapping

from models.excel.tables.head_grid import HeadGrid
from models.excel.tables.header_words import squeeze
from models.late_regex import late_regex

_OF_PROBLEMS = late_regex(
    r"问题|隐患|整改|时限|期限|限期|违法|违规|情形|线索|交办|督办|受理|举报|措施|地址|位置|地点|坐标|经纬|经度|信用代码|"
    r"企业|被检查|点位|项目名称|污染|排口|排污口|销号|行业|户|村|乡镇|街道|煤|锅炉|改造"
)
_PERSON = late_regex(r"^(?:姓名|值班人员?|值班员|人员姓名|参会人员?)$")
_OF_PERSONS = late_regex(r"^(?:职务|职称|职务职称|性别|民族|出生|办公电话|签名|签字|签到|邮箱|电子邮箱|微信)")
_DUTY = late_regex(r"值班|带班")
_PAGES = late_regex(r"^(?:页码|页次|页数|起止页码?)$")
_PARENT_CODE = late_regex(r"^(?:上级|父级|父)(?:代码|编码|节点|id)|^parent")
_MARKS = late_regex(r"^(?:分值|标准分|满分|权重)(?:分)?$")
_MARKING = late_regex(r"评分|扣分|得分|计分|考核内容|考核指标")
_READING = late_regex(r"^(?:pm2\.?5|pm10|so2|no2|nox|co|o3|aqi|风速|风向|气温|温度|湿度|气压|能见度)(?:浓度)?$")
_PLANNED = late_regex(
    r"(?:工作|督[查察]|检查|帮扶|核查|会议|培训|调研|值守)(?:工作)?(?:计划|安排|方案|日程)|分组|人员(?:安排|分工)|日程|行程"
)
_CREW = late_regex(
    r"^(?:组长|副组长|组员|成员|人数|组数|人员数|小组数|车牌号?|车辆|司机|驾驶员|住宿|联络员|带队|领队|上午|下午|课程|主讲|授课|讲师|参训|参会)"
)
_GOODS = late_regex(
    r"^(?:领用|借用|归还|发放|入库|出库|库存|储备|存放|保管|管理人|装备|物资|采购|规格|型号$|数量$|单价)"
)
_GOODS_LABELS = 3
_JOURNEY = late_regex(r"^(?:车牌号?码?|驾驶员|司机|里程|出发地?|目的地|用车|出车|还车|油耗)")
_DUTIES = late_regex(r"^(?:工作|主要|具体)?(?:职责|职能)(?:分工|任务|内容)?$")
_MONEY = late_regex(r"资金|投资|经费|预算|配套|拨付|支出")
_FEW_COLUMNS = 5
_FOUND = late_regex(r"问题|隐患|整改|违法|违规|企业|污染|交办|信用代码|措施|时限")
_CREW_LABELS = 2
_BOXES = "□☐▢"
_MARKED = late_regex(r"企业|单位|点位|对象|名称|地址|整改|时限|问题")
_FEW_READINGS, _HALF, _MOST_OF_CODES = 3, 0.5, 5


def other_register(
    grid: HeadGrid, names: Mapping[int, str], data: list[int], title: str = ""
) -> tuple[str, str] | None:
    """The role and why a table of these columns lists no problems; None for a list. ``data`` rows count from 0."""
    labels = [squeeze(name.rsplit("/", 1)[-1]).strip("*＊：:") for name in names.values() if name]
    if _PLANNED.search(title) and _crews(labels):
        return "notes", "像是工作安排或人员分组，不是问题清单"
    if sum(bool(_GOODS.search(label)) for label in labels) >= _GOODS_LABELS and not _finds(labels):
        return "notes", "像是物资登记表，不是问题清单"
    if sum(bool(_JOURNEY.search(label)) for label in labels) >= _GOODS_LABELS and not _finds(labels):
        return "notes", "像是用车登记表，不是问题清单"
    if len(labels) <= _FEW_COLUMNS and any(_DUTIES.search(label) for label in labels) and not _finds(labels):
        return "notes", "像是职责分工，不是问题清单"
    if len(labels) > 2 and sum(bool(_MONEY.search(label)) for label in labels) >= len(labels) - 1:
        return "summary", "像是资金安排表，不是逐条清单"
    if any(_OF_PROBLEMS.search(label) for label in labels) and not _marks(labels) and not _codes(labels):
        return None
    if _ticked_boxes(grid, data):
        return "form", "像是一张检查记录表（□是 □否），不是清单"
    if any(_PERSON.search(label) for label in labels) and any(_OF_PERSONS.search(label) for label in labels):
        return "notes", "像是人员名单，不是问题清单"
    if sum(bool(_DUTY.search(label)) for label in labels) >= 1 and any(label in ("日期", "时间") for label in labels):
        return "notes", "像是值班表，不是问题清单"
    if any(_PAGES.search(label) for label in labels) and len(labels) <= 4:
        return "notes", "像是目录，不是清单"
    if _codes(labels):
        return "notes", "像是代码表，不是清单"
    if _marks(labels):
        return "notes", "像是评分表，不是问题清单"
    if sum(bool(_READING.search(label.split("(")[0].split("（")[0].lower())) for label in labels) >= _FEW_READINGS:
        return "summary", "像是监测数据，不是问题清单"
    return None


def _finds(labels: list[str]) -> bool:
    """Whether any column says what was found, where, or what is to be done."""
    return any(_FOUND.search(label) for label in labels)


def _crews(labels: list[str]) -> bool:
    """Who travels where, and nothing of what was found there."""
    return not _finds(labels) and sum(bool(_CREW.search(label)) for label in labels) >= _CREW_LABELS


def _codes(labels: list[str]) -> bool:
    return len(labels) <= _MOST_OF_CODES and any(_PARENT_CODE.search(label.lower()) for label in labels)


def _marks(labels: list[str]) -> bool:
    """Marks to be given; a list of what cost whom how many marks names the site."""
    if any(_MARKED.search(label) for label in labels):
        return False
    return any(_MARKS.search(label) for label in labels) and any(_MARKING.search(label) for label in labels)


def _ticked_boxes(grid: HeadGrid, data: list[int]) -> bool:
    """Whether half of the rows have a cell with two boxes to tick."""
    rows = [row for row in data if row < len(grid.cells)]
    boxed = sum(
        any(isinstance(value, str) and sum(value.count(box) for box in _BOXES) > 1 for _, value in grid.own(row))
        for row in rows
    )
    return bool(rows) and boxed >= _HALF * len(rows)
