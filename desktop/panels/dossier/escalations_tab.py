"""督促: the steps taken about a problem, alone or with its unit, and the reminders; the next step at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox
from typing_extensions import override

from desktop.panels.dossier.record_card import EDIT, REMOVE, CardView
from desktop.panels.dossier.tab import DossierTab
from desktop.panels.dossier.work import DossierWork
from desktop.panels.escalation.chain_words import facts_of
from desktop.panels.escalation.escalation_work import EscalationWork
from desktop.widgets.card import label
from desktop.widgets.flow import button
from models import clock

if TYPE_CHECKING:
    from models.queries.dossier import Dossier
    from models.queries.escalation_chains import Chain, ReminderLine
    from models.queries.escalation_ladders import LadderLine
    from models.queries.escalations import EscalationLine
    from models.store import Ledger

ANSWER, LIFT, OPEN = "answer", "lift", "open"


class EscalationsTab(DossierTab):
    """Reads its own data when it is shown; reminders stand among the steps by their days, under negative keys."""

    what = "督促"
    blank = "还没有督促过。打了电话就点“电话催办”；要发预警函、约谈的点“下一步”。"

    def __init__(self, work: DossierWork) -> None:
        super().__init__(work)
        self.doing = EscalationWork(work.context, self)
        self.chain: Chain | None = None
        self._ladder_id: int | None = None
        self._job: Any = None
        self.next_button = button("下一步…", "", "按督促阶梯采取下一步；也可以选别的步骤，跳过要写明理由")
        self.call_button = button("电话催办", "", "点一下就记一次，时间是现在")
        self.ladder_box = QComboBox()
        self.ladder_box.setAccessibleName("督促阶梯")
        self.ladder_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for one in (self.next_button, self.call_button, self.ladder_box):
            self.bar.addWidget(one)
        self.reminded_label = label("", "small", wrap=True)
        self.head.addWidget(self.reminded_label)
        self.reminded_label.hide()
        self.next_button.clicked.connect(self.take_next)
        self.call_button.clicked.connect(self.call)
        self.ladder_box.activated.connect(self._on_ladder)

    @override
    def fill(self, dossier: Dossier) -> None:
        self._writable = not self.work.read_only and not dossier.detail.removed
        for one in (self.next_button, self.call_button):
            one.setVisible(self._writable)
        problem_id, ladder_id = dossier.id, self._ladder_id
        if self._job is not None:
            self._job.cancel()
        self._job = self.work.read("读取督促过程", lambda ledger: _read(ledger, problem_id, ladder_id), self._show)

    def _show(self, found: tuple[tuple[LadderLine, ...], Chain | None]) -> None:
        ladders, chain = found
        if self.dossier is None or (chain is not None and chain.problem_id != self.dossier.id):
            return
        self.chain = chain
        self.ladder_box.clear()
        for one in ladders:
            self.ladder_box.addItem(one.name, one.id)
        self.ladder_box.setVisible(len(ladders) > 1)
        self.next_button.setEnabled(chain is not None and bool(chain.ladder.steps))
        if chain is None:
            self.list.show_cards(self.dossier.id, [])
            return
        self.ladder_box.setCurrentIndex(self.ladder_box.findData(chain.ladder.id))
        following = chain.following
        self.next_button.setText(f"下一步：{following.name}…" if following is not None else "采取措施…")
        words = chain.reminded()
        self.reminded_label.setText(words)
        self.reminded_label.setVisible(bool(words))
        cards = [(f"{one.taken_on.isoformat()} 24", self._step_card(one)) for one in chain.taken]
        cards += [(f"{one.at:%Y-%m-%d %H}", self._call_card(one)) for one in chain.reminders]
        cards.sort(key=lambda pair: (pair[0], abs(pair[1].key)), reverse=True)
        self.list.show_cards(self.dossier.id, [card for _when, card in cards])

    def _step_card(self, one: EscalationLine) -> CardView:
        assert self.chain is not None
        words, tone = one.state_words(clock.today())
        notes = [f"{title}：{text}" for title, text in facts_of(one, self.chain.ladder) if title != "文书"]
        if one.unit:
            notes.insert(0, f"对象：{one.unit}，共 {one.problems} 条问题")
        heading = "　".join(part for part in (one.document, one.document_number) if part) or one.step_name
        actions = [(ANSWER, "登记回复…" if one.replied_on is None else "修改回复…"), (EDIT, "修改…")]
        actions += [(LIFT, "解除…")] if one.lifted_on is None else []
        actions += [(OPEN, "在“约谈与督办”里看"), (REMOVE, "删除")]
        return CardView(
            one.id, heading, one.taken_on.isoformat(), tuple(notes), ((one.step_name, "purple"), (words, tone)),
            actions=tuple(actions) if self._writable else ((OPEN, "在“约谈与督办”里看"),),
        )  # fmt: skip

    def _call_card(self, one: ReminderLine) -> CardView:
        notes = (f"对象：{one.unit}",) if one.unit else ()
        heading = "：".join(part for part in (one.person, one.answer) if part) or "还没有写联系人和答复"
        actions = ((EDIT, "补充联系人和答复…"), (REMOVE, "删除")) if self._writable else ()
        return CardView(
            -one.id, heading, f"{one.at:%Y-%m-%d %H:%M} {one.actor}", notes, ((f"{one.way}催办", "blue"),),
            actions=actions,
        )  # fmt: skip

    @override
    def do(self, key: int, action: str) -> None:
        if self.chain is None:
            return
        if key < 0:
            line = next(one for one in self.chain.reminders if one.id == -key)
            run = self.doing.ask_reminder_change if action == EDIT else self.doing.remove_reminder
            run(line)
            return
        step = next(one for one in self.chain.taken if one.id == key)
        if action == OPEN:
            self.work.context.open_page("escalation", escalation_id=step.id, ladder=step.ladder_id)
        else:
            {ANSWER: self.doing.ask_answer, EDIT: self.doing.ask_change, LIFT: self.doing.ask_lift,
             REMOVE: self.doing.remove}[action](step)  # fmt: skip

    def take_next(self) -> None:
        """Open the dialog for the next step against this problem."""
        if self.dossier is not None and self.chain is not None:
            self.doing.ask_step(self.chain.ladder.id, problem_ids=(self.dossier.id,))

    def call(self) -> None:
        """Log a call about this problem now."""
        if self.dossier is not None:
            self.doing.call(problem_ids=(self.dossier.id,))

    def _on_ladder(self, _row: int) -> None:
        self._ladder_id = self.ladder_box.currentData()
        if self.dossier is not None:
            self.fill(self.dossier)


def _read(ledger: Ledger, problem_id: int, ladder_id: int | None) -> tuple[tuple[LadderLine, ...], Chain | None]:
    """The ladders in use, and the chain on the one asked for, else on the one by which the problem was urged last."""
    from models.queries.escalation_chains import problem_chain_in
    from models.queries.escalation_ladders import read_ladders
    from models.queries.escalations import ladder_of_problem

    with ledger.reading() as connection:
        ladders = read_ladders(connection)
        wanted = ladder_id if ladder_id is not None else ladder_of_problem(connection, problem_id)
        if not ladders:
            return (), None
        chosen = next((one.id for one in ladders if one.id == wanted), ladders[0].id)
        return ladders, problem_chain_in(connection, problem_id, chosen)
