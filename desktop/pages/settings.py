"""设置与备份: who works here, appearance, the ledger's rules, its backups, and the names and wordings it was taught."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
)
from typing_extensions import override

from desktop.context import AppContext
from desktop.pages.base import Page
from desktop.panels.backup_list import BackupList
from desktop.panels.custom_fields import CustomFields
from desktop.panels.import_rules import ImportRules
from desktop.panels.learned_answers import LearnedAnswers
from desktop.panels.marking_rules import MarkingRules
from desktop.theme.theme import CHOICES
from desktop.widgets.card import Card, label
from desktop.widgets.flow import button, toolbar
from models.errors import UserError

if TYPE_CHECKING:
    from models.operations import Change
    from models.operations.rule_settings import RuleLine
    from models.store import BackupInfo

NEAR_DUE = "near_due_days"


class SettingsPage(Page):
    """What is typed is kept as soon as a field is left; nothing needs to be confirmed."""

    page_id: ClassVar[str] = "settings"
    title: ClassVar[str] = "设置与备份"

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._loaded = False
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._person_card())
        left.addWidget(self._rule_card())
        self.import_rules = ImportRules(context)
        left.addWidget(self.import_rules)
        left.addWidget(self._ledger_card())
        left.addStretch(1)
        column = Page.plain_box(left)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(column)
        scroll.setMinimumWidth(340)
        scroll.setMaximumWidth(560)
        both = QHBoxLayout()
        both.setSpacing(12)
        both.addWidget(scroll, 2)
        self.backup_list = BackupList(context)
        self.backups = self.backup_list.table
        both.addWidget(self.backup_list, 3)
        self.answers = LearnedAnswers(context)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("设置与备份")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.addTab("本机、台账与备份")
        self.tabs.addTab("名称与用语")
        self.stack = QStackedWidget()
        self.stack.addWidget(Page.plain_box(both))
        self.stack.addWidget(self.answers)
        self.fields = CustomFields(context)
        self.tabs.addTab("自定义字段")
        self.stack.addWidget(self.fields)
        self.marking = MarkingRules(context)
        self.tabs.addTab("标记规则")
        self.stack.addWidget(self.marking)
        self.tabs.currentChanged.connect(self._on_tab)
        layout = self.page_layout()
        layout.setSpacing(8)
        layout.addWidget(self.tabs)
        layout.addWidget(self.stack, 1)
        context.settings_changed.connect(self._show_settings)
        self._show_settings()

    # --- cards

    def _person_card(self) -> Card:
        card = Card("本机设置")
        self.operator_edit = QLineEdit()
        self.operator_edit.setMaxLength(40)
        self.operator_edit.editingFinished.connect(self._on_person_edited)
        self.unit_edit = QLineEdit()
        self.unit_edit.setMaxLength(80)
        self.unit_edit.setPlaceholderText("印在台账表头的填报单位")
        self.unit_edit.editingFinished.connect(self._on_person_edited)
        self.theme_box = QComboBox()
        for choice, words in CHOICES.items():
            self.theme_box.addItem(words, choice)
        self.theme_box.activated.connect(self._on_theme_chosen)
        form = _form()
        form.addRow("经办人", self.operator_edit)
        form.addRow("单位名称", self.unit_edit)
        form.addRow("外观", self.theme_box)
        card.body.addLayout(form)
        card.body.addWidget(label("经办人写入每一条变更记录和台账锁。", "small", wrap=True))
        return card

    def _rule_card(self) -> Card:
        card = Card("台账规则", "存在台账里，所有人一致")
        self.near_box = QSpinBox()
        self.near_box.setAccessibleName("临近到期的天数")
        self.near_box.setRange(1, 90)
        self.near_box.setSuffix(" 天")
        self.near_box.setFixedWidth(80)
        self.near_box.editingFinished.connect(self._on_near_edited)
        form = _form()
        form.addRow("临近到期", toolbar((self.near_box, label("之内到期就提醒", "secondary"))))
        card.body.addLayout(form)
        self.origin_label = label("", "small", wrap=True)
        card.body.addWidget(self.origin_label)
        return card

    def _ledger_card(self) -> Card:
        card = Card("当前台账")
        ledger = self.context.ledger
        folder = QLineEdit(str(ledger.folder))
        folder.setReadOnly(True)
        folder.setCursorPosition(0)
        show = button("打开文件夹")
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(ledger.folder))))
        form = _form()
        form.addRow("名称", label(ledger.name or ledger.folder.name))
        form.addRow("位置", folder)
        form.addRow("方式", label("只读" if ledger.read_only else "可录入（其他人只能只读打开）"))
        card.body.addLayout(form)
        other = button("打开台账…")
        other.clicked.connect(lambda: self.context.run_action("ledger.open"))
        new = button("新建台账…")
        new.clicked.connect(lambda: self.context.run_action("ledger.new"))
        card.body.addLayout(toolbar((show, other, new)))
        return card

    # --- page

    @override
    def open(self, **arguments: Any) -> None:
        if arguments.get("tab") == "answers":
            self.tabs.setCurrentIndex(1)
        elif arguments.get("tab") == "fields":
            self.tabs.setCurrentIndex(self.stack.indexOf(self.fields))
        elif arguments.get("tab") == "marks":
            self.tabs.setCurrentIndex(self.stack.indexOf(self.marking))

    @override
    def actions_handled(self) -> dict[str, Callable[[], None]]:
        return {"fields.manage": lambda: self.open(tab="fields")}

    @override
    def activated(self) -> None:
        if not self._loaded:
            self.refresh(None)

    @override
    def refresh(self, change: Change | None) -> None:
        from models.operations.rule_settings import list_rules
        from models.store import backups

        self._loaded = True
        if self.answers.loaded:
            self.answers.load()
        if self.fields.loaded:
            self.fields.load()
        if self.marking.loaded:
            self.marking.load()
        ledger = self.context.ledger
        self.context.jobs.read(
            "读取设置",
            lambda _progress: (list_rules(ledger), backups(ledger.folder)),
            self._on_read,
            owner=self,
        )

    def _on_read(self, found: tuple[list[RuleLine], list[BackupInfo]]) -> None:
        rules, listed = found
        writable = not self.context.ledger.read_only
        for rule in rules:
            if rule.key == NEAR_DUE:
                self.near_box.setValue(int(rule.value))
                self.origin_label.setText(rule.origin)
        self.near_box.setEnabled(writable)
        self.import_rules.show_rules(rules)
        self.backup_list.show_backups(listed)

    def _show_settings(self) -> None:
        settings = self.context.settings
        self.operator_edit.setText(settings.operator)
        self.unit_edit.setText(settings.unit)
        self.theme_box.setCurrentIndex(max(0, self.theme_box.findData(settings.theme)))

    def _on_tab(self, tab: int) -> None:
        self.stack.setCurrentIndex(tab)
        if tab == 1:
            self.answers.load_once()
        elif self.stack.widget(tab) is self.fields:
            self.fields.load_once()
        elif self.stack.widget(tab) is self.marking:
            self.marking.load_once()

    @override
    def save_state(self) -> dict[str, Any]:
        return {"tab": self.tabs.currentIndex()}

    @override
    def restore_state(self, state: dict[str, Any]) -> None:
        if state.get("tab") in range(self.tabs.count()):
            self.tabs.setCurrentIndex(state["tab"])

    @override
    def screenshot_variants(self) -> dict[str, Callable[[], None]]:
        return {
            "answers": lambda: self.tabs.setCurrentIndex(1),
            "fields": lambda: self.open(tab="fields"),
            "marks": lambda: self.open(tab="marks"),
            "": lambda: self.tabs.setCurrentIndex(0),
        }

    # --- what the clerk does

    def _on_person_edited(self) -> None:
        settings = self.context.settings
        operator = self.operator_edit.text().strip() or settings.operator
        self._keep(replace(settings, operator=operator, unit=self.unit_edit.text().strip()))

    def _on_theme_chosen(self, row: int) -> None:
        self._keep(replace(self.context.settings, theme=self.theme_box.itemData(row)))

    def _keep(self, settings: Any) -> None:
        if settings == self.context.settings:
            return
        try:
            self.context.replace_settings(settings)
        except UserError as error:
            self.context.inform(str(error), "red")

    def _on_near_edited(self) -> None:
        from models.operations.rule_settings import set_rule

        ledger, days = self.context.ledger, self.near_box.value()

        def done(change: Change) -> None:
            if change.change_set_id:
                self.context.bus.broadcast(change)
                self.context.inform(f"{change.title} 天。", "green")

        self.context.jobs.write(
            "修改规则", lambda _progress: set_rule(ledger, NEAR_DUE, days, "临近期限的天数"), done, owner=self
        )


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(14)
    form.setVerticalSpacing(10)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form
