"""The right half of 销号: one problem with what is missing, its levels, conditions, evidence, and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.context import AppContext
from desktop.panels.closure.condition_rows import ConditionRows
from desktop.panels.closure.course_lines import CourseLines
from desktop.panels.closure.evidence_strip import EvidenceStrip
from desktop.panels.closure.level_cards import LevelCards
from desktop.widgets.card import Card, label, restyle
from desktop.widgets.chip import Chip
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import FlowLayout, button

if TYPE_CHECKING:
    from models.queries.closure_detail import ClosureDetail
    from models.queries.dossier import EvidenceLine

RETURN, WITHDRAW, OBJECT, RESOLVE, REVOKE, DESCRIBE, PACKAGE, FORM, PROBLEM, LATEST = (
    "return", "withdraw", "object", "resolve", "revoke", "describe", "package", "form", "problem", "latest",
)  # fmt: skip
_MORE = ((OBJECT, "登记公示异议…"), (RESOLVE, "处理公示异议…"), (DESCRIBE, "填写整改情况…"), (WITHDRAW, "撤回申请…"),
         (REVOKE, "撤销销号…"))  # fmt: skip


class CaseCard(Card):
    """``asked(action)`` for a step of ``models.queries.closure_detail`` or one of the names above;
    ``condition_asked(id)``, ``evidence_opened(id)``, ``evidence_asked``, ``attempt_chosen(closure id)``."""

    asked = Signal(str)
    condition_asked = Signal(int)
    evidence_opened = Signal(int)
    evidence_asked = Signal()
    attempt_chosen = Signal(int)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self.detail: ClosureDetail | None = None
        self._build()
        self._lay_out()

    def _build(self) -> None:
        self.name_label = ElidedLabel()
        self.name_label.setProperty("role", "heading")
        self.head_button = button("", "link", "到还缺的条件")
        self.head_button.clicked.connect(self.focus_missing)
        self.head_chip = Chip()
        self.place_label = ElidedLabel()
        self.place_label.setProperty("role", "secondary")
        self.problem_button = button("问题详情", "link", "在问题台账里打开这条问题")
        self.problem_button.clicked.connect(lambda: self.asked.emit(PROBLEM))
        self.levels = LevelCards()
        self.conditions_label = label("", "title")
        self.conditions = ConditionRows()
        self.conditions.asked.connect(self.condition_asked)
        self.evidence_label = label("佐证材料", "title")
        self.evidence = EvidenceStrip(self._context)
        self.evidence.opened.connect(self.evidence_opened)
        self.evidence.add_asked.connect(self.evidence_asked)
        self.hints = label("", tone="amber", wrap=True)
        self.course = CourseLines()
        self.course.attempt_chosen.connect(self.attempt_chosen)
        self.return_button = button("退回…", "", "退回这件申请，写明原因；已确认的条件保留")
        self.return_button.clicked.connect(lambda: self.asked.emit(RETURN))
        self.package_button = button("一问题一档案包…", "", "把这条问题的全部材料按目录存成文件夹或 ZIP，封面列出缺项")
        self.package_button.clicked.connect(lambda: self.asked.emit(PACKAGE))
        self.form_button = button("打印申请表", "", "销号申请表")
        self.form_button.clicked.connect(lambda: self.asked.emit(FORM))
        self.more_button = button("更多")
        self.more_button.setProperty("menu", "true")
        self.more_button.setMenu(QMenu(self.more_button))
        self.more_button.menu().aboutToShow.connect(self._fill_more)
        self.next_button = button("", "primary")
        self.next_button.clicked.connect(self._on_next)
        self.why_label = label("", "small", wrap=True)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("role", "plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.name_label, 1)
        for part in (self.head_chip, self.head_button, self.problem_button):
            head.addWidget(part)
        column.addWidget(self.place_label)
        column.addWidget(self.levels)
        column.addSpacing(2)
        column.addWidget(self.conditions_label)
        column.addWidget(self.conditions)
        column.addSpacing(2)
        column.addWidget(self.evidence_label)
        column.addWidget(self.evidence)
        column.addWidget(self.hints)
        column.addWidget(self.course)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidget(inside)
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tools = QWidget()
        tools.setProperty("role", "plain")
        flow = FlowLayout(tools, 8)
        for one in (self.return_button, self.package_button, self.form_button, self.more_button):
            flow.addWidget(one)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(tools, 1)
        foot.addWidget(self.next_button, 0, Qt.AlignmentFlag.AlignBottom)
        shown = QWidget()
        shown.setProperty("role", "plain")
        whole = QVBoxLayout(shown)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(head)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.why_label)
        whole.addLayout(foot)
        self.nothing = EmptyState("选一件看它的销号材料", "在左边选一条问题，这里列出它的条件、材料、审核和下一步。")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.nothing)
        self.stack.addWidget(shown)
        self.body.addWidget(self.stack)

    # ---- showing ---------------------------------------------------------------------------------------------

    def show_detail(
        self, detail: ClosureDetail | None, evidence: Sequence[EvidenceLine] = (), hints: Sequence[str] = ()
    ) -> None:
        """Show a problem, or nothing."""
        another = detail is not None and (self.detail is None or self.detail.problem.id != detail.problem.id)
        self.detail = detail
        self.stack.setCurrentIndex(0 if detail is None else 1)
        if detail is None:
            return
        problem = detail.problem
        self.name_label.setText(problem.name)
        parts = [problem.ledger_number, f"{problem.city}{problem.county}", problem.category, f"状态：{problem.status}"]
        if detail.case is not None:
            parts.append(f"第 {detail.case.row['number']} 次申请")
            if not detail.latest:
                parts.append("（以前的申请，只能查看）")
        self.place_label.setText("　".join(part for part in parts if part))
        lacking = bool(detail.missing) and detail.case is not None and detail.stage in ("preparing", "review")
        self.head_chip.set(detail.head.chip, detail.head.tone)
        self.head_button.setVisible(lacking)
        self.head_button.setText("去补")
        self.levels.show_levels(detail.levels)
        count = len(detail.conditions)
        standard = detail.standard.name if detail.standard is not None else ""
        self.conditions_label.setText(f"销号条件（{standard}，{count} 项）" if standard else "没有适用的销号标准")
        writable = self.writable
        may_tick = writable and detail.latest and (detail.case is None or detail.can("tick") or detail.stage in _AGAIN)
        self.conditions.show_conditions(detail.conditions, writable=may_tick)
        self.evidence.show_evidence(evidence, writable=writable)
        self.show_hints(hints)
        self.course.show_course(detail)
        self._show_buttons(detail)
        if another:
            self.area.verticalScrollBar().setValue(0)

    def show_hints(self, hints: Sequence[str]) -> None:
        """What should be looked at again in the evidence; it hinders nothing."""
        said = list(dict.fromkeys(one.rstrip("。") for one in hints))
        more = f"；还有 {len(said) - _MOST_HINTS} 条，见佐证材料" if len(said) > _MOST_HINTS else ""
        self.hints.setText(f"提示：{'；'.join(said[:_MOST_HINTS])}{more}。" if said else "")
        self.hints.setVisible(bool(hints))

    @property
    def writable(self) -> bool:
        """Whether the ledger can be written."""
        return not self._context.ledger.read_only

    def _show_buttons(self, detail: ClosureDetail) -> None:
        step, writable = detail.step, self.writable
        if not detail.latest:
            self.next_button.setText("回到最近一次申请")
            self.next_button.setEnabled(True)
            self._block(False)
            self.why_label.setText("")
        else:
            self.next_button.setText(step.words)
            self.next_button.setEnabled(writable and bool(step.key))
            self._block(bool(step.why))
            self.why_label.setText(step.why if step.key and not detail.missing else "")
        self.why_label.setVisible(bool(self.why_label.text()))
        self.next_button.setToolTip(step.why or "Ctrl+Enter")
        self.next_button.setAccessibleDescription(step.why)
        self.return_button.setEnabled(writable and detail.can("return"))
        self.form_button.setEnabled(detail.case is not None)
        self.more_button.setEnabled(writable and any(self._may(key) for key, _words in _MORE))

    def _block(self, blocked: bool) -> None:
        """Show the main button as one that cannot be pressed yet; pressed, it leads to what is missing."""
        if bool(self.next_button.property("blocked")) != blocked:
            self.next_button.setProperty("blocked", blocked)
            restyle(self.next_button)

    def _may(self, key: str) -> bool:
        detail = self.detail
        if detail is None:
            return False
        if key == RESOLVE:
            return detail.can(OBJECT) and detail.case is not None and bool(detail.case.open_objections)
        return detail.can({DESCRIBE: WITHDRAW}.get(key, key))

    def _fill_more(self) -> None:
        menu = self.more_button.menu()
        menu.clear()
        for key, words in _MORE:
            action = menu.addAction(words)
            action.setEnabled(self._may(key))
            action.triggered.connect(lambda _=False, name=key: self.asked.emit(name))

    def _on_next(self) -> None:
        detail = self.detail
        if detail is None:
            return
        if not detail.latest:
            self.asked.emit(LATEST)
        elif detail.step.why:
            if not self.focus_missing():
                self._context.inform(f"{detail.step.why}。", "amber")
        elif detail.step.key:
            self.asked.emit(detail.step.key)

    def focus_missing(self) -> bool:
        """Go to the first condition that is missing, and say what is."""
        detail = self.detail
        if detail is None or not detail.missing:
            return False
        lacking = "；".join(f"“{one.state.condition.text}”{one.state.missing}" for one in detail.missing)
        self._context.inform(f"还不能往下走：{lacking}。", "amber")
        return self.focus_condition(None)

    def focus_condition(self, condition_id: int | None) -> bool:
        """Give the keyboard to a condition (None: the first that is missing) and bring it into view."""
        found = self.conditions.focus_condition(condition_id)
        focused = next((row for row in self.conditions.rows if row is self.window().focusWidget()), None)
        if focused is not None:
            self.area.ensureWidgetVisible(focused)
        return found

    def buttons(self) -> tuple[QPushButton, ...]:
        """Those at the foot, for the keyboard."""
        return self.return_button, self.package_button, self.form_button, self.more_button, self.next_button


_MOST_HINTS = 4
_AGAIN = ("returned", "withdrawn", "revoked")
"""Stages after which a condition that is ticked begins the next attempt."""
