"""时限: what the deadline is read from, days left in both kinds, stages, and its extensions and suspensions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.panels.dossier.deadline_words import SUSPENSION, card_view
from desktop.panels.dossier.forms import FormField
from desktop.panels.dossier.record_card import EDIT, REMOVE
from desktop.panels.dossier.stage_picture import DeadlineSheet
from desktop.panels.dossier.tab import DossierTab
from desktop.panels.dossier.work import DossierWork
from desktop.widgets.flow import button

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from models.operations import Change
    from models.queries.deadlines import DeadlineFacts
    from models.queries.dossier import Dossier
    from models.store import Ledger

LIFT = "lift"
_EXTENSION = "extension"
_EARLIER = ((False, "不可以"), (True, "可以，确实要提前"))


class DeadlineTab(DossierTab):
    """Reads its own facts when it comes to the front; a form of either kind opens at the top of the list."""

    what = "延期或暂停"
    blank = "还没有延期或暂停过。批准延期的，点“延期”登记；依法停工等情形，点“暂停”登记。"

    def __init__(self, work: DossierWork) -> None:
        super().__init__(work)
        self.facts: DeadlineFacts | None = None
        self._kinds: dict[int, str] = {}
        self._job: Job | None = None
        self.extend_button = button("延期…", "", "登记一次批准了的延期；原定期限一直留着")
        self.suspend_button = button("暂停…", "", "登记一段不计时限的日子；到期自行恢复")
        for one in (self.extend_button, self.suspend_button):
            self.bar.addWidget(one)
        self.sheet = DeadlineSheet()
        self.list.put_above(self.sheet)
        self.extend_button.clicked.connect(self.extend)
        self.suspend_button.clicked.connect(self.suspend)

    @override
    def fill(self, dossier: Dossier) -> None:
        if self._job is not None and not self._job.done:
            self._job.cancel()
        ledger, key = self.work.context.ledger, dossier.id

        def work(_progress: Any) -> DeadlineFacts:
            from models.queries.deadlines import deadline_facts

            return deadline_facts(ledger, key)

        self._job = self.work.context.jobs.read(
            "读取时限", work, self._on_read, lambda _error: None, lambda: None, owner=self, quiet=True
        )

    def _on_read(self, facts: DeadlineFacts) -> None:
        dossier = self.dossier
        if dossier is None or facts.problem_id != dossier.id:
            return
        self.facts = facts
        writable = not self.work.read_only and not dossier.detail.removed
        self.extend_button.setVisible(writable and facts.open and facts.deadline is not None)
        self.suspend_button.setVisible(writable and facts.open)
        self.sheet.show_facts(facts)
        self.list.show_cards(facts.problem_id, [card_view(one, facts, writable) for one in facts.lines])

    # ---- forms -----------------------------------------------------------------------------------------------

    def extend(self) -> None:
        """Open the form of a new extension."""
        self._open(_EXTENSION, "新的延期")

    def suspend(self) -> None:
        """Open the form of a new suspension."""
        self._open(SUSPENSION, "新的暂停")

    def _open(self, kind: str, title: str) -> None:
        if self.facts is None:
            return
        self._kinds[self.facts.problem_id] = kind
        today = self.facts.today.isoformat()
        values = {"approved_on": today, "allow_earlier": False}
        self.list.open_form(0, title, values | ({"starts_on": today} if kind == SUSPENSION else {}))

    @override
    def fields(self) -> Sequence[FormField]:
        kind = self._kinds.get(self.dossier.id, _EXTENSION) if self.dossier is not None else _EXTENSION
        if kind == SUSPENSION:
            days = (
                FormField("starts_on", "从哪天起", "date"),
                FormField("ends_on", "到哪天止", "date", hint="这一天仍在暂停"),
            )
            return (*days, *self._told("suspend"))
        return (
            FormField("to", "新期限", "date", hint="延到哪一天"),
            FormField("workdays", "或工作日", hint="从现在的期限起延几个工作日", reading=self._reading),
            *self._told("extend"),
            FormField("allow_earlier", "早于原期限", "pick", _EARLIER),
        )

    def _told(self, purpose: str) -> tuple[FormField, ...]:
        return (
            FormField("basis", "依据", "own", make=lambda parent: self._reason_box(purpose, parent)),
            FormField("approver", "批准人", hint="批准的领导或单位"),
            FormField("document_number", "文号", hint="如 邯整改办〔2019〕8号"),
            FormField("requested_on", "申请日期", "date"),
            FormField("approved_on", "批准日期", "date"),
        )

    def _reason_box(self, purpose: str, parent: QWidget) -> QWidget:
        from desktop.panels.reason_box import ReasonBox

        return ReasonBox(self.work.context, purpose, parent)

    def _reading(self, text: str) -> str:
        """The day that so many working days lead to."""
        from models.rules.numbers import read_integer
        from models.rules.workdays import MOST

        facts, number = self.facts, read_integer(text) if text.strip() else None
        if facts is None or facts.deadline is None or not number or number > MOST:
            return ""
        reached = facts.calendar.add(facts.deadline, number)
        return f"延到 {reached.day}" + ("（预估）" if reached.estimated else "")

    @override
    def do(self, key: int, action: str) -> None:
        from models.operations.extensions import remove_extension

        card = self.list.card(key)
        if action == EDIT:
            self.list.open_form(key, "修改依据和批准", card.view.values, self._told("extend"))
        elif action == LIFT and self.facts is not None:
            title = "提前恢复（从这一天起不再暂停）"
            field = FormField("lifted_on", "恢复日期", "date")
            self.list.open_form(key, title, {"lifted_on": self.facts.today.isoformat()}, (field,))
        elif action == REMOVE:
            self.write("删除", lambda ledger: remove_extension(ledger, key), "已删除，期限已重新推算。")

    @override
    def save(self, key: int, values: dict[str, Any]) -> tuple[str, Callable[[Ledger], Change]]:
        from models.operations.extension_steps import read_day, read_extension, read_suspension
        from models.operations.extensions import edit_extension, grant_one, lift_suspension

        problem = self.dossier.id if self.dossier is not None else 0
        if "lifted_on" in values:
            return "提前恢复", lambda ledger: lift_suspension(ledger, key, read_day(values["lifted_on"], "恢复日期"))
        if key:
            return "修改依据和批准", lambda ledger: edit_extension(ledger, key, values)
        if "starts_on" in values:
            return "登记暂停", lambda ledger: grant_one(ledger, problem, read_suspension(values))
        return "登记延期", lambda ledger: grant_one(ledger, problem, read_extension(values))
