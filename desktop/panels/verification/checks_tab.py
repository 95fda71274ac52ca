"""核查: every check of a problem with its plan, words and demand; one added by hand; a rebound and the first of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.panels.dossier.forms import FormField
from desktop.panels.dossier.record_card import EDIT, REMOVE, CardView
from desktop.panels.dossier.tab import DossierTab
from desktop.panels.dossier.work import DossierWork
from desktop.panels.person_box import PersonBox
from desktop.panels.verification.writing import entry_words
from desktop.widgets.card import label
from desktop.widgets.flow import button
from models import clock

if TYPE_CHECKING:
    from models.operations import Change
    from models.operations.verification import Entered
    from models.queries.dossier import Dossier
    from models.queries.verification import CheckLine, ProblemChecks
    from models.store import Ledger

OPEN_PLAN, OPEN_CHILD = "plan", "child"


class ChecksTab(DossierTab):
    """Reads its own data when it is shown. ``jump_asked(problem id)`` for a rebound or the problem it came from."""

    jump_asked = Signal(int)

    what = "核查记录"
    blank = "还没有核查过。可以在这里登记一次核查；成批的核查在“核查销号”里建方案。"

    def __init__(self, work: DossierWork) -> None:
        super().__init__(work)
        self.checks: ProblemChecks | None = None
        self._job: Any = None
        self._written: list[Entered] = []
        self.add_button = button("登记核查", "", "登记一次核查的结果；没有方案也可以")
        self.first_button = button("看原来的问题", "link", "转到反弹之前的那条问题")
        self.bar.addWidget(self.add_button)
        self.bar.addWidget(self.first_button)
        self.rebound_label = label("", tone="red", wrap=True)
        self.head.addWidget(self.rebound_label)
        for one in (self.rebound_label, self.first_button):
            one.hide()
        self.add_button.clicked.connect(self.add)
        self.first_button.clicked.connect(self._open_first)

    # ---- what is shown ---------------------------------------------------------------------------------------

    @override
    def fill(self, dossier: Dossier) -> None:
        self._writable = not self.work.read_only and not dossier.detail.removed
        self.add_button.setVisible(self._writable)
        problem_id = dossier.id
        if self._job is not None:
            self._job.cancel()

        def read(ledger: Ledger) -> ProblemChecks:
            from models.queries.verification import problem_checks

            return problem_checks(ledger, problem_id)

        self._job = self.work.read("读取核查记录", read, self._show)

    def _show(self, found: ProblemChecks) -> None:
        if self.dossier is None or found.problem_id != self.dossier.id:
            return
        self.checks = found
        self.rebound_label.setText(found.rebound_of)
        self.rebound_label.setVisible(bool(found.rebound_of))
        self.first_button.setVisible(found.rebound_id is not None)
        self.list.show_cards(self.dossier.id, [self._card(line) for line in found.lines])

    def _card(self, line: CheckLine) -> CardView:
        from models.queries.verification import PURPOSES

        notes = [
            f"{title}：{text}"
            for title, text in (
                ("核查人", line.verifier), ("核查情况", line.finding), ("存在问题及要求", line.demand),
                ("核查前状态", line.status_before), ("核查组", line.team), ("出处", line.source),
            )
            if text
        ]  # fmt: skip
        if line.child_number:
            notes.insert(0, f"反弹登记为 {line.child_number}")
        chips = [(line.result or "待核查", line.tone if line.result else "amber"), (PURPOSES[line.purpose], "grey")]
        actions = [(EDIT, "修改…" if line.result else "登记结果…"), (REMOVE, "删除")] if self._writable else []
        if line.child_id is not None and line.child_number:
            actions.insert(0, (OPEN_CHILD, f"看反弹问题 {line.child_number}"))
        if line.plan_id is not None:
            actions.append((OPEN_PLAN, "在“核查销号”里看方案"))
        when = line.checked_on.isoformat() if line.checked_on else ""
        values = {
            "result": line.result, "checked_on": when, "verifier": line.verifier or "", "finding": line.finding or "",
            "demand": line.demand or "",
        }  # fmt: skip
        heading = line.plan or "单独核查"
        return CardView(line.id, heading, when, tuple(notes), tuple(chips), values=values, actions=tuple(actions))

    # ---- the form --------------------------------------------------------------------------------------------

    @override
    def fields(self) -> Sequence[FormField]:
        results = self.checks.results if self.checks is not None else ()
        return self._form_fields([(one.name, f"{one.name}（{one.consequences()}）") for one in results])

    def _form_fields(self, offered: Sequence[tuple[str, str]]) -> Sequence[FormField]:
        return (
            FormField("result", "核查结果", "pick", offered),
            FormField("checked_on", "核查日期", "date"),
            FormField("verifier", "核查人", "own", make=self._person),
            FormField("finding", "核查情况", "long", hint="现场看到的情况"),
            FormField("demand", "问题及要求", "long", hint="还要做什么、什么时候做完"),
        )

    def _person(self, parent: QWidget) -> QWidget:
        box = PersonBox(self.work.context, parent)
        box.setAccessibleName("核查人")
        return box

    def add(self) -> None:
        """Open an empty form."""
        if self.checks is not None:
            self.list.open_form(0, "登记核查", {"checked_on": clock.today().isoformat()})

    @override
    def do(self, key: int, action: str) -> None:
        line = next((one for one in self.checks.lines if one.id == key), None) if self.checks is not None else None
        if line is None:
            return
        if action == EDIT:
            self._edit(line)
        elif action == REMOVE:
            self._remove(key)
        elif action == OPEN_CHILD and line.child_id is not None:
            self.jump_asked.emit(line.child_id)
        elif action == OPEN_PLAN and line.plan_id is not None:
            self.work.context.open_page("closure", tab="verification", plan=line.plan_id)

    def _edit(self, line: CheckLine) -> None:
        ledger_results = self.work.context.ledger

        def read(_ledger: Ledger) -> Any:
            from models.queries.verification import results

            return results(ledger_results, line.purpose)

        def show(found: Any) -> None:
            offered = [(one.name, f"{one.name}（{one.consequences()}）") for one in found]
            view = self.list.card(line.id).view
            values = dict(view.values)
            values["checked_on"] = values["checked_on"] or clock.today().isoformat()
            form = self.list.open_form(
                line.id, f"{line.plan or '单独核查'}：核查结果", values, self._form_fields(offered)
            )
            box = form.editors["verifier"]
            if line.verifier and isinstance(box, PersonBox):
                box.set_person(line.verifier)

        self.work.read("读取核查结果", read, show)

    def _remove(self, key: int) -> None:
        def operation(ledger: Ledger) -> Change:
            from models.operations.verification import remove_check

            return remove_check(ledger, key)

        self.write("删除核查记录", operation, "已删除核查记录。")

    @override
    def save(self, key: int, values: dict[str, Any]) -> tuple[str, Callable[[Ledger], Change]]:
        problem_id = self.dossier.id if self.dossier is not None else 0

        def operation(ledger: Ledger) -> Change:
            from models.operations.verification import Finding, add_check, enter_findings

            if key:
                entered = enter_findings(ledger, [Finding(key, values)], strict=True)
            else:
                entered = add_check(ledger, problem_id, values)
            self._written.append(entered)
            return entered.change

        return "登记核查", operation

    @override
    def after_saving(self) -> None:
        while self._written:
            self._tell(self._written.pop(0))

    def _tell(self, entered: Entered) -> None:
        """A move that the ledger does not allow is said with its reason."""
        if entered.refusals:
            self.work.context.inform(f"核查结果已登记；状态没有转：{entered.refusals[0].sentence}。", "amber")
        elif entered.children:
            self.work.context.inform(entry_words(entered), "green")

    def _open_first(self) -> None:
        if self.checks is not None and self.checks.rebound_id is not None:
            self.jump_asked.emit(self.checks.rebound_id)
