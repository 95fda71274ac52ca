"""The chain of one unit or problem: its steps in boxes and in a list, what each says, its problems and reminders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QTabBar, QWidget
from typing_extensions import override

from desktop.context import AppContext
from desktop.jobs.job import Job
from desktop.panels.escalation.chain_steps import ChainSteps
from desktop.panels.escalation.chain_tables import calls_table, history_table, problems_table
from desktop.panels.escalation.chain_words import boxes_of, facts_of, times_words
from desktop.panels.escalation.escalation_work import EscalationWork
from desktop.widgets.card import Card, label
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.flow import FlowLayout, button, toolbar
from models import clock

if TYPE_CHECKING:
    from models.queries.escalation_chains import Chain
    from models.queries.escalation_problems import ProblemPick
    from models.queries.escalation_suggestions import Suggestion
    from models.queries.escalations import EscalationLine
    from models.store import Ledger

TABS = ("督促过程", "涉及问题", "催办")
_LOWEST = 64
"""Of the list in front: its head and a line; it scrolls, and a small screen enlarged has no more room."""


@dataclass(frozen=True)
class Target:
    """Whom a chain is against: a unit, a problem, or the several problems of one step (``escalation_id``)."""

    unit: str = ""
    problem_id: int = 0
    escalation_id: int = 0
    title: str = ""
    suggestion: Suggestion | None = None


@dataclass(frozen=True)
class ChainFacts:
    """What the card reads."""

    chain: Chain
    picks: list[ProblemPick]


class ChainCard(Card):
    """``problem_asked(id)`` and ``problems_asked(ids)`` open the ledger."""

    problem_asked = Signal(int)
    problems_asked = Signal(object)

    def __init__(self, context: AppContext) -> None:
        super().__init__(" ")
        self.context = context
        self.doing = EscalationWork(context, self)
        self.target: Target | None = None
        self.facts: ChainFacts | None = None
        self._ladder_id: int | None = None
        self._wanted = 0
        self._fresh = False
        """Another target is shown for the first time."""
        self._job: Job | None = None
        self.steps = ChainSteps()
        self.steps.chosen.connect(self._on_box)
        self.reminded_label = label("", tone="purple", wrap=True)
        self._make_tables()
        self._make_buttons()
        self._lay_out()

    def _make_tables(self) -> None:
        theme = self.context.theme
        self.history, self.problems, self.calls = history_table(theme), problems_table(theme), calls_table(theme)
        self.history.line_chosen.connect(self._on_line)
        self.history.opened.connect(self.doing.ask_change)
        self.problems.opened.connect(lambda one: self.problem_asked.emit(one.id))
        self.calls.opened.connect(self.doing.ask_reminder_change)
        self.history.installEventFilter(self)
        self.calls.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """F2 and Delete on the line in hand."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if watched is self.history and key in (Qt.Key.Key_F2, Qt.Key.Key_Delete):
                self._with_line(self.doing.ask_change if key == Qt.Key.Key_F2 else self.doing.remove)
                return True
            if watched is self.calls and key == Qt.Key.Key_Delete:
                self._remove_call()
                return True
        return super().eventFilter(watched, event)

    def _make_buttons(self) -> None:
        self.answer_button = button("登记回复…", "", "登记对方回复的日期、文号和内容（Ctrl+R）")
        self.edit_button = button("修改…", "", "补文号、改日期、登记延期等（F2）")
        self.lift_button = button("解除…", "", "写明理由；之前各步可以一并解除")
        self.remove_button = button("删除", "quiet", "登记错了的，删除后可以撤销（Delete）")
        self.call_button = button("电话催办", "", "点一下就记一次，时间是现在；联系人和答复可以以后补（Ctrl+T）")
        self.remind_button = button("登记催办…", "quiet", "写明方式、联系人和答复")
        self.other_button = button("跳过/降级…", "", "选别的步骤；跳过或降级要写明理由")
        self.next_button = button("下一步…", "primary", "Ctrl+Enter")
        self.rows_button = button("在台账里查看", "link")
        for one, act in (
            (self.answer_button, lambda: self._with_line(self.doing.ask_answer)),
            (self.edit_button, lambda: self._with_line(self.doing.ask_change)),
            (self.lift_button, lambda: self._with_line(self.doing.ask_lift)),
            (self.remove_button, lambda: self._with_line(self.doing.remove)),
            (self.call_button, self.call), (self.remind_button, self.remind), (self.next_button, self.take_next),
            (self.other_button, self.take_other), (self.rows_button, self._show_rows),
        ):  # fmt: skip
            one.clicked.connect(lambda _=False, run=act: run())
        for keys, act in (("Ctrl+R", self.answer_button.click), ("Ctrl+T", self.call_button.click),
                          ("Ctrl+Return", self.next_button.click)):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _lay_out(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("督促详情")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for title in TABS:
            self.tabs.addTab(title)
        self.no_history = EmptyState("还没有采取过措施", "上面是这一阶梯的各步；从第一步开始，跳过要写明理由。")
        self.no_calls = EmptyState("还没有催办", "打了电话就点一下“电话催办”，以后的文书里可以写“经几次催办仍未报送”。")
        self.pages = QStackedWidget()
        for part in (self.history, self.problems, self.calls, self.no_history, self.no_calls):
            self.pages.addWidget(part)
        self.pages.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.pages.setMinimumHeight(_LOWEST)
        self.tabs.currentChanged.connect(lambda _tab: self._show_page())
        self.facts_label = label("", wrap=True)
        self.facts_label.setTextFormat(Qt.TextFormat.RichText)
        self.facts_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.acts = QWidget()
        self.acts.setProperty("role", "plain")
        flow = FlowLayout(self.acts)
        for one in (self.answer_button, self.edit_button, self.lift_button, self.remove_button):
            flow.addWidget(one)
        self.heading.addWidget(self.rows_button)
        self.body.setSpacing(6)
        self.body.addWidget(self.steps)
        self.body.addWidget(self.reminded_label)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.pages, 1)
        self.body.addWidget(self.facts_label)
        self.body.addWidget(self.acts)
        self.body.addLayout(
            toolbar((self.call_button, self.remind_button), (self.other_button, self.next_button))
        )  # fmt: skip

    # ---- reading -----------------------------------------------------------------------------------------------

    def show_target(self, ladder_id: int | None, target: Target | None) -> None:
        """Read the chain of a target; None empties the card."""
        self.target, self._ladder_id = target, ladder_id
        self.setVisible(target is not None)
        self._wanted = target.escalation_id if target is not None else 0
        self._fresh = True
        if target is not None:
            self.reload()

    def reload(self) -> None:
        """Read it again."""
        target, ladder_id = self.target, self._ladder_id
        if target is None:
            return
        if self._job is not None:
            self._job.cancel()
        ledger = self.context.ledger
        self._job = self.context.jobs.read(
            "读取督促过程", lambda _progress: read_chain(ledger, ladder_id, target), self._show,
            on_cancelled=lambda: None, owner=self, quiet=True,
        )  # fmt: skip

    def _show(self, facts: ChainFacts) -> None:
        self.facts = facts
        chain, target = facts.chain, self.target
        assert target is not None
        suggestion = target.suggestion
        self.title_label.setText(target.title)
        self.note_label.setText(suggestion.why if suggestion is not None else times_words(chain))
        self.steps.show_boxes(boxes_of(chain, clock.today(), suggestion.step.id if suggestion is not None else 0))
        words = chain.reminded()
        self.reminded_label.setText(words)
        self.reminded_label.setVisible(bool(words))
        wanted = self._wanted
        self.history.set_lines(chain.taken[::-1], lambda one: one.id)
        if wanted:
            self.choose(wanted)
            self._wanted = 0
        self.problems.set_lines(facts.picks, lambda one: one.id)
        self.calls.set_lines(chain.reminders[::-1], lambda one: one.id)
        for place, count in enumerate((len(chain.taken), len(facts.picks), len(chain.reminders))):
            self.tabs.setTabText(place, f"{TABS[place]} {count}" if count else TABS[place])
        following = chain.following
        self.next_button.setText(f"下一步：{following.name}…" if following is not None else "已到最后一步")
        if self._fresh and self.tabs.currentIndex() < len(TABS) - 1:
            self.tabs.setCurrentIndex(0 if chain.taken else 1)
        self._fresh = False
        self._show_page()

    def choose(self, escalation_id: int) -> None:
        """Stand on a step of the chain."""
        lines = self.history.lines.lines()
        row = next((row for row, one in enumerate(lines) if one.id == escalation_id), -1)
        if row >= 0:
            self.history.selectRow(row)

    def _show_page(self) -> None:
        chain, tab = (self.facts.chain if self.facts is not None else None), self.tabs.currentIndex()
        if tab == 0:
            self.pages.setCurrentWidget(self.history if chain is not None and chain.taken else self.no_history)
        elif tab == 1:
            self.pages.setCurrentWidget(self.problems)
        else:
            self.pages.setCurrentWidget(self.calls if chain is not None and chain.reminders else self.no_calls)
        self._on_line(self.history.current_line())

    def _on_line(self, line: EscalationLine | None) -> None:
        in_front = self.tabs.currentIndex() == 0 and line is not None and self.facts is not None
        self.facts_label.setVisible(in_front)
        writable = not self.context.ledger.read_only
        self.acts.setVisible(in_front and writable)
        for one in (self.call_button, self.remind_button, self.other_button):
            one.setEnabled(writable)
        self.next_button.setEnabled(writable and self.facts is not None and self.facts.chain.following is not None)
        self.steps.mark(line.id if line is not None else 0)
        if line is None or self.facts is None:
            return
        grey = self.context.theme.colour("text_secondary").name()
        told = facts_of(line, self.facts.chain.ladder)
        self.facts_label.setText("&nbsp;&nbsp; ".join(
            f'<span style="color:{grey}">{_plain(title)}</span> {_plain(text)}' for title, text in told
        ))  # fmt: skip
        self.lift_button.setEnabled(line.lifted_on is None)
        self.answer_button.setText("修改回复…" if line.replied_on is not None else "登记回复…")

    # ---- what a person does ------------------------------------------------------------------------------------

    def _on_box(self, key: int, step_id: int) -> None:
        if key:
            self.tabs.setCurrentIndex(0)
            self.choose(key)
        else:
            self.take_step(step_id)

    def take_next(self) -> None:
        """Open the dialog for the next step."""
        if self.facts is not None and self.facts.chain.following is not None:
            self.take_step(self.facts.chain.following.id)

    def take_other(self) -> None:
        """Open the dialog for the step that is suggested although it is not the next one, else for the last."""
        if self.facts is None or self.target is None:
            return
        steps, suggestion = self.facts.chain.ladder.steps, self.target.suggestion
        self.take_step(suggestion.step.id if suggestion is not None else steps[-1].id)

    def take_step(self, step_id: int) -> None:
        """Open the dialog for a step."""
        if self.target is None or self.facts is None:
            return
        suggestion = self.target.suggestion
        ids = suggestion.problem_ids if suggestion is not None else ()
        if self.target.unit:
            self.doing.ask_step(self._ladder_id, unit=self.target.unit, problem_ids=ids, step_id=step_id,
                                why=suggestion.why if suggestion is not None else "")  # fmt: skip
        else:
            ids = (self.target.problem_id,) if self.target.problem_id else [one.id for one in self.facts.picks]
            self.doing.ask_step(self._ladder_id, problem_ids=ids, step_id=step_id,
                                why=suggestion.why if suggestion is not None else "")  # fmt: skip

    def call(self) -> None:
        """Log a call now: about the step that waits for an answer, else the unit, else the problem."""
        self.doing.call(**self._urged())

    def remind(self) -> None:
        """Ask for the details of a reminder."""
        if self.target is not None:
            self.doing.ask_reminder(**self._urged(), whom=self.target.title)

    def _urged(self) -> dict[str, Any]:
        chain = self.facts.chain if self.facts is not None else None
        waiting = [one for one in (chain.taken if chain is not None else ()) if one.lifted_on is None]
        if waiting:
            return {"escalation_id": waiting[-1].id}
        target = self.target or Target()
        return {"unit": target.unit} if target.unit else {"problem_ids": (target.problem_id,)}

    def _with_line(self, act: Callable[[EscalationLine], None]) -> None:
        line = self.history.current_line()
        if line is not None and not self.context.ledger.read_only:
            act(line)

    def _remove_call(self) -> None:
        line = self.calls.current_line()
        if line is not None:
            self.doing.remove_reminder(line)

    def _show_rows(self) -> None:
        if self.facts is not None and self.facts.picks:
            self.problems_asked.emit(tuple(one.id for one in self.facts.picks))


def read_chain(ledger: Ledger, ladder_id: int | None, target: Target) -> ChainFacts:
    """The chain of a target, and the problems that its steps are about, or that the next one would be."""
    from models.queries.escalation_problems import chain_problems

    ids = target.suggestion.problem_ids if target.suggestion is not None else ()
    chain, picks = chain_problems(
        ledger, ladder_id, unit=target.unit, problem_id=target.problem_id, escalation_id=target.escalation_id, also=ids
    )
    return ChainFacts(chain, picks)


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
