"""After the commit: held rows are settled one by one, and an undo says beforehand what it will do."""

from __future__ import annotations

import json

import pytest

from models.cli import main
from models.errors import UserError
from models.importing import list_batches, run_import, undo_import
from models.importing.choices import RowChoice
from models.importing.writing.attention import attention_rows
from models.importing.writing.settling import settle_held
from models.importing.writing.undo import undo_preview
from models.operations import CellEdit, edit_cells, move_status
from models.queries.check import check_ledger
from models.queries.filtering import ProblemQuery
from models.queries.problems import problem_ids
from models.store import Ledger
from tests.unit.operations.open_matrix import allow_every_move

A = ("永年昊途铸造厂", "料场未苫盖，扬尘严重")
B = ("永年裕甄建材厂", "未安装治污设施，废气直排")
RENAMED = ("永年昊途精密铸造厂", A[1])


def row(pair, **more):
    return {"企业名称": pair[0], "问题描述": pair[1], **more}


def ids(ledger):
    return list(problem_ids(ledger, ProblemQuery()))


@pytest.fixture
def held(ledger, simple):
    """A ledger with one suspect and one refused row, and the file they came from."""
    run_import(ledger, [simple([A])])
    nameless = {"企业名称": None, "问题描述": None, "备注": "看不清"}
    path = simple([row(RENAMED, 备注="新名"), nameless], "二.xlsx")
    run_import(ledger, [path])
    refused, suspect = attention_rows(ledger, 2)
    return path, refused, suspect


def test_a_suspect_row_is_settled_into_its_problem_and_the_file_is_then_unchanged(ledger, held, records):
    path, _, suspect = held
    assert (suspect.outcome, suspect.problem_ids) == ("suspect", (1,))
    report = settle_held(ledger, suspect.batch_row_id, RowChoice("same", 1))
    assert (report.batch, report.plan.changed) == (3, 1)
    assert records()[RENAMED[0]]["remarks"] == "新名"
    assert records()[RENAMED[0]]["source"]["row"] == 3
    assert [line.outcome for line in attention_rows(ledger, 2)] == ["refused"]
    assert (list_batches(ledger)[0].id, list_batches(ledger)[0].changed) == (3, 1)
    assert run_import(ledger, [path]).plan.unchanged == 1
    undo_import(ledger, 3)
    assert [line.outcome for line in attention_rows(ledger, 2)] == ["refused", "suspect"]
    assert set(records()) == {A[0]}
    assert check_ledger(ledger).ok


def test_a_refused_row_is_completed_and_becomes_a_problem_of_its_own(ledger, held, records):
    _, refused, _ = held
    with pytest.raises(UserError, match="不能作为新问题"):
        settle_held(ledger, refused.batch_row_id, RowChoice("new"))
    fixes = {"site_name": "永年补名厂", "deadline_text": "2018年9月底前"}
    settle_held(ledger, refused.batch_row_id, RowChoice("new"), fixes)
    record = records()["永年补名厂"]
    assert (record["remarks"], record["deadline"], record["city"]) == ("看不清", "2018-09-30", "邯郸市")
    with pytest.raises(UserError, match="已经处理过"):
        settle_held(ledger, refused.batch_row_id, RowChoice("leave"))


def test_a_held_row_can_be_put_aside_and_one_of_an_undone_batch_cannot_be_settled(ledger, held):
    _, refused, suspect = held
    settle_held(ledger, refused.batch_row_id, RowChoice("leave"))
    assert [line.outcome for line in attention_rows(ledger, 2)] == ["suspect"]
    undo_import(ledger, 2)
    with pytest.raises(UserError, match="已经撤销"):
        settle_held(ledger, suspect.batch_row_id, RowChoice("new"))


def test_conflicts_and_returned_problems_are_among_the_rows_that_need_a_person(ledger, simple):
    run_import(ledger, [simple([row(A, 备注="甲"), B])])
    edit_cells(ledger, [CellEdit(ids(ledger)[0], "remarks", "乙")])
    allow_every_move(ledger)
    move_status(ledger, [ids(ledger)[1]], "已销号")
    run_import(ledger, [simple([row(A, 备注="丙"), row(B)], "二.xlsx")])
    lines = [line for line in attention_rows(ledger, 2) if line.outcome != "warning"]
    assert [(line.outcome, line.problem_ids) for line in lines] == [("conflict", (1,)), ("returned", (2,))]
    assert "第 1 批" in lines[1].why


def test_an_undo_says_beforehand_exactly_what_it_then_does(ledger, simple, tmp_path):
    run_import(ledger, [simple([row(A, 备注="甲"), row(B, 备注="甲")])])
    third = ("永年第三厂", "锅炉未拆除，仍在使用")
    run_import(
        ledger, [simple([row(A, 备注="乙"), row(B, 备注="乙"), row(third), row(("永年第四厂", "无证排污"))], "二.xlsx")]
    )
    edit_cells(ledger, [CellEdit(ids(ledger)[0], "remarks", "我改的"), CellEdit(ids(ledger)[2], "address", "新址")])
    ledger.close()
    with Ledger.open(tmp_path / "ledger", actor="另一人") as again:
        before = [record.id for record in list_batches(again)]
        preview = undo_preview(again, 2)
        assert [batch.id for batch in list_batches(again)] == before
        run_import(again, [simple([row(B, 备注="乙", 整改情况="正在办理，已停产")], "三.xlsx")])
        later = undo_preview(again, 2)
        report = undo_import(again, 2)
    assert (preview.batch, preview.removed, preview.restored) == (2, 1, 1)
    assert [kept.ledger_number for kept in preview.kept] == ["ZG-000001", "ZG-000003"]
    assert "备注" in preview.kept[0].why
    assert (later.removed, later.restored, list(later.kept)) == (report.removed, report.restored, report.kept)
    assert [kept.ledger_number for kept in later.kept] == ["ZG-000001", "ZG-000002", "ZG-000003"]


def test_the_command_line_takes_policies_hidden_rows_and_splitting(tmp_path, simple, capsys, monkeypatch):
    monkeypatch.setenv("RECTLEDGER_HOME", str(tmp_path / "home"))
    ledger = ["--ledger", str(tmp_path / "其他台账")]
    several = row(A, 备注="甲") | {"问题描述": "1.危废间无标识；2.台账记录不全，出入库对不上"}
    assert main([*ledger, "import", str(simple([several])), "--split", "--hidden-rows", "skip", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == 2
    second = str(simple([several | {"备注": "乙"}], "二.xlsx"))
    assert main([*ledger, "import", second, "--split", "--policy", "备注=保留本库", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unchanged"] == 2
    assert main([*ledger, "import", second, "--split", "--policy", "remarks=append"]) == 0
    capsys.readouterr()
    assert main([*ledger, "problems", "--json"]) == 0
    told = [json.loads(line)["remarks"] for line in capsys.readouterr().out.splitlines()]
    assert all(text.startswith("甲\n（") and text.endswith("第3批）乙") for text in told)
    for wrong in ("remarks", "没有=file", "remarks=随便"):
        assert main([*ledger, "import", second, "--policy", wrong]) == 2
        assert capsys.readouterr().err
