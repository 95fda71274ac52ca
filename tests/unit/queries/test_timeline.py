"""办理时间线 holds every kind of event in its order, and leaves out what was taken out again."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from models import clock
from models.operations.edit import CellEdit, edit_cells
from models.operations.history import open_change_set
from models.operations.notes import add_note
from models.operations.progress_reports import add_report
from models.operations.rows import create_row, remove_rows, write_row_changes
from models.operations.undo import undo_last
from models.queries.timeline import timeline
from models.schema import ClosureStandard, Ladder, LadderStep


def write(ledger, at: datetime, title: str, *rows: tuple[str, dict]) -> list[int]:
    with clock.freeze(at), ledger.writing() as connection:
        recorder = open_change_set(connection, "李四", title)
        keys = [create_row(connection, recorder, entity, values) for entity, values in rows]
        recorder.close()
    return keys


def change(ledger, at: datetime, entity: str, key: int, values: dict) -> None:
    with clock.freeze(at), ledger.writing() as connection:
        recorder = open_change_set(connection, "王五", "改")
        write_row_changes(connection, recorder, entity, key, values)
        recorder.close()


def first(ledger, model) -> int:
    with ledger.reading() as connection:
        return connection.execute(select(model.id).order_by(model.id).limit(1)).scalar_one()


def headings(ledger, problem_id: int = 1, **more) -> list[str]:
    return [event.heading for event in timeline(ledger, problem_id, **more)]


def test_the_steps_of_the_process_stand_in_their_order(ledger):
    ladder, step = first(ledger, Ladder), first(ledger, LadderStep)
    write(
        ledger, datetime(2019, 4, 12, 9), "延期",
        ("extension", {"problem_id": 1, "kind": "extension", "number": 1, "basis": "汛期无法施工", "approver": "市局",
                       "approved_on": date(2019, 4, 12), "from_deadline": date(2019, 4, 25),
                       "to_deadline": date(2019, 5, 5), "document_number": "环函〔2019〕9号"}),
    )  # fmt: skip
    (escalation,) = write(
        ledger, datetime(2019, 4, 15, 9), "预警",
        ("escalation", {"ladder_id": ladder, "step_id": step, "step_name": "预警", "position": 1,
                        "unit": "武安市人民政府", "taken_on": date(2019, 4, 15), "replied_on": date(2019, 4, 20),
                        "reply": "已部署"}),
    )  # fmt: skip
    write(
        ledger, datetime(2019, 4, 15, 10), "涉及",
        ("escalation_problem", {"escalation_id": escalation, "problem_id": 1}),
        ("reminder", {"problem_id": 1, "at": datetime(2019, 4, 18, 15, 5), "way": "电话", "person": "赵主任",
                      "answer": "月底前完成"}),
        ("verification", {"problem_id": 1, "result": "整改不到位", "checked_on": date(2019, 4, 22),
                          "verifier": "核查一组", "finding": "仍有原料"}),
    )  # fmt: skip
    found = timeline(ledger, 1)
    assert [event.heading for event in found if event.kind != "due"] == [
        "发现问题", "交办整改", "登记入台账", "第 1 次延期：2019-04-25 → 2019-05-05", "督促：预警", "电话催办",
        "对“预警”作出回复", "核查：整改不到位",
    ]  # fmt: skip
    by_heading = {event.heading: event for event in found}
    assert "汛期无法施工" in by_heading["第 1 次延期：2019-04-25 → 2019-05-05"].note
    assert by_heading["电话催办"].time == "15:05" and "赵主任" in by_heading["电话催办"].note
    assert by_heading["核查：整改不到位"].person == "核查一组"
    with ledger.writing() as connection:
        recorder = open_change_set(connection, "李四", "登记错了")
        remove_rows(connection, recorder, "escalation", [escalation])
        recorder.close()
    assert not any("预警" in heading for heading in headings(ledger))


def test_the_steps_of_a_closure_of_one_day_stand_as_they_were_taken(ledger):
    day = date(2019, 5, 6)
    standard = first(ledger, ClosureStandard)
    (key,) = write(
        ledger, datetime(2019, 5, 6, 8), "申请",
        ("closure", {"problem_id": 1, "standard_id": standard, "number": 2, "stage": "preparing", "unit": "武安市"}),
    )  # fmt: skip
    change(
        ledger, datetime(2019, 5, 6, 9), "closure", key, {"submitted_on": day, "submitter": "张三", "stage": "review"}
    )
    write(
        ledger, datetime(2019, 5, 6, 10), "审核",
        ("closure_review", {"closure_id": key, "level_name": "县级验收", "kind": "review", "reviewer": "刘一",
                            "reviewed_on": day, "result": "passed", "opinion": "同意"}),
    )  # fmt: skip
    change(
        ledger, datetime(2019, 5, 6, 11), "closure", key,
        {"publicity_from": day, "publicity_days": 7, "publicity_until": date(2019, 5, 15),
         "publicity_place": "市局网站"},
    )  # fmt: skip
    write(
        ledger, datetime(2019, 5, 6, 12), "异议",
        ("closure_objection", {"closure_id": key, "received_on": day, "text": "夜间还在生产", "resolved_on": day,
                               "upheld": False, "resolution": "现场核实没有生产"}),
    )  # fmt: skip
    change(ledger, datetime(2019, 5, 6, 13), "closure", key, {"approved_on": day, "approver": "局长"})
    change(ledger, datetime(2019, 5, 6, 14), "closure", key, {"filed_on": day, "filing_number": "备〔2019〕1号"})
    change(ledger, datetime(2019, 5, 6, 15), "closure", key, {"revoked_on": day, "revoke_reason": "反弹"})
    mine = [event for event in timeline(ledger, 1) if event.day == day]
    assert [event.heading for event in mine] == [
        "提交销号申请（第 2 次）", "县级验收通过", "开始公示（第 2 次）", "收到公示异议", "公示异议不属实",
        "审签同意销号（第 2 次）", "销号备案（第 2 次）", "撤销销号（第 2 次）",
    ]  # fmt: skip
    assert "备〔2019〕1号" in mine[6].note and mine[1].person == "刘一"


def test_moves_and_edits_name_who_and_notes_come_only_when_asked_for(ledger):
    from models.operations.status import move_status

    move_status(ledger, [2], "整改中", reason="企业已开工")
    edit_cells(ledger, [CellEdit(2, "deadline_text", "2019年5月20日前")])
    add_report(ledger, 2, {"period": "2019-05", "reported_on": date(2019, 5, 6), "percent": "30", "unit": "永年区"})
    add_note(ledger, 2, "自己记着")
    found = timeline(ledger, 2)
    move = next(event for event in found if event.kind == "status")
    assert move.heading == "状态改为“整改中”" and move.person == "张三" and "企业已开工" in move.note
    assert any(event.heading == "时限原文：5月10日 → 2019年5月20日前" for event in found)
    assert any("填报 2019年5月" in event.heading for event in found)
    assert not any(event.kind == "note" for event in found)
    assert "备忘" in headings(ledger, 2, notes=True)
    undo_last(ledger)
    assert "备忘" not in headings(ledger, 2, notes=True)
