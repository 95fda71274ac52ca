"""自定义字段: the bureau's own columns, to make, rename, put in order, retire and bring back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.dialogs.custom_field import CustomFieldDialog
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import Card, label
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar
from models.errors import UserError
from models.operations.custom_fields import KIND_TITLES, FieldDraft, checked_draft

if TYPE_CHECKING:
    from models.custom_fields import CustomFieldSpec
    from models.operations import Change
    from models.operations.custom_fields import FieldLine

TONES = {"text": "grey", "long": "grey", "choice": "purple", "bool": "green", "date": "blue", "decimal": "amber"}


class CustomFields(QWidget):
    """Reads the fields when it is first shown and after every change of them."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.context = context
        self.loaded = False
        self.lines: list[FieldLine] = []
        self.table = ShortListTable(
            (
                ListColumn("名称", lambda one: one.spec.title, STRETCH),
                ListColumn("类型", lambda one: KIND_TITLES[one.spec.kind], 92, chip=lambda one: TONES[one.spec.kind]),
                ListColumn("选项或单位", _details, STRETCH),
                ListColumn("有值的问题", lambda one: f"{one.used:,}", 96, right=True),
                ListColumn("状态", lambda one: "使用中" if one.spec.active else "已停用", 84,
                           chip=lambda one: "green" if one.spec.active else "grey"),
            ),
            context.theme,
        )  # fmt: skip
        self.table.setAccessibleName("自定义字段")
        self.add_button = button("新建字段…", "primary", "Insert")
        self.edit_button = button("修改…", tooltip="名称、选项、单位（Enter 或 F2）")
        self.up_button = button("上移", tooltip="Alt+↑")
        self.down_button = button("下移", tooltip="Alt+↓")
        self.active_button = button("停用")
        for one, action in (
            (self.add_button, self.add), (self.edit_button, self.edit), (self.up_button, lambda: self.move_line(-1)),
            (self.down_button, lambda: self.move_line(1)), (self.active_button, self.toggle),
        ):  # fmt: skip
            one.clicked.connect(lambda _=False, run=action: run())
        for keys, action in (
            ("F2", self.edit), ("Ins", self.add), ("Alt+Up", lambda: self.move_line(-1)),
            ("Alt+Down", lambda: self.move_line(1)), (QKeySequence(QKeySequence.StandardKey.Delete), self.retire),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self.table, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(action)
        self.table.opened.connect(lambda _one: self.edit())
        self.table.line_chosen.connect(lambda _one: self._show_buttons())
        self.empty = EmptyState(
            "还没有自定义字段",
            "台账里没有的列，可以自己加：网格员、包案领导、罚款金额、复核日期……加好后和其他列一样筛选、排序、导入、导出、打印。"
            "导入清单时，没用上的列也可以直接变成新字段。",
            (("新建字段…", self.add),),
        )
        self._lay_out()
        self._show_buttons()

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.empty)
        card = Card("自定义字段", " ")
        self.note = card.note_label
        card.body.setContentsMargins(1, 14, 1, 14)
        card.heading.setContentsMargins(14, 0, 14, 0)
        tools = toolbar((self.add_button,), (self.edit_button, self.up_button, self.down_button, self.active_button))
        tools.setContentsMargins(14, 0, 14, 0)
        self.foot = label(
            "停用后各处不再显示，已填的值都保留，恢复后还在；以前的修改记录也照常写明字段名。", "small", wrap=True
        )
        self.foot.setContentsMargins(14, 0, 14, 0)
        card.body.addLayout(tools)
        card.body.addWidget(self.stack, 1)
        card.body.addWidget(self.foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)

    # --- reading

    def load(self, then_key: str = "") -> None:
        """Read the fields and how many problems have a value in each; stand on ``then_key`` afterwards."""
        from models.operations.custom_fields import list_custom_fields

        ledger = self.context.ledger
        self.loaded = True
        stood = self.table.current_line()
        wanted = then_key or (stood.spec.key if stood is not None else "")
        self.context.jobs.read(
            "读取自定义字段", lambda _progress: list_custom_fields(ledger), lambda lines: self._show(lines, wanted),
            owner=self,
        )  # fmt: skip

    def load_once(self) -> None:
        """Read them unless that was done."""
        if not self.loaded:
            self.load()

    def _show(self, lines: list[FieldLine], wanted: str) -> None:
        self.lines = lines
        self.table.set_lines(lines, lambda one: one.spec.key)
        self.stack.setCurrentWidget(self.table if lines else self.empty)
        place = next((row for row, one in enumerate(lines) if one.spec.key == wanted), 0)
        if lines:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.table.lines.index(place, 0), flags)
        active = sum(one.spec.active for one in lines)
        gone = len(lines) - active
        self.note.setText(f"使用中 {active} 个" + (f"，已停用 {gone} 个" if gone else "") if lines else "")
        self._show_buttons()

    def _show_buttons(self) -> None:
        line = self.table.current_line()
        writable = not self.context.ledger.read_only
        for part in (self.add_button, self.edit_button, self.up_button, self.down_button, self.active_button):
            part.setVisible(bool(self.lines))
        self.foot.setVisible(bool(self.lines))
        self.add_button.setEnabled(writable)
        active = line is not None and line.spec.active
        self.edit_button.setEnabled(writable and active)
        self.active_button.setEnabled(writable and line is not None)
        self.active_button.setText("停用" if active or line is None else "恢复")
        row, last = self._row(), sum(one.spec.active for one in self.lines) - 1
        self.up_button.setEnabled(writable and active and row > 0)
        self.down_button.setEnabled(writable and active and row < last)

    def _row(self) -> int:
        index = self.table.currentIndex()
        return index.row() if index.isValid() else -1

    # --- what can be done

    def add(self) -> None:
        """Ask for a new field and make it."""
        ask_new_field(self.context, self.window(), on_made=self._say)

    def edit(self) -> None:
        """Change the name, the options or the unit of the field."""
        from models.operations.custom_fields import edit_field

        line = self.table.current_line()
        if line is None or not line.spec.active or self.context.ledger.read_only:
            return
        spec, ledger = line.spec, self.context.ledger
        others = [one for one in ledger.custom_fields if one.key != spec.key]
        dialog = CustomFieldDialog(
            self.window(), f"修改自定义字段“{spec.title}”", FieldDraft(spec.title, spec.kind, spec.options, spec.unit),
            lambda draft: complaint(self.context, draft, others), fixed=True, accept="保存",
        )  # fmt: skip

        def keep() -> None:
            draft = dialog.draft()
            self._write("修改自定义字段", lambda: edit_field(ledger, spec.key, draft))

        dialog.accepted.connect(keep)
        show(dialog)

    def move_line(self, rows: int) -> None:
        """Put the field further up or down among those in use."""
        from models.operations.custom_fields import reorder_fields

        keys = [one.spec.key for one in self.lines if one.spec.active]
        row, ledger = self._row(), self.context.ledger
        if ledger.read_only or not 0 <= row < len(keys) or not 0 <= row + rows < len(keys):
            return
        keys[row], keys[row + rows] = keys[row + rows], keys[row]
        self._write("调整顺序", lambda: reorder_fields(ledger, keys), quiet=True)

    def retire(self) -> None:
        """Hide the field; nothing where it is hidden."""
        line = self.table.current_line()
        if line is not None and line.spec.active:
            self.toggle()

    def toggle(self) -> None:
        """Hide the field, or bring it back."""
        from models.operations.custom_fields import restore_field, retire_field

        line, ledger = self.table.current_line(), self.context.ledger
        if line is None or ledger.read_only:
            return
        key = line.spec.key
        if line.spec.active:
            self._write("停用自定义字段", lambda: retire_field(ledger, key), back=lambda: restore_field(ledger, key))
        else:
            self._write("恢复自定义字段", lambda: restore_field(ledger, key))

    def _write(
        self, title: str, work: Callable[[], Change], *, back: Callable[[], Change] | None = None, quiet: bool = False
    ) -> None:
        def done(change: Change) -> None:
            if not change.change_set_id:
                return
            self.context.bus.broadcast(change)
            if back is not None:
                undo = back
                self.context.inform(f"{change.title}。", "green", "恢复", lambda: self._write("恢复自定义字段", undo))
            elif not quiet:
                self.context.inform(f"{change.title}。", "green")

        self.context.jobs.write(
            title, lambda _progress: work(), done, lambda error: self.context.inform(str(error), "red"), owner=self
        )

    def _say(self, key: str, change: Change) -> None:
        self.context.inform(f"{change.title}。它已经可以显示在台账里（右上角“列”）。", "green")
        self.load(key)


def complaint(context: AppContext, draft: FieldDraft, others: Sequence[CustomFieldSpec]) -> str:
    """Why a draft cannot be kept, '' where it can."""
    try:
        with context.ledger.at_hand():
            checked_draft(draft, others)
    except UserError as error:
        return str(error)
    return ""


def ask_new_field(
    context: AppContext,
    parent: QWidget | None,
    draft: FieldDraft | None = None,
    *,
    on_made: Callable[[str, Change], None],
) -> None:
    """Ask what a new field is and make it; ``on_made(key, change)`` once it is there and was broadcast."""
    from models.operations.custom_fields import make_field

    ledger = context.ledger
    if ledger.read_only:
        context.inform("台账是只读打开的，不能新建字段。", "amber")
        return
    start = draft or FieldDraft("")
    dialog = CustomFieldDialog(
        parent, "新建自定义字段", start, lambda wish: complaint(context, wish, ledger.custom_fields)
    )

    def done(change: Change) -> None:
        made = max(ledger.custom_fields, key=lambda spec: spec.id)
        context.bus.broadcast(change)
        on_made(made.key, change)

    def make() -> None:
        wish = dialog.draft()
        context.jobs.write(
            "新建自定义字段", lambda _progress: make_field(ledger, wish), done,
            lambda error: context.inform(str(error), "red"), owner=context,
        )  # fmt: skip

    dialog.accepted.connect(make)
    show(dialog)


def show(dialog: CustomFieldDialog) -> None:
    """Over its window, without a loop of its own."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _details(line: FieldLine) -> str:
    return "、".join(line.spec.options) or line.spec.unit
