"""The ledger's backups: what there is, one made now, one saved elsewhere, and going back to one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.context import AppContext
from desktop.dialogs import confirm, file_prompts
from desktop.status_bar import backup_words
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import Card
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import FlowLayout, button

if TYPE_CHECKING:
    from models.store import BackupInfo

REASONS = {
    "manual": "手动备份",
    "purge": "彻底删除前",
    "before-import": "导入前",
    "before-upgrade": "升级前",
    "before-restore": "恢复前",
    "before-undo": "撤销导入前",
    "daily": "每日备份",
}


class BackupList(Card):
    """A card with the backups, newest first."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("备份", " ")
        self.context = context
        self.body.setContentsMargins(1, 14, 1, 14)
        self.heading.setContentsMargins(14, 0, 14, 0)
        self.table = ShortListTable(
            (
                ListColumn("时间", lambda info: f"{info.at:%Y-%m-%d %H:%M:%S}", 160),
                ListColumn("原因", lambda info: str(REASONS.get(info.reason, info.reason)), STRETCH),
                ListColumn("大小", lambda info: _size(info.size), 90, right=True),
            ),
            self.context.theme,
        )
        self.table.line_chosen.connect(self._on_backup_chosen)
        self.no_backups = EmptyState("还没有备份", "每次导入和升级之前会自动备份，也可以随时点“立即备份”。")
        now = button("立即备份", "primary")
        now.clicked.connect(lambda: self.context.run_action("backup.now"))
        self.save_button = button("另存备份…", tooltip="把现在的台账复制到 U 盘或其他位置")
        self.save_button.clicked.connect(self._on_save_elsewhere)
        self.restore_button = button("恢复到这个备份…")
        self.restore_button.clicked.connect(self._on_restore)
        self.other_button = button("从文件恢复…")
        self.other_button.clicked.connect(self._on_restore_other)
        buttons = QWidget()
        buttons.setProperty("role", "plain")
        flow = FlowLayout(buttons)
        for one in (now, self.save_button, self.other_button, self.restore_button):
            flow.addWidget(one)
        row = QHBoxLayout()
        row.setContentsMargins(14, 0, 14, 0)
        row.addWidget(buttons)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.no_backups, 1)
        self.body.addLayout(row)

    def show_backups(self, listed: Sequence[BackupInfo]) -> None:
        """Show what was read."""
        writable = not self.context.ledger.read_only
        self.table.set_lines(listed, lambda info: info.path)
        self.table.setVisible(bool(listed))
        self.no_backups.setVisible(not listed)
        total = sum(info.size for info in listed)
        newest = f"上次 {backup_words(listed[0].at)}，共 {len(listed)} 个，{_size(total)}" if listed else ""
        self.note_label.setText(newest)
        self.restore_button.setEnabled(writable and bool(listed))
        self.other_button.setEnabled(writable)

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
        info = self.table.current_line()
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


def _size(size: int) -> str:
    """Bytes in the unit a clerk knows."""
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(1, round(size / 1024))} KB"
