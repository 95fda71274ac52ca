"""The cover of a problem's file (封面), with what is missing, and the list of the letters exchanged about it."""

from __future__ import annotations

from dataclasses import dataclass

from models.forms.sheet import FormSheet, Listing, Paragraph, Part, pairs


@dataclass(frozen=True)
class CoverFacts:
    """``checklist`` rows are 材料, 情况, 材料名称; ``missing`` names 缺项 in words, of files and of forms too."""

    number: str
    name: str
    place: str
    campaign: str
    category: str
    unit: str
    status: str
    closed_on: str
    ledger_name: str
    made_on: str
    checklist: tuple[tuple[str, str, str], ...]
    contents: tuple[tuple[str, str, str], ...]
    """序号, 文件, 页数."""
    missing: tuple[str, ...]


def cover_sheet(facts: CoverFacts) -> FormSheet:
    """Who and what the file is about, what is in it, and what is missing."""
    said = "；".join(facts.missing)
    parts: list[Part] = [
        pairs(
            (
                ("问题编号", facts.number), ("点位名称", facts.name), ("所在地", facts.place),
                ("任务来源", facts.campaign), ("问题类别", facts.category), ("责任单位", facts.unit),
                ("状态", facts.status), ("销号日期", facts.closed_on),
            )
        ),
        Paragraph(f"缺项 {len(facts.missing)} 项：{said}。" if facts.missing else "没有缺项。", bold=True),
        Listing(
            ("序号", "应归档材料", "情况", "材料名称"),
            tuple((str(number), *row) for number, row in enumerate(facts.checklist, 1)), (8, 32, 12, 48), "材料核对",
            ("center", "left", "center", "left"),
        ),
        Listing(("序号", "文件", "页数"), facts.contents, (8, 80, 12), "卷内目录", ("center", "left", "center")),
    ]  # fmt: skip
    head = (f"台账：{facts.ledger_name}" if facts.ledger_name else "", f"归档日期：{facts.made_on}")
    foot = ("“缺项”按一问题一档案的通行材料清单核对，是提示，不是结论；“如有”的材料没有也不算缺项。",)
    return FormSheet("一问题一档案", tuple(parts), head, foot, bookmark=f"{facts.number} {facts.name}".strip(),
                     footer=facts.number)  # fmt: skip


def letters_sheet(number: str, name: str, rows: tuple[tuple[str, ...], ...]) -> FormSheet:
    """往来文书: 日期, 文书或事项, 文号和内容, 对象或人员."""
    header = ("日期", "文书或事项", "文号和内容", "对象或人员")
    listing = Listing(header, rows, (15, 24, 43, 18), aligns=("center", "left", "left", "left"))
    return FormSheet("往来文书清单", (listing,), (f"问题编号：{number}", name), footer=number)
