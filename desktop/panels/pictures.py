"""The dialogs of the ledger page as they look in use, for pictures and for checking that nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from desktop.context import AppContext
from desktop.dialogs.ask_name import AskNameDialog
from desktop.dialogs.bulk_edit import BulkEditDialog
from desktop.dialogs.choose_columns import ChooseColumnsDialog
from desktop.dialogs.paste_rejects import PasteRejectsDialog
from desktop.dialogs.remove_problems import PurgeDialog, RemoveDialog
from desktop.panels.calendar.pictures import calendar_dialogs
from desktop.panels.closure.pictures import closure_dialogs
from desktop.panels.filter_pictures import filter_dialogs
from desktop.panels.findings.pictures import finding_dialogs
from desktop.panels.record_pictures import record_dialogs
from desktop.panels.states.pictures import state_dialogs
from desktop.panels.verification.pictures import verification_dialogs
from desktop.tables.ledger_rows import read_words
from desktop.tables.problem_columns import DEFAULT_COLUMNS, problem_columns
from models.operations.pasting import Reject
from models.operations.purging import PurgePreview

PREVIEW_SIZE = (1180, 720)


def ledger_dialogs(parent: QWidget, context: AppContext) -> dict[str, Callable[[], QDialog]]:
    """By the id that the picture's name carries."""
    words = read_words(context.ledger)

    def columns() -> QDialog:
        offered = [(one.key, one.title, one.group) for one in problem_columns(words.looks).values()]
        return ChooseColumnsDialog(parent, offered, DEFAULT_COLUMNS, DEFAULT_COLUMNS)

    def set_value() -> QDialog:
        from models.queries.problems import problem_ids

        ids = problem_ids(context.ledger, context.query_base)
        dialog = BulkEditDialog(parent, context, ids[:37], ids, words.targets)
        dialog.choose("deadline")
        dialog.date.setText("2019-5-6")
        dialog.count_now()
        context.jobs.wait_idle()
        return dialog

    def remove() -> QDialog:
        return RemoveDialog(parent, 37, "")

    def purge() -> QDialog:
        return PurgeDialog(parent, PurgePreview(6, (("整改措施", 12), ("佐证材料", 3))), "ZG-000010")

    def rejects() -> QDialog:
        why = "“2019年13月”不能作为整改期限，请填写日期，例如 2019-05-06 或 2019年5月6日"
        lines = [Reject(0, "deadline", "ZG-000012 · 整改期限", "2019年13月", why)]
        return PasteRejectsDialog(parent, context.theme, 120, lines, lambda: None, lambda _line: None)

    def save_view() -> QDialog:
        dialog = AskNameDialog(parent, "保存视图", "给现在的筛选、列和排序起个名字：", {"逾期未改"})
        dialog.edit.setText("逾期未改")
        return dialog

    def preview() -> QDialog:
        from desktop.printing.ledger_print import make_pdf
        from desktop.printing.preview import PreviewDialog

        query = context.query_base.but(where="status = 整改中")

        def build(settings: Any, progress: Any) -> bytes:
            return make_pdf(context.ledger, query, settings, [], progress)

        dialog = PreviewDialog(parent, context, "问题整改台账", build, (356, 0))
        dialog.resize(*PREVIEW_SIZE)
        context.jobs.wait_idle()
        return dialog

    def compare() -> QDialog:
        from desktop.panels.dossier.compare import CompareDialog
        from models.queries.problems import problem_ids

        first, second = problem_ids(context.ledger, context.query_base)[:2]
        dialog = CompareDialog(parent, context, words, first, second)
        context.jobs.wait_idle()
        return dialog

    def rebuild() -> QDialog:
        from desktop.panels.rebuild.dialog import RebuildDialog

        dialog = RebuildDialog(parent, context)
        dialog.resize(*PREVIEW_SIZE)
        dialog.show_example()
        return dialog

    def extend(kind: str = "extension") -> QDialog:
        from desktop.dialogs.extend import ExtendDialog
        from models.queries.problems import problem_ids

        ids = problem_ids(context.ledger, context.query_base.but(where="status in (待整改, 整改中)"))
        dialog = ExtendDialog(parent, context, kind, ids[:40], ids)
        dialog.show_example()
        context.jobs.wait_idle()
        return dialog

    def custom_field() -> QDialog:
        from desktop.dialogs.custom_field import CustomFieldDialog
        from models.operations.custom_fields import FieldDraft

        draft = FieldDraft("问题等级", "choice", ("一般", "较大", "重大"))
        return CustomFieldDialog(parent, "新建自定义字段", draft, lambda _draft: "")

    rooms = record_dialogs(parent, context) | filter_dialogs(parent, context) | finding_dialogs(parent, context)
    rooms |= verification_dialogs(parent, context) | closure_dialogs(parent, context)
    rooms |= state_dialogs(parent, context)
    return rooms | calendar_dialogs(parent, context) | {
        "extend": extend, "suspend": lambda: extend("suspension"),
        "columns": columns, "custom-field": custom_field, "set-value": set_value,
        "remove": remove, "purge": purge, "paste-rejects": rejects,
        "save-view": save_view,
        "print-preview": preview, "rebuild-history": rebuild, "compare": compare,
    }  # fmt: skip
