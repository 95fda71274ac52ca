"""The dialogs of 销号 as they look in use, for pictures and to see that nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from desktop.context import AppContext
from models.queries.closure import ClosureFilter, ClosureLine, closure_list, joint_ready


def closure_dialogs(parent: QWidget, context: AppContext) -> dict[str, Callable[[], QDialog]]:
    """By the id that the picture's name carries."""
    from desktop.panels.closure import side_steps
    from desktop.panels.closure.steps import ClosureSteps
    from models.queries.closure_detail import ClosureDetail, closure_detail
    from models.queries.dossier import dossier

    lines = closure_list(context.ledger, context.campaign).lines
    steps = ClosureSteps(context, parent)

    def detail(stage: str, chip: str = "") -> ClosureDetail:
        fitting = [one for one in lines if one.stage == stage and one.chip.startswith(chip)]
        return closure_detail(context.ledger, (fitting or list(lines))[0].problem_id)

    def closed() -> ClosureDetail:
        over = closure_list(context.ledger, context.campaign, ClosureFilter(stage="closed")).lines
        return closure_detail(context.ledger, (over or lines)[0].problem_id)

    def shown(ask: Callable[[], None]) -> QDialog:
        ask()
        context.jobs.wait_idle()
        assert steps.dialog is not None
        return steps.dialog

    def condition() -> None:
        one = detail("preparing", "缺")
        pieces = tuple(sorted(dossier(context.ledger, one.problem.id).evidence, key=lambda piece: piece.id))
        steps.condition(one, (one.missing or one.conditions)[0].id, pieces)

    return {
        "closure-condition": lambda: shown(condition),
        "closure-submit": lambda: shown(lambda: steps.submit([1], detail("preparing"))),
        "closure-pass": lambda: shown(lambda: steps.pass_level(detail("review"))),
        "closure-return": lambda: shown(lambda: side_steps.ask_return(steps, detail("review"))),
        "closure-objection": lambda: shown(lambda: side_steps.ask_objection(steps, detail("publicity"))),
        "closure-resolution": lambda: shown(lambda: side_steps.ask_resolution(steps, detail("publicity", "有异议"))),
        "closure-revoke": lambda: shown(lambda: side_steps.ask_revocation(steps, closed())),
        "closure-file": lambda: shown(lambda: steps.file(detail("approval"))),
        "closure-joint": lambda: _joint(parent, context, lines),
        "closure-filing": lambda: _filing(parent, context, lines),
    }


def _joint(parent: QWidget, context: AppContext, lines: tuple[ClosureLine, ...]) -> QDialog:
    from desktop.panels.closure.joint_dialog import BACK, JointDialog

    dialog = JointDialog(parent, context, joint_ready(lines) or lines[:8])
    dialog.table.selectRow(2)
    dialog.reason_box.set_text("整改不彻底")
    dialog.mark(BACK)
    return dialog


def _filing(parent: QWidget, context: AppContext, lines: tuple[ClosureLine, ...]) -> QDialog:
    from desktop.panels.closure.filing_dialog import FilingDialog

    dialog = FilingDialog(parent, context, lines[:8])
    dialog.table.put(0, 3, "晋环督改备〔2019〕12号")
    dialog.count_up()
    return dialog
