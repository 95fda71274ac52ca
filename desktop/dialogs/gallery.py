"""Every dialog of the program as it looks in use, for pictures and for checking that nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from desktop.crash import crash_box
from desktop.dialogs.confirm import question_box
from desktop.dialogs.new_ledger import NewLedgerDialog
from desktop.state import AppState

Maker = Callable[[], QDialog]


def dialogs_for_pictures(parent: QWidget, state: AppState) -> dict[str, Maker]:
    """By the id that the picture's name carries."""

    def new_ledger() -> QDialog:
        dialog = NewLedgerDialog(parent, state, Path("D:/整改台账"))
        dialog.name_edit.setText("2019年度强化监督问题台账")
        return dialog

    def duty() -> QDialog:
        from desktop.dialogs.duty import DutyDialog
        from models.operations.duties import preset_duties

        days = ["2019-05-29 周三（2019年5月）", "2019-06-26 周三（2019年6月）"]
        return DutyDialog(parent, preset_duties()[1], ("双周调度", "月通报"), lambda _draft: days, new=False)

    def ladder_step() -> QDialog:
        from desktop.dialogs.ladder_step import LadderStepDialog
        from models.queries.escalation_ladders import StepField, StepLine
        from models.rules.ladders import Trigger

        fields = (StepField("number", "督办编号", "text"), StepField("until", "督办期限", "date", due=True))
        triggers = (Trigger("overdue", 60), Trigger("unit_overdue", count=10, unit_share=20))
        line = StepLine(1, 1, 4, "挂牌督办", triggers, "", "省生态环境厅", "市人民政府", "负责人", "挂牌督办通知书",
                        None, "督办事项完成情况", "向社会公开", fields, "一般不超过 6 个月")  # fmt: skip
        return LadderStepDialog(parent, line)

    def explain_hint() -> QDialog:
        from desktop.dialogs.explain_hint import ExplainHintDialog

        sentence = "与问题 ZG-000014、ZG-000108 的照片几乎一样。"
        return ExplainHintDialog(parent, "照片与别的问题相近", sentence, "同一厂区的两个问题，共用这份材料")

    return {
        "duty": duty,
        "explain-hint": explain_hint,
        "ladder-step": ladder_step,
        "undo-import": lambda: question_box(
            parent,
            "撤销导入",
            "撤销 2019-05-06 08:31 的导入？",
            {"yes": "撤销导入"},
            detail="文件：第22轮交办清单（邯郸）.xlsx\n这次导入新增 290 条、变更 4 条。\n"
            "新增的问题会移出台账，变更的字段改回导入前的值。导入之后人工改过的内容会保留，并逐条列出。",
            dangerous=True,
        ),
        "ledger-in-use": lambda: question_box(
            parent,
            "台账正在使用",
            "这个台账正由别人打开，同一时间只能有一个人录入。",
            {"read": "只读打开", "again": "再试一次"},
            detail="使用人：王敏\n电脑：SJT-0412，从 2019-05-06 08:31 开始\n\n只读打开可以查询、统计、导出，不能修改。",
        ),
        "ledger-damaged": lambda: question_box(
            parent,
            "台账需要恢复",
            "台账文件已损坏，不再是数据库。",
            {"yes": "用 2019-05-06 08:31 的备份恢复"},
            detail="最近的可用备份做于 2019-05-06 08:31。这之后录入的内容不在备份里。"
            "现有文件不会删除，会移到台账文件夹下的 damaged 文件夹。",
        ),
        "work-running": lambda: question_box(
            parent,
            "还有工作没有完成",
            "正在进行：导入清单。",
            {"yes": "取消这些工作并关闭"},
            detail="关闭会取消它们。正在写入的内容会整批退回，台账保持原来的样子。",
            cancel="等它完成",
            dangerous=True,
        ),
        "restore": lambda: question_box(
            parent,
            "恢复备份",
            "把台账恢复到 2019-05-06 08:31:07（导入前）？",
            {"yes": "恢复"},
            detail="这个备份之后录入、导入和修改的内容，恢复后都看不到了。"
            "现在的台账会先自动备份一份，需要时可以再恢复回来。",
            dangerous=True,
        ),
        "new-ledger": new_ledger,
        "crash": lambda: crash_box(parent, "整改台账 错误报告", Path("C:/…/logs/rectledger.log")),
    }
