"""The dialogs of 核查 as they look in use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QDialog, QWidget

from desktop.context import AppContext


def verification_dialogs(parent: QWidget, context: AppContext) -> dict[str, Callable[[], QDialog]]:
    """By the id that the picture's name carries; of a ledger without plans only those that need none."""
    from models.queries.verification import plans, results

    def new_plan() -> QDialog:
        from desktop.panels.verification.plan_dialog import NewPlanDialog

        dialog = NewPlanDialog(context, parent)
        context.jobs.wait_idle()
        dialog.population.kind_box.setCurrentIndex(1)
        dialog.count_now()
        context.jobs.wait_idle()
        return dialog

    def finding() -> QDialog:
        from desktop.panels.verification.finding_dialog import FindingDialog

        offered = results(context.ledger, "check")
        dialog = FindingDialog(context, parent, offered, "ZG-000123　武安市兴旺铸造厂", "整改不到位", "王五")
        dialog.finding_edit.setPlainText("生产设备没有拆除，具备生产条件。")
        context.jobs.wait_idle()
        return dialog

    def refusals() -> QDialog:
        from desktop.panels.verification.refusals_dialog import NotTaken, RefusalsDialog

        why = "要先转为“已上报待核查”（可转为：已上报待核查、长期坚持）"
        lines = [NotTaken(1, "ZG-000571", "乡宁华泰铸造有限公司", "整改中 → 待销号", why)]
        return RefusalsDialog(
            context, parent, lines, "已登记 55 条核查结果，54 条转了状态，1 条的状态不能这样转，没有转。"
        )

    def result() -> QDialog:
        from desktop.panels.verification.results_section import ResultDialog
        from models.queries.choices import statuses

        names = [one.name for one in statuses(context.ledger)]
        return ResultDialog(parent, names, results(context.ledger, "check")[3])

    made: dict[str, Callable[[], QDialog]] = {
        "verification-new": new_plan, "verification-finding": finding, "verification-refusals": refusals,
        "verification-result": result,
    }  # fmt: skip
    found = plans(context.ledger)
    if not found:
        return made
    plan = found[0]

    def export() -> QDialog:
        from desktop.panels.verification.sheet_dialogs import ExportSheetsDialog

        return ExportSheetsDialog(parent, plan)

    def returned() -> QDialog:
        from desktop.panels.verification.sheet_dialogs import ReturnDialog
        from models.exchange.verification_sheets.returning import CHANGED, NEW, WRONG, ReturnLine, ReturnPreview

        file, sheet = "核查表_核查一组.xlsx", "核查表"
        said = {"result": "已整改", "checked_on": date(2019, 5, 5), "verifier": "王五"}
        lines = (
            ReturnLine(NEW, 1, "ZG-000012", "武安市兴旺铸造厂", file, sheet, 4, new=said),
            ReturnLine(CHANGED, 2, "ZG-000031", "永年区方圆桶业", file, sheet, 7, {"finding": "停产"},
                       {"finding": "设备已拆除"}),
            ReturnLine(WRONG, 0, "ZG-000044", "峰峰矿区恒达家具", file, sheet, 9, cell="J9", value="2019-02-30",
                       why="不是日期，请写成 2019-05-06"),
        )  # fmt: skip
        return ReturnDialog(context, parent, ReturnPreview(plan, (file,), lines, 37))

    def edit() -> QDialog:
        from desktop.panels.verification.plan_dialog import EditPlanDialog

        return EditPlanDialog(parent, plan)

    def redraw() -> QDialog:
        from desktop.panels.verification.plan_dialog import RedrawDialog

        return RedrawDialog(parent, plan)

    return made | {
        "verification-export": export, "verification-return": returned, "verification-edit": edit,
        "verification-redraw": redraw,
    }  # fmt: skip
