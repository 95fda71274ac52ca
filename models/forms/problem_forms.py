"""问题卡片 and 办理时间线 as forms: everything that is known of one problem, and what happened to it, on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.forms.sheet import FormSheet, Grid, Listing, Part, label, pairs, value, wide

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class CardFacts:
    """``facts`` are the fields by key, as a clerk reads them; what is missing stays blank on the card."""

    facts: Mapping[str, str]
    ledger_name: str
    printed_on: str
    own_fields: tuple[tuple[str, str], ...] = ()
    """自定义字段, title and value."""
    measures: Rows = ()
    """措施内容, 责任单位, 完成时限, 进度, 完成日期."""
    reports: Rows = ()
    """报告期, 填报日期, 单位, 进度, 情况."""
    evidence: Rows = ()
    """名称, 类别, 版本, 添加日期, 拍摄时间和地点."""
    links: Rows = ()
    """关系, 对方, 名称, 状态."""


@dataclass(frozen=True)
class TimelineFacts:
    """``lines`` are 日期, 事项, 说明, 人员, the earliest first."""

    number: str
    name: str
    place: str
    status: str
    ledger_name: str
    printed_on: str
    lines: Rows = field(default=())


def card_sheet(card: CardFacts) -> FormSheet:
    """The card of one problem; lists that hold nothing are left out, except evidence, whose absence matters."""
    fact = card.facts

    def both(*keys_and_titles: tuple[str, str]) -> Grid:
        return pairs([(title, fact.get(key, "")) for key, title in keys_and_titles])

    parts: list[Part] = [
        both(
            ("ledger_number", "台账编号"), ("number", "问题编号"), ("campaign", "任务来源"), ("round", "轮次"),
            ("place", "所在地"), ("inspection_team", "检查组"), ("site_name", "点位名称"), ("credit_code", "信用代码"),
            ("address", "详细地址"), ("coordinates", "经纬度"), ("industry", "行业"), ("category", "问题类别"),
            ("found_on", "发现日期"), ("assigned_on", "交办日期"),
        ),
        wide("问题描述", fact.get("description"), height=16),
        wide("整改要求", fact.get("requirement")),
        wide("整改目标", fact.get("goal")),
        wide("整改措施", fact.get("measures"), height=12),
        both(
            ("deadline_text", "时限原文"), ("deadline", "整改期限"), ("responsible_unit", "责任单位"),
            ("responsible_person", "责任人"), ("status", "状态"), ("mark", "标记"), ("completed_on", "完成日期"),
            ("closed_on", "销号日期"), ("timeliness", "按期或超期"), ("original_deadline", "首次期限"),
        ),
        wide("整改情况", fact.get("progress"), height=14),
        wide("备　　注", fact.get("remarks")),
    ]  # fmt: skip
    if card.own_fields:
        parts.append(pairs(card.own_fields))
    parts += _listings(card)
    number = fact.get("ledger_number", "")
    name = fact.get("site_name", "")
    return FormSheet(
        "问题卡片", tuple(parts), _head(card.ledger_name, card.printed_on),
        bookmark=f"{number} {name}".strip(), footer=number,
    )  # fmt: skip


def _listings(card: CardFacts) -> list[Part]:
    found: list[Part] = []
    if card.measures:
        header = ("序号", "措施内容", "责任单位", "完成时限", "进度", "完成日期")
        found.append(Listing(header, _numbered(card.measures), (7, 34, 19, 17, 9, 14), "整改措施落实情况"))
    if card.reports:
        header = ("报告期", "填报日期", "单位", "进度", "情况")
        found.append(Listing(header, card.reports, (17, 14, 19, 9, 41), "进展填报"))
    header = ("序号", "名称", "类别", "版本", "添加日期", "拍摄时间和地点")
    found.append(
        Listing(header, _numbered(card.evidence), (7, 29, 16, 7, 14, 27), "佐证材料", empty="（没有佐证材料）")
    )
    if card.links:
        found.append(Listing(("关系", "对方", "名称", "状态"), card.links, (20, 20, 40, 20), "关联问题"))
    return found


def timeline_sheet(facts: TimelineFacts) -> FormSheet:
    """What happened, the earliest first."""
    head = Grid(
        (12, 38, 12, 38),
        (
            (label("问题编号"), value(facts.number), label("点位名称"), value(facts.name)),
            (label("所在地"), value(facts.place), label("现在状态"), value(facts.status)),
        ),
    )
    header = ("日期", "事项", "说明", "人员或单位")
    listing = Listing(header, facts.lines, (15, 27, 41, 17), aligns=("center", "left", "left", "left"))
    return FormSheet(
        "办理时间线", (head, listing), _head(facts.ledger_name, facts.printed_on),
        bookmark=f"{facts.number} {facts.name}".strip(), footer=facts.number,
    )  # fmt: skip


def _numbered(rows: Sequence[tuple[str, ...]]) -> Rows:
    return tuple((str(number), *row) for number, row in enumerate(rows, 1))


def _head(ledger_name: str, printed_on: str) -> tuple[str, ...]:
    return (f"台账：{ledger_name}" if ledger_name else "", f"打印日期：{printed_on}")
