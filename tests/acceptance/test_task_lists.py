"""Tasks of an inspection are one list, whether published as text by label, as small tables or as one table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from models.importing import run_import
from models.importing.ahead import ReadAhead
from models.importing.sources.gathering import new_folder, paste_source
from models.store import Ledger
from tests.acceptance.shapes import tasks as shape
from tests.acceptance.shapes.records import brought_in, problems, said
from tests.acceptance.shapes.tasks import TASKS, Task, measures_text


def told(at: int, task: Task, *, serial: bool = True) -> dict[str, Any]:
    """What every publication says of a task."""
    record: dict[str, Any] = {
        "description": task.problem, "goal": task.goal, "measures": measures_text(task), "responsible_unit": task.unit,
        "responsible_person": task.person, "deadline_text": task.limit, "deadline_kind": task.kind,
        "extra": {"配合单位": task.support, "验收单位": task.check},
    }  # fmt: skip
    if serial:
        record["list_number"] = str(at)
    if task.deadline:
        record["deadline"] = task.deadline
    return record


def lines_of_text(path: Path) -> Path:
    path.write_text("\n".join(shape.block_paragraphs()), encoding="utf-8")
    return path


def marked_labels(path: Path) -> Path:
    """【责任单位】 instead of 责任单位：, in the character set of old editors."""
    labels = ("督察意见", "牵头单位", "配合单位", "责任人", "验收单位", "整改时限", "整改目标", "整改措施")
    text = "\n".join(shape.block_paragraphs())
    for label in labels:
        text = text.replace(f"{label}：", f"【{label}】")
    path.write_bytes(text.encode("gb18030"))
    return path


FORMS: dict[str, Callable[[Path], Path]] = {
    "文字.txt": lines_of_text,
    "方括号.txt": marked_labels,
    "段落.docx": lambda path: shape.save_paragraphs(path, shape.block_paragraphs()),
    "每题一表.docx": shape.save_cards,
    "一行两项.docx": lambda path: shape.save_cards(path, wide=True),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_publication_by_label_is_a_list(tmp_path: Path, name: str) -> None:
    file = FORMS[name](tmp_path / name)
    report = brought_in(tmp_path / "ledger", file, new=4)
    found = problems(tmp_path / "ledger")
    assert [said(record) for record in found] == [told(at, task) for at, task in enumerate(TASKS, 1)]
    assert report["files"][0]["issues"] == []
    brought_in(tmp_path / "ledger", file, unchanged=4)


def test_small_tables_that_touch_and_have_no_numbers_are_a_list(tmp_path: Path) -> None:
    file = shape.save_cards(tmp_path / "无题.docx", apart="")
    brought_in(tmp_path / "ledger", file, new=4)
    found = problems(tmp_path / "ledger")
    assert [said(record) for record in found] == [told(at, task, serial=False) for at, task in enumerate(TASKS, 1)]


def test_a_label_merged_over_leading_and_supporting_units_gives_way_to_them(tmp_path: Path) -> None:
    document = docx.Document()
    for task in TASKS:
        shape.fill_table(
            document,
            [["督察反馈问题", task.problem], ["责任单位", "牵头单位", task.unit], ["", "配合单位", task.support],
             ["整改时限", task.limit]],
            3,
        )  # fmt: skip
        table = document.tables[-1]
        table.cell(1, 0).merge(table.cell(2, 0))
        document.add_paragraph("")
    document.save(str(tmp_path / "合并.docx"))
    brought_in(tmp_path / "ledger", tmp_path / "合并.docx", new=4)
    for task, record in zip(TASKS, problems(tmp_path / "ledger"), strict=True):
        assert (record["description"], record["responsible_unit"]) == (task.problem, task.unit)
        assert (record["deadline_text"], record["extra"]) == (task.limit, {"配合单位": task.support})


def test_blocks_without_numbers_are_not_begun_by_their_numbered_measures(tmp_path: Path) -> None:
    lines = shape.block_paragraphs()
    bare = [line.split("、", 1)[1] if "、督察意见：" in line else line for line in lines]
    (tmp_path / "无序号.txt").write_text("\n".join(bare), encoding="utf-8")
    brought_in(tmp_path / "ledger", tmp_path / "无序号.txt", new=4)
    found = problems(tmp_path / "ledger")
    assert [said(record) for record in found] == [told(at, task, serial=False) for at, task in enumerate(TASKS, 1)]


def test_a_task_in_one_paragraph_ends_its_unit_and_time_without_the_full_stop(tmp_path: Path) -> None:
    (tmp_path / "通告.txt").write_text(shape.running_text(), encoding="utf-8")
    brought_in(tmp_path / "ledger", tmp_path / "通告.txt", new=4)
    for task, record in zip(TASKS, problems(tmp_path / "ledger"), strict=True):
        assert (record["description"], record["responsible_unit"]) == (task.problem, task.unit)
        assert (record["deadline_text"], record["deadline"]) == (task.limit, task.deadline)
        assert (record["goal"], record["measures"]) == (task.goal, measures_text(task).replace("\n", ""))
        assert record["extra"] == {}


def test_pasted_text_is_the_same_list(tmp_path: Path) -> None:
    folder = new_folder()
    source = paste_source("\r\n".join(shape.block_paragraphs()), None, folder)
    with Ledger.create(tmp_path / "ledger", actor="测试员") as ledger:
        assert run_import(ledger, [], ahead=ReadAhead([], sources=[source], folder=folder)).plan.new == 4
    found = problems(tmp_path / "ledger")
    assert [said(record) for record in found] == [told(at, task) for at, task in enumerate(TASKS, 1)]


def test_a_table_in_a_document_keeps_leading_and_supporting_units_apart(tmp_path: Path) -> None:
    file = shape.save_table(tmp_path / "表.docx")
    brought_in(tmp_path / "ledger", file, new=4)
    for at, (task, record) in enumerate(zip(TASKS, problems(tmp_path / "ledger"), strict=True), 1):
        extra = {"配合单位": task.support, "验收单位": task.check, "是否完成": "是" if at % 2 else "否"}
        progress = {"progress": f"已完成{at}项措施", "said_status": "未销号", "extra": extra}
        assert said(record) == told(at, task) | progress


@pytest.mark.parametrize("name", ["进展.txt", "进展.docx"])
def test_a_list_of_progress_says_the_problem_and_how_far_it_is(tmp_path: Path, name: str) -> None:
    if name.endswith(".docx"):
        shape.save_paragraphs(tmp_path / name, shape.progress_text().split("\n"))
    else:
        (tmp_path / name).write_text(shape.progress_text(), encoding="utf-8")
    brought_in(tmp_path / "ledger", tmp_path / name, new=3)
    assert [said(record) for record in problems(tmp_path / "ledger")] == [
        {
            "list_number": str(at), "description": f"关于{problem}。",
            "progress": f"{state}。" + "".join(f"{number}.{step}" for number, step in enumerate(steps, 1)),
        }
        for at, (problem, state, steps) in enumerate(shape.PROGRESS, 1)
    ]  # fmt: skip
