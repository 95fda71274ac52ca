"""Asks what a field of the bureau's own is called, what it holds, and which words or unit belong to it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label
from models.operations.custom_fields import KIND_TITLES, FieldDraft

KIND_WORDS: dict[str, str] = {
    "text": "一行字，如网格员、合同号。",
    "long": "可以分行的长文字，如领导批示。",
    "choice": "只能从下面列出的选项里选，筛选和统计时写法一致。",
    "bool": "只填“是”或“否”，也认得 √ 和 ×。",
    "date": "可以按先后排序、按年月筛选；认不出的日期会提醒。",
    "decimal": "可以按大小排序、求和；单位写在列名后面。",
}
FIXED_KIND = "已建好的字段不能换类型。需要时请新建一个字段，把值复制过去，再停用这一个。"
WIDTH = 460


class CustomFieldDialog(QDialog):
    """``check`` gives a sentence for a draft that cannot be kept, '' for one that can; ``fixed`` bars another kind."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        draft: FieldDraft,
        check: Callable[[FieldDraft], str],
        *,
        fixed: bool = False,
        accept: str = "新建",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._check = check
        self._touched = False
        self.title_edit = QLineEdit(draft.title)
        self.title_edit.setMaxLength(60)
        self.title_edit.setPlaceholderText("列的标题，如：网格员")
        self.title_edit.setAccessibleName("字段名称")
        self.kind_box = QComboBox()
        self.kind_box.setAccessibleName("字段类型")
        for kind, words in KIND_TITLES.items():
            self.kind_box.addItem(words, kind)
        self.kind_box.setCurrentIndex(max(self.kind_box.findData(draft.kind), 0))
        self.kind_box.setEnabled(not fixed)
        self.kind_hint = label("", "small", wrap=True)
        self.options_edit = QPlainTextEdit("\n".join(draft.options))
        self.options_edit.setPlaceholderText("每行一个选项，如：\n一般\n较大\n重大")
        self.options_edit.setAccessibleName("选项，每行一个")
        self.options_edit.setTabChangesFocus(True)
        self.options_edit.setFixedHeight(132)
        self.unit_edit = QLineEdit(draft.unit)
        self.unit_edit.setMaxLength(10)
        self.unit_edit.setPlaceholderText("如：万元、吨；没有就留空")
        self.unit_edit.setAccessibleName("单位")
        self.hint = label("", "secondary", wrap=True)
        self.hint.setMinimumHeight(36)
        self._fixed = fixed
        buttons, self.ok_button = answer_buttons(self, accept)
        self._lay_out(buttons)
        self.title_edit.textChanged.connect(self._on_touched)
        self.options_edit.textChanged.connect(self._on_touched)
        self.unit_edit.textChanged.connect(self._on_touched)
        self.kind_box.currentIndexChanged.connect(self._on_kind)
        self._on_kind()
        self._touched = False
        self._look()
        QTimer.singleShot(0, self.title_edit, self.title_edit.setFocus)

    def _lay_out(self, buttons: QWidget) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(10)
        form.addRow("名称", self.title_edit)
        form.addRow("类型", self.kind_box)
        form.addRow("", self.kind_hint)
        self.options_label, self.unit_label = QLabel("选项"), QLabel("单位")
        form.addRow(self.options_label, self.options_edit)
        form.addRow(self.unit_label, self.unit_edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(form)
        layout.addWidget(self.hint)
        layout.addWidget(buttons)
        self.setMinimumWidth(WIDTH)

    @property
    def kind(self) -> str:
        """The kind chosen now."""
        return str(self.kind_box.currentData())

    def draft(self) -> FieldDraft:
        """What stands in the dialog now."""
        options = tuple(self.options_edit.toPlainText().splitlines())
        return FieldDraft(self.title_edit.text(), self.kind, options, self.unit_edit.text())

    def _on_kind(self) -> None:
        kind = self.kind
        self.kind_hint.setText(FIXED_KIND if self._fixed else KIND_WORDS[kind])
        for part in (self.options_label, self.options_edit):
            part.setVisible(kind == "choice")
        for part in (self.unit_label, self.unit_edit):
            part.setVisible(kind == "decimal")
        self._look()
        self.adjustSize()

    def _on_touched(self) -> None:
        self._touched = True
        self._look()

    def _look(self) -> None:
        """Say what is still wrong; an untouched dialog only waits."""
        sentence = self._check(self.draft())
        self.ok_button.setEnabled(not sentence)
        self.hint.setText(sentence if self._touched or self.title_edit.text() else "")
