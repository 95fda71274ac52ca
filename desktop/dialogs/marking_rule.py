"""Makes or changes a marking rule: word, icon, colour, place, and the condition from drop-downs or typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.dialogs.condition_rows import ConditionRows
from desktop.theme.theme import Theme
from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label
from desktop.widgets.flow import toolbar
from models.errors import UserError
from models.operations.marking import ICONS, MOST_WORD, TONES, RuleDraft, checked
from models.queries.condition_text import condition_words
from models.queries.expressions import parse_where

ROW_MARK = "整行（“标记”列和编号旁的图标）"
_COUNT_DELAY_MS = 300


@dataclass(frozen=True)
class RuleOffers:
    """What the drop-downs offer: fields for conditions, cells to mark, and words by field."""

    fields: Sequence[tuple[str, str]]
    cells: Sequence[tuple[str, str]]
    choices: Callable[[str], list[str]]


class MarkingRuleDialog(QDialog):
    """``count(text, tell)`` counts what a condition finds and calls ``tell`` with a sentence."""

    def __init__(
        self,
        parent: QWidget | None,
        theme: Theme,
        offers: RuleOffers,
        draft: RuleDraft | None,
        count: Callable[[str, Callable[[str], None]], None],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("修改标记规则" if draft is not None else "添加标记规则")
        self._theme, self._count = theme, count
        self._draft = draft or RuleDraft("", "flag", "amber")
        self.word_edit = QLineEdit(self._draft.word)
        self.word_edit.setAccessibleName("标记的文字")
        self.word_edit.setMaxLength(MOST_WORD)
        self.word_edit.setPlaceholderText("例如 逾期20天以上")
        self.icon_box, self.tone_box, self.cell_box = QComboBox(), QComboBox(), QComboBox()
        self._fill_looks(offers)
        self.rows = ConditionRows([key for key, _title in offers.fields], offers.choices)
        self.text_edit = QLineEdit()
        self.text_edit.setPlaceholderText("例如 falsified = 是 and status != 已销号")
        self.text_edit.setAccessibleName("条件的文字")
        self.typed_box = QCheckBox("直接写条件")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.rows)
        self.stack.addWidget(self.text_edit)
        self.sentence = label("", "secondary", wrap=True)
        self.sentence.setMinimumHeight(40)
        self.found = label("", wrap=True)
        buttons, self.ok_button = answer_buttons(self, "保存")
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(_COUNT_DELAY_MS)
        self._lay_out(buttons)
        self._show_condition()
        self._connect()
        self._on_changed()

    def _fill_looks(self, offers: RuleOffers) -> None:
        for key, words in TONES.items():
            swatch = QPixmap(14, 14)
            swatch.fill(QColor(self._theme.colours.tone(key).fill))
            self.tone_box.addItem(QIcon(swatch), words, key)
        self.tone_box.setCurrentIndex(self.tone_box.findData(self._draft.tone))
        self.cell_box.addItem(ROW_MARK, None)
        for key, title in offers.cells:
            self.cell_box.addItem(f"“{title}”一格", key)
        self.cell_box.setCurrentIndex(max(self.cell_box.findData(self._draft.field), 0))
        for key, words in ICONS.items():
            self.icon_box.addItem(words, key)
        self.icon_box.setCurrentIndex(self.icon_box.findData(self._draft.icon))
        for box in (self.icon_box, self.tone_box, self.cell_box):
            box.setIconSize(QSize(14, 14))
        self._show_icons()

    def _show_icons(self) -> None:
        """The icons in the colour that is chosen."""
        tone = self.tone_box.currentData()
        for place in range(self.icon_box.count()):
            self.icon_box.setItemIcon(place, self._theme.icon(self.icon_box.itemData(place), f"{tone}.text"))

    def _lay_out(self, buttons: QWidget) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.setVerticalSpacing(10)
        form.addRow("文字", self.word_edit)
        form.addRow("图标和颜色", toolbar((self.icon_box, self.tone_box)))
        form.addRow("标在", self.cell_box)
        for box, name in ((self.icon_box, "图标"), (self.tone_box, "颜色"), (self.cell_box, "标在")):
            box.setAccessibleName(name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(10)
        layout.addLayout(form)
        layout.addLayout(toolbar((label("符合以下条件的问题", "title"),), (self.typed_box,)))
        layout.addWidget(self.stack)
        layout.addWidget(self.sentence)
        layout.addWidget(self.found)
        layout.addWidget(buttons)
        self.setMinimumWidth(600)

    def _connect(self) -> None:
        self.word_edit.textChanged.connect(self._on_changed)
        self.tone_box.currentIndexChanged.connect(self._show_icons)
        self.text_edit.textChanged.connect(self._on_changed)
        self.rows.changed.connect(self._on_changed)
        self.typed_box.clicked.connect(self._on_typed)
        self._counting.timeout.connect(self._ask_count)

    def _show_condition(self) -> None:
        text = self._draft.condition
        self.text_edit.setText(text)
        if not text:
            return
        try:
            fits = self.rows.show_condition(parse_where(text))
        except UserError:
            fits = False
        if not fits:
            self.typed_box.setChecked(True)
            self.stack.setCurrentWidget(self.text_edit)

    def draft(self) -> RuleDraft:
        """What stands in the dialog now; UserError where something is missing or cannot be read."""
        text = self.text_edit.text() if self.typed_box.isChecked() else self.rows.text()
        return checked(
            RuleDraft(
                self.word_edit.text(), str(self.icon_box.currentData()), str(self.tone_box.currentData()), text,
                self.cell_box.currentData(), self._draft.active,
            )
        )  # fmt: skip

    def _on_typed(self, typed: bool) -> None:
        """Between the two ways what was said is kept, as far as it makes sense."""
        try:
            if typed:
                self.text_edit.setText(self.rows.text() or self.text_edit.text())
            elif not self.rows.show_condition(parse_where(self.text_edit.text())):
                self.typed_box.setChecked(True)
        except UserError as error:
            self.found.setText(error.message)
            self.typed_box.setChecked(True)
        self.stack.setCurrentWidget(self.text_edit if self.typed_box.isChecked() else self.rows)
        self._on_changed()

    def _on_changed(self) -> None:
        try:
            text = self.text_edit.text() if self.typed_box.isChecked() else self.rows.text()
            words = condition_words(parse_where(text)) if text.strip() else ""
        except UserError as error:
            self._refuse(error)
            return
        self.sentence.setText(f"标记：{words}" if words else "")
        if words:
            self._counting.start()
        try:
            self.draft()
        except UserError as error:
            self._refuse(error)
            return
        self.ok_button.setEnabled(True)

    def _refuse(self, error: UserError) -> None:
        parts = (error.where, error.message, error.advice)
        self.found.setText("，".join(part for part in parts if part))
        self.ok_button.setEnabled(False)

    def _ask_count(self) -> None:
        try:
            text = self.draft().condition
        except UserError:
            return
        self._count(text, self._tell_count)

    def _tell_count(self, sentence: str) -> None:
        self.found.setText(sentence)
