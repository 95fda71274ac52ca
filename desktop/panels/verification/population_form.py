"""Which problems a plan is about, how many of them are drawn, and by what: the half of the dialog that draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QMenu, QPushButton, QSpinBox, QWidget

from desktop.widgets.card import label
from desktop.widgets.flow import button, toolbar

if TYPE_CHECKING:
    from models.queries.filtering import ProblemQuery
    from models.rules.sampling import Share

ALL, PERCENT, NUMBER = "all", "percent", "number"
_MOST = 1_000_000
_USUAL_STRATA = ("city",)
_SEED_WIDTH = 180
_INDENT = "   "
"""A left-aligned button with a menu is drawn without its padding."""


class CheckMenu(QPushButton):
    """A button with a menu of ticks; ``keys`` are the ticked ones in the order of the menu."""

    changed = Signal()

    def __init__(self, nothing: str, name: str) -> None:
        super().__init__(_INDENT + nothing)
        self.setAccessibleName(name)
        self.setProperty("align", "left")
        self._nothing = nothing
        self._menu = QMenu(self)
        self.setMenu(self._menu)

    def offer(self, entries: Sequence[tuple[str, str]], ticked: Sequence[str] = ()) -> None:
        """(key, words) to tick."""
        self._menu.clear()
        for key, words in entries:
            action = self._menu.addAction(words)
            action.setCheckable(True)
            action.setData(key)
            action.setChecked(key in ticked)
            action.toggled.connect(self._on_toggled)
        self._say()

    @property
    def keys(self) -> list[str]:
        """What is ticked."""
        return [str(action.data()) for action in self._menu.actions() if action.isChecked()]

    def tick(self, keys: Sequence[str]) -> None:
        """Tick these and no others."""
        for action in self._menu.actions():
            action.setChecked(action.data() in keys)

    def _on_toggled(self, _on: bool) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        words = [action.text() for action in self._menu.actions() if action.isChecked()]
        self.setText(_INDENT + ("、".join(words) if words else self._nothing))


class PopulationForm(QWidget):
    """``changed`` whenever the draw may be another; ``query()``, ``share()``, ``strata()`` and ``seed()`` say which.

    ``given`` is a list that somebody was looking at (query and words), offered as the population.
    """

    changed = Signal()

    def __init__(self, given: tuple[ProblemQuery, str] | None = None) -> None:
        super().__init__()
        self.setProperty("role", "plain")
        self._given = given
        self.campaign_box, self.kind_box = QComboBox(), QComboBox()
        self.campaign_box.setAccessibleName("任务来源")
        self.status_menu = CheckMenu("全部状态", "状态")
        self.where_edit = QLineEdit()
        self.where_edit.setAccessibleName("更多条件")
        self.where_edit.setPlaceholderText("可不填，如 销号日期 >= 2018-01-01 且 市 = 邯郸市")
        self.kind_box.setAccessibleName("核查多少")
        for words, key in (("全部核查", ALL), ("按比例抽查", PERCENT), ("按条数抽查", NUMBER)):
            self.kind_box.addItem(words, key)
        self.percent_edit = QLineEdit("10")
        self.percent_edit.setAccessibleName("抽查比例")
        self.percent_edit.setFixedWidth(64)
        self.least_box, self.number_box = QSpinBox(), QSpinBox()
        self.least_box.setAccessibleName("每层至少几条")
        self.least_box.setRange(0, 1000)
        self.least_box.setValue(1)
        self.number_box.setAccessibleName("抽查条数")
        self.number_box.setRange(1, _MOST)
        self.number_box.setValue(300)
        self.strata_menu = CheckMenu("不分层", "按什么分层")
        self.seed_edit = QLineEdit()
        self.seed_edit.setAccessibleName("抽样种子")
        self.seed_edit.setMaxLength(60)
        self.seed_edit.setMinimumWidth(_SEED_WIDTH)
        self.seed_button = button("换一个", "link", "换一个随机的种子，抽出另一批")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        if self._given is not None:
            form.addRow("范围", label(self._given[1], wrap=True))
        else:
            form.addRow("任务来源", self.campaign_box)
            form.addRow("状态", self.status_menu)
            form.addRow("更多条件", self.where_edit)
        self._percent_row, self._number_row = QWidget(), QWidget()
        for box, parts in (
            (self._percent_row, (self.percent_edit, label("%，每层至少"), self.least_box, label("条"))),
            (self._number_row, (self.number_box, label("条，按各层数量分配"))),
        ):
            box.setProperty("role", "plain")
            box.setLayout(toolbar(parts))
        form.addRow("核查多少", self.kind_box)
        form.addRow("", self._percent_row)
        form.addRow("", self._number_row)
        self.strata_label, self.seed_label = label("分层"), label("抽样种子")
        form.addRow(self.strata_label, self.strata_menu)
        self._seed_row = QWidget()
        self._seed_row.setProperty("role", "plain")
        self._seed_row.setLayout(toolbar((self.seed_edit, self.seed_button)))
        form.addRow(self.seed_label, self._seed_row)

    def _connect(self) -> None:
        from models.operations.verification_plans import fresh_seed
        from models.queries.verification import STRATA

        self.strata_menu.offer(list(STRATA.items()), _USUAL_STRATA)
        self.seed_edit.setText(fresh_seed())
        self.seed_button.clicked.connect(lambda: self.seed_edit.setText(fresh_seed()))
        for box in (self.campaign_box, self.kind_box):
            box.currentIndexChanged.connect(lambda _at: self.changed.emit())
        for edit in (self.where_edit, self.percent_edit, self.seed_edit):
            edit.textChanged.connect(lambda _text: self.changed.emit())
        for spin in (self.least_box, self.number_box):
            spin.valueChanged.connect(lambda _value: self.changed.emit())
        for menu in (self.status_menu, self.strata_menu):
            menu.changed.connect(self.changed)
        self.changed.connect(self._show_parts)
        self._show_parts()

    def offer(self, campaigns: Sequence[str], statuses: Sequence[str], campaign: str | None) -> None:
        """Campaigns and states to choose from."""
        self.campaign_box.blockSignals(True)
        self.campaign_box.clear()
        self.campaign_box.addItem("全部任务来源", None)
        for name in campaigns:
            self.campaign_box.addItem(name, name)
        self.campaign_box.setCurrentIndex(max(self.campaign_box.findData(campaign), 0))
        self.campaign_box.blockSignals(False)
        self.status_menu.offer([(name, name) for name in statuses])

    def query(self) -> ProblemQuery:
        """The population; UserError where the condition cannot be read."""
        from models.queries.filtering import ProblemQuery

        if self._given is not None:
            return self._given[0]
        filters = {"status": tuple(self.status_menu.keys)} if self.status_menu.keys else {}
        query = ProblemQuery(self.where_edit.text().strip(), campaign=self.campaign_box.currentData(), filters=filters)
        query.condition()
        return query

    def words(self) -> str:
        """What the population is called; empty for the words of the query."""
        return self._given[1] if self._given is not None else ""

    def share(self) -> Share | None:
        """How many; None while the percentage is none."""
        from models.rules.sampling import EVERYTHING, Share, read_percent

        kind = self.kind_box.currentData()
        if kind == NUMBER:
            return Share(number=self.number_box.value())
        if kind == ALL:
            return EVERYTHING
        percent = read_percent(self.percent_edit.text())
        return Share(percent, self.least_box.value()) if percent is not None else None

    def strata(self) -> tuple[str, ...]:
        """What the draw is stratified by."""
        return () if self.kind_box.currentData() == ALL else tuple(self.strata_menu.keys)

    def seed(self) -> str:
        """The seed."""
        return self.seed_edit.text().strip()

    def _show_parts(self) -> None:
        kind = self.kind_box.currentData()
        self._percent_row.setVisible(kind == PERCENT)
        self._number_row.setVisible(kind == NUMBER)
        for part in (self.strata_label, self.strata_menu, self.seed_label, self._seed_row):
            part.setVisible(kind != ALL)
