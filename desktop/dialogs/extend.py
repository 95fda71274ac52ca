"""延期 / 暂停 of the selected problems: who allowed it and why, with old and new deadlines shown before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.context import AppContext
from desktop.panels.reason_box import ReasonBox
from desktop.tables.editors import DateEditor
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import label, restyle
from desktop.widgets.flow import button
from desktop.widgets.progress_strip import ProgressStrip
from models import clock
from models.errors import UserError

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from models.operations.extension_plans import ExtensionPlan, PlanLine
    from models.operations.extension_steps import Grant
    from models.operations.extensions import ExtensionOutcome
    from models.progress import Progress

EXTENSION, SUSPENSION = "extension", "suspension"
_WORDS = {EXTENSION: "延期", SUSPENSION: "暂停"}
_WAIT_MS = 250
"""So long after the last key the deadlines are worked out anew."""
_SHOWN = 100
"""So many lines of each sort are shown."""
_UNSAID = {"basis": "—", "approver": "—"}
"""Stand in while the deadlines are only looked at."""


class ExtendDialog(QDialog):
    """``selected`` and ``found`` are ids; ``kind`` is extension or suspension."""

    def __init__(
        self, parent: QWidget | None, context: AppContext, kind: str, selected: Sequence[int], found: Sequence[int]
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._word = _WORDS[kind]
        self.setWindowTitle(f"{self._word}（批准后登记）")
        self._context, self.kind = context, kind
        self._ids = {"selected": selected, "found": found}
        self._reading: Job | None = None
        self._writing: Job | None = None
        self.plan: ExtensionPlan | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self._poll = QTimer(self)
        self._poll.timeout.connect(self._show_progress)
        self._build_editors()
        self._build_list()
        self._lay_out()
        for one in (self.first, self.second):
            one.textChanged.connect(self._look_soon)
        self.earlier.toggled.connect(lambda _on: self._look_soon())
        self._scopes.buttonClicked.connect(lambda _button: self._look_soon())
        self.ok_button.clicked.connect(self.apply)
        self.cancel_button.clicked.connect(self.reject)
        self.progress.cancel_clicked.connect(self._cancel_writing)
        self.first.setFocus()
        self._show_nothing()

    # ---- building --------------------------------------------------------------------------------------------

    def _build_editors(self) -> None:
        selected, found = (len(self._ids[name]) for name in ("selected", "found"))
        self.selected_radio = QRadioButton(f"{selected:,} 条（已选）")
        self.found_radio = QRadioButton(f"{found:,} 条（已筛选）")
        self._scopes = QButtonGroup(self)
        for one in (self.selected_radio, self.found_radio):
            self._scopes.addButton(one)
        self.selected_radio.setEnabled(selected > 0)
        (self.selected_radio if selected else self.found_radio).setChecked(True)
        self.first = DateEditor(self, "left")
        self.second: QLineEdit = DateEditor(self, "left") if self.kind == SUSPENSION else QLineEdit()
        extends = self.kind == EXTENSION
        titles = ("新期限", "或延期工作日数") if extends else ("从哪天起", "到哪天止")
        self.first.setPlaceholderText("延到哪一天，如 2019-6-30" if extends else "")
        self.second.setPlaceholderText("从各自现在的期限起算，如 20" if extends else "这一天仍在暂停")
        if not extends:
            self.first.setText(clock.today().isoformat())
        self.basis = ReasonBox(self._context, "extend" if extends else "suspend")
        self.approver, self.document = QLineEdit(), QLineEdit()
        self.approver.setPlaceholderText("批准的领导或单位")
        self.document.setPlaceholderText("如 邯整改办〔2019〕8号")
        self.requested, self.approved = DateEditor(self, "left"), DateEditor(self, "left")
        self.approved.setText(clock.today().isoformat())
        self.earlier = QCheckBox("可以早于原期限")
        self.earlier.setVisible(extends)
        self._rows: tuple[tuple[tuple[str, QWidget], tuple[str, QWidget]], ...] = (
            ((titles[0], self.first), (titles[1], self.second)),
            (("依据", self.basis), ("批准人（单位）", self.approver)),
            (("文号", self.document), ("申请日期", self.requested)),
            (("批准日期", self.approved), ("", self.earlier)),
        )
        for row in self._rows:
            for title, editor in row:
                if isinstance(editor, DateEditor):
                    editor.setFrame(True)
                if title:
                    editor.setAccessibleName(title)

    def _build_list(self) -> None:
        self.summary = label("", "", wrap=True)
        self.lines = ShortListTable(
            (
                ListColumn("台账编号", lambda line: line.ledger_number, 100),
                ListColumn("点位（企业）", lambda line: line.site_name, STRETCH),
                ListColumn("现在期限", lambda line: str(line.old or "没有"), 100),
                ListColumn(f"{self._word}后", _new_words, STRETCH, chip=lambda line: "red" if line.why else None),
                ListColumn("次数", lambda line: "" if line.why else f"第 {line.number} 次", 70),
            ),
            self._context.theme,
        )
        self.lines.setAccessibleName("会怎样变动")
        self.progress = ProgressStrip()
        self.progress.hide()
        self.ok_button = button(self._word, "primary")
        self.ok_button.setDefault(True)
        self.cancel_button = QPushButton("取消")

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        scope = QHBoxLayout()
        scope.setSpacing(18)
        for one in (self.selected_radio, self.found_radio):
            scope.addWidget(one)
        scope.addStretch(1)
        grid.addWidget(label(f"{self._word}哪些"), 0, 0)
        grid.addLayout(scope, 0, 1, 1, 3)
        for number, row in enumerate(self._rows, 1):
            for place, (title, editor) in enumerate(row):
                grid.addWidget(label(title), number, 2 * place)
                grid.addWidget(editor, number, 2 * place + 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        ends = QHBoxLayout()
        ends.setSpacing(8)
        ends.addWidget(self.progress, 1)
        ends.addStretch(0)
        for one in (self.ok_button, self.cancel_button):
            ends.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(grid)
        layout.addWidget(self.summary)
        layout.addWidget(self.lines, 1)
        layout.addLayout(ends)
        self.resize(760, 560)

    def show_example(self) -> None:
        """As it looks in use, for pictures."""
        self.second.setText("20" if self.kind == EXTENSION else (clock.today() + timedelta(days=30)).isoformat())
        self.basis.set_text("工程量大、工期不足" if self.kind == EXTENSION else "诉讼或行政复议期间")
        self.approver.setText("市生态环境保护督察整改工作领导小组办公室")
        self.document.setText("邯整改办〔2019〕8号")
        self.look()

    # ---- what is asked ---------------------------------------------------------------------------------------

    def ids(self) -> Sequence[int]:
        """The problems that the dialog is about now."""
        return self._ids["selected" if self.selected_radio.isChecked() else "found"]

    def values(self) -> dict[str, Any]:
        """What stands in the editors."""
        first, second = ("to", "workdays") if self.kind == EXTENSION else ("starts_on", "ends_on")
        return {
            first: self.first.text(), second: self.second.text(), "basis": self.basis.text,
            "approver": self.approver.text(), "document_number": self.document.text(),
            "requested_on": self.requested.text(), "approved_on": self.approved.text(),
            "allow_earlier": self.earlier.isChecked(),
        }  # fmt: skip

    def _grant(self, values: Mapping[str, Any]) -> Grant:
        from models.operations.extension_steps import read_extension, read_suspension

        return read_extension(values) if self.kind == EXTENSION else read_suspension(values)

    # ---- looking ---------------------------------------------------------------------------------------------

    def _show_nothing(self) -> None:
        self.plan = None
        self.lines.set_lines([])
        self.ok_button.setEnabled(False)
        what = "填写新期限，或延期工作日数" if self.kind == EXTENSION else "填写暂停的起止日期"
        self._say(f"{what}，这里先列出每条的期限会怎样变动。", "")

    def _look_soon(self) -> None:
        self.ok_button.setEnabled(False)
        if self._reading is not None and not self._reading.done:
            self._reading.cancel()
        self._timer.start(_WAIT_MS)

    def look(self) -> None:
        """Work out old and new deadlines without waiting for the next key."""
        self._timer.stop()
        if not self.second.text().strip() and (self.kind == SUSPENSION or not self.first.text().strip()):
            self._show_nothing()
            return
        try:
            grant = self._grant(self.values() | _UNSAID)
        except UserError as error:
            self._on_refused(error)
            return
        ids, ledger = self.ids(), self._context.ledger
        self._say(f"正在看这 {len(ids):,} 条的期限…", "")

        def work(progress: Progress) -> ExtensionPlan:
            from models.operations.extension_plans import plan_extensions

            return plan_extensions(ledger, ids, grant, progress)

        self._reading = self._context.jobs.read(
            "推算新的期限", work, self._show, self._on_refused, lambda: None, owner=self, quiet=True
        )

    def _show(self, plan: ExtensionPlan) -> None:
        self.plan = plan
        allowed, refused = plan.allowed, plan.refused
        parts = [f"{self._word} {len(allowed):,} 条"]
        if refused:
            reasons = "；".join(f"{why}（{count:,} 条）" for why, count in plan.reasons.most_common(3))
            parts.append(f"{len(refused):,} 条不能{self._word}：{reasons}")
        if any(line.estimated for line in allowed):
            parts.append("有的期限为预估，那一年的节假日安排还没有公布")
        more = f" 下面是其中前 {_SHOWN} 条。" if len(allowed) > _SHOWN else ""
        self._say("，".join(parts) + "。" + more, "amber" if refused else "")
        self.lines.set_lines([*refused[:_SHOWN], *allowed[:_SHOWN]], choose=False)
        self.ok_button.setText(f"{self._word} {len(allowed):,} 条")
        self.ok_button.setEnabled(bool(allowed))

    def _on_refused(self, error: Exception) -> None:
        self.plan = None
        self.lines.set_lines([])
        self.ok_button.setEnabled(False)
        self._say(str(error), "red")

    def _say(self, text: str, tone: str) -> None:
        self.summary.setText(text)
        self.summary.setProperty("tone", tone)
        restyle(self.summary)

    # ---- writing ---------------------------------------------------------------------------------------------

    def apply(self) -> None:
        """Write it; what is missing is said, and the keyboard goes there."""
        if self.plan is None or self._writing is not None:
            return
        for editor in (self.basis, self.approver):
            if not (editor.text if isinstance(editor, ReasonBox) else editor.text().strip()):
                self._say(f"没有填写{editor.accessibleName()}，请填写{editor.accessibleName()}。", "red")
                editor.setFocus()
                return
        try:
            grant = self._grant(self.values())
        except UserError as error:
            self._say(str(error), "red")
            return
        ids, ledger = self.ids(), self._context.ledger

        def work(progress: Progress) -> ExtensionOutcome:
            from models.operations.extensions import grant_many

            return grant_many(ledger, ids, grant, progress)

        self._lock(on=True)
        self._writing = self._context.jobs.write(
            self._word, work, self._on_done, self._on_failed, self._on_cancelled, owner=self
        )
        self._poll.start(100)
        self._show_progress()

    def _lock(self, *, on: bool) -> None:
        for row in self._rows:
            for _title, editor in row:
                editor.setEnabled(not on)
        self.ok_button.setEnabled(not on)

    def _show_progress(self) -> None:
        if self._writing is not None and not self._writing.done:
            self.progress.show()
            self.progress.set(
                self._writing.text or f"正在{self._word}", self._writing.fraction, self._writing.cancelling
            )

    def _cancel_writing(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
            self._show_progress()

    def _end_writing(self) -> None:
        self._writing = None
        self._poll.stop()
        self.progress.hide()
        self._lock(on=False)

    def _on_done(self, outcome: ExtensionOutcome) -> None:
        self._end_writing()
        context, change = self._context, outcome.change
        if change.change_set_id:
            context.bus.broadcast(change)
            left = f"；{len(outcome.refused):,} 条没有动" if outcome.refused else ""
            context.inform(f"{change.title}{left}。", "green", "撤销", lambda: context.run_action("edit.undo"))
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._end_writing()
        self._say(str(error), "red")

    def _on_cancelled(self) -> None:
        self._end_writing()
        self._say("已取消，什么都没有改。", "amber")

    @override
    def reject(self) -> None:
        """While it writes, Esc and 取消 stop the writing; a second time they close."""
        if self._writing is not None:
            self._cancel_writing()
            return
        if self._reading is not None and not self._reading.done:
            self._reading.cancel()
        super().reject()


def _new_words(line: PlanLine) -> str:
    if line.why:
        return line.why
    return (str(line.new) if line.new is not None else "没有期限") + ("（预估）" if line.estimated else "")
