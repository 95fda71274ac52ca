"""导入方案: the remembered ways to read a layout, to look through, rename, map anew, hand on and switch off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.dialogs import file_prompts
from desktop.dialogs.ask_name import AskNameDialog
from desktop.dialogs.profile_editor import ProfileEditorDialog
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import label
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar

if TYPE_CHECKING:
    from models.importing.profiles.known import Profile
    from models.operations import Change
    from models.progress import Progress

JSON = "导入方案 (*.json)"
SIZE = (900, 560)


class ProfileListPanel(QWidget):
    """A list with its search and everything that can be done to the current line."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.context = context
        self.profiles: list[Profile] = []
        self.search = QLineEdit()
        self.search.setPlaceholderText("查找：方案名、表头、发送单位")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(260)
        self.search.textChanged.connect(lambda _text: self._show())
        self.table = ShortListTable(
            (
                ListColumn("方案", lambda one: one.name, STRETCH),
                ListColumn("对应的列", lambda one: f"{one.mapped} / {len(one.headers)}", 92, right=True),
                ListColumn("上次使用", lambda one: f"{one.used_at:%Y-%m-%d}" if one.used_at else "没有用过", 110),
                ListColumn("发送单位", lambda one: one.sender or "不限", 120),
                ListColumn("状态", _state, 84, chip=lambda one: "green" if one.active else "grey"),
            ),
            context.theme,
        )
        self.table.setAccessibleName("导入方案")
        self.edit_button = button("修改…", "primary", "看它把哪一列对应到哪个字段（Enter）")
        self.rename_button = button("改名…", tooltip="F2")
        self.copy_button = button("复制", tooltip="照样再做一个，先停用着，改好再启用")
        self.active_button = button("停用", tooltip="停用的方案导入时不再自动套用")
        self.delete_button = button("删除", tooltip="Delete；删除后可以立即恢复")
        self.export_button = button("导出…", tooltip="存成文件，发给别的单位用")
        self.import_button = button("导入方案文件…")
        for one, action in (
            (self.edit_button, self.edit), (self.rename_button, self.rename), (self.copy_button, self.copy),
            (self.active_button, self.toggle), (self.delete_button, self.delete), (self.export_button, self.export),
            (self.import_button, self.take_in),
        ):  # fmt: skip
            one.clicked.connect(lambda _=False, run=action: run())
        self.table.opened.connect(lambda _one: self.edit())
        self.table.line_chosen.connect(self._on_chosen)
        for keys, action in (("F2", self.rename), (QKeySequence.StandardKey.Delete, self.delete)):
            shortcut = QShortcut(QKeySequence(keys), self.table, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(action)
        self.empty = EmptyState(
            "还没有导入方案",
            "每导入一份清单，程序就记下它的表头怎样对应字段；下次同样的表头不用再对应。别的单位发来的方案文件也可以导入。",
            (("导入方案文件…", self.take_in),),
        )
        self.stack = QStackedWidget()
        whole = QWidget()
        whole.setProperty("role", "plain")
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(toolbar((self.search,), (self.import_button,)))
        column.addWidget(self.table, 1)
        self.hint = label("", "secondary", wrap=True)
        column.addWidget(self.hint)
        left = (self.edit_button, self.rename_button, self.copy_button, self.active_button, self.delete_button)
        column.addLayout(toolbar(left, (self.export_button,)))
        self.stack.addWidget(whole)
        self.stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        self.load()

    def load(self, then_name: str = "") -> None:
        """Read all profiles; ``then_name`` is the one to stand on."""
        ledger = self.context.ledger

        def work(_progress: Progress) -> list[Profile]:
            from models.importing.profiles.known import list_profiles

            return list_profiles(ledger)

        def done(found: list[Profile]) -> None:
            self.profiles = found
            self.stack.setCurrentIndex(0 if found else 1)
            self._show(then_name)

        self.context.jobs.read("读取导入方案", work, done, on_cancelled=lambda: None, owner=self)

    def current(self) -> Profile | None:
        """The profile of the current line."""
        return self.table.current_line()

    # --- what can be done

    def edit(self) -> None:
        """Say which field each column feeds."""
        profile = self.current()
        if profile is None or self.context.ledger.read_only:
            return
        from desktop.panels.intake.own_fields import fields_to_feed
        from models.importing.profiles.edits import edit_profile

        dialog = ProfileEditorDialog(self.window(), profile, fields_to_feed())
        if dialog.exec() == QDialog.DialogCode.Accepted:
            ledger, columns, settings = self.context.ledger, dialog.columns(), dict(dialog.settings())
            self._write("修改导入方案", lambda: edit_profile(ledger, profile.id, columns, settings))

    def rename(self) -> None:
        """Give it another name."""
        profile = self.current()
        if profile is None or self.context.ledger.read_only:
            return
        from models.importing.profiles.edits import rename_profile

        dialog = AskNameDialog(self.window(), "改名", f"方案《{profile.name}》改名为：", ())
        dialog.shared_box.hide()
        dialog.edit.setText(profile.name)
        dialog.edit.selectAll()
        if dialog.exec() == QDialog.DialogCode.Accepted:
            name = dialog.draft().name
            self._write("改名导入方案", lambda: rename_profile(self.context.ledger, profile.id, name))

    def copy(self) -> None:
        """Make a second one like it."""
        profile = self.current()
        if profile is not None:
            from models.importing.profiles.edits import copy_profile

            self._write("复制导入方案", lambda: copy_profile(self.context.ledger, profile.id))

    def toggle(self) -> None:
        """Switch it off or on."""
        profile = self.current()
        if profile is not None:
            from models.importing.profiles.edits import set_profile_active

            active = not profile.active
            self._write("启用或停用方案", lambda: set_profile_active(self.context.ledger, profile.id, active))

    def delete(self) -> None:
        """Delete it; it can be brought back at once."""
        profile = self.current()
        if profile is None or self.context.ledger.read_only:
            return
        from models.importing.profiles.edits import delete_profile, restore_profile

        def back() -> None:
            self._write("恢复导入方案", lambda: restore_profile(self.context.ledger, profile.id))

        self._write("删除导入方案", lambda: delete_profile(self.context.ledger, profile.id), ("恢复", back))

    def export(self) -> None:
        """Write it to a file."""
        profile = self.current()
        if profile is None:
            return
        from models.importing.profiles.file import export_profile, file_name

        path = file_prompts.ask_save_file(
            self.window(), self.context.state, "profile", "导出方案", file_name(profile.name), (JSON,)
        )
        if path is not None:
            ledger = self.context.ledger
            self.context.jobs.read(
                "导出方案", lambda _progress: export_profile(ledger, profile.id, path),
                lambda written: self._say(f"方案《{profile.name}》已存为 {written.name}。"), self._fail, owner=self,
            )  # fmt: skip

    def take_in(self) -> None:
        """Take in a file that somebody handed on."""
        if self.context.ledger.read_only:
            return
        path = file_prompts.ask_open_file(self.window(), self.context.state, "profile", "导入方案文件", (JSON,))
        if path is not None:
            self.take_in_file(path)

    def take_in_file(self, path: Path) -> None:
        """The same for a file that is known."""
        ledger = self.context.ledger

        def work(_progress: Progress) -> tuple[str, Change]:
            from models.importing.profiles.file import import_profile

            return import_profile(ledger, path)

        def done(outcome: tuple[str, Change]) -> None:
            name, change = outcome
            self.context.bus.broadcast(change)
            self._say(f"已导入方案《{name}》。")
            self.load(name)

        self.context.jobs.write("导入方案文件", work, done, self._fail, owner=self)

    # --- inside

    def _write(
        self, title: str, work: Callable[[], Change], offer: tuple[str, Callable[[], None]] | None = None
    ) -> None:
        if self.context.ledger.read_only:
            return

        def done(change: Change) -> None:
            self.context.bus.broadcast(change)
            self._say(f"{change.title}。", offer)
            self.load()

        self.context.jobs.write(title, lambda _progress: work(), done, self._fail, owner=self)

    def _show(self, then_name: str = "") -> None:
        words = self.search.text().split()

        def fits(one: Profile) -> bool:
            text = " ".join((one.name, one.sender, *one.headers))
            return all(word in text for word in words)

        shown = [one for one in self.profiles if fits(one)]
        self.table.set_lines(shown, lambda one: one.id)
        place = next((row for row, one in enumerate(shown) if one.name == then_name), -1)
        if place >= 0:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.table.lines.index(place, 0), flags)
        if words and not shown:
            self._say("没有这样的方案。")

    def _on_chosen(self, profile: Profile | None) -> None:
        writable = profile is not None and not self.context.ledger.read_only
        for one in (self.edit_button, self.rename_button, self.copy_button, self.active_button, self.delete_button):
            one.setEnabled(writable)
        self.import_button.setEnabled(not self.context.ledger.read_only)
        self.export_button.setEnabled(profile is not None)
        if profile is not None:
            self.active_button.setText("停用" if profile.active else "启用")

    def _say(self, text: str, offer: tuple[str, Callable[[], None]] | None = None) -> None:
        self.hint.setText(text)
        words, action = offer or ("", None)
        self.context.inform(text, "green", words, action)

    def _fail(self, error: Exception) -> None:
        self.hint.setText(str(error))
        self.context.inform(str(error), "red")


class ProfileListDialog(QDialog):
    """The panel in a window of its own."""

    def __init__(self, parent: QWidget | None, context: AppContext) -> None:
        super().__init__(parent)
        self.setWindowTitle("导入方案")
        self.panel = ProfileListPanel(context)
        buttons = QDialogButtonBox()
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(self.panel, 1)
        layout.addWidget(buttons)
        self.resize(*SIZE)


def open_profiles(context: AppContext, parent: QWidget | None = None) -> ProfileListDialog:
    """Show the dialog 导入方案."""
    dialog = ProfileListDialog(parent, context)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def _state(profile: Profile) -> Any:
    return "启用" if profile.active else "停用"
