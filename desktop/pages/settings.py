"""设置与备份: who works here, appearance, the ledger's rules, and its backups."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QScrollArea, QSpinBox, QVBoxLayout
from typing_extensions import override

from desktop.context import AppContext
from desktop.dialogs import confirm, file_prompts
from desktop.pages.base import Page
from desktop.status_bar import backup_words
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.theme.theme import CHOICES
from desktop.widgets.card import Card, label
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar
from models.errors import UserError

if TYPE_CHECKING:
    from models.operations import Change
    from models.operations.rule_settings import RuleLine
    from models.store import BackupInfo

REASONS = {
    "manual": "手动备份",
    "before-import": "导入前",
    "before-upgrade": "升级前",
    "before-restore": "恢复前",
    "before-undo": "撤销导入前",
    "daily": "每日备份",
}
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
        both.addWidget(self._backup_card(), 3)
        self.page_layout().addLayout(both, 1)
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

    def _backup_card(self) -> Card:
        card = Card("备份", " ")
        self.backup_note = card.note_label
        card.body.setContentsMargins(1, 14, 1, 14)
        card.heading.setContentsMargins(14, 0, 14, 0)
        self.backups = ShortListTable(
            (
                ListColumn("时间", lambda info: f"{info.at:%Y-%m-%d %H:%M:%S}", 160),
                ListColumn("原因", lambda info: str(REASONS.get(info.reason, info.reason)), STRETCH),
                ListColumn("大小", lambda info: _size(info.size), 90, right=True),
            ),
            self.context.theme,
        )
        self.backups.line_chosen.connect(self._on_backup_chosen)
        self.no_backups = EmptyState("还没有备份", "每次导入和升级之前会自动备份，也可以随时点“立即备份”。")
        now = button("立即备份", "primary")
        now.clicked.connect(lambda: self.context.run_action("backup.now"))
        self.save_button = button("另存备份…", tooltip="把现在的台账复制到 U 盘或其他位置")
        self.save_button.clicked.connect(self._on_save_elsewhere)
        self.restore_button = button("恢复到这个备份…")
        self.restore_button.clicked.connect(self._on_restore)
        self.other_button = button("从文件恢复…")
        self.other_button.clicked.connect(self._on_restore_other)
        buttons = toolbar((now, self.save_button), (self.other_button, self.restore_button))
        buttons.setContentsMargins(14, 0, 14, 0)
        card.body.addWidget(self.backups, 1)
        card.body.addWidget(self.no_backups, 1)
        card.body.addLayout(buttons)
        return card

    # --- page

    @override
    def activated(self) -> None:
        if not self._loaded:
            self.refresh(None)

    @override
    def refresh(self, change: Change | None) -> None:
        from models.operations.rule_settings import list_rules
        from models.store import backups

        self._loaded = True
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
        self.backups.set_lines(listed, lambda info: info.path)
        self.backups.setVisible(bool(listed))
        self.no_backups.setVisible(not listed)
        total = sum(info.size for info in listed)
        newest = f"上次 {backup_words(listed[0].at)}，共 {len(listed)} 个，{_size(total)}" if listed else ""
        self.backup_note.setText(newest)
        self.restore_button.setEnabled(writable and bool(listed))
        self.other_button.setEnabled(writable)

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

    def _on_backup_chosen(self, info: BackupInfo | None) -> None:
        self.restore_button.setEnabled(info is not None and not self.context.ledger.read_only)

    def _on_save_elsewhere(self) -> None:
        name = f"{self.context.ledger.name or '台账'}-备份.sqlite"
        kinds = (file_prompts.LEDGER_BACKUP,)
        path = file_prompts.ask_save_file(self, self.context.state, "backup", "另存备份", name, kinds)
        if path is None:
            return
        ledger = self.context.ledger
        self.context.jobs.read(
            "另存备份",
            lambda progress: ledger.backup("manual", to=path, progress=progress),
            lambda saved: self.context.inform(f"备份已保存：{saved}", "green"),
            owner=self,
            long=True,
        )

    def _on_restore(self) -> None:
        info = self.backups.current_line()
        if info is not None:
            self._ask_restore(info.path, f"{info.at:%Y-%m-%d %H:%M:%S}（{REASONS.get(info.reason, info.reason)}）")

    def _on_restore_other(self) -> None:
        kinds = (file_prompts.LEDGER_BACKUP, file_prompts.ALL_FILES)
        path = file_prompts.ask_open_file(self, self.context.state, "backup", "选择备份文件", kinds)
        if path is not None:
            self._ask_restore(path, path.name)

    def _ask_restore(self, path: Path, name: str) -> None:
        if confirm.ask_destructive(
            self.window(),
            "恢复备份",
            f"把台账恢复到 {name}？",
            "恢复",
            detail="这个备份之后录入、导入和修改的内容，恢复后都看不到了。"
            "现在的台账会先自动备份一份，需要时可以再恢复回来。",
        ):
            self.context.restore_requested.emit(path)


def _form() -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(14)
    form.setVerticalSpacing(10)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def _size(size: int) -> str:
    """Bytes in the unit a clerk knows."""
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(1, round(size / 1024))} KB"
