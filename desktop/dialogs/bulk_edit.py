"""One field of the selected problems, or of all that the filter finds: what would change is shown before it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.context import AppContext
from desktop.panels.person_box import PersonBox
from desktop.panels.reason_box import ReasonBox
from desktop.tables.editors import DateEditor
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import label
from desktop.widgets.flow import button
from desktop.widgets.progress_strip import ProgressStrip
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from models.operations import Change
    from models.operations.bulk_edit import Act, BulkChange, BulkLine, BulkPreview
    from models.progress import Progress

_FIRST = ("status", "deadline", "category", "responsible_unit", "responsible_person", "remarks")
_WAIT_MS = 250
"""So long after the last key the changes are counted anew."""
_TEXT_HEIGHT, _LINE_HEIGHT = 84, 32


class BulkEditDialog(QDialog):
    """``selected`` and ``found`` are ids; ``choices`` gives the words offered for a field."""

    def __init__(
        self,
        parent: QWidget | None,
        context: AppContext,
        selected: Sequence[int],
        found: Sequence[int],
        choices: Callable[[str], list[str]],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("批量修改")
        self._context, self._choices = context, choices
        self._ids = {"selected": selected, "found": found}
        self._reading: Job | None = None
        self._writing: Job | None = None
        self.preview: BulkPreview | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._count)
        self._poll = QTimer(self)
        self._poll.timeout.connect(self._show_progress)
        self._build_scope()
        self._build_editors()
        self._build_preview()
        self._lay_out()
        self._connect()
        self._on_field()
        self.field_box.setFocus()  # whose rows is said already; a focused radio button would look chosen

    # ---- building --------------------------------------------------------------------------------------------

    def _build_scope(self) -> None:
        selected, found = len(self._ids["selected"]), len(self._ids["found"])
        self.selected_radio = QRadioButton(f"{selected:,} 条（已选）")
        self.found_radio = QRadioButton(f"{found:,} 条（已筛选）")
        self._scopes = QButtonGroup(self)
        self._scopes.addButton(self.selected_radio)
        self._scopes.addButton(self.found_radio)
        self.selected_radio.setEnabled(selected > 0)
        (self.selected_radio if selected > 1 or found <= selected else self.found_radio).setChecked(True)

    def _build_editors(self) -> None:
        self.field_box = QComboBox()
        self.field_box.setAccessibleName("修改哪一项")
        self.field_box.setMaxVisibleItems(18)
        editable = [key for key, one in FIELDS.items() if one.editable]
        for key in [*_FIRST, *(key for key in editable if key not in _FIRST)]:
            self.field_box.addItem(FIELDS[key].title, key)
        self.act_box = QComboBox()
        self.act_box.setAccessibleName("怎样修改")
        self.find_line = QLineEdit()
        self.find_line.setAccessibleName("查找的文字")
        self.line, self.date, self.text = QLineEdit(), DateEditor(self, "left"), QPlainTextEdit()
        self.date.setFrame(True)
        self.text.setTabChangesFocus(True)
        self.choice = QComboBox()
        self.stack = QStackedWidget()
        for editor in (self.line, self.date, self.text, self.choice):
            editor.setAccessibleName("新的值")
            self.stack.addWidget(editor)
        self.person_box, self.reason_box = PersonBox(self._context, self), ReasonBox(self._context, "move", self)

    def _build_preview(self) -> None:
        self.summary = label("", "", wrap=True)
        self.lines = ShortListTable(
            (
                ListColumn("台账编号", lambda line: line.ledger_number, 100),
                ListColumn("点位（企业）", lambda line: line.site_name, 150),
                ListColumn("现在", lambda line: line.old or "（空）", STRETCH),
                ListColumn("改为", _new_words, STRETCH, chip=lambda line: "red" if line.why else None),  # type: ignore[arg-type, return-value]
            ),
            self._context.theme,
        )
        self.lines.setAccessibleName("会改动的前几条")
        self.progress = ProgressStrip()
        self.progress.hide()
        self.ok_button = button("修改", "primary")
        self.ok_button.setDefault(True)
        self.cancel_button = QPushButton("取消")

    def _lay_out(self) -> None:
        scope = QHBoxLayout()
        scope.setSpacing(18)
        scope.addWidget(self.selected_radio)
        scope.addWidget(self.found_radio)
        scope.addStretch(1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        self.find_label, self.value_label = label("查找"), label("改为")
        self.person_label, self.reason_label = label("决定人"), label("原因")
        grid.addWidget(label("改哪些"), 0, 0)
        grid.addLayout(scope, 0, 1)
        for row, (words, editor) in enumerate(
            ((label("修改哪一项"), self.field_box), (label("怎样修改"), self.act_box),
             (self.find_label, self.find_line), (self.value_label, self.stack),
             (self.person_label, self.person_box), (self.reason_label, self.reason_box)), 1,
        ):  # fmt: skip
            grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop if row == 4 else Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(editor, row, 1)
        grid.setColumnStretch(1, 1)
        ends = QHBoxLayout()
        ends.setSpacing(8)
        ends.addWidget(self.progress, 1)
        ends.addStretch(0)
        ends.addWidget(self.ok_button)
        ends.addWidget(self.cancel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(grid)
        layout.addWidget(self.summary)
        layout.addWidget(self.lines, 1)
        layout.addLayout(ends)
        self.resize(720, 560)

    def _connect(self) -> None:
        self._scopes.buttonClicked.connect(lambda _button: self._ask_soon())
        self.field_box.currentIndexChanged.connect(self._on_field)
        self.act_box.currentIndexChanged.connect(self._on_act)
        for editor in (self.line, self.date, self.find_line):
            editor.textChanged.connect(self._ask_soon)
        self.text.textChanged.connect(self._ask_soon)
        self.person_box.person_changed.connect(self._ask_soon)
        self.reason_box.text_changed.connect(self._ask_soon)
        self.choice.currentIndexChanged.connect(self._ask_soon)
        self.ok_button.clicked.connect(self.apply)
        self.cancel_button.clicked.connect(self.reject)
        self.progress.cancel_clicked.connect(self._cancel_writing)

    # ---- what is asked ---------------------------------------------------------------------------------------

    def choose(self, field: str, act: str = "set") -> None:
        """Choose a field by its key and what shall be done to it."""
        self.field_box.setCurrentIndex(self.field_box.findData(field))
        self.act_box.setCurrentIndex(max(self.act_box.findData(act), 0))

    def ids(self) -> Sequence[int]:
        """The problems that the dialog is about now."""
        return self._ids["selected" if self.selected_radio.isChecked() else "found"]

    def change(self) -> BulkChange:
        """What stands in the dialog now."""
        from models.operations.bulk_edit import BulkChange

        editor = self.stack.currentWidget()
        if editor is self.choice:
            value = self.choice.currentText()
        else:
            value = self.text.toPlainText() if editor is self.text else editor.text()  # type: ignore[attr-defined]
        act: Act = self.act_box.currentData() or "set"
        value = value if act in ("append", "prepend", "replace") else value.strip()
        field = str(self.field_box.currentData())
        said = (self.person_box.person, self.reason_box.text) if field == "status" else ("", "")
        return BulkChange(field, act, value or None, self.find_line.text(), *said)

    def _on_field(self) -> None:
        from models.operations.bulk_edit import ACT_TITLES, TEXT_KINDS

        field = FIELDS[str(self.field_box.currentData())]
        titles: dict[str, str] = dict(ACT_TITLES.items())
        acts = [act for act in titles if act in ("set", "clear") or field.kind in TEXT_KINDS]
        if field.key == "status":
            acts.remove("clear")
        kept = self.act_box.currentData()
        self.act_box.blockSignals(True)
        self.act_box.clear()
        for act in acts:
            self.act_box.addItem(titles[act], act)
        self.act_box.setCurrentIndex(max(self.act_box.findData(kept), 0))
        self.act_box.blockSignals(False)
        words = self._choices(field.key)
        self.choice.clear()
        self.choice.addItems(words)
        self.choice.setAccessibleName(f"{field.title}的新值")
        self._on_act()

    def _on_act(self) -> None:
        field = FIELDS[str(self.field_box.currentData())]
        act = str(self.act_box.currentData())
        for widget in (self.find_label, self.find_line):
            widget.setVisible(act == "replace")
        for widget in (self.value_label, self.stack):
            widget.setVisible(act != "clear")
        for widget in (self.person_label, self.person_box, self.reason_label, self.reason_box):
            widget.setVisible(field.key == "status")
        self.value_label.setText({"append": "追加", "prepend": "追加", "replace": "替换为"}.get(act, "改为"))
        if act == "set" and self.choice.count():
            editor: QWidget = self.choice
        elif field.kind == "date":
            editor = self.date
        else:
            editor = self.text if field.kind == "long" and act == "set" else self.line
        self.stack.setCurrentWidget(editor)
        self.stack.setFixedHeight(_TEXT_HEIGHT if editor is self.text else _LINE_HEIGHT)
        unit = getattr(field, "unit", None) or ""
        self.line.setPlaceholderText(f"数字（{unit}）" if unit else "")
        self._ask_soon()

    # ---- counting --------------------------------------------------------------------------------------------

    def _ask_soon(self) -> None:
        self.preview = None
        self.ok_button.setEnabled(False)
        if self._reading is not None and not self._reading.done:
            self._reading.cancel()
        self._timer.start(_WAIT_MS)

    def count_now(self) -> None:
        """Count without waiting for the next key."""
        self._timer.stop()
        self._count()

    def _count(self) -> None:
        change, ids, ledger = self.change(), self.ids(), self._context.ledger
        if change.act == "set" and change.value is None:
            self.lines.set_lines([])
            self._say("请填写新的值；要清空，请在“怎样修改”里选“清空”。", "")
            return
        self._say(f"正在看这 {len(ids):,} 条会怎样改动…", "")

        def work(progress: Progress) -> BulkPreview:
            from models.operations.bulk_edit import preview_bulk

            return preview_bulk(ledger, ids, change, progress)

        self._reading = self._context.jobs.read(
            "统计会改动什么", work, self._show, self._on_refused, lambda: None, owner=self, quiet=True
        )

    def _show(self, preview: BulkPreview) -> None:
        self.preview = preview
        parts = [f"会改动 {preview.changed:,} 条"]
        if preview.unchanged:
            parts.append(f"{preview.unchanged:,} 条不变")
        refused = sum(preview.refused.values())
        if refused:
            reasons = "；".join(f"{why}（{count:,} 条）" for why, count in preview.refused.most_common(3))
            parts.append(f"{refused:,} 条不能改：{reasons}")
        shown = len(preview.lines)
        more = f" 下面是其中前 {shown} 条。" if preview.changed > shown else ""
        self._say("，".join(parts) + "。" + more, "amber" if refused else "")
        self.lines.set_lines([*preview.refused_lines, *preview.lines], choose=False)
        self.ok_button.setText(f"修改 {preview.changed:,} 条")
        self.ok_button.setEnabled(preview.changed > 0)

    def _on_refused(self, error: Exception) -> None:
        self.lines.set_lines([])
        self._say(str(error), "red")

    def _say(self, text: str, tone: str) -> None:
        self.summary.setText(text)
        self.summary.setProperty("tone", tone)
        self.summary.style().unpolish(self.summary)
        self.summary.style().polish(self.summary)

    # ---- writing ---------------------------------------------------------------------------------------------

    def apply(self) -> None:
        """Write what was counted."""
        if self.preview is None or not self.preview.changed or self._writing is not None:
            return
        change, ids, ledger = self.change(), self.ids(), self._context.ledger

        def work(progress: Progress) -> Change:
            from models.operations.bulk_edit import edit_bulk

            return edit_bulk(ledger, ids, change, progress)

        for widget in (self.field_box, self.act_box, self.find_line, self.stack, self.ok_button,
                       self.selected_radio, self.found_radio):  # fmt: skip
            widget.setEnabled(False)
        self._writing = self._context.jobs.write(
            "批量修改", work, self._on_done, self._on_failed, self._on_cancelled, owner=self
        )
        self._poll.start(100)
        self._show_progress()

    def _show_progress(self) -> None:
        if self._writing is not None and not self._writing.done:
            self.progress.show()
            self.progress.set(self._writing.text or "正在修改", self._writing.fraction, self._writing.cancelling)

    def _cancel_writing(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
            self._show_progress()

    def _on_done(self, change: Change) -> None:
        self._end_writing()
        context = self._context
        if change.change_set_id:
            context.bus.broadcast(change)
            context.inform(f"已{change.title}。", "green", "撤销", lambda: context.run_action("edit.undo"))
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._end_writing()
        self._say(str(error), "red")

    def _on_cancelled(self) -> None:
        self._end_writing()
        self._say("已取消，什么都没有改。", "amber")
        self.ok_button.setEnabled(True)

    def _end_writing(self) -> None:
        self._writing = None
        self._poll.stop()
        self.progress.hide()
        for widget in (self.field_box, self.act_box, self.find_line, self.stack, self.found_radio):
            widget.setEnabled(True)
        self.selected_radio.setEnabled(bool(self._ids["selected"]))

    @override
    def reject(self) -> None:
        """While it writes, Esc and 取消 stop the writing; a second time they close."""
        if self._writing is not None:
            self._cancel_writing()
            return
        if self._reading is not None and not self._reading.done:
            self._reading.cancel()
        super().reject()


def _new_words(line: BulkLine) -> str:
    return line.why or line.new or "（清空）"
