"""销号申请表, 销号备案表 and 公示: what stands on them, from plain facts.

No form of the ministry or of a province could be read; the contents follow the steps of published rules (安徽 2019,
黄山 2022, 博山 2025) and are to be compared with the bureau's own forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.forms.sheet import Cell, FormSheet, Grid, Listing, Paragraph, Part, label, opinion, pairs, value, wide

_SIGN = "签字（盖章）：　　　　　　　　年　　月　　日"
_PLACEHOLDER = "（公示稿：请核对后发布）"


@dataclass(frozen=True)
class ConditionFact:
    """A condition as the form lists it."""

    text: str
    met: bool
    person: str
    on: date | None
    shown_by: str


@dataclass(frozen=True)
class OpinionFact:
    """A level with what it found; blank where it has not decided yet."""

    level: str
    unit: str
    reviewer: str = ""
    on: date | None = None
    result: str = ""
    words: str = ""


@dataclass(frozen=True)
class ClosureFacts:
    """One application with its problem."""

    ledger_number: str
    attempt: int
    name: str
    place: str
    category: str
    campaign: str
    round: str
    description: str
    requirement: str
    deadline: str
    responsible_unit: str
    unit: str
    completed_on: date | None
    submitter: str
    submitted_on: date | None
    summary: str
    standard: str
    conditions: tuple[ConditionFact, ...]
    opinions: tuple[OpinionFact, ...]
    publicity: str
    approver: str
    approved_on: date | None
    filing_number: str
    filed_to: str
    filed_on: date | None
    timeliness: str


def application_form(facts: ClosureFacts, bureau: str = "") -> FormSheet:
    """销号申请表: the problem, what was done, the conditions with who confirmed them, the opinion of every level."""
    parts: list[Part] = [
        pairs(
            (
                ("台账编号", facts.ledger_number), ("申请次数", f"第 {facts.attempt} 次"),
                ("问题点位", facts.name), ("所在地", facts.place),
                ("任务来源", facts.campaign), ("轮次", facts.round),
                ("问题类别", facts.category), ("整改时限", facts.deadline),
                ("责任单位", facts.responsible_unit), ("完成日期", _day(facts.completed_on)),
                ("申请单位", facts.unit), ("申请日期", _day(facts.submitted_on)),
            )
        ),
        wide("问题描述", facts.description, height=18),
        wide("整改要求", facts.requirement, height=12),
        wide("整改情况", facts.summary, height=28),
        Listing(
            ("序号", "销号条件", "结论", "确认人", "日期", "佐证材料"),
            tuple(
                (str(number), one.text, "符合" if one.met else "不符合", one.person, _day(one.on), one.shown_by)
                for number, one in enumerate(facts.conditions, 1)
            ),
            (7, 40, 10, 12, 13, 18),
            f"销号条件（{facts.standard}）",
        ),
        Grid((20.0, 80.0), (*(_level_row(one) for one in facts.opinions), *_last_rows(facts))),
    ]  # fmt: skip
    return FormSheet(
        "生态环境问题整改销号申请表", tuple(parts), (f"填报单位：{facts.unit or bureau}", f"提交人：{facts.submitter}"),
        ("注：条件的依据见本台账的销号标准；佐证材料的编号与一问题一档案一致。",), bookmark=facts.ledger_number,
    )  # fmt: skip


def filing_form(rows: Sequence[ClosureFacts], bureau: str = "", on: date | None = None) -> FormSheet:
    """销号备案表: one line for each problem that was closed, with its number and whether it was in time."""
    listing = Listing(
        ("序号", "备案号", "台账编号", "问题点位", "所在地", "问题类别", "责任单位", "整改时限", "完成日期", "公示",
         "审签人", "备案日期", "按期情况"),
        tuple(
            (str(number), one.filing_number, one.ledger_number, one.name, one.place, one.category,
             one.responsible_unit, one.deadline, _day(one.completed_on), one.publicity.partition("，")[0], one.approver,
             _day(one.filed_on), one.timeliness)
            for number, one in enumerate(rows, 1)
        ),
        (4, 11, 10, 12, 8, 9, 10, 11, 11, 11, 6, 11, 5),
        aligns=("center",) + ("left",) * 12,
    )  # fmt: skip
    to = "、".join(dict.fromkeys(one.filed_to for one in rows if one.filed_to))
    return FormSheet(
        "生态环境问题整改销号备案表", (listing,),
        (f"填报单位：{bureau}", f"报备单位：{to}", f"日期：{_day(on)}"),
        (f"共 {len(rows)} 件。", "填表人：　　　　　　审核人：　　　　　　负责人："), landscape=True,
    )  # fmt: skip


def publicity_notice(rows: Sequence[ClosureFacts], bureau: str, days: int, contact: str = "") -> FormSheet:
    """公示: words that are put up, with the list of the problems; contact left as a blank line to fill in."""
    words = (
        f"根据整改销号有关规定，下列 {len(rows)} 个生态环境问题已完成整改并通过审核，拟予销号，现予公示。"
        f"公示期为 {days} 个工作日。公示期内，单位和个人对整改情况有异议的，可向我单位反映。"
    )
    listing = Listing(
        ("序号", "问题点位", "所在地", "存在问题", "整改情况", "责任单位"),
        tuple(
            (str(number), one.name, one.place, one.description, one.summary, one.responsible_unit)
            for number, one in enumerate(rows, 1)
        ),
        (6, 16, 12, 28, 26, 12),
    )
    return FormSheet(
        "生态环境问题整改销号公示",
        (Paragraph(words), listing, Paragraph(f"联系方式：{contact or '　' * 12}"), Paragraph(bureau, align="right")),
        foot=(_PLACEHOLDER,),
    )


def _level_row(one: OpinionFact) -> tuple[Cell, ...]:
    return label(f"{one.level}\n{one.unit}".strip()), opinion(
        _opinion(one), _signature_of(one.reviewer, one.on), height=20
    )


def _last_rows(facts: ClosureFacts) -> tuple[tuple[Cell, ...], ...]:
    signed = _signature_of(facts.approver, facts.approved_on)
    return (
        (label("公示情况"), value(facts.publicity, height=12)),
        (label("负责人审签"), opinion("", signed, height=18)),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _opinion(one: OpinionFact) -> str:
    return "　".join(part for part in (one.result, one.words) if part)


def _signature_of(who: str, on: date | None) -> str:
    if not who:
        return _SIGN
    day = f"{on.year} 年 {on.month} 月 {on.day} 日" if on is not None else ""
    return f"签字（盖章）：{who}　　{day}"
