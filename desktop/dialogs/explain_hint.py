"""Asks why a hint about evidence is in order (已说明)."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QDialog, QVBoxLayout, QWidget

from desktop.widgets.answer_buttons import answer_buttons
from desktop.widgets.card import label

USUAL = (
    "同一厂区的两个问题，共用这份材料", "相机日期设置有误，已核对拍摄时间", "手机定位有偏差，已核对拍摄地点",
    "第三方机构出具的报告", "扫描件已逐页核对，清晰完整",
)  # fmt: skip


class ExplainHintDialog(QDialog):
    """``words()`` once accepted; words must be given, one of the usual ones or one's own."""

    def __init__(self, parent: QWidget | None, check: str, sentence: str, said: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle("说明佐证提示")
        self.words_box = QComboBox()
        self.words_box.setEditable(True)
        self.words_box.addItems(USUAL)
        self.words_box.setAccessibleName("说明")
        edit = self.words_box.lineEdit()
        if edit is not None:
            edit.setMaxLength(500)
            edit.setPlaceholderText("必填，写明为什么没有问题")
        self.words_box.setCurrentText(said)
        buttons, self.ok_button = answer_buttons(self, "记为已说明")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(12)
        layout.addWidget(label(check, "title", wrap=True))
        layout.addWidget(label(sentence, wrap=True))
        words = "提示不是结论，不影响办理；说明记入变更记录。换了文件或又有别的问题用到它，会重新提示。"
        layout.addWidget(label(words, "secondary", wrap=True))
        layout.addWidget(self.words_box)
        layout.addWidget(buttons)
        self.setMinimumWidth(460)
        self.words_box.currentTextChanged.connect(lambda _text: self._check())
        self.words_box.setFocus()
        self._check()

    @classmethod
    def ask(cls, parent: QWidget | None, check: str, sentence: str, said: str = "") -> str | None:
        """Show the dialog; None when cancelled."""
        dialog = cls(parent, check, sentence, said)
        return dialog.words() if dialog.exec() else None

    def words(self) -> str:
        """What stands in the dialog now."""
        return " ".join(self.words_box.currentText().split())

    def _check(self) -> None:
        self.ok_button.setEnabled(bool(self.words()))
