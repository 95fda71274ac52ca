"""The dialogs of states and moves as they look in use, for pictures and for checking that nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from desktop.context import AppContext


def state_dialogs(parent: QWidget, context: AppContext) -> dict[str, Callable[[], QDialog]]:
    """By the id that the picture's name carries."""

    def move() -> QDialog:
        from desktop.dialogs.move_status import MoveDialog
        from models.operations.moving import allowed_moves
        from models.queries.problems import problem_ids

        ledger = context.ledger
        ids = problem_ids(ledger, context.query_base.but(where="status in (整改中, 已销号, 待销号)"))[:40]
        dialog = MoveDialog(parent, context, ids, allowed_moves(ledger, ids), "暂缓", lambda _refusal: None)
        dialog.reason_box.setEditText("暂不具备整改条件")
        dialog.count_now()
        context.jobs.wait_idle()
        return dialog

    def state() -> QDialog:
        from desktop.dialogs.state import StateDialog
        from models.operations.state_moves import FieldDemands
        from models.operations.states import StateDraft

        demands = FieldDemands(("closed_on",), ("deadline", "deadline_text", "description"))
        return StateDialog(parent, "修改状态“已销号”", StateDraft("已销号", "closed", "green", False), demands, 241)

    def rule() -> QDialog:
        from desktop.dialogs.move_rule import MoveRuleDialog
        from models.operations.state_moves import MoveDraft
        from models.queries.choices import category_names
        from models.queries.people import roles

        names = [one.name for one in roles(context.ledger)]
        draft = MoveDraft(("负责人",), (), (), True)
        return MoveRuleDialog(parent, "已销号", "整改中", draft, names, category_names(context.ledger))

    return {"move-status": move, "state": state, "move-rule": rule}
