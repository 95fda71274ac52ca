"""Two problems side by side: every field of both, those that differ marked, each editable where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.context import AppContext
from desktop.panels.dossier.head import place_line
from desktop.panels.dossier.problem_picker import ProblemPicker
from desktop.panels.dossier.work import DossierWork
from desktop.panels.problem_fields import ProblemFields
from desktop.tables.ledger_rows import LedgerWords
from desktop.widgets.card import label
from desktop.widgets.chip import Chip
from desktop.widgets.flow import button

if TYPE_CHECKING:
    from models.operations import Change
    from models.queries.dossier import Dossier

_NOTHING = "—"


class CompareDialog(QDialog):
    """Stays open beside the window; ``jump_asked(id)`` shows one of the two in the ledger.

    Without a second problem it asks for its number first.
    """

    jump_asked = Signal(int)

    def __init__(self, parent: QWidget, context: AppContext, words: LedgerWords, first: int, second: int = 0) -> None:
        super().__init__(parent)
        self.setWindowTitle("两条问题并排")
        self._context = context
        self._words = words
        self._work = DossierWork(context, self)
        self.ids = (first, second)
        self.sides: list[Dossier] = []
        self.fields = ProblemFields(words.choices, context.ledger.read_only, sides=2)
        self.fields.status_offer = words.offer
        self.fields.edit_wanted.connect(self._on_edit)
        self.heads = [_Head(), _Head()]
        self.picker = ProblemPicker(self._lookup)
        self.picker.picked.connect(self._on_picked)
        self.difference_label = label("", "secondary", wrap=True)
        self.only_box = QCheckBox("只看不同的")
        self.only_box.toggled.connect(self._on_only)
        self.swap_button = button("换一条…", "", "右边换成另一条问题")
        self.swap_button.clicked.connect(self.choose_other)
        self.close_button = button("关闭", "", "Esc")
        self.close_button.clicked.connect(self.reject)
        for one in (self.swap_button, self.close_button):
            one.setAutoDefault(False)
        self._build()
        for number, head in enumerate(self.heads):
            head.jump_button.clicked.connect(lambda _=False, at=number: self.jump_asked.emit(self.ids[at]))
        context.bus.changed.connect(self._on_change)
        self.finished.connect(lambda _result: context.bus.changed.disconnect(self._on_change))
        if second:
            self.read()
        else:
            self.choose_other()

    def _build(self) -> None:
        self.setMinimumSize(640, 420)
        self.resize(940, 620)
        ask = QWidget()
        column = QVBoxLayout(ask)
        column.addStretch(1)
        column.addWidget(label("和哪一条并排？输入台账编号或问题编号，再从列出的问题里选。", wrap=True))
        column.addWidget(self.picker)
        column.addStretch(2)
        both = QWidget()
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setContentsMargins(0, 0, 4, 0)
        room = QWidget()
        room.setFixedWidth(102)
        grid.addWidget(room, 0, 0)
        for number, head in enumerate(self.heads):
            grid.addWidget(head, 0, 1 + number)
            grid.setColumnStretch(1 + number, 1)
        inner = QVBoxLayout(both)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addLayout(grid)
        inner.addWidget(self.fields, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(ask)
        self._stack.addWidget(both)
        foot = QHBoxLayout()
        foot.addWidget(self.only_box)
        foot.addWidget(self.difference_label, 1)
        foot.addWidget(self.swap_button)
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 14)
        layout.setSpacing(10)
        layout.addWidget(self._stack, 1)
        layout.addLayout(foot)

    def choose_other(self) -> None:
        """Ask for the second problem."""
        self._stack.setCurrentIndex(0)
        self.only_box.setEnabled(False)
        self.picker.clear()
        self.picker.setFocus()

    def read(self) -> None:
        """Read both and show them."""
        ids = self.ids

        def both(ledger: Any) -> list[Dossier]:
            from models.queries.dossier import dossier

            return [dossier(ledger, key) for key in ids]

        self._work.read("读取两条问题", both, self._show)

    def _show(self, sides: list[Dossier]) -> None:
        if tuple(one.id for one in sides) != self.ids:
            return
        self.sides = sides
        for head, one in zip(self.heads, sides, strict=True):
            head.show_dossier(one, self._words)
        self.fields.show_record(*(one.detail for one in sides))
        count = len(self.fields.different)
        self.difference_label.setText(f"有 {count} 项不同，前面标有 ≠。" if count else "没有不同的字段。")
        self.only_box.setEnabled(True)
        first_time = self._stack.currentIndex() == 0
        self._stack.setCurrentIndex(1)
        if first_time:
            self.only_box.setFocus()

    def _on_only(self, wanted: bool) -> None:
        self.fields.show_only_different(wanted)

    def _on_picked(self, problem_id: int) -> None:
        if problem_id:
            self.ids = (self.ids[0], problem_id)
            self.read()

    def _lookup(self, text: str, answer: Any) -> Any:
        from models.queries.dossier import find_problems

        first = self.ids[0]
        return self._work.read(
            "查找问题", lambda ledger: [line for line in find_problems(ledger, text) if line[0] != first], answer
        )

    def _on_edit(self, side: int, field: str, value: Any) -> None:
        from models.operations.edit import CellEdit, edit_cells

        key = self.ids[side]
        self._work.write(
            "保存修改", lambda ledger: edit_cells(ledger, [CellEdit(key, field, value)]), on_refused=self._refuse
        )

    def _refuse(self, sentence: str) -> None:
        self.difference_label.setText(sentence)

    def _on_change(self, change: Change) -> None:
        if self.ids[1] and (change.entity_ids is None or set(self.ids) & change.entity_ids):
            self.read()


class _Head(QWidget):
    """Number, state, name and place of one side, and what has gathered behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.number_label = label("", "title")
        self.chip = Chip()
        self.name_label = label("", wrap=True)
        self.note_label = label("", "small", wrap=True)
        self.jump_button = button("在台账里看", "link", "在问题台账里转到这一条")
        self.jump_button.setAutoDefault(False)
        for one in (self.name_label, self.note_label):
            one.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        top = QHBoxLayout()
        top.addWidget(self.number_label)
        top.addWidget(self.chip)
        top.addStretch(1)
        top.addWidget(self.jump_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.name_label)
        column.addWidget(self.note_label)

    def show_dossier(self, dossier: Dossier, words: LedgerWords) -> None:
        """Show whose side it is."""
        record = dossier.detail.record
        self.number_label.setText(dossier.detail.ledger_number)
        self.chip.set(str(record.get("status") or _NOTHING), words.looks.tone(record.get("status")))
        self.name_label.setText(
            " · ".join(part for part in (record.get("site_name") or "", place_line(record)) if part)
        )
        done = f"（总进度 {dossier.overall.percent.normalize():f} %）" if dossier.overall is not None else ""
        counts = (len(dossier.measures), len(dossier.reports), len(dossier.evidence))
        self.note_label.setText("整改措施 {} 条{} · 进展 {} 期 · 佐证材料 {} 份".format(counts[0], done, *counts[1:]))
        self.jump_button.setAccessibleName(f"在台账里看 {dossier.detail.ledger_number}")
