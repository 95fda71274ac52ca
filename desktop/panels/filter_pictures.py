"""The dialogs of filters and marks as they look in use, for pictures."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from desktop.context import AppContext


def filter_dialogs(parent: QWidget, context: AppContext) -> dict[str, Callable[[], QDialog]]:
    """By the id that the picture's name carries."""

    def history() -> QDialog:
        from desktop.dialogs.history_filter import HistoryFilterDialog
        from desktop.panels.history_question import followed_fields, offered_words
        from desktop.tables.ledger_rows import read_words
        from desktop.tables.problem_columns import value_text

        choices = offered_words(read_words(context.ledger).choices)
        dialog = HistoryFilterDialog(parent, followed_fields(), ["李四", "张三"], choices, value_text)
        dialog.choose("moved")
        dialog.old_box.setCurrentText("核查中")
        dialog.new_box.setCurrentText("整改不到位")
        dialog.days_box.setValue(30)
        return dialog

    def marking() -> QDialog:
        from desktop.panels.marking_rules import MarkingRules
        from models.operations.marking import preset_rules

        panel = MarkingRules(context)
        dialog = panel.make_dialog(preset_rules()[0])
        dialog.setParent(parent, dialog.windowFlags())
        panel.setParent(dialog)
        panel.hide()
        return dialog

    return {"history-filter": history, "marking-rule": marking}
