"""标记规则: the bureau's own marks, to make, change, put in order, switch, delete and take from those shipped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.dialogs.marking_rule import MarkingRuleDialog, RuleOffers
from desktop.panels.dossier.work import DossierWork
from desktop.panels.history_question import offered_words
from desktop.tables.ledger_rows import read_words
from desktop.tables.problem_columns import DEFAULT_COLUMNS
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import Card, label
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import button, toolbar
from models.errors import UserError
from models.operations.marking import ICONS, RuleDraft
from models.queries.condition_text import condition_words
from models.queries.fields import FIELDS
from models.queries.marks import MARK_TITLES, rule_condition

if TYPE_CHECKING:
    from models.operations import Change
    from models.operations.marking import RuleLine
    from models.store import Ledger

_FIRST = ("mark", "days_left", "status", "deadline_kind", "falsified", "category", "deadline", "responsible_unit")
_NOT_ASKED = frozenset({"markings", "source", "extra", "region_codes"})


class MarkingRules(QWidget):
    """Reads the rules with their counts when it is first shown and after every change of them."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.context = context
        self.work = DossierWork(context, self)
        self.loaded = False
        self.lines: list[RuleLine] = []
        self._missing: list[RuleDraft] = []
        self.table = ShortListTable(
            (
                ListColumn("标记", lambda one: one.draft.word, 150, chip=lambda one: one.draft.tone),
                ListColumn("图标", lambda one: ICONS.get(one.draft.icon, ""), 72),
                ListColumn("条件", _condition, STRETCH),
                ListColumn("标在", _place, 150),
                ListColumn("现有", lambda one: "读不出" if one.broken else f"{one.found:,} 条", 88, right=True),
                ListColumn("状态", lambda one: "使用中" if one.draft.active else "已停用", 84,
                           chip=lambda one: "green" if one.draft.active else "grey"),
            ),
            context.theme,
        )  # fmt: skip
        self.table.setAccessibleName("标记规则")
        self.add_button = button("添加规则…", "primary", "Insert")
        self.preset_button = button("添加自带规则", tooltip="程序自带、这本台账还没有的规则")
        self.edit_button = button("修改…", tooltip="Enter 或 F2")
        self.up_button = button("上移", tooltip="同一格有几个标记时，排在前面的给颜色（Alt+↑）")
        self.down_button = button("下移", tooltip="Alt+↓")
        self.active_button = button("停用")
        self.delete_button = button("删除", tooltip="可以撤销（Delete）")
        self.rows_button = button("看这些问题", "link", "在台账里列出有这个标记的问题")
        for one, act in (
            (self.add_button, self.add), (self.preset_button, self.add_presets), (self.edit_button, self.edit),
            (self.up_button, lambda: self.move_line(-1)), (self.down_button, lambda: self.move_line(1)),
            (self.active_button, self.switch), (self.delete_button, self.delete), (self.rows_button, self.show_rows),
        ):  # fmt: skip
            one.clicked.connect(lambda _=False, run=act: run())
        for keys, act in (
            ("Insert", self.add), ("F2", self.edit), ("Alt+Up", lambda: self.move_line(-1)),
            ("Alt+Down", lambda: self.move_line(1)), ("Delete", self.delete),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self.table, context=Qt.ShortcutContext.WidgetShortcut).activated.connect(act)
        self.table.opened.connect(lambda _line: self.edit())
        self.table.line_chosen.connect(lambda _line: self._show_buttons())
        self._lay_out()
        self._show_buttons()

    def _lay_out(self) -> None:
        nothing = EmptyState(
            "还没有标记规则",
            "符合条件的问题会在台账里带上文字、图标和底色，例如“逾期20天以上”“弄虚作假”；可以按标记筛选和导出。",
            (("添加规则…", self.add), ("添加自带规则", self.add_presets)),
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(nothing)
        card = Card("标记规则", " ")
        self.note = card.note_label
        card.body.setContentsMargins(1, 14, 1, 14)
        card.heading.setContentsMargins(14, 0, 14, 0)
        tools = toolbar(
            (self.add_button, self.preset_button, self.rows_button),
            (self.edit_button, self.up_button, self.down_button, self.active_button, self.delete_button),
        )
        tools.setContentsMargins(14, 0, 14, 0)
        foot = label("规则存在台账里，所有人一致；每一步都可以撤销（Ctrl+Z）。", "small", wrap=True)
        foot.setContentsMargins(14, 0, 14, 0)
        card.body.addLayout(tools)
        card.body.addWidget(self.stack, 1)
        card.body.addWidget(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)

    # ---- reading ---------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the rules anew."""
        ledger = self.context.ledger
        self.loaded = True

        def read(_progress: Any) -> Any:
            from models.operations.marking import list_rules, missing_presets

            return list_rules(ledger), missing_presets(ledger)

        self.context.jobs.read("读取标记规则", read, self._show, owner=self)

    def load_once(self) -> None:
        """Read them unless that was done."""
        if not self.loaded:
            self.load()

    def _show(self, found: tuple[list[RuleLine], list[RuleDraft]]) -> None:
        self.lines, self._missing = found
        self.table.set_lines(self.lines, lambda line: line.id)
        self.stack.setCurrentIndex(0 if self.lines else 1)
        used = sum(line.draft.active for line in self.lines)
        self.note.setText(f"使用中 {used} 条，共 {len(self.lines)} 条" if self.lines else "")
        self._show_buttons()

    def _show_buttons(self) -> None:
        writable, line = not self.context.ledger.read_only, self.table.current_line()
        self.add_button.setEnabled(writable)
        self.preset_button.setVisible(bool(self._missing))
        self.preset_button.setEnabled(writable)
        for one in (self.edit_button, self.up_button, self.down_button, self.active_button, self.delete_button):
            one.setEnabled(writable and line is not None)
        self.active_button.setText("停用" if line is None or line.draft.active else "启用")
        self.rows_button.setEnabled(line is not None and line.draft.active and not line.broken)

    # ---- what the clerk does ---------------------------------------------------------------------------------

    def add(self) -> None:
        """Ask for a rule and add it."""
        draft = self._ask(None)
        if draft is not None:
            from models.operations.marking import add_rules

            self._write("添加标记规则", lambda ledger: add_rules(ledger, [draft]))

    def add_presets(self) -> None:
        """Add the shipped rules that this ledger does not have."""
        missing = self._missing
        if missing:
            from models.operations.marking import add_rules

            self._write("添加标记规则", lambda ledger: add_rules(ledger, missing))

    def edit(self) -> None:
        """Change the rule at hand."""
        line: RuleLine | None = self.table.current_line()
        if line is None:
            return
        draft = self._ask(line.draft)
        if draft is not None and draft != line.draft:
            from models.operations.marking import change_rule

            self._write("修改标记规则", lambda ledger: change_rule(ledger, line.id, draft))

    def move_line(self, by: int) -> None:
        """Move the rule at hand up or down."""
        line = self.table.current_line()
        if line is not None:
            from models.operations.marking import move_rule

            self._write("调整标记规则", lambda ledger: move_rule(ledger, line.id, by), quiet=True)

    def switch(self) -> None:
        """Go by the rule at hand, or leave it aside."""
        line = self.table.current_line()
        if line is not None:
            from models.operations.marking import switch_rule

            self._write("启用或停用", lambda ledger: switch_rule(ledger, line.id, not line.draft.active))

    def delete(self) -> None:
        """Delete the rule at hand; undo brings it back."""
        line = self.table.current_line()
        if line is not None and not self.context.ledger.read_only:
            from models.operations.marking import delete_rule

            self._write("删除标记规则", lambda ledger: delete_rule(ledger, line.id))

    def show_rows(self) -> None:
        """The problems with this mark, in the ledger."""
        line = self.table.current_line()
        if line is not None:
            query = self.context.query_base.but(filters={"markings": (line.draft.word,)})
            self.context.open_page("ledger", query=query)

    def _ask(self, draft: RuleDraft | None) -> RuleDraft | None:
        if self.context.ledger.read_only:
            return None
        dialog = self.make_dialog(draft)
        return dialog.draft() if dialog.exec() == QDialog.DialogCode.Accepted else None

    def make_dialog(self, draft: RuleDraft | None) -> MarkingRuleDialog:
        """The dialog for a rule, or for a new one."""
        return MarkingRuleDialog(self.window(), self.context.theme, offers(self.context.ledger), draft, self._count)

    def _count(self, text: str, tell: Callable[[str], None]) -> None:
        ledger = self.context.ledger

        def read(_progress: Any) -> int:
            from models.operations.marking import preview_count

            return preview_count(ledger, text)

        self.context.jobs.read(
            "统计", read, lambda number: tell(f"现在有 {number:,} 条问题符合。"), lambda error: tell(str(error)),
            owner=self, quiet=True,
        )  # fmt: skip

    def _write(self, name: str, act: Callable[[Ledger], Change], quiet: bool = False) -> None:
        self.work.write_line(name, act, self.load, quiet=quiet)


def offers(ledger: Ledger) -> RuleOffers:
    """The drop-downs of the rule dialog for a ledger."""
    words = offered_words(read_words(ledger).choices)
    fields = [*_FIRST, *(key for key in FIELDS if key not in _FIRST and key not in _NOT_ASKED)]
    cells = [key for key in (*DEFAULT_COLUMNS, *FIELDS) if key in FIELDS and key not in ("mark", "markings")]

    def choices(key: str) -> list[str]:
        return list(MARK_TITLES.values()) if key == "mark" else words(key)

    return RuleOffers(
        [(key, FIELDS[key].title) for key in fields],
        [(key, FIELDS[key].title) for key in dict.fromkeys(cells)],
        choices,
    )


def _condition(line: RuleLine) -> str:
    if line.broken:
        return f"{line.draft.condition}（{line.broken}）"
    try:
        return condition_words(rule_condition(line.draft.condition))
    except UserError:
        return line.draft.condition


def _place(line: RuleLine) -> str:
    field = line.draft.field
    return FIELDS[field].title if field is not None and field in FIELDS else "整行"
