"""体检: what in the ledger is missing, impossible or contradicts itself, each check with the rows behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, func, select

from models.errors import UserError
from models.progress import Progress, silent
from models.queries import quality_conditions as plain
from models.queries import quality_judged as judged
from models.queries.fields import PROBLEM
from models.schema import QualityException

SEVERITIES = {"serious": ("严重", "red"), "warning": ("一般", "amber"), "hint": ("提示", "blue")}
"""Word and tone of how much a finding matters."""
_EXCEPTION: Table = QualityException.__table__  # type: ignore[assignment]
_HERE = PROBLEM.c.removed_in.is_(None)
Find = Callable[[Connection], ColumnElement[bool]]


@dataclass(frozen=True)
class QualityCheck:
    """A check: ``meaning`` says which rows it finds, ``why`` what goes wrong if they stay.

    ``fix`` is what the bulk fix is called, empty where a person must look at each row.
    """

    key: str
    title: str
    severity: str
    meaning: str
    why: str
    condition: Find
    fix: str = ""


CHECKS: tuple[QualityCheck, ...] = (
    QualityCheck(
        "missing_unit", "没有责任单位", "serious",
        "责任单位一栏是空的。", "交办、催办和通报都按责任单位分发，没有单位的问题不会发到任何人手里。",
        plain.missing_unit,
    ),
    QualityCheck(
        "missing_city", "没有写明所在的市", "serious",
        "市一栏是空的。", "分市统计、排名和问责都漏掉它。", plain.missing_city, "按县（市、区）补填市",
    ),
    QualityCheck(
        "missing_category", "没有问题类别", "warning",
        "问题类别一栏是空的。", "分类统计和量化问责都数不到它。", plain.missing_category,
    ),
    QualityCheck(
        "missing_deadline", "没有整改期限", "serious",
        "时限原文和整改期限都是空的。", "永远不会提示到期，也不会算作逾期。", plain.missing_deadline,
    ),
    QualityCheck(
        "deadline_unread", "整改期限读不出来", "serious",
        "写了时限原文，但读不出具体日期或类型。", "不会提示到期，也不会算作逾期。", plain.deadline_unread,
        "重新读取时限原文",
    ),
    QualityCheck(
        "deadline_before_found", "整改期限早于发现日期", "warning",
        "整改期限在发现日期之前。", "一交办就逾期，多半是年份写错或读错。", plain.deadline_before_found,
    ),
    QualityCheck(
        "deadline_before_assigned", "整改期限早于交办日期", "warning",
        "整改期限在交办日期之前。", "责任单位收到时已经逾期，期限或交办日期有一个不对。",
        plain.deadline_before_assigned,
    ),
    QualityCheck(
        "assigned_without_date", "没有交办日期", "hint",
        "交办日期一栏是空的。", "“多少日内”的期限算不出来，也说不清何时交办。", plain.assigned_without_date,
    ),
    QualityCheck(
        "found_in_future", "发现日期在今天之后", "warning",
        "发现日期还没有到。", "多半是年份或月份写错，会把期限一起带偏。", plain.found_in_future,
    ),
    QualityCheck(
        "finished_before_found", "完成或销号早于发现日期", "serious",
        "完成日期或销号日期在发现日期之前。", "整改用时算出来是负数，档案经不起核查。", plain.finished_before_found,
    ),
    QualityCheck(
        "closed_without_date", "已销号但没有销号日期", "warning",
        "状态是已销号，销号日期是空的。", "按月统计销号数时会漏掉。",
        plain.closed_without_date, "取最近一次改为已销号的日期",
    ),
    QualityCheck(
        "closed_without_evidence", "已销号但没有佐证材料", "hint",
        "状态是已销号，台账里没有它的佐证材料。", "抽查和回头看时拿不出整改依据。", plain.closed_without_evidence,
    ),
    QualityCheck(
        "overdue_said_finished", "清单说已完成而台账未动", "serious",
        "台账里已经逾期，最近的清单却说已完成或已销号。", "已经整改的还在按逾期通报；也可能是填报不实，需要核查。",
        judged.overdue_said_finished,
    ),
    QualityCheck(
        "closed_said_otherwise", "台账已销号而清单另有说法", "serious",
        "台账里已销号，最近的清单却说未完成、不到位或还在整改。", "可能是反弹，也可能是销错了号。",
        judged.closed_said_otherwise,
    ),
    QualityCheck(
        "region_unknown", "地名没有对应的行政区划代码", "warning",
        "写了市，但有地名认不出是哪个县（市、区）。", "分县统计和量化问责数不到它。",
        plain.region_unknown, "按市、县重新识别",
    ),
    QualityCheck(
        "region_not_in_city", "县（市、区）不在所写的市", "serious",
        "所写的县（市、区）属于另一个市。", "问题会算到别的市头上。", plain.region_not_in_city,
    ),
    QualityCheck(
        "coordinates_impossible", "经纬度不可能或只有一半", "warning",
        "经纬度不在我国范围内，或者只填了一个。", "地图上找不到，导入时也认不出同一地点。",
        plain.coordinates_impossible, "对调写反的经纬度",
    ),
    QualityCheck(
        "far_from_county", "坐标离所在县太远", "warning",
        "坐标离所在县（市、区）的中心超过设置的距离（默认 80 公里）；面积特别大的县，只要离本县中心最近就不算。",
        "坐标或县名有一个不对，现场检查会跑错地方。", judged.far_from_county,
    ),
    QualityCheck(
        "category_unmatched", "问题类别不在预设清单里", "warning",
        "所写的类别对不上任何预设类别。", "分类统计会单独成一类，量化问责数不到。", judged.category_unmatched,
    ),
    QualityCheck(
        "category_other_wording", "问题类别与预设写法不同", "hint",
        "所写的类别认得出，但写法与预设清单不一样。", "同一类问题在图表里分成几类。", judged.category_other_wording,
        "改成预设的类别名称",
    ),
    QualityCheck(
        "unit_spellings", "责任单位写法不一", "hint",
        "同一个县（市、区）里，这个单位另有更常用的写法。", "按单位统计、交办时会拆成两个单位。", judged.unit_spellings,
        "改成最常用的写法",
    ),
    QualityCheck(
        "same_site_same_day", "同一点位同一天登记多次", "hint",
        "同一任务里，同一地点、同名的点位在同一天发现，登记了不止一条。", "可能是重复登记，会多计问题数。",
        plain.same_site_same_day,
    ),
    QualityCheck(
        "phone_impossible", "联系电话打不通的样子", "hint",
        "电话位数不对，或者根本没有数字。", "催办时联系不上人。", judged.phone_impossible,
    ),
    QualityCheck(
        "credit_code_wrong", "统一社会信用代码不对", "hint",
        "位数不对、有不用的字母，或者校验位不符。", "与排污许可、处罚等名单对不上。", judged.credit_code_wrong,
    ),
    QualityCheck(
        "text_truncated", "文字像是被截断", "warning",
        "有一栏文字正好 255 个字，是旧版 Excel 截断的长度。", "后半段内容已经丢失，请对照原件补全。",
        plain.text_truncated,
    ),
    QualityCheck(
        "round_without_number", "轮次看不出是第几轮", "hint",
        "轮次里没有数字。", "轮次排不了先后，“本轮新增”会数错。", judged.round_without_number,
    ),
)  # fmt: skip
"""All checks, in the order they are shown; none of them makes the ledger unsound."""

BY_KEY = {check.key: check for check in CHECKS}


def check_of(key: str) -> QualityCheck:
    """A check by its key; UserError for a name that is not one."""
    if key not in BY_KEY:
        raise UserError(f"没有“{key}”这项体检")
    return BY_KEY[key]


def finding_clause(connection: Connection, key: str) -> ColumnElement[bool]:
    """The rows that a check finds, less those that a person looked at and let stand."""
    let_stand = select(_EXCEPTION.c.problem_id).where(_EXCEPTION.c.check_key == key, _EXCEPTION.c.removed_in.is_(None))
    return check_of(key).condition(connection) & PROBLEM.c.id.not_in(let_stand)


def campaign_counts(connection: Connection, key: str) -> dict[int, int]:
    """How many problems of each campaign (by its id) a check finds."""
    clause = finding_clause(connection, key)
    counted = select(PROBLEM.c.campaign_id, func.count()).where(_HERE, clause).group_by(PROBLEM.c.campaign_id)
    return {row[0]: row[1] for row in connection.execute(counted)}


def quality_counts(connection: Connection, progress: Progress = silent) -> list[tuple[str, int]]:
    """(check, number of problems) for every check."""
    counts: list[tuple[str, int]] = []
    for place, check in enumerate(CHECKS):
        progress(place / len(CHECKS), f"体检：{check.title}")
        counts.append((check.key, sum(campaign_counts(connection, check.key).values())))
    return counts


def quality_ids(connection: Connection, key: str) -> list[int]:
    """The problems that a check finds."""
    return judged.ids_where(connection, finding_clause(connection, key))
