"""The command fields: what a ledger knows is listed, and fields of its own are made and used without a window."""

from __future__ import annotations

import json

import pytest

from models.cli import main


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("RECTLEDGER_HOME", str(tmp_path / "home"))


@pytest.fixture
def run(tmp_path, capsys):
    def command(*words: str) -> tuple[int, str, str]:
        code = main(["--ledger", str(tmp_path / "账本"), *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    command("init")
    return command


def test_a_field_is_added_listed_renamed_retired_and_brought_back(run):
    assert run("fields")[1].endswith("自定义字段 0 个，用 --add 名称 新建\n")
    assert run("fields", "--add", "督办领导", "--kind", "选项", "--choices", "王局，李局")[:2] == (
        0,
        "新建自定义字段“督办领导”\n",
    )
    run("fields", "--add", "罚款金额", "--kind", "decimal", "--unit", "万元")
    told = run("fields")[1]
    assert "custom_text_01  督办领导  选项：王局、李局，0 条有值" in told
    assert "custom_number_01  罚款金额  数字（万元），0 条有值" in told and "site_name  点位（企业）名称" in told
    assert run("fields", "--rename", "督办领导", "包案领导")[0] == 0
    assert run("fields", "--retire", "包案领导")[1] == "停用自定义字段“包案领导”\n"
    lines = [json.loads(line) for line in run("fields", "--json")[1].splitlines()]
    own = {line["title"]: line for line in lines if line["custom"]}
    assert own["包案领导"]["active"] is False and own["罚款金额"]["unit"] == "万元"
    assert run("fields", "--restore", "包案领导")[0] == 0
    assert "已停用" not in run("fields")[1]


def test_what_cannot_be_done_is_one_sentence(run):
    code, _, told = run("fields", "--add", "备注")
    assert code == 2 and "本来就有“备注”" in told
    code, _, told = run("fields", "--retire", "没有")
    assert code == 2 and "没有名为“没有”的自定义字段" in told


def test_an_import_problems_and_an_export_use_the_field(run, tmp_path):
    from openpyxl import Workbook, load_workbook

    run("fields", "--add", "网格员")
    book = Workbook()
    for row in (("企业名称", "问题描述", "网格员"), ("甲厂", "未苫盖", "赵六"), ("乙厂", "冒烟", "钱七")):
        book.active.append(row)
    book.save(tmp_path / "清单.xlsx")
    assert run("import", str(tmp_path / "清单.xlsx"), "--policy", "网格员=ask")[0] == 0
    lines = [json.loads(line) for line in run("problems", "--where", "网格员 = 赵六", "--json")[1].splitlines()]
    assert [(line["site_name"], line["custom"]) for line in lines] == [("甲厂", {"网格员": "赵六"})]
    assert run("export", str(tmp_path / "出.xlsx"), "--where", "网格员 ~ 钱")[0] == 0
    first, second = load_workbook(tmp_path / "出.xlsx").active.iter_rows(values_only=True)
    assert (first[-1], second[-1]) == ("网格员", "钱七")


def test_a_condition_that_makes_no_sense_is_still_refused(run):
    code, _, told = run("problems", "--where", "网格员 = 赵六")
    assert code == 2 and "没有“网格员”这个字段" in told
