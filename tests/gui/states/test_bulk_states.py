"""批量修改 of 状态: who may move is counted, who may not is listed with why, the person and the reason are asked."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from desktop.dialogs.bulk_edit import BulkEditDialog
from models.queries.problems import detail
from tests.gui.states.conftest import settle

LEFT = Qt.MouseButton.LeftButton


def test_states_in_bulk_ask_for_person_and_reason_and_leave_the_refused(
    app: Any, page: Any, problems: Any, state_of: Any, qtbot: Any
) -> None:
    working, closed = problems("整改中")[:3], problems("已销号")[:2]
    ids = [*working, *closed]
    dialog = BulkEditDialog(page, app.context, ids, ids, page.table.words.targets)
    dialog.open()
    dialog.choose("deadline")
    assert not dialog.person_box.isVisible() and not dialog.reason_box.isVisible()
    dialog.choose("status")
    assert dialog.person_box.isVisible() and dialog.reason_box.isVisible()
    dialog.choice.setCurrentText("暂缓")
    dialog.count_now()
    settle(app, qtbot)
    assert not dialog.ok_button.isEnabled() and "要写明原因（3 条）" in dialog.summary.text()
    dialog.reason_box.setEditText("企业停产")
    dialog.person_box.set_person("赵文斌")
    dialog.count_now()
    settle(app, qtbot)
    assert (
        dialog.ok_button.text() == "修改 3 条" and "2 条不能改：从“已销号”不能直接转为“暂缓”" in dialog.summary.text()
    )
    assert dialog.lines.lines.line(0).why.startswith("从“已销号”")
    qtbot.mouseClick(dialog.ok_button, LEFT)
    settle(app, qtbot)
    assert [state_of(key) for key in ids] == ["暂缓"] * 3 + ["已销号"] * 2
    line = detail(app.context.ledger, working[0]).history[0]
    assert (line.actor, line.step) == ("赵文斌", "3 条问题转为“暂缓”：企业停产")


def test_a_kept_field_of_a_closed_problem_is_refused_with_the_way_out(
    app: Any, page: Any, problems: Any, qtbot: Any, messages: Any
) -> None:
    (key, *_rest) = problems("已销号")
    before = detail(app.context.ledger, key).record["deadline"]
    page.table.writer.write_one(key, "deadline", "2030-01-01")
    settle(app, qtbot)
    assert detail(app.context.ledger, key).record["deadline"] == before
    assert messages[-1].tone == "red" and "“已销号”的问题不能改整改期限" in messages[-1].text
