"""The forms below the list of units: what came in (登记报送) and who was urged (催办), each done in two clicks."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.widgets.card import label
from desktop.widgets.flow import button, toolbar
from models import clock
from models.errors import UserError
from models.operations.duty_reports import Sending, read_moment
from models.operations.reminders import WAYS
from models.queries.duty_sent import SentReport


class _Form(QFrame):
    """``confirmed()`` and ``given_up()``; Enter in a field confirms, Escape gives up."""

    confirmed = Signal()
    given_up = Signal()

    def __init__(self, yes: str) -> None:
        super().__init__()
        self.setProperty("role", "form")
        self.heading = label("", "title", wrap=True)
        self.refusal = label("", tone="red", wrap=True)
        self.refusal.hide()
        self.ok_button = button(yes, "primary", "Enter")
        self.ok_button.setAutoDefault(True)
        self.cancel_button = button("取消", tooltip="Esc")
        self.ok_button.clicked.connect(self.confirmed)
        self.cancel_button.clicked.connect(self.given_up)
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(12)
        self.form.setVerticalSpacing(6)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 10, 12, 10)
        self.column.setSpacing(8)
        self.column.addWidget(self.heading)
        self.column.addLayout(self.form)
        self.column.addWidget(self.refusal)

    def close_column(self, *left: QWidget) -> None:
        """The buttons at the foot."""
        self.column.addLayout(toolbar(left, (self.cancel_button, self.ok_button)))

    def line(self, title: str, placeholder: str = "") -> QLineEdit:
        """A field of the form."""
        edit = QLineEdit()
        edit.setPlaceholderText(placeholder)
        edit.setAccessibleName(title)
        edit.textChanged.connect(lambda _text: self.refuse(""))
        self.form.addRow(title, edit)
        return edit

    def refuse(self, sentence: str) -> None:
        """Say why it could not be done."""
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)


class SendingForm(_Form):
    """When it came, from whom, under which number, and what."""

    def __init__(self) -> None:
        super().__init__("登记")
        self.at_edit = self.line("报送时间", "空着是现在；如 4月30日 16:30")
        self.what_edit = self.line("报送材料", "文件名、函的名称，可空着")
        self.number_edit = self.line("文号", "可空着")
        self.by_edit = self.line("报送人", "可空着")
        self.remarks_edit = self.line("备注", "可空着")
        self.close_column()
        self.report_id: int | None = None

    def begin(self, heading: str, present: SentReport | None = None) -> None:
        """Ask for a new record, or show the one to put right; a click on 登记 is all that is needed."""
        self.heading.setText(heading)
        self.refuse("")
        self.report_id = present.id if present is not None else None
        self.ok_button.setText("保存" if present is not None else "登记")
        at = present.sent_at if present is not None else clock.now()
        self.at_edit.setText(f"{at:%Y-%m-%d %H:%M}")
        for edit, text in (
            (self.what_edit, present.what if present else ""),
            (self.number_edit, present.document_number if present else ""),
            (self.by_edit, present.sent_by if present else ""),
            (self.remarks_edit, present.remarks if present else ""),
        ):
            edit.setText(text)
        self.show()
        self.ok_button.setFocus(Qt.FocusReason.TabFocusReason)

    def sending(self) -> Sending | None:
        """What stands in it; None, with the reason shown, where it cannot be read."""
        try:
            at = read_moment(self.at_edit.text())
        except UserError as error:
            self.refuse(str(error))
            self.at_edit.setFocus()
            return None
        return Sending(
            at, self.by_edit.text(), self.what_edit.text(), self.number_edit.text(), self.remarks_edit.text()
        )  # fmt: skip


class ReminderForm(_Form):
    """How somebody was urged, who answered and what; the sentence to say stands above, ready to be copied."""

    copied = Signal(str)

    def __init__(self) -> None:
        super().__init__("记下催办")
        self.sentence = label("", "secondary", wrap=True)
        self.sentence.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.column.insertWidget(1, self.sentence)
        self.way_box = QComboBox()
        self.way_box.setEditable(True)
        self.way_box.addItems(WAYS)
        self.way_box.setAccessibleName("催办方式")
        self.form.addRow("方式", self.way_box)
        self.person_edit = self.line("对方", "接电话的人，可空着")
        self.answer_edit = self.line("答复", "例如 明天上午报，可空着")
        self.copy_button: QPushButton = button("复制催办用语", "link", "可粘贴到微信或短信里")
        self.copy_button.clicked.connect(lambda: self.copied.emit(self.words))
        self.words = ""
        self.close_column(self.copy_button)

    def begin(self, heading: str, words: str) -> None:
        """Ask; a click on 记下催办 is all that is needed."""
        self.heading.setText(heading)
        self.refuse("")
        self.words = words
        lines = words.splitlines()
        more = f"\n……还有 {len(lines) - 1} 个单位" if len(lines) > 1 else ""
        self.sentence.setText((lines[0] if lines else "") + more)
        self.way_box.setCurrentIndex(0)
        self.person_edit.clear()
        self.answer_edit.clear()
        self.show()
        self.ok_button.setFocus(Qt.FocusReason.TabFocusReason)
