"""Tasks of an inspection as bureaus publish them: text by label, one small table per task, a list of progress."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import docx


class Task(NamedTuple):
    """What one task says, by the words of the publication."""

    problem: str
    unit: str
    support: str
    person: str
    limit: str
    goal: str
    measures: tuple[str, ...]
    check: str
    kind: str
    deadline: str | None


TASKS = (
    Task("一些地方重发展、轻保护，对生态环境保护工作要求不严、压力传导不够。", "市委办公室、市政府办公室",
         "市发展改革委、市生态环境局", "张志远", "2018年6月底前完成方案制定，长期坚持", "落实“党政同责、一岗双责”。",
         ("制定责任清单，明确到岗到人。", "每季度调度一次，通报进展。"), "省生态环境厅", "date", "2018-06-30"),
    Task("清河沿线仍有3处污水直排口，日均排放约500吨。", "清河县人民政府", "市水利局", "李建国",
         "2018年12月底前", "直排口全部封堵，污水集中处理。",
         ("封堵3处直排口。", "建成污水提升泵站1座。", "建立巡查制度。"),
         "市生态环境局", "date", "2018-12-31"),
    Task("自然保护区内2家采石场未关闭，生态修复滞后。", "南和县人民政府", "市自然资源局、市林业局", "王海涛",
         "2018年9月底前关停，2019年10月底前完成修复", "采石场退出，植被恢复。",
         ("依法关停采石场。", "编制修复方案并实施。"),
         "省林业和草原局", "staged", "2019-10-31"),
    Task("垃圾填埋场渗滤液处理设施不正常运行。", "市城市管理局", "市财政局", "赵明", "立行立改",
         "渗滤液达标排放。", ("更换膜组件。", "安装在线监测设备。"), "市生态环境局", "immediate", None),
)  # fmt: skip
TITLE = "清河市贯彻落实省环境保护督察反馈意见整改任务清单"
_ORDINALS = "一二三四五六七八九十"


def measures_text(task: Task) -> str:
    """The numbered measures as one text."""
    return "\n".join(f"{at}.{text}" for at, text in enumerate(task.measures, 1))


def block_paragraphs(tasks: Sequence[Task] = TASKS) -> list[str]:
    """The publication as paragraphs: number and problem, then a paragraph for every label, measures numbered."""
    lines = [TITLE, "（公开稿）"]
    for at, task in enumerate(tasks):
        lines += [
            f"{_ORDINALS[at]}、督察意见：{task.problem}", f"牵头单位：{task.unit}", f"配合单位：{task.support}",
            f"责任人：{task.person}", f"验收单位：{task.check}", f"整改时限：{task.limit}", f"整改目标：{task.goal}",
            "整改措施：",
            *measures_text(task).split("\n"),
        ]  # fmt: skip
    return lines


def running_text(tasks: Sequence[Task] = TASKS) -> str:
    """Everything of a task in one paragraph, as the notices of Heilongjiang have it."""
    return TITLE + "\n" + "\n".join(
        f"{_ORDINALS[at]}、督察意见：{task.problem}责任单位：{task.unit}。整改时限：{task.limit}。整改目标：{task.goal}"
        f"整改措施：{''.join(measures_text(task).split(chr(10)))}" for at, task in enumerate(tasks)
    )  # fmt: skip


PROGRESS = (
    ("“一些地方重发展、轻保护”", "已经完成，长期坚持", ("出台责任清单。", "每季度通报。")),
    ("“清河沿线仍有3处污水直排口”", "正在推进", ("已封堵2处。", "泵站完成主体。")),
    ("“采石场未关闭”", "已经完成", ("2家采石场已关停。",)),
)


def progress_text() -> str:
    """一、关于“…”。整改进展情况：已经完成，长期坚持。1.…2.…."""
    return "省环境保护督察反馈意见整改进展情况\n" + "\n".join(
        f"{_ORDINALS[at]}、关于{problem}。整改进展情况：{state}。"
        + "".join(f"{number}.{step}" for number, step in enumerate(steps, 1))
        for at, (problem, state, steps) in enumerate(PROGRESS)
    )


def save_paragraphs(path: Path, lines: Sequence[str]) -> Path:
    """A Word document of paragraphs only."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))
    return path


CARD = ("督察反馈问题", "整改目标", "整改措施", "责任单位", "配合单位", "责任人", "整改时限", "验收单位")


def card_values(task: Task) -> tuple[str, ...]:
    """The values of a task in the order of ``CARD``."""
    return (task.problem, task.goal, measures_text(task), task.unit, task.support, task.person, task.limit, task.check)


def save_cards(path: Path, tasks: Sequence[Task] = TASKS, *, wide: bool = False, apart: str = "任务{}") -> Path:
    """One small table per task; ``wide``: 责任单位 and 责任人 share a row, as do 整改时限 and 验收单位."""
    document = docx.Document()
    document.add_paragraph(TITLE)
    for number, task in enumerate(tasks, 1):
        document.add_paragraph(apart.format(number))
        values = dict(zip(CARD, card_values(task), strict=True))
        rows = [[label, values[label]] for label in CARD]
        if wide:
            rows = [[label, values[label]] for label in CARD[:3]]
            rows += [["责任单位", task.unit, "责任人", task.person], ["整改时限", task.limit, "验收单位", task.check],
                     ["配合单位", task.support]]  # fmt: skip
        fill_table(document, rows, 4 if wide else 2)
    document.save(str(path))
    return path


def fill_table(document: Any, rows: Sequence[Sequence[str]], width: int) -> None:
    """A table; the last cell of a short row is merged to the right edge."""
    table = document.add_table(len(rows), width)
    for at, texts in enumerate(rows):
        cells = [table.cell(at, column) for column in range(width)]
        for cell, text in zip(cells, texts, strict=False):
            cell.text = text
        if len(texts) < width:
            cells[len(texts) - 1].merge(cells[-1])


TABLE = (
    "序号", "反馈问题", "整改目标", "整改措施", "牵头单位", "配合单位", "责任人", "整改时限", "验收单位", "进展情况",
    "是否完成",
    "是否销号",
)  # fmt: skip


def table_rows(tasks: Sequence[Task] = TASKS) -> list[list[str]]:
    """The rows of the table form."""
    return [
        [str(at), task.problem, task.goal, measures_text(task), task.unit, task.support, task.person, task.limit,
         task.check, f"已完成{at}项措施", "是" if at % 2 else "否", "否"]
        for at, task in enumerate(tasks, 1)
    ]  # fmt: skip


def save_table(path: Path) -> Path:
    """One normal table below its title."""
    document = docx.Document()
    document.add_paragraph(TITLE)
    fill_table(document, [list(TABLE), *table_rows()], len(TABLE))
    document.save(str(path))
    return path
