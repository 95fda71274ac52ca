"""本机、台账与备份: who works here, appearance, the ledger's simple rules and its backups."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.context import AppContext
from desktop.panels.backup_list import BackupList
from desktop.panels.import_rules import ImportRules
from desktop.panels.ledger_rules import LedgerRules
from desktop.theme.theme import CHOICES
from desktop.widgets.card import Card, label
from desktop.widgets.flow import button, toolbar
from models.errors import UserError

if TYPE_CHECKING:
    from models.operations.rule_settings import RuleLine
    from models.store import BackupInfo


class GeneralSettings(QWidget):
    """What is typed is kept as soon as a field is left; nothing needs to be confirmed."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self.loaded = False
        self.setProperty("role", "plain")
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._person_card())
        self.rules = LedgerRules(context)
        left.addWidget(self.rules)
        self.import_rules = ImportRules(context)
        left.addWidget(self.import_rules)
        left.addWidget(self._ledger_card())
        left.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(_plain(left))
        scroll.setMinimumWidth(340)
        scroll.setMaximumWidth(560)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(12)
        both.addWidget(scroll, 2)
        self.backup_list = BackupList(context)
        self.backups = self.backup_list.table
        both.addWidget(self.backup_list, 3)
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

    # --- what stands there

    def load_once(self) -> None:
        """Read when it is first shown."""
        if not self.loaded:
            self.load()

    def load(self) -> None:
        """Read the rules and the backups."""
        from models.operations.rule_settings import list_rules
        from models.store import backups

        self.loaded = True
        ledger = self.context.ledger
        self.context.jobs.read(
            "读取设置",
            lambda _progress: (list_rules(ledger), backups(ledger.folder)),
            self._on_read,
            owner=self,
        )

    def _on_read(self, found: tuple[list[RuleLine], list[BackupInfo]]) -> None:
        rules, listed = found
        self.rules.show_rules(rules)
        self.import_rules.show_rules(rules)
        self.backup_list.show_backups(listed)

    def _show_settings(self) -> None:
        settings = self.context.settings
        self.operator_edit.setText(settings.operator)
        self.unit_edit.setText(settings.unit)
        self.theme_box.setCurrentIndex(max(0, self.theme_box.findData(settings.theme)))

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


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(14)
    form.setVerticalSpacing(10)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def _plain(layout: QVBoxLayout) -> QWidget:
    box = QWidget()
    box.setProperty("role", "plain")
    layout.setContentsMargins(0, 0, 0, 0)
    box.setLayout(layout)
    return box
