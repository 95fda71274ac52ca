"""Above the table of a plan: where the rows go, what the list covers, what is looked for, and how it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.widgets.card import label
from desktop.widgets.flow import button

if TYPE_CHECKING:
    from models.importing.views import ImportOptions, ImportPlan

SCOPES = (
    ("partial", "只是一部分（不判断消失）"),
    ("complete", "完整清单（列出已无的问题）"),
    ("whole", "完整清单，覆盖所有市"),
)
SHAPES = (("ledger", "台账"), ("lines", "逐项"))
WAIT_MS = 200
NO_ROUND = "（按清单）"


class PlanBar(QWidget):
    """``options_set(dict)``: the plan is made anew; ``looked_for()``: search or reason changed; ``shape_set(name)``;
    ``all_wanted()``; ``policies_wanted()``."""

    options_set = Signal(object)
    looked_for = Signal()
    shape_set = Signal(str)
    all_wanted = Signal()
    policies_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._campaign, self._round = "", ""
        self.campaign_box = QComboBox()
        self.campaign_box.setEditable(True)
        self.campaign_box.setMinimumWidth(220)
        self.campaign_box.setAccessibleName("任务来源")
        self.round_edit = QLineEdit()
        self.round_edit.setFixedWidth(96)
        self.round_edit.setPlaceholderText(NO_ROUND)
        self.round_edit.setAccessibleName("轮次")
        self.round_edit.setToolTip("整份清单的轮次；留空按清单里写的")
        self.scope_box = QComboBox()
        self.scope_box.setAccessibleName("清单范围")
        for key, words in SCOPES:
            self.scope_box.addItem(words, key)
        self.scope_label = label("", "small")
        self.policies_button = button("字段策略…", tooltip="每个字段在清单和台账不一致时以谁为准")
        self.search_edit = QLineEdit()
        self.search_edit.setPlaceholderText("在这次导入里查找名称、编号、内容")
        self.search_edit.setClearButtonEnabled(True)
        self.search_edit.setMinimumWidth(220)
        self.search_edit.setAccessibleName("在这次导入里查找")
        self.reason_box = QComboBox()
        self.reason_box.setAccessibleName("按原因看")
        self.reason_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.reason_box.setMinimumContentsLength(16)
        self.show_all = button("全部列出", "link")
        self.count_label = label("", "secondary")
        self.shape_buttons = {key: button(words) for key, words in SHAPES}
        self._group = QButtonGroup(self)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(WAIT_MS)
        self._compose()
        self._connect()

    def _compose(self) -> None:
        upper, lower = QHBoxLayout(), QHBoxLayout()
        for words, part in (("导入到", self.campaign_box), ("轮次", self.round_edit), ("范围", self.scope_box)):
            upper.addWidget(label(words, "secondary"))
            upper.addWidget(part, 1 if part is self.campaign_box else 0)
        upper.addWidget(self.scope_label)
        upper.addWidget(self.policies_button)
        lower.addWidget(self.search_edit, 1)
        lower.addWidget(self.reason_box)
        lower.addWidget(self.count_label)
        lower.addWidget(self.show_all)
        lower.addStretch(1)
        for key, _words in SHAPES:
            one = self.shape_buttons[key]
            one.setCheckable(True)
            one.setToolTip("一行一条，改动画在台账上" if key == "ledger" else "一行一处改动")
            self._group.addButton(one)
            lower.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for row in (upper, lower):
            row.setSpacing(8)
            column.addLayout(row)

    def _connect(self) -> None:
        line_edit = self.campaign_box.lineEdit()
        if line_edit is not None:
            line_edit.editingFinished.connect(self._on_campaign)
        self.campaign_box.activated.connect(lambda _=0: self._on_campaign())
        self.round_edit.editingFinished.connect(self._on_round)
        self.scope_box.activated.connect(lambda _=0: self._on_scope())
        self.policies_button.clicked.connect(self.policies_wanted)
        self.search_edit.textChanged.connect(lambda _text: self._rest.start())
        self._rest.timeout.connect(self.looked_for)
        self.reason_box.activated.connect(lambda _=0: self.looked_for.emit())
        self.show_all.clicked.connect(self.all_wanted)
        for key, one in self.shape_buttons.items():
            one.clicked.connect(lambda _=False, key=key: self.shape_set.emit(key))

    def show_plan(
        self, plan: ImportPlan, options: ImportOptions, campaigns: Sequence[str], reasons: Sequence[tuple[str, int]]
    ) -> None:
        """Show the options of a plan."""
        self._campaign, self._round = plan.campaign, options.round or ""
        for part in (self.campaign_box, self.reason_box):
            part.blockSignals(True)
        self.campaign_box.clear()
        self.campaign_box.addItems(list(dict.fromkeys([plan.campaign, *campaigns])))
        self.campaign_box.setCurrentText(plan.campaign)
        self.campaign_box.setToolTip(plan.campaign)
        line_edit = self.campaign_box.lineEdit()
        if line_edit is not None:
            line_edit.setCursorPosition(0)
        if not self.round_edit.hasFocus():
            self.round_edit.setText(self._round)
            self.round_edit.setPlaceholderText(plan.round or NO_ROUND)
        whole = options.scope == "complete" and options.cities == ()
        self.scope_box.setCurrentIndex(max(0, self.scope_box.findData("whole" if whole else options.scope)))
        self.scope_box.setToolTip(self.scope_box.currentText())
        self.scope_label.setText(plan.scope_words if options.scope == "complete" else "")
        self.scope_label.setVisible(bool(self.scope_label.text()))
        before = self.reason_box.currentData()
        self.reason_box.clear()
        self.reason_box.addItem("全部原因", "")
        for words, count in reasons:
            self.reason_box.addItem(f"{words}（{count:,}）", words)
        self.reason_box.setCurrentIndex(max(0, self.reason_box.findData(before)))
        self.reason_box.setVisible(bool(reasons))
        for part in (self.campaign_box, self.reason_box):
            part.blockSignals(False)

    def forget_search(self) -> None:
        """Nothing is looked for any more."""
        self.search_edit.blockSignals(True)
        self.search_edit.clear()
        self.search_edit.blockSignals(False)
        self.reason_box.setCurrentIndex(0)

    def _on_campaign(self) -> None:
        name = self.campaign_box.currentText().strip()
        if name and name != self._campaign:
            self._campaign = name
            self.options_set.emit({"campaign": name})

    def _on_scope(self) -> None:
        """A list of one city speaks of that city, unless a person says that it covers all of them."""
        chosen = self.scope_box.currentData()
        scope = "complete" if chosen == "whole" else chosen
        self.options_set.emit({"scope": scope, "cities": () if chosen == "whole" else None})

    def _on_round(self) -> None:
        text = self.round_edit.text().strip()
        if text != self._round:
            self._round = text
            self.options_set.emit({"round": text or None})
