"""All about the row in hand: every field of ledger and file, what is asked of a person, and the answers to give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.panels.intake.field_sides import FieldSides, fill_candidates, fill_fields
from desktop.panels.intake.header_side import clear
from desktop.panels.intake.plan_lines import LOOKS, Entry
from desktop.theme.theme import Theme
from desktop.widgets.card import label
from desktop.widgets.chip import Chip
from desktop.widgets.flow import FlowLayout, button

if TYPE_CHECKING:
    from models.importing.views import Candidate, CellView, Issue

NOTHING = "选中一行，这里显示它的全部内容。"
KEEPS_OUT = "没有写入台账之前，都可以改主意（Ctrl+Z 撤回）。"
MOST_ISSUES = 6


class PlanDetail(QFrame):
    """``decided(kind, problem id or None)`` with kind same, new, leave or back; ``side_chosen(field or "", side)``;
    ``fix_wanted(issue)``; ``problem_opened(id)``."""

    decided = Signal(str, object)
    side_chosen = Signal(str, str)
    fix_wanted = Signal(object)
    problem_opened = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setMinimumWidth(260)
        self.entry: Entry | None = None
        self.candidates: Sequence[Candidate] = ()
        self.chip = Chip("", "grey")
        self.heading = label("", "title", wrap=True)
        self.where = label("", "small", wrap=True)
        self.why = label("", "secondary", wrap=True)
        self.why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._issues = QVBoxLayout()
        self._issues.setSpacing(4)
        self.buttons_box = QWidget()
        self.buttons_box.setProperty("role", "plain")
        self._buttons = FlowLayout(self.buttons_box, 6)
        self.same_button = button("1 就是这一条", "primary")
        self.new_button = button("2 作为新问题")
        self.leave_button = button("3 不导入")
        self.back_button = button("恢复原来的判断", "link")
        self.open_button = button("在台账里看", "link")
        self.ours_button = button("都用台账的")
        self.theirs_button = button("都用清单的")
        for one in (self.same_button, self.new_button, self.leave_button, self.ours_button, self.theirs_button,
                    self.back_button, self.open_button):  # fmt: skip
            self._buttons.addWidget(one)
        self.sides = FieldSides(theme)
        self.sides.side_chosen.connect(self.side_chosen)
        self.sides.candidate_changed.connect(self._name_candidate)
        self.description = label("", wrap=True)
        self.description.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._compose()
        self._connect()
        self.show_entry(None)

    def _compose(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.heading, 1)
        inner = QWidget()
        inner.setProperty("role", "plain")
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(6)
        column.addLayout(head)
        for part in (self.where, self.why):
            column.addWidget(part)
        column.addLayout(self._issues)
        for part in (self.buttons_box, self.sides, self.description):
            column.addWidget(part)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(area)

    def _connect(self) -> None:
        self.same_button.clicked.connect(lambda: self.decide(1))
        self.new_button.clicked.connect(lambda: self.decide(2))
        self.leave_button.clicked.connect(lambda: self.decide(3))
        self.back_button.clicked.connect(lambda: self.decided.emit("back", None))
        self.ours_button.clicked.connect(lambda: self.side_chosen.emit("", "ours"))
        self.theirs_button.clicked.connect(lambda: self.side_chosen.emit("", "file"))
        self.open_button.clicked.connect(self._open)

    def show_entry(self, entry: Entry | None) -> None:
        """Take another row in hand; its cells come when they were read."""
        self.entry, self.candidates = entry, ()
        clear(self._issues)
        self.sides.hide()
        self.chip.setVisible(entry is not None)
        self.why.setVisible(entry is not None)
        self.buttons_box.setVisible(entry is not None)
        self.description.setText(entry.row.description if entry is not None else "")
        if entry is None:
            self.heading.setText(NOTHING)
            self.where.setText("")
            return
        row = entry.row
        word, tone = LOOKS[entry.look]
        self.chip.set(word, tone)
        self.heading.setText(row.site_name or "（没有名称）")
        at = f"第 {row.row} 行" if row.row else "台账里的问题"
        self.where.setText("　".join(part for part in (row.sheet, at, row.ledger_number, row.place) if part))
        said = [row.why, "、".join(row.marks)]
        self.why.setText("　".join(dict.fromkeys(part for part in said if part)))
        self.why.setVisible(bool(self.why.text()))
        for issue in entry.issues[:MOST_ISSUES]:
            self._issues.addWidget(self._issue_line(issue))
        self._show_buttons(entry)
        if entry.changes:
            self.sides.show_changes(entry)

    def show_cells(self, cells: Sequence[CellView], candidates: Sequence[Candidate]) -> None:
        """All fields of the row, or the problems it may be side by side."""
        if self.entry is None:
            return
        self.candidates = candidates
        if candidates:
            fill_candidates(self.sides, cells, candidates)
        elif cells:
            fill_fields(self.sides, cells, self.entry)
        self._name_candidate()
        if candidates or cells:
            self.description.setText("")

    def decide(self, number: int) -> None:
        """Answer by number: 1 this one, 2 a new problem, 3 not imported."""
        entry = self.entry
        if entry is None or entry.key is None or not self.buttons_box.isVisibleTo(self):
            return
        if number == 1:
            found = self._candidate()
            if found is not None:
                self.decided.emit("same", found)
        elif number == 2 and self.new_button.isVisibleTo(self):
            self.decided.emit("new", None)
        elif number == 3 and self.leave_button.isVisibleTo(self):
            self.decided.emit("leave", None)

    def _candidate(self) -> int | None:
        """The problem that the first button means."""
        if self.candidates:
            return self.candidates[min(self.sides.candidate, len(self.candidates) - 1)].problem_id
        if self.entry is not None and self.entry.row.verdict == "suspect" and self.entry.row.candidate_ids:
            return self.entry.row.candidate_ids[0]
        return None

    def _show_buttons(self, entry: Entry) -> None:
        row = entry.row
        asks = row.verdict == "suspect"
        chosen = row.choice is not None
        self.same_button.setVisible(asks and bool(row.candidate_ids))
        matched = row.verdict in ("changed", "unchanged") and entry.key is not None
        self.new_button.setVisible(asks or matched)
        self.leave_button.setVisible(asks or matched or row.verdict == "new")
        self.back_button.setVisible(chosen)
        self.ours_button.setVisible(bool(entry.open_fields))
        self.theirs_button.setVisible(bool(entry.open_fields))
        self.open_button.setVisible(row.problem_id is not None or bool(row.candidate_ids))
        self.buttons_box.setToolTip(KEEPS_OUT)
        self._name_candidate()

    def _name_candidate(self) -> None:
        number = ""
        if self.candidates:
            number = self.candidates[min(self.sides.candidate, len(self.candidates) - 1)].ledger_number
        elif self.entry is not None and self.entry.row.candidates:
            number = self.entry.row.candidates[0]
        self.same_button.setText(f"1 就是这一条（{number}）" if number else "1 就是这一条")

    def _issue_line(self, issue: Issue) -> QWidget:
        box = QWidget()
        box.setProperty("role", "plain")
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        words = f"{issue.cell}：{issue.message}" if issue.cell else issue.message
        text = label(words, tone="red" if issue.severity == "error" else "amber", wrap=True)
        row.addWidget(text, 1)
        if issue.cell:
            fix = button("更正…", "link", "改这一格（F2）；文件本身不动")
            fix.clicked.connect(lambda: self.fix_wanted.emit(issue))
            row.addWidget(fix, 0, Qt.AlignmentFlag.AlignTop)
        return box

    def _open(self) -> None:
        found = self._candidate()
        problem = found if found is not None else self.entry.row.problem_id if self.entry is not None else None
        if problem is not None:
            self.problem_opened.emit(problem)
