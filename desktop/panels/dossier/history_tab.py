"""变更: what was changed from what to what, by whom and when; narrowed to one field, each value can be put back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy
from typing_extensions import override

from desktop.panels.dossier.record_card import CardView
from desktop.panels.dossier.tab import DossierTab
from desktop.panels.dossier.work import DossierWork
from desktop.panels.problem_texts import change_line, change_value
from desktop.panels.text_lines import TextLine
from desktop.widgets.flow import button
from models.queries.fields import FIELDS

if TYPE_CHECKING:
    from models.operations import Change
    from models.queries.details import HistoryLine
    from models.queries.dossier import Dossier
    from models.store import Ledger

FIRST = 16
"""So many lines are made at once; older ones follow on request."""
OLD, NEW = "old", "new"
_SHORT = 24


class HistoryTab(DossierTab):
    """``restore_asked(field, value, words)`` for a field of the problem; ``words`` names the step."""

    what = "变更"
    blank = "没有变更记录。"
    restore_asked = Signal(str, object, str)

    def __init__(self, work: DossierWork) -> None:
        super().__init__(work)
        self.field_box = QComboBox()
        self.field_box.setAccessibleName("只看哪个字段的变更")
        self.field_box.setToolTip("只看一个字段怎样变过来的")
        self.field_box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.field_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.field_box.setMaximumWidth(230)
        self.bar.addWidget(self.field_box)
        self.more_button = button("", "link")
        self.more_button.clicked.connect(self._show_more)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.more_button)
        self.lines: Sequence[TextLine] = ()
        self._shown: list[HistoryLine] = []
        self._most = FIRST
        self._owner = 0
        self.field_box.activated.connect(lambda _at: self._refill())

    @override
    def fill(self, dossier: Dossier) -> None:
        if dossier.id != self._owner:
            self._owner, self._most = dossier.id, FIRST
        wanted = self.field_box.currentData()
        groups = {group_of(line): None for line in dossier.history}
        self.field_box.clear()
        self.field_box.addItem(f"全部 {len(dossier.history)} 处变更", None)
        for group in groups:
            count = sum(group_of(line) == group for line in dossier.history)
            self.field_box.addItem(f"{group}　{count}", group)
        self.field_box.setCurrentIndex(max(self.field_box.findData(wanted), 0) if wanted is not None else 0)
        self._refill()

    def _refill(self) -> None:
        dossier = self.dossier
        if dossier is None:
            return
        group = self.field_box.currentData()
        found = [line for line in dossier.history if group is None or group_of(line) == group]
        self._shown = found[: self._most]
        self.lines = [change_line(line) for line in self._shown]
        self.more_button.setVisible(len(found) > self._most)
        self.more_button.setText(f"再显示更早的（还有 {len(found) - self._most:,} 处）")
        writable = not self.work.read_only and not dossier.detail.removed
        self.list.show_cards(
            dossier.id, [self._view(number, line, writable) for number, line in enumerate(self._shown, 1)]
        )

    def _show_more(self) -> None:
        self._most += 2 * FIRST
        self._refill()

    def _view(self, number: int, line: HistoryLine, writable: bool) -> CardView:
        text = change_line(line)
        actions: tuple[tuple[str, str], ...] = ()
        if writable and self._restorable(line):
            old, new = (_short(change_value(line.field, value)) or "（空）" for value in (line.old, line.new))
            actions = ((OLD, f"恢复到改之前：{old}"), (NEW, f"恢复到这一版：{new}"))
        batch = f"第 {line.batch_id} 批" if line.batch_id else ""
        own = f"{self.dossier.detail.ledger_number} " if self.dossier is not None else ""
        notes = tuple(part for part in (text.note.replace(own, "", 1), batch) if part)
        return CardView(number, text.heading, text.when, notes, actions=actions)

    def _restorable(self, line: HistoryLine) -> bool:
        if line.entity == "problem":
            return line.field in FIELDS and FIELDS[line.field].editable
        return line.entity == "measure" and line.field in ("text", "responsible_unit", "due_text", "share", "percent",
                                                          "completed_on", "remarks")  # fmt: skip

    @override
    def do(self, key: int, action: str) -> None:
        line = self._shown[key - 1]
        value = line.old if action == OLD else line.new
        if line.entity == "problem":
            which = "改之前" if action == OLD else "改之后"
            self.restore_asked.emit(line.field, value, f"的{line.title}恢复到 {line.at:%Y-%m-%d %H:%M} {which}的值")
            return
        from models.operations.measures import edit_measure

        entity, field = line.entity_id, line.field
        self.write(
            f"恢复{line.title}", lambda ledger: edit_measure(ledger, entity, {field: value}), f"已恢复{line.title}。"
        )

    @override
    def save(self, key: int, values: dict[str, Any]) -> tuple[str, Callable[[Ledger], Change]]:
        raise NotImplementedError


def group_of(line: HistoryLine) -> str:
    """Under which name a line is filtered: the field of the problem, else what it is about."""
    if line.entity == "problem":
        return line.title
    return line.subject.partition("“")[0] or line.title


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
