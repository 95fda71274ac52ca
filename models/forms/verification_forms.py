"""整改核查单 for one problem, and 抽样记录 of a plan: what stands on them, from plain facts.

No form of the ministry could be read; the contents follow what published accounts say a verification records (item by
item, result, who and when) and are to be compared with the bureau's own forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.forms.sheet import Cell, FormSheet, Grid, Listing, Paragraph, Part, label, pairs, value, wide

_ACROSS = 6
"""Numbers side by side in the list of what was drawn."""


@dataclass(frozen=True)
class CheckFacts:
    """One check with its problem; what was not found yet stays blank, to be filled in by hand."""

    plan: str
    purpose: str
    round: str
    team: str
    place_on_list: str
    ledger_number: str
    number: str
    name: str
    place: str
    address: str
    category: str
    campaign: str
    responsible_unit: str
    responsible_person: str
    deadline: str
    status: str
    description: str
    requirement: str
    measures: str
    progress: str
    offered: tuple[str, ...]
    """The results to tick."""
    result: str = ""
    checked_on: date | None = None
    verifier: str = ""
    finding: str = ""
    demand: str = ""


@dataclass(frozen=True)
class DrawFacts:
    """A draw as it can be repeated: what was drawn from, how, with which seed, and what came out."""

    plan: str
    purpose: str
    basis: str
    population: str
    size: int
    digest: str
    method: str
    seed: str
    drawn_at: str
    strata: tuple[tuple[str, int, int], ...]
    """Name, size, drawn."""
    drawn: tuple[str, ...]
    earlier: tuple[tuple[str, str, int, str, str], ...] = ()
    """Draws before it: when, seed, how many, by whom, why it was made anew."""
    members: tuple[str, ...] = ()
    """The whole population, where it shall be printed."""


def check_form(facts: CheckFacts, bureau: str = "") -> FormSheet:
    """整改核查单: the problem as listed and as reported, boxes to tick and room for what was found, signatures."""
    ticks = "　".join(f"{'☑' if one == facts.result else '□'}{one}" for one in facts.offered)
    day = facts.checked_on.isoformat() if facts.checked_on else "　　　　年　　月　　日"
    parts: tuple[Part, ...] = (
        pairs(
            (
                ("台账编号", facts.ledger_number), ("问题编号", facts.number),
                ("问题点位", facts.name), ("所在地", facts.place),
                ("详细地址", facts.address), ("问题类别", facts.category),
                ("任务来源", facts.campaign), ("整改时限", facts.deadline),
                ("责任单位", facts.responsible_unit), ("责任人", facts.responsible_person),
            )
        ),
        wide("问题描述", facts.description, height=20),
        wide("整改要求", facts.requirement, height=14),
        wide("整改措施", facts.measures, height=12),
        wide("所报整改情况", facts.progress, height=18),
        wide(f"{facts.purpose}结果", ticks, height=12),
        wide("现场核查情况", facts.finding, height=44),
        wide("存在问题及要求", facts.demand, height=30),
        Grid(
            (15, 35, 15, 35),
            (
                (label("核查人（签字）"), Cell(facts.verifier, height=14), label("核查日期"), value(day)),
                (label("被核查单位"), Cell("", height=18, closing="签字（盖章）："), label("陪同人员"), value("")),
            ),
        ),
    )  # fmt: skip
    head = (f"方案：{facts.plan}" if facts.plan else "", f"核查组：{facts.team}" if facts.team else "",
            f"序号：{facts.place_on_list}" if facts.place_on_list else "")  # fmt: skip
    title = "生态环境问题整改核查单" if facts.purpose == "核查" else "生态环境问题整改“回头看”核查单"
    return FormSheet(
        title, parts, tuple(one for one in head if one) or (bureau,),
        ("注：一式两份，核查组和被核查单位各存一份。",), bookmark=facts.ledger_number, footer=bureau,
    )  # fmt: skip


def draw_form(facts: DrawFacts, bureau: str = "") -> FormSheet:
    """抽样记录: whoever has the population, the seed and the method draws the same again."""
    parts: list[Part] = [
        pairs((("方案", facts.plan), ("目的", facts.purpose), ("依据", facts.basis), ("抽取时间", facts.drawn_at))),
        wide("抽样总体", f"{facts.population}，共 {facts.size:,} 条"),
        wide("抽样方法", facts.method),
        wide("抽样种子", facts.seed or "（全部核查，没有抽样）"),
        wide("总体摘要", f"SHA-256：{facts.digest}（总体的台账编号按顺序每行一个）"),
        Paragraph(
            "复核方法：对总体中的每个编号，计算“种子、换行、编号”的 SHA-256，每层按结果从小到大取足条数。"
        ),
        Listing(
            ("分层", "总数", "抽中"),
            tuple((name or "（不分层）", f"{size:,}", f"{drawn:,}") for name, size, drawn in facts.strata),
            (60, 20, 20), "各层条数", ("left", "right", "right"),
        ),
    ]  # fmt: skip
    if facts.earlier:
        parts.append(
            Listing(
                ("抽取时间", "种子", "抽中", "经办人", "重新抽取的原因"),
                tuple((at, seed, f"{drawn:,}", actor, why) for at, seed, drawn, actor, why in facts.earlier),
                (18, 20, 10, 14, 38), "以前的抽样",
            )
        )  # fmt: skip
    parts.append(_numbers(f"抽中的 {len(facts.drawn):,} 条", facts.drawn))
    if facts.members:
        parts.append(_numbers(f"抽样总体 {len(facts.members):,} 条（按顺序）", facts.members))
    return FormSheet(
        "核查抽样记录", tuple(parts), (bureau, f"抽样时间：{facts.drawn_at}"), ("抽样人：　　　　　　　监督人：",)
    )


def _numbers(title: str, numbers: Sequence[str]) -> Listing:
    rows = [tuple(numbers[start : start + _ACROSS]) for start in range(0, len(numbers), _ACROSS)]
    filled = tuple(row + ("",) * (_ACROSS - len(row)) for row in rows)
    return Listing(("台账编号",) * _ACROSS, filled, (100 / _ACROSS,) * _ACROSS, title, ("center",) * _ACROSS)
