"""How much a cell reads like the label of a column, from the words that ministry and bureau lists use."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache

from models.excel.book import Value
from models.late_regex import late_regex

_EXACT_WORDS = """
序号 编号 编码 代码 项目 名称 内容 备注 说明 附注 省 市 县 区 省份 城市 地市 市州 市县 县区 区县 县市区
市区县 省市 地区 区域 地域 乡镇 镇街 街道 乡镇街道 乡 镇 村 村街 社区 属地 辖区 所在地 所在地区 所在位置
所属区县 行政区域 行政区划 省市区 片区 网格 企业名称 单位名称 点位名称 项目名称 问题名称 被检查单位
被检查单位名称 污染源名称 企业 单位 点位 地点 地址 位置 坐标 经纬度 经度 纬度 东经 北纬 度 分 秒 行业 类型
类别 种类 性质 规模 数量 台数 吨位 面积 金额 问题 存在问题 问题描述 整改要求 整改措施 整改时限 整改情况
责任单位 责任人 责任主体 牵头单位 配合单位 联系人 联系电话 电话 手机 传真 邮箱 状态 进度 进展 完成情况 时间
日期 时限 期限 轮次 批次 组别 督查组 检查组 是否完成 是否销号 是否属实 销号情况 验收情况 受理编号 污染类型
办结状态 年份 年度 月份 姓名 性别 职务 职称 部门 级别 等级 法定代表人 法人 统一社会信用代码 组织机构代码 水
大气 土壤 噪声 固废 生态 辐射 其他 合计 小计 总计 优先级 负责人 模块 功能 分类 来源 目标 黄色预警 橙色预警
红色预警 减排措施 减排比例 关停取缔 整合搬迁 升级改造 断水 断电 清原料 清设备 清产品 两断三清 措施 要求 结果
意见 建议 no no. id name date type status address remark remarks author freq code count city county title
"""
_ENDING_WORDS = """
序号 编号 编码 代码 名称 单位 时间 日期 时限 期限 情况 问题 措施 类型 类别 种类 性质 备注 说明 电话 手机
号码 地址 位置 所在地 经度 纬度 坐标 行业 状态 进度 进展 要求 描述 简述 概述 内容 结果 意见 建议 原因 目标
来源 批次 轮次 级别 等级 层次 部门 机关 负责人 责任人 联系人 经办人 领导 人员 数量 台数 个数 家数 件数 人数
户数 金额 规模 面积 吨位 产能 产量 能力 排放量 比例 浓度 标准 方式 方法 方案 主体 对象 依据 文号 文件 标识码
信用代码 网格员 姓名 行政区域 行政区划 区县 县区 乡镇 街道 用途 型号 燃料 台账 清单 任务 事项 领域 指标 数值
得分 分值 排名 价格 价 数 日 率 额 量 值 度 费 费用 公告日 个 次 期 质 型 码 号 员 人 者
"""
_INSIDE_WORDS = """
整改 整治 责任 督办 督察 督查 检查 核查 验收 销号 完成 办结 交办 移交 问题 污染 治理 排放 处理 处罚 拘留
约谈 问责 是否 有无 填报 审核 企业 单位 名称 基本信息 信息 时间 日期 落实 计划 实际 预计 开始 结束 牵头 配合
负责 联系 所属 所在 主管 类 县 乡 村
"""
_EXACT = frozenset(_EXACT_WORDS.split())
_INSIDE = _INSIDE_WORDS.split()
_LONG_ENDINGS = tuple(ending for ending in _ENDING_WORDS.split() if len(ending) >= 2)
_SHORT_ENDINGS = tuple(ending for ending in _ENDING_WORDS.split() if len(ending) == 1)

_BRACKETS = late_regex(r"[（(【\[〔<《].*?[）)】\]〕>》]|[*＊★※:：]+$|^[*＊★※]+")
_SENTENCE = late_regex(r"[。；;！？]")
_NUMBER = late_regex(r"^[-+−]?[\d,，]*\d(?:\.\d+)?[%％‰]?$")
_YEAR = late_regex(r"^(?:19|20)\d\d年?(?:度|底|[1-9]月|1[0-2]月)?$|^(?:[1-9]|1[0-2])月份?$|^第?[一二三四1-4]季度$")
_DATED = late_regex(r"\d{2,4}[-./年]\d{1,2}[-./月]|\d{1,2}月\d{1,2}日|^\d{1,2}月底|[°′″]|^[A-Z]?\d{5,}|\d{4,}")
UNIT = late_regex(
    r"^[（(]?(?:个|家|件|处|座|台|辆|户|人|次|家次|件次|人次|套|项|条|吨|万吨|千克|公斤|kg|t|t/h|t/a|m|m2|m3|㎡|m³|平方米|公顷|亩|公里|km|"
    r"元|万元|亿元|千元|%|％|‰|度|分|秒|°|′|″|天|日|小时|h|蒸吨|蒸吨/小时|mg/m3|mg/m³|μg/m3|μg/m³|mg/l|kw|kwh|万千瓦时|"
    r"年|月|年月|年/月/日|[^/，。]{1,12}(?:/[^/，。]{1,20}){1,6})[）)]?$",
    re.I,
)
NUMBERED = late_regex(
    r"^[（(【]?\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3}|[甲乙丙丁戊己庚辛壬癸]|[A-Za-z]|[①-⑳])\s*[）)】.、]?(?:=.*)?$"
)


def squeeze(text: str) -> str:
    """Text without white space, full-width letters and digits made half-width."""
    return "".join(unicodedata.normalize("NFKC", text).split()) if not text.isascii() else "".join(text.split())


def label_text(value: Value) -> str:
    """A header cell as one line: no blanks between Chinese characters, one between Latin words."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(str(value).split())
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)


def label_score(value: Value) -> float:
    """From 1 (a known column label) through 0 (cannot tell) to -1 (a value, a sentence, a date)."""
    if isinstance(value, str):
        return _text_score(value) if len(value) <= 200 else -1.0
    if isinstance(value, bool):
        return -0.8
    if isinstance(value, int | float):
        return 0.2 if 1950 <= value <= 2100 and value == int(value) else -0.8
    return -0.8 if isinstance(value, dt.date | dt.time | dt.timedelta) else 0.0


@lru_cache(maxsize=20_000)
def _text_score(value: str) -> float:
    text = squeeze(value)
    core = _BRACKETS.sub("", text).lower()
    if not text:
        return 0.0
    if core in _EXACT or text.lower() in _EXACT:
        return 1.0
    if _YEAR.match(text):
        return 0.2
    if _NUMBER.match(text):
        return -0.7
    if len(core) > 45 or _SENTENCE.search(text):
        return -0.8
    if _DATED.search(core):
        return -0.5
    if "：" in text[:-1] or ":" in text[:-1]:
        return -0.3
    return _by_words(core or text, text)


def _by_words(core: str, text: str) -> float:
    """Score of a text without tell-tale signs, by its words and length."""
    size = len(core)
    if UNIT.match(text):
        return 0.3
    if size <= 18 and core.endswith(_LONG_ENDINGS):
        return 0.85
    if size <= 20 and any(word in core for word in _INSIDE):
        return 0.45
    if size <= 12 and core.endswith(_SHORT_ENDINGS):
        return 0.4
    if size <= 8:
        return 0.15
    return 0.05 if size <= 16 else -0.1 if size <= 30 else -0.4


def is_known_label(value: Value) -> bool:
    """Whether the cell is surely the label of a column or of a form's field."""
    return isinstance(value, str) and len(value) <= 60 and _text_score(value) >= 0.85


def is_plain_number(value: Value) -> bool:
    """A number, or text that is nothing but one; years do not count."""
    if isinstance(value, str):
        text = squeeze(value) if len(value) < 40 else value
        return bool(_NUMBER.match(text)) and not _YEAR.match(text)
    return isinstance(value, int | float) and not isinstance(value, bool) and not (1950 <= value <= 2100)
