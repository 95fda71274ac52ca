"""The dialogs of imports and their records as they look in use, for pictures and to see that nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from desktop.context import AppContext
from desktop.panels.profile_list import ProfileListDialog

RECEIPT_SIZE = (1180, 720)


def record_dialogs(parent: QWidget, context: AppContext) -> dict[str, Callable[[], QDialog]]:
    """By the id that the picture's name carries."""
    from models.importing.writing.batches import last_undoable

    last = last_undoable(context.ledger)
    batch = last.id if last is not None else 0

    def receipt() -> QDialog:
        from desktop.printing.receipt_preview import open_receipt

        dialog = open_receipt(context, batch, parent)
        dialog.resize(*RECEIPT_SIZE)
        context.jobs.wait_idle()
        return dialog

    def batch_rows() -> QDialog:
        from desktop.dialogs.batch_rows import BatchRowsDialog

        return BatchRowsDialog(parent, context, batch, "new", "新增")

    return {
        "profiles": lambda: ProfileListDialog(parent, context),
        "profile-editor": lambda: _profile_editor(parent, context),
        "receipt": receipt,
        "batch-rows": batch_rows,
        "settle-held": lambda: _settle_held(parent, context),
        "decide-vanished": lambda: _decide_vanished(parent),
    }


def _profile_editor(parent: QWidget, context: AppContext) -> QDialog:
    from desktop.dialogs.profile_editor import ProfileEditorDialog
    from models.importing.field_list import MAPPABLE
    from models.importing.profiles.known import Profile, list_profiles
    from models.queries.fields import FIELDS

    found = list_profiles(context.ledger) or [Profile(0, "部级清单", {"企业名称": ["site_name"]}, True)]
    return ProfileEditorDialog(parent, found[0], [(key, FIELDS[key].title) for key in MAPPABLE])


def _settle_held(parent: QWidget, context: AppContext) -> QDialog:
    from desktop.dialogs.settle_held import SettleHeldDialog
    from models.importing.writing.attention import AttentionRow
    from models.queries.problems import problem_ids

    ids = tuple(problem_ids(context.ledger, context.query_base, limit=2))
    why = "与台账里不止一条相近（名称相似 0.91 且同县），没有写入"
    row = AttentionRow(
        "suspect", "第22轮交办清单.xlsx", "交办清单", 56, "永年区昊途铸造厂", "料场未苫盖，扬尘严重", "", "", why,
        problem_ids=ids, batch_row_id=1,
    )  # fmt: skip
    return SettleHeldDialog(parent, context, row)


def _decide_vanished(parent: QWidget) -> QDialog:
    from desktop.dialogs.decide_vanished import DecideVanishedDialog
    from models import clock
    from models.queries.vanished import VanishedLine

    place, day = "邯郸市 永年区", clock.now()
    line = VanishedLine(
        1, 1, "ZG-000123", "A-17", "永年区昊途铸造厂", place, "22", "整改中", "强化督查", 7, day
    )  # fmt: skip
    dialog = DecideVanishedDialog(parent, [line])
    dialog.outcome_box.setCurrentIndex(2)
    dialog.basis_edit.setText("环办执法函〔2019〕12号")
    return dialog
