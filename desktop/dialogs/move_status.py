"""转为…: asks only for what a move still needs (person, reason, empty fields) and says beforehand who may not move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.panels.person_box import PersonBox
from desktop.panels.reason_box import ReasonBox
from desktop.tables.editors import DateEditor
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import label
from desktop.widgets.flow import button
from desktop.widgets.progress_strip import ProgressStrip
from models import clock
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from models.operations.moving import AllowedMove, Lead, MoveOutcome, MovePreview, Refusal
    from models.progress import Progress

_WAIT_MS = 250
_WIDTH, _LIST_HEIGHT = 660, 190

LeadTo = Callable[["Refusal"], None]


class MoveDialog(QDialog):
    """``choices`` are where at least one of the problems may go; ``lead_to`` takes a person to what is missing."""

    def __init__(
        self,
        parent: QWidget | None,
        context: AppContext,
        ids: Sequence[int],
        choices: Sequence[AllowedMove],
        status: str = "",
        lead_to: LeadTo | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("办理流转")
        self._context, self._ids, self._lead_to = context, list(ids), lead_to
        self._choices = {one.status: one for one in choices}
        self._reading: Job | None = None
        self._writing: Job | None = None
        self.preview: MovePreview | None = None
        self.fields: dict[str, QLineEdit] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._count)
        self._poll = QTimer(self)
        self._poll.timeout.connect(self._show_progress)
        self._build()
        self._lay_out()
        if status in self._choices:
            self.status_box.setCurrentIndex(self.status_box.findData(status))
        self._on_status()
        self.status_box.currentIndexChanged.connect(self._on_status)

    def _build(self) -> None:
        self.status_box = QComboBox()
        self.status_box.setAccessibleName("转为")
        for one in self._choices.values():
            self.status_box.addItem(one.status, one.status)
        self.person_box = PersonBox(self._context, self)
        self.person_box.person_changed.connect(self._ask_soon)
        self.reason_box = ReasonBox(self._context, "move", self)
        self.reason_box.text_changed.connect(self._ask_soon)
        self.summary = label("", "", wrap=True)
        self.lead_button = button("", "link")
        self.lead_button.hide()
        self.lead_button.clicked.connect(self._on_lead)
        self.lines: ShortListTable = ShortListTable(
            (
                ListColumn("台账编号", lambda line: line.ledger_number, 100),
                ListColumn("点位（企业）", lambda line: line.name, 130),
                ListColumn("现在", lambda line: line.from_status, 96),
                ListColumn("不能转的原因", lambda line: line.why, STRETCH),
            ),
            self._context.theme,
        )
        self.lines.setAccessibleName("不能转的问题")
        self.lines.setFixedHeight(_LIST_HEIGHT)
        self.lines.hide()
        self.progress = ProgressStrip()
        self.progress.hide()
        self.progress.cancel_clicked.connect(self._cancel_writing)
        self.ok_button = button("转为", "primary")
        self.ok_button.setDefault(True)
        self.ok_button.clicked.connect(self.apply)
        self.cancel_button = QPushButton("取消")
        self.cancel_button.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(1, 1)
        self._titles: dict[str, QWidget] = {}
        for row, (key, title, editor) in enumerate(
            (("status", "转为", self.status_box), ("person", "决定人", self.person_box),
             ("reason", "原因", self.reason_box))
        ):  # fmt: skip
            self._titles[key] = label(title)
            self._grid.addWidget(self._titles[key], row, 0)
            self._grid.addWidget(editor, row, 1)
        ends = QHBoxLayout()
        ends.setSpacing(8)
        ends.addWidget(self.progress, 1)
        ends.addStretch(0)
        ends.addWidget(self.ok_button)
        ends.addWidget(self.cancel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        many = len(self._ids)
        self.head = label(f"{many:,} 条问题" if many != 1 else "这条问题", "title")
        layout.addWidget(self.head)
        layout.addLayout(self._grid)
        layout.addWidget(self.summary)
        layout.addWidget(self.lead_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.lines)
        layout.addLayout(ends)
        self.setMinimumWidth(_WIDTH)

    # ---- what is asked ---------------------------------------------------------------------------------------

    @property
    def chosen(self) -> AllowedMove:
        """The move as it stands in the dialog."""
        return self._choices[str(self.status_box.currentData())]

    def _on_status(self) -> None:
        one = self.chosen
        for widget in (self._titles["reason"], self.reason_box):
            widget.setVisible(one.needs_reason)
        self.reason_box.set_purpose(one.purpose)
        self.person_box.want_roles(one.roles)
        self._show_fields(one.missing)
        self.ok_button.setText(f"转为“{one.status}”")
        first: QWidget = self.person_box
        if one.needs_reason:
            first = self.reason_box
        first.setFocus()
        self._ask_soon()

    def _show_fields(self, keys: Sequence[str]) -> None:
        """An editor for each field that is empty and must not be."""
        for key in [key for key in self.fields if key not in keys]:
            for widget in (self.fields.pop(key), self._titles.pop(key)):
                self._grid.removeWidget(widget)
                widget.deleteLater()
        for key in keys:
            if key in self.fields or key not in FIELDS:
                continue
            one = FIELDS[key]
            editor = DateEditor(self, "left") if one.kind == "date" else QLineEdit()
            editor.setFrame(True)
            editor.setAccessibleName(one.title)
            if one.kind == "date":
                editor.setText(clock.today().isoformat())
            editor.textChanged.connect(self._ask_soon)
            row = self._grid.rowCount()
            self._titles[key], self.fields[key] = label(one.title), editor
            self._grid.addWidget(self._titles[key], row, 0)
            self._grid.addWidget(editor, row, 1)

    def _asked(self) -> dict[str, Any]:
        """What a move is called with."""
        values = {key: editor.text().strip() for key, editor in self.fields.items() if editor.text().strip()}
        reason = self.reason_box.text if self.chosen.needs_reason else ""
        return {"actor": self.person_box.person, "reason": reason, "values": values}

    def _ask_soon(self) -> None:
        self.preview = None
        self.ok_button.setEnabled(False)
        if self._reading is not None and not self._reading.done:
            self._reading.cancel()
        self._timer.start(_WAIT_MS)

    def count_now(self) -> None:
        """Look without waiting for the next key."""
        self._timer.stop()
        self._count()

    def _count(self) -> None:
        ledger, ids, status, asked = self._context.ledger, self._ids, self.chosen.status, self._asked()
        if not asked["actor"]:
            self._say("请填写决定人。", "amber")
            return

        def work(progress: Progress) -> MovePreview:
            from models.operations.moving import preview_moves

            return preview_moves(ledger, ids, status, **asked, progress=progress)

        self._reading = self._context.jobs.read(
            "核对能否这样流转", work, self._show, self._on_failed, lambda: None, owner=self, quiet=True
        )

    def _show(self, preview: MovePreview) -> None:
        self.preview = preview
        refused = preview.refusals
        self.lines.setVisible(len(refused) > 1 or (bool(refused) and preview.moving > 0))
        self.lines.set_lines(list(refused[:500]), choose=False)
        lead = refused[0].lead if refused else None
        self.lead_button.setVisible(lead is not None and self._lead_words(lead) != "" and self._lead_to is not None)
        if lead is not None:
            self.lead_button.setText(self._lead_words(lead))
        if not refused:
            self._say(f"{preview.moving:,} 条都可以转。" if preview.moving > 1 else "", "")
        elif preview.moving:
            self._say(f"{preview.moving:,} 条可以转；{len(refused):,} 条不能转，保持原状：", "amber")
        else:
            self._say(refused[0].sentence + "。" if len(refused) == 1 else f"{len(refused):,} 条都不能这样转：", "red")
        more = f"（{preview.moving:,} 条）" if len(self._ids) > 1 and preview.moving else ""
        self.ok_button.setText(f"转为“{self.chosen.status}”{more}")
        self.ok_button.setEnabled(preview.moving > 0)
        self.adjustSize()

    @staticmethod
    def _lead_words(lead: Lead) -> str:
        if lead.kind == "closure" and lead.key == "revoke":
            return "去撤销销号"
        return {"closure": "去办理销号", "role": "去设置角色", "field": "去填写"}.get(lead.kind, "")

    def _on_lead(self) -> None:
        if self.preview is not None and self.preview.refusals and self._lead_to is not None:
            refusal = self.preview.refusals[0]
            self.reject()
            self._lead_to(refusal)

    def _on_failed(self, error: Exception) -> None:
        self._say(str(error), "red")

    def _say(self, text: str, tone: str) -> None:
        self.summary.setText(text)
        self.summary.setVisible(bool(text))
        self.summary.setProperty("tone", tone)
        self.summary.style().unpolish(self.summary)
        self.summary.style().polish(self.summary)

    # ---- writing ---------------------------------------------------------------------------------------------

    def apply(self) -> None:
        """Move those that may."""
        if self.preview is None or not self.preview.moving or self._writing is not None:
            return
        ledger, ids, status, asked = self._context.ledger, self._ids, self.chosen.status, self._asked()

        def work(progress: Progress) -> MoveOutcome:
            from models.operations.moving import move_problems

            return move_problems(ledger, ids, status, **asked, skip_refused=True, progress=progress)

        self._set_enabled(False)
        self._writing = self._context.jobs.write(
            "办理流转", work, self._on_done, self._on_refused, self._on_cancelled, owner=self
        )
        self._poll.start(100)

    def _on_done(self, outcome: MoveOutcome) -> None:
        self._end_writing()
        tell_moved(self._context, outcome)
        self.accept()

    def _on_refused(self, error: Exception) -> None:
        self._end_writing()
        self._say(str(error), "red")

    def _on_cancelled(self) -> None:
        self._end_writing()
        self._say("已取消，什么都没有改。", "amber")
        self.ok_button.setEnabled(True)

    def _show_progress(self) -> None:
        if self._writing is not None and not self._writing.done:
            self.progress.show()
            self.progress.set(self._writing.text or "正在办理", self._writing.fraction, self._writing.cancelling)

    def _cancel_writing(self) -> None:
        if self._writing is not None:
            self._writing.cancel()

    def _end_writing(self) -> None:
        self._writing = None
        self._poll.stop()
        self.progress.hide()
        self._set_enabled(True)

    def _set_enabled(self, enabled: bool) -> None:
        for widget in (self.status_box, self.person_box, self.reason_box, self.ok_button, *self.fields.values()):
            widget.setEnabled(enabled)

    @override
    def reject(self) -> None:
        """While it writes, Esc and 取消 stop the writing."""
        if self._writing is not None:
            self._cancel_writing()
            return
        if self._reading is not None and not self._reading.done:
            self._reading.cancel()
        super().reject()


def tell_moved(context: AppContext, outcome: MoveOutcome) -> None:
    """Tell everybody of a move, and offer to take it back."""
    if not outcome.change.change_set_id:
        return
    context.bus.broadcast(outcome.change)
    left = f"；{len(outcome.refusals):,} 条没有转" if outcome.refusals else ""
    context.inform(
        f"{outcome.change.title}{left}。", "amber" if left else "green", "撤销", lambda: context.run_action("edit.undo")
    )
