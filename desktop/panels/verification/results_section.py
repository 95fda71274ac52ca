"""核查结果 in the settings: the words a check may end with, and what follows from each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import Card, label
from desktop.widgets.flow import button, toolbar
from models.errors import UserError

if TYPE_CHECKING:
    from models.operations import Change
    from models.operations.verification_results import ResultDraft
    from models.queries.verification import ResultLine
    from models.store import Ledger

_TONES = {"green": "绿", "blue": "蓝", "amber": "黄", "purple": "紫", "red": "红", "grey": "灰"}
_MARKS = (
    ("failed", "不通过（计入不通过的条数）"), ("needs_finding", "必须写明情况"), ("falsified", "标记问题弄虚作假"),
    ("opens_child", "登记为一条反弹的新问题"),
)  # fmt: skip
_PURPOSES = {"check": "核查", "recheck": "回头看"}


class ResultsSection(QWidget):
    """Reads the results when first shown; every change is one step that can be undone."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.context = context
        self.loaded = False
        self._statuses: list[str] = []
        self.table = ShortListTable(
            (
                ListColumn("用于", lambda one: _PURPOSES.get(one.purpose, ""), 84),
                ListColumn("核查结果", lambda one: one.name, 150, chip=lambda one: one.tone),
                ListColumn("登记后", lambda one: one.consequences(), STRETCH),
                ListColumn("计为", lambda one: "不通过" if one.failed else "", 84, chip=lambda _one: "red"),
                ListColumn("状态", lambda one: "使用中" if one.active else "已停用", 84,
                           chip=lambda one: "green" if one.active else "grey"),
            ),
            context.theme,
        )  # fmt: skip
        self.table.setAccessibleName("核查结果")
        self.add_button = button("添加结果…", "primary", "Insert")
        self.edit_button = button("修改…", tooltip="Enter 或 F2")
        self.up_button = button("上移", tooltip="数字键按这里的次序（Alt+↑）")
        self.down_button = button("下移", tooltip="Alt+↓")
        self.active_button = button("停用")
        actions: tuple[tuple[Any, str, Callable[[], None]], ...] = (
            (self.add_button, "Insert", self.add), (self.edit_button, "F2", self.edit),
            (self.up_button, "Alt+Up", lambda: self.move_line(-1)),
            (self.down_button, "Alt+Down", lambda: self.move_line(1)), (self.active_button, "", self.switch),
        )  # fmt: skip
        for one, keys, act in actions:
            one.clicked.connect(lambda _=False, run=act: run())
            if keys:
                made = QShortcut(QKeySequence(keys), self.table, context=Qt.ShortcutContext.WidgetShortcut)
                made.activated.connect(act)
        self.table.opened.connect(lambda _line: self.edit())
        self.table.line_chosen.connect(lambda _line: self._show_buttons())
        card = Card("核查结果", "核查登记结果以后，问题的状态按这里的设置变化")
        self.origin_label = label("", "small", wrap=True)
        card.body.addLayout(
            toolbar((self.add_button,), (self.edit_button, self.up_button, self.down_button, self.active_button))
        )
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self.origin_label)
        card.body.addWidget(
            label(
                "和本单位的用语不同可以改。状态只有“状态与流转”允许时才会变；不允许的，结果照样记下，逐条列出原因。",
                "small", wrap=True,
            )
        )  # fmt: skip
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)
        self._show_buttons()

    def load(self) -> None:
        """Read the results anew."""
        ledger = self.context.ledger
        self.loaded = True

        def read(_progress: Any) -> tuple[Sequence[ResultLine], list[str]]:
            from models.queries.choices import statuses
            from models.queries.verification import results

            return results(ledger, all_=True), [one.name for one in statuses(ledger)]

        self.context.jobs.read("读取核查结果", read, self._show, owner=self, quiet=True)

    def load_once(self) -> None:
        """Read them unless that was done."""
        if not self.loaded:
            self.load()

    def _show(self, found: tuple[Sequence[ResultLine], list[str]]) -> None:
        lines, self._statuses = found
        self.table.set_lines(lines, lambda line: line.id)
        self._show_buttons()

    def _show_buttons(self) -> None:
        writable, line = not self.context.ledger.read_only, self.table.current_line()
        self.add_button.setEnabled(writable)
        for one in (self.edit_button, self.up_button, self.down_button, self.active_button):
            one.setEnabled(writable and line is not None)
        self.origin_label.setText(f"“{line.name}”的出处：{line.origin}。" if line is not None and line.origin else "")
        self.active_button.setText("停用" if line is None or line.active else "启用")

    # ---- what the clerk does ---------------------------------------------------------------------------------

    def add(self) -> None:
        """Ask for a result and add it."""
        from models.operations.verification_results import add_result

        draft = self._ask(None)
        if draft is not None:
            self._write("添加核查结果", lambda ledger: add_result(ledger, draft))

    def edit(self) -> None:
        """Change the result in hand."""
        from models.operations.verification_results import edit_result

        line: ResultLine | None = self.table.current_line()
        if line is None or not self.edit_button.isEnabled():
            return
        key, draft = line.id, self._ask(line)
        if draft is not None:
            self._write("修改核查结果", lambda ledger: edit_result(ledger, key, draft))

    def switch(self) -> None:
        """Offer the result in hand no longer, or again."""
        from models.operations.verification_results import switch_result

        line = self.table.current_line()
        if line is not None:
            self._write("停用或启用核查结果", lambda ledger: switch_result(ledger, line.id, not line.active))

    def move_line(self, by: int) -> None:
        """Put the result in hand before or behind its neighbour."""
        from models.operations.verification_results import move_result

        line = self.table.current_line()
        if line is not None and self.up_button.isEnabled():
            self._write("调整核查结果的次序", lambda ledger: move_result(ledger, line.id, by))

    def _ask(self, line: ResultLine | None) -> ResultDraft | None:
        dialog = ResultDialog(self, self._statuses, line)
        return dialog.draft() if dialog.exec() else None

    def _write(self, title: str, operation: Callable[[Ledger], Change]) -> None:
        ledger = self.context.ledger

        def done(change: Change) -> None:
            if change.change_set_id:
                self.context.bus.broadcast(change)
            self.load()

        def failed(error: Exception) -> None:
            if isinstance(error, UserError):
                self.context.inform(str(error), "red")

        self.context.jobs.write(title, lambda _progress: operation(ledger), done, failed, owner=self)


class ResultDialog(QDialog):
    """``draft()`` once accepted."""

    def __init__(self, parent: QWidget | None, statuses: Sequence[str], line: ResultLine | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("修改核查结果" if line is not None else "添加核查结果")
        self.purpose_box, self.tone_box, self.status_box = QComboBox(), QComboBox(), QComboBox()
        for box, name in ((self.purpose_box, "用于"), (self.tone_box, "颜色"), (self.status_box, "状态转为")):
            box.setAccessibleName(name)
        for key, words in _PURPOSES.items():
            self.purpose_box.addItem(words, key)
        for key, words in _TONES.items():
            self.tone_box.addItem(words, key)
        self.status_box.addItem("（不变）", None)
        for name in statuses:
            self.status_box.addItem(name, name)
        self.name_edit = QLineEdit()
        self.name_edit.setAccessibleName("名称")
        self.name_edit.setMaxLength(20)
        self.marks = {key: QCheckBox(words) for key, words in _MARKS}
        buttons, self.ok_button = answer_buttons(self, "保存" if line is not None else "添加")
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.addRow("用于", self.purpose_box)
        form.addRow("名称", self.name_edit)
        form.addRow("颜色", self.tone_box)
        form.addRow("状态转为", self.status_box)
        for mark in self.marks.values():
            form.addRow("", mark)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.setMinimumWidth(380)
        if line is not None:
            self.purpose_box.setCurrentIndex(self.purpose_box.findData(line.purpose))
            self.purpose_box.setEnabled(False)
            self.name_edit.setText(line.name)
            self.tone_box.setCurrentIndex(max(self.tone_box.findData(line.tone), 0))
            self.status_box.setCurrentIndex(max(self.status_box.findData(line.moves_to), 0))
            for key, mark in self.marks.items():
                mark.setChecked(bool(getattr(line, key)))
        self.name_edit.textChanged.connect(self._check)
        self.name_edit.setFocus()
        self._check()

    def draft(self) -> ResultDraft:
        """The result as asked for."""
        from models.operations.verification_results import ResultDraft

        ticked = {key: mark.isChecked() for key, mark in self.marks.items()}
        return ResultDraft(
            self.purpose_box.currentData(), self.name_edit.text(), self.tone_box.currentData(),
            self.status_box.currentData(), **ticked,
        )  # fmt: skip

    def _check(self) -> None:
        self.ok_button.setEnabled(bool(self.name_edit.text().strip()))
