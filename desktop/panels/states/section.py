"""设置 · 状态与流转: the list of states, and the matrix of moves between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.panels.dossier.work import DossierWork
from desktop.panels.states.grid import MovesGrid, told
from desktop.panels.states.list_card import Deed, ListCard
from desktop.tables.short_list import STRETCH, ListColumn
from desktop.widgets.card import Card, label
from desktop.widgets.flow import button, toolbar
from desktop.widgets.tab_rows import TabRows
from models.operations.state_moves import FieldDemands, MatrixView, MoveDraft
from models.operations.states import PHASES, StateDraft
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from models.operations.states import StateLine
    from models.store import Ledger


@dataclass(frozen=True)
class _Read:
    states: list[StateLine]
    grid: MatrixView
    roles: tuple[str, ...]
    categories: tuple[str, ...]


class StatesSettings(QWidget):
    """Everything is written at once and can be undone."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self.context, self.loaded = context, False
        self._work = DossierWork(context, self)
        self._read: _Read | None = None
        self.card = self._states_card()
        self.grid = MovesGrid(context.theme)
        self.tabs = TabRows()
        self.tabs.setAccessibleName("状态与流转")
        self.pages = QStackedWidget()
        for title, page in (("状态", self.card), ("流转", self._grid_card())):
            self.tabs.addTab(title)
            self.pages.addWidget(page)
        self.tabs.currentChanged.connect(self.pages.setCurrentIndex)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.tabs)
        layout.addWidget(self.pages, 1)

    def _states_card(self) -> ListCard:
        columns = (
            ListColumn("状态", lambda one: one.draft.name, 116, chip=lambda one: one.draft.tone),
            ListColumn("阶段", lambda one: PHASES[one.draft.phase], 84),
            ListColumn("算未完成", lambda one: "是" if one.draft.counts_unrectified else "否", 76),
            ListColumn("问题", lambda one: f"{one.problems:,}", 72, right=True),
            ListColumn("必填项", lambda one: self._titles(one, "required"), 130),
            ListColumn("只读项", lambda one: self._titles(one, "readonly"), STRETCH),
            ListColumn("", lambda one: "" if one.active else "已停用", 72, chip=lambda _one: "grey"),
        )
        deeds = {
            "add": Deed("新建状态…", self.add, "Ins", "primary", lambda _line: True),
            "edit": Deed("修改…", self.edit, "F2", allowed=lambda one: one is not None and one.active),
            "up": Deed("上移", lambda: self.move_line(-1), "Alt+Up"),
            "down": Deed("下移", lambda: self.move_line(1), "Alt+Down"),
            "switch": Deed(
                "停用", self.switch, words=lambda one: "恢复" if one is not None and not one.active else "停用"
            ),
            "restore": Deed("恢复预设…", self.restore, allowed=lambda _line: True),
        }
        foot = (
            "停用的状态不再能转入，已在其中的问题保留，也能转出、筛选。改名时所有问题和用到它的规则一起改。"
            "预设依据业务资料整理，均可修改。"
        )
        return ListCard(
            "状态", columns, self.context.theme, deeds, ("add",), foot, writable=not self.context.ledger.read_only
        )

    def _grid_card(self) -> Card:
        card = Card("流转", "行是现在的状态，列是要转到的状态")
        self.cell_label = label("", wrap=True)
        self.cell_label.setMinimumHeight(36)
        self.toggle_button = button("允许", tooltip="空格")
        self.rule_button = button("条件…", tooltip="回车")
        self.restore_button = button("恢复预设…")
        self.toggle_button.clicked.connect(lambda: self._on_toggle(*self._cell()))
        self.rule_button.clicked.connect(lambda: self.open_rule(*self._cell()))
        self.restore_button.clicked.connect(self.restore)
        self.grid.toggled.connect(self._on_toggle)
        self.grid.opened.connect(self.open_rule)
        self.grid.entered_cell.connect(lambda _row, _column: self._show_cell())
        card.body.addWidget(self.grid, 1)
        card.body.addLayout(toolbar((self.toggle_button, self.rule_button), (self.restore_button,)))
        card.body.addWidget(self.cell_label)
        return card

    # ---- reading ---------------------------------------------------------------------------------------------

    def load_once(self) -> None:
        """Read unless that was done."""
        if not self.loaded:
            self.load()

    def load(self) -> None:
        """Read states and matrix."""
        self.loaded = True

        def question(ledger: Ledger) -> _Read:
            from models.operations.state_moves import read_grid
            from models.operations.states import list_states
            from models.queries.choices import category_names
            from models.queries.people import roles

            names = tuple(one.name for one in roles(ledger))
            return _Read(list_states(ledger), read_grid(ledger), names, category_names(ledger))

        self._work.read("读取状态与流转", question, self._show)

    def _show(self, read: _Read) -> None:
        self._read = read
        active = sum(one.active for one in read.states)
        gone = len(read.states) - active
        note = f"使用中 {active} 个" + (f"，已停用 {gone} 个" if gone else "")
        self.card.set_lines(read.states, lambda one: one.id, note)
        row, column = self._cell()
        self.grid.moves.show(read.grid)
        place = self.grid.moves.index(min(max(row, 0), self.grid.moves.rowCount() - 1), max(column, 0))
        self.grid.setCurrentIndex(place)
        self._show_cell()

    def _titles(self, line: StateLine, part: str) -> str:
        demands = self._demands(line.draft.name)
        keys: tuple[str, ...] = getattr(demands, part)
        return "、".join(FIELDS[key].title if key in FIELDS else key for key in keys)

    def _demands(self, name: str) -> FieldDemands:
        return self._read.grid.demands.get(name, FieldDemands()) if self._read is not None else FieldDemands()

    # ---- states ----------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Ask for a new state and make it."""
        from models.operations.states import add_state

        self._ask("新建状态", StateDraft(""), FieldDemands(), 0, lambda ledger, draft: add_state(ledger, draft))

    def edit(self) -> None:
        """Change the state in hand."""
        from models.operations.states import change_state

        line: StateLine = self.card.table.current_line()
        key = line.id
        self._ask(
            f"修改状态“{line.draft.name}”", line.draft, self._demands(line.draft.name), line.problems,
            lambda ledger, draft: change_state(ledger, key, draft),
        )  # fmt: skip

    def _ask(self, title: str, draft: StateDraft, demands: FieldDemands, problems: int, write: object) -> None:
        from desktop.dialogs.state import StateDialog

        dialog = StateDialog(self.window(), title, draft, demands, problems)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def keep() -> None:
            from models.operations.state_moves import set_demands

            wish, asked = dialog.draft(), dialog.demands()
            name = "".join(wish.name.split())
            if wish != draft:
                self._work.write(title, lambda ledger: write(ledger, wish))  # type: ignore[operator]
            if asked != demands:
                self._work.write(title, lambda ledger: set_demands(ledger, name, asked))

        dialog.accepted.connect(keep)
        dialog.open()

    def move_line(self, by: int) -> None:
        """Put the state further up or down."""
        from models.operations.states import move_state

        key = self.card.table.current_line().id
        self._work.write("调整次序", lambda ledger: move_state(ledger, key, by))

    def switch(self) -> None:
        """Retire the state, or bring it back."""
        from models.operations.states import restore_state, retire_state

        line: StateLine = self.card.table.current_line()
        act = retire_state if line.active else restore_state
        self._work.write(
            "停用状态", lambda ledger: act(ledger, line.id),
            say=f"{'停用' if line.active else '恢复'}了状态“{line.draft.name}”。",
        )  # fmt: skip

    def restore(self) -> None:
        """Bring the shipped states and moves back, after asking."""
        from desktop.dialogs import confirm
        from models.operations.state_moves import restore_presets

        text = "预设的状态、流转、必填和只读项都恢复成出厂的样子；自己新建的状态和它们的流转保留。可以撤销。"
        if confirm.ask_destructive(self, "恢复预设", text, "恢复"):
            self._work.write("恢复预设", restore_presets, say="恢复了预设的状态与流转。")

    # ---- moves -----------------------------------------------------------------------------------------------

    def _cell(self) -> tuple[int, int]:
        index = self.grid.currentIndex()
        return index.row(), index.column()

    def _show_cell(self) -> None:
        row, column = self._cell()
        valid = row >= 0 and column >= 0
        pair = self.grid.moves.pair(row, column) if valid else ("", "")
        draft = self.grid.moves.draft(row, column) if valid else None
        usable = valid and pair[0] != pair[1] and not self.context.ledger.read_only
        self.toggle_button.setEnabled(usable)
        self.rule_button.setEnabled(usable)
        self.toggle_button.setText("不允许" if draft is not None else "允许")
        words = told(*pair, draft) + "。" if valid else ""
        if pair in self.grid.moves.view.several:
            words += "对不同角色或类别另有规则，在这里保存会合成一条。"
        self.cell_label.setText(words)

    def _on_toggle(self, row: int, column: int) -> None:
        if self.toggle_button.isEnabled():
            draft = self.grid.moves.draft(row, column)
            self._set(row, column, None if draft is not None else MoveDraft())

    def open_rule(self, row: int, column: int) -> None:
        """Ask what the move asks for."""
        from desktop.dialogs.move_rule import MoveRuleDialog

        if not self.rule_button.isEnabled() or self._read is None:
            return
        pair = self.grid.moves.pair(row, column)
        start = self.grid.moves.draft(row, column)
        dialog = MoveRuleDialog(
            self.window(), *pair, start if start is not None else MoveDraft(), self._read.roles, self._read.categories
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._set(row, column, dialog.draft()))
        dialog.open()

    def _set(self, row: int, column: int, draft: MoveDraft | None) -> None:
        from models.operations.state_moves import set_move

        before, after = self.grid.moves.pair(row, column)
        self._work.write("修改流转", lambda ledger: set_move(ledger, before, after, draft))
