"""The dialogs of 数据体检 as they look in use."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from desktop.context import AppContext
from desktop.dialogs.fix_findings import FixFindingsDialog, FixOffer
from desktop.dialogs.let_stand import LetStandDialog


def finding_dialogs(parent: QWidget, context: AppContext) -> dict[str, Callable[[], QDialog]]:
    """By the id that the picture's name carries."""

    def fix() -> QDialog:
        lines = [
            ("ZG-000012", "经度", "36.612345", "114.487654"), ("ZG-000012", "纬度", "114.487654", "36.612345"),
            ("ZG-000031", "经度", "36.701200", "114.512300"), ("ZG-000031", "纬度", "114.512300", "36.701200"),
        ]  # fmt: skip
        offer = FixOffer("经纬度不可能或只有一半", "对调写反的经纬度", 5, 2, lines)
        return FixFindingsDialog(parent, context.theme, offer)

    def let_stand() -> QDialog:
        dialog = LetStandDialog(parent, "同一点位同一天登记多次", 2)
        dialog.reason_box.setCurrentText("确为不同问题，不是重复登记")
        return dialog

    return {"fix-findings": fix, "let-stand": let_stand}
