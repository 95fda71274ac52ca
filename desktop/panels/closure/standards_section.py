"""销号标准 in the settings: the standards, and the conditions and levels of the one in hand; every step undoes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.panels.closure.standard_asking import ask_condition, ask_level, ask_standard
from desktop.panels.closure.steps import ClosureSteps
from desktop.tables.short_list import STRETCH, ListColumn, ShortListTable
from desktop.widgets.card import Card, label
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import FlowLayout, button
from models.rules.closure import LEVEL_KINDS, Condition, Level, Standard

if TYPE_CHECKING:
    from models.operations import Change
    from models.progress import Progress
    from models.store import Ledger

_LOWEST = 62
"""Of each list: its head and a line; all of them scroll, and a small screen enlarged has no more room for three."""
_STANDARDS, _CONDITIONS, _LEVELS = "closure_standard", "closure_condition", "closure_level"


@dataclass(frozen=True)
class StandardChoices:
    """What the dialogs offer."""

    categories: tuple[str, ...]
    campaigns: tuple[str, ...]
    statuses: tuple[str, ...]
    kinds: tuple[str, ...]


class StandardsSection(QWidget):
    """Reads the standards when it is first shown and after every change of them."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.context = context
        self.loaded = False
        self.choices = StandardChoices((), (), (), ())
        self.steps = ClosureSteps(context, self)
        self.steps.done.connect(lambda _change: self.load())
        theme = context.theme
        self.standards = ShortListTable(
            (
                ListColumn("标准", lambda one: one.name, 150),
                ListColumn("适用", _applies, STRETCH),
                ListColumn("公示", lambda one: f"{one.publicity_days} 天" if one.publicity_days else "不公示", 68),
                ListColumn("状态", _state, 84, chip=_state_tone),
            ),
            theme,
        )
        self.conditions = ShortListTable(
            (
                ListColumn("条件", lambda one: one.text, STRETCH),
                ListColumn("佐证材料", _evidence, 130),
                ListColumn("状态", _state, 84, chip=_state_tone),
            ),
            theme,
        )
        self.levels = ShortListTable(
            (
                ListColumn("层级", lambda one: one.name, 120),
                ListColumn("做什么", lambda one: str(LEVEL_KINDS.get(one.kind, one.kind)), 84),
                ListColumn("单位", lambda one: one.unit, STRETCH),
                ListColumn("时限", lambda one: f"{one.workdays} 个工作日" if one.workdays else "", 96),
                ListColumn("问题状态", lambda one: str(one.status), 100),
                ListColumn("状态", _state, 84, chip=_state_tone),
            ),
            theme,
        )
        self.standards.line_chosen.connect(self._on_standard)
        self.parts = (
            _Part(self, _STANDARDS, "销号标准", self.standards),
            _Part(self, _CONDITIONS, "条件", self.conditions),
            _Part(self, _LEVELS, "审核层级", self.levels),
        )
        self.preset_button = button("恢复预设…", "", "把自带的标准改回原样，缺的补上；自己加的标准不动")
        self.preset_button.clicked.connect(self.restore_presets)
        self.parts[0].bar.addWidget(self.preset_button)
        self.origin = label("", "small", wrap=True)
        self._lay_out()

    def _lay_out(self) -> None:
        foot = (
            "一条问题按类别和任务来源用最具体的标准；条件要有人确认、该附材料的要附材料，按层级从上到下审。"
            "停用的条件和层级，已有的申请仍保留。标准存在台账里，每一步都可以撤销（Ctrl+Z）。"
        )
        top = Card()
        top.body.setContentsMargins(1, 12, 1, 12)
        self.parts[0].fill(top)
        below = Card()
        below.body.setContentsMargins(1, 12, 1, 12)
        self.origin.setContentsMargins(14, 0, 14, 0)
        below.body.addWidget(self.origin)
        both = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        both.setHandleWidth(10)
        for part in self.parts[1:]:
            box = QWidget()
            box.setProperty("role", "plain")
            column = QVBoxLayout(box)
            column.setContentsMargins(0, 0, 0, 0)
            part.fill_column(column)
            both.addWidget(box)
        below.body.addWidget(both, 1)
        words = label(foot, "small", wrap=True)
        words.setContentsMargins(14, 0, 14, 0)
        below.body.addWidget(words)
        shown = QSplitter(Qt.Orientation.Vertical)
        shown.setHandleWidth(12)
        shown.setChildrenCollapsible(False)
        shown.addWidget(top)
        shown.addWidget(below)
        shown.setSizes([200, 480])
        nothing = EmptyState(
            "还没有销号标准", "没有标准就不能提出销号申请。可以恢复自带的标准，再按本单位的规定修改。",
            (("恢复预设", self.restore_presets), ("添加标准…", lambda: self.parts[0].add())),
        )  # fmt: skip
        self.stack = QStackedWidget()
        self.stack.addWidget(shown)
        self.stack.addWidget(nothing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    # ---- reading ---------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the standards anew."""
        self.loaded = True
        ledger = self.context.ledger

        def read(_progress: Progress) -> tuple[tuple[Standard, ...], StandardChoices]:
            return _read(ledger)

        self.context.jobs.read("读取销号标准", read, self._show, owner=self)

    def load_once(self) -> None:
        """Read them unless that was done."""
        if not self.loaded:
            self.load()

    def _show(self, found: tuple[tuple[Standard, ...], StandardChoices]) -> None:
        lines, self.choices = found
        self.standards.set_lines(lines, lambda one: one.id)
        self.stack.setCurrentIndex(0 if lines else 1)
        self.preset_button.setEnabled(not self.context.ledger.read_only)
        self._on_standard(self.standards.current_line())

    def _on_standard(self, standard: Standard | None) -> None:
        self.conditions.set_lines(standard.conditions if standard is not None else (), lambda one: one.id)
        self.levels.set_lines(standard.levels if standard is not None else (), lambda one: one.id)
        origin = standard.origin if standard is not None else ""
        self.origin.setText(f"“{standard.name}”的来由：{origin}" if standard is not None and origin else "")
        self.origin.setVisible(bool(self.origin.text()))
        for part in self.parts:
            part.show_buttons()

    @property
    def standard(self) -> Standard | None:
        """The standard in hand."""
        return self.standards.current_line()

    # ---- writing ---------------------------------------------------------------------------------------------

    def restore_presets(self) -> None:
        """Ask, and put the shipped standards back."""
        from desktop.dialogs.confirm import ask

        words = "把自带的标准恢复成程序预设的条件和层级？"
        detail = "自带标准里自己改过的文字会改回去，自己加的条件和层级会停用；自己加的标准不动。可以撤销。"
        if not ask(self.window(), "恢复预设", words, "恢复预设", detail=detail):
            return

        def work(ledger: Ledger, _progress: Progress) -> Change:
            from models.operations.closure_standards import restore_presets

            return restore_presets(ledger)

        self.steps.run("恢复预设", work)


class _Part:
    """One of the three lists with its buttons: add, change, up, down, leave aside."""

    def __init__(self, section: StandardsSection, entity: str, what: str, table: ShortListTable) -> None:
        self._section, self.entity, self.what, self.table = section, entity, what, table
        table.setAccessibleName(what)
        self.add_button = button(f"添加{what}…", "primary" if entity == _STANDARDS else "", "Insert")
        self.edit_button = button("修改…", "", "Enter 或 F2")
        self.up_button = button("上移", "", "Alt+↑")
        self.down_button = button("下移", "", "Alt+↓")
        self.active_button = button("停用", "", "停用后新的申请不再用它（Delete）")
        box = QWidget()
        box.setProperty("role", "plain")
        self.bar_widget = box
        self.bar = FlowLayout(box, 8)
        acts: tuple[tuple[QPushButton, str, Callable[[], None]], ...] = (
            (self.add_button, "Insert", self.add), (self.edit_button, "F2", self.edit),
            (self.up_button, "Alt+Up", lambda: self.move(-1)), (self.down_button, "Alt+Down", lambda: self.move(1)),
            (self.active_button, "Delete", self.switch),
        )  # fmt: skip
        for one, keys, act in acts:
            one.setAccessibleName(f"{one.text()}（{what}）")
            one.clicked.connect(lambda _=False, run=act: run())
            self.bar.addWidget(one)
            QShortcut(QKeySequence(keys), table, context=Qt.ShortcutContext.WidgetShortcut).activated.connect(act)
        table.opened.connect(lambda _line: self.edit())
        table.line_chosen.connect(lambda _line: self.show_buttons())

    def fill(self, card: Card) -> None:
        """Stand on a card of its own."""
        self.fill_column(card.body)

    def fill_column(self, column: QVBoxLayout) -> None:
        """The buttons above the list."""
        column.setSpacing(8)
        row = QVBoxLayout()
        row.setContentsMargins(14, 0, 14, 0)
        row.addWidget(self.bar_widget)
        column.addLayout(row)
        self.table.setMinimumHeight(_LOWEST)
        column.addWidget(self.table, 1)

    def show_buttons(self) -> None:
        """What can be done with the line in hand."""
        writable, line = not self._section.context.ledger.read_only, self.table.current_line()
        self.add_button.setEnabled(writable and (self.entity == _STANDARDS or self._section.standard is not None))
        for one in (self.edit_button, self.up_button, self.down_button, self.active_button):
            one.setEnabled(writable and line is not None)
        self.active_button.setText("停用" if line is None or line.active else "启用")

    def add(self) -> None:
        """Ask for a new line."""
        self._ask(None)

    def edit(self) -> None:
        """Change the line in hand."""
        line = self.table.current_line()
        if line is not None:
            self._ask(line)

    def _ask(self, line: Any) -> None:
        section = self._section
        if section.context.ledger.read_only:
            return
        owner = section.standard
        if self.entity == _STANDARDS:
            ask_standard(section.steps, section.choices, line)
        elif owner is not None and self.entity == _CONDITIONS:
            ask_condition(section.steps, section.choices, owner, line)
        elif owner is not None:
            ask_level(section.steps, section.choices, owner, line)

    def move(self, by: int) -> None:
        """Move the line in hand up or down."""
        line, entity = self.table.current_line(), self.entity
        if line is None or self._section.context.ledger.read_only:
            return

        def work(ledger: Ledger, _progress: Progress) -> Change:
            from models.operations.closure_standards import move_line

            return move_line(ledger, entity, line.id, by)

        self._section.steps.run("调整顺序", work)

    def switch(self) -> None:
        """Use the line in hand, or leave it aside."""
        line, entity = self.table.current_line(), self.entity
        if line is None or self._section.context.ledger.read_only:
            return

        def work(ledger: Ledger, _progress: Progress) -> Change:
            from models.operations.closure_standards import switch_line

            return switch_line(ledger, entity, line.id, not line.active)

        self._section.steps.run("启用或停用", work)


def _read(ledger: Ledger) -> tuple[tuple[Standard, ...], StandardChoices]:
    from sqlalchemy import select

    from models.queries.closure_cases import CAMPAIGN
    from models.queries.closure_standards import read_standards, statuses_of
    from models.queries.evidence import evidence_kinds
    from models.schema import Category

    with ledger.reading() as connection:
        categories = connection.execute(select(Category.name).where(Category.active).order_by(Category.position))
        campaigns = connection.execute(select(CAMPAIGN.c.name).order_by(CAMPAIGN.c.id))
        choices = StandardChoices(
            tuple(categories.scalars()), tuple(campaigns.scalars()), statuses_of(connection, "closing"),
            evidence_kinds(connection),
        )  # fmt: skip
        return read_standards(connection), choices


def _applies(one: Standard) -> str:
    parts: Sequence[str] = ("、".join(one.categories), "、".join(one.campaigns))
    return "；".join(part for part in parts if part) or "其余全部问题"


def _evidence(one: Condition) -> str:
    return (one.evidence_kind or "要有材料") if one.needs_evidence else "不要求"


def _state(one: Standard | Condition | Level) -> str:
    return "使用中" if one.active else "已停用"


def _state_tone(one: Standard | Condition | Level) -> str:
    return "green" if one.active else "grey"
