"""Moving problems: what the shipped matrix allows, how a refusal reads, what is written with a move, who decided."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from models.errors import Cancelled, UserError
from models.operations import next_undo, redo, undo_last
from models.operations.history import actor_id_of, open_change_set
from models.operations.moving import (
    Lead,
    Move,
    MoveRefused,
    allowed_moves,
    check_moves,
    move_choices,
    move_problems,
    preview_moves,
    write_moves,
)
from models.progress import Progress
from models.queries.problems import ProblemQuery, detail, problem_ids, problem_records
from models.schema import Actor, Status, StatusMove


def states(ledger):
    return {key: one["status"] for key, one in records(ledger).items()}


def records(ledger):
    keys = sorted(problem_ids(ledger, ProblemQuery()))
    return dict(zip(keys, problem_records(ledger, ProblemQuery(sort=())), strict=True))


def refused(ledger, *moves, actor="张三", reason=""):
    with ledger.reading() as connection:
        return check_moves(connection, moves, actor, reason)


def give_role(ledger, person, role):
    with ledger.writing() as connection:
        key = actor_id_of(connection, person)
        connection.execute(update(Actor).where(Actor.id == key).values(role=role))


def open_gate(ledger):
    """A bureau that closes without applications."""
    with ledger.writing() as connection:
        connection.execute(update(StatusMove).values(gate=""))


def test_a_move_that_skips_steps_is_refused_with_the_steps_to_take(ledger):
    (one,) = refused(ledger, Move(2, "已销号"))
    assert one.sentence == (
        "ZG-000002 从“待整改”不能直接转为“已销号”：要先转为“已上报待核查”，再转为“待销号”，再转为“销号审核中”"
        "（可转为：整改中、已上报待核查、长期坚持、暂缓、合并、不予采纳）"
    )
    assert (one.from_status, one.to_status, one.name, one.lead) == ("待整改", "已销号", "永年区方圆桶业", None)
    with pytest.raises(MoveRefused, match="要先转为") as raised:
        move_problems(ledger, [2], "已销号")
    assert [line.problem_id for line in raised.value.refusals] == [2]
    assert states(ledger)[2] == "待整改"


def test_a_missing_reason_field_or_role_is_named_and_led_to(ledger):
    reason, role, gone = refused(ledger, Move(2, "暂缓"), Move(4, "整改中"), Move(99, "整改中"))
    assert (reason.why, reason.lead) == ("要写明原因", Lead("reason"))
    assert role.why == "要由负责人决定，张三的角色是“经办人”" and role.lead == Lead("role", "负责人")
    assert "已不在台账里" in gone.sentence
    with ledger.writing() as connection:
        connection.exec_driver_sql("UPDATE problem SET status='公示中' WHERE id=1")
    (field,) = refused(ledger, Move(1, "已销号"))
    assert field.sentence == "ZG-000001 从“公示中”不能转为“已销号”：要先填写销号日期"
    assert field.lead == Lead("field", "closed_on")
    (gate,) = refused(ledger, Move(1, "已销号", {"closed_on": date(2019, 5, 6)}))
    assert gate.lead == Lead("closure", "") and "销号" in gate.why
    assert refused(ledger, Move(2, "暂缓"), reason="企业停产") == []


def test_a_role_given_to_a_person_counts_and_a_stranger_has_the_default_one(ledger):
    give_role(ledger, "王局", "负责人")
    assert refused(ledger, Move(4, "整改中"), actor="王局", reason="回头看发现反弹") == []
    assert refused(ledger, Move(4, "整改中"), actor="新来的", reason="反弹")[0].lead == Lead("role", "负责人")
    outcome = move_problems(ledger, [4], "整改中", actor="王局", reason="回头看发现反弹")
    assert outcome.change.title == "1 条问题转为“整改中”：回头看发现反弹"
    line = detail(ledger, 4).history[0]
    assert line.actor == "王局"


def test_closing_decides_in_time_or_late_and_reopening_keeps_that_but_not_the_date(ledger):
    open_gate(ledger)
    for key, deadline in ((5, None), (1, date(2019, 4, 25))):
        with ledger.writing() as connection:
            connection.exec_driver_sql(f"UPDATE problem SET status='销号审核中' WHERE id={key}")
        assert records(ledger)[key]["deadline"] == (deadline.isoformat() if deadline else None)
    done = move_problems(ledger, [1, 5], "已销号", values={"closed_on": "2019-05-06"})
    assert done.moved == 2
    with ledger.reading() as connection:
        word = connection.exec_driver_sql("SELECT timeliness, closed_on FROM problem WHERE id IN (1, 5) ORDER BY id")
        assert [tuple(row) for row in word] == [("超期", "2019-05-06"), (None, "2019-05-06")]
    give_role(ledger, "王局", "负责人")
    move_problems(ledger, [1], "整改中", actor="王局", reason="反弹")
    with ledger.reading() as connection:
        word = connection.exec_driver_sql("SELECT timeliness, closed_on FROM problem WHERE id = 1").one()
        assert tuple(word) == ("超期", None)


def test_one_refused_refuses_all_unless_it_is_skipped(ledger):
    with pytest.raises(MoveRefused):
        move_problems(ledger, [1, 2, 4], "已上报待核查")
    outcome = move_problems(ledger, [1, 2, 4, 3], "已上报待核查", skip_refused=True)
    assert (outcome.moved, [one.problem_id for one in outcome.refusals]) == (2, [4])
    assert outcome.change.entity_ids == frozenset({1, 2}) and "status" in outcome.change.fields
    assert states(ledger) == {1: "已上报待核查", 2: "已上报待核查", 3: "已上报待核查", 4: "已销号", 5: "待销号"}
    with pytest.raises(MoveRefused):
        move_problems(ledger, [4], "待整改", skip_refused=True)


def test_a_move_is_undone_and_done_again_unchecked(ledger):
    before = states(ledger)
    move_problems(ledger, [1, 2], "已上报待核查", actor="李四")
    assert next_undo(ledger).title == "2 条问题转为“已上报待核查”"
    with ledger.writing() as connection:
        connection.exec_driver_sql("DELETE FROM status_move")
    undo_last(ledger)
    assert states(ledger) == before
    redo(ledger)
    assert states(ledger)[1] == "已上报待核查"


def test_moves_inside_another_step_are_written_together_or_not_at_all(ledger):
    with ledger.writing() as connection:
        recorder = open_change_set(connection, "李四", "登记核查结果")
        moves = [Move(3, "待销号", {"completed_on": date(2019, 5, 1)}), Move(1, "已上报待核查")]
        assert write_moves(connection, recorder, moves, "李四") == {"status", "completed_on"}
        recorder.close()
    assert (states(ledger)[3], records(ledger)[3]["completed_on"]) == ("待销号", "2019-05-01")
    with pytest.raises(MoveRefused), ledger.writing() as connection:
        recorder = open_change_set(connection, "李四", "登记核查结果")
        write_moves(connection, recorder, [Move(2, "整改中"), Move(4, "待整改")], "李四")
    assert states(ledger)[2] == "待整改"


def test_what_may_follow_is_told_for_a_selection_with_counts_and_what_is_asked(ledger):
    found = {one.status: one for one in allowed_moves(ledger, [1, 2, 4, 5])}
    assert (found["已上报待核查"].count, found["已上报待核查"].others) == (2, 0)
    assert (found["整改中"].count, found["整改中"].others, found["整改中"].roles) == (2, 1, ("负责人",))
    assert found["整改中"].needs_reason and not found["已上报待核查"].needs_reason
    assert "公示中" not in found
    every = {one.status: one for one in move_choices(ledger, [2])}
    assert every["公示中"].count == 0 and "要先转为" in every["公示中"].why
    assert every["待整改"].why == "已经是“待整改”"
    with ledger.writing() as connection:
        connection.exec_driver_sql("UPDATE problem SET status='公示中' WHERE id=1")
    closing = next(one for one in allowed_moves(ledger, [1]) if one.status == "已销号")
    assert (closing.missing, closing.gate) == (("closed_on",), True)


def test_a_preview_counts_without_writing(ledger):
    preview = preview_moves(ledger, [1, 2, 4, 3], "已上报待核查")
    assert (preview.moving, preview.unchanged, len(preview.refusals)) == (2, 1, 1)
    assert states(ledger)[1] == "整改中"


def test_a_retired_state_is_not_entered_and_is_left(ledger):
    with ledger.writing() as connection:
        connection.execute(update(Status).where(Status.name == "整改中").values(active=False))
    (one,) = refused(ledger, Move(2, "整改中"))
    assert "已停用" in one.why
    assert refused(ledger, Move(1, "已上报待核查")) == []


def test_no_such_state_and_nobody_to_decide_are_said(ledger):
    with pytest.raises(UserError, match="没有“完了”这个状态"):
        move_problems(ledger, [1], "完了")
    with pytest.raises(UserError, match="没有选中"):
        move_problems(ledger, [], "整改中")


def test_moving_very_many_can_be_cancelled_and_then_nothing_is_written(demo):
    ids = list(problem_ids(demo, ProblemQuery()))
    with demo.writing() as connection:
        connection.exec_driver_sql("UPDATE problem SET status='整改中'")
    said = []
    progress = Progress(lambda _fraction, text: said.append(text), lambda: "写入新的值" in said)
    with pytest.raises(Cancelled):
        move_problems(demo, ids, "已上报待核查", progress=progress)
    assert set(states(demo).values()) == {"整改中"}
    assert move_problems(demo, ids, "已上报待核查").moved == len(ids)
